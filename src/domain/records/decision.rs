//! A decision: the question, what was weighed, what was chosen and why, and what came of it.
//!
//! Advice is a decision of which the client may follow nothing (DECIDED, Advice not followed).
//!
//! **Invariant:** after the day it was made it is corrected by a new row; only what was empty may still be filled.

use super::prelude::*;
use crate::domain::record::Row;

/// What was decided: something by the practice, or advice that was given.
pub const KINDS: &[&str] = &["decision", "advice"];
/// What a client made of advice.
pub const ANSWERS: &[&str] = &["followed", "partly", "declined"];

/// Whether it is advice that was not followed, or not wholly.
#[must_use]
pub fn is_deviation(row: &Row) -> bool {
    matches!(row.str("answer"), "partly" | "declined")
}

/// Whether an edit only fills what was empty, which is no edit of what was decided.
#[must_use]
pub fn only_fills(row: &Row, given: &Fields) -> bool {
    given.iter().all(|(name, value)| row.fields.get(name).is_null() || row.fields.get(name) == value)
}

/// The declaration of a decision.
pub const SPEC: Spec = Spec {
    kind: Kind::Decision,
    table: "decision",
    noun: "decision",
    plural: "decisions",
    prefix: "dc",
    owner: Some("relationship_id"),
    title: "question",
    fields: &[
        field("relationship_id", "With", Ty::Ref(Kind::Relationship), "the practice's own if left"),
        field("kind", "Kind", Ty::Choice(KINDS), "decided by you, or advised to them").or("decision"),
        field("question", "Question", Ty::Line, "what was to be decided").required(),
        field("options", "Options", Ty::Long, "what could have been done"),
        field("choice", "Choice", Ty::Line, "what was decided or advised").required(),
        field("reason", "Why", Ty::Long, "the reason"),
        field("assumptions", "Assumptions", Ty::Long, "what it rests on"),
        field("answer", "Their answer", Ty::Choice(ANSWERS), "what they made of the advice"),
        field("decided_by", "By", Ty::Line, "who decided, if not you"),
        field("day", "Day", Ty::Date, "when").past().required(),
        field("check_on", "Check on", Ty::Date, "when to look at what came of it"),
        field("corrects_id", "Corrects", Ty::Ref(Kind::Decision), "the decision that this one corrects"),
        field("outcome", "Outcome", Ty::Long, "what came of it").by_act(),
        field("outcome_on", "Checked", Ty::Date, "when it was looked at").past().by_act(),
        field("learned", "Learned", Ty::Line, "what it taught").by_act(),
    ],
    check,
};

fn check(fields: &Fields) -> Result<(), Rejection> {
    let is_advice = fields.text("kind") == Some("advice");
    if fields.text("answer").is_some() && !is_advice {
        return Err(Rejection::field("answer", "They answer advice. Set the kind to advice, or leave it."));
    }
    if is_advice && fields.int("relationship_id").is_none() {
        return Err(Rejection::field("relationship_id", "Advice is given to somebody. Name the client."));
    }
    if is_advice && fields.text("reason").is_none() {
        return Err(Rejection::field("reason", "Say why you advised it; it is kept."));
    }
    if let (Some(day), Some(check)) = (fields.day("day"), fields.day("check_on"))
        && check <= day
    {
        return Err(Rejection::field("check_on", "What came of it is looked at on a later day."));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn advice_needs_its_reason_and_a_client_and_only_advice_is_answered() {
        let made = Fields::new().with("question", "Which custodian?").with("choice", "Meridian");
        assert!(check(&made).is_ok());
        let answered = made.clone().with("answer", "declined");
        assert_eq!(check(&answered).unwrap_err().field.as_deref(), Some("answer"));
        let advice = answered.with("kind", "advice");
        assert_eq!(check(&advice).unwrap_err().field.as_deref(), Some("relationship_id"));
        let advice = advice.with("relationship_id", 1);
        assert_eq!(check(&advice).unwrap_err().field.as_deref(), Some("reason"));
        assert!(check(&advice.with("reason", "one fund is half of it")).is_ok());
    }

    #[test]
    fn what_came_of_it_is_looked_at_later() {
        let made = Fields::new().with("day", "2026-11-23").with("check_on", "2026-11-23");
        assert_eq!(check(&made).unwrap_err().field.as_deref(), Some("check_on"));
    }
}
