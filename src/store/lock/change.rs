//! Locking a plain book and unlocking a locked one for good, without loss.
//!
//! The other form is made beside the book, read back and compared, and only then takes its name: a kill at any moment
//! leaves the one or the other whole. Nobody else may have the book open meanwhile.
//!
//! **Invariant:** the old form goes only after the new one verified with the same head; a key file stands before a
//! locked book gets its name.

use std::{
    fs::File,
    io::{Seek as _, SeekFrom, Write as _},
    path::{Path, PathBuf},
    time::Duration,
};

use rusqlite::Connection;
use tempfile::NamedTempFile;
use zeroize::Zeroizing;

use super::{
    BookId, KeyFile, RecoveryCode, SIGN, Secret, built_in, good_enough, key_file,
    keys::{self, Key},
};
use crate::{
    domain::rejection::Rejection,
    store::{
        Must, Store,
        damage::{Thoroughly, damage_of},
        files, leftovers,
        trouble::{Told, damaged},
    },
};

/// How long a change of the lock waits for others to close the book.
const A_MOMENT: Duration = Duration::from_secs(1);

impl Store {
    /// Whether the book is encrypted at rest.
    #[must_use]
    pub fn is_locked(&self) -> bool {
        self.lock.is_some()
    }

    /// Encrypts the book and gives its recovery code, which is shown once. Whoever wants the book opens it anew.
    ///
    /// # Errors
    /// When it is locked already, somebody else has it open, or the passphrase is too short; the book is as it was.
    pub fn lock(self, passphrase: &Secret) -> Result<RecoveryCode, Rejection> {
        built_in()?;
        self.refuse_reading()?;
        if self.is_locked() {
            return Err(Rejection::rule("The book is locked already. Nothing was changed."));
        }
        good_enough(passphrase)?;
        let book = self.real_path()?;
        let (id, key) = fresh()?;
        let code = RecoveryCode::random()?;
        let file = KeyFile::new(id, &key, (passphrase, &code))?;
        keys::hold(id, key, &file);
        let done = self.change_over(&book, Some(id));
        if done.is_err() {
            keys::forget(id);
        }
        done.map(|()| code)
    }

    /// Writes the book as a plain one again and takes its key file away.
    ///
    /// # Errors
    /// When it is not locked, or somebody else has it open; the book is as it was.
    pub fn unlock(self) -> Result<(), Rejection> {
        let Some(id) = self.lock else { return Err(super::not_locked()) };
        self.refuse_reading()?;
        let book = self.real_path()?;
        self.change_over(&book, None)?;
        keys::forget(id);
        super::in_keyring::let_go(id);
        // A key file beside a plain book opens nothing; it may as well stay when it cannot go.
        let _ = std::fs::remove_file(key_file(&book));
        Ok(())
    }

    /// Takes the place of this plain book by a locked one, with its lock. This store is then of a file that is gone.
    ///
    /// # Errors
    /// When somebody else has the book open; it is as it was.
    pub fn give_way_to(&self, other: &Self) -> Result<(), Rejection> {
        let book = self.real_path()?;
        self.alone()?;
        let part = part_beside(&book)?;
        other.copy_pages(part.path())?;
        other.check_copy(part.path(), Must::Agree)?;
        take_its_place(part, &book, other.lock)
    }

    /// Opens a copy of this store under the lock of a book, made in a private directory.
    ///
    /// # Errors
    /// When it cannot be written there, or the key of that book is not known.
    pub fn under_the_lock_of(&self, book: &Path, dir: &Path) -> Result<Self, Rejection> {
        let copy = dir.join("locked.db");
        files::private_file(&copy).map_err(|error| unwritten(&copy, &error))?;
        self.write_as(&copy, super::id_of(book))?;
        Self::open(&copy)
    }

    fn real_path(&self) -> Result<PathBuf, Rejection> {
        let path = self.path().ok_or_else(|| Rejection::rule("A book in memory has no lock."))?;
        Ok(std::fs::canonicalize(path).unwrap_or_else(|_| path.to_owned()))
    }

    fn change_over(&self, book: &Path, lock: Option<BookId>) -> Result<(), Rejection> {
        self.before_writing()?;
        // All of it is read and written anew; to have it alone alters its first page already.
        if damage_of(&self.conn, Thoroughly::No)?.is_some() {
            return Err(damaged());
        }
        self.alone()?;
        let part = part_beside(book)?;
        self.write_as(part.path(), lock)?;
        self.compare_with(part.path())?;
        take_its_place(part, book, lock)
    }

    /// Has the book for this connection alone, without a log, until it is closed.
    fn alone(&self) -> Result<(), Rejection> {
        self.conn.flush_prepared_statement_cache();
        self.conn.busy_timeout(A_MOMENT).told()?;
        let mode =
            self.conn.query_row("PRAGMA main.journal_mode = DELETE", [], |row| row.get::<_, String>(0));
        if !mode.is_ok_and(|mode| mode == "delete") {
            return Err(Rejection::rule(
                "Another desk or command has the book open. Nothing was changed. Close it, then try again.",
            ));
        }
        self.conn.execute_batch("PRAGMA main.locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE; COMMIT").told()
    }

    /// Writes all of this book into an empty file, plain or under a lock whose key is known.
    fn write_as(&self, file: &Path, lock: Option<BookId>) -> Result<(), Rejection> {
        let key = match lock {
            None => Zeroizing::new(String::new()),
            Some(id) => match keys::key_of(id) {
                Some(key) => keys::spelled(id, &key),
                None => return Err(super::not_locked()),
            },
        };
        let name = file.to_str().ok_or_else(|| {
            Rejection::rule(
                "The path of the book is not UTF-8 text. Nothing was changed. Move the book elsewhere.",
            )
        })?;
        let version: i64 = self.conn.query_row("PRAGMA main.user_version", [], |row| row.get(0)).told()?;
        self.conn.execute("ATTACH ?1 AS other KEY ?2", [name, key.as_str()]).told()?;
        let written = export(&self.conn, version);
        let left = self.conn.execute_batch("DETACH other; PRAGMA foreign_keys = ON").told();
        written.and(left)?;
        File::open(file).and_then(|file| file.sync_all()).map_err(|error| unwritten(file, &error))
    }

    /// Reads the other form back: whole, of the same head, with the same tables and as many rows in each.
    fn compare_with(&self, file: &Path) -> Result<(), Rejection> {
        let (other, _) = Self::open_to_read(file)?;
        let verdict = other.verify(None)?;
        let same = verdict.faults.is_empty()
            && self.journal_head()? == (verdict.operations, verdict.head)
            && contents(&self.conn)? == contents(&other.conn)?;
        if same {
            return Ok(());
        }
        let why = self
            .verify(None)?
            .faults
            .into_iter()
            .next()
            .map_or_else(String::new, |fault| format!(" {fault}"));
        Err(Rejection::fault(format!(
            "The book did not read back the same. Nothing was changed.{why} Check the book first."
        )))
    }
}

/// A lock nobody has: an id and a key.
fn fresh() -> Result<(BookId, Key), Rejection> {
    let (mut own, mut key) = ([0_u8; 8], Key::default());
    keys::random(&mut own)?;
    keys::random(key.as_mut_slice())?;
    let mut id = [0_u8; 16];
    id.iter_mut().zip(SIGN.iter().chain(&own)).for_each(|(place, byte)| *place = *byte);
    Ok((BookId(id), key))
}

fn export(conn: &Connection, version: i64) -> Result<(), Rejection> {
    conn.execute_batch("PRAGMA foreign_keys = OFF; PRAGMA other.synchronous = OFF; BEGIN EXCLUSIVE")
        .told()?;
    let written = conn
        .query_row("SELECT sqlcipher_export('other')", [], |_| Ok(()))
        .and_then(|()| conn.execute_batch(&format!("PRAGMA other.user_version = {version}")))
        .told();
    match written {
        Ok(()) => conn.execute_batch("COMMIT").told(),
        Err(no) => {
            conn.execute_batch("ROLLBACK").told()?;
            Err(no)
        }
    }
}

/// Every table, index and trigger as it was declared, and the rows of each table.
fn contents(conn: &Connection) -> Result<Vec<(String, i64)>, Rejection> {
    let declared =
        "SELECT type || ' ' || name || ' ' || ifnull(sql, ''), type = 'table', name FROM sqlite_schema
         WHERE name NOT LIKE 'sqlite_stat%' ORDER BY 1";
    let mut statement = conn.prepare(declared).told()?;
    let parts = statement
        .query_map([], |row| Ok((row.get::<_, String>(0)?, row.get::<_, bool>(1)?, row.get::<_, String>(2)?)))
        .told()?;
    let mut all = Vec::new();
    for part in parts {
        let (declared, is_table, name) = part.told()?;
        let count = format!("SELECT count(*) FROM \"{}\"", name.replace('"', "\"\""));
        let rows = if is_table { conn.query_row(&count, [], |row| row.get(0)).told()? } else { 0 };
        all.push((declared, rows));
    }
    Ok(all)
}

fn part_beside(book: &Path) -> Result<NamedTempFile, Rejection> {
    leftovers::part(files::directory(book)).map_err(|error| unwritten(book, &error))
}

/// Gives the finished file the name of the book, its key file first; what a plain book held is overwritten.
fn take_its_place(part: NamedTempFile, book: &Path, lock: Option<BookId>) -> Result<(), Rejection> {
    if let Some(file) = lock.and_then(keys::held_file) {
        file.write(&key_file(book))?;
    }
    let old = File::options().write(true).open(book);
    part.persist(book).map_err(|error| unwritten(book, &error.error))?;
    // The book has changed hands; what follows is done as well as the disk lets it be done.
    let _ = File::open(files::directory(book)).and_then(|dir| dir.sync_all());
    if let (Ok(old), true) = (old, lock.is_some()) {
        let _ = overwrite(old);
    }
    Ok(())
}

/// Removes a plain copy of a locked book and writes zeros over what it held.
///
/// # Errors
/// When it cannot be removed; it is as it was.
pub fn shred(copy: &Path) -> std::io::Result<()> {
    let file = File::options().write(true).open(copy);
    std::fs::remove_file(copy)?;
    // It is gone; what it held is overwritten as well as the disk lets it be done.
    let _ = file.map(overwrite);
    Ok(())
}

/// Writes zeros over a file that has no name any more.
fn overwrite(mut file: File) -> std::io::Result<()> {
    let mut left = file.metadata()?.len();
    let zeros = [0_u8; 1 << 13];
    file.seek(SeekFrom::Start(0))?;
    while left > 0 {
        let some = usize::try_from(left).unwrap_or(zeros.len()).min(zeros.len());
        file.write_all(zeros.get(..some).unwrap_or_default())?;
        left -= some as u64;
    }
    file.sync_all()
}

fn unwritten(file: &Path, error: &std::io::Error) -> Rejection {
    Rejection::fault(format!("{} was not written: {error}. The book is as it was.", file.display()))
}
