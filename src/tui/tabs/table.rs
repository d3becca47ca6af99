//! The tabs, in the order of their keys.
//!
//! **Invariant:** one line a tab; `TabId::ALL` has the same order.

use super::{Tab, clients::Clients, follow_ups::FollowUps};

/// All tabs, new.
#[must_use]
pub fn all() -> Vec<Box<dyn Tab>> {
    vec![Box::new(Clients::new()), Box::new(FollowUps::new())]
}
