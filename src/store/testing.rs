//! What the tests of the store have in common.

use chrono::DateTime;

use super::OpMeta;

/// An act of the first day there is.
pub(super) fn meta() -> OpMeta {
    let at = DateTime::UNIX_EPOCH;
    OpMeta { at, day: at.date_naive(), command: "add".to_owned(), reason: None, undoes: None }
}
