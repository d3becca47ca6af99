//! The measures of an agreement at the moment it is agreed: each has a target, and that target is frozen.
//!
//! **Invariant:** nothing is agreed that is measured without a target.

use std::borrow::Cow;

use serde_json::Value as Json;

use crate::{
    acts::{
        execute::Act,
        measured::{AGREED, agreed_with, as_agreed, kept_of},
    },
    domain::{
        record::{Fields, Kind, RecordId, Row, Value},
        records::measure::no_target,
        rejection::{Instead, Rejection},
    },
};

/// What a measure asks for from now on, as it was typed when an agreement was changed with them.
#[derive(Debug, Clone)]
pub(in crate::acts::execute) struct NewAim {
    /// Which measure.
    pub measure: RecordId,
    /// Its target and direction.
    pub fields: Fields,
}

/// What becomes of the targets of an agreement that is agreed anew.
#[derive(Debug, Clone, Copy)]
pub(super) enum Targets<'a> {
    /// Those the measures have.
    Theirs,
    /// Those of its last version, except of the measures that were aimed anew.
    Agreed(&'a Row, &'a [NewAim]),
}

impl Act<'_, '_> {
    /// Freezes the targets of an agreement's measures; gives what the version keeps of them.
    pub(super) fn freeze_targets(&self, row: &Row, targets: Targets<'_>) -> Result<Vec<Json>, Rejection> {
        let mut kept = Vec::new();
        for (holder, name, mut measure) in self.measures_named(row)? {
            if let Targets::Agreed(before, aims) = targets {
                measure = as_agreed(**self.tx, before, &measure)?;
                for aim in aims.iter().filter(|aim| aim.measure == measure.id) {
                    measure.fields.0.extend(aim.fields.0.clone());
                }
            }
            let Some(target) = measure.int("target") else { return Err(no_target(measure.str("name"))) };
            self.tx.update(holder, &Fields::new().with(name, target))?;
            kept.push(kept_of(&measure));
        }
        Ok(kept)
    }

    /// What the measures of an agreement ask for now, where that is not what was agreed; what another agreement in
    /// force names too is not asked.
    pub(super) fn asked_anew(&self, row: &Row) -> Result<Vec<NewAim>, Rejection> {
        let mut aims = Vec::new();
        for (_, _, measure) in self.measures_named(row)? {
            let agreed = as_agreed(**self.tx, row, &measure)?;
            let differs = AGREED.iter().any(|name| agreed.fields.get(name) != measure.fields.get(name));
            if differs && agreed_with(**self.tx, measure.id, Some(row.id))?.is_none() {
                let now = |name: &&'static str| (Cow::Borrowed(*name), measure.fields.get(name).clone());
                let fields = Fields(AGREED.iter().map(now).collect());
                aims.push(NewAim { measure: measure.id, fields });
            }
        }
        Ok(aims)
    }

    /// Refuses the edit of what an agreement in force says of a measure; how it is read may change.
    pub(in crate::acts::execute) fn measure_stands(
        &self,
        row: &Row,
        given: &Fields,
    ) -> Result<(), Rejection> {
        let moved = |name: &&str| given.0.contains_key(*name) && given.get(name) != row.fields.get(name);
        let Some(name) = AGREED.iter().copied().find(moved) else { return Ok(()) };
        let Some(agreement) = agreed_with(**self.tx, row.id, None)? else { return Ok(()) };
        let said = format!(
            "{} is part of what was agreed: {}. Change it with them: the old version stays readable. Nothing was changed.",
            row.str("name"),
            self.title(&self.tx.need(agreement)?)?
        );
        Err(Rejection::field(name, said).instead(Instead::Change(agreement)))
    }

    /// Refuses another measure for a goal that was agreed without it.
    pub(in crate::acts::execute) fn tie_stands(&self, goal: Option<i64>) -> Result<(), Rejection> {
        let goal = goal.map(|id| self.tx.need(RecordId::new(Kind::Goal, id))).transpose()?;
        match goal.filter(|goal| goal.str("state") == "agreed") {
            Some(goal) => Err(Rejection::rule(
                "What measures this goal is part of what was agreed. Change the goal with them. Nothing was changed.",
            )
            .instead(Instead::Change(goal.id))),
            None => Ok(()),
        }
    }

    /// Each measure of an agreement, with the record and the field that hold its agreed target.
    fn measures_named(&self, row: &Row) -> Result<Vec<(RecordId, &'static str, Row)>, Rejection> {
        let measure = |id: i64| self.tx.need(RecordId::new(Kind::Measure, id));
        match (row.id.kind, row.int("measure_id")) {
            (Kind::Goal, _) => {
                let ties = self.tx.rows(Kind::AgreementMeasure, &[("goal_id", Value::Int(row.id.id))])?;
                let named = ties.iter().filter_map(|tie| Some((tie.id, tie.int("measure_id")?)));
                named.map(|(tie, id)| Ok((tie, "target", measure(id)?))).collect()
            }
            (Kind::Expectation, Some(id)) => Ok(vec![(row.id, "agreed_target", measure(id)?)]),
            _ => Ok(Vec::new()),
        }
    }
}
