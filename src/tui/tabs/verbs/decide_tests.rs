use super::*;
use crate::{
    acts::{Book, queue::View},
    domain::{action::NewMember, record::Fields},
    tui::{
        app::App,
        testing::{desk, drawn, practice, press, typed},
    },
};

fn stand_on(app: &mut App, key: &str) {
    app.model.tab_mut().unwrap().state_mut().list.focus(key);
    app.look();
}

fn with_rule() -> Book {
    let mut book = practice();
    let fields = Fields::new().with("title", "What we plan, what we do not").with("topic", "scope");
    book.execute(&Action::Add { kind: Kind::Rule, fields }).unwrap();
    book
}

fn request(app: &App) -> Row {
    app.book.get("f4".parse().unwrap()).unwrap().unwrap()
}

fn script(app: &mut App, steps: &[&str]) {
    for step in steps {
        match step.strip_prefix('"') {
            Some(text) => typed(app, text),
            None => press(app, step),
        }
    }
}

#[test]
fn a_request_is_done_with_its_reason_and_that_is_its_answer() {
    let mut app = desk(with_rule());
    stand_on(&mut app, "f4");
    script(&mut app, &["d d", "\"fri", "Enter", "\"education is in", "Enter"]);
    let row = request(&app);
    assert_eq!((row.str("decision"), row.str("due")), ("do", "2026-11-27"));
    assert_eq!((row.str("reason"), row.str("answered_on")), ("education is in", "2026-11-23"));
    assert!(app.model.layers.is_empty());
}

#[test]
fn out_of_scope_is_declined_naming_the_rule() {
    let mut app = desk(with_rule());
    stand_on(&mut app, "f4");
    script(&mut app, &["d o", "Enter", "Enter", "\"not our field", "Enter", "Right Enter"]);
    let row = request(&app);
    assert_eq!((row.str("state"), row.str("scope"), row.int("scope_rule_id")), ("declined", "out", Some(1)));
    let reason = row.str("reason");
    assert!(reason.contains("What we plan, what we do not") && reason.ends_with("not our field"), "{reason}");
    assert!(row.flag("told") && row.day("answered_on").is_some());
    press(&mut app, "u");
    assert_eq!(request(&app).str("scope"), "");
}

#[test]
fn out_of_scope_by_exception_is_recorded_and_promised_in_one_step() {
    let mut app = desk(with_rule());
    stand_on(&mut app, "f4");
    script(&mut app, &["d o", "Enter", "e Enter", "Enter", "\"she asked nicely", "Enter", "\"+3mo", "Enter"]);
    script(&mut app, &["\"fri", "Enter"]);
    let row = request(&app);
    assert_eq!((row.str("decision"), row.str("due")), ("do", "2026-11-27"));
    let exception = app.book.rows(Kind::Exception, &[]).unwrap().remove(0);
    assert_eq!(row.int("exception_id"), Some(exception.id.id));
    assert_eq!((exception.str("what"), exception.str("until")), ("529 plan for Luc\u{ed}a", "2027-02-23"));
    press(&mut app, "u");
    assert!(app.book.rows(Kind::Exception, &[]).unwrap().is_empty());
}

#[test]
fn out_of_scope_by_other_terms_waits_beside_a_task() {
    let mut app = desk(with_rule());
    stand_on(&mut app, "f4");
    script(&mut app, &["d o", "Enter", "c Enter", "\"planning by the hour", "Enter", "Enter"]);
    let row = request(&app);
    assert_eq!((row.str("state"), row.str("ask_again_on")), ("waiting", "2026-11-30"));
    let task = app.book.rows(Kind::FollowUp, &[]).unwrap().pop().unwrap();
    assert_eq!((task.str("title"), task.str("origin")), ("Terms: planning by the hour", "f4"));
}

#[test]
fn what_went_wrong_and_the_batch_are_two_keys() {
    let mut app = desk(with_rule());
    stand_on(&mut app, "f3");
    script(&mut app, &[", g"]);
    assert_eq!(app.book.seeds(View::Batch).unwrap().len(), 1);
    script(&mut app, &[", g"]);
    assert!(app.book.seeds(View::Batch).unwrap().is_empty());
    stand_on(&mut app, "f3");
    script(&mut app, &[", w", "\"sent to the old address", "Enter"]);
    let errors = app.book.errors().unwrap();
    assert_eq!(errors[0].1.str("went_wrong"), "sent to the old address");
}

#[test]
fn they_know_now_is_said_of_what_was_decided_without_a_word() {
    let mut app = desk(with_rule());
    stand_on(&mut app, "f4");
    script(&mut app, &["d b", "Enter", "\"after the move", "Enter", "Enter"]);
    let row = request(&app);
    assert_eq!((row.str("state"), row.flag("told"), row.day("answered_on")), ("back burner", false, None));
    press(&mut app, "v b");
    stand_on(&mut app, "f4");
    press(&mut app, "d t");
    assert_eq!(request(&app).str("answered_on"), "2026-11-23");
}

#[test]
fn a_snooze_past_the_due_date_is_a_move_and_the_third_opens_the_strip() {
    let mut app = desk(with_rule());
    let fields = Fields::new().with("due", "2026-11-23");
    let edit = Action::Edit { targets: vec!["f3".parse().unwrap()], fields, seen: None };
    app.book.execute(&edit).unwrap();
    for until in ["2026-11-24", "2026-11-25"] {
        let until = until.parse().unwrap();
        app.book.execute(&Action::Snooze { items: vec!["f3".into()], until, reason: None }).unwrap();
    }
    let until = "2026-11-30".parse().unwrap();
    let no = app
        .book
        .execute(&Action::Snooze { items: vec!["f3".into()], until, reason: None })
        .unwrap_err()
        .message;
    assert!(no.contains("do it now, agree on a new date with them, drop it, or move it all"), "{no}");
    press(&mut app, "v u");
    stand_on(&mut app, "f3");
    press(&mut app, "s w");
    let shown = drawn(&mut app, 80, 24).join("\n");
    assert!(shown.contains("Third move of this task: Send the transfer form"), "{shown}");
    script(&mut app, &["n Enter", "\"enough waiting", "Enter"]);
    let row = app.book.get("f3".parse().unwrap()).unwrap().unwrap();
    assert_eq!((row.str("due"), row.str("snoozed_until")), ("2026-11-23", ""));
    assert_eq!((row.str("reason"), row.int("moves")), ("enough waiting", Some(2)));
}

#[test]
fn a_prospect_becomes_a_client_with_its_checklist_in_one_step() {
    let mut book = with_rule();
    let fields = Fields::new().with("name", "Novak household").with("kind", "prospect");
    let head = NewMember {
        fields: Fields::new().with("name", "Petra Novak"),
        role: "head".into(),
        phone: None,
        email: None,
    };
    let id =
        book.execute(&Action::AddHousehold { fields, members: vec![head], tags: vec![] }).unwrap().ids[0];
    let mut app = desk(book);
    press(&mut app, "1 >");
    stand_on(&mut app, &id.to_string());
    script(&mut app, &[":", "\"promote", "Enter", "Right Enter", "Enter"]);
    let shown = drawn(&mut app, 80, 24).join("\n");
    assert!(shown.contains("Onboarding with Novak") && shown.contains("[x]"), "{shown}");
    script(&mut app, &["Space", "Ctrl-S"]);
    let row = app.book.get(id).unwrap().unwrap();
    assert_eq!((row.str("kind"), row.str("tier"), row.str("stage")), ("client", "B", "onboarding"));
    let all = app.book.checklists_of(id.id).unwrap();
    assert_eq!((all[0].steps.len(), all[0].finished()), (8, 0));
    let dossier = app.book.dossier(id.id).unwrap().unwrap();
    assert_eq!(dossier.checklists.len(), 1);
    press(&mut app, "u");
    assert_eq!(app.book.get(id).unwrap().unwrap().str("kind"), "prospect");
    assert!(app.book.checklists_of(id.id).unwrap().is_empty());
}

#[test]
fn a_decision_is_recorded_by_keys_wherever_a_client_has_the_cursor() {
    let mut app = desk(with_rule());
    for (number, place) in ["5", "1"].iter().enumerate() {
        press(&mut app, place);
        press(&mut app, ", d");
        let shown = drawn(&mut app, 80, 24).join("\n");
        assert!(shown.contains("New decision   ") && shown.contains("▸ Kind"), "{shown}");
        script(
            &mut app,
            &["Tab", "\"Roth now or later?", "Tab Tab", "\"Half now", "Tab", "\"the bracket", "Ctrl-S"],
        );
        let rows = app.book.rows(Kind::Decision, &[]).unwrap();
        assert_eq!(rows.len(), number + 1, "{:?}", app.model.message);
        let row = &rows[number];
        assert_eq!((row.str("question"), row.str("choice")), ("Roth now or later?", "Half now"));
        assert_eq!((row.str("reason"), row.str("day")), ("the bracket", "2026-11-23"));
        assert!(row.int("relationship_id").is_some() && app.model.layers.is_empty());
    }
}

#[test]
fn one_who_left_a_firm_is_called_no_more_and_the_clients_are_told() {
    let mut app = desk(with_rule());
    press(&mut app, "1");
    stand_on(&mut app, "c1");
    press(&mut app, ", n");
    let said = app.model.message.clone().map(|message| message.words).unwrap_or_default();
    assert!(said.contains("Nobody of Hartley stands on a role card. , r adds whom they call."), "{said}");
    for (whose, topic) in [(1, "taxes"), (2, "wills")] {
        let line = Fields::new().with("relationship_id", whose).with("topic", topic).with("person_id", 3);
        app.book.execute(&Action::Add { kind: Kind::Role, fields: line }).unwrap();
    }
    press(&mut app, ", n");
    assert!(drawn(&mut app, 80, 24).join("\n").contains("Lucía Ruiz is called no more. Why?"));
    script(&mut app, &["\"she retires", "Enter"]);
    let lines = app.book.rows(Kind::Role, &[]).unwrap();
    assert!(lines.iter().all(|line| line.str("ended_on") == "2026-11-23"), "{:?}", app.model.message);
    let told = app.book.rows(Kind::FollowUp, &[]).unwrap();
    let told: Vec<_> = told.iter().filter(|row| row.str("title").starts_with("Tell them: ")).collect();
    assert_eq!(told.len(), 2, "one for each client");
    press(&mut app, "u");
    assert!(app.book.rows(Kind::Role, &[]).unwrap().iter().all(|line| line.str("ended_on").is_empty()));
}
