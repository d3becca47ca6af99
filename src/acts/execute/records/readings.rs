//! Readings: what a new one corrects.
//!
//! **Invariant:** of one measure at most one reading of a day stands; the one it replaced stays, struck.

use crate::{
    acts::{
        execute::{Act, Outcome, clip, count_of},
        measured::measured,
    },
    domain::{
        action::ReadingsTaken,
        day,
        record::{Fields, Kind, Row, Value},
        rejection::Rejection,
    },
};

impl Act<'_, '_> {
    /// Takes in the readings of a file as one step.
    pub(in crate::acts::execute) fn take_readings(&self, taken: &ReadingsTaken) -> Outcome {
        let mut ids = Vec::new();
        for fields in &taken.readings {
            self.watch.go_on()?;
            ids.push(self.put(Kind::Reading, fields)?);
        }
        let said =
            format!("Imported {} from {}", count_of(ids.len(), "reading", "readings"), clip(&taken.source));
        Ok((ids, said))
    }

    /// Names the reading a new one corrects: the one that is said, else the one of that day that stands.
    ///
    /// The same value of the same day again is refused, and so is a correction of another measure's reading.
    pub(super) fn corrects(&self, measure: &Row, fields: &mut Fields) -> Result<(), Rejection> {
        let all = self.tx.rows(Kind::Reading, &[("measure_id", Value::Int(measure.id.id))])?;
        let is_struck = |row: &Row| all.iter().any(|other| other.int("corrects_id") == Some(row.id.id));
        let Some(said) = fields.int("corrects_id") else {
            let on = fields.day("day");
            let standing = all.iter().find(|row| row.day("day") == on && !is_struck(row));
            let Some(row) = standing else { return Ok(()) };
            if row.int("value") == fields.int("value") {
                let value = measured(measure, row.int("value").unwrap_or(0));
                let on = on.map(day::long).unwrap_or_default();
                return Err(Rejection::field(
                    "value",
                    format!(
                        "{} of {on} is in the book already: {value}. Nothing was changed.",
                        measure.str("name")
                    ),
                ));
            }
            fields.set("corrects_id", row.id.id);
            return Ok(());
        };
        match all.iter().find(|row| row.id.id == said) {
            None => Err(Rejection::field(
                "corrects_id",
                format!("That is no reading of {}. Nothing was changed.", measure.str("name")),
            )),
            Some(row) if is_struck(row) => Err(Rejection::field(
                "corrects_id",
                "That reading was corrected already. Correct the newer one.",
            )),
            Some(_) => Ok(()),
        }
    }
}
