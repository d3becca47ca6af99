//! Which pass is gone through, and what its cards are about.
//!
//! **Invariant:** each pass keeps its place under a name of its own; of a re-examination one for each household.

use std::borrow::Cow;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::domain::day::days_between;

/// Days a re-examination that was left can be gone on with.
const KEPT_DAYS: i64 = 7;

/// Which pass.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Pass {
    /// Every morning: what stands for today.
    Daily,
    /// Once a week: what waits on others, what wakes, what is to be prepared.
    Weekly,
    /// At a meeting: every agreement with this relationship, looked at again with them.
    Reexamination(i64),
}

impl Pass {
    /// What it is called.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::Daily => "Daily review",
            Self::Weekly => "Weekly pass",
            Self::Reexamination(_) => "Re-examination",
        }
    }

    /// Its word in the record.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Daily => "daily",
            Self::Weekly => "weekly",
            Self::Reexamination(_) => "re-examination",
        }
    }

    /// The name its position is kept under.
    #[must_use]
    pub fn place_name(self) -> Cow<'static, str> {
        match self {
            Self::Daily => "review".into(),
            Self::Weekly => "weekly".into(),
            Self::Reexamination(client) => format!("reexam.c{client}").into(),
        }
    }

    /// The name its cards are kept under.
    #[must_use]
    pub fn deck_name(self) -> Cow<'static, str> {
        match self {
            Self::Daily => "review.cards".into(),
            Self::Weekly => "weekly.cards".into(),
            Self::Reexamination(client) => format!("reexam.c{client}.cards").into(),
        }
    }

    /// With whom; the other passes are about the whole book.
    #[must_use]
    pub fn relationship(self) -> Option<i64> {
        match self {
            Self::Reexamination(client) => Some(client),
            Self::Daily | Self::Weekly => None,
        }
    }

    /// Whether one that began on a day can be gone on with: the daily and the weekly one on their day, what was begun
    /// with them for a week.
    #[must_use]
    pub fn goes_on(self, began: NaiveDate, today: NaiveDate) -> bool {
        match self {
            Self::Reexamination(_) => (0..=KEPT_DAYS).contains(&days_between(began, today)),
            Self::Daily | Self::Weekly => began == today,
        }
    }
}

/// What a card is about; the order of these is the order of the cards (PRODUCT.md section 6).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Group {
    /// What we promised.
    OurPromises,
    /// What they promised, to be asked for again.
    TheirPromises,
    /// Meetings of today, and those not logged.
    Meetings,
    /// Requests not decided.
    Requests,
    /// Agreements, rules, talks, readings, exceptions, breaches, life events.
    Agreements,
    /// Contact that is due.
    Contact,
    /// Birthdays, ages, days of their own.
    Dates,
    /// Prospects without a next step.
    NextSteps,
    /// Everything else to do.
    Tasks,
    /// What was never done.
    Gaps,
    /// Weekly: what waits on others.
    Waiting,
    /// Weekly: what wakes in the next seven days.
    Waking,
    /// Weekly: meetings to prepare.
    Preparing,
    /// Weekly: small things to be done in one batch.
    Small,
    /// Re-examination: what happened in their life and was not settled.
    LifeEvents,
    /// Re-examination: a goal.
    Goals,
    /// Re-examination: an expectation.
    Expectations,
    /// Re-examination: a rule they accepted.
    Rules,
}

impl Group {
    /// What it is called in the line of groups; both sorts of promises are promises there.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::OurPromises | Self::TheirPromises => "promises",
            Self::Meetings => "meetings",
            Self::Requests => "requests",
            Self::Agreements => "agreements",
            Self::Contact => "contact",
            Self::Dates => "dates",
            Self::NextSteps => "next steps",
            Self::Tasks => "tasks",
            Self::Gaps => "gaps",
            Self::Waiting => "waiting",
            Self::Waking => "waking",
            Self::Preparing => "to prepare",
            Self::Small => "small things",
            Self::LifeEvents => "life events",
            Self::Goals => "goals",
            Self::Expectations => "expectations",
            Self::Rules => "rules",
        }
    }
}
