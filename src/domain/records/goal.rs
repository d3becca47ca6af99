//! An engagement goal: what the relationship is for.
//!
//! **Invariant:** one that was agreed is retired, never deleted.

use super::{life, prelude::*};

/// The outcomes of a goal; another axis than its life.
pub const OUTCOMES: &[&str] = &["open", "achieved", "missed", "abandoned"];

/// The declaration of a goal.
pub const SPEC: Spec = Spec {
    kind: Kind::Goal,
    table: "goal",
    noun: "goal",
    plural: "goals",
    prefix: "g",
    owner: Some("relationship_id"),
    title: "statement",
    fields: life::fields!([
        field("relationship_id", "Whose", Ty::Ref(Kind::Relationship), "whose goal").required(),
        field("statement", "Goal", Ty::Line, "in one sentence they would say").required(),
        field("why", "Why", Ty::Long, "what it is good for"),
        field("area", "Area", Ty::Line, "work and income, home, family, giving"),
        field("owner", "Owner", Ty::Line, "whose goal it is among them"),
        field("target_date", "By", Ty::Date, "when it should be reached"),
    ] then [        field("outcome", "Outcome", Ty::Choice(OUTCOMES), "what became of it").by_act(),
        field("outcome_on", "Since", Ty::Date, "when the outcome was judged").by_act(),
        field("learned", "Learned", Ty::Line, "what it taught").by_act(),
        field("comes_next", "Comes next", Ty::Line, "what follows it").by_act().added(),
        field("conflicts_id", "In conflict with", Ty::Ref(Kind::Goal), "another goal of theirs").by_act().added(),
    ]),
    check: sound,
};
