use kafka_doctor::{
    builtin,
    case::*,
    engine::Model,
    evidence::{signatures::Signatures, text},
};
use std::io::BufRead;
fn main() {
    let mode = std::env::args().nth(1).unwrap_or_default();
    let knowledge = builtin::knowledge();
    let model = Model::new(&knowledge);
    let signatures = Signatures::new(&knowledge);
    for line in std::io::stdin().lock().lines() {
        let c: serde_json::Value = serde_json::from_str(&line.unwrap()).unwrap();
        let mut case = Case::new();
        text::read(&knowledge, &signatures, "-", c["text"].as_str().unwrap(), &mut case);
        if mode == "nohints" {
            case.hints.clear();
        }
        if mode == "hints" {
            case.readings.clear();
        }
        let d = model.diagnose(&case);
        let mut cards: Vec<(String, f64)> = vec![];
        for r in &d.causes {
            match cards.iter_mut().find(|(c, _)| *c == r.card) {
                Some(x) => x.1 += r.probability,
                None => cards.push((r.card.clone(), r.probability)),
            }
        }
        println!(
            "{}",
            serde_json::json!({"id": c["id"], "expect": c["expect"], "kind": c["kind"], "strict": c["strict"],
            "outcome": format!("{:?}", d.outcome), "cards": cards.iter().take(4).collect::<Vec<_>>(),
            "hints": case.hints.iter().map(|h| (h.card.clone(), h.weight)).collect::<Vec<_>>(),
            "hintwords": case.hints.iter().take(2).map(|h| h.words.clone()).collect::<Vec<_>>(),
            "readings": case.readings.iter().map(|r| format!("{}={}:{:?} {}", r.observation, r.answer.value().unwrap_or("?"), r.source.channel, r.source.excerpt.clone().unwrap_or_default().chars().take(100).collect::<String>())).collect::<Vec<_>>(),
            "inputs": case.inputs})
        );
    }
}
