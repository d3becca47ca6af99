//! The moves of a cursor, and the keys that mean them.
//!
//! **Invariant:** a key means the same move in every list.

use ratatui::crossterm::event::KeyEvent;

use crate::tui::command::chord;

/// A move of the cursor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Move {
    /// By this many rows, up when negative.
    By(i32),
    /// By half of what is shown.
    Half(i32),
    /// By all that is shown.
    Screen(i32),
    /// To the first row.
    Top,
    /// To the last row.
    Bottom,
    /// To the first row of the next or previous group.
    Group(i32),
}

impl Move {
    /// The move a key means in every list that takes its keys itself.
    #[must_use]
    pub fn of_key(key: KeyEvent) -> Option<Self> {
        Some(match chord::name(key).as_str() {
            "j" | "Down" => Self::By(1),
            "k" | "Up" => Self::By(-1),
            "Ctrl-D" => Self::Half(1),
            "Ctrl-U" => Self::Half(-1),
            "PgDn" => Self::Screen(1),
            "PgUp" => Self::Screen(-1),
            "Home" => Self::Top,
            "G" | "End" => Self::Bottom,
            _ => return None,
        })
    }
}
