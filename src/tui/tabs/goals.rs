//! The Goals tab: what they want, across the book.
//!
//! **Invariant:** it is the tab of agreements, for goals; nothing is decided here.

use super::{TabId, agreements::Agreements};
use crate::domain::record::Kind;

/// The tab.
#[must_use]
pub fn tab() -> Agreements {
    Agreements::new(TabId::Goals, Kind::Goal)
}
