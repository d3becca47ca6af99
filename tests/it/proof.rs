//! Proof: heads that are kept, a file for an examiner, retention, holds, and a purge after which nothing is left.
//!
//! **Invariant:** what is asserted of bytes is read from the files themselves.

use std::{fs, path::Path};

use serde_json::Value as Json;

use crate::program::{Home, Said, raw};

/// A name that stands in no other file of a test's home.
const NAME: &str = "Quillfeather";

/// A book of two households; everything of the one is named after it.
fn book() -> Home {
    let home = Home::new();
    let on = |day: &str, args: &[&str]| {
        let mut all = args.to_vec();
        all.extend(["--today", day]);
        home.run(&all).ok();
    };
    on(
        "2018-03-01",
        &[
            "client",
            "add",
            "Quillfeather household",
            "--head",
            "Ann Quillfeather",
            "--phone",
            "503 555 0188",
            "--tag",
            "golf",
        ],
    );
    on("2018-03-01", &["client", "add", "Okafor household", "--head", "Chinwe Okafor"]);
    on(
        "2018-03-05",
        &[
            "log",
            "Quillfeather",
            "--channel",
            "call",
            "--minutes",
            "14",
            "--summary",
            "Quillfeather asked about the Roth",
            "--promise",
            "page for Quillfeather by fri",
        ],
    );
    on("2018-03-06", &["goal", "add", "Quillfeather retires in 2030", "--client", "Quillfeather"]);
    on(
        "2018-03-07",
        &["log", "Okafor", "--channel", "call", "--minutes", "10", "--summary", "Asked about the house"],
    );
    on("2018-03-08", &["document", "make", "charter", "Quillfeather"]);
    home
}

trait No {
    /// What a run said that ended with this code.
    fn no(self, code: i32) -> String;
}

impl No for Said {
    #[track_caller]
    fn no(self, code: i32) -> String {
        assert_eq!(self.code, code, "{}{}", self.out, self.err);
        format!("{}{}", self.out, self.err)
    }
}

fn end(home: &Home, day: &str) {
    home.run(&["client", "end", NAME, "--stage", "ended", "--reason", "moved away", "--today", day]).ok();
}

fn files(dir: &Path, found: &mut Vec<std::path::PathBuf>) {
    for entry in fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { files(&path, found) } else { found.push(path) }
    }
}

/// The files of a directory that hold a text, in either width of its letters.
fn holding(dir: &Path, text: &str) -> Vec<String> {
    let narrow = text.to_lowercase().into_bytes();
    let wide: Vec<u8> = narrow.iter().flat_map(|byte| [*byte, 0]).collect();
    let mut found = Vec::new();
    files(dir, &mut found);
    let holds = |path: &Path| {
        let bytes = fs::read(path).unwrap().to_ascii_lowercase();
        [&narrow, &wide]
            .iter()
            .any(|wanted| bytes.windows(wanted.len()).any(|part| part == wanted.as_slice()))
    };
    found.iter().filter(|path| holds(path)).map(|path| path.display().to_string()).collect()
}

fn json(home: &Home, args: &[&str]) -> Json {
    let mut all = args.to_vec();
    all.push("--json");
    serde_json::from_str(&home.run(&all).ok()).unwrap()
}

#[test]
fn nothing_of_a_purged_client_is_left_in_any_byte_and_the_chain_holds() {
    let home = book();
    end(&home, "2018-06-01");
    home.run(&["undo", "--today", "2018-06-01"]).ok();
    end(&home, "2018-06-02");
    let dir = home.path().to_owned();
    assert!(!holding(&dir, NAME).is_empty());
    let before = json(&home, &["verify"])["operations"].as_i64().unwrap();
    let said =
        home.run(&["purge", NAME, "--reason", "kept five years", "--yes", "--today", "2026-11-23"]).ok();
    assert!(said.contains("It cannot be undone"), "{said}");
    assert_eq!(holding(&dir, NAME), Vec::<String>::new());
    assert_eq!(holding(&dir, "503 555 0188"), Vec::<String>::new());
    assert_eq!(holding(&dir, "retires in 2030"), Vec::<String>::new());
    let after = json(&home, &["verify"]);
    assert_eq!((after["good"].as_bool(), after["operations"].as_i64()), (Some(true), Some(before + 1)));
    assert!(home.run(&["show", "Okafor"]).ok().contains("Asked about the house"));
    assert!(home.run(&["find", NAME]).ok().contains("Nothing found"));
    let (kept, hashes): (i64, i64) = raw(&home.book())
        .query_row(
            "SELECT sum(before IS NOT NULL OR after IS NOT NULL OR salt IS NOT NULL), sum(payload_hash IS NOT NULL)
             FROM change WHERE purged_by IS NOT NULL",
            [],
            |row| Ok((row.get(0)?, row.get(1)?)),
        )
        .unwrap();
    assert!(kept == 0 && hashes > 10, "{kept} {hashes}");
    // Neither the purge nor what it erased is taken back; what came before of others is.
    let no = home.run(&["undo"]).no(1);
    assert!(no.contains("purged for good"), "{no}");
    home.run(&["log", "Okafor", "--channel", "call", "--minutes", "5", "--summary", "Rang again"]).ok();
    home.run(&["undo"]).ok();
    assert_eq!(json(&home, &["verify"])["good"].as_bool(), Some(true));
    // An export of the whole book goes into a new one with its erased history.
    let out = home.book().with_file_name("whole.json");
    home.run(&["export", "json", "--out", out.to_str().unwrap()]).ok();
    assert_eq!(holding(&dir, NAME), Vec::<String>::new());
}

#[test]
fn a_purge_waits_for_its_day_unless_they_ask_and_never_happens_under_a_hold() {
    let home = book();
    let purge = |more: &[&str]| {
        let mut args = vec!["purge", NAME, "--reason", "kept long enough", "--today", "2022-05-02"];
        args.extend(more);
        home.run(&args)
    };
    assert!(purge(&["--yes"]).no(1).contains("is not ended"));
    end(&home, "2018-06-01");
    let no = purge(&["--yes"]).no(1);
    assert!(no.contains("kept until Sun 31 Dec 2023"), "{no}");
    home.run(&["hold", "add", "a suit", "--client", NAME, "--today", "2022-05-02"]).ok();
    let asked = ["--erasure-request", "2022-05-01", "--yes"];
    assert!(purge(&asked).no(1).contains("under legal hold lh1: a suit"));
    home.run(&["hold", "lift", "lh1", "--reason", "settled", "--today", "2022-05-02"]).ok();
    // Without a yes nothing goes: nobody is there to ask.
    assert!(purge(&asked[..2]).no(1).contains("add --yes"));
    let no = home.run(&["purge", NAME, "--reason", "Quillfeather asked", "--yes"]).no(1);
    assert!(no.contains("without the name"), "{no}");
    purge(&asked).ok();
    let op = raw(&home.book())
        .query_row("SELECT reason FROM op WHERE command = 'purge'", [], |row| row.get::<_, String>(0))
        .unwrap();
    assert_eq!(op, "kept long enough (erasure asked for on Sun 1 May 2022)");
}

#[test]
fn the_purge_list_says_who_may_go_and_what_holds_the_others() {
    let home = book();
    end(&home, "2018-06-01");
    let list = |day: &str, more: &[&str]| {
        let mut args = vec!["purge", "list", "--today", day];
        args.extend(more);
        json(&home, &args)
    };
    assert_eq!(list("2023-12-31", &[])["count"], 0);
    assert_eq!(list("2023-12-31", &["--all"])["records"][0]["retain_until"], "2023-12-31");
    assert_eq!(list("2024-01-01", &[])["records"][0]["may_be_purged"], true);
    home.run(&["hold", "add", "a suit", "--client", NAME, "--today", "2024-01-01"]).ok();
    assert_eq!(list("2024-01-01", &[])["records"][0]["hold"]["reason"], "a suit");
    home.run(&["set", "keep_years", "7"]).ok();
    assert_eq!(list("2024-01-01", &["--all"])["records"][0]["retain_until"], "2025-12-31");
}

#[test]
fn old_copies_are_named_and_replaced_by_a_fresh_one_when_asked() {
    let home = book();
    end(&home, "2018-06-01");
    home.run(&["backup"]).ok();
    let dir = home.book().parent().unwrap().to_owned();
    let args = ["purge", NAME, "--reason", "kept long enough", "--yes", "--today", "2026-11-23"];
    let mut with = args.to_vec();
    with.push("--replace-copies");
    let said = home.run(&with).ok();
    assert!(said.contains("1 older copies were removed"), "{said}");
    assert_eq!(holding(&dir, NAME), Vec::<String>::new());
    let left: Vec<_> = fs::read_dir(&dir)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
        .filter(|name| name.contains("after-purge"))
        .collect();
    assert_eq!(left.len(), 1, "{left:?}");
}

#[test]
fn a_row_edited_with_another_program_is_named_and_a_cut_tail_is_found_by_yesterdays_head() {
    let home = book();
    let kept = json(&home, &["verify", "--head"])["head"].as_str().unwrap().to_owned();
    let line = home.run(&["verify", "--head"]).ok();
    assert!(line.contains(&kept), "{line}");
    home.run(&["log", "Okafor", "--channel", "call", "--minutes", "5", "--summary", "One more"]).ok();
    let later = json(&home, &["verify", "--head"])["head"].as_str().unwrap().to_owned();
    home.run(&["verify", "--since", &kept[..16]]).ok();
    // The tail is cut with care: rows, journal and numbers as they were a day before.
    let conn = raw(&home.book());
    conn.execute_batch("PRAGMA foreign_keys = OFF").unwrap();
    for trigger in column(&conn, "SELECT name FROM sqlite_schema WHERE type = 'trigger'") {
        conn.execute_batch(&format!("DROP TRIGGER {trigger}")).unwrap();
    }
    let last: i64 = conn.query_row("SELECT max(id) FROM op", [], |row| row.get(0)).unwrap();
    for table in column(&conn, &format!("SELECT DISTINCT tbl FROM change WHERE op_id = {last}")) {
        conn.execute_batch(&format!(
            "DELETE FROM {table} WHERE id IN (SELECT row_id FROM change WHERE tbl = '{table}' AND op_id = {last});
             UPDATE sqlite_sequence SET seq = (SELECT max(row_id) FROM change WHERE tbl = '{table}' AND op_id < {last})
             WHERE name = '{table}';"
        ))
        .unwrap();
    }
    conn.execute_batch(&format!(
        "DELETE FROM change WHERE op_id = {last}; DELETE FROM op WHERE id = {last};"
    ))
    .unwrap();
    home.run(&["verify"]).ok();
    let found = home.run(&["verify", "--since", &later]).no(3);
    assert!(found.contains("were cut off"), "{found}");
    home.run(&["verify", "--since", &kept]).ok();
    conn.execute_batch("UPDATE relationship SET name = 'X' WHERE id = 2").unwrap();
    let found = home.run(&["verify"]).no(3);
    assert!(found.contains("client c2 is not what the journal says"), "{found}");
}

fn column(conn: &rusqlite::Connection, sql: &str) -> Vec<String> {
    let mut statement = conn.prepare(sql).unwrap();
    statement.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect()
}

#[test]
fn the_file_for_an_examiner_is_private_whole_and_written_once() {
    let home = book();
    let out = home.book().with_file_name("out");
    let dir = out.to_str().unwrap().to_owned();
    let told = json(&home, &["export", "file", NAME, "--as-of", "2018-03-06", "--out", &dir]);
    assert_eq!(told["as_of"], "2018-03-06");
    let index = fs::read_to_string(out.join("INDEX.txt")).unwrap();
    assert!(index.contains("records/goal.csv") && index.contains("journal.csv"), "{index}");
    assert!(index.contains("each field before and after") && index.contains("an apostrophe"), "{index}");
    assert!(!out.join("documents/d1.md").exists(), "it was made two days later");
    let journal = fs::read_to_string(out.join("journal.csv")).unwrap();
    assert!(journal.contains("Quillfeather retires in 2030") && !journal.contains("Okafor"), "{journal}");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let mut found = Vec::new();
        files(&out, &mut found);
        for path in found {
            assert_eq!(
                fs::metadata(&path).unwrap().permissions().mode() & 0o777,
                0o600,
                "{}",
                path.display()
            );
        }
    }
    let no = home.run(&["export", "file", NAME, "--out", &dir]).no(1);
    assert!(no.contains("--force"), "{no}");
    home.run(&["export", "file", NAME, "--out", &dir, "--force"]).ok();
    assert!(out.join("documents/d1.md").exists());
    assert!(home.run(&["history", NAME]).ok().contains("Data left the book: file for an examiner"));
}

#[test]
fn registers_are_kept_settled_and_come_into_the_queue_as_hard_dates() {
    let home = book();
    let run = |args: &[&str]| {
        let mut all = args.to_vec();
        all.extend(["--today", "2026-11-23"]);
        home.run(&all)
    };
    run(&["obligation", "add", "Form ADV update", "--due", "2026-11-20", "--every-months", "12"]).ok();
    run(&["incident", "add", "A letter went astray", "--client", "Okafor", "--day", "2026-10-24"]).ok();
    run(&[
        "complaint",
        "add",
        "Nobody rang",
        "--client",
        "Okafor",
        "--day",
        "2026-11-20",
        "--answer-by",
        "2026-11-23",
    ])
    .ok();
    run(&[
        "delivery",
        "add",
        "brochure",
        "--client",
        "Okafor",
        "--version",
        "March 2026",
        "--day",
        "2026-11-23",
    ])
    .ok();
    run(&["vendor", "add", "Ledgerline", "--client-data", "names"]).ok();
    run(&["access", "add", "Noor", "--what", "the mail"]).ok();
    let today = run(&["today"]).ok();
    for wanted in
        ["Form ADV update", "A letter went astray", "Nobody rang", "required by Fri 20 Nov, 3 days late"]
    {
        assert!(today.contains(wanted), "{wanted}\n{today}");
    }
    let why = run(&["why", "ob1.due"]).ok();
    assert!(why.contains("hard date") || why.contains("earlier day"), "{why}");
    assert!(run(&["question", "no-clause"]).ok().contains("Ledgerline: names"));
    run(&["obligation", "done", "ob1", "--evidence", "receipt"]).ok();
    run(&["incident", "decide", "in1", "no-notice-needed", "--reason", "it came back unopened"]).ok();
    run(&["complaint", "answer", "cm1", "rang them"]).ok();
    let today = run(&["today"]).ok();
    for gone in ["Form ADV update", "A letter went astray", "Nobody rang"] {
        assert!(!today.contains(gone), "{gone}\n{today}");
    }
    assert!(run(&["obligation", "show", "ob2"]).ok().contains("2027"));
    assert!(run(&["export", "csv", "--table", "vendor", "--out", "-"]).ok().contains("Ledgerline"));
}

#[test]
fn a_contact_that_others_had_a_part_in_stays_with_them_and_is_named() {
    let home = book();
    home.run(&[
        "log",
        NAME,
        "Okafor",
        "--channel",
        "meeting",
        "--minutes",
        "30",
        "--summary",
        "Quillfeather and Okafor met",
        "--today",
        "2018-04-02",
    ])
    .ok();
    end(&home, "2018-06-01");
    let args = ["purge", NAME, "--reason", "kept five years", "--yes", "--today", "2026-11-23"];
    let told = json(&home, &args);
    let named: Vec<&str> = told["mentions"].as_array().unwrap().iter().filter_map(Json::as_str).collect();
    assert_eq!(named, ["i3"], "{told}");
    let shown = json(&home, &["interaction", "show", "i3"]);
    assert_eq!(shown["record"]["fields"]["relationship_id"], "c2", "{shown}");
    assert!(home.run(&["client", "show", "Okafor"]).ok().contains("met"));
    assert_eq!(json(&home, &["verify"])["good"].as_bool(), Some(true));
}

#[test]
fn a_person_who_belongs_elsewhere_too_stays() {
    let home = book();
    home.run(&[
        "membership",
        "add",
        "--client",
        "Okafor",
        "--person",
        "Ann Quillfeather",
        "--role",
        "attorney",
        "--today",
        "2018-04-02",
    ])
    .ok();
    end(&home, "2018-06-01");
    home.run(&["purge", NAME, "--reason", "kept five years", "--yes", "--today", "2026-11-23"]).ok();
    assert!(home.run(&["person", "show", "p1"]).ok().contains("Ann Quillfeather"));
    assert_eq!(json(&home, &["verify"])["good"].as_bool(), Some(true));
}

#[test]
fn the_line_that_is_to_be_kept_is_taken_as_it_was_printed() {
    let home = Home::new();
    home.run(&["client", "add", "Hartley household"]).ok();
    let line = home.run(&["verify", "--head"]).ok();
    let line = line.trim();
    let words: Vec<&str> = line.split_whitespace().collect();
    assert_eq!(words.len(), 3, "{line}");
    home.run(&["client", "add", "Okafor household"]).ok();
    let copy = home.path().join("copy.db");
    let copy = copy.to_str().unwrap();
    home.run(&["backup", "--out", copy]).ok();
    for args in [
        vec!["verify", "--since", line],
        [&["verify", "--since"], &words[..]].concat(),
        vec!["verify", "--head", line],
        vec!["verify", "--since", line, copy],
        [&["verify", "--since"], &words[..], &[copy]].concat(),
        vec!["verify", "--since", words[2], copy],
        vec!["verify", copy, "--since", words[2]],
    ] {
        assert!(home.run(&args).ok().contains("book equals journal"), "{args:?}");
    }
    let other = line.replace(words[2], &"ab".repeat(32));
    assert_eq!(home.run(&["verify", "--since", &other]).code, 3);
    home.run(&["verify", "--since", "2026-11-23", "x", "y"]).refused(2, "");
    home.run(&["verify", "--since", "yesterday"]).refused(2, "That is no head. Type the line");
}

#[test]
fn a_complaint_answered_earlier_is_kept_so() {
    let home = Home::new();
    home.run(&["client", "add", "Hartley household"]).ok();
    home.run(&["complaint", "add", "Late", "--client", "Hartley", "--day", "2026-11-10"]).ok();
    assert!(home.run(&["today", "--all"]).ok().contains("no day to answer by"));
    home.run(&["complaint", "answer", "cm1", "rang Ann", "--on", "2026-11-09"]).refused(1, "It came on");
    home.run(&["complaint", "answer", "cm1", "rang Ann", "--on", "2026-11-12"]).ok();
    assert!(home.run(&["complaint", "show", "cm1"]).ok().contains("12 Nov"));
}

#[test]
fn a_paper_that_is_due_again_is_given_to_all_by_one_command() {
    let home = Home::new();
    for name in ["Hartley", "Okafor"] {
        home.run(&["client", "add", name]).ok();
        let add = [
            "delivery",
            "add",
            "privacy notice",
            "--client",
            name,
            "--version",
            "2025",
            "--day",
            "2025-11-03",
        ];
        home.run(&add).ok();
    }
    let today = home.run(&["today", "--all"]).ok();
    assert!(today.contains("Give the privacy notice again: 2 clients"), "{today}");
    let said = home.run(&["delivery", "again", "privacy-notice", "--version", "2026"]).ok();
    assert!(said.contains("Given to 2 clients: privacy notice, 2026"), "{said}");
    assert!(!home.run(&["today", "--all"]).ok().contains("privacy notice"));
    home.run(&["delivery", "again", "privacy-notice", "--version", "2026"]).refused(1, "due to nobody");
}
