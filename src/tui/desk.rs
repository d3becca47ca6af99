//! The seam: everything the terminal asks of the book.
//!
//! **Invariant:** no other file of the terminal calls a changing method of the book.

use chrono::{NaiveDate, NaiveTime};
use serde::{Deserialize, Serialize};

use super::command::Command;
use crate::{
    acts::Step,
    domain::{
        action::{Purging, Receipt},
        day::DayOrder,
        record::{Kind, RecordId},
        rejection::Rejection,
    },
};

pub use crate::{acts::Book, domain::action::Action};

/// What a committed act tells the desk.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Done {
    /// What happened, without a full stop: `Done: Roth figures for Hartley`.
    pub summary: String,
    /// What to put the cursor on, when the act made or touched one record.
    pub record: Option<RecordId>,
    /// How one goes back from here.
    pub way_back: WayBack,
}

/// What takes a step back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum WayBack {
    /// `u`: something was done, or holds again.
    #[default]
    Undo,
    /// `U`: something was undone.
    Redo,
    /// None: all is as it was, and the step before is another one.
    Nothing,
    /// None, ever: what was purged is gone.
    Never,
}

impl WayBack {
    /// As it stands behind a receipt: key and word.
    #[must_use]
    pub fn words(self) -> String {
        let command = match self {
            Self::Undo => Command::Undo,
            Self::Redo => Command::Redo,
            Self::Never => return "it cannot be undone".to_owned(),
            Self::Nothing => return "nothing had to be changed".to_owned(),
        };
        format!("{} {}", command.way(), command.spec().id)
    }
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
    /// Where it was begun, when that is known.
    #[serde(default)]
    pub begun: Option<Begun>,
}

/// Where and by which command a text was begun: enough to begin it again.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Begun {
    /// The command's id.
    pub command: String,
    /// The key of the tab.
    pub tab: String,
    /// The id of its view.
    pub view: String,
    /// The keys of the rows it acts on.
    pub rows: Vec<String>,
    /// The one relationship the rows were narrowed to, and its name.
    pub whose: Option<(RecordId, String)>,
}

/// A slip as it is stored: what was typed, and where.
#[derive(Serialize, Deserialize)]
struct Stored {
    typed: serde_json::Value,
    begun: Option<Begun>,
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
    /// Purges a client for good.
    fn purge_for_good(&mut self, asked: &Purging) -> Result<Done, Rejection>;
    /// Takes the newest step back.
    fn undo(&mut self, today: NaiveDate) -> Result<Done, Rejection>;
    /// Takes one named step back, as a new step.
    fn take_back_op(&mut self, op: i64) -> Result<Done, Rejection>;
    /// Takes back what of a step nothing was done with since.
    fn take_back_rest(&mut self, op: i64) -> Result<Done, Rejection>;
    /// Takes back a step with all later ones that build on it.
    fn take_back_with_later(&mut self, op: i64) -> Result<Done, Rejection>;
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

/// What every part of the screen is given: the book to read, the day it is, and how dates are read.
#[derive(Clone, Copy)]
pub struct At<'a> {
    /// The book, to read.
    pub book: &'a Book,
    /// The day the desk believes it is.
    pub today: NaiveDate,
    /// The wall time.
    pub now: NaiveTime,
    /// Which number comes first in `3/4`, as the configuration says.
    pub order: DayOrder,
}

impl std::fmt::Debug for At<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("At").field("today", &self.today).field("now", &self.now).finish_non_exhaustive()
    }
}

/// What the user reads when there is no step.
const NOTHING: &str = "Nothing is left to take back.";

/// A receipt as the desk tells it.
pub(super) fn done(receipt: Receipt) -> Done {
    let way_back = if receipt.undo { WayBack::Undo } else { WayBack::Redo };
    Done { summary: receipt.summary, record: receipt.ids.first().copied(), way_back }
}

impl Desk for Book {
    fn commit(&mut self, action: Action, _today: NaiveDate) -> Result<Done, Rejection> {
        let receipt = self.execute(&action)?;
        let way_back = if receipt.op == 0 { WayBack::Nothing } else { WayBack::Undo };
        Ok(Done { way_back, ..done(receipt) })
    }
    fn purge_for_good(&mut self, asked: &Purging) -> Result<Done, Rejection> {
        let done = self.purge(asked)?;
        let mut summary = done.receipt.summary;
        if let Err(why) = done.swept {
            summary = format!("{summary}. {why}");
        } else if !done.copies.files.is_empty() {
            summary = format!(
                "{summary}; {} older copies still hold it: standing purge sweep --replace-copies",
                done.copies.files.len()
            );
        } else if let Some(away) = &done.copies.away {
            summary =
                format!("{summary}; copies in {} still hold it, which is not there now", away.display());
        }
        Ok(Done { summary, record: None, way_back: WayBack::Never })
    }
    fn undo(&mut self, _today: NaiveDate) -> Result<Done, Rejection> {
        self.step(Step::Undo)?.map(done).ok_or_else(|| Rejection::rule(NOTHING))
    }
    fn take_back_op(&mut self, op: i64) -> Result<Done, Rejection> {
        self.take_back(op).map(done)
    }
    fn take_back_rest(&mut self, op: i64) -> Result<Done, Rejection> {
        Self::take_back_rest(self, op).map(done)
    }
    fn take_back_with_later(&mut self, op: i64) -> Result<Done, Rejection> {
        Self::take_back_with_later(self, op).map(done)
    }
    fn redo(&mut self, _today: NaiveDate) -> Result<Done, Rejection> {
        self.step(Step::Redo)?.map(done).ok_or_else(|| Rejection::rule("Nothing is left to put back."))
    }
    fn changed_elsewhere(&mut self) -> bool {
        self.has_changed()
    }
    fn slips(&self) -> Result<Vec<Slip>, Rejection> {
        let kept = self.stored_slips()?;
        Ok(kept
            .into_iter()
            .filter_map(|slip| {
                let Stored { typed: body, begun } = serde_json::from_str(&slip.body)
                    .or_else(|_| serde_json::from_str(&slip.body).map(|typed| Stored { typed, begun: None }))
                    .ok()?;
                Some(Slip { key: slip.form, title: slip.title, day: slip.day, body, begun })
            })
            .collect())
    }
    fn keep_slip(&mut self, slip: &Slip) -> Result<(), Rejection> {
        let stored = serde_json::json!({ "typed": slip.body, "begun": slip.begun });
        let kept = crate::acts::Slip {
            form: slip.key.clone(),
            title: slip.title.clone(),
            body: stored.to_string(),
            day: slip.day,
        };
        self.store_slip(&kept)
    }
    fn drop_slip(&mut self, key: &str) -> Result<(), Rejection> {
        self.forget_slip(key)
    }
    fn find(&self, typed: &str, limit: usize) -> Result<FoundAll, Rejection> {
        let found = self.find_all(typed, limit)?;
        let rows = found
            .hits
            .into_iter()
            .map(|hit| Found {
                record: hit.record,
                relationship: hit.relationship.map(|id| RecordId::new(Kind::Relationship, id)),
                title: hit.title,
                kind: hit.kind,
                detail: hit.detail,
            })
            .collect();
        Ok(FoundAll { rows, of: found.of })
    }
}
