//! The rows of the Clients tab.
//!
//! **Invariant:** the state is always also a word; a column nobody has a value for is hidden by the list.

use chrono::NaiveDate;

use crate::{
    acts::{name::short, standing::ClientLine},
    domain::{
        day,
        record::{Kind, RecordId},
        records::relationship::list_of,
    },
    tui::{
        tabs::dossier_page::sign,
        widgets::{
            line::Line,
            list::{Row, Words},
            table::{Layout, numbers, words},
            text,
        },
    },
};

/// All columns of clients from a width on, with the cells of the name and of the standing.
macro_rules! clients_from {
    ($from:literal, $name:literal, $standing:literal, $order:literal) => {
        Layout {
            from: $from,
            columns: &[
                words(0, "Household", $name),
                words(1, "Tier", 4),
                words(2, concat!("Standing", $order), $standing),
                numbers(3, "Contact", 8),
                words(4, " Next", 11),
            ],
        }
    };
}

/// Columns of clients; the order of the rows stands behind the name of their standing.
macro_rules! clients {
    ($order:literal) => {
        &[
            clients_from!(90, 0, 40, $order),
            clients_from!(74, 16, 28, $order),
            clients_from!(66, 12, 28, $order),
            Layout {
                from: 50,
                columns: &[
                    words(0, "Household", 12),
                    words(2, concat!("Standing", $order), 0),
                    numbers(3, "Contact", 8),
                ],
            },
            Layout { from: 0, columns: &[words(0, "Household", 11), words(2, "Standing", 0)] },
        ]
    };
}

/// All columns of prospects and of what has ended from a width on, with the cells of the name.
macro_rules! others_from {
    ($from:literal, $name:literal, $order:literal) => {
        Layout {
            from: $from,
            columns: &[
                words(0, concat!("Name, ", $order), $name),
                words(5, "What", 14),
                words(2, "Stage", 13),
                numbers(3, "Contact", 8),
                words(4, " Next", 11),
            ],
        }
    };
}

/// Columns of prospects and of what has ended: where they stand instead of a standing.
macro_rules! others {
    ($order:literal) => {
        &[
            others_from!(74, 21, $order),
            others_from!(66, 17, $order),
            Layout {
                from: 50,
                columns: &[
                    words(0, concat!("Name, ", $order), 16),
                    words(2, "Stage", 0),
                    numbers(3, "Contact", 8),
                ],
            },
            Layout { from: 0, columns: &[words(0, "Name", 14), words(2, "Stage", 0)] },
        ]
    };
}

/// Columns of partners and helpers: their names are long and what they do matters.
macro_rules! firms {
    ($order:literal) => {
        &[
            Layout {
                from: 66,
                columns: &[
                    words(0, concat!("Name, ", $order), 24),
                    words(5, "What", 24),
                    words(2, "Stage", 0),
                ],
            },
            Layout { from: 50, columns: &[words(0, concat!("Name, ", $order), 22), words(5, "What", 0)] },
            Layout { from: 0, columns: &[words(0, "Name", 20), words(5, "What", 0)] },
        ]
    };
}

/// By the orders of `o`.
type Ordered = [&'static [Layout]; 5];

const CLIENTS: Ordered = [
    clients!(", worst first"),
    clients!(" (rows by name)"),
    clients!(" (rows by tier)"),
    clients!(" (rows by next)"),
    clients!(" (rows by contact)"),
];
const OTHERS: Ordered =
    [others!("A to Z"), others!("A to Z"), others!("by tier"), others!("by next"), others!("by contact")];
const FIRMS: Ordered =
    [firms!("A to Z"), firms!("A to Z"), firms!("by tier"), firms!("by next"), firms!("by contact")];

/// The columns of a view in an order.
pub(super) fn layouts(view: &str, order: usize) -> &'static [Layout] {
    let all = match view {
        "clients" => &CLIENTS,
        "partners" | "helpers" => &FIRMS,
        _ => &OTHERS,
    };
    all.get(order).copied().unwrap_or(&[])
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
    list_of(&line.line.kind, &line.line.stage)
}

/// One relationship as a row.
pub(super) fn row(line: &ClientLine, view: &str, today: NaiveDate) -> Row {
    let known = &line.line;
    let id = RecordId::new(Kind::Relationship, known.id);
    let name = short(&known.name).to_owned();
    let standing = if view == "clients" {
        Line::signed(&format!("{} {}", sign(line.state()), in_few_words(line.standing.row())))
    } else {
        Line::plain(known.stage.as_str())
    };
    let contact = known.last_contact.map_or_else(Line::empty, |on| Line::plain(since(on, today)));
    let next = line.next.map_or_else(Line::empty, |on| Line::plain(format!(" {}", said(on, today))));
    let what =
        known.partner_role.as_deref().or(Some(known.kind.as_str()).filter(|_| view == "ended")).unwrap_or("");
    Row {
        key: id.to_string(),
        record: Some(id),
        relationship: Some(id),
        words: Words {
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
            ..Words::default()
        }
        .into(),
        ..Row::default()
    }
}

/// `91 days`, or `today`.
fn since(contact: NaiveDate, today: NaiveDate) -> String {
    let days = day::days_between(contact, today);
    if days <= 0 { "today".to_owned() } else { day::count_days(days) }
}

fn said(on: NaiveDate, today: NaiveDate) -> String {
    if on <= today { "today".to_owned() } else { day::weekday_day(on) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_contact_of_today_is_not_counted_in_days() {
        let today: NaiveDate = "2026-11-23".parse().unwrap();
        let said = ["2026-11-23", "2026-11-22", "2026-11-20"].map(|on| since(on.parse().unwrap(), today));
        assert_eq!(said, ["today", "1 day", "3 days"]);
    }
}
