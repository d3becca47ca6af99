//! The tiers and the settings of the practice as rows that are edited where they stand.
//!
//! **Invariant:** what the book has not set shows its default and says so; a default becomes the book's own by
//! being edited.

use super::{Row, Section, Words};
use crate::{
    domain::{
        record::{Fields, Kind},
        rejection::Rejection,
        settings::{self, SETTINGS},
    },
    tui::{
        desk::{Action, At},
        effect::Effect,
        layers::{ask::Ask, record},
        widgets::line::Line,
    },
};

/// The tiers in force; one that is a default has no record yet.
pub(super) fn tiers(at: &At<'_>) -> Result<Vec<Section>, Rejection> {
    let own = at.book.rows(Kind::Tier, &[])?;
    let mut rows = Vec::new();
    for tier in at.book.tiers()? {
        let row = own.iter().find(|row| row.str("name") == tier.name);
        let hours = tier.planned_hours.map(|hours| format!(", {hours} hours a year")).unwrap_or_default();
        let said = format!("a contact every {} days, {} at most{hours}", tier.ideal_days, tier.maximum_days);
        rows.push(Row {
            key: row.map_or_else(|| format!("tier:{}", tier.name), |row| row.id.to_string()),
            record: row.map(|row| row.id),
            words: Words {
                cells: vec![
                    Line::plain(format!("tier {}", tier.name)),
                    Line::plain(said),
                    Line::muted(if row.is_some() { "yours" } else { "default" }),
                ],
                name: format!("tier {}", tier.name),
                ..Words::default()
            }
            .into(),
            ..Row::default()
        });
    }
    Ok(vec![Section { title: "Tiers".to_owned(), count: Some(rows.len()), rows, left: 0 }])
}

/// The settings with what holds.
pub(super) fn settings(at: &At<'_>) -> Result<Vec<Section>, Rejection> {
    let own = at.book.rows(Kind::Setting, &[])?;
    let rows: Vec<Row> = SETTINGS
        .iter()
        .map(|known| {
            let stored = own.iter().find(|row| row.str("name") == known.name).map(|row| row.str("value"));
            let value = match stored.unwrap_or(known.default) {
                "" => Line::muted("not set"),
                value => Line::plain(value),
            };
            Row {
                key: format!("set:{}", known.name),
                words: Words {
                    cells: vec![
                        Line::muted(if stored.is_some() { "yours" } else { "default" }),
                        Line::plain(known.doc),
                        value,
                    ],
                    name: known.name.to_owned(),
                    ..Words::default()
                }
                .into(),
                ..Row::default()
            }
        })
        .collect();
    Ok(vec![Section { title: "Settings".to_owned(), count: Some(rows.len()), rows, left: 0 }])
}

/// Edits a default tier, as a tier of the book's own, or a setting.
pub(super) fn edit(key: &str, at: &At<'_>) -> Vec<Effect> {
    match key.split_once(':') {
        Some(("tier", name)) => own_tier(name, at).unwrap_or_else(|why| Effect::warn(why.message)),
        Some(("set", name)) => setting(name, at).unwrap_or_else(|why| Effect::warn(why.message)),
        _ => Vec::new(),
    }
}

fn own_tier(name: &str, at: &At<'_>) -> Result<Vec<Effect>, Rejection> {
    let tiers = at.book.tiers()?;
    let Some(tier) = tiers.iter().find(|tier| tier.name == name) else {
        return Err(Rejection::rule(format!("There is no tier {name} any more.")));
    };
    let preset = Fields::new()
        .with("name", tier.name.as_str())
        .with("ideal_days", tier.ideal_days)
        .with("maximum_days", tier.maximum_days)
        .with("planned_hours", tier.planned_hours);
    Ok(record::add(Kind::Tier, preset, at))
}

fn setting(name: &str, at: &At<'_>) -> Result<Vec<Effect>, Rejection> {
    let Some(known) = settings::setting(name) else { return Ok(Vec::new()) };
    let now = at.book.setting(name)?;
    let change = move |typed: &str| {
        let value = Some(typed.trim().to_owned()).filter(|typed| !typed.is_empty());
        Action::Set { name: known.name.to_owned(), value }
    };
    let title = format!("Practice: {}", known.doc);
    let ask = Ask::text(&title, "Value", move |typed, _| Ok(Effect::commit(change(typed))));
    let checked = ask.checked(move |typed, _| {
        let typed = typed.trim();
        if typed.is_empty() {
            return Ok(Some(match known.default {
                "" => "empty: not set".to_owned(),
                default => format!("empty: the default, {default}"),
            }));
        }
        settings::check(known.name, Some(typed)).map(|_| None).map_err(|no| no.message)
    });
    Ok(Effect::open(checked.starting(&now)))
}

/// Gives a setting its default back; a default tier has nothing to go back to.
pub(super) fn back(key: &str) -> Vec<Effect> {
    match key.split_once(':') {
        Some(("set", name)) => Effect::commit(Action::Set { name: name.to_owned(), value: None }),
        Some(("tier", name)) => Effect::warn(format!(
            "{name} is a default tier; there is nothing of yours to delete. Enter makes it yours."
        )),
        _ => Vec::new(),
    }
}
