//! One text of a rule, kept for ever.
//!
//! **Invariant:** it is not edited after the day it was made.

use super::prelude::*;

/// The declaration of a rule's version.
pub const SPEC: Spec = Spec {
    kind: Kind::RuleVersion,
    table: "rule_version",
    noun: "rule-version",
    plural: "versions of rules",
    prefix: "rv",
    owner: None,
    title: "text",
    fields: &[
        field("rule_id", "Rule", Ty::Ref(Kind::Rule), "of which rule").required(),
        field("version", "Version", Ty::Count, "its number").required(),
        field("text", "Text", Ty::Long, "as it was"),
        field("since", "Since", Ty::Date, "when it came into force"),
        field("why", "Why", Ty::Line, "what changed, and why"),
        field("accept_again", "Accept again", Ty::Flag, "old acceptances re-open"),
    ],
    check: sound,
};
