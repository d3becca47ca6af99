//! What is heard against an expectation after it was agreed.
//!
//! **Invariant:** it changes nothing of what was agreed: it is added to it, with its day and their words.

use chrono::NaiveDate;

use crate::{
    acts::execute::{Act, Outcome, agreements::not_ahead, clip},
    domain::{
        record::{Fields, Kind, RecordId, Row},
        rejection::{Instead, Rejection},
    },
};

impl Act<'_, '_> {
    pub(in crate::acts::execute) fn contradict(&self, id: RecordId, words: &str, on: NaiveDate) -> Outcome {
        not_ahead(on, self.today)?;
        let row = self.contradictable(id)?;
        let event = self.heard_against(&row, words, on, None)?;
        Ok((vec![id, event], format!("Heard against {}: {}", self.called(&row)?, clip(words.trim()))))
    }

    /// An expectation that is in force: only what was agreed can be contradicted.
    pub(in crate::acts::execute) fn contradictable(&self, id: RecordId) -> Result<Row, Rejection> {
        let row = self.need(id, &[Kind::Expectation])?;
        match row.str("state") {
            "agreed" => Ok(row),
            "retired" => {
                Err(Rejection::rule(format!("{} is retired. Nothing was changed.", self.called(&row)?)))
            }
            _ => {
                let said = format!(
                    "{} was never agreed, so nothing contradicts it. Agree it first.",
                    self.called(&row)?
                );
                Err(Rejection::rule(said).instead(Instead::Agree(id)))
            }
        }
    }

    /// Adds what was heard to an expectation in force; gives the event.
    pub(in crate::acts::execute) fn heard_against(
        &self,
        row: &Row,
        words: &str,
        on: NaiveDate,
        contact: Option<RecordId>,
    ) -> Result<RecordId, Rejection> {
        let words = words.trim();
        if words.is_empty() {
            return Err(Rejection::field("words", "Type what they said, in their words."));
        }
        if row.day("agreed_on").is_some_and(|agreed| on < agreed) {
            let said = "That was before it was agreed. Type the day they said it since.";
            return Err(Rejection::field("on", said));
        }
        let contact = contact.map(|contact| contact.id);
        let said = Fields::new().with("reason", words).with("interaction_id", contact);
        self.event(row, "contradicted", on, &said)
    }
}
