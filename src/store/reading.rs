//! A book where nothing can be written: on media or in a folder that take nothing, on a disk that is full.
//!
//! **Invariant:** no byte of the file or beside it changes; what would write is refused by the name of the book.

use std::{cell::Cell, path::Path};

use super::{
    Store, files, foreign, leftovers,
    look_over::is_marked,
    migrate,
    open::{has_log, unopened},
    trouble::{FULL, Told, found},
};
use crate::domain::rejection::Rejection;

/// What may be done with the file of a book.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Access {
    /// It is read and written.
    #[default]
    Whole,
    /// It is only read: its file, its folder or its disk takes nothing.
    Reading,
    /// It is only read: its disk is full.
    Full,
    /// It is only read: it was found damaged, and is altered by nobody any more.
    Damaged,
}

impl Store {
    /// Opens a book that may only be read: with this program's schema, for nothing can be brought to it here.
    pub(super) fn open_reading(path: &Path, access: Access) -> Result<Self, Rejection> {
        let shown = path.display();
        if let Err(error) = files::hold(path) {
            return Err(unopened(path, &error));
        }
        let (mut store, version) = match Self::open_to_read(path) {
            // The log beside it is read only where something can be written beside it: so of a copy.
            Err(_) if foreign::refusal(path).is_none() && has_log(path) => {
                Self::open_a_copy_to_read(path).map_err(|_| {
                    Rejection::fault(format!(
                        "The book {shown} was not closed where it was written last, and nothing can be written here. \
                         Nothing was changed. Copy it, with the files beside it, to where you may write."
                    ))
                })?
            }
            opened => opened?,
        };
        if version < migrate::newest() && access == Access::Damaged {
            return Err(found(path));
        }
        if version < migrate::newest() {
            return Err(Rejection::fault(format!(
                "The book {shown} was written by an older standing and may only be read here. Nothing was changed. \
                 Copy it to where you may write, and open the copy."
            )));
        }
        let settings = "PRAGMA temp_store = MEMORY; PRAGMA trusted_schema = ON;";
        store.conn.execute_batch(settings).told()?;
        store.conn.set_prepared_statement_cache_capacity(256);
        (store.path, store.access) = (Some(path.to_owned()), Cell::new(access));
        if access == Access::Damaged {
            store.only_read()?;
        }
        Ok(store)
    }

    /// Opens a private copy of a book with its log, for as long as the book is open; of a locked book it is locked too.
    fn open_a_copy_to_read(path: &Path) -> Result<(Self, i64), Rejection> {
        let room = leftovers::room(&std::env::temp_dir().join("copy.db"), "look")?;
        let copy = room.join("copy.db");
        let fault = |error: std::io::Error| unopened(path, &error);
        let before = as_it_lies(path);
        for end in ["", "-wal"] {
            let (from, to) = (format!("{}{end}", path.display()), format!("{}{end}", copy.display()));
            files::private_file(Path::new(&to)).map_err(fault)?;
            files::copy(Path::new(&from), Path::new(&to)).map_err(fault)?;
            files::private_file(Path::new(&to)).map_err(fault)?;
        }
        if as_it_lies(path) != before {
            // Half of one state and half of another would look like a book.
            return Err(Rejection::fault(format!("The book {} is just being written.", path.display())));
        }
        let (mut store, version) = Self::open_to_read(&copy)?;
        store.look = Some(room);
        Ok((store, version))
    }

    /// Opens the book anew to be written, when it was opened on a full disk and there is room by now. Says whether it
    /// did.
    pub(crate) fn find_room(&mut self) -> bool {
        let Some(path) = self.path.clone().filter(|_| self.access() == Access::Full) else { return false };
        if files::is_full(files::directory(&path)) {
            return false;
        }
        match Self::open(&path) {
            Ok(opened) if opened.access() == Access::Whole => {
                let room = self.room.get();
                *self = opened;
                // A desk with more in memory is as good as one with little.
                let _ = self.set_room(room);
                true
            }
            _ => false,
        }
    }

    /// What may be done with its file.
    #[must_use]
    pub fn access(&self) -> Access {
        self.access.get()
    }

    /// Refuses to write to a book that may only be read, by its name.
    pub(crate) fn refuse_reading(&self) -> Result<(), Rejection> {
        // Another instance may have found it damaged meanwhile.
        if self.access() == Access::Whole && self.path.as_deref().is_some_and(is_marked) {
            self.found_damaged();
        }
        match (&self.path, self.access()) {
            (Some(path), Access::Damaged) => Err(found(path)),
            (_, Access::Full) => Err(Rejection::fault(FULL)),
            (Some(path), Access::Reading) => Err(Rejection::fault(format!(
                "Not saved: the book {} may only be read here. It is as it was. Give yourself permission to write \
                 it, or copy it to where you have.",
                path.display()
            ))),
            _ => Ok(()),
        }
    }
}

/// Length and time of a file and of its log: the same again when nobody wrote meanwhile.
fn as_it_lies(path: &Path) -> [Option<(u64, i64, i64)>; 2] {
    use std::os::unix::fs::MetadataExt as _;
    ["", "-wal"].map(|end| {
        let mut file = path.as_os_str().to_owned();
        file.push(end);
        let about = std::fs::metadata(file).ok()?;
        Some((about.len(), about.mtime(), about.mtime_nsec()))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        domain::record::{Fields, Kind},
        store::{Slip, testing::meta},
    };

    fn slip() -> Slip {
        let day = chrono::NaiveDate::from_ymd_opt(2026, 11, 23).unwrap();
        Slip { form: "note".into(), title: "Note".into(), body: "typed".into(), day }
    }

    #[test]
    fn a_book_opened_on_a_full_disk_is_written_again_once_there_is_room() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("book.db");
        drop(Store::open(&path).unwrap());
        let mut store = Store::open_reading(&path, Access::Full).unwrap();
        store.live_small().unwrap();
        assert_eq!(store.keep_slip(&slip()).unwrap_err().message, FULL);
        // There was room all the time here; it is looked for when something is to be written.
        let fields = Fields::new().with("name", "Hartley").with("kind", "client");
        store.act(&meta(), |tx| Ok((tx.insert(Kind::Relationship, &fields)?, "Added".to_owned()))).unwrap();
        assert_eq!(store.access(), Access::Whole);
        assert!(!store.find_room(), "it is open already");
        store.keep_slip(&slip()).unwrap();
        assert_eq!(store.slips(slip().day).unwrap().len(), 1);
        let reading = Store::open_reading(&path, Access::Reading);
        if let Ok(mut reading) = reading {
            assert!(!reading.find_room(), "a book that may only be read is not written");
            assert!(reading.keep_slip(&slip()).unwrap_err().message.contains("may only be read here"));
        }
    }
}
