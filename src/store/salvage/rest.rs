//! The records that no whole journal proves: what their tables and the loose changes still hold, as one step.
//!
//! **Invariant:** nothing is made up: a record is what a readable row or its last readable change says.

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::{Connection, OptionalExtension as _, params, params_from_iter, types::Value as Bound};

use super::{
    SavedKind,
    chain::{cells_of, insert},
    pages::{Cells, Tables, Wreck},
};
use crate::{
    domain::{
        record::{Kind, Spec},
        rejection::Rejection,
    },
    store::{OpMeta, Store, trouble::Told},
};

/// What is known of the records of one type.
struct Known {
    spec: &'static Spec,
    found: BTreeMap<i64, Cells>,
    unread: Vec<i64>,
    /// Numbers whose last readable change took the record away.
    gone: BTreeSet<i64>,
}

/// How the records of a book that came over whole stand.
pub(super) fn counted(store: &Store) -> Result<Vec<SavedKind>, Rejection> {
    let mut kinds = Vec::new();
    for kind in Kind::ALL {
        let kept = store.db().count(*kind)?;
        if kept > 0 {
            kinds.push(SavedKind { kind: *kind, kept, lost: Vec::new(), older: 0 });
        }
    }
    Ok(kinds)
}

/// Brings over every record that can be read, as one step.
pub(super) fn take(store: &mut Store, wreck: &Wreck, meta: &OpMeta) -> Result<Vec<SavedKind>, Rejection> {
    let changes = loose_changes(store, wreck)?;
    let mut all = Vec::new();
    for kind in Kind::ALL {
        all.push(known(wreck, (kind.spec(), held(store, kind.spec().table)?), &changes));
    }
    let known = all;
    // Rows come with the numbers they had, and in an order in which they fit together only at the end.
    store.act(meta, |tx| {
        tx.conn.execute_batch("PRAGMA defer_foreign_keys = ON").told()?;
        for known in &known {
            for (id, cells) in &known.found {
                bring(tx.conn, known.spec.table, *id, cells)?;
            }
        }
        for known in &known {
            take_away(tx.conn, known)?;
        }
        untie(tx.conn)?;
        Ok(((), "Salvaged what could be read of a damaged book".to_owned()))
    })?;
    known.iter().map(|known| saved(store, known)).filter_map(Result::transpose).collect()
}

/// The last readable change of each record that the steps taken over do not hold.
fn loose_changes(store: &Store, wreck: &Wreck) -> Result<BTreeMap<(String, i64), Option<String>>, Rejection> {
    let held: i64 =
        store.conn.query_row("SELECT coalesce(max(seq), 0) FROM change", [], |row| row.get(0)).told()?;
    let mut last = BTreeMap::new();
    for seq in wreck.rowids("change").into_iter().filter(|seq| *seq > held) {
        let sql = "SELECT tbl, row_id, after FROM change NOT INDEXED WHERE seq = ?1";
        let read = wreck.conn.prepare_cached(sql).and_then(|mut statement| {
            statement
                .query_row([seq], |row| Ok((row.get::<_, String>(0)?, row.get(1)?, row.get(2)?)))
                .optional()
        });
        if let Ok(Some((table, id, after))) = read {
            last.insert((table, id), after);
        }
    }
    Ok(last)
}

/// The numbers of the records that the steps taken over hold.
fn held(store: &Store, table: &str) -> Result<Vec<i64>, Rejection> {
    let mut ids = store.conn.prepare(&format!("SELECT id FROM {table}")).told()?;
    ids.query_map([], |row| row.get(0)).told()?.collect::<Result<_, _>>().told()
}

fn known(
    wreck: &Wreck,
    (spec, held): (&'static Spec, Vec<i64>),
    changes: &BTreeMap<(String, i64), Option<String>>,
) -> Known {
    let mut known = Known { spec, found: BTreeMap::new(), unread: Vec::new(), gone: BTreeSet::new() };
    if wreck.tables == Tables::Gone {
        // Whatever the steps taken over hold stays, and may be older than it was.
        known.unread = held;
        return with_changes(known, changes);
    }
    // What the steps taken over hold is asked for too: it may lie where the tree is broken.
    let ids: BTreeSet<i64> = wreck.rowids(spec.table).into_iter().chain(held).collect();
    for id in ids {
        match wreck.row(spec.table, id) {
            Ok(Some(cells)) => {
                known.found.insert(id, cells);
            }
            Ok(None) => {}
            Err(_) => known.unread.push(id),
        }
    }
    with_changes(known, changes)
}

/// The same with what later changes say of records that were not read.
fn with_changes(mut known: Known, changes: &BTreeMap<(String, i64), Option<String>>) -> Known {
    for ((table, id), after) in changes {
        if table != known.spec.table || known.found.contains_key(id) {
            continue;
        }
        match after.as_deref().map(cells_of) {
            Some(Some(cells)) => {
                known.found.insert(*id, cells);
                known.unread.retain(|unread| unread != id);
            }
            Some(None) => {}
            None => {
                known.gone.insert(*id);
                known.unread.retain(|unread| unread != id);
            }
        }
    }
    known
}

/// Writes a record as it was read, over what the steps taken over made of it.
fn bring(conn: &Connection, table: &str, id: i64, cells: &Cells) -> Result<(), Rejection> {
    let there = format!("SELECT 1 FROM {table} WHERE id = ?1");
    let is_there: Option<i64> =
        conn.prepare_cached(&there).told()?.query_row([id], |row| row.get(0)).optional().told()?;
    if is_there.is_none() {
        // What this schema refuses is left out and counted as lost.
        let _ = insert(conn, table, cells);
        return Ok(());
    }
    let mut columns = conn.prepare_cached("SELECT name FROM pragma_table_info(?1)").told()?;
    let columns: Vec<String> =
        columns.query_map([table], |row| row.get(0)).told()?.collect::<Result<_, _>>().told()?;
    let cells: Vec<&(String, Bound)> =
        cells.iter().filter(|(name, _)| name != "id" && columns.contains(name)).collect();
    let sets: Vec<String> = cells.iter().map(|(name, _)| format!("{name} = ?")).collect();
    let sql = format!("UPDATE {table} SET {} WHERE id = ?", sets.join(", "));
    let id = Bound::Integer(id);
    let values = cells.iter().map(|(_, value)| value).chain(std::iter::once(&id));
    let _ = conn.prepare_cached(&sql).told()?.execute(params_from_iter(values));
    Ok(())
}

/// Takes away what later steps had taken away: it is in no readable row, and nothing there could not be read.
fn take_away(conn: &Connection, known: &Known) -> Result<(), Rejection> {
    let table = known.spec.table;
    let mut ids = conn.prepare_cached(&format!("SELECT id FROM {table}")).told()?;
    let ids: Vec<i64> = ids.query_map([], |row| row.get(0)).told()?.collect::<Result<_, _>>().told()?;
    for id in ids {
        let unread = known.unread.contains(&id);
        if known.gone.contains(&id) || (!known.found.contains_key(&id) && !unread) {
            let sql = format!("DELETE FROM {table} WHERE id = ?1");
            conn.prepare_cached(&sql).told()?.execute([id]).told()?;
        }
    }
    Ok(())
}

/// Unties what refers to a record that is lost; what cannot stand without it goes with it.
fn untie(conn: &Connection) -> Result<(), Rejection> {
    for _ in 0..20 {
        let mut check = conn.prepare("SELECT \"table\", rowid, fkid FROM pragma_foreign_key_check").told()?;
        let hanging: Vec<(String, i64, i64)> = check
            .query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
            .told()?
            .collect::<Result<_, _>>()
            .told()?;
        if hanging.is_empty() {
            return Ok(());
        }
        for (table, id, key) in hanging {
            let column: String = conn
                .query_row(
                    "SELECT \"from\" FROM pragma_foreign_key_list(?1) WHERE id = ?2",
                    params![table, key],
                    |row| row.get(0),
                )
                .told()?;
            let loose = format!("UPDATE {table} SET {column} = NULL WHERE id = ?1");
            if conn.execute(&loose, [id]).is_err() {
                conn.execute(&format!("DELETE FROM {table} WHERE id = ?1"), [id]).told()?;
            }
        }
    }
    Err(Rejection::fault("The records that can be read do not fit together. Nothing was written."))
}

fn saved(store: &Store, known: &Known) -> Result<Option<SavedKind>, Rejection> {
    let kind = known.spec.kind;
    let sql = format!("SELECT 1 FROM {} WHERE id = ?1", known.spec.table);
    let mut there = store.conn.prepare(&sql).told()?;
    let mut is_there = |id: i64| there.exists([id]).told();
    let (mut lost, mut older) = (Vec::new(), 0);
    for id in &known.unread {
        if is_there(*id)? { older += 1 } else { lost.push(*id) }
    }
    for id in known.found.keys() {
        if !is_there(*id)? {
            lost.push(*id);
        }
    }
    lost.sort_unstable();
    let kept = store.db().count(kind)?;
    Ok((kept > 0 || !lost.is_empty()).then_some(SavedKind { kind, kept, lost, older }))
}
