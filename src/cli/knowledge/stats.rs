//! `knowledge stats`: what is there, and how well it would do on simulated users.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::process::ExitCode;

use serde_json::json;

use super::super::{Format, Global, Out, setup};
use crate::engine::{Model, Simulated, World};
use crate::error::{Error, Result};
use crate::knowledge::{AnswerSource, Frequency, Knowledge, Rates};

/// The most simulated users of one kind: a minute or two.
const MOST_USERS: usize = 100_000;

/// Parts that the cards are split into, to hide each in turn.
const TENTHS: usize = 10;

/// Runs it.
pub fn run(simulate: Option<usize>, global: &Global) -> Result<ExitCode> {
    global.only("knowledge stats", &[Format::Text, Format::Json])?;
    if simulate.is_some_and(|users| users == 0 || users > MOST_USERS) {
        return Err(Error::usage(format!("--simulate takes 1 to {MOST_USERS} users")));
    }
    let knowledge = setup::knowledge(global)?;
    let counts = counts(&knowledge);
    let model = Model::new(&knowledge);
    let worlds: Vec<(&str, Simulated)> = simulate
        .map(|users| worlds(users).map(|(name, world)| (name, model.simulate(world))).collect())
        .unwrap_or_default();
    let careful = simulate.map(|users| careful(&knowledge, &model, users));
    let text = match global.output {
        Format::Json => as_json(&counts, &worlds, careful),
        _ => as_text(&counts, &worlds, careful, global.verbose),
    };
    Out::new().all(&text)
}

/// The kinds of users: with evidence, without, and with exactly one wrong answer.
fn worlds(users: usize) -> impl Iterator<Item = (&'static str, World)> {
    let world = World { users, wrong: 0.05, unknown: 0.20, up_front: 0.0, one_wrong: false };
    [
        ("nothing given; 5 % wrong, 20 % don't know", world),
        ("logs or settings given; 5 % wrong, 20 % don't know", World { up_front: 0.70, ..world }),
        ("nothing given; exactly one answer wrong", World { wrong: 0.0, unknown: 0.0, one_wrong: true, ..world }),
        (
            "logs or settings given; one answer wrong",
            World { wrong: 0.0, unknown: 0.0, up_front: 0.70, one_wrong: true, ..world },
        ),
    ]
    .into_iter()
}

/// Each tenth of the cards is hidden in turn and its users are played: the share of sessions that name no wrong card as likely.
fn careful(knowledge: &Knowledge, whole: &Model, users: usize) -> f64 {
    let (_, world) = worlds(users.div_ceil(TENTHS)).next().expect("there are kinds of users");
    let shares = (0..TENTHS).map(|tenth| {
        let mut rest = Knowledge { compiled: None, ..knowledge.clone() };
        for hidden in knowledge.cards.keys().skip(tenth).step_by(TENTHS) {
            rest.cards.remove(hidden);
        }
        Model::new(&rest).simulate_unlisted(whole, world)
    });
    shares.sum::<f64>() / TENTHS as f64
}

fn counts(knowledge: &Knowledge) -> BTreeMap<&'static str, usize> {
    let causes: Vec<_> = knowledge.cards.values().flat_map(|card| &card.causes).collect();
    let sources = |of: fn(&AnswerSource) -> bool| {
        knowledge.observations.values().filter(|one| one.answers_from.iter().any(of)).count()
    };
    let words = causes.iter().flat_map(|cause| cause.evidence.values()).flat_map(|rates| match rates {
        Rates::Yes(word) => vec![*word],
        Rates::Each(words) => words.values().copied().collect(),
    });
    let crisp = words.filter(|word| !matches!(word, Frequency::Sometimes | Frequency::Rarely)).count();
    BTreeMap::from([
        ("cards", knowledge.cards.len()),
        ("causes", causes.len()),
        ("fixes", causes.iter().map(|cause| cause.fixes.len()).sum()),
        ("observations", knowledge.observations.len()),
        ("observations from logs", sources(|one| matches!(one, AnswerSource::Log(_)))),
        ("observations from probes", sources(|one| matches!(one, AnswerSource::Probe(_)))),
        ("observations from settings", sources(|one| matches!(one, AnswerSource::Properties(_)))),
        ("observations read from free words", sources(|one| matches!(one, AnswerSource::Text(_)))),
        ("relations", causes.iter().map(|cause| cause.evidence.len()).sum()),
        ("words that are clear (not sometimes or rarely)", crisp),
        ("topics", knowledge.topics.len()),
        ("error codes", knowledge.errors.iter().map(|family| family.errors.len()).sum()),
    ])
}

fn as_text(
    counts: &BTreeMap<&str, usize>,
    worlds: &[(&str, Simulated)],
    careful: Option<f64>,
    verbose: bool,
) -> String {
    let mut text = String::new();
    for (name, count) in counts {
        let _ = writeln!(text, "{count:>6}  {name}");
    }
    if let Some((_, first)) = worlds.first() {
        let _ = writeln!(
            text,
            "\nSimulated sessions, {} for each kind of user. This is how well the cards tell each other apart,\nnot how true they are.\n",
            first.users
        );
        let _ = writeln!(text, "remedy 1st  card 1st  card top 3  questions (95 %)  said likely  of these right");
        for (name, one) in worlds {
            let _ = writeln!(
                text,
                "{:>9.1}%  {:>7.1}%  {:>9.1}%  {:>9.1} {:>6}  {:>10.1}%  {:>13.1}%  {name}",
                100.0 * one.remedy_first,
                100.0 * one.card_first,
                100.0 * one.card_in_three,
                one.questions,
                format!("({})", one.questions_p95),
                100.0 * one.sure,
                100.0 * one.sure_right
            );
        }
        if let Some(careful) = careful {
            let _ = writeln!(
                text,
                "{:>9.1}%  no wrong card said likely: the right card is hidden, nothing given; 5 % wrong, 20 % don't know",
                100.0 * careful
            );
        }
        if verbose {
            weakest(&mut text, first);
        }
    }
    text
}

/// The cards whose remedies came first least often, those of the most lost sessions first: where more evidence helps most.
fn weakest(text: &mut String, simulated: &Simulated) {
    let mut lost: Vec<_> =
        simulated.cards.iter().map(|(card, (sessions, first))| (sessions - first, sessions, card)).collect();
    lost.sort_by(|a, b| b.0.cmp(&a.0).then(a.2.cmp(b.2)));
    let _ = writeln!(text, "\n  lost  sessions  card (nothing given; 5 % wrong, 20 % don't know)");
    for (lost, sessions, card) in lost.into_iter().filter(|(lost, _, _)| *lost > 0) {
        let _ = writeln!(text, "{lost:>6}  {sessions:>8}  {card}");
    }
}

fn as_json(counts: &BTreeMap<&str, usize>, worlds: &[(&str, Simulated)], careful: Option<f64>) -> String {
    let simulated: Vec<_> = worlds
        .iter()
        .map(|(name, one)| {
            json!({
                "users_are": name, "users": one.users, "remedy_first": one.remedy_first, "card_first": one.card_first,
                "card_in_three": one.card_in_three, "questions": one.questions, "questions_p95": one.questions_p95,
                "sure": one.sure, "sure_right": one.sure_right,
            })
        })
        .collect();
    let document = json!({ "counts": counts, "simulated": simulated, "hidden_card_not_said_likely": careful });
    format!("{}\n", serde_json::to_string_pretty(&document).expect("counts are plain data"))
}
