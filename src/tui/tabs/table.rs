//! The tabs, in the order of their keys.
//!
//! **Invariant:** one line a tab; `TabId::ALL` has the same order.

use super::{Tab, clients::Clients, expectations, follow_ups::FollowUps, goals, practice, rules};

/// All tabs, new.
#[must_use]
pub fn all() -> Vec<Box<dyn Tab>> {
    vec![
        Box::new(Clients::new()),
        Box::new(goals::tab()),
        Box::new(expectations::tab()),
        Box::new(rules::Rules::new()),
        Box::new(FollowUps::new()),
        Box::new(practice::Practice::new()),
    ]
}
