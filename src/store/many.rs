//! Many records of one type at a time, as a file of contacts brings them.
//!
//! A statement copies each page it writes once for its way back: one statement for many rows does so once for all
//! of them, not once a row. The triggers write the journal row by row all the same.
//!
//! **Invariant:** the rows stand in the order given, each with its own change in the journal.

use std::fmt::Write as _;

use super::{
    journal::{Tx, uid},
    rows::{Given, columns},
    trouble::Told,
};
use crate::domain::{
    record::{Fields, Kind},
    rejection::Rejection,
};

/// So many rows are one statement, the rest ever smaller ones: a statement of its own for every count would
/// only fill the cache of statements.
const SIZES: [usize; 5] = [MANY, 64, 16, 4, 1];

/// The most rows in one statement.
pub(crate) const MANY: usize = 256;

impl Tx<'_> {
    /// The id that the next record of a type gets, for who adds many that refer to each other.
    pub fn next_id(&self, kind: Kind) -> Result<i64, Rejection> {
        let table = kind.spec().table;
        let sql = format!(
            "SELECT 1 + max(ifnull((SELECT seq FROM sqlite_sequence WHERE name = '{table}'), 0),
                            ifnull((SELECT max(id) FROM {table}), 0))"
        );
        self.conn.prepare_cached(&sql).told()?.query_row([], |row| row.get(0)).told()
    }

    /// Adds records with ids from `first` on, each one more than the one before; with ids nobody asks for
    /// when it is none. Missing fields are unknown.
    pub fn insert_many(&self, kind: Kind, first: Option<i64>, rows: &[Fields]) -> Result<(), Rejection> {
        let spec = kind.spec();
        let named = columns(spec);
        let mut rest = rows;
        let mut ids = (0..).map_while(|k| first?.checked_add(k));
        for size in SIZES {
            let sql = values(spec.table, &named, spec.fields.len() + 2, size);
            while let Some((rows, after)) = rest.split_at_checked(size) {
                rest = after;
                let mut statement = self.conn.prepare_cached(&sql).told()?;
                let mut place = 0;
                let mut next = || {
                    place += 1;
                    place
                };
                for fields in rows {
                    statement.raw_bind_parameter(next(), ids.next()).told()?;
                    statement.raw_bind_parameter(next(), uid()).told()?;
                    for field in spec.fields {
                        statement.raw_bind_parameter(next(), Given(fields.get(field.name))).told()?;
                    }
                }
                statement.raw_execute().told()?;
            }
        }
        Ok(())
    }
}

/// The statement that adds `rows` rows; without an id a row gets the next one.
fn values(table: &str, named: &str, columns: usize, rows: usize) -> String {
    let mut sql = format!("INSERT INTO {table}({named}) VALUES ");
    let places = format!("(?{})", ",?".repeat(columns.saturating_sub(1)));
    for k in 0..rows {
        let _ = write!(sql, "{}{places}", if k > 0 { "," } else { "" });
    }
    sql
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        domain::record::Value,
        store::{Step, Store, testing::meta},
    };

    #[test]
    fn many_rows_are_journaled_one_by_one_and_taken_back() {
        let mut store = Store::memory().unwrap();
        let meta = meta();
        let many = MANY * 2 + 5;
        let work = |tx: &Tx<'_>| {
            let person = tx.insert(Kind::Person, &Fields::new().with("name", "Ann"))?;
            let line = |n: usize| Fields::new().with("person_id", person.id).with("line", format!("X-A:{n}"));
            tx.insert_many(Kind::ImportedProperty, None, &(0..many).map(line).collect::<Vec<_>>())?;
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

    #[test]
    fn many_rows_get_the_ids_that_were_told_and_never_one_that_was_used() {
        let mut store = Store::memory().unwrap();
        let meta = meta();
        let names: Vec<Fields> =
            (0..MANY + 21).map(|n| Fields::new().with("name", format!("P{n}"))).collect();
        let add = |store: &mut Store| {
            let work = |tx: &Tx<'_>| {
                let first = tx.next_id(Kind::Person)?;
                tx.insert_many(Kind::Person, Some(first), &names)?;
                Ok((first, "Added".to_owned()))
            };
            store.act(&meta, work).unwrap().0
        };
        let first = add(&mut store);
        store.step(Step::Undo, &meta).unwrap().unwrap();
        let again = add(&mut store);
        assert_eq!(again, first + i64::try_from(names.len()).unwrap());
        let rows = store.db().rows(Kind::Person, &[]).unwrap();
        let found: Vec<(i64, &str)> = rows.iter().map(|row| (row.id.id, row.str("name"))).collect();
        let told: Vec<(i64, &str)> = (again..).zip(names.iter().map(|n| n.text("name").unwrap())).collect();
        assert_eq!(found, told);
        assert_eq!(store.verify(None).unwrap().faults, [""; 0]);
    }
}
