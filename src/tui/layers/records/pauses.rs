//! All pauses, those of the practice and those of clients: what holds now, what comes, what is over.
//!
//! **Invariant:** ending one early is an act of its own, and leaves the days before as they were.

use super::{Row, Section, Words};
use crate::{
    domain::{
        action::PauseEnd,
        day,
        record::{Fields, Kind, Row as Record},
        rejection::Rejection,
    },
    tui::{
        desk::{Action, At},
        effect::Effect,
        layers::record,
        widgets::line::Line,
    },
};

/// What is said where there is none.
pub(super) const NONE: &str = "No pause is recorded. a adds one: a holiday of yours, or of a client.";

/// The pauses in three groups, each by its first day.
pub(super) fn all(at: &At<'_>) -> Result<Vec<Section>, Rejection> {
    let mut pauses = at.book.rows(Kind::Pause, &[])?;
    pauses.sort_by_key(|pause| (pause.day("starts_on"), pause.id));
    let (over, open): (Vec<Record>, Vec<Record>) =
        pauses.into_iter().partition(|pause| pause.day("ends_on").is_some_and(|to| to < at.today));
    let (ahead, now): (Vec<Record>, Vec<Record>) =
        open.into_iter().partition(|pause| pause.day("starts_on").is_some_and(|from| from > at.today));
    let mut sections = Vec::new();
    for (title, mut pauses) in [("Now", now), ("To come", ahead), ("Over", over)] {
        if title == "Over" {
            pauses.reverse();
        }
        if pauses.is_empty() {
            continue;
        }
        let rows = pauses.iter().map(|pause| row(pause, at)).collect::<Result<Vec<_>, _>>()?;
        sections.push(Section { title: title.to_owned(), count: Some(rows.len()), rows, left: 0 });
    }
    Ok(sections)
}

fn row(pause: &Record, at: &At<'_>) -> Result<Row, Rejection> {
    let whose = match pause.int("relationship_id") {
        Some(id) => at.book.short_name(id)?,
        None => "the whole practice".to_owned(),
    };
    let said = |name: &str| pause.day(name).map(|on| day::short(on, at.today)).unwrap_or_default();
    Ok(Row {
        key: pause.id.to_string(),
        record: Some(pause.id),
        relationship: pause
            .int("relationship_id")
            .map(|id| crate::domain::record::RecordId::new(Kind::Relationship, id)),
        words: Words {
            cells: vec![
                Line::plain(said("starts_on")),
                Line::plain(format!("{whose}: {}", pause.str("why"))),
                Line::plain(format!("until {}", said("ends_on"))),
            ],
            name: format!("{}, {whose}", pause.str("why")),
            who: whose,
            ..Words::default()
        }
        .into(),
        ..Row::default()
    })
}

/// The form of one more pause, from today.
pub(super) fn add(at: &At<'_>) -> Vec<Effect> {
    record::add(Kind::Pause, Fields::new().with("starts_on", at.today), at)
}

/// Ends the pause of the row: from today things fall due again.
pub(super) fn end(row: Option<&Row>, at: &At<'_>) -> Vec<Effect> {
    match row.and_then(|row| row.record) {
        Some(pause) => Effect::commit(Action::EndPause(PauseEnd { pause, on: at.today })),
        None => Effect::say("No pause is chosen"),
    }
}
