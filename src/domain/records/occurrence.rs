//! An occurrence of a repeat: that it was opened, or that its date was passed over.
//!
//! **Invariant:** a repeat and a number name one occurrence in the book (TIME.md 11).

use super::prelude::*;

/// What became of an occurrence.
pub const CAME: &[&str] = &["opened", "missed"];

/// The declaration of an occurrence.
pub const SPEC: Spec = Spec {
    kind: Kind::Occurrence,
    table: "occurrence",
    noun: "occurrence",
    plural: "occurrences",
    prefix: "oc",
    owner: Some("relationship_id"),
    title: "due",
    fields: &[
        field("relationship_id", "For", Ty::Ref(Kind::Relationship), "for whom").by_act(),
        field("repeat_id", "Repeat", Ty::Ref(Kind::FollowUp), "the follow-up it began with").required(),
        field("k", "Number", Ty::Count, "counted from the first date").required(),
        field("due", "Due", Ty::Date, "the date shown; none of what comes when it happens"),
        field("came", "What came", Ty::Choice(CAME), "opened or missed").required(),
        field("follow_up_id", "Follow-up", Ty::Ref(Kind::FollowUp), "the one that was opened").by_act(),
        field("day", "Day", Ty::Date, "when it was written down").past().required(),
    ],
    check: sound,
};
