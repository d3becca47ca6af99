//! What acts do and refuse, on a real book in memory.

use crate::{
    acts::{Book, queue::View},
    clock::Clock,
    domain::{
        action::{Action, Consent, ContactLog, Decision, NewMember},
        card::{Card, HouseholdChoice, ImportStep},
        record::{Fields, Kind, RecordId, Row, Value},
        rejection::{Instead, Rejection},
    },
    tui::testing::practice,
};

fn id(text: &str) -> RecordId {
    text.parse().unwrap()
}

fn day(text: &str) -> chrono::NaiveDate {
    text.parse().unwrap()
}

fn add(book: &mut Book, kind: Kind, fields: Fields) -> RecordId {
    book.execute(&Action::Add { kind, fields }).unwrap().ids[0]
}

fn edit(book: &mut Book, of: &str, fields: Fields) -> Result<String, Rejection> {
    let action = Action::Edit { targets: vec![id(of)], fields, seen: None };
    book.execute(&action).map(|receipt| receipt.summary)
}

fn row(book: &Book, of: RecordId) -> Row {
    book.get(of).unwrap().unwrap()
}

fn consent(on: &str) -> Consent {
    Consent { by: vec![], dissents: vec![], on: day(on), how: "meeting".into(), evidence: None }
}

fn goal(book: &mut Book, of: i64, statement: &str) -> RecordId {
    add(book, Kind::Goal, Fields::new().with("relationship_id", of).with("statement", statement))
}

fn agreed(book: &mut Book, of: i64, on: &str) -> RecordId {
    let goal = goal(book, of, "A cabin, by the lake");
    book.execute(&Action::Agree { agreements: vec![goal], consent: consent(on) }).unwrap();
    goal
}

fn meeting(book: &mut Book, of: i64, on: &str) -> RecordId {
    add(book, Kind::Meeting, Fields::new().with("relationship_id", of).with("day", on))
}

fn contact(of: &[i64], fields: Fields) -> ContactLog {
    ContactLog {
        relationships: of.iter().map(|of| RecordId::new(Kind::Relationship, *of)).collect(),
        participants: vec![],
        fields: fields.with("summary", "spoke"),
        minutes_split: vec![],
        settles: vec![],
        follows: vec![],
        meeting: None,
    }
}

fn log(book: &mut Book, log: ContactLog) -> Result<RecordId, Rejection> {
    book.execute(&Action::Log(Box::new(log))).map(|receipt| receipt.ids[0])
}

// Names.

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
        ImportStep::New { line, card: card.settled().unwrap(), household: HouseholdChoice::Own }
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

// People.

#[test]
fn a_household_has_one_head_and_a_person_one_home() {
    let mut book = practice();
    let member = |name: &str, role: &str| Action::AddMember {
        relationship: id("c1"),
        member: NewMember {
            fields: Fields::new().with("name", name),
            role: role.into(),
            ..NewMember::default()
        },
    };
    let no = book.execute(&member("Bob Hartley", "head")).unwrap_err();
    assert!(no.message.starts_with("Hartley has a head already: Ann Hartley."), "{no}");
    assert!(book.execute(&member("Bob Hartley", "spouse")).is_ok());
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
fn a_rule_accepted_again_after_it_was_withdrawn_is_not_half_retired() {
    let mut book = practice();
    let rule = add(
        &mut book,
        Kind::Rule,
        Fields::new().with("title", "Whom to call").with("topic", "whom to call").with("text", "Us."),
    );
    let accept = Action::Accept { rules: vec![rule], relationship: id("c1"), consent: consent("2026-11-23") };
    let acceptance = book.execute(&accept).unwrap().ids[0];
    book.execute(&Action::Withdraw { rule, reason: "not now".into() }).unwrap();
    let reword = Action::Reword { rule, text: "Us first.".into(), why: None, accept_again: false };
    book.execute(&reword).unwrap();
    book.execute(&accept).unwrap();
    let row = row(&book, acceptance);
    assert_eq!((row.str("state"), row.str("retired_reason"), row.day("retired_on")), ("agreed", "", None));
}

// Follow-ups.

#[test]
fn a_repeat_is_opened_once() {
    let mut book = practice();
    let fields = Fields::new().with("title", "Call").with("due", "2026-11-23").with("repeat", "every month");
    let task = add(&mut book, Kind::FollowUp, fields);
    book.execute(&Action::Done { items: vec![task], note: None }).unwrap();
    let no = book.execute(&Action::Reopen { items: vec![task] }).unwrap_err();
    assert!(no.message.starts_with("Call comes again as f6, due "), "{no}");
    book.execute(&Action::Done { items: vec![id("f6")], note: None }).unwrap();
    assert!(book.execute(&Action::Reopen { items: vec![task] }).is_ok());
}

#[test]
fn a_declined_request_that_is_opened_again_is_to_be_decided_again() {
    let mut book = practice();
    let decline = Action::Decide {
        item: id("f4"),
        decision: Decision::Decline { told: true },
        reason: Some("not ours".into()),
    };
    book.execute(&decline).unwrap();
    book.execute(&Action::Reopen { items: vec![id("f4")] }).unwrap();
    let row = row(&book, id("f4"));
    assert_eq!((row.str("decision"), row.str("reason"), row.day("decided_on")), ("", "", None));
    assert!(book.seeds(View::Requests).unwrap().iter().any(|seed| seed.source.key() == "f4"));
}

// Undo.

#[test]
fn a_step_that_others_build_on_names_them() {
    let mut book = Book::memory(Clock::fixed(day("2026-11-23"))).unwrap();
    let first = book
        .execute(&Action::Add { kind: Kind::Relationship, fields: Fields::new().with("name", "Hartley") })
        .unwrap();
    let task = Fields::new().with("title", "Call about the 529").with("relationship_id", 1);
    let task = add(&mut book, Kind::FollowUp, task);
    let no = book.take_back(first.op).unwrap_err();
    assert_eq!(
        no.message,
        "follow-up f1 (Call about the 529) refers to it. Nothing was taken back; take back first what came later."
    );
    goal(&mut book, 1, "Retire together");
    let no = book.take_back(first.op).unwrap_err();
    assert!(no.message.contains("goal g1 (Retire together)") && no.message.contains("refer to it."), "{no}");
    let deleted = book.execute(&Action::Delete { targets: vec![task] }).unwrap();
    book.execute(&Action::Delete { targets: vec![id("c1")] }).unwrap();
    let no = book.take_back(deleted.op).unwrap_err();
    assert!(
        no.message.starts_with("follow-up f1 (Call about the 529) belongs to the client c1, which is gone."),
        "{no}"
    );
}

#[test]
fn a_step_whose_record_moved_on_names_the_later_step() {
    let mut book = practice();
    let first = book.execute(&Action::Stakes { items: vec![id("f1")], stakes: "high".into() }).unwrap();
    let later = book.execute(&Action::Stakes { items: vec![id("f1")], stakes: "low".into() }).unwrap();
    let no = book.take_back(first.op).unwrap_err();
    assert_eq!(
        no.message,
        format!(
            "follow-up f1 (Roth conversion figures) has changed since by op {0}, {1}. Nothing was taken back; take back op {0} first.",
            later.op, later.summary
        )
    );
}

// Text.

#[test]
fn a_text_is_found_in_all_that_is_a_clients_own() {
    let mut book = practice();
    log(&mut book, contact(&[1], Fields::new().with("notes", "They keep bees."))).unwrap();
    goal(&mut book, 2, "Sell the beehives");
    add(
        &mut book,
        Kind::Talk,
        Fields::new()
            .with("relationship_id", 3)
            .with("compared_with", "the Größe fund")
            .with("day", "2026-11-20"),
    );
    let holding = |text: &str| {
        let filter =
            crate::domain::filter::Filter::parse(text, book.today(), crate::domain::day::DayOrder::DayFirst);
        let holding = book.holding(&filter).unwrap();
        let asked = filter.full_texts().next().unwrap_or("").to_owned();
        (1..=3).filter(|id| holding.holds(*id, &asked)).collect::<Vec<_>>()
    };
    assert_eq!(holding("text:bees"), [1]);
    assert_eq!(holding("text:bee"), [1, 2]);
    assert_eq!(holding("text:be"), [1, 2]);
    assert_eq!(holding("text:Größe"), [3]);
    assert_eq!(holding("text:\"keep bees\""), [1]);
    assert_eq!(holding("text:lucía"), [3], "a member's name and their request");
    assert!(holding("text:%").is_empty() && holding("bees").is_empty());
}
