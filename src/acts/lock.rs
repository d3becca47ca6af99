//! The lock of the book: setting it, taking it away, and what of the book still lies about unlocked.
//!
//! **Invariant:** nothing here is an operation of the journal: a book is the same book, locked or not.

use std::path::{Path, PathBuf};

use super::{
    Book,
    backups::{Sort, copies_of},
};
use crate::domain::rejection::Rejection;

pub use crate::store::lock::{
    RecoveryCode, Secret, Shut, change_code, change_passphrase, forget, good_enough, in_keyring, is_headless,
    is_locked, key_file, key_warning,
};
use crate::store::lock::{is_plain, shred};

impl Book {
    /// Whether the book is encrypted at rest.
    #[must_use]
    pub fn is_locked(&self) -> bool {
        self.store().is_locked()
    }

    /// Encrypts the book and gives its recovery code, which is shown once.
    ///
    /// # Errors
    /// When it is locked already, somebody else has it open, or the passphrase is too short; the book is as it was.
    pub fn lock(self, passphrase: &Secret) -> Result<RecoveryCode, Rejection> {
        self.into_store().lock(passphrase)
    }

    /// Removes the plain copies of a locked book that the program made and that hold nothing the book has not, once a
    /// locked copy stands; gives the plain ones that stay.
    ///
    /// # Errors
    /// When the book is not locked, or no locked copy can be made; then nothing is removed.
    pub fn remove_plain_copies(&self) -> Result<Vec<PathBuf>, Rejection> {
        let (Some(plan), Some(book)) = (self.backups(), self.path()) else {
            return Err(Rejection::rule("No copies are made of this book. Nothing was removed."));
        };
        if !self.is_locked() {
            return Err(Rejection::rule("The book is not locked. Nothing was removed."));
        }
        let also = plan.also.clone();
        self.back_up_before("")?;
        for copy in copies_of(book, also.as_deref()).into_iter().filter(|copy| copy.sort == Sort::Proved) {
            if is_plain(&copy.path) && self.store().steps_only_in(&copy.path) == Ok(0) {
                // What cannot be removed is named as staying.
                let _ = shred(&copy.path);
            }
        }
        Ok(plain_copies(book, also.as_deref()))
    }

    /// Makes a plain book of a locked one.
    ///
    /// # Errors
    /// When it is not locked, or somebody else has it open; the book is as it was.
    pub fn unlock_for_good(self) -> Result<(), Rejection> {
        self.into_store().unlock()
    }
}

/// Copies that anyone can read, beside a book, in the folder of its copies and in a second place, by name.
#[must_use]
pub fn plain_copies(book: &Path, also: Option<&Path>) -> Vec<PathBuf> {
    let Some(stem) = book.file_stem().map(|stem| format!("{}.", stem.to_string_lossy())) else {
        return Vec::new();
    };
    let dir = book.parent().filter(|dir| !dir.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let folder = super::backups::folder(book);
    let dirs = [Some(dir), Some(folder.as_path()), also.filter(|also| *also != dir && *also != folder)];
    let entries = dirs.into_iter().flatten().filter_map(|dir| std::fs::read_dir(dir).ok()).flatten();
    let mut found: Vec<PathBuf> = entries
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| {
            let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
            path != book && name.starts_with(&stem) && is_plain(path)
        })
        .collect();
    found.sort();
    found
}
