//! Gaps: what was never done with a client.
//!
//! **Invariant:** a gap that was answered "not for them" is none.

use rusqlite::OptionalExtension;

use super::{Db, queue::MANAGED, trouble::Told};
use crate::domain::rejection::Rejection;

/// A relationship, its tier and what it lacks.
pub type Lacking = (i64, Option<String>, Vec<&'static str>);

impl Db<'_> {
    /// Managed clients with at least one gap, by tier, at most `limit`: what each lacks.
    pub fn gaps(&self, limit: Option<usize>) -> Result<Vec<Lacking>, Rejection> {
        let sql = format!("{} ORDER BY r.tier IS NULL, r.tier, r.id", asked());
        let mut statement = self.conn.prepare_cached(&sql).told()?;
        let mut rows = statement.query([]).told()?;
        let mut found = Vec::new();
        while found.len() < limit.unwrap_or(usize::MAX)
            && let Some(row) = rows.next().told()?
        {
            let lacks = lacks(row).told()?;
            if !lacks.is_empty() {
                found.push((row.get(0).told()?, row.get(1).told()?, lacks));
            }
        }
        Ok(found)
    }

    /// What one relationship lacks.
    pub fn gaps_of(&self, relationship: i64) -> Result<Vec<&'static str>, Rejection> {
        let sql = format!("{} AND r.id = ?1", asked());
        let mut statement = self.conn.prepare_cached(&sql).told()?;
        Ok(statement.query_row([relationship], lacks).optional().told()?.unwrap_or_default())
    }
}

/// Asks of each managed client, gap by gap, whether it is there and was not answered.
fn asked() -> String {
    let missing: Vec<String> = GAPS
        .iter()
        .map(|(name, sql)| {
            format!(
                "NOT EXISTS ({sql}) AND NOT EXISTS (SELECT 1 FROM gap_answer a
                 WHERE a.relationship_id = r.id AND a.gap = '{name}')"
            )
        })
        .collect();
    format!(
        "SELECT r.id, r.tier, {} FROM relationship r WHERE r.kind = 'client' AND {MANAGED}",
        missing.join(", ")
    )
}

fn lacks(row: &rusqlite::Row<'_>) -> rusqlite::Result<Vec<&'static str>> {
    let mut lacks = Vec::new();
    for (k, (name, _)) in GAPS.iter().enumerate() {
        if row.get(k + 2)? {
            lacks.push(*name);
        }
    }
    Ok(lacks)
}

/// The names of the gaps there are.
pub fn names() -> impl Iterator<Item = &'static str> {
    GAPS.iter().map(|(name, _)| *name)
}

/// What is counted as a gap (PRODUCT, Words): never agreed, never taught, never asked. `r` is the relationship.
const GAPS: &[(&str, &str)] = &[
    ("goals", "SELECT 1 FROM goal g WHERE g.relationship_id = r.id AND g.state <> 'retired'"),
    (
        "yardstick",
        "SELECT 1 FROM expectation e WHERE e.relationship_id = r.id AND e.topic = 'success' AND e.state <> 'retired'",
    ),
    ("rules", "SELECT 1 FROM acceptance a WHERE a.relationship_id = r.id AND a.state <> 'retired'"),
    ("teaching", "SELECT 1 FROM training t WHERE t.relationship_id = r.id"),
    (
        "trusted contact",
        "SELECT 1 FROM membership m WHERE m.relationship_id = r.id AND m.role = 'trusted contact'
         UNION ALL SELECT 1 WHERE r.trusted_contact_declined_on IS NOT NULL",
    ),
    (NEXT_STEP, COMES_UP),
];

/// The gap of a client that nothing would ever bring up again.
pub const NEXT_STEP: &str = "next step";

/// What would bring a client up again: a cadence, an open follow-up, a meeting to hold or log, an agreement with its
/// dates, a record or a day that comes.
const COMES_UP: &str = "SELECT 1 WHERE r.tier IS NOT NULL OR r.ideal_days IS NOT NULL
    UNION ALL SELECT 1 FROM follow_up f INDEXED BY follow_up_open_of
      WHERE f.relationship_id = r.id AND f.finished_on IS NULL
    UNION ALL SELECT 1 FROM meeting m
      WHERE m.relationship_id = r.id AND m.state IN ('offered', 'planned', 'prepared')
    UNION ALL SELECT 1 FROM goal g WHERE g.relationship_id = r.id AND g.state <> 'retired'
    UNION ALL SELECT 1 FROM expectation e WHERE e.relationship_id = r.id AND e.state <> 'retired'
    UNION ALL SELECT 1 FROM acceptance a WHERE a.relationship_id = r.id AND a.state <> 'retired'
    UNION ALL SELECT 1 FROM life_event l WHERE l.relationship_id = r.id AND l.decided_on IS NULL
    UNION ALL SELECT 1 FROM exception x
      WHERE x.relationship_id = r.id AND x.ended_on IS NULL AND x.until IS NOT NULL
    UNION ALL SELECT 1 FROM training t WHERE t.relationship_id = r.id AND t.repeat_on IS NOT NULL
    UNION ALL SELECT 1 FROM talk k WHERE k.relationship_id = r.id AND k.reinforce_on IS NOT NULL
    UNION ALL SELECT 1 FROM measure u WHERE u.relationship_id = r.id AND u.read_every IS NOT NULL
    UNION ALL SELECT 1 FROM membership h JOIN person p ON p.id = h.person_id
      WHERE h.relationship_id = r.id AND h.home = 1 AND p.died_on IS NULL AND (p.birth_date IS NOT NULL
        OR EXISTS (SELECT 1 FROM special_date d WHERE d.person_id = p.id
                   AND (d.yearly = 1 OR d.day > (SELECT max(day) FROM op))))";
