//! A contact to be logged, with all that follows from it: one action, one step of undo.
//!
//! **Invariant:** it carries what was said and ticked; minutes and participants left out are completed by the act.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::super::record::{Fields, RecordId};

/// A contact that happened, with its consequences; one step.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ContactLog {
    /// Whose contact; the first is charged the odd minute.
    pub relationships: Vec<RecordId>,
    /// Who took part; the head when empty and there is one.
    pub participants: Vec<RecordId>,
    /// Fields of the interaction: day, channel, direction, reached, minutes, nature, summary, notes.
    pub fields: Fields,
    /// Minutes by hand, in the order of `relationships`; equal parts when empty.
    pub minutes_split: Vec<i64>,
    /// Open follow-ups it settles.
    pub settles: Vec<RecordId>,
    /// What follows from it.
    pub follows: Vec<Consequence>,
    /// The meeting it was.
    pub meeting: Option<RecordId>,
    /// What came of the agreements that were raised for it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub raised: Vec<Raised>,
    /// Items of the meeting's agenda that were spoken about; the others go on to the next meeting.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub spoken: Vec<RecordId>,
}

/// What came of an agreement that was raised.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Raised {
    /// The agreement.
    pub agreement: RecordId,
    /// What was said of it.
    #[serde(flatten)]
    pub came: Came,
}

/// What was said of an agreement.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "came", rename_all = "snake_case")]
pub enum Came {
    /// Still right; one that was not agreed yet is agreed now. By those members who took part.
    Reaffirmed,
    /// Agreed anew with another text.
    Changed {
        /// The new statement or title.
        text: String,
    },
    /// Put off.
    Deferred {
        /// Until when.
        until: NaiveDate,
        /// Why.
        reason: String,
    },
    /// It was not spoken of: it is due again the day after.
    NotSpoken,
}

/// What was heard against an expectation, besides a contact.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contradiction {
    /// Which expectation.
    pub agreement: RecordId,
    /// Their words.
    pub words: String,
    /// When they said so.
    pub on: NaiveDate,
}

/// What follows from a contact.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "follows", rename_all = "snake_case")]
pub enum Consequence {
    /// A promise, request or task: fields of a follow-up.
    FollowUp {
        /// Its fields; kind, whose, title, due.
        fields: Fields,
    },
    /// A yardstick talk.
    Talk {
        /// Its fields.
        fields: Fields,
    },
    /// A rule taught.
    Training {
        /// Its fields, `rule_id` among them.
        fields: Fields,
    },
    /// An exception made.
    Exception {
        /// Its fields, `rule_id` among them.
        fields: Fields,
    },
    /// An expectation heard, as a draft.
    Expectation {
        /// Its fields.
        fields: Fields,
    },
    /// What was heard against an expectation that was agreed; it stays with it.
    Contradiction {
        /// Which.
        expectation: RecordId,
        /// `reason`: their words.
        fields: Fields,
    },
}
