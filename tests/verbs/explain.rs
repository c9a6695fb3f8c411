//! `explain`.

use super::*;

#[test]
fn explain_takes_codes_names_classes_and_texts() {
    let name = |what: &[&str]| {
        let args: Vec<&str> = ["explain", "-o", "json"].iter().chain(what).copied().collect();
        json(None, &args)["name"].as_str().unwrap().to_string()
    };
    for what in [
        &["19"][..],
        &["NOT_ENOUGH_REPLICAS"],
        &["not_enough_replicas"],
        &["NotEnoughReplicasException"],
        &["NotEnoughReplicas"],
        &["ErrNotEnoughReplicas"],
        &["NotEnoughReplicasError"],
        &["not enough replicas"],
        &["Not enough in-sync replicas"],
        &["org.apache.kafka.common.errors.NotEnoughReplicasException"],
        &["RD_KAFKA_RESP_ERR_NOT_ENOUGH_REPLICAS"],
        &["error: NOT_ENOUGH_REPLICAS while producing"],
    ] {
        assert_eq!(name(what), "NOT_ENOUGH_REPLICAS", "{what:?}");
    }
    for what in [
        &["-192"][..],
        &["--", "-192"],
        &["_MSG_TIMED_OUT"],
        &["MSG_TIMED_OUT"],
        &["ERR__MSG_TIMED_OUT"],
        &["ErrMsgTimedOut"],
        &["rd_kafka_resp_err__msg_timed_out"],
        &["Local: Message timed out"],
        &["message timed out"],
        &["local:", "message", "timed", "out"],
    ] {
        assert_eq!(name(what), "_MSG_TIMED_OUT", "{what:?}");
    }
    for what in ["NoOffsetForPartitionException", "org.apache.kafka.clients.consumer.NoOffsetForPartitionException"] {
        assert_eq!(name(&[what]), "NoOffsetForPartitionException", "{what}");
    }
    let error = json(None, &["explain", "19", "-o", "json"]);
    for key in ["name", "code", "family", "exception", "retriable", "meaning", "do", "cards"] {
        assert!(error.get(key).is_some(), "{key}");
    }
}

#[test]
fn explain_refuses_what_it_does_not_know() {
    check(
        None,
        &["explain", "NOT_ENOGH_REPLICAS"],
        2,
        "",
        "error: no error of Kafka or librdkafka is called NOT_ENOGH_REPLICAS\n  Did you mean NOT_ENOUGH_REPLICAS or NOT_ENOUGH_REPLICAS_AFTER_APPEND?\n  With the message that came with it: kafka-doctor diagnose --text MESSAGE. By words: kafka-doctor search WORDS.\n",
    );
    assert_eq!(run(None, &["explain", "99999"]).status.code(), Some(2));
    assert_eq!(run(None, &["explain", "99999999999999999999"]).status.code(), Some(2));
    assert_eq!(run(None, &["explain"]).status.code(), Some(2));
}

/// Exceptions of clients and frameworks stand in no reference, but on cards.
#[test]
fn explain_leads_to_the_cards_that_speak_of_a_name() {
    let dir = folder();
    let dir = Some(dir.path());
    let rest = "  With the message that came with it: kafka-doctor diagnose --text MESSAGE. By words: kafka-doctor search WORDS.\n";
    let lead = "  Cards about it:\n    Paper jam: kafka-doctor show paper-jam\n";
    for name in
        ["PrinterJamException", "com.example.PrinterJamException", "jam", "RedLightPrinterError", "LampWatcherFault"]
    {
        let short = name;
        let error = format!("error: no error of Kafka or librdkafka is called {short}\n{lead}{rest}");
        check(dir, &["explain", name], 2, "", &error);
    }
    check(
        dir,
        &["explain", "PrinterFlewAwayException"],
        2,
        "",
        &format!("error: no error of Kafka or librdkafka is called PrinterFlewAwayException\n{rest}"),
    );
    let long = "x".repeat(100_000);
    check(
        dir,
        &["explain", &long],
        2,
        "",
        &format!("error: no error of Kafka or librdkafka is called {}...\n{rest}", "x".repeat(77)),
    );
    for empty in ["", "  "] {
        check(
            dir,
            &["explain", empty],
            2,
            "",
            "error: there is nothing to explain\n  Give a code, a name or an exception: kafka-doctor explain NOT_ENOUGH_REPLICAS\n",
        );
    }
}
