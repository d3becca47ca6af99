//! What came of an action, in one line, with the way back.
//!
//! **Invariant:** the summary is a phrase without a full stop; its first word says what was done.

use serde::Serialize;

use super::super::record::RecordId;

/// What came of an action.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Receipt {
    /// The op in the journal; 0 when nothing had to be changed.
    pub op: i64,
    /// One line, without a full stop.
    pub summary: String,
    /// What was made or touched, the main record first.
    pub ids: Vec<RecordId>,
    /// Whether `u` takes it back.
    pub undo: bool,
}
