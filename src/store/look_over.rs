//! The look at a book before this process first writes to it, and whether it is known to be damaged.
//!
//! A whole check of a large book takes seconds, and a command waits for nobody: so every small table is checked with
//! all its indexes, and of a large one its beginning, its end and the root of each index. The day's copy reads the rest.
//!
//! **Invariant:** nothing is written here; a book that is marked or found damaged is written to no more.

use std::path::{Path, PathBuf};

use rusqlite::Connection;

use super::{
    Access, Store, lock,
    open::there_must_be,
    trouble::{Told, damaged, is_damage},
};
use crate::domain::rejection::Rejection;

/// A table of more rows is large.
const SMALL: i64 = 200;

/// Where the mark of a book lies that says that it was found damaged.
#[must_use]
pub fn mark_file(book: &Path) -> PathBuf {
    lock::key_file(book).with_extension("damaged")
}

/// The last line of a mark of a book whose file is sound and whose rows are not what its journal says.
pub const STILL_WRITTEN: &str = "journal";

/// Whether the file of a book was found damaged, and not found sound since.
#[must_use]
pub(crate) fn is_marked(book: &Path) -> bool {
    std::fs::read_to_string(mark_file(book))
        .is_ok_and(|text| text.lines().nth(1).is_some() && text.lines().nth(2) != Some(STILL_WRITTEN))
}

impl Store {
    /// Opens a book as [`Store::open`] does; one that is marked as damaged only to be read.
    pub fn open_unless_marked(path: &Path) -> Result<Self, Rejection> {
        let is_there = std::fs::metadata(path).is_ok_and(|about| about.is_file() && about.len() > 0);
        if is_there && is_marked(path) && !lock::is_headless(path) {
            return Self::open_reading(path, Access::Damaged);
        }
        Self::open(path)
    }

    /// The same of a book that must be there already.
    pub fn open_existing_unless_marked(path: &Path) -> Result<Self, Rejection> {
        there_must_be(path)?;
        Self::open_unless_marked(path)
    }

    /// Writes nothing more to the book: damage was met in it.
    pub fn found_damaged(&self) {
        if self.access.get() == Access::Whole {
            self.access.set(Access::Damaged);
        }
        // Refused only where nothing can be written either.
        let _ = self.only_read();
    }

    /// Refuses to write to a book that may not be written; looks it over before this process writes the first time.
    pub(super) fn before_writing(&self) -> Result<(), Rejection> {
        self.refuse_reading()?;
        if self.is_looked_over.get() || self.path.is_none() {
            return Ok(());
        }
        look_over(&self.conn).inspect_err(|no| {
            if is_damage(no) {
                self.found_damaged();
            }
        })?;
        self.is_looked_over.set(true);
        Ok(())
    }
}

/// Reads the roots of all trees of a file, and the small ones whole.
pub(super) fn look_over(conn: &Connection) -> Result<(), Rejection> {
    let sql = "SELECT name, wr FROM pragma_table_list
                   WHERE schema = 'main' AND type IN ('table', 'shadow') AND name NOT LIKE 'sqlite_%'";
    let mut tables = conn.prepare(sql).told()?;
    let tables: Vec<(String, bool)> = tables
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))
        .told()?
        .collect::<Result<_, _>>()
        .told()?;
    let mut large = Vec::new();
    for (table, without_rowid) in tables {
        let count = format!("SELECT count(*) FROM (SELECT 1 FROM \"{table}\" LIMIT {})", SMALL + 1);
        let rows: i64 = conn.query_row(&count, [], |row| row.get(0)).told()?;
        if rows > SMALL {
            if !without_rowid {
                // Where the next row will stand.
                let end = format!("SELECT max(rowid) FROM \"{table}\"");
                conn.query_row(&end, [], |_| Ok(())).told()?;
            }
            large.push(table);
            continue;
        }
        let said: String =
            conn.query_row(&format!("PRAGMA quick_check(\"{table}\")"), [], |row| row.get(0)).told()?;
        if said != "ok" {
            return Err(damaged());
        }
    }
    roots_of(conn, &large)
}

/// Reads the root of each index of these tables.
fn roots_of(conn: &Connection, tables: &[String]) -> Result<(), Rejection> {
    let mut indexes = conn
        .prepare("SELECT name FROM sqlite_schema WHERE type = 'index' AND tbl_name = ?1 AND rootpage > 0")
        .told()?;
    let mut root = conn.prepare("SELECT pagetype FROM dbstat WHERE name = ?1 LIMIT 1").told()?;
    for table in tables {
        let names = indexes.query_map([table], |row| row.get::<_, String>(0)).told()?;
        for name in names.collect::<Result<Vec<_>, _>>().told()? {
            let sort: String = root.query_row([name], |row| row.get(0)).told()?;
            if sort == "corrupted" {
                return Err(damaged());
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::{fs, path::Path};

    use super::*;
    use crate::{
        domain::record::{Fields, Kind},
        store::testing::meta,
    };

    const PAGE: usize = 4096;

    fn add(store: &mut Store, name: &str) -> Result<(), Rejection> {
        let fields = Fields::new().with("name", name).with("kind", "client");
        let done =
            store.act(&meta(), |tx| Ok((tx.insert(Kind::Relationship, &fields)?, format!("Added {name}"))));
        done.map(drop)
    }

    fn book(dir: &Path, clients: usize) -> PathBuf {
        let path = dir.join("book.db");
        let mut store = Store::open(&path).unwrap();
        (0..clients).for_each(|number| add(&mut store, &format!("Client {number:05}")).unwrap());
        path
    }

    /// The root pages of all trees, by name; the list of the tables, page 1, is none of them.
    fn roots(file: &Path) -> Vec<(String, usize)> {
        let store = Store::open(file).unwrap();
        let mut statement =
            store.conn.prepare("SELECT name, rootpage FROM sqlite_schema WHERE rootpage > 1").unwrap();
        let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get::<_, i64>(1)?))).unwrap();
        rows.map(|row| row.unwrap()).map(|(name, page)| (name, usize::try_from(page).unwrap())).collect()
    }

    #[test]
    fn a_book_with_a_broken_root_is_not_written_to_whatever_tree_it_is_of() {
        let dir = tempfile::tempdir().unwrap();
        let path = book(dir.path(), 250);
        let whole = fs::read(&path).unwrap();
        for (name, page) in roots(&path) {
            let mut bytes = whole.clone();
            bytes[(page - 1) * PAGE..page * PAGE].fill(0xA5);
            fs::write(&path, &bytes).unwrap();
            let done = Store::open(&path).and_then(|mut store| add(&mut store, "One more"));
            let no = done.err().unwrap_or_else(|| panic!("{name} was not looked at"));
            assert!(is_damage(&no), "{name}: {}", no.message);
            assert!(fs::read(&path).unwrap() == bytes, "{name}: the damaged book was altered");
            for end in ["-wal", "-shm"] {
                // What lies beside it was of that file.
                let _ = fs::remove_file(format!("{}{end}", path.display()));
            }
        }
        fs::write(&path, whole).unwrap();
        add(&mut Store::open(&path).unwrap(), "One more").unwrap();
    }

    #[test]
    fn a_write_that_meets_damage_leaves_no_mark_of_its_own_and_is_the_last() {
        let dir = tempfile::tempdir().unwrap();
        let path = book(dir.path(), 2_000);
        let store = Store::open(&path).unwrap();
        // The last leaf of an index, which nobody looks at before.
        let page: i64 = store
            .conn
            .query_row(
                "SELECT pageno FROM dbstat WHERE name = 'change_row' AND pagetype = 'leaf' ORDER BY path DESC LIMIT 1",
                [],
                |row| row.get(0),
            )
            .unwrap();
        drop(store);
        let mut bytes = fs::read(&path).unwrap();
        let page = usize::try_from(page).unwrap();
        bytes[(page - 1) * PAGE..page * PAGE].fill(0xA5);
        fs::write(&path, &bytes).unwrap();
        let mut store = Store::open(&path).unwrap();
        let no = add(&mut store, "Client 99999").unwrap_err();
        assert!(is_damage(&no), "{}", no.message);
        drop(store);
        assert!(fs::read(&path).unwrap() == bytes);
    }

    #[test]
    fn a_book_that_is_marked_is_read_and_no_connection_writes_to_it_any_more() {
        let dir = tempfile::tempdir().unwrap();
        let path = book(dir.path(), 3);
        let mut open = Store::open_unless_marked(&path).unwrap();
        add(&mut open, "Before").unwrap();
        fs::write(mark_file(&path), "2026-11-23T08:00:00Z\nPage 7.\n").unwrap();
        let said = add(&mut open, "After").unwrap_err().message;
        assert!(said.contains("standing doctor") && said.contains("never altered"), "{said}");
        drop(open);
        let bytes = fs::read(&path).unwrap();
        let mut store = Store::open_unless_marked(&path).unwrap();
        assert_eq!(store.db().count(Kind::Relationship).unwrap(), 4);
        assert!(add(&mut store, "After").unwrap_err().message.contains("standing doctor"));
        assert!(store.keep_view_state("queue", "{}").is_err());
        drop(store);
        assert!(fs::read(&path).unwrap() == bytes);
        fs::remove_file(mark_file(&path)).unwrap();
        add(&mut Store::open_unless_marked(&path).unwrap(), "After").unwrap();
    }
}
