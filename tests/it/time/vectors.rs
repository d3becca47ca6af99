//! The vectors of TIME.md, each a test of its own, on dates alone.

use std::collections::BTreeSet;

use chrono::{Datelike as _, NaiveDate};
use standing::domain::{
    day::{Calendar, Pause, Roll},
    repeat::{Frame, Next, Repeat},
};

fn d(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn off(days: &[&str]) -> Calendar {
    Calendar { holidays: days.iter().map(|day| d(day)).collect::<BTreeSet<_>>(), ..Calendar::default() }
}

fn dates(repeat: &str, anchor: &str, count: u32) -> Vec<String> {
    let repeat = Repeat::parse(repeat).unwrap();
    (0..count).map(|k| repeat.kth(d(anchor), k).unwrap().to_string()).collect()
}

fn settled(repeat: &str, anchor: &str, k: u32, today: &str, pauses: &[Pause]) -> Next {
    let frame = Frame { calendar: &Calendar::default(), roll: Roll::None, pauses };
    Repeat::parse(repeat).unwrap().next(d(anchor), Some(k), d(today), &frame).unwrap()
}

fn said(next: &Next) -> (u32, String, Vec<u32>) {
    (next.open.k, next.open.due.to_string(), next.missed.iter().map(|missed| missed.k).collect())
}

#[test]
fn monthly_from_29_january_in_a_common_year() {
    let months = dates("every month", "2027-01-29", 13);
    assert_eq!(months[..4], ["2027-01-29", "2027-02-28", "2027-03-29", "2027-04-29"]);
    assert_eq!(months[12], "2028-01-29");
}

#[test]
fn monthly_from_29_january_in_a_leap_year() {
    let months = dates("every month", "2028-01-29", 14);
    assert_eq!(months[..4], ["2028-01-29", "2028-02-29", "2028-03-29", "2028-04-29"]);
    assert_eq!(months[13], "2029-02-28");
}

#[test]
fn monthly_from_30_january_in_a_common_year() {
    assert_eq!(
        dates("every month", "2027-01-30", 4),
        ["2027-01-30", "2027-02-28", "2027-03-30", "2027-04-30"]
    );
}

#[test]
fn monthly_from_30_january_in_a_leap_year() {
    assert_eq!(
        dates("every month", "2028-01-30", 4),
        ["2028-01-30", "2028-02-29", "2028-03-30", "2028-04-30"]
    );
}

#[test]
fn monthly_from_31_january_in_a_common_year() {
    let months = dates("every month", "2027-01-31", 12);
    let days: Vec<&str> = months.iter().map(|day| &day[8..]).collect();
    assert_eq!(days, ["31", "28", "31", "30", "31", "30", "31", "31", "30", "31", "30", "31"]);
}

#[test]
fn monthly_from_31_january_in_a_leap_year() {
    assert_eq!(
        dates("every month", "2028-01-31", 4),
        ["2028-01-31", "2028-02-29", "2028-03-31", "2028-04-30"]
    );
}

#[test]
fn the_last_day_of_the_month_is_another_rule() {
    assert_eq!(dates("every month", "2027-02-28", 3), ["2027-02-28", "2027-03-28", "2027-04-28"]);
    assert_eq!(
        dates("every month on the last day", "2027-02-28", 3),
        ["2027-02-28", "2027-03-31", "2027-04-30"]
    );
}

#[test]
fn yearly_from_29_february() {
    assert_eq!(
        dates("every year", "2096-02-29", 9)[..],
        [
            "2096-02-29",
            "2097-02-28",
            "2098-02-28",
            "2099-02-28",
            "2100-02-28",
            "2101-02-28",
            "2102-02-28",
            "2103-02-28",
            "2104-02-29"
        ],
        "2100 is no leap year"
    );
}

#[test]
fn quarterly_from_30_november() {
    assert_eq!(
        dates("every quarter", "2026-11-30", 6),
        ["2026-11-30", "2027-02-28", "2027-05-30", "2027-08-30", "2027-11-30", "2028-02-29"]
    );
}

fn weekly_across(changes: &[&str]) {
    for change in changes {
        let change = d(change);
        let anchor = change - chrono::Days::new(15);
        for k in 0..6 {
            let day = Repeat::parse("every week").unwrap().kth(anchor, k).unwrap();
            assert_eq!((day.weekday(), (day - anchor).num_days()), (anchor.weekday(), i64::from(k) * 7));
        }
        let on = format!("every week on {}", change.weekday().to_string().to_lowercase());
        let days = dates(&on, &anchor.to_string(), 5);
        assert!(days.contains(&change.to_string()), "{days:?} has no {change}");
    }
}

#[test]
fn weekly_across_both_clock_changes_in_new_york() {
    weekly_across(&["2026-03-08", "2026-11-01"]);
}

#[test]
fn weekly_across_both_clock_changes_in_london() {
    weekly_across(&["2026-03-29", "2026-10-25"]);
}

#[test]
fn weekly_across_both_clock_changes_on_lord_howe() {
    weekly_across(&["2026-04-05", "2026-10-04"]);
}

#[test]
fn weekly_across_both_clock_changes_in_santiago_at_midnight() {
    weekly_across(&["2026-04-05", "2026-09-06"]);
}

#[test]
fn weekly_across_the_missing_day_of_2011_in_apia() {
    weekly_across(&["2011-12-30"]);
    assert_eq!(
        dates("every day", "2011-12-28", 4),
        ["2011-12-28", "2011-12-29", "2011-12-30", "2011-12-31"],
        "a civil date is no hour of any clock"
    );
}

#[test]
fn done_early_shifts_nothing() {
    let next = settled("every month", "2026-11-30", 0, "2026-11-20", &[]);
    assert_eq!(said(&next), (1, "2026-12-30".into(), vec![]));
    let next = settled("every month", "2026-11-30", 1, "2026-12-01", &[]);
    assert_eq!(said(&next), (2, "2027-01-30".into(), vec![]), "and another day of the same month");
}

#[test]
fn done_on_time_opens_the_next() {
    assert_eq!(
        said(&settled("every month", "2026-11-30", 0, "2026-11-30", &[])),
        (1, "2026-12-30".into(), vec![])
    );
}

#[test]
fn done_late_keeps_the_pattern() {
    assert_eq!(
        said(&settled("every month", "2026-11-30", 0, "2026-12-10", &[])),
        (1, "2026-12-30".into(), vec![])
    );
    let next = settled("every month", "2026-11-30", 0, "2026-12-30", &[]);
    assert_eq!(said(&next), (2, "2027-01-30".into(), vec![1]), "after today, not on it");
}

#[test]
fn done_later_than_three_intervals_opens_one_and_names_the_missed() {
    let next = settled("every month", "2026-11-30", 0, "2027-03-15", &[]);
    assert_eq!(said(&next), (4, "2027-03-30".into(), vec![1, 2, 3]));
}

#[test]
fn month_end_on_a_holiday_weekend() {
    // Sunday 31 January 2027 after a holiday on Friday, before one on Monday.
    let calendar = off(&["2027-01-29", "2027-02-01"]);
    for (roll, wanted) in [
        (Roll::None, "2027-01-31"),
        (Roll::Next, "2027-02-02"),
        (Roll::Previous, "2027-01-28"),
        (Roll::Nearest, "2027-02-02"),
        (Roll::NextInMonth, "2027-01-28"),
    ] {
        let frame = Frame { calendar: &calendar, roll, pauses: &[] };
        let repeat = Repeat::parse("every month on the last day").unwrap();
        let dates = repeat.dates(d("2026-12-31"), 2, &frame);
        assert_eq!(dates[0], d(wanted), "{roll:?}");
        let february = if roll == Roll::Next || roll == Roll::Nearest { "2027-03-01" } else { "2027-02-26" };
        let february = if roll == Roll::None { "2027-02-28" } else { february };
        assert_eq!(dates[1], d(february), "{roll:?}: the anchor stays");
    }
}

#[test]
fn a_pause_across_an_anchor() {
    let pauses = [Pause { from: d("2026-12-15"), to: d("2027-02-15") }];
    let next = settled("every month", "2026-11-30", 0, "2027-02-20", &pauses);
    assert_eq!(said(&next), (3, "2027-02-28".into(), vec![]), "nothing due inside, nothing missed");
    let next = settled("every month", "2026-11-30", 0, "2027-03-05", &pauses);
    assert_eq!(said(&next), (4, "2027-03-30".into(), vec![3]), "what fell after it was missed");
}

#[test]
fn a_clock_set_back_a_day_gives_the_same_number() {
    let on = settled("every month", "2026-11-30", 0, "2027-03-15", &[]);
    let back = settled("every month", "2026-11-30", 0, "2027-03-14", &[]);
    assert_eq!(on, back);
}
