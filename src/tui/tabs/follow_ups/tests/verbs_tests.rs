use super::*;

#[test]
fn a_finished_follow_up_greys_in_place_and_then_stands_under_done_today() {
    let mut app = desk(practice());
    press(&mut app, "x Enter");
    let shown = drawn(&mut app, 80, 30);
    assert!(line(&shown, "u undo").contains("Done: Roth conversion figures"), "{shown:#?}");
    // Dimming is no word: what was asked for gives way to what became of it, at every width.
    assert!(line(&shown, "Roth conversion figures  done").starts_with("  Hartley"));
    for width in [40, 60, 200] {
        let shown = drawn(&mut app, width, 30);
        let row = shown.iter().find(|line| line.starts_with("  Hartley") || line.starts_with(" Hartley"));
        assert!(row.unwrap().contains(" done"), "{shown:#?}");
    }
    press(&mut app, "Ctrl-L");
    for width in [80, 200] {
        let shown = drawn(&mut app, width, 40);
        let (done, open) = (line(&shown, "✓ Hartley"), line(&shown, "promised, due today"));
        assert!(done.starts_with("  ✓ Hartley"), "{done}");
        assert_eq!(column(done, " A "), column(open, " B "));
        assert_eq!(column(done, "Roth conversion figures"), column(open, "Letter on the yen"));
        assert_eq!(column(done, "done"), column(open, "promised, due"));
    }
    press(&mut app, "u Ctrl-L");
    assert!(drawn(&mut app, 80, 24)[5].contains("Roth conversion figures"));
}

#[test]
fn what_ended_today_stands_with_the_sign_of_how_it_ended() {
    let mut app = desk(practice());
    press(&mut app, "X");
    typed(&mut app, "they did it");
    press(&mut app, "Enter Ctrl-L");
    let shown = drawn(&mut app, 80, 40);
    assert!(line(&shown, "- Hartley").contains("declined"), "{shown:#?}");
    press(&mut app, "u");
    let shown = drawn(&mut app, 80, 40);
    assert!(!shown.iter().any(|line| line.contains("✓ Hartley")), "{shown:#?}");
    let told = shown.iter().find(|line| line.contains("· Hartley"));
    assert!(told.is_none_or(|line| line.contains("open")), "{shown:#?}");
}

#[test]
fn a_snoozed_row_keeps_its_due_date_and_moves_to_upcoming() {
    let mut app = desk(practice());
    press(&mut app, "s");
    let shown = drawn(&mut app, 80, 24);
    line(&shown, "── s hide until; still due Thu 19 Nov ──");
    line(&shown, "d Tue 24 Nov   w Mon 30 Nov   m Wed 23 Dec   q Tue 23 Feb");
    press(&mut app, "w");
    let shown = drawn(&mut app, 80, 24);
    assert!(line(&shown, "u undo").contains("Snoozed to Mon 30 Nov"), "{shown:#?}");
    press(&mut app, "v u");
    let shown = drawn(&mut app, 80, 24);
    assert!(line(&shown, "Mon 30 Nov 2026, in 7 days").contains("Mon 30 Nov"), "{shown:#?}");
    line(&shown, "Roth conversion figures");
    let row = app.book.get("f1".parse().unwrap()).unwrap().unwrap();
    assert_eq!(row.str("due"), "2026-11-19");
}

#[test]
fn a_snoozed_item_that_is_derived_stands_in_upcoming_on_the_day_it_comes_back() {
    let mut app = desk(practice());
    press(&mut app, "G");
    drawn(&mut app, 80, 24);
    let key = app.focus().unwrap().keys.remove(0);
    assert!(key.contains("gaps"), "{key}");
    press(&mut app, "s d v u");
    let shown = drawn(&mut app, 80, 40);
    line(&shown, "Tue 24 Nov 2026, tomorrow");
    line(&shown, "Close 5 gaps");
    let why = app.book.why(&key).unwrap();
    assert!(why.last().unwrap().contains("It comes on Tue 24 Nov"), "{why:?}");
}

#[test]
fn a_request_is_decided_with_its_reason_and_whether_they_know() {
    let mut app = desk(practice());
    press(&mut app, "v r d b");
    typed(&mut app, "+3mo");
    press(&mut app, "Ctrl-A Ctrl-K");
    typed(&mut app, "+3mo");
    press(&mut app, "Enter");
    typed(&mut app, "after the move");
    press(&mut app, "Enter Right Enter");
    let row = app.book.get("f4".parse().unwrap()).unwrap().unwrap();
    assert_eq!(
        (row.str("state"), row.str("reason"), row.flag("told")),
        ("back burner", "after the move", true)
    );
    let shown = drawn(&mut app, 80, 24);
    line(&shown, "u undo");
}

#[test]
fn a_verb_that_does_not_fit_says_why_in_words() {
    let mut app = desk(practice());
    press(&mut app, "d");
    let shown = drawn(&mut app, 80, 24);
    line(&shown, "d decides requests; this is a promise. Try x, r or w.");
    press(&mut app, "Esc S");
    let shown = drawn(&mut app, 80, 24);
    line(&shown, "S skips one of a series");
}

#[test]
fn the_third_move_asks_why() {
    let mut app = desk(practice());
    for day in ["tomorrow", "fri", "+2w"] {
        press(&mut app, "v t g g r");
        typed(&mut app, day);
        press(&mut app, "Enter");
        if day == "+2w" {
            let shown = drawn(&mut app, 80, 24);
            line(&shown, "Third move of this promise: Roth conversion figures");
            for way in ["now: do it today", "agree on a new date", "decline it", "move it all the same"] {
                line(&shown, way);
            }
            press(&mut app, "m Enter Enter");
            line(&drawn(&mut app, 80, 24), "A few words are enough; the reason is kept.");
            typed(&mut app, "custodian is late");
            press(&mut app, "Enter");
        } else {
            app.book
                .execute(&Action::Edit {
                    targets: vec!["f1".parse().unwrap()],
                    fields: Fields::new().with("due", "2026-11-19"),
                    seen: None,
                })
                .unwrap();
        }
    }
    let row = app.book.get("f1".parse().unwrap()).unwrap().unwrap();
    assert_eq!(row.str("reason"), "custodian is late");
}

#[test]
fn a_snoozed_row_says_so_where_it_stands_greyed() {
    let mut app = desk(practice());
    press(&mut app, "s w");
    let shown = drawn(&mut app, 80, 24);
    assert!(line(&shown, "Roth conversion figures  snoozed").starts_with("  Hartley"), "{shown:#?}");
}

#[test]
fn a_wide_window_gives_titles_the_room() {
    let mut made = practice();
    let title = "Letter on the yen account and the Osaka bank";
    let fields = Fields::new().with("title", title).with("relationship_id", 2).with("due", "2026-11-23");
    made.execute(&Action::Add { kind: Kind::FollowUp, fields }).unwrap();
    let mut app = desk(made);
    let list = |app: &mut App, width| {
        let shown = drawn(app, width, 50);
        shown.iter().filter_map(|line| Some(line.split_once('│')?.0.to_owned())).collect::<Vec<_>>()
    };
    assert!(!list(&mut app, 120).join("\n").contains(title));
    assert!(list(&mut app, 200).join("\n").contains(title), "{:#?}", list(&mut app, 200));
}

#[test]
fn beside_a_row_that_was_decided_stands_its_own_client_and_what_became_of_it() {
    let mut app = desk(practice());
    press(&mut app, "x Enter k");
    let shown = drawn(&mut app, 120, 36);
    assert!(line(&shown, "Roth conversion figures  done").starts_with("▸ Hartley"), "{shown:#?}");
    assert!(line(&shown, "│ Hartley household").contains("tier A"), "{shown:#?}");
    line(&shown, "Decided just now: done.");
    let shown = drawn(&mut app, 80, 24);
    line(&shown, "── Hartley household  tier A ──");
    line(&shown, " Now        done");
}

#[test]
fn what_was_finished_is_opened_again_by_its_key_whatever_was_done_since() {
    let mut app = desk(practice());
    press(&mut app, "x Enter s w g g x");
    let said = &app.model.message.as_ref().unwrap().words;
    assert_eq!(said, "This row is decided. , o opens it again; u takes the last step back.");
    press(&mut app, ", o");
    let shown = drawn(&mut app, 80, 24);
    assert!(line(&shown, "u undo").contains("Opened again: Roth conversion figures, Hartley"), "{shown:#?}");
    let state = |app: &App| app.book.get("f1".parse().unwrap()).unwrap().unwrap().str("state").to_owned();
    assert_eq!(state(&app), "open");
    press(&mut app, "u");
    assert_eq!(state(&app), "done");
    press(&mut app, "U");
    assert_eq!(state(&app), "open");
}

#[test]
fn what_is_opened_again_does_not_stand_under_done_today() {
    let mut app = desk(practice());
    press(&mut app, "x Enter Ctrl-L");
    line(&drawn(&mut app, 80, 40), "✓ Hartley");
    press(&mut app, "u");
    let shown = drawn(&mut app, 80, 40);
    assert!(
        !shown.iter().any(|line| line.contains("Done today") || line.contains("· Hartley")),
        "{shown:#?}"
    );
}

#[test]
fn an_act_that_changes_nothing_promises_no_undo() {
    let mut app = desk(practice());
    press(&mut app, "v r d n");
    typed(&mut app, "not our field");
    press(&mut app, "Enter Right Enter");
    press(&mut app, "g g d t");
    let said = &app.model.message.as_ref().unwrap().words;
    assert!(said.starts_with("They know now: "), "{said}");
    assert!(said.ends_with("· nothing had to be changed"), "{said}");
}

#[test]
fn a_due_date_is_not_moved_into_the_past_and_what_was_typed_stays() {
    let mut app = desk(practice());
    let before = app.book.head().unwrap();
    press(&mut app, "r");
    typed(&mut app, "last fri");
    press(&mut app, "Enter");
    let shown = drawn(&mut app, 80, 24);
    assert!(line(&shown, "That day is past.").contains("nothing was moved"), "{shown:#?}");
    assert!(shown.iter().any(|line| line.contains("last fri")), "{shown:#?}");
    assert_eq!(app.book.head().unwrap(), before);
}
