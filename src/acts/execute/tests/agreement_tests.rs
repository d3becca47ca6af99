//! Agreements: raised, looked at again, put off, moved, accepted again.

use super::*;

fn on_card(book: &Book, view: View) -> Option<(String, chrono::NaiveDate)> {
    let seeds = book.seeds(view).unwrap();
    let seed = seeds.into_iter().find(|seed| seed.source.key() == "c1.reexam")?;
    Some((book.dress(&[seed]).unwrap().remove(0).reason, seed.on.unwrap()))
}

#[test]
fn what_is_raised_waits_for_its_meeting_and_says_so() {
    let mut book = practice();
    agreed(&mut book, 1, "2025-11-20");
    assert!(on_card(&book, View::Today).is_some());
    meeting(&mut book, 1, "2026-12-08");
    let raise = Action::Raise { agreements: vec![id("g1")], meeting: None };
    book.execute(&raise).unwrap();
    assert_eq!(on_card(&book, View::Today), None);
    let expected = ("raised for 8 Dec".to_owned(), day("2026-12-09"));
    assert_eq!(on_card(&book, View::Reexaminations), Some(expected));
    let no = book.execute(&raise).unwrap_err();
    assert_eq!(no.message, "It stands on the agenda of the meeting of Tue 8 Dec already.");
    book.set_clock(Clock::fixed(day("2026-12-09")));
    assert_eq!(on_card(&book, View::Today).unwrap().0, "raised for 8 Dec, nothing recorded");
}

#[test]
fn what_was_raised_is_due_again_when_the_meeting_is_called_off_or_deleted() {
    let calls_off = |meeting| Action::MeetingState { meeting, state: "declined".into(), day: None };
    let deletes = |meeting| Action::Delete { targets: vec![meeting] };
    for end in [&calls_off as &dyn Fn(RecordId) -> Action, &deletes] {
        let mut book = practice();
        let goal = agreed(&mut book, 1, "2025-11-20");
        let first = meeting(&mut book, 1, "2026-12-08");
        book.execute(&Action::Raise { agreements: vec![goal], meeting: Some(first) }).unwrap();
        book.execute(&end(first)).unwrap();
        assert!(on_card(&book, View::Today).is_some());
        assert!(!book.is_raised(&row(&book, goal)).unwrap());
        let second = meeting(&mut book, 1, "2026-12-10");
        book.execute(&Action::Raise { agreements: vec![goal], meeting: None }).unwrap();
        assert_eq!(row(&book, goal).int("raised_meeting_id"), Some(second.id));
    }
}

#[test]
fn an_agreement_stands_on_one_agenda_and_is_done_there_when_recorded() {
    let mut book = practice();
    let goal = agreed(&mut book, 1, "2025-11-20");
    let (first, second) = (meeting(&mut book, 1, "2026-12-08"), meeting(&mut book, 1, "2026-12-15"));
    for meeting in [first, second] {
        book.execute(&Action::Raise { agreements: vec![goal], meeting: Some(meeting) }).unwrap();
    }
    let items = book.rows(Kind::AgendaItem, &[]).unwrap();
    assert_eq!(items.len(), 1);
    assert_eq!(
        (items[0].int("meeting_id"), items[0].str("text")),
        (Some(second.id), "Look again: A cabin, by the lake")
    );
    book.execute(&Action::Reaffirm { agreements: vec![goal], consent: consent("2026-11-23") }).unwrap();
    assert!(row(&book, items[0].id).flag("done"));
    let past = meeting(&mut book, 1, "2026-11-20");
    let no = book.execute(&Action::Raise { agreements: vec![goal], meeting: Some(past) }).unwrap_err();
    assert!(no.message.starts_with("That meeting does not lie ahead."), "{no}");
}

// Agreements.

#[test]
fn one_that_was_looked_at_later_keeps_its_date_when_an_earlier_look_is_recorded() {
    let mut book = practice();
    let goal = agreed(&mut book, 1, "2025-05-05");
    let reaffirm = |on: &str| Action::Reaffirm { agreements: vec![goal], consent: consent(on) };
    book.execute(&reaffirm("2026-11-02")).unwrap();
    book.execute(&reaffirm("2026-03-03")).unwrap();
    assert_eq!(row(&book, goal).str("anchored_on"), "2026-11-02");
    let no = book.execute(&reaffirm("2025-05-04")).unwrap_err();
    assert_eq!(no.message, "It was agreed on Mon 5 May 2025; they look at it again after that.");
}

#[test]
fn what_was_agreed_stays_with_whom_it_was_agreed() {
    let mut book = practice();
    let goal = agreed(&mut book, 1, "2025-05-05");
    let fields = Fields::new().with("relationship_id", 2);
    let change = Action::Change { agreement: goal, fields, consent: consent("2026-11-23") };
    assert_eq!(book.execute(&change).unwrap_err().field.as_deref(), Some("relationship_id"));
}

#[test]
fn a_draft_written_for_the_wrong_client_takes_its_history_along() {
    let mut book = practice();
    let draft = goal(&mut book, 1, "Retire together");
    edit(&mut book, &draft.to_string(), Fields::new().with("relationship_id", 2)).unwrap();
    assert_eq!(book.of(Kind::AgreementEvent, 2).unwrap().len(), 1);
    assert!(book.of(Kind::AgreementEvent, 1).unwrap().is_empty());
}

#[test]
fn only_what_is_agreed_is_put_off_and_nobody_agrees_and_dissents() {
    let mut book = practice();
    let draft = goal(&mut book, 1, "Retire together");
    let defer =
        Action::Defer { agreements: vec![draft], until: day("2026-12-23"), reason: "they travel".into() };
    assert_eq!(book.execute(&defer).unwrap_err().instead, Some(Instead::Agree(draft)));
    let both = Consent { by: vec![id("p1")], dissents: vec![id("p1")], ..consent("2026-11-23") };
    let no = book.execute(&Action::Agree { agreements: vec![draft], consent: both }).unwrap_err();
    assert_eq!(no.message, "Ann Hartley either agrees or dissents, not both.");
}

#[test]
fn who_agreed_is_said_where_several_adults_stand() {
    let mut book = practice();
    book.execute(&member("c1", "Cy Hartley", "child")).unwrap();
    let first = agreed(&mut book, 1, "2026-11-20");
    let party = book.rows(Kind::Party, &[]).unwrap();
    assert_eq!(party.iter().map(|row| row.int("person_id")).collect::<Vec<_>>(), [Some(1)]);
    book.execute(&member("c1", "Bob Hartley", "spouse")).unwrap();
    let draft = goal(&mut book, 1, "Retire together");
    let everybody = || consent("2026-11-23");
    for action in [
        Action::Agree { agreements: vec![draft], consent: everybody() },
        Action::Reaffirm { agreements: vec![first], consent: everybody() },
        Action::Change {
            agreement: first,
            fields: Fields::new().with("statement", "A boat"),
            consent: everybody(),
        },
        Action::Agree {
            agreements: vec![draft],
            consent: Consent { dissents: vec![id("p1")], ..everybody() },
        },
    ] {
        let no = book.execute(&action).unwrap_err();
        assert_eq!(no.field.as_deref(), Some("by"), "{no}");
        assert_eq!(no.message, "Say who agreed: Ann Hartley or Bob Hartley. Nothing was changed.");
    }
    let by = Consent { by: vec![id("p1")], ..everybody() };
    assert!(book.execute(&Action::Agree { agreements: vec![draft], consent: by }).is_ok());
}

#[test]
fn a_receipt_says_the_year_of_a_day_in_another_one() {
    let mut book = practice();
    let goal = agreed(&mut book, 1, "2025-11-20");
    let meeting = meeting(&mut book, 1, "2026-12-08");
    let mut said = |action: &Action| book.execute(action).unwrap().summary;
    let until = day("2027-01-20");
    let defer = Action::Defer { agreements: vec![goal], until, reason: "they travel".into() };
    assert!(said(&defer).starts_with("Deferred to Wed 20 Jan 2027: "));
    let moved = said(&Action::MeetingState { meeting, state: "moved".into(), day: Some(until) });
    assert!(moved.starts_with("Moved to Wed 20 Jan 2027: "), "{moved}");
    let raised = said(&Action::Raise { agreements: vec![goal], meeting: None });
    assert!(raised.starts_with("Raised for the meeting of Wed 20 Jan 2027: "), "{raised}");
    let moved = said(&Action::Reschedule {
        items: vec![id("f1")],
        due: until,
        reason: None,
        later: crate::domain::action::Later::default(),
    });
    assert!(moved.starts_with("Moved to Wed 20 Jan 2027: "), "{moved}");
}

// Follow-ups.
