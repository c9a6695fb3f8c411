//! Clusters that are well: no finding.

use libtest_mimic::Trial;

use crate::lab::jars::V4;
use crate::lab::{Doctor, Plan, Suite};

pub fn tests() -> Vec<Trial> {
    Suite::new("healthy-one", V4, || Plan::one(V4).start())
        .test("fresh", |cluster| Doctor::at(cluster).look().is_healthy())
        .trials()
}
