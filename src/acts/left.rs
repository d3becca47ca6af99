//! What leaves the book in files for others: whose data it is, and the op that keeps that it left.
//!
//! **Invariant:** a file gets its name only after the book has kept that it left, or it is said that it could not.

use std::{collections::BTreeSet, path::PathBuf};

use super::Book;
use crate::{
    domain::{
        action::{Action, HandedOver, Proof, Receipt},
        record::{Kind, RecordId},
        rejection::Rejection,
    },
    store::{Prepared, Replace, prepare, sha256},
};

/// What is about to leave.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Leaving {
    /// What it is, in a few words: `contacts as vCard 4.0`.
    what: String,
    /// The client whom it is about, where it is about one.
    about: Option<RecordId>,
    /// Whose data are in it.
    clients: BTreeSet<i64>,
    /// Whether there are data of anybody in it.
    holds: Holds,
}

/// Whether a file has data of clients in it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
enum Holds {
    /// It has not: the rules, the tiers.
    #[default]
    Nobodys,
    /// It has.
    Somebodys,
}

/// What the book keeps of what left it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Left {
    /// No data of a client were in it; nothing is kept.
    Nobodys,
    /// The op that says so.
    Kept(Receipt),
    /// Nothing could be kept; why, as a sentence.
    NotKept(String),
}

impl Left {
    /// The op, where there is one.
    #[must_use]
    pub fn receipt(&self) -> Option<&Receipt> {
        match self {
            Self::Kept(receipt) => Some(receipt),
            Self::Nobodys | Self::NotKept(_) => None,
        }
    }

    /// Why nothing is kept of it, where something should be.
    #[must_use]
    pub fn not_kept(&self) -> Option<&str> {
        match self {
            Self::NotKept(why) => Some(why),
            Self::Nobodys | Self::Kept(_) => None,
        }
    }
}

impl Leaving {
    /// A file about one client.
    #[must_use]
    pub fn about(client: RecordId, what: impl Into<String>) -> Self {
        Self {
            what: what.into(),
            about: Some(client),
            clients: BTreeSet::from([client.id]),
            holds: Holds::Somebodys,
        }
    }

    /// A file about these clients; about nobody where there is none.
    #[must_use]
    pub fn of(what: impl Into<String>, clients: BTreeSet<i64>) -> Self {
        let holds = if clients.is_empty() { Holds::Nobodys } else { Holds::Somebodys };
        Self { what: what.into(), about: None, clients, holds }
    }

    /// The same, where it has data of persons who belong to no client too.
    #[must_use]
    pub fn with_others(mut self, count: usize) -> Self {
        if count > 0 {
            self.holds = Holds::Somebodys;
        }
        self
    }

    /// The same under another name.
    #[must_use]
    pub fn called(mut self, what: impl Into<String>) -> Self {
        self.what = what.into();
        self
    }

    /// What the book keeps of it: a file of several clients says of how many.
    fn said(&self) -> String {
        match (self.about, self.clients.len()) {
            (Some(_), _) | (None, 0) => self.what.clone(),
            (None, 1) => format!("{}, of 1 client", self.what),
            (None, many) => format!("{}, of {many} clients", self.what),
        }
    }
}

impl Book {
    /// The relationships that all records of these types are of, each once.
    pub fn clients_in_all(&self, kinds: &[Kind]) -> Result<BTreeSet<i64>, Rejection> {
        let mut all = BTreeSet::new();
        for kind in kinds {
            all.extend(self.db().clients_of(*kind, None)?);
        }
        Ok(all)
    }

    /// The relationships that these records are of, each once.
    pub fn clients_in(&self, records: &[RecordId]) -> Result<BTreeSet<i64>, Rejection> {
        let kinds: BTreeSet<Kind> = records.iter().map(|record| record.kind).collect();
        let mut all = BTreeSet::new();
        for kind in kinds {
            let ids: Vec<i64> =
                records.iter().filter(|record| record.kind == kind).map(|record| record.id).collect();
            all.extend(self.db().clients_of(kind, Some(&ids))?);
        }
        Ok(all)
    }

    /// Writes files and keeps that they left. A book that can only be read gives them out all the same.
    ///
    /// # Errors
    /// When one of them cannot be written; then none has its name, and unless it is the last moment that fails
    /// nothing is kept.
    pub fn hand_over(
        &mut self,
        leaving: &Leaving,
        files: &[(PathBuf, Vec<u8>)],
        replace: Replace,
    ) -> Result<Left, Rejection> {
        let parts = files.iter().map(|(file, bytes)| prepare(file, bytes, replace));
        let parts = parts.collect::<Result<Vec<Prepared>, Rejection>>()?;
        let left = self.left(leaving, files.iter().map(|(_, bytes)| bytes.as_slice()));
        for part in parts {
            part.put().map_err(|no| match left.receipt() {
                Some(receipt) => Rejection::fault(format!(
                    "{} The book says that it left (op {}); write it again.",
                    no.message, receipt.op
                )),
                None => no,
            })?;
        }
        Ok(left)
    }

    /// Keeps that these bytes left the book.
    pub fn left<'b>(&mut self, leaving: &Leaving, files: impl Iterator<Item = &'b [u8]>) -> Left {
        if leaving.holds == Holds::Nobodys {
            return Left::Nobodys;
        }
        let hashes: Vec<String> = files.map(sha256).collect();
        let sha256 = match hashes.as_slice() {
            [one] => one.clone(),
            several => sha256(several.join("\n").as_bytes()),
        };
        self.keep_left(HandedOver {
            relationship: leaving.about,
            what: leaving.said(),
            as_of: None,
            files: i64::try_from(hashes.len()).unwrap_or(i64::MAX),
            sha256,
        })
    }

    /// Writes the op; what cannot be kept is said and hinders nobody.
    pub fn keep_left(&mut self, file: HandedOver) -> Left {
        if self.only_read().is_some() {
            return Left::NotKept(
                "The book can only be read here, so it does not keep that this left it. Note it yourself."
                    .to_owned(),
            );
        }
        match self.execute(&Action::Proof(Proof::Left(file))) {
            Ok(receipt) => Left::Kept(receipt),
            Err(no) => Left::NotKept(format!(
                "The book does not keep that this left it. {} Note it yourself.",
                no.message
            )),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{clock::Clock, domain::record::Fields, store::Step};

    fn book() -> (Book, RecordId) {
        let mut book = Book::memory(Clock::fixed("2026-03-02".parse().unwrap())).unwrap();
        let mut last = None;
        for name in ["Hartley household", "Okafor household"] {
            let fields = Fields::new().with("name", name);
            last =
                book.execute(&Action::Add { kind: Kind::Relationship, fields }).unwrap().ids.first().copied();
        }
        (book, last.unwrap())
    }

    #[test]
    fn what_left_is_kept_with_how_many_clients_and_its_hash_and_undo_passes_over_it() {
        let (mut book, _) = book();
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("a.csv");
        let leaving = Leaving::of("table of clients", book.clients_in_all(&[Kind::Relationship]).unwrap());
        let left = book.hand_over(&leaving, &[(file.clone(), b"a".to_vec())], Replace::No).unwrap();
        let receipt = left.receipt().unwrap().clone();
        assert_eq!(receipt.summary, "Data left the book: table of clients, of 2 clients");
        assert!(!receipt.undo && std::fs::read(&file).unwrap() == b"a");
        let row = book.rows(Kind::Handover, &[]).unwrap().remove(0);
        assert_eq!((row.str("sha256"), row.int("files")), (sha256(b"a").as_str(), Some(1)));
        assert!(book.take_back(receipt.op).unwrap_err().message.contains("is out"));
        assert_eq!(book.step(Step::Undo).unwrap().unwrap().summary, "Undid: added client: Okafor household");
        let more = Leaving::of("table of clients", BTreeSet::from([1]));
        book.left(&more, std::iter::once(b"b".as_slice()));
        assert!(book.step(Step::Redo).unwrap().is_some(), "an export comes between an undo and its redo");
        assert_eq!(book.rows(Kind::Handover, &[]).unwrap().len(), 2);
    }

    #[test]
    fn a_file_that_cannot_be_written_leaves_no_entry_and_rules_are_nobodys_data() {
        let (mut book, client) = book();
        let dir = tempfile::tempdir().unwrap();
        let about = Leaving::about(client, "letter");
        let gone = dir.path().join("none/a.pdf");
        assert!(book.hand_over(&about, &[(gone, b"a".to_vec())], Replace::No).is_err());
        let there = dir.path().join("a.csv");
        std::fs::write(&there, "mine").unwrap();
        assert!(book.hand_over(&about, &[(there.clone(), b"a".to_vec())], Replace::No).is_err());
        let rules = Leaving::of("table of rules", book.clients_in_all(&[Kind::Rule]).unwrap());
        let left = book.hand_over(&rules, &[(there, b"rules".to_vec())], Replace::Yes).unwrap();
        assert_eq!((left, book.rows(Kind::Handover, &[]).unwrap().len()), (Left::Nobodys, 0));
        let left = book.left(&about, std::iter::once(b"a".as_slice()));
        assert_eq!(left.receipt().unwrap().summary, "Data left the book: letter, Okafor household");
    }
}
