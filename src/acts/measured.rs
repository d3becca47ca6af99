//! What a measure reads and asks for, in words.
//!
//! **Invariant:** without a target nothing is met and nothing is missed.

use chrono::NaiveDate;
use serde_json::{Value as Json, json};

use crate::{
    domain::{
        course::{Aim, Direction, Judged, Read, Why, months_of},
        day,
        measure_text::with_sign,
        number::{self, Unit},
        record::{Kind, RecordId, Row, Value},
        records::measure::missed,
        rejection::Rejection,
    },
    store::Db,
};

/// The fields of a measure that are part of what is agreed.
pub(super) const AGREED: [&str; 5] = ["name", "unit", "currency", "target", "direction"];

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
    let mut target = measured(measure, target);
    if measure.str("unit") == Unit::Money.word() {
        target = with_sign(&target, measure.str("currency"));
    }
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

/// What a version keeps of a measure.
pub(super) fn kept_of(measure: &Row) -> Json {
    json!({
        "id": measure.id.id,
        "measure": measure.str("name"),
        "target": number::format(measure.int("target").unwrap_or(0)),
        "wanted": wanted(measure),
        "direction": measure.str("direction"),
        "unit": measure.str("unit"),
        "currency": measure.fields.text("currency"),
    })
}

/// A measure as the version in force of an agreement has it: name, unit, target and direction of the day they
/// agreed, whatever the measure asks for since; as it is while nothing is agreed.
pub(super) fn as_agreed(db: Db<'_>, agreement: &Row, measure: &Row) -> Result<Row, Rejection> {
    let version = agreement.int("version").unwrap_or(0);
    if agreement.str("state") == "draft" || version == 0 {
        return Ok(measure.clone());
    }
    let of = [
        ("agreement", Value::from(agreement.id.kind.spec().table)),
        ("agreement_id", Value::Int(agreement.id.id)),
        ("version", Value::Int(version)),
    ];
    let rows = db.rows(Kind::AgreementVersion, &of)?;
    let terms: Json =
        rows.last().and_then(|row| serde_json::from_str(row.str("terms")).ok()).unwrap_or_default();
    let all = terms.get("measures").and_then(Json::as_array).map(Vec::as_slice).unwrap_or_default();
    let is_it = |kept: &&Json| match kept.get("id").and_then(Json::as_i64) {
        Some(id) => id == measure.id.id,
        // Versions kept their measures by name alone at first.
        None => kept.get("measure").and_then(Json::as_str) == Some(measure.str("name")),
    };
    let mut agreed = measure.clone();
    match all.iter().find(is_it) {
        Some(kept) => overlay(&mut agreed, kept),
        None => {
            if let Some(target) = frozen(db, agreement, measure)? {
                agreed.fields.set("target", target);
            }
        }
    }
    Ok(agreed)
}

/// The agreement in force that names a measure, besides one; the first of several.
pub(super) fn agreed_with(
    db: Db<'_>,
    measure: RecordId,
    besides: Option<RecordId>,
) -> Result<Option<RecordId>, Rejection> {
    let of = [("measure_id", Value::Int(measure.id))];
    let ties = db.rows(Kind::AgreementMeasure, &of)?;
    let mut ids: Vec<RecordId> =
        ties.iter().filter_map(|tie| Some(RecordId::new(Kind::Goal, tie.int("goal_id")?))).collect();
    ids.extend(db.rows(Kind::Expectation, &of)?.iter().map(|row| row.id));
    for id in ids.into_iter().filter(|id| Some(*id) != besides) {
        if db.get(id)?.is_some_and(|row| row.str("state") == "agreed") {
            return Ok(Some(id));
        }
    }
    Ok(None)
}

/// The target that was frozen, in books written before versions kept the measures.
fn frozen(db: Db<'_>, agreement: &Row, measure: &Row) -> Result<Option<i64>, Rejection> {
    if agreement.id.kind == Kind::Expectation {
        let is_its = agreement.int("measure_id") == Some(measure.id.id);
        return Ok(agreement.int("agreed_target").filter(|_| is_its));
    }
    let of = [("goal_id", Value::Int(agreement.id.id)), ("measure_id", Value::Int(measure.id.id))];
    Ok(db.rows(Kind::AgreementMeasure, &of)?.first().and_then(|tie| tie.int("target")))
}

/// Puts what a version kept over a measure.
fn overlay(measure: &mut Row, kept: &Json) {
    let text = |name: &str| kept.get(name).and_then(Json::as_str);
    if let Some(target) = text("target").and_then(|target| number::parse(target).ok()) {
        measure.fields.set("target", target);
    }
    // The words of what was wanted tell the direction where it was not kept by itself.
    let sides = [(" or less", "at most"), (" or more", "at least")];
    let told = || {
        let wanted = text("wanted")?;
        sides.iter().find(|(words, _)| wanted.ends_with(words)).map(|(_, side)| *side)
    };
    for (name, value) in
        [("name", text("measure")), ("unit", text("unit")), ("direction", text("direction").or_else(told))]
    {
        if let Some(value) = value {
            measure.fields.set(name, value);
        }
    }
    if kept.get("currency").is_some() {
        measure.fields.set("currency", text("currency"));
    }
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
