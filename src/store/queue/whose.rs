//! What the queue asks of a relationship: its tier, and whether it is managed.
//!
//! **Invariant:** a relationship is asked for once, and only when a row of the queue is its.

use std::{cell::RefCell, collections::HashMap, fmt, sync::Arc};

use rusqlite::{CachedStatement, OptionalExtension};

use super::{MANAGED, text};
use crate::{
    domain::rejection::Rejection,
    store::{Db, trouble::Told},
};

/// What is known of the relationships that were asked for.
pub struct Whose<'a> {
    ask: RefCell<CachedStatement<'a>>,
    known: RefCell<HashMap<i64, Known>>,
    tiers: RefCell<Vec<Arc<str>>>,
}

/// The tier, and whether the stage is managed; none of both for a relationship that is not there.
type Known = (Option<Arc<str>>, bool);

impl fmt::Debug for Whose<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Whose").field("known", &self.known).finish_non_exhaustive()
    }
}

impl Whose<'_> {
    /// The tier of a relationship.
    pub fn tier(&self, relationship: Option<i64>) -> Result<Option<Arc<str>>, Rejection> {
        relationship.map_or(Ok(None), |id| self.known(id).map(|(tier, _)| tier))
    }

    /// Whether its stage still derives cadence and re-examinations.
    pub fn is_managed(&self, relationship: i64) -> Result<bool, Rejection> {
        self.known(relationship).map(|(_, managed)| managed)
    }

    fn known(&self, relationship: i64) -> Result<Known, Rejection> {
        if let Some(known) = self.known.borrow().get(&relationship) {
            return Ok(known.clone());
        }
        let found = self
            .ask
            .borrow_mut()
            .query_row([relationship], |row| {
                let tier = text(row, 0)?;
                let tier = (!tier.is_empty()).then(|| self.shared(tier));
                Ok((tier, row.get::<_, Option<bool>>(1)?.unwrap_or(false)))
            })
            .optional()
            .told()?
            .unwrap_or_default();
        self.known.borrow_mut().insert(relationship, found.clone());
        Ok(found)
    }

    /// The name of a tier, kept once for all that have it.
    fn shared(&self, name: &str) -> Arc<str> {
        let mut tiers = self.tiers.borrow_mut();
        if let Some(tier) = tiers.iter().find(|tier| &***tier == name) {
            return Arc::clone(tier);
        }
        let tier: Arc<str> = Arc::from(name);
        tiers.push(Arc::clone(&tier));
        tier
    }
}

impl<'a> Db<'a> {
    /// The tiers of relationships, and which are managed, found as they are asked for.
    pub fn whose(&self) -> Result<Whose<'a>, Rejection> {
        let conn: &'a rusqlite::Connection = self.conn;
        let sql = format!("SELECT r.tier, {MANAGED} FROM relationship r WHERE r.id = ?1");
        let ask = RefCell::new(conn.prepare_cached(&sql).told()?);
        Ok(Whose { ask, known: RefCell::default(), tiers: RefCell::default() })
    }
}
