//! Who is let in, and who may see what: TLS, logins, rights, on one broker with a listener for each.

mod broker;
mod connects;
mod keys;
mod refused;
mod rights;
mod untouched;

use crate::lab::Suite;
use crate::lab::jars::{V3, V4};

pub fn suites() -> Vec<Suite> {
    let suite = |version| {
        // The first needs a cluster that nobody has used.
        let suite = Suite::new("security", version, move || broker::start(version));
        let suite = untouched::add(suite, version);
        let suite = connects::add(suite);
        let suite = refused::add(suite);
        rights::add(suite, version)
    };
    [V4, V3].map(suite).into()
}
