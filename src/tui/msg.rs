//! What happened.
//!
//! **Invariant:** everything that can change a screen arrives as one of these.

use chrono::NaiveDate;
use ratatui::crossterm::event::KeyEvent;

/// Something happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Msg {
    /// A key was pressed.
    Key(KeyEvent),
    /// Text was pasted.
    Paste(String),
    /// The wheel or a button of the mouse.
    Mouse(Mouse),
    /// The window has another size.
    Resized(u16, u16),
    /// The day changed.
    Day(NaiveDate),
    /// The editor came back with the text of the top layer's field.
    Edited(String),
    /// The editor or the program for a link could not be used; a sentence.
    Failed(String),
    /// A second has passed since the last key: what was typed is kept.
    Rested,
    /// The program is about to end; what was typed is kept.
    Ending,
    /// Another instance may have changed the book.
    Woken,
}

/// What the mouse did, at a cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mouse {
    /// A click.
    Click(u16, u16),
    /// The wheel, up.
    WheelUp(u16, u16),
    /// The wheel, down.
    WheelDown(u16, u16),
}
