//! The CSV of Google Contacts: the columns of 2024 (`First Name`, `E-mail 1 - Label`) and the older
//! ones (`Given Name`, `E-mail 1 - Type`).
//!
//! **Invariant:** a cell with text is in a field of the card, or in a custom field named like its column.

use std::collections::BTreeMap;

use super::{
    day::stored_day,
    read::{MAX_FIELD, SourceRow},
    table::{Record, Table},
};
use crate::domain::card::{Address, Card, CardKind, Labelled, Point, PointKind, label};

/// What Google puts between several values in one cell.
const SEPARATOR: &str = " ::: ";

/// What a plain column means.
#[derive(Debug, Clone, Copy)]
enum Plain {
    FullName,
    Given,
    Middle,
    Family,
    Prefix,
    Suffix,
    Nickname,
    Organisation,
    Title,
    Department,
    Birthday,
    Notes,
    Labels,
    /// Kept as a vCard property of that name.
    Extra(&'static str),
}

const PLAIN: &[(&str, Plain)] = &[
    ("Name", Plain::FullName),
    ("First Name", Plain::Given),
    ("Given Name", Plain::Given),
    ("Middle Name", Plain::Middle),
    ("Additional Name", Plain::Middle),
    ("Last Name", Plain::Family),
    ("Family Name", Plain::Family),
    ("Name Prefix", Plain::Prefix),
    ("Name Suffix", Plain::Suffix),
    ("Nickname", Plain::Nickname),
    ("Organization Name", Plain::Organisation),
    ("Organization Title", Plain::Title),
    ("Organization Department", Plain::Department),
    ("Organization 1 - Name", Plain::Organisation),
    ("Organization 1 - Title", Plain::Title),
    ("Organization 1 - Department", Plain::Department),
    ("Birthday", Plain::Birthday),
    ("Notes", Plain::Notes),
    ("Labels", Plain::Labels),
    ("Group Membership", Plain::Labels),
    ("Photo", Plain::Extra("PHOTO;VALUE=uri")),
    ("Phonetic First Name", Plain::Extra("X-PHONETIC-FIRST-NAME")),
    ("Phonetic Middle Name", Plain::Extra("X-PHONETIC-MIDDLE-NAME")),
    ("Phonetic Last Name", Plain::Extra("X-PHONETIC-LAST-NAME")),
    ("Given Name Yomi", Plain::Extra("X-PHONETIC-FIRST-NAME")),
    ("Additional Name Yomi", Plain::Extra("X-PHONETIC-MIDDLE-NAME")),
    ("Family Name Yomi", Plain::Extra("X-PHONETIC-LAST-NAME")),
];

/// The families of numbered columns (`Phone 2 - Value`).
const FAMILIES: &[&str] =
    &["E-mail", "Phone", "Address", "Website", "Event", "Relation", "Custom Field", "IM"];

/// The columns of one numbered value: the part (`Value`, `Label`, `City`) and its place.
type Group = BTreeMap<&'static str, usize>;

const PARTS: &[&str] = &[
    "Label",
    "Value",
    "Service",
    "Formatted",
    "Street",
    "City",
    "PO Box",
    "Region",
    "Postal Code",
    "Country",
    "Extended Address",
];

/// What each column of a file means.
#[derive(Debug)]
pub(super) struct Columns {
    count: usize,
    plain: Vec<(usize, Plain)>,
    groups: BTreeMap<(&'static str, u32), Group>,
    /// Columns without a meaning of their own, by name.
    others: Vec<(usize, String)>,
}

impl Columns {
    /// The columns of Google's head; `None` when it is another program's.
    pub(super) fn of(head: &[String]) -> Option<Self> {
        let (plain, groups, others) = (Vec::new(), BTreeMap::new(), Vec::new());
        let mut columns = Self { count: head.len(), plain, groups, others };
        for (at, name) in head.iter().map(|name| name.trim()).enumerate() {
            if let Some((_, meaning)) = PLAIN.iter().find(|(plain, _)| *plain == name) {
                columns.plain.push((at, *meaning));
            } else if let Some((family, number, part)) = numbered(name) {
                columns.groups.entry((family, number)).or_default().insert(part, at);
            } else {
                columns.others.push((at, name.to_owned()));
            }
        }
        let named = head.iter().any(|name| matches!(name.trim(), "First Name" | "Given Name" | "Name"));
        let labels = columns.plain.iter().any(|(_, plain)| matches!(plain, Plain::Labels));
        (named && (labels || !columns.groups.is_empty())).then_some(columns)
    }
}

/// `Phone 2 - Value` in its parts; the older `Type` is `Label`.
fn numbered(name: &str) -> Option<(&'static str, u32, &'static str)> {
    let (front, part) = name.split_once(" - ")?;
    let (family, number) = front.rsplit_once(' ')?;
    let part = if part == "Type" { "Label" } else { part };
    let find =
        |list: &'static [&'static str], wanted: &str| list.iter().copied().find(|word| *word == wanted);
    Some((find(FAMILIES, family)?, number.parse().ok()?, find(PARTS, part)?))
}

/// The rows behind the head.
pub(super) fn rows(table: Table<'_>, columns: &Columns) -> Vec<SourceRow> {
    table.map(|record| SourceRow { line: record.line, card: card(record, columns) }).collect()
}

fn card(record: Record, columns: &Columns) -> Result<Card, String> {
    if let Some(damage) = record.damage {
        return Err(damage);
    }
    let cells = record.cells;
    if cells.len() != columns.count {
        let (is, word) = (cells.len(), if cells.len() == 1 { "column" } else { "columns" });
        return Err(format!("{is} {word} where the head has {}", columns.count));
    }
    if cells.iter().any(|cell| cell.len() > MAX_FIELD) {
        return Err(format!("a cell is larger than {} MiB", MAX_FIELD >> 20));
    }
    let mut card = Card::default();
    for (at, meaning) in &columns.plain {
        take_plain(&mut card, *meaning, cells.get(*at).map_or("", |cell| cell.trim()))?;
    }
    for ((family, _), group) in &columns.groups {
        take_group(&mut card, family, &|part| {
            group.get(part).and_then(|at| cells.get(*at)).map_or("", |cell| cell.trim())
        });
    }
    for (at, name) in &columns.others {
        let text = cells.get(*at).map_or("", |cell| cell.trim());
        if !text.is_empty() {
            card.custom.push(Labelled::new(name, text));
        }
    }
    let unnamed = [&card.full_name, &card.name.given, &card.name.family, &card.nickname];
    if !card.organisation.is_empty() && unnamed.iter().all(|name| name.is_empty()) {
        card.kind = CardKind::Org;
    }
    card.settled()
}

fn take_plain(card: &mut Card, meaning: Plain, text: &str) -> Result<(), String> {
    let field = match meaning {
        Plain::FullName => &mut card.full_name,
        Plain::Given => &mut card.name.given,
        Plain::Middle => &mut card.name.middle,
        Plain::Family => &mut card.name.family,
        Plain::Prefix => &mut card.name.prefix,
        Plain::Suffix => &mut card.name.suffix,
        Plain::Nickname => &mut card.nickname,
        Plain::Organisation => &mut card.organisation,
        Plain::Title => &mut card.title,
        Plain::Department => &mut card.department,
        Plain::Notes => &mut card.notes,
        Plain::Birthday => {
            card.birthday = stored_day(text).map_err(|reason| format!("birthday {reason}"))?;
            return Ok(());
        }
        Plain::Labels => {
            // myContacts is on every contact and means "not only mailed once".
            let labels = values(text).filter(|name| *name != "* myContacts" && *name != "myContacts");
            card.categories.extend(labels.map(|name| name.trim_start_matches("* ").to_owned()));
            return Ok(());
        }
        Plain::Extra(property) => {
            if !text.is_empty() {
                let text = text.replace('\\', "\\\\").replace(['\n', '\r'], "\\n");
                card.extra.push(format!("{property}:{text}"));
            }
            return Ok(());
        }
    };
    text.clone_into(field);
    Ok(())
}

fn values(text: &str) -> impl Iterator<Item = &str> {
    text.split(SEPARATOR).map(str::trim).filter(|value| !value.is_empty())
}

fn take_group<'a>(card: &mut Card, family: &str, cell: &dyn Fn(&str) -> &'a str) {
    let written = cell("Label");
    let word = label(written);
    let each = values(cell("Value"));
    let kind = match family {
        "E-mail" => PointKind::Email,
        "Phone" => PointKind::Phone,
        "Website" => PointKind::Url,
        "IM" => PointKind::Im,
        "Address" => return take_address(card, &word, cell),
        "Event" => {
            for value in each {
                match stored_day(value) {
                    Ok(day) if day.is_empty() => {}
                    Ok(day) => card.events.push(Labelled::new(&word, &day)),
                    // Only the birthday must be a day; what was meant here is kept as it stands.
                    Err(_) => {
                        let name = if word.is_empty() { "event" } else { &word };
                        card.custom.push(Labelled::new(name, value));
                    }
                }
            }
            return;
        }
        "Relation" => return card.related.extend(each.map(|value| Labelled::new(&word, value))),
        _ => return card.custom.extend(each.map(|value| Labelled::new(written, value))),
    };
    let service = cell("Service").to_lowercase();
    for (place, value) in each.enumerate() {
        let mut point = Point::new(kind, &word, value);
        if kind == PointKind::Im && !service.is_empty() && !value.contains(':') {
            point.value = format!("{service}:{value}");
        }
        point.preferred = place == 0 && written.starts_with('*');
        card.points.push(point);
    }
}

fn take_address<'a>(card: &mut Card, word: &str, cell: &dyn Fn(&str) -> &'a str) {
    let names = ["PO Box", "Extended Address", "Street", "City", "Region", "Postal Code", "Country"];
    let lists = names.map(|name| cell(name).split(SEPARATOR).map(str::trim).collect::<Vec<_>>());
    let formatted: Vec<_> = cell("Formatted").split(SEPARATOR).map(str::trim).collect();
    let count = lists.iter().map(Vec::len).chain([formatted.len()]).max().unwrap_or(0);
    for place in 0..count {
        let at = |list: &Vec<&str>| list.get(place).map_or("", |text| *text).to_owned();
        let [po_box, extended, street, city, region, code, country] = lists.each_ref().map(at);
        let mut parts = Address { po_box, extended, street, city, region, code, country };
        if parts == Address::default() {
            parts.street = at(&formatted);
        }
        let mut point = Point::address(word, parts);
        point.preferred = place == 0 && cell("Label").starts_with('*');
        card.points.push(point);
    }
}

#[cfg(test)]
#[path = "google_csv_tests.rs"]
mod tests;
