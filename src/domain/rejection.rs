//! A rule said no: what happened, what is safe, what would do instead.
//!
//! **Invariant:** every message is a sentence with a full stop, without SQL, without jargon, and without a
//! key or a command: what to press and what to type is worded by the side that shows it, from [`Instead`].

use chrono::NaiveDate;
use serde::Serialize;

use super::record::RecordId;

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

/// How a follow-up was to be put off.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Moved {
    /// By another due date.
    Due,
    /// By hiding it past its due date.
    Hidden,
}

/// What would do instead of what was refused; the desk words it in keys, the command line in a command.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Instead {
    /// Agree with them on it.
    Agree(RecordId),
    /// Reaffirm it with them.
    Reaffirm(RecordId),
    /// Change it with them into a new version.
    Change(RecordId),
    /// Retire it, with a reason.
    Retire(RecordId),
    /// Give the rule a new text.
    Reword(RecordId),
    /// Withdraw the rule, with a reason.
    Withdraw(RecordId),
    /// Add a rule.
    AddRule,
    /// Make a client of the prospect.
    Promote(RecordId),
    /// End the relationship, with a reason.
    End(RecordId),
    /// Plan a meeting with this relationship.
    Plan(RecordId),
    /// Log the contact that this meeting was.
    Log {
        /// Whose contact.
        relationship: RecordId,
        /// The meeting.
        meeting: RecordId,
    },
    /// Decide the request.
    Decide(RecordId),
    /// Decline the request, with a reason.
    Decline(RecordId),
    /// Say what becomes of a follow-up that is moved for the third time.
    Third {
        /// Which.
        item: RecordId,
        /// The day it was to be moved to.
        to: NaiveDate,
        /// What was to be done with it.
        by: Moved,
    },
    /// Finish the follow-up.
    Finish(RecordId),
    /// Drop the follow-up, with a reason.
    Drop(RecordId),
    /// Take back the rest of this step, or all that builds on it with it.
    TakeBack(i64),
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
    /// What would do instead, when the program knows.
    #[serde(skip)]
    pub instead: Option<Instead>,
}

impl Rejection {
    fn new(why: Why, message: impl Into<String>) -> Self {
        Self { why, message: message.into(), field: None, instead: None }
    }

    /// A rule said no.
    #[must_use]
    pub fn rule(message: impl Into<String>) -> Self {
        Self::new(Why::Rule, message)
    }

    /// The same refusal with what would do instead.
    #[must_use]
    pub fn instead(mut self, instead: Instead) -> Self {
        self.instead = Some(instead);
        self
    }

    /// A rule said no to one field.
    #[must_use]
    pub fn field(field: &str, message: impl Into<String>) -> Self {
        Self { field: Some(field.to_owned()), ..Self::new(Why::Rule, message) }
    }

    /// The record changed in between.
    #[must_use]
    pub fn stale(message: impl Into<String>) -> Self {
        Self::new(Why::Stale, message)
    }

    /// A name fits none or several.
    #[must_use]
    pub fn ambiguous(message: impl Into<String>) -> Self {
        Self::new(Why::Ambiguous, message)
    }

    /// The system failed.
    #[must_use]
    pub fn fault(message: impl Into<String>) -> Self {
        Self::new(Why::Fault, message)
    }
}
