//! What the tests of the store have in common.

use std::{fs, path::Path};

use chrono::DateTime;

use super::{OpMeta, Store};

/// An act of the first day there is.
pub(super) fn meta() -> OpMeta {
    let at = DateTime::UNIX_EPOCH;
    OpMeta { at, day: at.date_naive(), command: "add".to_owned(), reason: None, undoes: None }
}

/// The leaf pages of a table or an index of a book, by number.
pub(super) fn leaves(file: &Path, table: &str) -> Vec<usize> {
    let store = Store::open(file).unwrap();
    let mut statement =
        store.conn.prepare("SELECT pageno FROM dbstat WHERE name = ?1 AND pagetype = 'leaf'").unwrap();
    let pages = statement.query_map([table], |row| row.get::<_, i64>(0)).unwrap();
    pages.map(|page| usize::try_from(page.unwrap()).unwrap()).collect()
}

/// Overwrites a part of a file.
pub(super) fn overwrite(file: &Path, from: usize, length: usize) {
    let mut bytes = fs::read(file).unwrap();
    bytes[from..from + length].fill(0xA5);
    fs::write(file, bytes).unwrap();
}
