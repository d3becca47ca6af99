//! How the copies of a book stand: the newest one, its age, the second place, where the book itself lies.
//!
//! **Invariant:** what is missing by choice is said calmly; only what endangers the book is a warning.

use std::path::PathBuf;

use super::{Copied, Sort, copies_in, copies_of, is_at_home, place, stem};
use crate::{
    acts::Book,
    domain::{
        backup_schedule::{Backups, Daily},
        day::count_days,
        rejection::Rejection,
    },
};

/// How the copies of a book stand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct State {
    /// The newest proved copy by its name.
    pub newest: Option<Copied>,
    /// Its age in days, on the calendar.
    pub days: Option<i64>,
    /// How many proved copies there are.
    pub count: usize,
    /// The second place.
    pub second: Second,
    /// Where the book lies, when that is a place that endangers it.
    pub place: Option<String>,
    /// What is to be done, when the newest copy is old or there is none.
    pub warning: Option<String>,
}

/// The second place of the copies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Second {
    /// None is named.
    NotSet,
    /// It is where the book lies, which is no second place.
    AtHome,
    /// It is not there just now.
    Away(PathBuf),
    /// It is there, with the age of its newest copy in days, when it has one.
    There(PathBuf, Option<i64>),
}

impl State {
    /// The newest copy in words: `today`, `3 days old`, `none yet`.
    #[must_use]
    pub fn newest_said(&self) -> String {
        match self.days {
            None => "none yet".to_owned(),
            Some(days) => age_said(days),
        }
    }

    /// The second place in words.
    #[must_use]
    pub fn second_said(&self) -> String {
        match &self.second {
            Second::NotSet => "not set; [backup] also names one".to_owned(),
            Second::AtHome => "it is where the book lies; name another".to_owned(),
            Second::Away(dir) => format!("{} is not there just now", dir.display()),
            Second::There(dir, None) => format!("{}, no copy yet", dir.display()),
            Second::There(dir, Some(days)) => format!("{}, {}", dir.display(), age_said(*days)),
        }
    }
}

fn age_said(days: i64) -> String {
    if days == 0 { "made today".to_owned() } else { format!("{} old", count_days(days)) }
}

impl Book {
    /// How the copies stand; none for a book that is not the user's own, or in memory.
    pub fn backup_state(&self) -> Result<Option<State>, Rejection> {
        let (Some(plan), Some(book)) = (self.backups(), self.path()) else { return Ok(None) };
        let copies = copies_of(book, plan.also.as_deref());
        let proved: Vec<&Copied> = copies.iter().filter(|copy| copy.sort == Sort::Proved).collect();
        let newest = proved.first().copied().cloned();
        let count = copies_of(book, None).iter().filter(|copy| copy.sort == Sort::Proved).count();
        let days = newest.as_ref().map(|copy| self.days_since(copy));
        let second = match &plan.also {
            None => Second::NotSet,
            Some(dir) if is_at_home(book, dir) => Second::AtHome,
            Some(dir) if !dir.is_dir() => Second::Away(dir.clone()),
            Some(dir) => {
                let there = copies_in(dir, &stem(book)).into_iter().find(|copy| copy.sort == Sort::Proved);
                Second::There(dir.clone(), there.map(|copy| self.days_since(&copy)))
            }
        };
        let warning = self.backup_warning(plan, days)?;
        let place = place::of(book);
        Ok(Some(State { newest, days, count, second, place, warning }))
    }

    fn days_since(&self, copy: &Copied) -> i64 {
        let clock = self.clock();
        clock.day_of(clock.instant()).signed_duration_since(clock.day_of(copy.made)).num_days().max(0)
    }

    /// What is to be done about copies that are old or missing; a book that is new today has time until tomorrow.
    fn backup_warning(&self, plan: &Backups, days: Option<i64>) -> Result<Option<String>, Rejection> {
        let how = match plan.daily {
            Daily::Made => "standing backup makes one, and standing doctor says why none was made",
            Daily::Left => "standing backup makes one; none is made by itself, as [backup] daily says",
        };
        match days {
            Some(days) if days > plan.warn_after => {
                Ok(Some(format!("The newest backup is {} old: {how}.", count_days(days))))
            }
            Some(_) => Ok(None),
            None => {
                let clock = self.clock();
                let begun = self.db().first_instant()?;
                let old = begun.is_some_and(|at| clock.day_of(at) < clock.day_of(clock.instant()));
                Ok(old.then(|| format!("There is no backup of this book: {how}.")))
            }
        }
    }
}
