//! The places of the log sheet where the keys can stand.
//!
//! **Invariant:** every place that changes the draft is one of these.

use super::Log;
use crate::tui::desk::At;

/// Where the keys stand on the sheet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stop {
    With,
    Else,
    Channel,
    Direction,
    Reached,
    Nature,
    Minutes,
    Split,
    Day,
    Meeting,
    Summary,
    Raised,
    RaisedWords,
    Agenda,
    Settles,
    Add,
    Notes,
    Save,
}

impl Stop {
    /// The line of the sheet it stands on; Up and Down go from line to line.
    pub(super) fn line(self) -> u8 {
        match self {
            Self::With | Self::Else => 0,
            Self::Channel
            | Self::Direction
            | Self::Reached
            | Self::Nature
            | Self::Minutes
            | Self::Split
            | Self::Day => 1,
            Self::Meeting => 2,
            Self::Summary => 3,
            Self::Raised | Self::RaisedWords => 4,
            Self::Agenda => 5,
            Self::Settles => 6,
            Self::Add => 7,
            Self::Notes => 8,
            Self::Save => 9,
        }
    }

    /// Whether one line of text is typed there.
    pub(super) fn is_text(self) -> bool {
        matches!(
            self,
            Self::Else
                | Self::Minutes
                | Self::Split
                | Self::Day
                | Self::Summary
                | Self::RaisedWords
                | Self::Add
        )
    }
}

impl Log {
    /// The places the keys can go, in order.
    pub(super) fn stops(&self, at: &At<'_>) -> Vec<Stop> {
        use Stop as S;
        let all = [
            S::With,
            S::Else,
            S::Channel,
            S::Direction,
            S::Reached,
            S::Nature,
            S::Minutes,
            S::Split,
            S::Day,
            S::Meeting,
            S::Summary,
            S::Raised,
            S::RaisedWords,
            S::Agenda,
            S::Settles,
            S::Add,
            S::Notes,
            S::Save,
        ];
        let shown = |stop: &Stop| match stop {
            S::With => !self.draft.seats.is_empty(),
            S::Meeting => self.meetings(at).next().is_some(),
            S::Split => !self.draft.also().is_empty(),
            S::Raised => !self.agenda.raised.is_empty(),
            S::RaisedWords => self.asks_words(),
            S::Agenda => !self.agenda.items.is_empty(),
            S::Settles => !self.open().is_empty(),
            _ => true,
        };
        all.into_iter().filter(shown).collect()
    }

    /// The text of a stop where one types.
    pub(super) fn text_of(&self, stop: Stop) -> &str {
        match stop {
            Stop::Else => &self.draft.other,
            Stop::Minutes => self.draft.minutes.as_deref().unwrap_or(""),
            Stop::Split => &self.draft.split,
            Stop::Day => &self.draft.day,
            Stop::Summary => &self.draft.summary,
            Stop::Add => &self.draft.add,
            Stop::RaisedWords => self.raised_words(),
            _ => "",
        }
    }

    /// Puts what stands in the editor into the draft.
    pub(super) fn put_back(&mut self) {
        let text = self.editor.text().to_owned();
        match self.stop {
            Stop::Else => self.draft.other = text,
            Stop::Minutes => self.draft.minutes = Some(text),
            Stop::Split => self.draft.split = text,
            Stop::Day => self.draft.day = text,
            Stop::Summary => self.draft.summary = text,
            Stop::Add => self.draft.add = text,
            Stop::RaisedWords => self.put_raised_words(text),
            _ => {}
        }
    }
}
