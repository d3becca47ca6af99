use std::{fs, path::Path};

use crate::{
    domain::record::{Kind, Value},
    tui::{
        app::App,
        layers::Shape,
        testing::{book, desk, drawn, practice, press, typed},
    },
};

const FILE: &str = "Nachname,Vorname,Mail privat,Hobby,SSN\nMüller,Zoë,z@example.com,Golf,123456789\n\
    Lund,Bo,b@example.com,Segeln,\n";

fn shown(app: &mut App) -> String {
    drawn(app, 80, 24).join("\n")
}

fn command(app: &mut App, name: &str) {
    press(app, ":");
    typed(app, name);
    press(app, "Enter");
}

/// A desk that has read this file as contacts.
fn reading(file: &Path) -> App {
    let mut app = desk(book());
    command(&mut app, "import");
    typed(&mut app, &file.display().to_string());
    press(&mut app, "Enter");
    app
}

fn written(dir: &Path) -> std::path::PathBuf {
    let file = dir.join("kunden.csv");
    fs::write(&file, FILE).unwrap();
    file
}

#[test]
fn a_table_of_no_known_program_is_explained_and_then_previewed_and_taken_in() {
    let dir = tempfile::tempdir().unwrap();
    let mut app = reading(&written(dir.path()));
    let text = shown(&mut app);
    for part in [
        "kunden.csv: what its columns mean",
        "Golf | Segeln",
        "family",
        "given",
        "not shown",
        "Ctrl-S preview",
    ] {
        assert!(text.contains(part), "no {part} in\n{text}");
    }
    assert!(!text.contains("123456789"), "{text}");
    // The hobby is a note; the mail has a label.
    press(&mut app, "Down Down Enter");
    typed(&mut app, "email.h");
    assert!(shown(&mut app).contains("What is \u{201C}Mail privat\u{201D}?"), "{}", shown(&mut app));
    press(&mut app, "Enter Enter");
    typed(&mut app, "notes");
    press(&mut app, "Enter Ctrl-S");
    let text = shown(&mut app);
    assert!(text.contains("New 2") && text.contains("nothing is written yet"), "{text}");
    press(&mut app, "Ctrl-S");
    assert!(app.model.layers.is_empty(), "{}", shown(&mut app));
    let zoe = app.book.rows(Kind::Person, &[("given", Value::from("Zoë"))]).unwrap().remove(0);
    assert_eq!((zoe.str("family"), zoe.str("notes")), ("Müller", "Golf"));
    let points = app.book.rows(Kind::ContactPoint, &[("person_id", zoe.id.id.into())]).unwrap();
    assert_eq!((points[0].str("value"), points[0].str("label")), ("z@example.com", "home"));
    press(&mut app, "u");
    assert!(app.book.is_empty().unwrap());
}

#[test]
fn a_word_that_is_none_is_not_taken_and_a_column_can_be_left_out() {
    let dir = tempfile::tempdir().unwrap();
    let mut app = reading(&written(dir.path()));
    press(&mut app, "Enter");
    typed(&mut app, "quux");
    assert!(shown(&mut app).contains("No field has these letters."), "{}", shown(&mut app));
    press(&mut app, "Enter Esc Space");
    assert!(shown(&mut app).contains("skip: left out"), "{}", shown(&mut app));
    assert!(shown(&mut app).contains("4 of 5 columns are taken in."), "{}", shown(&mut app));
    press(&mut app, "Up Space");
    assert!(shown(&mut app).contains("5 of 5 columns"), "{}", shown(&mut app));
}

#[test]
fn g_g_goes_to_the_first_column_and_what_is_typed_behind_it_undoes_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let mut app = reading(&written(dir.path()));
    let row = |app: &mut App| shown(app).lines().find(|line| line.starts_with('▸')).unwrap().to_owned();
    press(&mut app, "G");
    assert!(row(&mut app).contains("SSN"), "{}", shown(&mut app));
    press(&mut app, "g");
    assert!(shown(&mut app).contains("g top"), "{}", shown(&mut app));
    press(&mut app, "u g");
    assert!(row(&mut app).contains("Nachname"), "{}", shown(&mut app));
    assert_eq!(app.model.layers.last().unwrap().mode(), "LIST");
}

#[test]
fn the_help_of_a_list_has_its_own_keys_first_and_no_command_that_does_not_reach_it() {
    let dir = tempfile::tempdir().unwrap();
    let mut app = reading(&written(dir.path()));
    press(&mut app, "?");
    let text = drawn(&mut app, 100, 60).join("\n");
    let own = text.find("On this page").unwrap();
    assert!(own < text.find("Everywhere").unwrap(), "{text}");
    let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
    for part in ["Ctrl-S preview", "Space leave out", "Esc import nothing"] {
        assert!(words.contains(part), "no {part} in\n{text}");
    }
    for part in ["This row", "Opens the row"] {
        assert!(!text.contains(part), "{part} in\n{text}");
    }
    press(&mut app, "Esc Ctrl-S ?");
    let text = drawn(&mut app, 100, 60).join("\n");
    let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(words.contains("Space tick") && words.contains("< > views"), "{text}");
    assert!(!text.contains("This page has no views"), "{text}");
}

#[test]
fn what_was_chosen_is_kept_when_one_leaves_and_back_with_the_file() {
    let dir = tempfile::tempdir().unwrap();
    let file = written(dir.path());
    let mut app = reading(&file);
    press(&mut app, "G Up Enter");
    typed(&mut app, "notes");
    press(&mut app, "Enter Esc");
    assert!(
        shown(&mut app).contains("Kept as a slip: Columns of kunden.csv, 1 changed"),
        "{}",
        shown(&mut app)
    );
    // The question for the file is still there.
    press(&mut app, "Enter");
    let text = shown(&mut app);
    let hobby = text.lines().find(|line| line.contains("Hobby")).unwrap();
    assert!(hobby.contains("notes"), "{text}");
    press(&mut app, "Ctrl-X");
    let text = shown(&mut app);
    assert!(text.lines().find(|line| line.contains("Hobby")).unwrap().contains("custom"), "{text}");
}

#[test]
fn a_mapping_is_kept_as_a_file_and_no_file_is_replaced() {
    let dir = tempfile::tempdir().unwrap();
    let mut app = reading(&written(dir.path()));
    press(&mut app, "w Enter");
    let kept = dir.path().join("kunden.map.toml");
    let text = fs::read_to_string(&kept).unwrap();
    assert!(text.contains("\"Nachname\" = \"family\"") && !text.contains("123456789"), "{text}");
    assert!(shown(&mut app).contains("what its columns mean"), "{}", shown(&mut app));
    fs::write(&kept, "mine").unwrap();
    press(&mut app, "w Enter");
    let text = drawn(&mut app, 120, 36).join("\n");
    assert!(text.contains("is there already. Type another name."), "{text}");
    assert_eq!(fs::read_to_string(kept).unwrap(), "mine");
}

#[test]
fn every_size_shows_the_columns_and_every_letter_reaches_the_search() {
    let dir = tempfile::tempdir().unwrap();
    let mut app = reading(&written(dir.path()));
    for (width, height) in [(40, 10), (60, 20), (80, 24), (120, 36)] {
        let text = drawn(&mut app, width, height).join("\n");
        assert!(text.contains("Nachname") && text.contains("family"), "{width}x{height}\n{text}");
    }
    press(&mut app, "Enter");
    for letter in (' '..='~').filter(|letter| *letter != ' ') {
        typed(&mut app, &letter.to_string());
        assert_eq!(app.model.layers.last().unwrap().shape(), Shape::Full, "{letter}");
        assert_eq!(app.model.layers.last().unwrap().mode(), "FIELD", "{letter}");
    }
}

#[test]
fn a_mailing_goes_to_the_marked_rows_else_to_all_shown_and_is_logged() {
    let dir = tempfile::tempdir().unwrap();
    let mut app = desk(practice());
    for person in 1..=2 {
        let fields = crate::domain::record::Fields::new()
            .with("person_id", person)
            .with("kind", "address")
            .with("value", "1 Oak, Salem");
        let action = crate::domain::action::Action::Add { kind: Kind::ContactPoint, fields };
        app.apply(crate::tui::effect::Effect::commit(action));
    }
    press(&mut app, "1");
    command(&mut app, "mail-merge");
    let text = shown(&mut app);
    for part in [
        "to 3 households on the screen",
        "Left out  1",
        "no postal address",
        "Goes to  2 to 2",
        "Ann Hartley",
    ] {
        assert!(text.contains(part), "no {part} in\n{text}");
    }
    press(&mut app, ">");
    assert!(shown(&mut app).contains("no e-mail address to use"), "{}", shown(&mut app));
    press(&mut app, "Ctrl-S");
    assert!(shown(&mut app).contains("Nobody is left to write to."), "{}", shown(&mut app));
    press(&mut app, "< Ctrl-S Ctrl-U");
    let file = dir.path().join("autumn.csv");
    typed(&mut app, &file.display().to_string());
    press(&mut app, "Enter");
    let text = drawn(&mut app, 120, 36).join("\n");
    assert!(text.contains("2 letters, 1 left out.") && text.contains("has left the book"), "{text}");
    assert!(app.model.layers.is_empty(), "{text}");
    let said: Vec<String> = app
        .book
        .rows(Kind::Interaction, &[])
        .unwrap()
        .iter()
        .map(|row| row.str("summary").to_owned())
        .collect();
    assert_eq!(said, ["Mailing: autumn", "Mailing: autumn"]);
    assert_eq!(fs::read_to_string(&file).unwrap().lines().count(), 3);
    // Over a file that is there nothing is written; the marked row alone is meant.
    press(&mut app, "Space");
    command(&mut app, "mail-merge");
    assert!(shown(&mut app).contains("to 1 household on the screen"), "{}", shown(&mut app));
    press(&mut app, "Ctrl-S Ctrl-U");
    typed(&mut app, &file.display().to_string());
    press(&mut app, "Enter");
    assert!(drawn(&mut app, 160, 36).join("\n").contains("is there already. Type another name."));
    assert_eq!(app.book.rows(Kind::Interaction, &[]).unwrap().len(), 2);
}

#[test]
fn a_mailing_of_people_without_a_postal_address_opens_on_the_e_mails() {
    let mut app = desk(practice());
    let fields = crate::domain::record::Fields::new()
        .with("person_id", 1)
        .with("kind", "email")
        .with("value", "ann@example.com");
    let action = crate::domain::action::Action::Add { kind: Kind::ContactPoint, fields };
    app.apply(crate::tui::effect::Effect::commit(action));
    press(&mut app, "1");
    command(&mut app, "mail-merge");
    let text = shown(&mut app);
    assert!(text.contains("write 1 e-mail") && text.contains("ann@example.com"), "{text}");
}
