//! Showing records, whole files, and what is found.
//!
//! **Invariant:** as of a day shows what the book knew at the end of that day, and says so.

use std::fmt::Write as _;

use chrono::NaiveDate;
use clap::Args;
use serde_json::{Value as Json, json};

use super::{
    fields::number,
    journal,
    output::{Answer, table},
    records::{Called, columns, record_json, shown},
    session::Session,
};
use crate::{
    acts::{Hit, WholeFile},
    domain::{
        day,
        record::{Kind, RecordId, Row, Ty, Value},
        rejection::Rejection,
        safe,
    },
};

#[derive(Debug, Clone, Args)]
pub(super) struct Show {
    /// Which, by id or by a unique part of the name
    #[arg(value_name = "NAME")]
    name: String,
    /// As the book knew it at the end of that day
    #[arg(long, value_name = "DATE")]
    as_of: Option<String>,
}

#[derive(Debug, Clone, Args)]
pub(super) struct Find {
    /// What to look for, literally
    #[arg(required = true, value_name = "TEXT")]
    text: Vec<String>,
    /// How many of each
    #[arg(long, value_name = "NUMBER", default_value_t = 50, allow_negative_numbers = true, value_parser = number::<usize>)]
    limit: usize,
}

impl Show {
    /// Shows one record.
    pub(super) fn run(self, session: &mut Session) -> Result<Answer, Rejection> {
        let name = self.name.trim();
        if let Some(op) = name.strip_prefix('o').and_then(|digits| digits.parse::<i64>().ok()) {
            return journal::detail(session, op);
        }
        let known: Option<RecordId> = name.parse().ok();
        let id = match (known, &self.as_of) {
            // What is gone today may be asked for as of a day.
            (Some(id), Some(_)) => id,
            _ => session.book()?.anything(name)?.id,
        };
        records(session, &[id], self.as_of.as_deref())
    }
}

/// Shows records, each with what hangs on it.
pub(super) fn records(
    session: &mut Session,
    ids: &[RecordId],
    as_of: Option<&str>,
) -> Result<Answer, Rejection> {
    let as_of = as_of.map(|text| session.past(Some(text))).transpose()?;
    if let Some(day) = as_of.filter(|day| *day > session.today()) {
        let said = day::long(day);
        return Err(Rejection::rule(format!(
            "{said} is still to come; the book cannot know it. Name a day that has been."
        )));
    }
    let mut texts = Vec::new();
    let mut documents = Vec::new();
    for id in ids {
        let file = match as_of {
            Some(day) => session.book()?.as_of(*id, day)?,
            None => session.book()?.whole_file(*id)?,
        };
        texts.push(file_text(session, &file, as_of)?);
        documents.push(json!({
            "as_of": as_of,
            "record": record_json(&file.head, None),
            "parts": file.parts.iter().map(|row| record_json(row, None)).collect::<Vec<_>>(),
        }));
    }
    let json = match documents.len() {
        1 => documents.pop().unwrap_or(Json::Null),
        _ => Json::Array(documents),
    };
    Ok(Answer::new(texts.join("\n\n"), json))
}

fn file_text(session: &mut Session, file: &WholeFile, as_of: Option<NaiveDate>) -> Result<String, Rejection> {
    let head = &file.head;
    let noun = match head.id.kind {
        Kind::Relationship => head.str("kind"),
        kind => kind.spec().noun,
    };
    let mut called = Called::default();
    let title = called.cell(session, head, head.id.kind.spec().title)?;
    let mut text = format!("{noun} {}  {}", head.id, safe::one_line(&title));
    if let Some(day) = as_of {
        let _ = write!(text, "\nAs the book knew it at the end of {}.", day::long(day));
    }
    text.push_str(&fields_text(session, &mut called, head)?);
    let mut kinds: Vec<Kind> = file.parts.iter().map(|row| row.id.kind).collect();
    kinds.dedup();
    for kind in kinds {
        let _ = write!(text, "\n\n{}", kind.spec().plural);
        for row in file.parts.iter().filter(|row| row.id.kind == kind) {
            text.push_str(&part_text(session, &mut called, row, as_of)?);
        }
    }
    Ok(text)
}

/// Every known field of a record, one a line; long texts below their name.
fn fields_text(session: &mut Session, called: &mut Called, row: &Row) -> Result<String, Rejection> {
    let mut text = String::new();
    for field in row.id.kind.spec().fields {
        let value = row.fields.get(field.name);
        if value.is_null() {
            continue;
        }
        let shown = match (field.ty, value) {
            (Ty::Ref(kind), Value::Int(id)) => {
                let id = RecordId::new(kind, *id);
                let name = called.name(session, id)?;
                if name == id.to_string() { name } else { format!("{name} ({id})") }
            }
            _ => shown(session, row, field)?,
        };
        let shown = safe::lines(&shown).replace('\n', "\n                    ");
        let _ = write!(text, "\n  {:<18}{shown}", field.label);
    }
    Ok(text)
}

/// One line of a file: id, title and the short fields that are known.
fn part_text(
    session: &mut Session,
    called: &mut Called,
    row: &Row,
    as_of: Option<NaiveDate>,
) -> Result<String, Rejection> {
    let spec = row.id.kind.spec();
    let mut said = vec![called.cell(session, row, spec.title)?];
    for name in columns(row.id.kind) {
        let is_told = name == spec.title || name == "relationship_id" || row.fields.get(name).is_null();
        if !is_told {
            said.push(called.cell(session, row, name)?);
        }
    }
    if let Some(day) = as_of
        && let Some(recorded) = session.book()?.recorded_later(row, day)?
    {
        said.push(format!("recorded {}", day::short(recorded, day)));
    }
    said.retain(|word| !word.is_empty());
    let said: Vec<String> = said.iter().map(|word| safe::one_line(word).into_owned()).collect();
    Ok(format!("\n  {:<6}{}", row.id.to_string(), said.join(", ")))
}

impl Find {
    /// Finds by text.
    pub(super) fn run(self, session: &mut Session) -> Result<Answer, Rejection> {
        let found = session.book()?.find_sorted(&self.text.join(" "), self.limit)?;
        let mut called = Called::default();
        let mut rows = Vec::new();
        let mut sections = serde_json::Map::new();
        for (name, hits) in
            [("names", &found.names), ("agreements", &found.agreements), ("notes", &found.notes)]
        {
            sections.insert(name.to_owned(), hits.iter().map(hit_json).collect());
            for hit in hits {
                let whose = hit.relationship.map(|id| RecordId::new(Kind::Relationship, id));
                let whose = match whose.filter(|id| *id != hit.record) {
                    Some(id) => called.name(session, id)?,
                    None => String::new(),
                };
                let day = hit.day.as_deref().and_then(|day| day.parse().ok()).map(day::long);
                rows.push(vec![
                    hit.record.to_string(),
                    hit.record.kind.spec().noun.to_owned(),
                    session.format.cell(&hit.title, 60),
                    session.format.cell(&whose, 40),
                    day.unwrap_or_default(),
                ]);
            }
        }
        let text = match rows.len() {
            0 => "Nothing found.".to_owned(),
            _ => table(session.format, &["id", "what", "text", "whose", "day"], rows),
        };
        Ok(Answer::new(text, Json::Object(sections)))
    }
}

fn hit_json(hit: &Hit) -> Json {
    json!({
        "id": hit.record,
        "title": hit.title,
        "client": hit.relationship.map(|id| RecordId::new(Kind::Relationship, id)),
        "day": hit.day,
    })
}
