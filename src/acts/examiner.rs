//! What an examiner asks of one client: the file as of a day, with every change that led to it, and what was kept.
//!
//! **Invariant:** a change of another client's record is never among it, whatever op it stood in.

use std::collections::HashSet;

use chrono::NaiveDate;

use super::{Book, called::Called};
use crate::{
    domain::{
        record::{Kind, RecordId, Row, Value},
        rejection::Rejection,
    },
    store::OpQuery,
};

/// One field of one record that an operation changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JournalLine {
    /// The operation.
    pub op: i64,
    /// The machine's instant, as RFC 3339.
    pub at: String,
    /// The day that was believed.
    pub day: NaiveDate,
    /// The act's name.
    pub command: String,
    /// What was done; nothing once it was purged.
    pub summary: String,
    /// Why, when a reason was given.
    pub reason: String,
    /// The operation it takes back.
    pub undoes: Option<i64>,
    /// Which record.
    pub record: RecordId,
    /// Which field, as its column is called.
    pub field: &'static str,
    /// Its value before, in words.
    pub before: String,
    /// Its value after, in words.
    pub after: String,
}

/// The registers that are of the practice, not of one client.
const REGISTERS: [Kind; 4] = [Kind::Obligation, Kind::Incident, Kind::Vendor, Kind::Access];

impl Book {
    /// What the registers of the practice itself held at the end of a day, by type: obligations, incidents that are of
    /// no single client, vendors, who had access; a type without an entry is left out.
    pub fn registers_as_of(&self, day: NaiveDate) -> Result<Vec<(Kind, Vec<Row>)>, Rejection> {
        let mut all = Vec::new();
        for kind in REGISTERS {
            let rows = self.db().unowned_as_of(kind, day)?;
            if !rows.is_empty() {
                all.push((kind, rows));
            }
        }
        Ok(all)
    }

    /// Every change of a client's records up to the end of a day, the oldest first, field by field; `quiet` says which
    /// fields are left out.
    ///
    /// # Errors
    /// When the journal cannot be read.
    pub fn journal_of(
        &self,
        relationship: RecordId,
        (until, persons): (NaiveDate, &HashSet<i64>),
        quiet: fn(Kind, &str) -> bool,
    ) -> Result<Vec<JournalLine>, Rejection> {
        let db = self.db();
        let query = OpQuery { about: Some(relationship), limit: usize::MAX, ..OpQuery::default() };
        let mut called = Called::default();
        let mut lines = Vec::new();
        for op in db.ops(&query)?.into_iter().rev().filter(|op| op.day <= until) {
            let Some((op, changes)) = db.op(op.id)? else { continue };
            for change in changes {
                let is_theirs = [&change.before, &change.after]
                    .into_iter()
                    .flatten()
                    .any(|row| is_of(row, relationship.id, persons));
                if !is_theirs {
                    continue;
                }
                for field in change.record.kind.spec().fields {
                    let side = |row: &Option<Row>| {
                        row.as_ref().map_or(Value::Null, |row| row.fields.get(field.name).clone())
                    };
                    if side(&change.before) == side(&change.after) || quiet(change.record.kind, field.name) {
                        continue;
                    }
                    let mut words = |row: &Option<Row>| {
                        row.as_ref().map_or(Ok(String::new()), |row| called.value(self, row, field))
                    };
                    lines.push(JournalLine {
                        op: op.id,
                        at: op.at.clone(),
                        day: op.day,
                        command: op.command.clone(),
                        summary: op.summary.clone(),
                        reason: op.reason.clone().unwrap_or_default(),
                        undoes: op.undoes,
                        record: change.record,
                        field: field.name,
                        before: words(&change.before)?,
                        after: words(&change.after)?,
                    });
                }
            }
        }
        Ok(lines)
    }
}

/// Whether a row is this client's, or one of their persons'.
fn is_of(row: &Row, relationship: i64, persons: &HashSet<i64>) -> bool {
    match (row.id.kind, row.id.kind.spec().owner) {
        (Kind::Relationship, _) => row.id.id == relationship,
        (Kind::Person, _) => persons.contains(&row.id.id),
        (_, Some("person_id")) => row.int("person_id").is_some_and(|person| persons.contains(&person)),
        (_, Some(owner)) => row.int(owner) == Some(relationship),
        _ => false,
    }
}
