//! What is said to a day that cannot be meant: unreadable, not in the calendar, too far away.
//!
//! **Invariant:** each is a sentence that says what to type instead, and shows nothing that could harm a screen.

use crate::domain::{day, rejection::Rejection, safe};

pub(in crate::domain) fn too_far() -> Rejection {
    Rejection::rule("That is too far away. Type a day between 1800 and 2999.")
}

pub(in crate::domain) fn no_such_day(month: u32, year: Option<i32>, days: u32) -> Rejection {
    if !(1..=12).contains(&month) {
        return Rejection::rule("A year has 12 months. Type another date, or leave it.");
    }
    let name = day::month_name(month);
    Rejection::rule(match year {
        Some(year) => format!("{name} {year} has {days} days. Type another day, or leave it."),
        None if month == 2 => format!("{name} has at most {days} days. Type another day, or leave it."),
        None => format!("{name} has {days} days. Type another day, or leave it."),
    })
}

pub(in crate::domain) fn unreadable(text: &str) -> Rejection {
    let text = text.trim();
    if text.is_empty() {
        return Rejection::rule("There is no date yet. Type fri, +2w, 14 mar or 2027-03-14.");
    }
    let shown: String = safe::one_line(text).chars().take(40).collect();
    Rejection::rule(format!("\"{shown}\" is no date. Type fri, +2w, 14 mar or 2027-03-14."))
}
