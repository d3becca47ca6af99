//! Deleting mistakes, with what cannot be without them.
//!
//! **Invariant:** what was agreed, or is on record, is never deleted; nothing is left that points to what is gone.

use super::was_agreed;
use crate::{
    acts::execute::{Act, Outcome, by_kind},
    domain::{
        record::{Field, Fields, Kind, RecordId, Row, Set, Ty, Value},
        records::document,
        rejection::{Instead, Rejection},
    },
};

/// What was agreed, taught, allowed, answered, read or decided stays on record after the day it was written down; each
/// with what is done instead (PRODUCT, Ground rules of the data).
const ON_RECORD: &[(Kind, &str)] = &[
    (Kind::Talk, "Add a talk that says it as it was; the newest one counts."),
    (Kind::Training, "Record that it was taught again and how far it was understood; the newest one counts."),
    (Kind::Decision, "Add a decision that corrects it; this one stays readable."),
    (Kind::Exception, "End it with its reason; it stays readable."),
    (Kind::Breach, "Answer it and say in the answer what it was; it stays readable."),
    (Kind::Reading, "Add the right value for the same day; it corrects this one."),
];

impl Act<'_, '_> {
    pub(in crate::acts::execute) fn delete(&self, targets: &[RecordId]) -> Outcome {
        let mut rows = Vec::new();
        for id in targets {
            rows.push(self.tx.need(*id)?);
        }
        let Some(first) = rows.first() else { return Err(Rejection::rule("Nothing was chosen to delete.")) };
        let said = match rows.as_slice() {
            [only] => format!("{}: {}", first.id.kind, self.called(only)?),
            many => by_kind(many),
        };
        self.tx.defer_references()?;
        for row in &rows {
            self.may_delete(row)?;
            self.remove(row.id)?;
        }
        Ok((targets.to_vec(), format!("Deleted {said}")))
    }

    fn may_delete(&self, row: &Row) -> Result<(), Rejection> {
        match row.id.kind {
            kind if kind.is_agreement() && was_agreed(row) => Err(Rejection::rule(
                "This was agreed with them; it is retired, never deleted. Nothing was changed.",
            )
            .instead(Instead::Retire(row.id))),
            kind if kind.is_by_act() => Err(Rejection::rule(format!("A {kind} is never deleted."))),
            Kind::Relationship => self.nothing_lasts(row.id),
            Kind::Measure => self.may_delete_measure(row),
            Kind::Rule => {
                if let Some(kind) = self.first_kept(&[("rule_id", row.id)])? {
                    let said = format!(
                        "What was recorded of this rule before today stays ({kind}); it is withdrawn, not deleted. Nothing was changed."
                    );
                    return Err(Rejection::rule(said).instead(Instead::Withdraw(row.id)));
                }
                let accepted = self.tx.rows(Kind::Acceptance, &[("rule_id", Value::Int(row.id.id))])?;
                if accepted.iter().any(was_agreed) {
                    let said = "Clients accepted this rule; it is withdrawn, not deleted.";
                    return Err(Rejection::rule(said).instead(Instead::Withdraw(row.id)));
                }
                Ok(())
            }
            Kind::AgreementMeasure => {
                let goal = row.int("goal_id").map(|id| self.tx.get(RecordId::new(Kind::Goal, id)));
                match goal.transpose()?.flatten().filter(was_agreed) {
                    Some(goal) => Err(Rejection::rule(
                        "The goal was agreed with this measure. Change the goal with them. Nothing was changed.",
                    )
                    .instead(Instead::Change(goal.id))),
                    None => Ok(()),
                }
            }
            kind if ON_RECORD.iter().any(|(kept, _)| *kept == kind) && self.is_on_record(row.id)? => {
                let instead = ON_RECORD.iter().find(|(kept, _)| *kept == kind).map_or("", |(_, said)| said);
                Err(Rejection::rule(format!(
                    "This {kind} is kept after the day it was written down. {instead} Nothing was changed."
                )))
            }
            _ => Ok(()),
        }
    }

    /// Nothing was agreed with them, and nothing that was sent or signed is kept of them.
    fn nothing_lasts(&self, whose: RecordId) -> Result<(), Rejection> {
        let ended = |said: &str| {
            let said = format!("{said}; a relationship is ended, not deleted. Nothing was changed.");
            Err(Rejection::rule(said).instead(Instead::End(whose)))
        };
        if let Some(kind) = self.first_kept(&[("relationship_id", whose)])? {
            return ended(&format!("What was recorded with them before today stays ({kind})"));
        }
        for kind in [Kind::Goal, Kind::Expectation, Kind::Acceptance] {
            if self.tx.of(kind, whose.id)?.iter().any(was_agreed) {
                return ended("Something was agreed with them");
            }
        }
        if self.tx.of(Kind::Document, whose.id)?.iter().any(document::is_out) {
            return ended("A document that was sent or signed is kept of them");
        }
        Ok(())
    }

    /// A measure that something agreed names, or that was read before today, stays.
    fn may_delete_measure(&self, row: &Row) -> Result<(), Rejection> {
        let frozen = self.tx.rows(Kind::AgreementMeasure, &[("measure_id", Value::Int(row.id.id))])?;
        let judged = self.tx.rows(Kind::Expectation, &[("measure_id", Value::Int(row.id.id))])?;
        for tie in frozen {
            if let Some(goal) = tie.int("goal_id")
                && self.tx.get(RecordId::new(Kind::Goal, goal))?.as_ref().is_some_and(was_agreed)
            {
                return Err(Rejection::rule("An agreed goal names this measure; it cannot be deleted."));
            }
        }
        if self.first_kept(&[("measure_id", row.id)])?.is_some() {
            return Err(Rejection::rule(
                "It has readings of before today, and what was read is kept. Empty how often it is read, and no more readings are asked for. Nothing was changed.",
            ));
        }
        if judged.iter().any(was_agreed) {
            return Err(Rejection::rule("An agreed expectation names this measure; it cannot be deleted."));
        }
        Ok(())
    }

    /// Whether a record was written down before today: a mistake of today may still go.
    fn is_on_record(&self, id: RecordId) -> Result<bool, Rejection> {
        Ok(self.tx.recorded_on(id, self.today)?.is_some_and(|on| on < self.today))
    }

    /// The first type of which a record that is kept names one of these records.
    fn first_kept(&self, names: &[(&str, RecordId)]) -> Result<Option<Kind>, Rejection> {
        for (kind, _) in ON_RECORD {
            for (name, id) in names {
                if kind.spec().field(name).is_none_or(|field| field.ty != Ty::Ref(id.kind)) {
                    continue;
                }
                for row in self.tx.rows(*kind, &[(name, Value::Int(id.id))])? {
                    if self.is_on_record(row.id)? {
                        return Ok(Some(*kind));
                    }
                }
            }
        }
        Ok(None)
    }

    /// Removes a record and, first, what cannot be without it; other references to it become unknown.
    pub(in crate::acts::execute) fn remove(&self, id: RecordId) -> Result<(), Rejection> {
        for kind in Kind::ALL.iter().rev() {
            for field in kind.spec().fields {
                if field.ty != Ty::Ref(id.kind) {
                    continue;
                }
                for row in self.tx.rows(*kind, &[(field.name, Value::Int(id.id))])? {
                    if row.id == id || self.tx.get(row.id)?.is_none() {
                        continue;
                    }
                    if hangs_on(*kind, field) {
                        self.remove(row.id)?;
                    } else {
                        self.tx.update(row.id, &forgotten(*kind, field.name))?;
                    }
                }
            }
        }
        for row in self.life_of(id)? {
            self.remove(row.id)?;
        }
        self.tx.delete(id)
    }

    /// The events and versions of an agreement; nothing of any other record.
    pub(super) fn life_of(&self, id: RecordId) -> Result<Vec<Row>, Rejection> {
        let mut rows = Vec::new();
        if id.kind.is_agreement() {
            let equal =
                [("agreement", Value::from(id.kind.spec().table)), ("agreement_id", Value::Int(id.id))];
            for kind in [Kind::AgreementEvent, Kind::AgreementVersion] {
                rows.extend(self.tx.rows(kind, &equal)?);
            }
        }
        Ok(rows)
    }
}

/// Whether a row cannot be without what this field names.
fn hangs_on(kind: Kind, field: &Field) -> bool {
    // A former name and a field of the user's own are somebody's: a relationship's or a person's.
    let is_somebodys = matches!(kind, Kind::Alias | Kind::CustomField) && field.name == "person_id";
    field.set == Set::Required || field.name == "relationship_id" || is_somebodys
}

/// What a row knows once the record that this field names is gone.
fn forgotten(kind: Kind, name: &str) -> Fields {
    let fields = Fields::new().with(name, Value::Null);
    match (kind, name) {
        // Nothing stands on the agenda of a meeting that is not there.
        (_, "raised_meeting_id") => fields.with("raised_on", Value::Null),
        // A meeting whose contact was a mistake is still to be held.
        (Kind::Meeting, "interaction_id") => fields.with("state", "planned"),
        _ => fields,
    }
}
