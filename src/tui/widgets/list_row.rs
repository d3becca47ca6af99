//! A row of a list, and what it says.
//!
//! **Invariant:** a row that was never seen takes no room for its words; a list may have thousands of them.

use std::ops::{Deref, DerefMut};

use super::line::Line;
use crate::domain::record::RecordId;

/// Whether a row still asks for something.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum RowState {
    /// It does.
    #[default]
    Open,
    /// It was just decided: greyed, gone at the next refresh.
    Decided,
}

/// One row.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Row {
    /// What names it over reloads: `f40`, `c12.contact`, a figure's name.
    pub key: String,
    /// The record it shows, when it shows one.
    pub record: Option<RecordId>,
    /// Whose it is, when it is somebody's.
    pub relationship: Option<RecordId>,
    /// What is said of it; empty until it is seen, where the rows are too many to word them all.
    pub words: Worded,
    /// Whether it still asks for something.
    pub state: RowState,
}

/// What a row says.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Words {
    /// What the user calls it: `Roth conversion figures`.
    pub name: String,
    /// Who it is about, in a word: `Hartley`.
    pub who: String,
    /// Its cells, in the numbering of the list's layouts.
    pub cells: Vec<Line>,
    /// How it was decided, in a word: `done`; empty while it is open.
    pub decided: String,
}

/// The words of a row, or the place for them: a row that was never seen has none and takes no room for them.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Worded(Option<Box<Words>>);

impl From<Words> for Worded {
    fn from(words: Words) -> Self {
        Self(Some(Box::new(words)))
    }
}

impl Deref for Row {
    type Target = Words;

    fn deref(&self) -> &Words {
        const UNSAID: &Words =
            &Words { name: String::new(), who: String::new(), cells: Vec::new(), decided: String::new() };
        self.words.0.as_deref().unwrap_or(UNSAID)
    }
}

impl DerefMut for Row {
    fn deref_mut(&mut self) -> &mut Words {
        self.words.0.get_or_insert_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_without_words_is_small_and_takes_them_when_it_is_seen() {
        assert!(size_of::<Row>() <= 72, "bytes: {}", size_of::<Row>());
        let mut row = Row { key: "f40".into(), ..Row::default() };
        assert_eq!((row.name.as_str(), row.cells.len(), &row.words), ("", 0, &Worded::default()));
        row.name.push_str("Letter");
        assert_eq!((row.name.as_str(), row.who.as_str()), ("Letter", ""));
    }
}
