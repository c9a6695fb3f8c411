//! The check-up as the JSON document that scripts rely on: keys are only ever added, and a key without a value is `null`.

use serde_json::{Value, json};

use super::{Checkup, Mute};
use crate::engine::Finding;
use crate::report::document::source_json;
use crate::report::{fill, json};

impl Checkup<'_> {
    /// The stable document.
    pub fn json(&self) -> Value {
        let of = |mutes: &[Mute], what| mutes.iter().map(|mute| mute_json(mute, what, &[])).collect::<Vec<_>>();
        let taken = self.muted.taken.iter().map(|(mute, subjects)| mute_json(mute, "muted", subjects)).collect();
        let mutes = [taken, of(&self.muted.expired, "expired"), of(&self.muted.idle, "idle")].concat();
        json!({
            "version": 1,
            "cluster": self.cluster,
            "findings": self.findings.iter().map(|one| self.finding_json(one)).collect::<Vec<_>>(),
            "mutes": mutes,
            "not_checked": self.case.not_checked,
        })
    }

    fn finding_json(&self, finding: &Finding) -> Value {
        let name = |placeholder: &str| fill::name(self.case, &[&finding.observation], placeholder);
        let verify = self.of(finding).and_then(|(_, cause)| cause.verify.as_ref()).map(|verify| {
            let mut document = json::verify(verify, self.knowledge.observations.get(&verify.observation), &name);
            document["command"] = self.verify(finding).into();
            document
        });
        json!({
            "observation": finding.observation,
            "claim": self.claim(finding),
            "severity": finding.severity,
            "state": finding.state,
            "card": finding.card,
            "cause": finding.cause,
            "subjects": self.subjects(finding),
            "sources": self.sources(finding).into_iter().map(source_json).collect::<Vec<_>>(),
            "because_of": finding.because_of,
            "verify": verify,
        })
    }
}

fn mute_json(mute: &Mute, what: &str, subjects: &[String]) -> Value {
    json!({
        "observation": mute.observation,
        "state": what,
        "subjects": subjects,
        "until": mute.until.as_ref().map(|(text, _)| text),
        "why": mute.why,
    })
}
