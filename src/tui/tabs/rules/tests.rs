use chrono::NaiveDate;

use super::Rules;
use crate::{
    clock::Clock,
    domain::{
        action::{Action, NewMember},
        record::{Fields, Kind, RecordId},
    },
    tui::{
        app::App,
        tabs::practice::Practice,
        testing::{self, press, typed},
        theme::Theme,
    },
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
    testing::drawn(app, width, height).join("\n")
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
    press(&mut app, "G k k Enter");
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

fn message(app: &App) -> String {
    app.model.message.as_ref().map(|message| message.words.clone()).unwrap_or_default()
}

fn trainings(app: &App) -> usize {
    app.book.rows(Kind::Training, &[]).unwrap().len()
}

#[test]
fn whom_to_teach_is_counted_as_it_is_listed_also_who_must_be_told_again() {
    let mut app = started();
    press(&mut app, "x");
    typed(&mut app, "tana");
    press(&mut app, "Enter Right Ctrl-S");
    assert_eq!(trainings(&app), 1, "{}", message(&app));
    press(&mut app, "Ctrl-L >");
    let state = app.model.state().unwrap();
    assert_eq!(state.views[1].count, Some(state.list.len() as u64));
    assert_eq!(state.list.len(), 39);
}

#[test]
fn marked_clients_are_taught_as_one_step() {
    let mut app = started();
    press(&mut app, "> Space Space Space x");
    let shown = drawn(&mut app, 80, 24);
    assert!(shown.contains("Whom to call, for what, 3 clients") && !shown.contains("Whom  "), "{shown}");
    press(&mut app, "Ctrl-S");
    assert!(message(&app).starts_with("Taught Whom to call, for what to 3 clients"), "{}", message(&app));
    assert_eq!((trainings(&app), rule(&app).untaught.len()), (3, 0));
    press(&mut app, "u");
    assert_eq!(trainings(&app), 0);
}

#[test]
fn marked_rules_are_withdrawn_where_they_can_be_and_the_rest_is_named() {
    let mut app = started();
    press(&mut app, "A");
    typed(&mut app, "never used");
    press(&mut app, "Enter Ctrl-L V A");
    let shown = drawn(&mut app, 80, 24);
    assert!(shown.contains("Withdraw 12 rules"), "{shown}");
    typed(&mut app, "a new rulebook");
    press(&mut app, "Enter");
    let said = message(&app);
    assert!(
        said.starts_with("Withdrew 12 rules; 1 not: the rule Whom to call, for what is withdrawn"),
        "{said}"
    );
    let withdrawn = |app: &App| app.book.rows(Kind::Rule, &[("state", "withdrawn".into())]).unwrap().len();
    assert_eq!(withdrawn(&app), 13);
    press(&mut app, "u");
    assert_eq!(withdrawn(&app), 1);
}

#[test]
fn acceptance_is_asked_of_one_client_and_the_others_stay_marked() {
    let mut app = started();
    press(&mut app, "> Space Space Space c c");
    assert!(drawn(&mut app, 80, 24).contains("Accepted by Hartley: Whom to call, for what"));
    press(&mut app, "Enter");
    assert!(message(&app).contains("2 not: the rule Whom to call, for what with"), "{}", message(&app));
    assert!(message(&app).contains(", still marked"), "{}", message(&app));
    assert_eq!(app.model.state().unwrap().list.marked(), 2);
    assert_eq!(rule(&app).accepted.len(), 1);
}

#[test]
fn marked_breaches_are_answered_together_but_not_those_that_are() {
    let mut app = started();
    for (client, answer) in [(1, "open"), (2, "open"), (3, "applied")] {
        let fields = Fields::new()
            .with("relationship_id", client)
            .with("rule_id", 1)
            .with("day", NaiveDate::from_ymd_opt(2026, 11, 17).unwrap())
            .with("what", "called the custodian");
        let id = app.book.execute(&Action::Add { kind: Kind::Breach, fields }).unwrap().ids[0];
        let fields = Fields::new().with("answer", answer);
        app.book.execute(&Action::Edit { targets: vec![id], fields, seen: None }).unwrap();
    }
    press(&mut app, "Ctrl-L > > > V x Enter");
    typed(&mut app, "told again");
    press(&mut app, "Enter");
    assert!(message(&app).contains("1 not: Osei's breach is answered already"), "{}", message(&app));
    let applied = app.book.rows(Kind::Breach, &[("answer_note", "told again".into())]).unwrap();
    assert_eq!(applied.len(), 2);
}

#[test]
fn a_row_of_whom_to_teach_does_not_delete_the_rule() {
    let mut app = started();
    press(&mut app, "> D");
    assert!(message(&app).starts_with("This row says whom to teach"), "{}", message(&app));
    assert!(app.book.get(RecordId::new(Kind::Rule, 1)).unwrap().is_some());
}

#[test]
fn the_filter_knows_tier_and_kind_of_the_rows_of_clients() {
    let mut app = started();
    press(&mut app, "> /");
    typed(&mut app, "tier:A");
    press(&mut app, "Enter");
    assert!(app.model.state().unwrap().list.is_empty());
    press(&mut app, "Esc /");
    typed(&mut app, "tier:b kind:rule osei");
    press(&mut app, "Enter");
    assert_eq!(app.model.state().unwrap().list.len(), 13);
}

#[test]
fn a_figure_is_found_by_what_is_shown_and_nothing_else_is_said_of_a_filter() {
    let mut app = app();
    press(&mut app, "6 /");
    typed(&mut app, "tier b");
    press(&mut app, "Enter");
    assert_eq!(app.model.state().unwrap().list.len(), 1);
    press(&mut app, "Esc /");
    typed(&mut app, "zzz");
    press(&mut app, "Enter");
    let shown = drawn(&mut app, 80, 24);
    assert!(shown.contains("Nothing fits zzz. Esc clears the filter."), "{shown}");
    assert!(!shown.contains("No client is in the book"), "{shown}");
}
