//! Facts about what is saved of a damaged book.

use std::{
    fs,
    path::{Path, PathBuf},
};

use super::*;
use crate::{
    domain::record::{Fields, RecordId},
    store::testing::{leaves, meta, overwrite},
};

const PAGE: usize = 4096;

/// A book of so many clients and persons, closed, in one file.
fn book(dir: &Path, clients: usize) -> PathBuf {
    let file = dir.join("book.db");
    let mut store = Store::open(&file).unwrap();
    for number in 0..clients {
        let client =
            Fields::new().with("name", format!("Client {number:05}").as_str()).with("kind", "client");
        let person = Fields::new().with("name", format!("Person {number:05}").as_str());
        store
            .act(&meta(), |tx| {
                let client = tx.insert(Kind::Relationship, &client)?;
                let person = tx.insert(Kind::Person, &person)?;
                let member = Fields::new()
                    .with("relationship_id", client.id)
                    .with("person_id", person.id)
                    .with("role", "head");
                tx.insert(Kind::Membership, &member)?;
                Ok(((), format!("Added client {number}")))
            })
            .unwrap();
    }
    store.keep_file("text/plain", b"kept").unwrap();
    drop(store);
    assert!(!dir.join("book.db-wal").exists());
    file
}

fn all(store: &Store) -> Vec<(RecordId, String)> {
    let kinds = [Kind::Relationship, Kind::Person, Kind::Membership];
    kinds
        .iter()
        .flat_map(|kind| store.db().rows(*kind, &[]).unwrap())
        .map(|row| (row.id, format!("{:?}", row.fields)))
        .collect()
}

/// Salvages and checks that the file is the same to the byte, and that the new book is one.
fn saved(file: &Path) -> (Salvaged, Store) {
    let before = fs::read(file).unwrap();
    let into = file.with_file_name("saved.db");
    let told = salvage(file, &into, &step(meta().at, meta().day)).unwrap();
    assert!(fs::read(file).unwrap() == before, "the damaged file was written to");
    let verdict = Store::verify_file(&into, None).unwrap();
    assert_eq!(verdict.faults, Vec::<String>::new());
    assert_eq!(verdict.head, told.head);
    let names: Vec<String> = fs::read_dir(file.parent().unwrap())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
        .filter(|name| name.starts_with(".standing"))
        .collect();
    assert!(names.is_empty(), "{names:?}");
    (told, Store::open(&into).unwrap())
}

#[test]
fn a_sound_book_comes_over_whole_with_the_same_head() {
    let dir = tempfile::tempdir().unwrap();
    let file = book(dir.path(), 20);
    let (head, before) = {
        let store = Store::open(&file).unwrap();
        (store.journal_head().unwrap().1, all(&store))
    };
    let (told, store) = saved(&file);
    assert!(told.is_whole(), "{told:?}");
    assert_eq!((told.head, told.files, all(&store)), (head, (1, 0), before));
}

#[test]
fn an_overwritten_beginning_loses_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let file = book(dir.path(), 20);
    let before = all(&Store::open(&file).unwrap());
    overwrite(&file, 0, 16);
    assert!(matches!(super::super::Condition::of(&file), super::super::Condition::Damaged(_)));
    let (told, store) = saved(&file);
    assert!(told.is_whole(), "{told:?}");
    assert_eq!(all(&store), before);
}

#[test]
fn a_page_of_records_is_restored_from_the_journal() {
    let dir = tempfile::tempdir().unwrap();
    let file = book(dir.path(), 300);
    let before = all(&Store::open(&file).unwrap());
    for page in leaves(&file, "relationship") {
        overwrite(&file, (page - 1) * PAGE, PAGE);
    }
    assert!(matches!(super::super::Condition::of(&file), super::super::Condition::Damaged(_)));
    let (told, store) = saved(&file);
    assert!(told.is_whole(), "{told:?}");
    assert_eq!(all(&store), before);
}

#[test]
fn a_page_of_the_journal_leaves_the_records_of_their_tables() {
    let dir = tempfile::tempdir().unwrap();
    let file = book(dir.path(), 300);
    let before = all(&Store::open(&file).unwrap());
    let pages = leaves(&file, "change");
    overwrite(&file, (pages[pages.len() / 2] - 1) * PAGE, PAGE);
    let (told, store) = saved(&file);
    assert!(
        !told.is_whole() && told.steps > 50 && told.steps < 300,
        "{} of {}",
        told.steps,
        told.steps_known
    );
    assert_eq!(told.steps_known, 300);
    assert_eq!(all(&store), before, "every record was in its table");
    assert!(told.kinds.iter().all(|kind| kind.lost.is_empty() && kind.older == 0), "{:?}", told.kinds);
}

#[test]
fn a_page_of_both_loses_only_what_stood_on_it_and_names_it() {
    let dir = tempfile::tempdir().unwrap();
    let file = book(dir.path(), 400);
    let before = all(&Store::open(&file).unwrap());
    let (changes, clients) = (leaves(&file, "change"), leaves(&file, "relationship"));
    for page in changes.iter().skip(changes.len() / 2) {
        overwrite(&file, (page - 1) * PAGE, PAGE);
    }
    overwrite(&file, (clients.last().unwrap() - 1) * PAGE, PAGE);
    let (told, store) = saved(&file);
    let lost: Vec<i64> = told
        .kinds
        .iter()
        .filter(|kind| kind.kind == Kind::Relationship)
        .flat_map(|kind| kind.lost.clone())
        .collect();
    assert!(!lost.is_empty() && lost.len() < 200, "{lost:?}");
    let after = all(&store);
    for (id, fields) in &before {
        let is_lost = id.kind == Kind::Relationship && lost.contains(&id.id);
        // A membership of a client that is lost cannot stand.
        if !is_lost && id.kind != Kind::Membership {
            assert!(after.contains(&(*id, fields.clone())), "{id} is not in the new book");
        }
    }
}

#[test]
fn a_file_that_is_cut_off_gives_what_is_left_of_it() {
    let dir = tempfile::tempdir().unwrap();
    let file = book(dir.path(), 400);
    let before = all(&Store::open(&file).unwrap());
    let bytes = fs::read(&file).unwrap();
    fs::write(&file, &bytes[..bytes.len() / 5 * 4 / PAGE * PAGE]).unwrap();
    assert!(matches!(super::super::Condition::of(&file), super::super::Condition::Damaged(_)));
    let (told, store) = saved(&file);
    let after = all(&store);
    assert!(told.steps < 400 && !after.is_empty(), "{told:?}");
    assert!(after.iter().all(|row| before.contains(row)), "something was made up");
}

#[test]
fn without_the_list_of_its_tables_a_book_comes_over_by_its_journal_alone() {
    let dir = tempfile::tempdir().unwrap();
    let file = book(dir.path(), 60);
    let before = all(&Store::open(&file).unwrap());
    overwrite(&file, 0, PAGE);
    let (told, store) = saved(&file);
    assert!((told.steps, told.steps_known) == (60, 60), "{told:?}");
    assert!(!told.is_whole(), "nobody can say that these were all");
    assert_eq!(all(&store), before);
}

#[test]
fn a_long_text_over_several_pages_is_found_by_its_shape_too() {
    let dir = tempfile::tempdir().unwrap();
    let file = book(dir.path(), 2);
    let long = "A long note, ".repeat(2_000);
    let mut store = Store::open(&file).unwrap();
    let fields = Fields::new().with("name", long.as_str()).with("kind", "client");
    store.act(&meta(), |tx| Ok((tx.insert(Kind::Relationship, &fields)?, "Added Long".to_owned()))).unwrap();
    drop(store);
    overwrite(&file, 0, PAGE);
    let (told, store) = saved(&file);
    assert_eq!(told.steps, 3, "{told:?}");
    assert!(all(&store).iter().any(|(_, fields)| fields.contains(&long)));
}

#[test]
fn a_file_of_nothing_is_refused_in_words() {
    let dir = tempfile::tempdir().unwrap();
    let into = dir.path().join("saved.db");
    let step = step(meta().at, meta().day);
    for bytes in [Vec::new(), b"Dear Ann,\n".repeat(900), vec![0; 20 * PAGE], vec![0xA5; 3 * PAGE + 7]] {
        let file = dir.path().join("file");
        fs::write(&file, &bytes).unwrap();
        let no = salvage(&file, &into, &step).unwrap_err();
        assert!(no.message.ends_with('.') && !into.exists(), "{no:?}");
        assert_eq!(fs::read(&file).unwrap(), bytes);
    }
}

#[test]
fn a_log_beside_the_file_is_read_too() {
    let dir = tempfile::tempdir().unwrap();
    let file = book(dir.path(), 5);
    let mut store = Store::open(&file).unwrap();
    let fields = Fields::new().with("name", "Newest").with("kind", "client");
    store
        .act(&meta(), |tx| Ok((tx.insert(Kind::Relationship, &fields)?, "Added Newest".to_owned())))
        .unwrap();
    let copy = dir.path().join("copy.db");
    fs::copy(&file, &copy).unwrap();
    fs::copy(dir.path().join("book.db-wal"), dir.path().join("copy.db-wal")).unwrap();
    drop(store);
    let (told, saved) = saved(&copy);
    assert!(told.is_whole() && told.steps == 6, "{told:?}");
    assert!(all(&saved).iter().any(|(_, fields)| fields.contains("Newest")));
}
