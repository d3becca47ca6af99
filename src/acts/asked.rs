//! "They asked ...": what was agreed, what was said before, and what can be said now to a client who compares.
//!
//! **Invariant:** every word to say comes from a record; what no record says is named as missing, never guessed.

pub mod points;
mod told;
mod words;

use chrono::{Datelike, NaiveDate};
use serde::Serialize;

pub use self::words::stated_no_more;
pub(super) use self::{told::yardstick, words::of_their_money};

use super::{
    Book,
    agreements::first_name,
    dossier::{Yardstick, is_met, measured},
};
use crate::domain::{
    asked::{Comparison, Correction, Understood, often::Often, period, points::Values},
    record::{Kind, RecordId, Row, Value},
    records::membership,
    rejection::Rejection,
};

/// Everything one needs when a client asks why something else did better.
#[derive(Debug, Clone, Serialize)]
pub struct Asked {
    /// Whose question it is.
    pub relationship: RecordId,
    /// Their name.
    pub name: String,
    /// Their tier, when they have one.
    pub tier: Option<String>,
    /// A sentence to read aloud; none while no yardstick is agreed.
    pub say_first: Option<String>,
    /// What no record says, each as a sentence.
    pub missing: Vec<String>,
    /// The agreed yardstick.
    pub agreed: Option<Agreed>,
    /// Where it stands.
    pub now: Option<Reading>,
    /// What was ruled out, the newest first.
    pub ruled_out: Vec<RuledOut>,
    /// What was said before, the newest first.
    pub said_before: Vec<Said>,
    /// The four corrections.
    pub corrections: Vec<Known>,
    /// How often they asked, the newest first.
    pub asked: Vec<Once>,
    /// Times this year and last year.
    pub this_and_last_year: (usize, usize),
    /// Readings of the yardstick, the newest first.
    pub readings: Vec<Reading>,
    /// Who of them can be talked with: persons with household rights, the head first.
    pub persons: Vec<Person>,
    /// Whether they ask less often than they did.
    pub how_often: Often,
    /// What can be said besides, where there is time.
    pub if_there_is_time: Vec<String>,
    /// What to be careful with.
    #[serde(skip)]
    pub careful: String,
    #[serde(skip)]
    talking: Talking,
}

/// What the sentences are made of.
#[derive(Debug, Clone, Default)]
struct Talking {
    points: points::Points,
    values: Values,
    /// Since when they are clients.
    since: Option<NaiveDate>,
}

/// The agreed yardstick.
#[derive(Debug, Clone, Serialize)]
pub struct Agreed {
    /// The expectation that says so.
    pub expectation: RecordId,
    /// What they agreed to judge by, in the words of the expectation.
    pub title: String,
    /// `plan funded, 95 % or more`.
    pub wanted: String,
    /// The version in force and its day.
    pub version: i64,
    /// Since when.
    pub on: Option<NaiveDate>,
    /// When it was agreed for the first time, in whatever version.
    pub first_on: Option<NaiveDate>,
    /// Who agreed, in words.
    pub by: String,
    /// How: meeting, call.
    pub how: String,
    /// The document that states it, and since when.
    pub stated_in: Option<(String, Option<NaiveDate>)>,
    /// The document that states an older version, and which; none where one states this version.
    pub stated_before: Option<(String, i64)>,
    /// The goal that the same measure reads, when one is agreed.
    pub goal: Option<String>,
}

/// One reading.
#[derive(Debug, Clone, Serialize)]
pub struct Reading {
    /// As of.
    pub on: NaiveDate,
    /// `97 %`.
    pub value: String,
    /// Whether it meets the target; unknown without one.
    pub met: Option<bool>,
    /// How far from what was agreed: `2 points ahead of it`.
    pub distance: Option<String>,
}

/// A yardstick that was ruled out.
#[derive(Debug, Clone, Serialize)]
pub struct RuledOut {
    /// Which.
    pub with: String,
    /// The last time it was; none when only the agreement says so.
    pub on: Option<NaiveDate>,
    /// How far each of them understood.
    pub understood: Vec<Understood>,
}

/// What was said once.
#[derive(Debug, Clone, Serialize)]
pub struct Said {
    /// When.
    pub on: NaiveDate,
    /// What they compared with then.
    pub with: String,
    /// In one's own words.
    pub text: String,
    /// The corrections that were said.
    pub corrections: Vec<Correction>,
}

/// One of the four corrections with what the book knows for it.
#[derive(Debug, Clone, Serialize)]
pub struct Known {
    /// Which.
    pub correction: Correction,
    /// What can be said.
    pub known: Option<String>,
    /// What the book does not hold.
    pub missing: Option<String>,
}

/// One time they asked.
#[derive(Debug, Clone, Serialize)]
pub struct Once {
    /// When.
    pub on: NaiveDate,
    /// What they compared with.
    pub with: String,
    /// The period and the figures they named.
    pub figures: String,
    /// Who asked or was told, and how far they understood.
    pub understood: Vec<Understood>,
}

/// One of them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Person {
    /// Who.
    pub id: RecordId,
    /// As they are called among the family.
    pub name: String,
}

impl Book {
    /// All there is to say when a client asks; none when the relationship is gone.
    pub fn asked(&self, relationship: i64) -> Result<Option<Asked>, Rejection> {
        let id = RecordId::new(Kind::Relationship, relationship);
        let Some(row) = self.get(id)? else { return Ok(None) };
        let yardstick = self.yardstick(relationship)?;
        let agreed = yardstick.as_ref().map(|known| self.agreed_yardstick(known)).transpose()?;
        let readings = yardstick.as_ref().map(|known| self.readings_of(known)).transpose()?;
        let readings = readings.unwrap_or_default();
        let now = readings.first().cloned();
        let asked = self.times_asked(relationship)?;
        let year = self.today().year();
        let times = |year: i32| asked.iter().filter(|once| once.on.year() == year).count();
        let mut persons: Vec<Person> = Vec::new();
        for member in self.members(relationship)? {
            let speaks =
                membership::has_household_rights(&member.role) && member.person.day("died_on").is_none();
            if speaks && !persons.iter().any(|person| person.id == member.person.id) {
                persons.push(Person { id: member.person.id, name: first_name(&member.person) });
            }
        }
        let days: Vec<NaiveDate> = asked.iter().map(|once| once.on).collect();
        let mut missing = self.missing(&row, agreed.as_ref(), now.as_ref())?;
        let points = self.talking_points().unwrap_or_else(|why| {
            missing.push(why.message);
            points::Points::ours()
        });
        let values =
            words::values(&row, &self.of(Kind::CustomField, relationship)?, agreed.as_ref(), now.as_ref());
        let mut card = Asked {
            relationship: id,
            name: row.str("name").to_owned(),
            tier: row.fields.text("tier").map(ToOwned::to_owned),
            say_first: None,
            missing,
            ruled_out: self.ruled_out(relationship, yardstick.as_ref(), &asked)?,
            said_before: self.said_before(relationship)?,
            corrections: Vec::new(),
            if_there_is_time: Vec::new(),
            how_often: Often::count(&days, self.today()),
            talking: Talking { points, values, since: row.day("since") },
            this_and_last_year: (times(year), times(year - 1)),
            careful: row.str("sensitivities").to_owned(),
            agreed,
            now,
            asked,
            readings,
            persons,
        };
        card.compare(&Comparison::default(), self.today());
        Ok(Some(card))
    }

    /// The talking points in use.
    ///
    /// # Errors
    /// The user's own cannot be read; the file and the line are named.
    pub fn talking_points(&self) -> Result<points::Points, Rejection> {
        let ours = points::Points::ours();
        let (text, file) = points::text(self.points())?;
        if text == points::OURS { Ok(ours) } else { points::read(&text, &file, &ours) }
    }

    fn agreed_yardstick(&self, known: &Yardstick) -> Result<Agreed, Rejection> {
        let row = &known.expectation;
        let events = self.agreement_events(row.id)?;
        let event = events.iter().find(|(event, _)| matches!(event.str("what"), "agreed" | "changed"));
        let on = row.day("stated_on");
        let stated_in =
            row.fields.text("stated_in").filter(|_| on.is_some()).map(|said| (said.to_owned(), on));
        let mut goal = None;
        for tie in self.rows(Kind::AgreementMeasure, &[("measure_id", Value::Int(known.measure.id.id))])? {
            let tied = tie.int("goal_id").map(|id| self.get(RecordId::new(Kind::Goal, id))).transpose()?;
            let agreed = tied.flatten().filter(|goal| goal.str("state") == "agreed");
            goal = goal.or(agreed.map(|goal| goal.str("statement").to_owned()));
        }
        Ok(Agreed {
            expectation: row.id,
            title: row.str("title").to_owned(),
            wanted: known.wanted.clone(),
            version: row.int("version").unwrap_or(0),
            on: event.and_then(|(event, _)| event.day("day")).or(row.day("agreed_on")),
            first_on: events
                .iter()
                .rev()
                .find(|(event, _)| event.str("what") == "agreed")
                .and_then(|(event, _)| event.day("day")),
            by: event.map(|(_, by)| by.clone()).unwrap_or_default(),
            how: event.map(|(event, _)| event.str("how").to_owned()).unwrap_or_default(),
            stated_in,
            stated_before: self.stated_before(row)?,
            goal,
        })
    }

    fn readings_of(&self, known: &Yardstick) -> Result<Vec<Reading>, Rejection> {
        let Some(all) = self.measure_readings(known.measure.id.id)? else { return Ok(Vec::new()) };
        let reading = |(on, value, ..): &(NaiveDate, i64, String, Option<bool>)| Reading {
            on: *on,
            value: measured(&known.measure, *value),
            met: is_met(&known.measure, *value),
            distance: words::distance(&known.measure, *value),
        };
        Ok(all.readings.iter().rev().map(reading).collect())
    }

    /// What is missing to answer with, each with what to do about it.
    fn missing(
        &self,
        row: &Row,
        agreed: Option<&Agreed>,
        now: Option<&Reading>,
    ) -> Result<Vec<String>, Rejection> {
        if agreed.is_some() {
            let unread = "The yardstick has no reading yet, so nothing can be said of where it stands.";
            return Ok(now.is_none().then(|| unread.to_owned()).into_iter().collect());
        }
        let of_success: Vec<Row> = self
            .of(Kind::Expectation, row.id.id)?
            .into_iter()
            .filter(|row| row.str("topic") == "success" && row.str("state") != "retired")
            .collect();
        let mut missing = vec![
            "No yardstick is agreed with them, so there is nothing to hold against an index.".to_owned(),
        ];
        match of_success.first() {
            None => {
                missing
                    .push("An expectation of the topic success is missing: what they call success.".into());
            }
            Some(row) => {
                if row.int("measure_id").is_none() {
                    missing.push(format!("\"{}\" names no measure that would tell.", row.str("title")));
                }
                match row.str("state") {
                    "agreed" => {}
                    state => missing.push(format!("\"{}\" is {state}, not agreed.", row.str("title"))),
                }
            }
        }
        Ok(missing)
    }
}

impl Asked {
    /// Says what can be said to this comparison.
    pub fn compare(&mut self, with: &Comparison, today: NaiveDate) {
        let mut values = self.talking.values.clone();
        words::compared(&mut values, with, self.talking.since, period::begins(&with.period, today));
        let points = &self.talking.points;
        self.say_first = self
            .agreed
            .as_ref()
            .and_then(|_| points.say_first(&values).or_else(|| points::Points::ours().say_first(&values)));
        self.corrections = words::corrections(points, &values);
        self.if_there_is_time = points.if_there_is_time(&values);
    }
}

#[cfg(test)]
mod tests;
