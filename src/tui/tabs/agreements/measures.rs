//! Readings of the measures of an agreement, and a measure for one that has none.
//!
//! **Invariant:** a value is echoed in the unit of its measure, with its day, before it is kept.

use crate::{
    acts::agreements::AgreementDetail,
    domain::{
        day,
        number::{self, Unit},
        record::{Fields, Kind, Value},
        rejection::Rejection,
    },
    tui::{
        command::Command,
        desk::{Action, At},
        effect::Effect,
        layers::{ask::Ask, record},
    },
};

/// Asks for the value of its measure; of several, first which.
pub(super) fn reading(detail: &AgreementDetail) -> Vec<Effect> {
    let measures: Vec<(i64, String, String)> = detail
        .measures
        .iter()
        .map(|measure| {
            (
                measure.measure.id.id,
                measure.measure.str("name").to_owned(),
                measure.measure.str("unit").to_owned(),
            )
        })
        .collect();
    if let [(id, name, unit)] = measures.as_slice() {
        return value(*id, name, unit);
    }
    let names: Vec<&str> = measures.iter().map(|(_, name, _)| name.as_str()).collect();
    Effect::open(Ask::choice("A reading", "Of which measure", &names, {
        let measures = measures.clone();
        move |chosen, _| {
            let found = measures.iter().find(|(_, name, _)| name == chosen);
            Ok(found.map(|(id, name, unit)| value(*id, name, unit)).unwrap_or_default())
        }
    }))
}

/// A value, and after a comma or a space the day it is of: `97`, `97 on 1 nov`.
fn value(measure: i64, name: &str, unit: &str) -> Vec<Effect> {
    let unit = Unit::of(unit);
    let read = move |typed: &str, at: &At<'_>| -> Result<(i64, chrono::NaiveDate), Rejection> {
        let (figure, on) = match typed.split_once(" on ") {
            Some((figure, on)) => (figure, day::parse_day_that_was(on.trim(), at.today, at.order)?),
            None => (typed, at.today),
        };
        let figure = unit.map_or_else(|| number::parse(figure), |unit| unit.parse(figure))?;
        Ok((figure, on))
    };
    let ask = Ask::text(&format!("A reading: {name}"), "It read", move |typed, at| {
        let (value, on) = read(typed, at)?;
        let fields = Fields::new().with("measure_id", measure).with("value", value).with("day", on);
        Ok(Effect::commit(Action::Add { kind: Kind::Reading, fields }))
    });
    Effect::open(ask.checked(move |typed, at| {
        if typed.trim().is_empty() {
            return Err("Type the value; \"97 on 1 nov\" when it is not of today.".to_owned());
        }
        let (value, on) = read(typed, at).map_err(|no| no.message)?;
        let shown = unit.map_or_else(|| number::format(value), |unit| unit.format(value));
        Ok(Some(format!("{shown}, {}", day::echo(on, at.today))))
    }))
}

const NEW_MEASURE: &str = "a new measure";

/// Ties one of their measures to this agreement, or opens the form of a new one.
pub(super) fn add(detail: &AgreementDetail, at: &At<'_>) -> Vec<Effect> {
    let row = detail.row.clone();
    let relationship = row.int("relationship_id").unwrap_or(0);
    if row.str("state") == "agreed" {
        return Effect::warn(format!(
            "What measures it is part of what was agreed. {} changes it with them; : add a measure on the client makes one.",
            Command::AgreementChange.way()
        ));
    }
    let tied: Vec<i64> = detail.measures.iter().map(|measure| measure.measure.id.id).collect();
    let free: Vec<(i64, String)> = at
        .book
        .of(Kind::Measure, relationship)
        .unwrap_or_default()
        .iter()
        .filter(|measure| !tied.contains(&measure.id.id))
        .map(|measure| (measure.id.id, measure.str("name").to_owned()))
        .collect();
    let new = Fields::new().with("relationship_id", relationship);
    if free.is_empty() {
        let mut effects = record::add(Kind::Measure, new, at);
        effects.push(Effect::Say(
            "They have no other measure; once it is saved, : add a measure ties it to this one".into(),
        ));
        return effects;
    }
    let names: Vec<&str> = free.iter().map(|(_, name)| name.as_str()).chain([NEW_MEASURE]).collect();
    let title = format!("A measure of: {}", detail.title);
    let known = free.clone();
    Effect::open(Ask::choice(&title, "Which", &names, move |chosen, at| {
        let Some((id, _)) = known.iter().find(|(_, name)| name == chosen) else {
            return Ok(record::add(Kind::Measure, new.clone(), at));
        };
        Ok(Effect::commit(match row.id.kind {
            Kind::Goal => Action::Add {
                kind: Kind::AgreementMeasure,
                fields: new.clone().with("goal_id", row.id.id).with("measure_id", *id),
            },
            _ => Action::Edit {
                targets: vec![row.id],
                fields: Fields::new().with("measure_id", Value::Int(*id)),
                seen: None,
            },
        }))
    }))
}
