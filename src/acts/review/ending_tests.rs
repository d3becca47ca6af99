use crate::{
    acts::{Book, Step},
    clock::Clock,
    domain::{
        action::{Action, Later, Third},
        record::{Fields, Kind, RecordId},
        review::Pass,
    },
};

fn on(book: &mut Book, day: &str) {
    book.set_clock(Clock::fixed(format!("2026-11-{day}").parse().unwrap()));
}

fn promise(book: &mut Book, due: &str) -> RecordId {
    let fields = Fields::new().with("title", "Roth figures").with("kind", "promise");
    let fields = fields.with("due", format!("2026-11-{due}"));
    book.execute(&Action::Add { kind: Kind::FollowUp, fields }).unwrap().ids[0]
}

fn moved(book: &mut Book, item: RecordId, due: &str) {
    let due = format!("2026-11-{due}").parse().unwrap();
    let reschedule = Action::Reschedule { items: vec![item], due, reason: None, later: Later::Stay };
    book.execute(&reschedule).unwrap();
}

fn done(book: &mut Book, item: RecordId) {
    book.execute(&Action::Done { items: vec![item], note: None }).unwrap();
}

/// Kept on the day, of all.
fn kept(book: &Book) -> (usize, usize) {
    let place = book.review(Pass::Daily).unwrap();
    book.review_end(&place).unwrap().promises
}

#[test]
fn a_promise_agreed_anew_after_its_day_stays_late_whatever_becomes_of_it() {
    let mut book = Book::memory(Clock::fixed("2026-11-02".parse().unwrap())).unwrap();
    let late = promise(&mut book, "10");
    let in_time = promise(&mut book, "12");
    let open = promise(&mut book, "17");
    on(&mut book, "11");
    // The day of the one has passed, that of the other has not.
    moved(&mut book, late, "16");
    moved(&mut book, in_time, "16");
    on(&mut book, "16");
    done(&mut book, late);
    done(&mut book, in_time);
    assert_eq!(kept(&book), (1, 2));
    on(&mut book, "20");
    let due = "2026-11-27".parse().unwrap();
    let third = Action::Third { item: open, way: Third::Renegotiate { due }, reason: "fine with her".into() };
    book.execute(&third).unwrap();
    assert_eq!(kept(&book), (1, 3), "late on the 17th, though it is promised for the 27th now");
    book.step(Step::Undo).unwrap();
    assert_eq!(kept(&book), (1, 3));
}

#[test]
fn a_date_typed_wrong_and_mended_was_never_promised() {
    let mut book = Book::memory(Clock::fixed("2026-11-16".parse().unwrap())).unwrap();
    let item = promise(&mut book, "03");
    moved(&mut book, item, "20");
    on(&mut book, "20");
    done(&mut book, item);
    assert_eq!(kept(&book), (1, 1));
}
