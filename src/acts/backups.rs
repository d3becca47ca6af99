//! Copies of the book: made by themselves once a day and before what is hard to take back, thinned out by a schedule,
//! carried to a second place.
//!
//! **Invariant:** no copy is removed before a newer one has been read back whole and has its name.

pub mod place;
mod state;

use std::{
    ffi::OsStr,
    path::{Path, PathBuf},
};

use chrono::{DateTime, NaiveDateTime, Utc};

use super::{Book, Watch, lock::is_locked, mark::mark};
use crate::{
    domain::{
        backup_schedule::{Backups, Daily, Schedule},
        rejection::Rejection,
    },
    store::{
        Condition, Must, Store,
        backup::{carry, remove},
    },
};
pub use state::{Second, State};

/// A copy of the book, by its name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Copied {
    /// Where it lies.
    pub path: PathBuf,
    /// When it was made, as its name says.
    pub made: DateTime<Utc>,
    /// Whether it was proved, or only kept.
    pub sort: Sort,
}

/// What a copy is good for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sort {
    /// It was read back whole and agreed with its journal.
    Proved,
    /// The book as it was: before a restore, damaged, or not agreeing with its journal.
    Kept,
}

/// What became of the second place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Also {
    /// None is named.
    NotSet,
    /// It is where the book or its copies lie, which is no second place.
    AtHome(PathBuf),
    /// It is not there just now: a stick that is not plugged in.
    Away(PathBuf),
    /// It has the copy.
    Written(PathBuf),
    /// It could not be written, and why.
    Failed(String),
}

/// A copy that was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Backed {
    /// Where it lies.
    pub path: PathBuf,
    /// Steps it holds.
    pub operations: i64,
    /// The head of its journal.
    pub head: String,
    /// What became of the second place.
    pub also: Also,
    /// Older copies that were removed.
    pub pruned: usize,
}

/// What the day's copy came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Today {
    /// The user makes his own, or the book is in memory.
    Left,
    /// There is one of today.
    Standing,
    /// It was made.
    Made(Backed),
    /// It was made, and the copy before it holds steps that the book has not.
    Behind(Backed, PathBuf),
    /// The file of the book is sound and does not agree with its journal: it is kept as it is, and nothing was removed.
    Unproved(PathBuf, String),
    /// The file of the book is damaged; nothing was written.
    Damaged(String),
}

const STAMP: &str = "%Y%m%d-%H%M%S";

/// The directory of the copies that are made by themselves.
#[must_use]
pub fn folder(book: &Path) -> PathBuf {
    directory(book).join("backups")
}

pub(super) fn directory(book: &Path) -> &Path {
    book.parent().filter(|dir| !dir.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

pub(super) fn stem(book: &Path) -> String {
    book.file_stem().map_or_else(|| "book".to_owned(), |stem| stem.to_string_lossy().into_owned())
}

/// The copies of a book in a directory, the newest first.
fn copies_in(dir: &Path, stem: &str) -> Vec<Copied> {
    let Ok(entries) = std::fs::read_dir(dir) else { return Vec::new() };
    let mut copies: Vec<Copied> = entries
        .filter_map(|entry| {
            let path = entry.ok()?.path();
            let name = path.file_name()?.to_str()?;
            let label = name.strip_prefix(stem)?.strip_prefix('.')?.strip_suffix(".db")?;
            let (why, made) = stamped(label)?;
            let sort = match why {
                "" | "before-import-" => Sort::Proved,
                _ => Sort::Kept,
            };
            Some(Copied { path, made, sort })
        })
        .collect();
    copies.sort_by(|one, other| (other.made, &other.path).cmp(&(one.made, &one.path)));
    copies
}

/// What a label says: why the copy was made, and when.
fn stamped(label: &str) -> Option<(&str, DateTime<Utc>)> {
    // Milliseconds may follow, and nothing else.
    let label = match label.len().checked_sub(18).map(|from| label.split_at_checked(from)) {
        Some(Some((why, stamp))) if NaiveDateTime::parse_from_str(stamp, "%Y%m%d-%H%M%S%3f").is_ok() => {
            return Some((why, NaiveDateTime::parse_from_str(stamp, "%Y%m%d-%H%M%S%3f").ok()?.and_utc()));
        }
        _ => label,
    };
    let (why, stamp) = label.split_at_checked(label.len().checked_sub(15)?)?;
    Some((why, NaiveDateTime::parse_from_str(stamp, STAMP).ok()?.and_utc()))
}

/// All copies known of a book, wherever they lie, the newest first.
#[must_use]
pub fn copies_of(book: &Path, also: Option<&Path>) -> Vec<Copied> {
    let stem = stem(book);
    let mut all = copies_in(&folder(book), &stem);
    all.extend(copies_in(directory(book), &stem));
    if let Some(also) = also.filter(|also| !is_at_home(book, also)) {
        all.extend(copies_in(also, &stem));
    }
    all.sort_by_key(|copy| std::cmp::Reverse(copy.made));
    all
}

/// The newest copy that is sound and whose journal proves it, with the number of its steps; each is opened to see.
#[must_use]
pub fn newest_good(book: &Path, also: Option<&Path>) -> Option<(Copied, i64)> {
    copies_of(book, also).into_iter().filter(|copy| copy.sort == Sort::Proved).find_map(|copy| {
        let verdict = Store::verify_file(&copy.path, None).ok()?;
        verdict.faults.is_empty().then_some((copy, verdict.operations))
    })
}

/// Whether a second place is none: it is where the book or its copies lie.
pub(super) fn is_at_home(book: &Path, also: &Path) -> bool {
    let whole = |path: &Path| std::fs::canonicalize(path).ok();
    let also = whole(also);
    also.is_some() && (also == whole(directory(book)) || also == whole(&folder(book)))
}

impl Book {
    /// Says what is copied by itself; none for a book that is not the user's own.
    pub fn set_backups(&mut self, backups: Option<Backups>) {
        self.backups = backups;
    }

    /// What is copied by itself.
    #[must_use]
    pub fn backups(&self) -> Option<&Backups> {
        self.backups.as_ref()
    }

    /// Makes the day's copy, when there is none yet; for a worker, on a connection of its own.
    pub fn back_up_today(&self, watch: &Watch) -> Result<Today, Rejection> {
        let (Some(plan), Some(book)) = (&self.backups, self.path()) else { return Ok(Today::Left) };
        if plan.daily == Daily::Left || self.head()?.0 == 0 {
            return Ok(Today::Left);
        }
        super::salvage::sweep_beside(book, plan.also.as_deref(), self.clock());
        let copies = copies_in(&folder(book), &stem(book));
        let newest = copies.iter().find(|copy| self.is_stood_for_by(copy));
        let today = self.clock().day_of(self.clock().instant());
        if let Some(newest) = newest.filter(|copy| self.clock().day_of(copy.made) == today) {
            self.carry_over(plan, &newest.path);
            return Ok(Today::Standing);
        }
        watch.go_on()?;
        let behind = newest.filter(|copy| self.steps_only_in(&copy.path) > 0).map(|copy| copy.path.clone());
        if behind.is_some() {
            // What only the older copies hold must not be thinned out.
            let backed = self.back_up_as("", Prune::No)?;
            return Ok(behind.map_or(Today::Standing, |path| Today::Behind(backed, path)));
        }
        match self.back_up_as("", Prune::Yes) {
            Ok(backed) => Ok(Today::Made(backed)),
            Err(no) => {
                watch.go_on()?;
                self.no_copy_for(book, no)
            }
        }
    }

    /// Makes a copy because the user asks for one, whatever there is of today; for a worker, on a connection of its own.
    pub fn back_up_again(&self, watch: &Watch) -> Result<Today, Rejection> {
        let Some(book) = self.path() else { return Ok(Today::Left) };
        match self.back_up_as("", Prune::Yes) {
            Ok(backed) => Ok(Today::Made(backed)),
            Err(no) => {
                watch.go_on()?;
                self.no_copy_for(book, no)
            }
        }
    }

    /// Whether a copy is a proved one, and no plain one of a locked book.
    fn is_stood_for_by(&self, copy: &Copied) -> bool {
        copy.sort == Sort::Proved && (!self.is_locked() || is_locked(&copy.path))
    }

    /// Why no copy was made: the file is damaged, it does not agree with its journal, or there is no room.
    fn no_copy_for(&self, book: &Path, no: Rejection) -> Result<Today, Rejection> {
        if let Condition::Damaged(fault) = Condition::of(book) {
            mark(book, &fault, self.clock());
            return Ok(Today::Damaged(fault));
        }
        match self.verify_and_mark(None)?.faults.into_iter().next() {
            Some(fault) => {
                let target = self.name_of_copy(book, "unproved-");
                self.store().copy_to(&target, Must::Equal)?;
                Ok(Today::Unproved(target, fault))
            }
            None => Err(no),
        }
    }

    /// How many steps a copy holds that the book has not; none when it cannot be read.
    #[must_use]
    pub fn steps_only_in(&self, copy: &Path) -> i64 {
        self.store().steps_only_in(copy).unwrap_or(0)
    }

    /// Makes a copy before what is hard to take back, unless the newest is of this very state; what is named by
    /// `label` begins with it.
    pub(super) fn back_up_before(&self, label: &str) -> Result<(), Rejection> {
        let (Some(_), Some(book)) = (&self.backups, self.path()) else { return Ok(()) };
        let head = self.head()?;
        let copies = copies_in(&folder(book), &stem(book));
        let newest = copies.iter().find(|copy| self.is_stood_for_by(copy));
        if head.0 == 0 || newest.is_some_and(|copy| Store::head_of(&copy.path).is_ok_and(|then| then == head))
        {
            return Ok(());
        }
        self.back_up_as(label, Prune::Yes).map(drop)
    }

    /// Makes a copy in the folder of copies, thins out the older ones and carries it to the second place.
    pub(super) fn back_up_as(&self, label: &str, prune: Prune) -> Result<Backed, Rejection> {
        let plan = self.backups.clone().unwrap_or_default();
        let Some(book) = self.path() else {
            return Err(Rejection::rule("A book in memory has no file to copy. Name one with --out."));
        };
        let target = self.name_of_copy(book, label);
        self.store().copy_to(&target, Must::Agree)?;
        let also = self.carry_over(&plan, &target);
        let mut pruned = 0;
        if prune == Prune::Yes {
            pruned = thin_out(&folder(book), &stem(book), plan.keep);
            if let Also::Written(there) = &also {
                pruned += there.parent().map_or(0, |dir| thin_out(dir, &stem(book), plan.keep));
            }
        }
        let (operations, head) = self.head()?;
        Ok(Backed { path: target, operations, head, also, pruned })
    }

    /// Makes a copy now, in a file or beside the book, and carries it to the second place under a name that says when.
    ///
    /// # Errors
    /// When the copy cannot be made; a second place that cannot be written is said in what comes back.
    pub fn back_up_now(&self, out: Option<&Path>) -> Result<(PathBuf, Also), Rejection> {
        let copy = self.backup(out)?;
        let (Some(plan), Some(book)) = (&self.backups, self.path()) else { return Ok((copy, Also::NotSet)) };
        let is_there = |dir: &Path| {
            let made = std::fs::canonicalize(directory(&copy)).ok();
            made.is_some() && made == std::fs::canonicalize(dir).ok()
        };
        if plan.also.as_deref().is_some_and(is_there)
            && !plan.also.as_deref().is_some_and(|dir| is_at_home(book, dir))
        {
            return Ok((copy.clone(), Also::Written(copy)));
        }
        let name = match out {
            None => copy.file_name().map(ToOwned::to_owned),
            Some(_) => self.name_of_copy(book, "").file_name().map(ToOwned::to_owned),
        };
        let also = name.map_or(Also::NotSet, |name| self.carry_over_as(plan, &copy, &name));
        Ok((copy, also))
    }

    /// A name that no copy has: several imports within a second are each preceded by one.
    fn name_of_copy(&self, book: &Path, label: &str) -> PathBuf {
        let now = self.clock().instant();
        let named = |seconds: i64| {
            let stamp = (now + chrono::TimeDelta::seconds(seconds)).format(STAMP);
            folder(book).join(format!("{}.{label}{stamp}.db", stem(book)))
        };
        (0..60).map(named).find(|path| !path.exists()).unwrap_or_else(|| named(0))
    }

    /// Carries a copy to the second place, when there is one and it has not got it.
    fn carry_over(&self, plan: &Backups, copy: &Path) -> Also {
        copy.file_name().map_or(Also::NotSet, |name| self.carry_over_as(plan, copy, name))
    }

    fn carry_over_as(&self, plan: &Backups, copy: &Path, name: &OsStr) -> Also {
        let (Some(dir), Some(book)) = (&plan.also, self.path()) else { return Also::NotSet };
        if is_at_home(book, dir) {
            return Also::AtHome(dir.clone());
        }
        if !dir.is_dir() {
            return Also::Away(dir.clone());
        }
        let there = dir.join(name);
        if there.exists() {
            return Also::Written(there);
        }
        match carry(copy, &there) {
            Ok(()) => Also::Written(there),
            Err(no) => Also::Failed(no.message),
        }
    }
}

/// Whether older copies are thinned out after a new one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Prune {
    /// As the schedule says.
    Yes,
    /// None is removed.
    No,
}

/// Removes the proved copies that the schedule does not keep; says how many.
fn thin_out(dir: &Path, stem: &str, keep: Schedule) -> usize {
    let copies: Vec<Copied> =
        copies_in(dir, stem).into_iter().filter(|copy| copy.sort == Sort::Proved).collect();
    let made: Vec<DateTime<Utc>> = copies.iter().map(|copy| copy.made).collect();
    let gone = keep.superfluous(&made).into_iter().filter_map(|place| copies.get(place));
    gone.filter(|copy| remove(&copy.path).is_ok()).count()
}

#[cfg(test)]
#[path = "backups_tests.rs"]
mod backups_tests;
