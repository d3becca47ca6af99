//! A party: what one person said to an agreement.
//!
//! **Invariant:** agreed needs at least one adult member; the others are "not asked" or "dissents".

use super::prelude::*;

/// What a person can have said.
pub const ANSWERS: &[&str] = &["agreed", "not asked", "dissents"];

/// The declaration of a party.
pub const SPEC: Spec = Spec {
    kind: Kind::Party,
    table: "party",
    noun: "party",
    plural: "parties",
    prefix: "pt",
    owner: Some("relationship_id"),
    title: "answer",
    fields: &[
        field("relationship_id", "Whose", Ty::Ref(Kind::Relationship), "whose").required(),
        field("event_id", "Event", Ty::Ref(Kind::AgreementEvent), "which event").required(),
        field("person_id", "Person", Ty::Ref(Kind::Person), "who").required(),
        field("answer", "Answer", Ty::Choice(ANSWERS), "what they said").required(),
    ],
    check: sound,
};
