//! Words of what was agreed and has to be kept alive: agreements due, rules, talks, readings, exceptions, breaches.
//!
//! **Invariant:** the late or broken part is a tail of the reason.

use super::{Dresser, Seed, Words, gather};
use crate::domain::{
    agreement::Life,
    day::{self, days_between},
    record::{Kind, RecordId, Value},
    rejection::Rejection,
};

impl Dresser<'_> {
    pub(super) fn agreements(
        &self,
        id: i64,
        seed: &Seed,
        out: &mut Vec<RecordId>,
    ) -> Result<Words, Rejection> {
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
        for (ids, verb) in [(&again, "Look again at"), (&agree, "Agree on"), (&propose, "Propose")] {
            if !ids.is_empty() {
                let verb = if acts.is_empty() { verb.to_owned() } else { verb.to_lowercase() };
                acts.push(format!("{verb} {}", counted(ids)));
            }
        }
        let title = acts.join(", and ");
        let reason = gather::card_reason(&due, &self.practice, self.today);
        let alarm = reason.split(", ").find(|part| part.ends_with("late")).unwrap_or("").to_owned();
        Ok(Words { alarm, ..Words::new("agreements", title, reason) })
    }

    pub(super) fn teach(&self, rule: i64, relationship: i64, seed: &Seed) -> Result<Words, Rejection> {
        let of = [("relationship_id", Value::Int(relationship)), ("rule_id", Value::Int(rule))];
        let is_first = self.db.rows(Kind::Training, &of)?.is_empty();
        let rule = self.need(Kind::Rule, rule)?;
        let when = match seed.due {
            Some(on) if on < self.today => format!("since {}", day::short(on, self.today)),
            Some(on) if on > self.today => format!("by {}", self.said(on)),
            _ => "today".to_owned(),
        };
        if is_first {
            let title = format!("Teach: {}", rule.str("title"));
            let late = seed.due.map_or(0, |due| days_between(due, self.today));
            let by = seed.due.map_or_else(String::new, |due| format!("by {}", self.said(due)));
            return Ok(Words::new("teach", title, format!("never taught, planned {by}")).late(late));
        }
        Ok(Words::new(
            "teach",
            format!("Teach again: {}", rule.str("title")),
            format!("to teach again {when}"),
        ))
    }

    pub(super) fn reinforce(&self, id: i64, seed: &Seed) -> Result<Words, Rejection> {
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

    pub(super) fn reading(&self, id: i64, seed: &Seed) -> Result<Words, Rejection> {
        let measure = self.need(Kind::Measure, id)?;
        let late = seed.due.map_or(0, |due| days_between(due, self.today));
        let reason = format!("read every {}", measure.str("read_every"));
        Ok(Words::new("reading", format!("Read: {}", measure.str("name")), reason).late(late))
    }

    pub(super) fn expires(&self, id: i64) -> Result<Words, Rejection> {
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

    pub(super) fn decision(&self, id: i64, seed: &Seed) -> Result<Words, Rejection> {
        let row = self.need(Kind::Decision, id)?;
        let on = row.day("day").map(|on| day::short(on, self.today)).unwrap_or_default();
        let late = seed.due.map_or(0, |due| days_between(due, self.today));
        let what = if row.str("kind") == "advice" { "advice" } else { "decision" };
        let title = format!("What came of it: {}", row.str("question"));
        Ok(Words::new("decision", title, format!("{what} of {on}: {}", row.str("choice"))).late(late))
    }

    pub(super) fn duty(&self, record: RecordId, seed: &Seed) -> Result<Words, Rejection> {
        let row = self.db.need(record)?;
        let late = seed.due.map_or(0, |due| days_between(due, self.today));
        let by = seed.due.map(|due| self.said(due)).unwrap_or_default();
        let when = if late == 0 { "today".to_owned() } else { by };
        let (kind, title, said) = match record.kind {
            Kind::Incident => {
                ("incident", format!("Tell those concerned: {}", row.str("title")), "tell them by")
            }
            Kind::Complaint => {
                let title = format!("Answer the complaint: {}", row.str("what"));
                if seed.due.is_none() {
                    let came = row.day("day").map(|on| day::short(on, self.today)).unwrap_or_default();
                    return Ok(Words::new("complaint", title, format!("came {came}, no day to answer by")));
                }
                ("complaint", title, "answer by")
            }
            _ => ("obligation", row.str("title").to_owned(), "required by"),
        };
        Ok(Words::new(kind, title, format!("{said} {when}")).late(late))
    }

    pub(super) fn breach(&self, id: i64) -> Result<Words, Rejection> {
        let row = self.need(Kind::Breach, id)?;
        let on = row.day("day").map(|on| day::short(on, self.today)).unwrap_or_default();
        let by = if row.str("by") == "us" { "by us" } else { "by them" };
        let said = format!("broken {by} {on}, unanswered");
        Ok(Words {
            alarm: "unanswered".to_owned(),
            ..Words::new("breach", format!("Answer: {}", row.str("what")), said)
        })
    }
}

/// "3 goals", "2 goals and 9 rules", "3 goals, 1 expectation and 9 rules".
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
    match parts.split_last() {
        Some((last, others)) if !others.is_empty() => format!("{} and {last}", others.join(", ")),
        _ => parts.concat(),
    }
}
