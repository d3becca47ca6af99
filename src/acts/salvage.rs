//! What can be done about a book that is damaged or gone: what is wrong, which copy is good, what can be saved.
//!
//! **Invariant:** the damaged book is only read.

use std::path::{Path, PathBuf};

use super::{
    Book,
    backups::{Copied, copies_of, newest_good},
};
pub use crate::store::salvage::{Salvaged, SavedKind};
use crate::{
    clock::Clock,
    domain::rejection::Rejection,
    store::{Condition, Difference, Store, room, salvage, sweep},
};

/// A book that cannot be worked with, and what there is instead.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trouble {
    /// The book.
    pub book: PathBuf,
    /// What is wrong, in a sentence.
    pub fault: String,
    /// The newest copy that proves itself, and how many steps it holds.
    pub copy: Option<(Copied, i64)>,
    /// What the journal of the damaged book says the copy lacks; none when that cannot be read.
    pub missing: Option<Difference>,
}

impl Trouble {
    /// Looks for trouble with the file of a book; none when it is sound, or its trouble is not of this sort.
    #[must_use]
    pub fn of(book: &Path, also: Option<&Path>) -> Option<Self> {
        let fault = match Condition::of(book) {
            Condition::Damaged(fault) => fault,
            Condition::Nothing if !copies_of(book, also).is_empty() => {
                let what = if book.exists() { "The file is empty" } else { "The file is gone" };
                format!("{what}, though there are copies of it.")
            }
            Condition::Other(what) if !copies_of(book, also).is_empty() => {
                format!("The file is {what} now, though there are copies of the book.")
            }
            _ => return None,
        };
        let copy = newest_good(book, also);
        let missing = copy.as_ref().and_then(|(copy, _)| missing(book, &copy.path));
        Some(Self { book: book.to_owned(), fault, copy, missing })
    }

    /// The trouble with a book that is gone or empty though there are copies of it; costs one look at the file.
    #[must_use]
    pub fn if_gone(book: &Path, also: Option<&Path>) -> Option<Self> {
        let is_there = std::fs::metadata(book).is_ok_and(|about| about.len() > 0);
        if is_there { None } else { Self::of(book, also) }
    }

    /// What is wrong and what can be done, in sentences for the command line.
    #[must_use]
    pub fn said(&self) -> Vec<String> {
        let book = self.book.display();
        let mut said = vec![
            format!("The book {book} cannot be worked with. {}", self.fault),
            "It was not touched. Keep the file; nothing here alters or deletes it.".to_owned(),
        ];
        match &self.copy {
            Some((copy, steps)) => said.push(format!(
                "The newest good backup is {}, of {}, with {steps} steps.",
                copy.path.display(),
                crate::domain::day::long(copy.made.date_naive()),
            )),
            None => said.push("There is no good backup of it where this program looks.".to_owned()),
        }
        if let Some(lost) = self.missing.as_ref().filter(|missing| missing.lost > 0) {
            said.push(format!("The backup lacks the last {} of the book:", steps_said(lost.lost)));
            said.extend(
                lost.only_here.iter().map(|(op, day, summary)| {
                    format!("  {op}  {}  {summary}", crate::domain::day::long(*day))
                }),
            );
        }
        said
    }
}

/// `1 step`, `12 steps`.
#[must_use]
pub fn steps_said(steps: i64) -> String {
    if steps == 1 { "1 step".to_owned() } else { format!("{steps} steps") }
}

fn missing(book: &Path, copy: &Path) -> Option<Difference> {
    let room = room(copy, "look").or_else(|_| room(&std::env::temp_dir().join("copy"), "look")).ok()?;
    let copy = Store::copy_of(copy, &room).ok()?;
    Store::difference_of(book, &copy).ok()
}

/// Salvages what can be read of a damaged book into a new one at `into`, which must not be there.
pub fn salvage_into(damaged: &Path, into: &Path, clock: &Clock) -> Result<Salvaged, Rejection> {
    salvage::salvage(damaged, into, &salvage::step(clock.instant(), clock.today()))
}

/// Removes what a killed program left beside a book and among its copies; says how many things that were.
pub fn sweep_beside(book: &Path, also: Option<&Path>, clock: &Clock) -> usize {
    let now = clock.instant();
    let beside = book.parent().filter(|dir| !dir.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let folder = super::backups::folder(book);
    // There a copy is looked at of a book that may only be read.
    let elsewhere = std::env::temp_dir();
    [Some(beside), Some(folder.as_path()), also, Some(elsewhere.as_path())]
        .into_iter()
        .flatten()
        .map(|dir| sweep(dir, now))
        .sum()
}

impl Book {
    /// Lets nothing be written any more: the file was found damaged.
    pub fn stop_writing(&self) -> Result<(), Rejection> {
        self.store().only_read()
    }
}
