//! The places of the log sheet where the keys can stand.
//!
//! **Invariant:** every place that changes the draft is one of these.

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
