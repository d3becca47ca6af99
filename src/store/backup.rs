//! Copies of the book, made while it is open.
//!
//! **Invariant:** a copy gets its name only after it opened and its integrity check passed.

use std::path::{Path, PathBuf};

use rusqlite::{OpenFlags, backup::Backup};

use super::{Store, files, trouble::Told};
use crate::domain::rejection::Rejection;

impl Store {
    /// Writes a checked copy of the book to `target`; refuses to replace a file.
    pub fn copy_to(&self, target: &Path) -> Result<(), Rejection> {
        let shown = target.display();
        if target.exists() {
            return Err(Rejection::rule(format!("{shown} is there already. Name another file.")));
        }
        let fault = |error: std::io::Error| Rejection::fault(format!("{shown} was not written: {error}."));
        files::private_directory(target).map_err(fault)?;
        // A name nobody has, made for the user alone, and gone when anything fails.
        let part = tempfile::Builder::new().prefix(".standing-").tempfile_in(files::directory(target));
        let part = part.map_err(fault)?.into_temp_path();
        self.copy_and_check(&part)?;
        part.persist_noclobber(target).map_err(|error| fault(error.error))
    }

    fn copy_and_check(&self, part: &Path) -> Result<(), Rejection> {
        let mut copy = Self::connect(part, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
        Backup::new(&self.conn, &mut copy)
            .told()?
            .run_to_completion(4096, std::time::Duration::ZERO, None)
            .told()?;
        let sound: String = copy.query_row("PRAGMA integrity_check(1)", [], |row| row.get(0)).told()?;
        if sound != "ok" {
            return Err(Rejection::fault(
                "The copy did not read back whole. It was thrown away; the book is as it was.",
            ));
        }
        copy.execute_batch("PRAGMA journal_mode = DELETE").told()?;
        Ok(())
    }
}

/// The copy made before a migration, beside the book.
pub(super) fn before_migration(store: &Store, version: i64) -> Result<(), Rejection> {
    let Some(path) = store.path() else { return Ok(()) };
    let target = beside(path, &format!("before-schema-{}", version + 1));
    if target.exists() {
        return Ok(());
    }
    store.copy_to(&target)
}

/// A name beside the book: `book.db` and `label` give `book.label.db`.
#[must_use]
pub fn beside(book: &Path, label: &str) -> PathBuf {
    let stem = book.file_stem().map_or_else(|| "book".into(), |stem| stem.to_string_lossy().into_owned());
    book.with_file_name(format!("{stem}.{label}.db"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_copy_touches_no_file_of_a_like_name_and_leaves_none_behind() {
        let dir = tempfile::tempdir().unwrap();
        let mine = dir.path().join("book.part");
        std::fs::write(&mine, "mine").unwrap();
        let target = dir.path().join("book.db");
        Store::memory().unwrap().copy_to(&target).unwrap();
        assert_eq!(std::fs::read(&mine).unwrap(), b"mine");
        assert_eq!(std::fs::read_dir(dir.path()).unwrap().count(), 2);
        assert_eq!(Store::verify_file(&target, None).unwrap().faults, Vec::<String>::new());
    }
}
