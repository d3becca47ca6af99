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
        field("meeting_months", "Meetings", Ty::Line, "months of the year, as 3 9 or Mar Sep"),
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
    let months = fields.text("meeting_months").unwrap_or("");
    if months_in(months).is_none() {
        return Err(Rejection::field(
            "meeting_months",
            "The months of the meetings are numbers from 1 to 12 or their names. Type them as 3 9 or Mar Sep.",
        ));
    }
    Ok(())
}

/// The months a text names, from 1 to 12, by number or by name; nothing when a word is no month.
#[must_use]
pub fn months_in(text: &str) -> Option<Vec<u32>> {
    let words = text.split([' ', ',', ';']).filter(|word| !word.is_empty() && *word != "and");
    words.map(month).collect()
}

fn month(word: &str) -> Option<u32> {
    match word.parse::<u32>() {
        Ok(number) => Some(number).filter(|number| (1..=12).contains(number)),
        Err(_) => word.parse::<chrono::Month>().ok().map(|month| month.number_from_month()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn months_are_read_by_number_and_by_name() {
        assert_eq!(months_in("2, 5,8 11"), Some(vec![2, 5, 8, 11]));
        assert_eq!(months_in("March and sep"), Some(vec![3, 9]));
        assert_eq!(months_in(""), Some(Vec::new()));
        assert_eq!(months_in("0"), None);
        assert_eq!(months_in("winter"), None);
    }

    #[test]
    fn a_tier_has_gaps_in_order_and_months_of_the_year() {
        let tier = |ideal: i64, maximum: i64, months: &str| {
            let fields = Fields::new().with("ideal_days", ideal).with("maximum_days", maximum);
            check(&fields.with("meeting_months", months)).err().and_then(|no| no.field)
        };
        assert_eq!(tier(30, 90, "3 9"), None);
        assert_eq!(tier(30, 90, ""), None);
        assert_eq!(tier(0, 90, "").as_deref(), Some("ideal_days"));
        assert_eq!(tier(90, 30, "").as_deref(), Some("maximum_days"));
        assert_eq!(tier(30, 90, "3 13").as_deref(), Some("meeting_months"));
        assert_eq!(tier(30, 90, "spring").as_deref(), Some("meeting_months"));
        assert_eq!(tier(30, 90, "3, 9"), None);
        assert_eq!(tier(30, 90, "March and sep"), None);
    }
}
