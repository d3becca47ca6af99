//! A new book from a damaged one: the journal as far as it is whole, then every record that can still be read.
//!
//! **Invariant:** the damaged file is only read, and worked on as a private copy; the new book passes `verify`.

mod chain;
mod log;
mod pages;
mod rest;
mod scan;

use std::path::Path;

use chrono::{DateTime, NaiveDate};

use self::pages::{Tables, Wreck};
use super::{OpMeta, Store, backup::Must, leftovers, lock, sha256, trouble::Told};
use crate::domain::{record::Kind, rejection::Rejection};

/// What became of the records of one type.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SavedKind {
    /// Which type.
    pub kind: Kind,
    /// Records in the new book.
    pub kept: i64,
    /// Records known by number that could not be read; those deleted long ago may be among them when the journal is
    /// not whole.
    pub lost: Vec<i64>,
    /// Records that are in the new book as they were before the steps that could not be read.
    pub older: i64,
}

/// What a salvage came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Salvaged {
    /// Steps of the journal that came over with their proof.
    pub steps: i64,
    /// Steps there were, as far as is known.
    pub steps_known: i64,
    /// Whether it is certain that those are all.
    pub whole: bool,
    /// The day of the last step that came over.
    pub until: Option<NaiveDate>,
    /// What became of the records, for each type that has any.
    pub kinds: Vec<SavedKind>,
    /// Kept files of documents that came over, and those that could not be read.
    pub files: (i64, i64),
    /// The head of the new book.
    pub head: String,
}

impl Salvaged {
    /// Whether the new book is all that the damaged one was.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        let sound = |saved: &SavedKind| saved.lost.is_empty() && saved.older == 0;
        self.whole && self.files.1 == 0 && self.kinds.iter().all(sound)
    }
}

/// Salvages what can be read of `damaged` into a new book at `into`, which must not be there; `meta` is of the step
/// that brings over what the journal does not prove.
pub fn salvage(damaged: &Path, into: &Path, meta: &OpMeta) -> Result<Salvaged, Rejection> {
    if into.exists() {
        return Err(Rejection::rule(format!("{} is there already. Name another file.", into.display())));
    }
    super::files::private_directory(into)
        .map_err(|error| Rejection::fault(format!("{} was not written: {error}.", into.display())))?;
    let room = leftovers::room(into, "salvage")?;
    let wreck = Wreck::open(damaged, &room)?;
    // What is saved of a locked book is under its lock, on the way and at the end.
    let lock = lock::id_of(damaged);
    let mut store = Store::create(&room.join("new.db"), lock)?;
    let mut steps = chain::take(&mut store, &wreck)?;
    let mut steps_known = wreck.highest("op").max(steps);
    if steps == 0 && wreck.tables == Tables::Found {
        // The tree of the journal is broken at its root; its leaves may still be there.
        if let Some(scanned) = Wreck::scanned(&room, lock)? {
            steps = chain::take(&mut store, &scanned)?;
            steps_known = steps_known.max(scanned.highest("op"));
        }
    }
    let whole = steps == steps_known && wreck.is_whole("op") && wreck.is_whole("change");
    let kinds = if whole { rest::counted(&store)? } else { rest::take(&mut store, &wreck, meta)? };
    let files = kept_files(&store, &wreck)?;
    slips(&store, &wreck)?;
    let (newest, head) = store.journal_head()?;
    if newest == 0 {
        return Err(pages::unreadable(damaged));
    }
    let until: Option<String> =
        store.conn.query_row("SELECT max(day) FROM op WHERE id <= ?1", [steps], |row| row.get(0)).told()?;
    // Copied only when it verifies, so that what is offered as a book is one.
    store.copy_to(into, Must::Agree)?;
    let until = until.and_then(|day| day.parse().ok());
    Ok(Salvaged { steps, steps_known, whole, until, kinds, files, head })
}

/// The step that a salvage writes, at an instant and a day.
#[must_use]
pub fn step(at: DateTime<chrono::Utc>, day: NaiveDate) -> OpMeta {
    let reason = Some("the book was damaged".to_owned());
    OpMeta { at, day, command: "salvage".to_owned(), reason, undoes: None }
}

/// The files of documents whose bytes are what their hash says.
fn kept_files(store: &Store, wreck: &Wreck) -> Result<(i64, i64), Rejection> {
    let (mut kept, mut lost) = (0, 0);
    for row in wreck.rowids("kept_file") {
        let read = wreck.conn.query_row(
            "SELECT media, bytes, sha256 FROM kept_file NOT INDEXED WHERE rowid = ?1",
            [row],
            |row| Ok((row.get::<_, String>(0)?, row.get::<_, Vec<u8>>(1)?, row.get::<_, String>(2)?)),
        );
        match read {
            Ok((media, bytes, hash)) if sha256(&bytes) == hash => {
                store.keep_file(&media, &bytes)?;
                kept += 1;
            }
            _ => lost += 1,
        }
    }
    Ok((kept, lost))
}

/// What was being typed; what of it cannot be read is no loss worth a word.
fn slips(store: &Store, wreck: &Wreck) -> Result<(), Rejection> {
    for row in wreck.rowids("slip") {
        let sql = "SELECT form, title, body, day FROM slip NOT INDEXED WHERE rowid = ?1";
        let read = wreck.conn.query_row(sql, [row], |row| {
            Ok((
                row.get::<_, String>(0)?,
                row.get::<_, String>(1)?,
                row.get::<_, String>(2)?,
                row.get::<_, String>(3)?,
            ))
        });
        let Ok((form, title, body, day)) = read else { continue };
        let Ok(day) = day.parse() else { continue };
        store.keep_slip(&super::Slip { form, title, body, day })?;
    }
    Ok(())
}

#[cfg(test)]
#[path = "salvage_tests.rs"]
mod salvage_tests;
