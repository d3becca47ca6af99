//! A breach: a rule not kept, by them or by us, and the answer to it.
//!
//! **Invariant:** it stays open until it is answered: applied, exception, or rule changed.

use super::prelude::*;

/// The answers to a breach.
pub const ANSWERS: &[&str] = &["open", "applied", "exception", "rule changed"];

/// The declaration of a breach.
pub const SPEC: Spec = Spec {
    kind: Kind::Breach,
    table: "breach",
    noun: "breach",
    plural: "breaches",
    prefix: "b",
    owner: Some("relationship_id"),
    title: "what",
    fields: &[
        field("relationship_id", "Whose", Ty::Ref(Kind::Relationship), "with whom").required(),
        field("rule_id", "Rule", Ty::Ref(Kind::Rule), "which rule").required(),
        field("day", "Day", Ty::Date, "when").past().required(),
        field("by", "By", Ty::Choice(&["them", "us"]), "who did not keep it").or("them"),
        field("what", "What", Ty::Line, "what happened").required(),
        field("answer", "Answer", Ty::Choice(ANSWERS), "applied, exception, rule changed").or("open"),
        field("answered_on", "Answered", Ty::Date, "when").past().later(),
        field("answer_note", "How", Ty::Line, "what was said or done"),
    ],
    check,
};

fn check(fields: &Fields) -> Result<(), Rejection> {
    if let (Some(day), Some(answered)) = (fields.day("day"), fields.day("answered_on"))
        && answered < day
    {
        return Err(Rejection::field("answered_on", "A breach cannot be answered before it happened."));
    }
    Ok(())
}
