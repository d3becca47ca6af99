//! What reading Today costs: what is over and done with costs nothing.
//!
//! **Invariant:** steps of the database are counted, never time.

use std::sync::atomic::Ordering;

use chrono::NaiveDate;

use crate::{
    acts::{
        Book,
        queue::{Seed, View},
    },
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

/// A relationship for which nothing is to be done for weeks, whatever is asked: all of its records but its own.
fn quiet(id: i64, records: &mut Vec<(Kind, Fields)>) {
    let of = || Fields::new().with("relationship_id", id);
    let mut add = |kind, fields| records.push((kind, fields));
    for n in 0..20_u32 {
        let day = NaiveDate::from_ymd_opt(2025, 1, 20).unwrap() + chrono::Months::new(n + 3);
        let call = of().with("day", day.to_string()).with("channel", "call").with("reached", true);
        add(Kind::Interaction, call.with("summary", "Call"));
        add(Kind::Share, of().with("interaction_id", (id - 4) * 20 + i64::from(n) + 1));
    }
    let agreed = |fields: Fields| {
        let fields = fields.with("state", "agreed").with("drafted_on", "2025-12-22");
        // Two years in the tiers C and D; half of the rest was reaffirmed since.
        let agreed = if id % 3 == 0 { "2026-01-20" } else { "2025-10-02" };
        let anchored = if id % 3 == 0 { "2026-10-28" } else { agreed };
        fields.with("agreed_on", agreed).with("anchored_on", anchored)
    };
    add(Kind::Goal, agreed(of().with("statement", "A boat")));
    add(Kind::Expectation, agreed(of().with("title", "Calm").with("topic", "success")));
    add(Kind::Acceptance, agreed(of().with("rule_id", 1)));
    for (day, again) in [("2025-03-03", "2025-09-03"), ("2025-09-10", "2027-09-10")] {
        let taught = of().with("rule_id", 1).with("day", day).with("understood", "yes");
        add(Kind::Training, taught.with("repeat_on", again));
        add(Kind::Talk, of().with("compared_with", "a fund").with("day", day).with("reinforce_on", again));
    }
    add(Kind::Measure, of().with("name", "Funded").with("target", 1).with("read_every", "quarter"));
    for day in ["2026-08-02", "2026-11-02"] {
        let reading = of().with("measure_id", id - 3).with("day", day);
        add(Kind::Reading, reading.with("value", 700_000));
    }
    // Three persons came with the small practice, before theirs.
    add(Kind::Person, Fields::new().with("name", format!("Head {id}")).with("birth_date", "1971-06-14"));
    add(Kind::Membership, of().with("person_id", id).with("role", "head").with("home", true));
    let days = Fields::new().with("person_id", id).with("label", "wedding");
    add(Kind::SpecialDate, days.clone().with("day", "--05-02").with("yearly", true));
    add(Kind::SpecialDate, days.with("day", "2019-11-25"));
    let task = || of().with("title", "Look").with("kind", "task").with("whose", "ours");
    add(Kind::FollowUp, task().with("state", "open").with("due", "2027-05-03"));
    let waiting = task().with("state", "waiting").with("due", "2026-11-02");
    add(Kind::FollowUp, waiting.with("ask_again_on", "2027-03-01"));
    add(
        Kind::FollowUp,
        task().with("state", "open").with("due", "2026-11-02").with("snoozed_until", "2027-02-01"),
    );
    add(Kind::Meeting, of().with("day", "2027-03-04").with("state", "planned"));
    let answered = format!("p{id}.birthday.2026");
    add(Kind::GapAnswer, of().with("gap", answered).with("reason", "done").with("day", "2026-06-14"));
}

/// The small practice, and beside it so many households for whom nothing is to be done.
fn quiet_book(households: i64) -> Book {
    let mut book = practice();
    let mut records = vec![(Kind::Rule, Fields::new().with("title", "No tips").with("state", "in force"))];
    for id in 4..households + 4 {
        let kind = if id % 7 == 0 { "prospect" } else { "client" };
        let stage = if id % 7 == 0 { "discovery" } else { "active" };
        let fields =
            Fields::new().with("name", format!("Quiet {id}")).with("kind", kind).with("stage", stage);
        let tier = ["B", "C", "D"][usize::try_from(id % 3).unwrap()];
        let fields = fields.with("tier", tier).with("entered_on", "2024-01-02");
        records.push((Kind::Relationship, fields.with("trusted_contact_declined_on", "2025-01-02")));
    }
    (4..households + 4).for_each(|id| quiet(id, &mut records));
    book.take_over("Took over", &records).unwrap();
    book
}

/// What a reading of each queue costs.
fn steps_of(views: [View; 3], households: i64) -> Vec<(Vec<Seed>, u64)> {
    let mut book = quiet_book(households);
    let counted = book.store_mut().count_steps();
    let mut cost = |view| {
        counted.store(0, Ordering::Relaxed);
        (book.seeds(view).unwrap(), counted.load(Ordering::Relaxed))
    };
    views.map(&mut cost).to_vec()
}

#[test]
fn a_queue_costs_what_is_due_however_many_households_there_are() {
    let views = [View::Today, View::Overdue, View::Upcoming];
    let (few, many) = (steps_of(views, 40), steps_of(views, 800));
    for ((view, few), many) in views.iter().zip(few).zip(many) {
        assert_eq!(few.0, many.0, "{view:?}");
        assert!(few.1 > 100 && many.1 <= few.1 * 2, "{view:?}: {} and {} steps", few.1, many.1);
    }
}

#[test]
fn today_and_what_the_next_days_bring_cost_what_is_due_however_many_households_there_are() {
    let cost = |households: i64| {
        let mut book = quiet_book(households);
        let counted = book.store_mut().count_steps();
        let found = book.today_and_next_days().unwrap();
        (found, counted.load(Ordering::Relaxed))
    };
    let (few, many) = (cost(40), cost(400));
    assert_eq!(few.0, many.0);
    assert!(few.1 > 100 && many.1 <= few.1 * 2, "{} and {} steps", few.1, many.1);
}

#[test]
fn the_counts_of_the_rulebook_grow_no_faster_than_the_book() {
    let cost = |households: i64| {
        let mut book = quiet_book(households);
        let counted = book.store_mut().count_steps();
        book.rule_lines().unwrap();
        book.db().rule_counts(None, book.today()).unwrap();
        counted.load(Ordering::Relaxed)
    };
    let (few, many) = (cost(40), cost(400));
    assert!(many <= few * 12, "{few} and {many} steps");
}
