//! Gathers the rows of a queue: what is due when, and its place.
//!
//! **Invariant:** facts and rules only, no words; a row enters Today on `on` and not before.

mod agreements;
mod dates;
mod gaps;
mod owed;
mod pauses;
mod reach;
mod records;
#[cfg(test)]
mod scan_tests;
mod stored;

use std::{collections::HashSet, rc::Rc};

use chrono::{Days, NaiveDate};

use super::{Practice, Seed, Source, View, place};
use crate::{
    domain::{
        cadence::{CadenceFacts, Gaps, cadence, gaps_in_force},
        day::{PartialDate, Roll, add_days, days_between},
        quick_add::Stakes,
        rank::{PartState, Rank, RankFacts},
        rejection::Rejection,
    },
    store::Db,
    store::queue::{ContactRow, Reach, Whose},
};

pub(in crate::acts::queue) use agreements::{card, card_reason};
pub(crate) use agreements::{facts_of, is_on_agenda, look_at};
pub(super) use reach::{derived_within, open};

/// Days shown in Upcoming.
const AHEAD: u64 = 42;
/// Days within which agreements of one relationship are one card (DECIDED, One card).
const TOGETHER: i64 = 14;
/// Days before its end that an exception comes up.
const ENDING: u64 = 7;
/// Days before an age that it enters Today.
const AGE_AHEAD: u64 = 30;
/// Days before an age that it enters Upcoming.
const AGE_HORIZON: u64 = 120;
/// Days after an age that it leaves the queue unanswered.
const AGE_STAYS: i64 = 60;
/// Days after a birthday that it leaves Today, so that a weekend does not swallow it.
const BIRTHDAY_STAYS: u64 = 3;
/// Every age of `ages_for`, in half-years.
const AGES: [u16; 6] = [36, 100, 119, 130, 146, 150];

/// The rows of `view` on `today`, in their order.
pub(super) fn gather(
    db: &Db<'_>,
    practice: &Practice,
    view: View,
    today: NaiveDate,
) -> Result<Vec<Seed>, Rejection> {
    let until = match view {
        View::Today | View::Overdue => today,
        View::Reexaminations => ahead(today, 90),
        _ => ahead(today, AHEAD),
    };
    let mut gather = Gather { db, practice, today, until, seeds: Vec::new(), whose: Rc::new(db.whose()?) };
    match view {
        View::Today | View::Overdue => {
            gather.follow_ups(Reach::Until(today))?;
            gather.derived()?;
            gather.share_of_gaps(practice.gaps_per_day)?;
            gather.unhide()?;
            gather.seeds.retain(|seed| seed.on.is_some_and(|on| on <= today));
            if view == View::Overdue {
                gather.seeds.retain(|seed| seed.is_late(today));
            }
        }
        View::Upcoming => {
            gather.follow_ups(Reach::UntilOrNone(until))?;
            gather.derived()?;
            gather.share_of_gaps(0)?;
            gather.unhide()?;
            gather.seeds.retain(|seed| seed.on.is_none_or(|on| on > today && on <= until));
        }
        View::Waiting | View::Requests | View::BackBurner => gather.kept_apart(view)?,
        View::Reexaminations => gather.agreements()?,
        View::Gaps => gather.gaps(None)?,
        View::Batch => gather.small_things()?,
    }
    let mut seeds = gather.seeds;
    seeds.shrink_to_fit();
    match view {
        View::Today | View::Overdue => {
            by_rank(&mut seeds);
            place::by_hand(&mut seeds, &db.placed(today)?);
        }
        _ => by_day(&mut seeds),
    }
    Ok(seeds)
}

/// Today, and what the next `days` bring, each in its order: they are made of the same rows.
pub(super) fn today_and_coming(
    db: &Db<'_>,
    practice: &Practice,
    today: NaiveDate,
    days: i64,
) -> Result<(Vec<Seed>, Vec<Seed>), Rejection> {
    let until = add_days(today, days).unwrap_or(today);
    let mut gather = Gather { db, practice, today, until, seeds: Vec::new(), whose: Rc::new(db.whose()?) };
    gather.follow_ups(Reach::Until(until))?;
    gather.derived()?;
    gather.share_of_gaps(practice.gaps_per_day)?;
    gather.unhide()?;
    // In their place: at the side of thousands there is no room for as many again.
    let mut due = gather.seeds;
    due.retain(|seed| seed.on.is_some_and(|on| on <= until));
    due.sort_unstable_by_key(|seed| seed.on > Some(today));
    let mut coming = due.split_off(due.partition_point(|seed| seed.on <= Some(today)));
    due.shrink_to_fit();
    by_rank(&mut due);
    place::by_hand(&mut due, &db.placed(today)?);
    by_day(&mut coming);
    Ok((due, coming))
}

fn by_rank(seeds: &mut [Seed]) {
    seeds.sort_unstable_by_key(|a| a.rank);
}

/// What has no date stands last.
fn by_day(seeds: &mut [Seed]) {
    seeds.sort_unstable_by_key(|a| (a.on.is_none(), a.on, a.rank));
}

/// The gaps in force for a relationship: its own, else its tier's.
pub(crate) fn gaps_of(row: &ContactRow, practice: &Practice) -> Option<Gaps> {
    let whole = |days: Option<i64>| days.and_then(|days| u32::try_from(days).ok());
    let tier = row.tier.as_deref().and_then(|name| practice.tiers.iter().find(|tier| tier.name == name));
    let tier = tier.and_then(|tier| {
        Some(Gaps {
            ideal_days: whole(Some(tier.ideal_days))?,
            maximum_days: whole(Some(tier.maximum_days))?,
        })
    });
    let own = whole(row.ideal_days).map(|ideal_days| Gaps {
        ideal_days,
        maximum_days: whole(row.maximum_days).unwrap_or(ideal_days.saturating_mul(2)),
    });
    gaps_in_force(own, tier).map(|(gaps, _)| gaps)
}

/// The cadence of a relationship on a day; none where no gap is in force.
pub(crate) fn cadence_of(
    row: &ContactRow,
    practice: &Practice,
    today: NaiveDate,
) -> Option<crate::domain::cadence::Cadence> {
    let pauses = practice.pauses.of(Some(row.relationship));
    let facts = CadenceFacts {
        id: row.relationship,
        entered_on: row.entered_on.unwrap_or(today),
        last_contact: row.last_contact,
        gaps: gaps_of(row, practice)?,
        pauses: &pauses,
    };
    Some(cadence(&facts, today))
}

struct Gather<'a> {
    db: &'a Db<'a>,
    practice: &'a Practice,
    today: NaiveDate,
    until: NaiveDate,
    seeds: Vec<Seed>,
    whose: Rc<Whose<'a>>,
}

/// What a row says of itself besides its source.
#[derive(Default)]
struct Say<'a> {
    tier: Option<&'a str>,
    due: Option<NaiveDate>,
    on: Option<NaiveDate>,
    hard: Option<(NaiveDate, Option<u16>)>,
    promised_for: Option<NaiveDate>,
    answer_by: Option<NaiveDate>,
    broken: bool,
    stakes: Option<Stakes>,
    interval: u32,
    effort: Option<u32>,
}

impl Gather<'_> {
    fn put(&mut self, source: Source, relationship: Option<i64>, say: &Say<'_>) {
        let Some((due, on)) = self.outside_pauses(source, relationship, say) else { return };
        let tier = self.practice.place(say.tier);
        let usual = if tier == Some(0) { Stakes::High } else { Stakes::Normal };
        let late = due.map_or(0, |due| days_between(due, self.today));
        let facts = RankFacts {
            hard: say.hard,
            promised_for: say.promised_for,
            answer_by: say.answer_by,
            part: if say.broken { PartState::Broken } else { PartState::Sound },
            stakes: say.stakes.unwrap_or(usual),
            tier,
            lateness: (late, say.interval.max(1)),
            effort_minutes: say.effort,
            id: source.order(),
        };
        let rank = Rank::of(&facts, self.today);
        self.seeds.push(Seed { source, relationship, due, on, rank, effort: say.effort });
    }

    fn derived(&mut self) -> Result<(), Rejection> {
        self.meetings()?;
        self.contacts()?;
        self.agreements()?;
        self.rules_and_talks()?;
        self.readings()?;
        self.life_events()?;
        self.decisions()?;
        self.duties()?;
        self.versions()?;
        self.purges()?;
        self.safeguards()?;
        self.birthdays()?;
        self.specials()?;
        self.next_steps()
    }

    fn meetings(&mut self) -> Result<(), Rejection> {
        for row in self.db.meetings_until(self.until)? {
            let effort = row.about.and_then(|minutes| u32::try_from(minutes).ok());
            let minute = if row.day == self.today { self.db.meeting_minute(row.id)? } else { None };
            let say = Say {
                tier: row.tier.as_deref(),
                due: Some(row.day),
                on: Some(row.day),
                hard: Some((row.day, minute)),
                effort,
                ..Say::default()
            };
            self.put(Source::Meeting(row.id), Some(row.relationship), &say);
        }
        Ok(())
    }

    fn dated(
        &mut self,
        source: Source,
        whose: i64,
        tier: Option<&str>,
        day: NaiveDate,
        broken: bool,
        minutes: u32,
    ) {
        let on = self.practice.calendar.roll(day, Roll::Next);
        let say = Say {
            tier,
            due: Some(on),
            on: Some(on),
            broken,
            interval: 90,
            effort: Some(minutes),
            ..Say::default()
        };
        self.put(source, Some(whose), &say);
    }

    /// Moves derived items that are snoozed to the day they come back, and takes out what was answered for good.
    fn unhide(&mut self) -> Result<(), Rejection> {
        let snoozed = self.db.snoozed(self.today)?;
        let keys = self.seeds.iter().map(|seed| seed.source.key()).filter(|key| key.contains('.'));
        let answered: HashSet<String> = self.db.answered_of(keys)?.into_iter().collect();
        if !answered.is_empty() {
            // Of a new version only some may have been set aside: the others are told all the same.
            let stays = |seed: &Seed| matches!(seed.source, Source::Tell { .. });
            self.seeds.retain(|seed| stays(seed) || !answered.contains(&seed.source.key()));
        }
        if !snoozed.is_empty() {
            for seed in &mut self.seeds {
                if let Some(until) = snoozed.get(&seed.source.key()) {
                    seed.on = Some(seed.on.map_or(*until, |on| on.max(*until)));
                }
            }
        }
        Ok(())
    }
}

fn ahead(day: NaiveDate, days: u64) -> NaiveDate {
    day.checked_add_days(Days::new(days)).unwrap_or(day)
}
