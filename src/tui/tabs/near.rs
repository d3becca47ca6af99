//! The dossiers around the cursor, read while nobody waits: the next key finds its detail there.
//!
//! **Invariant:** what is kept is as of one state of the book and one day; whoever reads another forgets it.

use crate::{
    acts::dossier::Dossier,
    domain::rejection::Rejection,
    tui::{desk::At, widgets::list::List},
};

/// How a tab reads a dossier: whole, or without its timeline.
type Read = fn(&At<'_>, i64) -> Result<Option<Dossier>, Rejection>;

/// The dossiers of the focused row and of those beside it.
#[derive(Debug)]
pub(super) struct Near {
    read: Read,
    known: Vec<(i64, Option<Dossier>)>,
}

impl Near {
    pub(super) fn new(read: Read) -> Self {
        Self { read, known: Vec::new() }
    }

    /// Forgets what was read: the book or the day may be another.
    pub(super) fn forget(&mut self) {
        self.known.clear();
    }

    /// The dossier of a relationship; read now when it was not read before.
    pub(super) fn dossier(&mut self, id: i64, at: &At<'_>) -> Result<Option<&Dossier>, Rejection> {
        if !self.knows(id) {
            self.known.push((id, (self.read)(at, id)?));
        }
        Ok(self.known.iter().find(|(known, _)| *known == id).and_then(|(_, dossier)| dossier.as_ref()))
    }

    /// Reads what the next step of the cursor will show, and forgets what is further away.
    pub(super) fn look_around(&mut self, list: &List, at: &At<'_>) -> Result<(), Rejection> {
        let wanted = list.around();
        self.known.retain(|(id, _)| wanted.contains(id));
        for id in wanted {
            self.dossier(id, at)?;
        }
        Ok(())
    }

    fn knows(&self, id: i64) -> bool {
        self.known.iter().any(|(known, _)| *known == id)
    }
}
