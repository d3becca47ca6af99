//! Whether what is measured is on its way: on track, off track, or unknown.
//!
//! **Invariant:** without a target or without a reading that is recent enough nothing is known; unknown
//! is never taken for nought, and never for good.

use chrono::NaiveDate;
use serde::Serialize;

use super::{
    day::{add_months, days_between},
    number::rounded,
};

/// Which side of the target is good.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Direction {
    /// The target or more.
    #[default]
    AtLeast,
    /// The target or less.
    AtMost,
    /// The target itself.
    Exactly,
}

impl Direction {
    /// The direction a stored word names.
    #[must_use]
    pub fn of(word: &str) -> Self {
        match word {
            "at most" => Self::AtMost,
            "exactly" => Self::Exactly,
            _ => Self::AtLeast,
        }
    }

    /// Whether a value meets a target.
    #[must_use]
    pub fn is_met(self, value: i64, target: i64) -> bool {
        match self {
            Self::AtLeast => value >= target,
            Self::AtMost => value <= target,
            Self::Exactly => value == target,
        }
    }
}

/// Where a measure is on its way; the worst comes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Course {
    /// It misses its target, or the way to it.
    OffTrack,
    /// Not read, not lately, or no target to hold it against.
    Unknown,
    /// It meets its target, or is on the way to it.
    OnTrack,
}

impl Course {
    /// Its words.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::OffTrack => "off track",
            Self::Unknown => "unknown",
            Self::OnTrack => "on track",
        }
    }

    /// The sign before its words.
    #[must_use]
    pub const fn sign(self) -> &'static str {
        match self {
            Self::OffTrack => "!",
            Self::Unknown => "?",
            Self::OnTrack => "✓",
        }
    }
}

/// What a measure is held against.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Aim {
    /// The target, as agreed where it was agreed.
    pub target: Option<i64>,
    /// Which side is good.
    pub direction: Direction,
    /// The day by which it is to be reached.
    pub by: Option<NaiveDate>,
    /// Months from one reading to the next.
    pub every_months: Option<u32>,
}

/// One reading: the day it is of, and its value.
pub type Read = (NaiveDate, i64);

/// What the readings say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Judged {
    /// Where it is.
    pub course: Course,
    /// Why.
    pub why: Why,
}

/// Why a measure is where it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Why {
    /// It has no target.
    NoTarget,
    /// It was never read.
    NeverRead,
    /// The last reading is older than two of its intervals.
    TooOld,
    /// It meets the target.
    Met,
    /// It misses the target, and there is no way left to it, or none agreed.
    Missed,
    /// It is not there yet, and one reading shows no way.
    OneReading,
    /// It is not there yet; on that day the straight way to the target passes this value.
    Path(i64),
}

/// Months between readings by the word that is stored.
#[must_use]
pub fn months_of(read_every: &str) -> Option<u32> {
    match read_every {
        "month" => Some(1),
        "quarter" => Some(3),
        "half-year" => Some(6),
        "year" => Some(12),
        _ => None,
    }
}

/// Judges a measure by its first and its last reading that stand.
///
/// Up to its day a value that is not there yet is held against the straight way from the first reading
/// to the target; a measure that met its target when it was first read has no way to go and has to
/// keep it.
#[must_use]
pub fn judge(aim: &Aim, first: Option<Read>, last: Option<Read>, today: NaiveDate) -> Judged {
    let is = |course, why| Judged { course, why };
    let Some(target) = aim.target else { return is(Course::Unknown, Why::NoTarget) };
    let Some((on, value)) = last else { return is(Course::Unknown, Why::NeverRead) };
    let fresh_until =
        aim.every_months.and_then(|months| add_months(on, i32::try_from(months.checked_mul(2)?).ok()?));
    if fresh_until.is_some_and(|until| until < today) {
        return is(Course::Unknown, Why::TooOld);
    }
    if aim.direction.is_met(value, target) {
        return is(Course::OnTrack, Why::Met);
    }
    let (Some(by), Some((since, start))) = (aim.by.filter(|by| *by >= today), first) else {
        return is(Course::OffTrack, Why::Missed);
    };
    if aim.direction.is_met(start, target) {
        return is(Course::OffTrack, Why::Missed);
    }
    if since >= on {
        return is(Course::Unknown, Why::OneReading);
    }
    let path = path((since, start), (by, target), on);
    let left = |from: i64| i128::from(target).abs_diff(i128::from(from));
    let course = if left(value) <= left(path) { Course::OnTrack } else { Course::OffTrack };
    is(course, Why::Path(path))
}

/// That in a few words: `91 %, target 95 %`, `61,000, plan 68,000`, `94 %, just off plan`, `not read yet`; `shown`
/// puts a value in its unit.
pub fn short(
    judged: Judged,
    value: Option<i64>,
    target: Option<i64>,
    shown: impl Fn(i64) -> String,
) -> String {
    let value = value.map(&shown).unwrap_or_default();
    match judged.why {
        Why::NoTarget => "no target".to_owned(),
        Why::NeverRead => "not read yet".to_owned(),
        Why::TooOld => "not read for long".to_owned(),
        Why::Met => format!("{value}, met"),
        Why::OneReading => format!("{value}, read once"),
        Why::Missed => format!("{value}, target {}", target.map(shown).unwrap_or_default()),
        Why::Path(way) => match (shown(rounded(way)), judged.course) {
            // Two equal figures say nothing of the difference that was judged.
            (plan, Course::OffTrack) if plan == value => format!("{value}, just off plan"),
            (plan, _) if plan == value => format!("{value}, on plan"),
            (plan, _) => format!("{value}, plan {plan}"),
        },
    }
}

/// The value of the straight way between two points on a day.
fn path((since, start): Read, (by, target): Read, on: NaiveDate) -> i64 {
    let whole = i128::from(days_between(since, by)).max(1);
    let part = i128::from(days_between(since, on)).clamp(0, whole);
    let way = i128::from(target) - i128::from(start);
    i64::try_from(i128::from(start) + way * part / whole).unwrap_or(target)
}

/// Where several measures of one agreement are together: the worst of them; nothing without a measure.
#[must_use]
pub fn worst(courses: impl IntoIterator<Item = Course>) -> Option<Course> {
    courses.into_iter().min()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn d(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }
    fn aim(target: i64, direction: Direction, by: Option<&str>) -> Aim {
        Aim { target: Some(target), direction, by: by.map(d), every_months: None }
    }
    fn judged(aim: &Aim, first: (&str, i64), last: (&str, i64)) -> (Course, Why) {
        let judged = judge(aim, Some((d(first.0), first.1)), Some((d(last.0), last.1)), d("2026-11-23"));
        (judged.course, judged.why)
    }

    #[test]
    fn what_was_never_read_or_has_no_target_is_unknown_and_not_nought() {
        let wanted = aim(0, Direction::AtMost, None);
        let none = judge(&wanted, None, None, d("2026-11-23"));
        assert_eq!((none.course, none.why), (Course::Unknown, Why::NeverRead), "nought would meet it");
        let open = Aim { target: None, ..wanted };
        assert_eq!(judged(&open, ("2026-11-01", 0), ("2026-11-01", 0)), (Course::Unknown, Why::NoTarget));
    }

    #[test]
    fn each_direction_is_met_on_its_side() {
        let now =
            |direction, value| judged(&aim(95, direction, None), ("2026-11-01", 0), ("2026-11-01", value));
        assert_eq!(now(Direction::AtLeast, 95), (Course::OnTrack, Why::Met));
        assert_eq!(now(Direction::AtLeast, 94), (Course::OffTrack, Why::Missed));
        assert_eq!(now(Direction::AtMost, 95), (Course::OnTrack, Why::Met));
        assert_eq!(now(Direction::AtMost, 96), (Course::OffTrack, Why::Missed));
        assert_eq!(now(Direction::Exactly, 95), (Course::OnTrack, Why::Met));
        assert_eq!(now(Direction::Exactly, 96), (Course::OffTrack, Why::Missed));
        assert_eq!(now(Direction::AtLeast, -5), (Course::OffTrack, Why::Missed));
    }

    #[test]
    fn up_to_its_day_a_value_is_held_against_the_way_to_it() {
        let up = aim(100, Direction::AtLeast, Some("2027-01-01"));
        let at = |value| judged(&up, ("2026-01-01", 0), ("2026-07-02", value));
        assert_eq!(at(49), (Course::OnTrack, Why::Path(49)), "182 of 365 days are gone");
        assert_eq!(at(48), (Course::OffTrack, Why::Path(49)));
        // Down to a target, from above and through nought.
        let down = aim(-100, Direction::AtMost, Some("2027-01-01"));
        let at = |value| judged(&down, ("2026-01-01", 100), ("2026-07-02", value)).0;
        assert_eq!(at(0), Course::OnTrack);
        assert_eq!(at(20), Course::OffTrack);
    }

    #[test]
    fn a_difference_too_small_to_show_is_said_in_words() {
        let said = |course, way| {
            let judged = Judged { course, why: Why::Path(way) };
            short(judged, Some(940_000), Some(950_000), |value| {
                format!("{} %", crate::domain::number::format(value))
            })
        };
        assert_eq!(said(Course::OffTrack, 940_400), "94 %, just off plan");
        assert_eq!(said(Course::OnTrack, 940_000), "94 %, on plan");
        assert_eq!(said(Course::OffTrack, 942_000), "94 %, plan 94.2 %");
    }

    #[test]
    fn one_reading_shows_no_way_and_what_was_met_has_to_be_kept() {
        let up = aim(100, Direction::AtLeast, Some("2027-01-01"));
        assert_eq!(judged(&up, ("2026-11-01", 10), ("2026-11-01", 10)), (Course::Unknown, Why::OneReading));
        assert_eq!(judged(&up, ("2026-01-01", 120), ("2026-11-01", 99)), (Course::OffTrack, Why::Missed));
        let over = aim(100, Direction::AtLeast, Some("2026-11-22"));
        assert_eq!(judged(&over, ("2026-01-01", 0), ("2026-11-01", 99)), (Course::OffTrack, Why::Missed));
    }

    #[test]
    fn a_reading_older_than_two_intervals_tells_nothing_any_more() {
        let quarterly = Aim { every_months: months_of("quarter"), ..aim(95, Direction::AtLeast, None) };
        assert_eq!(
            judged(&quarterly, ("2026-01-01", 97), ("2026-05-22", 97)),
            (Course::Unknown, Why::TooOld)
        );
        assert_eq!(judged(&quarterly, ("2026-01-01", 97), ("2026-05-23", 97)), (Course::OnTrack, Why::Met));
    }

    #[test]
    fn the_worst_measure_names_an_agreement_and_unknown_is_worse_than_good() {
        use Course::{OffTrack, OnTrack, Unknown};
        assert_eq!(worst([OnTrack, Unknown]), Some(Unknown));
        assert_eq!(worst([Unknown, OffTrack, OnTrack]), Some(OffTrack));
        assert_eq!(worst([]), None);
    }

    #[test]
    fn the_ends_of_numbers_do_not_overflow() {
        let wild = aim(i64::MAX, Direction::AtLeast, Some("2027-01-01"));
        assert_eq!(judged(&wild, ("2026-01-01", i64::MIN), ("2026-11-01", i64::MIN)).0, Course::OffTrack);
        let wild = aim(i64::MIN, Direction::Exactly, Some("2027-01-01"));
        assert_eq!(judged(&wild, ("2026-01-01", i64::MAX), ("2026-11-01", 0)).0, Course::OffTrack);
    }
}
