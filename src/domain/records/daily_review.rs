//! A finished daily review, weekly pass or re-examination: what was decided, what was left, the musts of the day.
//!
//! **Invariant:** it is made by finishing a pass and says what was not looked at as plainly as what was done.

use super::prelude::*;

/// The declaration.
pub const SPEC: Spec = Spec {
    kind: Kind::DailyReview,
    table: "daily_review",
    noun: "review",
    plural: "finished passes",
    prefix: "dr",
    owner: Some("relationship_id"),
    title: "day",
    fields: &[
        field("day", "Day", Ty::Date, "of which day").past().by_act(),
        field("pass", "Pass", Ty::Choice(&["daily", "weekly", "re-examination"]), "which pass").by_act(),
        field("began_after", "Began after", Ty::Count, "the newest step of the book when it began").by_act(),
        field("minutes", "Minutes", Ty::Count, "time spent").by_act(),
        field("cards", "Cards", Ty::Count, "cards in all").by_act(),
        field("decided", "Decided", Ty::Count, "cards decided").by_act(),
        field("not_seen", "Not looked at", Ty::Count, "cards never looked at").by_act(),
        field("done", "What was decided", Ty::Long, "a line for each verb").by_act(),
        field("left_open", "Left", Ty::Long, "what was left open").by_act(),
        field("unseen", "Not looked at, by name", Ty::Long, "what was not looked at").by_act(),
        field("musts", "Musts", Ty::Long, "at most three for the day").by_act(),
        field("must_keys", "Musts, by id", Ty::Line, "the items of the queue they are").by_act(),
        field("line", "One line", Ty::Line, "what the day should be remembered for").by_act(),
        field("relationship_id", "With", Ty::Ref(Kind::Relationship), "of a re-examination: with whom")
            .by_act()
            .added(),
        field("with_whom", "Who sat there", Ty::Line, "who, how and when").by_act().added(),
        field("words", "Their words", Ty::Long, "what they said of it all").by_act().added(),
    ],
    check: sound,
};
