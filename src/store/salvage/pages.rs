//! Reads a damaged file page by page, past what cannot be read.
//!
//! **Invariant:** it works on a private copy whose first page is mended, never on the file itself.

use std::{
    fs::{self, OpenOptions},
    io::{Read as _, Seek as _, SeekFrom, Write as _},
    path::{Path, PathBuf},
    sync::{Arc, atomic::AtomicI64},
};

use rusqlite::{Connection, OpenFlags, types::Value as Bound};

use super::scan;

use crate::{
    domain::rejection::Rejection,
    store::{Store, files, lock, open::functions, trouble::Told},
};

/// Bytes of a page of every book.
const PAGE: u64 = 4096;
/// How many numbers in a row are asked for one by one where a part cannot be read.
const ASKED: i64 = 200_000;

/// What the private copy is called.
const COPY: &str = "wreck.db";

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
            files::copy(&log, &room.join("wreck.db-wal")).map_err(fault)?;
        }
        // The first page of a locked book is enciphered as the others are: there is nothing to mend in it.
        if !lock::is_locked(&copy) {
            mend_first_page(&copy).map_err(fault)?;
        }
        let (conn, _) = Store::connect(&copy, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
        // The engine refuses a file that is shorter than it says; told that the schema is being repaired, it reads on.
        conn.execute_batch("PRAGMA writable_schema = ON; PRAGMA cell_size_check = ON").told()?;
        functions(&conn, &Arc::new(AtomicI64::new(0))).told()?;
        let tables: rusqlite::Result<i64> =
            conn.query_row("SELECT count(*) FROM sqlite_schema WHERE name IN ('op', 'change')", [], |row| {
                row.get(0)
            });
        if tables.is_ok_and(|tables| tables == 2) && conn.prepare("SELECT 1 FROM op, change").is_ok() {
            return Ok(Self { conn, tables: Tables::Found });
        }
        drop(conn);
        Self::scanned(room)?.ok_or_else(|| unreadable(damaged))
    }

    /// What the private copy in `room` holds of the journal, found by its shape; none when that is nothing.
    pub(super) fn scanned(room: &Path) -> Result<Option<Self>, Rejection> {
        if lock::is_locked(&room.join(COPY)) {
            // Nothing has a shape in what is enciphered.
            return Ok(None);
        }
        let (scanned, found) = scan::journal_of(&room.join(COPY), &room.join("found.db"))?;
        Ok((found > 0).then_some(Self { conn: scanned.conn, tables: Tables::Gone }))
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

/// Puts the first hundred bytes right: what they say is the same in every book, but for its length.
fn mend_first_page(copy: &Path) -> std::io::Result<()> {
    let mut file = OpenOptions::new().read(true).write(true).open(copy)?;
    let pages = u32::try_from(file.metadata()?.len() / PAGE).unwrap_or(u32::MAX);
    let mut head = [0; 100];
    file.read_exact(&mut head)?;
    let mut mended = head;
    let mut put = |from: usize, bytes: &[u8]| {
        for (to, byte) in mended.iter_mut().skip(from).zip(bytes) {
            *to = *byte;
        }
    };
    put(0, b"SQLite format 3\0");
    put(16, &[0x10, 0x00]);
    put(20, &[0, 64, 32, 32]);
    put(44, &[0, 0, 0, 4]);
    put(56, &[0, 0, 0, 1]);
    if !head.starts_with(b"SQLite format 3\0") {
        // Whatever else stands there, a log beside the file is read and no page is taken from a list of free ones.
        put(18, &[2, 2]);
        put(32, &[0; 8]);
    }
    let said = u32::from_be_bytes([head[28], head[29], head[30], head[31]]);
    if said == 0 || said > pages || !head.starts_with(b"SQLite format 3\0") {
        put(28, &pages.to_be_bytes());
        let change = [head[24], head[25], head[26], head[27]];
        put(92, &change);
    }
    if mended != head {
        file.seek(SeekFrom::Start(0))?;
        file.write_all(&mended)?;
        file.sync_all()?;
    }
    Ok(())
}
