#![no_main]

use std::sync::LazyLock;

use kafka_doctor::builtin;
use kafka_doctor::case::Case;
use kafka_doctor::engine::Model;
use kafka_doctor::evidence::cluster::snapshot::Snapshot;
use kafka_doctor::evidence::probes::{self, Scope};
use kafka_doctor::knowledge::{Knowledge, Severity};
use kafka_doctor::report::check::{Checkup, Muted};
use libfuzzer_sys::fuzz_target;

mod shown;

static KNOWN: LazyLock<(Knowledge, Model)> = LazyLock::new(|| {
    let knowledge = builtin::knowledge();
    let model = Model::new(&knowledge);
    (knowledge, model)
});

fuzz_target!(|bytes: &[u8]| {
    let Ok(snapshot) = serde_json::from_slice::<Snapshot>(bytes) else { return };
    let (knowledge, model) = &*KNOWN;
    let mut case = Case::new();
    probes::judge(knowledge, &snapshot, &Scope::default(), &|_| true, &mut case);
    shown::plain(&case.readings);
    let checkup = Checkup {
        knowledge,
        case: &case,
        findings: &model.findings(knowledge, &case),
        muted: &Muted::default(),
        cluster: None,
        shut_out: false,
        in_vain: false,
        fail_on: Severity::High,
        options: "",
        verbose: true,
    };
    let _ = kafka_doctor::report::page::text(&checkup.page(), 100);
});
