//! A share: one relationship's part of an interaction, with its minutes.
//!
//! **Invariant:** the shares of an interaction sum to its minutes; the odd minute is the first's.

use super::prelude::*;
use crate::domain::record::Row;

/// Splits `minutes` into `parts` equal parts, the odd minutes to the first ones (DECIDED, Minutes).
#[must_use]
pub fn split(minutes: i64, parts: usize) -> Vec<i64> {
    let Ok(count) = i64::try_from(parts) else { return Vec::new() };
    if count == 0 {
        return Vec::new();
    }
    let (each, odd) = (minutes / count, minutes % count);
    (0..count).map(|k| each + i64::from(k < odd)).collect()
}

/// The minutes of two shares that are one; unknown where both are.
#[must_use]
pub fn sum(one: &Row, other: &Row) -> Option<i64> {
    [one.int("minutes"), other.int("minutes")].into_iter().flatten().reduce(|a, b| a + b)
}

/// The declaration of a share.
pub const SPEC: Spec = Spec {
    kind: Kind::Share,
    table: "share",
    noun: "share",
    plural: "shares",
    prefix: "sh",
    owner: Some("relationship_id"),
    title: "minutes",
    fields: &[
        field("relationship_id", "Relationship", Ty::Ref(Kind::Relationship), "who is charged").required(),
        field("interaction_id", "Interaction", Ty::Ref(Kind::Interaction), "what it was").required(),
        field("minutes", "Minutes", Ty::Count, "their part"),
    ],
    check: sound,
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_odd_minute_goes_to_the_first() {
        assert_eq!(split(15, 2), [8, 7]);
        assert_eq!(split(14, 1), [14]);
        assert_eq!(split(2, 3), [1, 1, 0]);
        assert_eq!(split(20, 3).iter().sum::<i64>(), 20);
    }
}
