//! The third move of one follow-up: done now, renegotiated, dropped, or moved all the same.
//!
//! **Invariant:** each way keeps its reason; every move is counted, also by hiding past the due date.

use chrono::NaiveDate;

use crate::{
    acts::execute::{Act, Outcome, agreements::given_reason},
    domain::{
        action::{Decision, Third},
        record::{Fields, RecordId, Row, Value},
        records::follow_up,
        rejection::{Instead, Moved, Rejection},
    },
};

impl Act<'_, '_> {
    /// The refusal of a third move without a word: the four ways.
    pub(super) fn asks_third(&self, row: &Row, (to, by): (NaiveDate, Moved)) -> Result<Rejection, Rejection> {
        let moves = follow_up::moves_to(row, to);
        let said = format!(
            "This is move {moves} of {}. Say why: do it now, agree on a new date with them, drop it, or move it \
             all the same, each with its reason. Nothing was changed.",
            self.called(row)?
        );
        Ok(Rejection::field("reason", said).instead(Instead::Third { item: row.id, to, by }))
    }

    pub(in crate::acts::execute) fn third(&self, id: RecordId, way: Third, reason: &str) -> Outcome {
        given_reason(reason)?;
        let rows = self.open_items(&[id])?;
        let Some(row) = rows.first() else { return Err(Rejection::rule("No follow-up was chosen.")) };
        let reason = reason.trim();
        let kept = |fields: Fields| fields.with("reason", reason).with("snoozed_until", Value::Null);
        let (fields, said) = match way {
            Third::Drop if row.str("kind") == "request" => {
                return self.decide(id, &Decision::Decline { told: false }, Some(reason));
            }
            Third::Drop => return self.drop_items(&[id], reason),
            Third::Now => {
                let due = row.day("due").map_or(self.today, |due| due.min(self.today));
                let fields = kept(Fields::new().with("state", "open").with("due", due));
                (fields, format!("To be done now: {}", self.called(row)?))
            }
            Third::Renegotiate { due } => {
                self.is_ahead(due)?;
                let moves = follow_up::moves_to(row, due);
                let fields = kept(Fields::new().with("due", due).with("moves", moves).with("told", true));
                (fields, format!("Agreed with them for {}: {}", self.on(due), self.called(row)?))
            }
            Third::Keep { due } => {
                self.is_ahead(due)?;
                let moves = follow_up::moves_to(row, due);
                let fields = kept(Fields::new().with("due", due).with("moves", moves));
                (fields, format!("Moved to {}: {}", self.on(due), self.called(row)?))
            }
            Third::Hide { until } => {
                if until <= self.today {
                    return Err(Rejection::field("until", "A snooze hides it until a later day. Type one."));
                }
                let moves = follow_up::moves_to(row, until);
                let fields = Fields::new().with("snoozed_until", until).with("moves", moves);
                let said = format!("Snoozed to {}: {}", self.on(until), self.called(row)?);
                (fields.with("reason", reason), said)
            }
        };
        self.tx.update(id, &fields)?;
        Ok((vec![id], said))
    }
}
