//! What the practice itself has to see to: clients to be told of a rule's new version, records that may go, vendors
//! without a notice clause, access that nobody has looked at.
//!
//! **Invariant:** clients are found by stretches of `ready`; of the rest there are as many as the practice has vendors.

use chrono::NaiveDate;

use super::{MANAGED, day};
use crate::{
    domain::{
        record::{Kind, RecordId},
        records::delivery::YEARLY,
        rejection::Rejection,
    },
    store::{Db, trouble::Told},
};

/// A version of a rule in force that somebody was not told of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UntoldRow {
    /// The rule.
    pub rule: i64,
    /// Its version.
    pub version: i64,
    /// When that came into force.
    pub since: Option<NaiveDate>,
}

/// The last time that a client was given a paper that comes again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GivenRow {
    /// The delivery.
    pub delivery: i64,
    /// Which paper.
    pub paper: String,
    /// Whom.
    pub relationship: i64,
    /// When.
    pub day: NaiveDate,
}

/// The versions in force of which somebody knows only an older one.
const VERSIONS: &str = "SELECT u.id, u.version, u.since FROM rule u
    WHERE u.state = 'in force' AND u.version IS NOT NULL
      AND EXISTS (SELECT 1 FROM ready k WHERE k.what = 'knows' AND k.pace = CAST(u.id AS TEXT)
                  AND k.day < printf('%09d', u.version)) ORDER BY u.id";
/// Who knows only an older version than ?2 of rule ?1.
const UNTOLD: &str = "SELECT relationship_id FROM ready
    WHERE what = 'knows' AND pace = ?1 AND day < printf('%09d', ?2) LIMIT ?3";
/// Who is gone since ?1 or longer, is not held and was not set aside.
const GONE: &str = "SELECT e.relationship_id, e.day FROM ready e
    WHERE e.what = 'gone' AND e.pace = '' AND e.day <= ?1
      AND NOT EXISTS (SELECT 1 FROM legal_hold h
                      WHERE h.relationship_id = e.relationship_id AND h.lifted_on IS NULL)
      AND NOT EXISTS (SELECT 1 FROM gap_answer a WHERE a.relationship_id = e.relationship_id
                      AND a.gap = 'c' || e.relationship_id || '.purge')
    ORDER BY e.day, e.relationship_id";

impl Db<'_> {
    /// The rules in force of whose text a managed client knows only an older version.
    pub fn versions_untold(&self) -> Result<Vec<UntoldRow>, Rejection> {
        let mut statement = self.conn.prepare_cached(VERSIONS).told()?;
        let rows = statement
            .query_map([], |row| {
                Ok(UntoldRow { rule: row.get(0)?, version: row.get(1)?, since: day(row, 2)? })
            })
            .told()?;
        rows.collect::<Result<_, _>>().told()
    }

    /// The managed clients who know only an older version of a rule, at most so many.
    pub fn untold(&self, rule: i64, version: i64, limit: usize) -> Result<Vec<i64>, Rejection> {
        let mut statement = self.conn.prepare_cached(UNTOLD).told()?;
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        let rows = statement
            .query_map(rusqlite::params![rule.to_string(), version, limit], |row| row.get(0))
            .told()?;
        rows.collect::<Result<_, _>>().told()
    }

    /// Relationships that are gone since a day or longer, the longest first, each with its day, as long as `each`
    /// wants more; without those under a legal hold, and those whose card was set aside.
    pub fn gone_since(
        &self,
        until: NaiveDate,
        mut each: impl FnMut(i64, Option<NaiveDate>) -> Result<bool, Rejection>,
    ) -> Result<(), Rejection> {
        let mut statement = self.conn.prepare_cached(GONE).told()?;
        let mut rows = statement.query([until.to_string()]).told()?;
        while let Some(row) = rows.next().told()? {
            if !each(row.get(0).told()?, day(row, 1).told()?)? {
                break;
            }
        }
        Ok(())
    }

    /// The last delivery to each managed client of each paper that comes again, the longest ago first.
    ///
    /// It reads what was delivered, in one pass: a practice gives two such papers a year to each of a hundred clients.
    pub fn papers_given(&self) -> Result<Vec<GivenRow>, Rejection> {
        let papers: Vec<String> = YEARLY.iter().map(|paper| format!("'{paper}'")).collect();
        let sql = format!(
            "SELECT d.id, d.what, d.relationship_id, max(d.day) FROM delivery d
             CROSS JOIN relationship r ON r.id = d.relationship_id
             WHERE d.what IN ({}) AND r.kind = 'client' AND {MANAGED}
             GROUP BY d.what, d.relationship_id ORDER BY 4, 1",
            papers.join(", ")
        );
        let mut statement = self.conn.prepare_cached(&sql).told()?;
        let rows = statement
            .query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, day(row, 3)?)))
            .told()?;
        let mut given = Vec::new();
        for row in rows {
            let (delivery, paper, relationship, day) = row.told()?;
            given.extend(day.map(|day| GivenRow { delivery, paper, relationship, day }));
        }
        Ok(given)
    }

    /// Vendors that hold client data without a notice clause (as `vendor::lacks_clause` says of one), without a day;
    /// and who has access, with the day it was last looked at, or given.
    pub fn safeguards(&self) -> Result<Vec<(RecordId, Option<NaiveDate>)>, Rejection> {
        let mut found = Vec::new();
        for (kind, sql) in [
            (
                Kind::Vendor,
                "SELECT id, NULL FROM vendor
    WHERE ended_on IS NULL AND ifnull(client_data, '') <> '' AND notice_hours IS NULL ORDER BY id",
            ),
            (
                Kind::Access,
                "SELECT id, ifnull(checked_on, since) FROM access WHERE ended_on IS NULL ORDER BY id",
            ),
        ] {
            let mut statement = self.conn.prepare_cached(sql).told()?;
            let rows =
                statement.query_map([], |row| Ok((RecordId::new(kind, row.get(0)?), day(row, 1)?))).told()?;
            for row in rows {
                found.push(row.told()?);
            }
        }
        Ok(found)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::Store;

    #[test]
    fn clients_are_found_by_a_stretch_of_what_stands_ready_and_never_all_of_them() {
        let store = Store::memory().unwrap();
        let db = store.db();
        for (sql, wanted) in [
            (VERSIONS, "SEARCH k EXISTS USING PRIMARY KEY (what=? AND pace=? AND day<?)"),
            (UNTOLD, "SEARCH ready USING PRIMARY KEY (what=? AND pace=? AND day<?)"),
            (GONE, "SEARCH e USING PRIMARY KEY (what=? AND pace=? AND day<?)"),
        ] {
            let mut statement = db.conn.prepare(&format!("EXPLAIN QUERY PLAN {sql}")).unwrap();
            let mut rows = statement.raw_query();
            let mut plan = Vec::new();
            while let Some(row) = rows.next().unwrap() {
                plan.push(row.get::<_, String>(3).unwrap());
            }
            assert!(plan.iter().any(|step| step == wanted), "{plan:#?}");
            let clients = |step: &&String| !step.starts_with("SCAN u");
            assert!(plan.iter().filter(clients).all(|step| !step.starts_with("SCAN")), "{plan:#?}");
        }
    }
}
