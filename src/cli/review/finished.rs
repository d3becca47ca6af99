//! The re-examinations that were finished with a household, as lines.
//!
//! **Invariant:** it tells what was kept: when, with whom, what each agreement got, and what they said.

use std::fmt::Write as _;

use serde_json::{Value as Json, json};

use crate::{
    cli::{output::Answer, records::record_json, session::Session},
    domain::{
        day,
        record::{Kind, Row},
        rejection::Rejection,
    },
};

/// Those with the household of a name, the newest first.
pub(super) fn list(session: &mut Session, name: &str) -> Result<Answer, Rejection> {
    let whose = session.record(Kind::Relationship, name)?;
    let rows = session.book()?.reexaminations(whose.id.id)?;
    let mut text = String::new();
    for row in &rows {
        let _ = writeln!(text, "{}", said(row));
    }
    if rows.is_empty() {
        text = format!("No re-examination with {} was finished yet.", whose.str("name"));
    }
    let records: Vec<Json> = rows.iter().map(|row| record_json(row, None)).collect();
    Ok(Answer::new(text.trim_end().to_owned(), json!({ "count": records.len(), "records": records })))
}

/// A finished one: when, with whom, how far, then what each agreement got and what they said.
fn said(row: &Row) -> String {
    let on = row.day("day").map(day::long).unwrap_or_default();
    let with = row.fields.text("with_whom").map(|with| format!(", with {with}")).unwrap_or_default();
    let (decided, cards) = (row.int("decided").unwrap_or(0), row.int("cards").unwrap_or(0));
    let mut said = format!("{} {on}{with}: {decided} of {cards} decided", row.id);
    let parts =
        [("", "done"), ("left: ", "left_open"), ("not looked at: ", "unseen"), ("they said: ", "words")];
    for (label, name) in parts {
        for line in row.str(name).lines() {
            let _ = write!(said, "\n  {label}{line}");
        }
    }
    said
}
