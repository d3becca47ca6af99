//! A service tier: decides cadence, meeting months and planned hours.
//!
//! **Invariant:** the maximum gap is never below the ideal one.

use super::prelude::*;

/// The declaration of a tier.
pub const SPEC: Spec = Spec {
    kind: Kind::Tier,
    table: "tier",
    noun: "tier",
    plural: "tiers",
    prefix: "tier",
    owner: None,
    title: "name",
    fields: &[
        field("name", "Name", Ty::Line, "A, B, C, D, or your own").required(),
        field("ideal_days", "Ideal", Ty::Count, "days between real contacts, at best").required(),
        field("maximum_days", "Maximum", Ty::Count, "days after which contact is broken").required(),
        field("planned_hours", "Hours", Ty::Count, "planned a year"),
        field("meeting_months", "Meetings", Ty::Line, "months of the year, as 3 9"),
    ],
    check,
};

fn check(fields: &Fields) -> Result<(), Rejection> {
    let (ideal, maximum) = (fields.int("ideal_days"), fields.int("maximum_days"));
    if ideal == Some(0) {
        return Err(Rejection::field("ideal_days", "A cadence of zero days is none. Type at least 1."));
    }
    if maximum < ideal {
        return Err(Rejection::field(
            "maximum_days",
            "The maximum is below the ideal gap. Type at least the ideal.",
        ));
    }
    Ok(())
}
