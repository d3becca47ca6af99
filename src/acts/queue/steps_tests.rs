//! What reading Today costs: what is over and done with costs nothing.
//!
//! **Invariant:** steps of the database are counted, never time.

use std::sync::atomic::Ordering;

use crate::{
    acts::{Book, queue::View},
    domain::record::{Fields, Kind},
    tui::testing::practice,
};

/// A small practice with so many finished follow-ups and old calls.
fn book(past: usize) -> Book {
    let mut book = practice();
    let call = |n: usize| {
        let fields = Fields::new().with("relationship_id", 1).with("day", "2025-11-03");
        let fields = fields.with("channel", "call").with("reached", true);
        (Kind::Interaction, fields.with("summary", format!("Call {n}")))
    };
    let done = |n: usize| {
        let fields = Fields::new().with("relationship_id", 1).with("kind", "task").with("state", "done");
        let fields = fields.with("due", "2025-11-03").with("finished_on", "2025-11-04").with("whose", "ours");
        (Kind::FollowUp, fields.with("title", format!("Done {n}")))
    };
    let records: Vec<(Kind, Fields)> = (0..past).flat_map(|n| [call(n), done(n)]).collect();
    book.take_over("Took over what was before", &records).unwrap();
    book
}

#[test]
fn today_steps_over_what_is_done_however_much_it_is() {
    let steps = |past: usize| {
        let mut book = book(past);
        let counted = book.store_mut().count_steps();
        let seeds = book.seeds(View::Today).unwrap();
        (seeds.len(), counted.load(Ordering::Relaxed))
    };
    let (few, many) = (steps(20), steps(2000));
    assert_eq!(few.0, many.0);
    assert!(few.1 > 100, "{few:?}");
    assert!(many.1 <= few.1 * 2, "{few:?} {many:?}");
}
