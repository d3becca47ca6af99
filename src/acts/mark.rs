//! The mark beside a book that it was found damaged: it stands until the whole book was read and found sound.
//!
//! One bad page may be touched once a year; what was noticed once is not forgotten with the message that said it.
//!
//! **Invariant:** it lies beside the book and is no part of it; only a check of the whole book takes it away.

use std::{io::Read as _, path::Path};

use chrono::{DateTime, Utc};

use super::{Book, Condition, Replace, write_whole};
use crate::{
    clock::Clock,
    domain::{day, rejection::Rejection, safe},
    store::{STILL_WRITTEN, Store, Verdict, is_of_the_file, mark_file as file},
};

/// Bytes of a mark that are read at most.
const LONGEST: u64 = 4 << 10;

/// That a book was found damaged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mark {
    /// When it was first found.
    pub found: DateTime<Utc>,
    /// What was wrong, in a sentence.
    pub fault: String,
}

impl Mark {
    /// The mark of a book; none when nothing was found, or it was found sound since.
    #[must_use]
    pub fn of(book: &Path) -> Option<Self> {
        let mut text = String::new();
        std::fs::File::open(file(book)).ok()?.take(LONGEST).read_to_string(&mut text).ok()?;
        let (found, fault) = text.split_once('\n')?;
        let fault = safe::one_line(fault.lines().next()?).into_owned();
        Some(Self { found: found.parse().ok()?, fault })
    }

    /// What is said of it, in sentences.
    #[must_use]
    pub fn said(&self, clock: &Clock) -> String {
        format!(
            "Damage was found in the book on {}: {} Leave, then standing doctor reads all of it and says what can be \
             done.",
            day::long(clock.day_of(self.found)),
            self.fault
        )
    }
}

/// Marks a book whose file is damaged: it is only read from then on. The first mark of that sort stays.
pub fn mark(book: &Path, fault: &str, clock: &Clock) {
    if !crate::store::is_marked(book) {
        put(book, fault, "", clock);
    }
}

/// Marks a book whose file is sound and whose rows are not what its journal says: it is worked with all the same.
fn mark_unproved(book: &Path, fault: &str, clock: &Clock) {
    if Mark::of(book).is_none() {
        put(book, fault, STILL_WRITTEN, clock);
    }
}

fn put(book: &Path, fault: &str, sort: &str, clock: &Clock) {
    let text = format!("{}\n{}\n{sort}\n", clock.instant().to_rfc3339(), safe::one_line(fault));
    // Where nothing can be written beside the book the fault is still said now.
    let _ = write_whole(&file(book), text.as_bytes(), Replace::Yes);
}

/// Marks a book when a refusal is that of damage; says whether it was.
pub fn mark_by(book: &Path, no: &Rejection, clock: &Clock) -> bool {
    let found = crate::store::is_damage(no);
    if found {
        mark(book, "A part of the file could not be read.", clock);
    }
    found
}

/// Marks a book when a refusal that may be about another file is that of damage, and the book shows it; says whether
/// it does.
pub fn mark_if_so(book: &Path, no: &Rejection, clock: &Clock) -> bool {
    if !crate::store::is_damage(no) {
        return false;
    }
    let Condition::Damaged(fault) = Condition::of(book) else { return false };
    mark(book, &fault, clock);
    true
}

/// Reads all of a marked book, as it lies there; one that is sound loses its mark. Gives the mark it had.
pub fn look_again(book: &Path) -> Option<Mark> {
    let mark = Mark::of(book)?;
    if Store::verify_file(book, None).is_ok_and(|verdict| verdict.faults.is_empty()) {
        unmark(book);
    }
    Some(mark)
}

/// Takes the mark of a book away: it was found sound, or a sound one took its place.
pub fn unmark(book: &Path) {
    // One that is not there needs no taking away.
    let _ = std::fs::remove_file(file(book));
}

impl Book {
    /// Writes nothing more to the book, which was found damaged; what is typed is refused with the way out.
    pub fn found_damaged(&self) {
        self.store().found_damaged();
    }

    /// What an act came to; one that met damage was the last, and the book is marked.
    pub(super) fn after_act<T>(&self, done: Result<T, Rejection>) -> Result<T, Rejection> {
        if let (Err(no), Some(path)) = (&done, self.path())
            && mark_by(path, no, self.clock())
        {
            self.found_damaged();
        }
        done
    }

    /// Checks chain, file and rows as [`Book::verify`] does, and marks the book by what was found.
    pub fn verify_and_mark(&self, kept: Option<&str>) -> Result<Verdict, Rejection> {
        let verdict = self.verify(kept);
        let Some(path) = self.path() else { return verdict };
        match &verdict {
            Ok(verdict) => match verdict.faults.first() {
                None => unmark(path),
                // A head that was mistyped is none of the book's faults.
                Some(_) if kept.is_some() => {}
                Some(fault) if is_of_the_file(fault) => {
                    mark(path, fault, self.clock());
                    self.found_damaged();
                }
                Some(fault) => mark_unproved(path, fault, self.clock()),
            },
            Err(no) => {
                if mark_by(path, no, self.clock()) {
                    self.found_damaged();
                }
            }
        }
        verdict
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key_file_name(path: &Path) -> String {
        path.file_name().unwrap().to_string_lossy().into_owned()
    }

    #[test]
    fn the_first_mark_stays_until_the_whole_book_was_found_sound() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("book.db");
        let clock = Clock::fixed("2026-11-23".parse().unwrap());
        let book = Book::open(&path, clock.clone()).unwrap();
        assert_eq!(Mark::of(&path), None);
        mark(&path, "Page 7 of it\nis bad.", &clock);
        mark(&path, "Something else.", &clock);
        let said = Mark::of(&path).unwrap().said(&clock);
        assert!(key_file_name(&file(&path)) == "book.db.damaged", "{said}");
        assert!(said.contains("Page 7 of it") && said.contains("standing doctor"), "{said}");
        assert!(!mark_by(&path, &Rejection::rule("No."), &clock));
        assert!(book.verify_and_mark(None).unwrap().faults.is_empty());
        assert_eq!(Mark::of(&path), None);
        assert!(book.verify_and_mark(Some("abcdef")).unwrap().faults.len() == 1 && Mark::of(&path).is_none());
    }

    #[test]
    fn a_book_whose_rows_are_not_what_its_journal_says_is_marked_and_worked_with_all_the_same() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("book.db");
        let clock = Clock::fixed("2026-11-23".parse().unwrap());
        let add = |book: &mut Book, name: &str| {
            let fields = crate::domain::record::Fields::new().with("name", name).with("kind", "client");
            let action = crate::domain::action::Action::Add {
                kind: crate::domain::record::Kind::Relationship,
                fields,
            };
            book.execute(&action)
        };
        let mut book = Book::open(&path, clock.clone()).unwrap();
        add(&mut book, "Hartley").unwrap();
        book.store().break_a_row();
        assert!(!book.verify_and_mark(None).unwrap().faults.is_empty());
        assert!(Mark::of(&path).is_some());
        drop(book);
        add(&mut Book::open(&path, clock.clone()).unwrap(), "Costa").unwrap();
        mark(&path, "The file is damaged.", &clock);
        assert!(
            add(&mut Book::open(&path, clock).unwrap(), "Marsh").is_err(),
            "of two faults the graver one stands"
        );
    }

    #[test]
    fn what_is_no_mark_is_none() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("book.db");
        for text in ["", "yesterday\nx", "\n\n"] {
            std::fs::write(file(&path), text).unwrap();
            assert_eq!(Mark::of(&path), None);
        }
    }
}
