//! A checklist that was started for a relationship; its steps are follow-ups.
//!
//! **Invariant:** how far it is follows from its steps; only giving it up is written down, with the reason.

use super::prelude::*;

/// The declaration of a checklist.
pub const SPEC: Spec = Spec {
    kind: Kind::Checklist,
    table: "checklist",
    noun: "checklist",
    plural: "checklists",
    prefix: "cl",
    owner: Some("relationship_id"),
    title: "title",
    fields: &[
        field("relationship_id", "With", Ty::Ref(Kind::Relationship), "with whom").required(),
        field("template", "Template", Ty::Line, "the list it was made from").required(),
        field("title", "Checklist", Ty::Line, "what it is called").required(),
        field("started_on", "Started", Ty::Date, "when; its dates count from here").past().required(),
        field("given_up_on", "Given up", Ty::Date, "when").by_act(),
        field("reason", "Reason", Ty::Line, "why it was given up").by_act(),
    ],
    check: sound,
};
