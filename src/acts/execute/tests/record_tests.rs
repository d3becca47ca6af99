//! What is on record: it stays after its day, it names what is theirs, and it teaches.
//!
//! **Invariant:** each test is a fact of the record that a later act must not undo in silence.

use crate::{
    acts::{Book, Step},
    clock::Clock,
    domain::{
        action::{Action, Consent, Judged},
        cadence::State,
        record::{Fields, Kind, RecordId},
        standing::PartName,
    },
};

const TODAY: &str = "2026-11-23";

fn book() -> Book {
    Book::memory(Clock::fixed(TODAY.parse().unwrap())).unwrap()
}

fn on(book: &mut Book, day: &str) {
    book.set_clock(Clock::fixed(day.parse().unwrap()));
}

fn add(book: &mut Book, kind: Kind, fields: Fields) -> RecordId {
    book.execute(&Action::Add { kind, fields }).unwrap().ids[0]
}

fn refused(book: &mut Book, action: &Action) -> String {
    book.execute(action).unwrap_err().message
}

fn client(book: &mut Book, name: &str) -> RecordId {
    let fields = Fields::new().with("name", format!("{name} household")).with("tier", "B");
    let client = add(book, Kind::Relationship, fields);
    let person = add(book, Kind::Person, Fields::new().with("name", format!("Ann {name}")));
    let member = of(client).with("person_id", person.id).with("role", "head");
    add(book, Kind::Membership, member);
    client
}

fn of(client: RecordId) -> Fields {
    Fields::new().with("relationship_id", client.id)
}

fn rule(book: &mut Book) -> RecordId {
    add(book, Kind::Rule, Fields::new().with("title", "Call us first").with("text", "Before you sell."))
}

fn success(book: &mut Book, client: RecordId) -> RecordId {
    let fields = of(client).with("title", "Judge us by the plan").with("topic", "success");
    add(book, Kind::Expectation, fields)
}

fn agree(book: &mut Book, id: RecordId) {
    let consent = Consent {
        by: Vec::new(),
        dissents: Vec::new(),
        on: TODAY.parse().unwrap(),
        how: "call".into(),
        evidence: None,
    };
    book.execute(&Action::Agree { agreements: vec![id], consent }).unwrap();
}

fn delete(id: RecordId) -> Action {
    Action::Delete { targets: vec![id] }
}

/// One record of each type that is kept, of today.
fn recorded(book: &mut Book, client: RecordId) -> Vec<RecordId> {
    let rule = rule(book);
    let measure = add(
        book,
        Kind::Measure,
        of(client).with("name", "Plan funded").with("unit", "percent").with("target", 950),
    );
    let with_rule = || of(client).with("rule_id", rule.id).with("day", TODAY);
    vec![
        add(book, Kind::Talk, of(client).with("day", TODAY).with("compared_with", "gold")),
        add(book, Kind::Training, with_rule()),
        add(book, Kind::Exception, with_rule().with("what", "no fee").with("why", "she is ill")),
        add(book, Kind::Breach, with_rule().with("what", "sold without a call").with("by", "them")),
        add(
            book,
            Kind::Decision,
            of(client).with("question", "Sell?").with("choice", "No").with("day", TODAY),
        ),
        add(
            book,
            Kind::Reading,
            Fields::new().with("measure_id", measure.id).with("day", TODAY).with("value", 970),
        ),
    ]
}

#[test]
fn what_is_on_record_is_deleted_on_its_day_and_not_after_it() {
    let mut book = book();
    let ruiz = client(&mut book, "Ruiz");
    for id in recorded(&mut book, ruiz) {
        book.execute(&delete(id)).unwrap();
        book.step(Step::Undo).unwrap().unwrap();
        on(&mut book, "2026-11-24");
        let no = refused(&mut book, &delete(id));
        let noun = id.kind.to_string();
        assert!(no.starts_with(&format!("This {noun} is kept after the day it was written down.")), "{no}");
        assert!(no.ends_with(" Nothing was changed.") && book.get(id).unwrap().is_some(), "{no}");
        on(&mut book, TODAY);
    }
}

#[test]
fn what_is_on_record_does_not_go_with_what_it_is_about() {
    let mut book = book();
    let ruiz = client(&mut book, "Ruiz");
    let all = recorded(&mut book, ruiz);
    on(&mut book, "2026-11-24");
    for (about, wanted) in [
        ("c1", "is ended, not deleted"),
        ("r1", "is withdrawn, not deleted"),
        ("m1", "readings of before today"),
    ] {
        let no = refused(&mut book, &delete(about.parse().unwrap()));
        assert!(no.contains(wanted), "{no}");
    }
    assert!(all.iter().all(|id| book.get(*id).unwrap().is_some()));
    // One that was entered by mistake, with nothing on record, still goes.
    let mistake = client(&mut book, "Ruix");
    on(&mut book, "2026-11-30");
    book.execute(&delete(mistake)).unwrap();
}

#[test]
fn the_measure_of_an_agreed_goal_is_not_taken_from_it_by_deleting_the_tie() {
    let mut book = book();
    let ruiz = client(&mut book, "Ruiz");
    let goal = add(&mut book, Kind::Goal, of(ruiz).with("statement", "Retire in 2028"));
    let measure = of(ruiz).with("name", "Plan funded").with("unit", "percent").with("target", 950);
    let measure = add(&mut book, Kind::Measure, measure);
    let tie = of(ruiz).with("goal_id", goal.id).with("measure_id", measure.id);
    let tie = add(&mut book, Kind::AgreementMeasure, tie);
    agree(&mut book, goal);
    let no = refused(&mut book, &delete(tie));
    assert!(no.starts_with("The goal was agreed with this measure."), "{no}");
}

#[test]
fn a_talk_goes_against_an_agreement_of_the_same_client_that_was_agreed() {
    let mut book = book();
    let (ruiz, osei) = (client(&mut book, "Ruiz"), client(&mut book, "Osei"));
    let theirs = success(&mut book, osei);
    agree(&mut book, theirs);
    let against =
        |id: RecordId| of(ruiz).with("day", TODAY).with("compared_with", "gold").with("against_id", id.id);
    let talk = |id| Action::Add { kind: Kind::Talk, fields: against(id) };
    let no = refused(&mut book, &talk(theirs));
    assert_eq!(
        no,
        "Judge us by the plan, Osei: this is no expectation of Ruiz. Name one of theirs. Nothing was changed."
    );
    let own = success(&mut book, ruiz);
    let no = refused(&mut book, &talk(own));
    assert!(no.contains("was never agreed"), "{no}");
    agree(&mut book, own);
    let said = book.execute(&talk(own)).unwrap().ids[0];
    let fields = Fields::new().with("against_id", theirs.id);
    let no = refused(&mut book, &Action::Edit { targets: vec![said], fields, seen: None });
    assert!(no.contains("is no expectation of Ruiz"), "{no}");
}

#[test]
fn the_measure_of_an_expectation_is_of_the_same_client() {
    let mut book = book();
    let (ruiz, osei) = (client(&mut book, "Ruiz"), client(&mut book, "Osei"));
    let measure = of(osei).with("name", "Plan funded").with("unit", "percent").with("target", 950);
    let measure = add(&mut book, Kind::Measure, measure);
    let fields = of(ruiz).with("title", "Judge us").with("measure_id", measure.id);
    let no = refused(&mut book, &Action::Add { kind: Kind::Expectation, fields });
    assert!(no.starts_with("Plan funded, Osei: this is no measure of Ruiz."), "{no}");
}

#[test]
fn every_judgement_of_an_expectation_that_taught_something_is_a_lesson() {
    let mut book = book();
    let ruiz = client(&mut book, "Ruiz");
    let id = success(&mut book, ruiz);
    agree(&mut book, id);
    let judge = |outcome: &str, learned: &str| {
        let learned = Some(learned.to_owned());
        Action::Judge(Judged { agreement: id, outcome: outcome.into(), learned, next: None })
    };
    book.execute(&judge("at risk", "he reads charts")).unwrap();
    on(&mut book, "2026-12-01");
    book.execute(&judge("not kept", "say it on paper first")).unwrap();
    book.execute(&Action::Retire { agreements: vec![id], reason: "not kept".into() }).unwrap();
    let lessons = book.lessons().unwrap();
    let said: Vec<(&str, &str, &str)> = lessons
        .iter()
        .map(|lesson| (lesson.who.as_str(), lesson.about.as_str(), lesson.learned.as_str()))
        .collect();
    let about = "Judge us by the plan";
    assert_eq!(said, [("Ruiz", about, "say it on paper first"), ("Ruiz", about, "he reads charts")]);
}

#[test]
fn a_first_lesson_that_is_overdue_makes_the_rules_due() {
    let mut book = book();
    let ruiz = client(&mut book, "Ruiz");
    let rule = rule(&mut book);
    let acceptance = of(ruiz).with("rule_id", rule.id).with("teach_by", "2026-12-05");
    add(&mut book, Kind::Acceptance, acceptance);
    let state = |book: &Book| {
        let line = book.standing_of(ruiz.id).unwrap().unwrap();
        let part = line.standing.part(PartName::Rules).unwrap().clone();
        (part.state, part.reason)
    };
    assert_eq!(state(&book).0, State::Good);
    on(&mut book, "2026-12-07");
    assert_eq!(state(&book), (State::Due, "1 planned, not taught yet".to_owned()));
    add(&mut book, Kind::Training, of(ruiz).with("rule_id", rule.id).with("day", "2026-12-07"));
    assert_eq!(state(&book).0, State::Good);
}
