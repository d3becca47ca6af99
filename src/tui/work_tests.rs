use std::{fmt::Write as _, io::Read as _, os::unix::net::UnixStream, path::Path, time::Duration};

use super::*;
use crate::{
    clock::Clock,
    domain::record::Kind,
    tui::{
        testing::{drawn, press, typed},
        theme::Theme,
    },
};

const CARDS: usize = 400;

fn cards() -> String {
    let mut text = String::new();
    for n in 0..CARDS {
        let filler = "x".repeat(700);
        let _ = write!(
            text,
            "BEGIN:VCARD\r\nVERSION:4.0\r\nFN:Given{n} Family{n}\r\nEMAIL:g{n}@example.com\r\nNOTE:{filler}\r\nEND:VCARD\r\n"
        );
    }
    text
}

/// A desk over a book that is a file, with the other end of what wakes it.
fn at_work(dir: &Path) -> (App, UnixStream) {
    let clock = Clock::fixed("2026-11-23".parse().unwrap());
    let book = Book::open(&dir.join("book.db"), clock.clone()).unwrap();
    let mut app = App::new(book, clock, crate::tui::tabs::all(), Theme::default());
    let (woken, knock) = UnixStream::pair().unwrap();
    woken.set_read_timeout(Some(Duration::from_mins(1))).unwrap();
    app.knock = Some(knock);
    (app, woken)
}

fn opened(dir: &Path) -> (App, UnixStream) {
    let file = dir.join("many.vcf");
    std::fs::write(&file, cards()).unwrap();
    assert!(std::fs::metadata(&file).unwrap().len() > SMALL_FILE);
    let (mut app, woken) = at_work(dir);
    press(&mut app, ":");
    typed(&mut app, "import");
    press(&mut app, "Enter");
    typed(&mut app, &file.display().to_string());
    press(&mut app, "Enter");
    (app, woken)
}

/// Draws as the loop does until the work has ended.
fn until_ended(app: &mut App, woken: &mut UnixStream) {
    let mut byte = [0];
    while app.work.is_some() {
        assert_eq!(woken.read(&mut byte).unwrap(), 1);
        app.look_at_work();
        drawn(app, 80, 24);
    }
}

fn persons(app: &App) -> usize {
    app.book.rows(Kind::Person, &[]).unwrap().len()
}

fn shown(app: &mut App) -> String {
    drawn(app, 80, 24).join("\n")
}

#[test]
fn a_large_file_is_read_and_taken_in_beside_the_keys_and_is_one_step() {
    let dir = tempfile::tempdir().unwrap();
    let (mut app, mut woken) = opened(dir.path());
    let text = shown(&mut app);
    assert!(text.contains("Reading many.vcf") && text.contains("Esc stop, write nothing"), "{text}");
    // No other key does anything.
    press(&mut app, "x j 1 Ctrl-S Enter");
    until_ended(&mut app, &mut woken);
    assert!(shown(&mut app).contains("New 400"), "{}", shown(&mut app));
    press(&mut app, "Ctrl-S");
    assert!(shown(&mut app).contains("Importing"), "{}", shown(&mut app));
    until_ended(&mut app, &mut woken);
    assert!(app.model.layers.is_empty(), "{}", shown(&mut app));
    assert!(shown(&mut app).contains("Imported many.vcf: 400 new"), "{}", shown(&mut app));
    assert_eq!(persons(&app), CARDS);
    press(&mut app, "u");
    assert_eq!(persons(&app), 0);
}

#[test]
fn an_import_that_is_stopped_has_written_nothing_and_can_be_begun_again() {
    let dir = tempfile::tempdir().unwrap();
    let (mut app, mut woken) = opened(dir.path());
    until_ended(&mut app, &mut woken);
    press(&mut app, "Ctrl-S Esc");
    until_ended(&mut app, &mut woken);
    let text = shown(&mut app);
    assert!(text.contains("Stopped, as you asked. Nothing was written."), "{text}");
    assert_eq!((persons(&app), app.book.count_ops().unwrap()), (0, 0));
    assert!(app.book.verify(None).unwrap().faults.is_empty());
    // The preview is still there.
    press(&mut app, "Ctrl-S");
    until_ended(&mut app, &mut woken);
    assert_eq!(persons(&app), CARDS);
}

#[test]
fn reading_that_is_stopped_leaves_the_question_for_the_file() {
    let dir = tempfile::tempdir().unwrap();
    let (mut app, _woken) = opened(dir.path());
    press(&mut app, "Esc");
    let text = shown(&mut app);
    assert!(app.work.is_none() && text.contains("many.vcf"), "{text}");
    assert!(text.contains("nothing was imported"), "{text}");
}

#[test]
fn who_leaves_while_it_writes_leaves_nothing_behind() {
    let dir = tempfile::tempdir().unwrap();
    let (mut app, mut woken) = opened(dir.path());
    until_ended(&mut app, &mut woken);
    press(&mut app, "Ctrl-S");
    assert!(app.work.is_some());
    app.handle(crate::tui::msg::Msg::Ending);
    assert!(app.work.is_none());
    assert_eq!(persons(&app), 0);
}

/// A desk over a book too large for an export to be made at once, asked for the whole book as this file.
fn exporting(dir: &Path, file: &Path) -> (App, UnixStream) {
    let (mut app, mut woken) = opened(dir);
    until_ended(&mut app, &mut woken);
    press(&mut app, "Ctrl-S");
    until_ended(&mut app, &mut woken);
    // Notes make it as large as it has to be.
    for row in app.book.rows(Kind::Person, &[]).unwrap().into_iter().take(10) {
        let fields = crate::domain::record::Fields::new().with("notes", "x".repeat(1_000_000));
        app.book.execute(&Action::Edit { targets: vec![row.id], fields, seen: None }).unwrap();
    }
    press(&mut app, ":");
    typed(&mut app, "export");
    press(&mut app, "Enter Ctrl-U");
    typed(&mut app, &file.display().to_string());
    press(&mut app, "Enter");
    (app, woken)
}

#[test]
fn the_export_of_a_large_book_is_made_beside_the_keys() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("whole.json");
    let (mut app, mut woken) = exporting(dir.path(), &file);
    let whole = app.book.export_text().unwrap();
    let text = shown(&mut app);
    assert!(text.contains("Exporting to whole.json") && text.contains("Esc stop, write nothing"), "{text}");
    until_ended(&mut app, &mut woken);
    assert!(app.model.layers.is_empty(), "{}", shown(&mut app));
    assert!(shown(&mut app).contains("the whole book"), "{}", shown(&mut app));
    // That it left is kept after, and not in it.
    assert!(std::fs::read_to_string(&file).unwrap() == whole);
    assert_eq!(app.book.rows(Kind::Handover, &[]).unwrap().len(), 1);
}

#[test]
fn an_export_that_is_stopped_writes_no_file() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("whole.json");
    let (mut app, _woken) = exporting(dir.path(), &file);
    press(&mut app, "Esc");
    let text = shown(&mut app);
    assert!(app.work.is_none() && text.contains("Stopped; nothing was written"), "{text}");
    assert!(text.contains("whole.json") && !file.exists(), "{text}");
}
