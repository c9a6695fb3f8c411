//! A user's knowledge beside the built-in one.

use super::file::{File, Problem, ProblemLevel};
use super::load::{Loaded, parse};
use super::{Knowledge, check};

/// Adds a user's knowledge to the built-in one. What is broken is left out, with its problem; a card or observation that exists
/// already is replaced only if the file says so.
pub fn merge(base: Knowledge, files: &[File]) -> Loaded {
    let mut user = parse(files);
    let mut knowledge = base;
    let mut refused = Vec::new();
    for (id, card) in std::mem::take(&mut user.knowledge.cards) {
        match knowledge.card_named(&id).map(|old| old.id.clone()) {
            Some(old) if !card.replaces => refused.push(("card", id, old)),
            old => {
                if let Some(old) = old {
                    knowledge.cards.remove(&old);
                }
                knowledge.cards.insert(id, card);
            }
        }
    }
    for (id, observation) in std::mem::take(&mut user.knowledge.observations) {
        if knowledge.observations.contains_key(&id) && !observation.replaces {
            refused.push(("observation", id.clone(), id));
        } else {
            knowledge.observations.insert(id, observation);
        }
    }
    for (kind, id, old) in refused {
        if let Some(file) = user.origins.remove(&format!("{kind}/{id}")) {
            let message = format!("the {kind} {old} is built in; `replaces: true` in this file puts it in its place");
            user.problems.push(Problem::of_file("replaces-built-in", &file, message));
        }
    }
    knowledge.topics.append(&mut user.knowledge.topics);
    knowledge.errors.append(&mut user.knowledge.errors);
    knowledge.areas.areas.extend(std::mem::take(&mut user.knowledge.areas.areas));
    let (mine, theirs) = (&mut knowledge.vocabulary, &mut user.knowledge.vocabulary);
    mine.synonyms.append(&mut theirs.synonyms);
    mine.trouble.append(&mut theirs.trouble);
    mine.stop.append(&mut theirs.stop);
    knowledge.harmless.harmless.append(&mut user.knowledge.harmless.harmless);
    knowledge.compiled = None;
    user.knowledge = knowledge;
    drop_broken(&mut user);
    user
}

/// Takes out the user's files that refer to what does not exist, until all that is left holds together.
fn drop_broken(loaded: &mut Loaded) {
    loop {
        let broken: Vec<Problem> = check(loaded)
            .into_iter()
            .filter(|problem| problem.level == ProblemLevel::Error && !problem.path.is_empty())
            .collect();
        let before = loaded.origins.len();
        let gone: Vec<String> = loaded
            .origins
            .iter()
            .filter(|(_, file)| broken.iter().any(|problem| problem.path == file.path))
            .map(|(key, _)| key.clone())
            .collect();
        for key in gone {
            loaded.origins.remove(&key);
            match key.split_once('/') {
                Some(("card", id)) => loaded.knowledge.cards.remove(id),
                Some(("observation", id)) => loaded.knowledge.observations.remove(id),
                Some(("topic", id)) => loaded.knowledge.topics.remove(id),
                _ => {}
            }
        }
        loaded.problems.extend(broken);
        if loaded.origins.len() == before {
            return;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(path: &str, text: &str) -> File {
        File { path: path.into(), text: text.into() }
    }

    #[test]
    fn what_is_no_card_says_so_in_words() {
        let card =
            "title: t\nsymptom: s\nimpact: i\nseverity: low\ncauses:\n  - { id: one, title: t, prior: rare, why: w }\n";
        let base = parse(&[file("cards/x/mine.yaml", card)]).knowledge;
        let aliases = (0..8).map(|n| format!("x{}: &a{} [ {} ]\n", n + 1, n + 1, format!("*a{n}, ").repeat(20)));
        let files = [
            file("utf16.yaml", "\u{fffd}\u{fffd}t\0i\0t\0l\0e\0"),
            file("bomb.yaml", &format!("x0: &a0 [ 1 ]\n{}", aliases.collect::<String>())),
            file("other.yaml", "# a note\nname: x\n"),
            file("again.yaml", &format!("# mine\n{card}id: mine\n")),
        ];
        let told: Vec<_> = merge(base, &files)
            .problems
            .into_iter()
            .map(|problem| (problem.code, problem.path, problem.line, problem.message))
            .collect();
        let expected = [
            ("invalid-yaml", "utf16.yaml", 1, "this is not text in UTF-8 (from UTF-16: iconv -f UTF-16 -t UTF-8)"),
            (
                "invalid-yaml",
                "bomb.yaml",
                5,
                "this is larger, deeper or, with what its aliases repeat, longer than a file of cards may be",
            ),
            (
                "unknown-kind",
                "other.yaml",
                1,
                "none of the top-level keys causes (a card), ask (an observation), text (a topic), errors, areas, synonyms, harmless",
            ),
            (
                "replaces-built-in",
                "again.yaml",
                8,
                "the card mine is built in; `replaces: true` in this file puts it in its place",
            ),
        ];
        let expected = expected.map(|(code, path, line, message)| (code, path.to_string(), line, message.to_string()));
        assert_eq!(told, expected);
    }
}
