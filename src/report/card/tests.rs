//! What a page tells of a cause.

use super::*;
use crate::knowledge::{File, parse};
use crate::report::page::text;

const LIGHT: &str = "
fact: What the light does.
answers: { steady: It is steady, blinks: It blinks, dark: It is dark }
background: { steady: usually, blinks: rarely, dark: rarely }
effort: glance
ask: What does the light do?
how: Look.
sources: [ \"https://example.com\" ]
";

const CARD: &str = "
title: Jam
symptom: s
impact: i
severity: high
causes:
  - { id: wet, title: Wet, prior: common, why: w, fixes: [ { do: Mend it., risk: none } ], evidence: { light: { steady: usually, blinks: sometimes } } }
  - { id: worn, title: Worn, prior: common, why: w, fixes: [ { do: Mend it., risk: none } ], evidence: { light: { dark: usually } } }
sources: [ \"https://example.com\" ]
";

#[test]
fn the_normal_answer_is_no_sign() {
    let file = |path: &str, text: &str| File { path: path.into(), text: text.into() };
    let loaded = parse(&[file("observations/cluster/light.yaml", LIGHT), file("cards/cluster/jam.yaml", CARD)]);
    let knowledge = loaded.knowledge;
    let look = |id: &str| knowledge.observations.get(id).cloned();
    let page = text(&card(&knowledge.cards["jam"], "cluster", &look, true), 100);
    assert!(page.contains("It blinks") && page.contains("It is dark"), "{page}");
    assert!(!page.contains("It is steady"), "{page}");
}
