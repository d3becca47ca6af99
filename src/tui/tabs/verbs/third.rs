//! The third move of one follow-up: one strip with four ways, each with its reason.
//!
//! **Invariant:** hiding past the due date is a move like any other; several rows at once are asked for one reason.

use chrono::NaiveDate;

use super::{ask_day, ask_reason, need};
use crate::{
    domain::{
        action::{Later, Third},
        day,
        record::{Kind, RecordId, Row},
        records::follow_up::{is_third, moves_to},
        rejection::Rejection,
    },
    tui::{
        desk::{Action, At},
        effect::Effect,
        layers::ask::Ask,
    },
};

type Effects = Result<Vec<Effect>, Rejection>;

const NOW: &str = "now: do it today";
const AGAIN: &str = "agree on a new date";

/// Moves follow-ups; the third move of one opens the strip.
pub(super) fn move_to(items: Vec<RecordId>, due: NaiveDate, later: Later, at: &At<'_>) -> Effects {
    let mut third = None;
    for id in &items {
        let row = need(*id, at)?;
        if is_third(&row, due) {
            third = Some(row);
        }
    }
    match (third, items.as_slice()) {
        (None, _) => Ok(Effect::commit(Action::Reschedule { items, due, reason: None, later })),
        (Some(row), [_]) => Ok(strip(&row, Third::Keep { due }, due, at)),
        (Some(row), _) => {
            let title = format!("{}, and more. Why? The reason is kept.", called(&row, due));
            Ok(ask_reason(&title, move |reason, _| {
                let (items, reason) = (items.clone(), Some(reason.to_owned()));
                Ok(Effect::commit(Action::Reschedule { items, due, reason, later }))
            }))
        }
    }
}

/// Hides items until a day; where that is the third move of the one, the strip.
pub(super) fn hide_until(items: Vec<String>, until: NaiveDate, at: &At<'_>) -> Effects {
    if let [only] = items.as_slice()
        && let Ok(id) = only.parse::<RecordId>()
        && id.kind == Kind::FollowUp
    {
        let row = need(id, at)?;
        if is_third(&row, until) {
            return Ok(strip(&row, Third::Hide { until }, until, at));
        }
    }
    Ok(Effect::commit(Action::Snooze { items, until, reason: None }))
}

/// `Third move of this promise: Roth figures`.
fn called(row: &Row, day: NaiveDate) -> String {
    let count = match moves_to(row, day) {
        3 => "Third".to_owned(),
        moves => day::ordinal(u32::try_from(moves).unwrap_or(4)),
    };
    format!("{count} move of this {}: {}", row.str("kind"), row.str("title"))
}

fn strip(row: &Row, all_the_same: Third, day: NaiveDate, at: &At<'_>) -> Vec<Effect> {
    let (item, title) = (row.id, called(row, day));
    let drop = if row.str("kind") == "task" { "drop it" } else { "decline it" };
    let keep = if matches!(all_the_same, Third::Hide { .. }) {
        "hide it all the same"
    } else {
        "move it all the same"
    };
    let typed = day.to_string();
    let today = at.today;
    let ask = Ask::choice(&title.clone(), "Which", &[NOW, AGAIN, drop, keep], move |word, _| {
        if word == AGAIN {
            let title = title.clone();
            return Ok(ask_day(&title.clone(), "Agreed with them for", &typed, move |due, at| {
                let heading = format!("{title}, agreed for {}", day::near(due, at.today));
                Ok(why(&heading, "What they said", item, Third::Renegotiate { due }))
            }));
        }
        let way = match word {
            NOW => Third::Now,
            word if word == drop => Third::Drop,
            _ => all_the_same,
        };
        let on = if way == all_the_same { format!(", to {}", day::short(day, today)) } else { String::new() };
        Ok(why(&format!("{title}: {word}{on}"), "Why", item, way))
    });
    Effect::open(ask.whose_enter("go on"))
}

fn why(title: &str, label: &str, item: RecordId, way: Third) -> Vec<Effect> {
    Effect::open(Ask::text(title, label, move |typed, _| {
        if typed.trim().is_empty() {
            return Err(Rejection::rule("A few words are enough; the reason is kept."));
        }
        Ok(Effect::commit(Action::Third { item, way, reason: typed.trim().to_owned() }))
    }))
}
