//! A book is locked and unlocked without loss, and every wrong key is told from the others.

use std::path::Path;

use super::*;
use crate::{
    domain::record::{Fields, Kind},
    store::{Condition, Must, Slip, Store, backup, put_in_place, salvage, testing::meta},
};

fn secret(text: &str) -> Secret {
    Secret::of(text)
}

fn add(store: &mut Store, name: &str) {
    let fields = Fields::new().with("name", name).with("kind", "client");
    store.act(&meta(), |tx| Ok((tx.insert(Kind::Relationship, &fields)?, format!("Added {name}")))).unwrap();
}

fn book(dir: &Path) -> std::path::PathBuf {
    let path = dir.join("book.db");
    let mut store = Store::open(&path).unwrap();
    add(&mut store, "Hartley");
    add(&mut store, "Okafor");
    let day = meta().day;
    let slip = Slip { form: "f".into(), title: "Marchetti".into(), body: "{}".into(), day };
    store.keep_slip(&slip).unwrap();
    path
}

fn locked(path: &Path) -> RecoveryCode {
    Store::open(path).unwrap().lock(&secret("four plain old words")).unwrap()
}

fn bytes_hold(path: &Path, name: &str) -> bool {
    let bytes = std::fs::read(path).unwrap();
    bytes.windows(name.len()).any(|window| window == name.as_bytes())
}

fn said<T: std::fmt::Debug>(result: Result<T, Rejection>) -> String {
    result.unwrap_err().message
}

#[test]
fn a_book_is_locked_and_unlocked_without_loss() {
    let dir = tempfile::tempdir().unwrap();
    let path = book(dir.path());
    let before = Store::open(&path).unwrap().verify(None).unwrap();
    assert!(bytes_hold(&path, "Hartley"));
    locked(&path);
    assert!(is_locked(&path) && !is_plain(&path));
    assert!(!bytes_hold(&path, "Hartley") && !bytes_hold(&key_file(&path), "Hartley"));
    let mut store = Store::open(&path).unwrap();
    assert_eq!(store.verify(None).unwrap(), before);
    assert_eq!(store.slips(meta().day).unwrap().len(), 1);
    let found = "SELECT count(*) FROM search_name WHERE search_name MATCH 'har'";
    let found: i64 = store.conn.query_row(found, [], |row| row.get(0)).unwrap();
    assert_eq!(found, 1, "the search index came along");
    add(&mut store, "Lindqvist");
    let with_one_more = store.verify(None).unwrap();
    store.unlock().unwrap();
    assert!(is_plain(&path) && !key_file(&path).exists());
    assert_eq!(Store::open(&path).unwrap().verify(None).unwrap(), with_one_more);
    let names = std::fs::read_dir(dir.path()).unwrap().map(|entry| entry.unwrap().file_name());
    assert_eq!(names.filter(|name| name.to_string_lossy().starts_with(".standing")).count(), 0);
}

#[test]
fn a_locked_book_opens_by_its_passphrase_and_by_nothing_else() {
    let dir = tempfile::tempdir().unwrap();
    let path = book(dir.path());
    locked(&path);
    assert!(Shut::look(&path).unwrap().is_none(), "who has just locked it need not say the passphrase");
    forget(&path);
    assert!(said(Store::open(&path)).contains("is locked"));
    let shut = Shut::look(&path).unwrap().unwrap();
    assert!(said(shut.by_passphrase(&secret("four plain old word"))).contains("not the passphrase"));
    shut.by_passphrase(&secret("four plain old words")).unwrap();
    assert_eq!(Store::open(&path).unwrap().verify(None).unwrap().operations, 2);
    assert!(said(Store::open(&path).unwrap().lock(&secret("another one"))).contains("already"));
    assert!(said(Store::memory().unwrap().lock(&secret("another one"))).contains("in memory"));
}

#[test]
fn the_recovery_code_gives_a_new_passphrase() {
    let dir = tempfile::tempdir().unwrap();
    let path = book(dir.path());
    let code = locked(&path).printed();
    forget(&path);
    let look = || Shut::look(&path).unwrap().unwrap();
    let other = RecoveryCode::random().unwrap().printed();
    assert!(said(look().by_code(&other, &secret("something else"))).contains("another book"));
    assert!(said(look().by_code(&code, &secret("short"))).contains("fewer than"));
    look().by_code(&code, &secret("something else")).unwrap();
    forget(&path);
    assert!(look().by_passphrase(&secret("four plain old words")).is_err());
    look().by_passphrase(&secret("something else")).unwrap();
    change_passphrase(&path, &secret("something else"), &secret("a third passphrase")).unwrap();
    assert!(change_passphrase(&path, &secret("something else"), &secret("a fourth passphrase")).is_err());
    forget(&path);
    look().by_passphrase(&secret("a third passphrase")).unwrap();
    forget(&path);
    look().by_code(&code, &secret("a fifth passphrase")).unwrap();
}

#[test]
fn a_missing_a_damaged_and_a_strange_key_file_are_told_apart() {
    let dir = tempfile::tempdir().unwrap();
    let path = book(dir.path());
    locked(&path);
    forget(&path);
    let key = key_file(&path);
    let good = std::fs::read_to_string(&key).unwrap();
    let with = |text: &str| {
        std::fs::write(&key, text).unwrap();
        said(Shut::look(&path))
    };
    assert!(with("{").contains("is damaged"));
    let newer =
        good.replacen("\"format\": 1", "\"format\": 2", 1).replacen("\"sum\": \"", "\"sum\": \"00112233", 1);
    assert!(with(&newer).contains("newer standing"));
    let elsewhere = tempfile::tempdir().unwrap();
    let other = book(elsewhere.path());
    locked(&other);
    assert!(with(&std::fs::read_to_string(key_file(&other)).unwrap()).contains("another book"));
    std::fs::remove_file(&key).unwrap();
    let missing = said(Shut::look(&path));
    assert!(missing.contains("book.db.key is not there") && missing.contains("any copy"), "{missing}");
    std::fs::write(&key, good).unwrap();
    assert!(Shut::look(&path).unwrap().is_some());
}

#[test]
fn a_lock_is_not_changed_while_another_desk_has_the_book() {
    let dir = tempfile::tempdir().unwrap();
    let path = book(dir.path());
    let other = Store::open(&path).unwrap();
    assert!(said(Store::open(&path).unwrap().lock(&secret("four plain old words"))).contains("Another desk"));
    assert!(is_plain(&path) && !key_file(&path).exists());
    drop(other);
    locked(&path);
}

#[test]
fn a_copy_of_a_locked_book_is_locked_and_has_the_key_file_along() {
    let dir = tempfile::tempdir().unwrap();
    let path = book(dir.path());
    locked(&path);
    let store = Store::open(&path).unwrap();
    let copy = dir.path().join("copies/copy.db");
    store.copy_to(&copy, Must::Agree).unwrap();
    assert!(is_locked(&copy) && key_file(&copy).exists());
    assert_eq!(Store::verify_file(&copy, None).unwrap(), store.verify(None).unwrap());
    forget(&path);
    assert!(said(Store::verify_file(&copy, None)).contains("is locked"));
    Shut::look(&copy).unwrap().unwrap().by_passphrase(&secret("four plain old words")).unwrap();
    assert!(Store::verify_file(&copy, None).unwrap().faults.is_empty());
}

#[test]
fn the_copy_made_before_a_migration_is_locked_too() {
    let dir = tempfile::tempdir().unwrap();
    let path = book(dir.path());
    locked(&path);
    let store = Store::open(&path).unwrap();
    for _ in 0..2 {
        crate::store::backup::before_migration(&store, 1).unwrap();
    }
    let copy = dir.path().join("book.before-schema-2.db");
    assert!(is_locked(&copy) && key_file(&copy).exists());
    assert!(
        !dir.path().join("book.before-schema-2-2.db").exists(),
        "the first one was read and stands for it"
    );
}

#[cfg(target_os = "linux")]
#[test]
fn no_file_of_an_open_book_is_closed_beside_it() {
    // Closing any handle of a file takes away the locks this process has on it: another desk that leaves would then
    // think it was the last, and remove the log that is written to here.
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("book.db");
    let mut store = Store::open(&path).unwrap();
    add(&mut store, "Hartley");
    let inode = std::os::unix::fs::MetadataExt::ino(&std::fs::metadata(&path).unwrap());
    let is_held = || {
        let locks = std::fs::read_to_string("/proc/locks").unwrap();
        let pid = std::process::id().to_string();
        locks.lines().any(|lock| {
            let words: Vec<&str> = lock.split_whitespace().collect();
            words.get(4) == Some(&pid.as_str())
                && words.get(5).is_some_and(|file| file.ends_with(&format!(":{inode}")))
        })
    };
    assert!(is_held());
    drop(Store::open(&path).unwrap());
    drop(Store::open_existing(&path).unwrap());
    drop(Store::open_to_read(&path).unwrap());
    assert!(crate::store::foreign::refusal(&path).is_none() && is_held());
}

#[test]
fn a_restored_copy_never_makes_a_book_less_locked() {
    let dir = tempfile::tempdir().unwrap();
    let path = book(dir.path());
    let plain_copy = dir.path().join("plain.db");
    Store::open(&path).unwrap().copy_to(&plain_copy, Must::Agree).unwrap();
    locked(&path);
    let locked_copy = dir.path().join("locked.db");
    Store::open(&path).unwrap().copy_to(&locked_copy, Must::Agree).unwrap();
    // A plain copy into a locked book.
    let room = tempfile::tempdir().unwrap();
    let mut store = Store::open(&path).unwrap();
    add(&mut store, "Lindqvist");
    let copy = Store::copy_of(&plain_copy, room.path()).unwrap();
    assert!(store.replace_by(&copy).is_err(), "the engine itself refuses it");
    store.replace_by(&copy.under_the_lock_of(&path, room.path()).unwrap()).unwrap();
    assert_eq!(store.verify(None).unwrap().operations, 2);
    assert!(is_locked(&path) && !bytes_hold(&path, "Okafor"));
    // A locked copy into a plain book.
    let elsewhere = tempfile::tempdir().unwrap();
    let fresh = elsewhere.path().join("book.db");
    let plain = Store::open(&fresh).unwrap();
    let room = tempfile::tempdir().unwrap();
    plain.give_way_to(&Store::copy_of(&locked_copy, room.path()).unwrap()).unwrap();
    drop(plain);
    assert!(is_locked(&fresh) && key_file(&fresh).exists());
    assert_eq!(Store::open(&fresh).unwrap().verify(None).unwrap().operations, 2);
}

#[cfg(unix)]
#[test]
fn the_key_file_is_private_and_a_link_to_a_book_stays_a_link() {
    use std::os::unix::fs::PermissionsExt as _;
    let dir = tempfile::tempdir().unwrap();
    let path = book(dir.path());
    let link = dir.path().join("link.db");
    std::os::unix::fs::symlink(&path, &link).unwrap();
    locked(&link);
    assert!(std::fs::symlink_metadata(&link).unwrap().is_symlink() && is_locked(&link));
    assert_eq!(key_file(&link), key_file(&path));
    for file in [path.clone(), key_file(&path)] {
        assert_eq!(std::fs::metadata(file).unwrap().permissions().mode() & 0o777, 0o600);
    }
}

/// Overwrites what lies in the middle of a page.
fn damage(file: &Path, page: usize) -> Vec<u8> {
    let mut bytes = std::fs::read(file).unwrap();
    let from = (page - 1) * 4096 + 1000;
    bytes[from..from + 2000].fill(0xA5);
    std::fs::write(file, &bytes).unwrap();
    bytes
}

#[test]
fn a_locked_book_is_never_called_damaged_before_its_key_is_known() {
    let dir = tempfile::tempdir().unwrap();
    let path = book(dir.path());
    locked(&path);
    assert_eq!(Condition::of(&path), Condition::Sound);
    forget(&path);
    assert_eq!(Condition::of(&path), Condition::Unknown);
    // The numbers by which a plain book without its first words is known may stand in one that is enciphered.
    let mut bytes = std::fs::read(&path).unwrap();
    bytes[21..24].copy_from_slice(&[64, 32, 32]);
    std::fs::write(&path, &bytes).unwrap();
    assert_eq!(Condition::of(&path), Condition::Unknown);
}

#[test]
fn a_damaged_locked_book_is_found_out_and_what_is_saved_of_it_is_locked() {
    let dir = tempfile::tempdir().unwrap();
    let path = book(dir.path());
    locked(&path);
    let whole = std::fs::read(&path).unwrap();
    let pages = whole.len() / 4096;
    for page in [1, 2, pages / 2, pages - 1] {
        std::fs::write(&path, &whole).unwrap();
        let bytes = damage(&path, page);
        assert!(
            matches!(Condition::of(&path), Condition::Damaged(_)),
            "page {page}: {:?}",
            Condition::of(&path)
        );
        let into = dir.path().join(format!("saved-{page}.db"));
        let step = salvage::step("2026-11-23T08:00:00Z".parse().unwrap(), meta().day);
        if let Err(no) = salvage::salvage(&path, &into, &step) {
            assert!(no.message.ends_with('.') && !into.exists(), "page {page}: {}", no.message);
        } else {
            assert!(is_locked(&into) && key_file(&into).exists(), "page {page}");
            assert_eq!(Store::verify_file(&into, None).unwrap().faults, Vec::<String>::new());
        }
        assert!(std::fs::read(&path).unwrap() == bytes, "page {page}: the damaged file was altered");
    }
}

#[test]
fn a_copy_in_the_place_of_a_damaged_locked_book_has_its_key_and_the_damaged_one_keeps_its_own() {
    let dir = tempfile::tempdir().unwrap();
    let path = book(dir.path());
    locked(&path);
    let copy = dir.path().join("copy.db");
    Store::open(&path).unwrap().copy_to(&copy, Must::Agree).unwrap();
    let other = dir.path().join("other").join("copy.db");
    std::fs::create_dir(other.parent().unwrap()).unwrap();
    backup::carry(&copy, &other).unwrap();
    assert!(is_locked(&other) && key_file(&other).exists());
    let room = tempfile::tempdir().unwrap();
    let fresh = Store::copy_of(&copy, room.path()).unwrap();
    let kept = put_in_place(&path, &fresh, "damaged-now").unwrap().unwrap();
    assert!(key_file(&kept).exists() && key_file(&path).exists());
    forget(&path);
    for file in [&path, &kept, &other] {
        let shut = Shut::look(file).unwrap().unwrap();
        shut.by_passphrase(&secret("four plain old words")).unwrap();
        assert_eq!(Store::verify_file(file, None).unwrap().operations, 2);
        forget(file);
    }
    backup::remove(&other).unwrap();
    assert_eq!(std::fs::read_dir(other.parent().unwrap()).unwrap().count(), 0);
    let names: Vec<_> =
        std::fs::read_dir(dir.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert!(!names.iter().any(|name| name.to_string_lossy().contains("-new")), "{names:?}");
}
