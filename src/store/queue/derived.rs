//! What derived items come from: rules to be taught, talks to be held again, days of persons, next steps.
//!
//! **Invariant:** each question reads rows that are due or nearly so, by an index.

use std::fmt::Write as _;

use chrono::{Datelike, Days, NaiveDate};
use rusqlite::params_from_iter;

use super::{MANAGED, back, day};
use crate::{
    domain::{record::Kind, rejection::Rejection},
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

    /// Rules to be taught by a day: again, the newest training of each rule with a repeat date, or one that was not
    /// understood, 30 days on; for the first time, as planned for a new client.
    pub fn trainings_due(&self, until: NaiveDate) -> Result<Vec<DatedRow>, Rejection> {
        self.dated(
            "SELECT e.id, e.relationship_id, r.tier, e.day, u.id
             FROM rule u CROSS JOIN ready e ON e.pace = CAST(u.id AS TEXT)
             CROSS JOIN relationship r ON r.id = e.relationship_id
             WHERE u.state = 'in force' AND e.what IN ('teach', 'plan') AND e.day <= ?1",
            until,
        )
    }

    /// Yardstick talks to be reinforced by a day: the newest talk of each comparison.
    pub fn talks_due(&self, until: NaiveDate) -> Result<Vec<DatedRow>, Rejection> {
        self.dated(
            "SELECT e.id, e.relationship_id, r.tier, e.day, NULL
             FROM ready e CROSS JOIN relationship r ON r.id = e.relationship_id
             WHERE e.what = 'talk' AND e.pace = '' AND e.day <= ?1",
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

    /// Decisions of which what came of them is to be looked at by a day; relationship 0 is the practice itself.
    pub fn decisions_due(&self, until: NaiveDate) -> Result<Vec<DatedRow>, Rejection> {
        self.dated(
            "SELECT d.id, ifnull(d.relationship_id, 0), r.tier, d.check_on, NULL
             FROM decision d LEFT JOIN relationship r ON r.id = d.relationship_id
             WHERE d.outcome_on IS NULL AND d.check_on IS NOT NULL AND d.check_on <= ?1
               AND NOT EXISTS (SELECT 1 FROM decision n WHERE n.corrects_id = d.id)",
            until,
        )
    }

    /// Entries of registers that are due by a day; relationship 0 is the practice itself.
    pub fn duties_due(&self, until: NaiveDate) -> Result<Vec<(Kind, DatedRow)>, Rejection> {
        let mut due = Vec::new();
        for (kind, table, day, open) in [
            (Kind::Obligation, "obligation", "due", "t.met_on IS NULL"),
            (
                Kind::Incident,
                "incident",
                "notify_by",
                "ifnull(t.decision, '') NOT IN ('told', 'no notice needed')",
            ),
            (Kind::Complaint, "complaint", "answer_by", "t.answered_on IS NULL"),
        ] {
            let rows = self.dated(
                &format!(
                    "SELECT t.id, ifnull(t.relationship_id, 0), r.tier, t.{day}, NULL
                     FROM {table} t LEFT JOIN relationship r ON r.id = t.relationship_id
                     WHERE {open} AND t.{day} <= ?1"
                ),
                until,
            )?;
            due.extend(rows.into_iter().map(|row| (kind, row)));
        }
        Ok(due)
    }

    /// Complaints without an answer to which nobody gave a day, by the day they came.
    pub fn complaints_open(&self, until: NaiveDate) -> Result<Vec<DatedRow>, Rejection> {
        self.dated(
            "SELECT t.id, t.relationship_id, r.tier, t.day, NULL
             FROM complaint t CROSS JOIN relationship r ON r.id = t.relationship_id
             WHERE t.answered_on IS NULL AND t.answer_by IS NULL AND t.day <= ?1",
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

    /// Measures whose next reading may be due by a day, with the day their last reading is of (or the day before
    /// time) and their rhythm; `months` tells how long a rhythm is.
    pub fn measures_near(
        &self,
        until: NaiveDate,
        months: impl Fn(&str) -> u32,
    ) -> Result<Vec<(DatedRow, String)>, Rejection> {
        let mut near = Vec::new();
        for every in self.paces("reading")? {
            // Months differ in length: three days more.
            let since = back(until, months(&every), 0);
            let since = since.checked_add_days(Days::new(3)).unwrap_or(since);
            let mut statement = self
                .conn
                .prepare_cached(
                    "SELECT e.id, e.relationship_id, r.tier, e.day
                     FROM ready e CROSS JOIN relationship r ON r.id = e.relationship_id
                     WHERE e.what = 'reading' AND e.pace = ?1 AND e.day <= ?2",
                )
                .told()?;
            let rows = statement
                .query_map([&every, &since.to_string()], |row| {
                    Ok(DatedRow {
                        id: row.get(0)?,
                        relationship: row.get(1)?,
                        tier: row.get(2)?,
                        day: day(row, 3)?.unwrap_or(NaiveDate::MIN),
                        about: None,
                    })
                })
                .told()?;
            for row in rows {
                near.push((row.told()?, every.clone()));
            }
        }
        Ok(near)
    }

    /// Living persons at home in a managed client relationship (the first of them) who may have a birthday
    /// between two days, or reach one of `ages` (in half-years) between two others; the callers look at the day.
    pub fn born(
        &self,
        birthdays: (NaiveDate, NaiveDate),
        ages: (&[u16], NaiveDate, NaiveDate),
    ) -> Result<Vec<BornRow>, Rejection> {
        const ALIVE: &str = "WHERE birth_date IS NOT NULL AND died_on IS NULL";
        let day_of_year = format!("SELECT id FROM person INDEXED BY person_birthday {ALIVE}");
        let (first, last) = month_days(birthdays.0, birthdays.1);
        let until = "AND substr(birth_date, -5) <= ?2";
        // Over the end of the year the two ends are two stretches.
        let rest = if first <= last { until.to_owned() } else { format!("UNION ALL {day_of_year} {until}") };
        let mut near = format!("{day_of_year} AND substr(birth_date, -5) >= ?1 {rest}");
        let mut bound = vec![first, last];
        for halves in ages.0 {
            // Months differ in length: three days more on both sides.
            let months = u32::from(*halves) * 6;
            bound.push(back(back(ages.1, months, 0), 0, 3).to_string());
            let to = back(ages.2, months, 0);
            bound.push(to.checked_add_days(Days::new(3)).unwrap_or(to).to_string());
            let _ = write!(
                near,
                " UNION ALL SELECT id FROM person INDEXED BY person_born {ALIVE} AND birth_date BETWEEN ?{} AND ?{}",
                bound.len() - 1,
                bound.len()
            );
        }
        let mut statement = self
            .conn
            .prepare_cached(&format!(
                "SELECT p.id, min(r.id), r.tier, p.birth_date FROM ({near}) n CROSS JOIN person p ON p.id = n.id
                 CROSS JOIN membership m ON m.person_id = p.id AND m.home = 1
                 CROSS JOIN relationship r ON r.id = m.relationship_id
                 WHERE r.kind = 'client' AND {MANAGED}
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

    /// Special dates of persons at home in a managed client relationship that may be between two days (`yearly`:
    /// those that come every year) or two others (`once`): record, relationship, tier, day text, yearly; the
    /// callers look at the day itself.
    pub fn special_dates(
        &self,
        yearly: (NaiveDate, NaiveDate),
        once: (NaiveDate, NaiveDate),
    ) -> Result<Vec<(i64, BornRow, bool)>, Rejection> {
        const EACH_YEAR: &str =
            "SELECT id FROM special_date WHERE (yearly = 1 OR length(day) < 10) AND substr(day, -5)";
        let (first, last) = month_days(yearly.0, yearly.1);
        // Over the end of the year the two ends are two stretches.
        let near = if first <= last {
            format!("{EACH_YEAR} BETWEEN ?1 AND ?2")
        } else {
            format!("{EACH_YEAR} >= ?1 UNION ALL {EACH_YEAR} <= ?2")
        };
        let mut statement = self
            .conn
            .prepare_cached(&format!(
                "SELECT d.id, p.id, min(r.id), r.tier, d.day, ifnull(d.yearly, 0)
                 FROM ({near} UNION ALL
                       SELECT id FROM special_date WHERE yearly IS NOT 1 AND length(day) >= 10 AND day BETWEEN ?3 AND ?4) n
                 CROSS JOIN special_date d ON d.id = n.id CROSS JOIN person p ON p.id = d.person_id
                 CROSS JOIN membership m ON m.person_id = p.id AND m.home = 1
                 CROSS JOIN relationship r ON r.id = m.relationship_id
                 WHERE p.died_on IS NULL AND r.kind = 'client' AND {MANAGED} GROUP BY d.id"
            ))
            .told()?;
        let rows = statement
            .query_map([first, last, once.0.to_string(), once.1.to_string()], |row| {
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

    /// Prospects in play with no open follow-up and no meeting ahead, the day of the last thing known at least
    /// a week before `until`, with that day.
    pub fn prospects_without_next_step(
        &self,
        today: NaiveDate,
        until: NaiveDate,
    ) -> Result<Vec<DatedRow>, Rejection> {
        let mut statement = self
            .conn
            .prepare_cached(
                "SELECT r.id, r.tier, max(ifnull(c.last_contact_on, ''), ifnull(r.entered_on, ''))
                 FROM (SELECT relationship_id AS id FROM ready WHERE what = 'prospect' AND pace = '' AND day <= ?2
                       UNION ALL
                       SELECT relationship_id FROM ready WHERE what = 'prospect' AND pace = 'm' AND day < ?1) e
                 CROSS JOIN relationship r ON r.id = e.id LEFT JOIN ready_contact c ON c.relationship_id = r.id",
            )
            .told()?;
        let rows = statement
            .query_map([today.to_string(), back(until, 0, 7).to_string()], |row| {
                Ok(DatedRow {
                    id: row.get(0)?,
                    relationship: row.get(0)?,
                    tier: row.get(1)?,
                    day: day(row, 2)?.unwrap_or(today),
                    about: None,
                })
            })
            .told()?;
        rows.collect::<Result<_, _>>().told()
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

/// The stretch of the year from one day to another, as `month-day`; the whole of it when they are a year apart.
///
/// A day more on both sides: the 29th of February is kept on the 28th or the 1st.
fn month_days(from: NaiveDate, until: NaiveDate) -> (String, String) {
    if until.signed_duration_since(from).num_days() > 360 {
        return ("01-01".to_owned(), "12-31".to_owned());
    }
    let month_day = |day: NaiveDate| format!("{:02}-{:02}", day.month(), day.day());
    (month_day(back(from, 0, 1)), month_day(until.succ_opt().unwrap_or(until)))
}
