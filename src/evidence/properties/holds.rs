//! Whether a condition holds: yes, no, or not to be known.

use super::values::{Known, elements, side_named, word};
use super::views::{Set, View};
use crate::knowledge::Side;
use crate::knowledge::expression::{Comparison, Condition, Key, Operand};

/// A setting that a result rests on.
#[derive(Debug, Clone)]
pub(super) struct Used<'v> {
    pub name: String,
    /// The view that it was found in.
    pub view: &'v View<'v>,
    /// Where the file sets it.
    pub set: Option<&'v Set<'v>>,
    /// The default, where the file leaves it out; `Some(None)` is a default of nothing.
    pub default: Option<Option<String>>,
}

/// A result with what it rests on; no truth where it cannot be known.
#[derive(Debug, Clone, Default)]
pub(super) struct Outcome<'v> {
    pub truth: Option<bool>,
    pub used: Vec<Used<'v>>,
}

impl Outcome<'_> {
    /// Whether it rests on a default, or on a file that does not name something. In a listing, which names everything, a
    /// value that equals the default was most likely left alone.
    pub fn by_default(&self) -> bool {
        self.used.iter().any(|used| {
            used.set.is_none_or(|set| used.view.settings.complete && used.view.is_default(&used.name, &set.value))
        })
    }

    fn unknown() -> Self {
        Self::default()
    }
}

/// Judges conditions on one view; settings of other sides are looked up in the others.
pub(super) struct Judge<'v> {
    pub own: &'v View<'v>,
    pub all: &'v [View<'v>],
}

impl<'v> Judge<'v> {
    /// Whether it holds.
    pub fn outcome(&self, condition: &Condition) -> Outcome<'v> {
        match condition {
            Condition::And(a, b) => joined(self.outcome(a), self.outcome(b), false),
            Condition::Or(a, b) => joined(self.outcome(a), self.outcome(b), true),
            Condition::Not(inner) => {
                let inner = self.outcome(inner);
                Outcome { truth: inner.truth.map(|truth| !truth), used: inner.used }
            }
            Condition::IsSet(key) => self.is_set(key),
            Condition::Contains(key, part) => {
                let part = word(&key.name, part);
                self.test(key, |value| Some(value.is_some_and(|value| word(&key.name, value).contains(&part))))
            }
            Condition::OneOf(key, values) => self.test(key, |value| {
                let value = value.unwrap_or("null");
                Some(values.iter().any(|one| equal(&key.name, value, one)))
            }),
            Condition::Compare(left, comparison, right) => self.compare(left, *comparison, right),
        }
    }

    fn view_of(&self, key: &Key) -> Option<&'v View<'v>> {
        let Some(word) = &key.side else { return Some(self.own) };
        let side = side_named(word)?;
        if self.own.side == side {
            return Some(self.own);
        }
        let fits = |view: &&View| view.side == side || (side == Side::Client && crate_client(view.side));
        self.all.iter().find(fits)
    }

    fn known(&self, key: &Key) -> Option<(Known<'v>, Used<'v>)> {
        let view = self.view_of(key)?;
        let known = view.value(&key.name)?;
        let words: Vec<&str> = known.values.iter().map(|value| value.as_deref().unwrap_or("none")).collect();
        let nothing = words.iter().all(|word| matches!(*word, "none" | ""));
        let default = known.set.is_none().then(|| (!nothing).then(|| words.join(" or ")));
        let used = Used { name: key.name.clone(), view, set: known.set, default };
        Some((known, used))
    }

    fn is_set(&self, key: &Key) -> Outcome<'v> {
        let found = self.view_of(key).and_then(|view| Some((view, view.is_set(&key.name)?)));
        let Some((view, truth)) = found else { return Outcome::unknown() };
        let set = view.get(&key.name);
        // A listing names every setting: one with its default may have been set or left alone. Of another side it is asked whether it was read.
        if truth
            && key.side.is_none()
            && view.settings.complete
            && set.is_some_and(|set| view.is_default(&key.name, &set.value))
        {
            return Outcome::unknown();
        }
        let used = Used { name: key.name.clone(), view, set, default: None };
        Outcome { truth: Some(truth), used: vec![used] }
    }

    fn test(&self, key: &Key, test: impl Fn(Option<&str>) -> Option<bool>) -> Outcome<'v> {
        let Some((known, used)) = self.known(key) else { return Outcome::unknown() };
        Outcome { truth: agreed(known.values.iter().map(|value| test(value.as_deref()))), used: vec![used] }
    }

    fn compare(&self, left: &Operand, comparison: Comparison, right: &Operand) -> Outcome<'v> {
        let (Some((left_values, mut used)), Some((right_values, more))) = (self.operand(left), self.operand(right))
        else {
            return Outcome::unknown();
        };
        used.extend(more);
        let name = match left {
            Operand::Setting(key, _) => key.name.as_str(),
            _ => "",
        };
        let results = left_values
            .iter()
            .flat_map(|left| right_values.iter().map(move |right| (left, right)))
            .map(|(left, right)| compared(name, left.as_deref(), comparison, right.as_deref()));
        Outcome { truth: agreed(results), used }
    }

    fn operand(&self, operand: &Operand) -> Option<(Vec<Option<String>>, Vec<Used<'v>>)> {
        match operand {
            Operand::Constant(text) => Some((vec![(text != "null").then(|| text.clone())], Vec::new())),
            Operand::Setting(key, factor) => {
                let (known, used) = self.known(key)?;
                let times = |value: String| match value.parse::<f64>() {
                    Ok(number) if (*factor - 1.0).abs() > f64::EPSILON => (number * factor).to_string(),
                    _ => value,
                };
                Some((known.values.into_iter().map(|value| value.map(times)).collect(), vec![used]))
            }
            Operand::Count(key) => {
                let (known, used) = self.known(key)?;
                let count = |value: Option<String>| Some(elements(&value.unwrap_or_default()).count().to_string());
                Some((known.values.into_iter().map(count).collect(), vec![used]))
            }
        }
    }
}

fn crate_client(side: Side) -> bool {
    matches!(side, Side::Producer | Side::Consumer | Side::Admin | Side::Librdkafka)
}

/// What all say, if all say the same.
fn agreed(mut results: impl Iterator<Item = Option<bool>>) -> Option<bool> {
    let first = results.next()??;
    results.all(|one| one == Some(first)).then_some(first)
}

/// `and` is decided by one `false`, `or` by one `true`; of two that decide, the one that rests on the file speaks.
fn joined<'v>(a: Outcome<'v>, b: Outcome<'v>, decides: bool) -> Outcome<'v> {
    let (first, second) = (a.truth == Some(decides), b.truth == Some(decides));
    match (first, second) {
        (true, true) if a.by_default() => b,
        (true, _) => a,
        (_, true) => b,
        _ => {
            let truth = (a.truth.is_some() && b.truth.is_some()).then_some(!decides);
            let mut used = a.used;
            for one in b.used {
                if !used.iter().any(|old| old.name == one.name && std::ptr::eq(old.view, one.view)) {
                    used.push(one);
                }
            }
            Outcome { truth, used }
        }
    }
}

fn equal(name: &str, left: &str, right: &str) -> bool {
    match (left.trim().parse::<f64>(), right.trim().parse::<f64>()) {
        (Ok(left), Ok(right)) => left == right,
        _ => word(name, left) == word(name, right),
    }
}

/// As numbers where both are, else as words, which have no order; no value is equal to nothing but itself.
fn compared(name: &str, left: Option<&str>, comparison: Comparison, right: Option<&str>) -> Option<bool> {
    let same = match (left, right) {
        (Some(left), Some(right)) => equal(name, left, right),
        (left, right) => left == right,
    };
    match comparison {
        Comparison::Equal => return Some(same),
        Comparison::NotEqual => return Some(!same),
        _ => {}
    }
    let (left, right) = (left?.trim().parse::<f64>().ok()?, right?.trim().parse::<f64>().ok()?);
    Some(match comparison {
        Comparison::Less => left < right,
        Comparison::LessOrEqual => left <= right,
        Comparison::Greater => left > right,
        _ => left >= right,
    })
}
