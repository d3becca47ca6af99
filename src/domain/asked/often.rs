//! How often they ask, by half-year, and whether it falls.
//!
//! **Invariant:** a year is held against the year before it; without a year before nothing is said to fall or rise.

use chrono::{Datelike, NaiveDate};
use serde::Serialize;

use crate::domain::day::add_months;

/// Half-years that are shown at most.
const SHOWN: usize = 4;

/// Which way it goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Trend {
    /// Fewer times than in the twelve months before.
    Less,
    /// More times.
    More,
    /// As many times.
    Same,
    /// They never asked before the last twelve months.
    New,
    /// They did not ask for two years.
    Never,
}

impl Trend {
    /// In words: `less often`.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Less => "less often",
            Self::More => "more often",
            Self::Same => "as often",
            Self::New => "new within the year",
            Self::Never => "not for two years",
        }
    }
}

/// The times of half a year.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct HalfYear {
    /// The year.
    pub year: i32,
    /// 1 is January to June, 2 July to December.
    pub half: u8,
    /// How many times.
    pub times: usize,
}

impl HalfYear {
    /// `Jul-Dec 2026`.
    #[must_use]
    pub fn name(&self) -> String {
        format!("{} {}", if self.half == 1 { "Jan-Jun" } else { "Jul-Dec" }, self.year)
    }
}

/// How often they ask.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Often {
    /// Half-years from the first time they asked until now, the newest first, at most four.
    pub halves: Vec<HalfYear>,
    /// Times in the last twelve months.
    pub year: usize,
    /// Times in the twelve months before these.
    pub year_before: usize,
    /// Which way it goes.
    pub trend: Trend,
}

impl Often {
    /// Counts the days on which they asked.
    #[must_use]
    pub fn count(days: &[NaiveDate], today: NaiveDate) -> Self {
        let ago = |months: i32| add_months(today, -months).unwrap_or(NaiveDate::MIN);
        let (last, before) = (ago(12), ago(24));
        let within =
            |from: NaiveDate, to: NaiveDate| days.iter().filter(|on| **on > from && **on <= to).count();
        let (year, year_before) = (within(last, today), within(before, last));
        let older = days.iter().any(|on| *on <= before);
        let trend = match (year, year_before) {
            (0, 0) => Trend::Never,
            (_, 0) if !older => Trend::New,
            (now, then) if now < then => Trend::Less,
            (now, then) if now > then => Trend::More,
            _ => Trend::Same,
        };
        Self { halves: halves(days, today), year, year_before, trend }
    }

    /// In words: `2 times in 12 months, 6 in the 12 before: less often`.
    #[must_use]
    pub fn said(&self) -> String {
        let times = match self.year {
            0 => "never".to_owned(),
            1 => "once".to_owned(),
            many => format!("{many} times"),
        };
        match self.trend {
            Trend::Never => "not asked for two years".to_owned(),
            Trend::New => format!("{times} in 12 months, never before"),
            trend => format!("{times} in 12 months, {} in the 12 before: {}", self.year_before, trend.word()),
        }
    }
}

fn halves(days: &[NaiveDate], today: NaiveDate) -> Vec<HalfYear> {
    let place = |on: NaiveDate| on.year() * 2 + i32::from(on.month() > 6);
    let Some(first) = days.iter().min() else { return Vec::new() };
    let all = (place(*first)..=place(today)).rev().take(SHOWN);
    all.map(|at| HalfYear {
        year: at.div_euclid(2),
        half: if at.rem_euclid(2) == 0 { 1 } else { 2 },
        times: days.iter().filter(|on| place(**on) == at).count(),
    })
    .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn often(days: &[&str]) -> Often {
        let days: Vec<NaiveDate> = days.iter().map(|day| day.parse().unwrap()).collect();
        Often::count(&days, "2026-11-23".parse().unwrap())
    }

    #[test]
    fn a_year_is_held_against_the_year_before_it() {
        for (days, trend, said) in [
            (&[][..], Trend::Never, "not asked for two years"),
            (&["2022-01-05"], Trend::Never, "not asked for two years"),
            (&["2026-08-04"], Trend::New, "once in 12 months, never before"),
            (&["2026-08-04", "2020-01-01"], Trend::More, "once in 12 months, 0 in the 12 before: more often"),
            (
                &["2026-08-04", "2025-11-23", "2025-02-03"],
                Trend::Less,
                "once in 12 months, 2 in the 12 before: less often",
            ),
            (&["2025-11-24", "2025-11-23"], Trend::Same, "once in 12 months, 1 in the 12 before: as often"),
            (&["2025-11-23"], Trend::Less, "never in 12 months, 1 in the 12 before: less often"),
        ] {
            let often = often(days);
            assert_eq!((often.trend, often.said().as_str()), (trend, said), "{days:?}");
        }
    }

    #[test]
    fn half_years_go_back_to_the_first_time_and_an_empty_one_is_not_left_out() {
        let said = |days: &[&str]| -> Vec<String> {
            often(days).halves.iter().map(|half| format!("{} {}", half.name(), half.times)).collect()
        };
        assert_eq!(
            said(&["2026-08-04", "2026-07-01", "2025-06-30"]),
            ["Jul-Dec 2026 2", "Jan-Jun 2026 0", "Jul-Dec 2025 0", "Jan-Jun 2025 1"]
        );
        assert_eq!(said(&["2019-08-04"]).len(), 4);
        assert!(said(&[]).is_empty());
    }
}
