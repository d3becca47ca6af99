//! Households and their people: names, kinds, heads.

use super::*;

#[test]
fn a_second_of_one_name_is_taken_and_told() {
    let mut book = practice();
    let add = |name: &str| Action::AddHousehold {
        fields: Fields::new().with("name", name),
        members: vec![],
        tags: vec![],
    };
    let second = book.execute(&add("hartley household")).unwrap().summary;
    assert!(second.ends_with("; c1 has this name too, add a town or a first name"), "{second}");
    let third = book.execute(&add("Hartley")).unwrap().summary;
    assert!(third.contains("c1 and c4 have this name too") || third.contains("c4 and c1"), "{third}");
    let other = book.execute(&add("Hart household")).unwrap().summary;
    assert_eq!(other, "Added client: Hart household");
    let said = edit(&mut book, "c2", Fields::new().with("name", "Hart household")).unwrap();
    assert!(said.contains("; c6 has this name too"), "{said}");
    assert_eq!(
        edit(&mut book, "c2", Fields::new().with("tier", "C")).unwrap(),
        "Edited Hart household: tier"
    );
}

#[test]
fn imported_families_of_one_name_are_told_apart() {
    let mut book = Book::memory(Clock::fixed(day("2026-11-23"))).unwrap();
    let step = |line: usize, name: &str| {
        let card = Card { full_name: name.into(), ..Card::default() };
        ImportStep::New { line, card: card.settled().unwrap().into(), household: HouseholdChoice::Own }
    };
    let steps = (1..=4).map(|line| step(line, if line == 4 { "ANN HART" } else { "Ann Hart" })).collect();
    book.execute(&Action::Import { source: "x.vcf".into(), format: "vCard".into(), steps }).unwrap();
    let rows = book.rows(Kind::Relationship, &[]).unwrap();
    let names: Vec<&str> = rows.iter().map(|row| row.str("name")).collect();
    assert_eq!(
        names,
        ["Hart household", "Ann Hart household", "Ann Hart 2 household", "ANN HART 3 household"]
    );
}

// What a relationship is.

#[test]
fn a_household_with_agreements_never_becomes_a_helper() {
    let mut book = practice();
    goal(&mut book, 1, "Retire together");
    let no =
        edit(&mut book, "c1", Fields::new().with("kind", "helper").with("tier", Value::Null)).unwrap_err();
    assert!(
        no.message
            .starts_with("Hartley household is a client with 1 agreement; it does not become a helper.")
    );
    assert_eq!((no.field.as_deref(), no.instead), (Some("kind"), Some(Instead::End(id("c1")))));
    assert_eq!(row(&book, id("c1")).str("kind"), "client");
}

#[test]
fn another_kind_is_chosen_with_the_tier_and_told() {
    let mut book = practice();
    let no = edit(&mut book, "c2", Fields::new().with("kind", "partner")).unwrap_err();
    assert!(no.message.starts_with("A partner has no tier, and Tanaka 田中 household is in tier B."), "{no}");
    let said =
        edit(&mut book, "c2", Fields::new().with("kind", "partner").with("tier", Value::Null)).unwrap();
    assert_eq!(said, "Edited Tanaka 田中 household: kind, tier; c2 was a client and is a partner now");
}

#[test]
fn a_prospect_is_promoted_and_not_edited_into_a_client() {
    let mut book = practice();
    let id = add(&mut book, Kind::Relationship, Fields::new().with("name", "Novak").with("kind", "prospect"));
    let fields = Fields::new().with("kind", "client").with("stage", "active");
    let no = edit(&mut book, &id.to_string(), fields).unwrap_err();
    assert_eq!(no.instead, Some(Instead::Promote(id)));
}

#[test]
fn what_is_open_and_no_promise_falls_when_a_prospect_becomes_a_client() {
    let mut book = practice();
    let of = add(&mut book, Kind::Relationship, Fields::new().with("name", "Novak").with("kind", "prospect"));
    let mut follow_up = |title: &str, kind: &str| {
        let fields = Fields::new().with("relationship_id", of.id).with("title", title).with("kind", kind);
        add(&mut book, Kind::FollowUp, fields.with("due", "2026-12-01"))
    };
    let [task, request, promise, agreed] = [
        follow_up("Send the brochure", "task"),
        follow_up("Look at the pension", "request"),
        follow_up("Call in May", "promise"),
        follow_up("Meet the sister", "request"),
    ];
    let yes =
        Action::Decide { item: agreed, decision: Decision::Do { due: day("2026-12-01") }, reason: None };
    book.execute(&yes).unwrap();
    let falls: Vec<RecordId> = book.falls_with_promotion(of).unwrap().iter().map(|row| row.id).collect();
    assert_eq!(falls, [task, request]);
    let since = day("2026-11-23");
    let said = book.execute(&Action::Promote { relationship: of, tier: "B".into(), since }).unwrap().summary;
    assert_eq!(
        said,
        "Novak is a client, tier B; 2 follow-ups dropped: Send the brochure, Look at the pension"
    );
    let state = |id: RecordId| row(&book, id).str("state").to_owned();
    assert_eq!([task, request, promise, agreed].map(state), ["dropped", "dropped", "open", "open"]);
}

// People.

#[test]
fn a_household_has_one_head_and_a_person_one_home() {
    let mut book = practice();
    let no = book.execute(&member("c1", "Bob Hartley", "head")).unwrap_err();
    assert!(no.message.starts_with("Hartley has a head already: Ann Hartley."), "{no}");
    assert!(book.execute(&member("c1", "Bob Hartley", "spouse")).is_ok());
    let other = Fields::new().with("relationship_id", 2).with("person_id", 1).with("role", "attorney");
    let second = add(&mut book, Kind::Membership, other);
    assert!(!row(&book, second).flag("home"));
    let spouse = book.rows(Kind::Membership, &[("role", "spouse".into())]).unwrap().remove(0).id;
    assert!(edit(&mut book, &spouse.to_string(), Fields::new().with("role", "head")).is_err());
    edit(&mut book, "p1", Fields::new().with("notes", "x")).unwrap();
    book.execute(&Action::Edit {
        targets: vec![spouse],
        fields: Fields::new().with("role", "partner"),
        seen: None,
    })
    .unwrap();
}

// Contacts.
