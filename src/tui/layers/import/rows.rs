//! The rows of a preview as lines of its list.
//!
//! **Invariant:** every row of the file has a line here, a changed one a line for each field.

use crate::{
    domain::card::{Answer, HouseholdChoice},
    exchange::preview::{Outcome, PreviewRow, Said},
    tui::{
        desk::At,
        widgets::{
            line::Line,
            list::{Item, Row, Words},
            table::{Layout, numbers, words},
        },
    },
};

/// The columns of the preview.
pub(super) const LAYOUTS: &[Layout] = &[
    Layout {
        from: 90,
        columns: &[
            numbers(0, "line", 5),
            words(1, "who", 20),
            words(2, "field", 11),
            words(3, "in the book", 25),
            words(4, "in the file", 0),
            words(5, "", 4),
        ],
    },
    Layout {
        from: 60,
        columns: &[
            numbers(0, "line", 5),
            words(1, "who", 22),
            words(2, "field", 9),
            words(3, "in the book", 14),
            words(4, "in the file", 0),
            words(5, "", 4),
        ],
    },
    Layout { from: 0, columns: &[words(1, "who", 12), words(4, "in the file", 0), words(5, "", 4)] },
];

/// The one column of the notes.
pub(super) const LINES: &[Layout] = &[Layout { from: 0, columns: &[words(0, "on the whole file", 0)] }];

/// The lines of the notes.
pub(super) fn of_notes(lines: &[String]) -> Vec<Item> {
    let row = |(number, text): (usize, &String)| {
        Item::from(Row {
            key: format!("note {number}"),
            words: Words { name: text.clone(), cells: vec![Line::plain(text)], ..Words::default() }.into(),
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
        Item::from(Row {
            key,
            words: Words {
                name: row.who.clone(),
                cells: cells.iter().map(|cell| Line::signed(cell)).collect(),
                ..Words::default()
            }
            .into(),
            ..Row::default()
        })
    };
    let none = String::new;
    match &row.outcome {
        Outcome::Changed { changes, .. } | Outcome::Joined { changes, .. } => {
            for (number, change) in changes.iter().enumerate() {
                let (line, who) = if number == 0 { (line.clone(), who.clone()) } else { (none(), none()) };
                let tick = tick(change.answer == Answer::Take);
                let (before, after) = (first_line(&change.before), first_line(&change.after));
                let cells = [line, who, change.label.clone(), before, after, tick];
                items.push(item(format!("{}:{number}", row.line), cells));
            }
        }
        Outcome::New { .. } => {
            let [field, why, said] = remarks(&row.outcome, at);
            items.push(item(line.clone(), [line, who, field, why, said, tick(taken)]));
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

/// What is to be known of a new person, in the columns from the field on: with whom they would live and why,
/// and somebody alike.
fn remarks(outcome: &Outcome, at: &At<'_>) -> [String; 3] {
    let Outcome::New { household, proposal, possible_duplicate, card } = outcome else {
        return Default::default();
    };
    let home = match household {
        HouseholdChoice::Own => "their own".to_owned(),
        HouseholdChoice::WithLine(with) => format!("with line {with}"),
        HouseholdChoice::Existing(id) => format!("joins {}", at.book.short_name(*id).unwrap_or_default()),
    };
    let alike = possible_duplicate.as_ref().map(|twin| match twin.said {
        Said::Nothing => format!("! {}: same person, or two?", twin.reason),
        Said::Two => format!("not {}", twin.name),
    });
    let Some(proposal) = proposal else {
        let bare = if card.points.is_empty() { "no e-mail, no telephone" } else { "" };
        return [String::new(), String::new(), alike.unwrap_or_else(|| bare.to_owned())];
    };
    let said = alike.map_or_else(|| home.clone(), |alike| format!("{alike}; {home}"));
    ["household".to_owned(), proposal.by.words().to_owned(), said]
}

fn first_line(text: &str) -> String {
    let mut lines = text.lines();
    let first = lines.next().unwrap_or("");
    if lines.next().is_some() { format!("{first} …") } else { first.to_owned() }
}
