//! What the standing of relationships is made of, for one or for all, and the list of clients.
//!
//! **Invariant:** a fixed number of questions, whatever the size of the book; never one per row.

use std::collections::HashMap;

use chrono::NaiveDate;
use rusqlite::{OptionalExtension, params};

use super::{Db, trouble::Told};
use crate::domain::{
    record::{Kind, RecordId, Row},
    rejection::Rejection,
};

/// One line of the list of relationships.
#[derive(Debug, Clone)]
pub struct RelationshipLine {
    /// Its id.
    pub id: i64,
    /// Its name.
    pub name: String,
    /// client, prospect, partner, helper.
    pub kind: String,
    /// Tier.
    pub tier: Option<String>,
    /// Stage.
    pub stage: String,
    /// Own ideal gap.
    pub ideal_days: Option<i64>,
    /// Own maximum gap.
    pub maximum_days: Option<i64>,
    /// When it was entered.
    pub entered_on: Option<NaiveDate>,
    /// Last real contact.
    pub last_contact: Option<NaiveDate>,
    /// Custodian, CPA, ...
    pub partner_role: Option<String>,
}

/// Counts of one relationship's rules.
#[derive(Debug, Clone, Copy, Default)]
pub struct RuleCounts {
    /// Any acceptance, training, exception or breach.
    pub records: u32,
    /// Breaches without answer.
    pub open_breaches: u32,
    /// Exceptions past their end.
    pub expired: u32,
    /// Rules to be taught again.
    pub reteach: u32,
    /// First lessons whose planned day has come.
    pub lessons: u32,
    /// New versions they were not told of.
    pub untold: u32,
}

/// Our promises to one relationship.
#[derive(Debug, Clone, Default)]
pub struct PromiseCounts {
    /// All, ours and theirs.
    pub records: u32,
    /// Ours overdue.
    pub overdue: u32,
    /// Ours due today.
    pub due_today: u32,
    /// The oldest overdue one.
    pub oldest: Option<(String, NaiveDate)>,
}

fn day(row: &rusqlite::Row<'_>, k: usize) -> rusqlite::Result<Option<NaiveDate>> {
    let text: Option<String> = row.get(k)?;
    Ok(text.and_then(|text| text.parse().ok()))
}

/// `= ?1` for one, a condition that always holds for all.
fn only_where(column: &str, only: Option<i64>) -> String {
    if only.is_some() { format!("{column} = ?1") } else { "?1 IS NULL".to_owned() }
}

impl Db<'_> {
    /// The relationships, by name, or one.
    pub fn relationships(&self, only: Option<i64>) -> Result<Vec<RelationshipLine>, Rejection> {
        let sql = format!(
            "SELECT r.id, r.name, r.kind, r.tier, r.stage, r.ideal_days, r.maximum_days, r.entered_on,
                    c.last_contact_on, r.partner_role
             FROM relationship r LEFT JOIN ready_contact c ON c.relationship_id = r.id WHERE {} ORDER BY r.name, r.id",
            only_where("r.id", only)
        );
        let mut statement = self.conn.prepare_cached(&sql).told()?;
        let rows = statement
            .query_map([only], |row| {
                Ok(RelationshipLine {
                    id: row.get(0)?,
                    name: row.get(1)?,
                    kind: row.get::<_, Option<String>>(2)?.unwrap_or_default(),
                    tier: row.get(3)?,
                    stage: row.get::<_, Option<String>>(4)?.unwrap_or_default(),
                    ideal_days: row.get(5)?,
                    maximum_days: row.get(6)?,
                    entered_on: day(row, 7)?,
                    last_contact: day(row, 8)?,
                    partner_role: row.get(9)?,
                })
            })
            .told()?;
        rows.collect::<Result<_, _>>().told()
    }

    /// Counts of rules by relationship, as of a day.
    pub fn rule_counts(
        &self,
        only: Option<i64>,
        today: NaiveDate,
    ) -> Result<HashMap<i64, RuleCounts>, Rejection> {
        let mut counts: HashMap<i64, RuleCounts> = HashMap::new();
        let which = only_where("relationship_id", only);
        let mut add = |sql: &str, put: fn(&mut RuleCounts, u32)| -> Result<(), Rejection> {
            let mut statement = self.conn.prepare_cached(sql).told()?;
            let mut rows = statement.query(params![only, today.to_string()]).told()?;
            while let Some(row) = rows.next().told()? {
                let (id, count): (i64, u32) = (row.get(0).told()?, row.get(1).told()?);
                put(counts.entry(id).or_default(), count);
            }
            Ok(())
        };
        for table in ["acceptance", "training", "exception", "breach"] {
            let sql = format!(
                "SELECT relationship_id, count(*) FROM {table} WHERE {which} AND ?2 <> '' GROUP BY 1"
            );
            add(&sql, |all, count| all.records += count)?;
        }
        add(
            &format!(
                "SELECT relationship_id, count(*) FROM breach WHERE {which} AND answer = 'open' AND ?2 <> '' GROUP BY 1"
            ),
            |all, count| all.open_breaches = count,
        )?;
        add(
            &format!(
                "SELECT relationship_id, count(*) FROM exception WHERE {which} AND ended_on IS NULL AND until < ?2 GROUP BY 1"
            ),
            |all, count| all.expired = count,
        )?;
        add(
            &format!(
                "SELECT t.relationship_id, count(*) FROM training t JOIN rule u ON u.id = t.rule_id
                 WHERE {} AND u.state = 'in force'
                   AND CASE WHEN t.understood = 'yes' THEN t.repeat_on ELSE ifnull(t.repeat_on, date(t.day, '+30 days')) END <= ?2
                   AND NOT EXISTS (SELECT 1 FROM training n WHERE n.relationship_id = t.relationship_id
                                   AND n.rule_id = t.rule_id AND (n.day > t.day OR (n.day = t.day AND n.id > t.id)))
                 GROUP BY 1",
                only_where("t.relationship_id", only)
            ),
            |all, count| all.reteach = count,
        )?;
        add(
            &format!(
                "SELECT a.relationship_id, count(*) FROM acceptance a JOIN rule u ON u.id = a.rule_id
                 WHERE {} AND a.teach_by <= ?2 AND a.state <> 'retired' AND u.state = 'in force'
                   AND NOT EXISTS (SELECT 1 FROM training t WHERE t.relationship_id = a.relationship_id
                                   AND t.rule_id = a.rule_id)
                 GROUP BY 1",
                only_where("a.relationship_id", only)
            ),
            |all, count| all.lessons = count,
        )?;
        add(
            &format!(
                "SELECT a.relationship_id, count(*) FROM acceptance a JOIN rule u ON u.id = a.rule_id
                 WHERE {} AND a.state = 'agreed' AND a.rule_version < u.version AND u.state = 'in force' AND ?2 <> ''
                   AND NOT EXISTS (SELECT 1 FROM training t WHERE t.relationship_id = a.relationship_id
                                   AND t.rule_id = a.rule_id AND t.rule_version = u.version)
                 GROUP BY 1",
                only_where("a.relationship_id", only)
            ),
            |all, count| all.untold = count,
        )?;
        Ok(counts)
    }

    /// Promises by relationship, as of a day.
    pub fn promise_counts(
        &self,
        only: Option<i64>,
        today: NaiveDate,
    ) -> Result<HashMap<i64, PromiseCounts>, Rejection> {
        let mut counts: HashMap<i64, PromiseCounts> = HashMap::new();
        let sql = format!(
            "SELECT relationship_id, count(*),
                    count(*) FILTER (WHERE finished_on IS NULL AND whose = 'ours' AND state = 'open' AND due < ?2),
                    count(*) FILTER (WHERE finished_on IS NULL AND whose = 'ours' AND state = 'open' AND due = ?2)
             FROM follow_up WHERE {} AND relationship_id IS NOT NULL
               AND (kind = 'promise' OR (kind = 'request' AND decision IN ('do', 'schedule'))) GROUP BY 1",
            only_where("relationship_id", only)
        );
        let mut statement = self.conn.prepare_cached(&sql).told()?;
        let mut rows = statement.query(params![only, today.to_string()]).told()?;
        while let Some(row) = rows.next().told()? {
            let count = PromiseCounts {
                records: row.get(1).told()?,
                overdue: row.get(2).told()?,
                due_today: row.get(3).told()?,
                oldest: None,
            };
            counts.insert(row.get(0).told()?, count);
        }
        let sql = format!(
            "SELECT relationship_id, title, due FROM follow_up
             WHERE {} AND relationship_id IS NOT NULL AND finished_on IS NULL AND whose = 'ours' AND state = 'open'
               AND due < ?2 AND (kind = 'promise' OR (kind = 'request' AND decision IN ('do', 'schedule')))
             ORDER BY due DESC",
            only_where("relationship_id", only)
        );
        let mut statement = self.conn.prepare_cached(&sql).told()?;
        let mut rows = statement.query(params![only, today.to_string()]).told()?;
        while let Some(row) = rows.next().told()? {
            let title: String = row.get(1).told()?;
            if let (Some(count), Some(due)) = (counts.get_mut(&row.get(0).told()?), day(row, 2).told()?) {
                count.oldest = Some((title, due));
            }
        }
        Ok(counts)
    }

    /// The tags of every relationship, or of one.
    pub fn tags(&self, only: Option<i64>) -> Result<HashMap<i64, Vec<String>>, Rejection> {
        let sql = format!(
            "SELECT relationship_id, name FROM tag WHERE {} ORDER BY name",
            only_where("relationship_id", only)
        );
        let mut statement = self.conn.prepare_cached(&sql).told()?;
        let mut rows = statement.query([only]).told()?;
        let mut tags: HashMap<i64, Vec<String>> = HashMap::new();
        while let Some(row) = rows.next().told()? {
            tags.entry(row.get(0).told()?).or_default().push(row.get(1).told()?);
        }
        Ok(tags)
    }

    /// The newest interactions of a relationship up to a day if one is named, whichever member took part.
    pub fn interactions_of(
        &self,
        relationship: i64,
        until: Option<NaiveDate>,
        limit: i64,
    ) -> Result<Vec<Row>, Rejection> {
        let ids: Vec<i64> = self
            .conn
            .prepare_cached(
                "SELECT i.id FROM share s JOIN interaction i ON i.id = s.interaction_id WHERE s.relationship_id = ?1 AND (?2 IS NULL OR i.day <= ?2)
                 ORDER BY i.day DESC, i.id DESC LIMIT ?3",
            )
            .told()?
            .query_map(params![relationship, until.map(|day| day.to_string()), limit], |row| row.get(0))
            .told()?
            .collect::<Result<_, _>>()
            .told()?;
        let mut rows = Vec::with_capacity(ids.len());
        for id in ids {
            rows.extend(self.get(RecordId::new(Kind::Interaction, id))?);
        }
        Ok(rows)
    }

    /// How many interactions a relationship has, up to a day if one is named.
    pub fn interaction_count(&self, relationship: i64, until: Option<NaiveDate>) -> Result<i64, Rejection> {
        let Some(until) = until else {
            let sql = "SELECT count(*) FROM share WHERE relationship_id = ?1";
            let mut statement = self.conn.prepare_cached(sql).told()?;
            return statement.query_row([relationship], |row| row.get(0)).told();
        };
        self.conn
            .prepare_cached(
                "SELECT count(*) FROM share s JOIN interaction i ON i.id = s.interaction_id
                 WHERE s.relationship_id = ?1 AND i.day <= ?2",
            )
            .told()?
            .query_row(params![relationship, until.to_string()], |row| row.get(0))
            .told()
    }

    /// The day of the last real contact of a relationship.
    pub fn last_contact(&self, relationship: i64) -> Result<Option<(NaiveDate, i64)>, Rejection> {
        let found: Option<(Option<NaiveDate>, i64)> = self
            .conn
            .prepare_cached(
                "SELECT last_contact_on, last_interaction_id FROM ready_contact WHERE relationship_id = ?1",
            )
            .told()?
            .query_row([relationship], |row| Ok((day(row, 0)?, row.get(1)?)))
            .optional()
            .told()?;
        Ok(found.and_then(|(on, id)| on.map(|on| (on, id))))
    }

    /// The newest reading of a measure.
    pub fn last_reading(&self, measure: i64) -> Result<Option<Row>, Rejection> {
        let id: Option<i64> = self
            .conn
            .prepare_cached(
                "SELECT d.id FROM reading d WHERE d.measure_id = ?1
                   AND NOT EXISTS (SELECT 1 FROM reading n WHERE n.corrects_id = d.id) ORDER BY d.day DESC, d.id DESC LIMIT 1",
            )
            .told()?
            .query_row([measure], |row| row.get(0))
            .optional()
            .told()?;
        id.map_or(Ok(None), |id| self.get(RecordId::new(Kind::Reading, id)))
    }

    /// The members of a relationship: the membership beside its person, head first.
    pub fn members(&self, relationship: i64) -> Result<Vec<(Row, Row)>, Rejection> {
        let mut members = Vec::new();
        for membership in self.of(Kind::Membership, relationship)? {
            let Some(person) = membership.int("person_id") else { continue };
            if let Some(person) = self.get(RecordId::new(Kind::Person, person))? {
                members.push((membership, person));
            }
        }
        let order = |role: &str| match role {
            "head" => 0,
            "spouse" | "partner" => 1,
            "child" | "parent" | "member" => 2,
            _ => 3,
        };
        members.sort_by_key(|(membership, _)| (order(membership.str("role")), membership.id));
        Ok(members)
    }
}

impl Db<'_> {
    /// The names of each relationship's members in one text, for the filter.
    pub fn member_names(&self) -> Result<HashMap<i64, String>, Rejection> {
        let mut statement = self
            .conn
            .prepare_cached(
                "SELECT m.relationship_id, group_concat(p.name, ' ') FROM membership m JOIN person p ON p.id = m.person_id
                 GROUP BY m.relationship_id",
            )
            .told()?;
        let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).told()?;
        rows.collect::<Result<_, _>>().told()
    }
}
