use std::path::Path;

use chrono::NaiveDate;

use super::*;
use crate::{
    acts::queue::View,
    clock::Clock,
    domain::{
        action::{Action, Consent, NewMember},
        record::Fields,
        review::{Group, Position},
    },
    tui::{
        app::App,
        desk::Desk as _,
        model::Detail,
        msg::Msg,
        testing::{desk, drawn, press, typed},
    },
};

#[path = "review_tests/again_tests.rs"]
mod again_tests;
#[path = "review_tests/look_tests.rs"]
mod look_tests;
#[path = "review_tests/morning_tests.rs"]
mod morning_tests;

fn day() -> NaiveDate {
    "2026-11-23".parse().unwrap()
}

/// The morning of that day.
fn clock() -> Clock {
    Clock::fixed(day()).at(8, 0)
}

fn add(book: &mut Book, kind: Kind, fields: Fields) -> RecordId {
    book.execute(&Action::Add { kind, fields }).unwrap().ids[0]
}

fn client(book: &mut Book, name: &str, tier: &str, kind: &str, born: &str) -> RecordId {
    let head = Fields::new().with("name", format!("Ann {name}")).with("given", "Ann");
    let head = if born.is_empty() { head } else { head.with("birth_date", born) };
    let head =
        NewMember { fields: head, role: "head".into(), phone: Some("503 555 0142".into()), email: None };
    let fields =
        Fields::new().with("name", format!("{name} household")).with("tier", tier).with("kind", kind);
    let action = Action::AddHousehold { fields, members: vec![head], tags: Vec::new() };
    book.execute(&action).unwrap().ids[0]
}

fn follow_up(book: &mut Book, whose: i64, title: &str, kind: &str, more: Fields) -> RecordId {
    let asked = if kind == "task" { Fields::new() } else { Fields::new().with("asked_on", "2026-11-12") };
    let fields = asked.with("title", title).with("relationship_id", whose).with("kind", kind);
    let more = more.iter().fold(fields, |fields, (name, value)| fields.with(name, value.clone()));
    add(book, Kind::FollowUp, more)
}

/// The fixed book of a morning: one card of every kind a day can bring.
fn morning_in(mut book: Book) -> Book {
    book.set_clock(Clock::fixed("2025-11-10".parse().unwrap()));
    for (name, tier) in [("Hartley", "A"), ("Tanaka", "B"), ("Ruiz", "C")] {
        client(&mut book, name, tier, "client", if name == "Ruiz" { "1970-11-23" } else { "" });
    }
    client(&mut book, "Marchetti", "B", "prospect", "");
    let goal = Fields::new().with("relationship_id", 1).with("statement", "The cabin stays");
    let goal = add(&mut book, Kind::Goal, goal);
    let consent = Consent {
        by: Vec::new(),
        dissents: Vec::new(),
        on: book.today(),
        how: "meeting".into(),
        evidence: None,
    };
    book.execute(&Action::Agree { agreements: vec![goal], consent }).unwrap();
    let rule = Fields::new().with("title", "Minimum fee").with("text", "2,400 a year.").with("topic", "fees");
    let rule = add(&mut book, Kind::Rule, rule);
    let exception = Fields::new()
        .with("relationship_id", 2)
        .with("rule_id", rule.id)
        .with("what", "1,800 a year")
        .with("why", "the restaurant closed")
        .with("day", "2025-11-10")
        .with("until", "2026-11-28");
    add(&mut book, Kind::Exception, exception);
    book.set_clock(clock());
    let due = |on: &str| Fields::new().with("due", on);
    follow_up(&mut book, 1, "Roth conversion figures", "promise", due("2026-11-19"));
    follow_up(&mut book, 2, "Letter on the yen account", "promise", due("2026-11-23"));
    follow_up(&mut book, 1, "2025 tax return", "promise", due("2026-11-23").with("whose", "theirs"));
    follow_up(&mut book, 3, "529 plan for Lucía", "request", Fields::new());
    follow_up(&mut book, 3, "Send the transfer form", "task", due("2026-11-20"));
    let meetings =
        [(2, "Half-year meeting", "2026-11-23", "09:00"), (1, "Annual review", "2026-12-08", "14:00")];
    for (whose, title, on, time) in meetings {
        let fields = Fields::new()
            .with("relationship_id", whose)
            .with("title", title)
            .with("day", on)
            .with("time", time);
        add(&mut book, Kind::Meeting, fields);
    }
    let breach = Fields::new()
        .with("relationship_id", 3)
        .with("rule_id", rule.id)
        .with("day", "2026-11-20")
        .with("what", "paid late");
    add(&mut book, Kind::Breach, breach);
    book
}

fn morning() -> Book {
    morning_in(Book::memory(clock()).unwrap())
}

fn at_file(path: &Path) -> App {
    desk(Book::open(path, clock()).unwrap())
}

fn place(app: &App) -> Place {
    let kept = |name| app.book.view_state(name).unwrap().unwrap();
    let position: Position = serde_json::from_str(&kept("review")).unwrap();
    position.among(serde_json::from_str(&kept("review.cards")).unwrap()).unwrap()
}

/// The screen, its times taken out.
fn shown(app: &mut App, width: u16, height: u16) -> String {
    let mut lines = drawn(app, width, height);
    if let Some(title) = lines.first_mut()
        && let Some((head, _)) = title.split_once(" s").filter(|_| title.contains(" of "))
    {
        let number = head.rfind("    ").unwrap_or(0);
        *title = format!("{}    (time)", title.get(..number).unwrap_or_default());
    }
    lines.iter().map(|line| line.trim_end()).collect::<Vec<_>>().join("\n")
}

fn message(app: &App) -> String {
    app.model.message.as_ref().map(|message| message.words.clone()).unwrap_or_default()
}

/// The key of the card that is shown.
fn card(app: &App) -> String {
    let focus = app.focus().unwrap_or_default();
    focus.keys.first().cloned().unwrap_or_else(|| "the end".to_owned())
}

fn go_to(app: &mut App, key: &str) {
    press(app, "Home");
    for _ in 0..30 {
        if card(app) == key {
            return;
        }
        press(app, "j");
    }
    panic!("{key} is no card");
}

#[test]
fn a_morning_of_every_kind_is_decided_card_by_card_without_leaving_it() {
    let mut app = desk(morning());
    press(&mut app, "R");
    let place = place(&app);
    let groups: std::collections::BTreeSet<&str> = place.cards.iter().map(|card| card.group.word()).collect();
    assert!(groups.len() >= 8, "{groups:?}");
    assert!(place.cards.is_sorted_by_key(|card| card.group));
    assert_eq!(place.cards[0].group, Group::OurPromises);
    // Every card can be decided where it stands: its keys are on the screen and can run.
    for number in 0..place.cards.len() {
        let screen = shown(&mut app, 80, 24);
        assert!(screen.contains(&format!("{} of {}", number + 1, place.cards.len())), "{screen}");
        let decided = screen.lines().any(|line| {
            let key = line.trim_start().split("   ").next().unwrap_or("");
            ["x", "i", "d d", "c n", "s", "r"].contains(&key)
        });
        assert!(decided && screen.contains("Why now"), "{screen}");
        press(&mut app, "j");
    }
    let decide = |app: &mut App, key: &str, keys: &str, text: &str, then: &str| {
        go_to(app, key);
        for (k, part) in keys.split(" ~ ").enumerate() {
            if k > 0 {
                typed(app, text);
            }
            press(app, part);
        }
        assert!(message(app).contains(then), "{key}: {}", message(app));
        assert_ne!(card(app), key, "{}", message(app));
    };
    decide(&mut app, "f1", "x Enter", "", "Done: Roth");
    decide(&mut app, "f2", "r ~ Enter", "fri", "Moved to Fri 27 Nov");
    decide(&mut app, "f3", "w Enter", "", "Waiting on");
    decide(&mut app, "mt1", "x", "", "");
    decide(&mut app, "f4", "d n ~ Enter Enter", "not our field", "declined");
    decide(&mut app, "c1.reexam", "c n", "", "Raised for the meeting of Tue 8 Dec");
    decide(&mut app, "x1.expires", "x Enter ~ Enter", "she comes in May", "Exception renewed until");
    decide(&mut app, "b1.answer", "x Enter ~ Enter", "told her", "Breach answered");
    decide(&mut app, "p3.birthday.2026", "x", "", "");
    decide(&mut app, "f5", "s t", "", "Placed for today");
    decide(&mut app, "c4.next", "s w", "", "Snoozed");
    press(&mut app, "G");
    let end = shown(&mut app, 80, 24);
    for said in ["done", "moved", "raised", "decided", "waiting", "today", "The musts for today"] {
        assert!(end.contains(said), "{said}: {end}");
    }
}

#[test]
fn a_contact_that_is_logged_settles_its_card_and_a_note_of_a_call_settles_no_promise() {
    let mut app = desk(morning());
    press(&mut app, "R i");
    typed(&mut app, "Spoke about something else");
    press(&mut app, "Ctrl-S");
    assert_eq!(card(&app), "f1", "{}", message(&app));
    go_to(&mut app, "c3.contact");
    press(&mut app, "x");
    typed(&mut app, "How are you");
    press(&mut app, "Ctrl-S");
    assert!(message(&app).contains("Logged"), "{}", message(&app));
    assert_ne!(card(&app), "c3.contact");
    press(&mut app, "G");
    assert!(shown(&mut app, 80, 24).contains("logged"), "{}", shown(&mut app, 80, 24));
}

#[test]
fn a_review_killed_in_the_middle_goes_on_at_its_card_with_nothing_decided_twice() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("book.db");
    drop(morning_in(Book::open(&path, clock()).unwrap()));
    let mut app = at_file(&path);
    press(&mut app, "R x Enter j j");
    let (stood, head) = (card(&app), app.book.head().unwrap());
    drop(app);
    let mut app = at_file(&path);
    assert_eq!(app.book.head().unwrap(), head);
    press(&mut app, "R");
    assert_eq!(card(&app), stood);
    go_to(&mut app, "f1");
    let screen = shown(&mut app, 80, 24);
    assert!(screen.contains("✓ done: Hartley: Roth conversion figures"), "{screen}");
    press(&mut app, "x");
    assert!(message(&app).contains("This card is decided"), "{}", message(&app));
    // Between the commit and the place: the act is in the book, the place still stands at the card.
    go_to(&mut app, "f2");
    let before = app.book.view_state("review").unwrap().unwrap();
    press(&mut app, "x");
    app.book.keep_view_state("review", &before).unwrap();
    drop(app);
    let mut app = at_file(&path);
    press(&mut app, "R");
    assert_eq!(card(&app), "f3");
}

#[test]
fn undo_makes_a_card_open_again_and_shows_it() {
    let mut app = desk(morning());
    press(&mut app, "R x Enter x");
    assert_eq!(card(&app), "f3");
    press(&mut app, "j u");
    assert_eq!(card(&app), "f2", "{}", message(&app));
    assert!(message(&app).starts_with("Undid"), "{}", message(&app));
    press(&mut app, "U");
    assert_eq!(card(&app), "f3", "what is done again is passed over again");
}

#[test]
fn the_place_of_yesterday_is_dropped_and_midnight_begins_anew() {
    let mut app = desk(morning());
    press(&mut app, "R j j");
    let mut old = place(&app).position();
    press(&mut app, "Esc");
    old.day = day().pred_opt().unwrap();
    app.book.keep_view_state("review", &serde_json::to_string(&old).unwrap()).unwrap();
    press(&mut app, "R");
    assert_eq!((card(&app).as_str(), place(&app).day), ("f1", day()));
    press(&mut app, "j j");
    let next = day().succ_opt().unwrap();
    app.clock = Clock::fixed(next);
    app.book.set_clock(Clock::fixed(next));
    app.handle(Msg::Day(next));
    assert_eq!((place(&app).day, place(&app).at), (next, 0));
}

#[test]
fn what_another_desk_decides_is_settled_here() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("book.db");
    drop(morning_in(Book::open(&path, clock()).unwrap()));
    let (mut app, mut other) = (at_file(&path), Book::open(&path, clock()).unwrap());
    press(&mut app, "R");
    let done = Action::Done { items: vec![RecordId::new(Kind::FollowUp, 1)], note: None };
    other.commit(done, day()).unwrap();
    app.handle(Msg::Woken);
    assert_eq!(card(&app), "f2");
    assert_eq!(place(&app).settled(), place(&app).cards.len() - place(&app).open().count());
    press(&mut app, "k");
    assert!(shown(&mut app, 80, 24).contains("✓ done"), "{}", shown(&mut app, 80, 24));
}

#[test]
fn only_keys_that_work_stand_on_a_card() {
    let mut app = desk(morning());
    press(&mut app, "R");
    for _ in 0..place(&app).cards.len() {
        let at = crate::tui::app::at(&app.book, &app.clock, app.model.today, app.model.order);
        let mut layer = Review::new(Pass::Daily, &at).unwrap();
        layer.place.at = place(&app).at;
        layer.look(&at).unwrap();
        for decider in &layer.deciders {
            let first = decider.key.split(' ').next().unwrap();
            let strip = crate::tui::command::strip_of(app.scopes(), first);
            let works = match crate::tui::command::look_up(app.scopes(), &decider.key) {
                crate::tui::command::Looked::Command(command) => app.available(command) == Availability::Yes,
                _ => strip.iter().any(|(_, spec)| app.available(spec.command) == Availability::Yes),
            };
            assert!(works, "{} on {}", decider.key, card(&app));
        }
        press(&mut app, "j");
    }
}

#[test]
fn a_decision_reads_the_list_below_only_when_it_is_seen_again() {
    let mut app = desk(morning());
    drawn(&mut app, 80, 24);
    press(&mut app, "R x Enter");
    drawn(&mut app, 80, 24);
    assert_eq!(app.model.detail, Detail::AllBehind);
    press(&mut app, "Esc");
    let list = drawn(&mut app, 80, 24).join("\n");
    assert_eq!(app.model.detail, Detail::Read);
    let seeds = app.book.seeds(View::Today).unwrap().len();
    assert!(list.contains(&format!("Today {seeds}")), "{list}");
}

#[test]
fn finishing_keeps_what_was_done_what_was_left_the_musts_and_the_line() {
    let mut app = desk(morning());
    press(&mut app, "R x Enter G");
    let end = shown(&mut app, 80, 24);
    assert!(end.contains("not looked at") && end.contains("[x]"), "{end}");
    press(&mut app, "Space j j j Space");
    press(&mut app, "e");
    typed(&mut app, "A slow start.");
    press(&mut app, "Enter");
    let chosen = place(&app).musts.unwrap();
    assert_eq!(chosen.len(), 3);
    press(&mut app, "j Space");
    assert!(message(&app).contains("Three musts are enough"), "{}", message(&app));
    press(&mut app, "Enter");
    assert!(
        app.model.layers.is_empty() && message(&app).starts_with("Kept the daily review"),
        "{}",
        message(&app)
    );
    let rows = app.book.rows(Kind::DailyReview, &[]).unwrap();
    let row = &rows[0];
    assert_eq!((row.str("line"), row.int("decided")), ("A slow start.", Some(1)));
    assert!(row.int("not_seen").unwrap() > 5 && row.str("done").contains("Roth"));
    assert_eq!(app.book.musts().unwrap(), chosen);
    let list = drawn(&mut app, 80, 24).join("\n");
    assert!(list.matches("● ").count() >= 2, "{list}");
    // Undone, the pass is not finished: R comes back to its end.
    press(&mut app, "u R");
    assert!(app.book.rows(Kind::DailyReview, &[]).unwrap().is_empty());
    assert_eq!(card(&app), "the end");
    press(&mut app, "Enter R");
    assert_eq!(place(&app).at, 0, "a second pass of the day begins anew");
}
