//! What is kept for an examiner among the figures of the practice: the ways to the registers and to the purge list.
//!
//! **Invariant:** nothing is counted before it is looked at; Enter opens what the row names.

use crate::{
    acts::queue::{Source, View},
    domain::rejection::Rejection,
    tui::{
        command::Command,
        desk::At,
        effect::Effect,
        tabs::Looked,
        theme::Role,
        widgets::{
            line::Line,
            list::{Item, Row, Words},
            page::Page,
        },
    },
};

/// The rows by their keys: what they are called, what they open, what that is.
const ROWS: [(&str, &str, Command, &str); 2] = [
    (
        "kept.registers",
        "registers",
        Command::Registers,
        "obligations, incidents, complaints, vendors, access, holds, deliveries",
    ),
    (
        "kept.purge",
        "purge list",
        Command::PurgeList,
        "who is gone, until when their records are kept, what may go",
    ),
];
/// Dates named beside the row.
const NAMED: usize = 8;

fn of(key: &str) -> Option<&'static (&'static str, &'static str, Command, &'static str)> {
    ROWS.iter().find(|(known, ..)| *known == key)
}

/// Whether a key is of one of these rows.
pub(super) fn is(key: &str) -> bool {
    of(key).is_some()
}

/// The rows under their heading.
pub(super) fn items(fits: impl Fn(&str) -> bool) -> Vec<Item> {
    let row = |(key, name, ..): &(&str, &str, Command, &str)| {
        Item::from(Row {
            key: (*key).to_owned(),
            words: Words { name: (*name).to_owned(), cells: vec![Line::plain(*name)], ..Words::default() }
                .into(),
            ..Row::default()
        })
    };
    let rows: Vec<Item> = ROWS.iter().filter(|(_, name, ..)| fits(name)).map(row).collect();
    if rows.is_empty() {
        return rows;
    }
    let keys = format!("  {} and {} from anywhere", Command::Registers.way(), Command::PurgeList.way());
    let heading = Item::Heading(Line::heading("For an examiner").with(keys, Role::Muted));
    std::iter::once(heading).chain(rows).collect()
}

/// What stands beside the row: of the registers the dates that come.
pub(super) fn looked(key: &str, at: &At<'_>) -> Result<Option<Looked>, Rejection> {
    let Some((_, name, command, what)) = of(key) else { return Ok(None) };
    let mut lines = Vec::new();
    if *command == Command::Registers {
        let mut seeds = at.book.seeds(View::Today)?;
        seeds.extend(at.book.seeds(View::Upcoming)?);
        seeds.retain(|seed| matches!(seed.source, Source::Duty(_) | Source::Safeguard(_)));
        seeds.truncate(NAMED);
        lines.extend(
            at.book.dress(&seeds)?.into_iter().map(|item| format!("{}: {}", item.title, item.reason)),
        );
        if lines.is_empty() {
            lines.push("Nothing is due within six weeks.".to_owned());
        }
    } else {
        let names = at.book.may_go(NAMED)?;
        lines.push(match names.as_slice() {
            [] => "Nobody's records may go today.".to_owned(),
            names => format!("May go: {}.", names.join(", ")),
        });
    }
    let mut page = Page::new(Line::heading(*name), Line::empty()).line(*what).gap();
    for line in &lines {
        page.push(line.as_str());
    }
    page.push(Line::empty());
    page.push(format!("Enter opens it; so does {} from anywhere.", command.way()));
    let peek = lines.iter().take(4).map(Line::plain).collect();
    Ok(Some(Looked { title: Line::heading(*name), peek, page }))
}

/// Opens what the row names.
pub(super) fn open(key: &str) -> Vec<Effect> {
    of(key).map(|(_, _, command, _)| vec![Effect::Run(*command)]).unwrap_or_default()
}
