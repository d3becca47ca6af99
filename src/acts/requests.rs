//! Requests in retrospect: what they asked, what was decided and why, how soon they had an answer; and the log of
//! what went wrong.
//!
//! **Invariant:** an answer is measured in working days against the firm's own rule; unknown stays unknown.

use chrono::NaiveDate;

use super::{Book, name::short};
use crate::domain::{
    day::{self, Calendar},
    record::{Kind, RecordId, Row, Value},
    rejection::Rejection,
};

/// How an answer stands against the time the firm promises.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answer {
    /// They had it in time.
    InTime,
    /// Not answered, and there is time.
    Waiting,
    /// Answered late, or not answered and late.
    Late,
    /// The day it was asked is not known.
    Unknown,
}

/// One request in retrospect.
#[derive(Debug, Clone)]
pub struct Asked {
    /// The request.
    pub row: Row,
    /// Whose, short; empty for nobody.
    pub who: String,
    /// How it was asked, from the log: `call`, `e-mail`.
    pub how: Option<String>,
    /// Working days from asked to answered, or to today.
    pub days: Option<i64>,
    /// Against the firm's rule.
    pub answer: Answer,
}

impl Asked {
    /// `answered in 2 working days`, `not answered for 4 working days`.
    #[must_use]
    pub fn answer_said(&self) -> String {
        let Some(days) = self.days else { return "the day it was asked is not known".to_owned() };
        let count = if days == 1 { "1 working day".to_owned() } else { format!("{days} working days") };
        match (self.row.day("answered_on"), days) {
            (Some(_), 0) => "answered the same day".to_owned(),
            (Some(_), _) => format!("answered in {count}"),
            (None, 0) => "asked today, not answered yet".to_owned(),
            (None, _) => format!("not answered for {count}"),
        }
    }

    /// What was decided, with its reason: `do, for Fri 27 Nov: it is in scope`.
    #[must_use]
    pub fn decision_said(&self) -> String {
        let row = &self.row;
        let decision = match row.str("decision") {
            "" => "undecided".to_owned(),
            word => word.to_owned(),
        };
        let until =
            if row.str("state") == "back burner" { row.day("back_burner_until") } else { row.day("due") };
        let until = until.filter(|_| !matches!(row.str("decision"), "" | "decline"));
        let on = until.map(|on| format!(", for {}", day::weekday_day(on))).unwrap_or_default();
        let why = Some(row.str("reason")).filter(|why| !why.is_empty());
        format!("{decision}{on}{}", why.map(|why| format!(": {why}")).unwrap_or_default())
    }
}

/// Working days after `asked` up to the answer.
fn measured(row: &Row, today: NaiveDate, calendar: &Calendar) -> Option<i64> {
    let asked = row.day("asked_on")?;
    let answered = row.day("answered_on").or(row.day("finished_on")).unwrap_or(today);
    Some(calendar.working_days(asked, answered))
}

impl Book {
    /// The requests asked since a day, the newest first.
    pub fn requests_since(&self, since: NaiveDate) -> Result<Vec<Asked>, Rejection> {
        let practice = self.practice()?;
        let promised = i64::from(practice.answer_days);
        let mut all = Vec::new();
        for row in self.rows(Kind::FollowUp, &[("kind", Value::from("request"))])? {
            if row.day("asked_on").is_some_and(|asked| asked < since) {
                continue;
            }
            let days = measured(&row, self.today(), &practice.calendar);
            let answered = row.day("answered_on").is_some() || row.day("finished_on").is_some();
            let answer = match days {
                None => Answer::Unknown,
                Some(days) if days > promised => Answer::Late,
                Some(_) if answered => Answer::InTime,
                Some(_) => Answer::Waiting,
            };
            let how = self.parent(&row, Kind::Interaction, "interaction_id")?;
            let how = how.map(|contact| contact.str("channel").to_owned()).filter(|how| !how.is_empty());
            all.push(Asked { who: self.whose(&row)?, row, how, days, answer });
        }
        all.sort_by_key(|asked| {
            (std::cmp::Reverse(asked.row.day("asked_on")), std::cmp::Reverse(asked.row.id))
        });
        Ok(all)
    }

    /// What went wrong, the newest first, with whose it was.
    pub fn errors(&self) -> Result<Vec<(String, Row)>, Rejection> {
        let mut all = Vec::new();
        for id in self.db().went_wrong()? {
            let Some(row) = self.get(RecordId::new(Kind::FollowUp, id))? else { continue };
            all.push((self.whose(&row)?, row));
        }
        Ok(all)
    }

    /// The rule that a request was judged by, in its own words.
    pub fn scope_said(&self, row: &Row) -> Result<String, Rejection> {
        let rule = self.parent(row, Kind::Rule, "scope_rule_id")?;
        let by = rule.map(|rule| format!(", by \u{201C}{}\u{201D}", rule.str("title"))).unwrap_or_default();
        Ok(match row.str("scope") {
            "" => "not judged".to_owned(),
            word => format!("{word} of scope{by}").replace("in of scope", "in scope"),
        })
    }

    fn parent(&self, row: &Row, kind: Kind, field: &str) -> Result<Option<Row>, Rejection> {
        row.int(field).map_or(Ok(None), |id| self.get(RecordId::new(kind, id)))
    }

    fn whose(&self, row: &Row) -> Result<String, Rejection> {
        let client = self.parent(row, Kind::Relationship, "relationship_id")?;
        Ok(client.map(|client| short(client.str("name")).to_owned()).unwrap_or_default())
    }
}
