//! What the log sheet says: open items, the yardstick, what Save will do.
//!
//! **Invariant:** it says what the draft would do and derives nothing the book does not.

use chrono::NaiveDate;

use super::{Log, draft::Draft, follow::fields_of};
use crate::{
    acts::dossier::Yardstick,
    domain::{day, record::Row, safe},
    tui::{
        command::Command,
        desk::At,
        theme::Role,
        widgets::{line::Line, text},
    },
};

/// When an open item is due: `4 days late`, `due today`, `due Mon 30 Nov`.
pub(super) fn due_said(row: &Row, today: NaiveDate) -> Option<(String, Role)> {
    let due = row.day("due")?;
    Some(match day::days_between(due, today) {
        late if late > 0 => (format!("{} late", day::count_days(late)), Role::Alarm),
        0 => ("due today".to_owned(), Role::Plain),
        _ => (format!("due {}", day::near(due, today)), Role::Plain),
    })
}

/// An open item in words: `promise by us: Roth conversion figures, 4 days late`; a long title is cut, never
/// when it is due.
pub(super) fn item(row: &Row, today: NaiveDate, cells: u16) -> Line {
    let what = match (row.str("kind"), row.str("whose")) {
        ("promise", "theirs") => "promise by them",
        ("promise", _) => "promise by us",
        (kind, _) => kind,
    };
    let due = due_said(row, today);
    let taken = text::width(what) + 2 + due.as_ref().map_or(0, |(due, _)| text::width(due) + 2);
    let title = text::cut(&safe::one_line(row.str("title")), cells.saturating_sub(taken).max(8));
    let line = Line::plain(format!("{what}: {title}"));
    match due {
        Some((due, role)) => line.with(", ", Role::Plain).with(due, role),
        None => line,
    }
}

/// The yardstick in a line: `plan funded, 95 % or more: 97 % on 1 Nov; not the S&P 500, told 4 Aug`.
pub(super) fn yardstick(yardstick: &Yardstick, today: NaiveDate) -> String {
    let mut said = yardstick.wanted.clone();
    if let Some(now) = &yardstick.now {
        said = format!("{said}: {now}");
    }
    if let Some(talk) = &yardstick.talk {
        said = format!("{said}; not {}", talk.str("compared_with"));
        if let Some(on) = talk.day("day") {
            said = format!("{said}, told {}", day::short(on, today));
        }
    }
    said
}

/// How the contact took place: `call`, `e-mail`.
fn with_whom(draft: &Draft) -> String {
    let missed = if draft.is_spoken() && !draft.reached { ", not reached" } else { "" };
    format!("log the {} with {}{missed}", draft.channel, draft.names())
}

impl Log {
    /// Whether and from when it counts as contact, and what is due next.
    pub(super) fn counts(&self, at: &At<'_>) -> String {
        if !self.draft.is_contact() {
            let why = match (self.draft.is_spoken(), self.draft.reached) {
                (true, false) => "they were not reached",
                (false, false) if self.draft.direction != "in" => "mail without an answer",
                _ => "nobody of the household took part",
            };
            return format!("Not counted as contact, {why}: what is due stays due.");
        }
        let Ok(on) = self.day(at) else { return "The day does not fit yet.".into() };
        let from = if on == at.today { "today".to_owned() } else { day::long(on) };
        let Some(cadence) = &self.dossier.line.cadence else { return format!("Contact counts from {from}.") };
        let last = self.dossier.line.line.last_contact.map_or(on, |last| last.max(on));
        match day::add_days(last, i64::from(cadence.lateness.1)) {
            Some(next) => format!("Contact counts from {from}: next due {}.", day::echo(next, at.today)),
            None => format!("Contact counts from {from}."),
        }
    }

    /// What Save will do, act by act.
    pub(super) fn will_do(&self, at: &At<'_>) -> Vec<String> {
        let mut lines = Vec::new();
        let minutes = match self.minutes(at) {
            Ok(Some(1)) => ", 1 minute".to_owned(),
            Ok(Some(minutes)) => format!(", {minutes} minutes"),
            _ => ", minutes unknown".to_owned(),
        };
        let split =
            if self.draft.also().is_empty() { String::new() } else { format!(", {}", self.split_said(at)) };
        lines.push(format!("{}{minutes}{split}, {}", with_whom(&self.draft), self.draft.nature));
        if let Some(id) = self.draft.meeting
            && let Some(row) = self.dossier.meetings.iter().find(|row| row.id == id)
        {
            lines.push(format!("note the meeting as held: {}", row.str("title")));
        }
        lines.extend(self.agenda_deeds());
        for row in self.open().into_iter().filter(|row| self.draft.settles(row)) {
            let whose = if row.str("whose") == "theirs" { "their" } else { "your" };
            let of =
                row.day("asked_on").map(|on| format!(" of {}", day::short(on, at.today))).unwrap_or_default();
            let due = due_said(row, at.today).map(|(due, _)| format!(", {due}")).unwrap_or_default();
            lines.push(format!("close {whose} {}{of}: {}{due}", row.str("kind"), row.str("title")));
        }
        for follow in &self.draft.follows {
            let (_, fields) = fields_of(&follow.consequence);
            let what = match follow.word.as_str() {
                "talk" => {
                    let again = fields.day("reinforce_on");
                    let again =
                        again.map(|on| format!(", to say again {}", day::long(on))).unwrap_or_default();
                    format!("a talk on {}{again}", fields.text("compared_with").unwrap_or("it"))
                }
                "by them" => format!("their promise: {}", dated(fields.text("title"), fields.day("due"))),
                "heard" => format!("an expectation, as a draft: {}", fields.text("title").unwrap_or("")),
                "taught" => format!("a rule taught: {}", follow.text),
                "exception" => format!("an exception: {}", follow.text),
                word => format!("a {word}: {}", dated(fields.text("title"), fields.day("due"))),
            };
            lines.push(format!("add {what}"));
        }
        let counts = self.counts(at);
        let counts = counts.trim_end_matches('.');
        let counts = counts.strip_prefix("Contact counts").map(|rest| format!("count contact{rest}"));
        lines.push(counts.unwrap_or_else(|| "move no date of contact".to_owned()));
        lines.push(format!("all as one step: {} takes all of it back", Command::Undo.way()));
        lines
    }

    /// How long it took, in words.
    pub(super) fn minutes_said(&self, at: &At<'_>) -> String {
        match (&self.draft.minutes, self.minutes(at)) {
            (None, Ok(Some(minutes))) => format!("{minutes} min, still counting"),
            (_, Ok(Some(minutes))) => format!("{minutes} min"),
            (_, Ok(None)) => "minutes unknown".to_owned(),
            (typed, Err(_)) => typed.clone().unwrap_or_default(),
        }
    }

    /// The day in words.
    pub(super) fn day_said(&self, at: &At<'_>) -> String {
        match self.day(at) {
            Ok(on) if on == at.today => "today".to_owned(),
            Ok(on) => format!("on {}", day::short(on, at.today)),
            Err(_) => self.draft.day.clone(),
        }
    }

    /// Whether they were there to talk to, or answered.
    pub(super) fn reached_said(&self) -> &'static str {
        match (self.draft.is_spoken(), self.draft.reached) {
            (true, true) => "reached",
            (true, false) => "not reached",
            (false, true) => "answered",
            (false, false) => "not answered",
        }
    }
}

fn dated(title: Option<&str>, due: Option<NaiveDate>) -> String {
    let due = due.map(|due| format!(", {}", day::long(due))).unwrap_or_default();
    format!("{}{due}", title.unwrap_or(""))
}
