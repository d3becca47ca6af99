//! What the practice itself has to see to: new versions of rules, the purge list, vendors, access.
//!
//! **Invariant:** every day is typed here.

use crate::{
    acts::{Book, deliveries::Again, queue::View},
    clock::Clock,
    domain::{
        action::{Action, Proof, Reworded},
        record::{Fields, Kind, RecordId},
    },
    tui::testing::practice,
};

fn on(day: &str) -> Clock {
    Clock::fixed(day.parse().unwrap())
}

fn act(book: &mut Book, action: &Action) -> Vec<RecordId> {
    book.execute(action).unwrap_or_else(|no| panic!("{action:?}: {}", no.message)).ids
}

/// The derived rows of Today that are about the practice itself, with title and reason.
fn told(book: &Book) -> Vec<String> {
    let mut seeds = book.seeds(View::Today).unwrap();
    seeds.retain(|seed| seed.relationship.is_none());
    let items = book.dress(&seeds).unwrap();
    items.into_iter().map(|item| format!("{} {}: {}", item.key, item.title, item.reason)).collect()
}

fn taught(client: i64, day: &str) -> Action {
    let fields = Fields::new().with("relationship_id", client).with("rule_id", 1).with("day", day);
    Action::Add { kind: Kind::Training, fields }
}

fn reword(text: &str, accept_again: bool) -> Action {
    let rule = RecordId::new(Kind::Rule, 1);
    Action::Reword(Reworded { rule, text: text.into(), why: Some("clearer".into()), accept_again })
}

/// Two of three clients were taught a rule whose text has changed since.
fn reworded() -> Book {
    let mut book = practice();
    let fields =
        Fields::new().with("title", "Whom to call").with("topic", "whom to call").with("text", "Us.");
    act(&mut book, &Action::Add { kind: Kind::Rule, fields });
    act(&mut book, &taught(1, "2026-11-20"));
    act(&mut book, &taught(2, "2026-11-20"));
    assert_eq!(told(&book), Vec::<String>::new());
    let said = book.execute(&reword("Us first, by telephone.", false)).unwrap().summary;
    assert!(said.ends_with("; 2 clients to be told"), "{said}");
    book
}

#[test]
fn a_rules_new_version_is_one_row_until_all_are_told() {
    let mut book = reworded();
    let version = book.get(RecordId::new(Kind::Rule, 1)).unwrap().unwrap().int("version").unwrap();
    let row = |who: &str| {
        vec![format!("r1.tell.{version} New text: Whom to call: version {version} of 23 Nov, {who} not told")]
    };
    assert_eq!(told(&book), row("2"));
    assert_eq!(
        book.untold(1, version, 9).unwrap(),
        (vec!["Hartley".to_owned(), "Tanaka 田中".to_owned()], 2)
    );
    act(&mut book, &taught(1, "2026-11-23"));
    assert_eq!(told(&book), row("1"));
    // One who leaves is not told any more.
    let ended = Action::End {
        relationship: RecordId::new(Kind::Relationship, 2),
        reason: "moved".into(),
        stage: "ended".into(),
    };
    act(&mut book, &ended);
    assert_eq!(told(&book), Vec::<String>::new());
    act(&mut book, &Action::Resume { relationship: RecordId::new(Kind::Relationship, 2) });
    assert_eq!(told(&book), row("1"));
    act(&mut book, &taught(2, "2026-11-23"));
    assert_eq!(told(&book), Vec::<String>::new());
}

#[test]
fn the_row_of_a_version_names_as_many_as_the_page_of_the_rule() {
    let book = reworded();
    let named = book.rule(1).unwrap().unwrap().reteach.len();
    assert_eq!(book.untold(1, 2, 9).unwrap().1, named);
}

#[test]
fn a_version_that_is_set_aside_is_silent_and_the_next_one_is_not() {
    let mut book = reworded();
    let key =
        book.seeds(View::Today).unwrap().iter().map(|seed| seed.source).find(|s| s.key().contains(".tell."));
    let source = key.unwrap();
    let aside = book.set_aside(source, "only a comma").unwrap();
    let receipt = book.execute(&aside).unwrap();
    assert_eq!(receipt.summary, "Set aside for 2 clients");
    assert_eq!(told(&book), Vec::<String>::new());
    assert!(book.set_aside(source, "again").unwrap_err().message.contains("Nobody is left"));
    act(&mut book, &reword("Us, at any hour.", false));
    assert_eq!(told(&book).len(), 1);
    book.step(crate::acts::Step::Undo).unwrap();
    book.step(crate::acts::Step::Undo).unwrap();
    assert_eq!(told(&book).len(), 1, "taken back, it is there again");
}

#[test]
fn a_version_that_some_need_not_be_told_of_stays_for_the_others() {
    let mut book = reworded();
    let close = Action::CloseGap {
        relationship: RecordId::new(Kind::Relationship, 1),
        gap: "r1.tell.2".into(),
        reason: "they wrote it with me".into(),
    };
    act(&mut book, &close);
    assert!(told(&book)[0].ends_with("1 not told"), "{:?}", told(&book));
}

#[test]
fn a_withdrawn_rule_is_told_to_nobody_and_a_snoozed_row_comes_back() {
    let mut book = reworded();
    let until = "2026-11-30".parse().unwrap();
    act(&mut book, &Action::Snooze { items: vec!["r1.tell.2".into()], until, reason: None });
    assert_eq!(told(&book), Vec::<String>::new());
    book.set_clock(on("2026-11-30"));
    assert_eq!(told(&book).len(), 1);
    act(
        &mut book,
        &Action::Withdraw { rule: RecordId::new(Kind::Rule, 1), reason: "nobody needs it".into() },
    );
    assert_eq!(told(&book), Vec::<String>::new());
}

/// Two households that ended in 2018, and one of today.
fn gone() -> Book {
    let mut book = Book::memory(on("2018-03-05")).unwrap();
    for name in ["Quill household", "Ames household", "Okafor household"] {
        let fields = Fields::new().with("name", name).with("kind", "client").with("tier", "C");
        act(&mut book, &Action::Add { kind: Kind::Relationship, fields });
    }
    for id in [1, 2] {
        let relationship = RecordId::new(Kind::Relationship, id);
        act(&mut book, &Action::End { relationship, reason: "moved away".into(), stage: "ended".into() });
    }
    book
}

fn purges(book: &Book) -> Vec<String> {
    told(book).into_iter().filter(|row| row.contains(".purge ")).collect()
}

#[test]
fn records_that_were_kept_long_enough_are_one_row_on_the_day_after() {
    let mut book = gone();
    for (day, rows) in [("2018-03-05", 0), ("2023-06-01", 0), ("2023-12-31", 0), ("2024-01-01", 1)] {
        book.set_clock(on(day));
        assert_eq!(purges(&book).len(), rows, "{day}");
    }
    assert_eq!(
        purges(&book),
        ["c1.purge Purge list: Quill and 1 more: kept as long as the law asks, may go"]
    );
    let fields = Fields::new().with("relationship_id", 1).with("reason", "a suit");
    act(&mut book, &Action::Add { kind: Kind::LegalHold, fields });
    assert_eq!(purges(&book), ["c2.purge Purge list: Ames: kept as long as the law asks, may go"]);
}

#[test]
fn a_purge_list_that_is_set_aside_is_silent_and_begins_no_five_years_anew() {
    let mut book = gone();
    book.set_clock(on("2024-01-02"));
    let aside = book.set_aside(super::Source::Purge(1), "for the memoirs").unwrap();
    act(&mut book, &aside);
    assert_eq!(purges(&book), Vec::<String>::new());
    let list = book.purge_list().unwrap();
    assert!(list.iter().all(|one| one.said().starts_with("may be purged")), "{list:?}");
    // A later entry keeps them longer, and brings no row.
    book.step(crate::acts::Step::Undo).unwrap();
    for id in [1, 2] {
        let note = Fields::new().with("relationship_id", id).with("what", "Late").with("day", "2024-01-02");
        act(&mut book, &Action::Add { kind: Kind::Complaint, fields: note });
    }
    assert_eq!(purges(&book), Vec::<String>::new());
}

#[test]
fn a_vendor_without_a_notice_clause_and_access_nobody_looked_at_stand_in_the_queue() {
    let mut book = practice();
    let vendor = Fields::new().with("name", "Ledgerline").with("client_data", "names");
    let vendor = act(&mut book, &Action::Add { kind: Kind::Vendor, fields: vendor })[0];
    let access = Fields::new().with("who", "Noor").with("what", "the mail").with("why", "forms");
    let access = access.with("since", "2025-03-03").with("checked_on", "2025-11-20");
    let access = act(&mut book, &Action::Add { kind: Kind::Access, fields: access })[0];
    assert_eq!(
        told(&book),
        [
            "ac1.check Access of Noor: still needed?: looked at 20 Nov 2025, 3 days late",
            "ve1.clause Ask Ledgerline for its notice clause: client data, no notice clause",
        ]
    );
    let edit = |target, fields| Action::Edit { targets: vec![target], fields, seen: None };
    act(&mut book, &edit(vendor, Fields::new().with("notice_hours", 72)));
    act(&mut book, &edit(access, Fields::new().with("checked_on", "2026-11-23")));
    assert_eq!(told(&book), Vec::<String>::new());
}

fn given(book: &mut Book, client: i64, what: &str, day: &str) -> RecordId {
    let fields =
        Fields::new().with("what", what).with("relationship_id", client).with("version", "March 2025");
    act(book, &Action::Add { kind: Kind::Delivery, fields: fields.with("day", day).with("how", "letter") })[0]
}

#[test]
fn a_paper_is_due_again_after_a_year_as_one_row_for_all_who_had_it_and_one_step_gives_it_to_them() {
    let mut book = practice();
    given(&mut book, 1, "privacy notice", "2024-11-11");
    given(&mut book, 1, "privacy notice", "2025-11-11");
    given(&mut book, 2, "privacy notice", "2025-11-20");
    given(&mut book, 3, "privacy notice", "2025-11-24");
    given(&mut book, 1, "client summary", "2024-01-02");
    let row = |who: &str| {
        vec![format!(
            "de2.again Give the privacy notice again: {who}: version March 2025, given 11 Nov 2025, 12 days late"
        )]
    };
    assert_eq!(told(&book), row("2 clients"));
    assert_eq!(book.paper_owed("privacy notice", 9).unwrap().1, 2);
    let again = Again { version: "2026".into(), ..Again::default() };
    assert!(book.give_again("privacy notice", &Again::default()).is_err());
    assert!(book.give_again("client summary", &again).unwrap_err().message.contains("brochure"));
    let action = book.give_again("privacy notice", &again).unwrap();
    let receipt = book.execute(&action).unwrap();
    assert_eq!(receipt.summary, "Given to 2 clients: privacy notice, 2026");
    let newest = book.rows(Kind::Delivery, &[]).unwrap().pop().unwrap();
    assert_eq!((newest.str("how"), newest.str("day")), ("letter", "2026-11-23"));
    assert_eq!(told(&book), Vec::<String>::new());
    book.set_clock(on("2026-11-24"));
    assert_eq!(told(&book).len(), 1, "the third is due a day later");
    // Who leaves is given nothing any more.
    book.step(crate::acts::Step::Undo).unwrap();
    book.set_clock(on("2026-11-23"));
    let relationship = RecordId::new(Kind::Relationship, 2);
    act(&mut book, &Action::End { relationship, reason: "moved".into(), stage: "ended".into() });
    assert_eq!(told(&book).len(), 1);
    assert_eq!(book.paper_owed("privacy notice", 9).unwrap().1, 1);
    act(&mut book, &Action::Set { name: "deliver_again_months".into(), value: Some("0".into()) });
    assert_eq!(told(&book), Vec::<String>::new());
}

#[test]
fn a_complaint_to_which_nobody_gave_a_day_waits_in_the_queue_until_it_is_answered() {
    let mut book = practice();
    let fields =
        Fields::new().with("relationship_id", 1).with("what", "Nobody rang").with("day", "2026-11-19");
    let complaint = act(&mut book, &Action::Add { kind: Kind::Complaint, fields })[0];
    let rows = |book: &Book| {
        let mut seeds = book.seeds(View::Today).unwrap();
        seeds.retain(|seed| seed.source.record().kind == Kind::Complaint);
        let items = book.dress(&seeds).unwrap();
        items
            .into_iter()
            .map(|item| format!("{} {}: {}", item.key, item.title, item.reason))
            .collect::<Vec<_>>()
    };
    let row = "cm1.answer Answer the complaint: Nobody rang: came 19 Nov, no day to answer by";
    assert_eq!(rows(&book), [row]);
    let by = Fields::new().with("answer_by", "2026-11-25");
    act(&mut book, &Action::Edit { targets: vec![complaint], fields: by, seen: None });
    assert_eq!(rows(&book), Vec::<String>::new(), "it has a day now");
    book.step(crate::acts::Step::Undo).unwrap();
    let answered = Proof::Answered { complaint, answer: "rang".into(), on: None };
    act(&mut book, &Action::Proof(answered));
    assert_eq!(rows(&book), Vec::<String>::new());
}
