//! Repeats: the kinds of TIME.md 2 as data, and the dates they give.
//!
//! **Invariant:** the k-th date comes from the anchor and k, never from the date before it; a repeat
//! that leaves the calendar gives `None` and disables itself alone.

use chrono::{Datelike, NaiveDate, Weekday, WeekdaySet};

use super::{
    calendar::{Calendar, Pause, Roll, after_pauses},
    day::{add_days, add_months, clamped, month_end, quarter_end, week_start},
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

    /// The same repeat counted from another day, as "this one and all later ones" asks: a day of its own in the
    /// pattern becomes that day. `None` where the pattern has several days, or none that could move.
    pub fn moved_to(&self, day: NaiveDate) -> Option<Self> {
        let Self::On(pattern) = self else { return None };
        let day_of_month = u8::try_from(day.day()).ok()?;
        let is_last = day == month_end(day);
        Some(Self::On(match *pattern {
            Pattern::Every(_) => *pattern,
            Pattern::Weekdays { weeks, days } if days.len() == 1 => {
                Pattern::Weekdays { weeks, days: WeekdaySet::single(day.weekday()) }
            }
            Pattern::Weekdays { .. } => return None,
            Pattern::MonthDay { months, .. } => Pattern::MonthDay { months, day: day_of_month },
            Pattern::MonthEnd { .. } if is_last => *pattern,
            Pattern::MonthEnd { months } => Pattern::MonthDay { months, day: day_of_month },
            Pattern::QuarterEnd if day == quarter_end(day) => *pattern,
            Pattern::QuarterEnd if is_last => Pattern::MonthEnd { months: 3 },
            Pattern::QuarterEnd => Pattern::MonthDay { months: 3, day: day_of_month },
            Pattern::NthWeekday { months, .. } => {
                let number = u8::try_from(day.day0() / 7 + 1).ok()?;
                let nth = if number > 4 { Nth::Last } else { Nth::Number(number) };
                Pattern::NthWeekday { months, nth, weekday: day.weekday() }
            }
            Pattern::YearDay { years, .. } => {
                Pattern::YearDay { years, month: u8::try_from(day.month()).ok()?, day: day_of_month }
            }
        }))
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
        let first = u32::from(self.kth(anchor, 0) == Some(anchor));
        let shown = self.shown_from(anchor, first, frame);
        shown.take(count).map(|occurrence| occurrence.due).collect()
    }

    /// Up to `count` occurrences from the first on, those left out that nothing falls due on.
    pub fn occurrences(&self, anchor: NaiveDate, count: u32, frame: &Frame<'_>) -> Vec<Occurrence> {
        let count = usize::try_from(count).unwrap_or(usize::MAX);
        self.shown_from(anchor, 0, frame).take(count).collect()
    }

    fn shown_from(
        &self,
        anchor: NaiveDate,
        first: u32,
        frame: &Frame<'_>,
    ) -> impl Iterator<Item = Occurrence> {
        let all =
            (first..first.saturating_add(HORIZON)).map_while(move |k| self.occurrence(anchor, k, frame));
        let mut last: Option<NaiveDate> = None;
        // Two pattern dates that roll onto one day are one thing to do.
        all.filter(move |occurrence| {
            let counts = last.is_none_or(|last| last < occurrence.due) && !frame.is_paused(occurrence.due);
            if counts {
                last = Some(occurrence.due);
            }
            counts
        })
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
#[path = "repeat_tests.rs"]
mod tests;
