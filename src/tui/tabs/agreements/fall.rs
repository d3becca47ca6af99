//! The view "In a fall": whom to call first when the market falls, and with whom nothing is agreed for it.
//!
//! **Invariant:** who is to be called stands above who is not; a client without an agreement is counted in no group.

use crate::{
    acts::{
        agreements::AgreementLine,
        fall::{Call, InAFall},
    },
    domain::{record::Row as Record, rejection::Rejection},
    tui::{
        desk::At,
        tabs::{State, expectations},
        widgets::{
            line::Line,
            list::{Item, Row, Words},
        },
    },
};

/// The view's name.
pub(super) const VIEW: &str = "fall";

/// Rows shown of those without an agreement.
const SHOWN: usize = 8;

/// The call-first list of these lines; those with whom nothing is agreed stand below while nothing narrows it.
pub(super) fn items(state: &State, lines: &[AgreementLine], at: &At<'_>) -> Result<Vec<Item>, Rejection> {
    let mut all = at.book.in_a_fall()?;
    all.retain(|one| lines.iter().any(|line| line.id == one.expectation));
    let mut items = Vec::new();
    for group in all.chunk_by(|a, b| a.call == b.call) {
        let Some(first) = group.first() else { continue };
        items.extend([Item::Gap, expectations::group(first.call.word(), &group.len().to_string())]);
        items.extend(group.iter().map(row));
    }
    if state.filter.is_empty() && state.whose.is_none() {
        let none = at.book.nothing_for_a_fall()?;
        if !none.is_empty() {
            let count = format!("{}, highest tier first", none.len());
            items.extend([Item::Gap, expectations::group("Nothing agreed for a fall", &count)]);
            items.extend(none.iter().take(SHOWN).map(nothing));
            items.extend(expectations::more(none.len(), SHOWN));
        }
    }
    Ok(items)
}

fn row(one: &InAFall) -> Item {
    let reach = match &one.reach {
        Some((who, number)) if one.call != Call::No => format!("{who} {number}"),
        _ if one.call == Call::No => "no call".to_owned(),
        _ => "? no number".to_owned(),
    };
    let number = if one.call == Call::No { "no call".to_owned() } else { one.number().to_owned() };
    let tier =
        |said: &str| if one.tier.is_empty() { said.to_owned() } else { format!("{}, {said}", one.tier) };
    Item::from(Row {
        key: one.expectation.to_string(),
        record: Some(one.expectation),
        relationship: Some(one.relationship),
        words: Words {
            name: one.agreed.clone(),
            who: one.who.clone(),
            cells: vec![
                Line::plain(&one.who),
                Line::plain(&one.agreed),
                Line::signed(&tier(&reach)),
                Line::signed(&tier(&number)),
                Line::signed(&number),
            ],
            ..Words::default()
        }
        .into(),
        ..Row::default()
    })
}

fn nothing(client: &Record) -> Item {
    let tier = client.str("tier");
    let tier = if tier.is_empty() { "no tier".to_owned() } else { format!("tier {tier}") };
    expectations::client_row(client, VIEW, &tier, "nothing agreed")
}
