//! What leaves the book and what comes back into it: exports are kept as ops, a copy never brings back by the way what
//! was purged, no copy with what was purged is forgotten; and the README's word on all of it.
//!
//! **Invariant:** what is asserted of bytes is read from the files themselves.

use std::{fs, path::Path};

use serde_json::Value as Json;
use sha2::Digest as _;

use crate::program::{Home, raw};

fn json(home: &Home, args: &[&str]) -> Json {
    let mut all = args.to_vec();
    all.push("--json");
    serde_json::from_str(&home.run(&all).ok()).unwrap()
}

fn sha256(bytes: &[u8]) -> String {
    sha2::Sha256::digest(bytes).iter().fold(String::new(), |all, byte| format!("{all}{byte:02x}"))
}

fn book() -> Home {
    let home = Home::new();
    home.run(&["client", "add", "Hartley household", "--head", "Ann Hartley", "--tier", "A"]).ok();
    home.run(&["client", "add", "Okafor household", "--head", "Chinwe Okafor", "--tier", "B"]).ok();
    home.run(&["add", "Roth figures for Hartley fri"]).ok();
    home.run(&["document", "make", "charter", "Hartley"]).ok();
    home.run(&["rule", "add", "We call back the same day"]).ok();
    home
}

#[test]
fn every_file_with_data_of_clients_is_kept_with_what_it_was_of_how_many_and_its_hash() {
    let home = book();
    let out = |name: &str| home.path().join(name).display().to_string();
    for (args, name, said) in [
        (&["export", "json"][..], "a.json", "the whole book as JSON, of 2 clients"),
        (&["export", "vcard"], "a.vcf", "contacts as vCard 4.0, of 2 clients"),
        (&["export", "ics"], "a.ics", "what is due, as a calendar, of 1 client"),
        (&["export", "csv", "--table", "client"], "a.csv", "table of clients, of 2 clients"),
        (
            &["export", "csv", "--table", "goal", "--table", "document"],
            "tables",
            "2 tables, of 1 client, 2 files",
        ),
        (&["brief", "Hartley"], "a.md", "brief, Hartley household"),
        (&["document", "write", "d1"], "b.md", "Hartley household as MD"),
        (&["document", "make", "charter", "Okafor"], "c.pdf", "Okafor household as PDF"),
        (&["document", "make", "brief", "Okafor", "--preview"], "d.html", "Okafor household"),
    ] {
        let file = out(name);
        let mut all = args.to_vec();
        all.extend(["--out", &file, "--json"]);
        let told: Json = serde_json::from_str(&home.run(&all).ok()).unwrap();
        let summary = told["left"]["summary"].as_str().unwrap_or_default();
        assert!(summary.starts_with("Data left the book: ") && summary.ends_with(said), "{args:?}: {told}");
        let op = format!("o{}", told["left"]["op"]);
        assert!(home.run(&["history", "--limit", "1"]).ok().contains(&format!("{op} ")), "{args:?}");
        assert!(home.run(&["undo", &op]).err.contains("undo does not reach it"), "{args:?}");
    }
    let kept = json(&home, &["handover", "list"]);
    let kept = kept["records"].as_array().unwrap();
    assert_eq!(kept.len(), 9);
    let client = home.run(&["history", "Hartley"]).ok();
    assert!(client.contains("Data left the book: brief, Hartley household"), "{client}");
    assert!(!client.contains("Okafor"), "{client}");
    let whole = fs::read(home.path().join("a.json")).unwrap();
    let first = json(&home, &["handover", "show", "ho1"]);
    let kept = first["record"]["fields"]["sha256"].as_str().or(first["fields"]["sha256"].as_str());
    assert_eq!(kept.unwrap_or_else(|| panic!("{first}")), sha256(&whole));
    // Undo goes past what left, to the last step of the work; verify holds.
    assert!(home.run(&["undo"]).ok().contains("Undid: made"));
    home.run(&["verify"]).ok();
}

#[test]
fn what_goes_to_standard_output_is_kept_too_and_rules_are_nobodys_data() {
    let home = book();
    let said = home.run(&["export", "csv", "--table", "client", "--out", "-"]);
    assert!(said.out.starts_with("id,uid,") && !said.out.contains("Data left"), "{}", said.out);
    assert!(said.err.contains("Data left the book: table of clients, of 2 clients"), "{}", said.err);
    let before = home.run(&["history"]).ok();
    let said = home.run(&["export", "csv", "--table", "rule", "--out", "-"]);
    assert!(said.out.contains("the same day") && !said.err.contains("Data left"), "{}", said.err);
    assert_eq!(home.run(&["history"]).ok(), before);
    // A file that is refused left nothing.
    let there = home.path().join("there.csv");
    fs::write(&there, "mine").unwrap();
    home.run(&["export", "csv", "--table", "client", "--out", there.to_str().unwrap()]).refused(1, "--force");
    let nowhere = home.path().join("none/a.json");
    home.run(&["export", "json", "--out", nowhere.to_str().unwrap()]).refused(1, "There is no directory");
    assert_eq!(home.run(&["history"]).ok(), before);
}

#[test]
fn a_mailing_list_is_kept_as_what_left_beside_its_entries() {
    let home = Home::new();
    home.run(&["client", "add", "Hartley household", "--head", "Ann Hartley", "--email", "ann@example.com"])
        .ok();
    let file = home.path().join("m.csv");
    let args = ["export", "mailmerge", "--by", "email", "--out", file.to_str().unwrap()];
    let told = json(&home, &args);
    assert_eq!(told["left"]["summary"], "Data left the book: mailing list, of 1 client");
    assert!(home.run(&["undo"]).ok().contains("Undid: logged mailing"));
    assert!(home.run(&["handover", "list"]).ok().contains("mailing list"));
}

#[test]
fn another_desk_that_writes_does_not_hinder_an_export() {
    let home = book();
    let other = raw(&home.book());
    other.execute_batch("PRAGMA journal_mode = WAL; BEGIN IMMEDIATE").unwrap();
    let file = home.path().join("a.vcf");
    let said = home.run(&["export", "vcard", "--out", file.to_str().unwrap()]);
    drop(other);
    assert_eq!(said.code, 0, "{}", said.err);
    assert!(said.err.contains("The book does not keep that this left it."), "{}", said.err);
    assert!(fs::read_to_string(&file).unwrap().contains("Hartley"));
}

/// A book whose first client was purged after a copy was made, with the copy.
fn purged() -> (Home, String) {
    let home = Home::new();
    home.run(&["client", "add", "Quillfeather household", "--head", "Ann Quillfeather"]).ok();
    home.run(&["client", "add", "Okafor household"]).ok();
    let copy = home.path().join("kept/copy.db");
    fs::create_dir(copy.parent().unwrap()).unwrap();
    let copy = copy.display().to_string();
    home.run(&["backup", "--out", &copy]).ok();
    home.run(&["client", "end", "Quillfeather", "--stage", "ended", "--reason", "moved away"]).ok();
    let purge = ["purge", "Quillfeather", "--reason", "they asked", "--erasure-request", "today", "--yes"];
    home.run(&purge).ok();
    (home, copy)
}

#[test]
fn a_copy_that_brings_back_purged_clients_says_so_by_name_and_needs_a_word_of_its_own() {
    let (home, copy) = purged();
    let book = fs::read(home.book()).unwrap();
    let look = home.run(&["restore", &copy]).ok();
    assert!(look.contains("It would bring back what was purged from the present book:"), "{look}");
    assert!(look.contains("c1  Quillfeather household, purged Mon 23 Nov 2026"), "{look}");
    assert!(look.contains("--with-purged"), "{look}");
    assert_eq!(json(&home, &["restore", &copy])["brings_back_purged"][0]["id"], "c1");
    let no = home.run(&["restore", &copy, "--apply"]);
    assert_eq!(no.code, 1, "{}{}", no.out, no.err);
    assert!(no.err.contains("Quillfeather household (c1, purged Mon 23 Nov 2026)"), "{}", no.err);
    assert!(fs::read(home.book()).unwrap() == book, "a refused restore changes nothing");
    home.run(&["restore", &copy, "--with-purged"]).refused(2, "--apply");
    let said = home.run(&["restore", &copy, "--apply", "--with-purged"]).ok();
    assert!(said.contains("It brought back what was purged") && said.contains("Purge them again"), "{said}");
    assert!(home.run(&["client", "list"]).ok().contains("Quillfeather"));
}

#[test]
fn a_copy_of_after_the_purge_brings_nobody_back() {
    let (home, _) = purged();
    let copy = home.path().join("kept/later.db").display().to_string();
    home.run(&["backup", "--out", &copy]).ok();
    home.run(&["client", "add", "Rivera household"]).ok();
    let look = home.run(&["restore", &copy]).ok();
    assert!(!look.contains("purged from the present book"), "{look}");
    home.run(&["restore", &copy, "--apply"]).ok();
}

#[test]
fn the_scan_of_a_purged_agreement_goes_with_it_and_before_that_to_the_examiner() {
    let home = Home::new();
    home.run(&["client", "add", "Quillfeather household", "--head", "Ann Quillfeather"]).ok();
    home.run(&["goal", "add", "Retire in 2030", "--client", "Quillfeather"]).ok();
    home.run(&["goal", "agree", "g1", "--by", "Ann", "--how", "meeting", "--on", "today"]).ok();
    let scan = home.path().join("signed.pdf");
    fs::write(&scan, "the paper that was signed").unwrap();
    home.run(&["document", "attach", "g1", scan.to_str().unwrap()]).ok();
    fs::remove_file(scan).unwrap();
    let out = home.path().join("file");
    home.run(&["export", "file", "Quillfeather", "--out", out.to_str().unwrap()]).ok();
    assert_eq!(holds(&out.join("documents"), "the paper that was signed").len(), 1);
    fs::remove_dir_all(out).unwrap();
    home.run(&["client", "end", "Quillfeather", "--stage", "ended", "--reason", "moved away"]).ok();
    let purge = ["purge", "Quillfeather", "--reason", "they asked", "--erasure-request", "today", "--yes"];
    home.run(&purge).ok();
    assert_eq!(holds(home.path(), "the paper that was signed"), Vec::<String>::new());
    home.run(&["verify"]).ok();
}

/// Whether any file below a directory holds a text.
fn holds(dir: &Path, text: &str) -> Vec<String> {
    let mut found = Vec::new();
    for entry in fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(holds(&path, text));
        } else if fs::read(&path).unwrap().windows(text.len()).any(|part| part == text.as_bytes()) {
            found.push(path.display().to_string());
        }
    }
    found
}

#[test]
fn copies_in_the_folder_and_in_the_second_place_are_named_and_replaced_and_another_books_are_not() {
    let home = Home::new();
    let stick = home.path().join("stick");
    fs::create_dir(&stick).unwrap();
    let config = home.path().join("config.toml");
    fs::write(&config, format!("[backup]\nalso = \"{}\"\n", stick.display())).unwrap();
    let run = |args: &[&str]| {
        let mut all = args.to_vec();
        all.extend(["--config", config.to_str().unwrap()]);
        home.run(&all)
    };
    run(&["client", "add", "Quillfeather household", "--head", "Ann Quillfeather"]).ok();
    // An import is preceded by a copy in the folder of copies and in the second place.
    let cards = home.path().join("in.vcf");
    fs::write(&cards, "BEGIN:VCARD\r\nVERSION:4.0\r\nFN:Chinwe Okafor\r\nEND:VCARD\r\n").unwrap();
    run(&["import", cards.to_str().unwrap(), "--apply"]).ok();
    let folder = home.book().with_file_name("backups");
    assert_eq!((fs::read_dir(&stick).unwrap().count(), fs::read_dir(&folder).unwrap().count()), (1, 1));
    // Another practice keeps its copies on the same stick, under the same name of the book.
    let other = Home::new();
    other.run(&["client", "add", "Rivera household"]).ok();
    let theirs = stick.join("book.20200101-101010.db");
    other.run(&["backup", "--out", theirs.to_str().unwrap()]).ok();
    let odd = stick.join("book.20200101-101011.db");
    fs::write(&odd, "no book").unwrap();

    run(&["client", "end", "Quillfeather", "--stage", "ended", "--reason", "moved away"]).ok();
    let purge = ["purge", "Quillfeather", "--reason", "they asked", "--erasure-request", "today", "--yes"];
    let said = run(&purge).ok();
    assert!(said.contains("These copies still hold") && said.contains("/stick/"), "{said}");
    assert!(said.contains("/backups/") && !said.contains(theirs.to_str().unwrap()), "{said}");
    assert!(said.contains("could not be looked into") && said.contains("101011"), "{said}");
    let away = home.path().join("away");
    fs::rename(&stick, &away).unwrap();
    let said = run(&["purge", "sweep", "--replace-copies"]).ok();
    assert!(said.contains("/stick is not there just now"), "{said}");
    fs::rename(&away, &stick).unwrap();
    let said = run(&["purge", "sweep", "--replace-copies"]).ok();
    assert!(said.contains("older copies were removed"), "{said}");
    assert_eq!(holds(home.path(), "Quillfeather"), Vec::<String>::new());
    assert!(theirs.exists() && odd.exists(), "what is not of this book stays");
    // Each place has a fresh one, which is whole.
    assert_eq!(fs::read_dir(&stick).unwrap().count(), 3);
    for entry in fs::read_dir(&folder).unwrap() {
        run(&["verify", entry.unwrap().path().to_str().unwrap()]).ok();
    }
}

#[test]
fn the_privacy_chapter_names_for_each_threat_a_test_that_is_there_or_what_to_do() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let readme = fs::read_to_string(root.join("README.md")).unwrap();
    let chapter = readme.split("## Privacy").nth(1).unwrap().split("\n## ").next().unwrap();
    let rows: Vec<Vec<&str>> = chapter
        .lines()
        .filter(|line| line.starts_with('|'))
        .skip(2)
        .map(|line| line.trim_matches('|').split('|').map(str::trim).collect())
        .collect();
    assert!(rows.len() >= 12);
    for row in rows {
        let [threat, protected, how] = row[..] else { panic!("{row:?}") };
        let named: Vec<(&str, &str)> = how
            .split('`')
            .filter_map(|word| word.split_once("::"))
            .filter(|(file, _)| file.rsplit_once('.').is_some_and(|(_, ending)| ending == "rs"))
            .collect();
        for (file, test) in &named {
            let text = fs::read_to_string(root.join(file)).unwrap_or_else(|_| panic!("{threat}: {file}"));
            assert!(text.contains(&format!("fn {test}()")), "{threat}: {file}::{test}");
        }
        match protected {
            "yes" | "found" => assert!(!named.is_empty(), "{threat} is said to be protected, by no test"),
            _ => assert!(how.contains("To do: "), "{threat}: what is to be done?"),
        }
    }
}

#[test]
fn what_hides_turns_round_or_floods_leaves_in_no_table_and_in_no_mailing_and_the_whole_book_keeps_it() {
    let home = Home::new();
    let flood = format!("A{}", "\u{301}".repeat(500));
    let name = format!("Mallory\u{202e}xcod\u{200b} {flood} \u{e0041}\u{e007f}Red");
    home.run(&["client", "add", "Red household", "--head", &name, "--email", "red@example.com"]).ok();
    home.run(&["client", "add", "Rezaei household", "--head", "علی\u{200c}رضا", "--email", "a@example.com"])
        .ok();
    let out = |name: &str| home.path().join(name).display().to_string();
    home.run(&["export", "csv", "--table", "person", "--out", &out("p.csv")]).ok();
    home.run(&["export", "csv", "--table", "person", "--raw-cells", "--out", &out("raw.csv")]).ok();
    home.run(&["export", "mailmerge", "--by", "email", "--out", &out("m.csv")]).ok();
    home.run(&["export", "file", "Red", "--out", &out("file")]).ok();
    home.run(&["export", "vcard", "--out", &out("v.vcf")]).ok();
    home.run(&["export", "json", "--out", &out("b.json")]).ok();
    let mut files = vec![home.path().join("p.csv"), home.path().join("raw.csv"), home.path().join("m.csv")];
    files.push(home.path().join("v.vcf"));
    let inside = fs::read_dir(home.path().join("file")).unwrap().map(|entry| entry.unwrap().path());
    files.extend(inside.filter(|path| path.is_file()));
    for file in files {
        let text = fs::read_to_string(&file).unwrap().replace("\r\n ", "");
        for bad in ["\u{202e}", "\u{200b}", "\u{e0041}", &"\u{301}".repeat(5)] {
            assert!(!text.contains(bad), "{bad:?} in {}", file.display());
        }
    }
    let names = fs::read_to_string(home.path().join("p.csv")).unwrap();
    assert!(names.contains("Mallory<RLO>xcod A\u{301}") && names.contains("علی\u{200c}رضا"), "{names}");
    assert!(fs::read_to_string(home.path().join("m.csv")).unwrap().contains("علی\u{200c}رضا"));
    // Without loss: the whole book, and the cards to who reads them with this program.
    for file in ["b.json", "v.vcf"] {
        let other = Home::new();
        let file = home.path().join(file);
        other.run(&["import", file.to_str().unwrap(), "--apply"]).ok();
        let persons = json(&other, &["person", "list"]);
        assert!(persons.to_string().contains(&name), "{}: {persons}", file.display());
    }
}
