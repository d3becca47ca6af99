//! The demo book: an invented practice of 120 households with two years behind it.
//!
//! It is made by executing real actions day by day with the clock moved, so that history, undo, as-of
//! and `verify` work on it. The data lie in `assets/demo/`.
//!
//! **Invariant:** the same demo day makes the same book (but for uids, salts and instants), and nothing
//! but the named file and what lies beside it under its name is touched.

mod cast;
mod chance;
mod crowd;
mod papers;
mod routine;
mod script;

use std::path::{Path, PathBuf};

use chrono::{Datelike, Days, NaiveDate, Weekday};

pub use self::papers::{Ordered, Print, Scribe};
use super::Book;
use crate::{clock::Clock, domain::rejection::Rejection, store::Store};

/// Where the view state keeps the day a demo book was made for.
const DAY: &str = "demo.day";

/// Whether a demo book that is there is made anew.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reset {
    /// Yes: what was done in it is lost.
    Yes,
    /// No: it is opened as it was left.
    No,
}

/// The day the demo plays on: the next Monday on or after `today` (DECIDED, The demo).
#[must_use]
pub fn demo_day(today: NaiveDate) -> NaiveDate {
    let ahead = (7 - today.weekday().days_since(Weekday::Mon)) % 7;
    today.checked_add_days(Days::new(u64::from(ahead))).unwrap_or(today)
}

/// The day a book was made for as a demo; `None` for any other book.
pub fn day_of(book: &Book) -> Result<Option<NaiveDate>, Rejection> {
    Ok(book.view_state(DAY)?.and_then(|day| day.parse().ok()))
}

/// Fills an empty book with the demo, told for a Monday, whole or not at all; its documents are written by
/// `scribe`. Refuses a book that holds anybody.
pub fn build(book: &mut Book, demo_day: NaiveDate, scribe: Scribe) -> Result<(), Rejection> {
    if !book.is_empty()? {
        return Err(Rejection::rule(
            "This book is in use; the demo is only put into an empty one. Nothing was changed.",
        ));
    }
    let script = script::whole(demo_day)?;
    let before = book.clock().clone();
    // Thousands of acts, none of which is worth keeping without the rest.
    book.store_mut().begin_together()?;
    let told = script.play(book, demo_day, scribe);
    book.set_clock(before);
    if let Err(no) = told {
        book.store_mut().let_go();
        return Err(no);
    }
    book.keep_view_state(DAY, &demo_day.to_string())?;
    book.store_mut().end_together()
}

/// Makes the demo book at `path` when it is not there (or always, with [`Reset::Yes`]) and gives its path.
///
/// It is built in memory (thousands of small steps, none of which needs the disk), copied to a file
/// beside, checked, and gets its name whole; a half-made one is never seen. A book that another process
/// has put there meanwhile is kept; one that is made anew is filled through the database, so that a desk
/// which has it open sees the new one and never writes to a file that is gone.
pub fn ensure(path: &Path, today: NaiveDate, reset: Reset, scribe: Scribe) -> Result<PathBuf, Rejection> {
    if !is_made(path, reset) {
        return Ok(path.to_owned());
    }
    let draft = beside(path, "making");
    clear(&draft)?;
    let placed = make(&draft, demo_day(today), scribe).and_then(|()| place(&draft, path, reset));
    // Best effort: a refusal says more than a left-over file.
    let _ = clear(&draft);
    placed.map(|()| path.to_owned())
}

/// Whether [`ensure`] would make the book, which takes a few seconds.
#[must_use]
pub fn is_made(path: &Path, reset: Reset) -> bool {
    reset == Reset::Yes || !path.exists()
}

/// Gives a draft its name, or its content to the book of that name.
fn place(draft: &Path, path: &Path, reset: Reset) -> Result<(), Rejection> {
    // One process at a time; where a directory cannot be locked, no file is replaced all the same.
    let room = std::fs::File::open(path.parent().unwrap_or(Path::new("."))).ok();
    let _held = room.as_ref().map(std::fs::File::lock);
    if path.exists() {
        if reset == Reset::No {
            return Ok(());
        }
        // What cannot be opened as a book is open in no desk.
        if let Ok(mut old) = Store::open_existing(path) {
            return old.replace_by(&Store::open_existing(draft)?);
        }
    }
    // A write-ahead log of an old book would be read into the new one.
    clear(path)?;
    let named = tempfile::TempPath::try_from_path(draft)
        .map_err(|error| not_made(path, &error))?
        .persist_noclobber(path);
    named.map_err(|error| not_made(path, &error.error))
}

fn make(draft: &Path, day: NaiveDate, scribe: Scribe) -> Result<(), Rejection> {
    let mut book = Book::memory(Clock::fixed(day))?;
    // Refused, it is thrown away.
    book.store().forgo_way_back()?;
    build(&mut book, day, scribe)?;
    book.backup(Some(draft))?;
    Ok(())
}

fn beside(path: &Path, word: &str) -> PathBuf {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(format!(".{word}-{}", std::process::id()));
    path.with_file_name(name)
}

/// Removes a book with its log and its index, when they are there.
fn clear(path: &Path) -> Result<(), Rejection> {
    for end in ["", "-wal", "-shm"] {
        let mut name = path.file_name().unwrap_or_default().to_owned();
        name.push(end);
        match std::fs::remove_file(path.with_file_name(name)) {
            Ok(()) => {}
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
            Err(error) => return Err(not_made(path, &error)),
        }
    }
    Ok(())
}

fn not_made(path: &Path, error: &std::io::Error) -> Rejection {
    Rejection::fault(format!(
        "The demo book {} could not be made: {error}. No other file was touched.",
        path.display()
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{
        action::Action,
        record::{Fields, Kind},
    };

    fn titles(book: &Book) -> Vec<String> {
        let rows = book.rows(Kind::FollowUp, &[]).unwrap();
        rows.iter().map(|row| row.str("title").to_owned()).collect()
    }

    fn opened(path: &Path) -> Book {
        Book::open_existing(path, Clock::fixed(NaiveDate::default())).unwrap()
    }

    fn add(book: &mut Book, title: &str) {
        let fields = Fields::new().with("title", title);
        book.execute(&Action::Add { kind: Kind::FollowUp, fields }).unwrap();
    }

    /// A book with one task, as a draft.
    fn draft(dir: &Path, title: &str) -> PathBuf {
        let mut book = Book::memory(Clock::fixed(NaiveDate::default())).unwrap();
        add(&mut book, title);
        let path = dir.join(format!("{title}.making"));
        book.backup(Some(&path)).unwrap();
        path
    }

    #[test]
    fn of_two_processes_that_make_it_the_second_keeps_the_book_of_the_first() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("demo.db");
        let (first, second) = (draft(dir.path(), "first"), draft(dir.path(), "second"));
        place(&first, &path, Reset::No).unwrap();
        let mut desk = opened(&path);
        place(&second, &path, Reset::No).unwrap();
        add(&mut desk, "typed afterwards");
        drop(desk);
        assert_eq!(titles(&opened(&path)), ["first", "typed afterwards"]);
    }

    #[test]
    fn a_desk_that_is_open_sees_the_book_made_anew_and_writes_into_it() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("demo.db");
        let (first, second) = (draft(dir.path(), "first"), draft(dir.path(), "second"));
        place(&first, &path, Reset::No).unwrap();
        let mut desk = opened(&path);
        add(&mut desk, "typed before");
        place(&second, &path, Reset::Yes).unwrap();
        assert!(desk.has_changed());
        assert_eq!(titles(&desk), ["second"]);
        add(&mut desk, "typed afterwards");
        drop(desk);
        assert_eq!(titles(&opened(&path)), ["second", "typed afterwards"]);
    }

    #[test]
    fn a_file_that_is_no_book_gives_way_when_the_demo_is_made_anew() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("demo.db");
        std::fs::write(&path, "not ours").unwrap();
        place(&draft(dir.path(), "first"), &path, Reset::Yes).unwrap();
        assert_eq!(titles(&opened(&path)), ["first"]);
    }

    #[test]
    fn the_demo_plays_on_a_monday() {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        assert_eq!(demo_day(day("2026-11-22")), day("2026-11-23"));
        assert_eq!(demo_day(day("2026-11-23")), day("2026-11-23"));
        assert_eq!(demo_day(day("2026-11-24")), day("2026-11-30"));
    }
}
