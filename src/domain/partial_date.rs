//! Dates whose year may be unknown: birthdays and other yearly days.
//!
//! **Invariant:** month and day always exist together (29 February without a year among them).

use std::{fmt, str::FromStr};

use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};

use super::{
    day::{DayOrder, clamped, days_in_month},
    day_text::{self, Civil, Context, Lean, Strictness},
    rejection::Rejection,
};

/// A month and a day, and the year where it is known; stored as `1963-03-14` or `--03-14`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PartialDate {
    year: Option<i32>,
    month: u32,
    day: u32,
}

impl PartialDate {
    /// That date, if there is such a day; without a year, 29 February is one.
    pub fn new(year: Option<i32>, month: u32, day: u32) -> Option<Self> {
        NaiveDate::from_ymd_opt(year.unwrap_or(2000), month, day)?;
        year.is_none_or(day_text::year_is_near).then_some(Self { year, month, day })
    }

    /// The year, when it is known.
    pub fn year(self) -> Option<i32> {
        self.year
    }
    /// The month, 1 to 12.
    pub fn month(self) -> u32 {
        self.month
    }
    /// The day of the month, 1 to 31.
    pub fn day(self) -> u32 {
        self.day
    }

    /// The whole date, when the year is known.
    pub fn full(self) -> Option<NaiveDate> {
        NaiveDate::from_ymd_opt(self.year?, self.month, self.day)
    }

    /// Its day in that year; 29 February falls on the 28th in common years (TIME.md 6).
    pub fn in_year(self, year: i32) -> Option<NaiveDate> {
        clamped(year, self.month, self.day)
    }

    /// The first time it falls on today or later, and not before the date itself.
    pub fn next_occurrence(self, today: NaiveDate) -> NaiveDate {
        let from = self.full().map_or(today, |born| born.max(today));
        [from.year(), from.year().saturating_add(1)]
            .into_iter()
            .filter_map(|year| self.in_year(year))
            .find(|day| *day >= from)
            .unwrap_or(from)
    }

    /// Full years on that day; `None` when the year is unknown or still to come.
    pub fn age_on(self, day: NaiveDate) -> Option<i32> {
        let years = day.year().checked_sub(self.year?)?;
        let had_it = self.in_year(day.year()).is_some_and(|birthday| birthday <= day);
        let age = if had_it { years } else { years.checked_sub(1)? };
        (age >= 0).then_some(age)
    }
}

impl From<NaiveDate> for PartialDate {
    fn from(day: NaiveDate) -> Self {
        Self { year: Some(day.year()), month: day.month(), day: day.day() }
    }
}

impl fmt::Display for PartialDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.year {
            Some(year) => write!(f, "{year:04}-{:02}-{:02}", self.month, self.day),
            None => write!(f, "--{:02}-{:02}", self.month, self.day),
        }
    }
}

/// Reads the stored form only; text from outside goes through [`parse_partial`].
impl FromStr for PartialDate {
    type Err = Rejection;
    fn from_str(text: &str) -> Result<Self, Rejection> {
        iso(text).unwrap_or_else(|| Err(day_text::unreadable(text)))
    }
}

impl Serialize for PartialDate {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}
impl<'de> Deserialize<'de> for PartialDate {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

/// Reads a birthday: `1963-03-14`, `--03-14`, `14 mar 1963`, `14 mar`, `14.3.`, `3/14/63`.
/// A year of two digits is the latest one not in the future.
pub fn parse_partial(text: &str, today: NaiveDate, order: DayOrder) -> Result<PartialDate, Rejection> {
    parse_partial_leaning(text, Lean::Past, today, order)
}

/// Reads a date whose year may be left out; a year of two digits is read on the side that is meant.
pub fn parse_partial_leaning(
    text: &str,
    lean: Lean,
    today: NaiveDate,
    order: DayOrder,
) -> Result<PartialDate, Rejection> {
    let text = text.trim();
    if let Some(read) = iso(text) {
        return read;
    }
    let context = Context { today, order, lean, strictness: Strictness::Field };
    let words = day_text::words(text);
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let civil = day_text::civil(&words, context).ok_or_else(|| day_text::unreadable(text))?;
    checked(civil)
}

fn checked(civil: Civil) -> Result<PartialDate, Rejection> {
    let Civil { year, month, day } = civil;
    PartialDate::new(year, month, day).ok_or_else(|| match year {
        Some(year) if !day_text::year_is_near(year) => day_text::too_far(),
        Some(year) if (1..=12).contains(&month) => {
            day_text::no_such_day(month, Some(year), days_in_month(year, month))
        }
        _ => day_text::no_such_day(month, None, days_in_month(2000, month)),
    })
}

/// `YYYY-MM-DD` or `--MM-DD`; `None` when it is neither in shape.
fn iso(text: &str) -> Option<Result<PartialDate, Rejection>> {
    let (year, rest) = if let Some(rest) = text.strip_prefix("--") {
        (None, rest)
    } else {
        let (year, rest) = text.split_once('-')?;
        (Some(digits(year, 4)?), rest)
    };
    let (month, day) = rest.split_once('-')?;
    let (month, day) = (digits(month, 2)?, digits(day, 2)?);
    let year = match year {
        Some(year) => Some(i32::try_from(year).ok()?),
        None => None,
    };
    Some(checked(Civil { year, month, day }))
}

fn digits(text: &str, length: usize) -> Option<u32> {
    let whole = text.len() == length && text.bytes().all(|byte| byte.is_ascii_digit());
    if whole { text.parse().ok() } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn d(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }
    fn read(text: &str) -> Result<String, String> {
        parse_partial(text, d("2026-11-23"), DayOrder::MonthFirst)
            .map(|date| date.to_string())
            .map_err(|rejection| rejection.message)
    }

    #[test]
    fn birthdays_are_read_with_and_without_a_year() {
        for (text, wanted) in [
            ("1963-03-14", "1963-03-14"),
            ("--03-14", "--03-14"),
            ("--02-29", "--02-29"),
            ("14 mar 1963", "1963-03-14"),
            ("14 mar", "--03-14"),
            ("March 14, 1963", "1963-03-14"),
            ("14.3.1963", "1963-03-14"),
            ("14.3.", "--03-14"),
            ("3/14/63", "1963-03-14"),
            ("3/14/26", "2026-03-14"),
            ("29 feb", "--02-29"),
        ] {
            assert_eq!(read(text).as_deref(), Ok(wanted), "{text}");
        }
    }

    #[test]
    fn an_impossible_birthday_says_how_many_days_there_are() {
        let wanted = "February 1961 has 28 days. Type another day, or leave it.";
        assert_eq!(read("31 feb 1961"), Err(wanted.to_owned()));
        assert_eq!(read("1961-02-31"), Err(wanted.to_owned()));
        assert!(read("31 apr").unwrap_err().starts_with("April has 30 days."));
        assert!(read("30 feb").unwrap_err().starts_with("February has at most 29 days."));
        for text in ["tomorrow", "", "--13-01", "1963", "1963-3", "99999-01-01", "\u{1b}[2J"] {
            assert!(read(text).is_err(), "{text}");
        }
    }

    #[test]
    fn a_leap_day_is_kept_on_the_28th_of_common_years() {
        let born: PartialDate = "1964-02-29".parse().unwrap();
        assert_eq!(born.next_occurrence(d("2026-11-23")), d("2027-02-28"));
        assert_eq!(born.next_occurrence(d("2028-02-28")), d("2028-02-29"));
        assert_eq!(born.age_on(d("2027-02-27")), Some(62));
        assert_eq!(born.age_on(d("2027-02-28")), Some(63));
        assert_eq!(born.age_on(d("1960-01-01")), None);
        let unknown: PartialDate = "--11-23".parse().unwrap();
        assert_eq!(unknown.next_occurrence(d("2026-11-23")), d("2026-11-23"));
        assert_eq!(unknown.age_on(d("2026-11-23")), None);
        assert_eq!(born.next_occurrence(NaiveDate::MAX), NaiveDate::MAX);
    }
}
