//! A meeting: a planned interaction, from offered to held, with an agenda.
//!
//! **Invariant:** a planned meeting counts as contact only once it is held.

use super::prelude::*;

/// The states of a meeting.
pub const STATES: &[&str] =
    &["offered", "declined", "no answer", "planned", "prepared", "held", "moved", "no-show"];

/// Whether a meeting in this state still lies ahead.
#[must_use]
pub fn is_ahead(state: &str) -> bool {
    matches!(state, "offered" | "planned" | "prepared")
}

/// The declaration of a meeting.
pub const SPEC: Spec = Spec {
    kind: Kind::Meeting,
    table: "meeting",
    noun: "meeting",
    plural: "meetings",
    prefix: "mt",
    owner: Some("relationship_id"),
    title: "title",
    fields: &[
        field("relationship_id", "With", Ty::Ref(Kind::Relationship), "whose meeting").required(),
        field("title", "What", Ty::Line, "annual review, half-year meeting").or("Meeting"),
        field("day", "Day", Ty::Date, "when").required(),
        field("time", "Time", Ty::Time, "HH:MM, local"),
        field("minutes", "Minutes", Ty::Count, "how long"),
        field("time_zone", "Time zone", Ty::Zone, "if not yours, as Europe/Zurich"),
        field(
            "channel",
            "How",
            Ty::Choice(&["meeting", "video", "call"]),
            "in person, by video, by telephone",
        )
        .or("meeting"),
        field("place", "Where", Ty::Line, "here, their house, a link"),
        field("state", "State", Ty::Choice(STATES), "offered, planned, prepared").or("planned"),
        field("state_on", "Since", Ty::Date, "when the state was reached").by_act(),
        field("interaction_id", "Held as", Ty::Ref(Kind::Interaction), "the contact it became").by_act(),
        field("notes", "Notes", Ty::Long, "anything to prepare"),
    ],
    check: sound,
};
