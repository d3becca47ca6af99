//! What a pause moves in the queue, and what goes on (TIME.md 10).
//!
//! **Invariant:** a promise, an hour and a hard date are never hidden; nothing is due inside a pause that can wait.

use chrono::NaiveDate;

use super::{Gather, Roll, Say, Source};

impl Gather<'_> {
    /// The day a row is due and the day it enters Today, outside every pause (TIME.md 10). What was promised, what
    /// has an hour and what is hard goes on; what cannot be on another day is left out.
    pub(super) fn outside_pauses(
        &self,
        source: Source,
        relationship: Option<i64>,
        say: &Say<'_>,
    ) -> Option<(Option<NaiveDate>, Option<NaiveDate>)> {
        let goes_on = match source {
            Source::Meeting(_) | Source::Breach(_) | Source::Expires(_) | Source::Duty(_) => true,
            Source::FollowUp(_) => {
                say.hard.is_some() || say.promised_for.is_some() || say.answer_by.is_some()
            }
            _ => false,
        };
        let pauses = &self.practice.pauses;
        if goes_on {
            return Some((say.due, say.on));
        }
        let after = |day: NaiveDate| pauses.after(relationship, day);
        if matches!(source, Source::Birthday { .. }) {
            return (say.due == say.due.map(after)).then_some((say.due, say.on));
        }
        let rolled = |day: NaiveDate| {
            let free = after(day);
            if free == day { day } else { self.practice.calendar.roll(free, Roll::Next) }
        };
        // What was due before the pause began rests until it is over, and comes back as late as it is.
        let enters = |on: NaiveDate| if on < self.today { rolled(self.today).max(on) } else { rolled(on) };
        let on = match say.on {
            Some(on) if on < self.today && after(self.today) == self.today => Some(on),
            on => on.map(enters),
        };
        // A day of birth is where it is.
        let is_fixed = matches!(source, Source::Age { .. } | Source::Special { .. });
        Some((if is_fixed { say.due } else { say.due.map(rolled) }, on))
    }
}
