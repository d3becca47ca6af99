use crate::tui::{
    app::App,
    layers::testing::{app, client, press, shown, type_in},
};

#[test]
fn a_note_is_dated_and_added_to_what_stands_there() {
    let mut app = app();
    for text in ["likes tulips", "sold the boat"] {
        press(&mut app, "n");
        type_in(&mut app, text);
        press(&mut app, "Enter");
    }
    let notes = app.book.get(client()).unwrap().unwrap().str("notes").to_owned();
    assert_eq!(notes, "23 Nov 2026: likes tulips\n23 Nov 2026: sold the boat");
}

#[test]
fn slips_are_listed_opened_again_and_forgotten() {
    let mut app = app();
    press(&mut app, "i");
    type_in(&mut app, "A half sentence");
    press(&mut app, "Esc n");
    type_in(&mut app, "a thought");
    press(&mut app, "Esc");
    let open = |app: &mut App| {
        press(app, ":");
        type_in(app, "slips");
        press(app, "Enter");
    };
    open(&mut app);
    let text = shown(&mut app);
    assert!(
        text.contains("2 texts not saved") && text.contains("Log a contact, Hartley household"),
        "{text}"
    );
    press(&mut app, "G Enter");
    let text = shown(&mut app);
    assert!(text.contains("A half sentence") || text.contains("a thought"), "{text}");
    press(&mut app, "Esc");
    open(&mut app);
    press(&mut app, "D");
    assert!(shown(&mut app).contains("1 text not saved"), "{}", shown(&mut app));
    press(&mut app, "D");
    assert!(shown(&mut app).contains("Nothing waits."), "{}", shown(&mut app));
}

#[test]
fn a_forgotten_slip_is_put_back_with_u_as_it_was() {
    let mut app = app();
    for text in ["a thought", "another"] {
        press(&mut app, if text == "another" { "i" } else { "n" });
        type_in(&mut app, text);
        press(&mut app, "Esc");
    }
    let slips = |app: &App| {
        let mut slips = crate::tui::desk::Desk::slips(&app.book).unwrap();
        slips.sort_by(|one, other| one.key.cmp(&other.key));
        slips.retain(|slip| !slip.key.starts_with("search:"));
        slips
    };
    press(&mut app, ":");
    type_in(&mut app, "slips");
    press(&mut app, "Enter");
    let before = slips(&app);
    press(&mut app, "D");
    assert!(shown(&mut app).contains("u puts it back"), "{}", shown(&mut app));
    press(&mut app, "D");
    assert_eq!(slips(&app).len(), 0);
    press(&mut app, "u u");
    assert_eq!(slips(&app), before);
    assert!(shown(&mut app).contains("2 texts not saved"), "{}", shown(&mut app));
}
