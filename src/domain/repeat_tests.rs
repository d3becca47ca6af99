//! Facts about the dates of repeats.

use super::*;

fn d(text: &str) -> NaiveDate {
    text.parse().unwrap()
}
fn on(text: &str) -> Repeat {
    text.parse().unwrap()
}
fn days(dates: &[NaiveDate]) -> String {
    dates.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ")
}
fn plain(repeat: &str, anchor: &str, count: u32) -> String {
    let dates: Vec<_> = (0..count).map_while(|k| on(repeat).kth(d(anchor), k)).collect();
    days(&dates)
}
fn frame(calendar: &Calendar, roll: Roll) -> Frame<'_> {
    Frame { calendar, roll, pauses: &[] }
}

#[test]
fn monthly_from_the_end_of_january_never_slides() {
    for (anchor, wanted) in [
        ("2027-01-29", "2027-01-29 2027-02-28 2027-03-29 2027-04-29"),
        ("2027-01-30", "2027-01-30 2027-02-28 2027-03-30 2027-04-30"),
        ("2027-01-31", "2027-01-31 2027-02-28 2027-03-31 2027-04-30"),
        ("2028-01-29", "2028-01-29 2028-02-29 2028-03-29 2028-04-29"),
        ("2028-01-30", "2028-01-30 2028-02-29 2028-03-30 2028-04-30"),
        ("2028-01-31", "2028-01-31 2028-02-29 2028-03-31 2028-04-30"),
    ] {
        assert_eq!(plain("every month", anchor, 4), wanted);
    }
    assert_eq!(plain("every month on the last day", "2027-02-28", 3), "2027-02-28 2027-03-31 2027-04-30");
}

#[test]
fn yearly_from_a_leap_day_and_quarterly_from_the_30th_keep_their_day() {
    assert_eq!(
        plain("every year", "2024-02-29", 5),
        "2024-02-29 2025-02-28 2026-02-28 2027-02-28 2028-02-29"
    );
    assert_eq!(
        plain("every quarter", "2026-11-30", 5),
        "2026-11-30 2027-02-28 2027-05-30 2027-08-30 2027-11-30"
    );
    assert_eq!(plain("every year on 29 feb", "2026-11-23", 2), "2027-02-28 2028-02-29");
}

#[test]
fn weekly_keeps_its_weekday_across_every_clock_change() {
    // New York, London, Lord Howe, Santiago, and Apia's missing 30 Dec 2011: civil days know none of them.
    for anchor in ["2026-03-06", "2026-10-23", "2026-04-03", "2026-09-04", "2011-12-23", "2011-12-30"] {
        let anchor = d(anchor);
        for k in 0..5 {
            let day = on("every week").kth(anchor, k).unwrap();
            assert_eq!(day.weekday(), anchor.weekday());
            assert_eq!(day.signed_duration_since(anchor).num_days(), i64::from(k) * 7);
        }
    }
}

#[test]
fn patterns_with_a_day_of_their_own_start_on_or_after_the_anchor() {
    for (repeat, wanted) in [
        ("every week on tue", "2026-11-24 2026-12-01 2026-12-08"),
        ("every week on mon thu", "2026-11-23 2026-11-26 2026-11-30"),
        ("every 2 weeks on sun mon", "2026-11-23 2026-11-29 2026-12-07"),
        ("every month on the 2nd tue", "2026-12-08 2027-01-12 2027-02-09"),
        ("every month on the last fri", "2026-11-27 2026-12-25 2027-01-29"),
        ("every 3 months on the 31st", "2026-11-30 2027-02-28 2027-05-31"),
        ("every month on the 14th", "2026-12-14 2027-01-14 2027-02-14"),
        ("every quarter on the last day", "2026-12-31 2027-03-31 2027-06-30"),
        ("every year on 14 mar", "2027-03-14 2028-03-14 2029-03-14"),
    ] {
        assert_eq!(plain(repeat, "2026-11-23", 3), wanted, "{repeat}");
    }
}

#[test]
fn the_preview_is_the_one_on_the_screen() {
    let calendar = Calendar::default();
    let dates = on("every 3 months").dates(d("2026-11-27"), 5, &frame(&calendar, Roll::Next));
    assert_eq!(days(&dates), "2027-03-01 2027-05-27 2027-08-27 2027-11-29 2028-02-28");
    assert!(Repeat::OnEvent.dates(d("2026-11-27"), 5, &frame(&calendar, Roll::Next)).is_empty());
    assert_eq!(on("14 days after done").dates(d("2026-11-23"), 2, &frame(&calendar, Roll::None)).len(), 2);
}

#[test]
fn done_early_on_time_late_and_very_late_open_one_occurrence() {
    let calendar = Calendar::default();
    let next = |k, today: &str| {
        let next = on("every month")
            .next(d("2026-11-30"), Some(k), d(today), &frame(&calendar, Roll::None))
            .unwrap();
        (next.open.k, next.open.due.to_string(), next.missed.len())
    };
    assert_eq!(next(0, "2026-11-20"), (1, "2026-12-30".to_owned(), 0), "early shifts nothing");
    assert_eq!(next(0, "2026-11-30"), (1, "2026-12-30".to_owned(), 0));
    assert_eq!(next(0, "2026-12-10"), (1, "2026-12-30".to_owned(), 0));
    assert_eq!(next(0, "2026-12-30"), (2, "2027-01-30".to_owned(), 1), "after today, not on it");
    assert_eq!(next(0, "2027-03-15"), (4, "2027-03-30".to_owned(), 3));
    // A clock set back a day opens nothing twice: the same k comes out.
    assert_eq!(next(0, "2027-03-14").0, next(0, "2027-03-15").0);
}

#[test]
fn a_first_date_outside_the_pattern_is_followed_by_the_patterns_first() {
    let calendar = Calendar::default();
    let plain = frame(&calendar, Roll::None);
    let next = |repeat: &str, k, today: &str| {
        let next = on(repeat).next(d("2026-11-27"), k, d(today), &plain).unwrap();
        (next.open.k, next.open.due.to_string(), next.missed.len())
    };
    assert_eq!(next("every month on the 14th", None, "2026-11-27"), (0, "2026-12-14".to_owned(), 0));
    assert_eq!(next("every month on the 14th", Some(0), "2026-12-10"), (1, "2027-01-14".to_owned(), 0));
    assert_eq!(next("every month on the 14th", None, "2026-12-20"), (1, "2027-01-14".to_owned(), 1));
    assert_eq!(next("every week on fri", None, "2026-11-27"), (1, "2026-12-04".to_owned(), 0));
    let dates = on("every month on the 14th").dates(d("2026-11-27"), 2, &plain);
    assert_eq!(days(&dates), "2026-12-14 2027-01-14", "the preview is what will happen");
}

#[test]
fn a_date_moved_to_monday_is_not_missed_on_sunday() {
    let calendar = Calendar::default();
    let tasks = frame(&calendar, Roll::Next);
    let next = on("every 3 months").next(d("2026-11-27"), Some(0), d("2027-02-28"), &tasks).unwrap();
    assert_eq!((next.open.k, next.open.due, next.missed.len()), (1, d("2027-03-01"), 0));
    // Saturday, Sunday and Monday of a daily task are one Monday.
    let next = on("every day").next(d("2026-11-27"), None, d("2026-11-27"), &tasks).unwrap();
    assert_eq!(next.open.due, d("2026-11-30"));
    let after = on("every day").next(d("2026-11-27"), Some(next.open.k), d("2026-11-30"), &tasks).unwrap();
    assert_eq!((after.open.due, after.missed.len()), (d("2026-12-01"), 0));
}

#[test]
fn a_pause_across_an_anchor_misses_nothing() {
    let calendar = Calendar::default();
    let pauses = [Pause { from: d("2026-12-15"), to: d("2027-02-15") }];
    let framed = Frame { calendar: &calendar, roll: Roll::None, pauses: &pauses };
    let next = on("every month").next(d("2026-11-30"), Some(0), d("2027-02-20"), &framed).unwrap();
    assert_eq!((next.open.due, next.missed.len()), (d("2027-02-28"), 0));
    assert_eq!(on("14 days after done").after(d("2026-12-10"), &framed), Some(d("2027-02-16")));
}

#[test]
fn a_repeat_that_leaves_the_calendar_gives_nothing() {
    let calendar = Calendar::default();
    let far = NaiveDate::MAX;
    for repeat in
        ["every 999 years", "every month on the last fri", "every week on sun", "999 days after done"]
    {
        let repeat = on(repeat);
        assert_eq!(repeat.kth(far, u32::MAX), None);
        assert_eq!(repeat.next(far, Some(5), far, &frame(&calendar, Roll::Next)), None);
        assert!(repeat.dates(far, 5, &frame(&calendar, Roll::Next)).is_empty());
    }
}

#[test]
fn this_one_and_all_later_ones_count_from_the_new_day() {
    for (repeat, to, wanted) in [
        ("every month", "2026-12-03", "every month"),
        ("every month on the 14th", "2026-12-03", "every month on the 3rd"),
        ("every month on the last day", "2026-12-31", "every month on the last day"),
        ("every month on the last day", "2026-12-30", "every month on the 30th"),
        ("every quarter on the last day", "2026-12-31", "every quarter on the last day"),
        ("every quarter on the last day", "2026-11-30", "every 3 months on the last day"),
        ("every quarter on the last day", "2026-12-15", "every 3 months on the 15th"),
        ("every week on tue", "2026-12-03", "every week on thu"),
        ("every month on the 2nd tue", "2026-12-03", "every month on the 1st thu"),
        ("every month on the 2nd tue", "2026-12-31", "every month on the last thu"),
        ("every year on 14 mar", "2027-03-20", "every year on 20 mar"),
    ] {
        let moved = on(repeat).moved_to(d(to)).unwrap();
        assert_eq!(moved.to_string(), wanted, "{repeat} to {to}");
        assert_eq!(moved.kth(d(to), 0), Some(d(to)), "{repeat}: the new day is a date of the new pattern");
    }
    for repeat in ["every week on mon thu", "14 days after done", "on event", "once"] {
        assert_eq!(on(repeat).moved_to(d("2026-12-03")), None, "{repeat}");
    }
}
