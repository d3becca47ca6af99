//! Agreements in the queue: those of one relationship that are due together are one card.
//!
//! **Invariant:** what is due when is the domain's; here only what belongs to one card is found.

use chrono::NaiveDate;

use super::{Gather, Rejection, Say, Source, TOGETHER};
use crate::{
    acts::queue::Practice,
    domain::{
        agreement::{AgreementFacts, Keeping, Life, Look, default_months, due_on, look},
        day::{add_days, days_between, short},
    },
    store::queue::AgreementRow,
};

/// The agreements of one relationship that are due together.
pub(in crate::acts::queue) fn card(
    rows: &[AgreementRow],
    practice: &Practice,
    until: NaiveDate,
    today: NaiveDate,
) -> Option<(NaiveDate, Vec<AgreementRow>)> {
    let mut due: Vec<(NaiveDate, &AgreementRow)> = rows
        .iter()
        .filter_map(|row| {
            let mut on = due_on(&facts_of(row, practice), &practice.calendar)?;
            if matches!(row.life, Life::Draft | Life::Proposed) {
                // Due is past fourteen days of waiting; the last day of waiting is not yet due.
                on = add_days(on, 1)?;
            }
            // Called off or deleted, the meeting is waited for no more.
            if let Some(after) =
                row.meeting_on.filter(|_| row.raised).and_then(|meeting| add_days(meeting, 1))
            {
                on = on.max(after);
            }
            on = practice.pauses.after(Some(row.relationship), on);
            (row.life != Life::Retired).then_some((on, row))
        })
        .collect();
    due.sort_by_key(|(on, row)| (*on, row.id));
    // What stands on an agenda is spoken about there; it is no part of a card that is due without it.
    let (waiting, free): (Vec<_>, Vec<_>) = due.into_iter().partition(|(_, row)| is_on_agenda(row, today));
    let is_free = free.first().is_some_and(|(on, _)| *on <= until);
    let mut due = if is_free { free } else { waiting };
    let first = due.first().map(|(on, _)| *on).filter(|first| *first <= until)?;
    due.retain(|(on, _)| days_between(first.max(today), *on) <= TOGETHER);
    Some((first, due.into_iter().map(|(_, row)| row.clone()).collect()))
}

/// Whether an agreement is raised for a meeting of today or later.
pub(crate) fn is_on_agenda(row: &AgreementRow, today: NaiveDate) -> bool {
    row.raised && row.meeting_on.is_some_and(|meeting| meeting >= today)
}

/// Why the agreements of a card are in their queue, in words: that of the first.
pub(in crate::acts::queue) fn card_reason(
    rows: &[AgreementRow],
    practice: &Practice,
    today: NaiveDate,
) -> String {
    let Some(row) = rows.first() else { return String::new() };
    match row.meeting_on.filter(|_| row.raised) {
        Some(meeting) if meeting >= today => format!("raised for {}", short(meeting, today)),
        Some(meeting) => format!("raised for {}, nothing recorded", short(meeting, today)),
        None => look_at(row, practice, today).reason,
    }
}

/// How an agreement looks on a day.
pub(crate) fn look_at(row: &AgreementRow, practice: &Practice, today: NaiveDate) -> Look {
    look(&facts_of(row, practice), &practice.calendar, today)
}

/// The facts of an agreement as the rules of its life ask for them.
pub(crate) fn facts_of(row: &AgreementRow, practice: &Practice) -> AgreementFacts {
    let mut facts = facts_without_pause(row);
    // In a pause it is put off to the first day after; the anchor stays.
    if facts.life == Life::Agreed
        && let Some(on) = due_on(&facts, &practice.calendar)
    {
        let after = practice.pauses.after(Some(row.relationship), on);
        if after > on {
            facts.deferred_until = Some(after);
        }
    }
    facts
}

fn facts_without_pause(row: &AgreementRow) -> AgreementFacts {
    let months = row.every_months.and_then(|months| u32::try_from(months).ok()).filter(|months| *months > 0);
    AgreementFacts {
        life: row.life,
        drafted_on: row.drafted_on.unwrap_or_default(),
        proposed_on: row.proposed_on,
        agreed_on: row.agreed_on,
        reaffirmed_on: row
            .anchored_on
            .filter(|anchored| row.agreed_on.is_some_and(|agreed| *anchored > agreed)),
        deferred_until: row.deferred_until,
        months: months.unwrap_or_else(|| default_months(row.tier.as_deref())),
        keeping: row.keeping,
    }
}

impl Gather<'_> {
    pub(super) fn agreements(&mut self) -> Result<(), Rejection> {
        // Those of one relationship come together.
        let reach = self.practice.calendar.last_moved_back_to(self.until);
        for relationship in self.db.with_agreements_near(self.until, reach)? {
            if self.whose.is_managed(relationship)? {
                let tier = self.whose.tier(Some(relationship))?;
                self.cards(&self.db.living_agreements(relationship, tier.as_ref())?);
            }
        }
        Ok(())
    }

    /// The cards of agreements that stand relationship by relationship.
    pub(super) fn cards(&mut self, near: &[AgreementRow]) {
        for rows in near.chunk_by(|one, other| one.relationship == other.relationship) {
            let Some(AgreementRow { relationship, tier, .. }) = rows.first() else { continue };
            let Some((due, due_rows)) = card(rows, self.practice, self.until, self.today) else { continue };
            let broken = due_rows.iter().any(|row| {
                row.keeping == Keeping::NotKept
                    || (row.life == Life::Agreed
                        && days_between(due, self.today) > crate::domain::agreement::BROKEN_AFTER_DAYS)
            });
            let minutes = u32::try_from(due_rows.len()).unwrap_or(3).saturating_mul(20).min(60);
            let say = Say {
                tier: tier.as_deref(),
                due: Some(due),
                on: Some(due),
                broken,
                interval: 365,
                effort: Some(minutes),
                ..Say::default()
            };
            self.put(Source::Agreements(*relationship), Some(*relationship), &say);
        }
    }
}
