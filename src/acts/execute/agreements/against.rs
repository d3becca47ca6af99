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

#[cfg(test)]
mod tests {
    use crate::{
        acts::{Book, Step},
        domain::{
            action::{Action, Consent, Consequence, ContactLog, Contradiction},
            record::{Fields, Kind, RecordId},
        },
        tui::testing::practice,
    };

    fn success(book: &mut Book) -> RecordId {
        let fields = Fields::new().with("relationship_id", 1).with("title", "Judge us by the plan");
        let add = Action::Add { kind: Kind::Expectation, fields: fields.with("topic", "success") };
        book.execute(&add).unwrap().ids[0]
    }

    fn agree(book: &mut Book, id: RecordId) {
        let by = book.adults(1).unwrap().iter().map(|person| person.id).collect();
        let on = "2026-11-02".parse().unwrap();
        let consent = Consent { by, dissents: Vec::new(), on, how: "call".into(), evidence: None };
        book.execute(&Action::Agree { agreements: vec![id], consent }).unwrap();
    }

    fn against(id: RecordId, words: &str, on: &str) -> Action {
        Action::Contradict(Contradiction { agreement: id, words: words.into(), on: on.parse().unwrap() })
    }

    #[test]
    fn what_is_heard_is_added_to_what_was_agreed_and_taken_back_by_undo() {
        let mut book = practice();
        let id = success(&mut book);
        let no = book.execute(&against(id, "beat it", "2026-11-18")).unwrap_err().message;
        assert!(no.contains("was never agreed, so nothing contradicts it"), "{no}");
        agree(&mut book, id);
        let before = book.get(id).unwrap().unwrap();
        let said = book.execute(&against(id, " beat it ", "2026-11-18")).unwrap().summary;
        assert_eq!(said, "Heard against Judge us by the plan, Hartley: beat it");
        assert_eq!(book.get(id).unwrap().unwrap(), before, "nothing of the agreement changes");
        let heard = |book: &Book| book.agreement(id).unwrap().unwrap().against;
        assert_eq!(heard(&book), [("2026-11-18".parse().unwrap(), "\"beat it\"".to_owned())]);
        book.step(Step::Undo).unwrap().unwrap();
        assert!(heard(&book).is_empty());
    }

    #[test]
    fn what_cannot_have_been_said_against_it_is_refused_with_the_reason() {
        let mut book = practice();
        let id = success(&mut book);
        agree(&mut book, id);
        for (words, on, wanted) in [
            (" ", "2026-11-18", "Type what they said"),
            ("so", "2026-11-30", "still to come"),
            ("so", "2026-11-01", "before it was agreed"),
        ] {
            let no = book.execute(&against(id, words, on)).unwrap_err().message;
            assert!(no.contains(wanted), "{no}");
        }
        let log = |whose: i64| {
            let follows = vec![Consequence::Contradiction {
                expectation: id,
                fields: Fields::new().with("reason", "sell it all"),
            }];
            Action::Log(Box::new(ContactLog {
                relationships: vec![RecordId::new(Kind::Relationship, whose)],
                fields: Fields::new().with("summary", "They rang"),
                follows,
                ..ContactLog::default()
            }))
        };
        assert!(book.execute(&log(2)).unwrap_err().message.contains("is not theirs"));
        let said = book.execute(&log(1)).unwrap().summary;
        assert!(said.ends_with("heard against \"Judge us by the plan\""), "{said}");
        let events = book.rows(Kind::AgreementEvent, &[("what", "contradicted".into())]).unwrap();
        assert_eq!((events.len(), events[0].int("interaction_id").is_some()), (1, true));
    }

    #[test]
    fn every_judgement_stays_with_what_it_taught() {
        let mut book = practice();
        let id = success(&mut book);
        agree(&mut book, id);
        for (outcome, learned) in
            [("at risk", Some("he reads charts")), ("not kept", None), ("kept", Some("paper helps"))]
        {
            let learned = learned.map(ToOwned::to_owned);
            book.execute(&Action::Judge(crate::domain::action::Judged {
                agreement: id,
                outcome: outcome.into(),
                learned,
                next: None,
            }))
            .unwrap();
        }
        let judged = book.agreement(id).unwrap().unwrap().judged;
        let said: Vec<(&str, &str)> =
            judged.iter().map(|(_, what, why)| (what.as_str(), why.as_str())).collect();
        assert_eq!(said, [("kept", "paper helps"), ("not kept", ""), ("at risk", "he reads charts")]);
    }
}
