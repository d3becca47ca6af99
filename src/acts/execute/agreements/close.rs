//! Stating in a document, judging the outcome, retiring.
//!
//! **Invariant:** what is retired keeps its reason and stays readable.

use chrono::NaiveDate;

use crate::{
    acts::execute::{
        Act, Outcome,
        agreements::{given_reason, not_ahead},
        clip,
    },
    domain::{
        record::{Fields, Kind, RecordId, Row},
        records::{expectation, goal},
        rejection::{Instead, Rejection},
    },
};

impl Act<'_, '_> {
    pub(in crate::acts::execute) fn state(&self, ids: &[RecordId], document: &str, on: NaiveDate) -> Outcome {
        let rows = self.alive(ids)?;
        not_ahead(on, self.today)?;
        if document.trim().is_empty() {
            return Err(Rejection::field("document", "Name the document it is stated in."));
        }
        for row in &rows {
            self.tx.update(row.id, &Fields::new().with("stated_on", on).with("stated_in", document))?;
            self.event(row, "stated", on, &Fields::new().with("evidence", document))?;
        }
        Ok((ids.to_vec(), format!("Stated in {}: {}", clip(document), self.called_all(&rows, "agreements")?)))
    }

    pub(in crate::acts::execute) fn retire(&self, ids: &[RecordId], reason: &str) -> Outcome {
        let rows = self.alive(ids)?;
        given_reason(reason)?;
        for row in &rows {
            self.retire_one(row, reason)?;
        }
        Ok((ids.to_vec(), format!("Retired: {}", self.called_all(&rows, "agreements")?)))
    }

    pub(in crate::acts::execute) fn retire_one(&self, row: &Row, reason: &str) -> Result<(), Rejection> {
        let fields = Fields::new()
            .with("state", "retired")
            .with("retired_on", self.today)
            .with("retired_reason", reason);
        self.tx.update(row.id, &fields)?;
        self.outdate(row, None)?;
        self.event(row, "retired", self.today, &Fields::new().with("reason", reason))?;
        Ok(())
    }

    pub(in crate::acts::execute) fn judge(
        &self,
        id: RecordId,
        outcome: &str,
        (learned, next): (Option<&str>, Option<&str>),
    ) -> Outcome {
        let row = self.need(id, &[Kind::Goal, Kind::Expectation])?;
        let words = if id.kind == Kind::Goal { goal::OUTCOMES } else { expectation::OUTCOMES };
        if !words.contains(&outcome) {
            return Err(Rejection::field("outcome", format!("{outcome} is none of: {}.", words.join(", "))));
        }
        if id.kind == Kind::Expectation && row.str("state") != "agreed" {
            let said = "Only what was agreed can be kept or not. Agree it first.";
            return Err(Rejection::rule(said).instead(Instead::Agree(id)));
        }
        let is_said = |text: Option<&str>| text.is_some_and(|text| !text.trim().is_empty());
        // A goal that is over leaves something: what it taught, what follows it.
        if id.kind == Kind::Goal && outcome != "open" && !is_said(learned) && !is_said(next) {
            let said = "Say what comes next, or what it taught; it is kept with the goal.";
            return Err(Rejection::field("next", said));
        }
        let mut fields = Fields::new().with("outcome", outcome).with("outcome_on", self.today);
        if let Some(learned) = learned {
            fields.set("learned", learned);
        }
        if let Some(next) = next.filter(|_| id.kind == Kind::Goal) {
            fields.set("comes_next", next);
        }
        self.tx.update(id, &fields)?;
        // What it taught is kept with the judgement too: the next one writes over the agreement's own.
        let learned = learned.filter(|learned| !learned.trim().is_empty()).map(ToOwned::to_owned);
        let said = Fields::new().with("reason", outcome).with("evidence", learned);
        self.event(&row, "judged", self.today, &said)?;
        // A goal that is no longer open has done its work; an expectation lives on, kept or not.
        if id.kind == Kind::Goal && outcome != "open" && row.str("state") != "retired" {
            self.retire_one(&self.tx.need(id)?, outcome)?;
        }
        Ok((vec![id], format!("{} is {outcome}", self.called(&row)?)))
    }
}
