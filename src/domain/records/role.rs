//! One line of a role card: whom a client calls for what, and when.
//!
//! **Invariant:** it names somebody, a person or a firm; one that has ended is called no more and stays readable.

use super::prelude::*;
use crate::domain::record::Row;

/// Whether a line of a role card holds on a day.
#[must_use]
pub fn holds(row: &Row, on: chrono::NaiveDate) -> bool {
    row.day("since").is_none_or(|since| since <= on) && row.day("ended_on").is_none_or(|ended| ended > on)
}

/// The declaration of a line of a role card.
pub const SPEC: Spec = Spec {
    kind: Kind::Role,
    table: "role",
    noun: "role",
    plural: "roles",
    prefix: "ro",
    owner: Some("relationship_id"),
    title: "topic",
    fields: &[
        field("relationship_id", "Whose card", Ty::Ref(Kind::Relationship), "the client who calls")
            .required(),
        field("topic", "For what", Ty::Line, "taxes, wills, statements and passwords").required(),
        field("person_id", "Whom to call", Ty::Ref(Kind::Person), "the person named"),
        field("partner_id", "Of", Ty::Ref(Kind::Relationship), "the partner or helper"),
        field("emergency", "Emergency", Ty::Flag, "also when you cannot be reached"),
        field("how", "When and how", Ty::Line, "the office line, until six"),
        field("since", "Since", Ty::Date, "when it began").past_mostly(),
        field("ended_on", "Ended", Ty::Date, "when it ended").past_mostly().later(),
        field("note", "Note", Ty::Line, "what else to know"),
    ],
    check,
};

fn check(fields: &Fields) -> Result<(), Rejection> {
    if fields.int("person_id").is_none() && fields.int("partner_id").is_none() {
        let said = "Name whom to call: a person, or a partner or helper.";
        return Err(Rejection::field("person_id", said));
    }
    if let (Some(since), Some(ended)) = (fields.day("since"), fields.day("ended_on"))
        && ended < since
    {
        return Err(Rejection::field("ended_on", "It cannot end before it began."));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_of_a_role_card_names_somebody_and_ends_after_it_began() {
        let line = Fields::new().with("relationship_id", 1).with("topic", "taxes");
        assert!(check(&line).unwrap_err().message.contains("Name whom to call"));
        assert!(check(&line.clone().with("partner_id", 2)).is_ok());
        let named = line.with("person_id", 3).with("since", "2026-03-01");
        assert!(check(&named).is_ok());
        assert!(check(&named.with("ended_on", "2026-02-01")).is_err());
    }
}
