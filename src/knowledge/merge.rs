//! A user's knowledge beside the built-in one.

use super::file::{File, Problem, ProblemLevel};
use super::load::{Loaded, parse};
use super::{Knowledge, check};

/// Adds a user's knowledge to the built-in one. A file that is broken or refers to what does not exist is left out, with its problem, and
/// leaves no trace; a card or observation that exists already is replaced only if the file says so. `probes` are the names of all probes.
pub fn merge(base: &Knowledge, files: &[File], probes: &[String]) -> Loaded {
    let mut sound: Vec<File> = files.to_vec();
    let mut problems = Vec::new();
    loop {
        let mut loaded = together(base.clone(), &sound);
        let mut broken = std::mem::take(&mut loaded.problems);
        let errors = check(&loaded, Some(probes)).into_iter().filter(|problem| problem.level == ProblemLevel::Error);
        broken.extend(errors.filter(|problem| !problem.path.is_empty()));
        let before = sound.len();
        sound.retain(|file| !broken.iter().any(|problem| problem.path == file.path));
        problems.extend(broken);
        if sound.len() == before {
            loaded.problems = problems;
            return loaded;
        }
    }
}

/// All files beside the built-in knowledge, those left out that cannot be read or would replace something unasked.
fn together(base: Knowledge, files: &[File]) -> Loaded {
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
    for (id, topic) in std::mem::take(&mut user.knowledge.topics) {
        if knowledge.topics.contains_key(&id) {
            refused.push(("topic", id.clone(), id));
        } else {
            knowledge.topics.insert(id, topic);
        }
    }
    for (kind, id, old) in refused {
        if let Some(file) = user.origins.remove(&format!("{kind}/{id}")) {
            let way_out = match kind {
                "topic" => "a topic of yours takes another name",
                _ => "`replaces: true` in this file puts it in its place",
            };
            let message = format!("the {kind} {old} is built in; {way_out}");
            user.problems.push(Problem::of_file("replaces-built-in", &file, message));
        }
    }
    knowledge.errors.append(&mut user.knowledge.errors);
    knowledge.areas.areas.extend(std::mem::take(&mut user.knowledge.areas.areas));
    knowledge.vocabulary.append(std::mem::take(&mut *user.knowledge.vocabulary));
    knowledge.harmless.harmless.append(&mut user.knowledge.harmless.harmless);
    knowledge.compiled = None;
    user.knowledge = knowledge;
    user
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
        let told: Vec<_> = merge(&base, &files, &[])
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

    const CARD: &str = "symptom: s\nimpact: i\nseverity: low\nsources: [ x ]\ncauses:\n  - { id: one, title: t, prior: rare, why: w, \
        evidence: { seen: usually }, fixes: [ { do: Act., risk: none } ], verify: seen }\n";
    const SEEN: &str = "fact: f\nbackground: rarely\neffort: glance\nask: a\nhow: h\nexamples: { yes: x }\n";

    /// A base of one of each, and what is left when files are added to it.
    fn merged(files: &[File]) -> Loaded {
        let base = parse(&[
            file("cards/x/jam.yaml", &format!("title: Built-in\n{CARD}")),
            file("observations/x/seen.yaml", SEEN),
            file("topics/paper.yaml", "title: Built-in\ntext: t\n"),
            file("errors/protocol.yaml", "family: protocol\nerrors: []\nsources: [ x ]\n"),
            file("vocabulary.yaml", "synonyms: []\ntrouble: [ jam ]\nstop: []\nnames: [ InkJet ]\n"),
            file("harmless.yaml", "harmless: [ { matches: all is well, why: w } ]\n"),
        ]);
        assert_eq!(base.problems, []);
        assert_eq!(check(&base, None), []);
        merge(&base.knowledge, files, &["counters".into()])
    }

    fn told(loaded: &Loaded) -> Vec<(&str, &str)> {
        loaded.problems.iter().map(|problem| (problem.path.as_str(), problem.message.as_str())).collect()
    }

    #[test]
    fn a_broken_file_takes_nothing_away() {
        let loaded = merged(&[
            file(
                "mine/jam.yaml",
                &format!("title: Mine\nreplaces: true\n{}", CARD.replace("seen: usually", "vanished: usually")),
            ),
            file("mine/seen.yaml", &format!("{SEEN}replaces: true\nanswers_from: [ probe: {{ name: counter }} ]\n")),
        ]);
        assert_eq!(
            told(&loaded),
            [
                ("mine/jam.yaml", "there is no observation vanished"),
                ("mine/seen.yaml", "there is no probe counter; did you mean counters?"),
            ]
        );
        assert_eq!(loaded.knowledge.cards["jam"].title, "Built-in");
        assert!(!loaded.knowledge.observations["seen"].replaces);
        let sound = merged(&[file("mine/jam.yaml", &format!("title: Mine\nreplaces: true\n{CARD}"))]);
        assert_eq!(told(&sound), []);
        assert_eq!(sound.knowledge.cards["jam"].title, "Mine");
    }

    #[test]
    fn what_goes_wrong_in_a_list_is_told_of_its_file_and_left_out() {
        let loaded = merged(&[
            file(
                "e.yaml",
                "family: protocol\nsources: [ x ]\nerrors: [ { name: MY, retriable: false, meaning: m, do: d, cards: [ vanished ] } ]\n",
            ),
            file("h.yaml", "harmless:\n  - { matches: all is well, why: w }\n  - { matches: '{}', why: w }\n"),
            file("mine/paper.yaml", "title: Mine\ntext: t\n"),
            file("v.yaml", "synonyms: []\ntrouble: [ smoke ]\nstop: []\nnames: [ LaserJet ]\n"),
        ]);
        assert_eq!(
            told(&loaded),
            [
                ("mine/paper.yaml", "the topic paper is built in; a topic of yours takes another name"),
                ("e.yaml", "there is no card or topic vanished"),
                ("h.yaml", "the template \"{}\" has no constant piece of at least 4 bytes to search for"),
            ]
        );
        let knowledge = &loaded.knowledge;
        assert_eq!(knowledge.topics["paper"].title, "Built-in");
        assert_eq!(knowledge.errors.iter().map(|one| one.errors.len()).collect::<Vec<_>>(), [0]);
        assert_eq!(knowledge.harmless.harmless.len(), 1);
        assert_eq!(knowledge.vocabulary.trouble, ["jam", "smoke"]);
        assert_eq!(knowledge.vocabulary.names, ["InkJet", "LaserJet"]);
    }

    #[test]
    fn words_that_mean_nothing_are_errors() {
        let log = |source: &str| {
            format!(
                "{SEEN}replaces: true\nanswers_from:\n  - log: {{ of: any, matches: [ 'jam in {{tray}}' ], {source} }}\n"
            )
        };
        let applies = |limit: &str| {
            format!(
                "title: Mine\nreplaces: true\n{}",
                CARD.replace("prior: rare", &format!("prior: rare, applies: {{ {limit} }}"))
            )
        };
        for (text, expected) in [
            (log("within: 10 minutes"), "within: 10 minutes is no duration such as 60s or 10m"),
            (log("same: topik"), "no template of this source keeps {topik}"),
            (applies("group_protocol: clasic"), "there is no group protocol clasic; did you mean classic?"),
            (applies("mode: craft"), "there is no mode craft; did you mean kraft?"),
            (applies("broker: 3.x"), "\"3.x\" is no range of versions such as \">= 3.0, < 4.0\""),
            (
                applies("client: '> 2.1, until 3'"),
                "\"> 2.1, until 3\" is no range of versions such as \">= 3.0, < 4.0\"",
            ),
        ] {
            let name = if text.contains("title") { "mine/jam.yaml" } else { "mine/seen.yaml" };
            assert_eq!(told(&merged(&[file(name, &text)])), [(name, expected)]);
        }
        for text in [
            log("within: 10 m, same: tray"),
            applies("group_protocol: consumer, mode: zookeeper, broker: '>= 3.0, < 4'"),
        ] {
            let name = if text.contains("title") { "mine/jam.yaml" } else { "mine/seen.yaml" };
            assert_eq!(told(&merged(&[file(name, &text)])), []);
        }
    }
}
