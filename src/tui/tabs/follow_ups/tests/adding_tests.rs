use super::*;

#[test]
fn quick_add_shows_what_it_understood_and_adds_it() {
    let mut app = desk(practice());
    press(&mut app, "a");
    typed(&mut app, "Call Hartley re 529 fri !high 20m");
    let shown = drawn(&mut app, 80, 24);
    line(&shown, "with    Hartley household, tier A");
    line(&shown, "due     Fri 27 Nov 2026, in 4 days");
    press(&mut app, "Enter");
    let row = app.book.get("f5".parse().unwrap()).unwrap().unwrap();
    assert_eq!(
        (row.str("title"), row.str("due"), row.int("relationship_id")),
        ("Call re 529", "2026-11-27", Some(1))
    );
}

#[test]
fn a_day_that_does_not_exist_keeps_the_line_open_and_adds_nothing() {
    let mut app = desk(practice());
    let before = app.book.rows(Kind::FollowUp, &[]).unwrap().len();
    press(&mut app, "a");
    typed(&mut app, "Send the page by 31 feb");
    let shown = drawn(&mut app, 80, 24);
    assert!(shown.iter().any(|line| line.contains("31 feb") && !line.contains("Send")), "{shown:#?}");
    press(&mut app, "Enter");
    assert_eq!(app.book.rows(Kind::FollowUp, &[]).unwrap().len(), before);
    assert_eq!(app.model.layers.len(), 1);
}

#[test]
fn after_the_first_household_is_undone_the_cursor_stands_on_the_first_choice() {
    let mut app = desk(book());
    press(&mut app, "Enter");
    typed(&mut app, "Marchetti household");
    press(&mut app, "Ctrl-S");
    press(&mut app, "u");
    line(&drawn(&mut app, 80, 24), "▸ Add your first household");
}

#[test]
fn the_first_run_leads_to_a_saved_client_with_the_keys_it_shows() {
    let mut app = desk(book());
    let shown = drawn(&mut app, 80, 24);
    line(&shown, "Your book is empty.");
    line(&shown, "▸ Add your first household");
    press(&mut app, "j j");
    let enter = crate::tui::command::chord::key("Enter").unwrap();
    let wishes = app.handle(crate::tui::msg::Msg::Key(enter));
    assert_eq!(wishes, [crate::tui::effect::Outside::Demo]);
    press(&mut app, "k k Enter");
    typed(&mut app, "Marchetti household");
    press(&mut app, "Tab");
    typed(&mut app, "Giulia Marchetti");
    let shown = drawn(&mut app, 80, 24);
    line(&shown, "New household");
    press(&mut app, "Ctrl-S");
    assert_eq!(app.book.rows(Kind::Relationship, &[]).unwrap().len(), 1);
    let shown = drawn(&mut app, 80, 24);
    line(&shown, "u undo");
    assert!(!shown.join("").contains("Your book is empty"), "{shown:#?}");
    press(&mut app, "1");
    line(&drawn(&mut app, 80, 24), "Marchetti");
}

#[test]
fn a_repeat_that_never_comes_is_told_as_it_is_typed_and_keeps_the_line_open() {
    for (line, why) in [
        ("Call Hartley every 0 months", "0 cannot be counted."),
        ("Call Hartley every -1", "-1 cannot be counted."),
        ("Call Hartley every 99999 years", "99999 is too many."),
        ("Call Hartley every blurday", "\"blurday\" is no weekday"),
        ("Call Hartley every 30 feb", "February has at most 29 days."),
    ] {
        let mut app = desk(practice());
        let before = app.book.rows(Kind::FollowUp, &[]).unwrap().len();
        press(&mut app, "a");
        typed(&mut app, line);
        let shown = drawn(&mut app, 80, 24).join("\n");
        assert!(shown.contains(why), "{shown}");
        press(&mut app, "Enter");
        assert_eq!(app.book.rows(Kind::FollowUp, &[]).unwrap().len(), before, "{line}");
        let shown = drawn(&mut app, 80, 24).join("\n");
        assert!(shown.contains(why) && shown.contains(line), "{shown}");
    }
}

#[test]
fn why_a_line_is_refused_stands_below_it_once() {
    for refused in ["Call Hartley 31 nov", "Call Hartley 90h"] {
        let mut app = desk(practice());
        press(&mut app, "a");
        typed(&mut app, refused);
        press(&mut app, "Enter");
        let shown = drawn(&mut app, 80, 24);
        let said = shown
            .iter()
            .filter(|line| line.contains("is no day") || line.contains("more than a day"))
            .count();
        assert_eq!(said, 1, "{shown:#?}");
    }
}
