//! What is decided of goals besides their shared life: written down with what measures them, and marked where two
//! of one household pull against each other.
//!
//! **Invariant:** a conflict is between two goals of one relationship, and each stands in one at most.

use serde::{Deserialize, Serialize};

use super::{
    super::record::{Fields, RecordId},
    Consent,
};

/// An act on goals.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "what", rename_all = "snake_case")]
pub enum GoalAct {
    /// Adds a goal together with what measures it.
    Write {
        /// Its fields.
        fields: Fields,
        /// Its measures, each a line: `Plan funded, 95 %`, or the name of one they have.
        measures: Vec<String>,
    },
    /// Changes an agreed goal with them into a new version, together with what measures it.
    Change {
        /// The goal.
        goal: RecordId,
        /// Its fields that are changed.
        fields: Fields,
        /// All that measures it from now on, each a line: `Plan funded, 90 %`, or the name of one they have.
        measures: Vec<String>,
        /// Who agreed, when and how.
        consent: Consent,
    },
    /// Edits a goal that is not agreed yet, together with what measures it.
    Correct {
        /// The goal.
        goal: RecordId,
        /// Its fields that are edited; none where only what measures it is.
        fields: Fields,
        /// All that measures it from now on, each a line: `Plan funded, 90 %`, or the name of one they have.
        measures: Vec<String>,
        /// The values the user saw, when it was edited in a form.
        seen: Option<Fields>,
    },
    /// Two goals pull against each other.
    Conflict {
        /// The one.
        first: RecordId,
        /// The other.
        second: RecordId,
    },
    /// They do so no longer.
    Reconcile {
        /// A goal in conflict.
        goal: RecordId,
    },
}

impl GoalAct {
    /// Its name in the journal.
    #[must_use]
    pub fn command(&self) -> &'static str {
        match self {
            Self::Write { .. } => "add",
            Self::Change { .. } => "change",
            Self::Correct { .. } => "edit",
            Self::Conflict { .. } => "conflict",
            Self::Reconcile { .. } => "reconcile",
        }
    }
}
