//! Readings of a file, taken in as one step.
//!
//! **Invariant:** what is here was new or corrects; the rest of the file stayed outside.

use serde::{Deserialize, Serialize};

use super::super::record::Fields;

/// Readings of a file.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ReadingsTaken {
    /// The file's name.
    pub source: String,
    /// The fields of each.
    pub readings: Vec<Fields>,
}
