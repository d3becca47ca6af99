//! Leaving the desk, or a layer of it, with text that cannot be kept: on a full disk, in a book that is only read.
//!
//! **Invariant:** typed text is left behind only by a key that was pressed twice, and by what ends the program; either
//! way it is said.

use ratatui::crossterm::event::KeyEvent;

use super::{
    app::App, command::chord, effect::Outside, keeping::words_of, layers::Remember, widgets::list::Keep,
};
use crate::{acts::Access, domain::rejection::Rejection};

/// Whether what was typed and cannot be kept may be left behind: only when the same key is pressed twice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Parting {
    /// No key is being taken.
    #[default]
    None,
    /// This key is being taken.
    Pressed(KeyEvent),
    /// This key was refused, for its text would be lost.
    Warned(KeyEvent),
    /// It was pressed again.
    Confirmed,
}

impl App {
    /// Leaves the desk this way, when what was typed is kept or its loss was said and confirmed.
    pub(super) fn part(&mut self, way: Outside) -> Option<Outside> {
        // What is being written has the book to itself; what was typed is kept when that has ended.
        if self.work.is_some() || self.model.parting == Parting::Confirmed {
            return Some(way);
        }
        match self.try_keep_slips() {
            Ok(()) => Some(way),
            Err(why) => {
                let what = if way == Outside::Lock { "locks" } else { "leaves" };
                self.warn_of_loss(&why, what);
                None
            }
        }
    }

    /// Says that text would be lost, and which key goes on without it.
    pub(super) fn warn_of_loss(&mut self, why: &Rejection, what: &str) {
        let Parting::Pressed(key) = self.model.parting else {
            return self.model.refuse(why.message.as_str());
        };
        self.model.parting = Parting::Warned(key);
        let (key, why) = (chord::name(key), self.reason(why));
        self.model.refuse(format!("{key} again {what} and loses your text: {why}."));
    }

    /// The desk ends: keeps what was typed; of what could not be kept it gives what is said once the terminal is given
    /// back. Words of a locked book are not among it.
    pub(super) fn end(&mut self) -> Option<Rejection> {
        self.end_work();
        self.remember(Remember::Leaving);
        let lost = self.keep_each();
        let (_, why) = lost.first()?;
        self.model.refuse(why.message.as_str());
        let typed: Vec<String> = lost.iter().map(|(slip, _)| words_of(&slip.body)).collect();
        let typed =
            if self.book.is_locked() { String::new() } else { format!(" It was: {}", typed.join("; ")) };
        Some(Rejection::fault(format!(
            "What you were typing could not be kept: {}. All that was said to be saved is in the book.{typed}",
            self.reason(why)
        )))
    }

    /// Why nothing can be kept, as part of a sentence.
    fn reason<'a>(&self, why: &'a Rejection) -> &'a str {
        let first = why.message.split(". ").next().unwrap_or_default();
        match self.book.access() {
            Access::Reading => "the book is only read here",
            _ => first.strip_prefix("Not saved: ").unwrap_or(first).trim_end_matches('.'),
        }
    }

    /// Writes again to a book that was opened on a full disk, once there is room; what others wrote meanwhile is read.
    pub(super) fn find_room(&mut self) {
        if self.book.find_room() {
            self.load(Keep::Nothing);
            self.reload_layers();
            self.begin_backup();
        }
    }
}
