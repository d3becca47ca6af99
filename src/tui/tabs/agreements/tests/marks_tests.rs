use super::*;

#[test]
fn marked_goals_of_two_clients_are_agreed_again_one_client_at_a_time() {
    let (mut app, _) = small();
    let other = household(&mut app.book, "Osei", vec![member("Kofi", "head")]);
    let id = goal(&mut app.book, other, "Retire at 60");
    agree(&mut app.book, id, "2025-11-20");
    let draft = goal(&mut app.book, other, "A boat");
    press(&mut app, "Ctrl-L V c c");
    press(&mut app, "Enter");
    let shown = drawn(&mut app, 80, 24);
    assert!(shown.contains("Reaffirmed:"), "{shown}");
    assert!(shown.contains(" not: "), "{shown}");
    let left: Vec<String> = app.model.state().unwrap().list.marked_keys();
    assert!(left.contains(&draft.to_string()), "{left:?}");
    let today = |app: &App| app.book.rows(Kind::Goal, &[("anchored_on", "2026-11-23".into())]).unwrap().len();
    assert_eq!(today(&app), 1);
    // The other client's rows are still marked: the same keys go on with them.
    press(&mut app, "c c");
    press(&mut app, "Enter");
    assert_eq!(today(&app), 2);
}

#[test]
fn a_goal_just_agreed_stays_greyed_in_its_group_and_the_cursor_steps_on() {
    let (mut app, client) = small();
    let first = goal(&mut app.book, client, "A boat");
    let second = goal(&mut app.book, client, "A garden");
    press(&mut app, "Ctrl-L >");
    app.model.tab_mut().unwrap().state_mut().list.focus_record(first);
    app.look();
    let place = |app: &App, id: RecordId| {
        app.model.state().unwrap().list.rows().position(|row| row.record == Some(id)).unwrap()
    };
    let before = (place(&app, first), place(&app, second));
    press(&mut app, "x Enter");
    assert_eq!(app.book.get(first).unwrap().unwrap().str("state"), "agreed");
    assert_eq!((place(&app, first), place(&app, second)), before);
    let state = |app: &App| {
        let list = &app.model.state().unwrap().list;
        (
            list.rows().find(|row| row.record == Some(first)).unwrap().state,
            list.row().and_then(|row| row.record),
        )
    };
    assert_eq!(state(&app).0, RowState::Decided);
    assert_ne!(state(&app).1, Some(first));
    press(&mut app, "u");
    assert_eq!(state(&app).0, RowState::Open);
    press(&mut app, "U Ctrl-L");
    assert_eq!(state(&app).0, RowState::Open);
    assert_ne!(place(&app, first), before.0);
}

#[test]
fn a_verb_on_one_marked_goal_is_about_that_goal_wherever_the_cursor_is() {
    let (mut app, _) = small();
    press(&mut app, "j Space k x");
    assert!(drawn(&mut app, 80, 24).contains("Achieved: The cabin stays in the family, Hartley"));
    typed(&mut app, "the boat");
    press(&mut app, "Enter Enter");
    let state = |id| app.book.get(RecordId::new(Kind::Goal, id)).unwrap().unwrap().str("state").to_owned();
    assert_eq!((state(1), state(2)), ("retired".to_owned(), "draft".to_owned()));
}

#[test]
fn what_belongs_to_the_client_is_done_on_a_goal_too() {
    let (mut app, _) = small();
    press(&mut app, "t");
    typed(&mut app, "sailing");
    press(&mut app, "Enter");
    let tags = app.book.of(Kind::Tag, 1).unwrap();
    assert_eq!(tags.iter().map(|tag| tag.str("name")).collect::<Vec<_>>(), ["sailing"]);
}
