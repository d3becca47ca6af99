//! Measures in a form: what measures a new goal is typed in the goal's own form, and a value in its measure's unit.
//!
//! **Invariant:** a goal and what measures it are saved as one step.

use super::form::{Answers, FormField, Kind as Input};
use crate::{
    acts::{measured::wanted, measures::MeasureReadings},
    domain::{
        action::GoalAct,
        filter::fold,
        measure_text::{self, MeasureText},
        number::Unit,
        record::{Field, Fields, Kind, RecordId, Row, Ty},
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

/// Whether a field is one of a goal's measures.
pub(in crate::tui) fn is_one(name: &str) -> bool {
    name.starts_with(NAME)
}

/// The inputs of what measures an agreed goal, and an empty one for what measures it too.
pub(in crate::tui) fn held(measures: &[MeasureReadings]) -> Vec<FormField> {
    let named = |number: usize| match number {
        0 => NAME.to_owned(),
        number => format!("{NAME}_{}", number + 1),
    };
    let label = |number: usize| if number == 0 { "Measured by" } else { "And by" };
    let held = measures.iter().enumerate().map(|(number, held)| {
        FormField::new(&named(number), label(number), Input::Line)
            .value(&line_of(&held.measure))
            .doc("with its target; empty, it measures this no more")
    });
    let next = measures.len();
    let empty = FormField::new(&named(next), label(next), Input::Line).doc("as Plan funded, 95 %");
    held.chain([empty]).collect()
}

/// A measure as it would be typed.
fn line_of(measure: &Row) -> String {
    let unit = Unit::of(measure.str("unit"));
    match (measure.str("direction"), measure.int("target"), unit) {
        ("exactly", Some(target), Some(unit)) if unit != Unit::YesNo => {
            format!("{}, exactly {}", measure.str("name"), unit.format(target))
        }
        (_, Some(_), _) => wanted(measure),
        _ => measure.str("name").to_owned(),
    }
}

/// What measures a goal from now on, where that was changed; what was left as it was by its name alone, for the
/// words of a target are read and not what is stored.
pub(in crate::tui) fn changed(measures: &[MeasureReadings], answers: &Answers) -> Option<Vec<String>> {
    let fields = held(measures);
    if !fields.iter().any(|field| answers.changed(&field.name)) {
        return None;
    }
    let line = |(number, field): (usize, &FormField)| match measures.get(number) {
        Some(held) if !answers.changed(&field.name) => held.measure.str("name").to_owned(),
        _ => answers.text(&field.name).trim().to_owned(),
    };
    Some(fields.iter().enumerate().map(line).filter(|line| !line.is_empty()).collect())
}

/// What a line was understood as, a measure it names being read in its own unit.
pub(in crate::tui) fn echo_of(units: &[(String, Unit)], typed: &str) -> Result<Option<String>, String> {
    match measure_text::read(typed) {
        Ok(read) => {
            let known = units.iter().find(|(name, _)| *name == fold(&read.name)).map(|(_, unit)| *unit);
            Ok(Some(said(&read, known.unwrap_or(read.unit))))
        }
        Err(_) => echo(typed),
    }
}

/// The names of the measures they have, folded, with what each is read in.
pub(in crate::tui) fn units(measures: &[MeasureReadings]) -> Vec<(String, Unit)> {
    let unit =
        |held: &MeasureReadings| Some((fold(held.measure.str("name")), Unit::of(held.measure.str("unit"))?));
    measures.iter().filter_map(unit).collect()
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
        Ok(read) => said(&read, read.unit),
        Err(_) => "one they have; a new one needs its target: Debt, $0 or less".to_owned(),
    }))
}

fn said(read: &MeasureText, unit: Unit) -> String {
    let side = match read.direction {
        _ if unit == Unit::YesNo => "",
        "at most" => " or less",
        "exactly" => " exactly",
        _ => " or more",
    };
    format!("{}: {}{side}, {}", read.name, unit.format(read.target), unit.word())
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
