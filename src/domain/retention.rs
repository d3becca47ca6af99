//! How long records are kept: so many years from the end of the fiscal year of the last entry, longer under a legal hold.
//!
//! The default of five years is the adviser books and records rule (FIELD, Records the law may ask for).
//!
//! **Invariant:** nothing may go before its day, nor while a hold stands, whoever asks.

use chrono::{Datelike as _, Months, NaiveDate};

/// The month and day a fiscal year ends on, as `12-31`; 29 February falls on the 28th in common years.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct YearEnd {
    month: u32,
    day: u32,
}

impl YearEnd {
    /// Reads `12-31`; the end of the calendar year when it cannot be read.
    #[must_use]
    pub fn read(text: &str) -> Self {
        match format!("2000-{text}").parse::<NaiveDate>() {
            Ok(day) => Self { month: day.month(), day: day.day() },
            Err(_) => Self { month: 12, day: 31 },
        }
    }

    fn of(self, year: i32) -> Option<NaiveDate> {
        NaiveDate::from_ymd_opt(year, self.month, self.day)
            .or_else(|| NaiveDate::from_ymd_opt(year, self.month, self.day.saturating_sub(1)))
    }

    /// The end of the fiscal year a day is in: that day itself when it is the last of one.
    #[must_use]
    pub fn after(self, day: NaiveDate) -> Option<NaiveDate> {
        self.of(day.year()).filter(|end| *end >= day).or_else(|| self.of(day.year().checked_add(1)?))
    }
}

/// The last day on which the records must be there: `years` from the end of the fiscal year of the last entry.
#[must_use]
pub fn retain_until(last_entry: NaiveDate, end: YearEnd, years: u32) -> Option<NaiveDate> {
    let closed = end.after(last_entry)?;
    end.of(closed.year().checked_add(i32::try_from(years).ok()?)?)
        .or_else(|| closed.checked_add_months(Months::new(years.checked_mul(12)?)))
}

/// Whether the records of somebody who is gone may be purged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Keeping {
    /// They may be.
    Free,
    /// Not before the day after this one.
    Until(NaiveDate),
    /// Not while the hold stands.
    Held,
}

/// What holds on a day; without an entry nothing must be kept.
#[must_use]
pub fn keeping(until: Option<NaiveDate>, held: bool, today: NaiveDate) -> Keeping {
    match until {
        _ if held => Keeping::Held,
        Some(until) if until >= today => Keeping::Until(until),
        _ => Keeping::Free,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn d(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn until(last: &str, end: &str, years: u32) -> NaiveDate {
        retain_until(d(last), YearEnd::read(end), years).unwrap()
    }

    #[test]
    fn the_years_count_from_the_end_of_the_fiscal_year_of_the_last_entry() {
        assert_eq!(until("2020-03-14", "12-31", 5), d("2025-12-31"));
        assert_eq!(until("2020-12-31", "12-31", 5), d("2025-12-31"));
        assert_eq!(until("2021-01-01", "12-31", 5), d("2026-12-31"));
        assert_eq!(until("2020-07-01", "06-30", 5), d("2026-06-30"));
        assert_eq!(until("2020-06-30", "06-30", 7), d("2027-06-30"));
        assert_eq!(until("2020-03-14", "12-31", 0), d("2020-12-31"));
    }

    #[test]
    fn a_year_that_ends_in_february_is_clamped_and_not_forgotten() {
        assert_eq!(until("2020-02-29", "02-29", 5), d("2025-02-28"));
        assert_eq!(until("2019-02-28", "02-29", 5), d("2024-02-29"));
        assert_eq!(YearEnd::read("no day"), YearEnd::read("12-31"));
    }

    #[test]
    fn a_hold_keeps_what_no_day_keeps() {
        let today = d("2026-11-23");
        assert_eq!(keeping(Some(d("2025-12-31")), true, today), Keeping::Held);
        assert_eq!(keeping(Some(d("2026-11-23")), false, today), Keeping::Until(d("2026-11-23")));
        assert_eq!(keeping(Some(d("2026-11-22")), false, today), Keeping::Free);
        assert_eq!(keeping(None, false, today), Keeping::Free);
    }
}
