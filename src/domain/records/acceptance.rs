//! An acceptance: the agreement of one relationship to one rule.
//!
//! **Invariant:** one acceptance per relationship and rule; it names the version that was accepted.

use super::{life, prelude::*};

/// The declaration of an acceptance.
pub const SPEC: Spec = Spec {
    kind: Kind::Acceptance,
    table: "acceptance",
    noun: "acceptance",
    plural: "acceptances",
    prefix: "a",
    owner: Some("relationship_id"),
    title: "rule_id",
    fields: life::fields!([
        field("relationship_id", "Whose", Ty::Ref(Kind::Relationship), "who accepted").required(),
        field("rule_id", "Rule", Ty::Ref(Kind::Rule), "which rule").required(),
        field("rule_version", "Rule's version", Ty::Count, "the text that was accepted").by_act(),
    ] then [
        field("teach_by", "Teach by", Ty::Date, "when it is to be taught at the latest").added(),
    ]),
    check: sound,
};
