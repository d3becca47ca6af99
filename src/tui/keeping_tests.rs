use crate::{
    clock::Clock,
    domain::{day::DayOrder, record::Kind},
    tui::{
        app::App,
        desk::Desk,
        effect::Outside,
        msg::Msg,
        testing::{desk, drawn, practice, press, typed},
    },
};

fn shown(app: &mut App) -> String {
    drawn(app, 80, 24).join("\n")
}

/// The desk again after the program was left, on the same book.
fn again(app: App) -> App {
    let clock: Clock = app.book.clock().clone();
    App::new(app.book, clock, crate::tui::tabs::all(), crate::tui::theme::Theme::default())
}

/// The row of the promise to Hartley has the keys.
fn on_the_promise() -> App {
    let mut app = desk(practice());
    drawn(&mut app, 80, 24);
    while app.focus().is_none_or(|focus| focus.name != "Roth conversion figures") {
        press(&mut app, "j");
        drawn(&mut app, 80, 24);
    }
    app
}

fn slips(app: &App) -> Vec<String> {
    app.book.slips().unwrap().into_iter().map(|slip| slip.title).collect()
}

#[test]
fn text_of_a_question_left_with_esc_is_back_when_it_is_asked_again() {
    for key in ["r", "w", "X", "t"] {
        let mut app = on_the_promise();
        press(&mut app, key);
        typed(&mut app, "next tue");
        assert!(app.footer().always.iter().any(|hint| hint.words == "keep as slip"), "{key}");
        press(&mut app, "Esc");
        assert_eq!(slips(&app).len(), 1, "{key}");
        press(&mut app, key);
        assert!(shown(&mut app).contains("next tue"), "{key}: {}", shown(&mut app));
        press(&mut app, "Ctrl-X Esc");
        assert_eq!(slips(&app).len(), 0, "{key}: emptied by hand");
    }
}

#[test]
fn text_of_one_row_is_not_offered_on_another() {
    let mut app = on_the_promise();
    press(&mut app, "p Esc X");
    typed(&mut app, "no use");
    press(&mut app, "Esc");
    let first = app.focus().unwrap().keys;
    press(&mut app, "j");
    drawn(&mut app, 80, 24);
    assert_ne!(app.focus().unwrap().keys, first);
    press(&mut app, "X");
    assert!(!shown(&mut app).contains("no use"), "{}", shown(&mut app));
}

#[test]
fn the_end_of_the_program_keeps_the_text_of_a_question_and_the_list_of_slips_opens_it_on_its_row() {
    let mut app = on_the_promise();
    press(&mut app, "X");
    typed(&mut app, "they moved away");
    app.handle(Msg::Ending);
    let mut app = again(app);
    assert!(shown(&mut app).contains("slip"), "{}", shown(&mut app));
    press(&mut app, "1 :");
    typed(&mut app, "slips");
    press(&mut app, "Enter Enter");
    let text = shown(&mut app);
    assert!(
        text.contains("Drop: Roth conversion figures, Hartley") || text.contains("Your text of"),
        "{text}"
    );
    assert!(text.contains("they moved away"), "{text}");
    press(&mut app, "Enter");
    assert!(app.model.layers.is_empty(), "{}", shown(&mut app));
    let row = app.book.get("f1".parse().unwrap()).unwrap().unwrap();
    assert_ne!(row.str("state"), "open", "{row:?}");
    assert!(slips(&app).is_empty());
}

#[test]
fn esc_goes_back_from_the_second_question_to_the_first_with_its_answer() {
    let mut app = on_the_promise();
    press(&mut app, "w");
    typed(&mut app, "their lawyer");
    press(&mut app, "Enter");
    typed(&mut app, " or so");
    press(&mut app, "Esc");
    assert!(shown(&mut app).contains("their lawyer"), "{}", shown(&mut app));
    assert_eq!(app.model.layers.len(), 1);
    press(&mut app, "Enter Ctrl-X Enter");
    assert!(app.model.layers.is_empty(), "{}", shown(&mut app));
    let row = app.book.get("f1".parse().unwrap()).unwrap().unwrap();
    assert_eq!(row.str("waiting_on"), "their lawyer");
    assert!(slips(&app).is_empty(), "{:?}", slips(&app));
}

#[test]
fn a_refused_act_leaves_the_question_open_with_its_text() {
    let mut app = on_the_promise();
    press(&mut app, "X");
    typed(&mut app, "no use");
    // It goes meanwhile, as by another instance.
    let gone = crate::domain::action::Action::Delete { targets: vec!["f1".parse().unwrap()] };
    app.book.execute(&gone).unwrap();
    press(&mut app, "Enter");
    let text = shown(&mut app);
    assert!(text.contains("no use") && text.contains('✗'), "{text}");
}

#[test]
fn what_was_ticked_in_a_consent_is_kept() {
    let mut app = desk(practice());
    let goal = crate::domain::record::Fields::new().with("relationship_id", 1).with("statement", "A boat");
    app.book.execute(&crate::domain::action::Action::Add { kind: Kind::Goal, fields: goal }).unwrap();
    press(&mut app, "2 > <");
    for _ in 0..6 {
        if app.focus().is_some() {
            break;
        }
        press(&mut app, ">");
    }
    drawn(&mut app, 80, 24);
    press(&mut app, "x Tab Ctrl-U");
    typed(&mut app, "last fri");
    press(&mut app, "Esc");
    assert_eq!(slips(&app).len(), 1, "{}", shown(&mut app));
    press(&mut app, "x");
    assert!(shown(&mut app).contains("last fri"), "{}", shown(&mut app));
}

#[test]
fn a_form_that_is_not_made_from_a_declaration_opens_again_from_the_list_of_slips() {
    let mut app = desk(practice());
    press(&mut app, "1 a");
    typed(&mut app, "Marchetti");
    press(&mut app, "Tab");
    typed(&mut app, "Livia Marchetti");
    press(&mut app, "Esc 5 :");
    typed(&mut app, "slips");
    press(&mut app, "Enter Enter");
    let text = shown(&mut app);
    assert!(text.contains("Head") && text.contains("Livia Marchetti"), "{text}");
}

#[test]
fn quick_add_as_a_form_comes_back_to_the_line() {
    let mut app = desk(practice());
    press(&mut app, "a");
    typed(&mut app, "Call Ann");
    press(&mut app, "Tab Esc");
    assert!(shown(&mut app).contains("▸ Call Ann"), "{}", shown(&mut app));
}

#[test]
fn the_order_of_day_and_month_is_that_of_the_configuration() {
    for (order, wanted) in [(DayOrder::DayFirst, "Sat 3 Apr 2027"), (DayOrder::MonthFirst, "Thu 4 Mar 2027")]
    {
        let mut app = on_the_promise();
        app.model.order = order;
        press(&mut app, "r");
        typed(&mut app, "3/4");
        let text = shown(&mut app);
        assert!(text.contains(wanted), "{order:?}: {text}");
        press(&mut app, "Esc a");
        typed(&mut app, "Call Ann 3/4");
        let text = shown(&mut app);
        assert!(text.contains(wanted), "{order:?}: {text}");
        press(&mut app, "Esc e");
        let due = |app: &mut App| shown(app).lines().any(|line| line.starts_with("▸ Due"));
        for _ in 0..30 {
            if due(&mut app) {
                break;
            }
            press(&mut app, "Tab");
        }
        press(&mut app, "Ctrl-U");
        typed(&mut app, "3/4");
        let text = shown(&mut app);
        assert!(text.contains(wanted), "{order:?}: {text}");
    }
}

#[test]
fn what_was_looked_for_is_back_until_it_is_found_and_the_first_letter_replaces_it() {
    for key in ["f", ":", "?"] {
        let mut app = desk(practice());
        press(&mut app, key);
        typed(&mut app, "roth");
        press(&mut app, "Esc");
        assert!(app.model.message.is_none(), "{key}: {:?}", app.model.message);
        press(&mut app, key);
        assert!(shown(&mut app).contains("roth"), "{key}: {}", shown(&mut app));
        typed(&mut app, "go");
        assert!(!shown(&mut app).contains("roth"), "{key}: {}", shown(&mut app));
        // The end of the program keeps what stands in the line; it is not offered as a form is.
        app.handle(Msg::Ending);
        let mut app = again(app);
        assert!(app.model.message.is_none(), "{key}: {:?}", app.model.message);
        press(&mut app, key);
        press(&mut app, "Backspace");
        typed(&mut app, "lden");
        assert!(shown(&mut app).contains("glden"), "{key}: {}", shown(&mut app));
    }
}

#[test]
fn what_was_found_is_not_looked_for_again() {
    let mut app = desk(practice());
    press(&mut app, "f");
    typed(&mut app, "tanaka");
    press(&mut app, "Esc f Enter");
    assert_eq!(app.focus().unwrap().who, "Tanaka 田中", "{}", shown(&mut app));
    press(&mut app, "f");
    assert!(!shown(&mut app).contains(" f tanaka"), "{}", shown(&mut app));
    assert!(app.book.slips().unwrap().is_empty());
}

#[test]
fn a_choice_turned_by_arrows_is_kept_however_it_is_left() {
    for end in [Msg::Ending, Msg::Rested] {
        let mut app = on_the_promise();
        press(&mut app, "p Right");
        let chosen = shown(&mut app);
        app.handle(end);
        let mut app = again(app);
        drawn(&mut app, 80, 24);
        assert_eq!(app.focus().unwrap().name, "Roth conversion figures");
        press(&mut app, "p");
        let line = |text: &str| text.lines().find(|line| line.contains("(x)")).map(str::to_owned);
        assert_eq!(line(&shown(&mut app)), line(&chosen), "{chosen}");
        press(&mut app, "Ctrl-X Esc");
        assert!(slips(&app).is_empty(), "{:?}", slips(&app));
    }
    let mut app = desk(practice());
    press(&mut app, "1 a");
    for _ in 0..30 {
        if app.footer().hints.iter().any(|hint| hint.key == "Left Right") {
            break;
        }
        press(&mut app, "Tab");
    }
    press(&mut app, "Right");
    let turned = |app: &mut App| {
        let text = shown(app);
        text.lines().filter(|line| line.contains("(x)")).map(str::to_owned).collect::<Vec<_>>()
    };
    let chosen = turned(&mut app);
    press(&mut app, "Esc");
    assert_eq!(slips(&app).len(), 1, "{:?}", slips(&app));
    let mut app = again(app);
    press(&mut app, "1 a");
    assert_eq!(turned(&mut app), chosen);
}

fn hit(app: &mut App, name: &str) -> Vec<Outside> {
    app.handle(Msg::Key(crate::tui::command::chord::key(name).unwrap()))
}

fn message(app: &App) -> String {
    app.model.message.as_ref().map(|message| message.words.clone()).unwrap_or_default()
}

#[test]
fn text_that_cannot_be_kept_is_left_behind_only_by_the_same_key_twice() {
    let mut app = on_the_promise();
    app.book.stop_writing().unwrap();
    press(&mut app, "X");
    typed(&mut app, "they moved away");
    assert_eq!(hit(&mut app, "Ctrl-C"), []);
    let said = message(&app);
    assert!(said.starts_with("Ctrl-C again leaves and loses your text: "), "{said}");
    app.handle(Msg::Rested);
    assert_eq!(message(&app), said, "a rest says nothing over it");
    press(&mut app, "Backspace");
    assert_eq!(hit(&mut app, "Ctrl-C"), [], "another key came between");
    assert_eq!(hit(&mut app, "Esc"), [], "another way out asks for itself");
    assert!(message(&app).starts_with("Esc again closes"), "{}", message(&app));
    assert_eq!(app.model.layers.len(), 1);
    let lost = app.end().unwrap().message;
    assert!(lost.contains("could not be kept") && lost.contains("they moved awa"), "{lost}");
    assert_eq!(hit(&mut app, "Esc"), []);
    assert!(app.model.layers.is_empty());
    assert_eq!(hit(&mut app, "Ctrl-C"), [Outside::Quit], "nothing is lost any more");
    press(&mut app, "X");
    typed(&mut app, "they moved away");
    hit(&mut app, "Ctrl-C");
    assert_eq!(hit(&mut app, "Ctrl-C"), [Outside::Quit]);
}

#[test]
fn what_was_typed_to_look_for_something_holds_nobody_back() {
    let mut app = on_the_promise();
    app.book.stop_writing().unwrap();
    press(&mut app, "f");
    typed(&mut app, "golf");
    assert_eq!(hit(&mut app, "Ctrl-C"), [Outside::Quit]);
    assert!(app.end().is_none());
}

#[test]
fn the_key_to_the_door_keeps_what_is_typed_in_any_field() {
    for opens in ["X", "n", "i", "e"] {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("book.db");
        let mut book = crate::acts::Book::open(&path, on_the_promise().clock).unwrap();
        let fields =
            crate::domain::record::Fields::new().with("name", "Hartley household").with("kind", "client");
        book.execute(&crate::domain::action::Action::Add { kind: Kind::Relationship, fields }).unwrap();
        book.execute(&crate::tui::testing::task("Call Hartley")).unwrap();
        let mut app = desk(book);
        press(&mut app, if opens == "X" { "5" } else { "1" });
        drawn(&mut app, 80, 24);
        press(&mut app, opens);
        typed(&mut app, "Spoke of the Roth");
        assert_eq!(hit(&mut app, "Ctrl-Y"), [Outside::Lock], "{opens}");
        assert_eq!(slips(&app).len(), 1, "{opens}: {}", shown(&mut app));
    }
}
