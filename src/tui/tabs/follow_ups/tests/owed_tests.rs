use super::*;
use crate::{clock::Clock, domain::action::Reworded};

fn rule(book: &mut Book) {
    let fields = Fields::new().with("title", "Whom to call").with("text", "Us.");
    let rule = book.execute(&Action::Add { kind: Kind::Rule, fields }).unwrap().ids[0];
    for client in [1, 2] {
        let fields =
            Fields::new().with("relationship_id", client).with("rule_id", 1).with("day", "2026-11-20");
        book.execute(&Action::Add { kind: Kind::Training, fields }).unwrap();
    }
    let reworded = Reworded { rule, text: "Us first.".into(), why: None, accept_again: false };
    book.execute(&Action::Reword(reworded)).unwrap();
}

/// A desk with the cursor on the row of this key.
fn on_row(book: Book, key: &str) -> App {
    let mut app = desk(book);
    drawn(&mut app, 120, 36);
    press(&mut app, "5 g g");
    for _ in 0..20 {
        if app.focus().is_some_and(|focus| focus.keys == [key]) {
            return app;
        }
        press(&mut app, "j");
    }
    panic!("{key} in {:?}", order(&app));
}

fn shown(app: &mut App, width: u16, height: u16) -> String {
    drawn(app, width, height).join("\n")
}

#[test]
fn enter_on_a_new_version_shows_whom_to_tell_and_x_tells_one_of_them() {
    let mut book = practice();
    rule(&mut book);
    let mut app = on_row(book, "r1.tell.2");
    let text = shown(&mut app, 120, 36);
    assert!(text.contains("2 not told") && text.contains("Not told: Hartley, Tanaka 田中."), "{text}");
    press(&mut app, "Enter");
    let text = shown(&mut app, 80, 24);
    assert!(text.contains("not told of the new version") && text.contains("2 of"), "{text}");
    // It is narrowed to the one rule, so that V and x tell all of them.
    let filter = app.model.state().unwrap().filter.clone();
    assert!(filter.contains("Whom to call"), "{filter}");
    press(&mut app, "5 x");
    let text = shown(&mut app, 80, 24);
    assert!(text.contains("Taught to") && text.contains("Whom to call"), "{text}");
    typed(&mut app, "Hart");
    press(&mut app, "Down Enter Ctrl-S");
    assert_eq!(app.book.untold(1, 2, 9).unwrap(), (vec!["Tanaka 田中".to_owned()], 1));
}

#[test]
fn a_new_version_is_set_aside_with_the_reason() {
    let mut book = practice();
    rule(&mut book);
    let mut app = on_row(book, "r1.tell.2");
    press(&mut app, "X");
    typed(&mut app, "only a comma");
    press(&mut app, "Enter");
    assert!(!order(&app).contains(&"r1.tell.2".to_owned()));
    let kept = app.book.rows(Kind::GapAnswer, &[]).unwrap();
    assert!(kept.len() == 2 && kept.iter().all(|row| row.str("reason") == "only a comma"), "{kept:?}");
}

#[test]
fn enter_on_the_purge_list_opens_it_and_so_do_two_keys_from_anywhere() {
    let mut book = Book::memory(Clock::fixed("2018-03-05".parse().unwrap())).unwrap();
    for name in ["Quill household", "Okafor household"] {
        let fields = Fields::new().with("name", name).with("kind", "client").with("tier", "C");
        book.execute(&Action::Add { kind: Kind::Relationship, fields }).unwrap();
    }
    let relationship = RecordId::new(Kind::Relationship, 1);
    let end = Action::End { relationship, reason: "moved".into(), stage: "ended".into() };
    book.execute(&end).unwrap();
    book.set_clock(Clock::fixed("2026-11-23".parse().unwrap()));
    let mut app = on_row(book, "c1.purge");
    for keys in ["Enter", "g p"] {
        press(&mut app, keys);
        let text = shown(&mut app, 80, 24);
        assert!(text.contains("Purge list   1 may go"), "{keys}: {text}");
        press(&mut app, "Esc");
    }
    press(&mut app, "1 g e");
    assert!(shown(&mut app, 80, 24).contains("Registers   what an examiner asks for"));
}

#[test]
fn a_vendor_gets_its_clause_by_x_and_enter_opens_the_registers() {
    let mut book = practice();
    let fields = Fields::new().with("name", "Ledgerline").with("client_data", "names");
    book.execute(&Action::Add { kind: Kind::Vendor, fields }).unwrap();
    let mut app = on_row(book, "ve1.clause");
    press(&mut app, "Enter");
    assert!(shown(&mut app, 80, 24).contains("no notice clause"));
    press(&mut app, "Esc x");
    typed(&mut app, "72");
    press(&mut app, "Enter");
    assert!(!order(&app).contains(&"ve1.clause".to_owned()));
    assert_eq!(app.book.rows(Kind::Vendor, &[]).unwrap()[0].int("notice_hours"), Some(72));
}

#[test]
fn the_practice_tab_leads_to_the_registers_and_to_the_purge_list() {
    for (size, name, title) in [
        ((80, 24), "registers", "Registers   what an examiner asks for"),
        ((120, 36), "purge list", "Purge list   nothing may go today"),
    ] {
        let mut app = desk(practice());
        drawn(&mut app, size.0, size.1);
        press(&mut app, "6 G");
        let text = shown(&mut app, size.0, size.1);
        assert!(text.contains("For an examiner") && text.contains("g e and g p from anywhere"), "{text}");
        if name == "registers" {
            press(&mut app, "k");
        }
        press(&mut app, "Enter");
        let text = shown(&mut app, size.0, size.1);
        assert!(text.contains(title), "{name}: {text}");
    }
}

#[test]
fn a_paper_that_is_due_again_names_to_whom_and_x_gives_it_to_all_of_them() {
    let mut book = practice();
    for client in [1, 2] {
        let fields = Fields::new().with("what", "brochure").with("relationship_id", client);
        let fields = fields.with("version", "2025").with("day", "2025-11-10");
        book.execute(&Action::Add { kind: Kind::Delivery, fields }).unwrap();
    }
    let mut app = on_row(book, "de1.again");
    let text = shown(&mut app, 120, 36);
    assert!(
        text.contains("Give the brochure again: 2 clients") && text.contains("Due to: Hartley, Tanaka 田中."),
        "{text}"
    );
    press(&mut app, "x");
    typed(&mut app, "2026");
    press(&mut app, "Enter");
    assert!(!order(&app).contains(&"de1.again".to_owned()));
    let kept = app.book.rows(Kind::Delivery, &[]).unwrap();
    assert_eq!(kept.iter().filter(|row| row.str("version") == "2026").count(), 2);
}
