//! What happens to a meeting: it is planned, prepared, called off or moved; held it is by its contact.
//!
//! **Invariant:** what was raised for a meeting waits for no meeting that will not be.

use chrono::NaiveDate;

use super::{Act, Outcome, count_of};
use crate::domain::{
    day::{self, Roll},
    record::{Fields, Kind, RecordId, Row, Value},
    records::meeting,
    rejection::Rejection,
};

/// What can be raised for a meeting.
const RAISED: [Kind; 3] = [Kind::Goal, Kind::Expectation, Kind::Acceptance];

impl Act<'_, '_> {
    pub(super) fn meeting_state(&self, id: RecordId, state: &str, on: Option<NaiveDate>) -> Outcome {
        let row = self.need(id, &[Kind::Meeting])?;
        if state == "moved" {
            return self.move_meeting(&row, on);
        }
        meeting::may_reach(Some(&row), state)?;
        let mut fields = Fields::new().with("state", state);
        // Offered for one day, taken for another: it is the same meeting.
        if let Some(on) = on.filter(|_| meeting::is_ahead(state)) {
            fields.set("day", on);
        }
        self.tx.update(id, &fields)?;
        let said = self.reached(&self.tx.need(id)?, on)?;
        Ok((vec![id], format!("{}: {state}{said}", self.called(&row)?)))
    }

    /// The meeting stays as one that was moved; its agenda goes to the new day.
    fn move_meeting(&self, row: &Row, on: Option<NaiveDate>) -> Outcome {
        let id = row.id;
        meeting::may_leave(row)?;
        let to = on.ok_or_else(|| Rejection::field("day", "Say to which day it is moved."))?;
        self.tx.update(id, &Fields::new().with("state", "moved").with("state_on", self.today))?;
        let mut fields = row.fields.clone();
        fields.set("day", to);
        fields.set("state", "planned");
        fields.set("state_on", self.today);
        let next = self.tx.insert(Kind::Meeting, &fields)?;
        for item in self.tx.rows(Kind::AgendaItem, &[("meeting_id", Value::Int(id.id))])? {
            self.tx.update(item.id, &Fields::new().with("meeting_id", next.id))?;
        }
        for kind in RAISED {
            for raised in self.tx.rows(kind, &[("raised_meeting_id", Value::Int(id.id))])? {
                self.tx.update(raised.id, &Fields::new().with("raised_meeting_id", next.id))?;
            }
        }
        let clash = self.clash(&self.tx.need(next)?)?;
        Ok((vec![next, id], format!("Moved to {}: {}{clash}", self.on(to), self.called(row)?)))
    }

    /// What follows when a meeting has come to stand where it stands: since when; what was raised for it is due
    /// again once it does not lie ahead, its other items go on, and one they did not take is offered again, on
    /// the day `again` or one that its state proposes. Gives what the receipt adds.
    pub(super) fn reached(&self, row: &Row, again: Option<NaiveDate>) -> Result<String, Rejection> {
        self.tx.update(row.id, &Fields::new().with("state_on", self.today))?;
        if meeting::is_ahead(row.str("state")) {
            return self.clash(row);
        }
        let mut said = match self.take_off_agenda(row.id)? {
            0 => String::new(),
            many => format!(
                "; {} due again",
                count_of(many, "agreement raised for it is", "agreements raised for it are")
            ),
        };
        said.push_str(&self.carry_on(row.id)?);
        said.push_str(&self.offer_again(row, again)?);
        Ok(said)
    }

    /// What follows when a meeting was edited; gives what the receipt adds.
    pub(super) fn edited_meeting(&self, before: &Row, row: &Row) -> Result<String, Rejection> {
        let moved = ["day", "time", "minutes", "time_zone"].iter();
        if row.str("state") != before.str("state") {
            self.reached(row, None)
        } else if moved.into_iter().any(|name| row.fields.get(name) != before.fields.get(name)) {
            self.clash(row)
        } else {
            Ok(String::new())
        }
    }

    /// A task to offer a meeting again that they did not take.
    fn offer_again(&self, row: &Row, again: Option<NaiveDate>) -> Result<String, Rejection> {
        let Some(days) = meeting::offered_again_after(row.str("state")) else { return Ok(String::new()) };
        let whose = RecordId::new(Kind::Relationship, row.int("relationship_id").unwrap_or(0));
        if matches!(self.tx.need(whose)?.str("stage"), "ending" | "ended") {
            return Ok(String::new());
        }
        let proposed = || {
            self.tx
                .calendar()
                .map(|calendar| day::add_days(self.today, days).map(|on| calendar.roll(on, Roll::Next)))
        };
        let Some(due) = again.map_or_else(proposed, |on| Ok(Some(on)))? else { return Ok(String::new()) };
        let fields = Fields::new()
            .with("relationship_id", whose.id)
            .with("title", format!("Offer again: {}", row.str("title")))
            .with("kind", "task")
            .with("due", due);
        self.put(Kind::FollowUp, &fields)?;
        Ok(format!("; to offer again {}", self.on(due)))
    }

    /// Another meeting ahead at the same time: told, not refused.
    pub(super) fn clash(&self, row: &Row) -> Result<String, Rejection> {
        let Some(day) = row.fields.text("day") else { return Ok(String::new()) };
        let others = self.tx.rows(Kind::Meeting, &[("day", Value::from(day))])?;
        let at_once = |other: &&Row| {
            other.id != row.id && meeting::is_ahead(other.str("state")) && meeting::overlap(row, other)
        };
        let Some(other) = others.iter().find(at_once) else { return Ok(String::new()) };
        Ok(format!("; at the same time as {} at {}", self.called(other)?, other.str("time")))
    }

    /// What was raised for a meeting that is called off waits for no meeting any more; gives how many.
    fn take_off_agenda(&self, meeting: RecordId) -> Result<usize, Rejection> {
        let mut back = 0;
        for kind in RAISED {
            for row in self.tx.rows(kind, &[("raised_meeting_id", Value::Int(meeting.id))])? {
                let fields =
                    Fields::new().with("raised_on", Value::Null).with("raised_meeting_id", Value::Null);
                self.tx.update(row.id, &fields)?;
                back += 1;
            }
        }
        Ok(back)
    }
}
