//! The copies of the book among the figures of the practice: how old the newest is, where the second place is.
//!
//! **Invariant:** what is missing by choice is said calmly; only what endangers the book is an alarm.

use crate::{
    domain::rejection::Rejection,
    tui::{
        desk::At,
        theme::Role,
        widgets::{line::Line, list::Item},
    },
};

/// Cells of the labels, as of the capacity above them.
const LABEL: u16 = 10;

/// How old the newest copy is; none for a book that is not the user's own.
pub(super) fn age(at: &At<'_>) -> Result<Option<String>, Rejection> {
    Ok(at.book.backup_state()?.map(|state| state.newest_said()))
}

/// The lines about backups; none for a book that is not the user's own.
pub(super) fn lines(at: &At<'_>) -> Result<Vec<Item>, Rejection> {
    let Some(state) = at.book.backup_state()? else { return Ok(Vec::new()) };
    let mut newest = state.newest_said();
    if state.count > 1 {
        newest = format!("{newest}; {} are kept", state.count);
    }
    let mut items = vec![
        Item::Gap,
        Item::Note(Line::labelled("Backup", LABEL, &newest)),
        Item::Note(Line::labelled("", LABEL, &format!("second place: {}", state.second_said()))),
    ];
    for alarm in [&state.warning, &state.place].into_iter().flatten() {
        let lines = Line::role(format!("! {alarm}"), Role::Alarm).wrapped(72);
        items.extend(lines.into_iter().map(Item::Note));
    }
    Ok(items)
}
