//! A training: a rule taught to a relationship.
//!
//! **Invariant:** only understood "yes" silences it.

use super::prelude::*;

/// The declaration of a training.
pub const SPEC: Spec = Spec {
    kind: Kind::Training,
    table: "training",
    noun: "training",
    plural: "trainings",
    prefix: "t",
    owner: Some("relationship_id"),
    title: "rule_id",
    fields: &[
        field("relationship_id", "Whom", Ty::Ref(Kind::Relationship), "who was taught").required(),
        field("rule_id", "Rule", Ty::Ref(Kind::Rule), "which rule").required(),
        field("rule_version", "Version", Ty::Count, "the text that was taught").by_act(),
        field("day", "Day", Ty::Date, "when").past().required(),
        field("how", "How", Ty::Line, "in a meeting, by telephone, on paper"),
        field("understood", "Understood", Ty::Choice(super::talk::UNDERSTOOD), "only yes silences it")
            .or("yes"),
        field("repeat_on", "Teach again", Ty::Date, "when to repeat it"),
        field("note", "Note", Ty::Line, "what they asked"),
        field("interaction_id", "Contact", Ty::Ref(Kind::Interaction), "in which contact").by_act(),
    ],
    check,
};

fn check(fields: &Fields) -> Result<(), Rejection> {
    if let (Some(day), Some(again)) = (fields.day("day"), fields.day("repeat_on"))
        && again <= day
    {
        return Err(Rejection::field("repeat_on", "It is taught again after the day it was taught on."));
    }
    Ok(())
}
