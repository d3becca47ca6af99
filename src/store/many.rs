//! Many records of one type at a time, as a file of contacts brings them.
//!
//! One statement for many rows copies each page it writes once for its way back, not once a row; the triggers
//! write the journal row by row all the same.
//!
//! **Invariant:** the rows stand in the order given, each with its own change in the journal.

use std::fmt::Write as _;

use rusqlite::{params_from_iter, types::Value as Bound};

use super::{
    journal::Tx,
    rows::{bind, columns},
    trouble::Told,
};
use crate::domain::{
    record::{Fields, Kind},
    rejection::Rejection,
};

/// So many rows are one statement.
pub(crate) const MANY: usize = 32;

impl Tx<'_> {
    /// Adds records whose ids nobody asks for. Missing fields are unknown.
    pub fn insert_many(&self, kind: Kind, rows: &[Fields]) -> Result<(), Rejection> {
        let spec = kind.spec();
        for rows in rows.chunks(MANY) {
            if rows.len() < MANY {
                // A statement of its own for every count would only fill the cache of statements.
                rows.iter().try_for_each(|fields| self.insert(kind, fields).map(|_| ()))?;
                continue;
            }
            // The columns are those of a reading, without the id.
            let named = columns(spec);
            let named = named.strip_prefix("id, ").unwrap_or(&named);
            let mut sql = format!("INSERT INTO {}({named}) VALUES ", spec.table);
            let places = format!("(?{})", ",?".repeat(spec.fields.len()));
            for k in 0..rows.len() {
                let _ = write!(sql, "{}{places}", if k > 0 { "," } else { "" });
            }
            let values = rows.iter().flat_map(|fields| {
                let uid = Bound::Text(uuid::Uuid::now_v7().to_string());
                std::iter::once(uid).chain(spec.fields.iter().map(|field| bind(fields.get(field.name))))
            });
            self.conn.prepare_cached(&sql).told()?.execute(params_from_iter(values)).told()?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;

    use super::*;
    use crate::{
        domain::record::Value,
        store::{OpMeta, Step, Store},
    };

    #[test]
    fn many_rows_are_journaled_one_by_one_and_taken_back() {
        let mut store = Store::memory().unwrap();
        let at = DateTime::UNIX_EPOCH;
        let meta = OpMeta { at, day: at.date_naive(), command: "add".into(), reason: None, undoes: None };
        let many = MANY * 2 + 5;
        let work = |tx: &Tx<'_>| {
            let person = tx.insert(Kind::Person, &Fields::new().with("name", "Ann"))?;
            let line = |n: usize| Fields::new().with("person_id", person.id).with("line", format!("X-A:{n}"));
            tx.insert_many(Kind::ImportedProperty, &(0..many).map(line).collect::<Vec<_>>())?;
            Ok(((), "Added".to_owned()))
        };
        store.act(&meta, work).unwrap();
        let lines = |store: &Store| -> Vec<String> {
            let rows = store.db().rows(Kind::ImportedProperty, &[("person_id", Value::Int(1))]).unwrap();
            rows.iter().map(|row| row.str("line").to_owned()).collect()
        };
        let expected: Vec<String> = (0..many).map(|n| format!("X-A:{n}")).collect();
        assert_eq!(lines(&store), expected);
        assert_eq!(store.verify(None).unwrap().faults, [""; 0]);
        store.step(Step::Undo, &meta).unwrap().unwrap();
        assert_eq!(lines(&store), [""; 0]);
        store.step(Step::Redo, &meta).unwrap().unwrap();
        assert_eq!(lines(&store), expected);
        assert_eq!(store.verify(None).unwrap().faults, [""; 0]);
    }
}
