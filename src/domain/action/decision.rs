//! What can be decided about a request.
//!
//! **Invariant:** every decision but doing it at once says whether they were told.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

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
