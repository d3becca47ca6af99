use super::*;

#[test]
fn verbs_act_on_all_marked_rows_as_one_step() {
    let mut app = desk(practice());
    press(&mut app, "Space Space s d");
    let hidden = |app: &App| {
        app.book.rows(Kind::FollowUp, &[("snoozed_until", Value::from("2026-11-24"))]).unwrap().len()
    };
    assert_eq!(hidden(&app), 2);
    press(&mut app, "u");
    assert_eq!(hidden(&app), 0);
}

fn with_meeting() -> Book {
    let mut made = practice();
    let fields = Fields::new()
        .with("title", "Half-year meeting")
        .with("relationship_id", 2)
        .with("state", "planned")
        .with("day", "2026-11-23");
    made.execute(&Action::Add { kind: Kind::Meeting, fields }).unwrap();
    made
}

#[test]
fn a_verb_acts_on_the_marked_rows_it_fits_and_says_what_it_left() {
    let mut app = desk(with_meeting());
    let many = order(&app).len();
    press(&mut app, "V s w");
    let shown = drawn(&mut app, 80, 24);
    let said = shown[shown.len() - 3..].join(" ");
    assert!(said.contains(&format!("Snoozed {} follow-ups to Mon 30 Nov; 1 not:", many - 1)), "{said}");
    assert!(said.contains("Tanaka 田中's meeting is not") && said.contains("hidden; r moves it"), "{said}");
    assert_eq!(app.model.state().unwrap().list.marked_keys(), ["mt1"]);
    press(&mut app, "u");
    assert_eq!(order(&app).len(), many);
    // The same with what is asked for first.
    press(&mut app, "Esc V X");
    typed(&mut app, "not needed");
    press(&mut app, "Enter");
    let request = app.book.get("f4".parse().unwrap()).unwrap().unwrap();
    assert_eq!(request.str("state"), "open");
    assert_eq!(app.book.get("f1".parse().unwrap()).unwrap().unwrap().str("state"), "declined");
    assert!(app.model.state().unwrap().list.marked_keys().contains(&"f4".to_owned()));
}

#[test]
fn a_verb_that_fits_none_of_the_marked_rows_names_the_first_and_why() {
    let mut app = desk(practice());
    press(&mut app, "Space Space d");
    let shown = drawn(&mut app, 80, 24).join(" ");
    assert!(shown.contains("It fits none of the 2 marked rows: Hartley's promise is no request."), "{shown}");
    assert_eq!(app.model.state().unwrap().list.marked(), 2);
}

#[test]
fn several_requests_are_decided_as_one_step() {
    let mut made = practice();
    let fields = Fields::new()
        .with("title", "A second opinion")
        .with("relationship_id", 1)
        .with("kind", "request")
        .with("asked_on", "2026-11-12");
    made.execute(&Action::Add { kind: Kind::FollowUp, fields }).unwrap();
    let mut app = desk(made);
    press(&mut app, "V d d");
    typed(&mut app, "fri");
    press(&mut app, "Enter Enter");
    let decided =
        |app: &App| app.book.rows(Kind::FollowUp, &[("decision", Value::from("do"))]).unwrap().len();
    assert_eq!(decided(&app), 2);
    let shown = drawn(&mut app, 80, 24).join(" ");
    assert!(shown.contains("Decided 2 requests; "), "{shown}");
    press(&mut app, "u");
    assert_eq!(decided(&app), 0);
}

#[test]
fn one_marked_row_is_asked_about_by_its_own_name_wherever_the_cursor_is() {
    let mut app = desk(practice());
    press(&mut app, "Space X");
    line(&drawn(&mut app, 80, 24), "Drop: Roth conversion figures, Hartley");
}

#[test]
fn one_marked_row_is_settled_for_its_own_client_wherever_the_cursor_is() {
    let mut app = desk(practice());
    let gaps = |app: &App, client| app.book.dossier(client).unwrap().unwrap().gaps.len();
    let before = (gaps(&app, 1), gaps(&app, 3));
    app.model.tab_mut().unwrap().state_mut().list.focus("c3.gaps");
    press(&mut app, "Space g g X Enter");
    typed(&mut app, "they have one elsewhere");
    press(&mut app, "Enter");
    assert_eq!((gaps(&app, 1), gaps(&app, 3)), (before.0, before.1 - 1), "{:?}", app.model.message);
}

#[test]
fn marked_rows_are_copied_a_line_each() {
    let mut app = desk(practice());
    let mut copied = String::new();
    for name in ["Space", "Space", "y", "y"] {
        for wish in app.handle(crate::tui::msg::Msg::Key(crate::tui::command::chord::key(name).unwrap())) {
            if let crate::tui::effect::Outside::Copy(text) = wish {
                copied = text;
            }
        }
    }
    assert_eq!(
        copied,
        "Roth conversion figures, Hartley: promised, 4 days late\n\
         Letter on the yen account, Tanaka 田中: promised, due today"
    );
}

/// Three clients' rows in Clients: the first and the second are marked, the cursor stands on the third.
fn two_marked() -> App {
    let mut app = desk(practice());
    press(&mut app, "1 Home Space Space");
    assert!(app.focus().unwrap().who.contains("Ruiz"));
    app
}

#[test]
fn a_sheet_about_one_client_is_refused_for_several_marked_ones() {
    for keys in ["i", "n", "b", "g t", "g c", "g f", "g o"] {
        let mut app = two_marked();
        press(&mut app, keys);
        let shown = drawn(&mut app, 80, 24).join(" ");
        assert!(
            shown.contains("This is done with one client at a time. V clears the marks."),
            "{keys}: {shown}"
        );
        assert_eq!(app.model.state().unwrap().list.marked(), 2);
    }
}

#[test]
fn a_single_marked_client_is_meant_wherever_the_cursor_stands() {
    for (keys, title) in [
        ("i", "Log a contact   Hartley"),
        ("n", "A note on Hartley"),
        ("b", "Hartley household, tier A"),
        ("g t", "Timeline   Hartley"),
        ("g f", "Only of Hartley"),
        (": h i s t o r y Enter", "of Hartley"),
    ] {
        let mut app = desk(practice());
        press(&mut app, "1 Home Space j");
        assert!(app.focus().unwrap().who.contains("Ruiz"));
        press(&mut app, keys);
        let shown = drawn(&mut app, 80, 24).join("\n");
        assert!(shown.contains(title), "{keys}: {shown}");
    }
}

#[test]
fn rows_of_nobody_that_are_marked_are_not_taken_for_the_client_under_the_cursor() {
    let mut made = practice();
    for title in ["Buy stamps", "Clean the desk"] {
        let fields = Fields::new().with("title", title).with("due", "2026-11-01");
        made.execute(&Action::Add { kind: Kind::FollowUp, fields }).unwrap();
    }
    let mut app = desk(made);
    drawn(&mut app, 80, 24);
    for key in ["f5", "f6"] {
        app.model.tab_mut().unwrap().state_mut().list.focus(key);
        press(&mut app, "Space");
    }
    app.model.tab_mut().unwrap().state_mut().list.focus("f1");
    press(&mut app, "i");
    let shown = drawn(&mut app, 80, 24).join("\n");
    assert!(shown.contains("This row belongs to no client."), "{shown}");
}

#[test]
fn strips_and_the_palette_name_the_marked_rows_and_not_the_one_under_the_cursor() {
    let mut app = two_marked();
    press(&mut app, "y");
    let shown = drawn(&mut app, 80, 24);
    assert!(line(&shown, "2 marked rows").starts_with('─'), "{shown:#?}");
    press(&mut app, "Esc :");
    line(&drawn(&mut app, 80, 24), "acts on 2 marked rows");
}
