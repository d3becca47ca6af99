//! Putting a copy back: first what that would change, then the copy in the place of the book.
//!
//! **Invariant:** the present book is kept under another name before a copy takes its place.

use std::path::{Path, PathBuf};

use chrono::NaiveDate;

use super::{Book, backups::Prune, mark::unmark};
use crate::{
    clock::Clock,
    domain::{day, record::Kind, rejection::Rejection},
    store::{
        Condition, Difference, Must, OpQuery, Room, Store, Verdict, lock::is_locked, put_in_place, room,
    },
};

/// What restoring a copy would do, or did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Restoring {
    /// What `verify` says of the copy.
    pub copy: Verdict,
    /// Relationships, persons and interactions in the copy.
    pub holds: [i64; 3],
    /// The newest step of the copy, in words, with its day.
    pub newest: Option<(NaiveDate, String)>,
    /// Operations in the present book; none when it cannot be read.
    pub present: Option<i64>,
    /// How the present book differs from the copy; none when it cannot be read.
    pub difference: Option<Difference>,
    /// What is wrong with the present book, when it is damaged or gone.
    pub damage: Option<String>,
    /// Where the present book was kept; nothing in a preview, or where there was none.
    pub kept: Option<PathBuf>,
    /// Whether the copy is in place.
    pub how: Restore,
}

/// Whether a copy is only looked at or put in place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Restore {
    /// Only looked at.
    Preview,
    /// Put in place, unless it brings back what was purged.
    Apply,
    /// Put in place, with what was purged.
    ApplyWithPurged,
}

impl Book {
    /// Looks at the copy in `file`, or puts it in the place of this book.
    pub fn restore(&self, file: &Path, how: Restore) -> Result<Restoring, Rejection> {
        let Some(path) = self.path() else {
            return Err(Rejection::rule("A book in memory is not restored."));
        };
        if let Condition::Damaged(fault) = Condition::of(path) {
            return restore_over(path, file, how, (self.clock(), &fault));
        }
        let (copy, room) = opened(path, file)?;
        let mut told = told(&copy)?;
        told.present = Some(self.count_ops()?);
        told.difference = Some(self.store().difference(&copy)?);
        if how == Restore::Preview {
            return Ok(told);
        }
        refuse_unsound(&told)?;
        refuse_purged(&told, how)?;
        told.kept = Some(self.keep_present(path)?);
        self.take_from(path, &copy, &room)?;
        unmark(path);
        told.how = Restore::Apply;
        if self.backups.is_some() {
            // From here on the newest copy is of this history, and the book is not behind it.
            if self.is_locked() == is_locked(path) && self.only_read().is_none() {
                self.back_up_as("", Prune::No)?;
            } else {
                // This book gave way to a locked one and its own file is gone; or it was opened only to be read.
                let mut now = Self::open_existing(path, self.clock().clone())?;
                now.set_backups(self.backups.clone());
                now.back_up_as("", Prune::No)?;
            }
        }
        Ok(told)
    }

    /// Puts a copy in the place of this book; it never becomes less locked by that.
    fn take_from(&self, path: &Path, copy: &Store, room: &Path) -> Result<(), Rejection> {
        // By a connection of its own, as another desk would: the open one sees it at its next question.
        match (self.is_locked(), copy.is_locked()) {
            (false, true) => self.store().give_way_to(copy),
            (true, false) => Store::open_existing(path)?.replace_by(&copy.under_the_lock_of(path, room)?),
            _ => Store::open_existing(path)?.replace_by(copy),
        }
    }

    /// The book as it is, right or wrong.
    fn keep_present(&self, path: &Path) -> Result<PathBuf, Rejection> {
        let target = crate::store::backup::beside(path, &label(self.clock(), "before-restore"));
        self.store().copy_to(&target, Must::Equal)?;
        Ok(target)
    }
}

/// Looks at the copy in `file`, or puts it in the place of a book that is damaged or gone; `fault` says what is wrong
/// with that.
pub fn restore_over(
    book: &Path,
    file: &Path,
    how: Restore,
    (clock, fault): (&Clock, &str),
) -> Result<Restoring, Rejection> {
    let (copy, room) = opened(book, file)?;
    let mut told = told(&copy)?;
    told.damage = Some(fault.to_owned());
    // As far as it goes: the journal of a damaged book may still be whole.
    told.difference = Store::difference_of(book, &copy).ok();
    told.present = told.difference.as_ref().map(|difference| difference.common + difference.lost);
    if how != Restore::Preview {
        refuse_unsound(&told)?;
        refuse_purged(&told, how)?;
        // A locked book never becomes less locked by that.
        let copy =
            if is_locked(book) && !copy.is_locked() { copy.under_the_lock_of(book, &room)? } else { copy };
        told.kept = put_in_place(book, &copy, &label(clock, "damaged"))?;
        unmark(book);
        told.how = Restore::Apply;
    }
    Ok(told)
}

fn label(clock: &Clock, why: &str) -> String {
    clock.instant().format(&format!("{why}-%Y%m%d-%H%M%S%3f")).to_string()
}

/// A private copy of the copy, in a room that is kept as long as it is looked at.
fn opened(book: &Path, file: &Path) -> Result<(Store, Room), Rejection> {
    let room = room(book, "restore")?;
    Ok((Store::copy_of(file, &room)?, room))
}

fn told(copy: &Store) -> Result<Restoring, Rejection> {
    let verdict = copy.verify(None)?;
    let db = copy.db();
    let holds = [db.count(Kind::Relationship)?, db.count(Kind::Person)?, db.count(Kind::Interaction)?];
    let newest = db.ops(&OpQuery { limit: 1, ..Default::default() })?;
    Ok(Restoring {
        copy: verdict,
        holds,
        newest: newest.into_iter().next().map(|op| (op.day, op.summary)),
        present: None,
        difference: None,
        damage: None,
        kept: None,
        how: Restore::Preview,
    })
}

fn refuse_unsound(told: &Restoring) -> Result<(), Rejection> {
    match told.copy.faults.first() {
        Some(fault) => Err(Rejection::rule(format!("The copy is not whole and was not restored: {fault}"))),
        None => Ok(()),
    }
}

/// Refuses to bring back by the way what was erased for good.
fn refuse_purged(told: &Restoring, how: Restore) -> Result<(), Rejection> {
    let purged = told.difference.as_ref().map_or(&[][..], |difference| &difference.purged);
    if how == Restore::ApplyWithPurged || purged.is_empty() {
        return Ok(());
    }
    let names: Vec<String> = purged
        .iter()
        .map(|back| format!("{} ({}, purged {})", back.name, back.relationship, day::long(back.on)))
        .collect();
    Err(Rejection::rule(format!(
        "This copy brings back what was purged: {}. Nothing was changed. A newer copy may be without it; to restore \
         this one all the same, add --with-purged, and purge again.",
        names.join(", ")
    )))
}
