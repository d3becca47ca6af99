//! Measures in a form: what measures a new goal is typed in the goal's own form, and a value in its measure's unit.
//!
//! **Invariant:** a goal and what measures it are saved as one step.

use super::form::{Answers, FormField, Kind as Input};
use crate::{
    domain::{
        action::GoalAct,
        measure_text,
        number::Unit,
        record::{Field, Fields, Kind, RecordId, Ty},
    },
    tui::desk::{Action, At},
};

/// The field of the first measure.
pub(super) const NAME: &str = "measured_by";
/// The field of the second one.
pub(super) const SECOND: &str = "measured_by_2";

/// The inputs of a new goal's measures.
pub(super) fn inputs() -> [FormField; 2] {
    [
        FormField::new(NAME, "Measured by", Input::Line).doc("as Plan funded, 95 % or Debt, $0 or less"),
        FormField::new(SECOND, "And by", Input::Line).doc("another one; more by : add a measure"),
    ]
}

/// The act that adds a goal with the measures that were typed.
pub(super) fn goal(fields: Fields, answers: &Answers) -> Action {
    let measures = [NAME, SECOND].map(|name| answers.text(name).trim().to_owned());
    let measures: Vec<String> = measures.into_iter().filter(|line| !line.is_empty()).collect();
    if measures.is_empty() {
        Action::Add { kind: Kind::Goal, fields }
    } else {
        Action::Goal(GoalAct::Write { fields, measures })
    }
}

/// What a line was understood as; the name of a measure they have is known when it is saved.
pub(super) fn echo(typed: &str) -> Result<Option<String>, String> {
    if typed.trim().is_empty() {
        return Ok(None);
    }
    Ok(Some(match measure_text::read(typed) {
        Ok(read) => {
            let side = match read.direction {
                _ if read.unit == Unit::YesNo => "",
                "at most" => " or less",
                "exactly" => " exactly",
                _ => " or more",
            };
            format!("{}: {}{side}, {}", read.name, read.unit.format(read.target), read.unit.word())
        }
        Err(_) => "a measure they have; a new one needs its target, as Plan funded, 95 %".to_owned(),
    }))
}

/// The unit a number of a form is typed in: that of the measure, or of the measure a reading is of.
pub(super) fn unit_of(field: &Field, answers: &Answers, at: &At<'_>) -> Option<Unit> {
    if field.ty != Ty::Number || answers.text(field.name).trim().is_empty() {
        return None;
    }
    match field.name {
        "target" => Unit::of(answers.text("unit")),
        "value" => {
            let id = answers.record("measure_id")?;
            let measure = at.book.get(RecordId::new(Kind::Measure, id.id)).ok()??;
            Unit::of(measure.str("unit"))
        }
        _ => None,
    }
}
