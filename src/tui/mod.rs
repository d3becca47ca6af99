//! The terminal: one thread, one wait, one draw for all waiting keys.
//!
//! A key goes to the top layer, else to the registry of commands, else nowhere with the reason said. Tabs and
//! layers answer with effects; only `update` changes the model and the book, only `shell` the terminal.
//!
//! **Invariant:** nothing outside this folder says ratatui or crossterm.

mod again;
pub mod app;
pub mod command;
pub mod desk;
pub mod editor;
pub mod effect;
pub mod frame;
pub mod input;
mod instead;
mod keeping;
pub mod layers;
pub mod link;
pub mod model;
mod moving;
pub mod msg;
mod place;
mod saved;
pub mod shell;
pub mod tabs;
pub mod terminal;
#[cfg(test)]
pub(crate) mod testing;
pub mod theme;
pub mod update;
pub mod view;
pub mod wake;
pub mod widgets;

use std::io;

use crate::{acts::Book, domain::day::DayOrder};

/// How the desk is to look, in words of the configuration.
#[derive(Debug, Clone)]
pub struct Look {
    /// terminal, light, dark, high-contrast, mono.
    pub theme: &'static str,
    /// Whether colour is wanted at all (`--color never`).
    pub colour: Colour,
    /// Whether only ASCII signs are wanted.
    pub signs: theme::Signs,
    /// Which number comes first in `3/4`.
    pub order: DayOrder,
}

/// Whether colour is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Colour {
    /// As theme and environment say.
    Wanted,
    /// None.
    Unwanted,
}

/// Opens the desk on a book and runs it until the user leaves.
///
/// # Errors
/// When there is no terminal, or it fails in a way that is not its going away.
pub fn run(book: Book, look: &Look) -> io::Result<()> {
    let said = |name: &str| std::env::var(name).ok();
    let no_color = match look.colour {
        Colour::Wanted => said("NO_COLOR"),
        Colour::Unwanted => Some("1".to_owned()),
    };
    let wishes = theme::Wishes {
        theme: Some(look.theme.replace('-', " ")),
        no_color,
        term: said("TERM"),
        signs: look.signs,
    };
    let options = shell::Options {
        theme: theme::Theme::of(&wishes),
        mouse: terminal::MouseUse::Left,
        editor: editor::command(said("VISUAL").as_deref(), said("EDITOR").as_deref()),
        order: look.order,
    };
    let clock = book.clock().clone();
    shell::run(book, clock, tabs::all(), &options).map(|_| ())
}
