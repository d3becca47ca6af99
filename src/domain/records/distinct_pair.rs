//! Two persons who look alike and are not the same: what the advisor said once is not asked again.
//!
//! **Invariant:** the first is the person with the lower number; a pair stands once.

use super::prelude::*;

/// The declaration of a pair told apart.
pub const SPEC: Spec = Spec {
    kind: Kind::DistinctPair,
    table: "distinct_pair",
    noun: "distinct-pair",
    plural: "pairs told apart",
    prefix: "dp",
    owner: None,
    title: "day",
    fields: &[
        field("first_id", "One", Ty::Ref(Kind::Person), "the one").required(),
        field("second_id", "Other", Ty::Ref(Kind::Person), "the other").required(),
        field("day", "Day", Ty::Date, "when it was said").by_act(),
    ],
    check,
};

fn check(fields: &Fields) -> Result<(), Rejection> {
    match (fields.int("first_id"), fields.int("second_id")) {
        (Some(first), Some(second)) if first < second => Ok(()),
        _ => Err(Rejection::rule("Two persons are told apart, the one with the lower number first.")),
    }
}
