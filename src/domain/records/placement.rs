//! A row of the queue placed by hand, for one day.
//!
//! **Invariant:** it holds for its day only, and keeps the reason when it jumped a promise.

use super::prelude::*;

/// The declaration of a placement.
pub const SPEC: Spec = Spec {
    kind: Kind::Placement,
    table: "placement",
    noun: "placement",
    plural: "placements",
    prefix: "pl",
    owner: None,
    title: "item",
    fields: &[
        field("day", "Day", Ty::Date, "for which day").required(),
        field("item", "Item", Ty::Line, "the item placed, then those it stands before, as f40 f12")
            .required(),
        field("place", "Place", Ty::Count, "which gesture of the day it was, from 0").required(),
        field("reason", "Reason", Ty::Line, "why it jumped a promise"),
    ],
    check: sound,
};
