//! A legal hold: nothing of this relationship is purged while it stands.
//!
//! **Invariant:** it is lifted with a reason and stays readable.

use super::prelude::*;
use crate::domain::record::Row;

/// Whether it stands.
#[must_use]
pub fn stands(row: &Row) -> bool {
    row.day("lifted_on").is_none()
}

/// The declaration of a legal hold.
pub const SPEC: Spec = Spec {
    kind: Kind::LegalHold,
    table: "legal_hold",
    noun: "hold",
    plural: "legal holds",
    prefix: "lh",
    owner: Some("relationship_id"),
    title: "reason",
    fields: &[
        field("reason", "Why", Ty::Line, "the inquiry or the suit").required(),
        field("relationship_id", "On", Ty::Ref(Kind::Relationship), "whose records are held").required(),
        field("since", "Since", Ty::Date, "when it began; today if left").past_mostly(),
        field("lifted_on", "Lifted", Ty::Date, "when it ended").past().by_act(),
        field("lifted_why", "Lifted why", Ty::Line, "who said so").by_act(),
    ],
    check: sound,
};
