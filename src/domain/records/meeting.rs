//! A meeting: a planned interaction, from offered to held, with an agenda.
//!
//! **Invariant:** a planned meeting counts as contact only once it is held.

use super::prelude::*;
use crate::domain::{
    record::{RecordId, Row},
    rejection::Instead,
};

/// Why nobody types that a meeting was held.
const HELD: &str = "A meeting is held by logging it: what was said is kept with it.";
/// Why nobody types that a meeting was moved.
const MOVED: &str = "A meeting is moved by naming its new day; its agenda goes with it. Nothing was changed.";

/// The states of a meeting.
pub const STATES: &[&str] =
    &["offered", "declined", "no answer", "planned", "prepared", "held", "moved", "no-show"];

/// Whether a meeting in this state still lies ahead.
#[must_use]
pub fn is_ahead(state: &str) -> bool {
    matches!(state, "offered" | "planned" | "prepared")
}

/// Whether a meeting can still be prepared for.
#[must_use]
pub fn lies_ahead(meeting: &Row, today: chrono::NaiveDate) -> bool {
    is_ahead(meeting.str("state")) && meeting.day("day").is_some_and(|day| day >= today)
}

/// Puts meetings as a calendar is read: the next one first, those further ahead after it, then those that are past, the
/// latest first; of one day by the time, one without a time before them.
pub fn in_order(meetings: &mut [Row], today: chrono::NaiveDate) {
    let when = |row: &Row| (row.day("day"), row.fields.text("time").map(ToOwned::to_owned), row.id.id);
    meetings.sort_by(|one, other| {
        let is_past = |row: &Row| row.day("day").is_some_and(|day| day < today);
        let (past, order) = (is_past(one), when(one).cmp(&when(other)));
        past.cmp(&is_past(other)).then(if past { order.reverse() } else { order })
    });
}

/// Days until a meeting they did not take is offered again, unless a day is said; nothing for other states.
#[must_use]
pub fn offered_again_after(state: &str) -> Option<i64> {
    match state {
        "declined" => Some(90),
        "no answer" => Some(14),
        _ => None,
    }
}

/// Whether a meeting may still change where it stands: one that was held or moved is settled.
pub fn may_leave(meeting: &Row) -> Result<(), Rejection> {
    match meeting.str("state") {
        "held" => Err(Rejection::rule("This meeting was held; its contact is in the timeline.")),
        "moved" => Err(Rejection::rule("This meeting was moved; what is decided is decided on its new day.")),
        _ => Ok(()),
    }
}

/// Whether a meeting may come to stand so by a word alone: it is held by its contact and moved with its agenda.
/// A new meeting has no row yet.
pub fn may_reach(meeting: Option<&Row>, state: &str) -> Result<(), Rejection> {
    if let Some(row) = meeting {
        may_leave(row)?;
    }
    match (state, meeting) {
        ("held", Some(row)) => {
            let relationship = RecordId::new(Kind::Relationship, row.int("relationship_id").unwrap_or(0));
            Err(Rejection::rule(HELD).instead(Instead::Log { relationship, meeting: row.id }))
        }
        ("held", None) => Err(Rejection::field("state", HELD)),
        ("moved", _) => Err(Rejection::field("state", MOVED)),
        (state, _) if !STATES.contains(&state) => {
            Err(Rejection::field("state", format!("{state} is none of: {}.", STATES.join(", "))))
        }
        _ => Ok(()),
    }
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
