//! "They asked ..." on the command line: what can be said, and what was said before.
//!
//! **Invariant:** it only asks; a talk is recorded with the contact it was part of.

use clap::Args;
use serde_json::json;

use super::{output::Answer, session::Session};
use crate::{
    acts::asked::{Asked, points},
    domain::{asked::Comparison, day, record::Kind, rejection::Rejection, safe},
};

/// Cells of the labels.
const LABEL: usize = 13;

#[derive(Debug, Clone, Args)]
pub(super) struct AskedArgs {
    /// Who asked, by id or by a unique part of the name
    #[arg(value_name = "NAME", required_unless_present = "template")]
    name: Vec<String>,
    /// What they compare with, as "the S&P 500, this year: up 15 %, they are up 5 %"
    #[arg(long, value_name = "TEXT")]
    compared: Option<String>,
    /// Prints the sentences in use, to write your own: points.toml beside the configuration
    #[arg(long, conflicts_with_all = ["name", "compared"])]
    template: bool,
}

impl AskedArgs {
    /// Prints it.
    pub(super) fn run(self, session: &mut Session) -> Result<Answer, Rejection> {
        if self.template {
            return template(session);
        }
        let name = self.name.join(" ");
        let id = session.record(Kind::Relationship, &name)?.id;
        let gone = || Rejection::rule(format!("{name} is gone from the book."));
        let today = session.today();
        let mut asked = session.book()?.asked(id.id)?.ok_or_else(gone)?;
        if let Some(line) = &self.compared {
            asked.compare(&Comparison::read(line), today);
        }
        let head = format!("{}  {}", safe::one_line(&asked.name), day::long(today));
        let json = json!({ "day": today, "asked": asked });
        Ok(Answer::new(format!("{head}\n\n{}", text(&asked)), json))
    }
}

/// The sentences in use, as their file has them; what is wrong with it is said instead.
fn template(session: &mut Session) -> Result<Answer, Rejection> {
    let book = session.book()?;
    book.talking_points()?;
    let (text, file) = points::text(book.points())?;
    let json = json!({ "file": file, "template": text });
    Ok(Answer::new(text.trim_end().to_owned(), json))
}

/// Each part with its label, in the order they are said.
fn text(asked: &Asked) -> String {
    let mut parts: Vec<(&str, String)> = Vec::new();
    parts.extend(asked.say_first.as_ref().map(|said| ("Say first", format!("\"{said}\""))));
    for (number, missing) in asked.missing.iter().enumerate() {
        parts.push((if number == 0 { "Missing" } else { "" }, format!("? {missing}")));
    }
    parts.extend(asked.agreed.as_ref().map(|agreed| ("Agreed", agreed.said())));
    let first = asked.agreed.as_ref().and_then(|agreed| agreed.first_on.filter(|on| Some(*on) != agreed.on));
    parts.extend(first.map(|on| ("", format!("agreed for the first time on {}", on.format("%-d %b %Y")))));
    parts.extend(asked.now.as_ref().map(|now| {
        let judged = now.judged().map(|word| format!(", {word}")).unwrap_or_default();
        ("Now", format!("{}{judged}", now.said()))
    }));
    for (number, out) in asked.ruled_out.iter().enumerate() {
        parts.push((if number == 0 { "Ruled out" } else { "" }, out.said()));
    }
    for (number, said) in asked.said_before.iter().enumerate() {
        let words: Vec<&str> = said.corrections.iter().map(|one| one.word()).collect();
        let corrections = if words.is_empty() { String::new() } else { format!(" ({})", words.join(", ")) };
        let on = said.on.format("%-d %b %Y");
        let label = if number == 0 { "You said then" } else { "" };
        parts.push((label, format!("{:13}\"{}\"{corrections}", on.to_string(), said.text)));
    }
    for (number, known) in asked.corrections.iter().enumerate() {
        let label = if number == 0 { "If they press" } else { "" };
        parts.push((label, format!("{:9}{}", known.correction.word(), known.said())));
    }
    for (number, said) in asked.if_there_is_time.iter().enumerate() {
        parts.push((if number == 0 { "With time" } else { "" }, said.clone()));
    }
    parts.push(("Asked before", asked.often()));
    if !asked.asked.is_empty() {
        parts.push(("", asked.how_often.said()));
        parts.push(("", asked.by_half_year()));
    }
    parts.extend(
        asked
            .asked
            .iter()
            .map(|once| ("", format!("{:13}{}", once.on.format("%-d %b %Y").to_string(), once.said()))),
    );
    parts.extend((!asked.careful.is_empty()).then(|| ("Careful", asked.careful.clone())));
    parts.extend(asked.figures_to().map(|said| ("", said)));
    let lines = parts.into_iter().map(|(label, said)| {
        let said = safe::one_line(&said);
        format!("{label:LABEL$}  {said}").trim_end().to_owned()
    });
    lines.collect::<Vec<_>>().join("\n")
}
