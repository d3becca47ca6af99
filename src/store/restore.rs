//! Puts another copy of the book in place of this one, through the database, so that other desks see it.
//!
//! **Invariant:** the copy is looked at as a copy of itself; the file that is restored is never written to.

use std::path::{Path, PathBuf};

use rusqlite::backup::Backup;

use super::{Store, Verdict, files, foreign, migrate, trouble::Told};
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
        std::fs::copy(file, &copy).map_err(fault)?;
        // What was committed and not yet folded into the file stands beside it.
        let wal = PathBuf::from(format!("{}-wal", file.display()));
        if wal.is_file() {
            std::fs::copy(&wal, beside.join("copy.db-wal")).map_err(fault)?;
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
        let room = tempfile::Builder::new().prefix("standing-verify-").tempdir().map_err(|error| {
            Rejection::fault(format!("No room to look at {}: {error}. Nothing was changed.", file.display()))
        })?;
        Self::copy_of(file, room.path())?.verify(kept)
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
