//! Whom to stay in touch with: the contact facts of those whose gap may be full, by stretches of `ready`.
//!
//! **Invariant:** whoever is due by a day is found; the exact day is the domain's.

use chrono::{Days, NaiveDate};

use super::{MANAGED, day, text};
use crate::{
    domain::rejection::Rejection,
    store::{Db, Tier, trouble::Told},
};

/// A relationship's contact facts.
#[derive(Debug, Clone)]
pub struct ContactRow {
    /// The relationship.
    pub relationship: i64,
    /// Its tier.
    pub tier: Option<String>,
    /// Its own ideal gap.
    pub ideal_days: Option<i64>,
    /// Its own maximum gap.
    pub maximum_days: Option<i64>,
    /// The day it was entered.
    pub entered_on: Option<NaiveDate>,
    /// The last real contact.
    pub last_contact: Option<NaiveDate>,
}

fn contact_row(row: &rusqlite::Row<'_>) -> rusqlite::Result<ContactRow> {
    Ok(ContactRow {
        relationship: row.get(0)?,
        tier: row.get(1)?,
        ideal_days: row.get(2)?,
        maximum_days: row.get(3)?,
        entered_on: day(row, 4)?,
        last_contact: day(row, 5)?,
    })
}

/// A pace of `ready`, as `store/ready/facts.rs` writes it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Pace<'a> {
    /// By the gaps of a tier.
    Tier(&'a str),
    /// By an ideal gap of its own, in days.
    Own(u64),
}

/// Whether there was a contact, and the pace.
fn pace_of(text: &str) -> Option<(bool, Pace<'_>)> {
    let (contacted, rest) = match text.strip_prefix('+') {
        Some(rest) => (true, rest),
        None => (false, text.strip_prefix('-')?),
    };
    let pace = match rest.strip_prefix('=') {
        Some(tier) => Pace::Tier(tier),
        None => Pace::Own(rest.strip_prefix('#')?.parse().ok()?),
    };
    Some((contacted, pace))
}

impl Db<'_> {
    /// Contact facts of a relationship, when it is managed.
    pub fn contact(&self, relationship: i64) -> Result<Option<ContactRow>, Rejection> {
        let sql = format!(
            "SELECT r.id, r.tier, r.ideal_days, r.maximum_days, r.entered_on, c.last_contact_on
             FROM relationship r LEFT JOIN ready_contact c ON c.relationship_id = r.id WHERE r.id = ?1 AND {MANAGED}"
        );
        let mut statement = self.conn.prepare_cached(&sql).told()?;
        let mut rows = statement.query_map([relationship], contact_row).told()?;
        rows.next().transpose().told()
    }

    /// Contact facts of managed clients who may be due by `until`: those last contacted at least one ideal gap
    /// before, by what the gaps of the tiers are now; and those never contacted, for their day is theirs alone.
    pub fn contacts_near(&self, until: NaiveDate, tiers: &[Tier]) -> Result<Vec<ContactRow>, Rejection> {
        let mut near = Vec::new();
        for text in self.paces("contact")? {
            let Some((contacted, pace)) = pace_of(&text) else { continue };
            let ideal = match pace {
                Pace::Own(days) => days,
                Pace::Tier(name) => {
                    let days = tiers.iter().find(|tier| tier.name == name).map(|tier| tier.ideal_days);
                    // Without gaps in force nobody is due.
                    let Some(days) = days.and_then(|days| u64::try_from(days).ok()) else { continue };
                    days
                }
            };
            let gap = Days::new(if contacted { ideal.max(1) } else { 1 });
            // So long a gap that no day lies before it is never full.
            let Some(since) = until.checked_sub_days(gap) else { continue };
            match pace {
                Pace::Tier(name) => self.of_tier(&text, name, contacted, since, &mut near)?,
                Pace::Own(_) => self.of_own_pace(&text, since, &mut near)?,
            }
        }
        Ok(near)
    }

    /// All that is asked for stands in the facts: no relationship is read.
    fn of_tier(
        &self,
        pace: &str,
        tier: &str,
        contacted: bool,
        since: NaiveDate,
        near: &mut Vec<ContactRow>,
    ) -> Result<(), Rejection> {
        let sql = "SELECT relationship_id, day FROM ready WHERE what = 'contact' AND pace = ?1 AND day <= ?2";
        let mut statement = self.conn.prepare_cached(sql).told()?;
        let mut rows = statement.query([pace, &since.to_string()]).told()?;
        while let Some(row) = rows.next().told()? {
            let on = day(row, 1).told()?;
            near.push(ContactRow {
                relationship: row.get(0).told()?,
                tier: Some(tier.to_owned()),
                ideal_days: None,
                maximum_days: None,
                entered_on: on.filter(|_| !contacted),
                last_contact: on.filter(|_| contacted),
            });
        }
        Ok(())
    }

    fn of_own_pace(&self, pace: &str, since: NaiveDate, near: &mut Vec<ContactRow>) -> Result<(), Rejection> {
        let sql = "SELECT r.id, r.tier, r.ideal_days, r.maximum_days, r.entered_on, c.last_contact_on
                   FROM ready e CROSS JOIN relationship r ON r.id = e.relationship_id
                   LEFT JOIN ready_contact c ON c.relationship_id = r.id
                   WHERE e.what = 'contact' AND e.pace = ?1 AND e.day <= ?2";
        let mut statement = self.conn.prepare_cached(sql).told()?;
        let rows = statement.query_map([pace, &since.to_string()], contact_row).told()?;
        for row in rows {
            near.push(row.told()?);
        }
        Ok(())
    }

    /// The paces under which facts stand: a few, each found by one step into the index.
    pub(super) fn paces(&self, what: &str) -> Result<Vec<String>, Rejection> {
        let mut next = self
            .conn
            .prepare_cached(
                "SELECT pace FROM ready WHERE what = ?1 AND pace > ?2 ORDER BY what, pace LIMIT 1",
            )
            .told()?;
        let mut found: Vec<String> = Vec::new();
        loop {
            let after = found.last().map_or("", String::as_str);
            let mut rows = next.query([what, after]).told()?;
            match rows.next().told()? {
                Some(row) => found.push(text(row, 0).told()?.to_owned()),
                None => return Ok(found),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pace_reads_back_as_it_is_written() {
        assert_eq!(pace_of("+=A"), Some((true, Pace::Tier("A"))));
        assert_eq!(pace_of("-=Key clients"), Some((false, Pace::Tier("Key clients"))));
        assert_eq!(pace_of("-#45"), Some((false, Pace::Own(45))));
        for text in ["", "+", "=A", "+#", "+#x", "#45"] {
            assert_eq!(pace_of(text), None, "{text}");
        }
    }
}
