//! Words for when something is said again, and until when it holds.
//!
//! **Invariant:** what is no date stays with the text; no word is lost.

use std::borrow::Cow;

use chrono::{Datelike, NaiveDate, Weekday};

use super::{
    day::{self, Amount, DayOrder},
    quick_add::{self, Names},
};

/// The text before a word and what follows it; nothing follows where the word is not there.
#[must_use]
pub fn split_at_word<'a>(text: &'a str, word: &str) -> (&'a str, Option<&'a str>) {
    let mut from = 0;
    for part in text.split_inclusive(char::is_whitespace) {
        let after = from + part.len();
        if part.trim_end().eq_ignore_ascii_case(word) {
            let before = text.get(..from).unwrap_or(text).trim_end();
            return (before, text.get(after..).map(str::trim));
        }
        from = after;
    }
    (text.trim_end(), None)
}

/// The text without its end, and the end: a day after `until`, or as quick add reads one.
#[must_use]
pub fn until_in(text: &str, today: NaiveDate, order: DayOrder) -> (Cow<'_, str>, Option<NaiveDate>) {
    if let (before, Some(when)) = split_at_word(text, "until")
        && let Ok(until) = day::parse_day(when, today, order)
    {
        return (Cow::Borrowed(before), Some(until));
    }
    let read = quick_add::parse(text, today, order, &Names::default());
    (Cow::Owned(read.title), read.due)
}

/// The day a talk is said again: after an amount of time, on a weekday; or a day.
#[must_use]
pub fn when_again(when: &str, today: NaiveDate, order: DayOrder) -> Option<NaiveDate> {
    match day::parse_amount(when) {
        Some(Amount::Months(months)) => day::add_months(today, i32::try_from(months).ok()?).map(to_weekday),
        Some(Amount::Days(days)) => day::add_days(today, i64::from(days)).map(to_weekday),
        _ => day::parse_day(when, today, order).ok(),
    }
}

/// A day counted in months is said on the Monday after when it falls on a weekend.
#[must_use]
pub fn to_weekday(on: NaiveDate) -> NaiveDate {
    let add = match on.weekday() {
        Weekday::Sat => 2,
        Weekday::Sun => 1,
        _ => 0,
    };
    day::add_days(on, add).unwrap_or(on)
}
