//! What was done for a client in a year, and what goals, expectations and decisions taught.
//!
//! **Invariant:** it only reads; each line names its record.

use clap::Args;
use serde_json::json;

use super::{
    output::{Answer, table},
    session::Session,
};
use crate::{
    acts::{decided::when, year::Year},
    domain::{record::Kind, rejection::Rejection, safe},
};

#[derive(Debug, Clone, Args)]
pub(super) struct YearArgs {
    /// Whose, by id or by a unique part of the name
    #[arg(value_name = "NAME", required = true)]
    name: Vec<String>,
    /// Which year; this one when left
    #[arg(long, value_name = "YEAR")]
    year: Option<i32>,
}

impl YearArgs {
    /// Prints the year.
    pub(super) fn run(self, session: &mut Session) -> Result<Answer, Rejection> {
        let name = self.name.join(" ");
        let client = session.record(Kind::Relationship, &name)?.id;
        let gone = || Rejection::rule(format!("{name} is gone from the book."));
        let year = session.book()?.year(client.id, self.year)?.ok_or_else(gone)?;
        Ok(Answer::new(plain(&year), json!(year)))
    }
}

fn plain(year: &Year) -> String {
    let mut out = format!("{}, {}\n{}\n", safe::one_line(&year.name), year.year, year.figures.join(", "));
    for part in &year.parts {
        out.push_str(&format!("\n{}  {}\n", part.name, part.all));
        for told in &part.lines {
            out.push_str(&format!("  {:>6}  {}\n", told.when(), safe::one_line(&told.text)));
        }
        if part.all > part.lines.len() {
            out.push_str(&format!("          and {} more\n", part.all - part.lines.len()));
        }
    }
    out.trim_end().to_owned()
}

/// What goals, expectations and decisions taught.
pub(super) fn lessons(session: &mut Session) -> Result<Answer, Rejection> {
    let today = session.today();
    let lessons = session.book()?.lessons()?;
    let json = lessons.iter().map(|lesson| {
        json!({
            "id": lesson.record, "day": lesson.day, "who": lesson.who, "about": lesson.about, "learned": lesson.learned
        })
    });
    let json = json!({ "count": lessons.len(), "lessons": json.collect::<Vec<_>>() });
    if lessons.is_empty() {
        let said = "Nothing was learned yet. A goal that is judged and a decision that is checked may say what they taught.";
        return Ok(Answer::new(said, json));
    }
    let rows = lessons.iter().map(|lesson| {
        vec![
            lesson.record.to_string(),
            when(lesson, today),
            lesson.who.clone(),
            lesson.about.clone(),
            lesson.learned.clone(),
        ]
    });
    Ok(Answer::new(
        table(session.format, &["id", "learned on", "who", "about", "learned"], rows.collect()),
        json,
    ))
}
