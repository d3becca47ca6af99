//! A rule of engagement: the firm's standard, in the rulebook.
//!
//! **Invariant:** the text shown is that of the version in force; older texts stay in `rule_version`.

use super::prelude::*;

/// What a rule is about.
pub const TOPICS: &[&str] =
    &["whom to call", "response time", "scope", "meetings", "channels", "process", "fees", "the firm"];
/// The states of a version.
pub const STATES: &[&str] = &["draft", "in force", "withdrawn"];

/// Exceptions in force from which a rule is proposed to be changed (DECIDED, Agreements).
const WORN: i64 = 3;

/// Whether so many exceptions say that the rule itself should change.
#[must_use]
pub fn is_worn(exceptions: i64) -> bool {
    exceptions >= WORN
}

/// The declaration of a rule.
pub const SPEC: Spec = Spec {
    kind: Kind::Rule,
    table: "rule",
    noun: "rule",
    plural: "rules",
    prefix: "r",
    owner: None,
    title: "title",
    fields: &[
        field("title", "Rule", Ty::Line, "in a few words").required(),
        field("topic", "Topic", Ty::Choice(TOPICS), "where it stands in the rulebook").or("process"),
        field("text", "Text", Ty::Long, "as you would say it to a client"),
        field("default_for_new", "For new clients", Ty::Flag, "proposed to every new client").or("yes"),
        field(
            "reteach_months",
            "Teach again",
            Ty::Count,
            "months after it was last understood; never if left",
        ),
        field("state", "State", Ty::Choice(STATES), "draft, in force, withdrawn").by_act(),
        field("version", "Version", Ty::Count, "counts its texts").by_act(),
        field("since", "Since", Ty::Date, "when this version came into force").by_act(),
    ],
    check: sound,
};
