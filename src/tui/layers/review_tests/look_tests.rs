//! What a pass looks like: empty, weekly, and at every size.

use super::*;

#[test]
fn an_empty_today_says_what_comes_next() {
    let mut app = desk(Book::memory(clock()).unwrap());
    press(&mut app, "R");
    let screen = shown(&mut app, 80, 24);
    assert!(screen.contains("Nothing stands for today.") && screen.contains("The book is empty"), "{screen}");
    press(&mut app, "Enter");
    assert!(app.model.layers.is_empty());
    let fields = Fields::new().with("title", "Close the books").with("due", "2026-11-27");
    app.book.execute(&Action::Add { kind: Kind::FollowUp, fields }).unwrap();
    press(&mut app, "R");
    let screen = shown(&mut app, 80, 24);
    assert!(screen.contains("Next comes Fri 27 Nov"), "{screen}");
}

#[test]
fn the_weekly_pass_asks_what_waits_what_wakes_and_what_is_to_be_prepared() {
    let mut book = morning();
    book.execute(&Action::Snooze {
        items: vec!["f5".into()],
        until: "2026-11-26".parse().unwrap(),
        reason: None,
    })
    .unwrap();
    let fields =
        Fields::new().with("title", "Next week").with("relationship_id", 3).with("day", "2026-12-02");
    add(&mut book, Kind::Meeting, fields);
    let place = book.review(Pass::Weekly).unwrap();
    let cards: Vec<(&str, Group)> = place.cards.iter().map(|card| (card.key.as_str(), card.group)).collect();
    assert!(cards.contains(&("f3", Group::Waiting)), "{cards:?}");
    assert!(cards.contains(&("f5", Group::Waking)), "{cards:?}");
    assert!(cards.contains(&("mt3", Group::Preparing)), "{cards:?}");
    let mut app = desk(book);
    press(&mut app, ":");
    typed(&mut app, "weekly");
    press(&mut app, "Enter");
    assert!(shown(&mut app, 80, 24).starts_with(" Weekly pass   1 of "), "{}", shown(&mut app, 80, 24));
    // What waits on them is asked of them, here as in the morning.
    go_to(&mut app, "f3");
    assert!(shown(&mut app, 80, 24).contains("they kept it: it is done"), "{}", shown(&mut app, 80, 24));
}

#[test]
fn a_card_stands_whole_on_a_small_and_on_a_wide_screen() {
    let mut app = desk(morning());
    press(&mut app, "R");
    go_to(&mut app, "c1.reexam");
    insta::assert_snapshot!("card_80x24", shown(&mut app, 80, 24));
    insta::assert_snapshot!("card_120x36", shown(&mut app, 120, 36));
    press(&mut app, "Home x Enter");
    app.model.message = None;
    press(&mut app, "G");
    insta::assert_snapshot!("end_80x24", shown(&mut app, 80, 24));
}

#[test]
fn no_size_of_a_screen_breaks_a_card() {
    let mut app = desk(morning());
    press(&mut app, "R");
    for (width, height) in [(40, 10), (60, 20), (79, 12), (110, 24), (200, 60)] {
        for _ in 0..=place(&app).cards.len() {
            drawn(&mut app, width, height);
            press(&mut app, "s");
            drawn(&mut app, width, height);
            press(&mut app, "Esc j");
        }
        press(&mut app, "Home");
    }
}
