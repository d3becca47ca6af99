//! Facts about the copies that are made by themselves.

use std::fs;

use chrono::{NaiveDate, TimeDelta};

use super::*;
use crate::{
    clock::Clock,
    domain::{
        action::Action,
        record::{Fields, Kind},
    },
};

fn open(dir: &Path, plan: Backups) -> Book {
    let clock = Clock::fixed(NaiveDate::from_ymd_opt(2026, 11, 23).unwrap());
    let mut book = Book::open(&dir.join("book.db"), clock).unwrap();
    book.set_backups(Some(plan));
    book
}

fn add(book: &mut Book, name: &str) {
    let fields = Fields::new().with("name", name).with("kind", "client");
    book.execute(&Action::Add { kind: Kind::Relationship, fields }).unwrap();
}

fn today(book: &Book) -> Today {
    book.back_up_today(&Watch::default()).unwrap()
}

fn made(book: &Book) -> Backed {
    match today(book) {
        Today::Made(backed) => backed,
        other => panic!("{other:?}"),
    }
}

/// Renames the copies as if they had been made so many days earlier.
fn age(dir: &Path, days: i64) {
    // The oldest first, for one may take the name another has just left.
    for copy in copies_in(dir, "book").into_iter().rev() {
        let then = copy.made - TimeDelta::days(days);
        fs::rename(&copy.path, dir.join(format!("book.{}.db", then.format(STAMP)))).unwrap();
    }
}

#[test]
fn an_empty_book_is_not_copied_and_another_once_a_day() {
    let dir = tempfile::tempdir().unwrap();
    let mut book = open(dir.path(), Backups::default());
    assert_eq!(today(&book), Today::Left);
    add(&mut book, "Hartley");
    let backed = made(&book);
    assert_eq!((backed.operations, &backed.also), (1, &Also::NotSet));
    assert_eq!(Store::verify_file(&backed.path, None).unwrap().head, backed.head);
    add(&mut book, "Okafor");
    assert_eq!(today(&book), Today::Standing);
    age(&dir.path().join("backups"), 1);
    assert_eq!(made(&book).operations, 2);
    assert_eq!(fs::read_dir(dir.path().join("backups")).unwrap().count(), 2);
}

#[test]
fn old_copies_are_thinned_out_only_after_a_new_one_stands() {
    let dir = tempfile::tempdir().unwrap();
    let keep = Schedule { days: 2, weeks: 0, months: 0 };
    let mut book = open(dir.path(), Backups { keep, ..Backups::default() });
    add(&mut book, "Hartley");
    for _ in 0..6 {
        made(&book);
        age(&dir.path().join("backups"), 1);
    }
    let backups = dir.path().join("backups");
    // Three newest are kept however few days are asked for.
    assert_eq!(copies_in(&backups, "book").len(), 3);
    // A book that can no longer be copied loses none of those it has.
    book.store().break_a_row();
    assert!(matches!(today(&book), Today::Unproved(..)));
    let copies = copies_in(&backups, "book");
    assert_eq!(copies.iter().filter(|copy| copy.sort == Sort::Proved).count(), 3);
    assert_eq!(copies.iter().filter(|copy| copy.sort == Sort::Kept).count(), 1);
}

#[test]
fn a_second_place_gets_each_copy_when_it_is_there() {
    let dir = tempfile::tempdir().unwrap();
    let stick = dir.path().join("stick");
    let mut book = open(dir.path(), Backups { also: Some(stick.clone()), ..Backups::default() });
    add(&mut book, "Hartley");
    assert_eq!(made(&book).also, Also::Away(stick.clone()));
    assert_eq!(book.backup_state().unwrap().unwrap().second, Second::Away(stick.clone()));
    fs::create_dir(&stick).unwrap();
    // Plugged in later on the same day, it gets the day's copy at the next start.
    assert_eq!(today(&book), Today::Standing);
    let there = copies_in(&stick, "book");
    assert_eq!(there.len(), 1);
    let mine = copies_in(&dir.path().join("backups"), "book");
    assert_eq!(fs::read(&there[0].path).unwrap(), fs::read(&mine[0].path).unwrap());
    assert_eq!(book.backup_state().unwrap().unwrap().second, Second::There(stick, Some(0)));
    let home = Backups { also: Some(dir.path().to_owned()), ..Backups::default() };
    book.set_backups(Some(home));
    assert_eq!(book.backup_state().unwrap().unwrap().second, Second::AtHome);
}

#[test]
fn a_book_that_has_fewer_steps_than_its_copy_is_said_to_be_behind_and_nothing_is_thinned_out() {
    let dir = tempfile::tempdir().unwrap();
    let mut book = open(dir.path(), Backups::default());
    add(&mut book, "Hartley");
    drop(book);
    // As a log that is lost would leave it: the file of yesterday.
    let before = fs::read(dir.path().join("book.db")).unwrap();
    let mut book = open(dir.path(), Backups::default());
    add(&mut book, "Okafor");
    let backed = made(&book);
    age(&dir.path().join("backups"), 1);
    drop(book);
    fs::write(dir.path().join("book.db"), before).unwrap();
    let book = open(dir.path(), Backups::default());
    let Today::Behind(now, older) = today(&book) else { panic!("not behind") };
    assert_eq!((backed.operations, now.operations), (2, 1));
    assert!(older.exists());
}

#[test]
fn an_import_is_preceded_by_a_copy_unless_one_is_of_this_very_state() {
    let dir = tempfile::tempdir().unwrap();
    let mut book = open(dir.path(), Backups::default());
    let copies = || copies_in(&dir.path().join("backups"), "book").len();
    book.back_up_before("before-import-").unwrap();
    assert_eq!(copies(), 0, "a book that holds nothing");
    add(&mut book, "Hartley");
    book.back_up_before("before-import-").unwrap();
    book.back_up_before("before-import-").unwrap();
    assert_eq!(copies(), 1);
    let name = copies_in(&dir.path().join("backups"), "book")[0].path.display().to_string();
    assert!(name.contains("book.before-import-"), "{name}");
}

#[test]
fn the_age_of_the_newest_copy_is_said_and_warned_of() {
    let dir = tempfile::tempdir().unwrap();
    let mut book = open(dir.path(), Backups::default());
    add(&mut book, "Hartley");
    let state = book.backup_state().unwrap().unwrap();
    assert_eq!((state.newest_said().as_str(), &state.warning), ("none yet", &None));
    made(&book);
    let state = book.backup_state().unwrap().unwrap();
    assert_eq!((state.newest_said().as_str(), &state.warning), ("made today", &None));
    age(&dir.path().join("backups"), 4);
    let state = book.backup_state().unwrap().unwrap();
    assert_eq!(state.newest_said(), "4 days old");
    assert!(state.warning.unwrap().starts_with("The newest backup is 4 days old:"));
}

#[test]
fn a_damaged_book_is_not_copied_and_its_newest_good_copy_is_found() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("book.db");
    let mut book = open(dir.path(), Backups::default());
    for number in 0..50 {
        add(&mut book, &format!("Client {number}"));
    }
    let good = made(&book);
    age(&dir.path().join("backups"), 1);
    drop(book);
    let mut bytes = fs::read(&file).unwrap();
    let middle = bytes.len() / 4096 / 2 * 4096;
    bytes[middle..middle + 8 * 4096].fill(0xA5);
    fs::write(&file, &bytes).unwrap();
    let book = open(dir.path(), Backups::default());
    assert!(matches!(today(&book), Today::Damaged(_)));
    drop(book);
    assert!(fs::read(&file).unwrap() == bytes, "the damaged book was written to");
    let (copy, steps) = newest_good(&file, None).unwrap();
    assert_eq!(steps, good.operations);
    fs::write(&copy.path, "rotten").unwrap();
    assert_eq!(newest_good(&file, None), None);
}

#[test]
fn names_of_copies_tell_when_and_why() {
    for (label, why) in [
        ("20261123-091500", ""),
        ("before-import-20261123-091500", "before-import-"),
        ("before-restore-20261123-091500123", "before-restore-"),
        ("damaged-20261123-091500123", "damaged-"),
    ] {
        assert_eq!(stamped(label).map(|(why, _)| why), Some(why), "{label}");
    }
    for other in ["before-schema-3", "mine", "", "20269923-091500", "äöüäöüäöüäöüäöüäöü"] {
        assert_eq!(stamped(other), None, "{other}");
    }
}

#[test]
#[cfg(feature = "lock")]
fn a_plain_copy_of_today_does_not_stand_for_a_locked_book_and_goes_once_a_locked_one_stands() {
    use crate::acts::lock::{Secret, plain_copies};
    let dir = tempfile::tempdir().unwrap();
    let mut book = open(dir.path(), Backups::default());
    add(&mut book, "Hartley");
    let plain = made(&book).path;
    assert!(book.remove_plain_copies().is_err(), "the book is plain itself");
    let path = book.path().unwrap().to_owned();
    let kept = dir.path().join("backups/book.before-restore-20260101-000000.db");
    fs::copy(&plain, &kept).unwrap();
    let own = dir.path().join("book.mine.db");
    fs::copy(&plain, &own).unwrap();
    book.lock(&Secret::of("four plain old words")).unwrap();
    assert_eq!(plain_copies(&path, None), [plain.clone(), kept.clone(), own.clone()]);
    let book = open(dir.path(), Backups::default());
    let locked = made(&book).path;
    assert!(is_locked(&locked) && today(&book) == Today::Standing);
    assert!(plain.exists(), "nothing is removed unasked");
    assert_eq!(book.remove_plain_copies().unwrap(), [kept, own]);
    assert!(!plain.exists() && locked.exists());
}

#[test]
#[cfg(feature = "lock")]
fn a_plain_copy_that_holds_what_the_locked_book_has_not_stays() {
    use crate::acts::lock::Secret;
    let dir = tempfile::tempdir().unwrap();
    let mut book = open(dir.path(), Backups::default());
    add(&mut book, "Hartley");
    let before = dir.path().join("before.db");
    book.store().copy_to(&before, Must::Agree).unwrap();
    add(&mut book, "Okafor");
    let ahead = made(&book).path;
    drop(book);
    fs::copy(&before, dir.path().join("book.db")).unwrap();
    open(dir.path(), Backups::default()).lock(&Secret::of("four plain old words")).unwrap();
    let book = open(dir.path(), Backups::default());
    assert_eq!(book.remove_plain_copies().unwrap(), [ahead]);
}
