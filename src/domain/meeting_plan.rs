//! The meetings of the year: which months a tier's clients meet in, and on which working days of them.
//!
//! **Invariant:** the same book, day and setting give the same plan, and a client with a meeting in a month, however
//! it went, gets no other one there: planning again plans nothing twice.

use std::collections::BTreeSet;

use chrono::{Datelike, NaiveDate};

use super::{
    calendar::Calendar,
    day::{add_days, add_months, days_between},
};

/// The words of the setting `meeting_plan`, its default first.
pub const STYLES: &[&str] = &["months", "spread", "seasons"];

/// The months of the two seasons.
const SEASONS: [[u32; 3]; 2] = [[2, 3, 4], [9, 10, 11]];

/// How the meetings of a year lie in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Style {
    /// In the months of the tier.
    Months,
    /// As many as the tier has months, evenly over the year, each client's own months.
    Spread,
    /// As many, in February to April and September to November.
    Seasons,
}

impl Style {
    /// The style a word of the setting names.
    #[must_use]
    pub fn of(word: &str) -> Self {
        match word {
            "spread" => Self::Spread,
            "seasons" => Self::Seasons,
            _ => Self::Months,
        }
    }

    /// The months, from 1 to 12, that a client of this id meets in.
    #[must_use]
    pub fn months(self, listed: &[u32], id: i64) -> BTreeSet<u32> {
        let count = u32::try_from(listed.len()).unwrap_or(0).min(12);
        let id = u32::try_from(id.rem_euclid(12 * 3)).unwrap_or(0);
        match self {
            _ if count == 0 => BTreeSet::new(),
            Self::Months => listed.iter().copied().collect(),
            Self::Spread => (0..count).map(|k| (id + k * 12 / count) % 12 + 1).collect(),
            Self::Seasons => (0..count.min(6))
                .filter_map(|k| {
                    let season = SEASONS.get(usize::try_from(k % 2).unwrap_or(0))?;
                    season.get(usize::try_from((id + k / 2) % 3).unwrap_or(0)).copied()
                })
                .collect(),
        }
    }
}

/// A client whose meetings are to be planned.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wanting {
    /// The relationship's number.
    pub relationship: i64,
    /// The months it meets in.
    pub months: BTreeSet<u32>,
    /// Years and months in which it has a meeting.
    pub has: BTreeSet<(i32, u32)>,
}

/// A meeting to offer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Slot {
    /// With whom.
    pub relationship: i64,
    /// When.
    pub day: NaiveDate,
}

/// The meetings of the twelve months that begin with that of `from`, by day; those of a month are spread over
/// the working days of it that are not before `from`.
#[must_use]
pub fn plan(clients: &[Wanting], from: NaiveDate, calendar: &Calendar) -> Vec<Slot> {
    let first = from.with_day(1).unwrap_or(from);
    let mut slots = Vec::new();
    for k in 0..12 {
        let Some(month) = add_months(first, k) else { break };
        let next = add_months(month, 1).unwrap_or(month);
        let days: Vec<NaiveDate> = (0..days_between(month, next))
            .filter_map(|day| add_days(month, day))
            .filter(|day| *day >= from && calendar.is_working(*day))
            .collect();
        let here = |client: &&Wanting| {
            client.months.contains(&month.month()) && !client.has.contains(&(month.year(), month.month()))
        };
        let wanting: Vec<&Wanting> = clients.iter().filter(here).collect();
        for (number, client) in wanting.iter().enumerate() {
            // In the middle of its part of the month: one alone meets in the middle.
            let place = (2 * number + 1) * days.len() / (2 * wanting.len());
            if let Some(day) = days.get(place) {
                slots.push(Slot { relationship: client.relationship, day: *day });
            }
        }
    }
    slots.sort_by_key(|slot| (slot.day, slot.relationship));
    slots
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn clients(count: i64, months: &[u32]) -> Vec<Wanting> {
        (1..=count)
            .map(|relationship| Wanting {
                relationship,
                months: Style::Months.months(months, relationship),
                has: BTreeSet::new(),
            })
            .collect()
    }

    #[test]
    fn the_meetings_of_a_month_are_spread_over_its_working_days() {
        let slots = plan(&clients(40, &[3, 9]), day("2026-11-23"), &Calendar::default());
        assert_eq!(slots.len(), 80);
        let calendar = Calendar::default();
        assert!(slots.iter().all(|slot| calendar.is_working(slot.day)));
        let mut on = std::collections::BTreeMap::new();
        for slot in &slots {
            *on.entry(slot.day).or_insert(0) += 1;
        }
        assert_eq!(on.values().max(), Some(&2));
        assert_eq!((slots[0].day, slots[79].day), (day("2027-03-01"), day("2027-09-30")));
    }

    #[test]
    fn no_day_before_the_first_is_planned_and_the_month_before_is_next_years() {
        let slots = plan(&clients(1, &[10, 11]), day("2026-11-23"), &Calendar::default());
        assert_eq!(
            slots.iter().map(|slot| slot.day).collect::<Vec<_>>(),
            [day("2026-11-26"), day("2027-10-15")]
        );
    }

    #[test]
    fn planning_again_plans_nothing() {
        let mut clients = clients(7, &[1, 6]);
        let calendar = Calendar::default();
        for slot in plan(&clients, day("2026-11-23"), &calendar) {
            let client = clients.iter_mut().find(|one| one.relationship == slot.relationship).unwrap();
            client.has.insert((slot.day.year(), slot.day.month()));
        }
        assert!(plan(&clients, day("2026-11-23"), &calendar).is_empty());
    }

    #[test]
    fn a_style_keeps_the_number_of_meetings() {
        for id in 0..40 {
            assert_eq!(Style::Spread.months(&[3, 6, 9], id).len(), 3);
            assert_eq!(Style::Seasons.months(&[3, 9], id).len(), 2);
            assert!(Style::Seasons.months(&[1, 2, 3, 4], id).iter().all(|m| SEASONS.concat().contains(m)));
            assert!(Style::Months.months(&[], id).is_empty());
        }
        assert_eq!(Style::Spread.months(&[1, 2], 3), BTreeSet::from([4, 10]));
    }
}
