//! A rule said no: what happened, what is safe, what to press.
//!
//! **Invariant:** every message is a sentence with a full stop, without SQL and without jargon.

use serde::Serialize;

/// What kind of "no" it is; decides the exit code of the command line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Why {
    /// A rule of the business or of the record said no.
    Rule,
    /// The record has changed since it was read; the text is kept.
    Stale,
    /// A name fits several records, or none.
    Ambiguous,
    /// The book or the system failed; nothing was written.
    Fault,
}

/// A refusal in the user's words. Nothing was changed when one is returned.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, thiserror::Error)]
#[error("{message}")]
pub struct Rejection {
    /// What kind of no.
    pub why: Why,
    /// A sentence.
    pub message: String,
    /// The field it concerns, when it concerns one.
    pub field: Option<String>,
}

impl Rejection {
    /// A rule said no.
    #[must_use]
    pub fn rule(message: impl Into<String>) -> Self {
        Self { why: Why::Rule, message: message.into(), field: None }
    }

    /// A rule said no to one field.
    #[must_use]
    pub fn field(field: &str, message: impl Into<String>) -> Self {
        Self { why: Why::Rule, message: message.into(), field: Some(field.to_owned()) }
    }

    /// The record changed in between.
    #[must_use]
    pub fn stale(message: impl Into<String>) -> Self {
        Self { why: Why::Stale, message: message.into(), field: None }
    }

    /// A name fits none or several.
    #[must_use]
    pub fn ambiguous(message: impl Into<String>) -> Self {
        Self { why: Why::Ambiguous, message: message.into(), field: None }
    }

    /// The system failed.
    #[must_use]
    pub fn fault(message: impl Into<String>) -> Self {
        Self { why: Why::Fault, message: message.into(), field: None }
    }
}
