//! A way to reach a person: telephone, e-mail, address, link.
//!
//! **Invariant:** an address keeps its parts beside the one line that is shown.

use super::prelude::*;

/// The declaration of a contact point.
pub const SPEC: Spec = Spec {
    kind: Kind::ContactPoint,
    table: "contact_point",
    noun: "contact-point",
    plural: "contact points",
    prefix: "cp",
    owner: Some("person_id"),
    title: "value",
    fields: &[
        field("person_id", "Person", Ty::Ref(Kind::Person), "whose").required(),
        field("kind", "Kind", Ty::Choice(&["phone", "email", "address", "url", "im"]), "what it is")
            .required(),
        field("value", "Value", Ty::Line, "the number, address or link").required(),
        field("label", "Label", Ty::Line, "home, work, mobile"),
        field("preferred", "Preferred", Ty::Flag, "try this one first"),
        field("do_not_use", "Do not use", Ty::Flag, "known, but not to be used"),
        field("parts", "Parts", Ty::Line, "an address, part by part").by_act(),
    ],
    check: sound,
};
