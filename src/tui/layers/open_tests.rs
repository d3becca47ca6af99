use crate::{
    domain::record::Kind,
    tui::{
        app::App,
        desk::{Desk, Slip},
        layers::testing::{all, app, client, drawn, press, shown, type_in},
    },
};

fn command(app: &mut App, name: &str) {
    press(app, ":");
    type_in(app, name);
    press(app, "Enter");
}

fn fixture(name: &str) -> String {
    format!("{}/tests/fixtures/{name}", env!("CARGO_MANIFEST_DIR"))
}

fn logged(summary: &str) -> App {
    let mut app = app();
    press(&mut app, "i");
    type_in(&mut app, summary);
    press(&mut app, "Tab Tab");
    type_in(&mut app, "p a page fri");
    press(&mut app, "Ctrl-S");
    app
}

#[test]
fn history_shows_what_a_step_changed_and_takes_it_back_as_a_new_step() {
    let mut app = logged("About the index");
    press(&mut app, "n");
    type_in(&mut app, "a later step");
    press(&mut app, "Enter");
    command(&mut app, "history");
    let text = drawn(&mut app, 100, 30).join("\n");
    assert!(text.contains("History   of Hartley, newest first"), "{text}");
    assert!(text.contains("Logged call with Hartley (1 min): promise \"a page\" due Fri 27 Nov"), "{text}");
    assert!(text.contains("what it changed"), "{text}");
    press(&mut app, "j");
    let text = drawn(&mut app, 100, 30).join("\n");
    assert!(text.contains("interaction i1, About the"), "{text}");
    press(&mut app, "u");
    assert!(all(&app, Kind::Interaction).is_empty());
    assert!(app.book.get(client()).unwrap().unwrap().str("notes").contains("a later step"));
    let text = drawn(&mut app, 100, 30).join("\n");
    assert!(text.contains("undone"), "{text}");
    press(&mut app, "Esc");
    assert!(app.model.layers.is_empty());
}

#[test]
fn history_has_views_and_is_drawn_at_every_size() {
    let mut app = logged("One");
    command(&mut app, "history");
    for (width, height) in [(40, 10), (60, 20), (80, 24), (120, 36)] {
        drawn(&mut app, width, height);
        press(&mut app, "> j k G");
    }
    for _ in 0..6 {
        press(&mut app, ">");
        let text = shown(&mut app);
        assert!(text.contains("op ") || text.contains("Nothing was done here yet."), "{text}");
    }
}

#[test]
fn an_import_is_shown_first_taken_as_ticked_and_counts_add_up() {
    let mut app = app();
    let before = all(&app, Kind::Person).len();
    command(&mut app, "import");
    type_in(&mut app, &fixture("google.csv"));
    assert!(shown(&mut app).contains("google.csv"), "{}", shown(&mut app));
    press(&mut app, "Enter");
    let text = drawn(&mut app, 100, 30).join("\n");
    assert!(text.contains("nothing is written yet"), "{text}");
    assert_eq!(all(&app, Kind::Person).len(), before);
    let sum = text.lines().find(|line| line.contains("rows read")).unwrap().to_owned();
    let numbers: Vec<usize> = sum
        .trim_start_matches(' ')
        .split(|c: char| !c.is_ascii_digit())
        .filter_map(|n| n.parse().ok())
        .collect();
    let [new, changed, same, rejected, read] = numbers[numbers.len() - 5..] else { panic!("{sum}") };
    assert_eq!(new + changed + same + rejected, read, "{sum}");
    // The first new row is left out.
    press(&mut app, "> Space");
    press(&mut app, "Ctrl-S");
    assert!(app.model.layers.is_empty(), "{}", shown(&mut app));
    assert_eq!(all(&app, Kind::Person).len(), before + new - 1);
    press(&mut app, "u");
    assert_eq!(all(&app, Kind::Person).len(), before);
}

#[test]
fn a_file_that_cannot_be_read_says_so_and_its_name_stays() {
    let mut app = app();
    command(&mut app, "import");
    type_in(&mut app, "/no/such/file.vcf");
    press(&mut app, "Enter");
    let text = shown(&mut app);
    assert!(text.contains("could not be read") && text.contains("/no/such/file.vcf"), "{text}");
}

#[test]
fn escapes_in_a_file_are_shown_harmlessly() {
    let mut app = app();
    command(&mut app, "import");
    type_in(&mut app, &fixture("contacts.vcf"));
    press(&mut app, "Enter");
    for _ in 0..5 {
        for width in [60, 80, 120] {
            let text = drawn(&mut app, width, 30).join("");
            assert!(!text.chars().any(char::is_control), "{text:?}");
        }
        press(&mut app, ">");
    }
    press(&mut app, "Esc");
    assert!(shown(&mut app).contains("Nothing was imported"));
}

#[test]
fn a_brief_is_one_page_and_the_timeline_holds_what_happened() {
    let mut app = logged("About the index");
    press(&mut app, "b");
    let text = drawn(&mut app, 80, 48).join("\n");
    for words in [
        "Brief   Hartley household, tier A",
        "People       Ann",
        "Careful      Robert's brother lost his savings in 2008.",
        "by us    Roth conversion figures  for 19 Nov  ✗ 4 days late",
        "23 Nov  call in, 1 min: About the index",
        "Yardstick    ? none agreed",
    ] {
        assert!(text.contains(words), "{words}\n{text}");
    }
    press(&mut app, "Esc g t");
    let text = shown(&mut app);
    assert!(text.contains("Timeline   Hartley household") && text.contains("About the index"), "{text}");
    press(&mut app, "i");
    assert!(shown(&mut app).contains("Log a contact   Hartley household"));
}

#[test]
fn the_year_of_a_client_is_one_page_two_keys_away_and_a_decision_stands_in_it() {
    let mut app = logged("About the index");
    let fields = crate::domain::record::Fields::new()
        .with("relationship_id", client().id)
        .with("question", "Convert this year?")
        .with("choice", "Half this year")
        .with("day", "2026-11-23");
    let add = crate::domain::action::Action::Add { kind: Kind::Decision, fields };
    app.book.execute(&add).unwrap();
    press(&mut app, "g y");
    let text = drawn(&mut app, 80, 48).join("\n");
    for words in
        ["2026   Hartley household", "Contacts", "About the index", "Convert this year? Half this year"]
    {
        assert!(text.contains(words), "{words}\n{text}");
    }
}

#[test]
fn the_step_the_wheel_went_to_is_the_one_taken_back() {
    let mut app = logged("About the index");
    press(&mut app, "n");
    type_in(&mut app, "a later step");
    press(&mut app, "Enter");
    command(&mut app, "history");
    drawn(&mut app, 100, 30);
    app.handle(crate::tui::msg::Msg::Mouse(crate::tui::msg::Mouse::WheelDown(5, 5)));
    app.handle(crate::tui::msg::Msg::Mouse(crate::tui::msg::Mouse::WheelUp(5, 5)));
    app.handle(crate::tui::msg::Msg::Mouse(crate::tui::msg::Mouse::WheelDown(5, 5)));
    let text = drawn(&mut app, 100, 30).join("\n");
    let focused = text.lines().find(|line| line.starts_with('▸')).unwrap().to_owned();
    let op = focused.split("op ").nth(1).unwrap().split(' ').next().unwrap().to_owned();
    assert!(text.contains(&format!("op {op}  what it changed")), "{text}");
}

#[test]
fn a_letter_with_control_opens_nothing_in_a_list() {
    let mut app = logged("One");
    command(&mut app, "history");
    let redraws = app.handle(crate::tui::msg::Msg::Key(crate::tui::command::chord::key("Ctrl-L").unwrap()));
    assert_eq!(redraws, [crate::tui::effect::Outside::Redraw]);
    assert_eq!(app.model.layers.len(), 1);
}

#[test]
fn a_telephone_number_and_a_promise_are_whole_in_the_brief() {
    let mut app = app();
    let person = all(&app, Kind::Person)[0].id;
    for point in all(&app, Kind::ContactPoint).iter().filter(|row| row.int("person_id") == Some(person.id)) {
        let fields = crate::domain::record::Fields::new().with("value", "+44 20 7946 0958 ext. 12");
        let edit = crate::domain::action::Action::Edit { targets: vec![point.id], fields, seen: None };
        app.book.execute(&edit).unwrap();
    }
    let long = "Figures for the conversion of the old account into the new one";
    app.book.execute(&crate::tui::layers::testing::follow_up(long, "promise", "ours", "2026-11-27")).unwrap();
    press(&mut app, "b");
    let text = drawn(&mut app, 120, 48).join("\n");
    assert!(text.contains("+44 20 7946 0958 ext. 12"), "{text}");
    let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(words.contains(long), "{text}");
}

#[test]
fn a_slip_of_what_is_gone_stays_and_can_be_read() {
    let mut app = app();
    press(&mut app, "i");
    type_in(&mut app, "the last words");
    press(&mut app, "Esc");
    let gone = Slip {
        key: "form:goal.edit:g99".into(),
        title: "Edit goal".into(),
        day: app.model.today,
        body: serde_json::json!({ "statement": { "text": "a house", "picked": null } }),
        begun: None,
    };
    app.book.keep_slip(&gone).unwrap();
    command(&mut app, "slips");
    while !shown(&mut app).contains("▸ Mon 23 Nov  Edit goal") {
        press(&mut app, "j");
    }
    press(&mut app, "Enter");
    let text = shown(&mut app);
    assert!(text.contains("2 texts not saved") && text.contains("It says: a house"), "{text}");
}

#[test]
fn the_cursor_of_a_search_stands_where_the_next_letter_goes() {
    let mut app = app();
    press(&mut app, "f");
    type_in(&mut app, "hart");
    let column = |app: &mut App| {
        let mut terminal = ratatui::Terminal::new(ratatui::backend::TestBackend::new(80, 24)).unwrap();
        terminal.draw(|frame| app.draw(frame)).unwrap();
        terminal.get_cursor_position().unwrap().x
    };
    let end = column(&mut app);
    press(&mut app, "Left Left");
    assert_eq!(column(&mut app), end - 2);
    type_in(&mut app, &"a long text ".repeat(20));
    assert!(column(&mut app) < 80);
}

#[test]
fn help_says_in_a_narrow_window_too_why_a_command_does_not_work_here() {
    let mut app = crate::tui::testing::desk(crate::tui::testing::practice());
    press(&mut app, "1");
    shown(&mut app);
    press(&mut app, "?");
    type_in(&mut app, "promote");
    let text = drawn(&mut app, 60, 20).join("\n");
    assert!(text.contains("Not here: "), "{text}");
    assert!(text.contains("is a client already"), "{text}");
}

#[test]
fn an_undo_taken_back_in_the_history_says_that_the_step_holds_again() {
    let mut app = logged("About the index");
    press(&mut app, "u");
    command(&mut app, "history");
    press(&mut app, "> > Home");
    let said =
        |app: &App| app.model.message.as_ref().map(|message| message.words.clone()).unwrap_or_default();
    let undo = |app: &mut App| {
        let text = drawn(app, 100, 30).join("\n");
        assert!(
            text.lines().any(|line| line.starts_with('▸') && line.contains("Undid: Logged call")),
            "{text}"
        );
    };
    app.model.message = None;
    while !shown(&mut app).lines().any(|line| line.starts_with('▸') && line.contains("Undid")) {
        press(&mut app, ">");
    }
    undo(&mut app);
    press(&mut app, "u");
    assert_eq!(all(&app, Kind::Interaction).len(), 1);
    assert!(
        said(&app).starts_with("Redid: logged call") && said(&app).ends_with("· u undo"),
        "{}",
        said(&app)
    );
    // What was put back, taken back by its own row, is undone: the way back is U.
    let redo = app.book.head().unwrap().0;
    app.apply(vec![crate::tui::effect::Effect::TakeBack(redo)]);
    assert!(all(&app, Kind::Interaction).is_empty());
    assert!(
        said(&app).starts_with("Undid: logged call") && said(&app).ends_with("· U redo"),
        "{}",
        said(&app)
    );
    press(&mut app, "Esc U");
    assert_eq!(all(&app, Kind::Interaction).len(), 1);
}

#[test]
fn the_demo_is_left_for_at_once_and_named_where_it_is_open() {
    let mut app = app();
    let wishes = |app: &mut App| {
        press(app, ":");
        type_in(app, "The demo book");
        app.handle(crate::tui::msg::Msg::Key(crate::tui::command::chord::key("Enter").unwrap()))
    };
    assert_eq!(wishes(&mut app), [crate::tui::effect::Outside::Demo]);
    app.book.keep_view_state("demo.day", "2026-11-23").unwrap();
    assert_eq!(wishes(&mut app), []);
    assert!(shown(&mut app).contains("This is the demo book"), "{}", shown(&mut app));
}
