//! A special date of a person: retirement, policy expiry, wedding day.
//!
//! **Invariant:** a yearly date comes back each year; another comes once.

use super::prelude::*;

/// The declaration of a special date.
pub const SPEC: Spec = Spec {
    kind: Kind::SpecialDate,
    table: "special_date",
    noun: "date",
    plural: "special dates",
    prefix: "sd",
    owner: Some("person_id"),
    title: "label",
    fields: &[
        field("person_id", "Person", Ty::Ref(Kind::Person), "whose").required(),
        field("label", "What", Ty::Line, "retirement, policy expiry, wedding day").required(),
        field("day", "Day", Ty::PartialDate, "the year may be left out").required(),
        field("yearly", "Every year", Ty::Flag, "comes back each year"),
    ],
    check: sound,
};
