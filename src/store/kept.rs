//! Files the book keeps for ever by their hash: what was sent, as it was sent.
//!
//! **Invariant:** a kept file is inserted and never changed; it is outside the journal, which holds its hash.

use std::fmt::Write as _;

use rusqlite::{OptionalExtension as _, params};
use sha2::{Digest as _, Sha256};

use super::{Db, Store, trouble::Told};
use crate::domain::rejection::Rejection;

/// The SHA-256 of bytes, in lower-case hexadecimal.
#[must_use]
pub fn sha256(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

/// Bytes as digits, two each, in lower case.
#[must_use]
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// A kept file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptFile {
    /// Its hash.
    pub sha256: String,
    /// What it is: `application/pdf`, `text/html`.
    pub media: String,
    /// Its bytes, as they were.
    pub bytes: Vec<u8>,
}

impl Store {
    /// Keeps bytes and gives their hash; the same bytes are kept once.
    pub fn keep_file(&self, media: &str, bytes: &[u8]) -> Result<String, Rejection> {
        let hash = sha256(bytes);
        self.conn
            .prepare_cached(
                "INSERT INTO kept_file(sha256, media, bytes) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING",
            )
            .told()?
            .execute(params![hash, media, bytes])
            .told()?;
        Ok(hash)
    }
}

impl Store {
    /// Names the kept files that are no longer what they were.
    pub(super) fn kept_faults(&self, faults: &mut Vec<String>) -> Result<(), Rejection> {
        for hash in self.db().kept_files()? {
            if self.db().kept_file(&hash)?.is_some_and(|file| sha256(&file.bytes) != hash) {
                let short = hash.get(..12).unwrap_or(&hash);
                faults.push(format!("The kept file {short}... of a document was altered."));
            }
        }
        Ok(())
    }
}

impl Db<'_> {
    /// Whether the book keeps a file of this hash.
    pub fn has_file(&self, sha256: &str) -> Result<bool, Rejection> {
        let sql = "SELECT EXISTS (SELECT 1 FROM kept_file WHERE sha256 = ?1)";
        self.conn.prepare_cached(sql).told()?.query_row([sha256], |row| row.get(0)).told()
    }

    /// The file of a hash, when the book keeps it.
    pub fn kept_file(&self, sha256: &str) -> Result<Option<KeptFile>, Rejection> {
        let sql = "SELECT sha256, media, bytes FROM kept_file WHERE sha256 = ?1";
        self.conn
            .prepare_cached(sql)
            .told()?
            .query_row([sha256], |row| {
                Ok(KeptFile { sha256: row.get(0)?, media: row.get(1)?, bytes: row.get(2)? })
            })
            .optional()
            .told()
    }

    /// The hashes of all kept files, in their order.
    pub fn kept_files(&self) -> Result<Vec<String>, Rejection> {
        let mut statement =
            self.conn.prepare_cached("SELECT sha256 FROM kept_file ORDER BY sha256").told()?;
        statement.query_map([], |row| row.get(0)).told()?.collect::<Result<_, _>>().told()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_kept_file_stays_as_it_is() {
        let store = Store::memory().unwrap();
        let hash = store.keep_file("text/html", b"<p>one</p>").unwrap();
        assert_eq!(store.keep_file("text/html", b"<p>one</p>").unwrap(), hash);
        assert_eq!(store.db().kept_file(&hash).unwrap().unwrap().bytes, b"<p>one</p>");
        assert_eq!(store.db().kept_files().unwrap(), std::slice::from_ref(&hash));
        assert!(store.conn.execute("UPDATE kept_file SET bytes = x'00'", []).is_err());
        assert!(store.conn.execute("DELETE FROM kept_file", []).is_err());
        let mut faults = Vec::new();
        store.kept_faults(&mut faults).unwrap();
        assert!(faults.is_empty());
        let forged = "INSERT INTO kept_file(sha256, media, bytes) VALUES ('00', 'text/html', x'00')";
        store.conn.execute(forged, []).unwrap();
        store.kept_faults(&mut faults).unwrap();
        assert_eq!(faults, ["The kept file 00... of a document was altered."]);
        assert_eq!(sha256(b""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    }
}
