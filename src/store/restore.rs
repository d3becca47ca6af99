//! Puts another copy of the book in place of this one, through the database, so that other desks see it.
//!
//! **Invariant:** the copy is looked at as a copy of itself; the file that is restored is never written to.

use std::path::{Path, PathBuf};

use rusqlite::backup::Backup;

use super::{Must, Store, Verdict, backup, files, foreign, leftovers, lock, migrate, trouble::Told};
use crate::domain::rejection::Rejection;

impl Store {
    /// Opens a private copy of the book in `file`, brought to this program's schema. The directory of the
    /// copy must be kept as long as it is used.
    pub fn copy_of(file: &Path, beside: &Path) -> Result<Self, Rejection> {
        let shown = file.display();
        let fault = |error: std::io::Error| Rejection::fault(format!("{shown} could not be read: {error}."));
        if let Some(no) = foreign::refusal(file) {
            return Err(no);
        }
        let copy: PathBuf = beside.join("copy.db");
        files::private_file(&copy).map_err(fault)?;
        files::copy(file, &copy).map_err(fault)?;
        // What was committed and not yet folded into the file stands beside it.
        let wal = PathBuf::from(format!("{}-wal", file.display()));
        if wal.is_file() {
            files::copy(&wal, &beside.join("copy.db-wal")).map_err(fault)?;
        }
        files::private_file(&copy).map_err(fault)?;
        Self::open(&copy)
    }

    /// What `verify` finds in a file, which is only read; one of an older schema is looked at as a private copy.
    pub fn verify_file(file: &Path, kept: Option<&str>) -> Result<Verdict, Rejection> {
        let (store, version) = Self::open_to_read(file)?;
        if version == migrate::newest() {
            return store.verify(kept);
        }
        drop(store);
        let room = leftovers::room(&std::env::temp_dir().join("copy.db"), "look")?;
        Self::copy_of(file, &room)?.verify(kept)
    }

    /// Replaces everything in this book by `other`, at once.
    pub fn replace_by(&mut self, other: &Self) -> Result<(), Rejection> {
        self.conn.flush_prepared_statement_cache();
        let copying = Backup::new(&other.conn, &mut self.conn).told()?;
        copying.run_to_completion(i32::MAX, std::time::Duration::ZERO, None).told()
    }

    /// The version of the database engine, and of the schema of this book.
    pub fn versions(&self) -> Result<(String, i64), Rejection> {
        let schema = self.conn.query_row("PRAGMA user_version", [], |row| row.get(0)).told()?;
        Ok((rusqlite::version().to_owned(), schema))
    }
}

/// Puts a checked copy in the place of a book that is damaged or gone; gives where the damaged one is kept, with what
/// stood beside it.
///
/// The damaged file is renamed, never written to: each step leaves either it or the copy under a name that says so.
pub fn put_in_place(book: &Path, copy: &Store, label: &str) -> Result<Option<PathBuf>, Rejection> {
    let shown = book.display();
    let fault = |error: std::io::Error| {
        Rejection::fault(format!("{shown} could not be put in place: {error}. The damaged book is kept."))
    };
    files::private_directory(book).map_err(fault)?;
    let kept = backup::beside(book, label);
    let fresh = backup::beside(book, &format!("{label}-new"));
    copy.copy_to(&fresh, Must::Agree)?;
    let beside = |file: &Path, end: &str| PathBuf::from(format!("{}{end}", file.display()));
    let is_there = book.exists();
    // The log first: beside the restored file it would be taken for its own.
    for end in ["-wal", "-shm"] {
        if beside(book, end).exists() {
            std::fs::rename(beside(book, end), beside(&kept, end)).map_err(fault)?;
        }
    }
    if is_there {
        key_of_kept(book, &kept)?;
        std::fs::rename(book, &kept).map_err(fault)?;
    }
    if let Some(id) = copy.lock.filter(|id| !lock::KeyFile::is_beside(book, *id)) {
        lock::KeyFile::newest(Some(&fresh), id)?.write(&lock::key_file(book))?;
    }
    let key_of_fresh = lock::key_file(&fresh);
    std::fs::rename(&fresh, book).map_err(fault)?;
    // A key file whose book has another name opens nothing; it may as well stay when it cannot go.
    drop(std::fs::remove_file(key_of_fresh));
    files::settle(files::directory(book));
    Ok(is_there.then_some(kept))
}

/// Writes the key file of a locked book beside the name under which it will be kept.
fn key_of_kept(book: &Path, kept: &Path) -> Result<(), Rejection> {
    if !lock::is_locked(book) {
        return Ok(());
    }
    // One that is not there opens nothing there either.
    match std::fs::read(lock::key_file(book)) {
        Ok(key) => files::write_whole(&lock::key_file(kept), &key, files::Replace::Yes),
        Err(_) => Ok(()),
    }
}
