//! What one process began and another ended: the next controller lets the broker back in that the one before it had fenced, another worker
//! starts the task again.

use std::collections::BTreeMap;

use super::fold::Stream;
use super::stamp::Time;
use super::tally;
use crate::evidence::signatures::{Signature, SourceId, Use};
use crate::knowledge::template::Names;

/// Processes of which one takes the work of another over.
const TAKE_OVER: [&str; 2] = ["controller", "connect"];

/// When something was ended last, milliseconds: as normal after all, and as over.
#[derive(Debug, Clone, Copy, Default)]
pub struct Ended {
    pub normal: Option<i64>,
    pub over: Option<i64>,
}

/// The ends of all logs, by source and by what is counted apart.
#[derive(Debug, Default)]
pub struct Handed(BTreeMap<(SourceId, String), Ended>);

impl Handed {
    /// Takes a line that ends something.
    pub fn take(&mut self, id: SourceId, signature: &Signature, of: Use, names: &Names, time: Option<Time>) {
        let takes_over = signature.of.iter().any(|of| TAKE_OVER.contains(&of.as_str()));
        let (Some(value), Some((stamp, _)), true) = (tally::value(signature, names), time, takes_over) else { return };
        let ended = self.0.entry((id, value.into())).or_default();
        let at = if of == Use::Over { &mut ended.over } else { &mut ended.normal };
        *at = (*at).max(Some(stamp.ms));
    }

    /// Ends it in the logs of the others, where it began before.
    pub fn settle(&self, streams: &mut [Stream]) {
        for ((id, value), ended) in &self.0 {
            for stream in streams.iter_mut() {
                if let Some(tallies) = stream.tallies.get_mut(id) {
                    tallies.settle(value, *ended);
                }
            }
        }
    }
}
