//! What the practice itself has to see to: a new version nobody has told all of, records that may go, safeguards, papers
//! to be given again.
//!
//! **Invariant:** one row for one version, however many clients are to be told; one row for the purge list, however many
//! are on it.

use chrono::Months;

use super::{Gather, Rejection, Roll, Say, Source, Stakes};
use crate::{
    acts::{deliveries, purge},
    domain::record::{Kind, RecordId},
};

/// Months after which it is asked again whether somebody needs their access.
const LOOK_AGAIN: Months = Months::new(12);

impl Gather<'_> {
    /// Nobody gave a day by which all are told: it is never late, and it does not go by itself.
    pub(super) fn versions(&mut self) -> Result<(), Rejection> {
        for row in self.db.versions_untold()? {
            let on = self.practice.calendar.roll(row.since.unwrap_or(self.today), Roll::Next);
            let say = Say { on: Some(on), effort: Some(10), ..Say::default() };
            self.put(Source::Tell { rule: row.rule, version: row.version }, None, &say);
        }
        Ok(())
    }

    pub(super) fn purges(&mut self) -> Result<(), Rejection> {
        if let Some(first) = purge::may_go(self.db, self.today, 1)?.first() {
            let say =
                Say { on: Some(self.today), stakes: Some(Stakes::Low), effort: Some(10), ..Say::default() };
            self.put(Source::Purge(*first), None, &say);
        }
        Ok(())
    }

    pub(super) fn safeguards(&mut self) -> Result<(), Rejection> {
        for (record, looked) in self.db.safeguards()? {
            let due = match record.kind {
                Kind::Access => looked.and_then(|on| on.checked_add_months(LOOK_AGAIN)),
                _ => None,
            };
            let due = due.map(|due| self.practice.calendar.roll(due, Roll::Next));
            let on = due.unwrap_or(self.today);
            if on <= self.until {
                let say = Say {
                    due,
                    on: Some(on),
                    stakes: Some(Stakes::Low),
                    interval: 365,
                    effort: Some(10),
                    ..Say::default()
                };
                self.put(Source::Safeguard(record), None, &say);
            }
        }
        self.papers()
    }

    /// One row for a paper, whoever it is due to: it stands under the delivery that is the longest ago.
    fn papers(&mut self) -> Result<(), Rejection> {
        let mut told: Vec<String> = Vec::new();
        for (row, due) in deliveries::coming(self.db)? {
            let due = self.practice.calendar.roll(due, Roll::Next);
            if told.contains(&row.paper) || due > self.until {
                continue;
            }
            let say = Say {
                due: Some(due),
                on: Some(due),
                stakes: Some(Stakes::Low),
                interval: 365,
                effort: Some(30),
                ..Say::default()
            };
            self.put(Source::Safeguard(RecordId::new(Kind::Delivery, row.delivery)), None, &say);
            told.push(row.paper);
        }
        Ok(())
    }
}
