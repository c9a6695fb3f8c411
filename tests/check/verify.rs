//! `verify`: gone, still there, or nobody can tell.

use super::*;

#[test]
fn verify_holds_or_does_not_or_cannot_tell() {
    let desk = desk();
    let verify = |card: &str, evidence: &[&str]| desk.run(&[&["verify", card], evidence].concat());
    keep(&desk, "healthy.json", &snapshots::healthy());
    keep(&desk, "gone.json", &snapshots::broker_gone());
    let card = "leaderless-partitions-seen";
    let gone = verify(card, &["--snapshot", "healthy.json"]);
    assert_eq!(
        whole(&gone),
        (
            0,
            "leaderless-partitions, probed: the trouble is gone
- Not so: the probe leaderless-partitions has found something.
"
            .into(),
            String::new()
        )
    );
    let there = verify(card, &["--snapshot", "gone.json"]);
    assert_eq!(
        whole(&there),
        (
            1,
            "leaderless-partitions, probed: it is still there
- Still so: The probe leaderless-partitions has found something.
  single-0: no leader in 2 looks, 5 s apart; of its replicas (3) none lives
"
            .into(),
            String::new()
        )
    );
    let untold = verify(card, &["--log", "healthy.log"]);
    assert_eq!(
        whole(&untold),
        (
            3,
            "leaderless-partitions, probed: it cannot be told

Not told by what was given; how to look: kafka-doctor show leaderless-partitions-seen
- The probe leaderless-partitions has found something.
"
            .into(),
            String::new()
        )
    );
    for (evidence, holds) in [("healthy.json", Value::Bool(true)), ("gone.json", Value::Bool(false))] {
        let document = verify(card, &["--snapshot", evidence, "-o", "json"]).json();
        assert_eq!(keys(&document), ["version", "card", "holds", "readings", "not_checked"]);
        assert_eq!((&document["holds"], &document["card"]), (&holds, &card.into()));
        assert_eq!(document["readings"].as_array().unwrap().len(), 1);
    }
    assert_eq!(verify(card, &["--log", "healthy.log", "-o", "json"]).json()["holds"], Value::Null);
}

#[test]
fn nobody_is_well_who_was_not_reached() {
    let desk = desk();
    let closed = closed();
    let verify = |card: &str| desk.run(&["verify", card, "--bootstrap-server", &closed, "-o", "json"]);
    for card in ["leaderless-partitions-seen", "under-replicated-seen", "growing-lag-seen"] {
        let run = verify(card);
        assert_eq!((run.code(), &run.json()["holds"]), (3, &Value::Null), "{card}");
    }
    // What a log says of another thing is no proof of this.
    let beside = desk.run(&["verify", "paper-jam", "--bootstrap-server", &closed, "--log", "healthy.log"]);
    assert_eq!(beside.code(), 3, "{}", beside.out());
    let junit = desk.run(&["check", "--bootstrap-server", &closed, "-o", "junit"]).out();
    assert!(!junit.contains("-probed\"/>"), "{junit}");
}

#[test]
fn verify_sees_what_a_check_up_finds_under_the_card() {
    let desk = desk();
    desk.write(
        "k/cards/cluster/paper-jam.yaml",
        &JAM_CARD.replace("verify: jam-logged", "verify: leaderless-partitions-probed"),
    );
    keep(&desk, "healthy.json", &snapshots::healthy());
    let with = |log: &str| desk.run(&["verify", "paper-jam", "--snapshot", "healthy.json", "--log", log]);
    assert_eq!(with("healthy.log").code(), 0);
    assert_eq!(
        whole(&with("jam.log")),
        (
            1,
            "Paper jam: it is still there
- Not so: the probe leaderless-partitions has found something.
- Still so: The printer says that paper is jammed.
  jam.log:1, 2026-01-01 03:04:05,678
  [2026-01-01 03:04:05,678] ERROR [ReplicaManager broker=1] Paper jammed in tray-3 of p1.example.com
  quire (kafka.server.ReplicaManager)
"
            .into(),
            String::new()
        )
    );
}

#[test]
fn what_is_named_and_not_there_is_told() {
    let desk = desk();
    keep(&desk, "healthy.json", &snapshots::healthy());
    let group = ["--snapshot", "healthy.json", "--group", "biling"];
    let run = desk.run(&[&["check"], group.as_slice()].concat());
    assert_eq!(
        (run.code(), run.out().split("\n\nWhat was read").next().unwrap()),
        (
            3,
            "Nothing found, but not all that was named is there
Cluster abc: 3 brokers, Kafka 4.3, active controller 100.

Could not be looked at
- the group biling: there is no group of this name. It takes the name of a group that is there, such
  as billing."
        ),
        "{}",
        run.out()
    );
    let verify = desk.run(&[&["verify", "growing-lag-seen"], group.as_slice()].concat());
    assert_eq!(verify.code(), 3);
    let untold = "- Not known (there is no group to look at): The probe growing-lag has found something.";
    assert!(verify.out().contains(untold), "{}", verify.out());
    assert_eq!(desk.run(&[&["diagnose", "--no-input"], group.as_slice()].concat()).code(), 3);
    // That a topic is not there is a fault of its own.
    let topic = desk.run(&["check", "--snapshot", "healthy.json", "--topic", "ordrs"]);
    assert_eq!(
        whole(&topic),
        (
            1,
            "1 fault [high]
Cluster abc: 3 brokers, Kafka 4.3, active controller 100.

1. Unknown topic or partition [high]
- The topic does not exist on this cluster.
  ordrs: the cluster has no topic of this name
Possible cause: the topic was never created, and brokers do not create it.
What to do, and whether it helped:
  kafka-doctor show unknown-topic
  kafka-doctor verify unknown-topic --bootstrap-server HOST:PORT --topic ordrs

Could not be looked at
- the topic ordrs: there is no topic of this name. It takes the name of a topic that is there, such
  as orders.
"
            .into(),
            String::new()
        )
    );
    let pasted = ["diagnose", "--no-input", "--snapshot", "healthy.json", "--text"];
    let pasted = desk.run(&[pasted.as_slice(), &["Topic ordrs not present in metadata after 60000 ms."]].concat());
    let found = pasted.out();
    assert!(pasted.code() == 0 && found.contains("ordrs: the cluster has no topic of this name"), "{found}");
    let there = ["check", "--snapshot", "healthy.json", "--group", "billing", "--topic", "orders"];
    assert_eq!(desk.run(&there).code(), 0);
}

#[test]
fn a_cluster_without_groups_is_well_and_proves_no_repair() {
    let desk = desk();
    let mut snapshot = snapshots::healthy();
    snapshot.samples.iter_mut().for_each(|sample| sample.groups = Some(Default::default()));
    keep(&desk, "groupless.json", &snapshot);
    let check = desk.run(&["check", "--snapshot", "groupless.json", "-o", "json"]);
    assert_eq!((check.code(), &check.json()["not_checked"]), (0, &Value::Array(Vec::new())));
    let verify = desk.run(&["verify", "growing-lag-seen", "--snapshot", "groupless.json", "-o", "json"]);
    let document = verify.json();
    assert_eq!((verify.code(), &document["holds"]), (3, &Value::Null));
    assert_eq!(document["not_checked"][0]["why"], "there is no group to look at");
}

#[test]
fn a_diagnosis_is_verified_by_the_program_itself_where_it_can_look() {
    let desk = desk();
    let card = |verify: &str| JAM_CARD.replace("verify: jam-logged", &format!("verify: {verify}"));
    keep(&desk, "healthy.json", &snapshots::healthy());
    let check = |verify: &str, args: &[&str]| {
        desk.write("k/cards/cluster/paper-jam.yaml", &card(verify));
        let page = desk.run(&[&["diagnose", "--no-input", "--log", "jam.log"], args].concat()).out();
        let check = page.lines().skip_while(|line| *line != "Then check").skip(1).take(2);
        check.collect::<Vec<_>>().join("\n")
    };
    let jam = "- No longer true: The printer says that paper is jammed.\n  grep jammed jam.log";
    let probed = "- No longer true: The probe leaderless-partitions has found something.\n  ";
    assert_eq!(check("jam-logged", &[]), jam);
    assert_eq!(check("jam-logged", &["--snapshot", "healthy.json"]), jam);
    assert_eq!(check("leaderless-partitions-probed", &[]), format!("{probed}Look."));
    assert_eq!(
        check("leaderless-partitions-probed", &["--snapshot", "healthy.json"]),
        format!("{probed}kafka-doctor verify paper-jam --bootstrap-server HOST:PORT --log jam.log")
    );
}
