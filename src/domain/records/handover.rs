//! What left the book: a file made of it for somebody else, with its hash.
//!
//! **Invariant:** it is written by the act that makes the file and never edited.

use super::prelude::*;

/// The declaration of what left the book.
pub const SPEC: Spec = Spec {
    kind: Kind::Handover,
    table: "handover",
    noun: "handover",
    plural: "handovers",
    prefix: "ho",
    owner: Some("relationship_id"),
    title: "what",
    fields: &[
        field("what", "What", Ty::Line, "which file, and of how many clients").required(),
        field("relationship_id", "About", Ty::Ref(Kind::Relationship), "whose"),
        field("day", "Day", Ty::Date, "when it was made").past().by_act(),
        field("as_of", "As of", Ty::Date, "as the book knew it on that day, where that is another")
            .past()
            .by_act(),
        field("files", "Files", Ty::Count, "how many").by_act(),
        field("sha256", "SHA-256", Ty::Line, "of the file, or of the list of all its files").by_act(),
    ],
    check: sound,
};
