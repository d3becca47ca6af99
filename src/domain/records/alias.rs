//! An alias: the name, the id and the foreign id that a merged person or relationship had before.
//!
//! **Invariant:** it hangs on exactly one person or relationship, the one that was kept (DECIDED, Merge).

use super::prelude::*;

/// The declaration of an alias.
pub const SPEC: Spec = Spec {
    kind: Kind::Alias,
    table: "alias",
    noun: "alias",
    plural: "former names",
    prefix: "al",
    owner: Some("relationship_id"),
    title: "name",
    fields: &[
        field("relationship_id", "Relationship", Ty::Ref(Kind::Relationship), "whose, if a relationship's"),
        field("person_id", "Person", Ty::Ref(Kind::Person), "whose, if a person's"),
        field("name", "Name", Ty::Line, "what it was called").required(),
        field("was", "Id", Ty::Line, "the id it had").by_act(),
        field("foreign_id", "Foreign id", Ty::Line, "the id another program gave").by_act(),
        field("day", "Day", Ty::Date, "when they were merged").by_act(),
    ],
    check,
};

fn check(fields: &Fields) -> Result<(), Rejection> {
    match (fields.int("relationship_id"), fields.int("person_id")) {
        (Some(_), None) | (None, Some(_)) => Ok(()),
        _ => Err(Rejection::rule("A former name belongs to one relationship or to one person.")),
    }
}
