//! What every declaration of a record needs.
//!
//! **Invariant:** declarations use nothing else.

pub(super) use super::super::{
    number::Unit,
    record::{Field, Fields, Kind, Spec, Ty, field},
    rejection::Rejection,
};

/// The check of records without rules that span fields.
pub(super) fn sound(_: &Fields) -> Result<(), Rejection> {
    Ok(())
}
