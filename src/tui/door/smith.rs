//! What the door asks of the lock: trying a passphrase or a code, and setting a lock.
//!
//! **Invariant:** the book itself is open only while it is being locked or copied.

use std::path::{Path, PathBuf};

use super::steps::Door;
use crate::{
    acts::{
        Book,
        lock::{Secret, Shut, is_locked, plain_copies},
    },
    clock::Clock,
    domain::{backup_schedule::Backups, rejection::Rejection},
};

/// The lock of one book.
#[derive(Debug)]
pub(super) struct Locksmith {
    book: PathBuf,
    clock: Clock,
    backups: Option<Backups>,
    shut: Option<Shut>,
}

impl Locksmith {
    /// The lock of a book; refused when its key file cannot be used.
    pub(super) fn of(book: &Path, clock: &Clock, backups: Option<Backups>) -> Result<Self, Rejection> {
        Ok(Self { book: book.to_owned(), clock: clock.clone(), backups, shut: Shut::look(book)? })
    }

    /// The door to stand at: none when the book is locked and its key is known.
    pub(super) fn door(&self) -> Option<Door> {
        match (&self.shut, is_locked(&self.book)) {
            (Some(_), _) => Some(Door::shut(&self.book)),
            (None, false) => Some(Door::choosing(&self.book)),
            (None, true) => None,
        }
    }

    pub(super) fn open(&self, passphrase: &Secret) -> Result<(), Rejection> {
        self.shut()?.by_passphrase(passphrase)
    }

    pub(super) fn knows(&self, code: &Secret) -> Result<(), Rejection> {
        self.shut()?.is_its_code(code)
    }

    /// Gives the book a new passphrase by its code.
    pub(super) fn recover(&mut self, code: &Secret, new: &Secret) -> Result<(), Rejection> {
        self.shut()?.is_its_code(code)?;
        match self.shut.take() {
            Some(shut) => shut.by_code(code, new),
            None => Err(gone()),
        }
    }

    /// Locks the book; gives the recovery code as it is printed.
    pub(super) fn lock(&self, new: &Secret) -> Result<Secret, Rejection> {
        let book = Book::open(&self.book, self.clock.clone())?;
        Ok(book.lock(new)?.printed())
    }

    /// The copies of the book that anybody can read.
    pub(super) fn plain_copies(&self) -> Vec<PathBuf> {
        plain_copies(&self.book, self.backups.as_ref().and_then(|plan| plan.also.as_deref()))
    }

    /// Makes a locked copy and removes the plain ones; gives those that stay.
    pub(super) fn remove_plain_copies(&self) -> Result<Vec<PathBuf>, Rejection> {
        let mut book = Book::open(&self.book, self.clock.clone())?;
        book.set_backups(self.backups.clone());
        book.remove_plain_copies()
    }

    fn shut(&self) -> Result<&Shut, Rejection> {
        self.shut.as_ref().ok_or_else(gone)
    }
}

fn gone() -> Rejection {
    Rejection::fault("The book is not locked any more. Leave, and open it again.")
}
