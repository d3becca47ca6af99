//! Adding, editing and deleting records of any type: what the verbs share, and the settings.
//!
//! **Invariant:** an agreement that was agreed is retired, never deleted; a version is never edited.

mod add;
mod delete;
mod edit;
mod readings;

pub(in crate::acts) use self::edit::may_correct;
use super::{Act, Outcome};
use crate::domain::{
    record::{Fields, Kind, RecordId, Row, Ty, Value},
    rejection::Rejection,
};

/// Types whose rows are corrected by a new row after the day they were made.
const CORRECTED: &[Kind] = &[Kind::Reading, Kind::Talk, Kind::Decision];

impl Act<'_, '_> {
    /// Every reference names a record that is there.
    pub(super) fn refers(&self, kind: Kind, fields: &Fields) -> Result<(), Rejection> {
        for field in kind.spec().fields {
            if let (Ty::Ref(to), Some(id)) = (field.ty, fields.int(field.name))
                && self.tx.get(RecordId::new(to, id))?.is_none()
            {
                let id = RecordId::new(to, id);
                return Err(Rejection::field(
                    field.name,
                    format!("There is no {to} {id}. Nothing was changed."),
                ));
            }
        }
        Ok(())
    }

    /// What a record names of a relationship is of its own: a measure, a goal, the agreement a talk goes against.
    pub(super) fn theirs(&self, kind: Kind, fields: &Fields) -> Result<(), Rejection> {
        let names: &[&str] = match kind {
            Kind::Talk => &["against_id"],
            Kind::Expectation => &["measure_id"],
            Kind::AgreementMeasure => &["goal_id", "measure_id"],
            _ => return Ok(()),
        };
        for field in kind.spec().fields.iter().filter(|field| names.contains(&field.name)) {
            let (Ty::Ref(to), Some(id)) = (field.ty, fields.int(field.name)) else { continue };
            let row = self.tx.need(RecordId::new(to, id))?;
            if row.int("relationship_id") != fields.int("relationship_id") {
                let (called, who) = (self.called(&row)?, self.who(fields.int("relationship_id"))?);
                return Err(Rejection::field(
                    field.name,
                    format!("{called}: this is no {to} of {who}. Name one of theirs. Nothing was changed."),
                ));
            }
        }
        Ok(())
    }

    /// A tier must be one the book has; none at all is allowed.
    pub(super) fn known_tier(&self, fields: &Fields) -> Result<(), Rejection> {
        let Some(tier) = fields.text("tier") else { return Ok(()) };
        let tiers = self.tx.tiers()?;
        if tiers.iter().any(|known| known.name == tier) {
            return Ok(());
        }
        let known: Vec<&str> = tiers.iter().map(|tier| tier.name.as_str()).collect();
        Err(Rejection::field("tier", format!("There is no tier {tier}. The tiers: {}.", known.join(", "))))
    }

    pub(super) fn set(&self, name: &str, value: Option<&str>) -> Outcome {
        let known = crate::domain::settings::check(name, value)?;
        let old = self.tx.rows(Kind::Setting, &[("name", Value::from(name))])?;
        let id = match (old.first(), known) {
            (Some(row), Some(value)) => {
                self.tx.update(row.id, &Fields::new().with("value", value))?;
                vec![row.id]
            }
            (None, Some(value)) => {
                vec![self.tx.insert(Kind::Setting, &Fields::new().with("name", name).with("value", value))?]
            }
            (Some(row), None) => {
                self.tx.delete(row.id)?;
                vec![]
            }
            (None, None) => vec![],
        };
        let said = value.map_or_else(|| "back to its default".to_owned(), |value| format!("to {value}"));
        Ok((id, format!("Set {name} {said}")))
    }
}

fn was_agreed(row: &Row) -> bool {
    row.int("version").unwrap_or(0) > 0
}
