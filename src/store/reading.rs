//! A book where nothing can be written: on media or in a folder that take nothing, on a disk that is full.
//!
//! **Invariant:** no byte of the file or beside it changes; what would write is refused by the name of the book.

use std::path::Path;

use super::{
    Store, files, foreign, migrate,
    open::{has_log, unopened},
    trouble::{FULL, Told},
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
}

impl Store {
    /// Opens a book that may only be read: with this program's schema, for nothing can be brought to it here.
    pub(super) fn open_reading(path: &Path, access: Access) -> Result<Self, Rejection> {
        let shown = path.display();
        if let Err(error) = files::hold(path) {
            return Err(unopened(path, &error));
        }
        let (mut store, version) = Self::open_to_read(path).map_err(|no| match foreign::refusal(path) {
            None if has_log(path) => Rejection::fault(format!(
                "The book {shown} was not closed where it was written last, and nothing can be written here. \
                 Nothing was changed. Copy it, with the files beside it, to where you may write."
            )),
            _ => no,
        })?;
        if version < migrate::newest() {
            return Err(Rejection::fault(format!(
                "The book {shown} was written by an older standing and may only be read here. Nothing was changed. \
                 Copy it to where you may write, and open the copy."
            )));
        }
        let settings = "PRAGMA temp_store = MEMORY; PRAGMA trusted_schema = ON;";
        store.conn.execute_batch(settings).told()?;
        store.conn.set_prepared_statement_cache_capacity(256);
        (store.path, store.access) = (Some(path.to_owned()), access);
        Ok(store)
    }

    /// Opens the book anew to be written, when it was opened on a full disk and there is room by now. Says whether it
    /// did.
    pub(crate) fn find_room(&mut self) -> bool {
        let Some(path) = self.path.clone().filter(|_| self.access == Access::Full) else { return false };
        if files::is_full(files::directory(&path)) {
            return false;
        }
        match Self::open(&path) {
            Ok(opened) if opened.access == Access::Whole => {
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
        self.access
    }

    /// Refuses to write to a book that may only be read, by its name.
    pub(crate) fn refuse_reading(&self) -> Result<(), Rejection> {
        match (&self.path, self.access) {
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
