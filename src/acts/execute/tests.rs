//! What acts do and refuse, on a real book in memory.

mod agreement_tests;
mod contact_tests;
mod decided_tests;
mod document_tests;
mod household_tests;
mod meeting_tests;
mod record_tests;

use crate::{
    acts::{Book, queue::View},
    clock::Clock,
    domain::{
        action::{Action, Consent, ContactLog, Decision, NewMember},
        card::{Card, HouseholdChoice, ImportStep},
        record::{Fields, Kind, RecordId, Row, Value},
        rejection::{Instead, Rejection},
    },
    tui::testing::practice,
};

fn id(text: &str) -> RecordId {
    text.parse().unwrap()
}

fn day(text: &str) -> chrono::NaiveDate {
    text.parse().unwrap()
}

fn add(book: &mut Book, kind: Kind, fields: Fields) -> RecordId {
    book.execute(&Action::Add { kind, fields }).unwrap().ids[0]
}

fn edit(book: &mut Book, of: &str, fields: Fields) -> Result<String, Rejection> {
    let action = Action::Edit { targets: vec![id(of)], fields, seen: None };
    book.execute(&action).map(|receipt| receipt.summary)
}

fn row(book: &Book, of: RecordId) -> Row {
    book.get(of).unwrap().unwrap()
}

fn consent(on: &str) -> Consent {
    Consent { by: vec![], dissents: vec![], on: day(on), how: "meeting".into(), evidence: None }
}

fn goal(book: &mut Book, of: i64, statement: &str) -> RecordId {
    add(book, Kind::Goal, Fields::new().with("relationship_id", of).with("statement", statement))
}

fn agreed(book: &mut Book, of: i64, on: &str) -> RecordId {
    let goal = goal(book, of, "A cabin, by the lake");
    book.execute(&Action::Agree { agreements: vec![goal], consent: consent(on) }).unwrap();
    goal
}

fn meeting(book: &mut Book, of: i64, on: &str) -> RecordId {
    add(book, Kind::Meeting, Fields::new().with("relationship_id", of).with("day", on))
}

fn contact(of: &[i64], fields: Fields) -> ContactLog {
    ContactLog {
        relationships: of.iter().map(|of| RecordId::new(Kind::Relationship, *of)).collect(),
        participants: vec![],
        fields: fields.with("summary", "spoke"),
        ..ContactLog::default()
    }
}

fn log(book: &mut Book, log: ContactLog) -> Result<RecordId, Rejection> {
    book.execute(&Action::Log(Box::new(log))).map(|receipt| receipt.ids[0])
}

/// A person of this name who moves in with a household.
fn member(of: &str, name: &str, role: &str) -> Action {
    let fields = Fields::new().with("name", name);
    let member = NewMember { fields, role: role.into(), ..NewMember::default() };
    Action::AddMember { relationship: id(of), member }
}

// Names.

#[test]
fn what_has_no_words_of_its_own_is_called_after_what_it_is_about() {
    let mut book = practice();
    let rule =
        Fields::new().with("topic", "process").with("title", "Call us first").with("text", "Call first.");
    add(&mut book, Kind::Rule, rule);
    let training = Fields::new().with("relationship_id", 1).with("rule_id", 1).with("day", "2026-11-23");
    let targets = vec![add(&mut book, Kind::Training, training)];
    let (seen, fields) = (Fields::new().with("note", "old"), Fields::new().with("note", "new"));
    let no = book.execute(&Action::Edit { targets, fields, seen: Some(seen) }).unwrap_err();
    assert!(no.message.starts_with("Note of Call us first was changed meanwhile"), "{no}");
}

#[test]
fn a_repeat_is_opened_once() {
    let mut book = practice();
    let fields = Fields::new().with("title", "Call").with("due", "2026-11-23").with("repeat", "every month");
    let task = add(&mut book, Kind::FollowUp, fields);
    book.execute(&Action::Done { items: vec![task], note: None }).unwrap();
    let no = book.execute(&Action::Reopen { items: vec![task] }).unwrap_err();
    assert!(no.message.starts_with("Call comes again as f6, due "), "{no}");
    book.execute(&Action::Done { items: vec![id("f6")], note: None }).unwrap();
    assert!(book.execute(&Action::Reopen { items: vec![task] }).is_ok());
}

#[test]
fn a_declined_request_that_is_opened_again_is_to_be_decided_again() {
    let mut book = practice();
    let decline = Action::Decide {
        item: id("f4"),
        decision: Decision::Decline { told: true },
        reason: Some("not ours".into()),
    };
    book.execute(&decline).unwrap();
    book.execute(&Action::Reopen { items: vec![id("f4")] }).unwrap();
    let row = row(&book, id("f4"));
    assert_eq!((row.str("decision"), row.str("reason"), row.day("decided_on")), ("", "", None));
    assert!(book.seeds(View::Requests).unwrap().iter().any(|seed| seed.source.key() == "f4"));
}

#[test]
fn a_snooze_to_a_day_that_is_not_ahead_is_refused() {
    let mut book = practice();
    let until = |until: &str, item: &str| Action::Snooze {
        items: vec![item.into()],
        until: day(until),
        reason: None,
    };
    for on in ["2026-11-22", "2026-11-23"] {
        for item in ["f1", "f3", "c1.gaps"] {
            let no = book.execute(&until(on, item)).unwrap_err();
            assert_eq!(no.field.as_deref(), Some("until"), "{item} {on}");
        }
    }
    let fields = Fields::new().with("title", "Call").with("due", "2026-12-20").with("kind", "task");
    let task = add(&mut book, Kind::FollowUp, fields);
    book.execute(&until("2026-11-25", &task.to_string())).unwrap();
    assert_eq!(row(&book, task).int("moves"), Some(0));
}

#[test]
fn of_several_derived_items_the_one_that_comes_later_is_named() {
    let mut book = practice();
    for of in [1, 2] {
        log(&mut book, contact(&[of], Fields::new().with("channel", "call").with("reached", true))).unwrap();
    }
    let items = || ["c1.gaps", "c1.contact", "c2.contact"].map(str::to_owned).to_vec();
    let no =
        book.execute(&Action::Snooze { items: items(), until: day("2026-12-28"), reason: None }).unwrap_err();
    assert!(no.message.starts_with("c2.contact, the contact with Tanaka 田中, comes only on "), "{no}");
    assert!(book.rows(Kind::Snooze, &[]).unwrap().is_empty());
    book.execute(&Action::Snooze { items: items(), until: day("2027-03-28"), reason: None }).unwrap();
    assert_eq!(book.rows(Kind::Snooze, &[]).unwrap().len(), 3);
}

// Undo.

#[test]
fn a_step_that_others_build_on_names_them() {
    let mut book = Book::memory(Clock::fixed(day("2026-11-23"))).unwrap();
    let first = book
        .execute(&Action::Add { kind: Kind::Relationship, fields: Fields::new().with("name", "Hartley") })
        .unwrap();
    let task = Fields::new().with("title", "Call about the 529").with("relationship_id", 1);
    let task = add(&mut book, Kind::FollowUp, task);
    let no = book.take_back(first.op).unwrap_err();
    assert_eq!(
        no.message,
        "follow-up f1 (Call about the 529) refers to it. Nothing was taken back; take back what came later first."
    );
    goal(&mut book, 1, "Retire together");
    let no = book.take_back(first.op).unwrap_err();
    assert!(no.message.contains("goal g1 (Retire together)") && no.message.contains("refer to it."), "{no}");
    let deleted = book.execute(&Action::Delete { targets: vec![task] }).unwrap();
    book.execute(&Action::Delete { targets: vec![id("c1")] }).unwrap();
    let no = book.take_back(deleted.op).unwrap_err();
    assert!(
        no.message.starts_with("follow-up f1 (Call about the 529) belongs to the client c1, which is gone."),
        "{no}"
    );
}

#[test]
fn a_step_whose_record_moved_on_names_the_later_step() {
    let mut book = practice();
    let first = book.execute(&Action::Stakes { items: vec![id("f1")], stakes: "high".into() }).unwrap();
    let later = book.execute(&Action::Stakes { items: vec![id("f1")], stakes: "low".into() }).unwrap();
    let no = book.take_back(first.op).unwrap_err();
    assert_eq!(
        no.message,
        format!(
            "follow-up f1 (Roth conversion figures) was changed again by op {0} ({1}). Nothing was taken back; take back op {0} first.",
            later.op, later.summary
        )
    );
}

// Text.

#[test]
fn a_text_is_found_in_all_that_is_a_clients_own() {
    let mut book = practice();
    log(&mut book, contact(&[1], Fields::new().with("notes", "They keep bees."))).unwrap();
    goal(&mut book, 2, "Sell the beehives");
    add(
        &mut book,
        Kind::Talk,
        Fields::new()
            .with("relationship_id", 3)
            .with("compared_with", "the Größe fund")
            .with("day", "2026-11-20"),
    );
    let holding = |text: &str| {
        let filter =
            crate::domain::filter::Filter::parse(text, book.today(), crate::domain::day::DayOrder::DayFirst);
        let holding = book.holding(&filter).unwrap();
        let asked = filter.full_texts().next().unwrap_or("").to_owned();
        (1..=3).filter(|id| holding.holds(*id, &asked)).collect::<Vec<_>>()
    };
    assert_eq!(holding("text:bees"), [1]);
    assert_eq!(holding("text:bee"), [1, 2]);
    assert_eq!(holding("text:be"), [1, 2]);
    assert_eq!(holding("text:Größe"), [3]);
    assert_eq!(holding("text:\"keep bees\""), [1]);
    assert_eq!(holding("text:lucía"), [3], "a member's name and their request");
    assert!(holding("text:%").is_empty() && holding("bees").is_empty());
}
