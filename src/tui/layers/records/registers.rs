//! The registers of the practice: obligations, incidents, complaints, vendors, who has access, holds, what left.
//!
//! **Invariant:** what is settled stays in its register, below what is open.

use super::{Row, Section, Words};
use crate::{
    domain::{
        day,
        record::{Fields, Kind, RecordId, Row as Record},
        records::{incident, legal_hold, vendor},
        rejection::Rejection,
    },
    tui::{
        desk::At,
        effect::Effect,
        layers::{ask::Ask, record},
        tabs::verbs::duty,
        widgets::{line::Line, text},
    },
};

/// The registers in their order.
const KINDS: &[Kind] = &[
    Kind::Obligation,
    Kind::Incident,
    Kind::Complaint,
    Kind::Vendor,
    Kind::Access,
    Kind::LegalHold,
    Kind::Delivery,
    Kind::Handover,
];

/// All registers, each with what is open first.
pub(super) fn all(at: &At<'_>) -> Result<Vec<Section>, Rejection> {
    let mut sections = Vec::new();
    for kind in KINDS {
        let mut records = at.book.rows(*kind, &[])?;
        records.sort_by_key(|record| (!is_open(record), !asks(record), day_of(record), record.id));
        if *kind == Kind::Handover {
            // Of what left, the last is asked for.
            records.reverse();
        }
        let mut rows = Vec::with_capacity(records.len());
        for record in &records {
            rows.push(row(record, at)?);
        }
        if rows.is_empty() && *kind != Kind::Handover {
            rows.push(none(*kind));
        }
        if !rows.is_empty() {
            let title = text::capital(kind.spec().plural);
            sections.push(Section { title, count: Some(records.len()), rows, left: 0 });
        }
    }
    Ok(sections)
}

fn none(kind: Kind) -> Row {
    Row {
        key: format!("none:{}", kind.spec().noun),
        words: Words {
            cells: vec![Line::plain(""), Line::muted("none recorded; a adds one"), Line::plain("")],
            name: kind.spec().called(),
            ..Words::default()
        }
        .into(),
        ..Row::default()
    }
}

fn is_open(record: &Record) -> bool {
    match record.id.kind {
        Kind::Obligation => record.day("met_on").is_none(),
        Kind::Incident => incident::is_open(record),
        Kind::Complaint => record.day("answered_on").is_none(),
        Kind::LegalHold => legal_hold::stands(record),
        Kind::Vendor | Kind::Access => record.day("ended_on").is_none(),
        _ => true,
    }
}

/// Whether it asks for something that has no day: a vendor for its notice clause.
fn asks(record: &Record) -> bool {
    record.id.kind == Kind::Vendor && vendor::lacks_clause(record)
}

/// Whether its day is one by which something is to be done.
fn is_due(record: &Record) -> bool {
    matches!(record.id.kind, Kind::Obligation | Kind::Incident | Kind::Complaint) && is_open(record)
}

/// The day a record is told by.
fn day_of(record: &Record) -> Option<chrono::NaiveDate> {
    let name = match record.id.kind {
        Kind::Obligation => "due",
        Kind::Incident => "notify_by",
        Kind::Complaint if !is_open(record) => "answered_on",
        Kind::Complaint => "answer_by",
        Kind::Vendor | Kind::Access | Kind::LegalHold => "since",
        _ => "day",
    };
    record.day(name)
}

fn row(record: &Record, at: &At<'_>) -> Result<Row, Rejection> {
    let whose = record.int("relationship_id").map(|id| RecordId::new(Kind::Relationship, id));
    let who = whose.map(|id| at.book.short_name(id.id)).transpose()?.unwrap_or_default();
    let title = at.book.title(record)?;
    let name = if who.is_empty() { title.clone() } else { format!("{who}: {title}") };
    let by = if is_due(record) { "by " } else { "" };
    let on = day_of(record).map(|on| format!("{by}{}", day::short(on, at.today))).unwrap_or_default();
    Ok(Row {
        key: record.id.to_string(),
        record: Some(record.id),
        relationship: whose,
        words: Words {
            cells: vec![Line::plain(on), Line::plain(name), said(record, at)],
            name: title,
            who,
            ..Words::default()
        }
        .into(),
        ..Row::default()
    })
}

/// How it stands, in a few words.
fn said(record: &Record, at: &At<'_>) -> Line {
    let on = |name: &str| record.day(name).map(|on| day::short(on, at.today));
    let late = is_open(record) && day_of(record).is_some_and(|due| due < at.today);
    match record.id.kind {
        Kind::Obligation => match on("met_on") {
            Some(met) => Line::signed(&format!("✓ met {met}")),
            None if late => Line::signed("! late"),
            None => Line::plain(record.str("required_by")),
        },
        Kind::Incident if !is_open(record) => Line::signed(&format!("✓ {}", record.str("decision"))),
        Kind::Incident if late => Line::signed("! they are to be told"),
        Kind::Incident if record.str("decision").is_empty() => Line::signed("! to be decided"),
        Kind::Incident => Line::plain(record.str("decision")),
        Kind::Complaint => match on("answered_on") {
            Some(on) => Line::signed(&format!("✓ answered {on}")),
            None if late => Line::signed("! answer is late"),
            None if day_of(record).is_some() => Line::signed("! to be answered"),
            None => Line::signed("! unanswered"),
        },
        Kind::Vendor if vendor::lacks_clause(record) => Line::signed("! no notice clause"),
        Kind::Vendor => match record.int("notice_hours") {
            Some(hours) if is_open(record) => Line::plain(format!("tells within {hours} h")),
            _ if !is_open(record) => Line::muted("ended"),
            _ => Line::plain("no client data"),
        },
        Kind::Access if !is_open(record) => Line::muted("ended"),
        Kind::Access => Line::plain(record.str("what")),
        Kind::LegalHold => match on("lifted_on") {
            Some(on) => Line::muted(format!("lifted {on}")),
            None => Line::plain("holds"),
        },
        Kind::Delivery => Line::plain(record.str("version")),
        _ => {
            let files = record.int("files").filter(|files| *files > 1).map(|files| format!("{files} files"));
            let as_of = on("as_of").map(|on| format!("as of {on}"));
            Line::plain(files.into_iter().chain(as_of).collect::<Vec<_>>().join(", "))
        }
    }
}

/// The form of one more of the row's register; asks which where no row is.
pub(super) fn add(row: Option<&Row>, at: &At<'_>) -> Vec<Effect> {
    let none = row.and_then(|row| row.key.strip_prefix("none:")).and_then(Kind::of_noun);
    match row.and_then(|row| row.record).map(|record| record.kind).or(none) {
        Some(kind) if kind != Kind::Handover => form(kind, at),
        _ => {
            let kinds = KINDS.iter().copied().filter(|kind| *kind != Kind::Handover);
            let names: Vec<String> = kinds.map(|kind| kind.spec().called()).collect();
            let words: Vec<&str> = names.iter().map(String::as_str).collect();
            Effect::open(Ask::choice("Add to the registers", "What", &words, move |chosen, at| {
                let kind = KINDS.iter().copied().find(|kind| kind.spec().called() == chosen);
                Ok(kind.map(|kind| form(kind, at)).unwrap_or_default())
            }))
        }
    }
}

fn form(kind: Kind, at: &At<'_>) -> Vec<Effect> {
    let day = match kind {
        Kind::Incident | Kind::Complaint | Kind::Delivery => "day",
        Kind::LegalHold => "since",
        _ => return record::add(kind, Fields::new(), at),
    };
    record::add(kind, Fields::new().with(day, at.today), at)
}

/// Settles the entry of the row: met, decided, answered, lifted.
pub(super) fn settle(row: Option<&Row>) -> Vec<Effect> {
    let Some((record, row)) = row.and_then(|row| row.record.map(|record| (record, row))) else {
        return Effect::say("No entry is chosen");
    };
    match record.kind {
        Kind::Obligation | Kind::Incident | Kind::Complaint | Kind::LegalHold => {
            duty::settle(record, &row.name)
        }
        Kind::Vendor | Kind::Access => {
            Effect::warn("Nothing is due here. When it ended is a field: Enter opens it.")
        }
        _ => Effect::warn("Nothing is due here; it is done already."),
    }
}
