//! Whether a promise was kept on the day, however often the day was agreed anew.
//!
//! **Invariant:** a day that passed while it was promised stays passed: a later day does not make it kept.

use chrono::NaiveDate;

/// The days one promise was due on, and how it ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Promised {
    /// The day it is due on now.
    pub due: NaiveDate,
    /// The days it was due on before: each with the day it was promised for that day, and the day that changed.
    pub before: Vec<Before>,
    /// The day it was finished: done, or let go.
    pub finished: Option<NaiveDate>,
    /// How it ended.
    pub end: End,
}

/// A day a promise was due on once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Before {
    /// The day it was due on.
    pub due: NaiveDate,
    /// Since when; unknown is from its start.
    pub since: Option<NaiveDate>,
    /// The day another day took its place.
    pub until: NaiveDate,
}

/// How a promise ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    /// It did not.
    Open,
    /// It was done.
    Done,
    /// It was declined or dropped, with its reason.
    LetGo,
}

/// What a promise says of the days from one to another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kept {
    /// It was due in these days, and done on its day or before.
    OnTheDay,
    /// It was due in these days, and a day passed.
    Late,
    /// It says nothing: not due in these days, not to be judged yet, or let go in time.
    NotCounted,
}

impl Before {
    /// Whether the day passed while it was the promised one; a day typed wrong and mended never was.
    fn passed(self) -> bool {
        self.until > self.due && self.since.is_none_or(|since| since <= self.due)
    }
}

impl Promised {
    /// Judges it over the days `first` to `today`: by the day it is due on, and by each day that passed before that was
    /// agreed anew. What is due today may still be kept today.
    #[must_use]
    pub fn judged(&self, first: NaiveDate, today: NaiveDate) -> Kept {
        let counts = |due: NaiveDate| due >= first && due <= today;
        if self.before.iter().any(|day| counts(day.due) && day.passed()) {
            return Kept::Late;
        }
        if !counts(self.due) {
            return Kept::NotCounted;
        }
        match (self.end, self.finished) {
            (End::Done, Some(on)) if on <= self.due => Kept::OnTheDay,
            (End::LetGo, Some(on)) if on <= self.due => Kept::NotCounted,
            (End::Open, _) if self.due >= today => Kept::NotCounted,
            _ => Kept::Late,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn on(day: &str) -> NaiveDate {
        format!("2026-11-{day}").parse().unwrap()
    }

    fn judged(due: &str, before: &[(&str, &str, &str)], finished: &str, end: End) -> Kept {
        let day = |text: &str| Some(text).filter(|text| !text.is_empty()).map(on);
        let before = before
            .iter()
            .map(|(due, since, until)| Before { due: on(due), since: day(since), until: on(until) })
            .collect();
        let promised = Promised { due: on(due), before, finished: day(finished), end };
        promised.judged(on("01"), on("23"))
    }

    #[test]
    fn a_promise_agreed_anew_after_its_day_was_late_and_before_it_was_not() {
        for (due, before, finished, end, wanted) in [
            ("19", &[][..], "19", End::Done, Kept::OnTheDay),
            ("19", &[], "20", End::Done, Kept::Late),
            ("19", &[], "", End::Open, Kept::Late),
            ("23", &[], "", End::Open, Kept::NotCounted),
            ("23", &[], "23", End::Done, Kept::OnTheDay),
            // Past its day, agreed for another: late, whether that is kept or still to come.
            ("20", &[("17", "02", "18")], "20", End::Done, Kept::Late),
            ("27", &[("19", "02", "23")], "", End::Open, Kept::Late),
            ("27", &[("19", "", "23")], "", End::Open, Kept::Late),
            // Agreed anew in time: only the new day counts.
            ("20", &[("17", "02", "17")], "20", End::Done, Kept::OnTheDay),
            ("27", &[("19", "02", "18")], "", End::Open, Kept::NotCounted),
            // A day typed wrong was never promised.
            ("20", &[("03", "16", "16")], "20", End::Done, Kept::OnTheDay),
            // Let go in time says nothing, let go after its day is late.
            ("19", &[], "18", End::LetGo, Kept::NotCounted),
            ("19", &[], "21", End::LetGo, Kept::Late),
        ] {
            assert_eq!(judged(due, before, finished, end), wanted, "{due} {before:?} {finished}");
        }
    }
}
