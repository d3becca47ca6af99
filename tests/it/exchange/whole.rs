//! A whole book out and into another one.

use std::{fs, process::Command};

use serde_json::{Value as Json, json};
use standing::{
    acts::{Book, Step},
    domain::{
        action::Action,
        record::{Fields, Kind, RecordId},
    },
    exchange::import::whole_book,
};

use super::{assert_sound, book, person, with};

/// A book with contacts, a change, a deletion at the end of a table and something taken back.
fn lived_in() -> Book {
    let mut book = with("contacts.vcf");
    let fields = Fields::new().with("title", "Roth figures").with("relationship_id", 1).with("kind", "task");
    book.execute(&Action::Add { kind: Kind::FollowUp, fields: fields.clone() }).unwrap();
    book.execute(&Action::Add { kind: Kind::FollowUp, fields: fields.with("title", "a\u{1b}[31m\0é田") })
        .unwrap();
    book.execute(&Action::Delete { targets: vec![RecordId::new(Kind::FollowUp, 2)] }).unwrap();
    book.execute(&Action::Edit {
        targets: vec![RecordId::new(Kind::Person, 1)],
        fields: Fields::new().with("nickname", "Nan"),
        seen: None,
    })
    .unwrap();
    book.step(Step::Undo).unwrap().unwrap();
    book
}

#[test]
fn an_exported_book_taken_into_a_new_one_is_exported_the_same() {
    let old = lived_in();
    let document = old.export_json().unwrap();
    let mut new = book();
    let whole = new.take_whole(&document).unwrap();
    assert_eq!(whole.operations, usize::try_from(old.count_ops().unwrap()).unwrap());
    assert_eq!(new.export_json().unwrap(), document);
    assert_sound(&new);
    // It is found, and its history goes on where the other's ended.
    let found = |book: &Book| format!("{:?}", book.find_all("Hartley", 5).unwrap());
    assert!(found(&new).contains("Hartley") && found(&new) == found(&old), "{}", found(&new));
    assert!(new.step(Step::Redo).unwrap().is_some());
    assert_eq!(person(&new, "Dr. Ann Mary Hartley Jr., MD").str("nickname"), "Nan");
    let fields = Fields::new().with("title", "Next").with("relationship_id", 1).with("kind", "task");
    let next = new.execute(&Action::Add { kind: Kind::FollowUp, fields }).unwrap();
    assert_eq!(next.ids, [RecordId::new(Kind::FollowUp, 3)]);
    assert_sound(&new);
}

#[test]
fn an_export_that_was_altered_is_refused_whole() {
    let good = lived_in().export_json().unwrap();
    let altered = |path: &str, value: Json| {
        let mut document = good.clone();
        *document.pointer_mut(path).unwrap() = value;
        document
    };
    for (document, part) in [
        (altered("/book/person/0/name", json!("Mallory")), "is not what the journal says"),
        (altered("/journal/change/0/after", json!("{}")), "was altered"),
        (altered("/journal/op/0/summary", json!("Nothing")), "words of op 1 were altered"),
        (altered("/book/membership", json!([])), "gone from the book"),
        (altered("/head", json!("00")), "newest operation"),
        (altered("/book/person/0", json!({"id": 1, "shoe_size": 38})), "\u{201C}shoe_size\u{201D}"),
        (altered("/book/person/0/name", json!([1])), "not whole"),
        (altered("/book", json!(null)), "not whole"),
        (altered("/version", json!(2)), "newer standing"),
        (altered("/format", json!("other")), "no whole book"),
    ] {
        let mut new = book();
        let message = new.take_whole(&document).unwrap_err().message;
        assert!(message.contains(part) && message.ends_with("Nothing was imported."), "{message}");
        assert!(new.is_empty().unwrap() && new.count_ops().unwrap() == 0);
        new.take_whole(&good).unwrap();
    }
    let message = lived_in().take_whole(&good).unwrap_err().message;
    assert!(message.starts_with("This book holds something already."), "{message}");
}

#[test]
fn what_only_begins_as_an_export_is_refused_with_its_line() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("book.json");
    let text = format!("{:#}", lived_in().export_json().unwrap());
    for (content, part) in [
        (text[..text.len() / 2].to_owned(), "line "),
        (
            format!("{{\"format\":\"standing\",\"book\":{}", "[".repeat(1_000_000)),
            "nested more than 127 levels",
        ),
    ] {
        fs::write(&path, content).unwrap();
        let message = whole_book(&path).unwrap_err().message;
        assert!(message.contains(part) && message.ends_with("Nothing was imported."), "{message}");
    }
    fs::write(&path, "{\"a\":1}").unwrap();
    assert_eq!(whole_book(&path).unwrap(), None);
    assert_eq!(whole_book(&dir.path().join("none")).unwrap(), None);
}

#[test]
fn the_command_line_takes_a_book_out_and_into_another() {
    let dir = tempfile::tempdir().unwrap();
    let run = |book: &str, words: &[&str]| {
        let output = Command::new(env!("CARGO_BIN_EXE_standing"))
            .env("HOME", dir.path())
            .current_dir(dir.path())
            .args(["--book", book, "--today", "2026-11-23"])
            .args(words)
            .output()
            .unwrap();
        let said = [output.stdout, output.stderr].concat();
        (output.status.code(), String::from_utf8(said).unwrap())
    };
    assert_eq!(run("one", &["client", "add", "Hartley household"]).0, Some(0));
    // A household alone is one operation and one record.
    assert_eq!(run("one", &["export", "json", "--out", "one.json"]).0, Some(0));
    let (code, said) = run("two", &["import", "one.json"]);
    assert!(code == Some(0) && said.contains("a whole book, 1 operation, "), "{said}");
    assert!(said.contains("Nothing is written yet"), "{said}");
    let (code, said) = run("two", &["import", "one.json", "--apply"]);
    assert!(code == Some(0) && said.contains("It is this book now"), "{said}");
    assert_eq!(run("two", &["export", "json", "--out", "two.json"]).0, Some(0));
    let read = |name: &str| fs::read(dir.path().join(name)).unwrap();
    assert!(read("one.json") == read("two.json"));
    assert_eq!(run("two", &["import", "one.json", "--apply"]).0, Some(1));
    assert_eq!(run("two", &["import", "one.json", "--format", "vcard"]).0, Some(1));
}

#[test]
fn a_look_and_a_refusal_make_no_book() {
    let dir = tempfile::tempdir().unwrap();
    let run = |words: &[&str]| {
        let output = Command::new(env!("CARGO_BIN_EXE_standing"))
            .env("HOME", dir.path())
            .current_dir(dir.path())
            .args(["--book", "new", "--today", "2026-11-23", "import"])
            .args(words)
            .output()
            .unwrap();
        let said = [output.stdout, output.stderr].concat();
        (output.status.code(), String::from_utf8(said).unwrap())
    };
    let write = |name: &str, text: &str| fs::write(dir.path().join(name), text).unwrap();
    write("a.csv", "First Name,Last Name,Labels\nAnn,Hartley,\n");
    write("none.csv", "hello");
    let mut altered = lived_in().export_json().unwrap();
    altered["head"] = json!("0000");
    write("altered.json", &altered.to_string());
    let (code, said) = run(&["a.csv"]);
    assert!(code == Some(0) && said.contains("1 read = 1 new"), "{said}");
    for words in [["none.csv", "--apply"], ["altered.json", "--apply"], ["gone.csv", "--apply"]] {
        let (code, said) = run(&words);
        assert!(code != Some(0), "{said}");
        assert!(!dir.path().join("new").exists(), "{words:?}: {said}");
    }
    assert_eq!(run(&["a.csv", "--apply"]).0, Some(0));
    assert!(dir.path().join("new").exists());
}
