//! `list`.

use super::*;

#[test]
fn list_groups_by_area_and_filters() {
    let dir = folder();
    let dir = Some(dir.path());
    check(
        dir,
        &["list", "--area", "office"],
        0,
        "In the office\n  cable-out  low       Cable out\n  paper-jam  high      Paper jam\n",
        "",
    );
    check(
        dir,
        &["list", "--area", "office", "--severity", "medium"],
        0,
        "In the office\n  paper-jam  high      Paper jam\n",
        "",
    );
    check(dir, &["list", "--area", "office", "--severity", "critical"], 0, "No card matches.\n", "");
    let found = json(dir, &["list", "--area", "office", "-s", "high", "-o", "json"]);
    assert_eq!(
        found,
        serde_json::json!([{ "card": "paper-jam", "title": "Paper jam", "area": "office", "severity": "high",
                             "aliases": ["jam", "PrinterJamException"] }])
    );
    assert_eq!(json(dir, &["list", "--area", "office", "-s", "critical", "-o", "json"]), serde_json::json!([]));
    let wrong = run(dir, &["list", "--area", "ofice"]);
    assert_eq!(wrong.status.code(), Some(2));
    let text = String::from_utf8_lossy(&wrong.stderr).into_owned();
    assert!(text.starts_with("error: there is no area ofice\n  Did you mean office?\n  Areas: producer, "), "{text}");
    check(None, &["list", "-o", "markdown"], 2, "", "error: list cannot print markdown; it prints text, json\n");
    let by_heading = run(dir, &["list", "--area", "in the Office"]);
    assert_eq!(by_heading, run(dir, &["list", "--area", "office"]), "an area is known by its heading, too");
}

#[test]
fn list_ends_with_the_background() {
    let dir = folder();
    let dir = Some(dir.path());
    let all = String::from_utf8(run(dir, &["list"]).stdout).unwrap();
    let background = String::from_utf8(run(dir, &["list", "-a", "Background"]).stdout).unwrap();
    assert!(background.starts_with("Background\n"), "{background}");
    let lines =
        |text: &str| text.lines().map(|line| line.split_whitespace().collect::<Vec<_>>().join(" ")).collect::<Vec<_>>();
    assert!(lines(&all).ends_with(&lines(&background)), "{all}");
    assert!(lines(&background).contains(&"printing Printing".to_string()), "{background}");
    check(dir, &["list", "-a", "background", "-o", "json"], 0, "[]\n", "");
    check(dir, &["list", "-a", "background", "-s", "low"], 0, "No card matches.\n", "");
}

#[test]
fn list_knows_the_seed_and_costs_no_folder() {
    let all = json(None, &["list", "-o", "json"]);
    let ids: Vec<&str> = all.as_array().unwrap().iter().filter_map(|card| card["card"].as_str()).collect();
    for id in ["rebalancing-storm", "disk-exhaustion", "message-too-large", "isr-shrink"] {
        assert!(ids.contains(&id), "{id} in {ids:?}");
    }
}

#[test]
fn narrow_terminals_keep_names_and_lines() {
    let dir = folder();
    for width in ["40", "60", "100", "200"] {
        for args in [&["list"][..], &["show", "jam"], &["search", "paper"]] {
            let mut command = Command::cargo_bin("kafka-doctor").unwrap();
            let output =
                command.env("COLUMNS", width).env("KAFKA_DOCTOR_KNOWLEDGE", dir.path()).args(args).output().unwrap();
            let text = String::from_utf8(output.stdout).unwrap();
            let limit = width.parse::<usize>().unwrap();
            for line in text.lines().filter(|line| !line.contains("lpstat") && !line.contains("kafka-doctor")) {
                assert!(line.chars().count() <= limit, "{width}: {line:?}");
            }
            assert!(!text.contains('\u{1b}'), "no colours when nobody looks");
        }
    }
}
