//! The rows of a preview as lines of its list.
//!
//! **Invariant:** every row of the file has a line here, a changed one a line for each field.

use crate::{
    domain::card::{Answer, HouseholdChoice},
    exchange::preview::{Outcome, PreviewRow},
    tui::{
        desk::At,
        widgets::{
            line::Line,
            list::{Item, Row},
            table::{Layout, words},
        },
    },
};

/// The one column of the notes.
pub(super) const LINES: &[Layout] = &[Layout { from: 0, columns: &[words(0, "on the whole file", 0)] }];

/// The lines of the notes.
pub(super) fn of_notes(lines: &[String]) -> Vec<Item> {
    let row = |(number, text): (usize, &String)| {
        Item::Row(Row {
            key: format!("note {number}"),
            name: text.clone(),
            cells: vec![Line::plain(text)],
            ..Row::default()
        })
    };
    lines.iter().enumerate().map(row).collect()
}

/// Puts the lines of a row to the others; `taken` says whether a new person is ticked.
pub(super) fn of(row: &PreviewRow, taken: bool, at: &At<'_>, items: &mut Vec<Item>) {
    let line = row.line.to_string();
    let who = if row.who.is_empty() { "no name".to_owned() } else { row.who.clone() };
    let tick = |taken: bool| if taken { "[x]" } else { "[ ]" }.to_owned();
    let item = |key: String, cells: [String; 6]| {
        Item::Row(Row {
            key,
            name: row.who.clone(),
            cells: cells.iter().map(|cell| Line::signed(cell)).collect(),
            ..Row::default()
        })
    };
    let none = String::new;
    match &row.outcome {
        Outcome::Changed { changes, .. } => {
            for (number, change) in changes.iter().enumerate() {
                let (line, who) = if number == 0 { (line.clone(), who.clone()) } else { (none(), none()) };
                let tick = tick(change.answer == Answer::Take);
                let (before, after) = (first_line(&change.before), first_line(&change.after));
                let cells = [line, who, change.label.clone(), before, after, tick];
                items.push(item(format!("{}:{number}", row.line), cells));
            }
        }
        Outcome::New { .. } => {
            items
                .push(item(line.clone(), [line, who, none(), none(), remark(&row.outcome, at), tick(taken)]));
        }
        Outcome::Same { .. } => {
            items.push(item(line.clone(), [line, who, none(), "the same".into(), none(), none()]));
        }
        Outcome::DuplicateInFile { of_line } => {
            let same = format!("as line {of_line}");
            items.push(item(line.clone(), [line, who, none(), same, none(), none()]));
        }
        Outcome::Rejected { reason } => {
            let said = format!("✗ {}", first_line(reason));
            items.push(item(line.clone(), [line, who, none(), none(), said, none()]));
        }
    }
}

/// What is to be known of a new person: somebody alike, and with whom they would live.
fn remark(outcome: &Outcome, at: &At<'_>) -> String {
    let Outcome::New { household, proposal, possible_duplicate, card } = outcome else {
        return String::new();
    };
    let by = proposal.map_or("", |proposal| proposal.by.words());
    let home = match household {
        HouseholdChoice::Own if proposal.is_some() => "a household of their own".to_owned(),
        HouseholdChoice::Own => String::new(),
        HouseholdChoice::WithLine(with) => format!("one household with line {with} {by}"),
        HouseholdChoice::Existing(id) => {
            format!("joins {} {by}", at.book.short_name(*id).unwrap_or_default())
        }
    };
    match possible_duplicate {
        Some(twin) if home.is_empty() => format!("! like {}: {}", twin.name, twin.reason),
        Some(twin) => format!("! like {}: {}; {home}", twin.name, twin.reason),
        None if home.is_empty() && card.points.is_empty() => "no e-mail, no telephone".to_owned(),
        None => home,
    }
}

fn first_line(text: &str) -> String {
    let mut lines = text.lines();
    let first = lines.next().unwrap_or("");
    if lines.next().is_some() { format!("{first} …") } else { first.to_owned() }
}
