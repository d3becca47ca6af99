//! The rules of the business, as pure functions of facts and a day passed in.
//!
//! **Invariant:** no I/O, no clock, no SQL, no word of the terminal.

pub mod action;
pub mod agreement;
pub mod asked;
pub mod backup_schedule;
pub mod cadence;
mod calendar;
pub mod card;
pub mod checklist;
pub mod course;
pub mod day;
mod day_text;
pub mod duplicate;
pub mod entry;
pub mod excerpt;
pub mod filter;
pub mod follow_text;
pub mod ical;
pub mod mailing;
pub mod measure_text;
pub mod meeting_plan;
mod mention;
pub mod merge;
pub mod number;
mod partial_date;
pub mod promise;
pub mod quick_add;
pub mod rank;
pub mod record;
pub mod records;
pub mod rejection;
pub mod repeat;
mod repeat_text;
pub mod retention;
pub mod review;
pub mod safe;
pub mod settings;
pub mod standing;
pub mod title;
pub mod word_diff;
