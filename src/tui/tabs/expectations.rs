//! The Expectations tab: what they expect of us, across the book, and who never spoke about yardsticks.
//!
//! **Invariant:** a client without a talk is shown here and never counted as an agreement.

use std::collections::HashMap;

use chrono::{Datelike, NaiveDate};

use super::{TabId, agreements::Agreements};
use crate::{
    acts::Book,
    domain::{
        day,
        record::{Kind, Row as Record, Value},
        records::{relationship::is_managed, talk},
        rejection::Rejection,
    },
    tui::{
        theme::Role,
        widgets::{
            line::Line,
            list::{Item, Row, Words},
        },
    },
};

/// Rows shown of each group.
const SHOWN: usize = 5;

/// The tab.
#[must_use]
pub fn tab() -> Agreements {
    Agreements::new(TabId::Expectations, Kind::Expectation)
}

/// Clients who never had the talk, and who asked about an index most often; newest clients first.
pub(super) fn talk_groups(book: &Book, today: NaiveDate) -> Result<Vec<Item>, Rejection> {
    let mut clients = book.rows(Kind::Relationship, &[("kind", Value::from("client"))])?;
    clients.retain(|row| is_managed(row.str("stage")));
    let asked = book.days_asked()?;
    let in_year = |days: &[NaiveDate], year: i32| days.iter().filter(|on| on.year() == year).count();
    let talks: HashMap<i64, (usize, usize)> = asked
        .iter()
        .map(|(id, days)| (*id, (in_year(days, today.year()), in_year(days, today.year() - 1))))
        .collect();
    let mut never: Vec<&Record> = clients.iter().filter(|row| !talks.contains_key(&row.id.id)).collect();
    never.sort_by_key(|row| (std::cmp::Reverse(row.day("since")), row.id));
    let mut items = Vec::new();
    if !never.is_empty() {
        let count = counted(never.len(), "newest first");
        items.extend([Item::Gap, group("Never had the talk about yardsticks", &count)]);
        items.extend(never.iter().take(SHOWN).map(|row| never_talked(row, today)));
        items.extend(more(never.len(), SHOWN));
    }
    let mut asked: Vec<(&Record, (usize, usize))> = clients
        .iter()
        .filter_map(|row| Some((row, *talks.get(&row.id.id)?)))
        .filter(|(_, n)| n.0 > 0)
        .collect();
    asked.sort_by_key(|(row, counts)| (std::cmp::Reverse(*counts), row.id));
    if !asked.is_empty() {
        let count = counted(asked.len(), "most often first");
        items.extend([Item::Gap, group("Asked about an index, this year", &count)]);
        items.extend(asked.iter().take(SHOWN).map(|(row, (now, before))| {
            let times = if *now == 1 { "1 time".to_owned() } else { format!("{now} times") };
            client_row(row, "asked", &times, &format!("{before} last year"))
        }));
        items.extend(more(asked.len(), SHOWN));
    }
    Ok(items)
}

/// `1 client`, `7 clients, newest first`.
fn counted(clients: usize, order: &str) -> String {
    if clients == 1 { "1 client".to_owned() } else { format!("{clients} clients, {order}") }
}

/// How many of a group are not shown.
pub(super) fn more(all: usize, shown: usize) -> Option<Item> {
    let more = all.checked_sub(shown).filter(|more| *more > 0)?;
    Some(Item::Note(Line::muted(format!("{more} more"))))
}

pub(super) fn group(name: &str, count: &str) -> Item {
    let gap = if count.is_empty() { String::new() } else { format!("  {count}") };
    Item::Heading(Line::heading(name).with(gap, Role::Muted))
}

fn never_talked(row: &Record, today: NaiveDate) -> Item {
    let since = row.day("since");
    let known = since.map_or_else(
        || "since when is not known".to_owned(),
        |since| format!("client for {}", long_time(day::days_between(since, today))),
    );
    let due = since.and_then(talk::first_due);
    let words = match due {
        Some(due) if due < today => format!("talk {} late", long_time(day::days_between(due, today))),
        Some(due) => format!("talk due by {}", day::weekday_day(due)),
        None => "no talk yet".to_owned(),
    };
    client_row(row, "talk", &known, &words)
}

/// `41 days`, `10 years`: nobody counts days over years.
fn long_time(days: i64) -> String {
    match days / 365 {
        0 | 1 => day::count_days(days),
        years => format!("{years} years"),
    }
}

pub(super) fn client_row(row: &Record, what: &str, middle: &str, words: &str) -> Item {
    let who = crate::acts::name::short(row.str("name")).to_owned();
    let reason = super::agreements::rows::reason(words);
    Item::from(Row {
        key: format!("{}.{what}", row.id),
        record: Some(row.id),
        relationship: Some(row.id),
        words: Words {
            name: format!("{who}, {middle}"),
            cells: vec![Line::plain(&who), Line::plain(middle), reason.clone(), reason.clone(), reason],
            who,
            ..Words::default()
        }
        .into(),
        ..Row::default()
    })
}
