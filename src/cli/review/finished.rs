//! `standing reexamine`: which pass is meant, and those that were finished with a household, as lines.
//!
//! **Invariant:** it tells what was kept: when, with whom, what each agreement got, and what they said.

use std::fmt::Write as _;

use clap::{ArgMatches, Args};
use serde_json::{Value as Json, json};

use crate::{
    cli::{output::Answer, records::record_json, session::Session},
    domain::{
        day,
        record::{Kind, Row},
        rejection::Rejection,
        review::Pass,
    },
};

/// `standing reexamine NAME`.
#[derive(Debug, Clone, Args)]
pub(in crate::cli) struct Reexamine {
    /// With whom, by id or by a unique part of the name
    #[arg(value_name = "NAME", required = true)]
    name: Vec<String>,
    /// Asks card by card on standard input, in plain lines
    #[arg(long)]
    plain: bool,
    /// Lists the re-examinations that were finished with them: when, with whom, what each agreement got
    #[arg(long, conflicts_with = "plain")]
    list: bool,
}

/// Whether the finished ones are asked for.
pub(in crate::cli) fn lists(matches: &ArgMatches) -> bool {
    matches.subcommand().is_some_and(|(_, typed)| typed.get_flag("list"))
}

impl Reexamine {
    /// The finished ones with a household, the newest first; going through them stands alone.
    pub(in crate::cli) fn finished(&self, session: &mut Session) -> Result<Answer, Rejection> {
        if !self.list {
            return Err(Rejection::ambiguous("reexamine stands alone."));
        }
        list(session, &self.name.join(" "))
    }

    /// The pass that is meant, and whether it is gone through in plain lines.
    pub(in crate::cli) fn typed(&self, session: &mut Session) -> Result<(super::Way, Pass), Rejection> {
        let whose = session.record(Kind::Relationship, &self.name.join(" "))?;
        let way = if self.plain { super::Way::Plain } else { super::Way::AtTheDesk };
        Ok((way, Pass::Reexamination(whose.id.id)))
    }
}

/// Those with the household of a name, the newest first.
fn list(session: &mut Session, name: &str) -> Result<Answer, Rejection> {
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
