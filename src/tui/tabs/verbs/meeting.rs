//! What becomes of a meeting, asked on its row: held it is by its log, moved with its agenda, else by a word.
//!
//! **Invariant:** a meeting whose day is past is asked about until it is said what became of it.

use super::{ask_day, called, echo, need};
use crate::{
    domain::{
        day::{self, Roll},
        record::{RecordId, Row},
        records::meeting::offered_again_after,
        rejection::Rejection,
    },
    tui::{
        command::Command,
        desk::{Action, At},
        effect::Effect,
        layers::{ask::Ask, log::has_begun},
        tabs::Focus,
    },
};

type Effects = Result<Vec<Effect>, Rejection>;

/// Settles a meeting: one of today that has begun is logged; of any other it asks what became of it.
pub(super) fn finish(id: RecordId, focus: &Focus, at: &At<'_>) -> Effects {
    let row = need(id, at)?;
    let today = row.day("day") == Some(at.today) && row.str("state") != "offered";
    if today && has_begun(&row, at) {
        return Ok(vec![Effect::Run(Command::Log)]);
    }
    ask(&row, focus, at)
}

/// Asks how a meeting stands.
pub(super) fn stands(id: RecordId, focus: &Focus, at: &At<'_>) -> Effects {
    ask(&need(id, at)?, focus, at)
}

fn ask(row: &Row, focus: &Focus, at: &At<'_>) -> Effects {
    let words = words(row, at);
    let title = if has_begun(row, at) {
        format!("What became of it: {}", called(focus))
    } else {
        format!("How it stands, {} now: {}", row.str("state"), called(focus))
    };
    let (id, focus) = (row.id, focus.clone());
    let ask = Ask::choice(&title, "Meeting", &words, move |word, at| {
        Ok(match word {
            "held" => vec![Effect::Run(Command::Log)],
            "moved" => moves(id, &focus),
            "declined" | "no answer" => again(id, word, &focus, at)?,
            word => Effect::commit(Action::MeetingState { meeting: id, state: word.to_owned(), day: None }),
        })
    });
    Ok(Effect::open(ask))
}

/// The words that fit, the likeliest first; where it stands already is none.
fn words(row: &Row, at: &At<'_>) -> Vec<&'static str> {
    let all: &[&str] = match (has_begun(row, at), row.str("state")) {
        (true, "offered") => &["no answer", "declined", "held", "moved", "no-show"],
        (true, _) => &["held", "no-show", "moved", "declined", "no answer"],
        (false, "offered") => &["planned", "declined", "no answer", "moved", "prepared"],
        // Prepared already: nothing that takes the mark off is chosen by a mere Enter.
        (false, "prepared") => &["moved", "declined", "no answer", "no-show", "planned"],
        (false, _) => &["prepared", "planned", "moved", "declined", "no answer", "no-show"],
    };
    all.iter().copied().filter(|word| *word != row.str("state")).collect()
}

/// Asks to which day it is moved.
pub(super) fn moves(meeting: RecordId, focus: &Focus) -> Vec<Effect> {
    ask_day(&format!("Move the meeting: {}", called(focus)), "New day", "", move |on, _| {
        Ok(Effect::commit(Action::MeetingState { meeting, state: "moved".into(), day: Some(on) }))
    })
}

/// Asks when it is offered again; a day is proposed.
fn again(meeting: RecordId, state: &str, focus: &Focus, at: &At<'_>) -> Effects {
    let calendar = at.book.calendar()?;
    let proposed = offered_again_after(state)
        .and_then(|days| day::add_days(at.today, days))
        .map(|on| calendar.roll(on, Roll::Next).to_string())
        .unwrap_or_default();
    let said = if state == "declined" { "They declined" } else { "No answer" };
    let (title, state) = (format!("{said}: {}", called(focus)), state.to_owned());
    let ask = Ask::text(&title, "Offer again", move |typed, at| {
        let day = Some(super::day_of(typed, at)?);
        Ok(Effect::commit(Action::MeetingState { meeting, state: state.clone(), day }))
    });
    Ok(Effect::open(ask.checked(echo).starting(&proposed)))
}
