use chrono::NaiveDate;
use ratatui::{Terminal, backend::TestBackend};

use super::super::{expectations, goals};
use crate::tui::widgets::list::RowState;
use crate::{
    acts::Book,
    clock::Clock,
    domain::{
        action::{Action, Consent, NewMember},
        record::{Fields, Kind, RecordId},
    },
    tui::{
        app::App,
        command::chord,
        msg::Msg,
        tabs::{Tab, TabId},
        testing::lines,
        theme::{Signs, Theme},
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
    let consent = Consent { by: vec![], dissents: vec![], on: d(on), how: "meeting".into(), evidence: None };
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
    let mut terminal = Terminal::new(TestBackend::new(width, height)).unwrap();
    terminal.draw(|frame| app.draw(frame)).unwrap();
    lines(terminal.backend().buffer()).join("\n")
}

fn press(app: &mut App, keys: &str) {
    for name in keys.split(' ') {
        app.handle(Msg::Key(chord::key(name).unwrap()));
    }
}

fn typed(app: &mut App, text: &str) {
    for letter in text.chars() {
        let name = if letter == ' ' { "Space".to_owned() } else { letter.to_string() };
        press(app, &name);
    }
}

fn focused(app: &App) -> RecordId {
    app.model.state().unwrap().list.row().unwrap().record.unwrap()
}

#[test]
fn goals_stand_under_what_they_need_with_the_detail_beside() {
    let (mut app, _) = small();
    let shown = drawn(&mut app, 120, 36);
    assert!(shown.contains(" Needs you 2   All 2   Retired 0"), "{shown}");
    assert!(shown.contains(" To propose  1"), "{shown}");
    assert!(shown.contains("▸ Hartley          One gift a year, unasked  drafted 23 Nov"), "{shown}");
    assert!(
        shown.contains("  Hartley          The cabin stays in the f… due today, 12 months on"),
        "{shown}"
    );
    press(&mut app, "j");
    let shown = drawn(&mut app, 120, 36);
    assert!(shown.contains("│ The cabin stays in the family     g1, version 1"), "{shown}");
    assert!(shown.contains("│ c c  still right, next look Mon 22 Nov 2027"), "{shown}");
    assert!(shown.contains("c re-exam  e change"), "{shown}");
}

#[test]
fn a_goal_is_agreed_with_one_spouse_missing() {
    let (mut app, _) = small();
    press(&mut app, "x");
    let shown = drawn(&mut app, 80, 24);
    assert!(shown.contains("[x] Ann  [x] Robert  · today") && shown.contains("· in a meeting"), "{shown}");
    assert!(!shown.contains("Claire"), "{shown}");
    press(&mut app, "Tab Space");
    let shown = drawn(&mut app, 80, 24);
    assert!(shown.contains("Mon 23 Nov 2026, today; Ann agrees, Robert not asked"), "{shown}");
    press(&mut app, "Enter");
    let detail = app.book.agreement(RecordId::new(Kind::Goal, 2)).unwrap().unwrap();
    assert_eq!(detail.row.str("state"), "agreed");
    assert_eq!(detail.agreed, "Mon 23 Nov 2026, meeting, by Ann; Robert not asked");
    assert!(app.model.layers.is_empty());
}

#[test]
fn nobody_agreeing_is_refused_and_the_sheet_stays() {
    let (mut app, _) = small();
    press(&mut app, "x Space Tab Space Enter");
    let shown = drawn(&mut app, 80, 24);
    assert!(shown.contains("✗ Nobody agreed yet. Space ticks a name."), "{shown}");
    press(&mut app, "Tab Tab Tab");
    press(&mut app, "Esc");
    assert_eq!(app.book.get(RecordId::new(Kind::Goal, 2)).unwrap().unwrap().str("state"), "draft");
}

#[test]
fn a_day_to_come_is_refused_in_the_sheet() {
    let (mut app, _) = small();
    press(&mut app, "x Tab Tab Ctrl-U");
    typed(&mut app, "30 dec 2026");
    press(&mut app, "Enter");
    let shown = drawn(&mut app, 80, 24);
    assert!(shown.contains("still to come"), "{shown}");
}

#[test]
fn reaffirming_moves_the_next_look_and_not_the_anchor() {
    let (mut app, _) = small();
    press(&mut app, "j c");
    let shown = drawn(&mut app, 80, 24);
    assert!(shown.contains("── c agreement due, for Hartley"), "{shown}");
    press(&mut app, "c Enter");
    let detail = app.book.agreement(RecordId::new(Kind::Goal, 1)).unwrap().unwrap();
    assert_eq!(detail.row.day("agreed_on"), Some(d("2025-11-21")));
    assert_eq!(detail.look_again, Some(d("2027-11-22")));
}

#[test]
fn a_change_makes_version_2_and_leaves_version_1_readable() {
    let (mut app, _) = small();
    press(&mut app, "j e Ctrl-E");
    typed(&mut app, " for ever");
    press(&mut app, "Ctrl-S");
    let shown = drawn(&mut app, 80, 24);
    assert!(shown.contains("Changed with them: The cabin stays in the family"), "{shown}");
    press(&mut app, "Enter");
    assert!(app.model.layers.is_empty(), "{:?}", app.model.message);
    press(&mut app, "> G z");
    let mut shown = String::new();
    for _ in 0..6 {
        shown.push_str(&drawn(&mut app, 80, 40));
        press(&mut app, "PgDn");
    }
    assert!(shown.contains("g1, version 2"), "{shown}");
    assert!(
        shown.contains("goal was The cabin stays in the family now The cabin stays in the family"),
        "{shown}"
    );
    assert!(shown.contains("Version 1, in force until 23 Nov"), "{shown}");
}

#[test]
fn the_third_deferral_in_a_row_is_refused_in_words() {
    let (mut app, _) = small();
    press(&mut app, "j");
    for day in ["1 dec", "3 dec"] {
        press(&mut app, "c r");
        typed(&mut app, day);
        press(&mut app, "Enter");
        typed(&mut app, "they travel");
        press(&mut app, "Enter");
    }
    assert_eq!(app.book.get(focused(&app)).unwrap().unwrap().int("deferrals"), Some(2));
    press(&mut app, "c r");
    let shown = drawn(&mut app, 80, 24);
    assert!(shown.contains("It was put off twice already."), "{shown}");
}

#[test]
fn retiring_asks_why_and_what_was_agreed_is_not_deleted() {
    let (mut app, _) = small();
    press(&mut app, "j D");
    assert!(drawn(&mut app, 80, 24).contains("It was agreed, so it stays readable; retire it instead."));
    press(&mut app, "A Enter");
    assert!(drawn(&mut app, 80, 24).contains("✗ A reason is kept with it. Type one."));
    typed(&mut app, "sold");
    press(&mut app, "Enter");
    assert_eq!(app.book.get(RecordId::new(Kind::Goal, 1)).unwrap().unwrap().str("state"), "retired");
    press(&mut app, "> >");
    let shown = drawn(&mut app, 120, 36);
    assert!(shown.contains("Retired 1") && shown.contains("│ Retired      Mon 23 Nov 2026: sold"), "{shown}");
}

#[test]
fn a_goal_that_is_achieved_says_what_comes_next() {
    let (mut app, _) = small();
    press(&mut app, "j x");
    typed(&mut app, "the boat");
    press(&mut app, "Enter");
    let row = app.book.get(RecordId::new(Kind::Goal, 1)).unwrap().unwrap();
    assert_eq!(
        (row.str("outcome"), row.str("learned"), row.str("state")),
        ("achieved", "the boat", "retired")
    );
}

#[test]
fn raising_needs_a_meeting_that_is_planned() {
    let (mut app, whose) = small();
    press(&mut app, "j c n");
    assert!(drawn(&mut app, 80, 24).contains("No meeting with Hartley is planned."));
    let fields = Fields::new().with("relationship_id", whose.id).with("day", d("2026-12-08"));
    app.book.execute(&Action::Add { kind: Kind::Meeting, fields }).unwrap();
    press(&mut app, "Ctrl-L c n");
    let shown = drawn(&mut app, 120, 36);
    assert!(shown.contains("due today, meeting"), "{shown}");
}

#[test]
fn marked_goals_of_two_clients_are_agreed_again_one_client_at_a_time() {
    let (mut app, _) = small();
    let other = household(&mut app.book, "Osei", vec![member("Kofi", "head")]);
    let id = goal(&mut app.book, other, "Retire at 60");
    agree(&mut app.book, id, "2025-11-20");
    let draft = goal(&mut app.book, other, "A boat");
    press(&mut app, "Ctrl-L V c c");
    press(&mut app, "Enter");
    let shown = drawn(&mut app, 80, 24);
    assert!(shown.contains("Reaffirmed:"), "{shown}");
    assert!(shown.contains(" not: "), "{shown}");
    let left: Vec<String> = app.model.state().unwrap().list.marked_keys();
    assert!(left.contains(&draft.to_string()), "{left:?}");
    let today = |app: &App| app.book.rows(Kind::Goal, &[("anchored_on", "2026-11-23".into())]).unwrap().len();
    assert_eq!(today(&app), 1);
    // The other client's rows are still marked: the same keys go on with them.
    press(&mut app, "c c");
    press(&mut app, "Enter");
    assert_eq!(today(&app), 2);
}

#[test]
fn a_goal_just_agreed_stays_greyed_in_its_group_and_the_cursor_steps_on() {
    let (mut app, client) = small();
    let first = goal(&mut app.book, client, "A boat");
    let second = goal(&mut app.book, client, "A garden");
    press(&mut app, "Ctrl-L >");
    app.model.tab_mut().unwrap().state_mut().list.focus_record(first);
    app.look();
    let place = |app: &App, id: RecordId| {
        app.model.state().unwrap().list.rows().position(|row| row.record == Some(id)).unwrap()
    };
    let before = (place(&app, first), place(&app, second));
    press(&mut app, "x Enter");
    assert_eq!(app.book.get(first).unwrap().unwrap().str("state"), "agreed");
    assert_eq!((place(&app, first), place(&app, second)), before);
    let state = |app: &App| {
        let list = &app.model.state().unwrap().list;
        (
            list.rows().find(|row| row.record == Some(first)).unwrap().state,
            list.row().and_then(|row| row.record),
        )
    };
    assert_eq!(state(&app).0, RowState::Decided);
    assert_ne!(state(&app).1, Some(first));
    press(&mut app, "u");
    assert_eq!(state(&app).0, RowState::Open);
    press(&mut app, "U Ctrl-L");
    assert_eq!(state(&app).0, RowState::Open);
    assert_ne!(place(&app, first), before.0);
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

#[test]
fn a_reading_joins_the_chart_with_its_target_line() {
    let (app_, whose) = small();
    let mut book = app_.book;
    funded(&mut book, whose);
    let mut app = app(book, Box::new(expectations::tab()));
    press(&mut app, ", v");
    typed(&mut app, "97");
    assert!(drawn(&mut app, 120, 36).contains("97 %, Mon 23 Nov 2026, today"));
    press(&mut app, "Enter");
    let shown = drawn(&mut app, 120, 36);
    assert!(shown.contains("│  97 │              ●"), "{shown}");
    assert!(shown.contains("│  95 ┼╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌ target"), "{shown}");
    assert!(shown.contains("97 % on 23 Nov ✓"), "{shown}");
    assert!(shown.contains("Never had the talk about yardsticks  1 client"), "{shown}");
    app.model.theme.signs = Signs::Ascii;
    assert!(drawn(&mut app, 120, 36).contains("|  95 +.................. target"));
}

#[test]
fn an_expectation_is_judged_not_kept_and_stands_first() {
    let (app_, whose) = small();
    let mut book = app_.book;
    let id = funded(&mut book, whose);
    let mut app = app(book, Box::new(expectations::tab()));
    press(&mut app, ", j");
    typed(&mut app, "not");
    press(&mut app, "Enter Enter");
    assert_eq!(app.book.get(id).unwrap().unwrap().str("outcome"), "not kept");
    press(&mut app, "Ctrl-L");
    let shown = drawn(&mut app, 120, 36);
    assert!(shown.contains(" Not kept  1") && shown.contains("✗ not kept"), "{shown}");
}

#[test]
fn columns_stand_under_each_other_whatever_the_names() {
    let mut book = crate::tui::testing::book();
    for name in ["Tanaka 田中", "👩‍👩‍👧 Ruiz", "Lefèvre", "A name that is longer than its column"]
    {
        let whose = household(&mut book, name, vec![member("Kim", "head")]);
        goal(&mut book, whose, "年金 and a house by the sea, with a garden");
    }
    let mut app = app(book, Box::new(goals::tab()));
    for (width, height) in [(40, 10), (60, 20), (80, 24), (109, 30), (120, 36), (200, 60)] {
        let shown = drawn(&mut app, width, height);
        let places: Vec<u16> = shown
            .lines()
            .filter(|line| line.contains("年金"))
            .filter_map(|line| {
                line.find("drafted 23 Nov")
                    .map(|at| crate::tui::widgets::text::width(line.get(..at).unwrap()))
            })
            .collect();
        assert!(
            places.len() >= 2 && places.windows(2).all(|two| two[0] == two[1]),
            "{width}: {places:?}\n{shown}"
        );
        for line in shown.lines() {
            assert_eq!(crate::tui::widgets::text::width(line), width, "{line:?}");
        }
    }
}

#[test]
fn an_empty_book_says_what_to_press() {
    let mut app = app(crate::tui::testing::book(), Box::new(goals::tab()));
    assert!(drawn(&mut app, 80, 24).contains("The book has no goals yet. a adds the first goal."));
    assert_eq!(app.model.tab().unwrap().id(), TabId::Goals);
    press(&mut app, "x");
    assert!(drawn(&mut app, 80, 24).contains("no row is chosen"));
}

#[test]
fn every_size_draws_the_sheet_and_the_page_whole() {
    for (width, height) in [(40, 10), (60, 20), (80, 24), (120, 36)] {
        let (mut app, _) = small();
        for keys in
            ["j", "x", "Esc", "k", "x", "Tab", "Tab", "Tab", "Down", "Esc", "Enter", "Esc", "c", "Esc"]
        {
            press(&mut app, keys);
            for line in drawn(&mut app, width, height).lines() {
                assert_eq!(crate::tui::widgets::text::width(line), width, "{keys}: {line:?}");
            }
        }
    }
    let (app_, whose) = small();
    let mut book = app_.book;
    funded(&mut book, whose);
    let mut app = app(book, Box::new(expectations::tab()));
    if std::env::var("SHOW").is_ok() {
        println!("{}", drawn(&mut app, 120, 36));
        press(&mut app, "> j");
        println!("{}", drawn(&mut app, 80, 24));
        press(&mut app, "c c");
        println!("{}\n{}", drawn(&mut app, 60, 20), drawn(&mut app, 40, 10));
    }
}
