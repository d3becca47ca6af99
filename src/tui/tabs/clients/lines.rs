//! The rows of the Clients tab.
//!
//! **Invariant:** the state is always also a word; a column nobody has a value for is hidden by the list.

use chrono::NaiveDate;

use super::view_of;
use crate::{
    acts::{name::short, standing::ClientLine},
    domain::{
        day,
        record::{Kind, RecordId},
    },
    tui::{
        tabs::dossier_page::sign,
        widgets::{
            line::Line,
            list::{Item, Row},
            table::{Layout, numbers, words},
            text,
        },
    },
};

/// Columns of clients.
pub(super) const CLIENTS: &[Layout] = &[
    Layout {
        from: 74,
        columns: &[
            words(0, "Household", 16),
            words(1, "Tier", 4),
            words(2, "Standing, worst first", 28),
            numbers(3, "Contact", 8),
            words(4, " Next", 11),
        ],
    },
    Layout {
        from: 66,
        columns: &[
            words(0, "Household", 12),
            words(1, "Tier", 4),
            words(2, "Standing, worst first", 28),
            numbers(3, "Contact", 8),
            words(4, " Next", 11),
        ],
    },
    Layout {
        from: 50,
        columns: &[words(0, "Household", 12), words(2, "Standing, worst first", 0), numbers(3, "Contact", 8)],
    },
    Layout { from: 0, columns: &[words(0, "Household", 11), words(2, "Standing", 0)] },
];

/// Columns of prospects, partners and helpers: where they stand instead of a standing.
const OTHERS: &[Layout] = &[
    Layout {
        from: 74,
        columns: &[
            words(0, "Name", 21),
            words(5, "What", 14),
            words(2, "Stage", 13),
            numbers(3, "Contact", 8),
            words(4, " Next", 11),
        ],
    },
    Layout {
        from: 66,
        columns: &[
            words(0, "Name", 17),
            words(5, "What", 14),
            words(2, "Stage", 13),
            numbers(3, "Contact", 8),
            words(4, " Next", 11),
        ],
    },
    Layout { from: 50, columns: &[words(0, "Name", 16), words(2, "Stage", 0), numbers(3, "Contact", 8)] },
    Layout { from: 0, columns: &[words(0, "Name", 14), words(2, "Stage", 0)] },
];

/// Columns of partners and helpers: their names are long and what they do matters.
const FIRMS: &[Layout] = &[
    Layout { from: 66, columns: &[words(0, "Name", 24), words(5, "What", 24), words(2, "Stage", 0)] },
    Layout { from: 50, columns: &[words(0, "Name", 22), words(5, "What", 0)] },
    Layout { from: 0, columns: &[words(0, "Name", 20), words(5, "What", 0)] },
];

/// The columns of a view.
pub(super) fn layouts(view: &str) -> &'static [Layout] {
    match view {
        "clients" => CLIENTS,
        "partners" | "helpers" => FIRMS,
        _ => OTHERS,
    }
}

/// Cells of the column of standings.
const STANDING: u16 = 28;

/// A standing that fits its column: the state is never cut.
fn in_few_words(standing: &str) -> String {
    match standing.strip_suffix(" to look at again") {
        Some(what) if text::width(standing) + 2 > STANDING => format!("look again at {what}"),
        _ => standing.to_owned(),
    }
}

/// The view a relationship stands in.
pub(super) fn view(line: &ClientLine) -> &'static str {
    view_of(&line.line.kind, &line.line.stage)
}

/// One relationship as a row.
pub(super) fn row(line: &ClientLine, view: &str, today: NaiveDate) -> Item {
    let known = &line.line;
    let id = RecordId::new(Kind::Relationship, known.id);
    let name = short(&known.name).to_owned();
    let standing = if view == "clients" {
        Line::signed(&format!("{} {}", sign(line.state()), in_few_words(line.standing.row())))
    } else {
        Line::plain(known.stage.as_str())
    };
    let contact = known
        .last_contact
        .map_or_else(Line::empty, |on| Line::plain(day::count_days(day::days_between(on, today).max(0))));
    let next = line.next.map_or_else(Line::empty, |on| Line::plain(format!(" {}", said(on, today))));
    let what =
        known.partner_role.as_deref().or(Some(known.kind.as_str()).filter(|_| view == "ended")).unwrap_or("");
    Item::Row(Row {
        key: id.to_string(),
        record: Some(id),
        relationship: Some(id),
        name: known.name.clone(),
        who: name.clone(),
        cells: vec![
            Line::plain(name),
            Line::plain(known.tier.as_deref().unwrap_or("")),
            standing,
            contact,
            next,
            Line::plain(what),
        ],
        ..Row::default()
    })
}

fn said(on: NaiveDate, today: NaiveDate) -> String {
    if on <= today { "today".to_owned() } else { day::weekday_day(on) }
}
