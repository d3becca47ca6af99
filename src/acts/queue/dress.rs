//! Puts words on the rows of a queue: who, what, and the reason: who promised, when, how late.
//!
//! **Invariant:** a handful of indexed reads per row, for the rows that are shown and no others.

mod agreed;
mod days;
mod owed;
mod stored;

use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};

use super::{Practice, Seed, Source, gather};
use crate::{
    acts::name::short,
    clock::Clock,
    domain::{
        day::{self, days_between},
        entry,
        record::{Kind, RecordId, Row},
        records::follow_up::FAULTY,
        rejection::Rejection,
    },
    store::Db,
};

/// One row of a queue, with words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Item {
    /// Its stable name: `f40`, `c12.contact`.
    pub key: String,
    /// Whose it is, short; empty for the practice's own.
    pub who: String,
    /// Tier of the relationship.
    pub tier: String,
    /// What is to be done.
    pub title: String,
    /// Why it is here, in words: who promised, when, how late.
    pub reason: String,
    /// The part of the reason that is late or broken, when it is; a tail of `reason`.
    pub alarm: String,
    /// The same in few words, for narrow screens.
    pub brief: String,
    /// Due day as shown.
    pub due: Option<NaiveDate>,
    /// Minutes it takes, known or usual.
    pub minutes: Option<u32>,
    /// The record that verbs act on.
    pub record: RecordId,
    /// The agreements of an agreements card.
    pub agreements: Vec<RecordId>,
    /// Whose it is.
    pub relationship: Option<i64>,
    /// promise, request, task, or what derived it.
    pub kind: String,
}

pub(super) struct Dresser<'a> {
    db: Db<'a>,
    practice: Practice,
    today: NaiveDate,
    clock: Clock,
}

/// Words of one row.
struct Words {
    title: String,
    reason: String,
    alarm: String,
    kind: &'static str,
}

impl Words {
    fn new(kind: &'static str, title: impl Into<String>, reason: impl Into<String>) -> Self {
        Self { title: title.into(), reason: reason.into(), alarm: String::new(), kind }
    }
    /// The reason says that its repeat has gone bad; what is late stays the tail.
    fn faulty(mut self) -> Self {
        match self.reason.strip_suffix(&self.alarm).filter(|_| !self.alarm.is_empty()) {
            Some(head) => self.reason = format!("{head}{FAULTY}, {}", self.alarm),
            None => self.reason = format!("{}, {FAULTY}", self.reason),
        }
        self
    }
    /// The reason gets a late tail.
    fn late(mut self, days: i64) -> Self {
        if days > 0 {
            self.alarm = format!("{} late", day::count_days(days));
            self.reason = format!("{}, {}", self.reason, self.alarm);
        }
        self
    }
}

impl<'a> Dresser<'a> {
    pub(super) fn new(db: Db<'a>, practice: Practice, clock: &Clock) -> Self {
        Self { db, practice, today: clock.today(), clock: clock.clone() }
    }

    pub(super) fn dress(&self, seed: &Seed) -> Result<Item, Rejection> {
        let relationship = match seed.relationship {
            Some(id) => self.db.get(RecordId::new(Kind::Relationship, id))?,
            None => None,
        };
        let mut agreements = Vec::new();
        let words = match seed.source {
            Source::FollowUp(id) => self.follow_up(id)?,
            Source::Meeting(id) => self.meeting(id)?,
            Source::Contact(id) => self.contact(id)?,
            Source::Agreements(id) => self.agreements(id, seed, &mut agreements)?,
            Source::Teach { rule, relationship } => self.teach(rule, relationship, seed)?,
            Source::Reinforce(id) => self.reinforce(id, seed)?,
            Source::Reading(id) => self.reading(id, seed)?,
            Source::Expires(id) => self.expires(id)?,
            Source::Breach(id) => self.breach(id)?,
            Source::LifeEvent(id) => self.life_event(id, seed)?,
            Source::Decision(id) => self.decision(id, seed)?,
            Source::Duty(record) => self.duty(record, seed)?,
            Source::Birthday { person, .. } => self.birthday(person, seed)?,
            Source::Age { person, halves } => self.age(person, halves, seed)?,
            Source::Special { date, .. } => self.special(date, seed)?,
            Source::NextStep(id) => self.next_step(id, seed)?,
            Source::Gaps(id) => self.gaps(id)?,
            Source::Tell { rule, version } => self.tell(rule, version)?,
            Source::Purge(first) => self.purge(first)?,
            Source::Safeguard(record) => self.safeguard(record, seed)?,
        };
        let brief = if words.alarm.is_empty() { words.reason.clone() } else { words.alarm.clone() };
        Ok(Item {
            key: seed.source.key(),
            who: relationship.as_ref().map(|row| short(row.str("name")).to_owned()).unwrap_or_default(),
            tier: relationship.as_ref().map(|row| row.str("tier").to_owned()).unwrap_or_default(),
            title: words.title,
            reason: words.reason,
            alarm: words.alarm,
            brief,
            due: seed.due,
            minutes: seed.effort,
            record: seed.source.record(),
            agreements,
            relationship: seed.relationship,
            kind: words.kind.to_owned(),
        })
    }

    fn need(&self, kind: Kind, id: i64) -> Result<Row, Rejection> {
        self.db.need(RecordId::new(kind, id))
    }

    /// "Fri 27 Nov", with the year when it is another.
    fn said(&self, on: NaiveDate) -> String {
        if on.year() == self.today.year() { day::weekday_day(on) } else { day::short(on, self.today) }
    }

    fn contact(&self, id: i64) -> Result<Words, Rejection> {
        let row = self.db.contact(id)?;
        let Some(cadence) = row.and_then(|row| gather::cadence_of(&row, &self.practice, self.today)) else {
            return Ok(Words::new("contact", "Call", "no cadence"));
        };
        let head =
            self.db.head_of(id)?.map(|row| row.str("given").to_owned()).filter(|given| !given.is_empty());
        let title = head.map_or_else(|| "Call them".to_owned(), |given| format!("Call {given}"));
        let broken = cadence.state == crate::domain::cadence::State::Broken && cadence.paused_until.is_none();
        let alarm = if broken {
            cadence.reason().split_once(", ").map(|(_, tail)| tail.to_owned()).unwrap_or_default()
        } else {
            String::new()
        };
        let mut reason = cadence.reason();
        if cadence.days.is_some() && !broken && cadence.due_on > self.today {
            reason = format!("{} days on {}", cadence.lateness.1, self.said(cadence.due_on));
        }
        Ok(Words { alarm, ..Words::new("contact", title, reason) })
    }

    fn life_event(&self, id: i64, seed: &Seed) -> Result<Words, Rejection> {
        let row = self.need(Kind::LifeEvent, id)?;
        let on = row.day("day").map(|on| day::short(on, self.today)).unwrap_or_default();
        let what = if row.str("note").is_empty() { row.str("kind") } else { row.str("note") };
        let late = seed.due.map_or(0, |due| days_between(due, self.today));
        Ok(Words::new("life event", format!("After: {what}"), format!("{} of {on}", row.str("kind")))
            .late(late))
    }

    fn next_step(&self, id: i64, seed: &Seed) -> Result<Words, Rejection> {
        let row = self.need(Kind::Relationship, id)?;
        if row.str("kind") == "client" {
            let title = format!("Next step for {}", short(row.str("name")));
            return Ok(Words::new("next step", title, "nothing would bring them up again"));
        }
        let since = seed.due.and_then(|due| day::add_days(due, -7)).unwrap_or(self.today);
        // Before its day, and where a weekend moved it, nobody has waited yet.
        let missing = match days_between(since, self.today) {
            days if days > 0 => format!("no next step for {}", day::count_days(days)),
            _ => "no next step yet".to_owned(),
        };
        Ok(Words::new(
            "next step",
            format!("Next step for {}", short(row.str("name"))),
            format!("{}, {missing}", row.str("stage")),
        ))
    }

    fn gaps(&self, id: i64) -> Result<Words, Rejection> {
        let lacks = self.db.gaps_of(id)?;
        let title = match lacks.as_slice() {
            [only] => format!("Close a gap: {only}"),
            many => format!("Close {} gaps: {}", many.len(), many.join(", ")),
        };
        let reason = if lacks.contains(&"goals") { "never agreed" } else { "never done" };
        Ok(Words::new("gaps", title, reason))
    }
}

/// The text of a field in shown form, for details beside the queue.
#[must_use]
pub fn shown(row: &Row, name: &str) -> String {
    row.id.kind.spec().field(name).map(|field| entry::show(field, row.fields.get(name))).unwrap_or_default()
}
