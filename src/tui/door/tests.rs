//! The door with keys, without a terminal.

use std::path::{Path, PathBuf};

use ratatui::{Terminal, backend::TestBackend};

use super::{
    smith::Locksmith,
    steps::{Door, Going, Said, Step},
    view,
};
use crate::{
    acts::{
        Book,
        lock::{Secret, forget, is_locked},
    },
    clock::Clock,
    domain::backup_schedule::Backups,
    tui::{command::chord, testing::lines, theme::Theme},
};

const PASSPHRASE: &str = "four plain old words";

fn book(dir: &Path) -> PathBuf {
    let path = dir.join("book.db");
    let mut book = Book::open(&path, Clock::system()).unwrap();
    book.execute(&crate::tui::testing::task("Call Hartley")).unwrap();
    path
}

fn locked(dir: &Path) -> (PathBuf, Secret) {
    let path = book(dir);
    let code = Book::open(&path, Clock::system()).unwrap().lock(&Secret::of(PASSPHRASE)).unwrap().printed();
    forget(&path);
    (path, code)
}

fn at(path: &Path) -> (Door, Locksmith) {
    let smith = Locksmith::of(path, &Clock::system(), Some(Backups::default())).unwrap();
    (smith.door().unwrap(), smith)
}

fn key(door: &mut Door, name: &str) -> Going {
    door.press(chord::key(name).unwrap())
}

/// Types a text and Enter; what has to be worked out is.
fn answer(door: &mut Door, smith: &mut Locksmith, text: &str) -> Going {
    text.chars().for_each(|letter| door.typed(letter));
    match key(door, "Enter") {
        Going::Work => door.work(smith),
        going => going,
    }
}

fn screen(door: &Door, width: u16, height: u16) -> String {
    let mut terminal = Terminal::new(TestBackend::new(width, height)).unwrap();
    terminal.draw(|frame| view::draw(door, frame, Theme::default())).unwrap();
    lines(terminal.backend().buffer()).join("\n")
}

#[test]
fn the_right_passphrase_opens_and_no_letter_of_it_is_drawn() {
    let dir = tempfile::tempdir().unwrap();
    let (path, _) = locked(dir.path());
    let (mut door, mut smith) = at(&path);
    door.typed('q');
    let seen = screen(&door, 80, 24);
    assert!(seen.contains("This book is locked.") && seen.contains("Passphrase  •") && !seen.contains("q\n"));
    key(&mut door, "Backspace");
    assert_eq!(answer(&mut door, &mut smith, PASSPHRASE), Going::In);
    assert!(Book::open(&path, Clock::system()).is_ok());
}

#[test]
fn a_wrong_passphrase_is_said_plainly_and_from_the_fourth_on_the_answers_come_slower() {
    let dir = tempfile::tempdir().unwrap();
    let (path, _) = locked(dir.path());
    let (mut door, mut smith) = at(&path);
    let mut pauses = Vec::new();
    for _ in 0..6 {
        assert_eq!(answer(&mut door, &mut smith, "something else"), Going::On);
        pauses.push(door.pause().as_secs());
        assert!(screen(&door, 80, 24).contains("not the passphrase of this book"));
    }
    assert_eq!(pauses, [0, 0, 0, 2, 4, 8]);
    assert!(screen(&door, 80, 24).contains("Wait 8 seconds."));
    door.rested();
    assert!(screen(&door, 80, 24).contains("Type it again."));
    assert_eq!(key(&mut door, "Esc"), Going::On, "Esc never opens a locked book");
    assert_eq!(key(&mut door, "Ctrl-C"), Going::Out);
    assert_eq!(answer(&mut door, &mut smith, PASSPHRASE), Going::In);
}

#[test]
fn a_forgotten_passphrase_is_replaced_by_the_code() {
    let dir = tempfile::tempdir().unwrap();
    let (path, code) = locked(dir.path());
    let (mut door, mut smith) = at(&path);
    key(&mut door, "Ctrl-R");
    let mut wrong: Vec<char> = code.text().chars().collect();
    wrong[0] = if wrong[0] == '7' { '8' } else { '7' };
    assert_eq!(answer(&mut door, &mut smith, &wrong.iter().collect::<String>()), Going::On);
    assert!(screen(&door, 80, 24).contains("Group 1 of the recovery code is mistyped"));
    key(&mut door, "Ctrl-U");
    answer(&mut door, &mut smith, code.text());
    assert!(matches!(door.step, Step::New(Some(_))), "{door:?}");
    answer(&mut door, &mut smith, "short");
    assert!(matches!(&door.said, Some(Said::Refused(words)) if words.contains("fewer than")));
    answer(&mut door, &mut smith, "a new passphrase");
    answer(&mut door, &mut smith, "another passphrase");
    assert!(screen(&door, 80, 24).contains("differ"));
    answer(&mut door, &mut smith, "a new passphrase");
    assert_eq!(answer(&mut door, &mut smith, "a new passphrase"), Going::In);
    forget(&path);
    let (mut door, mut smith) = at(&path);
    assert_eq!(answer(&mut door, &mut smith, "a new passphrase"), Going::In);
}

#[test]
fn a_plain_book_gets_its_lock_and_the_code_is_written_down_before_one_goes_on() {
    let dir = tempfile::tempdir().unwrap();
    let path = book(dir.path());
    let (mut door, mut smith) = at(&path);
    for (width, height) in [(80, 24), (60, 20), (120, 36)] {
        let seen = screen(&door, width, height);
        assert!(seen.contains("A passphrase for your book") && seen.contains("Esc not now"), "{seen}");
        assert!(seen.contains("New passphrase"), "{seen}");
    }
    assert_eq!(key(&mut door, "Esc"), Going::In);
    answer(&mut door, &mut smith, PASSPHRASE);
    assert_eq!(answer(&mut door, &mut smith, PASSPHRASE), Going::On);
    assert!(is_locked(&path));
    let Step::Written(code) = &door.step else { panic!("{door:?}") };
    let code = code.text().to_owned();
    assert!(screen(&door, 80, 24).contains(&code));
    assert_eq!(key(&mut door, "Esc"), Going::On);
    assert_eq!(answer(&mut door, &mut smith, "AAAAA"), Going::On);
    assert!(screen(&door, 80, 24).contains("not the first group"));
    let group: String = code.chars().take(5).collect();
    assert_eq!(answer(&mut door, &mut smith, &group.to_lowercase()), Going::In);
    assert!(
        Locksmith::of(&path, &Clock::system(), Some(Backups::default())).unwrap().door().is_none(),
        "its key is known"
    );
}

#[test]
fn copies_from_before_the_lock_are_named_after_the_code_and_removed_when_asked() {
    for asked in [true, false] {
        let dir = tempfile::tempdir().unwrap();
        let path = book(dir.path());
        let mut made = Book::open(&path, Clock::system()).unwrap();
        made.set_backups(Some(Backups::default()));
        made.back_up_today(&crate::acts::Watch::default()).unwrap();
        drop(made);
        let plain = crate::acts::lock::plain_copies(&path, None);
        assert_eq!(plain.len(), 1);
        let (mut door, mut smith) = at(&path);
        answer(&mut door, &mut smith, PASSPHRASE);
        answer(&mut door, &mut smith, PASSPHRASE);
        let Step::Written(code) = &door.step else { panic!("{door:?}") };
        let group: String = code.text().chars().take(5).collect();
        assert_eq!(answer(&mut door, &mut smith, &group), Going::On);
        for (width, height) in [(80, 24), (60, 20), (120, 36)] {
            let seen = screen(&door, width, height);
            let flat: String = seen.split_whitespace().collect();
            let name = plain[0].file_name().unwrap().to_string_lossy().into_owned();
            assert!(flat.contains(&name) && seen.contains("d remove them"), "{seen}");
            assert!(!seen.contains(&group), "the code is gone from the screen");
        }
        if asked {
            assert_eq!(key(&mut door, "d"), Going::Work);
            assert_eq!(door.work(&mut smith), Going::In);
        } else {
            assert_eq!(key(&mut door, "Enter"), Going::In);
        }
        assert_eq!(plain[0].exists(), !asked);
        let copies = crate::acts::backups::copies_of(&path, None);
        assert_eq!(copies.iter().filter(|copy| is_locked(&copy.path)).count(), usize::from(asked));
    }
}
