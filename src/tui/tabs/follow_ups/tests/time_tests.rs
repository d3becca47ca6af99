//! Repeats, pauses and names on the desk.

use super::*;

fn find(app: &mut App, wanted: &str) {
    drawn(app, 80, 24);
    press(app, "g g");
    for _ in 0..12 {
        if app.focus().is_some_and(|focus| focus.name.contains(wanted)) {
            return;
        }
        press(app, "j");
    }
    panic!("no row {wanted}");
}

fn row(app: &App, id: &str) -> crate::domain::record::Row {
    app.book.get(id.parse().unwrap()).unwrap().unwrap()
}

fn add(app: &mut App, line: &str) {
    press(app, "a");
    typed(app, line);
    press(app, "Enter");
}

#[test]
fn a_repeat_is_said_with_its_next_five_dates_while_it_is_typed() {
    let mut app = desk(practice());
    let effects = {
        let at = crate::tui::app::at(&app.book, &app.clock, app.model.today, app.model.order);
        let preset = crate::domain::record::Fields::new().with("kind", "task").with("due", "2026-11-27");
        crate::tui::layers::record::add(Kind::FollowUp, preset, &at)
    };
    app.apply(effects);
    while !drawn(&mut app, 80, 24).iter().any(|line| line.starts_with("▸ Again")) {
        press(&mut app, "Tab");
    }
    typed(&mut app, "every 3 months");
    let shown = drawn(&mut app, 80, 24);
    line(&shown, "every 3 months on the 27th; a weekend moves it to Monday");
    line(&shown, "then Mon 1 Mar 2027, Thu 27 May 2027, Fri 27 Aug 2027");
    press(&mut app, "Ctrl-X");
    while !drawn(&mut app, 80, 24).iter().any(|line| line.starts_with("▸ Again")) {
        press(&mut app, "Tab");
    }
    typed(&mut app, "every blue moon");
    press(&mut app, "Tab");
    let shown = drawn(&mut app, 80, 24).join("\n");
    assert!(shown.contains("✗ \"blue\" means nothing in a repeat."), "{shown}");
}

#[test]
fn moving_one_of_a_repeat_asks_whether_the_later_ones_move() {
    let mut app = desk(practice());
    add(&mut app, "Close the books 23 nov every month on the 23rd nobody");
    find(&mut app, "Close the books");
    press(&mut app, "r");
    typed(&mut app, "25 nov");
    press(&mut app, "Enter");
    let shown = drawn(&mut app, 80, 24).join("\n");
    assert!(shown.contains("Move the later ones too: every month on the 25th"), "{shown}");
    press(&mut app, "Right Enter");
    assert_eq!(
        (row(&app, "f5").str("due"), row(&app, "f5").str("repeat")),
        ("2026-11-25", "every month on the 25th")
    );
    press(&mut app, "u");
    assert_eq!(row(&app, "f5").str("repeat"), "every month on the 23rd");
    find(&mut app, "Close the books");
    press(&mut app, "r");
    typed(&mut app, "25 nov");
    press(&mut app, "Enter Enter");
    assert_eq!(
        (row(&app, "f5").str("due"), row(&app, "f5").str("repeat")),
        ("2026-11-25", "every month on the 23rd")
    );
}

#[test]
fn what_comes_once_is_moved_without_a_question() {
    let mut app = desk(practice());
    find(&mut app, "Send the transfer form");
    press(&mut app, "r");
    typed(&mut app, "25 nov");
    press(&mut app, "Enter");
    assert!(app.model.layers.is_empty());
    assert_eq!(row(&app, "f3").str("due"), "2026-11-25");
}

#[test]
fn a_client_is_paused_with_a_form_of_three_fields() {
    let mut app = desk(practice());
    find(&mut app, "Send the transfer form");
    press(&mut app, ", z");
    let shown = drawn(&mut app, 80, 24);
    line(&shown, "New pause");
    while !drawn(&mut app, 80, 24).iter().any(|line| line.starts_with("▸ To")) {
        press(&mut app, "Tab");
    }
    typed(&mut app, "20 nov 2026");
    let shown = drawn(&mut app, 80, 24).join("\n");
    assert!(shown.contains("A pause ends on its first day or later: Fri 20 Nov 2026"), "as typed: {shown}");
    press(&mut app, "Ctrl-S");
    let shown = drawn(&mut app, 80, 24).join("\n");
    assert!(shown.contains("✗ A pause ends on its first day or later: Fri 20 Nov 2026"), "{shown}");
    press(&mut app, "Ctrl-U");
    typed(&mut app, "24 dec");
    press(&mut app, "Ctrl-S");
    let pauses = app.book.rows(Kind::Pause, &[]).unwrap();
    assert_eq!((pauses[0].int("relationship_id"), pauses[0].str("ends_on")), (Some(3), "2026-12-24"));
    let today = app.book.seeds(crate::acts::queue::View::Today).unwrap();
    assert!(!today.iter().any(|seed| seed.source.key() == "f3"), "the task rests");
    assert!(today.iter().any(|seed| seed.source.key() == "f1"), "others do not");
    press(&mut app, "u");
    assert!(app.book.rows(Kind::Pause, &[]).unwrap().is_empty());
}

#[test]
fn a_name_that_fits_several_is_offered_and_the_chosen_one_is_linked() {
    let mut book = practice();
    let fields = crate::domain::record::Fields::new().with("name", "Hartley trust").with("kind", "client");
    book.execute(&crate::domain::action::Action::Add { kind: Kind::Relationship, fields }).unwrap();
    let mut app = desk(book);
    find(&mut app, "Send the transfer form");
    press(&mut app, "a");
    typed(&mut app, "Call Hartley fri");
    press(&mut app, "Enter");
    let shown = drawn(&mut app, 80, 24).join("\n");
    assert!(shown.contains("Hartley household") && shown.contains("Hartley trust"), "{shown}");
    press(&mut app, "Right Enter");
    assert!(app.model.layers.is_empty());
    assert_eq!(row(&app, "f5").int("relationship_id"), Some(4));
}

#[test]
fn a_name_that_fits_several_means_the_client_one_stands_on() {
    let mut book = practice();
    let fields = crate::domain::record::Fields::new().with("name", "Hartley trust").with("kind", "client");
    book.execute(&crate::domain::action::Action::Add { kind: Kind::Relationship, fields }).unwrap();
    let mut app = desk(book);
    find(&mut app, "Roth conversion figures");
    add(&mut app, "Call Hartley fri");
    assert_eq!(row(&app, "f5").int("relationship_id"), Some(1));
}

#[test]
fn the_words_that_name_a_person_stay_and_the_household_is_linked() {
    let mut app = desk(practice());
    find(&mut app, "Send the transfer form");
    add(&mut app, "Ask Ann about the march statement");
    let row = row(&app, "f5");
    assert_eq!(
        (row.str("title"), row.int("relationship_id")),
        ("Ask Ann about the march statement", Some(1))
    );
}
