use crate::{
    domain::{record::Kind, records::saved_view::words_of},
    tui::{
        app::App,
        tabs::TabId,
        testing::{desk, drawn, practice, press, typed},
    },
};

fn golfers() -> App {
    let mut app = desk(practice());
    press(&mut app, "1 o");
    press(&mut app, "/");
    typed(&mut app, "tier:A");
    press(&mut app, "Enter v s");
    typed(&mut app, "Top");
    press(&mut app, "Enter");
    app
}

fn names(app: &App) -> Vec<(String, String)> {
    let rows = app.book.rows(Kind::SavedView, &[]).unwrap();
    rows.iter().map(|row| (row.str("name").to_owned(), row.str("query").to_owned())).collect()
}

#[test]
fn the_words_of_a_tab_are_its_views_in_their_places() {
    let mut app = desk(practice());
    for tab in TabId::ALL {
        app.show_tab(tab);
        let shown: Vec<&str> = app.model.state().unwrap().views.iter().map(|view| view.id).collect();
        let (known, _) = words_of(tab.word());
        assert!(tab == TabId::Practice || shown == known, "{tab:?}: {shown:?} {known:?}");
    }
}

#[test]
fn what_the_list_shows_is_kept_and_opened_again_from_another_tab() {
    let mut app = golfers();
    assert_eq!(names(&app), [("Top".to_owned(), "view:clients order:name tier:A".to_owned())]);
    let shown = drawn(&mut app, 80, 24);
    assert!(shown[2].contains("Ended") && shown[2].contains("Top"), "{shown:#?}");
    press(&mut app, "Esc 5 1");
    assert!(app.model.state().unwrap().filter.is_empty());
    press(&mut app, "v");
    assert!(drawn(&mut app, 80, 24).join("\n").contains("1 Top"));
    press(&mut app, "1");
    let state = app.model.state().unwrap();
    assert_eq!((state.filter.as_str(), state.sort, state.list.len()), ("tier:A", 1, 1));
    assert_eq!(state.saved_at(), Some(0));
    assert!(drawn(&mut app, 80, 24).join("\n").contains("View Top: tier:A, 1 of 3"));
}

#[test]
fn a_saved_view_has_its_rows_in_its_order_also_when_the_desk_is_opened_again() {
    let dir = tempfile::tempdir().unwrap();
    let clock = crate::clock::Clock::fixed("2026-11-23".parse().unwrap());
    let opened = || {
        let book = crate::acts::Book::open(&dir.path().join("book.db"), clock.clone()).unwrap();
        App::new(book, clock.clone(), crate::tui::tabs::all(), crate::tui::theme::Theme::default())
    };
    let names = |app: &App| -> Vec<String> {
        app.model.state().unwrap().list.rows().map(|row| row.name.clone()).collect()
    };
    let mut app = opened();
    for name in ["Zeller household", "Abbott household", "Meier household"] {
        let fields = crate::domain::record::Fields::new().with("name", name).with("tier", "A");
        let act = crate::domain::action::Action::Add { kind: Kind::Relationship, fields };
        app.book.execute(&act).unwrap();
    }
    press(&mut app, "1 o /");
    typed(&mut app, "tier:A");
    press(&mut app, "Enter v s");
    typed(&mut app, "Top");
    press(&mut app, "Enter");
    drawn(&mut app, 80, 24);
    let before = names(&app);
    assert!(before.len() == 3 && before.is_sorted(), "{before:?}");
    drop(app);
    let mut app = opened();
    press(&mut app, "1 v 1");
    drawn(&mut app, 80, 24);
    let state = app.model.state().unwrap();
    assert_eq!((state.saved_at(), state.sort, state.filter.as_str()), (Some(0), 1, "tier:A"));
    assert_eq!(names(&app), before);
}

#[test]
fn the_steps_of_views_go_through_the_saved_ones_and_leave_them_whole() {
    let mut app = golfers();
    let at = |app: &App| {
        let state = app.model.state().unwrap();
        (state.view, state.saved_at(), state.filter.clone(), state.sort)
    };
    press(&mut app, ">");
    assert_eq!(at(&app), (0, None, String::new(), 0), "round to the first, as it was");
    press(&mut app, "<");
    assert_eq!(at(&app), (0, Some(0), "tier:A".to_owned(), 1));
    press(&mut app, "<");
    assert_eq!(at(&app), (4, None, String::new(), 0));
}

#[test]
fn a_saved_view_is_renewed_by_its_name_renamed_deleted_and_every_step_is_undone() {
    let mut app = golfers();
    press(&mut app, "/");
    press(&mut app, "Ctrl-U");
    typed(&mut app, "#golf");
    press(&mut app, "Enter v s");
    typed(&mut app, "top");
    assert!(drawn(&mut app, 80, 24).join("\n").contains("Top is there; it becomes this view."));
    press(&mut app, "Enter");
    assert_eq!(names(&app), [("Top".to_owned(), "view:clients order:name #golf".to_owned())]);
    press(&mut app, "v v e");
    typed(&mut app, "Golfers");
    press(&mut app, "Enter");
    assert_eq!(names(&app)[0].0, "Golfers");
    press(&mut app, "D");
    assert!(names(&app).is_empty());
    press(&mut app, "u u u");
    assert_eq!(names(&app), [("Top".to_owned(), "view:clients order:name tier:A".to_owned())]);
    press(&mut app, "Enter");
    assert!(app.model.layers.is_empty());
    assert_eq!(app.model.state().unwrap().saved_at(), Some(0));
}

#[test]
fn what_needs_no_name_is_not_kept() {
    let mut app = desk(practice());
    let said = |app: &App| app.model.message.as_ref().unwrap().words.clone();
    press(&mut app, "1 v s");
    assert!(said(&app).contains("Narrow it with /"), "{}", said(&app));
    press(&mut app, "6 v s");
    assert!(said(&app).contains("no list"), "{}", said(&app));
    press(&mut app, "1 g o v s");
    assert!(said(&app).contains("Hartley") || said(&app).contains("everybody"), "{}", said(&app));
}
