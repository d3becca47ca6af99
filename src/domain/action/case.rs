//! What is decided of an exception that ends, of a breach, of a decision that is looked at again; and what a rulebook
//! and a role card are settled by: a departure from a rule is never settled without a word.
//!
//! **Invariant:** each way carries its own reason or answer; what stood before stays readable.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::super::record::{Fields, RecordId};

/// A decision on one departure from a rule, on what came of a decision, or on who does what from now on.
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
    /// What came of a decision.
    Checked {
        /// Which.
        decision: RecordId,
        /// What came of it.
        outcome: String,
        /// What it taught.
        learned: Option<String>,
    },
    /// Plans by when a client is taught which rule, over the first 100 days.
    Plan {
        /// Whom.
        relationship: RecordId,
    },
    /// A person, partner or helper is called no more: ends it on every role card and lists whom to tell.
    Leave {
        /// Who.
        who: RecordId,
        /// Why.
        reason: String,
    },
}

/// The rules an empty rulebook starts with, when they are the user's own; none for those of the program.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Starter {
    /// Their fields, in the order of the rulebook.
    #[serde(default)]
    pub rules: Vec<Fields>,
}

impl Case {
    /// Its name in the journal.
    #[must_use]
    pub fn command(&self) -> &'static str {
        match self {
            Self::Renew { .. } => "renew",
            Self::End { .. } => "end_exception",
            Self::Answer { .. } => "answer",
            Self::Checked { .. } => "check",
            Self::Plan { .. } => "plan",
            Self::Leave { .. } => "leave",
        }
    }

    /// The reason the user gave.
    #[must_use]
    pub fn reason(&self) -> Option<&str> {
        match self {
            Self::Renew { reason, .. } | Self::End { reason, .. } | Self::Leave { reason, .. } => {
                Some(reason)
            }
            Self::Answer { note, .. } => note.as_deref(),
            Self::Checked { .. } | Self::Plan { .. } => None,
        }
    }
}
