//! What stands in the field of a question before anything is typed.
//!
//! **Invariant:** one answer gives way to the first letter typed; a line of several parts never does.

/// Whether what stands in the field gives way to the first letter typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Prefilled {
    /// It does, until a key moves in it.
    Selected,
    /// It stays.
    Kept,
}

impl Prefilled {
    /// One answer gives way; a line of several parts is added to.
    pub(super) fn of(start: &str) -> Self {
        if start.is_empty() || start.contains(',') { Self::Kept } else { Self::Selected }
    }
}
