//! An exception: a decided departure from a rule for one relationship.
//!
//! **Invariant:** it keeps its reason, and an end that is looked at.

use super::prelude::*;

/// The declaration of an exception.
pub const SPEC: Spec = Spec {
    kind: Kind::Exception,
    table: "exception",
    noun: "exception",
    plural: "exceptions",
    prefix: "x",
    owner: Some("relationship_id"),
    title: "what",
    fields: &[
        field("relationship_id", "Whom", Ty::Ref(Kind::Relationship), "for whom").required(),
        field("rule_id", "Rule", Ty::Ref(Kind::Rule), "from which rule").required(),
        field("what", "What", Ty::Line, "what is allowed").required(),
        field("why", "Why", Ty::Long, "the reason").required(),
        field("until", "Until", Ty::Date, "when it ends"),
        field("day", "Decided", Ty::Date, "when it was decided").past().required(),
        field("ended_on", "Ended", Ty::Date, "when it was ended before its time").past().later(),
        field("interaction_id", "Contact", Ty::Ref(Kind::Interaction), "in which contact").by_act(),
    ],
    check,
};

fn check(fields: &Fields) -> Result<(), Rejection> {
    if let (Some(day), Some(until)) = (fields.day("day"), fields.day("until"))
        && until < day
    {
        return Err(Rejection::field("until", "An exception cannot end before it was decided."));
    }
    Ok(())
}
