//! What somebody expected: a template of reports asks for it, and what is written there is not what happens.

use std::collections::BTreeSet;

/// Beginnings of the headings, in small letters.
const EXPECTED: &[&str] =
    &["expected", "what you expected", "what did you expect", "what i expected", "what should happen"];

/// The numbers of the lines, counted from 1, that tell what was expected: what stands behind the heading in its line, or else what follows it up to
/// the next heading or the end of the paragraph.
pub fn expected<'a>(lines: impl Iterator<Item = &'a str>) -> BTreeSet<u64> {
    let mut told = BTreeSet::new();
    let (mut inside, mut filled) = (false, false);
    for (number, line) in (1..).zip(lines) {
        if let Some(rest) = behind_heading(line) {
            told.insert(number);
            (inside, filled) = (rest.is_empty(), false);
        } else if inside {
            let blank = line.trim().is_empty();
            let ends = is_heading(line) || blank && filled;
            inside = !ends;
            filled |= !blank;
            if inside && !blank {
                told.insert(number);
            }
        }
    }
    told
}

/// What stands behind a heading that asks for what was expected, if the line is one.
fn behind_heading(line: &str) -> Option<&str> {
    let bare = line.trim().trim_start_matches(['#', '*', '-', '>', ' ']);
    let begins =
        EXPECTED.iter().any(|start| bare.get(..start.len()).is_some_and(|head| head.eq_ignore_ascii_case(start)));
    if !begins {
        return None;
    }
    match bare.split_once([':', '?']) {
        Some((heading, rest)) => is_short(heading).then(|| rest.trim_matches(['*', ' '])),
        None => (is_heading(line) || is_short(bare)).then_some(""),
    }
}

fn is_heading(line: &str) -> bool {
    let bare = line.trim();
    bare.starts_with('#') || bare.starts_with("**") || is_short(bare) && bare.ends_with([':', '?'])
}

/// "Expected behavior", "What you expected to happen instead".
fn is_short(heading: &str) -> bool {
    heading.split_whitespace().count() <= 6 && !heading.ends_with('.')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_expected_stands_behind_its_heading() {
        let of = |text: &str| expected(text.lines()).into_iter().collect::<Vec<_>>();
        assert_eq!(of("It dies.\nExpected: it reads on or dies\nIt dies again."), [2]);
        assert_eq!(of("**What did you expect to happen?** It reads on.\nIt dies."), [1]);
        assert_eq!(
            of("### Expected behavior\n\nIt reads on.\nIt never dies.\n### Actual behavior\nIt dies."),
            [1, 3, 4]
        );
        assert_eq!(of("Expected Result\nIt reads on.\n\nIt dies."), [1, 2]);
        assert_eq!(of("What you expected\nIt reads on.\nWhat happened:\nIt dies."), [1, 2]);
        assert_eq!(of("Expected records are missing since the last release: they were sent."), [0; 0]);
        assert_eq!(of("We expected: no loss"), [0; 0]);
    }
}
