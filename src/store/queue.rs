//! What the queue is made of: the open follow-ups, beside `contacts`, `agreements` and `derived`.
//!
//! **Invariant:** each question reads rows that are due or nearly so, by an index; no due date is stored.

mod agreements;
mod contacts;
mod derived;
mod owed;
#[cfg(test)]
mod scan;
mod whose;

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
pub use contacts::ContactRow;
pub use derived::{BornRow, DatedRow};
pub use owed::{GivenRow, UntoldRow};
pub use whose::Whose;

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

/// Which open follow-ups are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// Those that may enter Today by a day.
    Until(NaiveDate),
    /// Those, and what has no day.
    UntilOrNone(NaiveDate),
    /// All.
    All,
}

/// The day an open follow-up enters Today at the earliest, `9999` when it has none: what the index
/// `follow_up_enters` is made of, in its words. Days off, which are not in the record, only move it on.
const ENTERS: &str = "max(ifnull(CASE WHEN f.state = 'waiting' THEN ifnull(f.ask_again_on, f.due)
      WHEN f.state = 'back burner' THEN f.back_burner_until
      WHEN f.kind = 'request' AND f.decided_on IS NULL THEN min(ifnull(f.due, ''), ifnull(f.asked_on, ''))
      ELSE f.due END, ifnull(f.snoozed_until, '9999')), ifnull(f.snoozed_until, ''))";

/// A row of them; the tier is found apart.
fn open_follow_up(row: &rusqlite::Row<'_>) -> rusqlite::Result<OpenFollowUp> {
    Ok(OpenFollowUp {
        id: row.get(0)?,
        relationship: row.get(1)?,
        tier: None,
        kind: word(row, 2, &["promise", "request", "task"])?,
        theirs: row.get::<_, Option<bool>>(3)?.unwrap_or(false),
        state: word(row, 4, &["open", "waiting", "back burner"])?,
        due: day(row, 5)?,
        hard: row.get::<_, Option<bool>>(6)?.unwrap_or(false),
        stakes: Stakes::of(text(row, 7)?),
        effort: row.get(8)?,
        undecided: row.get(9)?,
        asked_on: day(row, 10)?,
        snoozed_until: day(row, 11)?,
        ask_again_on: day(row, 12)?,
        wakes_on: day(row, 13)?,
    })
}

impl Db<'_> {
    /// Open follow-ups, one by one: of thousands none is kept longer than it is looked at.
    pub fn open_follow_ups(
        &self,
        reach: Reach,
        whose: &Whose<'_>,
        mut each: impl FnMut(OpenFollowUp),
    ) -> Result<(), Rejection> {
        const READ: &str = "SELECT f.id, f.relationship_id, f.kind, f.whose = 'theirs', f.state, f.due, f.hard = 1,
             f.stakes, f.effort_minutes, f.kind = 'request' AND f.decided_on IS NULL, f.asked_on, f.snoozed_until,
             f.ask_again_on, f.back_burner_until FROM follow_up f";
        let near = format!("{READ} INDEXED BY follow_up_enters WHERE f.finished_on IS NULL AND {ENTERS}");
        let (sql, until) = match reach {
            Reach::All => (format!("{READ} WHERE f.finished_on IS NULL AND ?1 IS NOT NULL"), String::new()),
            Reach::Until(day) => (format!("{near} <= ?1"), day.to_string()),
            Reach::UntilOrNone(day) => {
                (format!("{near} <= ?1 UNION ALL {near} = '9999' AND ?1 < '9999'"), day.to_string())
            }
        };
        let mut statement = self.conn.prepare_cached(&sql).told()?;
        let mut rows = statement.query([until]).told()?;
        while let Some(row) = rows.next().told()? {
            let mut follow_up = open_follow_up(row).told()?;
            follow_up.tier = whose.tier(follow_up.relationship)?;
            each(follow_up);
        }
        Ok(())
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

    /// Which of these derived items were answered for good ("not for them", "done").
    pub fn answered_of(&self, keys: impl Iterator<Item = String>) -> Result<Vec<String>, Rejection> {
        const ANSWERED: &str = "SELECT EXISTS (SELECT 1 FROM gap_answer WHERE instr(gap, '.') > 0 AND ";
        let is_any: bool = self
            .conn
            .prepare_cached(&format!("{ANSWERED} gap > '')"))
            .told()?
            .query_row([], |row| row.get(0))
            .told()?;
        let mut found = Vec::new();
        if is_any {
            let mut statement = self.conn.prepare_cached(&format!("{ANSWERED} gap = ?1)")).told()?;
            for key in keys {
                if statement.query_row([&key], |row| row.get(0)).told()? {
                    found.push(key);
                }
            }
        }
        Ok(found)
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
                // Only what is counted is stepped over, each by its own index.
                "SELECT (SELECT count(*) FROM follow_up WHERE finished_on IS NULL AND state <> 'open' AND state = 'waiting')
                          + (SELECT count(*) FROM follow_up
                             WHERE finished_on IS NULL AND whose = 'theirs' AND state = 'open'),
                        (SELECT count(*) FROM follow_up INDEXED BY follow_up_undecided
                         WHERE finished_on IS NULL AND kind = 'request' AND decided_on IS NULL AND state = 'open'),
                        (SELECT count(*) FROM follow_up
                         WHERE finished_on IS NULL AND state <> 'open' AND state = 'back burner')",
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
