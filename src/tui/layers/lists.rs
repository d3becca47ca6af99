//! The keys of a list that has the whole screen: the history, slips, the rows behind a figure.
//!
//! **Invariant:** moving, opening and going back are the same keys in all of them.

use ratatui::{crossterm::event::KeyEvent, layout::Rect};

use super::Pressed;
use crate::tui::{
    command::chord,
    tabs::Focus,
    widgets::{
        hits::Pointed,
        line::Line,
        list::{Keys, List, Move},
        pen::Pen,
    },
};

/// What a key came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Listed {
    /// The cursor was moved.
    Moved,
    /// The focused row is opened.
    Opened,
    /// The list is left.
    Left,
    /// The key, by name: the layer's own, or nobody's.
    Other(String),
}

/// Takes a key over a list.
pub(super) fn key(list: &mut List, key: KeyEvent) -> Listed {
    if let Some(to) = Move::of_key(key) {
        list.go(to);
        return Listed::Moved;
    }
    // By name: a letter with Ctrl is another key.
    match chord::name(key).as_str() {
        "Enter" | "l" | "Right" => Listed::Opened,
        "Esc" | "q" | "h" | "Left" | "Backspace" | "Ctrl-O" => Listed::Left,
        name => Listed::Other(name.to_owned()),
    }
}

/// Takes a click over a list: the row under it has the cursor.
pub(super) fn point(list: Option<&mut List>, pointed: Pointed) -> Pressed {
    let found = list.is_some_and(|list| pointed.in_list(list));
    if found { Pressed::taken() } else { Pressed::Passed }
}

/// Takes the mouse's wheel over a list.
pub(super) fn wheel(list: Option<&mut List>, lines: i32) {
    if let Some(list) = list {
        list.go(Move::By(lines));
    }
}

/// Puts the cursor on the row of this number from 1, or on the last: where it was, whatever stands there now.
pub(super) fn stand(list: &mut List, number: usize) {
    list.go(Move::Top);
    list.go(Move::By(i32::try_from(number.saturating_sub(1)).unwrap_or(i32::MAX)));
}

/// Draws a list with room for a sentence at its foot; see [`say`].
pub(super) fn draw(list: &mut List, pen: &mut Pen<'_>, area: Rect) {
    list.draw(pen, Rect { height: area.height.saturating_sub(2), ..area }, Keys::Here);
}

/// The area of a list that stands under its views.
pub(super) fn under_views(area: Rect) -> Rect {
    Rect { y: area.y + 2, height: area.height.saturating_sub(2), ..area }
}

/// Says something in the last line of the area of a list.
pub(super) fn say(pen: &mut Pen<'_>, area: Rect, said: &str) {
    let room = area.width.saturating_sub(2);
    pen.line(area.x + 1, area.bottom().saturating_sub(1), room, &Line::plain(said));
}

/// Adds how many rows are below the last one shown.
pub(super) fn with_below(said: &str, list: &List) -> String {
    match list.below() {
        0 => said.to_owned(),
        below => format!("{said}  {below} more below."),
    }
}

/// What the verbs act on in a list: the focused row.
pub(super) fn focus(list: &List) -> Option<Focus> {
    let row = list.row()?;
    Some(Focus {
        keys: vec![row.key.clone()],
        records: row.record.into_iter().collect(),
        relationship: row.relationship,
        who: row.who.clone(),
        name: row.name.clone(),
        ..Focus::default()
    })
}
