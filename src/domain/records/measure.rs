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
        assert!(check(&Fields::new().with("currency", "EUR")).is_ok());
        assert!(check(&Fields::new()).is_ok());
        assert_eq!(
            check(&Fields::new().with("currency", "euro")).unwrap_err().field.as_deref(),
            Some("currency")
        );
    }
}
