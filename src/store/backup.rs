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
        let part = target.with_extension("part");
        let fault = |error: std::io::Error| Rejection::fault(format!("{shown} was not written: {error}."));
        files::private_file(&part).map_err(fault)?;
        let checked = self.copy_and_check(&part);
        if let Err(no) = checked {
            let _ = std::fs::remove_file(&part);
            return Err(no);
        }
        std::fs::rename(&part, target).map_err(fault)
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
