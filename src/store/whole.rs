//! A whole book from its export, rows and journal, into a book that holds nothing.
//!
//! **Invariant:** what is kept passes `verify` and ends in the head the export names; else nothing is kept.

use std::sync::atomic::Ordering;

use rusqlite::{params_from_iter, types::Value as Bound};
use serde_json::{Map, Value as Json};

use super::{
    Store,
    journal::{Open, Recording},
    ready, search,
    trouble::Told,
};
use crate::domain::{record::Kind, rejection::Rejection};

/// The tables of the journal, in the order they are filled.
const JOURNAL: [&str; 2] = ["op", "change"];

impl Store {
    /// Fills an empty book with the rows and the journal of another; `head` is the hash of its newest op.
    ///
    /// Refuses when this book holds anything, and a document that is not whole, altered, or of a newer schema.
    pub fn take_whole(&mut self, rows: &Json, journal: &Json, head: &str) -> Result<(), Rejection> {
        if self.recording != Recording::Off || self.db().count_ops()? > 0 {
            return Err(Rejection::rule(
                "This book holds something already. A whole book is taken into a new one: name it with --book.",
            ));
        }
        self.conn.execute_batch("BEGIN IMMEDIATE; PRAGMA defer_foreign_keys = ON").told()?;
        let kept = self.fill(rows, journal, head).and_then(|()| self.conn.execute_batch("COMMIT").told());
        if kept.is_err() {
            // Refused only when the transaction is gone already, which is what is wanted.
            let _ = self.conn.execute_batch("ROLLBACK");
        }
        kept
    }

    fn fill(&self, rows: &Json, journal: &Json, head: &str) -> Result<(), Rejection> {
        let records: Vec<&str> = Kind::ALL.iter().map(|kind| kind.spec().table).collect();
        // The guards let rows in while an op is open; nothing records them, for their changes come with them.
        let _open = Open(&self.op);
        self.op.store(1, Ordering::Relaxed);
        self.fill_tables(journal, &JOURNAL)?;
        self.fill_tables(rows, &records)?;
        for table in records {
            self.conn.execute("DELETE FROM sqlite_sequence WHERE name = ?1", [table]).told()?;
            // Numbers given out and taken back are not given out again.
            let highest = "INSERT INTO sqlite_sequence(name, seq) SELECT tbl, max(row_id) FROM change WHERE tbl = ?1 GROUP BY tbl";
            self.conn.execute(highest, [table]).told()?;
        }
        ready::refresh(&self.conn, 0)?;
        search::refresh(&self.conn, 0)?;
        let verdict = self.verify(None)?;
        match verdict.faults.first() {
            Some(fault) => Err(refused(fault)),
            None if verdict.head != head => Err(refused("Its newest operation is not the one it names.")),
            None => Ok(()),
        }
    }

    fn fill_tables(&self, tables: &Json, known: &[&str]) -> Result<(), Rejection> {
        let tables = tables.as_object().ok_or_else(|| refused("It is not whole."))?;
        if let Some(name) = tables.keys().find(|name| !known.contains(&name.as_str())) {
            return Err(newer(name));
        }
        for table in known {
            let rows = tables.get(*table).and_then(Json::as_array).map_or(&[][..], Vec::as_slice);
            if !rows.is_empty() {
                self.fill_table(table, rows)?;
            }
        }
        Ok(())
    }

    fn fill_table(&self, table: &str, rows: &[Json]) -> Result<(), Rejection> {
        let mut names = Vec::new();
        let mut columns = self.conn.prepare("SELECT name FROM pragma_table_info(?1)").told()?;
        for name in columns.query_map([table], |row| row.get::<_, String>(0)).told()? {
            names.push(name.told()?);
        }
        let places = vec!["?"; names.len()].join(",");
        let sql = format!("INSERT INTO {table}({}) VALUES ({places})", names.join(","));
        let mut insert = self.conn.prepare(&sql).told()?;
        for row in rows {
            let row = row.as_object().ok_or_else(|| refused("It is not whole."))?;
            if let Some(name) = row.keys().find(|name| !names.contains(name)) {
                return Err(newer(name));
            }
            let cells: Vec<Bound> = names.iter().map(|name| cell(row, name)).collect::<Result<_, _>>()?;
            insert.execute(params_from_iter(cells)).told()?;
        }
        Ok(())
    }
}

fn cell(row: &Map<String, Json>, name: &str) -> Result<Bound, Rejection> {
    match row.get(name) {
        None | Some(Json::Null) => Ok(Bound::Null),
        Some(Json::String(text)) => Ok(Bound::Text(text.clone())),
        Some(other) => other.as_i64().map(Bound::Integer).ok_or_else(|| refused("It is not whole.")),
    }
}

fn refused(why: &str) -> Rejection {
    Rejection::rule(format!("The export does not agree with itself. {why} Nothing was imported."))
}

fn newer(name: &str) -> Rejection {
    Rejection::rule(format!(
        "The export holds \u{201C}{}\u{201D}, which this program does not know; a newer standing wrote it. \
         Nothing was imported.",
        name.chars().filter(|sign| !sign.is_control()).take(40).collect::<String>()
    ))
}
