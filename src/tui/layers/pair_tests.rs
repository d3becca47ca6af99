use crate::{
    clock::Clock,
    domain::{
        action::Action,
        record::{Fields, Kind, Row},
    },
    tui::{
        app::App,
        testing::{desk, drawn, practice, press, typed},
    },
};

/// A desk on an exception that ends on Saturday.
fn app() -> App {
    let mut book = practice();
    let mut add = |kind, fields: Fields| book.execute(&Action::Add { kind, fields }).unwrap().ids[0].id;
    let rule = Fields::new().with("title", "Minimum fee").with("text", "2,400").with("topic", "fees");
    let rule = add(Kind::Rule, rule);
    let exception = Fields::new()
        .with("relationship_id", 2)
        .with("rule_id", rule)
        .with("what", "1,800 a year")
        .with("why", "the restaurant closed")
        .with("day", "2026-02-02")
        .with("until", "2026-11-28");
    add(Kind::Exception, exception);
    assert_eq!(book.clock().today(), Clock::fixed("2026-11-23".parse().unwrap()).today());
    let mut app = desk(book);
    drawn(&mut app, 80, 24);
    for _ in 0..12 {
        if app.focus().is_some_and(|focus| focus.keys == ["x1.expires"]) {
            return app;
        }
        press(&mut app, "j");
    }
    panic!("the exception is not in today's list");
}

fn exception(app: &App) -> Row {
    app.book.get("x1".parse().unwrap()).unwrap().unwrap()
}

fn screen(app: &mut App) -> String {
    drawn(app, 80, 24).join("\n")
}

#[test]
fn an_exception_is_renewed_with_its_day_and_its_reason_in_one_strip() {
    let mut app = app();
    press(&mut app, "x");
    let asked = screen(&mut app);
    assert!(asked.contains("Until") && asked.contains("Why") && asked.contains("in 92 days"), "{asked}");
    typed(&mut app, "1 mar");
    press(&mut app, "Enter Enter");
    assert!(screen(&mut app).contains("A few words are enough"), "{}", screen(&mut app));
    typed(&mut app, "it opens in March");
    press(&mut app, "Enter");
    let said = app.model.message.as_ref().unwrap().words.clone();
    assert!(said.starts_with("Exception renewed until Mon 1 Mar 2027: 1,800 a year, Tanaka"), "{said}");
    assert_eq!(exception(&app).str("until"), "2027-03-01");
    assert!(exception(&app).str("why").ends_with(": it opens in March"));
    press(&mut app, "u");
    assert_eq!(exception(&app).str("why"), "the restaurant closed");
}

#[test]
fn a_day_that_is_not_to_come_says_so_and_what_was_typed_comes_back() {
    let mut app = app();
    press(&mut app, "x");
    typed(&mut app, "yesterday");
    press(&mut app, "Enter");
    assert!(screen(&mut app).contains("✗"), "{}", screen(&mut app));
    press(&mut app, "Tab");
    typed(&mut app, "so they said");
    press(&mut app, "Esc x");
    let back = screen(&mut app);
    assert!(back.contains("yesterday") && back.contains("so they said"), "{back}");
    press(&mut app, "Ctrl-X Esc");
    assert_eq!(exception(&app).str("until"), "2026-11-28");
}

#[test]
fn an_exception_is_ended_with_the_key_that_drops_and_a_reason() {
    let mut app = app();
    press(&mut app, "X");
    typed(&mut app, "they pay again");
    press(&mut app, "Enter");
    let said = app.model.message.as_ref().unwrap().words.clone();
    assert!(said.starts_with("Exception ended: 1,800 a year, Tanaka"), "{said}");
    assert_eq!(exception(&app).str("ended_on"), "2026-11-23");
}
