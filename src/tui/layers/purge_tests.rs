//! The purge list, the registers and the file for an examiner, by their keys.

use crate::{
    acts::Book,
    clock::Clock,
    domain::{
        action::{Action, NewMember},
        record::{Fields, Kind, RecordId, Row},
    },
    tui::{
        app::App,
        command::Command,
        testing::{desk, drawn, practice, press, typed},
    },
};

fn day(text: &str) -> Clock {
    Clock::fixed(text.parse().unwrap())
}

/// A book in which one household ended eight years ago.
fn app() -> App {
    let mut book = Book::memory(day("2018-03-05")).unwrap();
    for (name, head) in
        [("Quillfeather household", "Ann Quillfeather"), ("Okafor household", "Chinwe Okafor")]
    {
        let fields = Fields::new().with("name", head);
        let member = NewMember { fields, role: "head".into(), phone: None, email: None };
        let fields = Fields::new().with("name", name);
        book.execute(&Action::AddHousehold { fields, members: vec![member], tags: Vec::new() }).unwrap();
    }
    let relationship = RecordId::new(Kind::Relationship, 1);
    let (reason, stage) = ("moved away".to_owned(), "ended".to_owned());
    book.execute(&Action::End { relationship, reason, stage }).unwrap();
    book.set_clock(day("2026-11-23"));
    desk(book)
}

fn shown(app: &mut App) -> String {
    drawn(app, 80, 24).join("\n")
}

fn all(app: &App, kind: Kind) -> Vec<Row> {
    app.book.rows(kind, &[]).unwrap()
}

#[test]
fn a_purge_asks_why_and_for_the_name_and_enter_does_nothing() {
    let mut app = app();
    app.run(Command::PurgeList);
    let text = shown(&mut app);
    assert!(text.contains("Purge list   1 may go"), "{text}");
    assert!(text.contains("may be purged since Mon 1 Jan 2024"), "{text}");
    press(&mut app, "Enter");
    typed(&mut app, "asked by Quillfeather");
    press(&mut app, "Enter");
    assert!(shown(&mut app).contains("without the name"), "{}", shown(&mut app));
    press(&mut app, "Ctrl-U");
    typed(&mut app, "kept long enough");
    press(&mut app, "Enter");
    let text = shown(&mut app);
    assert!(text.contains("It cannot be undone"), "{text}");
    press(&mut app, "Enter Ctrl-S");
    assert_eq!(all(&app, Kind::Relationship).len(), 2);
    typed(&mut app, "Quillfeather household");
    press(&mut app, "Ctrl-S");
    assert_eq!(all(&app, Kind::Relationship).len(), 1);
    assert_eq!(all(&app, Kind::Person).len(), 1);
    assert_eq!(app.model.layers.len(), 1, "the question that named them is closed");
    assert!(app.book.stored_slips().unwrap().is_empty());
    let said = app.model.message.as_ref().unwrap().words.clone();
    assert!(said.starts_with("Purged") && said.ends_with("it cannot be undone"), "{said}");
    assert_eq!(app.book.verify(None).unwrap().faults, Vec::<String>::new());
    press(&mut app, "u");
    assert_eq!(all(&app, Kind::Relationship).len(), 1);
}

#[test]
fn a_hold_set_from_the_list_keeps_it_until_it_is_lifted() {
    let mut app = app();
    app.run(Command::PurgeList);
    press(&mut app, "H");
    typed(&mut app, "a suit");
    press(&mut app, "Ctrl-S");
    assert!(shown(&mut app).contains("held: a suit"), "{}", shown(&mut app));
    press(&mut app, "Enter");
    assert!(shown(&mut app).contains("under legal hold"), "{}", shown(&mut app));
    press(&mut app, "H");
    typed(&mut app, "settled");
    press(&mut app, "Enter");
    assert_eq!(all(&app, Kind::LegalHold)[0].str("lifted_why"), "settled");
    assert!(shown(&mut app).contains("may be purged"), "{}", shown(&mut app));
}

#[test]
fn an_obligation_is_added_and_met_in_the_registers() {
    let mut app = desk(practice());
    drawn(&mut app, 80, 24);
    app.run(Command::Registers);
    let text = shown(&mut app);
    assert!(text.contains("Registers   what an examiner asks for"), "{text}");
    press(&mut app, "a");
    typed(&mut app, "Form ADV update");
    press(&mut app, "Tab Tab Tab");
    typed(&mut app, "2026-11-20");
    press(&mut app, "Ctrl-S");
    let text = shown(&mut app);
    assert!(text.contains("Form ADV update") && text.contains("! late"), "{text}");
    press(&mut app, "x");
    typed(&mut app, "receipt 4711");
    press(&mut app, "Enter");
    assert_eq!(all(&app, Kind::Obligation)[0].str("evidence"), "receipt 4711");
    assert!(shown(&mut app).contains("met 23 Nov"), "{}", shown(&mut app));
}

#[test]
fn a_day_by_which_something_is_due_says_so_and_one_that_is_past_is_late() {
    for size in [(80, 24), (120, 36)] {
        let mut book = practice();
        for (what, answer_by) in [("The fee", "2026-11-27"), ("The transfer", "2026-11-20")] {
            let fields =
                Fields::new().with("what", what).with("relationship_id", 1).with("day", "2026-11-16");
            let fields = fields.with("answer_by", answer_by);
            book.execute(&Action::Add { kind: Kind::Complaint, fields }).unwrap();
        }
        let fields = Fields::new().with("title", "Form ADV update").with("due", "2027-03-31");
        book.execute(&Action::Add { kind: Kind::Obligation, fields }).unwrap();
        let mut app = desk(book);
        drawn(&mut app, size.0, size.1);
        press(&mut app, "g e");
        let shown = drawn(&mut app, size.0, size.1);
        let line = |wanted: &str| shown.iter().find(|line| line.contains(wanted)).unwrap().clone();
        assert!(
            line("The fee").contains("by 27 Nov") && line("The fee").contains("! to be answered"),
            "{shown:#?}"
        );
        assert!(line("The transfer").contains("! answer is late"), "{shown:#?}");
        assert!(line("Form ADV").contains("by 31 Mar 2027"), "{shown:#?}");
    }
}

#[test]
fn what_is_due_by_law_stands_with_the_hard_dates_and_x_settles_it() {
    let mut book = practice();
    let fields = Fields::new().with("title", "A letter went astray").with("day", "2026-10-24");
    book.execute(&Action::Add { kind: Kind::Incident, fields }).unwrap();
    let mut app = desk(book);
    drawn(&mut app, 80, 24);
    press(&mut app, "5 g g");
    let text = shown(&mut app);
    assert!(text.contains("Tell those concerned: A letter"), "{text}");
    press(&mut app, "x");
    assert!(shown(&mut app).contains("they were told"), "{}", shown(&mut app));
    press(&mut app, "Enter");
    typed(&mut app, "by telephone");
    press(&mut app, "Enter");
    assert_eq!(all(&app, Kind::Incident)[0].str("told_on"), "2026-11-23");
}

#[test]
fn the_file_for_an_examiner_is_asked_for_by_day_and_directory() {
    let dir = tempfile::tempdir().unwrap();
    let mut app = desk(practice());
    drawn(&mut app, 80, 24);
    press(&mut app, "1 g g");
    app.run(Command::Examiner);
    press(&mut app, "Ctrl-U");
    typed(&mut app, "2020-01-01");
    press(&mut app, "Enter");
    assert!(shown(&mut app).contains("did not know"), "{}", shown(&mut app));
    press(&mut app, "Ctrl-U");
    typed(&mut app, "today");
    press(&mut app, "Enter Ctrl-U");
    let out = dir.path().join("file");
    typed(&mut app, &out.display().to_string());
    press(&mut app, "Enter");
    assert!(out.join("INDEX.txt").exists(), "{}", shown(&mut app));
    assert_eq!(all(&app, Kind::Handover).len(), 1);
    assert!(app.model.message.as_ref().unwrap().words.contains("has left the book"));
}
