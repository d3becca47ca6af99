//! Days as files write them, turned into the book's form: `1963-03-14`, or `--03-14` without a year.
//!
//! **Invariant:** a day that could be two days is refused, never guessed.

use chrono::NaiveDate;

use crate::domain::day::{self, PartialDate};

/// Which of two numbers with slashes is the day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum DayOrder {
    /// `14/3/1963`
    DayFirst,
    /// `3/14/1963`
    MonthFirst,
}

impl DayOrder {
    /// The order called `day first` or `month first`.
    pub(super) fn parse(word: &str) -> Option<Self> {
        match word.trim().to_lowercase().as_str() {
            "day first" => Some(Self::DayFirst),
            "month first" => Some(Self::MonthFirst),
            _ => None,
        }
    }

    /// What it is called.
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::DayFirst => "day first",
            Self::MonthFirst => "month first",
        }
    }

    /// The order of the configuration.
    pub(super) fn configured(order: day::DayOrder) -> Self {
        match order {
            day::DayOrder::DayFirst => Self::DayFirst,
            day::DayOrder::MonthFirst => Self::MonthFirst,
        }
    }

    /// Whether a day can be read in both orders and is another one in each.
    pub(super) fn decides(text: &str) -> bool {
        stored_day_in(text, Some(Self::DayFirst)) != stored_day_in(text, Some(Self::MonthFirst))
    }

    /// The order that a day proves which can be read in one way only.
    pub(super) fn shown_by(text: &str) -> Option<Self> {
        let date = text.trim().split(['T', ' ']).next()?;
        let (first, second, year) = local(date).filter(|_| !date.contains('.') && iso(date).is_none())?;
        match (whole(year, second, first), whole(year, first, second)) {
            (Some(_), None) => Some(Self::DayFirst),
            (None, Some(_)) => Some(Self::MonthFirst),
            _ => None,
        }
    }
}

/// The stored form of a day; empty for an empty date (Outlook writes one as `0/0/00`).
///
/// The error is a phrase for the user. Years 1604 and 0000 mean "no year" (Apple writes the first).
pub(crate) fn stored_day(text: &str) -> Result<String, String> {
    stored_day_in(text, None)
}

/// The stored form of a day in a file whose order of day and month is known.
pub(super) fn stored_day_in(text: &str, order: Option<DayOrder>) -> Result<String, String> {
    let text = text.trim();
    if text.is_empty() || text.chars().all(|sign| matches!(sign, '0' | '/' | '-' | '.')) {
        return Ok(String::new());
    }
    let wrong = || format!("{} is not a day", super::read::visible(text));
    let date = text.split(['T', ' ']).next().unwrap_or(text);
    if let Some(rest) = date.strip_prefix("--") {
        let (month, day) = pair(rest).ok_or_else(wrong)?;
        return partial(month, day).ok_or_else(wrong);
    }
    if let Some((year, month, day)) = iso(date) {
        return whole(year, month, day).ok_or_else(wrong);
    }
    let (first, second, year) = local(date).ok_or_else(wrong)?;
    let day_first = whole(year, second, first);
    let month_first = whole(year, first, second);
    match (day_first, month_first) {
        (Some(one), Some(other)) if one != other && !date.contains('.') => match order {
            Some(DayOrder::DayFirst) => Ok(one),
            Some(DayOrder::MonthFirst) => Ok(other),
            None => {
                Err(format!("{} is {one} or {other}; write it as one of these", super::read::visible(text)))
            }
        },
        (Some(one), _) => Ok(one),
        (None, Some(other)) if !date.contains('.') => Ok(other),
        _ => Err(wrong()),
    }
}

/// Whether a text says something of a time without being a day: `1963`, `1963-03`, `unknown`.
pub(super) fn is_vague(text: &str) -> bool {
    let text = text.trim();
    let bare = text.trim_start_matches('-');
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    // A month and a day, right or wrong, are meant as a day.
    let month_and_day = text.starts_with("--") && !text.starts_with("---") && digits == 4;
    let short = bare.len() <= 7 && bare.split('-').count() <= 2 && !text.contains(['/', '.']);
    !month_and_day && (digits == 0 || short)
}

/// `03-14` or `0314`.
fn pair(text: &str) -> Option<(u32, u32)> {
    let (month, day) = match text.split_once('-') {
        Some(parts) => parts,
        None if text.len() == 4 => text.split_at_checked(2)?,
        None => return None,
    };
    Some((number(month, 2)?, number(day, 2)?))
}

/// `1963-03-14`, `1963/03/14` or `19630314`.
fn iso(text: &str) -> Option<(u32, u32, u32)> {
    if text.len() == 8 && text.bytes().all(|sign| sign.is_ascii_digit()) {
        let (year, rest) = text.split_at_checked(4)?;
        let (month, day) = rest.split_at_checked(2)?;
        return Some((number(year, 4)?, number(month, 2)?, number(day, 2)?));
    }
    let (year, rest) = text.split_once(['-', '/'])?;
    let (month, day) = rest.split_once(['-', '/'])?;
    (year.len() == 4).then_some(())?;
    Some((number(year, 4)?, number(month, 2)?, number(day, 2)?))
}

/// `14/3/1963`, `14.3.1963` or `3/14/1963`: two numbers in unknown order and a year.
fn local(text: &str) -> Option<(u32, u32, u32)> {
    let (first, rest) = text.split_once(['/', '.', '-'])?;
    let (second, year) = rest.split_once(['/', '.', '-'])?;
    (year.len() == 4).then_some(())?;
    Some((number(first, 2)?, number(second, 2)?, number(year, 4)?))
}

fn number(text: &str, most: usize) -> Option<u32> {
    let digits = (1..=most).contains(&text.len()) && text.bytes().all(|sign| sign.is_ascii_digit());
    digits.then(|| text.parse().ok())?
}

fn whole(year: u32, month: u32, day: u32) -> Option<String> {
    match year {
        0 | 1604 => partial(month, day),
        _ => Some(PartialDate::new(Some(i32::try_from(year).ok()?), month, day)?.to_string()),
    }
}

/// 29 February is a day of some year.
fn partial(month: u32, day: u32) -> Option<String> {
    let leap = NaiveDate::from_ymd_opt(2000, month, day)?;
    Some(leap.format("--%m-%d").to_string())
}

#[cfg(test)]
mod tests {
    use super::{DayOrder, is_vague, stored_day, stored_day_in};

    #[test]
    fn a_day_is_read_in_the_order_of_its_file() {
        let order = DayOrder::shown_by;
        assert_eq!(order("3/14/1963"), Some(DayOrder::MonthFirst));
        assert_eq!(order("14/3/1963 0:00"), Some(DayOrder::DayFirst));
        for silent in ["3/4/1963", "3/3/1963", "14.3.1963", "1963-03-14", "31/31/1963", "0/0/00", ""] {
            assert_eq!(order(silent), None, "{silent}");
        }
        for (text, decides) in [
            ("3/4/1963", true),
            ("3/3/1963", false),
            ("14/3/1963", false),
            ("3.4.1963", false),
            ("soon", false),
        ] {
            assert_eq!(DayOrder::decides(text), decides, "{text}");
        }
        let read = |order| stored_day_in("3/4/1963", Some(order)).unwrap();
        assert_eq!(read(DayOrder::MonthFirst), "1963-03-04");
        assert_eq!(read(DayOrder::DayFirst), "1963-04-03");
        assert_eq!(stored_day_in("14/3/1963", Some(DayOrder::MonthFirst)).unwrap(), "1963-03-14");
    }

    #[test]
    fn days_are_stored_in_one_form() {
        for (text, stored) in [
            ("1963-03-14", "1963-03-14"),
            ("19630314", "1963-03-14"),
            ("1963-03-14T00:00:00Z", "1963-03-14"),
            ("19630314T000000", "1963-03-14"),
            ("1963/3/14", "1963-03-14"),
            ("3/14/1963", "1963-03-14"),
            ("14/3/1963", "1963-03-14"),
            ("03.04.1963", "1963-04-03"),
            ("03/03/1963", "1963-03-03"),
            ("--03-14", "--03-14"),
            ("--0314", "--03-14"),
            (" --02-29", "--02-29"),
            ("1604-02-29", "--02-29"),
            ("0/0/00", ""),
            ("", ""),
        ] {
            assert_eq!(stored_day(text).as_deref(), Ok(stored), "{text}");
        }
    }

    #[test]
    fn what_says_only_a_time_is_told_from_a_day_misspelt() {
        for vague in ["1963", "1963-03", "unknown", "---14", "21981"] {
            assert!(is_vague(vague), "{vague}");
        }
        for meant in ["31/02/1970", "1970-02-31", "--13-01", "--1301", "3/4/63", "03.1960"] {
            assert!(!is_vague(meant), "{meant}");
        }
    }

    #[test]
    fn what_is_no_day_is_refused() {
        for text in [
            "31/02/1970",
            "1970-02-31",
            "1963",
            "--3",
            "---14",
            "soon",
            "1963-03",
            "3/4/63",
            "--13-01",
            "1066-10-14",
        ] {
            assert!(stored_day(text).is_err(), "{text}");
        }
        assert_eq!(stored_day("31/02/1970").unwrap_err(), "31/02/1970 is not a day");
        let two = stored_day("03/04/1970").unwrap_err();
        assert_eq!(two, "03/04/1970 is 1970-04-03 or 1970-03-04; write it as one of these");
    }
}
