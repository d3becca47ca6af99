//! The keyring of the system: it keeps the key of a book for whoever is logged in, when he asked for that.
//!
//! It spares the passphrase where the program starts; a desk that was locked asks for it all the same.
//!
//! **Invariant:** a key from the keyring is believed only when it proves the first page of the book.

use std::path::Path;

use zeroize::Zeroizing;

use super::{
    BookId, KeyFile, Secret, Shut, id_of,
    keys::{self, Key},
    not_locked, pages,
};
use crate::{domain::rejection::Rejection, store::files};

/// Whether the keyring has the key of a book.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kept {
    /// It has.
    Yes,
    /// It has not.
    No,
}

/// What keeps secrets by a name.
trait Keeper {
    fn put(&self, name: &str, secret: &[u8]) -> Result<(), Rejection>;
    fn get(&self, name: &str) -> Result<Option<Zeroizing<Vec<u8>>>, Rejection>;
    fn take_away(&self, name: &str) -> Result<Kept, Rejection>;
}

/// The keyring of the system the program runs on.
struct OfSystem;

impl Shut {
    /// Opens it by the key that the system's keyring keeps; says whether it had one that fits.
    #[must_use]
    pub fn by_keyring(&self) -> bool {
        self.by(&OfSystem)
    }

    fn by(&self, keeper: &dyn Keeper) -> bool {
        // A keyring that does not answer is none: the passphrase is asked for.
        let Ok(Some(secret)) = keeper.get(&self.id.hex()) else { return false };
        let mut key = Key::default();
        if secret.len() != key.len() {
            return false;
        }
        key.copy_from_slice(&secret);
        let fits =
            files::beginning(&self.book, 4096).is_ok_and(|first| pages::is_first_page(&first, self.id, &key));
        if fits {
            keys::hold(self.id, key, &self.file);
        }
        fits
    }
}

/// Has the system's keyring keep the key of a book.
///
/// # Errors
/// When the book is not locked, that is not its passphrase, or the system has no keyring that answers.
pub fn keep(book: &Path, passphrase: &Secret) -> Result<(), Rejection> {
    keep_by(&OfSystem, book, passphrase)
}

/// Takes the key of a book out of the system's keyring; says whether it was there.
///
/// # Errors
/// When the book is not locked, or the system has no keyring that answers.
pub fn take_out(book: &Path) -> Result<Kept, Rejection> {
    OfSystem.take_away(&id_of(book).ok_or_else(not_locked)?.hex())
}

/// Takes out what is kept for a lock that is no more, where there is a keyring at all.
pub(super) fn let_go(id: BookId) {
    // What stays there opens nothing any more.
    let _ = OfSystem.take_away(&id.hex());
}

fn keep_by(keeper: &dyn Keeper, book: &Path, passphrase: &Secret) -> Result<(), Rejection> {
    let id = id_of(book).ok_or_else(not_locked)?;
    let shut = Shut { book: book.to_owned(), id, file: KeyFile::of_book(book, id)? };
    shut.by_passphrase(passphrase)?;
    let key = keys::key_of(id).ok_or_else(not_locked)?;
    keeper.put(&id.hex(), key.as_slice())
}

#[cfg(not(feature = "keyring"))]
fn not_built_in() -> Rejection {
    Rejection::rule(
        "This standing was built without the keyring. Nothing was changed. cargo build --features keyring makes one \
         that has it; the passphrase opens the book either way.",
    )
}

#[cfg(not(feature = "keyring"))]
impl Keeper for OfSystem {
    fn put(&self, _: &str, _: &[u8]) -> Result<(), Rejection> {
        Err(not_built_in())
    }

    fn get(&self, _: &str) -> Result<Option<Zeroizing<Vec<u8>>>, Rejection> {
        Err(not_built_in())
    }

    fn take_away(&self, _: &str) -> Result<Kept, Rejection> {
        Err(not_built_in())
    }
}

/// What all of the program's entries are called in the keyring.
#[cfg(feature = "keyring")]
const SERVICE: &str = "standing";

/// Why a keyring did not do what it was asked, in words.
#[cfg(feature = "keyring")]
fn no_keyring(_: keyring::Error) -> Rejection {
    Rejection::fault(
        "The keyring of this system does not answer: there is none, or it is locked. Nothing was changed. The \
         passphrase opens the book as before.",
    )
}

#[cfg(feature = "keyring")]
impl Keeper for OfSystem {
    fn put(&self, name: &str, secret: &[u8]) -> Result<(), Rejection> {
        keyring::Entry::new(SERVICE, name).and_then(|entry| entry.set_secret(secret)).map_err(no_keyring)
    }

    fn get(&self, name: &str) -> Result<Option<Zeroizing<Vec<u8>>>, Rejection> {
        match keyring::Entry::new(SERVICE, name).and_then(|entry| entry.get_secret()) {
            Ok(secret) => Ok(Some(Zeroizing::new(secret))),
            Err(keyring::Error::NoEntry) => Ok(None),
            Err(error) => Err(no_keyring(error)),
        }
    }

    fn take_away(&self, name: &str) -> Result<Kept, Rejection> {
        match keyring::Entry::new(SERVICE, name).and_then(|entry| entry.delete_credential()) {
            Ok(()) => Ok(Kept::Yes),
            Err(keyring::Error::NoEntry) => Ok(Kept::No),
            Err(error) => Err(no_keyring(error)),
        }
    }
}

#[cfg(test)]
#[cfg(feature = "lock")]
mod tests {
    use std::{cell::RefCell, collections::BTreeMap};

    use super::*;
    use crate::store::{Store, lock::forget};

    #[derive(Default)]
    struct InMemory(RefCell<BTreeMap<String, Vec<u8>>>);

    impl Keeper for InMemory {
        fn put(&self, name: &str, secret: &[u8]) -> Result<(), Rejection> {
            self.0.borrow_mut().insert(name.to_owned(), secret.to_vec());
            Ok(())
        }

        fn get(&self, name: &str) -> Result<Option<Zeroizing<Vec<u8>>>, Rejection> {
            Ok(self.0.borrow().get(name).cloned().map(Zeroizing::new))
        }

        fn take_away(&self, name: &str) -> Result<Kept, Rejection> {
            Ok(if self.0.borrow_mut().remove(name).is_some() { Kept::Yes } else { Kept::No })
        }
    }

    #[test]
    fn a_key_of_the_keyring_opens_the_book_and_no_other_key_does() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("book.db");
        let passphrase = Secret::of("four plain old words");
        Store::open(&path).unwrap().lock(&passphrase).unwrap();
        let keeper = InMemory::default();
        forget(&path);
        let look = || Shut::look(&path).unwrap().unwrap();
        assert!(!look().by(&keeper), "it has none yet");
        assert!(keep_by(&keeper, &path, &Secret::of("another passphrase")).is_err());
        keep_by(&keeper, &path, &passphrase).unwrap();
        forget(&path);
        assert!(look().by(&keeper));
        Store::open(&path).unwrap();
        forget(&path);
        let name = id_of(&path).unwrap().hex();
        for wrong in [vec![7; 32], vec![7; 5]] {
            keeper.put(&name, &wrong).unwrap();
            assert!(!look().by(&keeper));
        }
        assert_eq!(
            (keeper.take_away(&name).unwrap(), keeper.take_away(&name).unwrap()),
            (Kept::Yes, Kept::No)
        );
    }

    #[test]
    fn without_a_keyring_it_says_so_and_the_passphrase_still_opens_the_book() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("book.db");
        let passphrase = Secret::of("four plain old words");
        assert!(keep(&path, &passphrase).unwrap_err().message.contains("not locked"));
        Store::open(&path).unwrap().lock(&passphrase).unwrap();
        if cfg!(not(feature = "keyring")) {
            assert!(keep(&path, &passphrase).unwrap_err().message.contains("without the keyring"));
            assert!(take_out(&path).unwrap_err().message.contains("without the keyring"));
            forget(&path);
            let shut = Shut::look(&path).unwrap().unwrap();
            assert!(!shut.by_keyring());
            shut.by_passphrase(&passphrase).unwrap();
        }
    }
}
