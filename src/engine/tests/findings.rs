//! What counts against a cluster, and under which cause.

use super::*;
use crate::case::State;
use crate::knowledge::Severity;

fn told(findings: &[Finding]) -> Vec<String> {
    let because = |one: &Finding| one.because_of.map(|at| format!(" because of {at}")).unwrap_or_default();
    let word = |one: &Finding| format!("{:?}", one.state).to_lowercase();
    let line = |one: &Finding| {
        format!("{} {}/{} {} {}{}", one.observation, one.card, one.cause, one.severity.word(), word(one), because(one))
    };
    findings.iter().map(line).collect()
}

fn findings(readings: &[Reading]) -> Vec<String> {
    let knowledge = small();
    let case = Case { readings: readings.to_vec(), ..Case::new() };
    told(&Model::new(&knowledge).findings(&knowledge, &case))
}

fn measured(observation: &str, state: State, severity: Severity) -> Reading {
    let mut reading = reading(observation, "yes", Channel::Probe);
    (reading.source.state, reading.source.severity) = (state, Some(severity));
    reading
}

#[test]
fn each_cause_takes_what_it_explains() {
    use State::{Healing, Now, Past};
    let fever = |state, severity| measured("fever", state, severity);
    let rash = |state, severity| measured("rash", state, severity);
    let cough = |state, severity| measured("cough", state, severity);
    // One cause explains both; the stronger sign leads. A probe's word never passes the card's.
    let both = findings(&[fever(Now, Severity::Critical), rash(Now, Severity::Low)]);
    assert_eq!(both, ["rash measles/virus low now", "fever measles/virus high now because of 0"]);
    // The cough is left over, and needs a cause of its own.
    let two = findings(&[cough(Now, Severity::High), fever(Now, Severity::Low), rash(Now, Severity::Low)]);
    assert_eq!(two[..1], ["cough flu/virus high now"]);
    assert_eq!(two[1..], ["rash measles/virus low now", "fever measles/virus low now because of 1"]);
    // What heals or is over comes after what holds, whatever its harm; the worst of several readings counts.
    let calm = findings(&[cough(Now, Severity::Low), rash(Healing, Severity::High)]);
    assert_eq!(calm, ["cough flu/virus low now", "rash measles/virus high healing"]);
    // One measurement that answers two observations is one fact, also where the cause knows only one of them.
    let seen = |mut reading: Reading| {
        (reading.source.excerpt, reading.source.subjects) = (Some("red".into()), vec!["arm".into()]);
        reading
    };
    let twice = findings(&[seen(rash(Now, Severity::High)), seen(cough(Now, Severity::High))]);
    assert_eq!(twice, ["rash measles/virus high now", "cough measles/virus high now because of 0"]);
    let mixed = findings(&[rash(Past, Severity::High), rash(Now, Severity::Low)]);
    assert_eq!(mixed, ["rash measles/virus low now"]);
}

/// A note is weighed as what a person says; harm that was measured has a cause, the one that explains it or one that no card knows.
#[test]
fn what_one_group_shows_is_not_because_of_another() {
    let of_group = |observation: &str, group: &str| {
        let mut reading = measured(observation, State::Now, Severity::High);
        reading.source.names.insert("group".into(), vec![group.into()]);
        reading
    };
    let same = findings(&[of_group("fever", "a"), of_group("rash", "a")]);
    assert_eq!(same, ["rash measles/virus high now", "fever measles/virus high now because of 0"]);
    let apart = findings(&[of_group("fever", "a"), of_group("rash", "b")]);
    assert!(apart.len() == 2 && apart.iter().all(|one| !one.contains("because")), "{apart:?}");
}

#[test]
fn measured_harm_needs_a_cause() {
    let model = Model::new(&small());
    let told = |reading: &Reading| {
        let case = Case { readings: vec![reading.clone()], ..Case::new() };
        let belief = model.diagnose(&case);
        let percent = |p: f64| (100.0 * p).round();
        (percent(probability(&belief, "measles", "twin")), percent(belief.unlisted))
    };
    let spots = |severity| measured("spots", State::Now, severity);
    assert_eq!([Severity::Low, Severity::High].map(|severity| told(&spots(severity))), [(75.0, 10.0), (97.0, 3.0)]);
}

#[test]
fn settings_and_words_are_no_findings_by_themselves() {
    assert_eq!(findings(&[reading("rash", "yes", Channel::Person)]), [""; 0]);
    assert_eq!(findings(&[reading("rash", "yes", Channel::Default)]), [""; 0]);
    assert_eq!(findings(&[reading("rash", "no", Channel::Probe)]), [""; 0]);
    // A setting that makes a risk is one, of medium harm at most; one that is merely typical of a fault is not.
    let smokes = reading("smokes", "yes", Channel::Settings);
    assert_eq!(findings(&[smokes]), ["smokes smoking/habit medium now"]);
    assert_eq!(findings(&[reading("cough", "yes", Channel::Settings)]), [""; 0]);
}

#[test]
fn faults_do_not_hide_each_other() {
    let names = ["ankle", "back", "chest", "ear", "eye", "knee"];
    let mut files: Vec<File> = names.map(|id| observation(id, "background: almost-never\n")).into();
    files.push(observation("fever", "background: rarely\n"));
    files
        .extend(names.map(|id| card("consumer", &format!("{id}-ache"), &cause("only", "", &format!("{id}: usually")))));
    let knowledge = world(&files);
    let model = Model::new(&knowledge);
    let seen = |count: usize| {
        let readings = names[..count].iter().map(|id| reading(id, "yes", Channel::Log)).collect();
        Case { readings, ..Case::new() }
    };
    for count in 0..=names.len() {
        let case = seen(count);
        let found = told(&model.findings(&knowledge, &case));
        let wanted: Vec<String> = names[..count].iter().map(|id| format!("{id} {id}-ache/only high now")).collect();
        assert_eq!(found, wanted);
        let outcome = if count == 0 { Outcome::Undecided } else { model.diagnose(&case).outcome };
        assert!(matches!(outcome, Outcome::Diagnosed | Outcome::Undecided), "{count}: {outcome:?}");
    }
}

#[test]
fn what_only_faults_show_is_one_whatever_its_cause() {
    let found = |background: &str, channel| {
        let mut files = vec![
            observation("ache", &format!("background: {background}\n")),
            observation("fever", "background: rarely\n"),
        ];
        let causes = ["ankle", "back", "chest", "ear", "eye", "knee", "nose", "toe"];
        files.extend(causes.map(|id| card("consumer", id, &cause("only", "", "ache: sometimes"))));
        let mildest = files.last_mut().expect("there are some");
        mildest.text = mildest.text.replace("severity: high", "severity: medium");
        let knowledge = world(&files);
        let case = Case { readings: vec![reading("ache", "yes", channel)], ..Case::new() };
        let model = Model::new(&knowledge);
        let found = model.findings(&knowledge, &case);
        let one = found.first()?;
        assert_eq!((found.len(), one.severity), (1, Severity::Medium), "the least harm of what would explain it");
        Some((one.open, model.diagnose(&case).outcome))
    };
    for channel in [Channel::Log, Channel::Settings] {
        assert_eq!(found("almost-never", channel), Some((true, Outcome::Undecided)));
        assert_eq!(found("rarely", channel), None);
    }
}

#[test]
fn what_describes_a_system_is_no_finding() {
    let found = |background: &str| {
        let files = [
            observation("ache", "background: almost-never\n"),
            observation("fever", "background: rarely\n"),
            observation("tall", &format!("background: {background}\n")),
            card("consumer", "one", &cause("only", "", "ache: almost-always, tall: almost-always")),
        ];
        let knowledge = world(&files);
        let readings = ["ache", "tall"].map(|id| reading(id, "yes", Channel::Log)).into();
        told(&Model::new(&knowledge).findings(&knowledge, &Case { readings, ..Case::new() })).len()
    };
    assert_eq!((found("rarely"), found("sometimes")), (2, 1));
}

#[test]
fn what_was_pasted_is_explained_before_what_else_is_measured() {
    let model = Model::new(&small());
    let told = |pasted: &str| {
        let spots = measured("spots", State::Now, Severity::High);
        let case = Case { readings: vec![spots, reading(pasted, "yes", Channel::Pasted)], ..Case::new() };
        let diagnosis = model.diagnose(&case);
        (diagnosis.causes[0].card.clone(), diagnosis.second.map(|second| second.card))
    };
    assert_eq!(told("cough"), ("flu".into(), Some("measles".into())));
    assert_eq!(told("rash"), ("measles".into(), None), "the measured fault explains it");
}

#[test]
fn a_cause_that_is_only_possible_makes_no_measurement_milder() {
    let worst = |rivals: &[&str]| {
        let mut files = vec![observation("ache", "background: rarely\nanswers_from: [ { probe: { name: ache } } ]\n")];
        files.push(observation("fever", "background: rarely\n"));
        files.extend(rivals.iter().map(|id| card("consumer", id, &cause("only", "", "ache: almost-always"))));
        let worst = files.last_mut().expect("there are some");
        worst.text = worst.text.replace("severity: high", "severity: critical");
        let knowledge = world(&files);
        let case = Case { readings: vec![measured("ache", State::Now, Severity::Critical)], ..Case::new() };
        let found = Model::new(&knowledge).findings(&knowledge, &case);
        (found[0].card.clone(), found[0].severity)
    };
    assert_eq!(worst(&["ankle", "back", "chest"]), ("ankle".into(), Severity::Critical));
    assert_eq!(worst(&["ankle"]), ("ankle".into(), Severity::Critical));
}

#[test]
fn what_the_cluster_shows_not_to_be_there_explains_nothing_that_is_measured_beside_it() {
    let measles = |channel, others: &[&str]| {
        let probed = |id: &str| {
            observation(id, &format!("background: rarely\nanswers_from: [ {{ probe: {{ name: {id} }} }} ]\n"))
        };
        let mut files = vec![probed("rash"), probed("spots"), observation("fever", "background: rarely\n")];
        files.push(card(
            "consumer",
            "measles",
            &cause("virus", "", "fever: almost-always, rash: almost-always, spots: usually"),
        ));
        files.extend(others.iter().map(|id| card("consumer", id, &cause("only", "prior: rare,", "spots: usually"))));
        let spots = measured("spots", State::Now, Severity::High);
        let case = Case {
            readings: vec![spots, reading("fever", "yes", Channel::Log), reading("rash", "no", channel)],
            ..Case::new()
        };
        let diagnosis = Model::new(&world(&files)).diagnose(&case);
        diagnosis.causes.first().map(|first| first.card.clone()).unwrap_or_default()
    };
    assert_eq!(measles(Channel::Log, &["acne"]), "measles", "an old log may miss it");
    assert_eq!(measles(Channel::Probe, &["acne"]), "acne");
    assert_eq!(measles(Channel::Probe, &[]), "measles", "nothing else could have done it");
}
