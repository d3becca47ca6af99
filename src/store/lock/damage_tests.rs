//! Facts about locked books that are damaged: what is told of them before their key is known, and what is saved.

use std::{
    fs,
    path::{Path, PathBuf},
};

use super::*;
use crate::{
    domain::record::{Fields, Kind},
    store::{
        Condition, Must, Store, put_in_place, salvage,
        salvage::Salvaged,
        testing::{leaves, meta, overwrite},
    },
};

const PAGE: usize = 4096;

fn secret() -> Secret {
    Secret::of("four plain old words")
}

fn add(store: &mut Store, name: &str) {
    let fields = Fields::new().with("name", name).with("kind", "client");
    store.act(&meta(), |tx| Ok((tx.insert(Kind::Relationship, &fields)?, format!("Added {name}")))).unwrap();
}

/// A locked book of so many clients, closed, whose key is known.
fn locked(dir: &Path, clients: usize) -> PathBuf {
    let path = dir.join("book.db");
    let mut store = Store::open(&path).unwrap();
    (0..clients).for_each(|number| add(&mut store, &format!("Client {number:05}")));
    store.lock(&secret()).unwrap();
    path
}

fn names(store: &Store) -> Vec<String> {
    store.db().rows(Kind::Relationship, &[]).unwrap().iter().map(|row| row.str("name").to_owned()).collect()
}

/// Salvages; the damaged file is the same to the byte, what was saved is locked and verifies, nothing else is left.
fn saved(file: &Path) -> (Salvaged, Store) {
    let before = fs::read(file).unwrap();
    let into = file.with_file_name("saved.db");
    let step = salvage::step("2026-11-23T08:00:00Z".parse().unwrap(), meta().day);
    let told = salvage::salvage(file, &into, &step).unwrap();
    assert!(fs::read(file).unwrap() == before, "the damaged file was written to");
    assert!(is_locked(&into) && key_file(&into).exists());
    assert_eq!(Store::verify_file(&into, None).unwrap().faults, Vec::<String>::new());
    let left = fs::read_dir(file.parent().unwrap()).unwrap().map(|entry| entry.unwrap().file_name());
    assert_eq!(left.filter(|name| name.to_string_lossy().starts_with(".standing")).count(), 0);
    (told, Store::open(&into).unwrap())
}

#[test]
fn a_locked_book_without_its_beginning_is_known_by_its_key_file_and_comes_over_whole() {
    let dir = tempfile::tempdir().unwrap();
    let path = locked(dir.path(), 20);
    let before = names(&Store::open(&path).unwrap());
    overwrite(&path, 0, 16);
    forget(&path);
    assert!(is_locked(&path) && is_headless(&path));
    assert!(matches!(Condition::of(&path), Condition::Damaged(said) if said.contains("beginning")));
    Shut::look(&path).unwrap().unwrap().by_passphrase(&secret()).unwrap();
    let bytes = fs::read(&path).unwrap();
    assert!(Store::open(&path).unwrap_err().message.contains("is damaged"));
    assert!(fs::read(&path).unwrap() == bytes, "opening it altered it");
    assert_eq!(Store::head_of(&path).unwrap().0, 20, "what a copy lacks can be told");
    let (told, store) = saved(&path);
    assert!(told.is_whole(), "{told:?}");
    assert_eq!(names(&store), before);
}

#[test]
fn what_takes_the_place_of_a_locked_book_without_its_beginning_is_locked_and_both_keep_their_key() {
    let dir = tempfile::tempdir().unwrap();
    let path = locked(dir.path(), 3);
    let copy = dir.path().join("copy.db");
    Store::open(&path).unwrap().copy_to(&copy, Must::Agree).unwrap();
    overwrite(&path, 0, 16);
    let room = tempfile::tempdir().unwrap();
    let kept = put_in_place(&path, &Store::copy_of(&copy, room.path()).unwrap(), "damaged").unwrap().unwrap();
    assert!(!is_headless(&path) && is_locked(&path) && is_headless(&kept) && key_file(&kept).exists());
}

#[test]
fn a_plain_file_or_another_one_beside_a_key_file_is_no_locked_book() {
    let dir = tempfile::tempdir().unwrap();
    let path = locked(dir.path(), 1);
    for bytes in [b"Dear Ann,".to_vec(), Vec::new(), b"SQLite format 3\0".repeat(600)] {
        fs::write(&path, bytes).unwrap();
        assert!(!is_locked(&path) && !is_headless(&path));
    }
    // With both gone nobody can say what it was; the key file of a copy would.
    fs::write(&path, [0xA5; 2 * PAGE]).unwrap();
    fs::write(key_file(&path), "{").unwrap();
    let said = crate::store::foreign::refusal(&path).unwrap().message;
    assert!(said.contains("book.db.key cannot be used"), "{said}");
}

#[test]
fn without_its_first_page_a_locked_book_comes_over_by_its_journal() {
    let dir = tempfile::tempdir().unwrap();
    let path = locked(dir.path(), 60);
    let mut store = Store::open(&path).unwrap();
    add(&mut store, &"A long name, ".repeat(2_000));
    let before = names(&store);
    drop(store);
    overwrite(&path, 0, PAGE);
    let (told, store) = saved(&path);
    assert_eq!((told.steps, told.steps_known), (61, 61));
    assert!(!told.is_whole(), "nobody can say that these were all");
    assert_eq!(names(&store), before);
}

#[test]
fn a_damaged_page_of_a_locked_book_costs_no_more_than_of_a_plain_one() {
    let dir = tempfile::tempdir().unwrap();
    let path = locked(dir.path(), 300);
    let before = names(&Store::open(&path).unwrap());
    let (clients, changes) = (leaves(&path, "relationship"), leaves(&path, "change"));
    let whole = fs::read(&path).unwrap();
    for page in &clients {
        overwrite(&path, (page - 1) * PAGE + 200, 1);
    }
    let (told, store) = saved(&path);
    assert!(told.is_whole(), "{told:?}");
    assert_eq!(names(&store), before, "the journal has all of them");
    drop(store);
    for file in ["saved.db", "saved.db.key"] {
        fs::remove_file(dir.path().join(file)).unwrap();
    }
    fs::write(&path, whole).unwrap();
    overwrite(&path, (changes[changes.len() / 2] - 1) * PAGE + 200, 1);
    let (told, store) = saved(&path);
    assert!(!told.is_whole() && told.steps > 50 && told.steps < 300 && told.steps_known == 300, "{told:?}");
    assert_eq!(names(&store), before, "every record was in its table");
}

#[test]
fn the_log_beside_a_damaged_locked_book_is_read_too() {
    let dir = tempfile::tempdir().unwrap();
    let path = locked(dir.path(), 5);
    let mut store = Store::open(&path).unwrap();
    add(&mut store, "Newest");
    let copy = dir.path().join("copy.db");
    fs::copy(&path, &copy).unwrap();
    fs::copy(dir.path().join("book.db-wal"), dir.path().join("copy.db-wal")).unwrap();
    fs::copy(key_file(&path), key_file(&copy)).unwrap();
    drop(store);
    overwrite(&copy, 0, 16);
    let (told, store) = saved(&copy);
    assert!(told.is_whole() && told.steps == 6, "{told:?}");
    assert!(names(&store).contains(&"Newest".to_owned()));
}

#[test]
fn a_key_file_that_is_gone_or_damaged_is_found_with_a_copy_and_named() {
    let dir = tempfile::tempdir().unwrap();
    let path = locked(dir.path(), 1);
    let copy = dir.path().join("backups/book.20261122-080000.db");
    Store::open(&path).unwrap().copy_to(&copy, Must::Agree).unwrap();
    forget(&path);
    let said = || Shut::look(&path).unwrap_err().message;
    let way = format!("copy {} to {}", key_file(&copy).display(), key_file(&path).display());
    fs::write(key_file(&path), "{").unwrap();
    assert!(said().contains("is damaged") && said().contains(&way), "{}", said());
    fs::remove_file(key_file(&path)).unwrap();
    assert!(said().contains("is not there") && said().contains(&way), "{}", said());
    fs::copy(key_file(&copy), key_file(&path)).unwrap();
    Shut::look(&path).unwrap().unwrap().by_passphrase(&secret()).unwrap();
}

#[test]
fn a_read_that_meets_a_damaged_page_of_a_locked_book_says_that_it_is_damaged() {
    let dir = tempfile::tempdir().unwrap();
    let path = locked(dir.path(), 300);
    let page = *leaves(&path, "relationship").last().unwrap();
    overwrite(&path, (page - 1) * PAGE + 200, 1);
    let store = Store::open(&path).unwrap();
    let no = store.db().rows(Kind::Relationship, &[]).unwrap_err();
    assert!(crate::store::is_damage(&no), "{}", no.message);
}

/// A locked book, closed and shut, its key file as bytes, and its recovery code.
fn shut(dir: &Path) -> (PathBuf, Vec<u8>, RecoveryCode) {
    let path = dir.join("book.db");
    let mut store = Store::open(&path).unwrap();
    add(&mut store, "Hartley");
    let code = store.lock(&secret()).unwrap();
    forget(&path);
    let bytes = fs::read(key_file(&path)).unwrap();
    (path, bytes, code)
}

#[test]
fn a_hit_byte_anywhere_in_a_key_file_leaves_the_passphrase_or_the_code_that_opens_the_book() {
    let dir = tempfile::tempdir().unwrap();
    let (path, good, code) = shut(dir.path());
    let mut whole_again = 0;
    for (number, at) in (0..good.len()).step_by(2).enumerate() {
        let mut bytes = good.clone();
        bytes[at] ^= [0x01, 0x80, 0x10][number % 3];
        fs::write(key_file(&path), &bytes).unwrap();
        let shut = Shut::look(&path).unwrap_or_else(|no| panic!("byte {at}: {}", no.message)).unwrap();
        let by_passphrase = shut.by_passphrase(&secret()).is_ok();
        let now = fs::read(key_file(&path)).unwrap();
        forget(&path);
        if by_passphrase && now == good {
            whole_again += 1;
        } else if by_passphrase {
            assert!(now == bytes, "byte {at}: what is not proved is not written");
            // White space, and what the file says of itself, are no part of the key.
            let warned = shut.warning().is_some_and(|said| said.contains("standing lock code"));
            let is_said = at < good.windows(8).position(|part| part == b"\"format\"").unwrap();
            assert!(warned || is_said || bytes[at].is_ascii_whitespace(), "byte {at}");
        } else {
            assert!(shut.is_its_code(&code.printed()).is_ok(), "byte {at}: neither opens it");
        }
    }
    assert!(whole_again > 90, "{whole_again} of {}", good.len());
}

#[test]
fn by_the_secret_whose_part_is_sound_a_damaged_key_file_is_written_whole_again() {
    let dir = tempfile::tempdir().unwrap();
    let (path, good, code) = shut(dir.path());
    let text = String::from_utf8(good).unwrap();
    let seal = |number: usize| text.match_indices("\"sealed\": \"").nth(number).unwrap().0 + 12;
    let hit = |from: usize| {
        let mut bytes = text.clone().into_bytes();
        bytes[from..from + 5].copy_from_slice(b"zzzzz");
        fs::write(key_file(&path), bytes).unwrap();
        forget(&path);
    };
    // The part of the passphrase: the code on the paper and a new passphrase make it whole.
    hit(seal(0));
    let shut = Shut::look(&path).unwrap().unwrap();
    let said = shut.by_passphrase(&secret()).unwrap_err().message;
    assert!(said.contains("standing lock recover"), "{said}");
    shut.by_code(&code.printed(), &secret()).unwrap();
    assert_eq!(key_warning(&path), None);
    // The part of the code: the passphrase opens it, and a new code makes it whole.
    hit(seal(1));
    let shut = Shut::look(&path).unwrap().unwrap();
    shut.by_passphrase(&secret()).unwrap();
    assert!(shut.warning().unwrap().contains("standing lock code"));
    let no = change_passphrase(&path, &secret(), &Secret::of("another plain old words")).unwrap_err();
    assert!(no.message.contains("standing lock code"), "{}", no.message);
    let code = change_code(&path, &secret()).unwrap();
    assert_eq!(key_warning(&path), None);
    forget(&path);
    Shut::look(&path).unwrap().unwrap().is_its_code(&code.printed()).unwrap();
}
