//! What becomes of the later dates of a repeat when one of it is moved.
//!
//! **Invariant:** they stay unless the user says so.

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
