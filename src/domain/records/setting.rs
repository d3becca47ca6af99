//! One setting of the practice that belongs to the book: hours a year, gaps a day, currency.
//!
//! **Invariant:** a key stands at most once.

use super::prelude::*;

/// The declaration of a setting.
pub const SPEC: Spec = Spec {
    kind: Kind::Setting,
    table: "setting",
    noun: "setting",
    plural: "settings",
    prefix: "set",
    owner: None,
    title: "name",
    fields: &[
        field("name", "Name", Ty::Line, "which setting").required(),
        field("value", "Value", Ty::Line, "its value").required(),
    ],
    check: sound,
};
