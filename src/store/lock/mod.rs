//! The lock: a book encrypted at rest, its key in a file beside it that the passphrase or the printed code opens.
//!
//! A locked book begins with `standing` and eight bytes of its own; so it is told from a plain one, from a damaged
//! one and from the book of another key file before anything is decrypted.
//!
//! **Invariant:** a key is never written but wrapped, and stands in memory only between opening and locking.

mod change;
mod code;
pub mod in_keyring;
mod key_damage;
mod key_file;
mod keys;
pub(super) mod pages;
mod secret;

use std::{
    ffi::OsString,
    path::{Path, PathBuf},
};

pub use change::shred;
pub use code::RecoveryCode;
use key_damage::Harm;
pub use key_file::KeyFile;
use keys::held_file;
pub(super) use keys::{enter, quiet};
pub use secret::Secret;

use super::files;
use crate::domain::rejection::Rejection;

/// How every locked book begins.
const SIGN: &[u8; 8] = b"standing";

/// How every plain book begins.
const PLAIN: &[u8; 16] = b"SQLite format 3\0";

/// The shortest passphrase, in letters.
const SHORTEST: usize = 8;

/// The first sixteen bytes of a locked book: the sign and eight bytes of its own. They belong to the key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct BookId([u8; 16]);

impl BookId {
    /// The id a file begins with, when it is a locked book.
    fn of(start: &[u8]) -> Option<Self> {
        let start: [u8; 16] = start.get(..16)?.try_into().ok()?;
        start.starts_with(SIGN).then_some(Self(start))
    }

    fn hex(self) -> String {
        super::hex(&self.0)
    }
}

/// Whether the file is a locked book, be it one whose beginning was overwritten; one that is not there is none.
#[must_use]
pub fn is_locked(book: &Path) -> bool {
    id_of(book).is_some()
}

/// The id of a locked book; where its beginning was overwritten, the one its key file tells.
pub(super) fn id_of(book: &Path) -> Option<BookId> {
    let start = files::beginning(book, 24).ok()?;
    BookId::of(&start).or_else(|| lost_id(book, &start))
}

/// Whether a file is a locked book but for its beginning, which was overwritten.
#[must_use]
pub fn is_headless(book: &Path) -> bool {
    files::beginning(book, 24)
        .is_ok_and(|start| BookId::of(&start).is_none() && lost_id(book, &start).is_some())
}

/// The id of a book that does not begin with it any more: what its key file is for, when the file may be a book.
fn lost_id(book: &Path, start: &[u8]) -> Option<BookId> {
    // A plain book is one by its first words, or by the numbers behind them.
    let is_plain = start.starts_with(PLAIN) || start.ends_with(&[64, 32, 32]);
    let is_long_enough = || std::fs::metadata(book).is_ok_and(|about| about.len() >= 4096);
    if is_plain || start.len() < 24 || !is_long_enough() {
        return None;
    }
    KeyFile::id_beside(book)
}

/// Whether the file is a book anyone can read.
#[must_use]
pub fn is_plain(book: &Path) -> bool {
    files::beginning(book, 16).is_ok_and(|start| start == PLAIN)
}

/// Where the key of a book lies: beside it, `.key` behind its whole name; a link is followed.
#[must_use]
pub fn key_file(book: &Path) -> PathBuf {
    let real = std::fs::canonicalize(book).unwrap_or_else(|_| book.to_owned());
    let mut name = real.file_name().map_or_else(OsString::new, OsString::from);
    name.push(".key");
    real.with_file_name(name)
}

/// Refuses a locked book where the program was built without the lock.
fn built_in() -> Result<(), Rejection> {
    if cfg!(feature = "lock") {
        return Ok(());
    }
    Err(Rejection::fault(
        "This standing was built without the lock: it works on plain books only. Nothing was changed. Use the \
         usual program for a locked book.",
    ))
}

/// A locked book whose key is not known yet.
#[derive(Debug)]
pub struct Shut {
    book: PathBuf,
    id: BookId,
    file: KeyFile,
}

impl Shut {
    /// The lock of a book; none when it is plain, not there yet, or open already.
    ///
    /// # Errors
    /// When the key file is not there, is damaged, is newer than the program, or belongs to another book.
    pub fn look(book: &Path) -> Result<Option<Self>, Rejection> {
        let Some(id) = id_of(book) else { return Ok(None) };
        if keys::is_held(id) {
            return Ok(None);
        }
        built_in()?;
        let file = KeyFile::of_book(book, id)?;
        Ok(Some(Self { book: book.to_owned(), id, file }))
    }

    /// The book.
    #[must_use]
    pub fn book(&self) -> &Path {
        &self.book
    }

    /// Opens it by its passphrase.
    ///
    /// # Errors
    /// When that is not its passphrase.
    pub fn by_passphrase(&self, passphrase: &Secret) -> Result<(), Rejection> {
        let key = self.file.open(passphrase)?.ok_or_else(|| {
            if self.file.harm() == Harm::Half {
                return Rejection::fault(format!(
                    "That is not the passphrase of this book, or its part of the key file {} is damaged. The book was \
                     not touched. Try again; with the recovery code on your paper standing lock recover opens the book \
                     and writes the file whole again.",
                    key_file(&self.book).display()
                ));
            }
            Rejection::fault(
                "That is not the passphrase of this book. Look at Caps Lock and the keyboard's language, then try again.",
            )
        })?;
        if self.file.harm() == Harm::Frame {
            // Where it cannot be written it opens the next time as it did now.
            let _ = self.file.write(&key_file(&self.book));
        }
        keys::hold(self.id, key, &self.file);
        Ok(())
    }

    /// What the user should know of the key file once the book is open; none when that is whole.
    #[must_use]
    pub fn warning(&self) -> Option<String> {
        self.file.harm().warning(&key_file(&self.book))
    }

    /// Opens it by its recovery code and gives it another passphrase.
    ///
    /// # Errors
    /// When that is not its code, or the passphrase is too short.
    pub fn by_code(self, typed: &Secret, passphrase: &Secret) -> Result<(), Rejection> {
        good_enough(passphrase)?;
        let key = self.key_of_code(typed)?;
        let file = self.file.with_passphrase(self.id, &key, passphrase)?;
        file.write(&key_file(&self.book))?;
        keys::hold(self.id, key, &file);
        Ok(())
    }

    /// Refuses a code that is not that of this book.
    ///
    /// # Errors
    /// When a letter of it was mistyped, or it is of another book.
    pub fn is_its_code(&self, typed: &Secret) -> Result<(), Rejection> {
        self.key_of_code(typed).map(drop)
    }

    fn key_of_code(&self, typed: &Secret) -> Result<keys::Key, Rejection> {
        let code = RecoveryCode::read(typed)?;
        self.file.open_by_code(&code)?.ok_or_else(|| {
            Rejection::fault("That is the recovery code of another book, or of an earlier lock of this one.")
        })
    }
}

/// What is wrong with the key file of a locked book that opens all the same, as a sentence.
#[must_use]
pub fn key_warning(book: &Path) -> Option<String> {
    KeyFile::of_book(book, id_of(book)?).ok()?.harm().warning(&key_file(book))
}

/// Gives an unlocked book another passphrase; its recovery code stays.
///
/// # Errors
/// When the book is not locked, the old passphrase is not its own, or the new one is too short.
pub fn change_passphrase(book: &Path, old: &Secret, new: &Secret) -> Result<(), Rejection> {
    let Some(id) = id_of(book) else { return Err(not_locked()) };
    built_in()?;
    good_enough(new)?;
    let shut = Shut { book: book.to_owned(), id, file: KeyFile::of_book(book, id)? };
    shut.by_passphrase(old)?;
    if shut.file.harm() == Harm::Half {
        // With a sum of now its other part would look sound.
        return Err(Rejection::rule(format!(
            "The key file {} is damaged in its other part. Nothing was changed. Type standing lock code first: it \
             prints another recovery code and writes the file whole again.",
            key_file(book).display()
        )));
    }
    let Some(key) = keys::key_of(id) else { return Err(not_locked()) };
    let file = shut.file.with_passphrase(id, &key, new)?;
    file.write(&key_file(book))?;
    keys::hold(id, key, &file);
    Ok(())
}

/// Gives a locked book another recovery code; the one on the paper opens it no more, its passphrase stays.
///
/// # Errors
/// When the book is not locked, or that is not its passphrase.
pub fn change_code(book: &Path, passphrase: &Secret) -> Result<RecoveryCode, Rejection> {
    let Some(id) = id_of(book) else { return Err(not_locked()) };
    built_in()?;
    let shut = Shut { book: book.to_owned(), id, file: KeyFile::of_book(book, id)? };
    shut.by_passphrase(passphrase)?;
    let Some(key) = keys::key_of(id) else { return Err(not_locked()) };
    let code = RecoveryCode::random()?;
    let file = shut.file.with_code(id, &key, &code)?;
    file.write(&key_file(book))?;
    keys::hold(id, key, &file);
    Ok(code)
}

/// Forgets the key of a book: whoever opens it again says the passphrase again.
pub fn forget(book: &Path) {
    if let Some(id) = id_of(book) {
        keys::forget(id);
    }
}

/// Refuses a passphrase that is soon guessed.
///
/// # Errors
/// When it has fewer than eight letters.
pub fn good_enough(passphrase: &Secret) -> Result<(), Rejection> {
    if passphrase.letters() < SHORTEST {
        return Err(Rejection::rule(format!(
            "The passphrase has fewer than {SHORTEST} letters. Four or five words that do not belong together are good."
        )));
    }
    Ok(())
}

fn not_locked() -> Rejection {
    Rejection::rule("The book is not locked. Nothing was changed.")
}

#[cfg(test)]
#[cfg(feature = "lock")]
mod tests;

#[cfg(test)]
#[cfg(feature = "lock")]
mod damage_tests;

#[cfg(test)]
#[cfg(not(feature = "lock"))]
mod without {
    use super::*;

    #[test]
    fn a_program_without_the_lock_says_so_of_a_locked_book_and_works_on_a_plain_one() {
        let dir = tempfile::tempdir().unwrap();
        let book = dir.path().join("book.db");
        std::fs::write(&book, b"standing12345678 and what follows").unwrap();
        let said = Shut::look(&book).unwrap_err().message;
        assert!(said.contains("built without the lock") && said.contains("plain books"), "{said}");
        assert!(crate::store::Store::open(&book).unwrap_err().message.contains("built without the lock"));
        let plain = crate::store::Store::open(&dir.path().join("plain.db")).unwrap();
        assert!(
            plain.lock(&Secret::of("four plain old words")).unwrap_err().message.contains("without the lock")
        );
    }
}
