//! Whose data a file holds that leaves the book.
//!
//! **Invariant:** a relationship is counted once, however many of its records are in the file.

use std::{collections::BTreeSet, fmt::Write as _};

use super::{Db, trouble::Told};
use crate::domain::{record::Kind, rejection::Rejection};

impl Db<'_> {
    /// The relationships that records of a type are of: all of them, or those of these ids. A person is of every
    /// household it belongs to.
    pub fn clients_of(&self, kind: Kind, ids: Option<&[i64]>) -> Result<BTreeSet<i64>, Rejection> {
        let table = kind.spec().table;
        let mut sql = match (kind, kind.spec().owner) {
            (_, None) => return Ok(BTreeSet::new()),
            (Kind::Person, _) => {
                format!(
                    "SELECT DISTINCT m.relationship_id FROM {table} t JOIN membership m ON m.person_id = t.id"
                )
            }
            (_, Some("person_id")) => format!(
                "SELECT DISTINCT m.relationship_id FROM {table} t JOIN membership m ON m.person_id = t.person_id"
            ),
            (_, Some(owner)) => format!("SELECT DISTINCT t.{owner} FROM {table} t"),
        };
        let ids = ids.map(|ids| serde_json::json!(ids).to_string());
        if ids.is_some() {
            let _ = write!(sql, " WHERE t.id IN (SELECT value FROM json_each(?1))");
        }
        let mut statement = self.conn.prepare_cached(&sql).told()?;
        let rows = statement.query_map(rusqlite::params_from_iter(ids), |row| row.get::<_, Option<i64>>(0));
        let found = rows.told()?.collect::<rusqlite::Result<Vec<_>>>().told()?;
        Ok(found.into_iter().flatten().collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::Store;

    #[test]
    fn every_type_that_hangs_on_a_client_can_say_on_whom() {
        let store = Store::memory().unwrap();
        for kind in Kind::ALL {
            assert!(store.db().clients_of(*kind, None).unwrap().is_empty(), "{kind}");
            assert!(store.db().clients_of(*kind, Some(&[1, 2])).unwrap().is_empty(), "{kind}");
        }
    }
}
