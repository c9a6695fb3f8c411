//! Mutes: what somebody knows of and does not want to be told again.

use crate::case::{Case, Reading, Source};

/// What is not to be told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mute {
    /// The observation's id.
    pub observation: String,
    /// Subjects, `*` and `?` standing for anything; all, if there are none.
    pub subjects: Vec<String>,
    /// Until when, as it was written, and in milliseconds since 1970; for ever, if it is left out.
    pub until: Option<(String, i64)>,
    /// Why.
    pub why: String,
}

/// What the mutes did.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Muted {
    /// What is not told: the mute and the subjects that it took, none of a source that names none.
    pub taken: Vec<(Mute, Vec<String>)>,
    /// Mutes whose time is over; they mute nothing.
    pub expired: Vec<Mute>,
    /// Mutes of what was not found.
    pub idle: Vec<Mute>,
}

/// Takes what is muted out of a case, so that it is neither told nor used to explain anything else. `now_ms` is in milliseconds since 1970.
pub fn mute(case: &mut Case, mutes: &[Mute], now_ms: i64) -> Muted {
    let mut muted = Muted::default();
    for one in mutes {
        if one.until.as_ref().is_some_and(|(_, until)| *until <= now_ms) {
            muted.expired.push(one.clone());
            continue;
        }
        let mut found = false;
        let mut taken = Vec::new();
        case.readings.retain_mut(|reading| {
            if !one.concerns(reading) {
                return true;
            }
            found = true;
            one.take(&mut reading.source, &mut taken)
        });
        if found {
            muted.taken.push((one.clone(), taken));
        } else {
            muted.idle.push(one.clone());
        }
    }
    muted
}

impl Mute {
    fn matches(&self, subject: &str) -> bool {
        self.subjects.is_empty() || self.subjects.iter().any(|glob| fits(glob, subject))
    }

    fn concerns(&self, reading: &Reading) -> bool {
        let about = reading.source.about();
        let named = about.iter().any(|subject| self.matches(subject));
        reading.observation == self.observation
            && reading.answer.value() == Some("yes")
            && (named || about.is_empty() && self.matches(""))
    }

    /// Takes the subjects of a source that are muted; whether anything is left of it.
    fn take(&self, source: &mut Source, taken: &mut Vec<String>) -> bool {
        if source.subjects.is_empty() {
            return self.take_names(source, taken);
        }
        let subjects = std::mem::take(&mut source.subjects);
        // A case that somebody has written may hold none, or not one for each.
        if source.proofs.len() == subjects.len() {
            let mut of = subjects.iter();
            source.proofs.retain(|_| of.next().is_some_and(|subject| !self.matches(subject)));
        } else {
            source.proofs.clear();
        }
        let (out, left): (Vec<String>, Vec<String>) = subjects.into_iter().partition(|subject| self.matches(subject));
        source.subjects = left;
        source.count = source.subjects.len() as u64;
        source.excerpt = Some(source.first_proofs()).filter(|proof| !proof.is_empty());
        taken.extend(out);
        !source.subjects.is_empty()
    }

    /// Takes the values that are muted out of a source without subjects, a log's for instance; whether anything is left of each list that
    /// held some: a topic stays muted when the host beside it is not.
    fn take_names(&self, source: &mut Source, taken: &mut Vec<String>) -> bool {
        if source.about().is_empty() {
            return false;
        }
        let mut remains = true;
        for (_, values) in source.names.iter_mut().filter(|(name, _)| Source::is_about(name)) {
            let (out, left): (Vec<String>, Vec<String>) =
                std::mem::take(values).into_iter().partition(|value| self.matches(value));
            remains &= out.is_empty() || !left.is_empty();
            // One line stands for all of them; it proves nothing where it is of one that is muted.
            let names = |excerpt: &str, values: &[String]| values.iter().any(|value| excerpt.contains(value.as_str()));
            source.excerpt.take_if(|excerpt| names(excerpt, &out) && !names(excerpt, &left));
            *values = left;
            taken.extend(out);
        }
        remains
    }
}

/// Whether a text fits a pattern in which `*` stands for any text and `?` for one character. It takes at most the product of their lengths.
fn fits(glob: &str, text: &str) -> bool {
    let (glob, text): (Vec<char>, Vec<char>) = (glob.chars().collect(), text.chars().collect());
    let (mut at, mut read) = (0, 0);
    // Behind the last `*`, and where the text goes on after what it stands for.
    let mut star: Option<(usize, usize)> = None;
    while read < text.len() {
        match glob.get(at) {
            Some('*') => {
                at += 1;
                star = Some((at, read));
            }
            Some(one) if *one == '?' || *one == text[read] => {
                at += 1;
                read += 1;
            }
            _ => {
                let Some((behind, rest)) = &mut star else { return false };
                *rest += 1;
                (at, read) = (*behind, *rest);
            }
        }
    }
    glob[at..].iter().all(|one| *one == '*')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_are_as_in_a_shell() {
        for (glob, text, expected) in [
            ("orders-*", "orders-3", true),
            ("orders-*", "my-orders-3", false),
            ("*orders*", "my-orders-3", true),
            ("broker ?", "broker 2", true),
            ("broker ?", "broker 12", false),
            ("gr?n*", "grün-1", true),
            ("*-1-*-2", "a-1-b-1-c-2", true),
            ("*-1-*-2", "a-1-2", false),
            ("*?", "", false),
            ("a**", "a", true),
            ("*", "", true),
            ("", "", true),
            ("", "x", false),
        ] {
            assert_eq!(fits(glob, text), expected, "{glob} {text}");
        }
    }

    #[test]
    fn many_stars_take_no_time() {
        assert!(!fits(&format!("{}b", "*a".repeat(50)), &"a".repeat(1000)));
    }
}
