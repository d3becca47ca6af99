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
    ///
    /// Only those that may lack something are looked at.
    pub fn gaps(&self, limit: Option<usize>) -> Result<Vec<Lacking>, Rejection> {
        // The clients are found in the order of the index: no more of them are asked than are wanted.
        let sql = format!(
            "{} AND e.what = 'gaps' ORDER BY e.what, e.pace, e.day, e.relationship_id",
            asked("ready e CROSS JOIN relationship r ON r.id = e.relationship_id")
        );
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
        let sql = format!("{} AND r.id = ?1", asked("relationship r"));
        let mut statement = self.conn.prepare_cached(&sql).told()?;
        Ok(statement.query_row([relationship], lacks).optional().told()?.unwrap_or_default())
    }
}

/// Whether a gap is there: what it asks for is not, nor an answer.
fn missing(name: &str, sql: &str) -> String {
    format!(
        "NOT EXISTS ({sql}) AND NOT EXISTS (SELECT 1 FROM gap_answer a
         WHERE a.relationship_id = r.id AND a.gap = '{name}')"
    )
}

/// Asks of each managed client, gap by gap, whether it is there and was not answered.
fn asked(from: &str) -> String {
    let missing: Vec<String> = GAPS.iter().map(|(name, sql)| missing(name, sql)).collect();
    format!("SELECT r.id, r.tier, {} FROM {from} WHERE r.kind = 'client' AND {MANAGED}", missing.join(", "))
}

/// Whether client `r` lacks something today or may lack it on a later day, when no record has changed.
pub(super) fn may_lack() -> String {
    let earlier = GAPS.iter().filter(|(name, _)| *name != NEXT_STEP);
    let missing: Vec<String> = earlier
        .chain([&(NEXT_STEP, COMES_UP_EVER)])
        .map(|(name, sql)| format!("({})", missing(name, sql)))
        .collect();
    missing.join(" OR ")
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
         UNION ALL SELECT 1 WHERE r.trusted_contact_declined_on IS NOT NULL
         UNION ALL SELECT 1 FROM membership m JOIN person p ON p.id = m.person_id WHERE m.relationship_id = r.id
           AND (p.trusted_contact_id IS NOT NULL OR p.trusted_contact_declined_on IS NOT NULL)",
    ),
    (NEXT_STEP, COMES_UP),
];

/// The gap of a client that nothing would ever bring up again.
pub const NEXT_STEP: &str = "next step";

/// What would bring a client up again: a cadence, an open follow-up, a meeting to hold or log, an agreement with its
/// dates, a record or a day that comes; `$or` adds to the special dates that come every year.
macro_rules! comes_up {
    ($or:literal) => {
        concat!(
            "SELECT 1 WHERE r.tier IS NOT NULL OR r.ideal_days IS NOT NULL
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
        OR EXISTS (SELECT 1 FROM special_date d WHERE d.person_id = p.id AND (d.yearly = 1",
            $or,
            ")))"
        )
    };
}

/// What will, as of the newest day of the journal.
const COMES_UP: &str = comes_up!(" OR d.day > (SELECT max(day) FROM op)");

/// What will on every day to come, as long as no record changes.
const COMES_UP_EVER: &str = comes_up!("");
