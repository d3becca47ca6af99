//! Copies of the book that still hold what was purged: beside it, in the folder of copies, in the second place.
//!
//! **Invariant:** no copy is removed before a fresh one was read back whole; in a second place, which other books may
//! share, none that is not proved to be of this book.

use std::path::{Path, PathBuf};

use crate::{
    acts::{
        Book,
        backups::{Prune, directory, folder, is_at_home, stem},
    },
    domain::rejection::Rejection,
    store::backup::{beside, remove},
};

/// Where copies of a book lie.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Copies {
    /// Those of this book.
    pub files: Vec<PathBuf>,
    /// Those in the second place of which nobody can say of which book they are.
    pub unknown: Vec<PathBuf>,
    /// The second place, when it is not there just now.
    pub away: Option<PathBuf>,
}

impl Copies {
    /// Whether there is nothing to be said of copies.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.files.is_empty() && self.unknown.is_empty() && self.away.is_none()
    }

    /// What is left to be done by hand, as sentences.
    #[must_use]
    pub fn by_hand(&self) -> Vec<String> {
        let mut said = Vec::new();
        if !self.unknown.is_empty() {
            let names: Vec<String> = self.unknown.iter().map(|file| file.display().to_string()).collect();
            said.push(format!(
                "These could not be looked into and may hold it too; nothing was done with them: {}.",
                names.join(", ")
            ));
        }
        if let Some(away) = &self.away {
            said.push(format!(
                "The second place {} is not there just now, and its copies still hold what was purged. Once it is, \
                 type: standing purge sweep --replace-copies.",
                away.display()
            ));
        }
        said
    }
}

impl Book {
    /// Copies of the book, wherever it knows of a place for them.
    #[must_use]
    pub fn copies(&self) -> Copies {
        let mut copies = Copies::default();
        let Some(book) = self.path() else { return copies };
        let stem = stem(book);
        copies.files = named_after(directory(book), &stem);
        copies.files.extend(named_after(&folder(book), &stem));
        let also = self.backups().and_then(|plan| plan.also.as_deref());
        let Some(also) = also.filter(|also| !is_at_home(book, also)) else { return copies };
        if !also.is_dir() {
            copies.away = Some(also.to_owned());
            return copies;
        }
        for file in named_after(also, &stem) {
            match self.store().is_of_this_book(&file) {
                Ok(true) => copies.files.push(file),
                Ok(false) => {}
                Err(_) => copies.unknown.push(file),
            }
        }
        copies
    }

    /// Makes a fresh copy, in every place that has one, and removes these older ones, which hold what was purged.
    ///
    /// # Errors
    /// When the fresh copy is not whole, or one of them cannot be removed: it is named.
    pub fn replace_copies(&self, old: &Copies) -> Result<PathBuf, Rejection> {
        let stamp = self.clock().instant().format("after-purge-%Y%m%d-%H%M%S%3f").to_string();
        let Some(path) = self.path() else {
            return Err(Rejection::rule("A book in memory has no copies."));
        };
        let fresh = self.backup(Some(&beside(path, &stamp)))?;
        if let Some(fault) = Self::verify_file(&fresh, None)?.faults.first() {
            return Err(Rejection::fault(format!(
                "The fresh copy is not whole: {fault} No old copy was removed."
            )));
        }
        if self.backups().is_some() && old.files.iter().any(|copy| copy.parent() != path.parent()) {
            // The places that lose theirs get one of now.
            self.back_up_as("", Prune::No)?;
        }
        let mut stay = Vec::new();
        for copy in old.files.iter().filter(|copy| **copy != fresh) {
            if let Err(error) = remove(copy) {
                stay.push(format!("{} ({error})", copy.display()));
            }
        }
        if !stay.is_empty() {
            return Err(Rejection::fault(format!(
                "There is a fresh copy, {}. These were not removed and still hold what was purged: {}. Remove them \
                 yourself.",
                fresh.display(),
                stay.join(", ")
            )));
        }
        Ok(fresh)
    }
}

/// The files of a directory that are called as copies of a book are.
fn named_after(dir: &Path, stem: &str) -> Vec<PathBuf> {
    let Ok(entries) = std::fs::read_dir(dir) else { return Vec::new() };
    let is_copy = |name: &str| {
        let label = name.strip_prefix(stem).and_then(|rest| rest.strip_prefix('.'));
        label.and_then(|rest| rest.strip_suffix(".db")).is_some_and(|label| !label.is_empty())
    };
    let mut copies: Vec<PathBuf> = entries
        .filter_map(Result::ok)
        .filter(|entry| is_copy(&entry.file_name().to_string_lossy()))
        .map(|entry| entry.path())
        .collect();
    copies.sort();
    copies
}
