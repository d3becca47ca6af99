//! Whether a file is damaged, in plain words; how two books differ.
//!
//! **Invariant:** it reads only: what is looked at is the same to the byte afterwards.

use std::path::Path;

use chrono::NaiveDate;
use rusqlite::{Connection, ErrorCode, OptionalExtension as _};

use super::{
    OpQuery, OpRow, Store, files,
    foreign::{self, Beginning},
    lock,
    open::has_log,
    trouble::{Told, is_damage},
};
use crate::domain::{
    record::{Kind, RecordId},
    rejection::Rejection,
};

/// How a file is looked through.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Thoroughly {
    /// Every page and every index.
    Yes,
    /// Every page.
    No,
}

/// What is wrong with the file of a book.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Condition {
    /// Nothing that its own structure shows.
    Sound,
    /// Something, in one sentence.
    Damaged(String),
    /// It begins as something else, which is named; copies beside it may say that a book lay there.
    Other(&'static str),
    /// It was not to be told: it is locked, of another program, or may not be read.
    Unknown,
    /// There is no file, or an empty one.
    Nothing,
}

impl Condition {
    /// Looks through the file of a book, page by page.
    #[must_use]
    pub fn of(path: &Path) -> Self {
        let Ok(about) = std::fs::metadata(path) else { return Self::Nothing };
        if about.len() == 0 {
            return if has_log(path) {
                Self::Damaged("The file is empty, though changes wait beside it.".to_owned())
            } else {
                Self::Nothing
            };
        }
        if !about.is_file() {
            return Self::Unknown;
        }
        if lock::is_headless(path) {
            return Self::Damaged(
                "It is locked, and the beginning of its file was overwritten; its key file is whole."
                    .to_owned(),
            );
        }
        if is_headless(path) {
            return Self::Damaged("The beginning of the file was overwritten.".to_owned());
        }
        match foreign::beginning_of(path) {
            Some(Beginning::Unknown) => {
                return Self::Damaged(
                    "The beginning of the file was overwritten, if it is a book.".to_owned(),
                );
            }
            Some(Beginning::Known(what)) => return Self::Other(what),
            None => {}
        }
        match Store::open_to_read(path).and_then(|(store, _)| damage_of(&store.conn, Thoroughly::No)) {
            Ok(None) => Self::Sound,
            Ok(Some(fault)) => Self::Damaged(fault),
            // What was refused by the engine as damaged says so; all else is no damage.
            Err(no) if is_damage(&no) => {
                Self::Damaged("The file is cut off, or parts of it were overwritten.".to_owned())
            }
            Err(_) => Self::Unknown,
        }
    }
}

/// Whether a file is a book but for its first words: the numbers behind them are those of the engine.
fn is_headless(path: &Path) -> bool {
    // A locked book has its own beginning, and no numbers behind it that can be read.
    let start = files::beginning(path, 24).unwrap_or_default();
    !start.starts_with(b"SQLite format 3\0") && !lock::is_locked(path) && start.ends_with(&[64, 32, 32])
}

/// Whether a fault that was found is one of the file, and not of what somebody else wrote into it.
#[must_use]
pub fn is_of_the_file(fault: &str) -> bool {
    fault.starts_with("The file is damaged")
}

/// The first damage the engine finds, in a sentence.
pub(super) fn damage_of(conn: &Connection, how: Thoroughly) -> Result<Option<String>, Rejection> {
    let sql = match how {
        Thoroughly::Yes => "PRAGMA integrity_check(1)",
        Thoroughly::No => "PRAGMA quick_check(1)",
    };
    match conn.query_row(sql, [], |row| row.get::<_, String>(0)) {
        Ok(sound) if sound == "ok" => Ok(None),
        Ok(said) => Ok(Some(plain(&said))),
        Err(error)
            if matches!(
                error.sqlite_error_code(),
                Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase)
            ) =>
        {
            Ok(Some("The file is damaged: it is cut off, or parts of it were overwritten.".to_owned()))
        }
        Err(error) => Err(error).told(),
    }
}

/// What the engine says, without its own words.
fn plain(said: &str) -> String {
    let number_after = |word: &str| {
        let after = said.split(word).nth(1)?;
        let digits: String = after.trim_start().chars().take_while(char::is_ascii_digit).collect();
        (!digits.is_empty()).then_some(digits)
    };
    let index = said.contains("index") || said.contains("missing from");
    match number_after("page") {
        Some(page) => format!("The file is damaged: page {page} of it cannot be read as it should be."),
        None if index => "The file is damaged: an index does not fit its records.".to_owned(),
        None => "The file is damaged: its parts do not fit together.".to_owned(),
    }
}

/// How the book that is there differs from a copy of it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Difference {
    /// The last step both have.
    pub common: i64,
    /// Steps only the present book has, the newest first; at most ten.
    pub only_here: Vec<(i64, NaiveDate, String)>,
    /// How many those are.
    pub lost: i64,
    /// Steps only the copy has.
    pub only_there: i64,
    /// Record types of which they hold another number: type, here, there.
    pub counts: Vec<(Kind, i64, i64)>,
    /// The newest day of the present book's journal.
    pub here_until: Option<NaiveDate>,
    /// That of the copy.
    pub there_until: Option<NaiveDate>,
    /// The head of the present book.
    pub head: String,
    /// Clients whose records were purged from the present book and stand in the copy.
    pub purged: Vec<BroughtBack>,
}

/// A client who was purged and whom a copy still has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BroughtBack {
    /// Which.
    pub relationship: RecordId,
    /// What the copy calls it.
    pub name: String,
    /// The day of the purge.
    pub on: NaiveDate,
}

impl Store {
    /// Holds a copy against this book: chain against chain, number against number.
    pub fn difference(&self, copy: &Self) -> Result<Difference, Rejection> {
        let ((here, head), (there, _)) = (self.journal_head()?, copy.journal_head()?);
        let common = self.last_common(copy, here.min(there))?;
        let newest = |store: &Self, limit| store.db().ops(&OpQuery { limit, ..OpQuery::default() });
        let said = |op: OpRow| (op.id, op.day, op.summary);
        let (mine, theirs) = (newest(self, 10)?, newest(copy, 1)?);
        let mut counts = Vec::new();
        for kind in Kind::ALL {
            let (mine, theirs) = (self.db().count(*kind)?, copy.db().count(*kind)?);
            if mine != theirs {
                counts.push((*kind, mine, theirs));
            }
        }
        Ok(Difference {
            common,
            here_until: mine.first().map(|op| op.day),
            there_until: theirs.first().map(|op| op.day),
            only_here: mine.into_iter().filter(|op| op.id > common).map(said).collect(),
            lost: here - common,
            only_there: there - common,
            counts,
            head,
            purged: self.purged_in(copy, common)?,
        })
    }

    /// The clients purged here whom a copy with the same steps up to `common` holds, in its records or its journal.
    fn purged_in(&self, copy: &Self, common: i64) -> Result<Vec<BroughtBack>, Rejection> {
        // Ids name the same records only where the step that made them is the same.
        let mut statement = self
            .conn
            .prepare(
                "SELECT c.row_id, min(o.day) FROM change c JOIN op o ON o.id = c.purged_by
                 WHERE c.tbl = 'relationship' GROUP BY c.row_id HAVING min(c.op_id) <= ?1 ORDER BY c.row_id",
            )
            .told()?;
        let purged: Vec<(i64, String)> = statement
            .query_map([common], |row| Ok((row.get(0)?, row.get(1)?)))
            .told()?
            .collect::<Result<_, _>>()
            .told()?;
        let mut name_of = copy
            .conn
            .prepare(
                "SELECT ifnull(after, before) ->> '$.name' FROM change
                 WHERE tbl = 'relationship' AND row_id = ?1 AND purged_by IS NULL ORDER BY seq DESC LIMIT 1",
            )
            .told()?;
        let mut back = Vec::new();
        for (id, on) in purged {
            let name: Option<Option<String>> = name_of.query_row([id], |row| row.get(0)).optional().told()?;
            if let (Some(Some(name)), Ok(on)) = (name, on.parse()) {
                back.push(BroughtBack { relationship: RecordId::new(Kind::Relationship, id), name, on });
            }
        }
        Ok(back)
    }

    /// The last step whose hash is the same in both: a hash holds all before it, so the place is found by halves.
    fn last_common(&self, other: &Self, highest: i64) -> Result<i64, Rejection> {
        let (mut same, mut beyond) = (0, highest + 1);
        while beyond - same > 1 {
            let middle = same + (beyond - same) / 2;
            let (mine, theirs) = (self.hash_of(middle)?, other.hash_of(middle)?);
            if mine.is_some() && mine == theirs {
                same = middle;
            } else {
                beyond = middle;
            }
        }
        Ok(same)
    }

    fn hash_of(&self, op: i64) -> Result<Option<String>, Rejection> {
        self.conn
            .prepare_cached("SELECT hash FROM op WHERE id = ?1")
            .told()?
            .query_row([op], |row| row.get(0))
            .optional()
            .told()
    }

    /// The number and hash of the newest step of a file, which is only read.
    pub fn head_of(file: &Path) -> Result<(i64, String), Rejection> {
        Self::open_to_read(file)?.0.journal_head()
    }

    /// How a book that may be damaged, and is only read, differs from a copy.
    pub fn difference_of(present: &Path, copy: &Self) -> Result<Difference, Rejection> {
        Self::open_to_read(present)?.0.difference(copy)
    }

    /// Whether a file, which is only read, is a copy of this book: the first step of both is the same.
    pub fn is_of_this_book(&self, file: &Path) -> Result<bool, Rejection> {
        let (copy, _) = Self::open_to_read(file)?;
        let (mine, theirs) = (self.hash_of(1)?, copy.hash_of(1)?);
        Ok(mine.is_some() && mine == theirs)
    }

    /// How many steps a file, which is only read, holds that this book has not.
    pub fn steps_only_in(&self, file: &Path) -> Result<i64, Rejection> {
        let (copy, _) = Self::open_to_read(file)?;
        let (here, there) = (self.journal_head()?.0, copy.journal_head()?.0);
        Ok(there - self.last_common(&copy, here.min(there))?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_engine_says_is_put_in_plain_words() {
        for (said, plainly) in [
            ("Tree 4 page 312: btreeInitPage() returns error code 11", "page 312 of it"),
            ("row 3 missing from index relationship_name", "an index does not fit"),
            ("wrong # of entries in index x", "an index does not fit"),
            ("something else", "do not fit together"),
        ] {
            let told = plain(said);
            assert!(told.contains(plainly) && told.ends_with('.'), "{told}");
        }
    }
}
