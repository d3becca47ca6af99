//! The keys of open books, in memory: whatever part of the program opens the same book, or a copy of it, has its key.
//!
//! **Invariant:** a key is overwritten when it is forgotten, and printed nowhere.

use std::sync::{Mutex, MutexGuard, PoisonError};

use rusqlite::Connection;
use zeroize::Zeroizing;

use super::{BookId, KeyFile};
use crate::{
    domain::rejection::Rejection,
    store::{hex, trouble::Told},
};

/// The key of a book: 32 random bytes.
pub(super) type Key = Zeroizing<[u8; 32]>;

struct Held {
    id: BookId,
    key: Key,
    file: KeyFile,
}

static HELD: Mutex<Vec<Held>> = Mutex::new(Vec::new());

fn held() -> MutexGuard<'static, Vec<Held>> {
    HELD.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Fills bytes with random numbers of the system.
pub(super) fn random(bytes: &mut [u8]) -> Result<(), Rejection> {
    getrandom::fill(bytes).map_err(|error| {
        Rejection::fault(format!("The system gave no random numbers: {error}. Nothing was changed."))
    })
}

/// Keeps the key of a book until it is forgotten, with its key file.
pub(super) fn hold(id: BookId, key: Key, file: &KeyFile) {
    leave_no_core();
    let mut held = held();
    held.retain(|held| held.id != id);
    held.push(Held { id, key, file: file.clone() });
}

/// A program that breaks off leaves no image of its memory on the disk from now on.
fn leave_no_core() {
    #[cfg(unix)]
    {
        use rustix::process::{Resource, Rlimit, setrlimit};
        let none = Rlimit { current: Some(0), maximum: Some(0) };
        // Where that is not allowed the system's own setting stands.
        let _ = setrlimit(Resource::Core, none);
    }
}

pub(super) fn forget(id: BookId) {
    held().retain(|held| held.id != id);
}

pub(super) fn is_held(id: BookId) -> bool {
    held().iter().any(|held| held.id == id)
}

pub(super) fn key_of(id: BookId) -> Option<Key> {
    held().iter().find(|held| held.id == id).map(|held| held.key.clone())
}

/// The key file of an open book, as it was when it was opened.
pub(super) fn held_file(id: BookId) -> Option<KeyFile> {
    held().iter().find(|held| held.id == id).map(|held| held.file.clone())
}

/// The key as the database takes it: the 32 bytes, and the 16 its file begins with.
pub(super) fn spelled(id: BookId, key: &Key) -> Zeroizing<String> {
    let digits = Zeroizing::new(hex(key.as_slice()));
    Zeroizing::new(format!("x'{}{}'", digits.as_str(), id.hex()))
}

/// Tells a connection the key of its book, before anything is asked of it.
pub(in crate::store) fn enter(conn: &Connection, id: BookId) -> Result<(), Rejection> {
    super::built_in()?;
    let key = key_of(id).ok_or_else(|| {
        Rejection::fault("The book is locked. Nothing was changed. Its passphrase opens it.")
    })?;
    let order = Zeroizing::new(format!("PRAGMA key = \"{}\"", spelled(id, &key).as_str()));
    conn.execute_batch(&order).told()
}

/// Keeps the engine from writing to standard error, before the first key is tried.
pub(in crate::store) fn quiet(conn: &Connection) -> Result<(), Rejection> {
    conn.execute_batch("PRAGMA cipher_log_level = NONE").told()
}
