//! Minutes given, logged and planned: what a week has left, what a client was given.
//!
//! **Invariant:** a contact without minutes counts as none; nothing is guessed for it.

use chrono::NaiveDate;

use super::{Db, trouble::Told};
use crate::domain::rejection::Rejection;

/// The newest contacts that a week's are looked for among: nobody logs more in one.
const NEWEST: i64 = 1_000;

/// What of a week is taken, in minutes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Busy {
    /// Of the contacts logged.
    pub logged: i64,
    /// Of what is due and of the meetings to come, as far as their minutes are known.
    pub planned: i64,
}

impl Db<'_> {
    /// The minutes given to a relationship since a day.
    pub fn minutes_given(&self, relationship: i64, since: NaiveDate) -> Result<i64, Rejection> {
        let sql =
            "SELECT ifnull(sum(s.minutes), 0) FROM share s JOIN interaction i ON i.id = s.interaction_id
                   WHERE s.relationship_id = ?1 AND i.day >= ?2";
        let mut statement = self.conn.prepare_cached(sql).told()?;
        statement.query_row(rusqlite::params![relationship, since.to_string()], |row| row.get(0)).told()
    }

    /// The minutes logged from one day to another, and those planned from there on until a third.
    pub fn minutes_between(
        &self,
        (from, today): (NaiveDate, NaiveDate),
        until: NaiveDate,
    ) -> Result<Busy, Rejection> {
        let sql = "SELECT
            (SELECT ifnull(sum(minutes), 0) FROM
               (SELECT minutes, day FROM interaction ORDER BY id DESC LIMIT ?4) WHERE day BETWEEN ?1 AND ?2),
            (SELECT ifnull(sum(effort_minutes), 0) FROM follow_up
              WHERE finished_on IS NULL AND due <= ?3 AND state = 'open' AND whose = 'ours'
                AND (kind <> 'request' OR decided_on IS NOT NULL)),
            (SELECT ifnull(sum(minutes), 0) FROM meeting
              WHERE day BETWEEN ?2 AND ?3 AND state IN ('planned', 'prepared'))";
        let mut statement = self.conn.prepare_cached(sql).told()?;
        let days = rusqlite::params![from.to_string(), today.to_string(), until.to_string(), NEWEST];
        statement
            .query_row(days, |row| {
                Ok(Busy { logged: row.get(0)?, planned: row.get::<_, i64>(1)? + row.get::<_, i64>(2)? })
            })
            .told()
    }
}
