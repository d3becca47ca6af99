//! What settles an entry of a register: an obligation met, an incident decided, a complaint answered, a hold lifted.
//!
//! **Invariant:** each is settled once, with its evidence or its reason; an obligation that comes again has one
//! successor.

use chrono::NaiveDate;

use super::{Act, Outcome, agreements::given_reason};
use crate::domain::{
    action::{HandedOver, Proof},
    day,
    record::{Fields, Kind, RecordId, Row, Value},
    records::{incident, legal_hold, obligation},
    rejection::Rejection,
};
use crate::{acts::Watch, clock::Clock, store::Tx};

impl Act<'_, '_> {
    pub(super) fn proof(&self, proof: &Proof) -> Outcome {
        match proof {
            Proof::Met { obligation, evidence, on } => self.met(*obligation, evidence, *on),
            Proof::Decided { incident, decision, reason } => self.decided(*incident, decision, reason),
            Proof::Answered { complaint, answer, on } => self.answered(*complaint, answer, *on),
            Proof::Lifted { hold, reason } => self.lifted(*hold, reason),
            Proof::Left(file) => self.left(file),
            Proof::Purge(_) => {
                Err(Rejection::rule("A purge is done by itself, with nothing else. Nothing was changed."))
            }
        }
    }

    fn met(&self, id: RecordId, evidence: &str, on: Option<NaiveDate>) -> Outcome {
        let row = self.need(id, &[Kind::Obligation])?;
        if let Some(met) = row.day("met_on") {
            return Err(Rejection::rule(format!(
                "This was met on {} already. Nothing was changed.",
                day::long(met)
            )));
        }
        let evidence = evidence.trim();
        if evidence.is_empty() {
            let said = "Say what shows that it was met: the receipt, the file, the page.";
            return Err(Rejection::field("evidence", said));
        }
        let on = on.unwrap_or(self.today);
        if on > self.today {
            return Err(Rejection::field("on", "That day is still to come. Type a day that has been."));
        }
        self.tx.update(id, &Fields::new().with("met_on", on).with("evidence", evidence))?;
        let mut said = format!("Met: {}", self.called(&row)?);
        let mut ids = vec![id];
        if let Some((next, due)) = self.comes_again(&row, on)? {
            ids.push(next);
            said.push_str(&format!("; the next is due {}", self.on(due)));
        }
        Ok((ids, said))
    }

    /// The one that follows, when it comes again.
    fn comes_again(&self, row: &Row, met: NaiveDate) -> Result<Option<(RecordId, NaiveDate)>, Rejection> {
        let months = row.int("every_months").and_then(|months| u32::try_from(months).ok()).unwrap_or(0);
        let Some(due) = row.day("due").filter(|_| months > 0) else { return Ok(None) };
        // Whoever types another day means that one from now on.
        let anchor = row.day("anchor").unwrap_or(due);
        let before = due.pred_opt().unwrap_or(due);
        let is_of = anchor == due || obligation::next_due(anchor, months, (before, before)) == Some(due);
        let anchor = if is_of { anchor } else { due };
        let Some(next) = obligation::next_due(anchor, months, (due, met)) else { return Ok(None) };
        let fields = Fields::new()
            .with("title", row.str("title"))
            .with("relationship_id", row.int("relationship_id"))
            .with("required_by", row.fields.text("required_by").map(ToOwned::to_owned))
            .with("every_months", row.int("every_months"))
            .with("note", row.fields.text("note").map(ToOwned::to_owned))
            .with("due", next)
            .with("anchor", anchor)
            .with("again_of", row.id.id);
        Ok(Some((self.tx.insert(Kind::Obligation, &fields)?, next)))
    }

    fn decided(&self, id: RecordId, decision: &str, reason: &str) -> Outcome {
        let row = self.need(id, &[Kind::Incident])?;
        if !incident::is_open(&row) {
            return Err(Rejection::rule("This incident was settled already. Nothing was changed."));
        }
        if !incident::DECISIONS.contains(&decision) {
            let known = incident::DECISIONS.join(", ");
            return Err(Rejection::field(
                "decision",
                format!("{decision} is none of the decisions: {known}."),
            ));
        }
        given_reason(reason)?;
        let told = (decision == "told").then_some(self.today);
        let fields = Fields::new()
            .with("decision", decision)
            .with("reason", reason.trim())
            .with("decided_on", self.today)
            .with("told_on", told.map(|on| on.to_string()));
        self.tx.update(id, &fields)?;
        Ok((vec![id], format!("Incident decided, {decision}: {}", self.called(&row)?)))
    }

    fn answered(&self, id: RecordId, answer: &str, on: Option<NaiveDate>) -> Outcome {
        let row = self.need(id, &[Kind::Complaint])?;
        if let Some(on) = row.day("answered_on") {
            return Err(Rejection::rule(format!(
                "This was answered on {} already. Nothing was changed.",
                day::long(on)
            )));
        }
        if answer.trim().is_empty() {
            return Err(Rejection::field("answer", "Say in a few words what was answered."));
        }
        let on = on.unwrap_or(self.today);
        if on > self.today {
            return Err(Rejection::field("on", "That day is still to come. Type a day that has been."));
        }
        if let Some(came) = row.day("day").filter(|came| on < *came) {
            let came = day::long(came);
            return Err(Rejection::field("on", format!("It came on {came}; nobody answered it before.")));
        }
        let fields = Fields::new().with("answer", answer.trim()).with("answered_on", on);
        self.tx.update(id, &fields)?;
        Ok((vec![id], format!("Complaint answered: {}", self.called(&row)?)))
    }

    fn lifted(&self, id: RecordId, reason: &str) -> Outcome {
        let row = self.need(id, &[Kind::LegalHold])?;
        if !legal_hold::stands(&row) {
            return Err(Rejection::rule("This hold was lifted already. Nothing was changed."));
        }
        given_reason(reason)?;
        let fields = Fields::new().with("lifted_on", self.today).with("lifted_why", reason.trim());
        self.tx.update(id, &fields)?;
        Ok((vec![id], format!("Legal hold lifted: {}", self.called(&row)?)))
    }

    fn left(&self, file: &HandedOver) -> Outcome {
        let whose = file.relationship.map(|id| self.need(id, &[Kind::Relationship])).transpose()?;
        let fields = Fields::new()
            .with("what", file.what.as_str())
            .with("relationship_id", file.relationship.map(|id| id.id))
            .with("day", self.today)
            .with("as_of", file.as_of.map(|day| day.to_string()))
            .with("files", file.files)
            .with("sha256", Value::Text(file.sha256.clone()));
        let id = self.tx.insert(Kind::Handover, &fields)?;
        let mut said = format!("Data left the book: {}", file.what);
        if file.files != 1 {
            said.push_str(&format!(", {} files", file.files));
        }
        if let Some(day) = file.as_of {
            said.push_str(&format!(", as of {}", day::long(day)));
        }
        // The title of a document may say it already.
        if let Some(whose) = whose.map(|row| self.called(&row)).transpose()?
            && !file.what.contains(&whose)
        {
            said.push_str(&format!(", {whose}"));
        }
        Ok((vec![id], said))
    }
}

/// Removes a relationship with all that hangs on it, and these persons; a contact that others had a part in stays
/// with them.
pub(in crate::acts) fn remove_all(
    tx: &Tx<'_>,
    clock: &Clock,
    relationship: RecordId,
    persons: &[i64],
) -> Result<(), Rejection> {
    let watch = Watch::default();
    let act = Act { tx, today: clock.today(), clock, watch: &watch };
    tx.defer_references()?;
    for contact in tx.rows(Kind::Interaction, &[("relationship_id", Value::Int(relationship.id))])? {
        let shares = tx.rows(Kind::Share, &[("interaction_id", Value::Int(contact.id.id))])?;
        let other = shares.iter().filter_map(|share| share.int("relationship_id"));
        if let Some(other) = other.filter(|other| *other != relationship.id).min() {
            tx.update(contact.id, &Fields::new().with("relationship_id", other))?;
        }
    }
    for person in persons {
        let person = RecordId::new(Kind::Person, *person);
        if tx.get(person)?.is_some() {
            act.remove(person)?;
        }
    }
    act.remove(relationship)
}

#[cfg(test)]
mod tests {
    use crate::{
        acts::Book,
        clock::Clock,
        domain::{
            action::{Action, Proof},
            record::{Fields, Kind, RecordId},
        },
    };

    fn book() -> Book {
        Book::memory(Clock::fixed("2026-11-23".parse().unwrap())).unwrap()
    }

    fn add(book: &mut Book, kind: Kind, fields: Fields) -> RecordId {
        book.execute(&Action::Add { kind, fields }).unwrap().ids[0]
    }

    #[test]
    fn an_obligation_is_met_with_evidence_once_and_comes_again_on_its_own_day() {
        let mut book = book();
        let fields =
            Fields::new().with("title", "Form ADV update").with("due", "2026-03-31").with("every_months", 12);
        let first = add(&mut book, Kind::Obligation, fields);
        let met = |evidence: &str| {
            let (obligation, evidence) = (first, evidence.to_owned());
            Action::Proof(Proof::Met { obligation, evidence, on: None })
        };
        assert!(book.execute(&met(" ")).unwrap_err().message.contains("what shows"));
        let done = book.execute(&met("receipt 4711")).unwrap();
        assert_eq!(done.summary, "Met: Form ADV update; the next is due Wed 31 Mar 2027");
        let next = book.get(done.ids[1]).unwrap().unwrap();
        assert_eq!((next.str("due"), next.str("anchor")), ("2027-03-31", "2026-03-31"));
        assert!(book.execute(&met("again")).unwrap_err().message.contains("already"));
    }

    #[test]
    fn a_complaint_is_answered_on_the_day_it_was_and_not_before_it_came_or_in_days_to_come() {
        let mut book = book();
        let client = add(&mut book, Kind::Relationship, Fields::new().with("name", "Hartley"));
        let fields = Fields::new().with("what", "Late").with("relationship_id", client.id);
        let complaint = add(&mut book, Kind::Complaint, fields.with("day", "2026-11-10"));
        let answered = |on: &str| {
            let (answer, on) = ("rang Ann".to_owned(), on.parse().ok());
            Action::Proof(Proof::Answered { complaint, answer, on })
        };
        for wrong in ["2026-11-09", "2026-11-24"] {
            assert!(book.execute(&answered(wrong)).is_err(), "{wrong}");
        }
        book.execute(&answered("2026-11-12")).unwrap();
        assert_eq!(book.get(complaint).unwrap().unwrap().str("answered_on"), "2026-11-12");
        // What was kept before there was a day is read as today.
        let old = r#"{"proof":"answered","complaint":"cm1","answer":"x"}"#;
        assert!(matches!(serde_json::from_str(old).unwrap(), Proof::Answered { on: None, .. }));
    }

    #[test]
    fn an_incident_is_told_by_thirty_days_after_it_came_out_and_settled_with_a_reason() {
        let mut book = book();
        let fields = Fields::new().with("title", "A letter went astray").with("day", "2026-11-20");
        let id = add(&mut book, Kind::Incident, fields);
        assert_eq!(book.get(id).unwrap().unwrap().str("notify_by"), "2026-12-20");
        let decided = |decision: &str, reason: &str| {
            let (decision, reason) = (decision.to_owned(), reason.to_owned());
            Action::Proof(Proof::Decided { incident: id, decision, reason })
        };
        assert!(book.execute(&decided("told", " ")).is_err());
        assert!(book.execute(&decided("forgotten", "so")).is_err());
        book.execute(&decided("notice due", "account numbers were in it")).unwrap();
        book.execute(&decided("told", "by letter")).unwrap();
        let row = book.get(id).unwrap().unwrap();
        assert_eq!((row.str("decision"), row.str("told_on")), ("told", "2026-11-23"));
        assert!(book.execute(&decided("told", "again")).is_err());
    }
}
