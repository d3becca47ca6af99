//! Facts about the day's copy made behind the desk.

use std::{os::unix::net::UnixStream, path::Path, time::Duration};

use crate::{
    acts::Book,
    clock::Clock,
    domain::backup_schedule::Backups,
    tui::{
        app::App,
        desk::Desk as _,
        tabs,
        testing::{drawn, press, task},
        theme::Theme,
    },
};

fn begun(dir: &Path) -> (App, UnixStream) {
    let clock = Clock::fixed("2026-11-23".parse().unwrap());
    let mut book = Book::open(&dir.join("book.db"), clock.clone()).unwrap();
    book.set_backups(Some(Backups::default()));
    book.commit(task("Call the notary"), clock.today()).unwrap();
    let mut app = App::new(book, clock, tabs::all(), Theme::default());
    let (woken, knock) = UnixStream::pair().unwrap();
    app.knock = Some(knock);
    (app, woken)
}

fn copies(dir: &Path) -> usize {
    std::fs::read_dir(dir.join("backups")).map_or(0, Iterator::count)
}

fn until_done(app: &mut App) {
    for _ in 0..2_000 {
        app.look_at_backup();
        if app.backing.is_none() {
            return;
        }
        std::thread::sleep(Duration::from_millis(5));
    }
    panic!("the backup did not end");
}

#[test]
fn the_days_copy_is_made_behind_the_desk_and_the_desk_works_on_meanwhile() {
    let dir = tempfile::tempdir().unwrap();
    let (mut app, _woken) = begun(dir.path());
    app.begin_backup();
    press(&mut app, "j k 6");
    assert!(drawn(&mut app, 80, 24).iter().any(|line| line.contains("Practice")));
    until_done(&mut app);
    assert_eq!(copies(dir.path()), 1);
    app.begin_backup();
    until_done(&mut app);
    assert_eq!(copies(dir.path()), 1, "one a day");
}

#[test]
fn the_way_out_waits_for_a_copy_that_is_nearly_made() {
    let dir = tempfile::tempdir().unwrap();
    let (mut app, _woken) = begun(dir.path());
    app.begin_backup();
    app.end_backup();
    assert_eq!(copies(dir.path()), 1);
}

#[test]
fn a_book_that_is_not_the_users_own_is_not_copied() {
    let dir = tempfile::tempdir().unwrap();
    let (mut app, _woken) = begun(dir.path());
    app.book.set_backups(None);
    app.begin_backup();
    assert!(app.backing.is_none());
}

#[test]
fn a_damaged_book_is_only_read_from_then_on() {
    let dir = tempfile::tempdir().unwrap();
    let (mut app, _woken) = begun(dir.path());
    app.tell_backup(
        Ok(crate::acts::backups::Today::Damaged("The file is damaged.".to_owned())),
        crate::tui::backing::Begun::ByItself,
    );
    assert!(drawn(&mut app, 120, 36).iter().any(|line| line.contains("The file is damaged.")));
    let today = app.model.today;
    let no = app.book.commit(task("One more"), today).unwrap_err();
    assert!(no.message.contains("never altered"), "{}", no.message);
}

#[test]
fn the_practice_says_how_old_the_newest_copy_is_on_the_smallest_screen() {
    let dir = tempfile::tempdir().unwrap();
    let (mut app, _woken) = begun(dir.path());
    let fields = crate::domain::record::Fields::new().with("name", "Hartley").with("kind", "client");
    let today = app.model.today;
    let kind = crate::domain::record::Kind::Relationship;
    app.book.commit(crate::tui::desk::Action::Add { kind, fields }, today).unwrap();
    app.begin_backup();
    until_done(&mut app);
    press(&mut app, "6");
    assert!(drawn(&mut app, 80, 24).iter().any(|line| line.contains("1 client; backup made today")));
    let tall = drawn(&mut app, 120, 36);
    assert!(tall.iter().any(|line| line.contains("second place: not set")), "{tall:#?}");
}

#[test]
fn what_is_said_at_the_start_is_said_once_and_a_place_that_endangers_the_book_is_named() {
    let dir = tempfile::tempdir().unwrap();
    let synced = dir.path().join("Dropbox");
    std::fs::create_dir(&synced).unwrap();
    let (mut app, _woken) = begun(&synced);
    app.say_at_start(None);
    assert!(drawn(&mut app, 120, 36).iter().any(|line| line.contains("that Dropbox synchronises")));
    app.say_at_start(Some("The report is here."));
    assert!(drawn(&mut app, 120, 36).iter().any(|line| line.contains("The report is here.")));
    app.model.say("A slip waits: Marchetti · :slips opens it");
    app.say_at_start(Some("The report is here."));
    let both = "A slip waits: Marchetti; :slips opens it. The report is here.";
    assert!(drawn(&mut app, 120, 36).iter().any(|line| line.contains(both)));
    press(&mut app, "j");
    assert!(!drawn(&mut app, 120, 36).iter().any(|line| line.contains("The report is here.")));
}

#[test]
fn damage_that_was_found_once_is_named_at_each_start_until_the_whole_book_was_found_sound() {
    let dir = tempfile::tempdir().unwrap();
    let again = || {
        let clock = Clock::fixed("2026-11-23".parse().unwrap());
        let mut book = Book::open(&dir.path().join("book.db"), clock.clone()).unwrap();
        book.set_backups(Some(Backups::default()));
        App::new(book, clock, tabs::all(), Theme::default())
    };
    let marked = |width| {
        let mut app = again();
        app.say_at_start(None);
        let lines = drawn(&mut app, width, 24);
        (lines[0].contains("Damaged"), lines.iter().any(|line| line.contains("standing doctor")))
    };
    assert_eq!((marked(120), marked(80)), ((false, false), (false, false)));
    let (mut app, _woken) = begun(dir.path());
    let said = "The book is damaged or is no book. Nothing was changed. Keep the file; standing doctor says what can be done.";
    app.model.refuse(said);
    app.look_at_damage();
    assert!(drawn(&mut app, 80, 24)[0].contains("Damaged"));
    press(&mut app, "j");
    assert!(drawn(&mut app, 80, 24)[0].contains("Damaged"), "it outlives the message");
    let today = app.model.today;
    for book in [&mut app.book, &mut again().book] {
        let no = book.commit(task("One more"), today).unwrap_err();
        assert!(no.message.contains("standing doctor"), "nothing is written any more: {}", no.message);
    }
    assert!(marked(120).0 && marked(80).0 && marked(200).1);
    assert!(app.book.verify_and_mark(None).unwrap().faults.is_empty());
    assert_eq!(marked(120), (false, false));
}

#[test]
fn a_copy_that_is_asked_for_is_made_though_there_is_one_of_today_and_is_told() {
    let dir = tempfile::tempdir().unwrap();
    let (mut app, _woken) = begun(dir.path());
    app.begin_backup();
    until_done(&mut app);
    app.run(crate::tui::command::Command::Backup);
    until_done(&mut app);
    assert_eq!(copies(dir.path()), 2);
    let told = drawn(&mut app, 80, 24).join("\n");
    assert!(told.contains("Backed up as backups/book.") && told.contains(", 1 step"), "{told}");
}

#[test]
fn a_book_that_is_made_anew_by_a_word_says_that_it_has_no_copies() {
    let dir = tempfile::tempdir().unwrap();
    let (mut app, _woken) = begun(dir.path());
    app.book.set_backups(None);
    app.run(crate::tui::command::Command::Backup);
    assert!(app.backing.is_none() && copies(dir.path()) == 0);
    let told = drawn(&mut app, 120, 24).join("\n");
    assert!(told.contains("no copies of this book"), "{told}");
}
