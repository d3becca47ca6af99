//! How follow-ups end: done, skipped, dropped or declined; what comes again, and what is opened again.
//!
//! **Invariant:** one open occurrence per repeat (TIME.md 5); a dropped or declined one keeps its reason.

use chrono::NaiveDate;

use crate::{
    acts::execute::{Act, Outcome, agreements::given_reason},
    domain::{
        day::Roll,
        record::{Fields, Kind, RecordId, Row, Value},
        records::follow_up::is_finished,
        rejection::{Instead, Rejection},
        repeat::{Frame, Repeat},
    },
};

impl Act<'_, '_> {
    pub(in crate::acts::execute) fn done(&self, ids: &[RecordId], note: Option<&str>) -> Outcome {
        let rows = self.open_items(ids)?;
        let mut next = None;
        for row in &rows {
            if row.str("kind") == "request" && row.day("decided_on").is_none() {
                let called = self.called(row)?;
                let said = format!(
                    "{called} is not decided yet. Decide it first: do, schedule, back burner or decline."
                );
                return Err(Rejection::rule(said).instead(Instead::Decide(row.id)));
            }
            next = self.finish(row, note)?.or(next);
        }
        let again = next.map(|due| format!(", again {}", self.on(due))).unwrap_or_default();
        Ok((ids.to_vec(), format!("Done: {}{again}", self.called_all(&rows, "follow-ups")?)))
    }

    /// Finishes one; a repeat gets its next occurrence, whose due date is returned.
    pub(in crate::acts::execute) fn finish(
        &self,
        row: &Row,
        note: Option<&str>,
    ) -> Result<Option<NaiveDate>, Rejection> {
        let mut fields = Fields::new().with("state", "done").with("finished_on", self.today);
        if let Some(note) = note {
            fields.set("reason", note);
        }
        self.tx.update(row.id, &fields)?;
        self.repeat_after(row)
    }

    /// The next occurrence of a repeat; what was passed over is counted as missed.
    fn repeat_after(&self, row: &Row) -> Result<Option<NaiveDate>, Rejection> {
        let Some(text) = row.fields.text("repeat") else { return Ok(None) };
        // A repeat gone bad disables itself alone (TIME.md 14).
        let Ok(repeat) = Repeat::parse(text) else { return Ok(None) };
        let calendar = self.tx.calendar()?;
        let frame = Frame { calendar: &calendar, roll: Roll::Next, pauses: &[] };
        let anchor = row.day("repeat_anchor").or(row.day("due")).unwrap_or(self.today);
        let k = row.int("repeat_k").and_then(|k| u32::try_from(k).ok());
        let (due, k, missed, anchor) = match repeat.next(anchor, k, self.today, &frame) {
            Some(next) => (next.open.due, next.open.k, next.missed.len(), anchor),
            None => match repeat.after(self.today, &frame) {
                Some(due) => (due, 0, 0, self.today),
                None => return Ok(None),
            },
        };
        let mut fields = row.fields.clone();
        for cleared in [
            "snoozed_until",
            "waiting_on",
            "waiting_since",
            "ask_again_on",
            "finished_on",
            "reason",
            "interaction_id",
            "decision",
            "decided_on",
        ] {
            fields.set(cleared, Value::Null);
        }
        fields.set("state", "open");
        fields.set("moves", 0);
        fields.set("due", due);
        fields.set("repeat_anchor", anchor);
        fields.set("repeat_k", i64::from(k));
        fields.set("missed", i64::try_from(missed).unwrap_or(i64::MAX));
        fields.set("again_of", row.id.id);
        self.tx.insert(Kind::FollowUp, &fields)?;
        Ok(Some(due))
    }

    pub(in crate::acts::execute) fn skip(&self, id: RecordId, reason: &str) -> Outcome {
        given_reason(reason)?;
        let rows = self.open_items(&[id])?;
        let Some(row) = rows.first() else { return Err(Rejection::rule("No follow-up was chosen.")) };
        if row.fields.text("repeat").is_none() {
            let said = "This comes only once; skipping is for repeats. Drop it instead.";
            return Err(Rejection::rule(said).instead(Instead::Drop(id)));
        }
        let next = self.repeat_after(row)?;
        let fields = Fields::new()
            .with("state", "dropped")
            .with("finished_on", self.today)
            .with("reason", format!("skipped: {reason}"));
        self.tx.update(id, &fields)?;
        let again = next.map(|due| format!(", next {}", self.on(due))).unwrap_or_default();
        Ok((vec![id], format!("Skipped: {}{again}", self.called(row)?)))
    }

    pub(in crate::acts::execute) fn drop_items(&self, ids: &[RecordId], reason: &str) -> Outcome {
        given_reason(reason)?;
        let rows = self.open_items(ids)?;
        for row in &rows {
            if row.str("kind") == "request" {
                let said = "A request is declined, not dropped: they asked, they get an answer.";
                return Err(Rejection::rule(said).instead(Instead::Decline(row.id)));
            }
            // A promise of ours is not dropped silently: it is declined, with its reason (keymap X).
            let state = if row.str("kind") == "promise" { "declined" } else { "dropped" };
            let fields =
                Fields::new().with("state", state).with("finished_on", self.today).with("reason", reason);
            self.tx.update(row.id, &fields)?;
        }
        let verb = if rows.iter().all(|row| row.str("kind") == "promise") { "Declined" } else { "Dropped" };
        Ok((ids.to_vec(), format!("{verb}: {}", self.called_all(&rows, "follow-ups")?)))
    }

    pub(in crate::acts::execute) fn reopen(&self, ids: &[RecordId]) -> Outcome {
        let mut rows = Vec::new();
        for id in ids {
            let row = self.need(*id, &[Kind::FollowUp])?;
            if row.str("state") == "open" {
                return Err(Rejection::rule(format!("{} is open already.", self.called(&row)?)));
            }
            // One open occurrence per repeat (TIME.md 5).
            let next = self.tx.rows(Kind::FollowUp, &[("again_of", Value::Int(id.id))])?;
            if let Some(next) = next.iter().find(|next| !is_finished(next.str("state"))) {
                let due = next.day("due").map(|due| format!(", due {}", self.on(due))).unwrap_or_default();
                return Err(Rejection::rule(format!(
                    "{} comes again as {}{due}. Take back the step that finished it, or do that one.",
                    self.called(&row)?,
                    next.id
                )));
            }
            self.tx.update(*id, &opened_again(&row))?;
            rows.push(row);
        }
        Ok((ids.to_vec(), format!("Opened again: {}", self.called_all(&rows, "follow-ups")?)))
    }
}

/// What opening sets: where it waited and how it ended is past; what was put off or declined is to be
/// decided again, or no queue would hold it.
fn opened_again(row: &Row) -> Fields {
    let mut cleared = vec![
        "finished_on",
        "waiting_on",
        "waiting_since",
        "ask_again_on",
        "back_burner_until",
        "snoozed_until",
    ];
    if is_finished(row.str("state")) {
        cleared.push("reason");
    }
    if matches!(row.str("decision"), "decline" | "back burner") {
        cleared.extend(["decision", "decided_on", "told"]);
    }
    cleared
        .into_iter()
        .fold(Fields::new().with("state", "open"), |fields, name| fields.with(name, Value::Null))
}
