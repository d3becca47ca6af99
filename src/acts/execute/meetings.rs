//! What happens to a meeting: it is planned, prepared, called off or moved; held it is by its contact.
//!
//! **Invariant:** what was raised for a meeting waits for no meeting that will not be.

use chrono::NaiveDate;

use super::{Act, Outcome, clip, count_of};
use crate::{
    acts::meeting_time,
    domain::{
        day::{self, Roll},
        record::{Fields, Kind, RecordId, Row, Value},
        records::{agenda_item, meeting},
        rejection::Rejection,
    },
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
        if to < self.today {
            let said = format!("{} is past. Type today or a day to come; nothing was moved.", self.on(to));
            return Err(Rejection::field("day", said));
        }
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
        let (Some(on), Some((from, to))) = (row.day("day"), meeting_time::instants(row, self.clock)) else {
            return Ok(String::new());
        };
        let at_once = |other: &&Row| {
            let is_other = other.id != row.id && meeting::is_ahead(other.str("state"));
            let hours = meeting_time::instants(other, self.clock).filter(|_| is_other);
            hours.is_some_and(|(begins, ends)| begins < to && from < ends)
        };
        // The same hour has another date in another zone, two days away at most.
        for away in [0, -1, 1, -2, 2] {
            let Some(day) = day::add_days(on, away) else { continue };
            let others = self.tx.rows(Kind::Meeting, &[("day", Value::from(day))])?;
            let Some(other) = others.iter().find(at_once) else { continue };
            let hour = meeting_time::hour(other, self.clock).unwrap_or_default();
            return Ok(format!("; at the same time as {} at {hour}", self.called(other)?));
        }
        Ok(String::new())
    }

    /// Puts an item of an agenda at a place of it; the others keep their order.
    pub(super) fn move_agenda(&self, item: RecordId, to: usize) -> Outcome {
        let row = self.need(item, &[Kind::AgendaItem])?;
        let meeting = row.int("meeting_id").unwrap_or(0);
        let mut items = self.tx.rows(Kind::AgendaItem, &[("meeting_id", Value::Int(meeting))])?;
        agenda_item::in_order(&mut items);
        let was = items.iter().position(|other| other.id == item).unwrap_or(0);
        let to = to.clamp(1, items.len().max(1)) - 1;
        if was == to {
            return Err(Rejection::rule(format!(
                "\"{}\" is at that place of the agenda already.",
                clip(row.str("text"))
            )));
        }
        let moved = items.remove(was);
        items.insert(to, moved);
        for (place, other) in items.iter().enumerate() {
            let place = i64::try_from(place).unwrap_or(0) + 1;
            if other.int("position") != Some(place) {
                self.tx.update(other.id, &Fields::new().with("position", place))?;
            }
        }
        let of = items.len();
        Ok((vec![item], format!("Put \"{}\" {} of {of} on the agenda", clip(row.str("text")), to + 1)))
    }

    /// Ends a pause early: what waited falls due again from that day.
    pub(super) fn end_pause(&self, pause: RecordId, on: NaiveDate) -> Outcome {
        let row = self.need(pause, &[Kind::Pause])?;
        let (Some(from), Some(to)) = (row.day("starts_on"), row.day("ends_on")) else {
            return Err(Rejection::rule("This pause has no days. Edit it."));
        };
        if to < on {
            return Err(Rejection::rule(format!("This pause ended {} already.", self.on(to))));
        }
        if from >= on {
            return Err(Rejection::rule(format!(
                "This pause begins {}. Delete it, or give it another first day.",
                self.on(from)
            )));
        }
        let last = on.pred_opt().unwrap_or(on);
        self.tx.update(pause, &Fields::new().with("ends_on", last))?;
        let whose = match row.int("relationship_id") {
            Some(id) => self.who(Some(id))?,
            None => "the whole practice".to_owned(),
        };
        let why = clip(row.str("why"));
        Ok((
            vec![pause],
            format!("Ended the pause of {whose}, {why}: things fall due again from {}", self.on(on)),
        ))
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
