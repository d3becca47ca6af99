//! A life event: what changes the ground under agreements.
//!
//! **Invariant:** it is due until it is decided; death after 14 days, others after 7 (DECIDED).

use super::prelude::*;

/// The kinds of life events.
pub const KINDS: &[&str] = &[
    "birth",
    "death",
    "marriage",
    "divorce",
    "retirement",
    "sale",
    "illness",
    "move",
    "inheritance",
    "other",
];

/// Days after which the event's card is due, by its kind.
#[must_use]
pub fn days_until_due(kind: &str) -> i64 {
    if kind == "death" { 14 } else { 7 }
}

/// The declaration of a life event.
pub const SPEC: Spec = Spec {
    kind: Kind::LifeEvent,
    table: "life_event",
    noun: "life-event",
    plural: "life events",
    prefix: "l",
    owner: Some("relationship_id"),
    title: "note",
    fields: &[
        field("relationship_id", "Whose", Ty::Ref(Kind::Relationship), "in which relationship").required(),
        field("person_id", "Person", Ty::Ref(Kind::Person), "whom it concerns"),
        field("kind", "What", Ty::Choice(KINDS), "what happened").required(),
        field("day", "Day", Ty::Date, "when").past().required(),
        field("note", "Note", Ty::Line, "in a few words"),
        field("due_on", "Look at it by", Ty::Date, "14 days after a death, else 7, if left"),
        field("decided_on", "Decided", Ty::Date, "when it was dealt with").past().later(),
        field("outcome", "Outcome", Ty::Line, "what was decided").later(),
    ],
    check,
};

fn check(fields: &Fields) -> Result<(), Rejection> {
    if let (Some(day), Some(due)) = (fields.day("day"), fields.day("due_on"))
        && due < day
    {
        return Err(Rejection::field("due_on", "It cannot be looked at before it happened."));
    }
    if let (Some(day), Some(decided)) = (fields.day("day"), fields.day("decided_on"))
        && decided < day
    {
        return Err(Rejection::field("decided_on", "It cannot be decided before it happened."));
    }
    Ok(())
}
