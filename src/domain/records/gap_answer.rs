//! An answer to a gap: "not for them", with a reason, which closes it.
//!
//! **Invariant:** one per relationship and gap.

use super::prelude::*;

/// The declaration of an answer to a gap.
pub const SPEC: Spec = Spec {
    kind: Kind::GapAnswer,
    table: "gap_answer",
    noun: "gap",
    plural: "gaps answered",
    prefix: "ga",
    owner: Some("relationship_id"),
    title: "gap",
    fields: &[
        field("relationship_id", "Whose", Ty::Ref(Kind::Relationship), "whose gap").required(),
        field("gap", "Gap", Ty::Line, "which, as goals, yardstick, rules").required(),
        field("reason", "Reason", Ty::Line, "why not for them").required(),
        field("day", "Day", Ty::Date, "when").past().required(),
    ],
    check: sound,
};
