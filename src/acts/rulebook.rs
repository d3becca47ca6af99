//! The rulebook: each rule with who accepted it, who was never taught, who is excepted, who broke it.
//!
//! **Invariant:** counts are of managed clients; breaches of the last twelve months.

use chrono::{Months, NaiveDate};

use super::{Book, name::short};
use crate::domain::{
    day,
    record::{Kind, RecordId, Row, Value},
    records::talk::understood,
    rejection::Rejection,
};

pub use crate::store::agreements::RuleLine;

/// A relationship named by a rule, with a few words on why.
#[derive(Debug, Clone)]
pub struct Named {
    /// Which relationship.
    pub relationship: i64,
    /// Short name.
    pub who: String,
    /// Why it is named.
    pub why: String,
    /// The record behind it, when there is one.
    pub record: Option<RecordId>,
}

/// One rule in full.
#[derive(Debug, Clone)]
pub struct RuleDetail {
    /// The rule.
    pub row: Row,
    /// Its versions, newest first.
    pub versions: Vec<Row>,
    /// How many managed clients there are.
    pub clients: usize,
    /// Who accepted it.
    pub accepted: Vec<Named>,
    /// Who was never taught it.
    pub untaught: Vec<Named>,
    /// Whom to teach again, or tell of the new version.
    pub reteach: Vec<Named>,
    /// Exceptions in force.
    pub exceptions: Vec<Named>,
    /// Breaches of twelve months, newest first.
    pub breaches: Vec<Named>,
}

impl Book {
    /// All rules in the order of their topics.
    pub fn rule_lines(&self) -> Result<Vec<RuleLine>, Rejection> {
        let since = self.year_ago();
        let mut lines = self.db().rule_lines(self.today(), since)?;
        let topics = crate::domain::records::rule::TOPICS;
        let place = |topic: &str| topics.iter().position(|known| *known == topic).unwrap_or(topics.len());
        lines.sort_by_key(|line| (line.state == "withdrawn", place(&line.topic), line.id));
        Ok(lines)
    }

    /// How many managed clients there are.
    pub fn managed_clients(&self) -> Result<i64, Rejection> {
        self.db().managed_clients()
    }

    /// One rule in full; none when it is gone.
    pub fn rule(&self, id: i64) -> Result<Option<RuleDetail>, Rejection> {
        let db = self.db();
        let (today, since) = (self.today(), self.year_ago());
        let Some(row) = db.get(RecordId::new(Kind::Rule, id))? else { return Ok(None) };
        let version = row.int("version").unwrap_or(0);
        let of = |kind: Kind| db.rows(kind, &[("rule_id", Value::Int(id))]);
        let clients: Vec<(i64, String)> = db.client_names()?;
        let who = |relationship: i64| -> Option<String> {
            clients.iter().find(|(id, _)| *id == relationship).map(|(_, name)| short(name).to_owned())
        };
        let named = |row: &Row, why: String| -> Option<Named> {
            let relationship = row.int("relationship_id")?;
            Some(Named { relationship, who: who(relationship)?, why, record: Some(row.id) })
        };
        let on = |row: &Row, name: &str| row.day(name).map(|on| day::short(on, today)).unwrap_or_default();
        let mut trainings = of(Kind::Training)?;
        trainings.sort_by_key(|row| std::cmp::Reverse((row.day("day"), row.id)));
        let accepted: Vec<Named> = of(Kind::Acceptance)?
            .iter()
            .filter(|row| row.str("state") == "agreed")
            .filter_map(|row| named(row, format!("since {}", on(row, "agreed_on"))))
            .collect();
        let untaught = clients
            .iter()
            .filter(|(id, _)| !trainings.iter().any(|training| training.int("relationship_id") == Some(*id)))
            .map(|(id, name)| Named {
                relationship: *id,
                who: short(name).to_owned(),
                why: "never taught".to_owned(),
                record: None,
            })
            .collect();
        let mut seen = std::collections::HashSet::new();
        let reteach = trainings
            .iter()
            .filter(|training| seen.insert(training.int("relationship_id")))
            .filter_map(|training| {
                let why = match (training.str("understood"), training.day("repeat_on")) {
                    _ if training.int("rule_version").is_some_and(|taught| taught < version) => {
                        "not told of the new version".to_owned()
                    }
                    ("yes", Some(again)) if again <= today => {
                        format!("again since {}", day::short(again, today))
                    }
                    ("doubtful" | "no", _) => {
                        format!("{} on {}", understood(training.str("understood")), on(training, "day"))
                    }
                    _ => return None,
                };
                named(training, why)
            })
            .collect();
        let exceptions = of(Kind::Exception)?
            .iter()
            .filter(|row| row.day("ended_on").is_none())
            .filter_map(|row| {
                let until = row
                    .day("until")
                    .map(|until| format!(", until {}", day::short(until, today)))
                    .unwrap_or_default();
                named(row, format!("{}{until}", row.str("what")))
            })
            .collect();
        let mut broken = of(Kind::Breach)?;
        broken.retain(|row| row.day("day").is_some_and(|on| on >= since) || row.str("answer") == "open");
        broken.sort_by_key(|row| std::cmp::Reverse((row.day("day"), row.id)));
        let breaches = broken
            .iter()
            .filter_map(|row| {
                let answer = if row.str("answer") == "open" {
                    "to answer".to_owned()
                } else {
                    row.str("answer").to_owned()
                };
                named(row, format!("{} {}; {answer}", on(row, "day"), row.str("what")))
            })
            .collect();
        let mut versions = of(Kind::RuleVersion)?;
        versions.reverse();
        Ok(Some(RuleDetail {
            versions,
            clients: clients.len(),
            accepted,
            untaught,
            reteach,
            exceptions,
            breaches,
            row,
        }))
    }

    fn year_ago(&self) -> NaiveDate {
        let today = self.today();
        today.checked_sub_months(Months::new(12)).unwrap_or(today)
    }
}
