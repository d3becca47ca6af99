//! What a measure reads and asks for, in words.
//!
//! **Invariant:** without a target nothing is met and nothing is missed.

use chrono::NaiveDate;

use crate::domain::{
    course::{Aim, Direction, Judged, Read, Why, months_of},
    day,
    number::{self, Unit},
    record::{Row, Value},
    records::measure::missed,
};

/// A measured value in its unit: `97 %`, `780,000`.
#[must_use]
pub fn measured(measure: &Row, value: i64) -> String {
    figure(Unit::of(measure.str("unit")), value)
}

/// A value in a unit.
pub(super) fn figure(unit: Option<Unit>, value: i64) -> String {
    unit.map_or_else(|| number::format(value), |unit| unit.format(value))
}

/// What a measure asks for: `plan funded, 95 % or more`.
#[must_use]
pub fn wanted(measure: &Row) -> String {
    let Some(target) = measure.int("target") else {
        return format!("{}, no target yet", measure.str("name"));
    };
    let target = measured(measure, target);
    if measure.str("unit") == Unit::YesNo.word() {
        return format!("{}, {target}", measure.str("name"));
    }
    match measure.str("direction") {
        "at most" => format!("{}, {target} or less", measure.str("name")),
        "exactly" => format!("{}, {target}", measure.str("name")),
        _ => format!("{}, {target} or more", measure.str("name")),
    }
}

/// Whether a value meets the target; unknown without a target.
#[must_use]
pub fn is_met(measure: &Row, value: i64) -> Option<bool> {
    let target = measure.int("target")?;
    Some(Direction::of(measure.str("direction")).is_met(value, target))
}

/// The measure as it was agreed: with the target that was frozen then, where one was.
pub(super) fn as_agreed(measure: &Row, target: Option<i64>) -> Row {
    let mut measure = measure.clone();
    if let Some(target) = target {
        measure.fields.set("target", Value::Int(target));
    }
    measure
}

/// What a measure is held against, up to a day where one was agreed.
pub(super) fn aim_of(measure: &Row, by: Option<NaiveDate>) -> Aim {
    Aim {
        target: measure.int("target"),
        direction: Direction::of(measure.str("direction")),
        by,
        every_months: months_of(measure.str("read_every")),
    }
}

/// Where a measure is, in words: `off track: below its way, 810,000 by then`.
pub(super) fn course_said(measure: &Row, judged: Judged, last: Option<Read>, today: NaiveDate) -> String {
    let off = missed(measure.str("direction"));
    let why = match judged.why {
        Why::NoTarget => "no target to hold it against".to_owned(),
        Why::NeverRead => "not read yet".to_owned(),
        Why::TooOld => {
            let on = last.map(|(on, _)| day::short(on, today)).unwrap_or_default();
            format!("last read {on}, too long ago to tell")
        }
        Why::Met => "it meets its target".to_owned(),
        Why::Missed if off == "off" => "it is not its target".to_owned(),
        Why::Missed => format!("{off} its target"),
        Why::OneReading => "one reading shows no way yet".to_owned(),
        Why::Path(value) => {
            let way = measured(measure, number::rounded(value));
            let on_track = judged.course == crate::domain::course::Course::OnTrack;
            let is_equal = last.is_some_and(|(_, value)| measured(measure, value) == way);
            match (on_track, is_equal) {
                (true, _) => format!("on its way, {way} on that day"),
                (false, true) => format!("just {off} its way, by less than is shown"),
                (false, false) => format!("{off} its way, {way} on that day"),
            }
        }
    };
    format!("{}: {why}", judged.course.words())
}
