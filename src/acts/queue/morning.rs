//! The first page of Today, kept for the next start: the same rows with the same words, already found.
//!
//! A start asks one question instead of all that find, order and word what is due. The page is written when
//! the desk is left; after any act it is of no use until then, and Today is found anew.
//!
//! **Invariant:** it is shown only while the journal's head, the day and the program are those it was made
//! for, and the days off; in any doubt there is none.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{Counts, Item, Seed, Source, View};
use crate::{
    acts::{Book, name::short},
    domain::{
        day::add_days,
        record::{Kind, RecordId},
        rejection::Rejection,
    },
};

/// The name it is kept under, beside what else the desk keeps for itself.
const NAME: &str = "morning";
/// Rows of the page: more than the tallest screens show.
const FIRST: usize = 60;
/// Days that the foot of Today looks ahead: five working days lie within them.
const AHEAD: i64 = 9;
/// Working days that it names.
const NAMED: usize = 5;
/// Books with more clients than this do not count all gaps each time Today is read.
const COUNTED: i64 = 1_000;
/// What was finished today is shown up to this many.
const FINISHED: usize = 20;

/// Days and how many rows each brings.
pub type Coming = Vec<(NaiveDate, usize)>;

/// The first page of Today, and what is said around it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Morning {
    made_for: MadeFor,
    /// How many rows Today has.
    pub all: usize,
    /// How many of them are late.
    pub late: usize,
    /// How many wait in the queues counted by themselves.
    pub counts: Counts,
    /// Minutes of all its rows whose effort is known or usual.
    pub minutes: u32,
    /// The next working days and how many rows each brings.
    pub coming: Coming,
    /// What was finished today, the newest first.
    pub finished: Vec<Finished>,
    /// How many were finished today.
    pub finished_in_all: usize,
    /// How many more clients have gaps.
    pub gaps_behind: usize,
    /// The first rows in their order, each under its heading.
    pub rows: Vec<(String, Item)>,
}

/// The state of things that a page holds for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct MadeFor {
    head: (i64, String),
    day: NaiveDate,
    program: String,
    /// The days off of the configuration, as one number: they move what is due and are not in the book.
    days_off: u64,
}

/// A follow-up that was finished.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finished {
    /// For whom, short; empty when for nobody.
    pub who: String,
    /// Their tier, or nothing.
    pub tier: String,
    /// What it was.
    pub title: String,
    /// How it ended: done, dropped, declined.
    pub state: String,
}

impl Book {
    /// The page kept, while it is still that of now.
    #[must_use]
    pub fn morning(&self) -> Option<Morning> {
        let kept: Morning = serde_json::from_str(&self.view_state(NAME).ok()??).ok()?;
        (Some(&kept.made_for) == self.now().ok().as_ref()).then_some(kept)
    }

    /// Keeps the page as it is now, unless that is the one kept. Waits for no other writer.
    pub fn keep_morning(&self) -> Result<(), Rejection> {
        if self.morning().is_some() {
            return Ok(());
        }
        let page = serde_json::to_string(&self.reading(|| self.make_morning())?);
        let page = page.map_err(|error| Rejection::fault(format!("Today could not be kept: {error}.")))?;
        self.store().in_passing(|store| store.keep_view_state(NAME, &page))
    }

    /// Today's rows, and how many each of the next working days brings.
    pub fn today_and_next_days(&self) -> Result<(Vec<Seed>, Coming), Rejection> {
        let (seeds, ahead) = self.today_and_coming(AHEAD)?;
        let calendar = self.practice()?.calendar;
        let days = (1..=AHEAD).filter_map(|k| add_days(self.today(), k));
        let count = |on: NaiveDate| ahead.iter().filter(|seed| seed.on == Some(on)).count();
        let next = days.filter(|on| calendar.is_working(*on)).take(NAMED).map(|on| (on, count(on)));
        Ok((seeds, next.collect()))
    }

    /// How many more clients have gaps than the share of the day among these rows of Today; none is counted in
    /// a book with very many clients, nor while the share is not full.
    pub fn gaps_behind(&self, today: &[Seed]) -> Result<usize, Rejection> {
        let is_gap = |seed: &&Seed| matches!(seed.source, Source::Gaps(_) | Source::NextStep(_));
        let shown = today.iter().filter(is_gap).count();
        if shown < self.practice()?.gaps_per_day || self.db().count(Kind::Relationship)? > COUNTED {
            return Ok(0);
        }
        Ok(self.seeds(View::Gaps)?.len().saturating_sub(shown))
    }

    /// These follow-ups as they ended.
    pub fn finished(&self, ids: &[RecordId]) -> Result<Vec<Finished>, Rejection> {
        let mut all = Vec::new();
        for id in ids.iter().take(FINISHED) {
            let Some(row) = self.get(*id)? else { continue };
            let client = match row.int("relationship_id") {
                Some(id) => self.get(RecordId::new(Kind::Relationship, id))?,
                None => None,
            };
            let (who, tier) = client
                .map(|row| (short(row.str("name")).to_owned(), row.str("tier").to_owned()))
                .unwrap_or_default();
            let (title, state) = (row.str("title").to_owned(), row.str("state").to_owned());
            all.push(Finished { who, tier, title, state });
        }
        Ok(all)
    }

    fn now(&self) -> Result<MadeFor, Rejection> {
        Ok(MadeFor {
            head: self.head()?,
            day: self.today(),
            program: env!("CARGO_PKG_VERSION").to_owned(),
            days_off: self.days_off(),
        })
    }

    fn make_morning(&self) -> Result<Morning, Rejection> {
        let (today, coming) = self.today_and_next_days()?;
        let done = self.finished_today()?;
        let first = today.get(..FIRST.min(today.len())).unwrap_or_default();
        let headings = first.iter().map(|seed| seed.section().heading().to_owned());
        Ok(Morning {
            made_for: self.now()?,
            all: today.len(),
            late: today.iter().filter(|seed| seed.is_late(self.today())).count(),
            counts: self.queue_counts()?,
            minutes: minutes(&today),
            coming,
            gaps_behind: self.gaps_behind(&today)?,
            finished: self.finished(&done)?,
            finished_in_all: done.len(),
            rows: headings.zip(self.dress(first)?).collect(),
        })
    }
}

/// Minutes of these rows, where their effort is known or usual.
#[must_use]
pub fn minutes(seeds: &[Seed]) -> u32 {
    seeds.iter().filter_map(|seed| seed.effort).sum()
}

#[cfg(test)]
#[path = "morning_tests.rs"]
mod tests;
