//! What happens to a meeting: it is planned, prepared, called off or moved; held it is by its contact.
//!
//! **Invariant:** what was raised for a meeting waits for no meeting that will not be.

use chrono::NaiveDate;

use super::{Act, Outcome, count_of};
use crate::domain::{
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
        self.tx.update(id, &Fields::new().with("state", state))?;
        let said = self.reached(&self.tx.need(id)?)?;
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
        Ok((vec![next, id], format!("Moved to {}: {}", self.on(to), self.called(row)?)))
    }

    /// What follows when a meeting has come to stand where it stands: since when, and what was raised for it is
    /// due again once it does not lie ahead. Gives what the receipt adds.
    pub(super) fn reached(&self, row: &Row) -> Result<String, Rejection> {
        self.tx.update(row.id, &Fields::new().with("state_on", self.today))?;
        let back = if meeting::is_ahead(row.str("state")) { 0 } else { self.take_off_agenda(row.id)? };
        Ok(match back {
            0 => String::new(),
            many => format!(
                "; {} due again",
                count_of(many, "agreement raised for it is", "agreements raised for it are")
            ),
        })
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
