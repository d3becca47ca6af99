//! Gathers what is stored: promises, requests and tasks that are open, waiting or resting.
//!
//! **Invariant:** promises and hard dates never roll; a follow-up enters Today on one day.

use std::rc::Rc;

use chrono::NaiveDate;

use super::{Gather, Say};
use crate::{
    acts::queue::{Source, View},
    domain::{
        day::{Roll, add_days},
        records::follow_up,
        rejection::Rejection,
    },
    store::queue::{OpenFollowUp, Reach},
};

impl Gather<'_> {
    pub(super) fn follow_ups(&mut self, reach: Reach) -> Result<(), Rejection> {
        self.each_follow_up(reach, |gather, row| {
            let on = gather.enters(row);
            if on.is_none_or(|on| on <= gather.until) {
                gather.put_follow_up(row, on);
            }
        })
    }

    /// The day a stored follow-up enters Today.
    pub(super) fn enters(&self, row: &OpenFollowUp) -> Option<NaiveDate> {
        let on = match row.state {
            "waiting" => row.ask_again_on.or(row.due),
            "back burner" => row.wakes_on,
            _ if row.undecided => Some(row.due.unwrap_or(self.today).min(row.asked_on.unwrap_or(self.today))),
            _ => self.rolled(row),
        };
        match (on, row.snoozed_until) {
            (on, Some(until)) if until > self.today => Some(on.map_or(until, |on| on.max(until))),
            (on, _) => on,
        }
    }

    /// The date that is shown: as its kind rolls.
    pub(super) fn rolled(&self, row: &OpenFollowUp) -> Option<NaiveDate> {
        let due = row.due?;
        Some(self.practice.calendar.roll(due, follow_up::roll(row.kind, row.hard, !row.undecided)))
    }

    pub(super) fn put_follow_up(&mut self, row: &OpenFollowUp, on: Option<NaiveDate>) {
        let due = if row.undecided { row.due.or(self.answer_by(row)) } else { self.rolled(row) };
        let ours = !row.theirs && row.state == "open";
        let say = Say {
            tier: row.tier.as_deref(),
            due: if row.state == "open" { due } else { on },
            on,
            hard: due.filter(|_| row.hard && ours).map(|due| (due, None)),
            promised_for: due
                .filter(|_| ours && (row.kind == "promise" || (row.kind == "request" && !row.undecided))),
            answer_by: if row.undecided { self.answer_by(row) } else { None },
            stakes: row.stakes,
            effort: row.effort.and_then(|minutes| u32::try_from(minutes).ok()),
            interval: 30,
            ..Say::default()
        };
        self.put(Source::FollowUp(row.id), row.relationship, &say);
    }

    /// The last day on which the firm's own answer time is kept.
    pub(super) fn answer_by(&self, row: &OpenFollowUp) -> Option<NaiveDate> {
        let mut day = row.asked_on?;
        for _ in 0..self.practice.answer_days {
            day = self.practice.calendar.roll(add_days(day, 1)?, Roll::Next);
        }
        Some(day)
    }

    /// Small things that are ours to do, whenever they are due.
    pub(super) fn small_things(&mut self) -> Result<(), Rejection> {
        let small = self.db.small_things()?;
        self.each_follow_up(Reach::All, |gather, row| {
            if row.state == "open" && !row.theirs && small.contains(&row.id) {
                gather.put_follow_up(row, gather.enters(row));
            }
        })
    }

    pub(super) fn kept_apart(&mut self, view: View) -> Result<(), Rejection> {
        self.each_follow_up(Reach::All, |gather, row| {
            let belongs = match view {
                View::Waiting => row.state == "waiting" || (row.theirs && row.state == "open"),
                View::Requests => row.undecided && row.state == "open",
                _ => row.state == "back burner",
            };
            if belongs {
                gather.put_follow_up(row, gather.enters(row).or(row.due));
            }
        })
    }

    fn each_follow_up(
        &mut self,
        reach: Reach,
        mut take: impl FnMut(&mut Self, &OpenFollowUp),
    ) -> Result<(), Rejection> {
        let (db, whose) = (self.db, Rc::clone(&self.whose));
        db.open_follow_ups(reach, &whose, |row| take(self, &row))
    }
}
