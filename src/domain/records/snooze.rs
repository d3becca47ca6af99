//! A snooze of a derived item: all that is stored of it.
//!
//! **Invariant:** one per item; the item itself is derived again each day.

use super::prelude::*;

/// The declaration of a snooze.
pub const SPEC: Spec = Spec {
    kind: Kind::Snooze,
    table: "snooze",
    noun: "snooze",
    plural: "snoozes",
    prefix: "sn",
    owner: Some("relationship_id"),
    title: "item",
    fields: &[
        field("relationship_id", "Whose", Ty::Ref(Kind::Relationship), "whose item"),
        field("item", "Item", Ty::Line, "the name of the derived item, as c12.contact").required(),
        field("until", "Until", Ty::Date, "hidden until").required(),
        field("times", "Times", Ty::Count, "how often it was put off"),
    ],
    check: sound,
};
