//! A user-defined field: a name and a value on a relationship or a person.
//!
//! **Invariant:** it hangs on exactly one of the two.

use super::prelude::*;

/// The declaration of a user-defined field.
pub const SPEC: Spec = Spec {
    kind: Kind::CustomField,
    table: "custom_field",
    noun: "field",
    plural: "fields",
    prefix: "cf",
    owner: Some("relationship_id"),
    title: "name",
    fields: &[
        field("relationship_id", "Relationship", Ty::Ref(Kind::Relationship), "whose, if a relationship's"),
        field("person_id", "Person", Ty::Ref(Kind::Person), "whose, if a person's"),
        field("name", "Name", Ty::Line, "what you call it").required(),
        field("value", "Value", Ty::Long, "its value"),
    ],
    check,
};

fn check(fields: &Fields) -> Result<(), Rejection> {
    match (fields.int("relationship_id"), fields.int("person_id")) {
        (Some(_), None) | (None, Some(_)) => Ok(()),
        _ => Err(Rejection::rule("A field of your own belongs to one relationship or to one person.")),
    }
}
