//! What is decided of a request, of a third move, of a checklist.
//!
//! **Invariant:** each way carries what it needs and nothing else; the reason is beside it in the action.

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

/// What is done with a request that a rule puts out of scope.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "way", rename_all = "snake_case")]
pub enum Beyond {
    /// An exception to the rule is made, and the request promised.
    Exception {
        /// What is allowed.
        what: String,
        /// Until when; open when none is named.
        until: Option<NaiveDate>,
        /// The day it is promised for.
        due: NaiveDate,
    },
    /// The terms would have to change: the request waits, a task says what would change.
    Terms {
        /// By when the change is put to them.
        due: NaiveDate,
    },
    /// It is declined kindly; the kept reason names the rule.
    Decline {
        /// Whether they know.
        told: bool,
    },
}

/// What is done instead of a third move, or with it (DECIDED, Third move).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "way", rename_all = "snake_case")]
pub enum Third {
    /// It is done now: it comes back into today.
    Now,
    /// A new date is agreed with them, and they know.
    Renegotiate {
        /// The new date.
        due: NaiveDate,
    },
    /// It is dropped, or declined where they were promised it or asked for it.
    Drop,
    /// It is moved all the same.
    Keep {
        /// The new date.
        due: NaiveDate,
    },
    /// It is hidden all the same; the due date stays.
    Hide {
        /// Until when.
        until: NaiveDate,
    },
}

/// One step of a checklist that is started.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChecklistStep {
    /// Its number in the template, from 1.
    pub step: u32,
    /// What is to be done.
    pub title: String,
    /// promise, request or task.
    pub kind: String,
    /// ours or theirs.
    pub whose: String,
    /// When.
    pub due: NaiveDate,
    /// Minutes, when known.
    pub minutes: Option<u32>,
}
