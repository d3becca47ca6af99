use crate::{
    domain::record::Kind,
    tui::{
        app::App,
        layers::testing::{all, app, press, shown, type_in},
    },
};

#[test]
fn a_card_left_halfway_comes_back_with_its_text() {
    let mut app = card_of_a_talk();
    press(&mut app, "Esc");
    assert!(shown(&mut app).contains("add       y S&P 500"), "{}", shown(&mut app));
    press(&mut app, "Esc i Tab Tab Enter");
    assert!(shown(&mut app).contains("this year"), "{}", shown(&mut app));
    press(&mut app, "Ctrl-S Ctrl-S");
    assert_eq!(all(&app, Kind::Talk)[0].str("period"), "this year");
}

#[test]
fn a_rule_is_found_by_a_part_of_its_name_and_an_exception_asks_why() {
    let mut app = app();
    press(&mut app, "i");
    type_in(&mut app, "Rules");
    press(&mut app, "Tab Tab");
    type_in(&mut app, "l whom");
    press(&mut app, "Enter");
    assert!(shown(&mut app).contains("taught    Whom to call; understood"), "{}", shown(&mut app));
    type_in(&mut app, "x whom text me on weekends eom");
    press(&mut app, "Enter");
    assert!(shown(&mut app).contains("Exception"), "{}", shown(&mut app));
    type_in(&mut app, "a newborn");
    press(&mut app, "Ctrl-S Ctrl-S");
    let made = all(&app, Kind::Exception);
    assert_eq!((made[0].str("what"), made[0].str("why")), ("text me on weekends", "a newborn"));
    assert_eq!((made[0].int("rule_id"), made[0].str("until")), (Some(1), "2026-11-30"));
    assert_eq!(all(&app, Kind::Training)[0].int("rule_id"), Some(1));
}

/// A sheet whose card of a talk has something typed into it.
fn card_of_a_talk() -> App {
    let mut app = app();
    press(&mut app, "i");
    type_in(&mut app, "A talk");
    press(&mut app, "Tab Tab");
    type_in(&mut app, "y S&P 500");
    press(&mut app, "Enter Shift-Tab");
    type_in(&mut app, ", this year");
    app
}

#[test]
fn a_line_changed_under_its_card_keeps_what_was_typed_into_the_card() {
    let mut app = card_of_a_talk();
    press(&mut app, "Esc");
    type_in(&mut app, " partly");
    press(&mut app, "Enter");
    let text = shown(&mut app);
    assert!(text.contains("this year") && text.contains("all of them partly"), "{text}");
    // Added and taken back, the line may be changed again.
    press(&mut app, "Ctrl-S Backspace Backspace Backspace");
    press(&mut app, "Enter");
    assert!(shown(&mut app).contains("this year"), "{}", shown(&mut app));
}

#[test]
fn a_card_that_waits_is_not_passed_over_when_its_line_is_gone() {
    let mut app = card_of_a_talk();
    press(&mut app, "Esc Ctrl-U Ctrl-S");
    let text = shown(&mut app);
    assert!(text.contains("this year") && text.contains("The card first"), "{text}");
    assert!(all(&app, Kind::Interaction).is_empty());
    press(&mut app, "Ctrl-X Esc Ctrl-U Ctrl-S");
    assert_eq!(all(&app, Kind::Interaction).len(), 1, "{}", shown(&mut app));
    assert!(all(&app, Kind::Talk).is_empty());
}

#[test]
fn the_line_of_an_exception_says_the_rule_what_is_allowed_until_when_and_why() {
    for (line, what, until, why) in [
        ("x Whom to call: 1,000 until eom because poor", "1,000", "2026-11-30", "poor"),
        ("x whom text me until 4 dec because a newborn", "text me", "2026-12-04", "a newborn"),
        ("x whom text me because they wait until spring", "text me", "", "they wait until spring"),
        ("x whom text me until it rains eom", "text me until it rains", "2026-11-30", ""),
    ] {
        let mut app = app();
        press(&mut app, "i");
        type_in(&mut app, "Rules");
        press(&mut app, "Tab Tab");
        type_in(&mut app, line);
        press(&mut app, "Enter");
        if why.is_empty() {
            type_in(&mut app, "so");
        }
        press(&mut app, "Ctrl-S Ctrl-S");
        let made = all(&app, Kind::Exception);
        assert_eq!(made.len(), 1, "{line}: {}", shown(&mut app));
        assert_eq!(
            (made[0].int("rule_id"), made[0].str("what"), made[0].str("until")),
            (Some(1), what, until)
        );
        assert_eq!(made[0].str("why"), if why.is_empty() { "so" } else { why });
    }
}
