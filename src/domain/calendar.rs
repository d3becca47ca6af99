//! Working days, holidays and pauses: how a date that falls on a day off is moved.
//!
//! **Invariant:** rolling changes the date that is shown, never the anchor it was counted from.

use std::collections::BTreeSet;

use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};

use super::day::{add_days, days_between};

/// Which way a date on a day off moves (TIME.md 7).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Roll {
    /// It stays: promises, hard dates, birthdays.
    #[default]
    None,
    /// To the next working day: tasks.
    Next,
    /// To the working day before.
    Previous,
    /// To the nearer working day; the later one when both are as near.
    Nearest,
    /// To the next working day, or back when that leaves the month: re-examinations and meetings.
    NextInMonth,
}

/// The advisor's working days and holidays.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Calendar {
    /// Whether each weekday is worked, Monday first.
    pub working: [bool; 7],
    /// Days off besides.
    pub holidays: BTreeSet<NaiveDate>,
}

impl Default for Calendar {
    fn default() -> Self {
        Self { working: [true, true, true, true, true, false, false], holidays: BTreeSet::new() }
    }
}

/// The longest run of days off that is looked across; beyond it a date stays where it is.
const LONGEST_BREAK: i64 = 400;

impl Calendar {
    /// Whether that day is worked.
    pub fn is_working(&self, day: NaiveDate) -> bool {
        let index = day.weekday().num_days_from_monday() as usize;
        self.working.get(index).copied().unwrap_or(true) && !self.holidays.contains(&day)
    }

    /// Working days after `from`, up to `to`; none when that is no later day.
    #[must_use]
    pub fn working_days(&self, from: NaiveDate, to: NaiveDate) -> i64 {
        let days = from.iter_days().skip(1).take_while(|day| *day <= to);
        i64::try_from(days.filter(|day| self.is_working(*day)).count()).unwrap_or(i64::MAX)
    }

    /// The date shown for `day`; where no working day is near, `day` itself.
    pub fn roll(&self, day: NaiveDate, roll: Roll) -> NaiveDate {
        if self.is_working(day) {
            return day;
        }
        let next = || self.seek(day, 1);
        let previous = || self.seek(day, -1);
        let rolled = match roll {
            Roll::None => None,
            Roll::Next => next(),
            Roll::Previous => previous(),
            Roll::Nearest => match (previous(), next()) {
                (Some(before), Some(after)) if days_between(before, day) < days_between(day, after) => {
                    Some(before)
                }
                (before, after) => after.or(before),
            },
            Roll::NextInMonth => {
                let here = |other: &NaiveDate| (other.year(), other.month()) == (day.year(), day.month());
                next().filter(here).or_else(previous).or_else(next)
            }
        };
        rolled.unwrap_or(day)
    }

    /// The last day that `Roll::NextInMonth` may move back to `until` or before: the end of the days off after it.
    pub fn last_moved_back_to(&self, until: NaiveDate) -> NaiveDate {
        let days = (1..=LONGEST_BREAK).map_while(|k| add_days(until, k));
        days.take_while(|day| !self.is_working(*day)).last().unwrap_or(until)
    }

    fn seek(&self, day: NaiveDate, step: i64) -> Option<NaiveDate> {
        (1..=LONGEST_BREAK)
            .map_while(|count| add_days(day, count.checked_mul(step)?))
            .find(|candidate| self.is_working(*candidate))
    }
}

/// A time in which nothing falls due and nothing counts as missed, both days included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pause {
    /// Its first day.
    pub from: NaiveDate,
    /// Its last day.
    pub to: NaiveDate,
}

impl Pause {
    /// Whether that day lies inside.
    pub fn holds(&self, day: NaiveDate) -> bool {
        self.from <= day && day <= self.to
    }
}

/// The first day not inside any pause, from `day` on.
pub fn after_pauses(day: NaiveDate, pauses: &[Pause]) -> NaiveDate {
    let mut day = day;
    // Each pause can push once; chained pauses need at most one round for each.
    for _ in pauses {
        match pauses.iter().find(|pause| pause.holds(day)) {
            Some(pause) => day = add_days(pause.to, 1).unwrap_or(day),
            None => break,
        }
    }
    day
}

#[cfg(test)]
mod tests {
    use super::*;

    fn d(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn a_day_off_rolls_as_its_kind_says() {
        let calendar = Calendar::default();
        let saturday = d("2027-02-27");
        for (roll, wanted) in [
            (Roll::None, "2027-02-27"),
            (Roll::Next, "2027-03-01"),
            (Roll::Previous, "2027-02-26"),
            (Roll::Nearest, "2027-02-26"),
            (Roll::NextInMonth, "2027-02-26"),
        ] {
            assert_eq!(calendar.roll(saturday, roll), d(wanted), "{roll:?}");
        }
        assert_eq!(calendar.roll(d("2026-11-21"), Roll::NextInMonth), d("2026-11-23"));
        assert_eq!(calendar.roll(d("2027-02-28"), Roll::Nearest), d("2027-03-01"));
        assert_eq!(calendar.roll(d("2026-11-24"), Roll::Next), d("2026-11-24"));
    }

    #[test]
    fn month_end_on_a_holiday_weekend_goes_back_over_the_holiday() {
        let mut calendar = Calendar::default();
        calendar.holidays.insert(d("2027-01-29"));
        assert_eq!(calendar.roll(d("2027-01-31"), Roll::NextInMonth), d("2027-01-28"));
        calendar.holidays.insert(d("2027-02-01"));
        assert_eq!(calendar.roll(d("2027-01-31"), Roll::Next), d("2027-02-02"));
    }

    #[test]
    fn a_calendar_without_working_days_moves_nothing() {
        let calendar = Calendar { working: [false; 7], holidays: BTreeSet::new() };
        for roll in [Roll::Next, Roll::Previous, Roll::Nearest, Roll::NextInMonth] {
            assert_eq!(calendar.roll(d("2027-01-31"), roll), d("2027-01-31"));
            assert_eq!(calendar.roll(NaiveDate::MAX, roll), NaiveDate::MAX);
        }
    }

    #[test]
    fn chained_pauses_push_to_the_day_after_the_last() {
        let pauses = [
            Pause { from: d("2027-02-01"), to: d("2027-02-10") },
            Pause { from: d("2027-01-01"), to: d("2027-01-31") },
        ];
        assert_eq!(after_pauses(d("2027-01-05"), &pauses), d("2027-02-11"));
        assert_eq!(after_pauses(d("2027-02-11"), &pauses), d("2027-02-11"));
    }
}
