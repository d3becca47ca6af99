//! The seam: everything the terminal asks of the book.
//!
//! **Invariant:** no other file of the terminal calls a changing method of the book.

use chrono::{NaiveDate, NaiveTime};
use serde::{Deserialize, Serialize};

use crate::domain::{record::RecordId, rejection::Rejection};

pub use crate::domain::action::Action;

/// What a committed act tells the desk.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Done {
    /// What happened, without a full stop: `Done: Roth figures for Hartley`.
    pub summary: String,
    /// What to put the cursor on, when the act made or touched one record.
    pub record: Option<RecordId>,
}

/// Typed text that was not saved; offered again.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Slip {
    /// Which form it belongs to: `form:client.add`, `log:c12`.
    pub key: String,
    /// What it is called when offered: `New household, Marchetti`.
    pub title: String,
    /// The day it was typed.
    pub day: NaiveDate,
    /// The values, as its form wrote them.
    pub body: serde_json::Value,
}

/// One record found by name or text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// The record.
    pub record: RecordId,
    /// Whose it is.
    pub relationship: Option<RecordId>,
    /// Its name.
    pub title: String,
    /// What it is, in a word or two: `client A`, `promise`.
    pub kind: String,
    /// What to know about it.
    pub detail: String,
}

/// The answer to a search.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct FoundAll {
    /// The best ones first.
    pub rows: Vec<Found>,
    /// How many records were looked at.
    pub of: u64,
}

/// What the shell does with a book. `Book` below implements it; nothing else needs to.
pub trait Desk {
    /// Executes one action.
    fn commit(&mut self, action: Action, today: NaiveDate) -> Result<Done, Rejection>;
    /// Takes the newest step back.
    fn undo(&mut self, today: NaiveDate) -> Result<Done, Rejection>;
    /// Takes the newest undo back.
    fn redo(&mut self, today: NaiveDate) -> Result<Done, Rejection>;
    /// Whether another instance changed the book since the last call.
    fn changed_elsewhere(&mut self) -> bool;
    /// All slips, the newest first.
    fn slips(&self) -> Result<Vec<Slip>, Rejection>;
    /// Writes a slip over the one with the same key.
    fn keep_slip(&mut self, slip: &Slip) -> Result<(), Rejection>;
    /// Forgets a slip.
    fn drop_slip(&mut self, key: &str) -> Result<(), Rejection>;
    /// Finds records whose name or text holds what was typed, literally.
    fn find(&self, typed: &str, limit: usize) -> Result<FoundAll, Rejection>;
}

/// What every part of the screen is given: the book to read and the day it is.
#[derive(Clone, Copy)]
pub struct At<'a> {
    /// The book, to read.
    pub book: &'a Book,
    /// The day the desk believes it is.
    pub today: NaiveDate,
    /// The wall time.
    pub now: NaiveTime,
}

impl std::fmt::Debug for At<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("At").field("today", &self.today).field("now", &self.now).finish_non_exhaustive()
    }
}

/// Stand-in for `acts::Book` until it is there: remembers what it was told.
#[derive(Debug, Default)]
pub struct Book {
    /// Actions, oldest first.
    pub actions: Vec<Action>,
    /// Actions taken back, newest last.
    pub undone: Vec<Action>,
    /// Slips by key.
    pub slips: Vec<Slip>,
    /// What the next commit is refused with.
    pub refuse: Option<Rejection>,
}

impl Desk for Book {
    fn commit(&mut self, action: Action, _today: NaiveDate) -> Result<Done, Rejection> {
        if let Some(refusal) = self.refuse.take() {
            return Err(refusal);
        }
        let summary = format!("Done: {action:?}");
        self.actions.push(action);
        Ok(Done { summary, record: None })
    }
    fn undo(&mut self, _today: NaiveDate) -> Result<Done, Rejection> {
        let action = self.actions.pop().ok_or_else(|| Rejection::rule("Nothing is left to undo."))?;
        let summary = format!("Undid: {action:?}");
        self.undone.push(action);
        Ok(Done { summary, record: None })
    }
    fn redo(&mut self, _today: NaiveDate) -> Result<Done, Rejection> {
        let action = self.undone.pop().ok_or_else(|| Rejection::rule("Nothing is left to redo."))?;
        let summary = format!("Did again: {action:?}");
        self.actions.push(action);
        Ok(Done { summary, record: None })
    }
    fn changed_elsewhere(&mut self) -> bool {
        false
    }
    fn slips(&self) -> Result<Vec<Slip>, Rejection> {
        Ok(self.slips.clone())
    }
    fn keep_slip(&mut self, slip: &Slip) -> Result<(), Rejection> {
        self.drop_slip(&slip.key)?;
        self.slips.insert(0, slip.clone());
        Ok(())
    }
    fn drop_slip(&mut self, key: &str) -> Result<(), Rejection> {
        self.slips.retain(|slip| slip.key != key);
        Ok(())
    }
    fn find(&self, typed: &str, limit: usize) -> Result<FoundAll, Rejection> {
        let row = |number: usize| Found {
            record: RecordId::new(
                crate::domain::record::Kind::ALL
                    .first()
                    .copied()
                    .unwrap_or(crate::domain::record::Kind::Tier),
                1,
            ),
            relationship: None,
            title: format!("{typed} {number}"),
            kind: "client A".into(),
            detail: "a promise is late".into(),
        };
        Ok(FoundAll { rows: (0..limit.min(3)).map(row).collect(), of: 2304 })
    }
}
