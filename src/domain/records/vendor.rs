//! A vendor that may hold client data: which, and within how many hours it must tell of a breach.
//!
//! **Invariant:** unknown hours are no clause; a vendor that ended holds nothing any more and stays readable.

use super::prelude::*;
use crate::domain::record::Row;

/// Whether it holds client data today and no contract says that it must tell of a breach (FIELD, question 24).
#[must_use]
pub fn lacks_clause(row: &Row) -> bool {
    row.day("ended_on").is_none() && !row.str("client_data").is_empty() && row.int("notice_hours").is_none()
}

/// The declaration of a vendor.
pub const SPEC: Spec = Spec {
    kind: Kind::Vendor,
    table: "vendor",
    noun: "vendor",
    plural: "vendors",
    prefix: "ve",
    owner: None,
    title: "name",
    fields: &[
        field("name", "Name", Ty::Line, "the firm").required(),
        field("partner_id", "Partner", Ty::Ref(Kind::Relationship), "as it stands among the partners"),
        field("what_for", "What for", Ty::Line, "portfolio reports, mail, backup"),
        field("client_data", "Client data", Ty::Line, "which it can reach; empty where none"),
        field(
            "notice_hours",
            "Notice, hours",
            Ty::Count,
            "within which it must tell of a breach, by contract",
        ),
        field("clause", "Clause", Ty::Line, "where the contract says so"),
        field("since", "Since", Ty::Date, "when it began").past_mostly(),
        field("ended_on", "Ended", Ty::Date, "when it gave the data back").past_mostly().later(),
        field("note", "Note", Ty::Long, "what else to know"),
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
    use crate::domain::record::RecordId;

    #[test]
    fn a_clause_is_lacking_where_client_data_is_held_and_no_hours_are_known() {
        let row = |fields: Fields| Row { id: RecordId::new(Kind::Vendor, 1), uid: String::new(), fields };
        let held = || Fields::new().with("name", "Cloud").with("client_data", "names");
        assert!(lacks_clause(&row(held())));
        assert!(!lacks_clause(&row(held().with("notice_hours", 72))));
        assert!(!lacks_clause(&row(held().with("ended_on", "2026-01-01"))));
        assert!(!lacks_clause(&row(Fields::new().with("name", "Printer"))));
    }
}
