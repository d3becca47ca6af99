//! The rules with single clients: whom to teach, who is excepted, who broke one.
//!
//! **Invariant:** an exception that was ended is shown nowhere here; one past its day stays until it is decided.

use chrono::NaiveDate;

use super::rows::{Entry, Groups, add};
use crate::{
    acts::{Book, rulebook::RuleLine},
    domain::{
        day,
        record::{Kind, RecordId, Row as Record},
        rejection::Rejection,
    },
    tui::{
        theme::Role,
        widgets::{
            line::Line,
            list::{Row, Words},
        },
    },
};

/// Whom to teach which rule, under the rules.
pub(super) fn to_teach(book: &Book, lines: &[RuleLine]) -> Result<Groups, Rejection> {
    let mut groups = Groups::new();
    for line in lines.iter().filter(|line| line.state == "in force") {
        let Some(detail) = book.rule(line.id)? else { continue };
        for named in detail.untaught.iter().chain(&detail.reteach) {
            let row = Row {
                key: format!("r{}.c{}.teach", line.id, named.relationship),
                record: Some(RecordId::new(Kind::Rule, line.id)),
                relationship: Some(RecordId::new(Kind::Relationship, named.relationship)),
                words: Words {
                    name: line.title.clone(),
                    who: named.who.clone(),
                    cells: vec![Line::plain(&named.who), Line::empty(), Line::plain(&named.why)],
                    ..Words::default()
                }
                .into(),
                ..Row::default()
            };
            add(&mut groups, &line.title, Entry { row, stage: line.state.clone(), due: None });
        }
    }
    Ok(groups)
}

/// Exceptions, the next to end first, or breaches, the newest first; what asks for something stands first.
pub(super) fn of_rules(
    book: &Book,
    lines: &[RuleLine],
    kind: Kind,
    today: NaiveDate,
) -> Result<Groups, Rejection> {
    let mut rows = book.rows(kind, &[])?;
    if kind == Kind::Exception {
        rows.retain(|row| row.day("ended_on").is_none());
        rows.sort_by_key(|row| (row.day("until").is_none(), row.day("until"), row.id));
    } else {
        rows.sort_by_key(|row| (row.str("answer") != "open", std::cmp::Reverse(row.day("day")), row.id));
    }
    let mut groups = Groups::new();
    for row in &rows {
        let rule = lines.iter().find(|line| Some(line.id) == row.int("rule_id"));
        let who = book.short_name(row.int("relationship_id").unwrap_or(0))?;
        let (heading, why) = if kind == Kind::Exception { exception(row, today) } else { breach(row, today) };
        let item = Row {
            key: row.id.to_string(),
            record: Some(row.id),
            relationship: row.int("relationship_id").map(|id| RecordId::new(Kind::Relationship, id)),
            words: Words {
                name: row.str("what").to_owned(),
                cells: vec![Line::plain(&who), Line::plain(rule.map_or("", |line| line.title.as_str())), why],
                who,
                ..Words::default()
            }
            .into(),
            ..Row::default()
        };
        let entry = Entry { row: item, stage: heading.to_owned(), due: row.day("until") };
        add(&mut groups, heading, entry);
    }
    // Groups of the same name stand together whatever the order of the rows.
    let mut joined = Groups::new();
    for (heading, rows) in groups {
        match joined.iter_mut().find(|(known, _)| *known == heading) {
            Some((_, known)) => known.extend(rows),
            None => joined.push((heading, rows)),
        }
    }
    Ok(joined)
}

fn exception(row: &Record, today: NaiveDate) -> (&'static str, Line) {
    let what = row.str("what");
    match row.day("until") {
        Some(until) if until < today => (
            "Past their day",
            Line::role(format!("ended {}, not decided", day::short(until, today)), Role::Alarm)
                .with(format!("; {what}"), Role::Plain),
        ),
        Some(until) => ("In force", Line::plain(format!("until {}; {what}", day::short(until, today)))),
        None => ("In force", Line::plain(format!("no end; {what}"))),
    }
}

fn breach(row: &Record, today: NaiveDate) -> (&'static str, Line) {
    let on = row.day("day").map(|on| day::short(on, today)).unwrap_or_default();
    let by = if row.str("by") == "us" { "by us, " } else { "" };
    let said = format!("{on}, {by}{}", row.str("what"));
    match row.str("answer") {
        "open" => ("To answer", Line::role("!", Role::Due).with(format!(" {said}"), Role::Plain)),
        answer => ("Answered", Line::plain(format!("{answer}; {said}"))),
    }
}
