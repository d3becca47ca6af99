//! A measure: something that can be read, with a target and a direction.
//!
//! **Invariant:** a measure named by an agreed version is not deleted.

use super::{super::settings::is_currency, prelude::*};

/// Where a value lies that misses its target in a direction: `below`.
#[must_use]
pub fn missed(direction: &str) -> &'static str {
    match direction {
        "at most" => "above",
        "exactly" => "off",
        _ => "below",
    }
}

/// Why a measure without a target is refused; `name` is the measure's, where one is known.
#[must_use]
pub fn no_target(name: &str) -> Rejection {
    let name = if name.is_empty() { "The measure" } else { name };
    let said = "has no target, so nobody could tell whether it is met. Type what is wanted, as 95 or yes.";
    Rejection::field("target", format!("{name} {said}"))
}

/// The declaration of a measure.
pub const SPEC: Spec = Spec {
    kind: Kind::Measure,
    table: "measure",
    noun: "measure",
    plural: "measures",
    prefix: "m",
    owner: Some("relationship_id"),
    title: "name",
    fields: &[
        field("relationship_id", "Whose", Ty::Ref(Kind::Relationship), "it belongs to the relationship")
            .required(),
        field("name", "Name", Ty::Line, "plan funded, value of practice").required(),
        field("unit", "Unit", Ty::Choice(&Unit::WORDS), "what it is read in").or("percent"),
        field("currency", "Currency", Ty::Line, "of money, as EUR; else the book's"),
        field("target", "Target", Ty::Number, "what is wanted"),
        field(
            "direction",
            "Direction",
            Ty::Choice(&["at least", "at most", "exactly"]),
            "which side is good",
        )
        .or("at least"),
        field("method", "Method", Ty::Line, "how it is read"),
        field("source", "Source", Ty::Line, "where from"),
        field(
            "read_every",
            "Read every",
            Ty::Choice(&["month", "quarter", "half-year", "year"]),
            "how often",
        ),
    ],
    check,
};

fn check(fields: &Fields) -> Result<(), Rejection> {
    if fields.int("target").is_none() {
        return Err(no_target(fields.text("name").unwrap_or("")));
    }
    match fields.text("currency") {
        Some(word) if !is_currency(word) => {
            Err(Rejection::field("currency", format!("{word} is no currency. Type three letters, as EUR.")))
        }
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_currency_is_three_letters() {
        let with = |fields: Fields| fields.with("target", 950_000);
        assert!(check(&with(Fields::new().with("currency", "EUR"))).is_ok());
        assert!(check(&with(Fields::new())).is_ok());
        assert_eq!(
            check(&with(Fields::new().with("currency", "euro"))).unwrap_err().field.as_deref(),
            Some("currency")
        );
    }

    #[test]
    fn a_measure_without_a_target_is_refused_with_the_reason() {
        let no = check(&Fields::new().with("name", "Plan funded")).unwrap_err();
        assert_eq!(no.field.as_deref(), Some("target"));
        assert!(no.message.starts_with("Plan funded has no target, so nobody could tell"), "{}", no.message);
    }
}
