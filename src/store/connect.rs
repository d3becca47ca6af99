//! Connections to the file of a book, with its key when it is locked.
//!
//! **Invariant:** a connection to a locked book was told its key before anything is asked of it.

use std::{
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
};

use rusqlite::{Connection, OpenFlags, functions::FunctionFlags};

use super::{
    Store, files, lock,
    open::{has_log, unopened},
    trouble::Told,
};
use crate::domain::rejection::Rejection;

impl Store {
    /// A new book in a private directory, under a lock whose key is known, or plain.
    pub(super) fn create(path: &Path, lock: Option<lock::BookId>) -> Result<Self, Rejection> {
        files::private_file(path).map_err(|error| unopened(path, &error))?;
        let (conn, _) = Self::connect(path, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
        if let Some(id) = lock {
            lock::enter(&conn, id)?;
        }
        Self::start((conn, lock), Some(path.to_owned()))
    }

    pub(super) fn connect(
        path: &Path,
        flags: OpenFlags,
    ) -> Result<(Connection, Option<lock::BookId>), Rejection> {
        Self::connect_at(path, path, flags)
    }

    /// Connects to a file that is only read.
    pub(super) fn connect_to_read(path: &Path) -> Result<(Connection, Option<lock::BookId>), Rejection> {
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_URI;
        Self::connect_at(&address(path), path, flags)
    }

    /// Opens the file at an address, with its key when it is locked.
    #[expect(clippy::disallowed_methods, reason = "this is the one place that opens a book")]
    fn connect_at(
        address: &Path,
        file: &Path,
        flags: OpenFlags,
    ) -> Result<(Connection, Option<lock::BookId>), Rejection> {
        let lock = lock::id_of(file);
        let conn = Connection::open_with_flags(address, flags | OpenFlags::SQLITE_OPEN_NO_MUTEX).told()?;
        lock::quiet(&conn)?;
        if let Some(id) = lock {
            lock::enter(&conn, id)?;
        }
        Ok((conn, lock))
    }
}

/// The address of a file to be read. One that nobody has open is told never to change: so no log is made
/// beside it, and it may lie where nothing can be written.
fn address(path: &Path) -> PathBuf {
    let mut address = "file:".to_owned();
    for byte in path.as_os_str().as_encoded_bytes() {
        match byte {
            b'/' | b'.' | b'-' | b'_' | b'0'..=b'9' | b'a'..=b'z' | b'A'..=b'Z' => {
                address.push(char::from(*byte));
            }
            other => address.push_str(&format!("%{other:02X}")),
        }
    }
    address.push_str(if has_log(path) { "?mode=ro" } else { "?immutable=1" });
    PathBuf::from(address)
}

/// `journal_op()` is the op being written and fails outside one; `journal_salt()` is 16 random bytes.
pub(super) fn functions(conn: &Connection, op: &Arc<AtomicI64>) -> rusqlite::Result<()> {
    let current = Arc::clone(op);
    conn.create_scalar_function("journal_op", 0, FunctionFlags::SQLITE_UTF8, move |_| {
        match current.load(Ordering::Relaxed) {
            0 => Err(rusqlite::Error::UserFunctionError(
                "a record is written only by an act of the desk".into(),
            )),
            id => Ok(id),
        }
    })?;
    let pure = FunctionFlags::SQLITE_UTF8 | FunctionFlags::SQLITE_DETERMINISTIC;
    conn.create_scalar_function("folded", 1, pure, |given| {
        Ok(given.get_raw(0).as_str_or_null()?.map(crate::domain::filter::fold))
    })?;
    conn.create_scalar_function("holds", 2, pure, |given| {
        let (text, wanted) = (given.get_raw(0).as_str_or_null()?, given.get_raw(1).as_str()?);
        Ok(text.is_some_and(|text| crate::domain::filter::holds(text, wanted)))
    })?;
    conn.create_scalar_function("journal_salt", 0, FunctionFlags::SQLITE_UTF8, |_| Ok(super::journal::salt()))
}
