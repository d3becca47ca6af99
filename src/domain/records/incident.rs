//! A privacy incident: what happened to whose data, what was decided, and by when those concerned are told.
//!
//! **Invariant:** it stays due until those concerned were told or no notice is needed, with the reason.

use chrono::NaiveDate;

use super::prelude::*;
use crate::domain::record::Row;

/// Days within which clients are told, unless another day is typed (FIELD, Records the law may ask for).
pub const NOTICE_DAYS: u64 = 30;
/// What can be decided.
pub const DECISIONS: &[&str] = &["notice due", "told", "no notice needed"];

/// The day by which clients are told of what came out on `day`.
#[must_use]
pub fn notify_by(day: NaiveDate) -> Option<NaiveDate> {
    day.checked_add_days(chrono::Days::new(NOTICE_DAYS))
}

/// Whether something is still to be decided or told.
#[must_use]
pub fn is_open(row: &Row) -> bool {
    !matches!(row.str("decision"), "told" | "no notice needed")
}

/// The declaration of a privacy incident.
pub const SPEC: Spec = Spec {
    kind: Kind::Incident,
    table: "incident",
    noun: "incident",
    plural: "incidents",
    prefix: "in",
    owner: Some("relationship_id"),
    title: "title",
    fields: &[
        field("title", "What happened", Ty::Line, "in a few words").required(),
        field("relationship_id", "Whose data", Ty::Ref(Kind::Relationship), "of many, if left"),
        field("vendor_id", "At", Ty::Ref(Kind::Vendor), "the vendor it happened at"),
        field("day", "Found on", Ty::Date, "when it came out").past().required(),
        field("what_data", "Which data", Ty::Long, "names, account numbers, whose"),
        field("notify_by", "Tell them by", Ty::Date, "30 days after it came out, if left"),
        field("note", "Note", Ty::Long, "what was done about it"),
        field("decision", "Decision", Ty::Choice(DECISIONS), "told, or no notice needed").by_act(),
        field("reason", "Why", Ty::Long, "the reason, or how they were told").by_act(),
        field("decided_on", "Decided", Ty::Date, "when").past().by_act(),
        field("told_on", "Told", Ty::Date, "when they were told").past().by_act(),
    ],
    check,
};

fn check(fields: &Fields) -> Result<(), Rejection> {
    match (fields.day("day"), fields.day("notify_by")) {
        (Some(day), Some(by)) if by < day => {
            Err(Rejection::field("notify_by", "They cannot be told before it came out. Check both days."))
        }
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clients_are_told_within_thirty_days_and_not_before_it_came_out() {
        let day = "2026-11-23".parse().unwrap();
        assert_eq!(notify_by(day), "2026-12-23".parse().ok());
        let fields = Fields::new().with("day", "2026-11-23").with("notify_by", "2026-11-22");
        assert_eq!(check(&fields).unwrap_err().field.as_deref(), Some("notify_by"));
    }
}
