//! What a repeat means, said while it is typed: one plain sentence and the next five dates (TIME.md 13).
//!
//! **Invariant:** the dates are those that will come: rolled as the thing rolls, outside holidays and pauses.

use chrono::{Datelike as _, NaiveDate};

use super::form::Answers;
use crate::{
    domain::{
        day::{self, parse_day},
        record::{Fields, Kind},
        records::follow_up,
        repeat::{Frame, Repeat},
    },
    tui::{desk::At, theme::Role, widgets::line::Line},
};

/// Dates that are shown.
const SHOWN: usize = 5;

/// The sentence of a repeat, and its next dates; no dates where none can be told.
#[must_use]
pub fn said(repeat: Repeat, fields: &Fields, anchor: NaiveDate, at: &At<'_>) -> Option<(String, String)> {
    let practice = at.book.practice().ok()?;
    let roll = follow_up::roll_of(fields);
    let pauses = practice.pauses.of(fields.int("relationship_id"));
    let frame = Frame { calendar: &practice.calendar, roll, pauses: &pauses };
    let dates: Vec<String> =
        repeat.dates(anchor, SHOWN, &frame).into_iter().map(|on| with_year(on, at)).collect();
    Some((repeat.sentence(anchor, roll, &practice.calendar), dates.join(", ")))
}

/// What stands below the repeat of a follow-up while it is typed into its form.
#[must_use]
pub fn below(answers: &Answers, at: &At<'_>) -> Vec<Line> {
    let typed = answers.text("repeat");
    let Ok(repeat) = Repeat::parse(typed) else { return Vec::new() };
    let due = parse_day(answers.text("due"), at.today, at.order).ok();
    let mut fields =
        Fields::new().with("kind", answers.text("kind")).with("hard", answers.text("hard") == "yes");
    if let Some(whose) = answers.record("relationship_id") {
        fields.set("relationship_id", whose.id);
    }
    let anchor = due.or_else(|| repeat.kth(at.today, 0)).unwrap_or(at.today);
    let Some((sentence, dates)) = said(repeat, &fields, anchor, at) else { return Vec::new() };
    let mut lines = vec![Line::heading(sentence)];
    if !dates.is_empty() {
        lines.push(Line::role("then ", Role::Muted).with(dates, Role::Plain));
    }
    lines
}

/// What stands below the last day of a pause while it is typed: how long it is, or why it cannot be.
#[must_use]
pub fn pause(answers: &Answers, at: &At<'_>) -> Vec<Line> {
    let day = |name: &str| parse_day(answers.text(name), at.today, at.order).ok();
    let (Some(from), Some(to)) = (day("starts_on"), day("ends_on")) else { return Vec::new() };
    let fields = Fields::new().with("starts_on", from).with("ends_on", to);
    if let Err(no) = (Kind::Pause.spec().check)(&fields) {
        return vec![Line::role(no.message, Role::Alarm)];
    }
    let days = day::count_days(day::days_between(from, to).saturating_add(1));
    vec![Line::heading(format!("{}; {days} in which nothing falls due", day::echo(to, at.today)))]
}

fn with_year(on: NaiveDate, at: &At<'_>) -> String {
    if on.year() == at.today.year() { day::weekday_day(on) } else { day::long(on) }
}
