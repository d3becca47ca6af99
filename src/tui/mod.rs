//! The terminal: one wait, one draw for all waiting keys; only what can take longer has a thread of its own.
//!
//! A key goes to the top layer, else to the registry of commands, else nowhere with the reason said. Tabs and
//! layers answer with effects; only `update` changes the model and the book, only `shell` the terminal.
//!
//! **Invariant:** nothing outside this folder says ratatui or crossterm.

mod again;
pub mod app;
mod backing;
pub mod command;
mod decided;
pub mod desk;
pub mod door;
pub mod editor;
pub mod effect;
#[cfg(test)]
mod first_year_tests;
pub mod frame;
#[cfg(test)]
mod hostile_tests;
pub mod input;
mod instead;
mod keeping;
pub mod layers;
pub mod link;
#[cfg(test)]
mod look_tests;
pub mod model;
pub mod mouse;
mod moving;
pub mod msg;
mod paper;
pub mod parting;
mod place;
mod saved;
pub mod shell;
pub mod stood;
pub mod tabs;
pub mod terminal;
#[cfg(test)]
pub(crate) mod testing;
pub mod theme;
pub mod update;
pub mod view;
pub mod wake;
pub mod widgets;
pub mod work;

use std::{io, path::Path};

use crate::{
    acts::Book,
    clock::Clock,
    config::{Glyphs, Mouse, Settings},
    domain::{backup_schedule::Backups, day::DayOrder, rejection::Rejection},
};
use command::Keymap;

/// How the desk looks and answers, as the configuration says; nothing in it is unknown.
#[derive(Debug)]
pub struct Look {
    styles: theme::Styles,
    keymap: Option<Keymap>,
    colour: Colour,
    signs: theme::Signs,
    mouse: terminal::MouseUse,
    order: DayOrder,
    lock_after: u32,
}

/// Whether colour is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Colour {
    /// As theme and environment say.
    Wanted,
    /// None (`--color never`).
    Unwanted,
}

impl Look {
    /// Reads keys and themes; the desk does not start with half of them.
    ///
    /// # Errors
    /// The first command, key, role or colour that is not known, or a clash, with the file and the line.
    pub fn read(settings: &Settings, colour: Colour) -> Result<Self, Rejection> {
        let file = settings.file.as_deref().unwrap_or(Path::new("config.toml"));
        let own = (!settings.keys.is_empty()).then(|| Keymap::read(&settings.keys, file));
        Ok(Self {
            styles: theme::styles_of(&settings.theme.value, &settings.themes, file)?,
            keymap: own.transpose()?,
            colour,
            signs: match settings.glyphs.value {
                Glyphs::Unicode => theme::Signs::Drawn,
                Glyphs::Ascii => theme::Signs::Ascii,
            },
            mouse: match settings.mouse.value {
                Mouse::Taken => terminal::MouseUse::Taken,
                Mouse::Left => terminal::MouseUse::Left,
            },
            order: settings.day_order.value,
            lock_after: settings.lock_after.value,
        })
    }

    /// Puts the keys of the user in force, for the desk or for a list of the keys.
    pub fn take_keys(&mut self) {
        if let Some(keymap) = self.keymap.take() {
            keymap.put_in_force();
        }
    }
}

impl Look {
    fn theme(&self) -> theme::Theme {
        let said = |name: &str| std::env::var(name).ok();
        let no_color = match self.colour {
            Colour::Wanted => said("NO_COLOR"),
            Colour::Unwanted => Some("1".to_owned()),
        };
        let wishes = theme::Wishes { styles: self.styles, no_color, term: said("TERM"), signs: self.signs };
        theme::Theme::of(&wishes)
    }
}

/// Stands at the door of a book: asks a locked one's passphrase, offers a plain one a lock.
///
/// # Errors
/// When the key file cannot be used; the outer error when there is no terminal.
pub fn stand_at_the_door(
    book: &Path,
    (clock, backups): (&Clock, Option<Backups>),
    look: &Look,
) -> io::Result<Result<door::Passed, Rejection>> {
    door::run(book, (clock, backups), look.theme())
}

/// Opens the desk on a book, in a pass, at the place left for the door or at the tabs, and runs it until the user
/// leaves; says where to.
///
/// # Errors
/// When there is no terminal, or it fails in a way that is not its going away.
pub fn run(book: Book, mut look: Look, begin: shell::Begin) -> io::Result<shell::Left> {
    let said = |name: &str| std::env::var(name).ok();
    look.take_keys();
    let options = shell::Options {
        theme: look.theme(),
        // A terminal that knows nothing knows no mouse.
        mouse: if said("TERM").as_deref() == Some("dumb") { terminal::MouseUse::Left } else { look.mouse },
        editor: editor::command(said("VISUAL").as_deref(), said("EDITOR").as_deref()),
        order: look.order,
        begin,
        lock_after: look.lock_after,
    };
    let clock = book.clock().clone();
    shell::run(book, clock, tabs::all(), &options)
}
