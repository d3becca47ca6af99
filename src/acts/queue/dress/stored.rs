//! Words of what is stored: promises, requests, tasks and meetings.
//!
//! **Invariant:** a state that waits or rests is said before what it is.

use std::cmp::Ordering;

use chrono::NaiveDate;

use super::{Dresser, Words};
use crate::acts::meeting_time;
use crate::domain::{
    day::{self, days_between},
    record::{Kind, RecordId},
    records::follow_up,
    rejection::Rejection,
};

impl Dresser<'_> {
    pub(super) fn follow_up(&self, id: i64) -> Result<Words, Rejection> {
        let row = self.need(Kind::FollowUp, id)?;
        let title = row.str("title").to_owned();
        let theirs = row.str("whose") == "theirs";
        // Promises and hard dates stay where they are; a task is due on the day that is shown.
        let roll = follow_up::roll_of(&row.fields);
        let shown = |due: NaiveDate| {
            let due = self.practice.calendar.roll(due, roll);
            if roll == day::Roll::None {
                due
            } else {
                self.practice.pauses.after(row.int("relationship_id"), due)
            }
        };
        let due = row.day("due").map(shown);
        let late = due.map_or(0, |due| days_between(due, self.today));
        let when = |due: NaiveDate| {
            if due == self.today { "due today".to_owned() } else { format!("due {}", self.said(due)) }
        };
        let asked = row.day("asked_on").map(|on| day::short(on, self.today)).unwrap_or_default();
        let words = match (row.str("state"), row.str("kind")) {
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
                Some(_) if late > 0 => Words::new("request", title, taken_on(row.str("decision"))).late(late),
                Some(due) => {
                    Words::new("request", title, format!("{}, {}", taken_on(row.str("decision")), when(due)))
                }
                None => Words::new("request", title, taken_on(row.str("decision"))),
            },
            _ if row.flag("hard") => match due {
                Some(_) if late > 0 => Words::new("task", title, "hard date").late(late),
                Some(due) if due == self.today => Words::new("task", title, "hard date today"),
                Some(due) => Words::new("task", title, format!("hard date {}", self.said(due))),
                None => Words::new("task", title, "no date"),
            },
            _ => match due {
                Some(_) if late > 0 => Words::new("task", title, "task").late(late),
                Some(due) => Words::new("task", title, format!("task, {}", when(due))),
                None => Words::new("task", title, "no date"),
            },
        };
        Ok(if follow_up::is_faulty(&row.fields) { words.faulty() } else { words })
    }

    pub(super) fn meeting(&self, id: i64) -> Result<Words, Rejection> {
        let row = self.need(Kind::Meeting, id)?;
        let on = row.day("day").unwrap_or(self.today);
        let whose = row.int("relationship_id").map(|id| RecordId::new(Kind::Relationship, id));
        let client = whose.map(|id| self.db.get(id)).transpose()?.flatten();
        let theirs = meeting_time::theirs(&row, client.as_ref(), &self.clock).unwrap_or_default();
        let hour = meeting_time::hour(&row, &self.clock);
        let at = hour.map(|time| format!(" at {time}{theirs}")).unwrap_or_default();
        let state = row.str("state");
        let title = row.str("title");
        Ok(match on.cmp(&self.today) {
            Ordering::Less if state == "offered" => {
                let said = format!("offered for {}, no answer", self.said(on));
                Words { alarm: "no answer".to_owned(), ..Words::new("meeting", title, said) }
            }
            Ordering::Less => {
                let said = format!("{state} for {}, not logged", self.said(on));
                Words { alarm: "not logged".to_owned(), ..Words::new("meeting", title, said) }
            }
            Ordering::Equal if state == "offered" => {
                Words::new("meeting", title, format!("offered for today{at}"))
            }
            Ordering::Equal if at.is_empty() => Words::new("meeting", title, "meeting today"),
            Ordering::Equal => Words::new("meeting", title, format!("meeting{at}")),
            Ordering::Greater => Words::new("meeting", title, format!("{state}, {}{at}", self.said(on))),
        })
    }
}

/// What became of a request that was decided and is still to do.
fn taken_on(decision: &str) -> &'static str {
    match decision {
        "do" => "taken on",
        "schedule" => "scheduled",
        "back burner" => "put off",
        _ => "decided",
    }
}
