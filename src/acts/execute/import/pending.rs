//! Records of an import that wait to be written, many at a time.
//!
//! **Invariant:** what refers to others is written after them.

use std::collections::HashMap;

use crate::{
    acts::execute::Act,
    domain::{
        record::{Fields, Kind, RecordId},
        rejection::Rejection,
    },
};

/// Records that wait to be written, many at a time. What refers to others is written after them, so persons and
/// relationships have their ids while they wait.
pub(super) struct Pending {
    pub(super) rows: HashMap<Kind, Vec<Fields>>,
    /// The ids of the first person and of the first relationship that wait.
    first: HashMap<Kind, i64>,
}

impl Pending {
    pub(super) fn begin(act: &Act<'_, '_>) -> Result<Self, Rejection> {
        let mut first = HashMap::new();
        for kind in [Kind::Person, Kind::Relationship] {
            first.insert(kind, act.tx.next_id(kind)?);
        }
        Ok(Self { rows: HashMap::new(), first })
    }

    pub(super) fn add(&mut self, kind: Kind, fields: Fields) {
        self.rows.entry(kind).or_default().push(fields);
    }

    /// Adds a person or a relationship and gives its id.
    pub(super) fn add_first(&mut self, kind: Kind, fields: Fields) -> Result<RecordId, Rejection> {
        let rows = self.rows.entry(kind).or_default();
        let id =
            self.first.get(&kind).and_then(|first| first.checked_add_unsigned(rows.len().try_into().ok()?));
        rows.push(fields);
        id.map(|id| RecordId::new(kind, id))
            .ok_or_else(|| Rejection::fault("No id is left. Nothing was imported."))
    }

    /// Writes what waits, type by type, parents before what refers to them.
    pub(super) fn flush(&mut self, act: &Act<'_, '_>) -> Result<(), Rejection> {
        for kind in Kind::ALL {
            let Some(rows) = self.rows.get_mut(kind).filter(|rows| !rows.is_empty()) else { continue };
            act.tx.insert_many(*kind, self.first.get(kind).copied(), rows)?;
            rows.clear();
            if let Some(first) = self.first.get_mut(kind) {
                *first = act.tx.next_id(*kind)?;
            }
        }
        Ok(())
    }
}
