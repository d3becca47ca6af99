//! The end of a span of time: of next month, of `2028`, of `dec 2028`.
//!
//! **Invariant:** a bare year is read only in a field, never out of the words of a sentence.

use chrono::{Datelike, NaiveDate};

use super::{Context, Read, Strictness, day_of};
use crate::domain::day::{add_days, add_months, month_end, parse_month, quarter_end, small, week_start};

/// The last day of next week, month, quarter or year.
pub(super) fn end_of_next(unit: &str, today: NaiveDate) -> Read {
    match unit {
        "week" => day_of(add_days(week_start(today), 13)),
        "month" => day_of(add_months(today, 1).map(month_end)),
        "quarter" => day_of(add_months(today, 3).map(quarter_end)),
        "year" => day_of(NaiveDate::from_ymd_opt(today.year().saturating_add(1), 12, 31)),
        _ => None,
    }
}

/// The last day of `2028` or of `dec 2028`: what is to be reached in a year is reached by its end.
pub(super) fn span_end(words: &[&str], context: Context) -> Option<NaiveDate> {
    let year = |word: &str| i32::try_from(small(word)?).ok().filter(|year| (1800..=2999).contains(year));
    if context.strictness != Strictness::Field {
        return None;
    }
    match words {
        [word] if word.len() == 4 => NaiveDate::from_ymd_opt(year(word)?, 12, 31),
        [month, word] | [word, month] if word.len() == 4 && parse_month(month).is_some() => {
            NaiveDate::from_ymd_opt(year(word)?, parse_month(month)?, 1).map(month_end)
        }
        _ => None,
    }
}
