//! Merging, telling apart and splitting, on a small book with everything in it.

mod split_tests;

use crate::{
    acts::{Book, Step, history::HistoryQuery},
    clock::Clock,
    domain::{
        action::{Action, Consent, ContactLog, Homes, Merge, NewMember, Split},
        record::{Fields, Kind, RecordId, Row, Value},
    },
};

fn id(text: &str) -> RecordId {
    text.parse().unwrap()
}

fn add(book: &mut Book, kind: Kind, fields: Fields) -> RecordId {
    book.execute(&Action::Add { kind, fields }).unwrap().ids[0]
}

fn household(book: &mut Book, name: &str, members: &[(&str, &str)]) -> RecordId {
    let members = members
        .iter()
        .map(|(name, role)| NewMember {
            fields: Fields::new().with("name", *name),
            role: (*role).to_owned(),
            phone: Some("503 555 0142".into()),
            email: None,
        })
        .collect();
    let fields = Fields::new().with("name", name).with("tier", "B");
    book.execute(&Action::AddHousehold { fields, members, tags: vec!["golf".into()] }).unwrap().ids[0]
}

/// c1 Hartley: p1 Ann, p2 Robert. c2 Hartley 2: p3 Ann. c3 Okafor: p4 Joe, with p3 Ann as attorney.
fn book() -> Book {
    let mut book = Book::memory(Clock::fixed("2026-11-23".parse().unwrap())).unwrap();
    household(&mut book, "Hartley household", &[("Ann Hartley", "head"), ("Robert Hartley", "spouse")]);
    household(&mut book, "Hartley 2 household", &[("Ann Hartley", "head")]);
    household(&mut book, "Okafor household", &[("Joe Okafor", "head")]);
    for (kind, fields) in [
        (
            Kind::Membership,
            Fields::new().with("relationship_id", 3).with("person_id", 3).with("role", "attorney"),
        ),
        (
            Kind::ContactPoint,
            Fields::new().with("person_id", 3).with("kind", "email").with("value", "ann@x.com"),
        ),
        (
            Kind::SpecialDate,
            Fields::new().with("person_id", 3).with("label", "wedding").with("day", "2001-06-15"),
        ),
        (Kind::CustomField, Fields::new().with("person_id", 3).with("name", "Dog").with("value", "Rex")),
        (
            Kind::CustomField,
            Fields::new().with("relationship_id", 2).with("name", "Safe").with("value", "118"),
        ),
        (Kind::Tag, Fields::new().with("relationship_id", 2).with("name", "boats")),
        (Kind::Rule, Fields::new().with("title", "Whom to call").with("text", "Us.")),
        (Kind::Goal, Fields::new().with("relationship_id", 2).with("statement", "Retire")),
        (
            Kind::FollowUp,
            Fields::new()
                .with("relationship_id", 2)
                .with("person_id", 3)
                .with("title", "Send figures")
                .with("kind", "task")
                .with("due", "2026-11-25"),
        ),
    ] {
        add(&mut book, kind, fields);
    }
    let notes = |target: &str, notes: &str, born: &str, org: &str| Action::Edit {
        targets: vec![id(target)],
        fields: Fields::new().with("notes", notes).with("birth_date", born).with("organisation", org),
        seen: None,
    };
    book.execute(&notes("p1", "Golf.", "--03-14", "Meridian")).unwrap();
    book.execute(&notes("p3", "Boats.", "1963-03-14", "Acme")).unwrap();
    let consent = |by: &str| Consent {
        by: vec![id(by)],
        dissents: vec![],
        on: book_day(),
        how: "meeting".into(),
        evidence: None,
    };
    book.execute(&Action::Agree { agreements: vec![id("g1")], consent: consent("p3") }).unwrap();
    for (relationship, by) in [("c1", "p1"), ("c2", "p3")] {
        let rules = book.rows(Kind::Rule, &[]).unwrap().iter().map(|row| row.id).collect();
        book.execute(&Action::Accept { rules, relationship: id(relationship), consent: consent(by) })
            .unwrap();
    }
    for (relationships, minutes) in [(vec![id("c2")], 20), (vec![id("c1"), id("c2")], 31)] {
        let fields = Fields::new()
            .with("day", "2026-11-20")
            .with("channel", "call")
            .with("minutes", minutes)
            .with("summary", "About the figures");
        book.execute(&Action::Log(Box::new(ContactLog {
            relationships,
            participants: vec![id("p3"), id("p1")],
            fields,
            ..ContactLog::default()
        })))
        .unwrap();
    }
    book.execute(&Action::Snooze {
        items: vec!["c2.contact".into()],
        until: "2027-02-04".parse().unwrap(),
        reason: None,
    })
    .unwrap();
    book
}

fn book_day() -> chrono::NaiveDate {
    "2026-11-20".parse().unwrap()
}

fn merge(keep: &str, other: &str, take: &[&str], homes: Homes) -> Action {
    let take = take.iter().map(|name| (*name).to_owned()).collect();
    Action::Merge(Box::new(Merge { keep: id(keep), other: id(other), take, homes }))
}

fn refused(book: &mut Book, action: &Action) -> String {
    let before = book.export_book_only().unwrap();
    let said = book.execute(action).unwrap_err().message;
    assert_eq!(book.export_book_only().unwrap(), before);
    said
}

/// No record of any type refers to this one any more.
fn nothing_refers_to(book: &Book, gone: RecordId) {
    for kind in Kind::ALL {
        for field in kind.spec().fields {
            if field.ty == crate::domain::record::Ty::Ref(gone.kind) {
                let rows = book.rows(*kind, &[(field.name, Value::Int(gone.id))]).unwrap();
                assert!(rows.is_empty(), "{kind} {} refers to {gone}", field.name);
            }
        }
    }
    assert_eq!(book.get(gone).unwrap(), None);
}

fn sound(book: &Book) {
    assert_eq!(book.verify(None).unwrap().faults, [""; 0]);
}

/// The merge, then its undo gives the book as it was, and its redo the merged one.
fn there_and_back(book: &mut Book, action: &Action) -> crate::domain::action::Receipt {
    let before = book.export_book_only().unwrap();
    let last =
        |book: &Book| -> Vec<_> { (1..4).map(|c| book.dossier(c).unwrap().map(|it| it.last)).collect() };
    let last_before = last(book);
    let receipt = book.execute(action).unwrap();
    sound(book);
    let (after, last_after) = (book.export_book_only().unwrap(), last(book));
    book.step(Step::Undo).unwrap().unwrap();
    sound(book);
    assert_eq!(book.export_book_only().unwrap(), before);
    assert_eq!(last(book), last_before);
    book.step(Step::Redo).unwrap().unwrap();
    sound(book);
    assert_eq!(book.export_book_only().unwrap(), after);
    assert_eq!(last(book), last_after);
    receipt
}

fn values(rows: &[Row], name: &str) -> Vec<String> {
    rows.iter().map(|row| row.str(name).to_owned()).collect()
}

#[test]
fn two_persons_become_one_with_all_that_both_had_and_undo_gives_them_back() {
    let mut book = book();
    let receipt = there_and_back(&mut book, &merge("p1", "p3", &["organisation"], Homes::Together));
    assert!(receipt.summary.starts_with("Merged Ann Hartley p3 into Ann Hartley p1"), "{}", receipt.summary);
    assert!(receipt.summary.ends_with("; Hartley 2 household with Hartley household"), "{}", receipt.summary);
    nothing_refers_to(&book, id("p3"));
    nothing_refers_to(&book, id("c2"));
    let ann = book.get(id("p1")).unwrap().unwrap();
    assert_eq!((ann.str("birth_date"), ann.str("organisation")), ("1963-03-14", "Acme"));
    assert_eq!(ann.str("notes"), "Golf.\n\nBoats.");
    let of_ann = |kind| book.rows(kind, &[("person_id", Value::Int(1))]).unwrap();
    // The telephone of both is one; the e-mail came along.
    assert_eq!(values(&of_ann(Kind::ContactPoint), "value"), ["503 555 0142", "ann@x.com"]);
    assert_eq!(values(&of_ann(Kind::SpecialDate), "label"), ["wedding"]);
    let fields = of_ann(Kind::CustomField);
    assert!(values(&fields, "name").contains(&"also organisation".to_owned()), "{fields:?}");
    assert!(
        values(&fields, "value").contains(&"Meridian".to_owned())
            && values(&fields, "value").contains(&"Rex".to_owned())
    );
    assert_eq!(values(&of_ann(Kind::Alias), "was"), ["p3"]);
    // She is at home once, and the attorney of the others.
    let roles: Vec<(i64, String, bool)> = of_ann(Kind::Membership)
        .iter()
        .map(|row| (row.int("relationship_id").unwrap(), row.str("role").to_owned(), row.flag("home")))
        .collect();
    assert_eq!(roles, [(1, "head".to_owned(), true), (3, "attorney".to_owned(), false)]);
}

#[test]
fn the_household_of_the_other_gives_up_everything_to_that_of_the_kept() {
    let mut book = book();
    there_and_back(&mut book, &merge("c1", "c2", &[], Homes::Together));
    nothing_refers_to(&book, id("c2"));
    let of = |kind| book.of(kind, 1).unwrap();
    assert_eq!(values(&of(Kind::Tag), "name"), ["golf", "boats"]);
    assert_eq!(of(Kind::Goal).len(), 1);
    assert_eq!(of(Kind::FollowUp).len(), 1);
    // One acceptance of the one rule, with the events of both.
    assert_eq!(of(Kind::Acceptance).len(), 1);
    let acceptance = of(Kind::Acceptance)[0].id.id;
    let events = book
        .rows(
            Kind::AgreementEvent,
            &[("agreement", "acceptance".into()), ("agreement_id", Value::Int(acceptance))],
        )
        .unwrap();
    assert_eq!(values(&events, "what").iter().filter(|what| *what == "agreed").count(), 2);
    // The minutes of a contact with both are all theirs now: 20 and 31.
    let minutes: Vec<Option<i64>> = of(Kind::Share).iter().map(|row| row.int("minutes")).collect();
    assert_eq!(minutes.iter().flatten().sum::<i64>(), 51);
    assert_eq!(values(&of(Kind::Snooze), "item"), ["c1.contact"]);
    assert!(book.dossier(1).unwrap().unwrap().last.is_some());
    // A second living head is a member.
    let roles = of(Kind::Membership);
    assert_eq!(values(&roles, "role"), ["head", "spouse", "member"]);
}

#[test]
fn households_kept_apart_or_with_somebody_more_in_them_stay_two() {
    let mut book = book();
    there_and_back(&mut book, &merge("p1", "p3", &[], Homes::Apart));
    assert!(book.get(id("c2")).unwrap().is_some());
    book.step(Step::Undo).unwrap().unwrap();
    let member = NewMember { fields: Fields::new().with("name", "Eve Hartley"), ..NewMember::default() };
    book.execute(&Action::AddMember { relationship: id("c2"), member }).unwrap();
    there_and_back(&mut book, &merge("p1", "p3", &[], Homes::Together));
    assert!(book.get(id("c2")).unwrap().is_some(), "Eve lives there");
    let homes = book.rows(Kind::Membership, &[("person_id", Value::Int(1))]).unwrap();
    assert_eq!(homes.iter().filter(|row| row.flag("home")).count(), 1);
}

#[test]
fn who_was_merged_is_found_by_the_old_id_the_old_name_and_in_the_history() {
    let mut book = book();
    let rename = Fields::new().with("name", "Annie Brandt");
    book.execute(&Action::Edit { targets: vec![id("p3")], fields: rename, seen: None }).unwrap();
    book.execute(&merge("p1", "p3", &[], Homes::Together)).unwrap();
    for text in ["p3", "Annie Brandt", "brandt"] {
        assert_eq!(book.named(Kind::Person, text).unwrap().id, id("p1"), "{text}");
        assert_eq!(book.anything(text).unwrap().id, id("p1"), "{text}");
    }
    assert_eq!(book.named(Kind::Relationship, "c2").unwrap().id, id("c1"));
    assert_eq!(book.find_all("Annie", 9).unwrap().hits[0].record, id("p1"));
    let query = HistoryQuery { about: Some(id("p1")), ..HistoryQuery::default() };
    let lines = book.history(&query).unwrap();
    assert!(lines.iter().any(|line| line.summary.contains("Edited Annie Brandt")), "{lines:?}");
}

#[test]
fn a_merge_is_refused_whole_where_the_two_are_not_two_of_one_sort() {
    let mut book = book();
    for (keep, other, words) in [
        ("p1", "p1", "one record already"),
        ("p1", "c2", "only two of one sort"),
        ("p1", "p99", "There is no person p99"),
        ("g1", "p1", "this is for a person or a client"),
    ] {
        let said = refused(&mut book, &merge(keep, other, &[], Homes::Together));
        assert!(said.contains(words), "{said}");
    }
    let said = refused(&mut book, &merge("p1", "p3", &["shoe-size"], Homes::Together));
    assert!(said.contains("To choose are: organisation."), "{said}");
    book.execute(&merge("p1", "p3", &[], Homes::Together)).unwrap();
    let said = refused(&mut book, &merge("p2", "p3", &[], Homes::Together));
    assert!(said.contains("p3 was merged into p1 Ann Hartley already"), "{said}");
    let partner = Fields::new().with("name", "Meridian").with("kind", "partner");
    let partner = add(&mut book, Kind::Relationship, partner);
    let said = refused(&mut book, &merge(&partner.to_string(), "c1", &[], Homes::Together));
    assert!(said.contains("Keep c1 instead"), "{said}");
}

#[test]
fn a_merge_is_taken_back_until_one_of_the_two_was_changed() {
    let mut book = book();
    let op = book.execute(&merge("p1", "p3", &[], Homes::Together)).unwrap().op;
    let fields = Fields::new().with("nickname", "Annie");
    book.execute(&Action::Edit { targets: vec![id("p1")], fields, seen: None }).unwrap();
    let said = book.take_back(op).unwrap_err().message;
    assert!(said.contains("was changed again"), "{said}");
}

#[test]
fn merges_one_after_the_other_keep_every_alias() {
    let mut book = book();
    let ann = NewMember { fields: Fields::new().with("name", "Ann Hartley"), ..NewMember::default() };
    book.execute(&Action::AddMember { relationship: id("c3"), member: ann }).unwrap();
    book.execute(&merge("p3", "p5", &[], Homes::Apart)).unwrap();
    book.execute(&merge("p1", "p3", &[], Homes::Together)).unwrap();
    sound(&book);
    for was in ["p5", "p3"] {
        assert_eq!(book.named(Kind::Person, was).unwrap().id, id("p1"));
    }
    // The member of c3 and its attorney were one person; the attorney says more.
    let of_c3 = book
        .rows(Kind::Membership, &[("relationship_id", Value::Int(3)), ("person_id", Value::Int(1))])
        .unwrap();
    assert_eq!(values(&of_c3, "role"), ["attorney"]);
    for _ in 0..2 {
        book.step(Step::Undo).unwrap().unwrap();
    }
    sound(&book);
    assert!(book.get(id("p5")).unwrap().is_some());
}

#[test]
fn two_told_apart_are_not_proposed_again_and_undo_proposes_them() {
    let mut book = book();
    let pairs = |book: &Book| -> Vec<(RecordId, RecordId, String)> {
        book.duplicates().unwrap().into_iter().map(|it| (it.keep, it.other, it.reason)).collect()
    };
    assert_eq!(pairs(&book), [(id("p1"), id("p3"), "same name and telephone".to_owned())]);
    let apart = Action::TellApart { first: id("p3"), second: id("p1") };
    book.execute(&apart).unwrap();
    assert_eq!(pairs(&book), []);
    assert_eq!(book.execute(&apart).unwrap().op, 0, "said again is said once");
    let one = refused(&mut book, &Action::TellApart { first: id("p1"), second: id("p1") });
    assert!(one.contains("is one person"), "{one}");
    book.step(Step::Undo).unwrap().unwrap();
    assert_eq!(pairs(&book).len(), 1);
    // Who is told apart from the other is told apart from the kept one; the two themselves can still be merged.
    book.step(Step::Redo).unwrap().unwrap();
    book.execute(&Action::TellApart { first: id("p3"), second: id("p2") }).unwrap();
    there_and_back(&mut book, &merge("p1", "p3", &[], Homes::Together));
    let apart: Vec<_> = book.rows(Kind::DistinctPair, &[]).unwrap();
    assert_eq!((apart.len(), apart[0].int("first_id"), apart[0].int("second_id")), (1, Some(1), Some(2)));
}
