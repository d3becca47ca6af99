//! Where a period begins that somebody compares over: this year, three years, since 2020.
//!
//! **Invariant:** words that name no period have no beginning; nothing is guessed.

use chrono::{Datelike, NaiveDate};

use crate::domain::day::{add_days, add_months};

/// Numbers that people say in words.
const NUMBERS: [(&str, i32); 13] = [
    ("a", 1),
    ("one", 1),
    ("two", 2),
    ("three", 3),
    ("four", 4),
    ("five", 5),
    ("six", 6),
    ("seven", 7),
    ("eight", 8),
    ("nine", 9),
    ("ten", 10),
    ("twelve", 12),
    ("twenty", 20),
];

/// The months as they are said, in three letters.
const MONTHS: [&str; 12] =
    ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/// The first day of a period; none for words that name none.
#[must_use]
pub fn begins(period: &str, today: NaiveDate) -> Option<NaiveDate> {
    let folded = period.trim().to_lowercase();
    let words: Vec<&str> = folded
        .split_whitespace()
        .filter(|word| !matches!(*word, "the" | "over" | "in" | "for" | "past"))
        .collect();
    let year = |year: i32| NaiveDate::from_ymd_opt(year, 1, 1);
    match words.as_slice() {
        ["this", "year"] | ["year", "to", "date"] | ["ytd"] => year(today.year()),
        ["last", "year"] => year(today.year() - 1),
        ["this", "month"] => today.with_day(1),
        ["last", "month"] => add_months(today.with_day(1)?, -1),
        ["this", "quarter"] => today.with_day(1)?.with_month((today.month0() / 3) * 3 + 1),
        ["since", rest @ ..] => since(rest, today),
        ["year"] => add_months(today, -12),
        ["last", count, unit] | [count, unit] => back(number(count)?, unit, today),
        [one] => one.parse().ok().filter(|year| (1900..=today.year()).contains(year)).and_then(year),
        _ => None,
    }
}

/// The day after `since`: a year, a month, or a day.
fn since(words: &[&str], today: NaiveDate) -> Option<NaiveDate> {
    let month = |word: &str| {
        let place = MONTHS.iter().position(|month| word.starts_with(month))?;
        u32::try_from(place + 1).ok()
    };
    let found = match words {
        [one] => match (month(one), one.parse::<NaiveDate>()) {
            (Some(month), _) => {
                let on = NaiveDate::from_ymd_opt(today.year(), month, 1)?;
                if on > today { NaiveDate::from_ymd_opt(today.year() - 1, month, 1)? } else { on }
            }
            (None, Ok(on)) => on,
            (None, Err(_)) => NaiveDate::from_ymd_opt(one.parse().ok().filter(|year| *year >= 1900)?, 1, 1)?,
        },
        [name, year] => NaiveDate::from_ymd_opt(year.parse().ok()?, month(name)?, 1)?,
        _ => return None,
    };
    (found <= today).then_some(found)
}

fn number(word: &str) -> Option<i32> {
    let said = NUMBERS.iter().find(|(name, _)| *name == word).map(|(_, number)| *number);
    said.or_else(|| word.parse().ok()).filter(|number| (1..=100).contains(number))
}

fn back(count: i32, unit: &str, today: NaiveDate) -> Option<NaiveDate> {
    match unit.trim_end_matches('s') {
        "year" | "yr" => add_months(today, -count.saturating_mul(12)),
        "month" | "mo" => add_months(today, -count),
        "week" => add_days(today, -i64::from(count) * 7),
        "day" => add_days(today, -i64::from(count)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_period_begins_where_people_mean_it() {
        let today: NaiveDate = "2026-11-23".parse().unwrap();
        for (period, wanted) in [
            ("this year", "2026-01-01"),
            ("This Year", "2026-01-01"),
            ("last year", "2025-01-01"),
            ("2025", "2025-01-01"),
            ("in 2025", "2025-01-01"),
            ("three years", "2023-11-23"),
            ("the last 5 years", "2021-11-23"),
            ("six months", "2026-05-23"),
            ("this quarter", "2026-10-01"),
            ("last month", "2026-10-01"),
            ("since 2020", "2020-01-01"),
            ("since March", "2026-03-01"),
            ("since December", "2025-12-01"),
            ("since mar 2024", "2024-03-01"),
            ("two weeks", "2026-11-09"),
            ("a year", "2025-11-23"),
        ] {
            assert_eq!(begins(period, today).map(|on| on.to_string()).as_deref(), Some(wanted), "{period}");
        }
        for period in ["", "lately", "3000", "since 3000", "many years", "since forever", "0 years"] {
            assert_eq!(begins(period, today), None, "{period}");
        }
    }
}
