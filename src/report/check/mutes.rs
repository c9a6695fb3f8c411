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
        self.subjects.is_empty() || self.subjects.iter().any(|glob| fits(glob.as_bytes(), subject.as_bytes()))
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
        let (out, left): (Vec<String>, Vec<String>) =
            std::mem::take(&mut source.subjects).into_iter().partition(|subject| self.matches(subject));
        source.subjects = left;
        source.count = source.subjects.len() as u64;
        // The proof names its subjects first: "orders-3: no leader; orders-4: no leader".
        let proof = source.excerpt.take().unwrap_or_default();
        let parts = proof.split("; ").filter(|part| {
            let of_muted =
                out.iter().any(|subject| part.strip_prefix(subject.as_str()).is_some_and(|rest| rest.starts_with(':')));
            let rest = part.starts_with("and ") && part.ends_with(" more");
            !(of_muted || rest)
        });
        source.excerpt = Some(parts.collect::<Vec<_>>().join("; ")).filter(|proof| !proof.is_empty());
        taken.extend(out);
        !source.subjects.is_empty()
    }
}

/// Whether a text fits a pattern in which `*` stands for any text and `?` for one character's byte.
fn fits(glob: &[u8], text: &[u8]) -> bool {
    match (glob.split_first(), text.split_first()) {
        (None, None) => true,
        (Some((b'*', rest)), _) => fits(rest, text) || text.split_first().is_some_and(|(_, text)| fits(glob, text)),
        (Some((b'?', glob)), Some((_, text))) => fits(glob, text),
        (Some((one, glob)), Some((other, text))) => one == other && fits(glob, text),
        _ => false,
    }
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
            ("*", "", true),
            ("", "", true),
            ("", "x", false),
        ] {
            assert_eq!(fits(glob.as_bytes(), text.as_bytes()), expected, "{glob} {text}");
        }
    }
}
