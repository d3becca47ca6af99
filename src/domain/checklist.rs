//! Checklists: templates with dates that count from their start, and how far a started one is.
//!
//! **Invariant:** a step's date is its offset from the start, rolled as a follow-up of its kind is.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{
    action::ChecklistStep,
    day::{Calendar, Roll, add_days, add_months},
    record::Row,
    records::follow_up::is_finished,
};

/// How long after the start a step is due.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum After {
    /// So many days.
    Days(u16),
    /// So many weeks.
    Weeks(u16),
    /// So many months.
    Months(u16),
}

impl After {
    /// Reads `+2d`, `+3w`, `+2mo`.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let bare = text.trim().strip_prefix('+')?;
        let split = bare.find(|sign: char| !sign.is_ascii_digit())?;
        let (number, unit) = bare.split_at(split);
        let number: u16 = number.parse().ok().filter(|number| *number <= 3_660)?;
        match unit.trim() {
            "d" => Some(Self::Days(number)),
            "w" => Some(Self::Weeks(number)),
            "mo" => Some(Self::Months(number)),
            _ => None,
        }
    }

    /// The day so long after `start`; none outside the calendar.
    #[must_use]
    pub fn from(self, start: NaiveDate) -> Option<NaiveDate> {
        match self {
            Self::Days(days) => add_days(start, i64::from(days)),
            Self::Weeks(weeks) => add_days(start, i64::from(weeks).saturating_mul(7)),
            Self::Months(months) => add_months(start, i32::from(months)),
        }
    }
}

/// One step of a template.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// What is to be done.
    pub title: String,
    /// When, from the start.
    pub due: After,
    /// promise, request or task.
    pub kind: String,
    /// ours or theirs.
    pub whose: String,
    /// Minutes, when known.
    pub minutes: Option<u32>,
}

/// A template.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Template {
    /// Its file's name: `onboarding`.
    pub name: String,
    /// What a checklist made from it is called.
    pub title: String,
    /// What it is for, in a phrase.
    pub about: String,
    /// Its steps, in their order.
    pub steps: Vec<Step>,
}

impl Template {
    /// Its steps with the days they get when it is started on a day; promises keep theirs, tasks roll to the next
    /// working day.
    #[must_use]
    pub fn dated(&self, start: NaiveDate, calendar: &Calendar) -> Vec<ChecklistStep> {
        let dated = |(place, step): (usize, &Step)| {
            let due = step.due.from(start).unwrap_or(start);
            ChecklistStep {
                step: u32::try_from(place + 1).unwrap_or(u32::MAX),
                title: step.title.clone(),
                kind: step.kind.clone(),
                whose: step.whose.clone(),
                due: if step.kind == "promise" { due } else { calendar.roll(due, Roll::Next) },
                minutes: step.minutes,
            }
        };
        self.steps.iter().enumerate().map(dated).collect()
    }
}

/// How far a started checklist is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Progress {
    /// The checklist.
    pub checklist: Row,
    /// Its steps in their order.
    pub steps: Vec<Row>,
}

impl Progress {
    /// Steps that are done, dropped or declined.
    #[must_use]
    pub fn finished(&self) -> usize {
        self.steps.iter().filter(|row| is_finished(row.str("state"))).count()
    }

    /// Whether nothing of it is open, or it was given up.
    #[must_use]
    pub fn is_over(&self) -> bool {
        self.finished() == self.steps.len() || self.checklist.day("given_up_on").is_some()
    }

    /// The open step that is due first.
    #[must_use]
    pub fn next(&self) -> Option<&Row> {
        let open = self.steps.iter().filter(|row| !is_finished(row.str("state")));
        open.min_by_key(|row| (row.day("due").is_none(), row.day("due"), row.int("step")))
    }

    /// `4 of 9, next: Call their accountant, Fri 27 Nov`.
    #[must_use]
    pub fn said(&self) -> String {
        let count = format!("{} of {}", self.finished(), self.steps.len());
        if let Some(on) = self.checklist.day("given_up_on") {
            let why = self.checklist.str("reason");
            return format!("{count}, given up on {}: {why}", super::day::long(on));
        }
        let Some(next) = self.next() else { return format!("{count}, all done") };
        let due = next.day("due").map(|due| format!(", {}", super::day::weekday_day(due)));
        format!("{count}, next: {}{}", next.str("title"), due.unwrap_or_default())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_offset_is_read_whole_or_not_at_all() {
        assert_eq!(After::parse("+2d"), Some(After::Days(2)));
        assert_eq!(After::parse(" +3w"), Some(After::Weeks(3)));
        assert_eq!(After::parse("+2mo"), Some(After::Months(2)));
        for no in ["", "2d", "+d", "+2", "+2x", "+2m", "-2d", "+99999d", "+2 d 3", "++2d"] {
            assert_eq!(After::parse(no), None, "{no}");
        }
    }

    #[test]
    fn a_task_rolls_to_a_working_day_and_a_promise_does_not() {
        let step = |kind: &str| Step {
            title: "Word".into(),
            due: After::Days(5),
            kind: kind.into(),
            whose: "ours".into(),
            minutes: None,
        };
        let template = Template {
            name: "x".into(),
            title: "X".into(),
            about: String::new(),
            steps: vec![step("task"), step("promise")],
        };
        // Five days after Monday is a Saturday.
        let monday = "2026-11-23".parse().unwrap();
        let due: Vec<String> =
            template.dated(monday, &Calendar::default()).iter().map(|step| step.due.to_string()).collect();
        assert_eq!(due, ["2026-11-30", "2026-11-28"]);
    }
}
