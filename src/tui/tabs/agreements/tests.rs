//! What the tests of goals and expectations share.

mod against_tests;
mod life_tests;
mod list_tests;
mod marks_tests;
mod measures_tests;

use chrono::NaiveDate;

use super::super::{expectations, goals};
use crate::{
    acts::Book,
    clock::Clock,
    domain::{
        action::{Action, Consent, NewMember},
        record::{Fields, Kind, RecordId},
    },
    tui::{
        app::App,
        tabs::{Tab, TabId},
        testing::{self, press, typed},
        theme::{Signs, Theme},
        widgets::list::RowState,
    },
};

fn d(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn member(given: &str, role: &str) -> NewMember {
    let fields = Fields::new().with("name", format!("{given} Hartley")).with("given", given);
    NewMember { fields, role: role.into(), phone: None, email: None }
}

fn household(book: &mut Book, name: &str, members: Vec<NewMember>) -> RecordId {
    let fields = Fields::new()
        .with("name", format!("{name} household"))
        .with("tier", "A")
        .with("since", d("2024-01-08"));
    book.execute(&Action::AddHousehold { fields, members, tags: vec![] }).unwrap().ids[0]
}

fn goal(book: &mut Book, whose: RecordId, statement: &str) -> RecordId {
    let fields = Fields::new()
        .with("relationship_id", whose.id)
        .with("statement", statement)
        .with("target_date", d("2028-12-31"));
    book.execute(&Action::Add { kind: Kind::Goal, fields }).unwrap().ids[0]
}

fn agree(book: &mut Book, id: RecordId, on: &str) {
    let today = book.today();
    book.set_clock(Clock::fixed(d(on)));
    let whose = book.get(id).unwrap().unwrap().int("relationship_id").unwrap();
    let by = book.adults(whose).unwrap().iter().map(|person| person.id).collect();
    let consent = Consent { by, dissents: vec![], on: d(on), how: "meeting".into(), evidence: None };
    book.execute(&Action::Agree { agreements: vec![id], consent }).unwrap();
    book.set_clock(Clock::fixed(today));
}

/// Hartley with Ann, Robert and a child; one goal due today, one drafted.
fn small() -> (App, RecordId) {
    let mut book = crate::tui::testing::book();
    let whose = household(
        &mut book,
        "Hartley",
        vec![member("Ann", "head"), member("Robert", "spouse"), member("Claire", "child")],
    );
    let cabin = goal(&mut book, whose, "The cabin stays in the family");
    agree(&mut book, cabin, "2025-11-21");
    goal(&mut book, whose, "One gift a year, unasked");
    (app(book, Box::new(goals::tab())), whose)
}

fn app(book: Book, tab: Box<dyn Tab>) -> App {
    App::new(book, Clock::fixed(d("2026-11-23")), vec![tab], Theme::default())
}

fn drawn(app: &mut App, width: u16, height: u16) -> String {
    testing::drawn(app, width, height).join("\n")
}

fn focused(app: &App) -> RecordId {
    app.model.state().unwrap().list.row().unwrap().record.unwrap()
}

fn funded(book: &mut Book, whose: RecordId) -> RecordId {
    let measure = Fields::new()
        .with("relationship_id", whose.id)
        .with("name", "plan funded")
        .with("target", 950_000)
        .with("read_every", "quarter");
    let measure = book.execute(&Action::Add { kind: Kind::Measure, fields: measure }).unwrap().ids[0];
    for (day, value) in [("2026-02-01", 92), ("2026-05-01", 94), ("2026-08-01", 96)] {
        let fields =
            Fields::new().with("measure_id", measure.id).with("day", d(day)).with("value", value * 10_000);
        book.execute(&Action::Add { kind: Kind::Reading, fields }).unwrap();
    }
    let fields = Fields::new()
        .with("relationship_id", whose.id)
        .with("title", "Judge us by the plan")
        .with("topic", "success")
        .with("their_words", "Market up, so we should be up.")
        .with("measure_id", measure.id);
    let id = book.execute(&Action::Add { kind: Kind::Expectation, fields }).unwrap().ids[0];
    agree(book, id, "2025-12-04");
    id
}
