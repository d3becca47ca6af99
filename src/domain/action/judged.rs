//! What is judged of an agreement, and a rule given a new text.
//!
//! **Invariant:** they are plain data; the acts say whether they may be done.

use serde::{Deserialize, Serialize};

use crate::domain::record::RecordId;

/// What came of an agreement.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Judged {
    /// Which agreement.
    pub agreement: RecordId,
    /// The word.
    pub outcome: String,
    /// What it taught.
    pub learned: Option<String>,
    /// What comes next; asked of a goal that is no longer open.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
}

/// A new text of a rule; the old one stays readable.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reworded {
    /// Which rule.
    pub rule: RecordId,
    /// The new text.
    pub text: String,
    /// Why it changes.
    pub why: Option<String>,
    /// Whether old acceptances re-open.
    pub accept_again: bool,
}
