//! Deleting mistakes, with what cannot be without them.
//!
//! **Invariant:** what was agreed is never deleted; nothing is left that points to what is gone.

use super::was_agreed;
use crate::{
    acts::execute::{Act, Outcome, by_kind},
    domain::{
        record::{Field, Fields, Kind, RecordId, Row, Set, Ty, Value},
        records::document,
        rejection::{Instead, Rejection},
    },
};

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
            Kind::Measure => {
                let frozen =
                    self.tx.rows(Kind::AgreementMeasure, &[("measure_id", Value::Int(row.id.id))])?;
                let judged = self.tx.rows(Kind::Expectation, &[("measure_id", Value::Int(row.id.id))])?;
                for tie in frozen {
                    if let Some(goal) = tie.int("goal_id")
                        && self.tx.get(RecordId::new(Kind::Goal, goal))?.as_ref().is_some_and(was_agreed)
                    {
                        return Err(Rejection::rule(
                            "An agreed goal names this measure; it cannot be deleted.",
                        ));
                    }
                }
                if judged.iter().any(was_agreed) {
                    return Err(Rejection::rule(
                        "An agreed expectation names this measure; it cannot be deleted.",
                    ));
                }
                Ok(())
            }
            Kind::Rule => {
                let accepted = self.tx.rows(Kind::Acceptance, &[("rule_id", Value::Int(row.id.id))])?;
                if accepted.iter().any(was_agreed) {
                    let said = "Clients accepted this rule; it is withdrawn, not deleted.";
                    return Err(Rejection::rule(said).instead(Instead::Withdraw(row.id)));
                }
                Ok(())
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
