//! The morning of a fixed book, played by a key script: every card decided where it stands, every step taken back.

use super::*;
use crate::domain::action::ContactLog;

/// A contact that was logged on that day.
fn spoken(book: &mut Book, whose: RecordId, on: &str) {
    book.set_clock(Clock::fixed(on.parse().unwrap()));
    let fields = Fields::new()
        .with("day", on)
        .with("channel", "call")
        .with("reached", true)
        .with("minutes", 20)
        .with("summary", "How they are");
    let log = ContactLog { relationships: vec![whose], fields, ..ContactLog::default() };
    book.execute(&Action::Log(Box::new(log))).unwrap();
}

/// Three promises, two meetings, three requests, three agreements, two contacts, a birthday and an exception.
fn fixed_book() -> Book {
    let mut book = Book::memory(Clock::fixed("2025-11-10".parse().unwrap())).unwrap();
    let no_gaps = Action::Set { name: "gaps_per_day".into(), value: Some("0".into()) };
    book.execute(&no_gaps).unwrap();
    for (name, tier) in [("Hartley", "A"), ("Tanaka", "B"), ("Ruiz", "B"), ("Okafor", "B"), ("Singh", "B")] {
        client(&mut book, name, tier, "client", if name == "Ruiz" { "1970-11-23" } else { "" });
    }
    let scope = "Planning, investing, taxes of the year and education. No estates, no claims, no lawsuits.";
    let scope = Fields::new().with("title", "What we do").with("topic", "scope").with("text", scope);
    add(&mut book, Kind::Rule, scope);
    let fee = Fields::new().with("title", "Minimum fee").with("topic", "fees").with("text", "2,400 a year.");
    let fee = add(&mut book, Kind::Rule, fee);
    for (whose, statement) in [(1, "The cabin stays"), (2, "Home in Kyoto"), (3, "College for Lucía")] {
        let goal = Fields::new().with("relationship_id", whose).with("statement", statement);
        let goal = add(&mut book, Kind::Goal, goal);
        let head = book.adults(whose).unwrap()[0].id;
        let on = book.today();
        let consent =
            Consent { by: vec![head], dissents: Vec::new(), on, how: "meeting".into(), evidence: None };
        book.execute(&Action::Agree { agreements: vec![goal], consent }).unwrap();
    }
    let exception = Fields::new()
        .with("relationship_id", 2)
        .with("rule_id", fee.id)
        .with("what", "1,800 a year")
        .with("why", "the restaurant closed")
        .with("day", "2025-11-10")
        .with("until", "2026-11-28");
    add(&mut book, Kind::Exception, exception);
    for whose in [4, 5] {
        spoken(&mut book, RecordId::new(Kind::Relationship, whose), "2026-06-01");
    }
    for whose in [1, 2, 3] {
        spoken(&mut book, RecordId::new(Kind::Relationship, whose), "2026-11-20");
    }
    book.set_clock(clock());
    let due = |on: &str| Fields::new().with("due", on);
    follow_up(&mut book, 1, "Roth conversion figures", "promise", due("2026-11-23"));
    follow_up(&mut book, 2, "Letter on the yen account", "promise", due("2026-11-20"));
    follow_up(&mut book, 3, "Transfer form", "promise", due("2026-11-23"));
    let asked = |on: &str| Fields::new().with("asked_on", on).with("effort_minutes", 45);
    follow_up(&mut book, 1, "Gift letter for Claire", "request", asked("2026-11-18"));
    follow_up(&mut book, 2, "Compare two mortgages", "request", asked("2026-11-19"));
    follow_up(&mut book, 4, "Claim against the builder", "request", asked("2026-11-20"));
    for (whose, title, on, time) in [
        (1, "Annual review", "2026-11-23", "09:00"),
        (2, "Half-year meeting", "2026-11-23", "10:00"),
        (1, "Tax meeting", "2026-12-08", "10:00"),
        (2, "Letter signing", "2026-12-09", "10:00"),
        (3, "Annual review", "2026-12-10", "10:00"),
    ] {
        let meeting = Fields::new().with("relationship_id", whose).with("title", title).with("day", on);
        add(&mut book, Kind::Meeting, meeting.with("time", time));
    }
    book
}

/// The book as it is exported: without what differs from run to run, the names across books and the minutes of now.
fn exported(book: &Book) -> String {
    let mut book = book.export_json().unwrap()["book"].take();
    for (table, rows) in book.as_object_mut().unwrap() {
        for row in rows.as_array_mut().into_iter().flatten() {
            let row = row.as_object_mut().unwrap();
            row.remove("uid");
            if matches!(table.as_str(), "interaction" | "share" | "daily_review") {
                row.remove("minutes");
            }
            if table == "interaction" {
                row.remove("time");
            }
            // What is not set says nothing about the morning.
            row.retain(|_, value| !value.is_null());
        }
    }
    book.as_object_mut().unwrap().retain(|_, rows| rows.as_array().is_none_or(|rows| !rows.is_empty()));
    serde_json::to_string_pretty(&book).unwrap()
}

/// What is pressed on a card: keys, and between ` ~ ` what is typed.
fn decision(card: &str) -> &'static [&'static str] {
    match card {
        "f1" => &["x"],
        "f2" => &["r", "~fri", "Enter"],
        "f3" => &["i", "~Sent the form while we spoke", "Tab Space Ctrl-S"],
        "mt1" | "mt2" => &["x"],
        "f4" => &["d d", "~tomorrow", "Enter Enter"],
        "f5" => &["d b", "~4 jan", "Enter", "~after the year's end", "Enter Right Enter"],
        "f6" => &["d o Enter Enter", "~a lawyer does that", "Enter Enter"],
        "c1.reexam" | "c2.reexam" | "c3.reexam" => &["c n"],
        "x1.expires" => &["x", "~1 mar", "Enter", "~the restaurant opens in March", "Enter"],
        "c4.contact" => &["i", "~Why the claim is not ours", "Tab", "~p name of a lawyer wed", "Ctrl-S"],
        "c5.contact" => &["i", "~All is well", "Tab", "~p tax calendar fri", "Ctrl-S"],
        "p3.birthday.2026" => &["x"],
        other => panic!("{other} is no card of this morning"),
    }
}

/// Presses what decides a card; gives the keys that are no text.
fn decided(app: &mut App, parts: &[&str]) -> usize {
    let mut keys = 0;
    for part in parts {
        if let Some(text) = part.strip_prefix('~') {
            typed(app, text);
        } else {
            press(app, part);
            keys += part.split(' ').count();
        }
    }
    keys
}

#[test]
fn a_morning_takes_at_most_sixty_keys_and_every_step_of_it_is_taken_back() {
    let mut app = desk(fixed_book());
    let (before, head) = (exported(&app.book), app.book.head().unwrap().0);
    press(&mut app, "R");
    let mut keys = 1;
    let mut seen = Vec::new();
    while card(&app) != "the end" {
        let here = card(&app);
        let screen = shown(&mut app, 80, 24);
        let parts = decision(&here);
        // The keys that decide the card stand on it, each with what it does.
        let first = parts[0].split(" Enter").next().unwrap();
        let stands = |line: &str| line.trim_start().starts_with(&format!("{first}   "));
        assert!(screen.lines().any(stands), "{first} does not stand on {here}:\n{screen}");
        assert!(screen.contains("Why now"), "{screen}");
        keys += decided(&mut app, parts);
        assert_eq!(app.model.layers.len(), 1, "{here} was left: {}", message(&app));
        assert_ne!(card(&app), here, "{here} was not decided: {}", message(&app));
        seen.push(here);
    }
    assert_eq!(seen.len(), 15, "{seen:?}");
    let end = shown(&mut app, 80, 24);
    assert!(end.contains("Decided 15 of 15.") && end.contains("Nothing was left unseen."), "{end}");
    press(&mut app, "Enter");
    keys += 1;
    assert!(message(&app).starts_with("Kept the daily review"), "{}", message(&app));
    assert!(keys <= 60, "{keys} keys");
    insta::assert_snapshot!("the_keys_of_a_morning", keys);
    insta::assert_snapshot!("the_book_after_a_morning", exported(&app.book));
    let steps = app.book.head().unwrap().0 - head;
    for step in 0..steps {
        assert_ne!(exported(&app.book), before, "after {step} steps nothing was left to take back");
        press(&mut app, "u");
        assert!(message(&app).starts_with("Undid"), "{}", message(&app));
    }
    assert_eq!(exported(&app.book), before);
}

#[test]
fn a_request_says_how_long_they_wait_by_which_rule_and_what_the_week_has_left() {
    let mut app = desk(fixed_book());
    press(&mut app, "R");
    go_to(&mut app, "f4");
    let screen = shown(&mut app, 80, 24);
    for said in [
        "5 days ago; ✗ your rule: an answer by Thu 19 Nov",
        "“What we do” (they did not accept it)",
        "No estates, no claims",
        "about 45 min; nothing is promised yet",
        "tier A, 25 h a year; 20 min given in 12 months; ? no fee",
        "19 h free of 19 h; 0 min logged, 0 min planned",
        "Last ",
        "d o   out of scope by a rule",
    ] {
        assert!(
            screen
                .split_whitespace()
                .collect::<Vec<_>>()
                .join(" ")
                .contains(&said.split_whitespace().collect::<Vec<_>>().join(" ")),
            "{said}:\n{screen}"
        );
    }
}

#[test]
fn what_is_done_late_is_asked_what_went_wrong_and_enter_leaves_it() {
    let mut app = desk(fixed_book());
    press(&mut app, "R");
    go_to(&mut app, "f2");
    press(&mut app, "x");
    let asked = shown(&mut app, 80, 24);
    assert!(
        asked.contains("Done, 3 days late") && asked.contains("What went wrong (or leave it)"),
        "{asked}"
    );
    typed(&mut app, "waited for the bank");
    press(&mut app, "Enter");
    assert!(message(&app).starts_with("Done: Letter on the yen account"), "{}", message(&app));
    let row = |app: &App| app.book.get("f2".parse().unwrap()).unwrap().unwrap();
    assert_eq!((row(&app).str("state"), row(&app).str("went_wrong")), ("done", "waited for the bank"));
    press(&mut app, "u");
    assert_eq!((row(&app).str("state"), row(&app).str("went_wrong")), ("open", ""));
    press(&mut app, "x Enter");
    assert_eq!((row(&app).str("state"), row(&app).str("went_wrong")), ("done", ""));
    // What is done on its day is not asked about.
    go_to(&mut app, "f1");
    press(&mut app, "x");
    assert!(message(&app).starts_with("Done: Roth"), "{}", message(&app));
}

#[test]
fn a_breach_is_answered_in_words_of_its_own() {
    let mut app = desk(morning());
    press(&mut app, "R");
    go_to(&mut app, "b1.answer");
    press(&mut app, "x Enter");
    typed(&mut app, "told Ann it is due on the 1st");
    press(&mut app, "Enter");
    assert!(
        message(&app).starts_with("Breach answered, the rule was applied: paid late, Ruiz"),
        "{}",
        message(&app)
    );
    let row = app.book.get("b1".parse().unwrap()).unwrap().unwrap();
    assert_eq!((row.str("answer"), row.str("answered_on")), ("applied", "2026-11-23"));
}

#[test]
fn agreements_that_stand_differently_are_each_decided_on_their_card() {
    let mut book = fixed_book();
    book.set_clock(Clock::fixed("2026-11-02".parse().unwrap()));
    let goal = Fields::new().with("relationship_id", 1).with("statement", "Claire's wedding");
    let goal = add(&mut book, Kind::Goal, goal);
    let on = book.today();
    book.execute(&Action::Propose { agreements: vec![goal], on }).unwrap();
    book.set_clock(clock());
    let mut app = desk(book);
    press(&mut app, "R");
    go_to(&mut app, "c1.reexam");
    let screen = shown(&mut app, 80, 24);
    assert!(screen.contains("Look again at 1 goal, and agree on 1 goal"), "{screen}");
    assert!(screen.contains("x   what was proposed is agreed with them"), "{screen}");
    press(&mut app, "x Enter");
    assert_eq!(card(&app), "c1.reexam", "{}", message(&app));
    let screen = shown(&mut app, 80, 24);
    assert!(screen.contains("c c   still right") && !screen.contains("x   what was proposed"), "{screen}");
    press(&mut app, "c c Enter");
    assert_ne!(card(&app), "c1.reexam", "{}", message(&app));
}

#[test]
fn why_a_card_is_there_is_said_in_sentences() {
    let mut app = desk(fixed_book());
    press(&mut app, "R");
    for (key, wanted) in [
        ("f1", "You promised it on 12 Nov for today."),
        ("f2", "You promised it on 12 Nov for Fri 20 Nov; that is 3 days late."),
        ("mt1", "The meeting is today at 09:00."),
        ("f4", "They asked on 18 Nov; undecided for 5 days."),
        ("c1.reexam", "Agreed on 10 Nov 2025; 13 days late, 12 months on."),
        ("x1.expires", "The exception ends on Sat 28 Nov, in 5 days."),
        ("c4.contact", "The last contact was 175 days ago; 120 is the most for them."),
        ("p3.birthday.2026", "The birthday of Ann is today."),
    ] {
        go_to(&mut app, key);
        let screen = shown(&mut app, 80, 24);
        assert!(screen.contains(&format!("Why now    {wanted}")), "{key}: {screen}");
    }
    // What is decided says why it stood there.
    go_to(&mut app, "f1");
    press(&mut app, "x k");
    assert!(
        shown(&mut app, 80, 24).contains("Why now    Promised, due today."),
        "{}",
        shown(&mut app, 80, 24)
    );
}
