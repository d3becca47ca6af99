//! The keys of a list that has the whole screen: the history, slips, the rows behind a figure.
//!
//! **Invariant:** moving, opening and going back are the same keys in all of them.

use ratatui::crossterm::event::KeyEvent;

use super::Pressed;
use crate::tui::{
    command::chord,
    widgets::{
        hits::Pointed,
        list::{List, Move},
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
pub(super) fn point(list: &mut List, pointed: Pointed) -> Pressed {
    if pointed.in_list(list) { Pressed::taken() } else { Pressed::Passed }
}
