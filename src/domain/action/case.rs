//! What is decided of an exception that ends, and of a breach: a departure from a rule is never settled without a word.
//!
//! **Invariant:** each way carries its own reason or answer; what stood before stays readable.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::super::record::RecordId;

/// A decision on one departure from a rule.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "case", rename_all = "snake_case")]
pub enum Case {
    /// An exception holds on, until another day.
    Renew {
        /// Which.
        exception: RecordId,
        /// Until when.
        until: NaiveDate,
        /// Why; it is kept below the reason it was made for.
        reason: String,
    },
    /// An exception ends today.
    End {
        /// Which.
        exception: RecordId,
        /// Why.
        reason: String,
    },
    /// A breach is answered.
    Answer {
        /// Which.
        breach: RecordId,
        /// applied, exception, rule changed.
        answer: String,
        /// What was said or done, and to whom.
        note: Option<String>,
    },
}

impl Case {
    /// Its name in the journal.
    #[must_use]
    pub fn command(&self) -> &'static str {
        match self {
            Self::Renew { .. } => "renew",
            Self::End { .. } => "end_exception",
            Self::Answer { .. } => "answer",
        }
    }

    /// The reason the user gave.
    #[must_use]
    pub fn reason(&self) -> Option<&str> {
        match self {
            Self::Renew { reason, .. } | Self::End { reason, .. } => Some(reason),
            Self::Answer { note, .. } => note.as_deref(),
        }
    }
}
