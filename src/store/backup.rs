//! Copies of the book, made while it is open.
//!
//! **Invariant:** a copy gets its name only after it opened and its integrity check passed.

use std::path::{Path, PathBuf};

use rusqlite::{
    OpenFlags,
    backup::{Backup, StepResult},
};

use super::{
    Store,
    damage::{Thoroughly, damage_of},
    files, leftovers, lock, migrate,
    trouble::Told,
};
use crate::domain::rejection::Rejection;

/// What a copy must be to get its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Must {
    /// Sound, its chain whole, its rows what the journal says, and as much of everything as the book has.
    Agree,
    /// A sound file with as much of everything as the book has: the book as it is, right or wrong.
    Equal,
}

impl Store {
    /// Writes a checked copy of the book to `target`; refuses to replace a file.
    pub fn copy_to(&self, target: &Path, must: Must) -> Result<(), Rejection> {
        let shown = target.display();
        if target.exists() {
            return Err(Rejection::rule(format!("{shown} is there already. Name another file.")));
        }
        let fault = |error: std::io::Error| {
            Rejection::fault(format!("{shown} was not written: {}.", files::in_words(&error)))
        };
        files::private_directory(target).map_err(fault)?;
        // A name nobody has, made for the user alone, and gone when anything fails.
        let dir = files::directory(target);
        let part = leftovers::part(dir).map_err(fault)?;
        // One state of the book, whatever another desk writes meanwhile: what is counted is what is copied.
        let made = self.reading(|| {
            self.copy_pages(part.path())?;
            self.check_copy(part.path(), must)
        });
        if made.is_err() {
            // What the engine keeps beside a file while it writes it.
            let mut beside = part.path().as_os_str().to_owned();
            beside.push("-journal");
            let _ = std::fs::remove_file(beside);
        }
        made?;
        part.as_file().sync_all().map_err(fault)?;
        if let Some(id) = self.lock {
            key_goes_along(self.path(), id, target)?;
        }
        part.persist_noclobber(target).map_err(|error| fault(error.error))?;
        files::settle(dir);
        Ok(())
    }

    pub(super) fn copy_pages(&self, part: &Path) -> Result<(), Rejection> {
        let (mut copy, _) = Self::connect(part, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
        if let Some(id) = self.lock {
            lock::enter(&copy, id)?;
        }
        let copying = Backup::new(&self.conn, &mut copy).told()?;
        while copying.step(4096).told()? != StepResult::Done {
            if self.is_given_up() {
                return Err(Rejection::rule("The copy was stopped. The book is as it was."));
            }
        }
        drop(copying);
        copy.execute_batch("PRAGMA journal_mode = DELETE").told()
    }

    /// Opens the copy as anybody would and holds it against the book.
    pub(super) fn check_copy(&self, part: &Path, must: Must) -> Result<(), Rejection> {
        let (mut copy, version) = Self::open_to_read(part)?;
        if let Some(give_up) = self.giving_up() {
            copy.give_up_when(give_up)?;
        }
        let fault = match must {
            // Of an older schema the rows cannot be held against the journal before they are brought up.
            Must::Agree if version == migrate::newest() => copy.verify(None)?.faults.into_iter().next(),
            _ => damage_of(&copy.conn, Thoroughly::No)?,
        };
        if let Some(fault) = fault {
            return Err(Rejection::fault(format!(
                "The copy did not read back whole and was thrown away; the book was not touched. {fault} \
                 standing doctor says what can be done."
            )));
        }
        if copy.counts()? == self.counts()? && copy.journal_head()? == self.journal_head()? {
            return Ok(());
        }
        Err(Rejection::fault(
            "The copy does not hold all the book does. It was thrown away; the book is as it was.",
        ))
    }

    /// Rows of every table, by its name.
    fn counts(&self) -> Result<Vec<(String, i64)>, Rejection> {
        let mut names = self
            .conn
            .prepare(
                "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table'
                   AND name NOT LIKE 'sqlite_%' ORDER BY name",
            )
            .told()?;
        let names: Vec<String> =
            names.query_map([], |row| row.get(0)).told()?.collect::<Result<_, _>>().told()?;
        let count = |name: String| {
            let sql = format!("SELECT count(*) FROM \"{name}\"");
            let rows = self.conn.query_row(&sql, [], |row| row.get(0)).told()?;
            Ok((name, rows))
        };
        names.into_iter().map(count).collect()
    }
}

/// The copy made before a migration, beside the book; none when an earlier attempt left one of this very state.
pub(super) fn before_migration(store: &Store, version: i64) -> Result<(), Rejection> {
    let Some(path) = store.path() else { return Ok(()) };
    let now = store.journal_head()?;
    for number in 1..100 {
        let again = if number == 1 { String::new() } else { format!("-{number}") };
        let target = beside(path, &format!("before-schema-{}{again}", version + 1));
        if !target.exists() {
            return store.copy_to(&target, Must::Equal);
        }
        let copied = Store::open_to_read(&target).and_then(|(copy, _)| copy.journal_head());
        if copied.is_ok_and(|then| then == now) {
            return Ok(());
        }
    }
    Err(Rejection::fault(
        "There are a hundred copies from before this change of the book already. Nothing was changed. \
         Move some of them away.",
    ))
}

/// Carries a checked copy to another place and reads it back there; refuses to replace a file.
pub fn carry(copy: &Path, target: &Path) -> Result<(), Rejection> {
    let fault = |error: std::io::Error| {
        Rejection::fault(format!("{} was not written: {}.", target.display(), files::in_words(&error)))
    };
    let part = leftovers::part(files::directory(target)).map_err(fault)?;
    files::copy(copy, part.path()).map_err(fault)?;
    files::narrow(part.path()).map_err(fault)?;
    part.as_file().sync_all().map_err(fault)?;
    if !files::is_same(copy, part.path()).map_err(fault)? {
        return Err(Rejection::fault(format!(
            "{} did not read back as it was written and was thrown away.",
            target.display()
        )));
    }
    if let Some(id) = lock::id_of(copy) {
        key_goes_along(Some(copy), id, target)?;
    }
    part.persist_noclobber(target).map_err(|error| fault(error.error))?;
    files::settle(files::directory(target));
    Ok(())
}

/// Writes the key file of a locked book beside a copy of it, before the copy gets its name.
fn key_goes_along(book: Option<&Path>, id: lock::BookId, target: &Path) -> Result<(), Rejection> {
    let beside = lock::key_file(target);
    if beside.exists() && !lock::KeyFile::is_beside(target, id) {
        return Err(Rejection::rule(format!(
            "{} is the key file of another book. Nothing was written. Name another file.",
            beside.display()
        )));
    }
    lock::KeyFile::newest(book, id)?.write(&beside)
}

/// Removes a copy, and its key file when it is a locked one.
pub fn remove(copy: &Path) -> std::io::Result<()> {
    let key = lock::is_locked(copy).then(|| lock::key_file(copy));
    std::fs::remove_file(copy)?;
    // A key file alone opens nothing; it may as well stay when it cannot go.
    drop(key.map(std::fs::remove_file));
    Ok(())
}

/// A name beside the book: `book.db` and `label` give `book.label.db`.
#[must_use]
pub fn beside(book: &Path, label: &str) -> PathBuf {
    let stem = book.file_stem().map_or_else(|| "book".into(), |stem| stem.to_string_lossy().into_owned());
    book.with_file_name(format!("{stem}.{label}.db"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::testing::meta;

    #[test]
    fn a_copy_touches_no_file_of_a_like_name_and_leaves_none_behind() {
        let dir = tempfile::tempdir().unwrap();
        let mine = dir.path().join("book.part");
        std::fs::write(&mine, "mine").unwrap();
        let target = dir.path().join("book.db");
        Store::memory().unwrap().copy_to(&target, Must::Agree).unwrap();
        assert_eq!(std::fs::read(&mine).unwrap(), b"mine");
        assert_eq!(std::fs::read_dir(dir.path()).unwrap().count(), 2);
        assert_eq!(Store::verify_file(&target, None).unwrap().faults, Vec::<String>::new());
    }

    #[test]
    fn a_copy_of_an_older_state_does_not_stand_for_the_book_as_it_is() {
        let dir = tempfile::tempdir().unwrap();
        let mut store = Store::open(&dir.path().join("book.db")).unwrap();
        let copies = || {
            let entries = std::fs::read_dir(dir.path()).unwrap();
            let names = entries.map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned());
            let mut names: Vec<String> = names.filter(|name| name.contains("before-schema")).collect();
            names.sort();
            names
        };
        before_migration(&store, 1).unwrap();
        before_migration(&store, 1).unwrap();
        assert_eq!(copies(), ["book.before-schema-2.db"]);
        let meta = meta();
        let fields = crate::domain::record::Fields::new().with("name", "Hartley").with("kind", "client");
        let kind = crate::domain::record::Kind::Relationship;
        store.act(&meta, |tx| Ok((tx.insert(kind, &fields)?, "Added Hartley".to_owned()))).unwrap();
        before_migration(&store, 1).unwrap();
        assert_eq!(copies(), ["book.before-schema-2-2.db", "book.before-schema-2.db"]);
    }
}
