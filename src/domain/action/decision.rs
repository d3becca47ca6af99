//! Decisions that an action carries: what becomes of a request, and of the later dates of a repeat.
//!
//! **Invariant:** each says all that it needs; a day that must be there cannot be left out.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// What becomes of the later dates of a repeat when one of it is moved (TIME.md 8).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Later {
    /// They stay where the repeat puts them.
    #[default]
    Stay,
    /// They are counted from the new date.
    Move,
}

/// A decision on a request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "decision", rename_all = "snake_case")]
pub enum Decision {
    /// Do it: a promise with a date, now.
    Do {
        /// By when.
        due: NaiveDate,
    },
    /// Schedule it for later.
    Schedule {
        /// For when.
        due: NaiveDate,
        /// Whether they know.
        told: bool,
    },
    /// Put it on the back burner.
    BackBurner {
        /// Until when.
        until: NaiveDate,
        /// Whether they know.
        told: bool,
    },
    /// Decline it kindly.
    Decline {
        /// Whether they know.
        told: bool,
    },
}
