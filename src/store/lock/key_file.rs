//! The key file: the key of a book, wrapped by its passphrase and once more by its recovery code.
//!
//! It is JSON: `format` 1; `book`, the first sixteen bytes of the locked book; `passphrase` and `recovery`, each the
//! key sealed with XChaCha20-Poly1305 by what Argon2id makes of the secret, with the cost and salt it was made with;
//! `sum`, the SHA-256 of all that, so that a damaged file is told from a wrong passphrase.
//!
//! **Invariant:** a file is written whole, private, and only after it opens by what it was just wrapped with.

use std::path::Path;

use argon2::{Algorithm, Argon2, Params, Version};
use chacha20poly1305::{
    KeyInit as _, XChaCha20Poly1305, XNonce,
    aead::{Aead as _, Payload},
};
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use super::{
    BookId,
    code::RecoveryCode,
    key_damage::{self as damage, Harm},
    keys::Key,
    secret::Secret,
};
use crate::{
    domain::rejection::Rejection,
    store::{Replace, hex, sha256, write_whole},
};

/// What the file says of itself.
const WHAT: &str = "The key of a locked book of standing. Keep it beside the book, and a copy elsewhere.";

/// The format this program writes.
const FORMAT: u32 = 1;

/// The most a file may ask for, in KiB of memory and in passes: more is damage.
const MOST: (u32, u32, u32) = (1 << 20, 64, 16);

/// Bytes of a key file at most.
const LONGEST: u64 = 16 << 10;

/// What a guess costs.
#[derive(Debug, Clone, Copy)]
struct Cost {
    memory_kib: u32,
    passes: u32,
    lanes: u32,
}

impl Cost {
    /// RFC 9106's second choice: 64 MiB, three passes. A build for tests may be told to take less.
    fn usual() -> Self {
        let is_test =
            cfg!(test) || (cfg!(debug_assertions) && std::env::var_os("STANDING_CHEAP_KEYS").is_some());
        if is_test {
            return Self { memory_kib: 64, passes: 1, lanes: 1 };
        }
        Self { memory_kib: 64 << 10, passes: 3, lanes: 1 }
    }
}

/// Which secret a key is wrapped by; it is part of what is sealed.
#[derive(Debug, Clone, Copy)]
enum By {
    Passphrase,
    Recovery,
}

/// The key, wrapped.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Wrapped {
    kdf: String,
    memory_kib: u32,
    passes: u32,
    lanes: u32,
    salt: String,
    cipher: String,
    nonce: String,
    sealed: String,
}

/// A key file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeyFile {
    what: String,
    format: u32,
    book: String,
    passphrase: Wrapped,
    recovery: Wrapped,
    sum: String,
    #[serde(skip)]
    harm: Harm,
}

/// Only what tells whether the rest can be read.
#[derive(Deserialize)]
struct Version0 {
    format: u32,
}

const KDF: &str = "argon2id";
const CIPHER: &str = "xchacha20poly1305";

impl KeyFile {
    /// A new one for a key.
    pub(super) fn new(
        id: BookId,
        key: &Key,
        (passphrase, code): (&Secret, &RecoveryCode),
    ) -> Result<Self, Rejection> {
        let passphrase = wrap(id, key, (By::Passphrase, passphrase.text().as_bytes()))?;
        let recovery = wrap(id, key, (By::Recovery, &code.bytes()))?;
        Ok(Self {
            what: WHAT.into(),
            format: FORMAT,
            book: id.hex(),
            passphrase,
            recovery,
            sum: String::new(),
            harm: Harm::None,
        }
        .summed())
    }

    /// The same with another passphrase.
    pub(super) fn with_passphrase(&self, id: BookId, key: &Key, new: &Secret) -> Result<Self, Rejection> {
        let passphrase = wrap(id, key, (By::Passphrase, new.text().as_bytes()))?;
        Ok(Self { passphrase, ..self.clone() }.summed())
    }

    /// The same with another recovery code.
    pub(super) fn with_code(&self, id: BookId, key: &Key, new: &RecoveryCode) -> Result<Self, Rejection> {
        let recovery = wrap(id, key, (By::Recovery, &new.bytes()))?;
        Ok(Self { recovery, ..self.clone() }.summed())
    }

    fn summed(mut self) -> Self {
        (self.sum, self.harm) = (self.reckoned(), Harm::None);
        self
    }

    fn reckoned(&self) -> String {
        let part = |wrapped: &Wrapped| serde_json::to_string(wrapped).unwrap_or_default();
        sha256(
            format!("{}\n{}\n{}\n{}", self.format, self.book, part(&self.passphrase), part(&self.recovery))
                .as_bytes(),
        )
    }

    /// The key file beside a book.
    pub(super) fn of_book(book: &Path, id: BookId) -> Result<Self, Rejection> {
        let file = super::key_file(book);
        let shown = file.display();
        let text = match read(&file) {
            Ok(bytes) => String::from_utf8_lossy(&bytes).into_owned(),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                let way = Self::way_back(book, id).unwrap_or_else(|| {
                    "Put it back: the key file of any copy of this book, named so, opens it.".to_owned()
                });
                return Err(Rejection::fault(format!(
                    "The key file {shown} is not there; without it the book cannot be opened. Nothing was changed. \
                     {way}"
                )));
            }
            Err(error) => {
                return Err(Rejection::fault(format!(
                    "The key file {shown} could not be read: {error}. Nothing was changed."
                )));
            }
        };
        let damaged = || {
            let way = Self::way_back(book, id)
                .unwrap_or_else(|| "Put the key file of any copy of this book in its place.".to_owned());
            Rejection::fault(format!(
                "The key file {shown} is damaged; the book itself was not touched. {way}"
            ))
        };
        let read = serde_json::from_str::<Self>(&text).ok();
        if let Some(read) = read.filter(|read| read.sum == read.reckoned() && read.format == FORMAT) {
            if read.book != id.hex() {
                return Err(Rejection::fault(format!(
                    "The key file {shown} is that of another book. Nothing was changed. Put the one of this book \
                     there."
                )));
            }
            return Ok(read);
        }
        let saved = Self::saved(&text, id);
        let is_proved = saved.as_ref().is_some_and(|saved| saved.harm == Harm::Frame);
        let version = serde_json::from_str::<Version0>(&text).ok();
        if !is_proved && version.is_some_and(|version| version.format > FORMAT) {
            return Err(Rejection::fault(format!(
                "The key file {shown} was written by a newer standing. Nothing was changed. Use the newer program."
            )));
        }
        saved.ok_or_else(damaged)
    }

    /// What a damaged key file still says: each part is sealed by itself, and one of the two opens the book.
    fn saved(text: &str, id: BookId) -> Option<Self> {
        // There is one way only to make and seal a part in this format; a hit name of it says nothing else.
        let named = |half| Wrapped { kdf: KDF.into(), cipher: CIPHER.into(), ..half };
        let mut halves = damage::halves(text).into_iter().map(named);
        let first: Wrapped = halves.next()?;
        let second = halves.next();
        let are_two = second.is_some();
        // Of one alone it shows only when it is opened which it is: that is part of what is sealed.
        let recovery = second.unwrap_or_else(|| first.clone());
        let (what, book, sum) = (WHAT.to_owned(), id.hex(), damage::sum(text).unwrap_or_default());
        let saved = Self { what, format: FORMAT, book, passphrase: first, recovery, sum, harm: Harm::Half };
        if are_two && damage::is_nearly(&saved.sum, &saved.reckoned()) {
            let mut whole = saved.summed();
            whole.harm = Harm::Frame;
            return Some(whole);
        }
        Some(saved)
    }

    /// What of the file was damaged, when it was read.
    pub(super) fn harm(&self) -> Harm {
        self.harm
    }

    /// Which book the key file beside a book is for, when it is a whole one.
    pub(super) fn id_beside(book: &Path) -> Option<BookId> {
        let read = Self::whole(&super::key_file(book))?;
        BookId::of(&unhex(&read.book)?)
    }

    /// A key file of this format that is as it was written.
    fn whole(file: &Path) -> Option<Self> {
        let read: Self = serde_json::from_slice(&read(file).ok()?).ok()?;
        (read.format == FORMAT && read.sum == read.reckoned()).then_some(read)
    }

    /// How the key file of a book comes back: which copy beside it, or in the folder of its copies, has one.
    fn way_back(book: &Path, id: BookId) -> Option<String> {
        let key = super::key_file(book);
        let dir = key.parent()?;
        let entries = [dir.to_owned(), dir.join("backups")].into_iter().filter_map(|dir| dir.read_dir().ok());
        let fits = |file: &std::path::PathBuf| {
            *file != key
                && file.extension().is_some_and(|end| end == "key")
                && Self::whole(file).is_some_and(|read| read.book == id.hex())
        };
        let mut found: Vec<_> = entries.flatten().flatten().map(|entry| entry.path()).filter(fits).collect();
        // The newest has the newest passphrase.
        found.sort_by_key(|file| std::fs::metadata(file).and_then(|about| about.modified()).ok());
        let copy = found.pop()?;
        Some(format!(
            "A copy has the key of this book: copy {} to {}, and the passphrase that copy was made under opens it.",
            copy.display(),
            key.display()
        ))
    }

    /// Writes it, private and whole.
    pub(in crate::store) fn write(&self, file: &Path) -> Result<(), Rejection> {
        let mut text = serde_json::to_string_pretty(self)
            .map_err(|error| Rejection::fault(format!("The key file could not be made: {error}.")))?;
        text.push('\n');
        write_whole(file, text.as_bytes(), Replace::Yes)
    }

    /// Whether a key file of this lock lies beside a book that may not be there yet.
    pub(in crate::store) fn is_beside(book: &Path, id: BookId) -> bool {
        Self::of_book(book, id).is_ok()
    }

    /// The key file of an open book: the one beside it, which another desk may have given another passphrase, else
    /// as it was when the book was opened.
    pub(in crate::store) fn newest(book: Option<&Path>, id: BookId) -> Result<Self, Rejection> {
        let beside = book.and_then(|book| Self::of_book(book, id).ok());
        beside.or_else(|| super::held_file(id)).ok_or_else(super::not_locked)
    }

    /// The key, when that is the passphrase.
    pub(super) fn open(&self, passphrase: &Secret) -> Result<Option<Key>, Rejection> {
        self.opened(&self.passphrase, (By::Passphrase, passphrase.text().as_bytes()))
    }

    /// The key, when that is the code.
    pub(super) fn open_by_code(&self, code: &RecoveryCode) -> Result<Option<Key>, Rejection> {
        self.opened(&self.recovery, (By::Recovery, &code.bytes()))
    }

    fn opened(&self, half: &Wrapped, by: (By, &[u8])) -> Result<Option<Key>, Rejection> {
        match unwrap(&self.book, half, by) {
            // Of a damaged file a part may be nonsense; the other one is tried by its own secret.
            Err(_) if self.harm == Harm::Half => Ok(None),
            done => done,
        }
    }
}

fn read(file: &Path) -> std::io::Result<Vec<u8>> {
    use std::io::Read as _;
    let mut bytes = Vec::new();
    std::fs::File::open(file)?.take(LONGEST).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// What is sealed together with the key: the format, which secret, and which book.
fn bound(book: &str, by: By) -> Vec<u8> {
    let by = match by {
        By::Passphrase => "passphrase",
        By::Recovery => "recovery",
    };
    format!("standing key {FORMAT} {by} {book}").into_bytes()
}

fn failed() -> Rejection {
    Rejection::fault("The key could not be worked out: there is too little memory. Nothing was changed.")
}

fn derived(secret: &[u8], salt: &[u8], cost: Cost) -> Result<Zeroizing<[u8; 32]>, Rejection> {
    let params = Params::new(cost.memory_kib, cost.passes, cost.lanes, Some(32)).map_err(|_| failed())?;
    let mut out = Zeroizing::new([0_u8; 32]);
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
        .hash_password_into(secret, salt, out.as_mut_slice())
        .map_err(|_| failed())?;
    Ok(out)
}

fn wrap(id: BookId, key: &Key, (by, secret): (By, &[u8])) -> Result<Wrapped, Rejection> {
    let cost = Cost::usual();
    let (mut salt, mut nonce) = ([0_u8; 16], [0_u8; 24]);
    super::keys::random(&mut salt)?;
    super::keys::random(&mut nonce)?;
    let derived = derived(secret, &salt, cost)?;
    let cipher = XChaCha20Poly1305::new(derived.as_slice().into());
    let book = id.hex();
    let payload = Payload { msg: key.as_slice(), aad: &bound(&book, by) };
    let sealed = cipher.encrypt(XNonce::from_slice(&nonce), payload).map_err(|_| failed())?;
    let wrapped = Wrapped {
        kdf: KDF.into(),
        memory_kib: cost.memory_kib,
        passes: cost.passes,
        lanes: cost.lanes,
        salt: hex(&salt),
        cipher: CIPHER.into(),
        nonce: hex(&nonce),
        sealed: hex(&sealed),
    };
    match unwrap(&book, &wrapped, (by, secret))? {
        Some(again) if again == *key => Ok(wrapped),
        _ => Err(failed()),
    }
}

fn unwrap(book: &str, wrapped: &Wrapped, (by, secret): (By, &[u8])) -> Result<Option<Key>, Rejection> {
    let damaged =
        || Rejection::fault("The key file holds what this program does not know. Nothing was changed.");
    let cost = Cost { memory_kib: wrapped.memory_kib, passes: wrapped.passes, lanes: wrapped.lanes };
    let is_known = wrapped.kdf == KDF && wrapped.cipher == CIPHER;
    if !is_known || cost.memory_kib > MOST.0 || cost.passes > MOST.1 || cost.lanes > MOST.2 {
        return Err(damaged());
    }
    let bytes = |digits: &str| unhex(digits).ok_or_else(damaged);
    let (salt, nonce, sealed) = (bytes(&wrapped.salt)?, bytes(&wrapped.nonce)?, bytes(&wrapped.sealed)?);
    if nonce.len() != 24 {
        return Err(damaged());
    }
    let derived = derived(secret, &salt, cost)?;
    let cipher = XChaCha20Poly1305::new(derived.as_slice().into());
    let payload = Payload { msg: &sealed, aad: &bound(book, by) };
    let Ok(opened) = cipher.decrypt(XNonce::from_slice(&nonce), payload).map(Zeroizing::new) else {
        return Ok(None);
    };
    let mut key = Key::default();
    if opened.len() != key.len() {
        return Err(damaged());
    }
    key.copy_from_slice(&opened);
    Ok(Some(key))
}

fn unhex(digits: &str) -> Option<Vec<u8>> {
    let pairs = digits.as_bytes().chunks(2);
    pairs.map(|pair| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok()).collect()
}
