//! The check-up for a build server: a test case for each thing that was looked at.

use super::Checkup;
use crate::case::{Reading, State, steers};
use crate::report::words::shortened;

impl Checkup<'_> {
    /// The JUnit document. A finding that counts is a failure, another is told beside its case, what could not be checked is skipped, and what
    /// was looked at and is as it should be passes.
    pub fn junit(&self) -> String {
        let mut cases: Vec<String> = Vec::new();
        for one in self.findings {
            let subjects = self.subjects(one).join(", ");
            let of = if subjects.is_empty() { String::new() } else { format!(" ({})", shortened(&subjects)) };
            let mut text: Vec<String> = self.sources(one).iter().filter_map(|source| source.excerpt.clone()).collect();
            text.push(self.knowledge.show(&one.card));
            text.push(self.verify(one));
            let text = escaped(&text.join("\n"));
            let message = escaped(&format!("[{}] {}{of}", one.severity.word(), self.claim(one)));
            let inner = if self.fails(one) {
                format!("<failure type=\"{}\" message=\"{message}\">{text}</failure>", one.severity.word())
            } else {
                let state = match one.state {
                    State::Now => "",
                    State::Healing => "healing: ",
                    State::Past => "over: ",
                };
                format!("<system-out>{state}{message}\n{text}</system-out>")
            };
            cases.push(case(&one.card, &one.observation, &inner));
        }
        let told = |reading: &&Reading| !self.findings.iter().any(|one| one.observation == reading.observation);
        let mut passed: Vec<&str> = Vec::new();
        for reading in self.case.readings.iter().filter(told) {
            let Some(observation) = self.knowledge.observations.get(&reading.observation) else { continue };
            // That nothing works is no pass.
            let well = reading.answer.value() == Some("no") && observation.normal() == "no";
            if well && !passed.contains(&reading.observation.as_str()) {
                passed.push(&reading.observation);
                cases.push(case(&observation.area, &reading.observation, ""));
            }
        }
        for one in &self.case.not_checked {
            let why = escaped(&format!("{}. It takes {}", one.why.trim_end_matches('.'), one.needs));
            cases.push(case("not-checked", &one.what, &format!("<skipped message=\"{why}\"/>")));
        }
        let failures = self.findings.iter().filter(|one| self.fails(one)).count();
        format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n  <testsuite name=\"kafka-doctor check\" tests=\"{}\" \
             failures=\"{failures}\" errors=\"0\" skipped=\"{}\">\n{}  </testsuite>\n</testsuites>\n",
            cases.len(),
            self.case.not_checked.len(),
            cases.concat()
        )
    }
}

fn case(class: &str, name: &str, inner: &str) -> String {
    let head = format!("    <testcase classname=\"{}\" name=\"{}\"", escaped(class), escaped(name));
    if inner.is_empty() { format!("{head}/>\n") } else { format!("{head}>{inner}</testcase>\n") }
}

/// Text as XML takes it; characters that XML cannot hold, or that steer a terminal, become question marks.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            '"' => out.push_str("&quot;"),
            '\n' | '\t' => out.push(c),
            c if steers(c) || matches!(c, '\u{fffe}' | '\u{ffff}') => out.push('?'),
            c => out.push(c),
        }
    }
    out
}
