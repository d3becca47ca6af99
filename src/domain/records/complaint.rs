//! A complaint: what a client said is wrong, in their words, and what was answered when.
//!
//! **Invariant:** it stays due by its day until it is answered; the answer is written once.

use super::prelude::*;

/// How it came.
pub const WAYS: &[&str] = &["call", "meeting", "e-mail", "letter", "text"];

/// The declaration of a complaint.
pub const SPEC: Spec = Spec {
    kind: Kind::Complaint,
    table: "complaint",
    noun: "complaint",
    plural: "complaints",
    prefix: "cm",
    owner: Some("relationship_id"),
    title: "what",
    fields: &[
        field("what", "What", Ty::Line, "in a few words").required(),
        field("relationship_id", "Whose", Ty::Ref(Kind::Relationship), "the client").required(),
        field("person_id", "By", Ty::Ref(Kind::Person), "who said it"),
        field("day", "Day", Ty::Date, "when it came").past().required(),
        field("how", "How", Ty::Choice(WAYS), "how it came"),
        field("words", "Their words", Ty::Long, "as they said it"),
        field("answer_by", "Answer by", Ty::Date, "when they are answered at the latest"),
        field("answer", "Answer", Ty::Long, "what was answered").by_act(),
        field("answered_on", "Answered", Ty::Date, "when").past().by_act(),
    ],
    check,
};

fn check(fields: &Fields) -> Result<(), Rejection> {
    match (fields.day("day"), fields.day("answer_by")) {
        (Some(day), Some(by)) if by < day => {
            Err(Rejection::field("answer_by", "It is not answered before it came. Check both days."))
        }
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_complaint_is_not_answered_before_it_came() {
        let fields = Fields::new().with("day", "2026-11-23").with("answer_by", "2026-11-22");
        assert!(check(&fields).is_err());
    }
}
