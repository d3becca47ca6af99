use crate::{
    acts::{Book, queue::View},
    clock::Clock,
    domain::{
        action::{Action, Case, NewMember},
        record::{Fields, Kind, RecordId, Value},
    },
};

fn book() -> Book {
    Book::memory(Clock::fixed("2026-11-23".parse().unwrap())).unwrap()
}

fn add(book: &mut Book, kind: Kind, fields: Fields) -> RecordId {
    book.execute(&Action::Add { kind, fields }).unwrap().ids[0]
}

fn client(book: &mut Book, name: &str) -> RecordId {
    add(book, Kind::Relationship, Fields::new().with("name", format!("{name} household")).with("tier", "B"))
}

fn made(whose: RecordId) -> Fields {
    Fields::new()
        .with("relationship_id", whose.id)
        .with("question", "Convert this year?")
        .with("choice", "Half this year")
        .with("day", "2026-11-23")
        .with("check_on", "2027-02-01")
}

fn refused(book: &mut Book, action: &Action) -> String {
    book.execute(action).unwrap_err().message
}

#[test]
fn a_decision_is_corrected_by_a_new_row_after_its_day_and_only_what_was_empty_is_filled() {
    let mut book = book();
    let ruiz = client(&mut book, "Ruiz");
    let id = add(&mut book, Kind::Decision, made(ruiz).with("kind", "advice").with("reason", "one bracket"));
    let edit = |fields: Fields| Action::Edit { targets: vec![id], fields, seen: None };
    book.execute(&edit(Fields::new().with("choice", "A third this year"))).unwrap();
    book.set_clock(Clock::fixed("2026-11-24".parse().unwrap()));
    let no = refused(&mut book, &edit(Fields::new().with("choice", "All of it")));
    assert_eq!(no, "A decision is not edited after its day. Record a new one; the old one stays.");
    book.execute(&edit(Fields::new().with("answer", "declined"))).unwrap();
    let told: Vec<String> = book.answers(20).unwrap().unwrap().into_iter().map(|told| told.text).collect();
    assert_eq!(told, ["Ruiz: A third this year, declined 2026-11-23"]);
    let anew = made(ruiz).with("day", "2026-11-24").with("corrects_id", id.id);
    add(&mut book, Kind::Decision, anew);
    assert!(book.answers(20).unwrap().unwrap().is_empty(), "what was corrected counts no more");
    assert_eq!(book.decided(ruiz.id).unwrap().decisions.len(), 1);
    let future = made(ruiz).with("day", "2026-11-25");
    let no = refused(&mut book, &Action::Add { kind: Kind::Decision, fields: future });
    assert_eq!(no, "A decision is of today or before.");
}

#[test]
fn a_decision_comes_into_the_queue_when_its_outcome_is_due_and_leaves_it_with_what_it_taught() {
    let mut book = book();
    let ruiz = client(&mut book, "Ruiz");
    let id = add(&mut book, Kind::Decision, made(ruiz));
    let key = "dc1.check";
    let is_there = |book: &Book| book.seeds(View::Today).unwrap().iter().any(|seed| seed.source.key() == key);
    assert!(!is_there(&book));
    book.set_clock(Clock::fixed("2027-02-02".parse().unwrap()));
    let seeds = book.seeds(View::Today).unwrap();
    let seed = *seeds.iter().find(|seed| seed.source.key() == key).unwrap();
    let item = book.dress(&[seed]).unwrap().remove(0);
    assert_eq!(item.title, "What came of it: Convert this year?");
    assert_eq!(item.reason, "decision of 23 Nov 2026: Half this year, 1 day late");
    let check = |outcome: &str| {
        Action::Case(Case::Checked {
            decision: id,
            outcome: outcome.to_owned(),
            learned: Some("ask the accountant first".to_owned()),
        })
    };
    assert!(refused(&mut book, &check(" ")).contains("what came of it"));
    let said = book.execute(&check("the bracket held")).unwrap().summary;
    assert_eq!(said, "Checked the decision: Convert this year?, Ruiz");
    assert!(!is_there(&book));
    assert!(refused(&mut book, &check("again")).contains("was written down on Tue 2 Feb 2027"));
    let lessons = book.lessons().unwrap();
    assert_eq!((lessons[0].who.as_str(), lessons[0].learned.as_str()), ("Ruiz", "ask the accountant first"));
}

#[test]
fn a_decision_of_the_practice_itself_is_checked_as_well() {
    let mut book = book();
    let mut fields = made(RecordId::new(Kind::Relationship, 1));
    fields.set("relationship_id", Value::Null);
    add(&mut book, Kind::Decision, fields);
    book.set_clock(Clock::fixed("2027-02-01".parse().unwrap()));
    let seeds = book.seeds(View::Today).unwrap();
    assert_eq!(seeds.iter().map(|seed| seed.source.key()).collect::<Vec<_>>(), ["dc1.check"]);
    assert_eq!(book.dress(&seeds).unwrap()[0].who, "");
}

/// A partner on the role cards of two clients, one line of which has ended.
fn with_cards(book: &mut Book) -> (RecordId, RecordId) {
    let dana = NewMember {
        fields: Fields::new().with("name", "Dana Cole"),
        role: "contact".into(),
        phone: Some("503 555 0170".into()),
        email: None,
    };
    let partner = Fields::new().with("name", "Cole CPA").with("kind", "partner");
    let receipt =
        book.execute(&Action::AddHousehold { fields: partner, members: vec![dana], tags: vec![] }).unwrap();
    let (partner, person) = (receipt.ids[0], receipt.ids[1]);
    let (ruiz, osei) = (client(book, "Ruiz"), client(book, "Osei"));
    let line = |whose: RecordId, topic: &str| {
        Fields::new()
            .with("relationship_id", whose.id)
            .with("topic", topic)
            .with("person_id", person.id)
            .with("partner_id", partner.id)
    };
    add(book, Kind::Role, line(ruiz, "taxes"));
    add(book, Kind::Role, line(ruiz, "payroll"));
    add(book, Kind::Role, line(osei, "taxes").with("ended_on", "2026-10-01"));
    (partner, person)
}

#[test]
fn one_who_leaves_is_ended_on_every_role_card_and_each_client_is_to_be_told_as_one_step() {
    let mut book = book();
    let (partner, _) = with_cards(&mut book);
    let card = book.role_card(2).unwrap();
    assert_eq!(card[0].said(), "Dana Cole, Cole CPA, 503 555 0170");
    let end = Action::End { relationship: partner, reason: "she retires".into(), stage: "ended".into() };
    let said = book.execute(&end).unwrap().summary;
    assert_eq!(said, "Ended: Cole CPA; 1 client to be told: Ruiz");
    assert!(book.role_card(2).unwrap().is_empty());
    let tasks = book.rows(Kind::FollowUp, &[]).unwrap();
    let told: Vec<(&str, &str)> = tasks.iter().map(|row| (row.str("title"), row.str("due"))).collect();
    let wanted = "Tell them: Cole CPA is called no more for taxes, payroll; name another";
    assert_eq!(told, [(wanted, "2026-11-30")]);
    book.step(crate::acts::Step::Undo).unwrap().unwrap();
    assert_eq!(book.role_card(2).unwrap().len(), 2);
    assert!(book.rows(Kind::FollowUp, &[]).unwrap().is_empty());
}

#[test]
fn a_person_who_leaves_or_dies_is_called_no_more() {
    let mut book = book();
    let (_, person) = with_cards(&mut book);
    let leave = Action::Case(Case::Leave { who: person, reason: "she moves away".into() });
    let said = book.execute(&leave).unwrap().summary;
    assert_eq!(said, "Dana Cole is called no more; 1 client to be told: Ruiz");
    assert_eq!(refused(&mut book, &leave), "Dana Cole stands on no role card. Nothing was changed.");
    book.step(crate::acts::Step::Undo).unwrap().unwrap();
    let died = Fields::new().with("died_on", "2026-11-20");
    book.execute(&Action::Edit { targets: vec![person], fields: died, seen: None }).unwrap();
    assert!(book.role_card(2).unwrap().is_empty());
    assert_eq!(book.rows(Kind::FollowUp, &[]).unwrap().len(), 1);
}

#[test]
fn a_new_client_is_taught_the_rules_over_a_hundred_days_and_a_lesson_given_leaves_the_plan() {
    let mut book = book();
    book.execute(&Action::StartRulebook(crate::domain::action::Starter::default())).unwrap();
    let prospect = add(
        &mut book,
        Kind::Relationship,
        Fields::new().with("name", "Novak household").with("kind", "prospect"),
    );
    let since = "2026-11-23".parse().unwrap();
    let said =
        book.execute(&Action::Promote { relationship: prospect, tier: "B".into(), since }).unwrap().summary;
    assert_eq!(said, "Novak household is a client, tier B; 13 rules drafted, taught by Wed 3 Mar 2027");
    let first = book.rows(Kind::Acceptance, &[("rule_id", Value::Int(1))]).unwrap().remove(0);
    assert_eq!(first.str("teach_by"), "2026-12-05");
    book.set_clock(Clock::fixed("2026-12-08".parse().unwrap()));
    let keys = |book: &Book| -> Vec<String> {
        let seeds = book.seeds(View::Today).unwrap();
        seeds.iter().map(|seed| seed.source.key()).filter(|key| key.contains("teach")).collect()
    };
    assert_eq!(keys(&book), ["r1.teach.c1", "r2.teach.c1"]);
    let seeds = book.seeds(View::Today).unwrap();
    let items = book.dress(&seeds).unwrap();
    let item = items.iter().find(|item| item.key == "r1.teach.c1").unwrap();
    assert_eq!(item.title, "Teach: Whom to call, for what");
    assert_eq!(item.reason, "never taught, planned by Mon 7 Dec, 1 day late");
    let untaught = book.rule(1).unwrap().unwrap().untaught;
    assert_eq!(untaught[0].why, "client for 15 days, due since 5 Dec");
    let taught = Fields::new().with("relationship_id", 1).with("rule_id", 1).with("day", "2026-12-08");
    add(&mut book, Kind::Training, taught);
    assert_eq!(keys(&book), ["r2.teach.c1"]);
    let again = refused(&mut book, &Action::Case(Case::Plan { relationship: prospect }));
    assert!(again.contains("or it is planned already"), "{again}");
}

#[test]
fn a_client_who_was_there_before_is_planned_by_hand() {
    let mut book = book();
    book.execute(&Action::StartRulebook(crate::domain::action::Starter::default())).unwrap();
    let ruiz = client(&mut book, "Ruiz");
    let said = book.execute(&Action::Case(Case::Plan { relationship: ruiz })).unwrap().summary;
    assert_eq!(
        said,
        "Planned for Ruiz household: 13 rules to teach, Sat 5 Dec to Wed 3 Mar 2027, 13 rules drafted"
    );
    let partner =
        add(&mut book, Kind::Relationship, Fields::new().with("name", "Meridian").with("kind", "partner"));
    let no = refused(&mut book, &Action::Case(Case::Plan { relationship: partner }));
    assert!(no.starts_with("Rules are taught to clients; Meridian is no client"), "{no}");
}

#[test]
fn the_third_exception_to_a_rule_asks_whether_the_rule_should_change() {
    let mut book = book();
    let (ruiz, osei) = (client(&mut book, "Ruiz"), client(&mut book, "Osei"));
    let rule = add(&mut book, Kind::Rule, Fields::new().with("title", "Minimum fee").with("text", "2,400"));
    let mut except = |whose: RecordId, why: &str| {
        let fields = Fields::new()
            .with("relationship_id", whose.id)
            .with("rule_id", rule.id)
            .with("what", "1,800")
            .with("why", why)
            .with("day", "2026-11-23");
        book.execute(&Action::Add { kind: Kind::Exception, fields }).unwrap().summary
    };
    except(ruiz, "the shop closed");
    except(ruiz, "three children");
    let again = except(ruiz, "The shop closed");
    assert!(!again.contains("change the rule"), "the same for the same client counts once: {again}");
    let said = except(osei, "the shop closed");
    assert_eq!(said, "Added exception: 1,800, Osei; 3 exceptions to Minimum fee: change the rule?");
    assert_eq!(book.same_reason(rule.id).unwrap(), 2, "of two clients");
    let line = book.rule_lines().unwrap().into_iter().find(|line| line.id == rule.id).unwrap();
    assert_eq!((line.excepted, book.rule(rule.id).unwrap().unwrap().excepted), (3, 3));
}
