//! The share of gaps that a day brings, and those that come back from a snooze.
//!
//! **Invariant:** a snoozed gap takes nobody's place in the share.

use super::{Gather, Rejection, Say, Source, Stakes};
use crate::store::gaps::NEXT_STEP;

impl Gather<'_> {
    pub(super) fn gaps(&mut self, limit: Option<usize>) -> Result<(), Rejection> {
        for (relationship, tier, lacks) in self.db.gaps(limit)? {
            self.put_gaps(relationship, tier.as_deref(), &lacks);
        }
        Ok(())
    }

    /// The share of a day, and beside it those that are snoozed: they come back on their day.
    pub(super) fn share_of_gaps(&mut self, share: usize) -> Result<(), Rejection> {
        let snoozed = self.db.snoozed(self.today)?;
        let hidden: Vec<i64> = snoozed
            .keys()
            .filter_map(|key| match Source::of_key(key) {
                Some(Source::Gaps(relationship) | Source::NextStep(relationship)) => Some(relationship),
                _ => None,
            })
            .collect();
        // Nor does one who is away.
        let away = |id: &i64| self.practice.pauses.after(Some(*id), self.today) > self.today;
        let resting = self.practice.pauses.count_on(self.today);
        let open = self.db.gaps(Some(share.saturating_add(hidden.len()).saturating_add(resting)))?;
        let open: Vec<_> =
            open.into_iter().filter(|(id, ..)| !hidden.contains(id) && !away(id)).take(share).collect();
        for (relationship, tier, lacks) in open {
            self.put_gaps(relationship, tier.as_deref(), &lacks);
        }
        for relationship in hidden {
            let lacks = self.db.gaps_of(relationship)?;
            if !lacks.is_empty() {
                let tier = self.whose.tier(Some(relationship))?;
                self.put_gaps(relationship, tier.as_deref(), &lacks);
            }
        }
        Ok(())
    }

    fn put_gaps(&mut self, relationship: i64, tier: Option<&str>, lacks: &[&str]) {
        // One card a client: what nothing would bring up again is one of its gaps, and stands alone only as the last.
        let source = match lacks {
            [only] if *only == NEXT_STEP => Source::NextStep(relationship),
            _ => Source::Gaps(relationship),
        };
        let say = Say {
            tier,
            due: None,
            on: Some(self.today),
            stakes: Some(Stakes::Low),
            effort: Some(u32::try_from(lacks.len()).unwrap_or(1).saturating_mul(5)),
            ..Say::default()
        };
        self.put(source, Some(relationship), &say);
    }
}
