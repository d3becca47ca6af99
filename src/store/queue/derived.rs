//! What derived items come from: rules to be taught, talks to be held again, days of persons, next steps.
//!
//! **Invariant:** each question reads rows that are due or nearly so, by an index.

use std::fmt::Write as _;

use chrono::{Datelike, Days, NaiveDate};
use rusqlite::params_from_iter;

use super::{MANAGED, back, day};
use crate::{
    domain::rejection::Rejection,
    store::{Db, trouble::Told},
};

/// A dated record of a relationship: a training, talk, exception, breach, life event, special date.
#[derive(Debug, Clone)]
pub struct DatedRow {
    /// The record.
    pub id: i64,
    /// Whose.
    pub relationship: i64,
    /// Tier of the relationship.
    pub tier: Option<String>,
    /// The day that matters.
    pub day: NaiveDate,
    /// The rule or measure it is about, when it is about one.
    pub about: Option<i64>,
}

/// A person with a birth date.
#[derive(Debug, Clone)]
pub struct BornRow {
    /// The person.
    pub person: i64,
    /// At home in.
    pub relationship: i64,
    /// Tier of the relationship.
    pub tier: Option<String>,
    /// `1963-03-14` or `--03-14`.
    pub birth_date: String,
}

impl Db<'_> {
    fn dated(&self, sql: &str, until: NaiveDate) -> Result<Vec<DatedRow>, Rejection> {
        let mut statement = self.conn.prepare_cached(sql).told()?;
        let rows = statement
            .query_map([until.to_string()], |row| {
                Ok(DatedRow {
                    id: row.get(0)?,
                    relationship: row.get(1)?,
                    tier: row.get(2)?,
                    day: day(row, 3)?.unwrap_or(until),
                    about: row.get(4)?,
                })
            })
            .told()?;
        rows.collect::<Result<_, _>>().told()
    }

    /// Rules to be taught again by a day: the newest training of each rule with a repeat date, or one
    /// that was not understood, 30 days on.
    pub fn trainings_due(&self, until: NaiveDate) -> Result<Vec<DatedRow>, Rejection> {
        self.dated(
            &format!(
                "SELECT t.id, t.relationship_id, r.tier,
                        CASE WHEN t.understood = 'yes' THEN t.repeat_on ELSE ifnull(t.repeat_on, date(t.day, '+30 days')) END AS again,
                        t.rule_id
                 FROM training t JOIN relationship r ON r.id = t.relationship_id JOIN rule u ON u.id = t.rule_id
                 WHERE again <= ?1 AND {MANAGED} AND u.state = 'in force'
                   AND NOT EXISTS (SELECT 1 FROM training n WHERE n.relationship_id = t.relationship_id
                                   AND n.rule_id = t.rule_id AND (n.day > t.day OR (n.day = t.day AND n.id > t.id)))"
            ),
            until,
        )
    }

    /// Yardstick talks to be reinforced by a day: the newest talk of each comparison.
    pub fn talks_due(&self, until: NaiveDate) -> Result<Vec<DatedRow>, Rejection> {
        self.dated(
            &format!(
                "SELECT k.id, k.relationship_id, r.tier, k.reinforce_on, NULL
                 FROM talk k JOIN relationship r ON r.id = k.relationship_id
                 WHERE k.reinforce_on <= ?1 AND {MANAGED}
                   AND NOT EXISTS (SELECT 1 FROM talk n WHERE n.relationship_id = k.relationship_id
                                   AND n.compared_with = k.compared_with
                                   AND (n.day > k.day OR (n.day = k.day AND n.id > k.id)))"
            ),
            until,
        )
    }

    /// Exceptions that end by a day and were not ended before.
    pub fn exceptions_ending(&self, until: NaiveDate) -> Result<Vec<DatedRow>, Rejection> {
        self.dated(
            &format!(
                "SELECT x.id, x.relationship_id, r.tier, x.until, x.rule_id
                 FROM exception x JOIN relationship r ON r.id = x.relationship_id
                 WHERE x.ended_on IS NULL AND x.until <= ?1 AND {MANAGED}"
            ),
            until,
        )
    }

    /// Breaches without an answer.
    pub fn breaches_open(&self, until: NaiveDate) -> Result<Vec<DatedRow>, Rejection> {
        self.dated(
            &format!(
                "SELECT b.id, b.relationship_id, r.tier, b.day, b.rule_id
                 FROM breach b JOIN relationship r ON r.id = b.relationship_id
                 WHERE b.answer = 'open' AND b.day <= ?1 AND {MANAGED}"
            ),
            until,
        )
    }

    /// Life events that are not decided and due by a day.
    pub fn life_events_due(&self, until: NaiveDate) -> Result<Vec<DatedRow>, Rejection> {
        self.dated(
            "SELECT l.id, l.relationship_id, r.tier, l.due_on, NULL
             FROM life_event l JOIN relationship r ON r.id = l.relationship_id
             WHERE l.decided_on IS NULL AND l.due_on <= ?1 AND r.stage <> 'ended'",
            until,
        )
    }

    /// Meetings ahead up to a day, those that have passed without being logged among them.
    pub fn meetings_until(&self, until: NaiveDate) -> Result<Vec<DatedRow>, Rejection> {
        self.dated(
            "SELECT m.id, m.relationship_id, r.tier, m.day, m.minutes
             FROM meeting m JOIN relationship r ON r.id = m.relationship_id
             WHERE m.state IN ('offered', 'planned', 'prepared') AND m.day <= ?1",
            until,
        )
    }

    /// Measures with a rhythm of reading, with the day their last reading is of (or the day before time).
    pub fn measures_read(&self, until: NaiveDate) -> Result<Vec<(DatedRow, String)>, Rejection> {
        let mut statement = self
            .conn
            .prepare_cached(&format!(
                "SELECT m.id, m.relationship_id, r.tier, (SELECT max(day) FROM reading d WHERE d.measure_id = m.id), m.read_every
                 FROM measure m JOIN relationship r ON r.id = m.relationship_id
                 WHERE m.read_every IS NOT NULL AND {MANAGED} AND ?1 IS NOT NULL"
            ))
            .told()?;
        let rows = statement
            .query_map([until.to_string()], |row| {
                let last = day(row, 3)?.unwrap_or(NaiveDate::MIN);
                let dated = DatedRow {
                    id: row.get(0)?,
                    relationship: row.get(1)?,
                    tier: row.get(2)?,
                    day: last,
                    about: None,
                };
                Ok((dated, row.get(4)?))
            })
            .told()?;
        rows.collect::<Result<_, _>>().told()
    }

    /// Living persons at home in a managed client relationship who may have a birthday between two days, or
    /// reach one of `ages` (in half-years) between two others; the callers look at the day itself.
    pub fn born(
        &self,
        birthdays: (NaiveDate, NaiveDate),
        ages: (&[u16], NaiveDate, NaiveDate),
    ) -> Result<Vec<BornRow>, Rejection> {
        const ALIVE: &str = "SELECT id FROM person WHERE birth_date IS NOT NULL AND died_on IS NULL";
        // A day more on both sides: the 29th of February is kept on the 28th or the 1st.
        let month_day = |day: NaiveDate| format!("{:02}-{:02}", day.month(), day.day());
        let (first, last) =
            (month_day(back(birthdays.0, 0, 1)), month_day(birthdays.1.succ_opt().unwrap_or(birthdays.1)));
        let until = "AND substr(birth_date, -5) <= ?2";
        // Over the end of the year the two ends are two stretches.
        let rest = if first <= last { until.to_owned() } else { format!("UNION {ALIVE} {until}") };
        let mut near = format!("{ALIVE} AND substr(birth_date, -5) >= ?1 {rest}");
        let mut bound = vec![first, last];
        for halves in ages.0 {
            // Months differ in length: three days more on both sides.
            let months = u32::from(*halves) * 6;
            bound.push(back(back(ages.1, months, 0), 0, 3).to_string());
            let to = back(ages.2, months, 0);
            bound.push(to.checked_add_days(Days::new(3)).unwrap_or(to).to_string());
            let _ = write!(
                near,
                " UNION {ALIVE} AND birth_date BETWEEN ?{} AND ?{}",
                bound.len() - 1,
                bound.len()
            );
        }
        let mut statement = self
            .conn
            .prepare_cached(&format!(
                "SELECT p.id, r.id, r.tier, p.birth_date FROM person p
                 CROSS JOIN membership m ON m.person_id = p.id AND m.home = 1
                 CROSS JOIN relationship r ON r.id = m.relationship_id
                 WHERE p.id IN ({near}) AND r.kind = 'client' AND {MANAGED}
                   AND m.role NOT IN ('attorney', 'accountant', 'trusted contact') GROUP BY p.id"
            ))
            .told()?;
        let rows = statement
            .query_map(params_from_iter(bound), |row| {
                Ok(BornRow {
                    person: row.get(0)?,
                    relationship: row.get(1)?,
                    tier: row.get(2)?,
                    birth_date: row.get(3)?,
                })
            })
            .told()?;
        rows.collect::<Result<_, _>>().told()
    }

    /// Special dates of persons at home in a managed relationship: record, relationship, tier, day text, yearly.
    pub fn special_dates(&self) -> Result<Vec<(i64, BornRow, bool)>, Rejection> {
        let mut statement = self
            .conn
            .prepare_cached(&format!(
                "SELECT d.id, p.id, r.id, r.tier, d.day, ifnull(d.yearly, 0) FROM special_date d
                 JOIN person p ON p.id = d.person_id
                 JOIN membership m ON m.person_id = p.id AND m.home = 1 JOIN relationship r ON r.id = m.relationship_id
                 WHERE p.died_on IS NULL AND r.kind = 'client' AND {MANAGED} GROUP BY d.id"
            ))
            .told()?;
        let rows = statement
            .query_map([], |row| {
                let born = BornRow {
                    person: row.get(1)?,
                    relationship: row.get(2)?,
                    tier: row.get(3)?,
                    birth_date: row.get(4)?,
                };
                Ok((row.get(0)?, born, row.get(5)?))
            })
            .told()?;
        rows.collect::<Result<_, _>>().told()
    }

    /// Prospects in play with no open follow-up and no meeting ahead, with the day of the last thing known.
    pub fn prospects_without_next_step(&self, today: NaiveDate) -> Result<Vec<DatedRow>, Rejection> {
        self.dated(
            "SELECT r.id, r.id, r.tier, max(ifnull(c.last_contact_on, ''), ifnull(r.entered_on, '')), NULL
             FROM relationship r LEFT JOIN ready_contact c ON c.relationship_id = r.id
             WHERE r.kind = 'prospect' AND r.stage <> 'not taken' AND ?1 IS NOT NULL
               AND NOT EXISTS (SELECT 1 FROM follow_up f INDEXED BY follow_up_open_of
                               WHERE f.relationship_id = r.id AND f.finished_on IS NULL)
               AND NOT EXISTS (SELECT 1 FROM meeting m WHERE m.relationship_id = r.id
                               AND m.state IN ('offered','planned','prepared') AND m.day >= ?1)",
            today,
        )
    }

    /// Relationships whose rules part is broken: a breach without answer or an exception past its end.
    pub fn rules_broken(&self, today: NaiveDate) -> Result<Vec<i64>, Rejection> {
        let mut statement = self
            .conn
            .prepare_cached(
                "SELECT relationship_id FROM breach WHERE answer = 'open'
                 UNION SELECT relationship_id FROM exception WHERE ended_on IS NULL AND until < ?1",
            )
            .told()?;
        let rows = statement.query_map([today.to_string()], |row| row.get(0)).told()?;
        rows.collect::<Result<_, _>>().told()
    }
}
