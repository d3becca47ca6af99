//! What the queue is made of: the open follow-ups and the contacts, beside `agreements` and `derived`.
//!
//! **Invariant:** each question reads rows that are due or nearly so, by an index; no due date is stored.

mod agreements;
mod derived;

use std::{collections::HashMap, sync::Arc};

use chrono::{Days, Months, NaiveDate};
use rusqlite::OptionalExtension;
use serde::{Deserialize, Serialize};

use super::{Db, trouble::Told};
use crate::domain::{
    quick_add::Stakes,
    record::{Kind, RecordId, Row},
    rejection::Rejection,
};

pub use agreements::AgreementRow;
pub use derived::{BornRow, DatedRow};

/// An open follow-up, as far as its place in the queue asks.
#[derive(Debug, Clone)]
pub struct OpenFollowUp {
    /// Its id.
    pub id: i64,
    /// Whose it is.
    pub relationship: Option<i64>,
    /// Tier of the relationship.
    pub tier: Option<Arc<str>>,
    /// promise, request, task.
    pub kind: &'static str,
    /// Whether they do it.
    pub theirs: bool,
    /// open, waiting, back burner.
    pub state: &'static str,
    /// Due date.
    pub due: Option<NaiveDate>,
    /// Cannot be later.
    pub hard: bool,
    /// high, normal, low; none is the tier's.
    pub stakes: Option<Stakes>,
    /// Minutes.
    pub effort: Option<i64>,
    /// A request without a decision.
    pub undecided: bool,
    /// When it was asked.
    pub asked_on: Option<NaiveDate>,
    /// Hidden until.
    pub snoozed_until: Option<NaiveDate>,
    /// When to ask again.
    pub ask_again_on: Option<NaiveDate>,
    /// When the back burner wakes.
    pub wakes_on: Option<NaiveDate>,
}

/// A relationship's contact facts.
#[derive(Debug, Clone)]
pub struct ContactRow {
    /// The relationship.
    pub relationship: i64,
    /// Its tier.
    pub tier: Option<String>,
    /// Its own ideal gap.
    pub ideal_days: Option<i64>,
    /// Its own maximum gap.
    pub maximum_days: Option<i64>,
    /// The day it was entered.
    pub entered_on: Option<NaiveDate>,
    /// The last real contact.
    pub last_contact: Option<NaiveDate>,
}

pub(super) const MANAGED: &str = "r.stage NOT IN ('ending', 'ended', 'not taken')";

/// A text of the row, borrowed: most rows are looked at and left.
fn text<'r>(row: &'r rusqlite::Row<'_>, k: usize) -> rusqlite::Result<&'r str> {
    Ok(row.get_ref(k)?.as_str_or_null().map_err(rusqlite::Error::from)?.unwrap_or_default())
}

/// One of the words a column may hold; the empty one for any other.
fn word(row: &rusqlite::Row<'_>, k: usize, known: &[&'static str]) -> rusqlite::Result<&'static str> {
    let said = text(row, k)?;
    Ok(known.iter().find(|word| **word == said).copied().unwrap_or_default())
}

/// A day as the book writes it. Read by hand: thousands are read before the first screen stands.
fn day(row: &rusqlite::Row<'_>, k: usize) -> rusqlite::Result<Option<NaiveDate>> {
    let text = row.get_ref(k)?.as_str_or_null().map_err(rusqlite::Error::from)?;
    Ok(text.and_then(day_of))
}

fn day_of(text: &str) -> Option<NaiveDate> {
    let number = |digits: &[u8]| {
        digits.iter().try_fold(0_u32, |sum, digit| Some(sum * 10 + char::from(*digit).to_digit(10)?))
    };
    let [y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2] = text.as_bytes() else { return text.parse().ok() };
    let year = i32::try_from(number(&[*y1, *y2, *y3, *y4])?).ok()?;
    NaiveDate::from_ymd_opt(year, number(&[*m1, *m2])?, number(&[*d1, *d2])?)
}

/// What the queue asks of the relationships, read once for all its questions.
#[derive(Debug, Default)]
pub struct Whose(HashMap<i64, (Option<Arc<str>>, bool)>);

impl Whose {
    /// The tier of a relationship.
    #[must_use]
    pub fn tier(&self, relationship: Option<i64>) -> Option<Arc<str>> {
        self.0.get(&relationship?).and_then(|(tier, _)| tier.clone())
    }

    /// Whether its stage still derives cadence and re-examinations.
    #[must_use]
    pub fn is_managed(&self, relationship: i64) -> bool {
        self.0.get(&relationship).is_some_and(|(_, managed)| *managed)
    }
}

/// Which open follow-ups are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// Those that may concern a day: due by then, or without a date and undecided, waiting, asleep.
    Until(NaiveDate),
    /// All.
    All,
}

impl Db<'_> {
    /// The tiers of all relationships, and which are managed.
    pub fn whose(&self) -> Result<Whose, Rejection> {
        let sql = format!("SELECT r.id, r.tier, {MANAGED} FROM relationship r");
        let mut statement = self.conn.prepare_cached(&sql).told()?;
        let mut tiers: Vec<Arc<str>> = Vec::new();
        let mut known = HashMap::new();
        let mut rows = statement.query([]).told()?;
        while let Some(row) = rows.next().told()? {
            let name = text(row, 1).told()?;
            if !name.is_empty() && !tiers.iter().any(|tier| &**tier == name) {
                tiers.push(Arc::from(name));
            }
            let tier = tiers.iter().find(|tier| &***tier == name).cloned();
            known.insert(row.get(0).told()?, (tier, row.get::<_, Option<bool>>(2).told()?.unwrap_or(false)));
        }
        Ok(Whose(known))
    }

    /// Open follow-ups.
    pub fn open_follow_ups(&self, reach: Reach, whose: &Whose) -> Result<Vec<OpenFollowUp>, Rejection> {
        const COLUMNS: &str = "f.id, f.relationship_id, NULL, f.kind, f.whose = 'theirs', f.state, f.due, f.hard = 1,
             f.stakes, f.effort_minutes, f.kind = 'request' AND f.decided_on IS NULL, f.asked_on, f.snoozed_until,
             f.ask_again_on, f.back_burner_until";
        const FROM: &str = "FROM follow_up f";
        let (sql, until) = match reach {
            Reach::All => (
                format!("SELECT {COLUMNS} {FROM} WHERE f.finished_on IS NULL AND ?1 IS NOT NULL"),
                String::new(),
            ),
            Reach::Until(day) => (
                format!(
                    "SELECT {COLUMNS} {FROM} WHERE f.finished_on IS NULL AND f.due <= ?1
                     UNION ALL SELECT {COLUMNS} {FROM} WHERE f.finished_on IS NULL AND f.state <> 'open'
                       AND (f.due IS NULL OR f.due > ?1)
                     UNION ALL SELECT {COLUMNS} {FROM} WHERE f.finished_on IS NULL AND f.kind = 'request'
                       AND f.decided_on IS NULL AND f.state = 'open' AND (f.due IS NULL OR f.due > ?1)"
                ),
                day.to_string(),
            ),
        };
        let mut statement = self.conn.prepare_cached(&sql).told()?;
        let rows = statement
            .query_map([until], |row| {
                let relationship = row.get(1)?;
                Ok(OpenFollowUp {
                    id: row.get(0)?,
                    relationship,
                    tier: whose.tier(relationship),
                    kind: word(row, 3, &["promise", "request", "task"])?,
                    theirs: row.get::<_, Option<bool>>(4)?.unwrap_or(false),
                    state: word(row, 5, &["open", "waiting", "back burner"])?,
                    due: day(row, 6)?,
                    hard: row.get::<_, Option<bool>>(7)?.unwrap_or(false),
                    stakes: Stakes::of(text(row, 8)?),
                    effort: row.get(9)?,
                    undecided: row.get(10)?,
                    asked_on: day(row, 11)?,
                    snoozed_until: day(row, 12)?,
                    ask_again_on: day(row, 13)?,
                    wakes_on: day(row, 14)?,
                })
            })
            .told()?;
        rows.collect::<Result<_, _>>().told()
    }

    /// Contact facts of all managed clients, or of one.
    pub fn contacts(&self, only: Option<i64>) -> Result<Vec<ContactRow>, Rejection> {
        let sql = format!(
            "SELECT r.id, r.tier, r.ideal_days, r.maximum_days, r.entered_on, c.last_contact_on
             FROM relationship r LEFT JOIN ready_contact c ON c.relationship_id = r.id
             WHERE {} AND {MANAGED}",
            if only.is_some() { "r.id = ?1" } else { "r.kind = 'client' AND ?1 IS NULL" }
        );
        let mut statement = self.conn.prepare_cached(&sql).told()?;
        let rows = statement
            .query_map([only], |row| {
                Ok(ContactRow {
                    relationship: row.get(0)?,
                    tier: row.get(1)?,
                    ideal_days: row.get(2)?,
                    maximum_days: row.get(3)?,
                    entered_on: day(row, 4)?,
                    last_contact: day(row, 5)?,
                })
            })
            .told()?;
        rows.collect::<Result<_, _>>().told()
    }

    /// The derived items that are hidden today, and until when.
    pub fn snoozed(&self, today: NaiveDate) -> Result<HashMap<String, NaiveDate>, Rejection> {
        let sql = "SELECT item, until FROM snooze WHERE until > ?1";
        let mut statement = self.conn.prepare_cached(sql).told()?;
        let rows = statement
            .query_map([today.to_string()], |row| Ok((row.get(0)?, day(row, 1)?.unwrap_or(today))))
            .told()?;
        rows.collect::<Result<_, _>>().told()
    }

    /// Derived items that were answered ("not for them", "done") by their name.
    pub fn answered(&self) -> Result<Vec<String>, Rejection> {
        self.texts("SELECT gap FROM gap_answer WHERE ?1 IS NOT NULL AND instr(gap, '.') > 0", NaiveDate::MIN)
    }

    /// The items placed by hand for a day, in their order.
    pub fn placed(&self, day: NaiveDate) -> Result<Vec<String>, Rejection> {
        self.texts("SELECT item FROM placement WHERE day = ?1 ORDER BY place", day)
    }

    fn texts(&self, sql: &str, day: NaiveDate) -> Result<Vec<String>, Rejection> {
        let mut statement = self.conn.prepare_cached(sql).told()?;
        let rows = statement.query_map([day.to_string()], |row| row.get(0)).told()?;
        rows.collect::<Result<_, _>>().told()
    }

    /// The follow-ups that are small things, to be done in one go, as far as they are open.
    pub fn small_things(&self) -> Result<Vec<i64>, Rejection> {
        self.ids("SELECT id FROM follow_up WHERE finished_on IS NULL AND small = 1")
    }

    /// The follow-ups with which something went wrong, the newest first.
    pub fn went_wrong(&self) -> Result<Vec<i64>, Rejection> {
        self.ids(
            "SELECT id FROM follow_up WHERE went_wrong IS NOT NULL ORDER BY ifnull(finished_on, '9999') DESC, id DESC",
        )
    }

    fn ids(&self, sql: &str) -> Result<Vec<i64>, Rejection> {
        let mut statement = self.conn.prepare_cached(sql).told()?;
        let rows = statement.query_map([], |row| row.get(0)).told()?;
        rows.collect::<Result<_, _>>().told()
    }

    /// Follow-ups finished on a day, newest first.
    pub fn finished_on(&self, day: NaiveDate) -> Result<Vec<RecordId>, Rejection> {
        let mut statement = self
            .conn
            .prepare_cached("SELECT id FROM follow_up WHERE finished_on = ?1 ORDER BY id DESC LIMIT 50")
            .told()?;
        let rows = statement
            .query_map([day.to_string()], |row| Ok(RecordId::new(Kind::FollowUp, row.get(0)?)))
            .told()?;
        rows.collect::<Result<_, _>>().told()
    }
}

fn back(day: NaiveDate, months: u32, days: u64) -> NaiveDate {
    day.checked_sub_months(Months::new(months))
        .and_then(|day| day.checked_sub_days(Days::new(days)))
        .unwrap_or(day)
}

/// How many wait in the queues that the view line counts.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    /// Waiting on somebody, and what they promised.
    pub waiting: i64,
    /// Requests undecided.
    pub requests: i64,
    /// On the back burner.
    pub back_burner: i64,
}

impl Db<'_> {
    /// How many wait in the queues that are counted by themselves.
    pub fn queue_counts(&self) -> Result<Counts, Rejection> {
        self.conn
            .prepare_cached(
                "SELECT count(*) FILTER (WHERE state = 'waiting' OR (whose = 'theirs' AND state = 'open')),
                        count(*) FILTER (WHERE kind = 'request' AND decided_on IS NULL AND state = 'open'),
                        count(*) FILTER (WHERE state = 'back burner')
                 FROM follow_up WHERE finished_on IS NULL",
            )
            .told()?
            .query_row([], |row| {
                Ok(Counts { waiting: row.get(0)?, requests: row.get(1)?, back_burner: row.get(2)? })
            })
            .told()
    }

    /// The minute of the day a meeting begins, when known.
    pub fn meeting_minute(&self, meeting: i64) -> Result<Option<u16>, Rejection> {
        let time: Option<String> = self
            .conn
            .prepare_cached("SELECT time FROM meeting WHERE id = ?1")
            .told()?
            .query_row([meeting], |row| row.get(0))
            .told()?;
        Ok(time.and_then(|time| {
            let (hour, minute) = time.split_once(':')?;
            hour.parse::<u16>().ok()?.checked_mul(60)?.checked_add(minute.parse().ok()?)
        }))
    }

    /// The head of a household, else its first member with household rights.
    pub fn head_of(&self, relationship: i64) -> Result<Option<Row>, Rejection> {
        let id: Option<i64> = self
            .conn
            .prepare_cached(
                "SELECT person_id FROM membership WHERE relationship_id = ?1
                   AND role NOT IN ('trusted contact', 'attorney', 'accountant') ORDER BY role <> 'head', id LIMIT 1",
            )
            .told()?
            .query_row([relationship], |row| row.get(0))
            .optional()
            .told()?;
        id.map_or(Ok(None), |id| self.get(RecordId::new(Kind::Person, id)))
    }
}
