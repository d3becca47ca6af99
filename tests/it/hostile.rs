//! Names made to take over a terminal: harmless wherever they are shown, intact when they leave again.
//!
//! **Invariant:** what is harmful is said here independently of the program's own cleaning.

mod commands;
mod giants;
mod made;
mod papers;

use std::fs;

pub(crate) use made::{book, judge, texts};

use crate::program::{Home, Said};

/// Names as a vCard may bring them.
fn names() -> Vec<String> {
    vec![
        "Evil\u{1b}[2J\u{1b}[1;31mRed".into(),
        "Evil\u{1b}]0;owned\u{7}\u{1b}]52;c;cm0gLXJm\u{1b}\\Title".into(),
        "Evil\u{9b}2J\u{90}q\u{9c}Eight".into(),
        "Evil\u{202e}gpj.exe\u{2066}Order\u{2069}".into(),
        "Evil\u{200b}\u{200d}\u{2060}\u{feff}\u{00ad}Hidden".into(),
        format!("Evil{}Flood", "a\u{0301}\u{0302}\u{0303}".repeat(3) + &"\u{0335}".repeat(400)),
        "EvilBack\u{8}\u{8}\u{7f}Space".into(),
        "Evil\u{e0041}\u{e0042}\u{fe0f}\u{fff9}Tags".into(),
    ]
}

#[track_caller]
fn harmless(text: &str, said_by: &str) {
    // JSON gives the text whole; a flood is the business of who shows it.
    if let Err(why) = judge(text, !said_by.contains("--json")) {
        panic!("{said_by}: {why}");
    }
}

#[track_caller]
fn shown(said: &Said, said_by: &str) {
    harmless(&said.out, said_by);
    harmless(&said.err, said_by);
}

/// A home whose book holds the names, and the file they came from.
fn imported() -> (Home, String) {
    let home = Home::new();
    let cards: String = names()
        .iter()
        .map(|name| name.replace('\\', "\\\\").replace(';', "\\;").replace(',', "\\,"))
        .fold(String::new(), |cards, name| {
            cards
                + &format!(
                    "BEGIN:VCARD\r\nVERSION:4.0\r\nFN:{name}\r\nNOTE:{name}\r\nORG:{name}\r\nEND:VCARD\r\n"
                )
        });
    let file = home.path().join("evil.vcf");
    fs::write(&file, &cards).unwrap();
    let file = file.to_str().unwrap().to_owned();
    let preview = home.run(&["import", &file]);
    shown(&preview, "preview");
    preview.ok();
    let json = home.run(&["import", &file, "--json"]);
    shown(&json, "preview --json");
    json.ok();
    let applied = home.run(&["import", &file, "--apply"]);
    shown(&applied, "import");
    applied.ok();
    (home, cards)
}

/// The harmless part of the file name and of each name is always there to be recognised.
fn recognisable(text: &str) -> bool {
    ["Red", "Title", "Eight", "Order", "Hidden", "Flood", "Space", "Tags"]
        .iter()
        .all(|word| text.contains(word))
}

#[test]
fn hostile_names_are_shown_harmlessly_by_every_command() {
    let (home, _) = imported();
    let listed = home.run(&["client", "list"]).ok();
    assert!(recognisable(&listed), "{listed}");
    for args in [
        vec!["client", "list"],
        vec!["person", "list"],
        vec!["find", "Evil"],
        vec!["find", "zzz\u{1b}[2J\u{202e}"],
        vec!["today", "--all"],
        vec!["history"],
        vec!["client", "list", "--ascii"],
        vec!["client", "list", "--color", "always"],
        vec!["client", "show", "Evil"],
        vec!["person", "show", "Evil"],
        vec!["client", "edit", "Evil", "--tier", "A"],
        vec!["client", "show", "Evil\u{1b}[2J\u{9b}\u{202e}"],
        vec!["import", "no\u{1b}[2J\u{202e}such.vcf"],
        vec!["--book", "/no\u{1b}[2J/such\u{202e}.db", "client", "list"],
        vec!["--today", "\u{1b}[2J\u{202e}", "today"],
        vec!["\u{1b}[2J\u{202e}"],
        vec!["client", "add", "x", "--tier", "\u{1b}[2J\u{202e}"],
        vec!["client", "add", "x", "--no-such\u{1b}[2J\u{202e}"],
        vec!["brief", "Evil"],
        vec!["asked", "no\u{1b}[2J\u{202e}such"],
        vec!["verify", "--json"],
    ] {
        shown(&home.run(&args), &format!("{args:?}"));
        let mut json = args.clone();
        json.push("--json");
        shown(&home.run(&json), &format!("{json:?}"));
    }
    for id in 1..=names().len() {
        for args in [
            vec!["show".to_owned(), format!("c{id}")],
            vec!["person".into(), "show".into(), format!("p{id}")],
            vec!["brief".into(), format!("c{id}")],
            vec!["brief".into(), format!("c{id}"), "--markdown".into()],
            vec!["asked".into(), format!("c{id}"), "--json".into()],
        ] {
            let args: Vec<&str> = args.iter().map(String::as_str).collect();
            let said = home.run(&args);
            shown(&said, &format!("{args:?}"));
            assert!(said.ok().contains("Evil"), "{args:?}");
        }
    }
}

#[test]
fn an_ambiguous_hostile_name_lists_its_candidates_harmlessly() {
    let (home, _) = imported();
    let said = home.run(&["client", "edit", "Evil", "--tier", "A"]);
    assert_eq!(said.code, 2);
    shown(&said, "ambiguous");
    assert!(said.err.contains("Red"), "{}", said.err);
}

#[test]
fn json_escapes_hostile_names_and_gives_them_whole() {
    let (home, _) = imported();
    let text = home.run(&["person", "list", "--json"]).ok();
    harmless(&text, "person list --json");
    let json: serde_json::Value = serde_json::from_str(&text).unwrap();
    let given: Vec<&str> = json["records"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| row["fields"]["name"].as_str().unwrap())
        .collect();
    for name in names() {
        assert!(given.contains(&name.as_str()), "{name:?} is not among {given:?}");
    }
}

#[test]
fn hostile_names_come_out_of_a_batch_harmlessly() {
    let (home, _) = imported();
    let file = home.path().join("lines");
    fs::write(&file, "client show c1\nclient add 'x\u{1b}[2J\u{202e}'\n\u{1b}[2J\u{202e}\n\"open\u{1b}[2J\n")
        .unwrap();
    let mut command = home.command(&["batch", "--keep-going"]);
    let said = Said::of(&command.stdin(fs::File::open(file).unwrap()).output().unwrap());
    shown(&said, "batch");
}

#[test]
fn a_vcard_export_is_silent_and_gives_hostile_names_back_intact() {
    let (home, _) = imported();
    let out = home.path().join("out.vcf");
    home.run(&["export", "vcard", "--out", out.to_str().unwrap()]).ok();
    let exported = fs::read_to_string(&out).unwrap();
    assert!(!exported.contains(|c: char| c.is_control() && !matches!(c, '\r' | '\n' | '\t')), "{exported:?}");
    let other = Home::new();
    other.run(&["import", out.to_str().unwrap(), "--apply"]).ok();
    let persons = |home: &Home| -> Vec<String> {
        let json: serde_json::Value =
            serde_json::from_str(&home.run(&["person", "list", "--json"]).ok()).unwrap();
        let rows = json["records"].as_array().unwrap().iter();
        let mut names: Vec<String> =
            rows.map(|row| row["fields"]["name"].as_str().unwrap().to_owned()).collect();
        names.sort();
        names
    };
    assert_eq!(persons(&other), persons(&home));
}
