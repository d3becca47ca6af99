use super::*;
use crate::tui::{
    effect::Outside,
    model::Pane,
    msg::Msg,
    testing::{book, desk, drawn, practice, press},
    widgets::text,
};

/// Clicks on the first cell of a text on the screen, counting columns as the terminal does.
fn click(app: &mut App, words: &str) -> Vec<Outside> {
    let (x, y) = place(app, words);
    app.handle(Msg::Mouse(Mouse::Click(x, y)))
}

fn place(app: &mut App, words: &str) -> (u16, u16) {
    let (width, height) = app.model.size;
    let shown = drawn(app, width, height);
    let y =
        shown.iter().position(|line| line.contains(words)).unwrap_or_else(|| panic!("{words}: {shown:#?}"));
    let before = shown[y].split(words).next().unwrap();
    (text::width(before), u16::try_from(y).unwrap())
}

fn wide() -> App {
    let mut app = desk(practice());
    press(&mut app, "5");
    app.model.size = (120, 36);
    drawn(&mut app, 120, 36);
    app
}

fn focused(app: &App) -> String {
    app.model.tab().unwrap().state().list.row().unwrap().name.clone()
}

#[test]
fn a_click_on_a_row_selects_it_and_its_detail_is_shown() {
    let mut app = wide();
    click(&mut app, "Letter on the yen");
    assert!(focused(&app).contains("yen"), "{}", focused(&app));
    assert!(drawn(&mut app, 120, 36).iter().any(|line| line.contains("│ Tanaka")));
    assert_eq!(app.model.pane, Pane::List);
}

#[test]
fn a_second_click_on_the_row_opens_it_and_one_later_only_selects() {
    let mut app = wide();
    let (x, y) = place(&mut app, "Letter on the yen");
    let at_the_row = |app: &mut App| {
        app.handle(Msg::Mouse(Mouse::Click(x, y)));
        drawn(app, 120, 36);
    };
    at_the_row(&mut app);
    at_the_row(&mut app);
    assert!(app.model.pane == Pane::Detail || !app.model.layers.is_empty());
    let mut app = wide();
    at_the_row(&mut app);
    app.model.clicked = app.model.clicked.map(|(cell, then)| (cell, then - TimeDelta::seconds(2)));
    at_the_row(&mut app);
    assert!(app.model.pane == Pane::List && app.model.layers.is_empty());
}

#[test]
fn a_click_on_a_tab_or_a_view_switches() {
    let mut app = wide();
    click(&mut app, "3 Expectations");
    assert_eq!(app.model.tab().unwrap().id(), crate::tui::tabs::TabId::Expectations);
    click(&mut app, "5 Follow-ups");
    click(&mut app, "Overdue 3");
    assert_eq!(app.model.state().unwrap().view_id(), "overdue");
}

#[test]
fn a_click_on_a_hint_presses_its_key_once() {
    let mut app = wide();
    click(&mut app, "? help");
    assert!(drawn(&mut app, 120, 36)[0].contains("Help"));
    press(&mut app, "Esc");
    let (x, y) = place(&mut app, "s snooze");
    app.handle(Msg::Mouse(Mouse::Click(x + 3, y)));
    assert_eq!(app.model.layers.len(), 1, "the strip");
    drawn(&mut app, 120, 36);
    click(&mut app, "w Mon");
    assert!(app.model.layers.is_empty());
    let said = app.model.message.as_ref().unwrap().words.clone();
    assert!(said.contains("undo"), "{said}");
    let mut app = wide();
    let (x, y) = place(&mut app, ": commands");
    app.handle(Msg::Mouse(Mouse::Click(x, y)));
    drawn(&mut app, 120, 36);
    app.handle(Msg::Mouse(Mouse::Click(x, y)));
    assert_eq!(app.model.layers.len(), 1, "the second half of a double click presses nothing");
}

#[test]
fn the_wheel_scrolls_what_is_under_it() {
    let mut app = wide();
    let first = focused(&app);
    app.handle(Msg::Mouse(Mouse::WheelDown(100, 20)));
    assert_eq!(focused(&app), first, "over the detail the list stays");
    app.handle(Msg::Mouse(Mouse::WheelDown(10, 12)));
    assert_ne!(focused(&app), first);
}

#[test]
fn a_click_chooses_in_the_palette_and_another_runs_it() {
    let mut app = wide();
    press(&mut app, ":");
    crate::tui::testing::typed(&mut app, "history of");
    click(&mut app, "History of this record");
    assert_eq!(app.model.layers.len(), 1);
    click(&mut app, "History of this record");
    assert!(drawn(&mut app, 120, 36)[0].contains("History"));
    click(&mut app, "All ");
    assert!(drawn(&mut app, 120, 36)[0].contains("of the whole book"));
}

#[test]
fn what_lies_under_a_layer_is_not_clicked() {
    let mut app = wide();
    press(&mut app, ":");
    let before = app.model.active;
    click(&mut app, "1 Clients");
    assert_eq!((app.model.active, app.model.layers.len()), (before, 1));
    let (x, y) = place(&mut app, "Letter on the yen");
    app.handle(Msg::Mouse(Mouse::Click(x, y)));
    assert!(!focused(&app).contains("yen"));
}

#[test]
fn a_click_on_the_way_out_quits() {
    let mut app = desk(book());
    drawn(&mut app, 80, 24);
    assert_eq!(click(&mut app, "q quit"), [Outside::Quit]);
}

#[test]
fn an_empty_book_can_be_begun_with_the_mouse() {
    let mut app = desk(book());
    drawn(&mut app, 80, 24);
    click(&mut app, "Import contacts");
    assert_eq!(app.model.tab().unwrap().state().list.row().unwrap().key, "start.import");
}

#[test]
fn nothing_is_clicked_that_a_key_has_changed_since() {
    let mut app = wide();
    let (x, y) = place(&mut app, "? help");
    press(&mut app, "1");
    app.handle(Msg::Mouse(Mouse::Click(x, y)));
    assert!(app.model.layers.is_empty(), "the frame with that hint is gone");
}

#[test]
fn the_keys_of_a_hint_have_their_columns() {
    assert_eq!(keys_of("j k"), [(0, "j"), (2, "k")]);
    assert_eq!(keys_of("Left Right"), [(0, "Left"), (5, "Right")]);
    assert_eq!(keys_of("Ctrl-S"), [(0, "Ctrl-S")]);
}

#[test]
fn a_click_on_a_saved_view_shows_it_and_one_on_a_view_of_the_tab_leaves_it() {
    let mut app = wide();
    press(&mut app, "1 /");
    crate::tui::testing::typed(&mut app, "tier:A");
    press(&mut app, "Enter v s");
    crate::tui::testing::typed(&mut app, "Top ones");
    press(&mut app, "Enter Esc");
    let look = |app: &App| {
        let state = app.model.state().unwrap();
        (state.filter.clone(), state.view, state.saved_at())
    };
    click(&mut app, "Top ones");
    assert_eq!(look(&app), ("tier:A".to_owned(), 0, Some(0)));
    click(&mut app, "Prospects");
    assert_eq!(look(&app), (String::new(), 1, None));
    press(&mut app, "v");
    click(&mut app, "1 Top ones");
    assert_eq!(look(&app), ("tier:A".to_owned(), 0, Some(0)));
}
