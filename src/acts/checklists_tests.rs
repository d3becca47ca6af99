use super::*;
use crate::{
    domain::{
        action::{Action, ChecklistStep},
        day::Calendar,
        record::Fields,
    },
    tui::testing::practice,
};

fn started(book: &mut Book) -> RecordId {
    let template = book.template("onboarding").unwrap();
    let steps = template.dated(book.today(), &book.practice().unwrap().calendar);
    let act = Action::StartChecklist {
        relationship: RecordId::new(Kind::Relationship, 1),
        template: template.name,
        title: template.title,
        steps,
    };
    book.execute(&act).unwrap().ids[0]
}

#[test]
fn the_templates_of_the_program_can_be_read() {
    for (name, text) in OURS {
        let template = read_template(name, text, name).unwrap();
        assert!(template.steps.len() > 4, "{name}");
        let dated = template.dated("2026-11-23".parse().unwrap(), &Calendar::default());
        assert!(dated.windows(2).all(|two| two[0].due <= two[1].due), "{name}: {dated:?}");
    }
}

#[test]
fn a_template_gone_bad_is_named_with_its_line() {
    let said = |text: &str| read_template("x", text, "/home/a/x.toml").unwrap_err().message;
    let no = said("title = \"X\"\n[[step]]\ntitle = \"Y\"\ndue = \"soon\"\n");
    assert!(no.starts_with("/home/a/x.toml line 4: soon is no time after the start"), "{no}");
    let no = said("title = \"X\"\n[[step]]\ntitle = \"Y\"\ndue = \"+2d\"\nkind = \"wish\"\n");
    assert!(no.starts_with("/home/a/x.toml line 5: wish is none of: promise, request, task"), "{no}");
    let no = said("title = \"X\"\n[[step]]\ntitle = \"Y\"\ndue = \"+2d\"\nwhose = \"theirs\"\n");
    assert!(no.contains("line 3: a task is ours"), "{no}");
    assert!(said("title = \"X\"\n").contains("it has no step"));
    assert!(said("title = \n").starts_with("/home/a/x.toml line 1: "));
    assert!(said("title = \"X\"\ncolour = 3\n").contains("line 2: "));
}

#[test]
fn a_file_of_the_same_name_comes_before_the_programs() {
    let dir = tempfile::tempdir().unwrap();
    let text = "title = \"Mine\"\n[[step]]\ntitle = \"Only this\"\ndue = \"+1d\"\n";
    fs::write(dir.path().join("onboarding.toml"), text).unwrap();
    fs::write(dir.path().join("wedding.toml"), text).unwrap();
    let mut book = practice();
    book.set_templates(Some(dir.path().to_owned()));
    assert_eq!(book.template("onboarding").unwrap().title, "Mine");
    assert_eq!(book.template("ending").unwrap().title, "Ending");
    assert_eq!(book.template_names(), ["onboarding", "service", "ending", "wedding"]);
    let no = book.template("../../etc/passwd").unwrap_err().message;
    assert!(no.starts_with("There is no checklist ../../etc/passwd. There are: "), "{no}");
}

#[test]
fn a_checklist_is_one_step_and_says_how_far_it_is() {
    let mut book = practice();
    let before = book.export_book_only().unwrap();
    started(&mut book);
    let all = book.checklists_of(1).unwrap();
    assert_eq!(
        all[0].said(),
        "0 of 9, next: Welcome letter: what happens when, and whom to call, Tue 24 Nov"
    );
    let first = all[0].steps[0].id;
    book.execute(&Action::Done { items: vec![first], note: None }).unwrap();
    let said = book.checklists_of(1).unwrap()[0].said();
    assert_eq!(said, "1 of 9, next: Ask for all documents, once, Wed 25 Nov");
    book.step(crate::store::Step::Undo).unwrap();
    book.step(crate::store::Step::Undo).unwrap();
    assert_eq!(book.export_book_only().unwrap(), before);
    assert!(book.verify(None).unwrap().faults.is_empty());
}

#[test]
fn a_checklist_runs_once_and_given_up_drops_what_is_open_with_the_reason() {
    let mut book = practice();
    let id = started(&mut book);
    let step = ChecklistStep {
        step: 1,
        title: "Again".into(),
        kind: "task".into(),
        whose: "ours".into(),
        due: book.today(),
        minutes: None,
    };
    let again = Action::StartChecklist {
        relationship: RecordId::new(Kind::Relationship, 1),
        template: "onboarding".into(),
        title: "Onboarding".into(),
        steps: vec![step],
    };
    let no = book.execute(&again).unwrap_err().message;
    assert!(no.starts_with("Onboarding runs with Hartley household already."), "{no}");
    let give_up = |reason: &str| Action::GiveUpChecklist { checklist: id, reason: reason.into() };
    assert!(book.execute(&give_up(" ")).is_err());
    let said = book.execute(&give_up("they left")).unwrap().summary;
    assert_eq!(said, "Gave up Onboarding, Hartley: 9 steps dropped");
    let steps = book.rows(Kind::FollowUp, &[("checklist_id", Value::Int(id.id))]).unwrap();
    assert!(steps.iter().all(|row| row.str("reason") == "they left"));
    let states: Vec<&str> = steps.iter().map(|row| row.str("state")).collect();
    assert!(states.contains(&"dropped") && states.contains(&"declined"), "{states:?}");
    book.execute(&again).unwrap();
    assert!(book.verify(None).unwrap().faults.is_empty());
}

#[test]
fn a_checklist_without_a_ticked_step_is_not_started() {
    let mut book = practice();
    let act = Action::StartChecklist {
        relationship: RecordId::new(Kind::Relationship, 1),
        template: "service".into(),
        title: "Yearly service".into(),
        steps: Vec::new(),
    };
    assert!(book.execute(&act).unwrap_err().message.contains("No step is ticked"));
    assert!(book.rows(Kind::Checklist, &[]).unwrap().is_empty());
}

#[test]
fn the_fields_that_came_later_change_nothing_of_what_the_journal_wrote_before() {
    // A title with every letter that JSON writes in a way of its own.
    let mut book = practice();
    let fields = Fields::new().with("title", "\"a\\b\" 1/2 \u{1F600} \u{7f} é\tz").with("notes", "x\ny");
    let id = book.execute(&Action::Add { kind: Kind::FollowUp, fields }).unwrap().ids[0];
    for fields in [
        Fields::new().with("done_when", "it \"stands\""),
        Fields::new().with("done_when", Value::Null),
        Fields::new().with("went_wrong", "late").with("notes", Value::Null),
    ] {
        book.execute(&Action::Edit { targets: vec![id], fields, seen: None }).unwrap();
    }
    assert!(book.verify(None).unwrap().faults.is_empty());
    for _ in 0..3 {
        book.step(crate::store::Step::Undo).unwrap();
    }
    let row = book.get(id).unwrap().unwrap();
    assert_eq!((row.str("notes"), row.str("went_wrong")), ("x\ny", ""));
    assert!(book.verify(None).unwrap().faults.is_empty());
}

#[test]
fn an_empty_file_is_not_yet_a_template() {
    let dir = tempfile::tempdir().unwrap();
    fs::write(dir.path().join("onboarding.toml"), "").unwrap();
    fs::write(dir.path().join("wedding.toml"), "").unwrap();
    // `checklist template onboarding > onboarding.toml`: the shell has emptied it before it is read.
    let (text, from) = template_text("onboarding", Some(dir.path())).unwrap();
    assert!(text.contains("Welcome letter"), "{text}");
    assert_eq!(from, "the template onboarding");
    let wedding = template_text("wedding", Some(dir.path()));
    assert!(wedding.and_then(|(text, file)| read_template("wedding", &text, &file)).is_err());
}
