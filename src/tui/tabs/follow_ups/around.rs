//! What stands around the rows of a queue: the views with their counts, the sum under the list.
//!
//! **Invariant:** counts and days only; nothing is read here.

use chrono::NaiveDate;

use super::{Tabview, rows};
use crate::{
    acts::queue::{Counts, View},
    tui::{theme::Role, widgets::line::Line},
};

/// The views with their ids and names.
pub(super) const VIEWS: [(View, &str); 9] = [
    (View::Today, "today"),
    (View::Overdue, "overdue"),
    (View::Upcoming, "upcoming"),
    (View::Waiting, "waiting"),
    (View::Requests, "requests"),
    (View::BackBurner, "back-burner"),
    (View::Reexaminations, "re-examinations"),
    (View::Gaps, "gaps"),
    (View::Batch, "batch"),
];

/// The views, with the counts that are known.
pub(super) fn views(all: usize, late: usize, counts: Counts) -> Vec<Tabview> {
    let waiting = |count: i64| u64::try_from(count).ok();
    let count = |view| match view {
        View::Today => Some(all as u64),
        View::Overdue => Some(late as u64),
        View::Waiting => waiting(counts.waiting),
        View::Requests => waiting(counts.requests),
        _ => None,
    };
    VIEWS.iter().map(|(view, id)| Tabview::new(id, view.title(), count(*view))).collect()
}

/// The sum of a list, and how much the days bring that are named.
pub(super) fn foot(count: usize, minutes: u32, coming: &[(NaiveDate, usize)]) -> Vec<Line> {
    let mut foot = vec![Line::plain(format!("{count} in all, {}.", rows::hours(minutes)))];
    if !coming.is_empty() {
        let mut line = Line::heading("Coming");
        for (on, count) in coming {
            line.push(format!("  {}: {count} ", on.format("%a %-d")), Role::Plain);
        }
        foot.push(line);
    }
    foot
}
