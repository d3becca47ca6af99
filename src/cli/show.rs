//! Showing records, whole files, and what is found.
//!
//! **Invariant:** as of a day shows what the book knew at the end of that day, and says so.

use std::{collections::HashMap, fmt::Write as _};

use chrono::NaiveDate;
use clap::Args;
use serde_json::{Value as Json, json};

use super::{
    fields::at_least_one,
    in_force, journal,
    output::{Answer, table},
    records::{columns, record_json},
    session::Session,
};
use crate::{
    acts::{
        Hit, WholeFile,
        called::{self, Called},
    },
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
    #[arg(long, value_name = "NUMBER", default_value_t = 50, allow_negative_numbers = true, value_parser = at_least_one::<usize>)]
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
        let mut text = file_text(session, &file, as_of)?;
        if as_of.is_none() {
            text.push_str(&in_force::beside(session, *id)?);
        }
        texts.push(text);
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
    let mut called = Called::default();
    // As of a day what is referred to is called as it was then.
    for row in file.parts.iter().chain([head]).filter(|_| as_of.is_some()) {
        called.know(row);
    }
    let title = called.title(session.book()?, head)?;
    let mut text = format!("{} {}  {}", called::noun_of(head), head.id, safe::one_line(&title));
    if let Some(day) = as_of {
        let _ = write!(text, "\nAs the book knew it at the end of {}.", day::long(day));
    }
    text.push_str(&fields_text(session, &mut called, head)?);
    let beside = beside(session, &mut called, &file.parts)?;
    let apart: Vec<&Row> = file.parts.iter().filter(|row| folded_into(row, &beside).is_none()).collect();
    let mut kinds: Vec<Kind> = apart.iter().map(|row| row.id.kind).collect();
    kinds.dedup();
    for kind in kinds {
        let rows: Vec<&&Row> = apart.iter().filter(|row| row.id.kind == kind).collect();
        let width = rows.iter().map(|row| row.id.to_string().len()).max().unwrap_or(0).max(4);
        let _ = write!(text, "\n\n{}", kind.spec().plural);
        for row in rows {
            let mut said = part_words(session, &mut called, row, head.id)?;
            said.extend(beside.get(&row.id).into_iter().flatten().cloned());
            if let Some(day) = as_of
                && let Some(recorded) = session.book()?.recorded_later(row, day)?
            {
                said.push(format!("recorded {}", day::short(recorded, day)));
            }
            let said: Vec<String> = said.iter().map(|word| safe::one_line(word).into_owned()).collect();
            let _ = write!(text, "\n  {:<width$}  {}", row.id.to_string(), said.join(", "));
        }
    }
    Ok(text)
}

/// The record that a row only adds to: a participant and a share to their contact, an answer to its event.
fn adds_to(row: &Row) -> Option<RecordId> {
    let (kind, name) = match row.id.kind {
        Kind::Participant | Kind::Share => (Kind::Interaction, "interaction_id"),
        Kind::Party => (Kind::AgreementEvent, "event_id"),
        _ => return None,
    };
    row.int(name).map(|id| RecordId::new(kind, id))
}

/// The record beside which a row is told, when that one is told too.
fn folded_into(row: &Row, beside: &HashMap<RecordId, Vec<String>>) -> Option<RecordId> {
    adds_to(row).filter(|id| beside.contains_key(id))
}

/// What is told beside each contact and each event of a file: who took part, who said what.
fn beside(
    session: &mut Session,
    called: &mut Called,
    parts: &[Row],
) -> Result<HashMap<RecordId, Vec<String>>, Rejection> {
    let takes = |row: &&Row| matches!(row.id.kind, Kind::Interaction | Kind::AgreementEvent);
    let whole: HashMap<RecordId, Option<i64>> =
        parts.iter().filter(takes).map(|row| (row.id, row.int("minutes"))).collect();
    let mut beside: HashMap<RecordId, Vec<String>> = whole.keys().map(|id| (*id, Vec::new())).collect();
    for row in parts {
        let Some(told) = adds_to(row).and_then(|id| beside.get_mut(&id).map(|told| (id, told))) else {
            continue;
        };
        let person = row.int("person_id").map(|id| RecordId::new(Kind::Person, id));
        let person = person.map_or(Ok(String::new()), |id| called.name(session.book()?, id))?;
        match (row.id.kind, row.int("minutes")) {
            (Kind::Party, _) => told.1.push(format!("{person} {}", row.str("answer"))),
            (Kind::Participant, _) => told.1.push(person),
            (_, Some(minutes)) if whole.get(&told.0).is_some_and(|all| *all != Some(minutes)) => {
                told.1.push(format!("{minutes} min of them theirs"));
            }
            _ => {}
        }
    }
    Ok(beside)
}

/// Every known field of a record, one a line; long texts below their name.
fn fields_text(session: &mut Session, called: &mut Called, row: &Row) -> Result<String, Rejection> {
    let mut text = String::new();
    for field in row.id.kind.spec().fields {
        let mut shown = called.value(session.book()?, row, field)?;
        if shown.is_empty() {
            continue;
        }
        if let (Ty::Ref(kind), Value::Int(id)) = (field.ty, row.fields.get(field.name)) {
            let id = RecordId::new(kind, *id).to_string();
            if shown != id {
                let _ = write!(shown, " ({id})");
            }
        }
        let shown = safe::lines(&shown).replace('\n', "\n                    ");
        let gap = if field.label.chars().count() < 18 { "" } else { " " };
        let _ = write!(text, "\n  {:<18}{gap}{shown}", field.label);
    }
    Ok(text)
}

/// The fields told of a part of a file after its title.
fn told(kind: Kind) -> Vec<&'static str> {
    match kind {
        Kind::Share | Kind::Participant | Kind::Party => Vec::new(),
        Kind::Membership => vec!["relationship_id", "home"],
        Kind::ContactPoint => vec!["kind", "label", "preferred", "do_not_use"],
        Kind::CustomField => vec!["value"],
        Kind::Reading => vec!["day", "source"],
        Kind::DailyReview => vec!["pass", "with_whom", "decided", "cards", "words"],
        Kind::AgreementMeasure => vec!["target"],
        Kind::AgreementVersion => vec!["day", "terms"],
        Kind::AgreementEvent => vec!["day", "how", "evidence", "reason", "until", "meeting_id"],
        kind => columns(kind).into_iter().filter(|name| *name != kind.spec().title).collect(),
    }
}

/// One line of a file: the title and the short fields that are known, without whose file it is.
fn part_words(
    session: &mut Session,
    called: &mut Called,
    row: &Row,
    whose: RecordId,
) -> Result<Vec<String>, Rejection> {
    let title = called.title(session.book()?, row)?;
    let mut said = vec![session.format.cell(&title, 60)];
    for name in told(row.id.kind) {
        let Some(field) = row.id.kind.spec().field(name) else { continue };
        let is_whose =
            matches!(field.ty, Ty::Ref(kind) if kind == whose.kind) && row.int(name) == Some(whose.id);
        let is_home = row.id.kind == Kind::Membership && whose.kind == Kind::Person;
        // Of a contact point only what is so is said.
        let is_no = row.id.kind == Kind::ContactPoint && field.ty == Ty::Flag && !row.flag(name);
        if (name != "relationship_id" || is_home) && !is_whose && !is_no {
            let phrase = called.phrase(session.book()?, row, field)?;
            said.extend(phrase.map(|phrase| session.format.cell(&phrase, 60)));
        }
    }
    said.retain(|word| !word.is_empty());
    Ok(said)
}

impl Find {
    /// Finds by text.
    pub(super) fn run(self, session: &mut Session) -> Result<Answer, Rejection> {
        let text = self.text.join(" ");
        if text.trim().is_empty() {
            return Err(Rejection::ambiguous("Type what to look for: part of a name, or words of a note."));
        }
        let found = session.book()?.find_sorted(&text, self.limit)?;
        let mut called = Called::default();
        let mut rows = Vec::new();
        let mut sections = serde_json::Map::new();
        for (name, hits) in [
            ("names", &found.names),
            ("agreements", &found.agreements),
            ("notes", &found.notes),
            ("documents", &found.documents),
        ] {
            let mut told = Vec::new();
            for hit in hits {
                let found = session.book()?.found_in(&hit.row, &text)?;
                let found = found.map(|(field, words)| format!("{}: {words}", field.to_lowercase()));
                told.push(hit_json(hit, found.as_deref()));
                let whose = hit.relationship.map(|id| RecordId::new(Kind::Relationship, id));
                let whose = match whose.filter(|id| *id != hit.record) {
                    Some(id) => called.name(session.book()?, id)?,
                    None => String::new(),
                };
                let day = hit.day.as_deref().and_then(|day| day.parse().ok()).map(day::long);
                rows.push(vec![
                    hit.record.to_string(),
                    hit.record.kind.spec().noun.to_owned(),
                    session.format.cell(&hit.title, 60),
                    session.format.cell(&whose, 40),
                    day.unwrap_or_default(),
                    session.format.cell(&found.unwrap_or_default(), 60),
                ]);
            }
            sections.insert(name.to_owned(), Json::Array(told));
        }
        let text = match rows.len() {
            0 => "Nothing found.".to_owned(),
            _ => table(session.format, &["id", "what", "text", "whose", "day", "found in"], rows),
        };
        Ok(Answer::new(text, Json::Object(sections)))
    }
}

fn hit_json(hit: &Hit, found: Option<&str>) -> Json {
    json!({
        "id": hit.record,
        "title": hit.title,
        "client": hit.relationship.map(|id| RecordId::new(Kind::Relationship, id)),
        "day": hit.day,
        "found_in": found,
    })
}
