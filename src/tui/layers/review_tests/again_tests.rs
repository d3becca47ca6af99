//! The re-examination of a household by its keys: through the whole, resumed, taken back.

use std::{collections::BTreeMap, path::Path};

use super::*;
use crate::{
    acts::demo::{Ordered, Print},
    domain::action::{Paper, Signed},
};

/// Hartley with two goals, an expectation and two rules agreed a year ago, a life event, and a meeting today.
fn household(mut book: Book) -> Book {
    book.set_clock(Clock::fixed("2025-11-10".parse().unwrap()));
    let person = |name: &str, given: &str, role: &str| NewMember {
        fields: Fields::new().with("name", name).with("given", given),
        role: role.into(),
        ..NewMember::default()
    };
    let members = vec![person("Ann Hartley", "Ann", "head"), person("Robert Hartley", "Robert", "spouse")];
    let fields = Fields::new().with("name", "Hartley household").with("tier", "A").with("kind", "client");
    let whose = book.execute(&Action::AddHousehold { fields, members, tags: Vec::new() }).unwrap().ids[0];
    let consent = || Consent {
        by: vec![RecordId::new(Kind::Person, 1)],
        dissents: Vec::new(),
        on: "2025-11-10".parse().unwrap(),
        how: "call".into(),
        evidence: None,
    };
    let of = || Fields::new().with("relationship_id", whose.id);
    let mut agreements = Vec::new();
    for statement in ["Retire in June 2028", "The cabin stays in the family"] {
        agreements.push(add(&mut book, Kind::Goal, of().with("statement", statement)));
    }
    let words = of()
        .with("title", "Judge us by the plan")
        .with("their_words", "We never look at the index")
        .with("our_answer", "The plan tells");
    agreements.push(add(&mut book, Kind::Expectation, words));
    book.execute(&Action::Agree { agreements, consent: consent() }).unwrap();
    let mut rules = Vec::new();
    for title in ["Call us first", "Answer within a day"] {
        rules.push(add(
            &mut book,
            Kind::Rule,
            Fields::new().with("title", title).with("text", "As it says."),
        ));
    }
    book.execute(&Action::Accept { rules, relationship: whose, consent: consent() }).unwrap();
    book.set_clock(clock());
    let event =
        of().with("kind", "retirement").with("day", "2026-11-12").with("note", "Robert stops working");
    add(&mut book, Kind::LifeEvent, event);
    let meeting = of().with("title", "Annual review").with("day", "2026-11-23");
    add(&mut book, Kind::Meeting, meeting);
    book
}

fn began(path: &Path) -> App {
    let mut app = at_file(path);
    open_pass(&mut app);
    app
}

/// Opens the pass from a row of theirs, as anybody would.
fn open_pass(app: &mut App) {
    press(app, "1 c g");
    assert!(shown(app, 80, 24).contains("Re-examination"), "{}", shown(app, 80, 24));
}

fn key_of(kind: Kind, id: i64) -> String {
    RecordId::new(kind, id).to_string()
}

fn field(app: &App, kind: Kind, id: i64, name: &str) -> String {
    app.book.get(RecordId::new(kind, id)).unwrap().unwrap().str(name).to_owned()
}

#[test]
fn a_household_is_gone_through_with_who_is_there_asked_once_and_ends_in_a_charter() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("book.db");
    let first = household(Book::open(&path, clock()).unwrap()).head().unwrap();
    let mut app = began(&path);
    assert_eq!(card(&app), "l1.decide");
    press(&mut app, "x");
    typed(&mut app, "they look at the plan again");
    press(&mut app, "Enter");
    // Still right: the meeting of today fills in who, how and when.
    assert_eq!(card(&app), key_of(Kind::Goal, 1), "{}", message(&app));
    press(&mut app, "x");
    let asked = shown(&mut app, 80, 24);
    assert!(
        asked.contains("[x] Ann") && asked.contains("[x] Robert") && asked.contains("in a meeting"),
        "{asked}"
    );
    press(&mut app, "Enter");
    assert!(message(&app).contains("Reaffirmed"), "{}", message(&app));
    // Changed: nobody is asked again.
    assert_eq!(card(&app), key_of(Kind::Goal, 2));
    let screen = shown(&mut app, 80, 24);
    assert!(screen.contains("Ann and Robert, in a meeting"), "{screen}");
    press(&mut app, "e");
    typed(&mut app, " for ever");
    press(&mut app, "Ctrl-S");
    assert!(message(&app).contains("now version 2"), "{}", message(&app));
    // Killed and begun again it stands at the next card and knows who sits there.
    drop(app);
    let mut app = began(&path);
    assert_eq!(card(&app), key_of(Kind::Expectation, 1));
    let screen = shown(&mut app, 80, 24);
    for wanted in
        ["Ann and Robert, in a meeting", "\"We never look at the index\"", "The plan tells", "retirement"]
    {
        assert!(screen.contains(wanted), "{wanted}: {screen}");
    }
    press(&mut app, "r");
    typed(&mut app, "30 days");
    press(&mut app, "Enter");
    typed(&mut app, "they ask their son");
    press(&mut app, "Enter");
    assert!(message(&app).contains("Deferred"), "{}", message(&app));
    assert_eq!(card(&app), key_of(Kind::Acceptance, 1));
    press(&mut app, "e");
    assert!(message(&app).contains("rulebook"), "{}", message(&app));
    press(&mut app, "x");
    assert!(message(&app).contains("Reaffirmed"), "{}", message(&app));
    // The other rule is left.
    press(&mut app, "j");
    let end = shown(&mut app, 80, 24);
    for wanted in ["Decided 5 of 6", "as agreed", "changed", "put off", "left", "1 agreement is other"] {
        assert!(end.contains(wanted), "{wanted}: {end}");
    }
    press(&mut app, "m");
    assert!(shown(&mut app, 80, 24).contains("for ever"), "{}", shown(&mut app, 80, 24));
    press(&mut app, "Ctrl-S Esc a");
    let end = shown(&mut app, 80, 24);
    assert!(end.contains("is made and kept") && end.contains("Send the new charter"), "{end}");
    assert_eq!(field(&app, Kind::Goal, 2, "version"), "");
    assert_eq!(app.book.get(RecordId::new(Kind::Goal, 2)).unwrap().unwrap().int("version"), Some(2));
    // One op each, and each is taken back.
    let last = app.book.head().unwrap();
    for _ in first.0..last.0 {
        press(&mut app, "u");
    }
    assert_eq!(field(&app, Kind::Goal, 2, "statement"), "The cabin stays in the family");
    assert!(app.book.rows(Kind::Document, &[]).unwrap().is_empty());
    assert!(app.book.rows(Kind::FollowUp, &[]).unwrap().is_empty());
    assert_eq!(card(&app), "l1.decide");
    assert!(shown(&mut app, 80, 24).contains("1 of 6"), "{}", shown(&mut app, 80, 24));
    assert_eq!(last.0 - first.0, 7, "one op for each decision, the charter and the follow-up");
}

#[test]
fn what_became_of_a_goal_is_kept_with_what_was_learned_and_a_rule_goes_with_a_reason() {
    let mut app = desk(household(Book::memory(clock()).unwrap()));
    open_pass(&mut app);
    go_to(&mut app, &key_of(Kind::Goal, 1));
    press(&mut app, "A Enter");
    typed(&mut app, "a year of travel");
    press(&mut app, "Enter");
    typed(&mut app, "start sooner");
    press(&mut app, "Enter");
    assert_eq!(field(&app, Kind::Goal, 1, "outcome"), "achieved", "{}", message(&app));
    assert_eq!(field(&app, Kind::Goal, 1, "learned"), "start sooner");
    go_to(&mut app, &key_of(Kind::Expectation, 1));
    press(&mut app, "A Enter Enter");
    assert_eq!(field(&app, Kind::Expectation, 1, "state"), "retired", "{}", message(&app));
    assert_eq!(field(&app, Kind::Expectation, 1, "outcome"), "kept");
    go_to(&mut app, &key_of(Kind::Acceptance, 1));
    press(&mut app, "A");
    typed(&mut app, "they have an assistant now");
    press(&mut app, "Enter");
    assert_eq!(field(&app, Kind::Acceptance, 1, "state"), "retired", "{}", message(&app));
    // One step takes the expectation back whole.
    press(&mut app, "u u");
    assert_eq!(field(&app, Kind::Expectation, 1, "state"), "agreed");
    assert_eq!(field(&app, Kind::Expectation, 1, "outcome"), "open");
}

#[test]
fn it_is_raised_only_for_a_meeting_after_this_one_and_put_off_at_most_twice() {
    let mut book = household(Book::memory(clock()).unwrap());
    let goal = RecordId::new(Kind::Goal, 1);
    for until in ["2026-12-01", "2026-12-02"] {
        let reason = "they are away".to_owned();
        let defer = Action::Defer { agreements: vec![goal], until: until.parse().unwrap(), reason };
        book.execute(&defer).unwrap();
    }
    let mut app = desk(book);
    open_pass(&mut app);
    go_to(&mut app, &goal.to_string());
    press(&mut app, "r");
    assert!(message(&app).contains("put off twice"), "{}", message(&app));
    press(&mut app, "c n");
    assert!(message(&app).contains("No further meeting"), "{}", message(&app));
    let meeting =
        Fields::new().with("relationship_id", 1).with("title", "Half-year").with("day", "2027-05-10");
    add(&mut app.book, Kind::Meeting, meeting);
    press(&mut app, "c n");
    assert!(message(&app).contains("Raised for the meeting"), "{}", message(&app));
    assert_ne!(card(&app), goal.to_string());
}

#[test]
fn what_is_asked_anew_counts_for_the_rest_and_a_finished_pass_begins_anew() {
    let mut app = desk(household(Book::memory(clock()).unwrap()));
    open_pass(&mut app);
    go_to(&mut app, &key_of(Kind::Goal, 1));
    // Robert had to leave: only Ann, by telephone.
    press(&mut app, "c c Tab Space Enter");
    let screen = shown(&mut app, 80, 24);
    assert!(screen.contains("Ann, in a meeting"), "{screen}");
    press(&mut app, "x");
    let parties = app.book.rows(Kind::Party, &[]).unwrap();
    let robert = parties.iter().filter(|row| row.int("person_id") == Some(2));
    assert_eq!(robert.filter(|row| row.str("answer") == "not asked").count(), parties.len() / 2);
    press(&mut app, "G e");
    typed(&mut app, "Robert reads the paper first");
    press(&mut app, "Enter");
    let screen = shown(&mut app, 80, 24);
    assert!(screen.contains("\"Robert reads the paper first\""), "{screen}");
    press(&mut app, "Enter");
    assert!(app.model.layers.is_empty());
    let [kept] = &app.book.reexaminations(1).unwrap()[..] else { panic!("not one record") };
    assert_eq!((kept.str("pass"), kept.str("words")), ("re-examination", "Robert reads the paper first"));
    assert!(kept.str("with_whom").starts_with("Ann, in a meeting"), "{}", kept.str("with_whom"));
    assert_eq!((kept.int("decided"), kept.int("cards")), (Some(2), Some(6)));
    assert!(kept.str("done").starts_with("2 as agreed: "), "{}", kept.str("done"));
    let (moments, _) = app.book.timeline(1, 5).unwrap();
    assert!(moments.iter().any(|moment| moment.record == kept.id && moment.text.contains("2 of 6 decided")));
    open_pass(&mut app);
    assert!(shown(&mut app, 80, 24).contains("1 of 6"), "{}", shown(&mut app, 80, 24));
    assert!(shown(&mut app, 80, 24).contains("retirement"));
}

#[test]
fn every_card_is_decided_without_leaving_it_at_80_columns() {
    let mut app = desk(household(Book::memory(clock()).unwrap()));
    open_pass(&mut app);
    for _ in 0..6 {
        let screen = shown(&mut app, 80, 24);
        let has = |key: &str| screen.lines().any(|line| line.trim_start().starts_with(&format!("{key}   ")));
        assert!(has("x") && screen.contains("Why now"), "{screen}");
        let agreement = card(&app).parse::<RecordId>().is_ok();
        assert!(!agreement || (has("r") && has("A") && screen.contains("With ")), "{screen}");
        press(&mut app, "j");
    }
    assert!(shown(&mut app, 80, 24).contains("Decided 0 of 6"), "{}", shown(&mut app, 80, 24));
}

#[test]
fn a_charter_that_a_change_superseded_is_not_the_new_one() {
    let mut book = household(Book::memory(clock()).unwrap());
    let of = RecordId::new(Kind::Relationship, 1);
    let ordered =
        Ordered { of, template: "charter".into(), given: BTreeMap::default(), print: Print::Nothing };
    let made = crate::letters::scribe(&book, &ordered).unwrap();
    let document = book.execute(&Action::Document(Paper::Make(Box::new(made)))).unwrap().ids[0];
    let by = vec![RecordId::new(Kind::Person, 1), RecordId::new(Kind::Person, 2)];
    book.execute(&Action::Document(Paper::Sign(Signed { document, on: day(), by, evidence: None }))).unwrap();
    let mut app = desk(book);
    open_pass(&mut app);
    go_to(&mut app, &key_of(Kind::Goal, 1));
    press(&mut app, "x Enter");
    go_to(&mut app, &key_of(Kind::Goal, 2));
    press(&mut app, "e");
    typed(&mut app, " for ever");
    press(&mut app, "Ctrl-S");
    assert!(message(&app).contains("now version 2"), "{}", message(&app));
    assert!(!app.book.get(document).unwrap().unwrap().str("superseded_on").is_empty());
    press(&mut app, "j j j j");
    let end = shown(&mut app, 80, 24);
    assert!(end.contains("1 agreement is other") && !end.contains("is made and kept"), "{end}");
}

#[test]
fn a_card_that_was_changed_says_what_it_was_and_what_it_is() {
    let mut book = household(Book::memory(clock()).unwrap());
    let consent = Consent {
        by: vec![RecordId::new(Kind::Person, 1)],
        dissents: Vec::new(),
        on: "2026-11-02".parse().unwrap(),
        how: "call".into(),
        evidence: None,
    };
    let agreements = vec![RecordId::new(Kind::Goal, 2)];
    book.execute(&Action::Reaffirm { agreements, consent }).unwrap();
    let mut app = desk(book);
    open_pass(&mut app);
    let goal = key_of(Kind::Goal, 2);
    go_to(&mut app, &goal);
    let screen = shown(&mut app, 80, 24);
    assert!(screen.contains("still right on 2 Nov"), "{screen}");
    // Who sits there is asked with the first decision.
    press(&mut app, "e");
    typed(&mut app, " for ever");
    press(&mut app, "Ctrl-S Enter");
    assert!(message(&app).contains("now version 2"), "{}", message(&app));
    go_to(&mut app, &goal);
    for (width, height) in [(80, 24), (120, 36)] {
        let screen = shown(&mut app, width, height);
        let lines: Vec<&str> = screen.lines().map(str::trim).collect();
        let heading = lines.iter().position(|line| line.starts_with("Hartley household")).unwrap() + 1;
        assert_eq!(lines[heading], "The cabin stays in the family for ever", "{screen}");
        let after = |label: &str| {
            let line = lines.iter().find_map(|line| line.strip_prefix(label)).unwrap_or_default();
            line.trim().to_owned()
        };
        assert_eq!(after("Was "), "Goal: The cabin stays in the family", "{screen}");
        assert_eq!(after("Now "), "Goal: The cabin stays in the family for ever", "{screen}");
        assert!(screen.contains("version 2") && !screen.contains("still right on"), "{screen}");
    }
    // Beside its neighbour it has its new words too.
    press(&mut app, "k");
    let screen = shown(&mut app, 120, 36);
    assert!(screen.contains("After         The cabin stays in the family for ever"), "{screen}");
}

#[test]
fn the_footer_says_how_to_go_on_to_the_next_agreement_at_80_columns() {
    let mut app = desk(household(Book::memory(clock()).unwrap()));
    open_pass(&mut app);
    for kind in [Kind::Goal, Kind::Expectation, Kind::Acceptance] {
        go_to(&mut app, &key_of(kind, 1));
        let screen = shown(&mut app, 80, 24);
        let footer = screen.lines().last().unwrap().to_owned();
        assert!(footer.contains("x still right") && footer.contains("j after"), "{footer}");
    }
    // Decided, it offers no key that decides it.
    press(&mut app, "x Enter");
    go_to(&mut app, &key_of(Kind::Acceptance, 1));
    let screen = shown(&mut app, 80, 24);
    let footer = screen.lines().last().unwrap().to_owned();
    assert!(!footer.contains("still right") && footer.contains("u undo"), "{footer}");
}
