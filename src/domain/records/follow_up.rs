//! A follow-up: promise, request or task.
//!
//! **Invariant:** finished is done, declined or dropped; only requests are decided, only requests and
//! promises declined, and a dropped or declined one keeps its reason.

use chrono::NaiveDate;

use super::{
    super::{calendar::Roll, record::Row, repeat::Repeat},
    prelude::*,
};

/// The kinds of stored follow-ups.
pub const KINDS: &[&str] = &["promise", "request", "task"];
/// The states of a follow-up.
pub const STATES: &[&str] = &["open", "waiting", "back burner", "done", "declined", "dropped"];
/// How much hangs on it.
pub const STAKES: &[&str] = &["high", "normal", "low"];

/// Whether a request is within what the practice does.
pub const SCOPES: &[&str] = &["in", "out"];

/// Moves from which on it is asked what to do instead (DECIDED, Third move).
pub const THIRD: i64 = 3;

/// How often a follow-up was put off once it is due on, or hidden until, another day.
#[must_use]
pub fn moves_to(row: &Row, day: NaiveDate) -> i64 {
    row.int("moves").unwrap_or(0) + i64::from(row.day("due").is_some_and(|due| day > due))
}

/// Whether a move to this day is the third one or a later one.
#[must_use]
pub fn is_third(row: &Row, day: NaiveDate) -> bool {
    row.day("due").is_some_and(|due| day > due) && moves_to(row, day) >= THIRD
}

/// Whether a state is final.
#[must_use]
pub fn is_finished(state: &str) -> bool {
    matches!(state, "done" | "declined" | "dropped")
}

/// Which way its date moves off a day off: promises, hard dates and what was promised by deciding a request never
/// do, the rest to the next working day (DECIDED, Rolling).
#[must_use]
pub fn roll(kind: &str, is_hard: bool, is_decided: bool) -> Roll {
    if is_hard || kind == "promise" || (kind == "request" && is_decided) { Roll::None } else { Roll::Next }
}

/// The same of a follow-up as it stands or is to be.
#[must_use]
pub fn roll_of(fields: &Fields) -> Roll {
    let kind = fields.text("kind").unwrap_or("task");
    roll(kind, fields.flag("hard"), !fields.get("decided_on").is_null())
}

/// Whether a stored repeat cannot be read any more: it is shown, and disables itself alone (TIME.md 14).
#[must_use]
pub fn is_faulty(fields: &Fields) -> bool {
    fields.text("repeat").is_some_and(|text| Repeat::parse(text).is_err())
}

/// What is said of a repeat that cannot be read.
pub const FAULTY: &str = "its repeat cannot be read";

/// Whether it falls when a prospect becomes a client: all that is open and no promise, nor a request to which
/// we said yes (DECIDED, Prospect becomes client).
#[must_use]
pub fn falls_with_promotion(follow_up: &Row) -> bool {
    let is_promised =
        follow_up.str("kind") == "promise" || matches!(follow_up.str("decision"), "do" | "schedule");
    follow_up.day("finished_on").is_none() && !is_promised
}

/// The declaration of a follow-up.
pub const SPEC: Spec = Spec {
    kind: Kind::FollowUp,
    table: "follow_up",
    noun: "follow-up",
    plural: "follow-ups",
    prefix: "f",
    owner: Some("relationship_id"),
    title: "title",
    fields: &[
        field("title", "What", Ty::Line, "what is to be done").required(),
        field("relationship_id", "For", Ty::Ref(Kind::Relationship), "for whom"),
        field("kind", "Kind", Ty::Choice(KINDS), "promise, request or task").or("task"),
        field("whose", "Whose", Ty::Choice(&["ours", "theirs"]), "who does it").or("ours"),
        field("due", "Due", Ty::Date, "when; a request is due by its answer time"),
        field("hard", "Hard date", Ty::Flag, "it cannot be later"),
        field("effort_minutes", "Effort", Ty::Count, "minutes"),
        field("stakes", "Stakes", Ty::Choice(STAKES), "high, normal, low; tier A is high if left"),
        field("asked_on", "Asked", Ty::Date, "when it was asked or promised").past(),
        field("repeat", "Again", Ty::Line, "every 3 months, 14 days after done"),
        field("small", "Small thing", Ty::Flag, "to be done in one batch"),
        field("done_when", "Done when", Ty::Line, "what finished means to them").added(),
        field("scope", "In scope", Ty::Choice(SCOPES), "in or out by a rule; not judged if left").added(),
        field("scope_rule_id", "By which rule", Ty::Ref(Kind::Rule), "the rule that says so").added(),
        field("went_wrong", "Went wrong", Ty::Line, "what did, for the log of errors").added(),
        field("notes", "Notes", Ty::Long, "anything else"),
        field("state", "State", Ty::Choice(STATES), "where it stands").by_act(),
        field("person_id", "Who asked", Ty::Ref(Kind::Person), "who asked or was promised"),
        field("origin", "From", Ty::Line, "where it came from").by_act(),
        field("interaction_id", "Contact", Ty::Ref(Kind::Interaction), "the contact it came from").by_act(),
        field("waiting_on", "Waiting on", Ty::Line, "on whom").by_act(),
        field("waiting_since", "Waiting since", Ty::Date, "since when").by_act(),
        field("ask_again_on", "Ask again", Ty::Date, "when to ask again").by_act(),
        field("snoozed_until", "Hidden until", Ty::Date, "the due date stays").by_act(),
        field("back_burner_until", "Back burner until", Ty::Date, "when it wakes").by_act(),
        field("told", "Told", Ty::Flag, "they know it waits").by_act(),
        field(
            "decision",
            "Decision",
            Ty::Choice(&["do", "schedule", "back burner", "decline"]),
            "of a request",
        )
        .by_act(),
        field("decided_on", "Decided", Ty::Date, "when").by_act(),
        field("reason", "Reason", Ty::Line, "of the decision, the drop, the last move").by_act(),
        field("moves", "Moved", Ty::Count, "times it was put off").by_act(),
        field("finished_on", "Finished", Ty::Date, "done, declined or dropped on").by_act(),
        field("repeat_anchor", "Counts from", Ty::Date, "the first date of the repeat").by_act(),
        field("repeat_k", "Occurrence", Ty::Count, "counted from the first date").by_act(),
        field("missed", "Missed", Ty::Count, "dates of the repeat passed over").by_act(),
        field("again_of", "Again of", Ty::Ref(Kind::FollowUp), "the occurrence before this one").by_act(),
        field("answered_on", "Answered", Ty::Date, "when they had their first answer").by_act().added(),
        field("exception_id", "Exception", Ty::Ref(Kind::Exception), "made for it").by_act().added(),
        field("checklist_id", "Checklist", Ty::Ref(Kind::Checklist), "whose step it is").by_act().added(),
        field("step", "Step", Ty::Count, "which of the checklist").by_act().added(),
    ],
    check,
};

fn check(fields: &Fields) -> Result<(), Rejection> {
    let kind = fields.text("kind").unwrap_or("task");
    if kind == "promise" && fields.text("due").is_none() {
        return Err(Rejection::field("due", "A promise has a date. Type when it is due."));
    }
    if kind == "task" && fields.text("whose") == Some("theirs") {
        return Err(Rejection::field("whose", "A task is ours. What they said they will do is a promise."));
    }
    if fields.text("scope") == Some("out") && fields.int("scope_rule_id").is_none() {
        return Err(Rejection::field("scope_rule_id", "Name the rule that puts it out of scope."));
    }
    if fields.text("scope").is_none() && fields.int("scope_rule_id").is_some() {
        return Err(Rejection::field("scope", "Say whether that rule puts it in or out."));
    }
    // One that goes bad later disables itself alone; one that is typed is read back to whom types it.
    match fields.text("repeat").map(Repeat::parse) {
        Some(Err(no)) => Err(Rejection::field("repeat", no.message)),
        Some(Ok(Repeat::InTouch(_))) => Err(Rejection::field(
            "repeat",
            "Staying in touch belongs to the client and counts from the last contact. Set their days between \
             contacts, or type every 3 months.",
        )),
        Some(Ok(Repeat::OnEvent)) if fields.text("due").is_some() => Err(Rejection::field(
            "repeat",
            "What comes when it happens has no date. Empty the date, or type another repeat.",
        )),
        Some(Ok(Repeat::OnEvent)) if kind == "promise" => {
            Err(Rejection::field("repeat", "A promise has a date. Type a repeat with dates, or none."))
        }
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_promise_has_a_date() {
        let bare = Fields::new().with("title", "Roth figures").with("kind", "promise");
        assert_eq!(check(&bare).unwrap_err().field.as_deref(), Some("due"));
        assert!(check(&bare.with("due", "2026-11-19")).is_ok());
    }

    #[test]
    fn a_repeat_is_one_that_can_be_read() {
        let task = Fields::new().with("title", "Close the books").with("kind", "task");
        assert!(check(&task.clone().with("repeat", "every 3 months")).is_ok());
        for bad in ["every blue moon", "at most 90 days after contact"] {
            let no = check(&task.clone().with("repeat", bad)).unwrap_err();
            assert_eq!(no.field.as_deref(), Some("repeat"), "{bad}");
        }
        let event = task.with("repeat", "on event");
        assert!(check(&event).is_ok());
        assert_eq!(check(&event.with("due", "2026-11-27")).unwrap_err().field.as_deref(), Some("repeat"));
    }

    #[test]
    fn only_what_nobody_was_promised_moves_off_a_day_off() {
        assert_eq!(roll("task", false, false), Roll::Next);
        assert_eq!(roll("task", true, false), Roll::None, "a hard date");
        assert_eq!(roll("promise", false, false), Roll::None);
        assert_eq!(roll("request", false, true), Roll::None, "they were told the day");
    }
}
