//! With whom something is done: the first members of a household, and those who agree.
//!
//! **Invariant:** persons are named by their records, never by words.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::super::record::{Fields, RecordId};

/// A first member of a new relationship.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewMember {
    /// Fields of the person.
    pub fields: Fields,
    /// The role; `head` for the first when empty.
    pub role: String,
    /// Telephone, when known.
    pub phone: Option<String>,
    /// E-mail, when known.
    pub email: Option<String>,
}

/// With whom something was agreed, when and how.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Consent {
    /// Who agreed; the only adult member when empty. Where several stand, who agreed is said.
    pub by: Vec<RecordId>,
    /// Who dissents.
    pub dissents: Vec<RecordId>,
    /// When.
    pub on: NaiveDate,
    /// How: meeting, call, video, e-mail, letter, text, event, document.
    pub how: String,
    /// What shows it.
    pub evidence: Option<String>,
}
