//! What is settled for an examiner: obligations met, incidents decided, complaints answered, holds lifted, what left the
//! book; and the purge, the one act that cannot be taken back.
//!
//! **Invariant:** none goes without its evidence or reason; a purge carries why, never whom by name.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::super::record::RecordId;

/// An act on the registers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "proof", rename_all = "snake_case")]
pub enum Proof {
    /// An obligation was met.
    Met {
        /// Which.
        obligation: RecordId,
        /// What shows it.
        evidence: String,
        /// When; today when left.
        #[serde(default)]
        on: Option<NaiveDate>,
    },
    /// An incident is decided.
    Decided {
        /// Which.
        incident: RecordId,
        /// notice due, told, no notice needed.
        decision: String,
        /// Why, or how they were told.
        reason: String,
    },
    /// A complaint is answered.
    Answered {
        /// Which.
        complaint: RecordId,
        /// What was answered.
        answer: String,
        /// When; today when left.
        #[serde(default)]
        on: Option<NaiveDate>,
    },
    /// A legal hold is lifted.
    Lifted {
        /// Which.
        hold: RecordId,
        /// Why.
        reason: String,
    },
    /// A file with data of clients left the book.
    Left(HandedOver),
    /// Everything of a relationship is purged, for good.
    Purge(Purging),
}

/// A file that left the book.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HandedOver {
    /// About whom, where it is about one client.
    pub relationship: Option<RecordId>,
    /// What it is; where it is about several clients, how many.
    pub what: String,
    /// As the book knew it on this day; none where it is as the book knew it when it was made.
    #[serde(default)]
    pub as_of: Option<NaiveDate>,
    /// How many files.
    pub files: i64,
    /// The SHA-256 of the file; of several, of their list.
    pub sha256: String,
}

/// A purge.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Purging {
    /// Whose records.
    pub relationship: RecordId,
    /// Why; it stays readable, so it names nobody.
    pub reason: String,
    /// The day the client asked for it, when that is why it is done before its time.
    #[serde(default)]
    pub asked_on: Option<NaiveDate>,
}

impl Proof {
    /// Its name in the journal.
    #[must_use]
    pub fn command(&self) -> &'static str {
        match self {
            Self::Met { .. } => "met",
            Self::Decided { .. } => "decide_incident",
            Self::Answered { .. } => "answer_complaint",
            Self::Lifted { .. } => "lift_hold",
            Self::Left(_) => LEFT,
            Self::Purge(_) => PURGE,
        }
    }

    /// The reason that is kept with the op.
    #[must_use]
    pub fn reason(&self) -> Option<&str> {
        match self {
            Self::Decided { reason, .. } | Self::Lifted { reason, .. } => Some(reason),
            Self::Purge(purging) => Some(&purging.reason),
            Self::Met { .. } | Self::Answered { .. } | Self::Left(_) => None,
        }
    }
}

/// The name in the journal of what left the book: a fact that no undo reaches.
pub const LEFT: &str = "hand_over";

/// The name of a purge in the journal.
pub const PURGE: &str = "purge";
