//! A finished pass as it is kept.
//!
//! **Invariant:** it is words and counts: what was decided can be read years later without the items.

use serde::{Deserialize, Serialize};

/// The musts of a day: at most this many.
pub const MUSTS: usize = 3;

/// A pass as it is kept: one record, made when it is finished.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Kept {
    /// `daily`, `weekly` or `re-examination`.
    pub pass: String,
    /// The newest op when it began.
    pub began_after: i64,
    /// Minutes spent, rounded up.
    pub minutes: i64,
    /// Cards in all.
    pub cards: i64,
    /// Cards decided.
    pub decided: i64,
    /// Cards never looked at.
    pub not_seen: i64,
    /// What was done, a line for each verb.
    pub done: String,
    /// What was left open, a line each.
    pub left: String,
    /// What was not looked at, a line each.
    pub unseen: String,
    /// The names of the musts, blanks between them.
    pub must_keys: String,
    /// The musts in words, a line each.
    pub musts: String,
    /// The one line.
    pub line: String,
    /// Of a re-examination: with whom.
    #[serde(default)]
    pub relationship: Option<i64>,
    /// Of a re-examination: who sat there, how and when, in words.
    #[serde(default)]
    pub with: String,
    /// Of a re-examination: what they said.
    #[serde(default)]
    pub words: String,
}
