//! The journal of a damaged book, step by step for as long as each proves itself, and the records as it says they were.
//!
//! **Invariant:** a step is taken over only with all its changes and the hash they give; the first that has not ends it.

use std::sync::atomic::Ordering;

use rusqlite::{Connection, params_from_iter, types::Value as Bound};
use serde_json::Value as Json;

use super::pages::{Cells, Wreck};
use crate::{
    domain::{record::Kind, rejection::Rejection},
    store::{
        Store,
        journal::{Open, ROOT, Sealed, text_hash},
        ready, search,
        trouble::Told,
    },
};

/// Takes over the steps that prove themselves, into a book that holds nothing; gives how many.
pub(super) fn take(store: &mut Store, wreck: &Wreck) -> Result<i64, Rejection> {
    store.conn.execute_batch("BEGIN IMMEDIATE; PRAGMA defer_foreign_keys = ON").told()?;
    let taken = steps(store, wreck).and_then(|count| {
        records(store)?;
        store.conn.execute_batch("COMMIT").told()?;
        Ok(count)
    });
    if taken.is_err() {
        // Refused only when the transaction is gone already, which is what is wanted.
        let _ = store.conn.execute_batch("ROLLBACK");
    }
    taken
}

fn steps(store: &Store, wreck: &Wreck) -> Result<i64, Rejection> {
    let (mut id, mut seq, mut head) = (0, 0, ROOT.to_owned());
    store.conn.execute_batch("SAVEPOINT step").told()?;
    while let Some((last_seq, hash)) = step(store, wreck, (id + 1, seq, &head)) {
        store.conn.execute_batch("RELEASE step; SAVEPOINT step").told()?;
        (id, seq, head) = (id + 1, last_seq, hash);
    }
    store.conn.execute_batch("ROLLBACK TO step; RELEASE step").told()?;
    Ok(id)
}

/// One step with its changes; none when anything of it cannot be read or proved.
fn step(store: &Store, wreck: &Wreck, (id, seq, head): (i64, i64, &str)) -> Option<(i64, String)> {
    let cells = wreck.row("op", id).ok()??;
    let text = |name: &str| match value(&cells, name) {
        Some(Bound::Text(text)) => Some(text.clone()),
        _ => None,
    };
    let number = |name: &str| match value(&cells, name) {
        Some(Bound::Integer(number)) => Some(*number),
        _ => None,
    };
    let sealed = Sealed {
        id,
        at: text("at")?,
        day: text("day")?,
        command: text("command")?,
        schema_version: number("schema_version")?,
        undoes: number("undoes"),
        last_seq: number("last_seq")?,
        prev_hash: text("prev_hash")?,
        text_hash: text("text_hash")?,
    };
    let (last, hash) = (sealed.last_seq, text("hash")?);
    if sealed.prev_hash != head || last < seq {
        return None;
    }
    if let (Some(salt), Some(summary)) = (text("text_salt"), text("summary"))
        && text_hash(&salt, &summary, text("reason").as_deref()) != sealed.text_hash
    {
        return None;
    }
    for change in seq + 1..=last {
        // A number may have been left out by what was rolled back; a change that is missing breaks the hash.
        if let Some(cells) = wreck.row("change", change).ok()? {
            insert(&store.conn, "change", &cells).ok()?;
        }
    }
    insert(&store.conn, "op", &cells).ok()?;
    (sealed.hash(&store.conn, seq).ok()? == hash).then_some((last, hash))
}

fn value<'a>(cells: &'a Cells, name: &str) -> Option<&'a Bound> {
    cells.iter().find(|(known, _)| known == name).map(|(_, value)| value)
}

/// Writes a row as it was read; a column this program does not know is none of its own.
pub(super) fn insert(conn: &Connection, table: &str, cells: &Cells) -> Result<(), Rejection> {
    let mut known = conn.prepare_cached("SELECT name FROM pragma_table_info(?1)").told()?;
    let known: Vec<String> =
        known.query_map([table], |row| row.get(0)).told()?.collect::<Result<_, _>>().told()?;
    let cells: Vec<&(String, Bound)> = cells.iter().filter(|(name, _)| known.contains(name)).collect();
    let names: Vec<&str> = cells.iter().map(|(name, _)| name.as_str()).collect();
    let places = vec!["?"; names.len()].join(",");
    let sql = format!("INSERT INTO {table}({}) VALUES ({places})", names.join(","));
    let mut statement = conn.prepare_cached(&sql).told()?;
    statement.execute(params_from_iter(cells.iter().map(|(_, value)| value))).told()?;
    Ok(())
}

/// The cells of a record as the journal wrote it.
pub(super) fn cells_of(after: &str) -> Option<Cells> {
    let Json::Object(fields) = serde_json::from_str(after).ok()? else { return None };
    let cell = |value: Json| match value {
        Json::String(text) => Bound::Text(text),
        Json::Number(number) => number.as_i64().map_or(Bound::Null, Bound::Integer),
        _ => Bound::Null,
    };
    Some(fields.into_iter().map(|(name, value)| (name, cell(value))).collect())
}

/// Every record as the last change of it says, and all that is kept beside the journal.
fn records(store: &Store) -> Result<(), Rejection> {
    // The guards let rows in while a step is open; nothing records them, for their changes came with them.
    let _open = Open(&store.op);
    store.op.store(1, Ordering::Relaxed);
    for kind in Kind::ALL {
        let table = kind.spec().table;
        let mut newest = store
            .conn
            .prepare(
                "SELECT after FROM change c WHERE tbl = ?1 AND after IS NOT NULL
                   AND seq = (SELECT max(seq) FROM change d WHERE d.tbl = c.tbl AND d.row_id = c.row_id)
                 ORDER BY row_id",
            )
            .told()?;
        let mut rows = newest.query([table]).told()?;
        while let Some(row) = rows.next().told()? {
            let after: String = row.get(0).told()?;
            if let Some(cells) = cells_of(&after) {
                insert(&store.conn, table, &cells)?;
            }
        }
        store.conn.execute("DELETE FROM sqlite_sequence WHERE name = ?1", [table]).told()?;
        let highest = "INSERT INTO sqlite_sequence(name, seq) SELECT tbl, max(row_id) FROM change WHERE tbl = ?1 GROUP BY tbl";
        store.conn.execute(highest, [table]).told()?;
    }
    ready::refresh(&store.conn, 0)?;
    search::refresh(&store.conn, 0)
}
