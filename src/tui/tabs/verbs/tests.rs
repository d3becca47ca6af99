use crate::{
    acts::{Book, queue::View},
    domain::{
        action::{Action, Consent},
        record::{Fields, Kind, RecordId},
    },
    tui::{
        app::App,
        command::{Availability, Command},
        testing::{desk, drawn, practice, press, typed},
    },
};

fn added(book: &mut Book, kind: Kind, fields: Fields) -> RecordId {
    book.execute(&Action::Add { kind, fields }).unwrap().ids[0]
}

/// The small practice with a meeting today and a goal of two clients that is due.
fn busy() -> Book {
    let mut book = practice();
    let meeting = Fields::new()
        .with("title", "Half-year meeting")
        .with("relationship_id", 2)
        .with("state", "planned")
        .with("day", "2026-11-23");
    added(&mut book, Kind::Meeting, meeting);
    for whose in [1, 2] {
        agreed(&mut book, Kind::Goal, whose, "2025-11-10");
    }
    book
}

fn agreed(book: &mut Book, kind: Kind, whose: i64, on: &str) {
    let fields = Fields::new().with("relationship_id", whose);
    let fields = match kind {
        Kind::Goal => fields.with("statement", "The cabin stays").with("target_date", "2028-12-31"),
        _ => fields.with("title", "Answers within a day").with("topic", "success"),
    };
    let id = added(book, kind, fields);
    let today = book.today();
    let on: chrono::NaiveDate = on.parse().unwrap();
    book.set_clock(crate::clock::Clock::fixed(on));
    let consent = Consent { by: Vec::new(), dissents: Vec::new(), on, how: "meeting".into(), evidence: None };
    book.execute(&Action::Agree { agreements: vec![id], consent }).unwrap();
    book.set_clock(crate::clock::Clock::fixed(today));
}

fn message(app: &App) -> String {
    app.model.message.as_ref().map(|message| message.words.clone()).unwrap_or_default()
}

fn stand_on(app: &mut App, key: &str) {
    app.model.tab_mut().unwrap().state_mut().list.focus(key);
    app.look();
}

#[test]
fn what_was_deleted_at_once_is_counted_by_what_it_was() {
    let mut app = desk(busy());
    press(&mut app, "V D");
    let said = message(&app);
    assert!(said.starts_with("Deleted "), "{said}");
    assert!(said.contains("1 meeting, ") && said.contains("2 promises") && said.contains("1 task"), "{said}");
}

#[test]
fn what_a_bulk_move_leaves_has_the_reason_of_the_move() {
    let mut app = desk(busy());
    for key in ["mt1", "f1"] {
        stand_on(&mut app, key);
        press(&mut app, "Space");
    }
    press(&mut app, "r");
    typed(&mut app, "+1w");
    press(&mut app, "Enter");
    let said = message(&app);
    assert!(said.contains("1 not: Tanaka 田中's meeting is moved by itself"), "{said}");
}

#[test]
fn what_has_a_meeting_ahead_is_raised_and_the_rest_is_named() {
    let mut app = desk(busy());
    press(&mut app, "V c n");
    let said = message(&app);
    assert!(said.starts_with("Raised for the meeting of Mon 23 Nov"), "{said}");
    let raised = app.book.rows(Kind::AgendaItem, &[]).unwrap();
    assert_eq!(raised.len(), 1);
    press(&mut app, "Esc");
    stand_on(&mut app, "c1.reexam");
    press(&mut app, "c n");
    assert!(message(&app).starts_with("No meeting with Hartley is planned. "), "{}", message(&app));
}

/// The keys an advice names.
fn advised(said: &str) -> Vec<String> {
    let Some((_, keys)) = said.split_once(" Try ") else { return Vec::new() };
    keys.trim_end_matches('.').replace(" or ", ", ").split(", ").map(ToOwned::to_owned).collect()
}

#[test]
fn no_advice_names_a_key_that_is_refused_on_that_row() {
    let mut app = desk(busy());
    let keys: Vec<String> =
        app.book.seeds(View::Today).unwrap().iter().map(|seed| seed.source.key()).collect();
    assert!(keys.contains(&"mt1".to_owned()) && keys.contains(&"c1.reexam".to_owned()), "{keys:?}");
    for key in keys {
        stand_on(&mut app, &key);
        for (command, said) in app.entries() {
            let Availability::No(said) = said else { continue };
            for way in advised(&said) {
                let works = Command::ALL.iter().any(|other| {
                    other.key().split(' ').next() == Some(way.as_str())
                        && app.available(*other) == Availability::Yes
                });
                assert!(works, "{key}, {}: {said}", command.spec().id);
                assert!(way != "x" || key != "f4", "an undecided request is not done: {said}");
            }
        }
    }
    stand_on(&mut app, "mt1");
    press(&mut app, "S");
    assert_eq!(message(&app), "S skips one of a series; this is a meeting and comes once. Try r.");
}

#[test]
fn why_a_queue_is_not_sorted_and_a_goal_not_sent_to_the_editor_is_true() {
    let mut app = desk(busy());
    press(&mut app, "o");
    assert!(message(&app).starts_with("This queue has one order"), "{}", message(&app));
    press(&mut app, "2 E");
    assert!(message(&app).starts_with("A goal is written in its form: e opens it"), "{}", message(&app));
}

#[test]
fn a_jump_to_their_expectations_lands_where_they_have_some() {
    let mut book = practice();
    agreed(&mut book, Kind::Expectation, 1, "2026-11-20");
    let mut app = desk(book);
    press(&mut app, "g x");
    let shown = drawn(&mut app, 80, 24).join("\n");
    assert_eq!(app.model.state().unwrap().view_id(), "all", "{shown}");
    assert!(!shown.contains("has no expectations"), "{shown}");
    press(&mut app, "<");
    let shown = drawn(&mut app, 80, 24).join("\n");
    assert!(shown.contains("No expectation of Hartley needs you today. > shows all of theirs."), "{shown}");
}

#[test]
fn a_day_of_another_year_is_said_with_its_year() {
    let mut app = desk(practice());
    press(&mut app, "s u");
    typed(&mut app, "2099-01-01");
    press(&mut app, "Enter");
    assert!(message(&app).starts_with("Snoozed to Thu 1 Jan 2099: "), "{}", message(&app));
}

#[test]
fn a_task_added_on_a_row_is_for_its_client_unless_another_or_nobody_is_named() {
    for (line, with, whose) in [
        ("Order toner fri", "with    Hartley household", Some(1)),
        ("Call Ruiz fri", "with    👩‍👩‍👧 Ruiz household", Some(3)),
        ("Order toner with nobody fri", "with    nobody", None),
    ] {
        let mut app = desk(practice());
        press(&mut app, "a");
        assert!(
            drawn(&mut app, 80, 24).join("\n").contains("Hartley household; or type another name, or nobody"),
            "{line}"
        );
        typed(&mut app, line);
        let shown = drawn(&mut app, 80, 24).join("\n");
        assert!(shown.contains(with), "{shown}");
        press(&mut app, "Enter");
        let row = app.book.get("f5".parse().unwrap()).unwrap().unwrap();
        assert_eq!(row.int("relationship_id"), whose, "{line}");
        assert!(!row.str("title").contains("nobody"), "{}", row.str("title"));
    }
}

#[test]
fn a_day_that_does_not_fit_is_told_in_the_field_of_the_day() {
    let mut app = desk(practice());
    stand_on(&mut app, "f1");
    press(&mut app, "w");
    typed(&mut app, "Obi");
    press(&mut app, "Enter");
    typed(&mut app, "last tuesday");
    press(&mut app, "Enter");
    let shown = drawn(&mut app, 80, 24).join("\n");
    assert!(shown.contains("Ask again (or leave it)  last tuesday"), "{shown}");
    assert!(shown.contains("✗ "), "{shown}");
    press(&mut app, "Ctrl-U");
    typed(&mut app, "fri");
    press(&mut app, "Enter");
    let row = app.book.get(RecordId::new(Kind::FollowUp, 1)).unwrap().unwrap();
    assert_eq!((row.str("waiting_on"), row.str("ask_again_on")), ("Obi", "2026-11-27"));
    assert!(app.model.layers.is_empty());
}

#[test]
fn of_several_long_texts_it_is_asked_which_goes_to_the_editor() {
    use crate::tui::{command::chord, effect::Outside, msg::Msg};
    let sent = |app: &mut App, keys: &str| {
        let mut found = None;
        for name in keys.split(' ') {
            let outside = app.handle(Msg::Key(chord::key(name).unwrap()));
            found = outside.into_iter().find_map(|outside| match outside {
                Outside::Edit { text, field } => Some((field, text)),
                _ => None,
            });
        }
        found
    };
    let mut app = desk(practice());
    press(&mut app, "1");
    stand_on(&mut app, "c1");
    assert_eq!(sent(&mut app, "E"), Some(("Notes".into(), String::new())));
    press(&mut app, "Esc");
    let fields = Fields::new().with("sensitivities", "Short").with("notes", "A much longer text");
    let edit = Action::Edit { targets: vec!["c1".parse().unwrap()], fields, seen: None };
    app.book.execute(&edit).unwrap();
    assert_eq!(sent(&mut app, "E"), None);
    let shown = drawn(&mut app, 80, 24).join("\n");
    assert!(shown.contains("(x) Careful   ( ) Notes"), "{shown}");
    assert_eq!(sent(&mut app, "Enter"), Some(("Careful".into(), "Short".into())));
    app.handle(Msg::Edited("Shorter".into()));
    press(&mut app, "Ctrl-S");
    assert_eq!(app.book.get("c1".parse().unwrap()).unwrap().unwrap().str("sensitivities"), "Shorter");
    assert!(app.model.layers.is_empty());
}

#[test]
fn what_falls_with_a_promotion_is_shown_before_it_is_done() {
    let mut book = practice();
    let novak = Fields::new().with("name", "Novak household").with("kind", "prospect");
    let of = added(&mut book, Kind::Relationship, novak);
    for title in ["Send the brochure", "Ask for the pension letter"] {
        let fields = Fields::new().with("relationship_id", of.id).with("title", title).with("kind", "task");
        added(&mut book, Kind::FollowUp, fields);
    }
    let mut app = desk(book);
    press(&mut app, "1 >");
    assert!(drawn(&mut app, 80, 24)[5].contains("Novak"));
    press(&mut app, ":");
    typed(&mut app, "promote a prospect");
    press(&mut app, "Enter");
    for (width, height) in [(60, 20), (80, 24), (120, 36)] {
        let text = drawn(&mut app, width, height).join("\n");
        assert!(text.contains("drops task Send the brochure"), "{text}");
        assert!(text.contains("drops task Ask for the pension letter"), "{text}");
        assert!(text.contains("(x) A") && text.contains("( ) D"), "{text}");
    }
    press(&mut app, "Right Enter");
    assert!(drawn(&mut app, 80, 24).join("\n").contains("Start the checklist"));
    press(&mut app, "Right Enter");
    assert!(
        message(&app).contains("is a client, tier B; 2 follow-ups dropped: Send the brochure"),
        "{}",
        message(&app)
    );
}

/// A desk on the row of a meeting of Tanaka's, of that day.
fn on_meeting(day: &str, state: &str) -> App {
    let mut book = practice();
    let fields = Fields::new().with("title", "Review").with("relationship_id", 2).with("day", day);
    let fields = fields.with("state", state);
    let meeting = added(&mut book, Kind::Meeting, fields);
    let mut app = desk(book);
    if day > "2026-11-23" {
        press(&mut app, "v u");
    }
    stand_on(&mut app, &meeting.to_string());
    app
}

fn meeting_state(app: &App) -> String {
    app.book.rows(Kind::Meeting, &[]).unwrap()[0].str("state").to_owned()
}

#[test]
fn a_meeting_that_is_past_asks_what_became_of_it_until_it_is_said() {
    let mut app = on_meeting("2026-11-18", "planned");
    let shown = drawn(&mut app, 120, 36).join("\n");
    assert!(shown.contains("lanned for Wed 18 Nov, not logged"), "{shown}");
    press(&mut app, "x");
    let shown = drawn(&mut app, 120, 36).join("\n");
    assert!(shown.contains("What became of it: Review"), "{shown}");
    press(&mut app, "Enter");
    let shown = drawn(&mut app, 120, 36).join("\n");
    assert!(shown.contains("[x] Meeting of Wed 18 Nov: Review"), "{shown}");
    press(&mut app, "Esc x Right Enter");
    assert_eq!(meeting_state(&app), "no-show", "{}", message(&app));
    let seeds = app.book.seeds(View::Today).unwrap();
    assert!(!seeds.iter().any(|seed| seed.source.key() == "mt1"));
    press(&mut app, "u");
    assert_eq!(meeting_state(&app), "planned");
}

#[test]
fn a_meeting_ahead_is_prepared_with_its_strip_and_one_declined_is_offered_again() {
    let mut app = on_meeting("2026-11-25", "planned");
    press(&mut app, "x Enter");
    assert_eq!(meeting_state(&app), "prepared", "{}", message(&app));
    let mut app = on_meeting("2026-11-25", "offered");
    press(&mut app, ", j");
    typed(&mut app, "decl");
    press(&mut app, "Enter Enter");
    assert_eq!(meeting_state(&app), "declined", "{}", message(&app));
    assert!(message(&app).contains("to offer again"), "{}", message(&app));
    let tasks = app.book.rows(Kind::FollowUp, &[]).unwrap();
    assert!(tasks.iter().any(|row| row.str("title") == "Offer again: Review"));
}

#[test]
fn enter_on_a_prepared_meeting_takes_no_mark_away() {
    let mut app = on_meeting("2026-11-25", "prepared");
    press(&mut app, "x");
    let shown = drawn(&mut app, 80, 24).join("\n");
    assert!(shown.contains("(x) moved"), "{shown}");
    press(&mut app, "Enter Esc Esc");
    assert_eq!(meeting_state(&app), "prepared");
}

#[test]
fn what_they_promised_is_asked_again_without_saying_by_whom() {
    let mut app = desk(practice());
    let theirs = Fields::new().with("relationship_id", 1).with("title", "Tax return").with("kind", "promise");
    let theirs = theirs.with("whose", "theirs").with("due", "2026-11-23");
    let theirs = added(&mut app.book, Kind::FollowUp, theirs);
    press(&mut app, "v w");
    stand_on(&mut app, &theirs.to_string());
    press(&mut app, "w Ctrl-A Ctrl-K");
    typed(&mut app, "fri");
    press(&mut app, "Enter");
    let row = app.book.get(theirs).unwrap().unwrap();
    assert_eq!(
        (row.str("waiting_on"), row.str("ask_again_on")),
        ("Hartley", "2026-11-27"),
        "{}",
        message(&app)
    );
}

#[test]
fn with_a_partner_no_yardstick_is_agreed() {
    let mut book = practice();
    let fields = Fields::new().with("name", "Brightwater").with("kind", "partner");
    let partner = added(&mut book, Kind::Relationship, fields);
    let mut app = desk(book);
    press(&mut app, "1 > >");
    stand_on(&mut app, &partner.to_string());
    press(&mut app, "Q");
    assert!(app.model.layers.is_empty());
    assert!(message(&app).contains("is a partner: a yardstick is agreed with clients."), "{}", message(&app));
}

#[test]
fn a_meeting_that_was_declined_says_so_and_is_offered_again_on_a_working_day() {
    let mut app = on_meeting("2026-12-08", "planned");
    press(&mut app, ", j");
    for letter in "declined".chars() {
        press(&mut app, &letter.to_string());
    }
    press(&mut app, "Enter");
    let shown = drawn(&mut app, 80, 24).join("\n");
    assert!(shown.contains("They declined: Review"), "{shown}");
    // 90 days on is Sunday 21 Feb.
    assert!(shown.contains("Mon 22 Feb 2027"), "{shown}");
    press(&mut app, "Enter");
    let shown = drawn(&mut app, 80, 24);
    let row = shown.iter().find(|line| line.contains("Review") && line.starts_with("  ")).unwrap();
    assert!(row.contains(" declined"), "{shown:#?}");
}

#[test]
fn what_a_step_added_is_no_row_any_more_once_it_is_taken_back() {
    let mut app = on_meeting("2026-12-08", "planned");
    press(&mut app, "r");
    typed(&mut app, "10 dec");
    press(&mut app, "Enter");
    assert!(drawn(&mut app, 80, 24).join("\n").contains("Thu 10 Dec"));
    press(&mut app, "u");
    let shown = drawn(&mut app, 80, 24);
    assert_eq!(shown.iter().filter(|line| line.contains("  Review")).count(), 1, "{shown:#?}");
}
