//! The rows beyond the queues: every open follow-up, and the derived items of any number of days.
//!
//! **Invariant:** the same rows as in a queue, on the same days; only the reach is another.

use std::rc::Rc;

use chrono::NaiveDate;

use super::{Gather, Practice, Reach, Seed, ahead};
use crate::{domain::rejection::Rejection, store::Db};

/// Every follow-up that is not finished, wherever it stands.
pub(in crate::acts::queue) fn open(
    db: &Db<'_>,
    practice: &Practice,
    today: NaiveDate,
) -> Result<Vec<Seed>, Rejection> {
    let until = NaiveDate::MAX;
    let mut gather = Gather { db, practice, today, until, seeds: Vec::new(), whose: Rc::new(db.whose()?) };
    gather.follow_ups(Reach::All)?;
    Ok(gather.seeds)
}

/// The derived rows of the next `days`, each on the day it enters Today.
pub(in crate::acts::queue) fn derived_within(
    db: &Db<'_>,
    practice: &Practice,
    today: NaiveDate,
    days: u64,
) -> Result<Vec<Seed>, Rejection> {
    let until = ahead(today, days);
    let mut gather = Gather { db, practice, today, until, seeds: Vec::new(), whose: Rc::new(db.whose()?) };
    gather.derived()?;
    gather.share_of_gaps(practice.gaps_per_day)?;
    gather.unhide()?;
    Ok(gather.seeds)
}
