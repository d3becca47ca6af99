//! Civil days: how they are said, and arithmetic on them that cannot fail loudly.
//!
//! **Invariant:** a day has no time and no zone; nothing here counts seconds or reads a clock.

use chrono::{Datelike, Days, Months, NaiveDate, Weekday};
use serde::{Deserialize, Serialize};

pub use super::calendar::{Calendar, Pause, Roll, after_pauses};
pub use super::day_text::{
    Lean, has_been, names_no_day, parse_day, parse_day_that_was, parse_leaning, parse_past_day, parse_tail,
    year_is_near,
};
pub use super::partial_date::{PartialDate, parse_partial, parse_partial_leaning};

/// Which number comes first where a date could be read two ways (`3/4`); from the configuration.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DayOrder {
    /// `14/3` is 14 March.
    DayFirst,
    /// `3/14` is 14 March.
    #[default]
    MonthFirst,
}

/// An amount as it is typed in one word: `20m`, `1h30`, `2w`, `3mo`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Amount {
    /// Minutes of effort.
    Minutes(u32),
    /// Whole days; weeks count seven.
    Days(u32),
    /// Calendar months; years count twelve.
    Months(u32),
}

/// Reads an amount written as one word; `m` is minutes and `mo` months.
pub fn parse_amount(word: &str) -> Option<Amount> {
    let word = word.to_ascii_lowercase();
    if let Some((hours, minutes)) = word.split_once('h')
        && let Some(hours) = small(hours)
    {
        let minutes = match minutes.trim_end_matches("in").trim_end_matches('m') {
            "" if minutes.is_empty() => 0,
            rest => small(rest).filter(|count| *count < 60)?,
        };
        return Some(Amount::Minutes(hours.checked_mul(60)?.checked_add(minutes)?));
    }
    let split = word.find(|c: char| !c.is_ascii_digit())?;
    let (count, unit) = word.split_at_checked(split)?;
    let count = small(count)?;
    match unit {
        "m" | "min" => Some(Amount::Minutes(count)),
        _ => amount_of(count, unit),
    }
}

/// So many of a calendar unit named in words; minutes are none.
pub(super) fn amount_of(count: u32, unit: &str) -> Option<Amount> {
    Some(match unit {
        "d" | "day" | "days" => Amount::Days(count),
        "w" | "wk" | "week" | "weeks" => Amount::Days(count.checked_mul(7)?),
        "mo" | "month" | "months" => Amount::Months(count),
        "q" | "quarter" | "quarters" => Amount::Months(count.checked_mul(3)?),
        "y" | "yr" | "year" | "years" => Amount::Months(count.checked_mul(12)?),
        _ => return None,
    })
}

/// A count of at most five digits.
pub(super) fn small(text: &str) -> Option<u32> {
    let digits = !text.is_empty() && text.len() <= 5 && text.bytes().all(|byte| byte.is_ascii_digit());
    if digits { text.parse().ok() } else { None }
}

/// The day `k` months from `anchor`, its day kept and clamped inside a shorter month (TIME.md 6);
/// `None` beyond the calendar.
pub fn add_months(anchor: NaiveDate, k: i32) -> Option<NaiveDate> {
    let months = Months::new(k.unsigned_abs());
    if k < 0 { anchor.checked_sub_months(months) } else { anchor.checked_add_months(months) }
}

/// The day `k` days from `day`; `None` beyond the calendar.
pub fn add_days(day: NaiveDate, k: i64) -> Option<NaiveDate> {
    let days = Days::new(k.unsigned_abs());
    if k < 0 { day.checked_sub_days(days) } else { day.checked_add_days(days) }
}

/// How many days `later` is after `earlier`; negative when it is before.
pub fn days_between(earlier: NaiveDate, later: NaiveDate) -> i64 {
    later.signed_duration_since(earlier).num_days()
}

/// How many days that month has.
pub fn days_in_month(year: i32, month: u32) -> u32 {
    match month {
        2 if NaiveDate::from_ymd_opt(year, 2, 29).is_some() => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// That day of that month, or the month's last day where it has fewer.
pub fn clamped(year: i32, month: u32, day: u32) -> Option<NaiveDate> {
    NaiveDate::from_ymd_opt(year, month, day.min(days_in_month(year, month)))
}

/// The last day of the month that `day` is in.
pub fn month_end(day: NaiveDate) -> NaiveDate {
    clamped(day.year(), day.month(), 31).unwrap_or(day)
}

/// The last day of the calendar quarter that `day` is in.
pub fn quarter_end(day: NaiveDate) -> NaiveDate {
    clamped(day.year(), day.month0() / 3 * 3 + 3, 31).unwrap_or(day)
}

/// The Monday of the week that `day` is in.
pub fn week_start(day: NaiveDate) -> NaiveDate {
    add_days(day, -i64::from(day.weekday().num_days_from_monday())).unwrap_or(day)
}

/// `Fri 27 Nov 2026`.
pub fn long(day: NaiveDate) -> String {
    day.format("%a %-d %b %Y").to_string()
}

/// `Fri 27 Nov`.
pub fn weekday_day(day: NaiveDate) -> String {
    day.format("%a %-d %b").to_string()
}

/// `Fri 27 Nov`, with the year when it is another than today's.
pub fn near(day: NaiveDate, today: NaiveDate) -> String {
    if day.year() == today.year() { weekday_day(day) } else { long(day) }
}

/// `27 Nov`, with the year when it is another than today's.
pub fn short(day: NaiveDate, today: NaiveDate) -> String {
    let form = if day.year() == today.year() { "%-d %b" } else { "%-d %b %Y" };
    day.format(form).to_string()
}

/// `today`, `tomorrow`, `yesterday`, `in 4 days`, `4 days ago`; from a year on `14 months ago`, `in 9 years`.
pub fn relative(day: NaiveDate, today: NaiveDate) -> String {
    let (first, last) = (day.min(today), day.max(today));
    let begun = i32::from(last.day() < first.day());
    let month = |day: NaiveDate| day.year() * 12 + i32::try_from(day.month0()).unwrap_or(0);
    let months = month(last) - month(first) - begun;
    if months >= 12 {
        let long = if months < 24 { format!("{months} months") } else { format!("{} years", months / 12) };
        return if day > today { format!("in {long}") } else { format!("{long} ago") };
    }
    match days_between(today, day) {
        0 => "today".to_owned(),
        1 => "tomorrow".to_owned(),
        -1 => "yesterday".to_owned(),
        days if days > 0 => format!("in {days} days"),
        days => format!("{} days ago", days.unsigned_abs()),
    }
}

/// What a date field answers to what was typed: `Fri 27 Nov 2026, in 4 days`.
pub fn echo(day: NaiveDate, today: NaiveDate) -> String {
    format!("{}, {}", long(day), relative(day, today))
}

/// `1 day`, `4 days`.
pub fn count_days(days: i64) -> String {
    if days == 1 { "1 day".to_owned() } else { format!("{days} days") }
}

/// `1st`, `22nd`, `13th`.
pub fn ordinal(number: u32) -> String {
    let ending = match (number % 10, number % 100) {
        (_, 11..=13) => "th",
        (1, _) => "st",
        (2, _) => "nd",
        (3, _) => "rd",
        _ => "th",
    };
    format!("{number}{ending}")
}

/// The number before `st`, `nd`, `rd` or `th`.
pub(super) fn parse_ordinal(word: &str) -> Option<u32> {
    let number = ["st", "nd", "rd", "th"].iter().find_map(|ending| word.strip_suffix(ending))?;
    small(number)
}

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// The English name of a month (1 to 12).
pub fn month_name(month: u32) -> &'static str {
    let index = usize::try_from(month).unwrap_or(0).wrapping_sub(1);
    MONTHS.get(index).copied().unwrap_or("that month")
}

/// The month a lower-case word names: `mar`, `sept`, `march`, `mar.`.
pub(super) fn parse_month(word: &str) -> Option<u32> {
    let word = word.strip_suffix('.').unwrap_or(word);
    if word.len() < 3 || !word.is_ascii() {
        return None;
    }
    let found = MONTHS.iter().position(|name| name.to_ascii_lowercase().starts_with(word))?;
    u32::try_from(found).ok()?.checked_add(1)
}

/// The weekday a lower-case word names: `tue`, `tues`, `tuesday`.
pub(super) fn parse_weekday(word: &str) -> Option<Weekday> {
    Some(match word {
        "mon" | "monday" => Weekday::Mon,
        "tue" | "tues" | "tuesday" => Weekday::Tue,
        "wed" | "weds" | "wednesday" => Weekday::Wed,
        "thu" | "thur" | "thurs" | "thursday" => Weekday::Thu,
        "fri" | "friday" => Weekday::Fri,
        "sat" | "saturday" => Weekday::Sat,
        "sun" | "sunday" => Weekday::Sun,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn d(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn months_are_clamped_from_the_anchor_and_come_back() {
        for (anchor, k, wanted) in [
            ("2027-01-31", 1, "2027-02-28"),
            ("2028-01-31", 1, "2028-02-29"),
            ("2027-01-31", 2, "2027-03-31"),
            ("2027-01-31", 3, "2027-04-30"),
            ("2027-01-30", 1, "2027-02-28"),
            ("2028-01-29", 1, "2028-02-29"),
            ("2024-02-29", 12, "2025-02-28"),
            ("2024-02-29", 48, "2028-02-29"),
            ("2027-03-31", -1, "2027-02-28"),
        ] {
            assert_eq!(add_months(d(anchor), k), Some(d(wanted)), "{anchor} {k}");
        }
        assert_eq!(add_months(d("2027-01-31"), i32::MAX), None);
        assert_eq!(add_months(d("2027-01-31"), i32::MIN), None);
    }

    #[test]
    fn days_are_said_as_the_screens_say_them() {
        let today = d("2026-11-23");
        assert_eq!(echo(d("2026-11-27"), today), "Fri 27 Nov 2026, in 4 days");
        assert_eq!(echo(d("2026-12-01"), today), "Tue 1 Dec 2026, in 8 days");
        assert_eq!(weekday_day(d("2026-11-27")), "Fri 27 Nov");
        assert_eq!(near(d("2026-11-27"), d("2026-11-23")), "Fri 27 Nov");
        assert_eq!(near(d("2027-11-20"), d("2026-11-23")), "Sat 20 Nov 2027");
        assert_eq!(short(d("2026-11-27"), today), "27 Nov");
        assert_eq!(short(d("2027-11-27"), today), "27 Nov 2027");
        assert_eq!(relative(d("2026-11-19"), today), "4 days ago");
        assert_eq!(relative(d("2025-11-24"), today), "364 days ago");
        assert_eq!(relative(d("2025-11-23"), today), "12 months ago");
        assert_eq!(relative(d("2017-03-14"), today), "9 years ago");
        assert_eq!(relative(d("2028-11-22"), today), "in 23 months");
        assert_eq!(relative(d("2029-11-23"), today), "in 3 years");
        assert_eq!(relative(d("2026-11-24"), today), "tomorrow");
        assert_eq!(ordinal(1) + &ordinal(12) + &ordinal(23) + &ordinal(31), "1st12th23rd31st");
    }

    #[test]
    fn amounts_are_one_word() {
        for (word, wanted) in [
            ("20m", Some(Amount::Minutes(20))),
            ("20min", Some(Amount::Minutes(20))),
            ("1h", Some(Amount::Minutes(60))),
            ("1h30", Some(Amount::Minutes(90))),
            ("1h30m", Some(Amount::Minutes(90))),
            ("3mo", Some(Amount::Months(3))),
            ("2w", Some(Amount::Days(14))),
            ("1h75", None),
            ("1hm", None),
            ("h", None),
            ("m20", None),
            ("99999999999999m", None),
            ("12", None),
            ("1é", None),
        ] {
            assert_eq!(parse_amount(word), wanted, "{word}");
        }
    }
}
