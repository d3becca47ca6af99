use super::*;

#[test]
fn a_goal_is_agreed_with_one_spouse_missing() {
    let (mut app, _) = small();
    press(&mut app, "x");
    let shown = drawn(&mut app, 80, 24);
    assert!(shown.contains("[x] Ann  [x] Robert  · today") && shown.contains("· in a meeting"), "{shown}");
    assert!(!shown.contains("Claire"), "{shown}");
    press(&mut app, "Tab Space");
    let shown = drawn(&mut app, 80, 24);
    assert!(shown.contains("Mon 23 Nov 2026, today; Ann agrees, Robert not asked"), "{shown}");
    press(&mut app, "Enter");
    let detail = app.book.agreement(RecordId::new(Kind::Goal, 2)).unwrap().unwrap();
    assert_eq!(detail.row.str("state"), "agreed");
    assert_eq!(detail.agreed, "Mon 23 Nov 2026, meeting, by Ann; Robert not asked");
    assert!(app.model.layers.is_empty());
}

#[test]
fn nobody_agreeing_is_refused_and_the_sheet_stays() {
    let (mut app, _) = small();
    press(&mut app, "x Space Tab Space Enter");
    let shown = drawn(&mut app, 80, 24);
    assert!(shown.contains("✗ Nobody agreed yet. Space ticks a name."), "{shown}");
    press(&mut app, "Tab Tab Tab");
    press(&mut app, "Esc");
    assert_eq!(app.book.get(RecordId::new(Kind::Goal, 2)).unwrap().unwrap().str("state"), "draft");
}

#[test]
fn a_day_to_come_is_refused_in_the_sheet() {
    let (mut app, _) = small();
    press(&mut app, "x Tab Tab Ctrl-U");
    typed(&mut app, "30 dec 2026");
    press(&mut app, "Enter");
    let shown = drawn(&mut app, 80, 24);
    assert!(shown.contains("still to come"), "{shown}");
}

#[test]
fn reaffirming_moves_the_next_look_and_not_the_anchor() {
    let (mut app, _) = small();
    press(&mut app, "j c");
    let shown = drawn(&mut app, 80, 24);
    assert!(shown.contains("── c agreement due, for Hartley"), "{shown}");
    press(&mut app, "c Enter");
    let detail = app.book.agreement(RecordId::new(Kind::Goal, 1)).unwrap().unwrap();
    assert_eq!(detail.row.day("agreed_on"), Some(d("2025-11-21")));
    assert_eq!(detail.look_again, Some(d("2027-11-22")));
}

#[test]
fn a_change_makes_version_2_and_leaves_version_1_readable() {
    let (mut app, _) = small();
    press(&mut app, "j e Ctrl-E");
    typed(&mut app, " for ever");
    press(&mut app, "Ctrl-S");
    let shown = drawn(&mut app, 80, 24);
    assert!(shown.contains("Changed with them: The cabin stays in the family"), "{shown}");
    press(&mut app, "Enter");
    assert!(app.model.layers.is_empty(), "{:?}", app.model.message);
    press(&mut app, "> G z");
    let mut shown = String::new();
    for _ in 0..6 {
        shown.push_str(&drawn(&mut app, 80, 40));
        press(&mut app, "PgDn");
    }
    assert!(shown.contains("g1, version 2"), "{shown}");
    assert!(shown.contains("goal: The cabin stays in the family {+for ever+}"), "{shown}");
    assert!(shown.contains("Version 1, in force until 23 Nov"), "{shown}");
}

#[test]
fn the_third_deferral_in_a_row_is_refused_in_words() {
    let (mut app, _) = small();
    press(&mut app, "j");
    for day in ["1 dec", "3 dec"] {
        press(&mut app, "c r");
        typed(&mut app, day);
        press(&mut app, "Enter");
        typed(&mut app, "they travel");
        press(&mut app, "Enter");
    }
    assert_eq!(app.book.get(focused(&app)).unwrap().unwrap().int("deferrals"), Some(2));
    press(&mut app, "c r");
    let shown = drawn(&mut app, 80, 24);
    assert!(shown.contains("It was put off twice already."), "{shown}");
}

#[test]
fn retiring_asks_why_and_what_was_agreed_is_not_deleted() {
    let (mut app, _) = small();
    press(&mut app, "j D");
    assert!(drawn(&mut app, 80, 24).contains("It was agreed, so it stays readable; retire it instead."));
    press(&mut app, "A Enter");
    assert!(drawn(&mut app, 80, 24).contains("✗ A reason is kept with it. Type one."));
    typed(&mut app, "sold");
    press(&mut app, "Enter");
    assert_eq!(app.book.get(RecordId::new(Kind::Goal, 1)).unwrap().unwrap().str("state"), "retired");
    press(&mut app, "> >");
    let shown = drawn(&mut app, 120, 36);
    assert!(shown.contains("Retired 1") && shown.contains("│ Retired      Mon 23 Nov 2026: sold"), "{shown}");
}

#[test]
fn a_goal_that_is_achieved_says_what_comes_next() {
    let (mut app, _) = small();
    press(&mut app, "j x");
    press(&mut app, "Enter");
    assert!(drawn(&mut app, 80, 24).contains("✗ Say what comes next; \"nothing\" is an answer too."));
    typed(&mut app, "the boat");
    press(&mut app, "Enter");
    typed(&mut app, "start early");
    press(&mut app, "Enter");
    let row = app.book.get(RecordId::new(Kind::Goal, 1)).unwrap().unwrap();
    assert_eq!(
        (row.str("outcome"), row.str("comes_next"), row.str("learned"), row.str("state")),
        ("achieved", "the boat", "start early", "retired")
    );
}

#[test]
fn raising_needs_a_meeting_that_is_planned() {
    let (mut app, whose) = small();
    press(&mut app, "j c n");
    assert!(drawn(&mut app, 80, 24).contains("No meeting with Hartley is planned."));
    let fields = Fields::new().with("relationship_id", whose.id).with("day", d("2026-12-08"));
    app.book.execute(&Action::Add { kind: Kind::Meeting, fields }).unwrap();
    press(&mut app, "Ctrl-L c n");
    let shown = drawn(&mut app, 120, 36);
    assert!(shown.contains("due today, meeting"), "{shown}");
}

#[test]
fn what_shows_an_agreement_is_typed_with_it_and_a_file_attached() {
    let dir = tempfile::tempdir().unwrap();
    let scan = dir.path().join("notes.jpg");
    std::fs::write(&scan, b"scan").unwrap();
    let (mut app, _) = small();
    drawn(&mut app, 80, 24);
    press(&mut app, "j");
    let cabin = focused(&app);
    press(&mut app, "c c Tab Tab Tab Tab");
    typed(&mut app, "notes of 21 November");
    let shown = drawn(&mut app, 80, 24);
    assert!(shown.contains("Shown by") && shown.contains("shown by notes of 21 November"), "{shown}");
    press(&mut app, "Tab");
    assert!(drawn(&mut app, 80, 24).contains("[x] Ann"), "Tab goes around");
    press(&mut app, "Enter");
    let events = app.book.of(Kind::AgreementEvent, 1).unwrap();
    let last = events.last().unwrap();
    assert_eq!((last.str("what"), last.str("evidence")), ("reaffirmed", "notes of 21 November"));
    app.model.tab_mut().unwrap().state_mut().list.focus(&cabin.to_string());
    app.look();
    press(&mut app, ", a");
    typed(&mut app, &scan.display().to_string());
    press(&mut app, "Enter");
    assert_eq!(app.book.scanned(cabin).unwrap(), b"scan");
    press(&mut app, ">");
    app.model.tab_mut().unwrap().state_mut().list.focus(&cabin.to_string());
    app.look();
    let shown = drawn(&mut app, 120, 36);
    assert!(shown.contains("Shown by") && shown.contains("notes.jpg"), "{shown}");
}
