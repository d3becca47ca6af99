use crate::{
    domain::record::Kind,
    tui::{
        desk::{Desk, Slip},
        layers::testing::{all, app, client, drawn, press, shown, type_in},
        msg::Msg,
    },
};

#[test]
fn every_printable_character_is_inserted_in_every_field_of_the_log() {
    let typed: String = (' '..='~').chain("é田€".chars()).collect();
    // From the summary: to someone else, minutes, day, the summary itself, the add row, the notes.
    for way in [
        "Up Up Right Right Right",
        "Up Tab Tab Tab Tab",
        "Up Tab Tab Tab Tab Tab",
        "",
        "Tab Tab",
        "Tab Tab Tab",
    ] {
        let mut app = app();
        press(&mut app, "i");
        if !way.is_empty() {
            press(&mut app, way);
        }
        type_in(&mut app, &typed);
        app.handle(Msg::Rested);
        let slips = crate::tui::desk::Desk::slips(&app.book).unwrap();
        let body = slips.first().map(|slip| slip.body.clone()).unwrap_or_default();
        let found = ["other", "minutes", "day", "summary", "add", "notes"]
            .iter()
            .any(|name| body.get(*name).and_then(|text| text.as_str()) == Some(typed.as_str()));
        assert!(found, "{way}: {body}");
    }
}

#[test]
fn esc_keeps_everything_and_i_brings_it_back() {
    let mut app = app();
    press(&mut app, "i");
    type_in(&mut app, "He asked about Medicare");
    press(&mut app, "Tab Space Tab");
    type_in(&mut app, "t figures for 2025 fri");
    press(&mut app, "Enter");
    type_in(&mut app, "p half a lin");
    press(&mut app, "Tab");
    type_in(&mut app, "one");
    press(&mut app, "Enter");
    type_in(&mut app, "two");
    press(&mut app, "Up Up Up Up Up Up Space");
    let before = drawn(&mut app, 80, 24);
    press(&mut app, "Esc");
    assert!(app.model.layers.is_empty());
    press(&mut app, "i Up Up");
    let after = drawn(&mut app, 80, 24);
    let body = |lines: &[String]| {
        lines[2..21]
            .join("\n")
            .replace(", still counting", "               ")
            .replace("  today", "")
            .replace(' ', "")
    };
    assert_eq!(body(&before), body(&after));
    press(&mut app, "Ctrl-X");
    assert!(!shown(&mut app).contains("Medicare"));
}

#[test]
fn a_promise_without_a_date_is_refused_and_its_text_stays() {
    let mut app = app();
    press(&mut app, "i");
    type_in(&mut app, "x");
    press(&mut app, "Tab Tab");
    type_in(&mut app, "p a page");
    press(&mut app, "Enter");
    assert!(shown(&mut app).contains("✗ A promise has a date."), "{}", shown(&mut app));
    type_in(&mut app, " fri");
    press(&mut app, "Enter Backspace");
    assert!(shown(&mut app).contains("add       p a page fri"), "{}", shown(&mut app));
}

fn tomorrow() -> Msg {
    Msg::Day(chrono::NaiveDate::from_ymd_opt(2026, 11, 24).unwrap())
}

fn days_logged(app: &crate::tui::app::App) -> Vec<String> {
    all(app, Kind::Interaction).iter().map(|row| row.str("day").to_owned()).collect()
}

#[test]
fn a_slip_of_yesterday_is_still_about_yesterday() {
    let mut app = app();
    press(&mut app, "i");
    type_in(&mut app, "He called late");
    press(&mut app, "Esc");
    app.handle(tomorrow());
    press(&mut app, "i");
    assert!(shown(&mut app).contains("on 23 Nov"), "{}", shown(&mut app));
    press(&mut app, "Ctrl-S");
    assert_eq!(days_logged(&app), ["2026-11-23"]);
}

#[test]
fn a_sheet_open_over_midnight_is_of_the_day_it_was_opened() {
    let mut app = app();
    press(&mut app, "i");
    type_in(&mut app, "A long call");
    app.handle(tomorrow());
    press(&mut app, "Ctrl-S");
    assert_eq!(days_logged(&app), ["2026-11-23"]);
}

#[test]
fn a_name_that_was_typed_and_not_taken_stops_the_save_and_is_offered_again() {
    let mut app = app();
    press(&mut app, "i");
    type_in(&mut app, "Lunch together");
    press(&mut app, "Up Up Right Right Right");
    type_in(&mut app, "Okafor hou");
    press(&mut app, "Tab");
    press(&mut app, "Ctrl-S");
    let text = shown(&mut app);
    assert!(text.contains("✗ Okafor hou is not on the list of those who took part."), "{text}");
    assert!(days_logged(&app).is_empty());
    press(&mut app, "Enter Ctrl-S");
    assert_eq!(all(&app, Kind::Share).len(), 2, "{}", shown(&mut app));
}

#[test]
fn a_slip_that_cannot_be_read_gives_its_words_to_the_notes() {
    let mut app = app();
    let slip = Slip {
        key: format!("log:{}", client()),
        title: "Log a contact, Hartley".into(),
        day: app.model.today,
        body: serde_json::json!({ "summary": "half a thought" }),
        begun: None,
    };
    app.book.keep_slip(&slip).unwrap();
    press(&mut app, "i");
    assert!(shown(&mut app).contains("Notes      half a thought"), "{}", shown(&mut app));
    press(&mut app, "Esc i");
    assert!(shown(&mut app).contains("Notes      half a thought"), "{}", shown(&mut app));
}
