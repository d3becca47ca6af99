//! Who can reach client data: the person, what, why, since when, and when that was last looked at.
//!
//! **Invariant:** access that was taken away is ended and stays readable.

use super::prelude::*;

/// The declaration of somebody's access.
pub const SPEC: Spec = Spec {
    kind: Kind::Access,
    table: "access",
    noun: "access",
    plural: "accesses",
    prefix: "ac",
    owner: None,
    title: "who",
    fields: &[
        field("who", "Who", Ty::Line, "the person or the firm").required(),
        field("person_id", "Person", Ty::Ref(Kind::Person), "as it stands in the book"),
        field("what", "What", Ty::Line, "the book, the mail, the custodian's site").required(),
        field("why", "Why", Ty::Line, "what for"),
        field("since", "Since", Ty::Date, "when it was given").past_mostly(),
        field("checked_on", "Looked at", Ty::Date, "when you last asked whether it is needed").past(),
        field("ended_on", "Ended", Ty::Date, "when it was taken away").past_mostly().later(),
    ],
    check,
};

fn check(fields: &Fields) -> Result<(), Rejection> {
    match (fields.day("since"), fields.day("ended_on")) {
        (Some(since), Some(ended)) if ended < since => {
            Err(Rejection::field("ended_on", "It cannot end before it began."))
        }
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn access_ends_after_it_was_given() {
        let fields = Fields::new().with("since", "2026-03-01").with("ended_on", "2026-02-01");
        assert!(check(&fields).is_err());
    }
}
