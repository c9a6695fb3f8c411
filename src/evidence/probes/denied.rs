//! Lines of a log against the living cluster.

use crate::case::{Case, Channel, Reading, State};

/// What a log says and a probe of the living cluster denies is over.
pub fn denied(case: &mut Case) {
    let value = |reading: &Reading| Some((reading.observation.clone(), reading.answer.value()?.to_string()));
    let probed: Vec<(String, String)> =
        case.readings.iter().filter(|reading| reading.source.channel == Channel::Probe).filter_map(value).collect();
    for reading in case.readings.iter_mut().filter(|reading| reading.source.channel == Channel::Log) {
        let mut told = probed.iter().filter(|(observation, _)| *observation == reading.observation).peekable();
        if told.peek().is_some() && told.all(|(_, value)| reading.answer.value() != Some(value)) {
            reading.source.state = State::Past;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::case::{Answer, Source};

    #[test]
    fn a_line_is_over_where_the_cluster_says_otherwise() {
        let state = |probed: &[Answer]| {
            let reading = |channel, answer| Reading { observation: "jam".into(), answer, source: Source::new(channel) };
            let mut case = Case::new();
            case.readings.push(reading(Channel::Log, Answer::Value("yes".into())));
            case.readings.extend(probed.iter().map(|answer| reading(Channel::Probe, answer.clone())));
            denied(&mut case);
            case.readings[0].source.state
        };
        let value = |value: &str| Answer::Value(value.into());
        assert_eq!(state(&[value("no")]), State::Past);
        assert_eq!(state(&[value("yes")]), State::Now);
        assert_eq!(state(&[Answer::Unknown("no connection".into())]), State::Now);
        assert_eq!(state(&[]), State::Now);
    }
}
