//! Titles of agreements and the counts of the rulebook.
//!
//! **Invariant:** a fixed number of questions, whatever the size of the book.

use std::collections::{HashMap, HashSet};

use chrono::NaiveDate;

use super::{Db, trouble::Told};
use crate::domain::{record::Kind, rejection::Rejection};

/// A rule with its counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuleLine {
    /// Its id.
    pub id: i64,
    /// Its topic.
    pub topic: String,
    /// Its title.
    pub title: String,
    /// draft, in force, withdrawn.
    pub state: String,
    /// Managed clients who accepted it.
    pub accepted: i64,
    /// Managed clients never taught.
    pub untaught: i64,
    /// Managed clients to teach it again, or to tell of its new version.
    pub reteach: i64,
    /// Exceptions in force.
    pub excepted: i64,
    /// Breaches since a day.
    pub broken: i64,
    /// Those of them that were ours.
    pub by_us: i64,
    /// Breaches without an answer.
    pub open: i64,
}

/// A client that is managed; `r` is the relationship.
const MANAGED_CLIENT: &str = "r.kind = 'client' AND r.stage NOT IN ('ending', 'ended')";

impl Db<'_> {
    /// The title of every agreement of a type beside the name of whose it is.
    pub fn titles(&self, kind: Kind) -> Result<HashMap<i64, (String, String)>, Rejection> {
        let spec = kind.spec();
        let title = if kind == Kind::Acceptance {
            "(SELECT u.title FROM rule u WHERE u.id = a.rule_id)".to_owned()
        } else {
            format!("a.{}", spec.title)
        };
        let sql = format!(
            "SELECT a.id, {title}, r.name FROM {} a JOIN relationship r ON r.id = a.relationship_id",
            spec.table
        );
        let mut statement = self.conn.prepare_cached(&sql).told()?;
        let rows = statement.query_map([], |row| Ok((row.get(0)?, (row.get(1)?, row.get(2)?)))).told()?;
        rows.collect::<Result<_, _>>().told()
    }

    /// The expectations of a topic that are agreed.
    pub fn agreed_of_topic(&self, topic: &str) -> Result<HashSet<i64>, Rejection> {
        let sql = "SELECT id FROM expectation WHERE topic = ?1 AND state = 'agreed'";
        let mut statement = self.conn.prepare_cached(sql).told()?;
        let rows = statement.query_map([topic], |row| row.get(0)).told()?;
        rows.collect::<Result<_, _>>().told()
    }

    /// Every rule with its counts.
    pub fn rule_lines(&self, today: NaiveDate, since: NaiveDate) -> Result<Vec<RuleLine>, Rejection> {
        let sql = format!(
            "SELECT u.id, u.topic, u.title, u.state,
               (SELECT count(*) FROM acceptance a JOIN relationship r ON r.id = a.relationship_id
                WHERE a.rule_id = u.id AND a.state = 'agreed' AND {MANAGED_CLIENT}),
               (SELECT count(*) FROM relationship r WHERE {MANAGED_CLIENT}) -
               (SELECT count(DISTINCT t.relationship_id) FROM training t JOIN relationship r ON r.id = t.relationship_id
                WHERE t.rule_id = u.id AND {MANAGED_CLIENT}),
               (SELECT count(*) FROM training t JOIN relationship r ON r.id = t.relationship_id
                WHERE t.rule_id = u.id AND {MANAGED_CLIENT}
                AND NOT EXISTS (SELECT 1 FROM training n
                  WHERE n.relationship_id = t.relationship_id AND n.rule_id = t.rule_id
                  AND (n.day > t.day OR (n.day = t.day AND n.id > t.id)))
                AND ((t.rule_version < u.version AND NOT EXISTS (SELECT 1 FROM acceptance n
                    WHERE n.relationship_id = t.relationship_id AND n.rule_id = u.id
                    AND n.state = 'agreed' AND n.rule_version >= u.version))
                  OR t.understood IN ('doubtful', 'no') OR (t.understood = 'yes' AND t.repeat_on <= ?1))) +
               (SELECT count(*) FROM acceptance a JOIN relationship r ON r.id = a.relationship_id
                WHERE a.rule_id = u.id AND a.state = 'agreed' AND a.rule_version < u.version AND {MANAGED_CLIENT}
                AND NOT EXISTS (SELECT 1 FROM training t
                  WHERE t.relationship_id = a.relationship_id AND t.rule_id = u.id)),
               (SELECT count(DISTINCT x.relationship_id || ' ' || lower(trim(substr(coalesce(x.why, ''), 1,
                  instr(coalesce(x.why, '') || char(10), char(10)) - 1)))) FROM exception x WHERE x.rule_id = u.id AND x.ended_on IS NULL
                AND (x.until IS NULL OR x.until >= ?1)),
               (SELECT count(*) FROM breach b WHERE b.rule_id = u.id AND b.day >= ?2),
               (SELECT count(*) FROM breach b WHERE b.rule_id = u.id AND b.answer = 'open'),
               (SELECT count(*) FROM breach b WHERE b.rule_id = u.id AND b.day >= ?2 AND b.by = 'us')
             FROM rule u"
        );
        let mut statement = self.conn.prepare_cached(&sql).told()?;
        let rows = statement
            .query_map([today.to_string(), since.to_string()], |row| {
                Ok(RuleLine {
                    id: row.get(0)?,
                    topic: row.get::<_, Option<String>>(1)?.unwrap_or_default(),
                    title: row.get(2)?,
                    state: row.get::<_, Option<String>>(3)?.unwrap_or_default(),
                    accepted: row.get(4)?,
                    untaught: row.get(5)?,
                    reteach: row.get(6)?,
                    excepted: row.get(7)?,
                    broken: row.get(8)?,
                    open: row.get(9)?,
                    by_us: row.get(10)?,
                })
            })
            .told()?;
        rows.collect::<Result<_, _>>().told()
    }

    /// How many managed clients there are.
    pub fn managed_clients(&self) -> Result<i64, Rejection> {
        self.conn
            .prepare_cached(&format!("SELECT count(*) FROM relationship r WHERE {MANAGED_CLIENT}"))
            .told()?
            .query_row([], |row| row.get(0))
            .told()
    }

    /// Managed clients by name.
    pub fn client_names(&self) -> Result<Vec<(i64, String)>, Rejection> {
        let sql =
            format!("SELECT r.id, r.name FROM relationship r WHERE {MANAGED_CLIENT} ORDER BY r.name, r.id");
        let mut statement = self.conn.prepare_cached(&sql).told()?;
        let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).told()?;
        rows.collect::<Result<_, _>>().told()
    }
}
