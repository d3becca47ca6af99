//! An obligation: what a regulator or a contract requires by a date, met with evidence; the calendar of them.
//!
//! **Invariant:** it is met only with evidence; the one that follows comes from the anchor and its number, never from
//! the day it was met (TIME, rules 5 and 6).

use chrono::{Months, NaiveDate};

use super::prelude::*;

/// The day of the next one after `due`, of those every `months` from `anchor`: the first after `due` and after `met`.
#[must_use]
pub fn next_due(anchor: NaiveDate, months: u32, (due, met): (NaiveDate, NaiveDate)) -> Option<NaiveDate> {
    if months == 0 {
        return None;
    }
    let past = due.max(met);
    // Twelve hundred months are a century; what comes later than that nobody waits for.
    (1..=1_200_u32).find_map(|times| {
        let day = anchor.checked_add_months(Months::new(times.checked_mul(months)?))?;
        (day > past).then_some(day)
    })
}

/// The declaration of an obligation.
pub const SPEC: Spec = Spec {
    kind: Kind::Obligation,
    table: "obligation",
    noun: "obligation",
    plural: "obligations",
    prefix: "ob",
    owner: Some("relationship_id"),
    title: "title",
    fields: &[
        field("title", "What", Ty::Line, "Form ADV update, annual review of the rules").required(),
        field(
            "relationship_id",
            "To",
            Ty::Ref(Kind::Relationship),
            "a client's contract; a regulator's if left",
        ),
        field("required_by", "Required by", Ty::Line, "the regulator, the rule or the contract"),
        field("due", "Due", Ty::Date, "by when").required(),
        field("every_months", "Every, months", Ty::Count, "12 for each year; once if left"),
        field("note", "Note", Ty::Long, "what it takes"),
        field("anchor", "Counted from", Ty::Date, "the first of them").by_act(),
        field("evidence", "Evidence", Ty::Line, "what shows that it was met").by_act(),
        field("met_on", "Met", Ty::Date, "when").past().by_act(),
        field("again_of", "After", Ty::Ref(Kind::Obligation), "the one before").by_act(),
    ],
    check: sound,
};

#[cfg(test)]
mod tests {
    use super::*;

    fn d(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn the_next_one_keeps_the_day_of_the_first_and_passes_what_is_over() {
        let first = d("2026-01-31");
        assert_eq!(next_due(first, 1, (first, d("2026-01-20"))), Some(d("2026-02-28")));
        assert_eq!(next_due(first, 1, (d("2026-02-28"), d("2026-02-27"))), Some(d("2026-03-31")));
        assert_eq!(next_due(first, 12, (first, d("2028-05-01"))), Some(d("2029-01-31")));
        assert_eq!(next_due(first, 0, (first, first)), None);
    }
}
