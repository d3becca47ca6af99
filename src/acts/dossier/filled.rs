//! The fields of a record that have a value.
//!
//! **Invariant:** they stand in the order of the form.

use crate::{acts::queue::shown, domain::record::Row};

/// The fields of a record that have a value, as label and text, in the order of the form.
#[must_use]
pub fn filled(row: &Row) -> Vec<(&'static str, String)> {
    row.id
        .kind
        .spec()
        .fields
        .iter()
        .map(|field| (field.label, shown(row, field.name)))
        .filter(|(_, text)| !text.is_empty())
        .collect()
}
