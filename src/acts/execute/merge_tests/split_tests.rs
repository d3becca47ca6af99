//! Splitting a household, and what of a merge came to light beside it.

use super::*;

fn split(persons: &[&str], follow_ups: &[&str]) -> Split {
    Split {
        from: id("c1"),
        name: "Robert Hartley household".into(),
        persons: persons.iter().map(|text| id(text)).collect(),
        follow_ups: follow_ups.iter().map(|text| id(text)).collect(),
        on: book_day(),
        why: "divorce".into(),
    }
}

#[test]
fn a_household_is_split_with_who_and_what_was_chosen() {
    let mut book = book();
    for title in ["Stays", "Goes"] {
        let fields = Fields::new().with("relationship_id", 1).with("title", title).with("kind", "task");
        add(&mut book, Kind::FollowUp, fields);
    }
    let receipt = there_and_back(&mut book, &Action::Split(Box::new(split(&["p1"], &["f3"]))));
    assert_eq!(
        receipt.summary,
        "Split Hartley household: Robert Hartley household with 1 person and 1 follow-up"
    );
    let new = receipt.ids[0];
    assert_eq!(book.get(new).unwrap().unwrap().str("tier"), "B");
    // The head went; the spouse heads the old one now.
    assert_eq!(values(&book.of(Kind::Membership, new.id).unwrap(), "role"), ["head"]);
    assert_eq!(values(&book.of(Kind::Membership, 1).unwrap(), "role"), ["head"]);
    assert_eq!(values(&book.of(Kind::FollowUp, new.id).unwrap(), "title"), ["Goes"]);
    // Contacts and acceptances stay, and both have the event.
    assert_eq!(book.of(Kind::Interaction, new.id).unwrap().len(), 0);
    assert_eq!(book.of(Kind::Interaction, 1).unwrap().len(), 1);
    for of in [1, new.id] {
        assert_eq!(values(&book.of(Kind::LifeEvent, of).unwrap(), "kind"), ["divorce"]);
    }
    // What was before is read in the new one as well, and copied nowhere.
    let before = book.dossier(new.id).unwrap().unwrap().before.unwrap();
    assert_eq!((before.from.id, before.day), (id("c1"), book_day()));
    assert!(before.moments.iter().any(|moment| moment.record.kind == Kind::Interaction), "{before:?}");
}

#[test]
fn a_split_nobody_can_mean_is_refused_and_changes_nothing() {
    let mut book = book();
    let later = Split { on: "2026-11-24".parse().unwrap(), ..split(&["p1"], &[]) };
    let odd = Split { why: "quarrel".into(), ..split(&["p1"], &[]) };
    let nameless = Split { name: " ".into(), ..split(&["p1"], &[]) };
    for (wrong, words) in [
        (split(&[], &[]), "Nobody moves out"),
        (split(&["p1", "p2"], &[]), "Nobody would stay"),
        (split(&["p4"], &[]), "does not belong to"),
        (split(&["p1"], &["f1"]), "no open follow-up of Hartley household"),
        (later, "of today or before"),
        (odd, "One of: birth"),
        (nameless, "needs a name"),
    ] {
        let said = refused(&mut book, &Action::Split(Box::new(wrong)));
        assert!(said.contains(words), "{said}");
    }
}

#[test]
fn a_household_that_was_brought_by_the_person_who_goes_comes_along() {
    for of in ["c1", "c2"] {
        let mut book = book();
        let fields = Fields::new().with("source_person_id", 3);
        book.execute(&Action::Edit { targets: vec![id(of)], fields, seen: None }).unwrap();
        there_and_back(&mut book, &merge("p1", "p3", &[], Homes::Together));
        assert_eq!(book.get(id("c1")).unwrap().unwrap().int("source_person_id"), Some(1), "{of}");
    }
}

#[test]
fn what_was_before_a_split_is_read_however_much_came_after() {
    let mut book = book();
    let new = book.execute(&Action::Split(Box::new(split(&["p1"], &[])))).unwrap().ids[0];
    for on in ["2026-11-19", "2026-11-21"] {
        for _ in 0..65 {
            let fields = Fields::new().with("relationship_id", 1).with("day", on).with("summary", "spoke");
            add(&mut book, Kind::Interaction, fields.with("channel", "call"));
        }
    }
    let born = Fields::new().with("relationship_id", 1).with("kind", "birth").with("day", "2026-10-01");
    add(&mut book, Kind::LifeEvent, born);
    let before = book.before_split(new.id).unwrap().unwrap();
    let contacts = before.moments.iter().filter(|moment| moment.record.kind == Kind::Interaction).count();
    assert_eq!(contacts, 60);
    assert!(before.moments.iter().all(|moment| moment.day <= book_day()));
    let events: Vec<&str> = before
        .moments
        .iter()
        .filter(|moment| moment.record.kind == Kind::LifeEvent)
        .map(|moment| moment.text.as_str())
        .collect();
    assert_eq!(events, ["birth: "], "the split itself is told elsewhere");
    // One contact of the day of the split and 65 before it.
    assert_eq!(before.all, before.moments.len() + 6);
}

#[test]
fn nothing_of_a_deleted_person_is_left_behind() {
    let mut book = book();
    book.execute(&merge("p1", "p3", &[], Homes::Apart)).unwrap();
    let fields = Fields::new().with("person_id", 1).with("name", "Dog").with("value", "Rex");
    add(&mut book, Kind::CustomField, fields);
    book.execute(&Action::Delete { targets: vec![id("p1")] }).unwrap();
    for kind in [Kind::Alias, Kind::CustomField] {
        for row in book.rows(kind, &[]).unwrap() {
            assert_ne!(row.int("relationship_id"), None, "{} is nobody's", row.id);
        }
    }
    assert_eq!(book.rows(Kind::FollowUp, &[]).unwrap().len(), 1, "what they asked for stays");
}

#[test]
fn a_split_into_a_name_that_others_have_says_so() {
    let mut book = book();
    let same = Split { name: "Okafor household".into(), ..split(&["p1"], &[]) };
    let receipt = book.execute(&Action::Split(Box::new(same))).unwrap();
    assert!(
        receipt.summary.ends_with("; c3 has this name too, add a town or a first name"),
        "{}",
        receipt.summary
    );
    let new = book.get(receipt.ids[0]).unwrap().unwrap();
    assert_eq!((new.str("since"), new.str("entered_on")), ("2026-11-20", "2026-11-23"));
}
