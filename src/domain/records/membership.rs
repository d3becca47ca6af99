//! A membership: a person in a relationship, with a role.
//!
//! **Invariant:** a trusted contact, attorney or accountant has no household rights: not counted for
//! cadence, not a participant by default (DECIDED, Two households).

use super::prelude::*;

/// The roles a person may have.
pub const ROLES: &[&str] = &[
    "head",
    "spouse",
    "partner",
    "child",
    "parent",
    "member",
    "trusted contact",
    "attorney",
    "accountant",
    "contact",
];

/// Whether a role belongs to the household, so that contact with its bearer counts.
#[must_use]
pub fn has_household_rights(role: &str) -> bool {
    !matches!(role, "trusted contact" | "attorney" | "accountant")
}

/// Whether a role speaks for the household: an adult member who can agree.
#[must_use]
pub fn may_agree(role: &str) -> bool {
    has_household_rights(role) && role != "child"
}

/// The declaration of a membership.
pub const SPEC: Spec = Spec {
    kind: Kind::Membership,
    table: "membership",
    noun: "membership",
    plural: "memberships",
    prefix: "mb",
    owner: Some("relationship_id"),
    title: "role",
    fields: &[
        field("relationship_id", "Relationship", Ty::Ref(Kind::Relationship), "whose member").required(),
        field("person_id", "Person", Ty::Ref(Kind::Person), "who").required(),
        field("role", "Role", Ty::Choice(ROLES), "what they are in it").or("member"),
        field("home", "Home", Ty::Flag, "letters, birthdays and ages come here").or("yes"),
    ],
    check: sound,
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_attorney_neither_counts_nor_agrees() {
        assert!(!has_household_rights("attorney"));
        assert!(!may_agree("trusted contact"));
        assert!(has_household_rights("child") && !may_agree("child"));
        assert!(may_agree("spouse"));
    }
}
