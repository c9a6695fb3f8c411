//! A cluster that is not there, and a run that is interrupted.

use std::io::{BufRead, BufReader};
use std::process::Stdio;

use super::*;

#[test]
fn a_cluster_that_cannot_be_reached_is_evidence() {
    let desk = desk();
    let closed = closed();
    let args = ["check", "--bootstrap-server", &closed, "--save-snapshot", "s.json", "-o", "json"];
    let run = desk.run(&args);
    let document = run.json();
    assert_eq!(document["cluster"], Value::Null);
    assert!(!document["not_checked"].as_array().unwrap().is_empty(), "{document:#}");
    assert!([1, 3].contains(&run.code()), "{document:#}");
    // What was read is kept, and says the same.
    let again = desk.run(&["check", "--snapshot", "s.json", "-o", "json"]);
    assert_eq!(again.code(), run.code());
    assert_eq!(again.json()["not_checked"], document["not_checked"]);
    let verify = |run: &Run| run.json()["findings"][0]["verify"]["command"].as_str().unwrap().to_string();
    assert!(verify(&again).ends_with(&format!(" --bootstrap-server {closed}")), "{}", verify(&again));
    let before = desk.run(&["check", "--bootstrap-server", &closed, "--snapshot", "s.json", "-o", "json"]);
    let ending = format!(" --bootstrap-server {closed} --snapshot s.json");
    assert!(verify(&before).ends_with(&ending), "{}", verify(&before));
    // Beside a log it is still evidence, and the log counts.
    let beside = desk.run(&["check", "--bootstrap-server", &closed, "--log", "jam.log", "-o", "json"]);
    assert_eq!(beside.code(), 1);
    assert!(finding(&beside.json(), "jam-logged").is_some());
    let diagnosis = desk.run(&["diagnose", "--bootstrap-server", &closed, "--no-input", "-o", "json"]).json();
    assert!(!diagnosis["not_checked"].as_array().unwrap().is_empty(), "{diagnosis:#}");
}

#[test]
fn no_secret_is_kept_or_shown() {
    let desk = desk();
    let jaas = "sasl.jaas.config=org.apache.kafka.common.security.plain.PlainLoginModule required username=\"u\" password=\"hunter2hunter2\";";
    let closed = closed();
    let run = desk.run(&[
        "check",
        "--bootstrap-server",
        &closed,
        "--command-property",
        "security.protocol=SASL_PLAINTEXT",
        "--command-property",
        "sasl.mechanism=PLAIN",
        "--command-property",
        jaas,
        "--log",
        "jam.log",
        "--save-snapshot",
        "s.json",
        "--save-case",
        "c.json",
        "-v",
    ]);
    let kept = ["s.json", "c.json"].map(|name| std::fs::read_to_string(desk.path(name)).unwrap()).concat();
    assert!(!format!("{kept}{}{}", run.out(), run.err()).contains("hunter2"), "{}", run.out());
    #[cfg(unix)]
    {
        let mode =
            std::os::unix::fs::PermissionsExt::mode(&std::fs::metadata(desk.path("s.json")).unwrap().permissions());
        assert_eq!(mode & 0o777, 0o600);
    }
}

#[cfg(unix)]
fn interrupt(child: &std::process::Child) {
    // SAFETY: the process is this test's child and not yet waited for.
    assert_eq!(unsafe { libc::kill(child.id() as i32, libc::SIGINT) }, 0);
}

#[cfg(unix)]
#[test]
fn a_check_that_is_interrupted_has_no_verdict() {
    let desk = desk();
    // It takes the connection and never says a word.
    let silent = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = silent.local_addr().unwrap().to_string();
    let mut command = desk.command(&["check", "--bootstrap-server", &address]);
    let child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let connection = silent.accept().unwrap();
    interrupt(&child);
    let output = child.wait_with_output().unwrap();
    assert_eq!((output.status.code(), output.stdout, output.stderr), (Some(130), Vec::new(), Vec::new()));
    drop(connection);
}

#[cfg(unix)]
#[test]
fn a_watch_ends_with_its_last_verdict() {
    let desk = desk();
    let closed = closed();
    let once = desk.run(&["check", "--bootstrap-server", &closed]);
    let args = ["check", "--watch", "300ms", "--bootstrap-server", &closed];
    let mut child = desk.command(&args).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    assert_eq!(lines.next().unwrap().unwrap(), once.out().lines().next().unwrap());
    std::thread::sleep(std::time::Duration::from_secs(1));
    interrupt(&child);
    let rest: Vec<String> = lines.map(Result::unwrap).collect();
    // Nothing changed, so nothing but the first verdict was told.
    assert_eq!(rest.len(), once.out().lines().count() - 1, "{rest:?}");
    let output = child.wait_with_output().unwrap();
    assert_eq!((output.status.code(), output.stderr), (once.0.status.code(), Vec::new()));
}

#[cfg(target_os = "linux")]
#[test]
fn a_watch_that_nobody_reads_can_be_ended() {
    let desk = desk();
    let closed = closed();
    // Full: whoever writes more waits.
    let (_reader, mut pipe) = std::io::pipe().unwrap();
    std::io::Write::write_all(&mut pipe, &[b'.'; 65_536]).unwrap();
    let args = ["check", "--watch", "300ms", "--bootstrap-server", &closed];
    let mut child = desk.command(&args).stdout(pipe).stderr(Stdio::null()).spawn().unwrap();
    std::thread::sleep(std::time::Duration::from_secs(2));
    interrupt(&child);
    let start = std::time::Instant::now();
    let status = loop {
        match child.try_wait().unwrap() {
            Some(status) => break status,
            None if start.elapsed().as_secs() > 20 => {
                child.kill().unwrap();
                panic!("it waits for its reader");
            }
            None => std::thread::sleep(std::time::Duration::from_millis(20)),
        }
    };
    assert_eq!(status.code(), Some(130));
}
