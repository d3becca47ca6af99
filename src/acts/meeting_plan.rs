//! The meetings of the year to offer: who of which tier, on which day, before anything is written.
//!
//! **Invariant:** it only proposes; what is taken of it is one act.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Datelike, NaiveDate};

use super::Book;
use crate::domain::{
    action::Action,
    meeting_plan::{Style, Wanting, plan},
    record::{Fields, Kind, RecordId},
    records::{relationship::is_managed, tier::months_in},
    rejection::Rejection,
};

/// What a planned meeting is called until it has a name of its own.
const TITLE: &str = "Review meeting";

/// A meeting that is proposed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proposed {
    /// With whom.
    pub relationship: RecordId,
    /// What they are called.
    pub who: String,
    /// Their tier.
    pub tier: String,
    /// When.
    pub day: NaiveDate,
}

/// The plan of a year.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct MeetingPlan {
    /// The meetings, by day.
    pub meetings: Vec<Proposed>,
    /// Tiers with clients and no months to meet in.
    pub without_months: Vec<String>,
}

impl Book {
    /// The meetings to offer in the twelve months from a day on, of one tier or of all.
    pub fn meeting_plan(&self, tier: Option<&str>, from: NaiveDate) -> Result<MeetingPlan, Rejection> {
        let db = self.db();
        let style = Style::of(&db.setting("meeting_plan")?);
        let mut months: BTreeMap<String, Vec<u32>> = BTreeMap::new();
        for row in db.rows(Kind::Tier, &[])? {
            let listed = months_in(row.str("meeting_months")).unwrap_or_default();
            months.insert(row.str("name").to_owned(), listed);
        }
        let mut has: BTreeMap<i64, BTreeSet<(i32, u32)>> = BTreeMap::new();
        for row in db.rows(Kind::Meeting, &[])? {
            if let (Some(whose), Some(day)) = (row.int("relationship_id"), row.day("day")) {
                has.entry(whose).or_default().insert((day.year(), day.month()));
            }
        }
        let mut clients = db.rows(Kind::Relationship, &[])?;
        clients.retain(|row| {
            let own = row.str("tier");
            row.str("kind") == "client"
                && is_managed(row.str("stage"))
                && !own.is_empty()
                && tier.is_none_or(|tier| tier == own)
        });
        clients.sort_by_key(|row| (row.str("tier").to_owned(), row.id));
        let mut proposal = MeetingPlan::default();
        let mut wanting = Vec::new();
        for row in &clients {
            let listed = months.get(row.str("tier")).filter(|listed| !listed.is_empty());
            let Some(listed) = listed else {
                if !proposal.without_months.iter().any(|name| name == row.str("tier")) {
                    proposal.without_months.push(row.str("tier").to_owned());
                }
                continue;
            };
            wanting.push(Wanting {
                relationship: row.id.id,
                months: style.months(listed, row.id.id),
                has: has.remove(&row.id.id).unwrap_or_default(),
            });
        }
        let by_id: BTreeMap<i64, _> = clients.iter().map(|row| (row.id.id, row)).collect();
        for slot in plan(&wanting, from, &db.calendar()?) {
            if let Some(row) = by_id.get(&slot.relationship) {
                proposal.meetings.push(Proposed {
                    relationship: row.id,
                    who: super::name::short(row.str("name")).to_owned(),
                    tier: row.str("tier").to_owned(),
                    day: slot.day,
                });
            }
        }
        Ok(proposal)
    }
}

/// The act that offers these meetings; none of none.
#[must_use]
pub fn offer<'p>(meetings: impl Iterator<Item = &'p Proposed>) -> Option<Action> {
    let acts: Vec<Action> = meetings
        .map(|one| {
            let fields = Fields::new()
                .with("relationship_id", one.relationship.id)
                .with("title", TITLE)
                .with("day", one.day)
                .with("state", "offered");
            Action::Add { kind: Kind::Meeting, fields }
        })
        .collect();
    (!acts.is_empty()).then_some(Action::Several { acts })
}
