//! The list of duplicates, the merge and the split, by their keys.

use crate::{
    domain::{
        action::{Action, NewMember},
        record::{Fields, Kind, RecordId, Value},
    },
    tui::{
        app::App,
        command::Command,
        layers::testing::{all, app_on, book, press, shown, type_in},
    },
};

/// A second Ann Hartley, with her own household and firm.
fn app() -> App {
    let mut book = book();
    let member = NewMember {
        fields: Fields::new().with("name", "Ann Hartley").with("organisation", "Acme"),
        role: "head".into(),
        phone: Some("503 555 0142".into()),
        email: Some("ann@x.com".into()),
    };
    let fields = Fields::new().with("name", "Hartley 2 household").with("tier", "B");
    book.execute(&Action::AddHousehold { fields, members: vec![member], tags: Vec::new() }).unwrap();
    let firm = Fields::new().with("organisation", "Meridian");
    let targets = vec![RecordId::new(Kind::Person, 1)];
    book.execute(&Action::Edit { targets, fields: firm, seen: None }).unwrap();
    app_on(book, None)
}

fn names(app: &App) -> Vec<String> {
    all(app, Kind::Person).iter().map(|row| row.str("name").to_owned()).collect()
}

#[test]
fn a_pair_is_merged_with_the_value_that_was_chosen_and_leaves_the_list() {
    let mut app = app();
    app.run(Command::Duplicates);
    assert!(shown(&mut app).contains("same name and telephone"), "{}", shown(&mut app));
    press(&mut app, "Enter");
    let text = shown(&mut app);
    assert!(text.contains("Ann Hartley p1 stays, Ann Hartley p5 goes"), "{text}");
    assert!(text.contains("[x] Meridian") && text.contains("[ ] Acme"), "{text}");
    press(&mut app, "Space");
    assert!(shown(&mut app).contains("[x] Acme"), "{}", shown(&mut app));
    press(&mut app, "Ctrl-S");
    assert!(shown(&mut app).contains("Nobody in the book looks like"), "{}", shown(&mut app));
    assert_eq!(names(&app).iter().filter(|name| *name == "Ann Hartley").count(), 1);
    let ann = app.book.get(RecordId::new(Kind::Person, 1)).unwrap().unwrap();
    assert_eq!(ann.str("organisation"), "Acme");
    assert_eq!(all(&app, Kind::Relationship).len(), 2);
    press(&mut app, "u");
    assert_eq!(names(&app).iter().filter(|name| *name == "Ann Hartley").count(), 2);
}

#[test]
fn two_told_apart_leave_the_list_and_come_back_with_undo() {
    let mut app = app();
    app.run(Command::Duplicates);
    press(&mut app, "n");
    assert!(shown(&mut app).contains("Nobody in the book looks like"), "{}", shown(&mut app));
    press(&mut app, "u");
    assert!(shown(&mut app).contains("same name and telephone"), "{}", shown(&mut app));
}

#[test]
fn the_other_one_is_kept_and_leaving_merges_nothing() {
    let mut app = app();
    app.run(Command::Duplicates);
    press(&mut app, "Enter x");
    assert!(shown(&mut app).contains("Ann Hartley p5 stays, Ann Hartley p1 goes"), "{}", shown(&mut app));
    press(&mut app, "Esc");
    assert_eq!(all(&app, Kind::Person).len(), 5);
}

#[test]
fn a_client_is_merged_with_another_by_name() {
    let mut app = app();
    press(&mut app, ", m");
    type_in(&mut app, "hartley 2");
    press(&mut app, "Enter");
    let text = shown(&mut app);
    assert!(text.contains("Hartley household c1 stays, Hartley 2 household c3 goes"), "{text}");
    press(&mut app, "Ctrl-S");
    assert_eq!(all(&app, Kind::Relationship).len(), 2);
    assert!(!shown(&mut app).contains("nothing is written yet"));
}

#[test]
fn a_name_that_fits_nobody_stays_in_the_field_with_the_reason() {
    let mut app = app();
    press(&mut app, ", m");
    type_in(&mut app, "nobody");
    press(&mut app, "Enter");
    assert!(shown(&mut app).contains("is named nobody"), "{}", shown(&mut app));
}

#[test]
fn a_household_is_split_with_who_is_ticked() {
    let mut app = app();
    app.run(Command::Split);
    type_in(&mut app, "Robert Hartley household");
    press(&mut app, "Enter");
    assert!(shown(&mut app).contains("Who moves out"), "{}", shown(&mut app));
    press(&mut app, "j Space Ctrl-S");
    let new = app.book.named(Kind::Relationship, "Robert Hartley household").unwrap().id;
    let moved = app.book.rows(Kind::Membership, &[("relationship_id", Value::Int(new.id))]).unwrap();
    assert_eq!(moved.iter().map(|row| row.int("person_id")).collect::<Vec<_>>(), [Some(2)]);
    press(&mut app, "u");
    assert_eq!(all(&app, Kind::Relationship).len(), 3);
}

#[test]
fn the_notes_of_a_merge_are_read_whole_at_eighty_cells() {
    let mut app = app();
    app.run(Command::Duplicates);
    press(&mut app, "Enter");
    for width in [60, 80] {
        let text = crate::tui::testing::drawn(&mut app, width, 24).join("\n");
        let notes: Vec<&str> = text.lines().skip_while(|line| !line.contains("Moves along")).collect();
        assert!(!notes.is_empty() && notes.iter().all(|line| !line.contains('…')), "{text}");
    }
}
