//! A split: which household came out of which, and when.
//!
//! **Invariant:** what was before the split stays with the old household and is read there; nothing is copied
//! (DECIDED, Split).

use super::prelude::*;

/// The declaration of a split.
pub const SPEC: Spec = Spec {
    kind: Kind::HouseholdSplit,
    table: "household_split",
    noun: "household-split",
    plural: "splits",
    prefix: "hs",
    owner: Some("relationship_id"),
    title: "day",
    fields: &[
        field("relationship_id", "New", Ty::Ref(Kind::Relationship), "the household that began").required(),
        field("from_id", "Out of", Ty::Ref(Kind::Relationship), "the household it came out of").required(),
        field("day", "Day", Ty::Date, "when").past().required(),
    ],
    check: sound,
};
