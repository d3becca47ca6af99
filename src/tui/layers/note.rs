//! A quick note (`n`): one line, dated, at the end of a client's notes.
//!
//! **Invariant:** a note is added to what stands there now; notes changed elsewhere refuse it and its text stays.

use super::ask::Ask;
use crate::{
    domain::{
        day,
        record::{Fields, RecordId},
        rejection::Rejection,
    },
    tui::{
        command::Command,
        desk::{Action, At},
        effect::Effect,
        widgets::line::Line,
    },
};

/// Opens the line for a note.
pub fn open(client: RecordId, at: &At<'_>) -> Vec<Effect> {
    let row = match at.book.get(client) {
        Ok(Some(row)) => row,
        Ok(None) => {
            return Effect::warn(format!(
                "This client is gone from the book. Press {} to read it again.",
                Command::Redraw.way()
            ));
        }
        Err(why) => return Effect::warn(why.message),
    };
    let last = row.str("notes").lines().last().unwrap_or("").to_owned();
    Effect::open(Ask::line(
        &format!("A note on {}", row.str("name")),
        &format!("note:{client}"),
        move |_, at| {
            let mut lines = vec![Line::labelled("Dated", 8, &day::long(at.today))];
            if !last.is_empty() {
                lines.push(Line::labelled("Before", 8, &last));
            }
            lines
        },
        move |typed, at| {
            // Read at the moment of writing, so that what came in between is kept.
            let now =
                at.book.get(client)?.ok_or_else(|| Rejection::rule("This client is gone from the book."))?;
            let before = now.str("notes").trim_end();
            let gap = if before.is_empty() { "" } else { "\n" };
            let text = format!("{before}{gap}{}: {}", at.today.format("%-d %b %Y"), typed.trim());
            let fields = Fields::new().with("notes", text);
            let seen = Fields::new().with("notes", now.fields.get("notes").clone());
            Ok(Effect::save(Action::Edit { targets: vec![client], fields, seen: Some(seen) }))
        },
    ))
}
