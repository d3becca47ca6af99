//! The health of the file: where it lies, who may read it, what is wrong with it.
//!
//! **Invariant:** it reads only.

use std::path::Path;

use super::Book;
use crate::{
    domain::rejection::Rejection,
    store::{Store, Verdict},
};

/// What `doctor` reports of the book.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Health {
    /// The version of the database engine.
    pub engine: String,
    /// The schema of the book.
    pub schema: i64,
    /// The permissions of the file, as `600`; nothing where the system has none.
    pub file_mode: Option<u32>,
    /// The permissions of its directory, as `700`.
    pub directory_mode: Option<u32>,
    /// Bytes of the file.
    pub bytes: u64,
    /// What `verify` says.
    pub verdict: Verdict,
}

impl Book {
    /// The state of the file.
    pub fn health(&self) -> Result<Health, Rejection> {
        let (engine, schema) = self.store().versions()?;
        let path = self.path();
        let bytes = path.and_then(|path| std::fs::metadata(path).ok()).map_or(0, |data| data.len());
        Ok(Health {
            engine,
            schema,
            file_mode: path.and_then(mode),
            directory_mode: path.and_then(Path::parent).and_then(mode),
            bytes,
            verdict: self.verify_and_mark(None)?,
        })
    }

    /// What `verify` finds in a file that is no open book; the file is only read.
    pub fn verify_file(file: &Path, kept: Option<&str>) -> Result<Verdict, Rejection> {
        Store::verify_file(file, kept)
    }
}

/// The permission bits of a file or directory.
fn mode(path: &Path) -> Option<u32> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        std::fs::metadata(path).ok().map(|data| data.permissions().mode() & 0o777)
    }
    #[cfg(not(unix))]
    {
        let _ = path;
        None
    }
}
