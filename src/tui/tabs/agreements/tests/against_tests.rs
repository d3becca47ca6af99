//! What was heard against an expectation, why it is at risk, and the call-first list.

use super::*;

fn in_a_fall(book: &mut Book, name: &str, call: &str) -> RecordId {
    let members = vec![NewMember { phone: Some("503 555 0142".into()), ..member("Ann", "head") }];
    let whose = household(book, name, members);
    let fields = Fields::new()
        .with("relationship_id", whose.id)
        .with("title", "We hold, whatever happens")
        .with("topic", "market fall")
        .with("call_first", call);
    let id = book.execute(&Action::Add { kind: Kind::Expectation, fields }).unwrap().ids[0];
    agree(book, id, "2026-10-02");
    id
}

#[test]
fn what_they_say_against_it_is_two_keys_away_and_tells_why_it_is_at_risk() {
    let mut book = crate::tui::testing::book();
    let id = in_a_fall(&mut book, "Hartley", "yes");
    let mut app = app(book, Box::new(expectations::tab()));
    press(&mut app, "] ] ] > > >");
    press(&mut app, ", h");
    typed(&mut app, "Sell it all");
    press(&mut app, "Enter");
    assert_eq!(app.book.agreement(id).unwrap().unwrap().against.len(), 1, "{}", drawn(&mut app, 120, 36));
    let learned = Some("afraid of the news: ring at once".to_owned());
    app.book
        .execute(&Action::Judge(crate::domain::action::Judged {
            agreement: id,
            outcome: "at risk".into(),
            learned,
            next: None,
        }))
        .unwrap();
    press(&mut app, "Ctrl-L < < <");
    let text = drawn(&mut app, 120, 36);
    assert!(text.contains("! said again 23 Nov"), "{text}");
    assert!(text.contains("Heard against it since") && text.contains("\"Sell it all\""), "{text}");
    assert!(text.contains("Judged") && text.contains("at risk: afraid of the news"), "{text}");
}

#[test]
fn the_call_first_list_is_a_view_with_the_number_to_ring() {
    let mut book = crate::tui::testing::book();
    for (name, call) in [("Okafor", "no"), ("Hartley", "yes")] {
        in_a_fall(&mut book, name, call);
    }
    household(&mut book, "Quist", vec![member("Ann", "head")]);
    let mut app = app(book, Box::new(expectations::tab()));
    for (width, height) in [(80, 24), (120, 36)] {
        press(&mut app, "> > >");
        let text = drawn(&mut app, width, height);
        let first = text.find("Call first  1").unwrap_or_else(|| panic!("{text}"));
        let number =
            text.find("Ann 503 555 0142").or(text.find("503 555 0142")).unwrap_or_else(|| panic!("{text}"));
        let no = text.find("No call agreed  1").unwrap_or_else(|| panic!("{text}"));
        assert!(first < number && number < no, "{text}");
        assert!(text.contains("Nothing agreed for a fall  1") && text.contains("Quist"), "{text}");
        press(&mut app, "< < <");
    }
}
