use crate::tui::{
    layers::testing::{app, drawn, press, shown, type_in},
    msg::Msg,
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
