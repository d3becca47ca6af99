//! The verbs on rows of the queue and on relationships, the same in every tab.
//!
//! **Invariant:** a verb acts on all chosen rows as one act or says in the user's words why it does not.

pub mod agree;
mod checklist;
mod decide;
pub mod document;
pub mod document_asks;
pub mod duty;
mod finish;
mod fits;
pub mod items;
mod left;
mod meeting;
#[cfg(test)]
mod tests;
mod third;
pub mod whole;

use chrono::NaiveDate;

use super::Focus;
use crate::{
    acts::queue::Source,
    domain::{
        day::{self, parse_day},
        record::{Kind, RecordId, Row},
        rejection::Rejection,
    },
    tui::{
        command::{Availability, Command},
        desk::At,
        effect::Effect,
        layers::ask::Ask,
    },
};

/// Whether a verb can run on what is chosen, and why not.
#[must_use]
pub fn available(command: Command, focus: Option<&Focus>, at: &At<'_>) -> Availability {
    let Some(focus) = focus.filter(|focus| !focus.keys.is_empty()) else { return Availability::Elsewhere };
    match items::available(command, focus, at) {
        Availability::Elsewhere => whole::available(command, focus, at),
        said => said,
    }
}

/// Runs a verb on what is chosen.
#[must_use]
pub fn run(command: Command, focus: Option<&Focus>, at: &At<'_>) -> Vec<Effect> {
    let Some(focus) = focus else { return Effect::warn("No row is chosen.") };
    let done = match items::available(command, focus, at) {
        Availability::Elsewhere => whole::run(command, focus, at),
        Availability::No(why) => return Effect::warn(why),
        Availability::Yes => items::run(command, focus, at),
    };
    done.unwrap_or_else(|why| Effect::warn(why.message))
}

/// The sources behind the chosen rows.
#[must_use]
pub fn sources(focus: &Focus) -> Vec<Source> {
    focus.keys.iter().filter_map(|key| Source::of_key(key)).collect()
}

/// The stored follow-ups among the chosen rows; none when one of them is something else.
fn follow_ups(focus: &Focus) -> Option<Vec<RecordId>> {
    let all = sources(focus);
    (all.len() == focus.keys.len() && all.iter().all(|source| matches!(source, Source::FollowUp(_))))
        .then(|| all.iter().map(Source::record).collect())
}

/// What one row is, as in "this is a promise".
fn noun(source: Source, at: &At<'_>) -> String {
    match source {
        Source::FollowUp(id) => at
            .book
            .get(RecordId::new(Kind::FollowUp, id))
            .ok()
            .flatten()
            .map_or_else(|| "this is gone".to_owned(), |row| format!("this is a {}", row.str("kind"))),
        Source::Meeting(_) => "this is a meeting".into(),
        Source::Contact(_) => "this is a contact that is due".into(),
        Source::Agreements(_) => "these are agreements that are due".into(),
        Source::Teach { .. } => "this is a rule to teach".into(),
        Source::Reinforce(_) => "this is a talk to repeat".into(),
        Source::Reading(_) => "this is a reading that is due".into(),
        Source::Expires(_) => "this is an exception that ends".into(),
        Source::Breach(_) => "this is a broken rule".into(),
        Source::LifeEvent(_) => "this is a life event".into(),
        Source::Decision(_) => "this is a decision to check".into(),
        Source::Duty(_) => "this is a date of the law or of a contract".into(),
        Source::Birthday { .. } => "this is a birthday".into(),
        Source::Age { .. } => "this is an age that matters".into(),
        Source::Special { .. } => "this is a date of theirs".into(),
        Source::NextStep(_) => "this is a missing next step".into(),
        Source::Gaps(_) => "these are gaps".into(),
        Source::Tell { .. } => "this is a new text to tell of".into(),
        Source::Purge(_) => "this is the purge list".into(),
        Source::Safeguard(_) => "this is an entry of a register".into(),
    }
}

/// Reads a day to come, or one that was.
pub fn day_of(typed: &str, at: &At<'_>) -> Result<NaiveDate, Rejection> {
    parse_day(typed, at.today, at.order)
}

/// A question for a day, with its echo.
#[must_use]
pub fn ask_day(
    title: &str,
    label: &str,
    start: &str,
    then: impl Fn(NaiveDate, &At<'_>) -> Result<Vec<Effect>, Rejection> + 'static,
) -> Vec<Effect> {
    Effect::open(day_asked(title, label, start, then))
}

/// The question itself, for one that is followed by another.
fn day_asked(
    title: &str,
    label: &str,
    start: &str,
    then: impl Fn(NaiveDate, &At<'_>) -> Result<Vec<Effect>, Rejection> + 'static,
) -> Ask {
    Ask::text(title, label, move |typed, at| then(day_of(typed, at)?, at)).checked(echo).starting(start)
}

/// What a day field answers to what is typed.
pub fn echo(typed: &str, at: &At<'_>) -> Result<Option<String>, String> {
    if typed.trim().is_empty() {
        return Err("Type a day: fri, +2w, 14 mar, end of quarter.".into());
    }
    day_of(typed, at).map(|on| Some(day::echo(on, at.today))).map_err(|no| no.message)
}

/// A question for a reason that must be given.
#[must_use]
pub fn ask_reason(
    title: &str,
    then: impl Fn(&str, &At<'_>) -> Result<Vec<Effect>, Rejection> + 'static,
) -> Vec<Effect> {
    Effect::open(reason_asked(title, then))
}

/// The question itself, for one that is followed by another.
fn reason_asked(
    title: &str,
    then: impl Fn(&str, &At<'_>) -> Result<Vec<Effect>, Rejection> + 'static,
) -> Ask {
    Ask::text(title, "Why", move |typed, at| {
        if typed.trim().is_empty() {
            return Err(Rejection::rule("A few words are enough; the reason is kept."));
        }
        then(typed.trim(), at)
    })
}

/// How the chosen rows are called in a question.
fn called(focus: &Focus) -> String {
    match (focus.keys.len(), focus.who.as_str()) {
        (0 | 1, "") => focus.name.clone(),
        (0 | 1, who) => format!("{}, {who}", focus.name),
        (many, _) => format!("{many} rows"),
    }
}

/// The record of a row that must still be there.
fn need(id: RecordId, at: &At<'_>) -> Result<Row, Rejection> {
    at.book.get(id)?.ok_or_else(|| Rejection::ambiguous(format!("{id} is gone. Nothing was changed.")))
}

/// The agreements behind an agreements row.
fn agreements_of(source: Source, at: &At<'_>) -> Result<Vec<RecordId>, Rejection> {
    match source {
        Source::Agreements(relationship) => at.book.agreements_due(relationship),
        _ => Ok(Vec::new()),
    }
}
