use crate::tui::{
    app::App,
    effect::Outside,
    msg::Msg,
    testing::{desk, drawn, practice, press, typed},
};

fn row(app: &App) -> String {
    app.model.state().unwrap().list.row().map(|row| row.key.clone()).unwrap_or_default()
}

fn tab(app: &App) -> &'static str {
    app.model.tab().unwrap().id().word()
}

#[test]
fn the_jump_history_goes_back_and_forward_over_tabs_rows_and_filters() {
    let mut app = desk(practice());
    press(&mut app, "j");
    let first = row(&app);
    press(&mut app, "1 /");
    typed(&mut app, "Tanaka");
    press(&mut app, "Enter 4");
    press(&mut app, "Ctrl-O");
    assert_eq!((tab(&app), row(&app).as_str()), ("clients", "c2"));
    assert_eq!(app.model.state().unwrap().filter, "Tanaka");
    press(&mut app, "Backspace");
    assert_eq!((tab(&app), row(&app)), ("follow-ups", first.clone()));
    press(&mut app, "Ctrl-N");
    assert_eq!((tab(&app), row(&app).as_str()), ("clients", "c2"));
    press(&mut app, "Ctrl-N");
    assert_eq!(tab(&app), "rules");
    press(&mut app, "Ctrl-N");
    assert!(app.model.message.as_ref().unwrap().words.contains("no place to go forward to"));
    press(&mut app, "Ctrl-O Ctrl-O 6 Ctrl-N");
    assert_eq!(tab(&app), "practice", "a new jump ends the way forward");
}

#[test]
fn a_jump_to_the_end_of_a_list_can_be_gone_back_on() {
    let mut app = desk(practice());
    let first = row(&app);
    press(&mut app, "G");
    assert_ne!(row(&app), first);
    press(&mut app, "Ctrl-O");
    assert_eq!(row(&app), first);
}

#[test]
fn a_page_that_was_left_by_a_jump_is_read_again_on_the_way_back() {
    let mut app = desk(practice());
    press(&mut app, "1 b");
    assert!(drawn(&mut app, 80, 24)[0].contains("Brief"));
    press(&mut app, "g f");
    assert_eq!((tab(&app), app.model.layers.len()), ("follow-ups", 0));
    press(&mut app, "Ctrl-O");
    assert_eq!(tab(&app), "clients");
    assert!(drawn(&mut app, 80, 24)[0].contains("Brief"));
    press(&mut app, "Ctrl-O");
    assert!(app.model.layers.is_empty(), "first off the page");
}

#[test]
fn a_zoomed_detail_is_a_place_too() {
    let mut app = desk(practice());
    drawn(&mut app, 120, 36);
    press(&mut app, "1 z");
    assert!(drawn(&mut app, 120, 36)[0].contains("Clients > Hartley household"));
    press(&mut app, "5 Ctrl-O");
    assert!(drawn(&mut app, 120, 36)[0].contains("Clients > Hartley household"));
    press(&mut app, "z");
    assert!(!drawn(&mut app, 120, 36)[0].contains("Clients >"));
}

#[test]
fn a_link_is_handed_over_unless_they_asked_for_none() {
    let mut app = desk(practice());
    press(&mut app, "1");
    let asked = |app: &mut App, keys: [&str; 2]| {
        let mut outside = Vec::new();
        for key in keys {
            outside.extend(app.handle(Msg::Key(crate::tui::command::chord::key(key).unwrap())));
        }
        outside
    };
    let [Outside::Launch(link)] = &asked(&mut app, ["g", "n"])[..] else { panic!("it rings") };
    assert_eq!(link.as_str(), "tel:5035550142");
    assert!(asked(&mut app, ["g", "m"]).is_empty());
    let said = |app: &App| app.model.message.as_ref().unwrap().words.clone();
    assert!(said(&app).contains("No e-mail address of Hartley"), "{}", said(&app));
    let fields = crate::domain::record::Fields::new().with("no_calls", true);
    let edit = crate::tui::desk::Action::Edit { targets: vec!["c1".parse().unwrap()], fields, seen: None };
    app.book.execute(&edit).unwrap();
    assert!(asked(&mut app, ["g", "n"]).is_empty());
    assert!(said(&app).contains("asked for no calls"), "{}", said(&app));
}

#[test]
fn the_page_is_copied_whole() {
    let mut app = desk(practice());
    press(&mut app, "1 y");
    let outside = app.handle(Msg::Key(crate::tui::command::chord::key("d").unwrap()));
    let [Outside::Copy(text)] = &outside[..] else { panic!("{outside:?}") };
    assert!(text.contains("People") && text.contains("Ann Hartley"), "{text}");
}
