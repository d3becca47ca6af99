use chrono::NaiveDate;
use ratatui::{Terminal, backend::TestBackend};

use super::Rules;
use crate::{
    clock::Clock,
    domain::{
        action::{Action, NewMember},
        record::{Fields, Kind, RecordId},
    },
    tui::{app::App, command::chord, msg::Msg, tabs::practice::Practice, testing::lines, theme::Theme},
};

fn app() -> App {
    let mut book = crate::tui::testing::book();
    for (name, person) in [("Hartley", "Ann"), ("Tanaka 田中", "Yuko"), ("Osei", "Kofi")] {
        let fields = Fields::new().with("name", format!("{name} household")).with("tier", "B");
        let member = NewMember {
            fields: Fields::new().with("name", format!("{person} {name}")).with("given", person),
            role: "head".into(),
            phone: None,
            email: None,
        };
        book.execute(&Action::AddHousehold { fields, members: vec![member], tags: vec![] }).unwrap();
    }
    let day = NaiveDate::from_ymd_opt(2026, 11, 23).unwrap();
    App::new(
        book,
        Clock::fixed(day),
        vec![Box::new(Rules::new()), Box::new(Practice::new())],
        Theme::default(),
    )
}

fn started() -> App {
    let mut app = app();
    press(&mut app, "Enter");
    app
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

fn rule(app: &App) -> crate::acts::rulebook::RuleDetail {
    app.book.rule(1).unwrap().unwrap()
}

#[test]
fn an_empty_rulebook_offers_the_starter_with_its_key() {
    let mut app = app();
    let shown = drawn(&mut app, 80, 24);
    assert!(shown.contains("Enter  starts with a rulebook of common rules"), "{shown}");
    press(&mut app, "Enter");
    let shown = drawn(&mut app, 120, 36);
    assert!(shown.contains(" Rulebook 13   To teach 39   Exceptions 0   Breaches"), "{shown}");
    assert!(shown.contains("accepted untaught excepted  broken"), "{shown}");
    assert!(shown.contains(" Whom to call\n") || shown.contains(" Whom to call  "), "{shown}");
    assert!(
        shown.contains("▸  Whom to call, for what                 0        3        0       0"),
        "{shown}"
    );
    assert!(shown.contains("│ Whom to call, for what            r1, version 1"), "{shown}");
}

#[test]
fn a_client_is_taught_and_no_longer_among_the_untaught() {
    let mut app = started();
    press(&mut app, "x");
    typed(&mut app, "tana");
    press(&mut app, "Enter Ctrl-S");
    let names: Vec<String> = rule(&app).untaught.iter().map(|named| named.who.clone()).collect();
    assert_eq!(names, ["Hartley", "Osei"], "{:?}", app.model.message);
}

#[test]
fn a_client_accepts_with_who_when_and_how_and_a_new_text_must_be_told() {
    let mut app = started();
    press(&mut app, "c c");
    typed(&mut app, "hart");
    press(&mut app, "Enter Ctrl-S");
    let shown = drawn(&mut app, 80, 24);
    assert!(shown.contains("Accepted by Hartley: Whom to call, for what"), "{shown}");
    press(&mut app, "Enter");
    assert_eq!(rule(&app).accepted.len(), 1, "{:?}", app.model.message);
    press(&mut app, "e");
    typed(&mut app, "First: ");
    let shown = drawn(&mut app, 80, 24);
    assert!(shown.contains("1 client accepted it and must be told"), "{shown}");
    press(&mut app, "Ctrl-S");
    let shown = drawn(&mut app, 80, 24);
    assert!(shown.contains("New version 2 of Whom to call, for what; 1 client to be told"), "{shown}");
    assert_eq!(rule(&app).versions.len(), 2);
    assert!(drawn(&mut app, 120, 50).contains("│ Version 1, since 23 Nov"));
}

#[test]
fn withdrawing_asks_why_and_says_who_accepted() {
    let mut app = started();
    press(&mut app, "A");
    typed(&mut app, "never used");
    press(&mut app, "Enter");
    assert_eq!(rule(&app).row.str("state"), "withdrawn");
    press(&mut app, "Ctrl-L G k");
    press(&mut app, "G e");
    assert!(drawn(&mut app, 80, 24).contains("This rule is withdrawn"), "{:?}", app.model.message);
}

#[test]
fn a_breach_is_answered_in_its_view() {
    let mut app = started();
    let fields = Fields::new()
        .with("relationship_id", 1)
        .with("rule_id", 1)
        .with("day", NaiveDate::from_ymd_opt(2026, 11, 17).unwrap())
        .with("what", "called the custodian about a trade");
    let id = app.book.execute(&Action::Add { kind: Kind::Breach, fields }).unwrap().ids[0];
    press(&mut app, "Ctrl-L > > >");
    let shown = drawn(&mut app, 120, 36);
    assert!(shown.contains("Breaches 1 open") && shown.contains(" To answer  1"), "{shown}");
    assert!(shown.contains("! 17 Nov, called the cus"), "{shown}");
    press(&mut app, "x Enter");
    typed(&mut app, "told again by telephone");
    press(&mut app, "Enter");
    assert_eq!(app.book.get(id).unwrap().unwrap().str("answer"), "applied");
}

#[test]
fn to_teach_lists_pairs_and_the_columns_stand() {
    let mut app = started();
    press(&mut app, ">");
    for (width, height) in [(40, 10), (60, 20), (80, 24), (120, 36)] {
        let shown = drawn(&mut app, width, height);
        let at = |name: &str| {
            let line = shown.lines().find(|line| line.contains(name)).unwrap_or("");
            line.find("never taught").map(|at| crate::tui::widgets::text::width(line.get(..at).unwrap()))
        };
        assert_eq!(at("Hartley"), at("Tanaka"), "{width}\n{shown}");
        assert!(at("Hartley").is_some(), "{shown}");
    }
}

#[test]
fn a_figure_of_the_practice_opens_its_rows() {
    let mut app = app();
    press(&mut app, "6");
    let shown = drawn(&mut app, 120, 36);
    assert!(shown.contains("Standing of the book  3 clients"), "{shown}");
    assert!(shown.contains("36 of 1,005 client hours planned, 3 %"), "{shown}");
    assert!(shown.contains("tier B"), "{shown}");
    press(&mut app, "G Enter");
    let shown = drawn(&mut app, 80, 24);
    assert!(shown.contains("Practice > tier B") && shown.contains("1 of 3"), "{shown}");
    assert!(shown.contains("Tanaka 田中"), "{shown}");
    press(&mut app, "Esc");
    assert!(app.model.layers.is_empty());
}

#[test]
fn their_rules_show_how_each_stands_with_one_client() {
    let mut app = started();
    let whose = crate::tui::tabs::Whose { id: RecordId::new(Kind::Relationship, 1), name: "Hartley".into() };
    app.model.tab_mut().unwrap().state_mut().whose = Some(whose);
    app.load(crate::tui::widgets::list::Keep::Nothing);
    let shown = drawn(&mut app, 80, 24);
    assert!(shown.contains("? not accepted   ! never taught"), "{shown}");
}
