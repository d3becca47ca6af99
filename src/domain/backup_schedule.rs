//! Which copies of the book are kept: the newest ones, then one of each day, week and month.
//!
//! **Invariant:** the newest copy is always kept, whatever the schedule says.

use std::{collections::BTreeSet, path::PathBuf};

use chrono::{DateTime, Datelike as _, Utc};

/// Copies that are kept however close together they were made: several imports of one day.
const RECENT: usize = 3;

/// What is copied by itself and how long it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Backups {
    /// Whether the desk makes a copy each day.
    pub daily: Daily,
    /// Which copies are kept.
    pub keep: Schedule,
    /// A directory elsewhere that gets each copy too.
    pub also: Option<PathBuf>,
    /// Days after which the newest copy is old.
    pub warn_after: i64,
}

impl Default for Backups {
    fn default() -> Self {
        Self { daily: Daily::Made, keep: Schedule::default(), also: None, warn_after: 3 }
    }
}

/// Whether the desk makes a copy each day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Daily {
    /// It does.
    #[default]
    Made,
    /// It leaves that to the user.
    Left,
}

/// How many days, weeks and months keep a copy; only those count that have one, so that a long absence loses none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Schedule {
    /// Days that keep their last copy.
    pub days: usize,
    /// Weeks that keep theirs.
    pub weeks: usize,
    /// Months that keep theirs.
    pub months: usize,
}

impl Default for Schedule {
    fn default() -> Self {
        Self { days: 7, weeks: 5, months: 12 }
    }
}

impl Schedule {
    /// The places, in the list given, of the copies that need not be kept.
    #[must_use]
    pub fn superfluous(&self, made: &[DateTime<Utc>]) -> Vec<usize> {
        let mut order: Vec<usize> = (0..made.len()).collect();
        order.sort_by_key(|place| std::cmp::Reverse(made.get(*place)));
        let (mut days, mut weeks, mut months) = (BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
        let mut out = Vec::new();
        for (rank, place) in order.into_iter().enumerate() {
            let Some(at) = made.get(place) else { continue };
            // Each is asked, for a copy stands for its day, its week and its month at once.
            let of_day = is_new(&mut days, (at.year(), at.ordinal()), self.days);
            let of_week = is_new(&mut weeks, (at.iso_week().year(), at.iso_week().week()), self.weeks);
            let of_month = is_new(&mut months, (at.year(), at.month()), self.months);
            if rank >= RECENT && !of_day && !of_week && !of_month {
                out.push(place);
            }
        }
        out
    }
}

/// Whether this is the first copy of a period among those that keep one.
fn is_new(seen: &mut BTreeSet<(i32, u32)>, period: (i32, u32), most: usize) -> bool {
    seen.len() < most && seen.insert(period)
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;

    use super::*;

    fn days_back(days: impl Iterator<Item = i64>) -> Vec<DateTime<Utc>> {
        let last: DateTime<Utc> = "2026-11-23T09:00:00Z".parse().unwrap();
        days.map(|back| last - TimeDelta::days(back)).collect()
    }

    #[test]
    fn a_year_of_daily_copies_keeps_days_weeks_and_months() {
        let made = days_back((0..400).rev());
        let gone = Schedule::default().superfluous(&made);
        let kept = made.len() - gone.len();
        assert!((18..=24).contains(&kept), "{kept}");
        for place in 393..400 {
            assert!(!gone.contains(&place), "one of the last seven days is gone");
        }
        assert!(!gone.contains(&(400 - 1 - 23)), "31 October, the last of its month");
    }

    #[test]
    fn the_newest_copy_is_kept_by_any_schedule_in_any_order() {
        let none = Schedule { days: 0, weeks: 0, months: 0 };
        for made in [days_back([5, 0, 9].into_iter()), days_back(0..9), days_back(std::iter::once(3))] {
            let newest = (0..made.len()).max_by_key(|place| made[*place]).unwrap();
            assert!(!none.superfluous(&made).contains(&newest));
        }
        assert_eq!(none.superfluous(&[]), Vec::<usize>::new());
    }

    #[test]
    fn what_was_pruned_once_is_not_pruned_further() {
        let mut made = days_back((0..400).chain(0..3));
        let schedule = Schedule::default();
        let gone = schedule.superfluous(&made);
        let mut place = 0;
        made.retain(|_| {
            place += 1;
            !gone.contains(&(place - 1))
        });
        assert_eq!(schedule.superfluous(&made), Vec::<usize>::new());
    }

    #[test]
    fn a_long_absence_loses_no_copy() {
        let made = days_back([400, 401, 500].into_iter());
        assert_eq!(Schedule::default().superfluous(&made), Vec::<usize>::new());
    }
}
