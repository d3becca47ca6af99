//! The queue: one ordered list of everything that needs the advisor, stored and derived.
//!
//! Two steps, so that a key never waits for the book: `seeds` decides what stands where from dates and
//! numbers alone; `dress` puts names and reasons on the rows that are shown.
//!
//! **Invariant:** derived items are never stored; their names are stable over days.

mod dress;
mod gather;
mod morning;
#[cfg(test)]
mod owed_tests;
mod place;
mod set_aside;
mod source;
#[cfg(test)]
mod steps_tests;
mod why;

use std::{borrow::Cow, collections::HashMap};

use chrono::NaiveDate;

use super::Book;
use crate::domain::{
    day::{Calendar, Pause, add_days, after_pauses, days_between},
    rank::{Rank, Section},
    record::{Kind, RecordId, Row},
    rejection::Rejection,
};
use crate::store::Db;

pub use crate::store::queue::Counts;
pub use dress::{Item, shown};
pub(crate) use gather::{cadence_of, facts_of, is_on_agenda, look_at};
pub use morning::{Coming, Finished, Morning, minutes};
pub(crate) use place::{item_of, kept};
pub use source::Source;

/// The queues of PRODUCT.md section 5.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum View {
    /// Overdue, due today, snoozes ending, today's share of gaps.
    Today,
    /// What of Today is late.
    Overdue,
    /// The next six weeks, day by day; at the end what has no date.
    Upcoming,
    /// Waiting on somebody, and what they promised.
    Waiting,
    /// Requests to be decided.
    Requests,
    /// Put off with or without their knowing.
    BackBurner,
    /// Agreements to look at again within 90 days.
    Reexaminations,
    /// What was never done.
    Gaps,
    /// Small things, to be done in one go.
    Batch,
}

impl View {
    /// All views, in their order.
    pub const ALL: [View; 9] = [
        Self::Today,
        Self::Overdue,
        Self::Upcoming,
        Self::Waiting,
        Self::Requests,
        Self::BackBurner,
        Self::Reexaminations,
        Self::Gaps,
        Self::Batch,
    ];

    /// What the view line calls it.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::Today => "Today",
            Self::Overdue => "Overdue",
            Self::Upcoming => "Upcoming",
            Self::Waiting => "Waiting",
            Self::Requests => "Requests",
            Self::BackBurner => "Back burner",
            Self::Reexaminations => "Re-exam",
            Self::Gaps => "Gaps",
            Self::Batch => "Batch",
        }
    }

    /// The word of `--queue`.
    #[must_use]
    pub fn of_word(word: &str) -> Option<Self> {
        match word {
            "today" => Some(Self::Today),
            "overdue" => Some(Self::Overdue),
            "upcoming" => Some(Self::Upcoming),
            "waiting" => Some(Self::Waiting),
            "requests" => Some(Self::Requests),
            "back-burner" => Some(Self::BackBurner),
            "re-examinations" => Some(Self::Reexaminations),
            "gaps" => Some(Self::Gaps),
            "batch" => Some(Self::Batch),
            _ => None,
        }
    }
}

/// One row of a queue before it has words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Seed {
    /// Where it comes from; also its name.
    pub source: Source,
    /// Whose it is.
    pub relationship: Option<i64>,
    /// The day it is due, as shown (rolled); none for what has no date.
    pub due: Option<NaiveDate>,
    /// The day it enters Today.
    pub on: Option<NaiveDate>,
    /// Its place.
    pub rank: Rank,
    /// Minutes it takes, known or usual.
    pub effort: Option<u32>,
}

impl Seed {
    /// The heading it stands under in Today.
    #[must_use]
    pub fn section(&self) -> Section {
        self.rank.section()
    }

    /// Whether it is late.
    #[must_use]
    pub fn is_late(&self, today: NaiveDate) -> bool {
        self.due.is_some_and(|due| due < today)
            && !matches!(self.source, Source::Gaps(_) | Source::Birthday { .. })
    }
}

/// What the rules of the queue ask of the practice; read once per load.
#[derive(Debug, Clone)]
pub struct Practice {
    /// Tiers: name, ideal, maximum.
    pub tiers: Vec<crate::store::Tier>,
    /// Working days and holidays.
    pub calendar: Calendar,
    /// Gaps that enter Today each day.
    pub gaps_per_day: usize,
    /// Working days in which a request is answered.
    pub answer_days: u32,
    /// Times in which nothing falls due.
    pub pauses: Pauses,
}

/// The pauses of the book: those of a relationship under its id, those of the whole practice under none.
#[derive(Debug, Clone, Default)]
pub struct Pauses(HashMap<Option<i64>, Vec<Pause>>);

impl Pauses {
    /// The pauses that hold for a relationship, the practice's own among them.
    #[must_use]
    pub fn of(&self, relationship: Option<i64>) -> Cow<'_, [Pause]> {
        let of = |whose: Option<i64>| self.0.get(&whose).map_or(&[][..], Vec::as_slice);
        match (of(None), relationship.map_or(&[][..], |id| of(Some(id)))) {
            (all, []) => Cow::Borrowed(all),
            ([], theirs) => Cow::Borrowed(theirs),
            (all, theirs) => Cow::Owned([all, theirs].concat()),
        }
    }

    /// How many relationships have a pause of their own on a day.
    #[must_use]
    pub fn count_on(&self, day: NaiveDate) -> usize {
        let holds = |pauses: &Vec<Pause>| pauses.iter().any(|pause| pause.holds(day));
        self.0.iter().filter(|(whose, pauses)| whose.is_some() && holds(pauses)).count()
    }

    /// The first day from `day` on that lies in no pause of a relationship.
    #[must_use]
    pub fn after(&self, relationship: Option<i64>, day: NaiveDate) -> NaiveDate {
        if self.0.is_empty() { day } else { after_pauses(day, &self.of(relationship)) }
    }
}

impl Practice {
    fn of(db: &Db<'_>) -> Result<Self, Rejection> {
        Ok(Self {
            tiers: db.tiers()?,
            calendar: db.calendar()?,
            gaps_per_day: db.setting("gaps_per_day")?.parse().unwrap_or(3),
            answer_days: db.setting("answer_days")?.parse().unwrap_or(1),
            pauses: Pauses(db.pauses()?),
        })
    }

    /// A tier's place in their order; none for none.
    #[must_use]
    pub fn place(&self, tier: Option<&str>) -> Option<u8> {
        let tier = tier?;
        self.tiers.iter().position(|known| known.name == tier).and_then(|place| u8::try_from(place).ok())
    }
}

/// How far a derived item is looked for that stands in no queue, in days: the longest interval is two years.
const FAR: u64 = 800;

/// A derived item by its name, however far ahead; none when nothing of it comes.
pub(crate) fn derived(db: &Db<'_>, key: &str, today: NaiveDate) -> Result<Option<Seed>, Rejection> {
    let seeds = gather::derived_within(db, &Practice::of(db)?, today, FAR)?;
    Ok(seeds.into_iter().find(|seed| seed.source.key() == key))
}

/// The first of these derived items that comes only on `until` or later, and its day. The far ones are looked
/// for only when one is not among the near.
pub(crate) fn comes_later<'k>(
    db: &Db<'_>,
    keys: &[&'k str],
    today: NaiveDate,
    until: NaiveDate,
) -> Result<Option<(&'k str, NaiveDate)>, Rejection> {
    let practice = Practice::of(db)?;
    let mut left = keys.to_vec();
    let near = u64::try_from(days_between(today, until)).unwrap_or(0);
    for days in [near, FAR.max(near)] {
        if left.is_empty() {
            break;
        }
        let seeds = gather::derived_within(db, &practice, today, days)?;
        let known: HashMap<String, Option<NaiveDate>> =
            seeds.into_iter().map(|seed| (seed.source.key(), seed.on)).collect();
        for key in &left {
            if let Some(on) = known.get(*key).copied().flatten().filter(|on| *on > today && *on >= until) {
                return Ok(Some((*key, on)));
            }
        }
        left.retain(|key| !known.contains_key(*key));
    }
    Ok(None)
}

/// The day an agreement is to be looked at again, by its row; none where it is gone or has none.
pub(crate) fn due_of(db: &Db<'_>, row: &Row, today: NaiveDate) -> Result<Option<NaiveDate>, Rejection> {
    let facts = db.agreements(row.id.kind, row.int("relationship_id"))?;
    let Some(facts) = facts.into_iter().find(|facts| facts.id == row.id) else { return Ok(None) };
    Ok(look_at(&facts, &Practice::of(db)?, today).due_on)
}

impl Book {
    /// The day an agreement is to be looked at again, when that lies ahead.
    pub fn not_due_before(&self, agreement: RecordId) -> Result<Option<NaiveDate>, Rejection> {
        let row = self.get(agreement)?.filter(|row| row.str("state") == "agreed");
        let due = row.map(|row| due_of(&self.db(), &row, self.today())).transpose()?.flatten();
        Ok(due.filter(|due| *due > self.today()))
    }

    /// What the queue asks of the practice.
    pub fn practice(&self) -> Result<Practice, Rejection> {
        Practice::of(&self.db())
    }

    /// Every follow-up that is not finished, without words.
    pub fn open_seeds(&self) -> Result<Vec<Seed>, Rejection> {
        gather::open(&self.db(), &self.practice()?, self.today())
    }

    /// The rows of a queue in their order, without words.
    pub fn seeds(&self, view: View) -> Result<Vec<Seed>, Rejection> {
        let practice = self.practice()?;
        let today = self.today();
        gather::gather(&self.db(), &practice, view, today)
    }

    /// The rows of Today and those that the next `days` bring, for who shows both.
    pub fn today_and_coming(&self, days: i64) -> Result<(Vec<Seed>, Vec<Seed>), Rejection> {
        gather::today_and_coming(&self.db(), &self.practice()?, self.today(), days)
    }

    /// The rows of these names in this order, without words; one that stands in no queue now is left out.
    pub fn seeds_of(&self, keys: &[String]) -> Result<Vec<Seed>, Rejection> {
        let mut found: HashMap<String, Seed> = HashMap::new();
        for view in View::ALL {
            if keys.iter().all(|key| found.contains_key(key)) {
                break;
            }
            let seeds = self.seeds(view)?;
            for seed in seeds {
                found.entry(seed.source.key()).or_insert(seed);
            }
        }
        Ok(keys.iter().filter_map(|key| found.get(key).copied()).collect())
    }

    /// Names and reasons for these rows.
    pub fn dress(&self, seeds: &[Seed]) -> Result<Vec<Item>, Rejection> {
        let dresser = dress::Dresser::new(self.db(), self.practice()?, self.clock());
        seeds.iter().map(|seed| dresser.dress(seed)).collect()
    }

    /// The agreements of a relationship that are one card now, or the next one within 90 days; in their order.
    pub fn agreements_due(&self, relationship: i64) -> Result<Vec<RecordId>, Rejection> {
        let (db, practice, today) = (self.db(), self.practice()?, self.today());
        let mut rows = Vec::new();
        for kind in [Kind::Goal, Kind::Expectation, Kind::Acceptance] {
            rows.extend(db.agreements(kind, Some(relationship))?);
        }
        let until = [0, 42, 90].into_iter().filter_map(|days| add_days(today, days));
        let card = until.into_iter().find_map(|until| gather::card(&rows, &practice, until, today));
        Ok(card.map_or_else(Vec::new, |(_, due)| due.iter().map(|row| row.id).collect()))
    }

    /// How many wait in the other queues.
    pub fn queue_counts(&self) -> Result<Counts, Rejection> {
        self.db().queue_counts()
    }

    /// The follow-ups finished today, newest first.
    pub fn finished_today(&self) -> Result<Vec<RecordId>, Rejection> {
        self.db().finished_on(self.today())
    }
}
