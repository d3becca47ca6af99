//! Days on which something happened.
//!
//! **Invariant:** a day that is still to come is never taken for one of them, and the refusal names it.

use chrono::NaiveDate;

use super::parse_past_day;
use crate::domain::{
    day::{DayOrder, long},
    rejection::Rejection,
};

/// Refuses a day that is still to come.
pub fn has_been(on: NaiveDate, today: NaiveDate) -> Result<(), Rejection> {
    if on <= today {
        return Ok(());
    }
    Err(Rejection::field("on", format!("{} is still to come. Type a day that has been.", long(on))))
}

/// Reads the day something happened, as [`parse_past_day`], and refuses one that is still to come.
pub fn parse_day_that_was(text: &str, today: NaiveDate, order: DayOrder) -> Result<NaiveDate, Rejection> {
    let on = parse_past_day(text, today, order)?;
    has_been(on, today).map(|()| on)
}
