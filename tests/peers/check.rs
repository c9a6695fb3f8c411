//! `check` against peers that mean harm or are broken: it ends in time, in little memory, with a finding or what could not be looked at.

use std::io::{Read, Write};
use std::net::SocketAddr;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use kafka_protocol::messages::ApiKey;
use serde_json::Value;
use tempfile::TempDir;

use crate::authority::Authority;
use crate::broker::{Quirk, Script, black_hole, listen, start, start_at};
use crate::way_in::{plain, strs, tls};

/// What a look may take.
const TIMEOUT: Duration = Duration::from_secs(3);

/// For the start, the report, and a busy machine.
const GRACE: Duration = Duration::from_secs(7);

/// Memory that a check-up may take which is told little, kB. The program itself takes some 25 MB.
const LITTLE_KB: u64 = 60_000;

/// One answer of the greatest length, as it came.
const LONGEST_KB: u64 = 64 << 10;

/// What came of a check-up.
struct Came {
    /// The exit code, the proof of each finding, and what could not be looked at, sorted: which finding explains which is for others to test.
    lines: Vec<String>,
    took: Duration,
    /// The most memory that the process had, kB; 0 where the system does not tell.
    most_kb: u64,
}

fn check(address: SocketAddr, settings: &[&str], timeout: Duration) -> Came {
    let home = TempDir::new().unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_kafka-doctor"));
    let timeout = format!("{}s", timeout.as_secs());
    command.args(["check", "--bootstrap-server", &address.to_string(), "--samples", "1", "--timeout", &timeout]);
    command.args(["--no-input", "-o", "json"]).args(settings.iter().flat_map(|one| ["--command-property", one]));
    command.current_dir(home.path()).env("LANG", "C.UTF-8").env_remove("KAFKA_DOCTOR_KNOWLEDGE");
    let began = Instant::now();
    let mut child = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let (mut out, mut err) = (child.stdout.take().unwrap(), child.stderr.take().unwrap());
    let read = std::thread::spawn(move || {
        let mut text = String::new();
        out.read_to_string(&mut text).map(|_| text)
    });
    let warned = std::thread::spawn(move || {
        let mut text = String::new();
        err.read_to_string(&mut text).map(|_| text)
    });
    let mut most_kb = 0;
    let status = loop {
        most_kb = memory_kb(child.id()).unwrap_or(0).max(most_kb);
        if let Some(status) = child.try_wait().unwrap() {
            break status;
        }
        std::thread::sleep(Duration::from_millis(5));
    };
    let took = began.elapsed();
    let (text, warned) = (read.join().unwrap().unwrap(), warned.join().unwrap().unwrap());
    assert!(!text.contains('\u{1b}') && !warned.contains('\u{1b}'), "{text}{warned}");
    let document: Value = serde_json::from_str(&text).unwrap_or_else(|_| panic!("{status}\n{text}\n{warned}"));
    let mut lines = vec![format!("exit {}", status.code().unwrap())];
    for finding in document["findings"].as_array().unwrap() {
        let proof = finding["sources"][0]["excerpt"].as_str().unwrap();
        lines.push(format!("{}: {proof}", finding["observation"].as_str().unwrap()));
    }
    for missing in document["not_checked"].as_array().unwrap() {
        let [what, why] = ["what", "why"].map(|key| missing[key].as_str().unwrap());
        // What only another look tells is missing in every one look.
        if !why.starts_with("the looks are too few") {
            lines.push(format!("not checked: {what}: {why}"));
        }
    }
    Came { lines: sorted(lines.iter().map(|line| steady(line)).collect()), took, most_kb }
}

fn sorted(mut lines: Vec<String>) -> Vec<String> {
    lines.sort();
    lines
}

/// The same text in every run: without ports, and without what was counted and waited until a deadline.
fn steady(line: &str) -> String {
    let mut parts = line.split("127.0.0.1:");
    let first = parts.next().unwrap_or_default().to_string();
    let rest = parts.map(|part| format!("PEER{}", part.trim_start_matches(|c: char| c.is_ascii_digit())));
    let line = rest.fold(first, |line, part| line + &part);
    // Whether the end comes as a reset depends on what the peer had still to read.
    let line = line.replace("reset the connection", "closed the connection");
    let words: Vec<&str> = line.split(' ').collect();
    let counted = |at: usize| words.get(at + 1).is_some_and(|next| matches!(*next, "ms" | "bytes"));
    let steady = |(at, word): (usize, &&str)| if counted(at) { "N".to_string() } else { (*word).to_string() };
    words.iter().enumerate().map(steady).collect::<Vec<_>>().join(" ")
}

/// The most memory that the program has had so far. Until a new process has become the program it shows the gigabytes of these tests.
fn memory_kb(process: u32) -> Option<u64> {
    std::fs::read_link(format!("/proc/{process}/exe")).ok().filter(|exe| exe.ends_with("kafka-doctor"))?;
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?.trim().strip_suffix(" kB")?.parse().ok()
}

/// What a check-up comes to, in time and with so much memory above that of the program.
fn told(address: SocketAddr, settings: &[&str], more_kb: u64) -> Vec<String> {
    let came = check(address, settings, TIMEOUT);
    assert!(came.took < TIMEOUT + GRACE, "{:?}\n{:#?}", came.took, came.lines);
    assert!(came.most_kb < LITTLE_KB + more_kb, "{} kB\n{:#?}", came.most_kb, came.lines);
    came.lines
}

/// How a bootstrap address fails that nobody gets in by.
fn shut(proof: &str) -> Vec<String> {
    let missing = format!("not checked: the list of brokers: PEER: {proof}");
    sorted(vec!["exit 1".into(), format!("bootstrap-fails-logged: PEER: {proof}"), missing])
}

/// As [`shut`], with another finding, of which that is the consequence.
fn shut_by(observation: &str, own: &str, proof: &str) -> Vec<String> {
    let own = format!("{observation}: PEER: {own}");
    sorted([shut(proof), vec![own]].concat())
}

/// A peer that sends the same again and again, once it was spoken to.
fn repeats(first: &'static [u8], again: Vec<u8>) -> SocketAddr {
    listen(move |mut stream| {
        stream.read_exact(&mut [0; 4])?;
        stream.write_all(first)?;
        loop {
            stream.write_all(&again)?;
        }
    })
}

/// A broker with something wrong at one request.
fn broken(quirk: Quirk, at: ApiKey) -> SocketAddr {
    start(Script { quirk: Some(quirk), at: Some(at), ..Script::default() }).0
}

#[test]
fn a_broker_with_nothing_wrong() {
    assert_eq!(told(start(Script::default()).0, &[], 0), ["exit 0"]);
}

#[test]
fn strangers_that_talk_without_end() {
    let noise: Vec<u8> = (0..1 << 16).map(|at: u32| (at.wrapping_mul(2_654_435_761) >> 24) as u8).collect();
    let shown = noise[..48].escape_ascii().to_string();
    let proof = format!("ApiVersions: what came back is no answer of Kafka: {shown}");
    let own = format!("it speaks something that is not Kafka ({shown})");
    assert_eq!(told(repeats(b"", noise), &[], 0), shut_by("client-got-http-answer-logged", &own, &proof));

    let http = repeats(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", b"1\r\n{\r\n".repeat(1000));
    let proof = "ApiVersions: what came back is no answer of Kafka: HTTP/1.1 200 OK\\r\\nTransfer-Encoding: chunked\\r\\n\\r\\n1";
    let own = "it speaks HTTP (HTTP/1.1 200 OK)";
    assert_eq!(told(http, &[], 0), shut_by("client-got-http-answer-logged", own, proof));
}

#[test]
fn brokers_that_break_on_the_way_in() {
    let long = |length: &str, then: &str| format!("what came back is no answer of Kafka: {length}{then}");
    let zeros = long("\\x04\\x00\\x00\\x00", &format!("\\x00\\x00\\x00\\x02{}", "\\x00".repeat(40)));
    for (quirk, proof) in [
        (Quirk::WrongCorrelation, "the answer is for request 9, not for 2"),
        (Quirk::Garbage, "the answer has not the form that the protocol says"),
        (Quirk::Zeros, &zeros),
        (Quirk::Drip, "only N bytes of the answer within N ms"),
        (Quirk::Silent, "no answer within N ms"),
    ] {
        assert_eq!(told(broken(quirk, ApiKey::Metadata), &[], 0), shut(&format!("Metadata: {proof}")), "{quirk:?}");
    }
    for (length, shown) in
        [(i32::MAX, "\\x7f\\xff\\xff\\xff"), (-1, "\\xff\\xff\\xff\\xff"), (3, "\\x00\\x00\\x00\\x03")]
    {
        let lines = told(broken(Quirk::Length(length), ApiKey::Metadata), &[], 0);
        // The finding, and what could not be looked at for it.
        let told = lines.iter().filter(|line| line.contains(&long(shown, "\\x00\\x00\\x00\\x02")));
        assert_eq!((told.count(), lines.len(), lines[1].as_str()), (2, 3, "exit 1"), "{lines:#?}");
    }
    let proof = "Metadata: the peer closed the connection after N bytes of its answer";
    let half = told(broken(Quirk::HalfAnswer, ApiKey::Metadata), &[], 0);
    assert_eq!(half, shut_by("bootstrap-closes-after-greeting-logged", proof, proof));
    let (hole, _waiting, _listener) = black_hole();
    assert!(told(hole, &[], 0).contains(&"exit 1".to_string()));
}

/// What is not answered is not checked, and no finding.
#[test]
fn brokers_that_break_later() {
    let garbled = "what came back is not what the Kafka protocol says";
    let behind = "the list of groups: 1; log directories and sizes of replicas: 1; transactions: 1";
    let alone = "log directories and sizes of replicas: 1";
    for (quirk, more_kb, what, why) in [
        (Quirk::WrongCorrelation, 0, behind, garbled),
        (Quirk::Length(i32::MAX), 0, behind, garbled),
        (Quirk::Length(60 << 20), 0, behind, "the time for the look was over"),
        (Quirk::HalfAnswer, 0, behind, "the broker closed the connection"),
        (Quirk::Drip, 0, behind, "the time for the look was over"),
        (Quirk::Garbage, 0, alone, garbled),
        (Quirk::Zeros, LONGEST_KB, alone, "the answer is empty or incomplete, as it also is without the right"),
    ] {
        let lines = told(broken(quirk, ApiKey::DescribeLogDirs), &[], more_kb);
        // A connection that is reset takes with it what was not yet read.
        let lines: Vec<String> = lines.iter().map(|line| line.replace("settings of brokers: 1; ", "")).collect();
        assert_eq!(lines, ["exit 0".into(), format!("not checked: {what}: {why}")], "{quirk:?}");
    }
}

#[test]
fn tls_that_never_comes_to_its_end() {
    let authority = Authority::new("ca");
    let settings = tls(&authority.pem, &["security.protocol=SSL"]);
    for (record, proof) in [
        (
            [&b"\x16\x03\x03\x3e\x80"[..], &[0; 16_000]].concat(),
            "received unexpected handshake message: got HelloRequest when expecting ServerHello or HelloRetryRequest",
        ),
        (b"\x15\x03\x03\0\x02\x01\x5a".repeat(2000), "peer misbehaved: TooManyWarningAlertsReceived"),
        ([&b"\x16\x03\x03\x3e\x80\x02\0\xff\xff"[..], &[0; 15_996]].concat(), "message buffer full"),
    ] {
        let proof = format!("TLS handshake: {proof}");
        let lines = told(repeats(b"", record), &strs(&settings), 0);
        assert_eq!(lines, shut_by("tls-handshake-failed-logged", &proof, &proof));
    }
}

#[test]
fn logins_that_never_come_to_their_end() {
    let endless = |mechanisms| start(Script { quirk: Some(Quirk::EndlessLogin), mechanisms, ..Script::default() }).0;
    let with = |settings: &[String]| [vec!["security.protocol=SASL_PLAINTEXT".to_string()], settings.to_vec()].concat();
    // Without an error, one answer to PLAIN is a success.
    let proof = "Metadata: the peer closed the connection without an answer";
    let lines = told(endless(&["PLAIN"]), &strs(&with(&plain("p"))), 0);
    assert_eq!(lines, shut_by("bootstrap-closes-after-greeting-logged", proof, proof));

    let module = "org.apache.kafka.common.security.scram.ScramLoginModule";
    let scram =
        ["sasl.mechanism=SCRAM-SHA-512".into(), format!("sasl.jaas.config={module} required username=u password=p;")];
    let proof = "SaslAuthenticate SCRAM-SHA-512: the broker does not prove that it knows the password \
                 (its first message does not go on from ours)";
    assert_eq!(told(endless(&["SCRAM-SHA-512"]), &strs(&with(&scram)), 0), shut(proof));

    let token = repeats(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", b"1\r\n{\r\n".repeat(1000));
    let module = "org.apache.kafka.common.security.oauthbearer.OAuthBearerLoginModule";
    let bearer = [
        "sasl.mechanism=OAUTHBEARER".into(),
        format!("sasl.jaas.config={module} required clientId=\"c\" clientSecret=\"s\";"),
        format!("sasl.oauthbearer.token.endpoint.url=http://{token}/token"),
    ];
    let own = "there is no token to send: PEER answers without end";
    let proof = format!("SaslAuthenticate OAUTHBEARER: {own}");
    let lines = told(endless(&["OAUTHBEARER"]), &strs(&with(&bearer)), 0);
    assert_eq!(lines, shut_by("token-not-acquired-logged", own, &proof));
}

/// Each of them sends the longest answer that is taken: they wait for each other.
#[test]
fn many_brokers_that_send_as_much_as_they_may() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    drop(listener);
    let advertises = (1..=40).map(|id| (id, "127.0.0.1".to_string(), port)).collect();
    let flood =
        Script { quirk: Some(Quirk::Zeros), at: Some(ApiKey::DescribeLogDirs), advertises, ..Script::default() };
    let lines = told(start_at(port, flood).0, &[], 2 * LONGEST_KB);
    assert!(lines.contains(&"exit 1".to_string()), "{lines:#?}");
}

#[test]
fn a_million_partitions_are_read() {
    let script = Script { quirk: Some(Quirk::Partitions(1_000_000)), ..Script::default() };
    let came = check(start(script).0, &[], Duration::from_secs(120));
    assert!(came.took < Duration::from_secs(120), "{:?}", came.took);
    assert!(came.most_kb < 1_000_000, "{} kB", came.most_kb);
    // What comes after the large answers is not asked in time on a machine that is slow to read them.
    for line in ["exit 0", "partitions-per-broker-many: broker 1: 1000000 replicas"] {
        assert!(came.lines.iter().any(|one| one == line), "{:#?}", came.lines);
    }
}
