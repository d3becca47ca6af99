//! One item of a meeting's agenda: an agreement raised, a promise, the client's own.
//!
//! **Invariant:** it stands on one meeting's agenda and belongs to that meeting's relationship.

use super::prelude::*;
use crate::domain::record::Row;

/// Puts the items of one agenda in their order: as they were put by hand, those added since after them.
pub fn in_order(items: &mut [Row]) {
    items.sort_by_key(|item| (item.int("position").is_none(), item.int("position"), item.id));
}

/// The declaration of an agenda item.
pub const SPEC: Spec = Spec {
    kind: Kind::AgendaItem,
    table: "agenda_item",
    noun: "agenda",
    plural: "agenda items",
    prefix: "ag",
    owner: Some("relationship_id"),
    title: "text",
    fields: &[
        field("relationship_id", "Whose", Ty::Ref(Kind::Relationship), "follows the meeting").by_act(),
        field("meeting_id", "Meeting", Ty::Ref(Kind::Meeting), "which meeting").required(),
        field("text", "Item", Ty::Line, "what to speak about").required(),
        field("goal_id", "Goal", Ty::Ref(Kind::Goal), "the goal it raises"),
        field("expectation_id", "Expectation", Ty::Ref(Kind::Expectation), "the expectation it raises"),
        field("acceptance_id", "Acceptance", Ty::Ref(Kind::Acceptance), "the accepted rule it raises"),
        field("follow_up_id", "Follow-up", Ty::Ref(Kind::FollowUp), "the follow-up it raises"),
        field("done", "Done", Ty::Flag, "it was spoken about"),
        field("position", "Place", Ty::Count, "where it was put by hand, 1 first").by_act().added(),
    ],
    check: sound,
};
