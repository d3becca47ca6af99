//! An interaction: one contact or piece of work that happened.
//!
//! **Invariant:** unknown minutes stay unknown; a voicemail is not contact.

use super::prelude::*;

/// The channels of a contact.
pub const CHANNELS: &[&str] = &["call", "meeting", "video", "e-mail", "letter", "text", "event"];
/// What an interaction was.
pub const NATURES: &[&str] = &["service", "management", "delight", "admin"];

/// The declaration of an interaction.
pub const SPEC: Spec = Spec {
    kind: Kind::Interaction,
    table: "interaction",
    noun: "interaction",
    plural: "interactions",
    prefix: "i",
    owner: Some("relationship_id"),
    title: "summary",
    fields: &[
        field("relationship_id", "With", Ty::Ref(Kind::Relationship), "whose contact").required(),
        field("day", "Day", Ty::Date, "when it happened").past().required(),
        field("time", "Time", Ty::Time, "HH:MM, local"),
        field("channel", "How", Ty::Choice(CHANNELS), "call, meeting, video, ...").or("call"),
        field("direction", "Direction", Ty::Choice(&["in", "out"]), "who began it").or("in"),
        field("reached", "Reached", Ty::Flag, "a voicemail is not contact").or("yes"),
        field("answered", "Answered", Ty::Flag, "your mail was answered"),
        field("minutes", "Minutes", Ty::Count, "unknown stays unknown"),
        field("nature", "Nature", Ty::Choice(NATURES), "service, management, delight, admin").or("service"),
        field("summary", "Summary", Ty::Line, "one line").required(),
        field("notes", "Notes", Ty::Long, "as long as you like"),
        field("meeting_id", "Meeting", Ty::Ref(Kind::Meeting), "the meeting it was").by_act(),
    ],
    check: sound,
};
