//! The measures of an agreement at the moment it is agreed: each has a target, and that target is frozen.
//!
//! **Invariant:** nothing is agreed that is measured without a target.

use serde_json::{Value as Json, json};

use crate::{
    acts::{execute::Act, measured::wanted},
    domain::{
        number,
        record::{Fields, Kind, RecordId, Row, Value},
        records::measure::no_target,
        rejection::Rejection,
    },
};

impl Act<'_, '_> {
    /// Freezes the targets of an agreement's measures; gives what the version keeps of them.
    pub(super) fn freeze_targets(&self, row: &Row) -> Result<Vec<Json>, Rejection> {
        let mut kept = Vec::new();
        for (holder, name, measure) in self.measures_named(row)? {
            let Some(target) = measure.int("target") else { return Err(no_target(measure.str("name"))) };
            self.tx.update(holder, &Fields::new().with(name, target))?;
            kept.push(json!({
                "measure": measure.str("name"), "target": number::format(target), "wanted": wanted(&measure),
            }));
        }
        Ok(kept)
    }

    /// Whether a measure of an agreement asks for something else now than what was agreed.
    pub(super) fn asks_otherwise(&self, row: &Row) -> Result<bool, Rejection> {
        for (holder, name, measure) in self.measures_named(row)? {
            let frozen = self.tx.need(holder)?.int(name);
            if frozen.is_some() && frozen != measure.int("target") {
                return Ok(true);
            }
        }
        Ok(false)
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
