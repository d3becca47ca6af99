//! A filter kept under a name, for one tab.
//!
//! **Invariant:** a name stands at most once in a tab.

use super::prelude::*;

/// The declaration of a saved view.
pub const SPEC: Spec = Spec {
    kind: Kind::SavedView,
    table: "saved_view",
    noun: "view",
    plural: "views",
    prefix: "view",
    owner: None,
    title: "name",
    fields: &[
        field(
            "tab",
            "Tab",
            Ty::Choice(&["clients", "goals", "expectations", "rules", "follow-ups"]),
            "where it shows",
        )
        .required(),
        field("name", "Name", Ty::Line, "what you call it").required(),
        field("query", "Filter", Ty::Line, "as typed after /").required(),
    ],
    check: sound,
};
