//! The health of the file: where it lies, who may read it, its copies; and putting a copy back.
//!
//! **Invariant:** the present book is kept under another name before a copy takes its place.

use std::path::{Path, PathBuf};

use super::Book;
use crate::{
    domain::{record::Kind, rejection::Rejection},
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
    /// The newest copy beside the book, by name and time.
    pub last_backup: Option<(PathBuf, chrono::DateTime<chrono::Utc>)>,
}

/// What restoring a copy would do, or did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Restoring {
    /// What `verify` says of the copy.
    pub copy: Verdict,
    /// Relationships, persons and interactions in the copy.
    pub holds: [i64; 3],
    /// The newest step of the copy, in words, with its day.
    pub newest: Option<(chrono::NaiveDate, String)>,
    /// Operations in the present book.
    pub present: i64,
    /// Where the present book was kept; nothing in a preview.
    pub kept: Option<PathBuf>,
}

/// Whether a copy is only looked at or put in place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Restore {
    /// Only looked at.
    Preview,
    /// Put in place.
    Apply,
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
            verdict: self.verify(None)?,
            last_backup: path.and_then(last_backup),
        })
    }

    /// What `verify` finds in a file that is no open book; the file is only read.
    pub fn verify_file(file: &Path, kept: Option<&str>) -> Result<Verdict, Rejection> {
        Store::verify_file(file, kept)
    }

    /// Looks at the copy in `file`, or puts it in the place of this book.
    pub fn restore(&self, file: &Path, how: Restore) -> Result<Restoring, Rejection> {
        let room = tempfile::Builder::new()
            .prefix(".standing-restore-")
            .tempdir_in(self.path().and_then(Path::parent).unwrap_or(Path::new(".")))
            .map_err(|error| {
                Rejection::fault(format!("No room to look at the copy: {error}. Nothing was changed."))
            })?;
        let copy = Store::copy_of(file, room.path())?;
        let verdict = copy.verify(None)?;
        let present = self.count_ops()?;
        let db = copy.db();
        let holds = [db.count(Kind::Relationship)?, db.count(Kind::Person)?, db.count(Kind::Interaction)?];
        let newest = db.ops(&crate::store::OpQuery { limit: 1, ..Default::default() })?;
        let newest = newest.into_iter().next().map(|op| (op.day, op.summary));
        let mut told = Restoring { copy: verdict, holds, newest, present, kept: None };
        if how == Restore::Preview {
            return Ok(told);
        }
        if let Some(fault) = told.copy.faults.first() {
            return Err(Rejection::rule(format!("The copy is not whole and was not restored: {fault}")));
        }
        told.kept = Some(self.keep_present()?);
        self.take_from(&copy, room.path())?;
        Ok(told)
    }

    /// Puts a copy in the place of this book; it never becomes less locked by that.
    fn take_from(&self, copy: &Store, room: &Path) -> Result<(), Rejection> {
        let Some(path) = self.path() else { return Ok(()) };
        // By a connection of its own, as another desk would: the open one sees it at its next question.
        match (self.is_locked(), copy.is_locked()) {
            (false, true) => self.store().give_way_to(copy),
            (true, false) => {
                let mut present = Store::open_existing(path)?;
                let copy = copy.under_the_lock_of(&present, room)?;
                present.replace_by(&copy)
            }
            _ => Store::open_existing(path)?.replace_by(copy),
        }
    }

    fn keep_present(&self) -> Result<PathBuf, Rejection> {
        let Some(path) = self.path() else {
            return Err(Rejection::rule("A book in memory is not restored."));
        };
        let stamp = self.clock().instant().format("before-restore-%Y%m%d-%H%M%S%3f").to_string();
        let target = crate::store::backup::beside(path, &stamp);
        self.backup(Some(&target))
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

/// The newest file beside the book that is named as a copy of it: `book.LABEL.db`.
fn last_backup(book: &Path) -> Option<(PathBuf, chrono::DateTime<chrono::Utc>)> {
    let stem = book.file_stem()?.to_string_lossy().into_owned();
    let dir = book.parent().filter(|dir| !dir.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let copies = std::fs::read_dir(dir).ok()?.filter_map(|entry| {
        let entry = entry.ok()?;
        let name = entry.file_name().to_string_lossy().into_owned();
        let label = name.strip_prefix(&stem)?.strip_prefix('.')?.strip_suffix(".db")?;
        let made = entry.metadata().ok()?.modified().ok()?;
        (!label.is_empty()).then(|| (entry.path(), made.into()))
    });
    copies.max_by_key(|(_, made)| *made)
}
