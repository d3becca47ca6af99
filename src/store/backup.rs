//! Copies of the book, made while it is open.
//!
//! **Invariant:** a copy gets its name only after it opened and its integrity check passed.

use std::path::{Path, PathBuf};

use rusqlite::{OpenFlags, backup::Backup};

use super::{Store, files, trouble::Told};
use crate::domain::rejection::Rejection;

impl Store {
    /// Writes a checked copy of the book to `target`; refuses to replace a file.
    pub fn copy_to(&self, target: &Path) -> Result<(), Rejection> {
        let shown = target.display();
        if target.exists() {
            return Err(Rejection::rule(format!("{shown} is there already. Name another file.")));
        }
        let fault = |error: std::io::Error| Rejection::fault(format!("{shown} was not written: {error}."));
        files::private_directory(target).map_err(fault)?;
        // A name nobody has, made for the user alone, and gone when anything fails.
        let part = tempfile::Builder::new().prefix(".standing-").tempfile_in(files::directory(target));
        let part = part.map_err(fault)?.into_temp_path();
        let made = self.copy_and_check(&part);
        if made.is_err() {
            // What the engine keeps beside a file while it writes it.
            let mut beside = part.as_os_str().to_owned();
            beside.push("-journal");
            let _ = std::fs::remove_file(beside);
        }
        made?;
        part.persist_noclobber(target).map_err(|error| fault(error.error))
    }

    fn copy_and_check(&self, part: &Path) -> Result<(), Rejection> {
        let mut copy = Self::connect(part, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
        Backup::new(&self.conn, &mut copy)
            .told()?
            .run_to_completion(4096, std::time::Duration::ZERO, None)
            .told()?;
        let sound: String = copy.query_row("PRAGMA integrity_check(1)", [], |row| row.get(0)).told()?;
        if sound != "ok" {
            return Err(Rejection::fault(
                "The copy did not read back whole. It was thrown away; the book is as it was.",
            ));
        }
        copy.execute_batch("PRAGMA journal_mode = DELETE").told()?;
        Ok(())
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
            return store.copy_to(&target);
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
        Store::memory().unwrap().copy_to(&target).unwrap();
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
