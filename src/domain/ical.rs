//! Repeats as iCalendar says them (TIME.md 15).
//!
//! **Invariant:** a rule only where RFC 5545 gives the very same dates; else there is none, and each date is an
//! event of its own.

use chrono::{Datelike as _, NaiveDate, Weekday};

use super::repeat::{Nth, Pattern, Repeat, Span, Unit};

/// The rule of a repeat whose first date is `start`, as `FREQ=MONTHLY;INTERVAL=3`; none where it would lose something:
/// a day that shorter months do not have, and all that does not come by the calendar.
pub fn rule(repeat: &Repeat, start: NaiveDate) -> Option<String> {
    let Repeat::On(pattern) = repeat else { return None };
    let day_is_kept = |day: u32| (day <= 28).then_some(());
    Some(match *pattern {
        Pattern::Every(Span { count, unit }) => match unit {
            Unit::Day => freq("DAILY", count),
            Unit::Week => freq("WEEKLY", count),
            Unit::Month => {
                day_is_kept(start.day())?;
                freq("MONTHLY", count)
            }
            Unit::Quarter => {
                day_is_kept(start.day())?;
                freq("MONTHLY", count.checked_mul(3)?)
            }
            Unit::Year => {
                if (start.month(), start.day()) == (2, 29) {
                    return None;
                }
                freq("YEARLY", count)
            }
        },
        Pattern::Weekdays { weeks, days } => {
            let days: Vec<&str> = days.iter(Weekday::Mon).map(code).collect();
            format!("{};BYDAY={};WKST=MO", freq("WEEKLY", weeks), days.join(","))
        }
        Pattern::MonthDay { months, day } => {
            day_is_kept(u32::from(day))?;
            format!("{};BYMONTHDAY={day}", freq("MONTHLY", months))
        }
        Pattern::MonthEnd { months } => format!("{};BYMONTHDAY=-1", freq("MONTHLY", months)),
        Pattern::QuarterEnd => format!("{};BYMONTHDAY=-1", freq("MONTHLY", 3)),
        Pattern::NthWeekday { months, nth, weekday } => {
            let nth = match nth {
                Nth::Number(number) => number.to_string(),
                Nth::Last => "-1".to_owned(),
            };
            format!("{};BYDAY={nth}{}", freq("MONTHLY", months), code(weekday))
        }
        Pattern::YearDay { month: 2, day: 29, .. } => return None,
        Pattern::YearDay { years, month, day } => {
            format!("{};BYMONTH={month};BYMONTHDAY={day}", freq("YEARLY", years))
        }
    })
}

/// The name of one occurrence: the same in every export, and no other has it.
pub fn occurrence_uid(repeat_uid: &str, k: Option<u32>) -> String {
    match k {
        Some(k) => format!("{repeat_uid}-{k}@standing"),
        None => format!("{repeat_uid}@standing"),
    }
}

fn freq(word: &str, interval: u16) -> String {
    if interval == 1 { format!("FREQ={word}") } else { format!("FREQ={word};INTERVAL={interval}") }
}

fn code(weekday: Weekday) -> &'static str {
    match weekday {
        Weekday::Mon => "MO",
        Weekday::Tue => "TU",
        Weekday::Wed => "WE",
        Weekday::Thu => "TH",
        Weekday::Fri => "FR",
        Weekday::Sat => "SA",
        Weekday::Sun => "SU",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(repeat: &str, start: &str) -> Option<String> {
        rule(&Repeat::parse(repeat).unwrap(), start.parse().unwrap())
    }

    #[test]
    fn a_repeat_is_a_rule_where_nothing_is_lost() {
        for (repeat, start, wanted) in [
            ("every 10 days", "2026-11-27", "FREQ=DAILY;INTERVAL=10"),
            ("every week", "2026-11-27", "FREQ=WEEKLY"),
            ("every 2 weeks on mon thu", "2026-11-23", "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,TH;WKST=MO"),
            ("every 3 months", "2026-11-27", "FREQ=MONTHLY;INTERVAL=3"),
            ("every quarter", "2026-11-28", "FREQ=MONTHLY;INTERVAL=3"),
            ("every month on the 14th", "2026-12-14", "FREQ=MONTHLY;BYMONTHDAY=14"),
            ("every month on the last day", "2026-11-30", "FREQ=MONTHLY;BYMONTHDAY=-1"),
            ("every end of quarter", "2026-12-31", "FREQ=MONTHLY;INTERVAL=3;BYMONTHDAY=-1"),
            ("every 2nd tue", "2026-12-08", "FREQ=MONTHLY;BYDAY=2TU"),
            ("every last fri", "2026-11-27", "FREQ=MONTHLY;BYDAY=-1FR"),
            ("every 14 mar", "2027-03-14", "FREQ=YEARLY;BYMONTH=3;BYMONTHDAY=14"),
            ("yearly", "2027-03-31", "FREQ=YEARLY"),
        ] {
            assert_eq!(said(repeat, start).as_deref(), Some(wanted), "{repeat}");
        }
    }

    #[test]
    fn what_a_rule_would_lose_has_none() {
        for (repeat, start) in [
            ("every month", "2026-11-29"),
            ("every 3 months", "2026-11-30"),
            ("every month on the 31st", "2026-12-31"),
            ("yearly", "2028-02-29"),
            ("every 29 feb", "2028-02-29"),
            ("14 days after done", "2026-11-27"),
            ("on event", "2026-11-27"),
            ("once", "2026-11-27"),
        ] {
            assert_eq!(said(repeat, start), None, "{repeat} from {start}");
        }
    }
}
