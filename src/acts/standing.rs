//! The standing of relationships, derived from records each time it is asked for.
//!
//! **Invariant:** for one and for all it comes from the same questions and the same rules.

use std::collections::HashMap;

use super::{
    Book,
    queue::{Practice, View, cadence_of, facts_of, look_at},
};
use crate::{
    domain::{
        agreement::Life,
        cadence::{Cadence, State},
        day::days_between,
        filter::{Facts, fold},
        record::Kind,
        rejection::Rejection,
        standing::{AgreementStanding, PromisesFacts, RulesFacts, Standing, StandingFacts, standing},
    },
    store::{clients::RelationshipLine, queue::ContactRow},
};

/// A relationship with its standing.
#[derive(Debug, Clone)]
pub struct ClientLine {
    /// What is known of it.
    pub line: RelationshipLine,
    /// Its standing.
    pub standing: Standing,
    /// Its cadence, when one is in force.
    pub cadence: Option<Cadence>,
    /// The next day that something of it comes up; filled by `clients`.
    pub next: Option<chrono::NaiveDate>,
    /// The earliest day that something of it is due, late ones included; filled by `clients`.
    pub due: Option<chrono::NaiveDate>,
    /// Its tags.
    pub tags: Vec<String>,
    /// Name, tags and members folded for the filter.
    pub folded: String,
}

/// The next day that something of a relationship comes up, and the earliest that something is due.
#[derive(Default)]
pub(super) struct ComingUp {
    next: HashMap<i64, chrono::NaiveDate>,
    /// Late ones included.
    pub(super) due: HashMap<i64, chrono::NaiveDate>,
}

/// Name, members and tags of a relationship as a filter looks through them.
pub(super) fn folded(name: &str, members: &str, tags: &[String]) -> String {
    fold(&format!("{name} {members} {}", tags.join(" ")))
}

impl ClientLine {
    /// The state that names the row.
    #[must_use]
    pub fn state(&self) -> State {
        self.standing.state()
    }

    /// What a filter may ask of it, on the desk and on the command line.
    #[must_use]
    pub fn facts<'a>(&'a self, tags: &'a [&'a str]) -> Facts<'a> {
        Facts {
            tags,
            tier: self.line.tier.as_deref().unwrap_or(""),
            stage: &self.line.stage,
            kind: &self.line.kind,
            state: &self.line.stage,
            due: self.due,
            folded: &self.folded,
        }
    }
}

impl Book {
    /// All relationships with their standing, worst first; prospects, partners and helpers by name
    /// after the clients.
    pub fn clients(&self) -> Result<Vec<ClientLine>, Rejection> {
        self.store().in_usual_room(|| self.client_lines())
    }

    fn client_lines(&self) -> Result<Vec<ClientLine>, Rejection> {
        let mut lines = self.standings(None)?;
        let ComingUp { next, due } = self.coming_up()?;
        let names = self.db().member_names()?;
        for line in &mut lines {
            line.next = next.get(&line.line.id).copied();
            line.due = due.get(&line.line.id).copied();
            let members = names.get(&line.line.id).map_or("", String::as_str);
            line.folded = folded(&line.line.name, members, &line.tags);
        }
        let place = |kind: &str| match kind {
            "client" => 0,
            "prospect" => 1,
            "partner" => 2,
            _ => 3,
        };
        lines.sort_by(|a, b| {
            let key = |line: &ClientLine| {
                (place(&line.line.kind), line.line.stage == "ended", line.state(), line.line.tier.is_none())
            };
            key(a)
                .cmp(&key(b))
                .then_with(|| a.line.tier.cmp(&b.line.tier))
                .then_with(|| a.line.name.cmp(&b.line.name))
                .then(a.line.id.cmp(&b.line.id))
        });
        Ok(lines)
    }

    /// When something of each relationship comes up and is due.
    pub(super) fn coming_up(&self) -> Result<ComingUp, Rejection> {
        let mut coming = ComingUp::default();
        let today = self.today();
        for view in [View::Upcoming, View::Today] {
            for seed in self.seeds(view)? {
                let (Some(whose), Some(on)) = (seed.relationship, seed.on) else { continue };
                let first = seed.due.filter(|_| seed.is_late(today)).unwrap_or(on.max(today));
                coming.due.entry(whose).and_modify(|known| *known = first.min(*known)).or_insert(first);
                let on = on.max(today);
                coming.next.entry(whose).and_modify(|known| *known = on.min(*known)).or_insert(on);
            }
        }
        Ok(coming)
    }

    /// The standing of one relationship.
    pub fn standing_of(&self, relationship: i64) -> Result<Option<ClientLine>, Rejection> {
        Ok(self.standings(Some(relationship))?.into_iter().next())
    }

    /// Relationships with their standing, by name.
    pub fn standings(&self, only: Option<i64>) -> Result<Vec<ClientLine>, Rejection> {
        let (db, practice, today) = (self.db(), self.practice()?, self.today());
        let mut goals = self.agreement_standings(Kind::Goal, only, &practice)?;
        let mut expectations = self.agreement_standings(Kind::Expectation, only, &practice)?;
        let rules = db.rule_counts(only, today)?;
        let promises = db.promise_counts(only, today)?;
        let mut tags = db.tags(only)?;
        let mut lines = Vec::new();
        for line in db.relationships(only)? {
            let cadence = contact_row(&line).and_then(|row| cadence_of(&row, &practice, today));
            let rule = rules.get(&line.id).copied().unwrap_or_default();
            let promise = promises.get(&line.id).cloned().unwrap_or_default();
            let goals = goals.remove(&line.id).unwrap_or_default();
            let expectations = expectations.remove(&line.id).unwrap_or_default();
            let facts = StandingFacts {
                contact: cadence.as_ref(),
                goals: &goals,
                expectations: &expectations,
                rules: RulesFacts {
                    records: rule.records,
                    open_breaches: rule.open_breaches,
                    expired_exceptions: rule.expired,
                    retraining_due: rule.reteach,
                    lessons_due: rule.lessons,
                    untold_versions: rule.untold,
                },
                promises: PromisesFacts {
                    records: promise.records,
                    overdue: promise.overdue,
                    oldest: promise
                        .oldest
                        .as_ref()
                        .map(|(title, due)| (title.as_str(), days_between(*due, today))),
                    due_today: promise.due_today,
                },
                economics: None,
                depth: None,
            };
            let standing = standing(&facts);
            let tags = tags.remove(&line.id).unwrap_or_default();
            lines.push(ClientLine {
                line,
                standing,
                cadence,
                next: None,
                due: None,
                tags,
                folded: String::new(),
            });
        }
        Ok(lines)
    }

    fn agreement_standings(
        &self,
        kind: Kind,
        only: Option<i64>,
        practice: &Practice,
    ) -> Result<HashMap<i64, Vec<AgreementStanding>>, Rejection> {
        let today = self.today();
        let mut all: HashMap<i64, Vec<AgreementStanding>> = HashMap::new();
        for row in self.agreements_on_their_way(kind, only)?.0 {
            let facts = facts_of(&row, practice);
            if facts.life == Life::Retired {
                continue;
            }
            let look = look_at(&row, practice, today);
            let days_past = look.due_on.map_or(i64::MIN / 2, |due| days_between(due, today));
            all.entry(row.relationship).or_default().push(AgreementStanding {
                life: facts.life,
                keeping: facts.keeping,
                days_past,
            });
        }
        Ok(all)
    }
}

/// Only managed clients have a cadence.
fn contact_row(line: &RelationshipLine) -> Option<ContactRow> {
    let managed = line.kind == "client" && crate::domain::records::relationship::is_managed(&line.stage);
    managed.then(|| ContactRow {
        relationship: line.id,
        tier: line.tier.clone(),
        ideal_days: line.ideal_days,
        maximum_days: line.maximum_days,
        entered_on: line.entered_on,
        last_contact: line.last_contact,
    })
}
