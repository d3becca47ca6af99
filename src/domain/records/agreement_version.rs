//! One agreed text of a goal, expectation or acceptance, kept for ever.
//!
//! **Invariant:** it is written when the text is agreed, and never edited.

use super::{agreement_measure::AGREEMENTS, prelude::*};

/// The declaration of an agreement's version.
pub const SPEC: Spec = Spec {
    kind: Kind::AgreementVersion,
    table: "agreement_version",
    noun: "agreement-version",
    plural: "versions of agreements",
    prefix: "av",
    owner: Some("relationship_id"),
    title: "terms",
    fields: &[
        field("relationship_id", "Whose", Ty::Ref(Kind::Relationship), "whose").required(),
        field("agreement", "Agreement", Ty::Choice(AGREEMENTS), "which type").required(),
        field("agreement_id", "Number", Ty::Count, "which one").required(),
        field("version", "Version", Ty::Count, "its number").required(),
        field("day", "Agreed", Ty::Date, "since when").past().required(),
        field("terms", "Terms", Ty::Long, "every field as agreed, as JSON").required(),
    ],
    check: sound,
};
