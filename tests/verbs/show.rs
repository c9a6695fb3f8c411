//! `show`, and names that are not quite right.

use super::*;

#[test]
fn show_is_one_page_in_on_call_order() {
    let dir = folder();
    let page = "\
Paper jam [high]
In the office; paper-jam; also jam, PrinterJamException

The printer stops and shows a red light.
Nothing is printed.

Possible causes
1. The paper is wet (common)
2. The roller is worn out (rare)

What they have in common
- The red light of the printer is on.
  Look at the front of the printer.

Cause 1: The paper is wet
  Wet sheets stick together, so that the roller takes two at once.

  How to tell
  - Sheets stick together (usually)
    grep -c sticky <log>

  Do now
  1. Take dry paper.
     Set (host): paper.kind=dry, paper.sheets=50. Needs: A dry shelf. Risk: none. Undo: Put the wet
     paper back.
     lpstat -p <host> && echo '{print $1}'

  Then check that it worked
  - No longer true: The red light of the printer is on.

Cause 2: The roller is worn out
  It has no grip any more.
  Only for clients >= 2.0.

  How to tell
  - Speaks against it: Sheets stick together

  Do now
  1. Change the roller.
     Risk: The printer stands still for an hour.

  Then check that it worked
  - No longer true: The red light of the printer is on.
    Print a page.

Often mistaken for
- cable-out: There no light is on at all.

See also
printing

Sources
https://example.com/manual
";
    for name in ["paper-jam", "PAPER-JAM", "jam", "printerjamexception", "Paper jam", "paper_jam"] {
        check(Some(dir.path()), &["show", name], 0, page, "");
    }
    check(Some(dir.path()), &["show", "paper", "jam"], 0, page, "");
}

#[test]
fn show_prints_topics_markdown_and_json() {
    let dir = folder();
    let dir = Some(dir.path());
    check(
        dir,
        &["show", "printing"],
        0,
        "Printing\n\nInk goes on paper.\n\nParts\n- a roller\n- a cable\n\nSources\nhttps://example.com/manual\n",
        "",
    );
    check(
        dir,
        &["show", "printing", "-o", "markdown"],
        0,
        "# Printing\n\nInk goes on **paper**.\n\n## Parts\n\n- a roller\n- a `cable`\n\n## Sources\n\nhttps://example.com/manual\n",
        "",
    );
    let topic = json(dir, &["show", "PRINTING", "-o", "json"]);
    assert_eq!(topic["topic"], "printing");
    let card = json(dir, &["show", "jam", "-o", "json"]);
    let keys: Vec<&String> = card.as_object().unwrap().keys().collect();
    let stable = "card title area severity symptom impact aliases causes often_mistaken_for sources see_also";
    assert_eq!(keys, stable.split(' ').collect::<Vec<_>>());
    assert_eq!(
        card["causes"][0]["evidence"],
        serde_json::json!({ "red-light": "almost-always", "sheets-stick": "usually" })
    );
    assert_eq!(
        card["causes"][0]["fixes"][0],
        serde_json::json!({ "do": "Take dry paper.", "set": { "paper.kind": "dry", "paper.sheets": "50" }, "on": "host", "risk": "none",
            "needs": "A dry shelf.", "undo": "Put the wet paper back.", "command": "lpstat -p {host} && echo '{print $1}'", "applies": {} })
    );
    assert_eq!(
        card["causes"][1]["verify"],
        serde_json::json!({ "observation": "red-light", "expect": "no", "how": "Print a page." })
    );
}

#[test]
fn several_names_are_shown_one_after_the_other() {
    let dir = folder();
    let shown = |args: &[&str]| String::from_utf8(run(Some(dir.path()), args).stdout).unwrap();
    let both = shown(&["show", "jam", "printing"]);
    assert_eq!(both, format!("{}\n{}", shown(&["show", "jam"]), shown(&["show", "printing"])));
    let documents = json(Some(dir.path()), &["show", "jam", "printing", "-o", "json"]);
    assert_eq!((&documents[0]["card"], &documents[1]["topic"]), (&"paper-jam".into(), &"printing".into()));
    check(
        None,
        &["show", "isr-shrink", "nothing-like-it"],
        2,
        "",
        "error: there is no card or topic isr-shrink nothing-like-it\n  All cards: kafka-doctor list. By words: kafka-doctor search WORDS.\n",
    );
}

#[test]
fn wrong_names_lead_to_the_nearest_right_ones() {
    let dir = folder();
    check(
        Some(dir.path()),
        &["show", "paper-jamm"],
        2,
        "",
        "error: there is no card or topic paper-jamm\n  Did you mean paper-jam?\n  All cards: kafka-doctor list. By words: kafka-doctor search WORDS.\n",
    );
    check(
        Some(dir.path()),
        &["show", "\u{1b}[31mzzzzqq"],
        2,
        "",
        "error: there is no card or topic \\u{1b}[31mzzzzqq\n  All cards: kafka-doctor list. By words: kafka-doctor search WORDS.\n",
    );
    let empty = "error: there is nothing to show\n  Give a name: kafka-doctor list has them all.\n";
    check(None, &["show", " "], 2, "", empty);
    let text = String::from_utf8(run(None, &["show", "UNKNOWN_MEMBER_ID"]).stderr).unwrap();
    let lead = "error: there is no card or topic UNKNOWN_MEMBER_ID\n  It is an error: kafka-doctor explain UNKNOWN_MEMBER_ID\n";
    assert!(text.starts_with(lead), "{text}");
}

#[test]
fn every_built_in_page_can_be_shown() {
    let all = json(None, &["list", "-o", "json"]);
    for card in all.as_array().unwrap() {
        let name = card["card"].as_str().or(card["topic"].as_str()).unwrap();
        for format in ["text", "markdown", "json"] {
            let output = run(None, &["show", name, "-o", format]);
            assert_eq!(
                output.status.code(),
                Some(0),
                "{name} as {format}: {}",
                String::from_utf8_lossy(&output.stderr)
            );
            assert!(output.stdout.len() > 500, "{name} as {format}");
        }
    }
}
