//! A participant: a person who took part in an interaction.
//!
//! **Invariant:** a person stands at most once in an interaction.

use super::prelude::*;

/// The declaration of a participant.
pub const SPEC: Spec = Spec {
    kind: Kind::Participant,
    table: "participant",
    noun: "participant",
    plural: "participants",
    prefix: "pa",
    owner: Some("relationship_id"),
    title: "person_id",
    fields: &[
        field("relationship_id", "Relationship", Ty::Ref(Kind::Relationship), "for whom").required(),
        field("interaction_id", "Interaction", Ty::Ref(Kind::Interaction), "what it was").required(),
        field("person_id", "Person", Ty::Ref(Kind::Person), "who").required(),
    ],
    check: sound,
};
