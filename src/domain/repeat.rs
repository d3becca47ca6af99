//! Repeats: the kinds of TIME.md 2 as data, and the dates they give.
//!
//! **Invariant:** the k-th date comes from the anchor and k, never from the date before it; a repeat
//! that leaves the calendar gives `None` and disables itself alone.

use chrono::{Datelike, NaiveDate, Weekday, WeekdaySet};

use super::{
    calendar::{Calendar, Pause, Roll, after_pauses},
    day::{add_days, add_months, clamped, quarter_end, week_start},
};

/// When something comes again; `Display` is its canonical line, which is what the book stores.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Repeat {
    /// Never again.
    #[default]
    Once,
    /// On dates of a calendar, counted from an anchor.
    On(Pattern),
    /// So long after it is done.
    AfterDone(Span),
    /// At most so long after the last real contact; derived when read, never stored as a date.
    InTouch(Span),
    /// When something happens; never due by itself.
    OnEvent,
}

/// A pattern of dates on the calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pattern {
    /// Every so long, on the anchor's own day.
    Every(Span),
    /// Every so many weeks on these weekdays.
    Weekdays {
        /// Weeks between, 1 or more.
        weeks: u16,
        /// At least one weekday.
        days: WeekdaySet,
    },
    /// Every so many months on a day of the month, clamped inside shorter months.
    MonthDay {
        /// Months between, 1 or more.
        months: u16,
        /// 1 to 31.
        day: u8,
    },
    /// Every so many months on the last day of the month; chosen explicitly (TIME.md 6).
    MonthEnd {
        /// Months between, 1 or more.
        months: u16,
    },
    /// On the last day of each calendar quarter.
    QuarterEnd,
    /// Every so many months on the nth or last such weekday.
    NthWeekday {
        /// Months between, 1 or more.
        months: u16,
        /// Which of them.
        nth: Nth,
        /// The weekday.
        weekday: Weekday,
    },
    /// Every so many years on a day of the year.
    YearDay {
        /// Years between, 1 or more.
        years: u16,
        /// 1 to 12.
        month: u8,
        /// 1 to 31.
        day: u8,
    },
}

/// Which weekday of a month; a fifth does not exist in every month.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Nth {
    /// The first to the fourth.
    Number(u8),
    /// The last.
    Last,
}

/// So many units.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span {
    /// 1 to 999.
    pub count: u16,
    /// Of what.
    pub unit: Unit,
}

/// A unit of the calendar, kept as the user said it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// Days.
    Day,
    /// Weeks.
    Week,
    /// Months.
    Month,
    /// Three months.
    Quarter,
    /// Twelve months.
    Year,
}

impl Span {
    /// The day `times` spans after `anchor`, months clamped; `None` beyond the calendar.
    pub fn after(self, anchor: NaiveDate, times: u32) -> Option<NaiveDate> {
        let count = u32::from(self.count).checked_mul(times)?;
        let months = |each: u32| add_months(anchor, i32::try_from(count.checked_mul(each)?).ok()?);
        match self.unit {
            Unit::Day => add_days(anchor, i64::from(count)),
            Unit::Week => add_days(anchor, i64::from(count).checked_mul(7)?),
            Unit::Month => months(1),
            Unit::Quarter => months(3),
            Unit::Year => months(12),
        }
    }
}

/// What moves or silences the dates of a repeat.
#[derive(Debug, Clone, Copy)]
pub struct Frame<'a> {
    /// Working days and holidays.
    pub calendar: &'a Calendar,
    /// Which way a day off moves.
    pub roll: Roll,
    /// Nothing falls due inside.
    pub pauses: &'a [Pause],
}

impl Frame<'_> {
    fn shown(&self, day: NaiveDate) -> NaiveDate {
        self.calendar.roll(day, self.roll)
    }
    fn is_paused(&self, day: NaiveDate) -> bool {
        self.pauses.iter().any(|pause| pause.holds(day))
    }
}

/// One date of a repeat.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Occurrence {
    /// Its number, counted from the anchor; with the repeat's id it is unique in the book.
    pub k: u32,
    /// The date of the pattern.
    pub on: NaiveDate,
    /// The date shown, moved off days off.
    pub due: NaiveDate,
}

/// What follows when one occurrence is settled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Next {
    /// The occurrence that is open from now on.
    pub open: Occurrence,
    /// Those that were passed over, to be written down as missed.
    pub missed: Vec<Occurrence>,
}

/// How many dates are looked at before a repeat counts as broken: a daily one over a century.
const HORIZON: u32 = 40_000;

impl Repeat {
    /// The k-th date from the anchor, before any rolling. The 0th is the first date of the pattern on
    /// or after the anchor. A repeat after doing gives its dates as if each were done on its day.
    pub fn kth(&self, anchor: NaiveDate, k: u32) -> Option<NaiveDate> {
        match self {
            Self::Once => (k == 0).then_some(anchor),
            Self::On(pattern) => pattern.kth(anchor, k),
            Self::AfterDone(span) | Self::InTouch(span) => span.after(anchor, k),
            Self::OnEvent => None,
        }
    }

    /// The k-th occurrence with the date shown.
    pub fn occurrence(&self, anchor: NaiveDate, k: u32, frame: &Frame<'_>) -> Option<Occurrence> {
        let on = self.kth(anchor, k)?;
        Some(Occurrence { k, on, due: frame.shown(on) })
    }

    /// What is open after occurrence `k` was settled today: the first date after both today and that
    /// one, and what was passed over (TIME.md 5). `None` when nothing follows by the calendar.
    ///
    /// Without a number it is the one that was due on the anchor, which need not be a date of the pattern:
    /// "every month on the 14th", begun on the 27th, goes on with the next 14th.
    pub fn next(
        &self,
        anchor: NaiveDate,
        k: Option<u32>,
        today: NaiveDate,
        frame: &Frame<'_>,
    ) -> Option<Next> {
        if !matches!(self, Self::On(_)) {
            return None;
        }
        let settled = k.or_else(|| (self.kth(anchor, 0) == Some(anchor)).then_some(0));
        let (mut last_due, first) = match settled {
            Some(k) => (self.occurrence(anchor, k, frame)?.due, k.checked_add(1)?),
            None => (frame.shown(anchor), 0),
        };
        let mut missed = Vec::new();
        for k in first..first.saturating_add(HORIZON) {
            let open = self.occurrence(anchor, k, frame)?;
            // Two pattern dates that roll onto one day are one thing to do.
            if open.due <= last_due || frame.is_paused(open.due) {
                continue;
            }
            last_due = open.due;
            if open.due > today {
                return Some(Next { open, missed });
            }
            missed.push(open);
        }
        None
    }

    /// The next due date of a repeat that counts from doing or from contact; after any pause.
    pub fn after(&self, done_on: NaiveDate, frame: &Frame<'_>) -> Option<NaiveDate> {
        match self {
            Self::AfterDone(span) | Self::InTouch(span) => {
                Some(frame.shown(after_pauses(span.after(done_on, 1)?, frame.pauses)))
            }
            _ => None,
        }
    }

    /// Up to `count` dates that follow the one due on the anchor, as they will be shown: the preview of a form.
    pub fn dates(&self, anchor: NaiveDate, count: usize, frame: &Frame<'_>) -> Vec<NaiveDate> {
        let mut dates: Vec<NaiveDate> = Vec::new();
        let first = u32::from(self.kth(anchor, 0) == Some(anchor));
        for k in first..first.saturating_add(HORIZON) {
            if dates.len() >= count {
                break;
            }
            let Some(occurrence) = self.occurrence(anchor, k, frame) else { break };
            if dates.last().is_none_or(|last| *last < occurrence.due) && !frame.is_paused(occurrence.due) {
                dates.push(occurrence.due);
            }
        }
        dates
    }
}

impl Pattern {
    fn kth(self, anchor: NaiveDate, k: u32) -> Option<NaiveDate> {
        match self {
            Self::Every(span) => span.after(anchor, k),
            Self::Weekdays { weeks, days } => weekly(anchor, k, weeks, days),
            Self::MonthDay { months, day } => {
                monthly(anchor, k, months, |first| clamped(first.year(), first.month(), u32::from(day)))
            }
            Self::MonthEnd { months } => {
                monthly(anchor, k, months, |first| clamped(first.year(), first.month(), 31))
            }
            Self::QuarterEnd => {
                add_months(quarter_end(anchor), i32::try_from(k.checked_mul(3)?).ok()?).map(quarter_end)
            }
            Self::NthWeekday { months, nth, weekday } => {
                monthly(anchor, k, months, |first| nth_weekday(first, nth, weekday))
            }
            Self::YearDay { years, month, day } => {
                let (month, day) = (u32::from(month), u32::from(day));
                let now = clamped(anchor.year(), month, day)?;
                let passed = i32::from(now < anchor);
                let ahead = i32::try_from(u32::from(years).checked_mul(k)?).ok()?;
                clamped(anchor.year().checked_add(passed)?.checked_add(ahead)?, month, day)
            }
        }
    }
}

fn weekly(anchor: NaiveDate, k: u32, weeks: u16, days: WeekdaySet) -> Option<NaiveDate> {
    let count = u32::from(days.len());
    let start = week_start(anchor);
    let today = anchor.weekday().num_days_from_monday();
    let passed = days.iter(Weekday::Mon).filter(|day| day.num_days_from_monday() < today).count();
    let position = k.checked_add(u32::try_from(passed).ok()?)?;
    let (turn, index) = (position.checked_div(count)?, position.checked_rem(count)?);
    let weekday = days.iter(Weekday::Mon).nth(usize::try_from(index).ok()?)?;
    let ahead = i64::from(turn).checked_mul(i64::from(weeks))?.checked_mul(7)?;
    add_days(start, ahead.checked_add(i64::from(weekday.num_days_from_monday()))?)
}

/// The k-th of a monthly pattern; `at` gives its date in the month that begins on the day passed.
fn monthly(
    anchor: NaiveDate,
    k: u32,
    months: u16,
    at: impl Fn(NaiveDate) -> Option<NaiveDate>,
) -> Option<NaiveDate> {
    let first = anchor.with_day(1)?;
    let passed = i32::from(at(first)? < anchor);
    let ahead = i32::try_from(u32::from(months).checked_mul(k)?).ok()?;
    at(add_months(first, ahead.checked_add(passed)?)?)
}

fn nth_weekday(first: NaiveDate, nth: Nth, weekday: Weekday) -> Option<NaiveDate> {
    match nth {
        Nth::Number(number) => {
            NaiveDate::from_weekday_of_month_opt(first.year(), first.month(), weekday, number)
        }
        Nth::Last => {
            let end = clamped(first.year(), first.month(), 31)?;
            add_days(end, -i64::from(end.weekday().days_since(weekday)))
        }
    }
}

#[cfg(test)]
mod tests {
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
        assert_eq!(
            on("14 days after done").dates(d("2026-11-23"), 2, &frame(&calendar, Roll::None)).len(),
            2
        );
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
        let after =
            on("every day").next(d("2026-11-27"), Some(next.open.k), d("2026-11-30"), &tasks).unwrap();
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
}
