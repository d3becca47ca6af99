use crate::{
    acts::Book,
    domain::{
        action::Action,
        record::{Fields, Kind, RecordId, Value},
    },
    tui::{
        app::App,
        command::Command,
        testing::{desk, drawn, practice, press, typed},
    },
};

/// The practice with a measure, a goal and a call of Hartley's, a date of Ann Hartley's.
fn book() -> Book {
    let mut book = practice();
    let of = || Fields::new().with("relationship_id", 1);
    for (kind, fields) in [
        (Kind::Measure, of().with("name", "plan funded").with("target", 950_000)),
        (Kind::Measure, Fields::new().with("relationship_id", 2).with("name", "spending").with("target", 0)),
        (Kind::Goal, of().with("statement", "A cabin by the lake")),
        (Kind::Interaction, of().with("day", "2026-11-20").with("summary", "leaves for Lyon")),
        (
            Kind::SpecialDate,
            Fields::new().with("person_id", 1).with("label", "wedding").with("day", "--06-14"),
        ),
    ] {
        book.execute(&Action::Add { kind, fields }).unwrap();
    }
    book
}

/// The records of Hartley, opened by Enter on the client's page.
fn opened() -> App {
    let mut app = desk(book());
    press(&mut app, "1");
    while app.focus().is_none_or(|focus| focus.relationship != Some(id("c1"))) {
        press(&mut app, "j");
    }
    press(&mut app, "Enter Enter");
    app
}

fn id(text: &str) -> RecordId {
    text.parse().unwrap()
}

/// The cursor on this record.
fn at(app: &mut App, key: &str) {
    press(app, "Home");
    for _ in 0..60 {
        if app.focus().unwrap().keys == [key] {
            return;
        }
        press(app, "j");
    }
    panic!("{key} is not among {:#?}", drawn(app, 80, 60));
}

fn field(app: &App, record: &str, name: &str) -> Value {
    app.book.get(id(record)).unwrap().unwrap().fields.get(name).clone()
}

fn is_gone(app: &App, record: &str) -> bool {
    app.book.get(id(record)).unwrap().is_none()
}

fn shows(app: &mut App, words: &str) -> bool {
    drawn(app, 80, 40).iter().any(|line| line.contains(words))
}

#[test]
fn enter_on_the_page_of_a_client_opens_every_record_of_it() {
    let mut app = opened();
    for words in [
        "Records of Hartley household",
        "Ann Hartley",
        "503 555 0142",
        "wedding",
        "leaves for Lyon",
        "Roth conversion figures",
        "A cabin by the lake",
        "plan funded",
        "golf",
    ] {
        assert!(shows(&mut app, words), "{words}: {:#?}", drawn(&mut app, 80, 40));
    }
}

#[test]
fn the_section_that_is_read_comes_first() {
    let mut app = desk(book());
    press(&mut app, "1");
    while app.focus().is_none_or(|focus| focus.relationship != Some(id("c1"))) {
        press(&mut app, "j");
    }
    press(&mut app, "Enter");
    drawn(&mut app, 80, 16);
    press(&mut app, "Tab Tab");
    drawn(&mut app, 80, 16);
    assert_eq!(app.focus().unwrap().section, "People");
    press(&mut app, "Enter");
    assert_eq!(app.focus().unwrap().records, [id("p1")]);
}

#[test]
fn a_telephone_number_is_edited_where_it_stands() {
    let mut app = opened();
    at(&mut app, "cp1");
    press(&mut app, "e Tab Tab Ctrl-U");
    typed(&mut app, "503 555 0199");
    press(&mut app, "Ctrl-S");
    assert_eq!(field(&app, "cp1", "value"), Value::from("503 555 0199"));
    assert!(shows(&mut app, "503 555 0199"), "the list is read again");
    assert_eq!(app.focus().unwrap().records, [id("cp1")], "the cursor stays");
}

#[test]
fn a_person_a_date_a_contact_and_a_measure_open_in_their_forms() {
    for (record, title) in [
        ("p1", "Edit person"),
        ("sd1", "Edit date"),
        ("i1", "Edit interaction"),
        ("m1", "Edit measure"),
        ("mb1", "Edit membership"),
    ] {
        let mut app = opened();
        at(&mut app, record);
        press(&mut app, "Enter");
        assert!(shows(&mut app, title), "{title}");
        press(&mut app, "Esc");
        assert!(shows(&mut app, "Records of Hartley"), "Esc goes back to the list");
    }
}

#[test]
fn a_contact_is_deleted_with_a_receipt_and_comes_back() {
    let mut app = opened();
    at(&mut app, "i1");
    press(&mut app, "D");
    assert!(is_gone(&app, "i1"));
    assert!(shows(&mut app, "Deleted interaction"), "{:#?}", drawn(&mut app, 80, 40));
    assert!(!shows(&mut app, "leaves for Lyon  "));
    press(&mut app, "u");
    assert!(!is_gone(&app, "i1"));
    assert!(app.focus().is_some(), "the list is still open");
}

#[test]
fn a_adds_to_the_person_of_the_row_and_the_cursor_goes_there() {
    let mut app = opened();
    at(&mut app, "cp1");
    press(&mut app, "a");
    assert!(shows(&mut app, "New contact point"));
    typed(&mut app, "email");
    press(&mut app, "Tab");
    typed(&mut app, "ann@example.org");
    press(&mut app, "Ctrl-S");
    assert_eq!(field(&app, "cp4", "person_id"), Value::Int(1), "{:#?}", drawn(&mut app, 80, 40));
    assert_eq!(app.focus().unwrap().records, [id("cp4")]);
}

#[test]
fn a_type_there_is_none_of_is_added_from_its_own_row() {
    let mut app = opened();
    at(&mut app, "none:breach");
    press(&mut app, "a");
    assert!(shows(&mut app, "New breach"));
}

#[test]
fn a_measure_is_attached_to_a_goal() {
    let mut app = opened();
    at(&mut app, "g1");
    press(&mut app, "a");
    typed(&mut app, "measure");
    press(&mut app, "Enter");
    assert!(shows(&mut app, "A cabin by the lake"), "the goal is filled in: {:#?}", drawn(&mut app, 80, 40));
    typed(&mut app, "pl");
    press(&mut app, "Down Enter Ctrl-S");
    let tie = app.book.rows(Kind::AgreementMeasure, &[]).unwrap();
    assert_eq!(tie.len(), 1, "{:#?}", drawn(&mut app, 80, 40));
    assert_eq!((tie[0].int("goal_id"), tie[0].int("measure_id")), (Some(1), Some(1)));
    assert_eq!(app.focus().unwrap().records, [tie[0].id]);
}

#[test]
fn what_is_theirs_is_offered_before_what_is_others() {
    let mut app = opened();
    at(&mut app, "g1");
    press(&mut app, "a");
    typed(&mut app, "measure");
    press(&mut app, "Enter");
    typed(&mut app, "n");
    let shown = drawn(&mut app, 80, 40);
    let line = |words: &str| shown.iter().position(|line| line.contains(words));
    assert!(line("plan funded").unwrap() < line("spending").unwrap(), "{shown:#?}");
}

#[test]
fn a_reading_of_an_earlier_day_is_not_opened_to_be_refused() {
    let mut book = book();
    let fields = Fields::new().with("measure_id", 1).with("value", 970_000).with("day", "2026-11-01");
    book.execute(&Action::Add { kind: Kind::Reading, fields }).unwrap();
    let mut app = desk(book);
    press(&mut app, "1");
    while app.focus().is_none_or(|focus| focus.relationship != Some(id("c1"))) {
        press(&mut app, "j");
    }
    app.run(Command::Records);
    at(&mut app, "rd1");
    press(&mut app, "e");
    assert!(shows(&mut app, "A reading is not edited after its day"), "{:#?}", drawn(&mut app, 80, 40));
    assert!(shows(&mut app, "Records of Hartley"));
}

#[test]
fn words_narrow_the_records_and_esc_shows_all_again() {
    let mut app = opened();
    press(&mut app, "/");
    typed(&mut app, "phone");
    press(&mut app, "Enter");
    assert!(shows(&mut app, "503 555 0142") && !shows(&mut app, "leaves for Lyon"));
    press(&mut app, "Esc");
    assert!(shows(&mut app, "leaves for Lyon"));
}

#[test]
fn a_person_and_a_contact_that_are_found_are_under_the_cursor_of_the_records() {
    for (words, record) in [("person: Ann Hart", "p1"), ("leaves for", "i1"), ("plan funded", "m1")] {
        let mut app = desk(book());
        press(&mut app, "f");
        typed(&mut app, words);
        press(&mut app, "Enter");
        assert_eq!(app.focus().unwrap().records, [id(record)], "{words}");
        assert!(shows(&mut app, "Records of Hartley"), "{words}");
        press(&mut app, "Esc");
        assert_eq!(app.focus().unwrap().relationship, Some(id("c1")));
    }
}

#[test]
fn a_client_that_is_found_is_opened() {
    let mut app = desk(book());
    press(&mut app, "f");
    typed(&mut app, "client: Hart");
    press(&mut app, "Enter");
    assert_eq!(app.model.pane, crate::tui::model::Pane::Detail);
    assert_eq!(app.focus().unwrap().records, [id("c1")]);
}

#[test]
fn an_old_contact_that_is_found_is_read_for() {
    let mut book = book();
    for number in 0..70 {
        let call = Fields::new().with("relationship_id", 1).with("day", "2026-11-21");
        let call = call.with("summary", format!("call {number}"));
        book.execute(&Action::Add { kind: Kind::Interaction, fields: call }).unwrap();
    }
    let mut app = desk(book);
    press(&mut app, "f");
    typed(&mut app, "leaves for");
    press(&mut app, "Enter");
    assert_eq!(app.focus().unwrap().records, [id("i1")]);
}

#[test]
fn a_setting_is_changed_in_the_desk_and_goes_back_to_its_default() {
    let mut app = desk(book());
    app.run(Command::PracticeSettings);
    at(&mut app, "set:client_hours");
    press(&mut app, "Enter");
    typed(&mut app, "900");
    press(&mut app, "Enter");
    assert_eq!(app.book.setting("client_hours").unwrap(), "900");
    assert!(shows(&mut app, "yours"), "{:#?}", drawn(&mut app, 80, 40));
    press(&mut app, "D");
    assert_eq!(app.book.setting("client_hours").unwrap(), "1005");
    assert!(!shows(&mut app, "yours"));
}

#[test]
fn a_default_tier_becomes_the_books_own_by_being_edited() {
    let mut app = desk(book());
    app.run(Command::Tiers);
    press(&mut app, "Enter Tab Ctrl-U");
    typed(&mut app, "28");
    press(&mut app, "Ctrl-S");
    let own = app.book.rows(Kind::Tier, &[]).unwrap();
    assert_eq!(own.len(), 1, "{:#?}", drawn(&mut app, 80, 40));
    assert_eq!((own[0].str("name"), own[0].int("ideal_days")), ("A", Some(28)));
    assert!(shows(&mut app, "every 28 days"));
    press(&mut app, "D");
    assert!(app.book.rows(Kind::Tier, &[]).unwrap().is_empty());
}

#[test]
fn what_was_typed_among_the_records_opens_again_from_the_slips() {
    let mut app = opened();
    at(&mut app, "cp1");
    press(&mut app, "a Tab Tab");
    typed(&mut app, "half a number");
    press(&mut app, "Esc Esc");
    app.run(Command::Slips);
    press(&mut app, "Enter");
    assert!(
        shows(&mut app, "New contact point") && shows(&mut app, "half a number"),
        "{:#?}",
        drawn(&mut app, 80, 40)
    );
}

#[test]
fn an_agenda_is_put_in_order_where_it_is_listed() {
    let mut book = book();
    let of = || Fields::new().with("relationship_id", 1);
    let meeting = of().with("title", "Review").with("day", "2026-12-08");
    book.execute(&Action::Add { kind: Kind::Meeting, fields: meeting }).unwrap();
    for text in ["the roof", "the will", "the boat"] {
        let fields = Fields::new().with("meeting_id", 1).with("text", text);
        book.execute(&Action::Add { kind: Kind::AgendaItem, fields }).unwrap();
    }
    let mut app = desk(book);
    press(&mut app, "1");
    while app.focus().is_none_or(|focus| focus.relationship != Some(id("c1"))) {
        press(&mut app, "j");
    }
    press(&mut app, "Enter Enter");
    at(&mut app, "ag3");
    press(&mut app, "K K");
    let agenda = |app: &App| -> Vec<String> {
        app.book.agenda(id("mt1")).unwrap().iter().map(|row| row.id.to_string()).collect()
    };
    assert_eq!(agenda(&app), ["ag3", "ag1", "ag2"]);
    assert_eq!(app.focus().unwrap().keys, ["ag3"], "the cursor goes along");
    press(&mut app, "K");
    assert!(app.model.message.as_ref().unwrap().words.contains("first of the agenda already"));
    press(&mut app, "J");
    assert_eq!(agenda(&app), ["ag1", "ag3", "ag2"]);
    press(&mut app, "u u u");
    assert_eq!(agenda(&app), ["ag1", "ag2", "ag3"]);
}

#[test]
fn all_pauses_are_listed_and_one_is_ended_by_a_key() {
    let mut book = book();
    for (whose, from, to, why) in [
        (Some(1), "2026-11-20", "2026-11-30", "cruise"),
        (None, "2026-12-24", "2027-01-03", "the practice is closed"),
        (Some(2), "2026-08-01", "2026-08-20", "their summer"),
    ] {
        let mut fields = Fields::new().with("starts_on", from).with("ends_on", to).with("why", why);
        fields.set("relationship_id", whose);
        book.execute(&Action::Add { kind: Kind::Pause, fields }).unwrap();
    }
    let mut app = desk(book);
    app.run(Command::Pauses);
    let shown = drawn(&mut app, 80, 24).join("\n");
    for words in ["Now", "Hartley: cruise", "To come", "the whole practice: the", "Over"] {
        assert!(shown.contains(words), "{words}: {shown}");
    }
    press(&mut app, "x");
    assert_eq!(field(&app, "pz1", "ends_on"), Value::from("2026-11-22"));
    press(&mut app, "u");
    assert_eq!(field(&app, "pz1", "ends_on"), Value::from("2026-11-30"));
    press(&mut app, "a Tab");
    press(&mut app, "Tab");
    typed(&mut app, "1 nov 2026");
    let shown = drawn(&mut app, 80, 24).join("\n");
    assert!(
        shown.contains("A pause ends on its first day or later: Sun 1 Nov 2026"),
        "told as it is typed: {shown}"
    );
}

#[test]
fn a_follow_up_that_was_finished_is_opened_again_from_the_records() {
    let mut book = book();
    let fields =
        Fields::new().with("title", "Ring the notary").with("relationship_id", 1).with("kind", "task");
    let made = book.execute(&Action::Add { kind: Kind::FollowUp, fields }).unwrap().ids[0];
    book.execute(&Action::Done { items: vec![made], note: None }).unwrap();
    let mut app = desk(book);
    press(&mut app, "1");
    while app.focus().is_none_or(|focus| focus.relationship != Some(id("c1"))) {
        press(&mut app, "j");
    }
    app.run(Command::Records);
    at(&mut app, &made.to_string());
    press(&mut app, ", o");
    let state = |app: &App| app.book.get(made).unwrap().unwrap().str("state").to_owned();
    assert_eq!(state(&app), "open");
    press(&mut app, "u");
    assert_eq!(state(&app), "done");
}
