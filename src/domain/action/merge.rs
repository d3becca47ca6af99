//! Two records made one, and one household made two.
//!
//! **Invariant:** they carry which values and whose things go where; what refers to them is found by the act.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::super::record::RecordId;

/// Whether the households of two persons become one with them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Homes {
    /// When everybody in the other one is in the first as well.
    #[default]
    Together,
    /// They stay two.
    Apart,
}

/// Two persons or two relationships that are one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Merge {
    /// Which stays.
    pub keep: RecordId,
    /// Which goes; its id stays an alias.
    pub other: RecordId,
    /// The fields in which the other's value stays.
    pub take: Vec<String>,
    /// What becomes of two persons' households.
    pub homes: Homes,
}

/// A household that becomes two.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Split {
    /// The old one.
    pub from: RecordId,
    /// What the new one is called.
    pub name: String,
    /// Who moves out.
    pub persons: Vec<RecordId>,
    /// The open follow-ups that go along.
    pub follow_ups: Vec<RecordId>,
    /// When.
    pub on: NaiveDate,
    /// The kind of life event it was.
    pub why: String,
}
