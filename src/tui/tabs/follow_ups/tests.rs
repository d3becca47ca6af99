use super::*;
use crate::tui::desk::Action;
use crate::{
    domain::record::Value,
    tui::testing::{book, desk, drawn, practice, press, typed},
};

fn column(line: &str, wanted: &str) -> u16 {
    let (head, _) = line.split_once(wanted).unwrap_or_else(|| panic!("{wanted} in {line:?}"));
    crate::tui::widgets::text::width(head)
}

fn line<'a>(shown: &'a [String], wanted: &str) -> &'a str {
    shown.iter().find(|line| line.contains(wanted)).unwrap_or_else(|| panic!("{wanted} in {shown:#?}"))
}

#[test]
fn the_queue_shows_its_order_as_headings_and_reasons_in_words() {
    let mut app = desk(practice());
    let shown = drawn(&mut app, 80, 24);
    assert!(shown[2].starts_with(" Today "), "{}", shown[2]);
    assert_eq!(shown[4].trim(), "Hard dates and promises");
    assert!(
        shown[5]
            .starts_with("▸ Hartley          A  Roth conversion figures  promised, 4 days late     20 min"),
        "{}",
        shown[5]
    );
    assert!(line(&shown, "── Hartley household  tier A ──").starts_with("── "));
    assert!(line(&shown, "Why first").contains("promised, 4 days late"));
}

#[test]
fn columns_stay_aligned_with_wide_names() {
    let mut app = desk(practice());
    let shown = drawn(&mut app, 80, 24);
    let at = column(line(&shown, "Roth conversion"), "Roth");
    assert_eq!(column(line(&shown, "Letter on"), "Letter"), at);
    assert_eq!(column(line(&shown, "Send the"), "Send"), at);
    for line in &shown {
        assert_eq!(crate::tui::widgets::text::width(line), 80, "{line:?}");
    }
}

#[test]
fn a_finished_follow_up_greys_in_place_and_then_stands_under_done_today() {
    let mut app = desk(practice());
    press(&mut app, "x");
    let shown = drawn(&mut app, 80, 30);
    assert!(line(&shown, "u undo").contains("Done: Roth conversion figures"), "{shown:#?}");
    assert!(line(&shown, "Roth conversion figures  promised").starts_with("  Hartley"));
    press(&mut app, "Ctrl-L");
    let shown = drawn(&mut app, 80, 40);
    assert!(line(&shown, "✓ Hartley").contains("Roth conversion figures"));
    press(&mut app, "u Ctrl-L");
    assert!(drawn(&mut app, 80, 24)[5].contains("Roth conversion figures"));
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
fn verbs_act_on_all_marked_rows_as_one_step() {
    let mut app = desk(practice());
    press(&mut app, "Space Space s d");
    let hidden = |app: &crate::tui::app::App| {
        app.book.rows(Kind::FollowUp, &[("snoozed_until", Value::from("2026-11-24"))]).unwrap().len()
    };
    assert_eq!(hidden(&app), 2);
    press(&mut app, "u");
    assert_eq!(hidden(&app), 0);
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
    press(&mut app, "Enter Enter");
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
            line(&shown, "Third move of this promise. Why? The reason is kept with it.");
            typed(&mut app, "custodian is late");
            press(&mut app, "Enter");
        } else {
            app.book
                .execute(&Action::Edit {
                    targets: vec!["f1".parse().unwrap()],
                    fields: crate::domain::record::Fields::new().with("due", "2026-11-19"),
                    seen: None,
                })
                .unwrap();
        }
    }
    let row = app.book.get("f1".parse().unwrap()).unwrap().unwrap();
    assert_eq!(row.str("reason"), "custodian is late");
}

#[test]
fn a_filter_narrows_by_word_tag_and_kind() {
    let mut app = desk(practice());
    for (filter, kept, gone) in [
        ("yen", "Letter", "Roth"),
        ("kind:promise", "Roth", "Send the"),
        ("#golf tier:c", "Send the", "Letter"),
    ] {
        press(&mut app, "/");
        typed(&mut app, filter);
        press(&mut app, "Enter");
        let shown = drawn(&mut app, 80, 24);
        line(&shown, kept);
        assert!(!shown[..16].iter().any(|line| line.contains(gone)), "{filter}: {shown:#?}");
        press(&mut app, "Esc");
    }
}

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
fn jumping_a_promise_asks_why_and_the_row_is_placed() {
    let mut app = desk(practice());
    press(&mut app, "j j K");
    let shown = drawn(&mut app, 80, 24);
    line(&shown, "It jumps a promise or a hard date. Why?");
    typed(&mut app, "bank closes at noon");
    press(&mut app, "Enter");
    let shown = drawn(&mut app, 80, 24);
    line(&shown, "Placed by you");
    press(&mut app, "g g J");
    press(&mut app, "g g J");
    assert!(drawn(&mut app, 80, 24).join("").contains("It jumps a promise") || app.model.layers.is_empty());
}

fn section_of(app: &crate::tui::app::App, key: &str) -> &'static str {
    let seeds = app.book.seeds(View::Today).unwrap();
    seeds.iter().find(|seed| seed.source.key() == key).unwrap().section().heading()
}

fn order(app: &crate::tui::app::App) -> Vec<String> {
    app.book.seeds(View::Today).unwrap().iter().map(|seed| seed.source.key()).collect()
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
    app.book.execute(&Action::Snooze { items: vec![behind], until }).unwrap();
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

fn with_meeting() -> crate::acts::Book {
    let mut made = practice();
    let fields = crate::domain::record::Fields::new()
        .with("title", "Half-year meeting")
        .with("relationship_id", 2)
        .with("state", "planned")
        .with("day", "2026-11-23");
    made.execute(&Action::Add { kind: Kind::Meeting, fields }).unwrap();
    made
}

#[test]
fn a_verb_acts_on_the_marked_rows_it_fits_and_says_what_it_left() {
    let mut app = desk(with_meeting());
    let many = order(&app).len();
    press(&mut app, "V s w");
    let shown = drawn(&mut app, 80, 24);
    let said = shown[shown.len() - 3..].join(" ");
    assert!(said.contains(&format!("Snoozed {} follow-ups to Mon 30 Nov; 1 not:", many - 1)), "{said}");
    assert!(said.contains("Tanaka 田中's meeting is not") && said.contains("hidden; r moves it"), "{said}");
    assert_eq!(app.model.state().unwrap().list.marked_keys(), ["mt1"]);
    press(&mut app, "u");
    assert_eq!(order(&app).len(), many);
    // The same with what is asked for first.
    press(&mut app, "Esc V X");
    typed(&mut app, "not needed");
    press(&mut app, "Enter");
    let request = app.book.get("f4".parse().unwrap()).unwrap().unwrap();
    assert_eq!(request.str("state"), "open");
    assert_eq!(app.book.get("f1".parse().unwrap()).unwrap().unwrap().str("state"), "declined");
    assert!(app.model.state().unwrap().list.marked_keys().contains(&"f4".to_owned()));
}

#[test]
fn a_verb_that_fits_none_of_the_marked_rows_names_the_first_and_why() {
    let mut app = desk(practice());
    press(&mut app, "Space Space d");
    let shown = drawn(&mut app, 80, 24).join(" ");
    assert!(shown.contains("It fits none of the 2 marked rows: Hartley's promise is no request."), "{shown}");
    assert_eq!(app.model.state().unwrap().list.marked(), 2);
}

#[test]
fn several_requests_are_decided_as_one_step() {
    let mut made = practice();
    let fields = crate::domain::record::Fields::new()
        .with("title", "A second opinion")
        .with("relationship_id", 1)
        .with("kind", "request")
        .with("asked_on", "2026-11-12");
    made.execute(&Action::Add { kind: Kind::FollowUp, fields }).unwrap();
    let mut app = desk(made);
    press(&mut app, "V d d");
    typed(&mut app, "fri");
    press(&mut app, "Enter");
    let decided = |app: &crate::tui::app::App| {
        app.book.rows(Kind::FollowUp, &[("decision", Value::from("do"))]).unwrap().len()
    };
    assert_eq!(decided(&app), 2);
    let shown = drawn(&mut app, 80, 24).join(" ");
    assert!(shown.contains("Decided 2 requests; "), "{shown}");
    press(&mut app, "u");
    assert_eq!(decided(&app), 0);
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
fn a_long_reason_is_shortened_to_its_state() {
    let item = |reason: &str, alarm: &str| crate::acts::queue::Item {
        key: "f1".into(),
        who: "Osei".into(),
        tier: "A".into(),
        title: "Valuation".into(),
        reason: reason.into(),
        alarm: alarm.into(),
        brief: String::new(),
        due: None,
        minutes: Some(120),
        record: "f1".parse().unwrap(),
        agreements: Vec::new(),
        relationship: Some(1),
        kind: "task".into(),
    };
    let shown = |reason, alarm| -> Vec<String> {
        rows::cells(&item(reason, alarm))[3..].iter().map(crate::tui::widgets::line::Line::text).collect()
    };
    for (reason, alarm, wanted) in [
        ("on Stanhope Insurance since 12 Nov, ask again Mon 30 Nov", "", "ask again Mon 30 Nov     120 min"),
        ("back burner until Mon 30 Nov, told", "", "until Mon 30 Nov, told   120 min"),
        ("promised, 4 days late", "4 days late", "promised, 4 days late    120 min"),
        ("long words of the custodian, 4 days late", "4 days late", "4 days late              120 min"),
    ] {
        assert_eq!(shown(reason, alarm)[0], wanted);
    }
    assert_eq!(shown("promised, 4 days late", "4 days late")[1..], ["4 days late", "4 days late"]);
}

#[test]
fn the_first_run_leads_to_a_saved_client_with_the_keys_it_shows() {
    let mut app = desk(book());
    let shown = drawn(&mut app, 80, 24);
    line(&shown, "Your book is empty.");
    line(&shown, "▸ Add your first household");
    press(&mut app, "j j Enter");
    line(&drawn(&mut app, 80, 24), "standing demo");
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
fn only_rows_that_can_be_seen_are_dressed() {
    let mut made = practice();
    for number in 0..300 {
        let fields = crate::domain::record::Fields::new()
            .with("title", format!("Task {number}"))
            .with("relationship_id", 1)
            .with("due", "2026-11-20");
        made.execute(&Action::Add { kind: Kind::FollowUp, fields }).unwrap();
    }
    let clock = made.clock().clone();
    let at = crate::tui::app::at(&made, &clock, made.today(), crate::domain::day::DayOrder::default());
    let mut tab = FollowUps::new();
    tab.load(&at, Keep::Nothing).unwrap();
    tab.look(&at).unwrap();
    assert!(tab.state.total > 300);
    let keys = tab.state.list.in_view(Rect::new(0, 0, 80, 20));
    tab.fill(&keys, &at).unwrap();
    assert!(tab.rows.dressed() <= 60, "{}", tab.rows.dressed());
}

#[test]
fn every_size_is_drawn_whole() {
    for (width, height) in [(40, 10), (60, 20), (80, 24), (109, 30), (120, 36), (200, 60)] {
        for way in ["", "v u", "v g", "v w", "1", "1 Enter", "s", "a"] {
            let mut app = desk(practice());
            drawn(&mut app, width, height);
            if !way.is_empty() {
                press(&mut app, way);
            }
            for line in drawn(&mut app, width, height) {
                assert_eq!(crate::tui::widgets::text::width(&line), width, "{way}: {line:?}");
            }
        }
    }
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
