//! The acts: every change of the book (`Book::execute`) and every question asked of it (read models).
//!
//! **Invariant:** nobody above this floor sees the store.

pub mod agreements;
pub mod asked;
pub mod backups;
mod book;
pub mod brief;
mod bulk;
pub mod called;
pub mod checklists;
pub mod contacts;
pub mod decided;
pub mod deliveries;
pub mod demo;
pub mod documents;
pub mod dossier;
pub mod duplicates;
pub mod examiner;
mod execute;
pub mod export;
pub mod facts;
pub mod fall;
pub mod find;
pub mod finder;
pub mod health;
mod heard;
pub mod history;
pub mod left;
pub mod lock;
pub mod mailing;
pub mod mark;
pub(crate) mod measured;
pub mod measures;
pub mod meeting_plan;
pub mod meeting_time;
pub mod name;
pub mod practice;
pub mod purge;
pub mod questions;
pub mod queue;
pub mod records;
pub mod requests;
pub mod restore;
pub mod review;
pub mod rulebook;
pub mod salvage;
pub mod saved;
pub mod standing;
pub mod starter;
mod taken;
pub mod versions;
mod watch;
pub mod year;

pub use crate::store::{
    Access, BroughtBack, Condition, Difference, Hit, KeptFile, Prepared, Replace, Room, Slip, Step, Taken,
    Verdict, Ways, export_directory, prepare, room, write_whole,
};
pub use book::Book;
pub use contacts::Contact;
pub use export::Whole;
pub use find::Found;
pub use health::Health;
pub use history::{
    ChangedField, ChangedLine, ChangedRecord, HistoryLine, HistoryQuery, OpDetail, What, WholeFile,
};
pub use mailing::Mailing;
pub use restore::{Restore, Restoring};
pub use watch::Watch;
