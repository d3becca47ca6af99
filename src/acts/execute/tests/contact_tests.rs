//! Contacts and meetings: whose they are, who took part, what they took.

use super::*;
use crate::tui::desk::Desk as _;

#[test]
fn a_contact_written_to_the_wrong_client_goes_over_whole() {
    let mut book = practice();
    let fields = Fields::new().with("channel", "call").with("minutes", 15).with("day", "2026-11-20");
    let contact = log(&mut book, contact(&[1], fields)).unwrap();
    edit(&mut book, &contact.to_string(), Fields::new().with("relationship_id", 2).with("minutes", 20))
        .unwrap();
    let shares = book.rows(Kind::Share, &[]).unwrap();
    assert_eq!((shares[0].int("relationship_id"), shares[0].int("minutes")), (Some(2), Some(20)));
    assert!(book.dossier(1).unwrap().unwrap().last.is_none());
    assert_eq!(book.dossier(2).unwrap().unwrap().last.unwrap().id, contact);
    let no = edit(&mut book, &contact.to_string(), Fields::new().with("day", "2026-11-24")).unwrap_err();
    assert_eq!(no.field.as_deref(), Some("day"));
}

#[test]
fn minutes_of_several_are_split_anew_when_they_are_corrected() {
    let mut book = practice();
    let contact = log(&mut book, contact(&[1, 2], Fields::new().with("minutes", 10))).unwrap();
    edit(&mut book, &contact.to_string(), Fields::new().with("minutes", 15)).unwrap();
    let shares = book.rows(Kind::Share, &[]).unwrap();
    assert_eq!(shares.iter().map(|row| row.int("minutes")).collect::<Vec<_>>(), [Some(8), Some(7)]);
}

#[test]
fn who_is_named_twice_took_part_once_and_a_client_is_named_once() {
    let mut book = practice();
    let mut twice = contact(&[1], Fields::new());
    twice.participants = ["p1", "p2", "p1"].map(id).to_vec();
    log(&mut book, twice).unwrap();
    assert_eq!(book.rows(Kind::Participant, &[]).unwrap().len(), 2);
    let no = log(&mut book, contact(&[1, 1], Fields::new())).unwrap_err();
    assert_eq!(no.message, "Hartley is named twice. Name it once.");
    let mut short = contact(&[1, 2], Fields::new().with("minutes", 10));
    short.minutes_split = vec![10];
    assert!(log(&mut book, short).unwrap_err().message.starts_with("Give each of those named a part"));
}

// Meetings.

#[test]
fn a_meeting_is_held_once_and_by_those_it_was_with() {
    let mut book = practice();
    let meeting = meeting(&mut book, 1, "2026-11-23");
    let with = |of: i64| ContactLog { meeting: Some(meeting), ..contact(&[of], Fields::new()) };
    assert_eq!(log(&mut book, with(2)).unwrap_err().message, "That meeting is with somebody else.");
    let held = log(&mut book, with(1)).unwrap();
    assert!(log(&mut book, with(1)).unwrap_err().message.starts_with("This meeting was held"));
    book.execute(&Action::Delete { targets: vec![held] }).unwrap();
    assert_eq!(row(&book, meeting).str("state"), "planned");
    assert!(log(&mut book, with(1)).is_ok());
}

#[test]
fn held_and_moved_are_done_and_never_typed() {
    let mut book = practice();
    let meeting = meeting(&mut book, 1, "2026-11-30");
    let state = |word: &str| Fields::new().with("state", word);
    let no = edit(&mut book, &meeting.to_string(), state("held")).unwrap_err();
    assert_eq!(no.instead, Some(Instead::Log { relationship: id("c1"), meeting }));
    assert!(edit(&mut book, &meeting.to_string(), state("moved")).is_err());
    let fields = state("held").with("relationship_id", 1).with("day", "2026-11-20");
    assert!(book.execute(&Action::Add { kind: Kind::Meeting, fields }).is_err());
    let moved = |day: &str| Action::MeetingState { meeting, state: "moved".into(), day: day.parse().ok() };
    book.execute(&moved("2026-12-01")).unwrap();
    assert!(book.execute(&moved("2026-12-02")).unwrap_err().message.starts_with("This meeting was moved"));
    assert_eq!(book.rows(Kind::Meeting, &[]).unwrap().len(), 2);
}

#[test]
fn a_meeting_that_is_called_off_by_an_edit_gives_back_what_was_raised_for_it() {
    let mut book = practice();
    let goal = agreed(&mut book, 1, "2025-11-20");
    let meeting = meeting(&mut book, 1, "2026-12-08");
    book.execute(&Action::Raise { agreements: vec![goal], meeting: Some(meeting) }).unwrap();
    book.set_clock(Clock::fixed(day("2026-11-25")));
    let said = edit(&mut book, &meeting.to_string(), Fields::new().with("state", "declined")).unwrap();
    assert!(said.contains("; 1 agreement raised for it is due again"), "{said}");
    assert_eq!(row(&book, goal).int("raised_meeting_id"), None);
    assert_eq!(row(&book, meeting).str("state_on"), "2026-11-25");
}

#[test]
fn a_meeting_that_was_held_or_moved_stands_so_whoever_asks() {
    let mut book = practice();
    let (first, second) = (meeting(&mut book, 1, "2026-11-23"), meeting(&mut book, 1, "2026-11-30"));
    log(&mut book, ContactLog { meeting: Some(first), ..contact(&[1], Fields::new()) }).unwrap();
    let moved = Action::MeetingState { meeting: second, state: "moved".into(), day: Some(day("2026-12-01")) };
    book.execute(&moved).unwrap();
    for (meeting, said) in [(first, "This meeting was held;"), (second, "This meeting was moved;")] {
        for state in ["planned", "declined", "held", "moved"] {
            let typed = edit(&mut book, &meeting.to_string(), Fields::new().with("state", state));
            let word = Action::MeetingState { meeting, state: state.into(), day: Some(day("2026-12-02")) };
            if row(&book, meeting).str("state") != state {
                assert!(typed.unwrap_err().message.starts_with(said));
            }
            assert!(book.execute(&word).unwrap_err().message.starts_with(said));
        }
    }
    let again = ContactLog { meeting: Some(second), ..contact(&[1], Fields::new()) };
    assert!(log(&mut book, again).unwrap_err().message.starts_with("This meeting was moved"));
}

#[test]
fn a_contact_of_two_goes_to_one_of_them_whole() {
    let mut book = practice();
    let mut both = contact(&[1, 2], Fields::new().with("minutes", 15).with("channel", "call"));
    both.participants = ["p1", "p2"].map(id).to_vec();
    let contact = log(&mut book, both).unwrap();
    edit(&mut book, &contact.to_string(), Fields::new().with("relationship_id", 2)).unwrap();
    let shares = book.rows(Kind::Share, &[]).unwrap();
    let parts: Vec<_> = shares.iter().map(|row| (row.int("relationship_id"), row.int("minutes"))).collect();
    assert_eq!(parts, [(Some(2), Some(15))]);
    let took = book.rows(Kind::Participant, &[]).unwrap();
    assert_eq!(took.iter().map(|row| row.int("person_id")).collect::<Vec<_>>(), [Some(2)]);
    assert!(book.dossier(1).unwrap().unwrap().last.is_none());
}

#[test]
fn all_whose_contact_it_was_are_named() {
    let mut book = practice();
    let said = |book: &mut Book, whose: &[i64]| {
        let call = contact(whose, Fields::new().with("channel", "call"));
        book.execute(&Action::Log(Box::new(call))).unwrap().summary
    };
    let other = Fields::new().with("name", "Osei household").with("kind", "client").with("tier", "A");
    let other = add(&mut book, Kind::Relationship, other);
    let (one, two) = (said(&mut book, &[1]), said(&mut book, &[1, 2]));
    assert_eq!(one, "Logged call with Hartley");
    assert!(two.starts_with("Logged call with Hartley and "), "{two}");
    let three = said(&mut book, &[other.id, 1, 2]);
    assert!(three.starts_with("Logged call with Osei, Hartley and "), "{three}");
}

#[test]
fn a_members_call_counts_and_an_attorneys_does_not() {
    let mut book = practice();
    let attorney = Fields::new().with("name", "Otto Lang");
    let attorney = add(&mut book, Kind::Person, attorney);
    let role =
        Fields::new().with("relationship_id", 1).with("person_id", attorney.id).with("role", "attorney");
    add(&mut book, Kind::Membership, role);
    let last = |book: &Book| book.dossier(1).unwrap().unwrap().last.map(|row| row.id);
    let call = |who: RecordId| {
        let mut call = contact(&[1], Fields::new().with("channel", "call").with("day", "2026-11-23"));
        call.participants = vec![who];
        call
    };
    log(&mut book, call(attorney)).unwrap();
    assert_eq!(last(&book), None, "the attorney has no rights of the household");
    let counted = log(&mut book, call(id("p1"))).unwrap();
    assert_eq!(last(&book), Some(counted));
    book.undo(day("2026-11-23")).unwrap();
    assert_eq!(last(&book), None);
}
