//! What follows from a contact: the `add` row's line read, said back, or sent to a card for what is missing.
//!
//! **Invariant:** a line becomes one record or is refused with the reason; no word of it is lost.

use serde::{Deserialize, Serialize};

use crate::{
    domain::{
        action::Consequence,
        day,
        follow_text::{again_by_itself, split_at_word, talk_in, until_in},
        quick_add::{FollowKind, QuickAdd, follow_line},
        record::{Fields, Kind, RecordId, Value},
        records::talk::understood as said_understood,
        rejection::Rejection,
    },
    tui::{desk::At, layers::record},
};

/// One thing that follows, with its line and what is said of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(in crate::tui::layers) struct Follow {
    /// As it was typed; it comes back for editing.
    pub(in crate::tui::layers) line: String,
    /// `promise`, `talk`.
    pub(in crate::tui::layers) word: String,
    /// What it is.
    pub(in crate::tui::layers) text: String,
    /// The day it is due, in words; empty for none.
    pub(in crate::tui::layers) echo: String,
    /// What is written.
    pub(in crate::tui::layers) consequence: Consequence,
}

/// What a line comes to.
#[derive(Debug)]
pub(in crate::tui::layers) enum Read {
    /// All is known.
    Item(Follow),
    /// A card asks for the rest.
    Card(Wanted),
}

/// A card that is to ask for what a line does not say.
#[derive(Debug)]
pub(in crate::tui::layers) struct Wanted {
    /// The line it comes from.
    pub(super) line: String,
    /// A talk, training or exception.
    pub(super) kind: Kind,
    /// What the line says.
    pub(super) preset: Fields,
}

/// Reads the line of the `add` row.
pub(in crate::tui::layers) fn read(
    line: &str,
    whose: Option<RecordId>,
    at: &At<'_>,
) -> Result<Read, Rejection> {
    let (kind, what) = follow_line(line, at.today, at.order)?;
    match kind {
        FollowKind::Promise | FollowKind::TheirPromise | FollowKind::Request => {
            follow_up(line, kind, &what, at).map(Read::Item)
        }
        FollowKind::Heard => Ok(Read::Item(said(line, at.book.heard(after_letter(line), whose)?, at))),
        FollowKind::Talk => Ok(card(line, Kind::Talk, talk(after_letter(line), at))),
        FollowKind::Taught => Ok(taught(line, at)),
        FollowKind::Exception => Ok(card(line, Kind::Exception, exception(after_letter(line), at))),
    }
}

/// What follows the kind's letter, as typed.
fn after_letter(line: &str) -> &str {
    line.trim_start().split_once(char::is_whitespace).map_or("", |(_, rest)| rest.trim())
}

fn follow_up(line: &str, kind: FollowKind, what: &QuickAdd, at: &At<'_>) -> Result<Follow, Rejection> {
    let is_promise = kind != FollowKind::Request;
    if is_promise && what.due.is_none() {
        return Err(Rejection::rule("A promise has a date. End the line with one, as fri or 27 nov."));
    }
    let (tags, mut title) = (what.tags.iter().map(|tag| format!(" #{tag}")), what.title.clone());
    title.extend(tags);
    let mut fields = Fields::new()
        .with("title", title)
        .with("kind", if is_promise { "promise" } else { "request" })
        .with("whose", if kind == FollowKind::TheirPromise { "theirs" } else { "ours" });
    if let Some(due) = what.due {
        fields.set("due", due);
    }
    if let Some(stakes) = what.stakes {
        fields.set("stakes", stakes.word());
    }
    if let Some(minutes) = what.effort_minutes {
        fields.set("effort_minutes", i64::from(minutes));
    }
    if let Some(repeat) = &what.repeat {
        fields.set("repeat", repeat.to_string());
    }
    Ok(said(line, Consequence::FollowUp { fields }, at))
}

/// `s&p 500 partly again 6mo`: with what, how far understood, when to say it again.
fn talk(text: &str, at: &At<'_>) -> Fields {
    let said = talk_in(text, at.today, at.order);
    let again = said.again.or_else(|| again_by_itself(at.today));
    Fields::new()
        .with("compared_with", said.about)
        .with("understood", said.understood.unwrap_or("yes"))
        .with("reinforce_on", again)
}

/// `minimum fee: 1,000 until eom because poor`: from which rule, what is allowed, until when, why.
fn exception(text: &str, at: &At<'_>) -> Fields {
    let (text, why) = split_at_word(text, "because");
    let (allowed, until) = until_in(text, at.today, at.order);
    let (rule, what) = rule_named(&allowed, at);
    let mut preset = Fields::new().with("until", until);
    if let Some(rule) = rule {
        preset.set("rule_id", rule.id);
    }
    preset.set("what", what);
    preset.set("why", why.unwrap_or_default());
    preset
}

fn taught(line: &str, at: &At<'_>) -> Read {
    let said = talk_in(after_letter(line), at.today, at.order);
    let found = record::candidates(Kind::Rule, &said.about, at);
    let mut fields = Fields::new().with("understood", said.understood.unwrap_or("yes"));
    if said.again.is_some() {
        fields.set("repeat_on", said.again);
    }
    match found.as_slice() {
        [one] => {
            let fields = fields.with("rule_id", one.record.id);
            Read::Item(self::said(line, Consequence::Training { fields }, at))
        }
        _ => card(line, Kind::Training, fields.with("note", said.about)),
    }
}

/// The rule that the first words name and no other rule, and the words after them.
fn rule_named(text: &str, at: &At<'_>) -> (Option<RecordId>, String) {
    let words: Vec<&str> = text.split_whitespace().collect();
    for count in (1..=words.len()).rev() {
        let head = words.get(..count).unwrap_or_default().join(" ");
        // A colon parts the rule from what is allowed: it is no part of the name.
        let head = head.trim_end_matches([':', ',']);
        if let [one] = record::candidates(Kind::Rule, head, at).as_slice() {
            return (Some(one.record), words.get(count..).unwrap_or_default().join(" "));
        }
    }
    (None, text.to_owned())
}

fn card(line: &str, kind: Kind, preset: Fields) -> Read {
    Read::Card(Wanted { line: line.to_owned(), kind, preset })
}

/// What a saved card makes.
pub(super) fn from_card(line: &str, kind: Kind, fields: Fields, at: &At<'_>) -> Follow {
    let consequence = match kind {
        Kind::Talk => Consequence::Talk { fields },
        Kind::Training => Consequence::Training { fields },
        _ => Consequence::Exception { fields },
    };
    said(line, consequence, at)
}

/// The fields a record was made with; they fill its card again.
pub(super) fn fields_of(consequence: &Consequence) -> (Option<Kind>, &Fields) {
    match consequence {
        Consequence::Talk { fields } => (Some(Kind::Talk), fields),
        Consequence::Training { fields } => (Some(Kind::Training), fields),
        Consequence::Exception { fields } => (Some(Kind::Exception), fields),
        Consequence::FollowUp { fields }
        | Consequence::Expectation { fields }
        | Consequence::Contradiction { fields, .. } => (None, fields),
    }
}

fn said(line: &str, consequence: Consequence, at: &At<'_>) -> Follow {
    let (_, fields) = fields_of(&consequence);
    let text = |name: &str| fields.text(name).unwrap_or("").to_owned();
    let rule = || {
        let rule = fields.int("rule_id").map(|id| RecordId::new(Kind::Rule, id));
        let row = rule.and_then(|id| at.book.get(id).ok().flatten());
        row.map(|row| row.str("title").to_owned()).unwrap_or_default()
    };
    let until = |name: &str, word: &str| {
        fields.day(name).map(|on| format!("; {word} {}", day::long(on))).unwrap_or_default()
    };
    let mut echo = String::new();
    let (word, text) = match &consequence {
        Consequence::FollowUp { .. } => {
            echo = fields.day("due").map(|on| day::echo(on, at.today)).unwrap_or_default();
            let word = match (fields.text("kind"), fields.text("whose")) {
                (Some("request"), _) => "request",
                (_, Some("theirs")) => "by them",
                _ => "promise",
            };
            let by = if echo.is_empty() { "" } else { ", by " };
            let mut more = text("title");
            if let Some(Value::Int(minutes)) = fields.0.get("effort_minutes") {
                more = format!("{more}, {minutes} min");
            }
            for name in ["stakes", "repeat"] {
                if let Some(word) = fields.text(name) {
                    more = format!("{more}, {word}{}", if name == "stakes" { " stakes" } else { "" });
                }
            }
            (word, format!("{more}{by}"))
        }
        Consequence::Talk { .. } => {
            let again = until("reinforce_on", "say again");
            ("talk", format!("{}; {}{again}", text("compared_with"), said_understood(&text("understood"))))
        }
        Consequence::Training { .. } => (
            "taught",
            format!("{}; {}{}", rule(), said_understood(&text("understood")), until("repeat_on", "again")),
        ),
        Consequence::Exception { .. } => {
            ("exception", format!("{}, from {}{}", text("what"), rule(), until("until", "until")))
        }
        Consequence::Expectation { .. } => match text("topic") {
            topic if topic.is_empty() => ("heard", text("title")),
            topic => ("heard", format!("{}, about {topic}", text("title"))),
        },
        Consequence::Contradiction { expectation, .. } => {
            let row = at.book.get(*expectation).ok().flatten();
            let title = row.map(|row| row.str("title").to_owned()).unwrap_or_default();
            ("heard", format!("\"{}\", against: {title}", text("reason")))
        }
    };
    Follow { line: line.trim().to_owned(), word: word.to_owned(), text, echo, consequence }
}
