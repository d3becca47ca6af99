//! The rules of the business, as pure functions of facts and a day passed in.
//!
//! **Invariant:** no I/O, no clock, no SQL, no word of the terminal.

mod calendar;
pub mod day;
mod day_text;
pub mod filter;
pub mod number;
mod partial_date;
pub mod quick_add;
pub mod record;
pub mod records;
pub mod rejection;
pub mod repeat;
mod repeat_text;
pub mod safe;
