//! Which items of the queue are the cards of a pass, and what each is about.
//!
//! **Invariant:** a card is an item of the queue; nothing is asked that stands in no queue.

use chrono::NaiveDate;

use crate::{
    acts::{
        Book,
        queue::{Seed, Source, View},
    },
    domain::{
        day::{add_days, week_start},
        record::{Kind, RecordId, Row},
        rejection::Rejection,
        review::{Group, Pass},
    },
};

/// Days ahead the weekly pass looks.
const WEEK: i64 = 7;

impl Book {
    /// The items of a pass with their groups, in the order of their queues.
    pub(super) fn pass_cards(&self, pass: Pass) -> Result<Vec<(Group, Seed)>, Rejection> {
        match pass {
            Pass::Daily => {
                let seeds = self.seeds(View::Today)?;
                seeds.into_iter().map(|seed| Ok((self.group_of(seed.source)?, seed))).collect()
            }
            Pass::Weekly => self.weekly(),
            // Its cards are no items of the queue.
            Pass::Reexamination(_) => Ok(Vec::new()),
        }
    }

    /// What an item of today is about.
    fn group_of(&self, source: Source) -> Result<Group, Rejection> {
        Ok(match source {
            Source::FollowUp(id) => {
                let row = self.get(RecordId::new(Kind::FollowUp, id))?;
                row.map_or(Group::Tasks, |row| of_follow_up(&row))
            }
            Source::Meeting(_) => Group::Meetings,
            Source::Contact(_) => Group::Contact,
            Source::Agreements(_)
            | Source::Teach { .. }
            | Source::Reinforce(_)
            | Source::Reading(_)
            | Source::Expires(_)
            | Source::Breach(_)
            | Source::LifeEvent(_)
            | Source::Decision(_)
            | Source::Tell { .. } => Group::Agreements,
            Source::Birthday { .. } | Source::Age { .. } | Source::Special { .. } => Group::Dates,
            Source::Duty(_) | Source::Purge(_) | Source::Safeguard(_) => Group::Tasks,
            Source::NextStep(_) => Group::NextSteps,
            Source::Gaps(_) => Group::Gaps,
        })
    }

    /// What waits on others, what wakes in the next seven days, next week's meetings, small things.
    fn weekly(&self) -> Result<Vec<(Group, Seed)>, Rejection> {
        let today = self.today();
        let until = add_days(today, WEEK).unwrap_or(today);
        // Of a Monday that is this week's end, of a Friday all of the next.
        let week = add_days(week_start(today), 2 * WEEK - 1).unwrap_or(until).max(until);
        let mut cards: Vec<(Group, Seed)> = Vec::new();
        let mut put = |group: Group, seed: Seed| {
            if !cards.iter().any(|(_, known)| known.source == seed.source) {
                cards.push((group, seed));
            }
        };
        for seed in self.seeds(View::Waiting)? {
            put(Group::Waiting, seed);
        }
        let wakes = |seed: &Seed| seed.on.is_some_and(|on| on <= until);
        for seed in self.seeds(View::BackBurner)?.into_iter().filter(wakes) {
            put(Group::Waking, seed);
        }
        let hidden = self.db().snoozed(today)?;
        for seed in self.seeds(View::Upcoming)? {
            match seed.source {
                Source::Meeting(id) if seed.on.is_some_and(|on| on <= week) && self.is_unprepared(id)? => {
                    put(Group::Preparing, seed);
                }
                source if wakes(&seed) && self.is_hidden(source, &hidden, today)? => put(Group::Waking, seed),
                _ => {}
            }
        }
        for seed in self.open_seeds()? {
            if let Source::FollowUp(id) = seed.source
                && self.get(RecordId::new(Kind::FollowUp, id))?.is_some_and(|row| row.flag("small"))
            {
                put(Group::Small, seed);
            }
        }
        Ok(cards)
    }

    fn is_unprepared(&self, meeting: i64) -> Result<bool, Rejection> {
        let row = self.get(RecordId::new(Kind::Meeting, meeting))?;
        Ok(row.is_some_and(|row| matches!(row.str("state"), "offered" | "planned")))
    }

    fn is_hidden(
        &self,
        source: Source,
        hidden: &std::collections::HashMap<String, NaiveDate>,
        today: NaiveDate,
    ) -> Result<bool, Rejection> {
        if let Source::FollowUp(id) = source {
            let row = self.get(RecordId::new(Kind::FollowUp, id))?;
            return Ok(row.and_then(|row| row.day("snoozed_until")).is_some_and(|until| until > today));
        }
        Ok(hidden.contains_key(&source.key()))
    }
}

/// What a follow-up is about: a request that was taken on is a promise of ours.
fn of_follow_up(row: &Row) -> Group {
    match (row.str("kind"), row.str("whose")) {
        (_, "theirs") => Group::TheirPromises,
        ("promise", _) => Group::OurPromises,
        ("request", _) if row.day("decided_on").is_some() => Group::OurPromises,
        ("request", _) => Group::Requests,
        _ => Group::Tasks,
    }
}
