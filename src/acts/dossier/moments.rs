//! Contacts and follow-ups as lines of a timeline.
//!
//! **Invariant:** what was not reached or dropped is told and muted, never left out.

use super::{Moment, push};
use crate::{
    acts::Book,
    domain::{day, record::Row, records::follow_up::is_finished},
};

impl Book {
    pub(super) fn contact_moment(row: &Row) -> Option<Moment> {
        let two_way = matches!(row.str("channel"), "call" | "meeting" | "video" | "event");
        let missed = two_way && !row.flag("reached");
        let what = match (missed, row.str("channel")) {
            (true, _) => "not reached".to_owned(),
            (_, channel @ ("meeting" | "video" | "event")) => channel.to_owned(),
            (_, channel) => format!("{channel} {}", row.str("direction")),
        };
        let minutes = row.int("minutes").map(|minutes| format!("{minutes} min: ")).unwrap_or_default();
        Some(Moment {
            day: row.day("day")?,
            what,
            text: format!("{minutes}{}", row.str("summary")),
            record: row.id,
            quiet: missed,
        })
    }

    /// A re-examination that was finished: `all agreements looked at with Ann and Robert, 7 of 8 decided; "..."`.
    pub(super) fn reexamined_said(row: &Row) -> String {
        let with = row.fields.text("with_whom").map(|with| format!(" with {with}")).unwrap_or_default();
        let (decided, cards) = (row.int("decided").unwrap_or(0), row.int("cards").unwrap_or(0));
        let words = row.fields.text("words").map(|words| format!("; \"{words}\"")).unwrap_or_default();
        format!("every agreement looked at again{with}: {decided} of {cards} decided{words}")
    }

    pub(super) fn follow_up_moments(&self, row: &Row, moments: &mut Vec<Moment>) {
        let by = if row.str("whose") == "theirs" { "by them" } else { "by us" };
        let due =
            row.day("due").map(|due| format!(", for {}", day::short(due, self.today()))).unwrap_or_default();
        match row.str("kind") {
            "promise" => {
                push(moments, row, "asked_on", "promise", format!("{by}: {}{due}", row.str("title")), false);
            }
            "request" => push(moments, row, "asked_on", "request", row.str("title").to_owned(), false),
            _ => {}
        }
        if is_finished(row.str("state")) {
            push(moments, row, "finished_on", row.str("state"), row.str("title").to_owned(), true);
        }
    }
}
