use crate::{
    acts::{Book, Step},
    clock::Clock,
    domain::{
        action::{Action, NewMember},
        record::{Fields, Kind, RecordId},
    },
};

fn book() -> Book {
    Book::memory(Clock::fixed("2026-11-23".parse().unwrap())).unwrap()
}

fn household(book: &mut Book) {
    let member = |name: &str| NewMember { fields: Fields::new().with("name", name), ..NewMember::default() };
    let act = Action::AddHousehold {
        fields: Fields::new().with("name", "Hartley household"),
        members: vec![member("Ann"), member("Robert")],
        tags: vec!["golf".into()],
    };
    book.execute(&act).unwrap();
}

fn follow_up(book: &mut Book, title: &str) {
    let fields = Fields::new().with("title", title).with("relationship_id", 1);
    book.execute(&Action::Add { kind: Kind::FollowUp, fields }).unwrap();
}

fn edit(book: &mut Book, id: &str, name: &str, value: &str) {
    let fields = Fields::new().with(name, value);
    book.execute(&Action::Edit { targets: vec![id.parse().unwrap()], fields, seen: None }).unwrap();
}

fn count(book: &Book, kind: Kind) -> usize {
    book.rows(kind, &[]).unwrap().len()
}

#[test]
fn what_refers_to_a_step_and_what_was_done_with_that_go_with_it_newest_first() {
    let mut book = book();
    household(&mut book);
    follow_up(&mut book, "Call");
    follow_up(&mut book, "Write");
    edit(&mut book, "f1", "title", "Call Ann");
    let done = Action::Done { items: vec!["f2".parse().unwrap()], note: None };
    book.execute(&done).unwrap();
    let ways = book.ways_back(1).unwrap();
    assert_eq!(ways.later.iter().map(|(op, _)| *op).collect::<Vec<_>>(), [5, 4, 3, 2]);
    let receipt = book.take_back_with_later(1).unwrap();
    assert!(receipt.summary.ends_with("with 4 later steps: op 5, op 4, op 3, op 2"), "{}", receipt.summary);
    for kind in [Kind::Relationship, Kind::Person, Kind::FollowUp, Kind::Tag] {
        assert_eq!(count(&book, kind), 0, "{kind}");
    }
    assert!(book.verify(None).unwrap().faults.is_empty());
    assert!(book.step(Step::Undo).unwrap().is_none(), "all of them are taken back");
    book.step(Step::Redo).unwrap().unwrap();
    assert_eq!((count(&book, Kind::Relationship), count(&book, Kind::FollowUp)), (1, 2));
    assert_eq!(book.get(RecordId::new(Kind::FollowUp, 1)).unwrap().unwrap().str("title"), "Call Ann");
    assert!((1..=5).all(|op| book.is_undone(op) == Ok(false)));
    assert!(book.verify(None).unwrap().faults.is_empty());
    assert!(book.step(Step::Undo).unwrap().unwrap().summary.contains("done"), "the newest one alone");
}

#[test]
fn steps_already_taken_back_are_not_listed_and_hinder_nothing() {
    let mut book = book();
    household(&mut book);
    edit(&mut book, "p1", "notes", "paper");
    book.step(Step::Undo).unwrap().unwrap();
    edit(&mut book, "p1", "notes", "phone");
    let ways = book.ways_back(1).unwrap();
    assert_eq!(ways.later.iter().map(|(op, _)| *op).collect::<Vec<_>>(), [4]);
    book.take_back_with_later(1).unwrap();
    assert_eq!(count(&book, Kind::Person), 0);
    assert!([1, 2, 4].iter().all(|op| book.is_undone(*op) == Ok(true)));
    assert!(book.step(Step::Undo).unwrap().is_none());
}

#[test]
fn of_the_rest_a_record_stays_with_all_it_hangs_on() {
    let mut book = book();
    household(&mut book);
    edit(&mut book, "p2", "notes", "prefers paper");
    let ways = book.ways_back(1).unwrap();
    assert!(ways.stays.iter().any(|said| said.contains("p2 (Robert)")), "{:?}", ways.stays);
    assert_eq!(ways.homeless, ["person p2 (Robert)"]);
    let receipt = book.take_back_rest(1).unwrap();
    assert!(
        format!("{receipt:?}").contains("person p2 (Robert) belongs to no household then"),
        "{receipt:?}"
    );
    let names: Vec<String> =
        book.rows(Kind::Person, &[]).unwrap().iter().map(|row| row.str("name").to_owned()).collect();
    assert_eq!(names, ["Robert"]);
    // Nothing refers to what went: his membership did, and it was untouched.
    assert_eq!((count(&book, Kind::Membership), count(&book, Kind::Relationship)), (0, 0));
    assert!(book.verify(None).unwrap().faults.is_empty());
    book.step(Step::Redo).unwrap().unwrap();
    assert_eq!((count(&book, Kind::Person), count(&book, Kind::Membership)), (2, 2));
}

#[test]
fn of_the_rest_what_is_referred_to_stays() {
    let mut book = book();
    household(&mut book);
    follow_up(&mut book, "Call");
    let no = book.take_back(1).unwrap_err();
    assert_eq!(no.instead, Some(crate::domain::rejection::Instead::TakeBack(1)));
    book.take_back_rest(1).unwrap();
    assert_eq!((count(&book, Kind::Relationship), count(&book, Kind::FollowUp)), (1, 1));
    assert_eq!(
        (count(&book, Kind::Person), count(&book, Kind::Membership), count(&book, Kind::Tag)),
        (0, 0, 0)
    );
    assert!(book.verify(None).unwrap().faults.is_empty());
}

#[test]
fn nothing_is_taken_back_where_no_record_is_as_it_was() {
    let mut book = book();
    follow_up_alone(&mut book);
    edit(&mut book, "f1", "title", "Call Ann");
    let no = book.take_back_rest(1).unwrap_err();
    assert!(no.message.contains("Nothing was taken back"), "{}", no.message);
    assert_eq!(count(&book, Kind::FollowUp), 1);
}

fn follow_up_alone(book: &mut Book) {
    book.execute(&Action::Add { kind: Kind::FollowUp, fields: Fields::new().with("title", "Call") }).unwrap();
}

#[test]
fn a_removed_record_comes_back_with_what_it_hung_on() {
    let mut book = book();
    household(&mut book);
    follow_up(&mut book, "Call");
    book.execute(&Action::Delete { targets: vec!["f1".parse().unwrap()] }).unwrap();
    book.take_back_with_later(1).unwrap();
    assert_eq!(count(&book, Kind::Relationship), 0);
    book.step(Step::Redo).unwrap().unwrap();
    assert_eq!((count(&book, Kind::Relationship), count(&book, Kind::FollowUp)), (1, 0));
    assert!(book.verify(None).unwrap().faults.is_empty());
}
