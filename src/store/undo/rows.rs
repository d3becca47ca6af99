//! Records as the journal has them: read so, and put back.
//!
//! **Invariant:** what is put back has the id and the uid it had.

use rusqlite::{Connection, OptionalExtension as _};

use super::super::{journal::row_json, trouble::Told};
use crate::domain::{record::Spec, rejection::Rejection};

/// A record as the journal would write it now; none when it is gone.
pub(super) fn current(conn: &Connection, spec: &Spec, row: i64) -> Result<Option<String>, Rejection> {
    let sql = format!("SELECT {} FROM {} t WHERE id = ?1", row_json(spec, "t"), spec.table);
    conn.prepare_cached(&sql).told()?.query_row([row], |row| row.get(0)).optional().told()
}

/// Puts a record back as the journal has it.
pub(super) fn insert_json(spec: &Spec) -> String {
    let names: Vec<&str> =
        ["id", "uid"].into_iter().chain(spec.fields.iter().map(|field| field.name)).collect();
    let values: Vec<String> = names.iter().map(|name| format!("?1 ->> '$.{name}'")).collect();
    format!("INSERT INTO {}({}) VALUES ({})", spec.table, names.join(", "), values.join(", "))
}

/// Makes a record again what the journal has of it.
pub(super) fn update_json(spec: &Spec) -> String {
    let sets: Vec<String> = ["uid"]
        .into_iter()
        .chain(spec.fields.iter().map(|field| field.name))
        .map(|name| format!("{name} = ?1 ->> '$.{name}'"))
        .collect();
    format!("UPDATE {} SET {} WHERE id = ?2", spec.table, sets.join(", "))
}
