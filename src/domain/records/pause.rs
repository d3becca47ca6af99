//! A pause: a holiday, a bereavement, the client's wish. Of one relationship, or of the whole practice.
//!
//! **Invariant:** both days belong to it; nothing that can wait falls due inside, and nothing counts as missed.

use super::prelude::*;
use crate::domain::day;

/// The longest pause, in days: who is away longer has ended.
const LONGEST: i64 = 731;

/// The declaration of a pause.
pub const SPEC: Spec = Spec {
    kind: Kind::Pause,
    table: "pause",
    noun: "pause",
    plural: "pauses",
    prefix: "pz",
    owner: Some("relationship_id"),
    title: "why",
    fields: &[
        field("relationship_id", "Whose", Ty::Ref(Kind::Relationship), "the whole practice if left"),
        field("starts_on", "From", Ty::Date, "its first day").required(),
        field("ends_on", "To", Ty::Date, "its last day").required(),
        field("why", "Why", Ty::Line, "holiday, bereavement, their wish").or("away"),
    ],
    check,
};

fn check(fields: &Fields) -> Result<(), Rejection> {
    let (Some(from), Some(to)) = (fields.day("starts_on"), fields.day("ends_on")) else { return Ok(()) };
    if to < from {
        let (first, last) = (day::long(from), day::long(to));
        return Err(Rejection::field(
            "ends_on",
            format!("A pause ends on its first day or later: {last} is before {first}. Type another day."),
        ));
    }
    if to.signed_duration_since(from).num_days() > LONGEST {
        return Err(Rejection::field(
            "ends_on",
            "A pause lasts two years at most. Type an earlier day; it can be made longer later.",
        ));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pause_has_two_days_in_their_order_and_an_end_in_sight() {
        let pause = |from: &str, to: &str| check(&Fields::new().with("starts_on", from).with("ends_on", to));
        assert!(pause("2026-12-20", "2027-01-06").is_ok());
        assert!(pause("2026-12-20", "2026-12-20").is_ok());
        for to in ["2026-12-19", "2036-12-20"] {
            let no = pause("2026-12-20", to).unwrap_err();
            assert_eq!(no.field.as_deref(), Some("ends_on"));
            assert!(no.message.ends_with('.'));
        }
    }
}
