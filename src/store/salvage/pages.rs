//! Reads a damaged file page by page, past what cannot be read.
//!
//! **Invariant:** it works on a private copy whose first page is mended, never on the file itself; what was locked is
//! deciphered in memory only.

use std::{
    fs::{self, OpenOptions},
    io::{Read as _, Seek as _, SeekFrom, Write as _},
    path::{Path, PathBuf},
    sync::{Arc, atomic::AtomicI64},
};

use rusqlite::{Connection, OpenFlags, types::Value as Bound};

use zeroize::Zeroizing;

use super::{log, scan};
use crate::{
    domain::rejection::Rejection,
    store::{
        Store,
        connect::functions,
        files,
        lock::{
            self,
            pages::{RESERVED, Trust, deciphered},
        },
        trouble::Told,
    },
};

/// Bytes of a page of every book.
const PAGE: u64 = 4096;
/// How many numbers in a row are asked for one by one where a part cannot be read.
const ASKED: i64 = 200_000;

/// What the private copy is called.
const COPY: &str = "wreck.db";

/// The log beside it.
const LOG: &str = "wreck.db-wal";

/// A row as it was read: column and value.
pub(super) type Cells = Vec<(String, Bound)>;

/// A damaged book, opened as far as it goes.
pub(super) struct Wreck {
    pub(super) conn: Connection,
    pub(super) tables: Tables,
}

/// Whether the tables of the records can be found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Tables {
    /// They can, with what is readable of them.
    Found,
    /// Their list is gone: there is only what was found of the journal.
    Gone,
}

impl Wreck {
    /// Opens a private copy in `room`, its first words mended where they were overwritten.
    pub(super) fn open(damaged: &Path, room: &Path) -> Result<Self, Rejection> {
        let shown = damaged.display();
        let fault = |error: std::io::Error| Rejection::fault(format!("{shown} could not be read: {error}."));
        if fs::metadata(damaged).map_err(fault)?.len() < PAGE {
            return Err(unreadable(damaged));
        }
        let copy = room.join(COPY);
        files::private_file(&copy).map_err(fault)?;
        files::copy(damaged, &copy).map_err(fault)?;
        let log = PathBuf::from(format!("{shown}-wal"));
        if log.is_file() {
            files::copy(&log, &room.join(LOG)).map_err(fault)?;
        }
        // Asked of the file itself: what it begins with may be known by its key file only.
        let lock = lock::id_of(damaged);
        let found = match lock {
            None => {
                mend_first_page(&copy).map_err(fault)?;
                found(Store::connect(&copy, OpenFlags::SQLITE_OPEN_READ_WRITE)?.0)?
            }
            Some(id) => of_locked(room, id)?,
        };
        match found {
            Some(conn) => Ok(Self { conn, tables: Tables::Found }),
            None => Self::scanned(room, lock)?.ok_or_else(|| unreadable(damaged)),
        }
    }

    /// What the private copy in `room` holds of the journal, found by its shape; none when that is nothing.
    pub(super) fn scanned(room: &Path, lock: Option<lock::BookId>) -> Result<Option<Self>, Rejection> {
        let bytes = match lock {
            None => Zeroizing::new(read(&room.join(COPY))?),
            Some(id) => deciphered(&whole(room)?, id, Trust::Any)?,
        };
        let reserved = if lock.is_some() { RESERVED } else { 0 };
        // What was locked is never written but locked.
        let store = Store::create(&room.join("found.db"), lock)?;
        let found = scan::journal_of(scan::Bytes { of: &bytes, reserved }, &store)?;
        Ok((found > 0).then_some(Self { conn: store.conn, tables: Tables::Gone }))
    }

    /// Whether a table can be read from one end to the other.
    pub(super) fn is_whole(&self, table: &str) -> bool {
        self.tables == Tables::Found && self.walk(table, "ASC").1
    }

    /// Whether the damaged book has such a table.
    pub(super) fn has(&self, table: &str) -> bool {
        let sql = "SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name = ?1";
        self.conn.query_row(sql, [table], |row| row.get::<_, i64>(0)).is_ok_and(|count| count > 0)
    }

    /// The highest number ever given out in a table, as far as is known.
    pub(super) fn highest(&self, table: &str) -> i64 {
        let given = self.conn.query_row("SELECT seq FROM sqlite_sequence WHERE name = ?1", [table], |row| {
            row.get::<_, i64>(0)
        });
        let there = self.last(table).unwrap_or(0);
        // The numbers of steps have no memory of their own; a change knows whose it is.
        let said = match table {
            "op" => self.last("change").and_then(|seq| {
                let sql = "SELECT op_id FROM change NOT INDEXED WHERE seq = ?1";
                self.conn.query_row(sql, [seq], |row| row.get::<_, i64>(0)).ok()
            }),
            _ => None,
        };
        given.unwrap_or(0).max(there).max(said.unwrap_or(0))
    }

    fn last(&self, table: &str) -> Option<i64> {
        let sql = format!("SELECT rowid FROM \"{table}\" NOT INDEXED ORDER BY rowid DESC LIMIT 1");
        self.conn.query_row(&sql, [], |row| row.get(0)).ok()
    }

    /// The numbers of the rows that may be there: those found from both ends, and all between.
    pub(super) fn rowids(&self, table: &str) -> Vec<i64> {
        if !self.has(table) {
            return Vec::new();
        }
        let (mut from_front, whole) = self.walk(table, "ASC");
        if whole {
            return from_front;
        }
        let (mut from_back, _) = self.walk(table, "DESC");
        from_back.reverse();
        let first = from_front.last().map_or(1, |id| id + 1);
        let last = from_back.first().map_or_else(|| self.highest(table), |id| id - 1);
        let last = last.min(first.saturating_add(ASKED));
        from_front.extend(first..=last);
        from_front.extend(from_back);
        from_front.dedup();
        from_front
    }

    /// Numbers from one end up to what cannot be read, and whether that was the other end.
    fn walk(&self, table: &str, order: &str) -> (Vec<i64>, bool) {
        let mut found = Vec::new();
        let sql = format!("SELECT rowid FROM \"{table}\" NOT INDEXED ORDER BY rowid {order}");
        let Ok(mut statement) = self.conn.prepare(&sql) else { return (found, false) };
        let Ok(mut rows) = statement.query([]) else { return (found, false) };
        loop {
            match rows.next() {
                Ok(Some(row)) => match row.get(0) {
                    Ok(id) => found.push(id),
                    Err(_) => return (found, false),
                },
                Ok(None) => return (found, true),
                Err(_) => return (found, false),
            }
        }
    }

    /// One row of a table by its number; none when it is not there, an error when it cannot be read.
    pub(super) fn row(&self, table: &str, id: i64) -> rusqlite::Result<Option<Cells>> {
        let sql = format!("SELECT * FROM \"{table}\" NOT INDEXED WHERE rowid = ?1");
        let mut statement = self.conn.prepare_cached(&sql)?;
        let names: Vec<String> = statement.column_names().map(str::to_owned).collect();
        let mut rows = statement.query([id])?;
        let Some(row) = rows.next()? else { return Ok(None) };
        let mut cells = Vec::with_capacity(names.len());
        for (place, name) in names.into_iter().enumerate() {
            cells.push((name, row.get::<_, Bound>(place)?));
        }
        Ok(Some(cells))
    }
}

pub(super) fn unreadable(damaged: &Path) -> Rejection {
    Rejection::fault(format!(
        "Nothing of {} can be read as a book. It was not touched. Restore a backup.",
        damaged.display()
    ))
}

/// The connection to a mended copy, when the tables of the journal are found by it.
fn found(conn: Connection) -> Result<Option<Connection>, Rejection> {
    // The engine refuses a file that is shorter than it says; told that the schema is being repaired, it reads on.
    conn.execute_batch("PRAGMA writable_schema = ON; PRAGMA cell_size_check = ON").told()?;
    functions(&conn, &Arc::new(AtomicI64::new(0))).told()?;
    let tables: rusqlite::Result<i64> =
        conn.query_row("SELECT count(*) FROM sqlite_schema WHERE name IN ('op', 'change')", [], |row| {
            row.get(0)
        });
    let both = tables.is_ok_and(|tables| tables == 2) && conn.prepare("SELECT 1 FROM op, change").is_ok();
    Ok(both.then_some(conn))
}

/// A locked book as a plain one in memory; none when its tables are not found there.
///
/// The engine itself would read nothing more of it behind the first page that is not proved.
fn of_locked(room: &Path, id: lock::BookId) -> Result<Option<Connection>, Rejection> {
    let bytes = whole(room)?;
    for trust in [Trust::Proved, Trust::First] {
        let mut plain = deciphered(&bytes, id, trust)?;
        let pages = u32::try_from(plain.len() as u64 / PAGE).unwrap_or(u32::MAX);
        let Some(head) = plain.first_chunk_mut::<100>() else { return Ok(None) };
        let first = if trust == Trust::Proved { First::Whole } else { First::Broken };
        mend(head, pages, (first, Form::InMemory));
        let mut conn = Connection::open_in_memory().told()?;
        conn.deserialize_read_exact("main", plain.as_slice(), plain.len(), false).told()?;
        // A first page that is empty is refused here already; the next try takes it as it is.
        if let Ok(Some(conn)) = found(conn) {
            return Ok(Some(conn));
        }
    }
    Ok(None)
}

/// All pages of the private copy in `room`, those of the log beside it too; a locked one as it is, enciphered.
fn whole(room: &Path) -> Result<Vec<u8>, Rejection> {
    let mut bytes = read(&room.join(COPY))?;
    let log = room.join(LOG);
    if log.is_file() {
        log::lay_over(&mut bytes, &read(&log)?);
    }
    Ok(bytes)
}

fn read(file: &Path) -> Result<Vec<u8>, Rejection> {
    fs::read(file)
        .map_err(|error| Rejection::fault(format!("{} could not be read: {error}.", file.display())))
}

/// Puts the first hundred bytes of a plain copy right.
fn mend_first_page(copy: &Path) -> std::io::Result<()> {
    let mut file = OpenOptions::new().read(true).write(true).open(copy)?;
    let pages = u32::try_from(file.metadata()?.len() / PAGE).unwrap_or(u32::MAX);
    let mut head = [0; 100];
    file.read_exact(&mut head)?;
    let mut mended = head;
    let first = if head.starts_with(b"SQLite format 3\0") { First::Whole } else { First::Broken };
    mend(&mut mended, pages, (first, Form::File));
    if mended != head {
        file.seek(SeekFrom::Start(0))?;
        file.write_all(&mended)?;
        file.sync_all()?;
    }
    Ok(())
}

/// Whether the first page is as it was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum First {
    Whole,
    Broken,
}

/// Where the engine reads a mended copy.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    /// In a file, with a log beside it.
    File,
    /// In memory, where it has no log, with the pages of a locked book.
    InMemory,
}

/// What the first hundred bytes say is the same in every book, but for its length.
fn mend(head: &mut [u8; 100], pages: u32, (first, form): (First, Form)) {
    let was = *head;
    let mut put = |from: usize, bytes: &[u8]| {
        for (to, byte) in head.iter_mut().skip(from).zip(bytes) {
            *to = *byte;
        }
    };
    let reserved = if form == Form::InMemory { RESERVED as u8 } else { 0 };
    put(0, b"SQLite format 3\0");
    put(16, &[0x10, 0x00]);
    put(20, &[reserved, 64, 32, 32]);
    put(44, &[0, 0, 0, 4]);
    put(56, &[0, 0, 0, 1]);
    if first == First::Broken {
        // Whatever else stands there, a log beside the file is read and no page is taken from a list of free ones.
        put(18, &[2, 2]);
        put(32, &[0; 8]);
    }
    if form == Form::InMemory {
        put(18, &[1, 1]);
    }
    let said = u32::from_be_bytes([was[28], was[29], was[30], was[31]]);
    if said == 0 || said > pages || first == First::Broken {
        put(28, &pages.to_be_bytes());
        put(92, &[was[24], was[25], was[26], was[27]]);
    }
}
