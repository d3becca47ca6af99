//! A property of an imported card that the book has no field for; it goes back out with the export.
//!
//! **Invariant:** the text is kept as it came.

use super::prelude::*;

/// The declaration of an imported property.
pub const SPEC: Spec = Spec {
    kind: Kind::ImportedProperty,
    table: "imported_property",
    noun: "imported-property",
    plural: "imported properties",
    prefix: "ip",
    owner: Some("person_id"),
    title: "line",
    fields: &[
        field("person_id", "Person", Ty::Ref(Kind::Person), "whose").required(),
        field("line", "Line", Ty::Long, "as it stood in the file").required(),
    ],
    check: sound,
};
