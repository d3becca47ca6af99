//! How follow-ups end: done, skipped, dropped or declined; what comes again, and what is opened again.
//!
//! **Invariant:** one open occurrence per repeat (TIME.md 5); a dropped or declined one keeps its reason.

use chrono::NaiveDate;

use crate::{
    acts::execute::{Act, Outcome, agreements::given_reason, count_of},
    domain::{
        record::{Fields, Kind, RecordId, Row, Value},
        records::follow_up::{self, FAULTY, is_finished},
        rejection::{Instead, Rejection},
        repeat::{Frame, Repeat},
    },
};

/// Passed-over dates that are written down one by one; of more only the count is kept with the next one.
const MOST_MISSED: usize = 400;

/// What follows once a follow-up is settled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::acts::execute) enum Again {
    /// Nothing.
    Never,
    /// The next one, due on this day, after so many that were passed over.
    On(NaiveDate, usize),
    /// The next one, without a date.
    WhenItHappens,
    /// Nothing, because the repeat cannot be read or leaves the calendar.
    Faulty,
}

impl Act<'_, '_> {
    pub(in crate::acts::execute) fn done(&self, ids: &[RecordId], note: Option<&str>) -> Outcome {
        let rows = self.open_items(ids)?;
        let mut again = Again::Never;
        for row in &rows {
            if row.str("kind") == "request" && row.day("decided_on").is_none() {
                let called = self.called(row)?;
                let said = format!(
                    "{called} is not decided yet. Decide it first: do, schedule, back burner or decline."
                );
                return Err(Rejection::rule(said).instead(Instead::Decide(row.id)));
            }
            let next = self.finish(row, note)?;
            if next != Again::Never {
                again = next;
            }
        }
        let again = self.said_again(again, "again");
        Ok((ids.to_vec(), format!("Done: {}{again}", self.called_all(&rows, "follow-ups")?)))
    }

    /// Finishes one; a repeat gets its next occurrence.
    pub(in crate::acts::execute) fn finish(&self, row: &Row, note: Option<&str>) -> Result<Again, Rejection> {
        let mut fields = Fields::new().with("state", "done").with("finished_on", self.today);
        if let Some(note) = note {
            fields.set("reason", note);
        }
        self.tx.update(row.id, &fields)?;
        self.repeat_after(row)
    }

    fn said_again(&self, again: Again, word: &str) -> String {
        match again {
            Again::Never => String::new(),
            Again::On(due, 0) => format!(", {word} {}", self.on(due)),
            Again::On(due, missed) => {
                let dates = count_of(missed, "date", "dates");
                format!(", {word} {}; {dates} passed over, kept as missed", self.on(due))
            }
            Again::WhenItHappens => format!(", {word} when it happens"),
            Again::Faulty => format!("; {FAULTY}, nothing comes again"),
        }
    }

    /// The next occurrence of a repeat; what was passed over is written down as missed.
    fn repeat_after(&self, row: &Row) -> Result<Again, Rejection> {
        let Some(text) = row.fields.text("repeat") else { return Ok(Again::Never) };
        // A repeat gone bad disables itself alone (TIME.md 14).
        let Ok(repeat) = Repeat::parse(text) else { return Ok(Again::Faulty) };
        // Opened again after its next one was finished: that one stands (TIME.md 11).
        if !self.tx.rows(Kind::FollowUp, &[("again_of", Value::Int(row.id.id))])?.is_empty() {
            return Ok(Again::Never);
        }
        let calendar = self.tx.calendar()?;
        let pauses = self.tx.pauses_of(row.int("relationship_id"))?;
        let frame = Frame { calendar: &calendar, roll: follow_up::roll_of(&row.fields), pauses: &pauses };
        let anchor = row.day("repeat_anchor").or(row.day("due")).unwrap_or(self.today);
        let k = row.int("repeat_k").and_then(|k| u32::try_from(k).ok());
        let counted = k.map_or(1, |k| k.saturating_add(1));
        let (due, anchor, k, missed) = match repeat {
            Repeat::Once | Repeat::InTouch(_) => return Ok(Again::Never),
            Repeat::OnEvent => (None, anchor, counted, Vec::new()),
            Repeat::AfterDone(_) => match repeat.after(self.today, &frame) {
                Some(due) => (Some(due), self.today, counted, Vec::new()),
                None => return Ok(Again::Faulty),
            },
            Repeat::On(_) => match repeat.next(anchor, k, self.today, &frame) {
                Some(next) => (Some(next.open.due), anchor, next.open.k, next.missed),
                None => return Ok(Again::Faulty),
            },
        };
        let root = self.repeat_of(row)?;
        let opened = self.open_next(row, due, (anchor, k), missed.len())?;
        for passed in missed.iter().rev().take(MOST_MISSED).rev() {
            self.keep_occurrence(root, row, (passed.k, Some(passed.due)), None)?;
        }
        self.keep_occurrence(root, row, (k, due), Some(opened))?;
        Ok(due.map_or(Again::WhenItHappens, |due| Again::On(due, missed.len())))
    }

    /// Opens the next follow-up of a repeat: the same, without what became of this one.
    fn open_next(
        &self,
        row: &Row,
        due: Option<NaiveDate>,
        (anchor, k): (NaiveDate, u32),
        missed: usize,
    ) -> Result<RecordId, Rejection> {
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
        self.tx.insert(Kind::FollowUp, &fields)
    }

    /// The follow-up a repeat began with: its name, together with a number (TIME.md 11).
    fn repeat_of(&self, row: &Row) -> Result<RecordId, Rejection> {
        let mut first = row.clone();
        loop {
            let kept = self.tx.rows(Kind::Occurrence, &[("follow_up_id", Value::Int(first.id.id))])?;
            if let Some(root) = kept.last().and_then(|kept| kept.int("repeat_id")) {
                return Ok(RecordId::new(Kind::FollowUp, root));
            }
            // Of an older book, whose occurrences were not written down.
            let before = first.int("again_of").map(|id| RecordId::new(Kind::FollowUp, id));
            match before.map_or(Ok(None), |id| self.tx.get(id))? {
                Some(before) if before.fields.get("repeat") == first.fields.get("repeat") => first = before,
                _ => return Ok(first.id),
            }
        }
    }

    fn keep_occurrence(
        &self,
        repeat: RecordId,
        row: &Row,
        (k, due): (u32, Option<NaiveDate>),
        opened: Option<RecordId>,
    ) -> Result<(), Rejection> {
        let key = [("repeat_id", Value::Int(repeat.id)), ("k", Value::Int(i64::from(k)))];
        let known = self.tx.rows(Kind::Occurrence, &key)?;
        let fields = Fields::new()
            .with("relationship_id", row.int("relationship_id"))
            .with("repeat_id", repeat.id)
            .with("k", i64::from(k))
            .with("due", due)
            .with("came", if opened.is_some() { "opened" } else { "missed" })
            .with("follow_up_id", opened.map(|id| id.id))
            .with("day", self.today);
        match known.first() {
            // A clock that went back: the number was passed over before and is opened now.
            Some(known) if known.str("came") == "missed" || known.int("follow_up_id") == Some(row.id.id) => {
                self.tx.update(known.id, &fields)
            }
            Some(_) => Err(Rejection::rule(format!(
                "The next one of {} is in the book already. Nothing was changed.",
                self.called(row)?
            ))),
            None => self.tx.insert(Kind::Occurrence, &fields).map(|_| ()),
        }
    }

    /// A repeat that was changed is another one: its numbers begin anew with this follow-up.
    pub(in crate::acts::execute) fn begin_anew(&self, row: &Row) -> Result<(), Rejection> {
        if self.repeat_of(row)? == row.id {
            return Ok(());
        }
        self.keep_occurrence(row.id, row, (0, row.day("due")), Some(row.id))
    }

    /// Counts a repeat from another day on: this one and all later ones (TIME.md 8).
    pub(super) fn count_anew(&self, row: &Row, from: NaiveDate) -> Result<Fields, Rejection> {
        let repeat = row.fields.text("repeat").map(Repeat::parse);
        let Some(Ok(repeat)) = repeat else {
            return Err(Rejection::rule(format!(
                "{} comes only once; there are no later ones to move. Nothing was changed.",
                self.called(row)?
            )));
        };
        let Some(moved) = repeat.moved_to(from) else {
            return Err(Rejection::rule(format!(
                "{} comes {repeat}; its later dates have no one day that could move. Move this one alone, or edit \
                 its repeat. Nothing was changed.",
                self.called(row)?
            )));
        };
        // From here on it is a repeat of its own, and its first number is this one.
        self.keep_occurrence(row.id, row, (0, Some(from)), Some(row.id))?;
        Ok(Fields::new()
            .with("repeat", moved.to_string())
            .with("repeat_anchor", from)
            .with("repeat_k", i64::from(0_u32)))
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
        let again = self.said_again(next, "next");
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
