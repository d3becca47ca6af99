//! What hangs on records with a day: contacts, rules, talks, readings, life events, next steps.
//!
//! **Invariant:** the store finds what may be due; whether it is, is decided here.

use std::collections::HashSet;

use chrono::{Days, Months, NaiveDate};

use super::{ENDING, Gather, Rejection, Roll, Say, Source, Stakes, ahead, cadence_of};
use crate::{
    domain::{
        cadence::State,
        day::add_days,
        record::{Kind, RecordId},
    },
    store::queue::{ContactRow, DatedRow},
};

impl Gather<'_> {
    pub(super) fn contacts(&mut self) -> Result<(), Rejection> {
        for row in self.db.contacts_near(self.until, &self.practice.tiers)? {
            self.contact(&row);
        }
        Ok(())
    }

    pub(super) fn contact(&mut self, row: &ContactRow) {
        let Some(cadence) = cadence_of(row, self.practice, self.today) else { return };
        if cadence.due_on <= self.until {
            let say = Say {
                tier: row.tier.as_deref(),
                due: Some(cadence.due_on),
                on: Some(cadence.due_on),
                broken: cadence.state == State::Broken,
                interval: cadence.lateness.1,
                effort: Some(15),
                ..Say::default()
            };
            self.put(Source::Contact(row.relationship), Some(row.relationship), &say);
        }
    }

    pub(super) fn rules_and_talks(&mut self) -> Result<(), Rejection> {
        let broken: HashSet<i64> = self.db.rules_broken(self.today)?.into_iter().collect();
        for row in self.db.trainings_due(self.until)? {
            self.training(&row, broken.contains(&row.relationship));
        }
        for row in self.db.exceptions_ending(ahead(self.until, ENDING))? {
            let on = row.day.checked_sub_days(Days::new(ENDING)).unwrap_or(row.day);
            let say = Say {
                tier: row.tier.as_deref(),
                due: Some(row.day),
                on: Some(on),
                broken: broken.contains(&row.relationship),
                interval: 90,
                effort: Some(15),
                ..Say::default()
            };
            self.put(Source::Expires(row.id), Some(row.relationship), &say);
        }
        for row in self.db.breaches_open(self.until)? {
            self.dated(Source::Breach(row.id), row.relationship, row.tier.as_deref(), row.day, true, 10);
        }
        for row in self.db.talks_due(self.until)? {
            self.talk(&row);
        }
        Ok(())
    }

    pub(super) fn training(&mut self, row: &DatedRow, is_broken: bool) {
        if let Some(rule) = row.about {
            let source = Source::Teach { rule, relationship: row.relationship };
            self.dated(source, row.relationship, row.tier.as_deref(), row.day, is_broken, 10);
        }
    }

    pub(super) fn talk(&mut self, row: &DatedRow) {
        self.dated(Source::Reinforce(row.id), row.relationship, row.tier.as_deref(), row.day, false, 10);
    }

    pub(super) fn readings(&mut self) -> Result<(), Rejection> {
        for (row, every) in self.db.measures_near(self.until, months_of)? {
            self.reading(&row, &every);
        }
        Ok(())
    }

    pub(super) fn reading(&mut self, row: &DatedRow, every: &str) {
        // A measure that was never read is due by its first interval from the day it is asked for: today.
        let day = if row.day == NaiveDate::MIN {
            Some(self.today)
        } else {
            row.day.checked_add_months(Months::new(months_of(every)))
        };
        if let Some(day) = day.filter(|day| *day <= self.until) {
            self.dated(Source::Reading(row.id), row.relationship, row.tier.as_deref(), day, false, 5);
        }
    }

    pub(super) fn life_events(&mut self) -> Result<(), Rejection> {
        for row in self.db.life_events_due(self.until)? {
            self.dated(Source::LifeEvent(row.id), row.relationship, row.tier.as_deref(), row.day, false, 20);
        }
        Ok(())
    }

    pub(super) fn decisions(&mut self) -> Result<(), Rejection> {
        for row in self.db.decisions_due(self.until)? {
            let on = self.practice.calendar.roll(row.day, Roll::Next);
            let say = Say {
                tier: row.tier.as_deref(),
                due: Some(on),
                on: Some(on),
                interval: 90,
                effort: Some(10),
                ..Say::default()
            };
            self.put(Source::Decision(row.id), Some(row.relationship).filter(|id| *id > 0), &say);
        }
        Ok(())
    }

    /// Obligations, notices of incidents and answers to complaints: hard dates, which nothing moves (DECIDED, Order).
    pub(super) fn duties(&mut self) -> Result<(), Rejection> {
        for (kind, row) in self.db.duties_due(self.until)? {
            let say = Say {
                tier: row.tier.as_deref(),
                due: Some(row.day),
                on: Some(row.day),
                hard: Some((row.day, None)),
                interval: 90,
                effort: Some(30),
                ..Say::default()
            };
            let source = Source::Duty(RecordId::new(kind, row.id));
            self.put(source, Some(row.relationship).filter(|id| *id > 0), &say);
        }
        // Nobody gave these a day; they wait for an answer all the same.
        for row in self.db.complaints_open(self.until)? {
            let say = Say {
                tier: row.tier.as_deref(),
                on: Some(self.practice.calendar.roll(row.day, Roll::Next)),
                stakes: Some(Stakes::High),
                interval: 90,
                effort: Some(30),
                ..Say::default()
            };
            self.put(Source::Duty(RecordId::new(Kind::Complaint, row.id)), Some(row.relationship), &say);
        }
        Ok(())
    }

    pub(super) fn next_steps(&mut self) -> Result<(), Rejection> {
        for row in self.db.prospects_without_next_step(self.today, self.until)? {
            self.next_step(&row);
        }
        Ok(())
    }

    pub(super) fn next_step(&mut self, row: &DatedRow) {
        if let Some(day) = add_days(row.day, 7).filter(|day| *day <= self.until) {
            let source = Source::NextStep(row.relationship);
            self.dated(source, row.relationship, row.tier.as_deref(), day, false, 10);
        }
    }
}

/// Months between the readings of a rhythm.
fn months_of(every: &str) -> u32 {
    match every {
        "month" => 1,
        "quarter" => 3,
        "half-year" => 6,
        _ => 12,
    }
}
