//! The rules of the business, as pure functions of facts and a day passed in.
//!
//! **Invariant:** no I/O, no clock, no SQL, no word of the terminal.

pub mod record;
pub mod records;
pub mod rejection;
