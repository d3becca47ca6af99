use super::*;
use crate::{
    config,
    tui::{
        app::App,
        command::{Looked, keymap_json, keymap_markdown, look_up},
        testing::{desk, drawn, practice, press, typed},
    },
};

fn read(text: &str) -> Result<Keymap, String> {
    let settings =
        config::parse(&format!("[keys]\n{text}"), Path::new("c.toml"), None).map_err(|no| no.message)?;
    Keymap::read(&settings.keys, Path::new("c.toml")).map_err(|no| no.message)
}

/// Puts keys in force for this test, which runs on a thread of its own.
fn with(text: &str) {
    read(text).unwrap().put_in_force();
}

fn said(app: &App) -> String {
    app.model.message.as_ref().map_or_else(String::new, |message| message.words.clone())
}

#[test]
fn a_fault_in_the_keys_is_refused_at_its_line() {
    for (text, wanted) in [
        ("undu = \"Ctrl-T\"", "line 2: there is no command undu"),
        ("log = \"I\"\nsnooze = \"z\"", "line 3: there is no command snooze; perhaps snooze-later"),
        ("undo = \"Ctrl-1\"", "line 2: Ctrl-1 is no key"),
        ("undo = \"Alt-x\"", "line 2: Alt-x is no key"),
        ("undo = \"Ctrl-I\"", "line 2: a terminal sends Tab for Ctrl-I"),
        ("undo = \"x\"", "line 2: x is the key of done and of undo at the same place"),
        ("log = \"I\"\nundo = \"s\"", "line 3: s is the key of undo and begins s t, the key of snooze-later"),
        ("undo = \"x y\"", "line 2: x is the key of done and begins x y, the key of undo"),
        ("undo = [\"U\"]\nredo = \"U\"", "line 3: U is the key of undo and of redo"),
        ("undo = [\"T\", \"T\"]", "line 2: T stands twice for undo"),
        ("undo = \"a b c\"", "line 2: \"a b c\" is no key of undo; one key, or two"),
        ("undo = \"\"", "line 2: \"\" is no key of undo"),
        ("save = \"s\"", "line 2: s is text in a form"),
        ("save = \"g s\"", "line 2: g s is text in a form"),
        ("save = \"Ctrl-G\"", "line 2: Ctrl-G is the key of save and of editor"),
        ("undo = \"Esc\"", "line 2: Esc always means the same"),
        ("undo = \"Enter u\"", "line 2: Enter always means the same"),
        ("help = []", "line 2: help needs a key"),
        ("log = \"I\"\nforward = \"Ctrl-O\"", "line 3: Ctrl-O is the key of return and of forward"),
        ("repeat = \"u\"", "line 2: u is the key of repeat and of undo"),
        ("open-view = [\"v 1\", \"v t\"]", "line 2: v t is the key of view-today and of open-view"),
    ] {
        let said = read(text).err().unwrap_or_else(|| panic!("{text} was taken"));
        let said = said.strip_prefix("c.toml ").unwrap();
        assert!(said.starts_with(wanted) && said.ends_with('.'), "{text}: {said}");
    }
}

#[test]
fn the_key_of_the_user_does_it_and_the_usual_one_does_not() {
    with("done = \"X\"\ndrop = \"T\"\nsnooze-week = \"Z\"\nundo = \"ctrl-t\"");
    let mut app = desk(practice());
    press(&mut app, "5");
    press(&mut app, "x");
    assert!(said(&app).starts_with("x has no meaning here. Press ? "), "{}", said(&app));
    press(&mut app, "Z");
    assert!(said(&app).ends_with(" · Ctrl-T undo"), "{}", said(&app));
    press(&mut app, "Ctrl-T");
    assert!(said(&app).contains("Undid") || said(&app).contains("redo"), "{}", said(&app));
}

#[test]
fn every_text_about_a_key_names_the_one_in_force() {
    with("log = \"L\"\nundo = \"Ctrl-T\"\ncommands = \"F2\"\ntab-clients = \"F5\"\nsnooze-week = \"s 7\"");
    let mut app = desk(practice());
    press(&mut app, "5");
    let shown = drawn(&mut app, 120, 36);
    let footer = shown.last().unwrap();
    assert!(footer.contains("  L log  ") && footer.contains("F2 commands"), "{footer}");
    assert!(shown[0].contains("F5 Clients") && shown[0].contains("2 Goals"), "{}", shown[0]);
    press(&mut app, "s");
    let strip = drawn(&mut app, 120, 36).join("\n");
    assert!(strip.contains("   7 ") && !strip.contains("   w "), "{strip}");
    press(&mut app, "Esc F2");
    typed(&mut app, "undo");
    assert!(drawn(&mut app, 120, 36).iter().any(|line| line.contains("Undo") && line.contains("Ctrl-T")));
    press(&mut app, "Esc ?");
    typed(&mut app, "log a contact");
    assert!(
        drawn(&mut app, 120, 36).iter().any(|line| line.contains(" L ") && line.contains("Log a contact"))
    );
    assert!(keymap_markdown().contains("| `Ctrl-T` | Undo |"));
    assert!(keymap_json().contains("\"Ctrl-T\""));
}

#[test]
fn a_strip_can_be_moved_as_a_whole_and_keeps_its_name() {
    let moved: Vec<String> = table()
        .filter_map(|spec| {
            let next = spec.keys.first()?.strip_prefix("s ")?;
            Some(format!("{} = \"Z {next}\"", spec.id))
        })
        .collect();
    with(&moved.join("\n"));
    let mut app = desk(practice());
    press(&mut app, "5");
    assert!(drawn(&mut app, 120, 36).last().unwrap().contains("Z snooze"));
    press(&mut app, "Z");
    let shown = drawn(&mut app, 120, 36).join("\n");
    assert!(shown.contains("Z hide until") && shown.contains("   w "), "{shown}");
}

#[test]
fn what_is_called_by_name_can_be_given_a_key() {
    with("add-rule = \"Ctrl-R\"\nhistory = \"g h\"");
    let mut app = desk(practice());
    press(&mut app, "g h");
    assert!(drawn(&mut app, 120, 36)[0].contains("History"));
    press(&mut app, "Esc Ctrl-R");
    assert!(drawn(&mut app, 120, 36)[0].contains("rule"), "{}", drawn(&mut app, 120, 36)[0]);
}

#[test]
fn a_form_is_saved_by_the_key_of_the_user() {
    with("save = \"F10\"");
    let mut app = desk(practice());
    press(&mut app, "1");
    press(&mut app, "a");
    typed(&mut app, "Marchetti");
    assert!(drawn(&mut app, 120, 36).last().unwrap().contains("F10 save"));
    press(&mut app, "Ctrl-S");
    assert!(!app.model.layers.is_empty(), "Ctrl-S is no longer its key");
    press(&mut app, "F10");
    assert!(app.model.layers.is_empty() && said(&app).contains("Marchetti"), "{}", said(&app));
}

#[test]
fn lists_on_the_whole_screen_move_by_the_keys_of_the_user() {
    with("down = \"F3\"\nup = \"Ctrl-B\"\nundo = \"Ctrl-T\"");
    let mut app = desk(practice());
    press(&mut app, ":");
    typed(&mut app, "history of");
    press(&mut app, "Enter");
    let row = |app: &mut App| drawn(app, 120, 36).iter().position(|line| line.starts_with('▸')).unwrap();
    press(&mut app, "<");
    let before = row(&mut app);
    press(&mut app, "F3");
    assert_eq!(row(&mut app), before + 1);
    press(&mut app, "Ctrl-B");
    assert_eq!(row(&mut app), before);
    assert!(drawn(&mut app, 120, 36).last().unwrap().contains("Ctrl-T undo this step"));
}

#[test]
fn the_last_act_the_way_forward_and_saved_views_take_keys_of_the_user() {
    with(
        "repeat = \"Ctrl-R\"\nreturn = \"Ctrl-B\"\nforward = \"Ctrl-F\"\nsave-view = \"F6\"\nsaved-views = \"F7\"\nopen-view = [\"F8\", \"v 7\"]",
    );
    let mut app = desk(practice());
    for (order, words) in [("1 o /", "tier:A"), ("Esc /", "tier:B")] {
        press(&mut app, order);
        typed(&mut app, words);
        press(&mut app, "Enter F6");
        typed(&mut app, words);
        press(&mut app, "Enter");
    }
    let filter = |app: &App| app.model.state().unwrap().filter.clone();
    press(&mut app, "Esc 5 1 F8");
    assert_eq!(filter(&app), "tier:A", "the first key is that of the first view");
    press(&mut app, "v");
    let strip = drawn(&mut app, 120, 36).join("\n");
    assert!(strip.contains("7 tier:B") && !strip.contains("1 tier:A"), "{strip}");
    press(&mut app, "7");
    assert_eq!(filter(&app), "tier:B");
    press(&mut app, "Ctrl-B");
    assert_eq!(filter(&app), "tier:A");
    press(&mut app, "Ctrl-F");
    assert_eq!(filter(&app), "tier:B");
    press(&mut app, "Ctrl-F");
    assert!(said(&app).contains("Ctrl-B goes back first"), "{}", said(&app));
    press(&mut app, "F7");
    assert!(drawn(&mut app, 120, 36)[0].contains("F8 to v 7 open those of a tab there"));
    press(&mut app, "Esc Esc 5 s w Ctrl-R");
    assert!(said(&app).starts_with("Again: Snoozed to"), "{}", said(&app));
    press(&mut app, ".");
    assert!(said(&app).starts_with(". has no meaning here"), "{}", said(&app));
}

#[test]
fn enter_esc_and_ctrl_c_stay_whatever_is_said() {
    with("open = \"O\"\nback = \"H\"\nquit = \"Ctrl-Q\"");
    let scopes = PLACES[0];
    for (key, command) in [
        ("O", Command::Open),
        ("Enter", Command::Open),
        ("H", Command::Back),
        ("Esc", Command::Back),
        ("Ctrl-Q", Command::Quit),
        ("Ctrl-C", Command::Quit),
    ] {
        assert_eq!(look_up(scopes, key), Looked::Command(command), "{key}");
    }
    assert_eq!(look_up(scopes, "l"), Looked::Nothing);
}

#[test]
fn without_keys_of_ones_own_everything_is_as_in_the_table() {
    for spec in table() {
        assert_eq!(spec.command.keys(), spec.keys);
        assert!(!spec.command.is_own());
    }
    with("undo = \"u\"");
    assert!(table().all(|spec| !spec.command.is_own()));
    assert_eq!(shown(LISTED, "Up Down"), "Up Down");
}
