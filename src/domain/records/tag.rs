//! A tag on a relationship.
//!
//! **Invariant:** a tag is one word without `#`, once per relationship.

use super::prelude::*;

/// The declaration of a tag.
pub const SPEC: Spec = Spec {
    kind: Kind::Tag,
    table: "tag",
    noun: "tag",
    plural: "tags",
    prefix: "tag",
    owner: Some("relationship_id"),
    title: "name",
    fields: &[
        field("relationship_id", "Relationship", Ty::Ref(Kind::Relationship), "whose").required(),
        field("name", "Tag", Ty::Line, "one word").required(),
    ],
    check,
};

fn check(fields: &Fields) -> Result<(), Rejection> {
    let name = fields.text("name").unwrap_or("");
    if name.starts_with('#') || name.contains(char::is_whitespace) {
        return Err(Rejection::field("name", "A tag is one word without #."));
    }
    Ok(())
}
