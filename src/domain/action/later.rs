//! What becomes of the later dates of a repeat when one is moved; where an item of an agenda goes; when a pause ends.
//!
//! **Invariant:** later dates stay unless the user says so.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::domain::record::RecordId;

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

/// An item of an agenda and where it is put.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct AgendaMove {
    /// The item.
    pub item: RecordId,
    /// Its new place, 1 first; beyond the last it is the last.
    pub to: usize,
}

/// A pause and the day it is over.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct PauseEnd {
    /// Which.
    pub pause: RecordId,
    /// The first day that is not in it any more.
    pub on: NaiveDate,
}
