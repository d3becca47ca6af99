//! What was done for a client in the twelve months up to today.
//!
//! **Invariant:** every figure counts records; unknown minutes are said to be unknown, never 0.

use chrono::NaiveDate;
use serde_json::{Map, Value as Json, json};

use crate::{
    acts::{
        Book,
        measured::{is_met, measured},
    },
    domain::{
        day,
        record::{Kind, RecordId, Row, Value},
        rejection::Rejection,
    },
};

/// The most contacts of a year that are read.
const MOST: i64 = 2_000;

impl Book {
    /// Contacts, promises kept, things done, readings, talks and agreements looked at, of the last twelve months.
    pub(super) fn year_facts(&self, relationship: i64, all: &mut Map<String, Json>) -> Result<(), Rejection> {
        let until = self.today();
        let from = day::add_months(until, -12).unwrap_or(until);
        let within = |on: Option<NaiveDate>| on.is_some_and(|on| on > from && on <= until);
        let contacts = self.db().interactions_of(relationship, Some(until), MOST)?;
        let is_spoken = |row: &Row| matches!(row.str("channel"), "call" | "meeting" | "video" | "event");
        let contacts: Vec<&Row> = contacts
            .iter()
            .filter(|row| within(row.day("day")) && (row.flag("reached") || !is_spoken(row)))
            .collect();
        let by =
            |channels: &[&str]| contacts.iter().filter(|row| channels.contains(&row.str("channel"))).count();
        let minutes: i64 = contacts.iter().filter_map(|row| row.int("minutes")).sum();
        let untimed = contacts.iter().filter(|row| row.int("minutes").is_none()).count();
        let delights: Vec<Json> = contacts
            .iter()
            .filter(|row| row.str("nature") == "delight")
            .map(|row| dated(row, "day", "summary"))
            .collect();
        let mut finished = self.of(Kind::FollowUp, relationship)?;
        finished.retain(|row| row.str("state") == "done" && within(row.day("finished_on")));
        finished.sort_by_key(|row| (row.day("finished_on"), row.id));
        let done = |kind: &str| -> Vec<Json> {
            let fit = finished.iter().filter(|row| row.str("kind") == kind && row.str("whose") != "theirs");
            fit.map(|row| dated(row, "finished_on", "title")).collect()
        };
        let mut talks = self.times_asked(relationship)?;
        talks.retain(|talk| within(Some(talk.on)));
        let mut events = self.of(Kind::AgreementEvent, relationship)?;
        events.retain(|row| within(row.day("day")));
        let count = |what: &[&str]| events.iter().filter(|row| what.contains(&row.str("what"))).count();
        let year = json!({
            "from": from,
            "until": until,
            "contacts": contacts.len(),
            "meetings": by(&["meeting", "video", "event"]),
            "calls": by(&["call"]),
            "written": by(&["e-mail", "letter", "text"]),
            "hours": (minutes > 0).then(|| (minutes + 30) / 60),
            "untimed": untimed,
            "promises_kept": done("promise"),
            "requests_done": done("request"),
            "tasks_done": done("task"),
            "delights": delights,
            "talks": talks.len(),
            "agreed": count(&["agreed", "changed"]),
            "looked_at": count(&["reaffirmed", "changed", "deferred"]),
            "readings": self.reading_facts(relationship, from, until)?,
            "goals_reached": self.reached(relationship, &within)?,
        });
        all.insert("year".into(), year);
        Ok(())
    }

    /// The last reading of each measure in the year.
    fn reading_facts(
        &self,
        relationship: i64,
        from: NaiveDate,
        until: NaiveDate,
    ) -> Result<Vec<Json>, Rejection> {
        let mut told = Vec::new();
        for measure in self.of(Kind::Measure, relationship)? {
            let Some(reading) = self.db().last_reading(measure.id.id)? else { continue };
            let on = reading.day("day").filter(|on| *on > from && *on <= until);
            let (Some(on), Some(value)) = (on, reading.int("value")) else { continue };
            told.push(json!({
                "name": measure.str("name"),
                "now": measured(&measure, value),
                "on": on,
                "met": is_met(&measure, value),
                "target": measure.int("target").map(|target| measured(&measure, target)),
            }));
        }
        Ok(told)
    }

    fn reached(
        &self,
        relationship: i64,
        within: &impl Fn(Option<NaiveDate>) -> bool,
    ) -> Result<Vec<Json>, Rejection> {
        let equal = [("relationship_id", Value::Int(relationship)), ("outcome", Value::from("achieved"))];
        let mut goals = self.rows(Kind::Goal, &equal)?;
        goals.retain(|row| within(row.day("outcome_on")));
        Ok(goals.iter().map(|row| dated(row, "outcome_on", "statement")).collect())
    }

    /// The agreements of a relationship that are agreed, each with its version, as a document states them.
    pub fn stateable(&self, relationship: i64, kinds: &[Kind]) -> Result<Vec<(RecordId, i64)>, Rejection> {
        let mut all = Vec::new();
        for kind in kinds {
            for row in self.of(*kind, relationship)? {
                if row.str("state") == "agreed" {
                    all.push((row.id, row.int("version").unwrap_or(0)));
                }
            }
        }
        Ok(all)
    }
}

fn dated(row: &Row, on: &str, what: &str) -> Json {
    json!({ "day": row.day(on), "text": row.str(what) })
}
