use super::*;

#[test]
fn conditions_are_read_as_written() {
    let both = parse("enable.auto.commit = true and auto.commit.interval.ms > 1000").unwrap();
    assert_eq!(both.keys().len(), 2);
    assert_eq!(
        parse("session.timeout.ms > broker:group.max.session.timeout.ms").unwrap(),
        Condition::Compare(
            Operand::Setting(Key { side: None, name: "session.timeout.ms".into() }, 1.0),
            Comparison::Greater,
            Operand::Setting(Key { side: Some("broker".into()), name: "group.max.session.timeout.ms".into() }, 1.0)
        )
    );
    assert!(parse("session.timeout.ms < 3 * heartbeat.interval.ms").is_ok());
    assert!(parse("not (acks in [0, 1] or acks is unset) and count(bootstrap.servers) = 1").is_ok());
    assert!(parse("value.deserializer contains 'Avro'").is_ok());
}

#[test]
fn what_is_wrong_is_said() {
    assert_eq!(
        parse("acks").unwrap_err(),
        "expected a comparison (= != < <= > >=), `is set`, `contains` or `in`, found the end"
    );
    assert!(parse("acks = 1 acks = 0").unwrap_err().starts_with("expected the end"));
    assert!(parse("acks in [0").unwrap_err().contains("`]`"));
    assert!(parse("a.b = 'x").is_err());
    for open in ["(", "not "] {
        let close = if open == "(" { ")" } else { "" };
        let deep = |levels| parse(&format!("{}acks = 1{}", open.repeat(levels), close.repeat(levels)));
        assert!(deep(64).is_ok());
        assert_eq!(deep(65).unwrap_err(), "parentheses and `not` stand more than 64 deep");
        assert!(deep(200_000).is_err());
    }
    let wide = format!("acks = 1{}", " or acks = 1".repeat(200_000));
    assert_eq!(parse(&wide).unwrap_err(), "a condition has at most 1000 words and signs, this has 800003");
}
