//! Acts that stand or fall together: each an op of its own, one transaction for all of them.
//!
//! **Invariant:** a refused act leaves nothing of its stretch; nothing of one that is not ended is on the disk.

use super::{Recording, derive, head};
use crate::{
    domain::rejection::Rejection,
    store::{Store, trouble::Told},
};

impl Store {
    /// Begins a stretch of acts that stand or fall together: each its own op, one transaction for all.
    ///
    /// Until [`Self::end_together`] nothing of it is on the disk, and ready facts and search know nothing of
    /// it; a refused act takes all of it back.
    pub fn begin_together(&mut self) -> Result<(), Rejection> {
        self.record()?;
        if matches!(self.recording, Recording::Together { .. }) {
            return Err(Rejection::fault("A stretch of acts is open already."));
        }
        self.conn.execute_batch("BEGIN IMMEDIATE").told()?;
        self.recording = Recording::Together { since: 0 };
        let since = head(&self.conn).inspect_err(|_| self.let_go())?.1;
        self.recording = Recording::Together { since };
        Ok(())
    }

    /// Keeps the stretch of acts begun before; refuses when one of them was refused.
    pub fn end_together(&mut self) -> Result<(), Rejection> {
        let Recording::Together { since } = self.recording else {
            return Err(Rejection::fault("An act was refused; nothing of the whole was kept."));
        };
        let kept = derive(&self.conn, since).and_then(|()| self.conn.execute_batch("COMMIT").told());
        if kept.is_err() {
            self.let_go();
        }
        self.recording = Recording::On;
        kept
    }

    /// Takes back the open stretch of acts, if there is one.
    pub fn let_go(&mut self) {
        if matches!(self.recording, Recording::Together { .. }) {
            // Refused only when the transaction is gone already, which is what is wanted.
            let _ = self.conn.execute_batch("ROLLBACK");
            self.recording = Recording::On;
        }
    }

    /// Gives up the way back within a book in memory that is thrown away when anything is refused: a page is
    /// no longer copied before it changes. A book in a file keeps its way back.
    pub fn forgo_way_back(&self) -> Result<(), Rejection> {
        if self.path().is_some() {
            return Err(Rejection::fault("Only a book in memory can do without a way back."));
        }
        self.conn.execute_batch("PRAGMA journal_mode = OFF").told()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        domain::record::{Fields, Kind, RecordId},
        store::{Step, testing::meta},
    };

    fn add(store: &mut Store, name: &str) -> Result<RecordId, Rejection> {
        let done = store.act(&meta(), |tx| {
            let fields = Fields::new().with("name", name).with("kind", "client").with("stage", "active");
            Ok((tx.insert(Kind::Relationship, &fields)?, format!("Added {name}")))
        });
        done.map(|(id, ..)| id)
    }

    fn refuse(store: &mut Store) -> Rejection {
        store
            .act(&meta(), |tx| -> Result<((), String), Rejection> {
                let fields =
                    Fields::new().with("name", "Half").with("kind", "client").with("stage", "active");
                tx.insert(Kind::Relationship, &fields)?;
                Err(Rejection::rule("Not this one."))
            })
            .unwrap_err()
    }

    #[test]
    fn acts_of_a_stretch_are_steps_of_their_own_and_found() {
        let mut store = Store::memory().unwrap();
        store.begin_together().unwrap();
        add(&mut store, "Alder").unwrap();
        add(&mut store, "Birch").unwrap();
        store.end_together().unwrap();
        assert_eq!(store.db().count_ops().unwrap(), 2);
        assert_eq!(store.db().find_texts("birch", 5).unwrap().0.len(), 1);
        assert_eq!(store.verify(None).unwrap().faults, Vec::<String>::new());
        store.step(Step::Undo, &meta()).unwrap().unwrap();
        assert_eq!(store.db().count(Kind::Relationship).unwrap(), 1);
    }

    #[test]
    fn a_refused_act_takes_its_whole_stretch_back() {
        let mut store = Store::memory().unwrap();
        add(&mut store, "Before").unwrap();
        store.begin_together().unwrap();
        add(&mut store, "Alder").unwrap();
        assert_eq!(refuse(&mut store).message, "Not this one.");
        assert!(store.end_together().is_err());
        assert_eq!(store.db().count(Kind::Relationship).unwrap(), 1);
        assert_eq!(store.db().count_ops().unwrap(), 1);
        add(&mut store, "After").unwrap();
        assert_eq!(store.verify(None).unwrap().faults, Vec::<String>::new());
    }

    #[test]
    fn a_stretch_let_go_leaves_nothing() {
        let mut store = Store::memory().unwrap();
        store.begin_together().unwrap();
        assert!(store.begin_together().is_err());
        add(&mut store, "Alder").unwrap();
        store.let_go();
        assert_eq!(store.db().count_ops().unwrap(), 0);
    }
}
