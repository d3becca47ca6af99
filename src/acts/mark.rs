//! The mark beside a book that it was found damaged: it stands until the whole book was read and found sound.
//!
//! One bad page may be touched once a year; what was noticed once is not forgotten with the message that said it.
//!
//! **Invariant:** it lies beside the book and is no part of it; only a check of the whole book takes it away.

use std::{
    io::Read as _,
    path::{Path, PathBuf},
};

use chrono::{DateTime, Utc};

use super::{Book, Replace, lock, write_whole};
use crate::{
    clock::Clock,
    domain::{day, rejection::Rejection, safe},
    store::Verdict,
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
        let fault = safe::one_line(fault.trim()).into_owned();
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

/// Marks a book as damaged; the first mark stays.
pub fn mark(book: &Path, fault: &str, clock: &Clock) {
    if Mark::of(book).is_none() {
        let text = format!("{}\n{}\n", clock.instant().to_rfc3339(), safe::one_line(fault));
        // Where nothing can be written beside the book the fault is still said now.
        let _ = write_whole(&file(book), text.as_bytes(), Replace::Yes);
    }
}

/// Marks a book when a refusal is that of damage; says whether it was.
pub fn mark_by(book: &Path, no: &Rejection, clock: &Clock) -> bool {
    let found = crate::store::is_damage(no);
    if found {
        mark(book, "A part of the file could not be read.", clock);
    }
    found
}

/// Takes the mark of a book away: it was found sound, or a sound one took its place.
pub fn unmark(book: &Path) {
    // One that is not there needs no taking away.
    let _ = std::fs::remove_file(file(book));
}

fn file(book: &Path) -> PathBuf {
    lock::key_file(book).with_extension("damaged")
}

impl Book {
    /// Checks chain, file and rows as [`Book::verify`] does, and marks the book by what was found.
    pub fn verify_and_mark(&self, kept: Option<&str>) -> Result<Verdict, Rejection> {
        let verdict = self.verify(kept);
        let Some(path) = self.path() else { return verdict };
        match &verdict {
            Ok(verdict) => match verdict.faults.first() {
                None => unmark(path),
                // A head that was mistyped is none of the book's faults.
                Some(_) if kept.is_some() => {}
                Some(fault) => mark(path, fault, self.clock()),
            },
            Err(no) => {
                mark_by(path, no, self.clock());
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
    fn what_is_no_mark_is_none() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("book.db");
        for text in ["", "yesterday\nx", "\n\n"] {
            std::fs::write(file(&path), text).unwrap();
            assert_eq!(Mark::of(&path), None);
        }
    }
}
