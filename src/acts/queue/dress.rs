//! Puts words on the rows of a queue: who, what, and the reason: who promised, when, how late.
//!
//! **Invariant:** a handful of indexed reads per row, for the rows that are shown and no others.

use std::cmp::Ordering;

use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};

use super::{Practice, Seed, Source, gather};
use crate::{
    acts::name::short,
    domain::{
        agreement::Life,
        day::{self, days_between},
        entry,
        record::{Kind, RecordId, Row},
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
    pub(super) fn new(db: Db<'a>, practice: Practice, today: NaiveDate) -> Self {
        Self { db, practice, today }
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
            Source::Birthday { person, .. } => self.birthday(person, seed)?,
            Source::Age { person, halves } => self.age(person, halves, seed)?,
            Source::Special { date, .. } => self.special(date, seed)?,
            Source::NextStep(id) => self.next_step(id, seed)?,
            Source::Gaps(id) => self.gaps(id)?,
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

    fn follow_up(&self, id: i64) -> Result<Words, Rejection> {
        let row = self.need(Kind::FollowUp, id)?;
        let title = row.str("title").to_owned();
        let theirs = row.str("whose") == "theirs";
        let due = row.day("due");
        let late = due.map_or(0, |due| days_between(due, self.today));
        let when = |due: NaiveDate| {
            if due == self.today { "due today".to_owned() } else { format!("due {}", self.said(due)) }
        };
        let asked = row.day("asked_on").map(|on| day::short(on, self.today)).unwrap_or_default();
        Ok(match (row.str("state"), row.str("kind")) {
            ("waiting", _) => {
                let since = row.day("waiting_since").map(|on| day::short(on, self.today)).unwrap_or_default();
                let again = row.day("ask_again_on").map(|on| {
                    if on <= self.today {
                        ", ask again".to_owned()
                    } else {
                        format!(", ask again {}", self.said(on))
                    }
                });
                let reason =
                    format!("on {} since {since}{}", row.str("waiting_on"), again.unwrap_or_default());
                Words::new("waiting", title, reason)
            }
            ("back burner", _) => {
                let until = row.day("back_burner_until").map(|on| self.said(on)).unwrap_or_default();
                let told = if row.flag("told") { "told" } else { "not told" };
                Words::new("back burner", title, format!("back burner until {until}, {told}"))
            }
            (_, "promise") if theirs => {
                let words = Words::new(
                    "their promise",
                    title,
                    format!("by them for {}", due.map(|due| self.said(due)).unwrap_or_default()),
                );
                if late >= 0 {
                    Words { reason: format!("{}, ask again", words.reason), ..words }
                } else {
                    words
                }
            }
            (_, "promise") => match due {
                Some(_) if late > 0 => Words::new("promise", title, "promised").late(late),
                Some(due) if due == self.today && row.flag("hard") => {
                    Words::new("promise", title, "promised, hard date today")
                }
                Some(due) => Words::new("promise", title, format!("promised, {}", when(due))),
                None => Words::new("promise", title, "promised"),
            },
            (_, "request") if row.day("decided_on").is_none() => {
                Words::new("request", title, format!("asked {asked}, undecided"))
            }
            (_, "request") => match due {
                Some(_) if late > 0 => {
                    Words::new("request", title, format!("decided {}", row.str("decision"))).late(late)
                }
                Some(due) => {
                    Words::new("request", title, format!("decided {}, {}", row.str("decision"), when(due)))
                }
                None => Words::new("request", title, format!("decided {}", row.str("decision"))),
            },
            _ if row.flag("hard") => match due {
                Some(_) if late > 0 => Words::new("task", title, "hard date").late(late),
                Some(due) if due == self.today => Words::new("task", title, "hard date today"),
                Some(due) => Words::new("task", title, format!("hard date {}", self.said(due))),
                None => Words::new("task", title, "no date"),
            },
            _ => match due {
                Some(due) if late > 0 => {
                    let rolled = self.practice.calendar.roll(due, day::Roll::Next);
                    let late = days_between(rolled, self.today);
                    if late > 0 {
                        Words::new("task", title, "task").late(late)
                    } else {
                        Words::new("task", title, "task, due today")
                    }
                }
                Some(due) => Words::new("task", title, format!("task, {}", when(due))),
                None => Words::new("task", title, "no date"),
            },
        })
    }

    /// "Fri 27 Nov", with the year when it is another.
    fn said(&self, on: NaiveDate) -> String {
        if on.year() == self.today.year() { day::weekday_day(on) } else { day::short(on, self.today) }
    }

    fn meeting(&self, id: i64) -> Result<Words, Rejection> {
        let row = self.need(Kind::Meeting, id)?;
        let on = row.day("day").unwrap_or(self.today);
        let at = row.fields.text("time").map(|time| format!(" at {time}")).unwrap_or_default();
        let state = row.str("state");
        let title = row.str("title");
        Ok(match on.cmp(&self.today) {
            Ordering::Less => {
                let said = format!("{state} for {}, not logged", self.said(on));
                Words { alarm: "not logged".to_owned(), ..Words::new("meeting", title, said) }
            }
            Ordering::Equal if at.is_empty() => Words::new("meeting", title, "meeting today"),
            Ordering::Equal => Words::new("meeting", title, format!("meeting{at}")),
            Ordering::Greater => Words::new("meeting", title, format!("{state}, {}{at}", self.said(on))),
        })
    }

    fn contact(&self, id: i64) -> Result<Words, Rejection> {
        let rows = self.db.contacts(Some(id))?;
        let Some(cadence) = rows.first().and_then(|row| gather::cadence_of(row, &self.practice, self.today))
        else {
            return Ok(Words::new("contact", "Call", "no cadence"));
        };
        let head =
            self.db.head_of(id)?.map(|row| row.str("given").to_owned()).filter(|given| !given.is_empty());
        let title = head.map_or_else(|| "Call them".to_owned(), |given| format!("Call {given}"));
        let broken = cadence.state == crate::domain::cadence::State::Broken;
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

    fn agreements(&self, id: i64, seed: &Seed, out: &mut Vec<RecordId>) -> Result<Words, Rejection> {
        let mut rows = Vec::new();
        for kind in [Kind::Goal, Kind::Expectation, Kind::Acceptance] {
            rows.extend(self.db.agreements(kind, Some(id))?);
        }
        let until = seed.on.unwrap_or(self.today).max(self.today);
        let Some((_, due)) = gather::card(&rows, &self.practice, until, self.today) else {
            return Ok(Words::new("agreements", "Look again", "in order"));
        };
        out.extend(due.iter().map(|row| row.id));
        let part = |life: Life| -> Vec<RecordId> {
            due.iter().filter(|row| row.life == life).map(|row| row.id).collect()
        };
        let (again, agree, propose) = (part(Life::Agreed), part(Life::Proposed), part(Life::Draft));
        let mut acts = Vec::new();
        for (ids, verb) in [(&again, "Look again at"), (&agree, "Agree"), (&propose, "Propose")] {
            if !ids.is_empty() {
                acts.push(format!("{verb} {}", counted(ids)));
            }
        }
        let mut title = acts.join("; ").to_lowercase();
        if let Some(first) = title.get_mut(0..1) {
            first.make_ascii_uppercase();
        }
        let reason = gather::card_reason(&due, &self.practice, self.today);
        let alarm = reason.split(", ").find(|part| part.ends_with("late")).unwrap_or("").to_owned();
        Ok(Words { alarm, ..Words::new("agreements", title, reason) })
    }

    fn teach(&self, rule: i64, _relationship: i64, seed: &Seed) -> Result<Words, Rejection> {
        let rule = self.need(Kind::Rule, rule)?;
        let when = match seed.due {
            Some(on) if on < self.today => format!("since {}", day::short(on, self.today)),
            Some(on) if on > self.today => format!("by {}", self.said(on)),
            _ => "today".to_owned(),
        };
        Ok(Words::new(
            "teach",
            format!("Teach again: {}", rule.str("title")),
            format!("to teach again {when}"),
        ))
    }

    fn reinforce(&self, id: i64, seed: &Seed) -> Result<Words, Rejection> {
        let talk = self.need(Kind::Talk, id)?;
        let on = talk.day("day").map(|on| day::short(on, self.today)).unwrap_or_default();
        let late = seed.due.map_or(0, |due| days_between(due, self.today));
        Ok(Words::new(
            "talk",
            format!("Say again: not {}", talk.str("compared_with")),
            format!("talk of {on}"),
        )
        .late(late))
    }

    fn reading(&self, id: i64, seed: &Seed) -> Result<Words, Rejection> {
        let measure = self.need(Kind::Measure, id)?;
        let late = seed.due.map_or(0, |due| days_between(due, self.today));
        let reason = format!("read every {}", measure.str("read_every"));
        Ok(Words::new("reading", format!("Read: {}", measure.str("name")), reason).late(late))
    }

    fn expires(&self, id: i64) -> Result<Words, Rejection> {
        let row = self.need(Kind::Exception, id)?;
        let until = row.day("until").unwrap_or(self.today);
        let title = format!("{}: extend or end", row.str("what"));
        Ok(if until < self.today {
            let said = format!("exception expired {}", day::short(until, self.today));
            Words { alarm: said.clone(), ..Words::new("exception", title, said) }
        } else {
            Words::new("exception", title, format!("exception ends {}", day::short(until, self.today)))
        })
    }

    fn breach(&self, id: i64) -> Result<Words, Rejection> {
        let row = self.need(Kind::Breach, id)?;
        let on = row.day("day").map(|on| day::short(on, self.today)).unwrap_or_default();
        let by = if row.str("by") == "us" { "by us" } else { "by them" };
        let said = format!("broken {by} {on}, unanswered");
        Ok(Words {
            alarm: "unanswered".to_owned(),
            ..Words::new("breach", format!("Answer: {}", row.str("what")), said)
        })
    }

    fn life_event(&self, id: i64, seed: &Seed) -> Result<Words, Rejection> {
        let row = self.need(Kind::LifeEvent, id)?;
        let on = row.day("day").map(|on| day::short(on, self.today)).unwrap_or_default();
        let what = if row.str("note").is_empty() { row.str("kind") } else { row.str("note") };
        let late = seed.due.map_or(0, |due| days_between(due, self.today));
        Ok(Words::new("life event", format!("After: {what}"), format!("{} of {on}", row.str("kind")))
            .late(late))
    }

    fn person(&self, id: i64) -> Result<String, Rejection> {
        let row = self.need(Kind::Person, id)?;
        let given = row.str("given");
        Ok(if given.is_empty() { row.str("name").to_owned() } else { given.to_owned() })
    }

    fn birthday(&self, person: i64, seed: &Seed) -> Result<Words, Rejection> {
        let name = self.person(person)?;
        let on = seed.due.unwrap_or(self.today);
        let when = if on == self.today { "today".to_owned() } else { format!("on {}", self.said(on)) };
        Ok(Words::new("birthday", format!("Birthday of {name}"), format!("birthday {when}")))
    }

    fn age(&self, person: i64, halves: u16, seed: &Seed) -> Result<Words, Rejection> {
        let name = self.person(person)?;
        let age = if halves % 2 == 1 { format!("{} 1/2", halves / 2) } else { (halves / 2).to_string() };
        let on = seed.due.unwrap_or(self.today);
        let said = if on < self.today {
            format!("turned {age} on {}", self.said(on))
        } else {
            format!("turns {age} on {}", self.said(on))
        };
        Ok(Words::new("age", format!("{name} turns {age}: what changes"), said))
    }

    fn special(&self, date: i64, seed: &Seed) -> Result<Words, Rejection> {
        let row = self.need(Kind::SpecialDate, date)?;
        let name = self.person(row.int("person_id").unwrap_or(0))?;
        let on = seed.due.unwrap_or(self.today);
        let when = if on == self.today { "today".to_owned() } else { format!("on {}", self.said(on)) };
        let label = row.str("label");
        let title = if label.contains(&name) { label.to_owned() } else { format!("{name}: {label}") };
        Ok(Words::new("date", title, format!("their day {when}")))
    }

    fn next_step(&self, id: i64, seed: &Seed) -> Result<Words, Rejection> {
        let row = self.need(Kind::Relationship, id)?;
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

/// "3 goals", "2 goals and 9 rules".
fn counted(ids: &[RecordId]) -> String {
    let mut parts = Vec::new();
    for (kind, one, many) in [
        (Kind::Goal, "goal", "goals"),
        (Kind::Expectation, "expectation", "expectations"),
        (Kind::Acceptance, "rule", "rules"),
    ] {
        match ids.iter().filter(|id| id.kind == kind).count() {
            0 => {}
            1 => parts.push(format!("1 {one}")),
            count => parts.push(format!("{count} {many}")),
        }
    }
    parts.join(" and ")
}

/// The text of a field in shown form, for details beside the queue.
#[must_use]
pub fn shown(row: &Row, name: &str) -> String {
    row.id.kind.spec().field(name).map(|field| entry::show(field, row.fields.get(name))).unwrap_or_default()
}
