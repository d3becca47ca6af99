//! Words of what the practice itself has to see to.
//!
//! **Invariant:** how many it is about is said in the reason; counting ends where nobody would count on.

use super::{Dresser, Seed, Words};
use crate::{
    acts::{deliveries::owed, name::short, purge},
    domain::{
        day::{self, days_between},
        record::{Kind, RecordId, Row},
        rejection::Rejection,
    },
};

/// Clients that are counted; of more it is said that there are more.
const COUNTED: usize = 1_000;
/// Purge-list entries that are counted: each is looked up in the journal.
const LISTED: usize = 21;

impl Dresser<'_> {
    pub(super) fn tell(&self, rule: i64, version: i64) -> Result<Words, Rejection> {
        let row = self.need(Kind::Rule, rule)?;
        let since =
            row.day("since").map(|on| format!(" of {}", day::short(on, self.today))).unwrap_or_default();
        let who = match self.db.untold(rule, version, COUNTED + 1)?.len() {
            many if many > COUNTED => format!("more than {COUNTED} not told"),
            many => format!("{many} not told"),
        };
        let title = format!("New text: {}", row.str("title"));
        Ok(Words::new("tell", title, format!("version {version}{since}, {who}")))
    }

    pub(super) fn purge(&self, first: i64) -> Result<Words, Rejection> {
        let name = short(self.need(Kind::Relationship, first)?.str("name")).to_owned();
        let who = match purge::may_go(&self.db, self.today, LISTED)?.len() {
            0 | 1 => name,
            LISTED => format!("{name} and {} more or so", LISTED - 1),
            many => format!("{name} and {} more", many - 1),
        };
        Ok(Words::new("purge", format!("Purge list: {who}"), "kept as long as the law asks, may go"))
    }

    pub(super) fn safeguard(&self, record: RecordId, seed: &Seed) -> Result<Words, Rejection> {
        let row = self.db.need(record)?;
        if record.kind == Kind::Vendor {
            let title = format!("Ask {} for its notice clause", row.str("name"));
            return Ok(Words::new("vendor", title, "client data, no notice clause"));
        }
        let late = seed.due.map_or(0, |due| days_between(due, self.today));
        if record.kind == Kind::Delivery {
            return Ok(self.paper(&row, seed)?.late(late));
        }
        let title = format!("Access of {}: still needed?", row.str("who"));
        let said = match (row.day("checked_on"), row.day("since")) {
            (Some(on), _) => format!("looked at {}", day::short(on, self.today)),
            (None, Some(on)) => format!("given {}, never looked at", day::short(on, self.today)),
            (None, None) => "never looked at".to_owned(),
        };
        Ok(Words::new("access", title, said).late(late))
    }

    /// A paper that is due again: to whom, and since when they have the last one.
    fn paper(&self, row: &Row, seed: &Seed) -> Result<Words, Rejection> {
        let (paper, until) = (row.str("what"), seed.due.unwrap_or(self.today).max(self.today));
        let who = match owed(&self.db, paper, until)?.len() {
            0 | 1 => {
                let whose = self.need(Kind::Relationship, row.int("relationship_id").unwrap_or(0))?;
                short(whose.str("name")).to_owned()
            }
            many => format!("{many} clients"),
        };
        let on = row.day("day").map(|on| day::short(on, self.today)).unwrap_or_default();
        let said = format!("version {}, given {on}", row.str("version"));
        Ok(Words::new("delivery", format!("Give the {paper} again: {who}"), said))
    }
}
