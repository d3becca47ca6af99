//! Foreign formats in and out: one reading, one preview and one plan for all of them.
//!
//! A file is read into [`read::Reading`] (every row a card or a reason), compared with the book into a
//! [`preview::Preview`], and planned into the steps of one import ([`import::preview_file`], [`import::import_file`]); [`export`] is the way out.
//!
//! **Invariant:** every row of a file is accounted for: as a card, or with its line and a reason.

pub mod calendar;
pub mod cells;
mod columns;
mod day;
pub mod examiner;
pub mod export;
pub mod field;
pub mod households;
pub mod import;
pub mod mailing;
pub mod mapping;
mod matcher;
pub mod preview;
pub mod propose;
pub mod queue;
pub mod read;
pub mod readings;
mod sheet;
mod table;
pub mod tables;
mod twins;
pub mod vcard;
