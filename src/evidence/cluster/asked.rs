//! What is asked of each broker, counted on the way: for people who want to know what a look costs their cluster.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use super::wire::{Api, Call, Deadline, Exchange, Fault, Network, Versions};

/// Requests by broker and name.
type Counts = BTreeMap<(String, Api), u64>;

/// A network that counts the requests of the connections that it opens.
pub struct Asked<'a> {
    network: &'a dyn Network,
    counts: Arc<Mutex<Counts>>,
}

struct Counted {
    exchange: Box<dyn Exchange + Send>,
    address: String,
    counts: Arc<Mutex<Counts>>,
}

impl<'a> Asked<'a> {
    /// Counts what goes over this network.
    pub fn new(network: &'a dyn Network) -> Self {
        Self { network, counts: Arc::default() }
    }

    /// A line for each broker: `b1:9092: ListOffsets 3, Metadata 1`.
    pub fn lines(&self) -> Vec<String> {
        let counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
        let mut lines: BTreeMap<&str, Vec<String>> = BTreeMap::new();
        for ((address, api), count) in counts.iter() {
            lines.entry(address).or_default().push(format!("{api:?} {count}"));
        }
        lines.into_iter().map(|(address, requests)| format!("{address}: {}", requests.join(", "))).collect()
    }
}

impl Network for Asked<'_> {
    fn open(&self, host: &str, port: u16, deadline: Deadline) -> Result<Box<dyn Exchange + Send>, String> {
        let exchange = self.network.open(host, port, deadline)?;
        Ok(Box::new(Counted { exchange, address: format!("{host}:{port}"), counts: Arc::clone(&self.counts) }))
    }
}

impl Exchange for Counted {
    fn exchange(
        &mut self,
        calls: &[Call],
        deadline: Deadline,
        each: &mut dyn FnMut(usize, &[u8]),
    ) -> Result<(), Fault> {
        {
            let mut counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
            calls.iter().for_each(|call| *counts.entry((self.address.clone(), call.api())).or_default() += 1);
        }
        self.exchange.exchange(calls, deadline, each)
    }

    fn versions(&self) -> &Versions {
        self.exchange.versions()
    }
}
