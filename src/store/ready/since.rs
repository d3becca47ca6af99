//! What the ops since a given one may have changed, for readers that look again only at what is concerned.
//!
//! **Invariant:** what may have changed is never left out; one too many costs only time.

use std::collections::BTreeSet;

use rusqlite::OptionalExtension as _;

use super::asks::touched;
use crate::{
    domain::{record::RecordId, rejection::Rejection},
    store::{Db, journal::kind_of, trouble::Told},
};

/// What the ops since a given one touched.
#[derive(Debug, Default)]
pub struct Since {
    /// The records themselves.
    pub records: BTreeSet<RecordId>,
    /// The relationships whose plain facts may have moved: through their own records, persons and contacts.
    pub relationships: BTreeSet<i64>,
    /// The items of the queue that were snoozed, placed or answered by their names.
    pub items: BTreeSet<String>,
}

impl Db<'_> {
    /// What the ops after `op` may have changed.
    pub fn since(&self, op: i64) -> Result<Since, Rejection> {
        // Not min(seq): for that the whole journal would be walked from its start.
        let first: Option<i64> = self
            .conn
            .prepare_cached("SELECT seq FROM change WHERE op_id > ?1 ORDER BY op_id, seq LIMIT 1")
            .told()?
            .query_row([op], |row| row.get(0))
            .optional()
            .told()?;
        let mut since = Since::default();
        let Some(first) = first else { return Ok(since) };
        since.relationships.extend(touched(self.conn, first - 1)?.into_keys());
        let mut statement = self
            .conn
            .prepare_cached(
                "SELECT tbl, row_id, CASE tbl WHEN 'gap_answer' THEN ifnull(before, after) ->> '$.gap'
                        WHEN 'snooze' THEN ifnull(before, after) ->> '$.item'
                        WHEN 'placement' THEN ifnull(before, after) ->> '$.item' END
                 FROM change NOT INDEXED WHERE seq >= ?1",
            )
            .told()?;
        let mut rows = statement.query([first]).told()?;
        while let Some(row) = rows.next().told()? {
            let table: String = row.get(0).told()?;
            let id: i64 = row.get(1).told()?;
            since.records.extend(kind_of(&table).map(|kind| RecordId::new(kind, id)));
            since.items.extend(row.get::<_, Option<String>>(2).told()?);
        }
        Ok(since)
    }

    /// Whether a record was in the book already when op `op` was the newest.
    pub fn was_written(&self, id: RecordId, op: i64) -> Result<bool, Rejection> {
        self.conn
            .prepare_cached(
                "SELECT EXISTS (SELECT 1 FROM change WHERE tbl = ?1 AND row_id = ?2 AND op_id <= ?3)",
            )
            .told()?
            .query_row(rusqlite::params![id.kind.spec().table, id.id, op], |row| row.get(0))
            .told()
    }
}
