use proptest::prelude::*;

use super::*;

fn read(name: &str, text: &str) -> Vec<String> {
    let entries = entries(name, text).expect("nested");
    entries.iter().map(|entry| format!("{}:{}={}", entry.line, entry.key, entry.value)).collect()
}

#[test]
fn yaml_is_read_with_its_lines() {
    assert_eq!(
        read(
            "application.yml",
            "spring:\n  kafka:\n    bootstrap-servers: b1:9092,b2:9092 # both\n    consumer:\n      max-poll-records: 5000\n      properties:\n        session.timeout.ms: \"6000\"\n        fetch:\n          min:\n            bytes: 1\n"
        ),
        [
            "3:spring.kafka.bootstrap-servers=b1:9092,b2:9092",
            "5:spring.kafka.consumer.max-poll-records=5000",
            "7:spring.kafka.consumer.properties.session.timeout.ms=6000",
            "10:spring.kafka.consumer.properties.fetch.min.bytes=1",
        ]
    );
    assert_eq!(
        read(
            "kafka.yaml",
            "kind: Kafka\nspec:\n  kafka:\n    config:\n      min.insync.replicas: 2\n      log.retention.hours: 24\n"
        ),
        ["1:kind=Kafka", "5:min.insync.replicas=2", "6:log.retention.hours=24"]
    );
}

#[test]
fn blocks_variables_and_lists_are_read() {
    assert_eq!(
        read(
            "cm.yaml",
            "kind: ConfigMap\ndata:\n  server.properties: |\n    # x\n    log.dirs=/a,/b\n    num.io.threads=8\n  other: x\n"
        ),
        ["1:kind=ConfigMap", "5:log.dirs=/a,/b", "6:num.io.threads=8", "7:data.other=x"]
    );
    assert_eq!(
        read(
            "docker-compose.yml",
            "services:\n  kafka:\n    environment:\n      KAFKA_LOG_DIRS: /data\n      - KAFKA_BROKER_ID=1\n"
        ),
        ["4:KAFKA_LOG_DIRS=/data", "5:KAFKA_BROKER_ID=1"]
    );
    assert_eq!(
        read(
            "pod.yaml",
            "env:\n  - name: KAFKA_MIN_INSYNC_REPLICAS\n    value: \"2\"\n  - name: OTHER\n    value: x\n"
        ),
        ["2:KAFKA_MIN_INSYNC_REPLICAS=2", "4:env.name=OTHER", "5:env.value=x"]
    );
    assert_eq!(read("env", "export KAFKA_LOG_DIRS=\"/data\"\nPATH=/bin\n"), ["1:KAFKA_LOG_DIRS=/data"]);
    assert_eq!(read("a.yml", "bootstrap.servers:\n  - a:9092\n  - b:9092\n"), ["1:bootstrap.servers=a:9092,b:9092"]);
}

#[test]
fn json_is_read_with_its_lines() {
    assert_eq!(
        read(
            "sink.json",
            "{\n  \"name\": \"s\",\n  \"config\": {\n    \"tasks.max\": 1,\n    \"topics\": [\"a\", \"b\"]\n  }\n}"
        ),
        ["2:name=s", "4:tasks.max=1", "5:topics=a,b"]
    );
}

#[test]
fn of_more_settings_than_there_are_the_first_are_read() {
    let map = |key: &str| (0..6_000).map(|number| format!("\"{key}{number}\":1")).collect::<Vec<_>>().join(",\n");
    let json = entries("a.json", &format!("{{{}}}", map("k"))).unwrap();
    assert_eq!((json.len(), json[4_000].line), (MOST_SETTINGS + 1, 4_001));
    assert_eq!(entries("a.json", &format!("{{{}}}", map("\\u006b"))).unwrap().len(), MOST_SETTINGS + 1);
    assert_eq!(entries("a.yml", &"k: 1\n".repeat(6_000)).unwrap().len(), MOST_SETTINGS + 1);
    assert_eq!(entries("env", &"KAFKA_LOG_DIRS=/d\n".repeat(6_000)).unwrap().len(), MOST_SETTINGS + 1);
}

#[test]
fn plain_lines_are_left_to_java() {
    assert!(entries("client.properties", "a: b\nc:\n").is_none());
    assert!(entries("client.conf", "acks=all\nlinger.ms: 5\n").is_none());
}

proptest! {
    #[test]
    fn any_text_is_read_without_a_panic(text in "(?s).*") {
        let _ = yaml_entries(&text);
        let _ = entries("x.yml", &text);
        let _ = entries("x", &text);
    }
}
