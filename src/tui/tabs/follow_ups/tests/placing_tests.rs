use super::*;

#[test]
fn jumping_a_promise_asks_why_and_the_row_is_placed() {
    let mut app = desk(practice());
    press(&mut app, "j j K");
    let shown = drawn(&mut app, 80, 24);
    line(&shown, "It jumps a promise or a hard date. Why?");
    typed(&mut app, "bank closes at noon");
    press(&mut app, "Enter");
    let shown = drawn(&mut app, 80, 24);
    line(&shown, "Placed by you");
    let rows = app.book.rows(Kind::Placement, &[]).unwrap();
    assert_eq!(rows[0].str("reason"), "bank closes at noon");
}

#[test]
fn a_row_at_either_end_says_which_end_it_stands_at() {
    let mut app = desk(practice());
    press(&mut app, "K");
    line(&drawn(&mut app, 80, 24), "The row stands at the top of the list.");
    press(&mut app, "G J");
    line(&drawn(&mut app, 80, 24), "The row stands at the end of the list.");
}

fn section_of(app: &App, key: &str) -> &'static str {
    let seeds = app.book.seeds(View::Today).unwrap();
    seeds.iter().find(|seed| seed.source.key() == key).unwrap().section().heading()
}

#[test]
fn a_row_moved_by_hand_is_the_only_one_placed_and_the_marks_stay() {
    let mut app = desk(practice());
    let before = order(&app);
    press(&mut app, "Space G K");
    let after = order(&app);
    let last = before.len() - 1;
    assert_eq!((&after[last - 1], &after[last]), (&before[last], &before[last - 1]));
    assert_eq!(app.book.rows(Kind::Placement, &[]).unwrap().len(), 1);
    let placed: Vec<&String> = after.iter().filter(|key| section_of(&app, key) == "Placed by you").collect();
    assert_eq!(placed, [&before[last]]);
    assert_eq!(app.model.state().unwrap().list.marked(), 1);
    // Moved on, it is still one; the row it stands before may be done without taking it along.
    press(&mut app, "K");
    if !app.model.layers.is_empty() {
        typed(&mut app, "bank closes at noon");
        press(&mut app, "Enter");
    }
    assert_eq!(app.book.rows(Kind::Placement, &[]).unwrap().len(), 1);
    let at = order(&app).iter().position(|key| *key == before[last]).unwrap();
    let behind = order(&app)[at + 1].clone();
    let above = order(&app)[..at].to_vec();
    let until = "2026-11-30".parse().unwrap();
    app.book.execute(&Action::Snooze { items: vec![behind], until, reason: None }).unwrap();
    assert_eq!(order(&app)[..at], above);
    assert_eq!(order(&app)[at], before[last]);
}

#[test]
fn undoing_a_move_gives_the_row_its_own_place_back() {
    let mut app = desk(practice());
    let before = order(&app);
    press(&mut app, "G K u");
    assert_eq!(order(&app), before);
    press(&mut app, "g g s t");
    assert_eq!(order(&app).last(), before.first());
    press(&mut app, "u");
    assert_eq!(order(&app), before);
}

#[test]
fn a_row_moved_away_and_back_stands_under_its_own_heading_again() {
    let mut app = desk(practice());
    let before = order(&app);
    let last = before.last().unwrap();
    let own = section_of(&app, last);
    press(&mut app, "G K");
    assert_eq!(section_of(&app, last), "Placed by you");
    press(&mut app, "J");
    assert_eq!(order(&app), before);
    assert_eq!(section_of(&app, last), own);
    assert!(!drawn(&mut app, 80, 40).join("").contains("Placed by you"));
}
