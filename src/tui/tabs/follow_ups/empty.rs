//! What an empty queue says: what was settled, what comes next and when, what to do with an hour.
//!
//! **Invariant:** every key it names works there.

use chrono::NaiveDate;

use crate::{
    acts::queue::View,
    domain::{
        day,
        record::{Kind, Row, Value},
        rejection::Rejection,
    },
    tui::{
        command::Command,
        desk::At,
        theme::Role,
        widgets::{line::Line, text},
    },
};

/// Rows of what comes next.
const NEXT: usize = 4;

/// The lines of an empty view.
pub(super) fn lines(view: View, at: &At<'_>) -> Result<Vec<Line>, Rejection> {
    match view {
        View::Today => today(at),
        View::Overdue => match hidden(at)? {
            0 => Ok(said(
                "Nothing is late. All promises are kept.",
                &key(Command::ViewToday, "shows what is due today."),
            )),
            late => Ok(said(&format!("Nothing late is due today; {}.", late_said(late)), &hidden_way())),
        },
        View::Upcoming => Ok(said(
            "Nothing comes within six weeks.",
            &key(Command::Add, "adds a follow-up; a client with a tier brings contacts."),
        )),
        View::Waiting => Ok(said(
            "Nothing waits on anybody.",
            &key(Command::Waiting, "on a row says on whom it waits, and asks again."),
        )),
        View::Requests => Ok(said(
            "No request waits for an answer.",
            &key(Command::Log, "logs a contact with what they asked for."),
        )),
        View::BackBurner => Ok(said(
            "Nothing rests.",
            &key(Command::DecideBackBurner, "on a request lets it rest until a day."),
        )),
        View::Reexaminations => Ok(said(
            "No agreement is to be looked at again within 90 days.",
            &format!(
                "What is agreed on Goals ({}), Expectations ({}) and Rules ({}) comes here in time.",
                Command::TabGoals.way(),
                Command::TabExpectations.way(),
                Command::TabRules.way()
            ),
        )),
        View::Gaps => {
            Ok(said("Nothing is missing with any client.", "Three gaps a day come into Today by themselves."))
        }
        View::Batch => Ok(said(
            "No small thing waits to be done in one go.",
            &key(Command::Small, "on a follow-up puts it here; so does #batch when it is added."),
        )),
    }
}

/// What a key does, in a sentence.
fn key(command: Command, does: &str) -> String {
    format!("{} {does}", command.way())
}

/// The lines of a view narrowed to one client, where nothing of theirs stands.
pub(super) fn of_one(who: &str, view: View) -> Vec<Line> {
    said(
        &format!("Nothing of {who} stands in {}.", view.title()),
        &format!(
            "{} and {} turn the queues; Esc shows those of all; {} adds a follow-up for them.",
            Command::PreviousView.way(),
            Command::NextView.way(),
            Command::Add.way()
        ),
    )
}

fn hidden_way() -> String {
    key(Command::ViewUpcoming, "shows when it comes back.")
}

/// Promises of ours that are late and hidden: a snooze leaves the due date, so they are not kept.
fn hidden(at: &At<'_>) -> Result<usize, Rejection> {
    let open = at.book.rows(Kind::FollowUp, &[("state", Value::from("open"))])?;
    let is_promised =
        |row: &Row| row.str("kind") == "promise" || matches!(row.str("decision"), "do" | "schedule");
    let is_late = |row: &Row| row.day("due").is_some_and(|due| due < at.today);
    Ok(open.iter().filter(|row| row.str("whose") != "theirs" && is_promised(row) && is_late(row)).count())
}

fn late_said(late: usize) -> String {
    if late == 1 {
        "1 promise is late and hidden".to_owned()
    } else {
        format!("{late} promises are late and hidden")
    }
}

fn said(first: &str, second: &str) -> Vec<Line> {
    vec![Line::heading(first), Line::empty(), Line::muted(second)]
}

fn today(at: &At<'_>) -> Result<Vec<Line>, Rejection> {
    let mut lines = vec![Line::heading("Nothing more is due today."), Line::empty()];
    let settled = at.book.finished_today()?.len();
    if settled > 0 {
        lines.push(Line::plain(match hidden(at)? {
            0 => format!("You settled {settled} today. All promises are kept."),
            late => format!("You settled {settled} today; {}. {}", late_said(late), hidden_way()),
        }));
        lines.push(Line::empty());
    }
    lines.extend(next(at)?);
    let counts = at.book.queue_counts()?;
    let mut hour = Vec::new();
    for (key, count, words) in [
        ("v w", counts.waiting, "wait on others"),
        ("v r", counts.requests, "to decide"),
        ("v b", counts.back_burner, "on the back burner"),
    ] {
        if count > 0 {
            hour.push(Line::role(key, Role::Key).with(format!("  {count} {words}"), Role::Plain));
        }
    }
    if !hour.is_empty() {
        lines.push(Line::empty());
        lines.push(Line::heading("If you have an hour"));
        lines.extend(hour);
    }
    Ok(lines)
}

fn next(at: &At<'_>) -> Result<Vec<Line>, Rejection> {
    let mut seeds = at.book.seeds(View::Upcoming)?;
    seeds.retain(|seed| seed.on.is_some());
    seeds.sort_by_key(|seed| (seed.on, seed.rank));
    seeds.truncate(NEXT);
    let mut lines = Vec::new();
    let mut before: Option<NaiveDate> = None;
    for (seed, item) in seeds.iter().zip(at.book.dress(&seeds)?) {
        if lines.is_empty() {
            lines.push(Line::heading("Next"));
        }
        let on = seed.on.filter(|on| before != Some(*on)).map(day::weekday_day).unwrap_or_default();
        before = seed.on;
        let who = text::pad(&text::cut(&item.who, 9), 9);
        lines.push(Line::plain(format!("{} {who} {}, {}", text::pad(&on, 10), item.title, item.reason)));
    }
    Ok(lines)
}
