mod findings;
mod laws;

use super::*;
use crate::case::{Answer, Case, Channel, Hint, Reading, Source, Tried};
use crate::knowledge::{self, File, Knowledge};

fn card(area: &str, id: &str, causes: &str) -> File {
    File {
        path: format!("cards/{area}/{id}.yaml"),
        text: format!("title: {id}\nsymptom: s\nimpact: i\nseverity: high\nsources: [x]\ncauses:\n{causes}"),
    }
}

fn cause(id: &str, more: &str, evidence: &str) -> String {
    let prior = if more.contains("prior") { "" } else { "prior: common, " };
    format!(
        "  - {{ id: {id}, title: t, {prior}why: w, {more} evidence: {{ {evidence} }}, fixes: [{{ do: d, risk: none }}], verify: fever }}\n"
    )
}

fn observation(id: &str, more: &str) -> File {
    File {
        path: format!("observations/consumer/{id}.yaml"),
        text: format!("fact: f\neffort: glance\nask: a?\nhow: h\n{more}"),
    }
}

fn world(files: &[File]) -> Knowledge {
    let loaded = knowledge::parse(files);
    assert_eq!(loaded.problems, []);
    assert_eq!(knowledge::check(&loaded, None), []);
    loaded.knowledge
}

/// A small knowledge base: two rival cards, a twin with the same remedy, a risk.
fn small() -> Knowledge {
    small_and(&[])
}

/// The same with cards of another area, each with one cause that makes the patient cough.
fn small_and(others: &[&str]) -> Knowledge {
    let files = vec![
        card("consumer", "flu", &cause("virus", "", "fever: almost-always, rash: almost-never, cough: usually")),
        card(
            "consumer",
            "measles",
            &(cause("virus", "remedy: rest,", "fever: usually, rash: almost-always")
                + &cause("twin", "remedy: rest,", "fever: usually, rash: almost-always, spots: usually")),
        ),
        card(
            "consumer",
            "smoking",
            &cause("habit", "kind: risk, harm: [ cough ],", "cough: usually, smokes: almost-always"),
        ),
        observation("fever", "background: rarely\n"),
        observation("rash", "background: rarely\n"),
        observation("cough", "background: rarely\n"),
        observation("spots", "background: rarely\nanswers_from: [ { probe: { name: spots } } ]\n"),
        observation("smokes", "background: sometimes\n"),
        observation(
            "season",
            "answers: { winter: Winter, summer: Summer }\nbackground: { winter: usually, summer: usually }\n",
        ),
    ];
    let cold =
        |id: &&str| card("producer", id, &cause(id, "", "fever: almost-never, rash: rarely, cough: almost-always"));
    world(&files.into_iter().chain(others.iter().map(cold)).collect::<Vec<File>>())
}

fn reading(observation: &str, answer: &str, channel: Channel) -> Reading {
    Reading { observation: observation.into(), answer: Answer::Value(answer.into()), source: Source::new(channel) }
}

fn case(answers: &[(&str, &str)]) -> Case {
    let mut case = Case::new();
    case.readings = answers.iter().map(|(o, a)| reading(o, a, Channel::Person)).collect();
    case
}

fn probability(diagnosis: &Diagnosis, card: &str, cause: &str) -> f64 {
    diagnosis.causes.iter().find(|one| one.card == card && one.cause == cause).map_or(0.0, |one| one.probability)
}

#[test]
fn one_answer_moves_belief_as_bayes_says() {
    let model = Model::new(&small());
    // By hand: priors 9 : 9 : 9 and a tenth unlisted; P(yes heard) = .94 p + .06 (1 - p).
    let hear = |p: f64| 0.94 * p + 0.06 * (1.0 - p);
    let flu = 9.0 * hear(0.01) / hear(0.08);
    let measles = 9.0 * hear(0.97) / hear(0.08);
    let mean = (0.01 + 0.97 + 0.97) / 3.0;
    let unlisted = 3.0 * hear(mean) / hear(0.08);
    let total = flu + 2.0 * measles + unlisted;
    let diagnosis = model.diagnose(&case(&[("rash", "yes")]));
    assert!((probability(&diagnosis, "measles", "twin") - measles / total).abs() < 1e-3);
    assert!((diagnosis.unlisted - unlisted / total).abs() < 1e-3);
}

#[test]
fn twins_count_together_and_need_no_question() {
    let model = Model::new(&small());
    let case = case(&[("rash", "yes"), ("fever", "yes"), ("cough", "no")]);
    let diagnosis = model.diagnose(&case);
    assert_eq!(diagnosis.outcome, Outcome::Diagnosed);
    assert!(diagnosis.causes[0].remedy > diagnosis.causes[0].probability + 0.2);
    let asked = model.next_question(&case, &diagnosis).map(|inquiry| inquiry.observation);
    assert_ne!(asked.as_deref(), Some("spots"), "it would only tell the twins apart");
}

#[test]
fn a_diagnosis_begins_with_a_cause_that_has_evidence() {
    let model = Model::new(&world(&[
        card(
            "consumer",
            "gout",
            &(cause("meat", "remedy: diet,", "season: { winter: usually }")
                + &cause("wine", "prior: rare, remedy: diet,", "season: { winter: usually }, spots: rarely")),
        ),
        observation("fever", "background: rarely\n"),
        observation("spots", "background: almost-never\n"),
        observation(
            "season",
            "answers: { winter: Winter, summer: Summer }\nbackground: { winter: rarely, summer: usually }\n",
        ),
    ]));
    let mut case = Case::new();
    case.readings = ["season winter", "spots yes"]
        .map(|one| one.split_once(' ').map(|(o, a)| reading(o, a, Channel::Words)).expect("two words"))
        .to_vec();
    // Words bring in the causes of a card that nothing else speaks for.
    case.hints.push(Hint { card: "gout".into(), weight: 1000, words: vec![] });
    let diagnosis = model.diagnose(&case);
    let (wine, meat) = (probability(&diagnosis, "gout", "wine"), probability(&diagnosis, "gout", "meat"));
    assert!(wine < meat, "{wine} {meat}: the test would show nothing");
    assert_eq!((diagnosis.outcome, diagnosis.causes[0].cause.as_str()), (Outcome::Diagnosed, "wine"));
}

#[test]
fn a_card_of_many_causes_leaves_room_for_others() {
    let many: String = (0..20).map(|n| cause(&format!("way-{n}"), "", "cough: almost-always")).collect();
    let one = cause("only", "", "cough: usually");
    let model = Model::new(&world(&[
        card("consumer", "many", &many),
        card("consumer", "one", &one),
        observation("cough", "background: rarely\n"),
        observation("fever", "background: rarely\n"),
    ]));
    let named: Vec<String> =
        model.diagnose(&case(&[("cough", "yes")])).causes.into_iter().map(|one| one.card).collect();
    assert_eq!(named, ["many", "many", "many", "many", "one"]);
}

#[test]
fn a_risk_competes_only_when_its_harm_was_reported_or_told() {
    let model = Model::new(&small());
    let calm = model.diagnose(&case(&[("smokes", "yes")]));
    assert!(calm.causes.is_empty());
    assert_eq!(calm.risks.len(), 1);
    assert_eq!(calm.risks[0].card, "smoking");
    let ill = model.diagnose(&case(&[("smokes", "yes"), ("cough", "yes")]));
    assert!(ill.risks.is_empty());
    assert!(probability(&ill, "smoking", "habit") > 0.1);
    let told = |weight| {
        let mut case = case(&[("smokes", "yes")]);
        case.hints.push(Hint { card: "smoking".into(), weight, words: vec![] });
        model.diagnose(&case)
    };
    assert_eq!(told(2999).risks.len(), 1, "a few words of it are no harm");
    assert!(told(3000).risks.is_empty());
    assert_eq!(told(3000).causes[0].card, "smoking");
}

#[test]
fn nothing_is_believed_of_an_empty_case_and_a_question_comes_first() {
    let model = Model::new(&small());
    let diagnosis = model.diagnose(&Case::new());
    assert_eq!(diagnosis.outcome, Outcome::Undecided);
    assert!(diagnosis.causes.is_empty());
    let inquiry = model.next_question(&Case::new(), &diagnosis).unwrap();
    assert_eq!(inquiry.observation, "rash", "it tells the two cards apart");
    assert!((inquiry.splits.iter().map(|split| split.probability).sum::<f64>() - 1.0).abs() < 1e-9);
}

#[test]
fn an_unknown_answer_says_nothing_and_is_not_asked_again() {
    let model = Model::new(&small());
    let mut unknown = Case::new();
    unknown.readings.push(Reading {
        observation: "rash".into(),
        answer: Answer::Unknown("not known".into()),
        source: Source::new(Channel::Person),
    });
    let (before, after) = (model.diagnose(&Case::new()), model.diagnose(&unknown));
    assert_eq!(before.belief.p, after.belief.p);
    assert_ne!(model.next_question(&unknown, &after).unwrap().observation, "rash");
}

#[test]
fn a_fix_that_did_not_help_counts_against_all_causes_with_that_remedy() {
    let model = Model::new(&small());
    let mut tried = case(&[("rash", "yes"), ("fever", "yes")]);
    let before = model.diagnose(&tried).causes[0].remedy;
    tried.tried.push(Tried { card: "measles".into(), cause: "twin".into(), helped: false, after: 2 });
    let after = model.diagnose(&tried);
    assert!(after.causes[0].remedy < before);
    assert_eq!(
        (after.causes[0].cause.as_str(), after.causes[0].helped),
        ("virus", Some(false)),
        "it was tried for both"
    );
    tried.tried.push(tried.tried[0].clone());
    assert_eq!(model.diagnose(&tried), after, "the same remedy in vain again says nothing new");
    tried.tried[1].helped = true;
    let helped = model.diagnose(&tried);
    assert!(helped.causes[0].remedy > before, "the last word counts");
    assert_eq!(helped.causes[0].helped, Some(true));
    tried.tried.clear();
    assert_eq!(model.diagnose(&tried).causes[0].remedy, before, "taken back is never tried");
}

#[test]
fn an_answer_that_does_not_fit_is_named() {
    let model = Model::new(&small());
    let fits = model.diagnose(&case(&[("rash", "yes"), ("spots", "yes"), ("fever", "yes")]));
    assert_eq!(fits.doubts, []);
    let wrong = model.diagnose(&Case {
        readings: vec![
            reading("rash", "yes", Channel::Log),
            reading("spots", "yes", Channel::Log),
            reading("fever", "no", Channel::Person),
        ],
        ..Case::new()
    });
    assert_eq!(wrong.doubts.first().map(|doubt| doubt.observation.as_str()), Some("fever"));
}

#[test]
fn of_two_sources_the_more_reliable_counts_and_the_dispute_is_kept() {
    let model = Model::new(&small());
    let mut both = case(&[("rash", "no")]);
    both.readings.push(reading("rash", "yes", Channel::Log));
    assert!(both.disputed("rash"));
    let mut log = Case::new();
    log.readings.push(reading("rash", "yes", Channel::Log));
    assert_eq!(model.diagnose(&both).belief.p, model.diagnose(&log).belief.p);
}

#[test]
fn who_corrects_what_was_read_in_their_words_disputes_nothing() {
    let mut corrected = Case { readings: vec![reading("rash", "yes", Channel::Words)], ..Case::new() };
    corrected.readings.push(reading("rash", "no", Channel::Person));
    assert!(!corrected.disputed("rash"));
    corrected.readings.push(reading("rash", "yes", Channel::Pasted));
    assert!(corrected.disputed("rash"));
    let mut words = Case { readings: vec![reading("rash", "yes", Channel::Words)], ..Case::new() };
    words.readings.push(reading("rash", "no", Channel::Words));
    assert!(words.disputed("rash"));
}

#[test]
fn every_cause_is_first_on_its_own_path_here() {
    for path in Model::new(&small()).paths() {
        assert_eq!(path.rank, 1, "{path:?}");
    }
}

#[test]
fn the_same_world_gives_the_same_numbers() {
    let model = Model::new(&small());
    let world = World { users: 200, wrong: 0.05, unknown: 0.2, up_front: 0.0, one_wrong: false };
    let first = model.simulate(world);
    assert_eq!(first, model.simulate(world));
    assert!(first.remedy_first > 0.7, "{first:?}");
}

#[test]
fn a_hidden_card_is_taken_for_another_only_where_they_look_alike() {
    let world = World { users: 200, wrong: 0.0, unknown: 0.0, up_front: 0.0, one_wrong: false };
    let careful = |hidden: &str| {
        let whole = small_and(&["cold"]);
        let mut rest = whole.clone();
        rest.cards.remove(hidden);
        Model::new(&rest).simulate_unlisted(&Model::new(&whole), world)
    };
    let (looks_like_the_flu, looks_like_nothing) = (careful("measles"), careful("cold"));
    assert!(looks_like_the_flu < 0.2 && looks_like_nothing > 0.5, "{looks_like_the_flu} {looks_like_nothing}");
}
