//! The rulebook: each rule with who accepted it, who was never taught, who is excepted, who broke it.
//!
//! **Invariant:** counts are of managed clients; breaches of the last twelve months.

use std::collections::{HashMap, HashSet};

use chrono::{Months, NaiveDate};

use super::{Book, name::short};
use crate::domain::{
    day,
    filter::fold,
    record::{Kind, RecordId, Row, Value},
    records::{exception, rule::PLAN_DAYS, talk::understood},
    rejection::Rejection,
};

pub use crate::store::agreements::RuleLine;

/// Why somebody is to be told of a rule whose text changed.
pub const NOT_TOLD: &str = "not told of the new version";

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

/// Clients never taught of whom it is said for how long they are one.
const EXPLAINED: usize = 30;

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
    /// How many they are, the same one of a client for the same reason counted once.
    pub excepted: usize,
    /// How many of them have the commonest of their reasons.
    pub same_reason: usize,
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
        let called: HashMap<i64, &str> = clients.iter().map(|(id, name)| (*id, name.as_str())).collect();
        let who = |relationship: i64| called.get(&relationship).map(|name| short(name).to_owned());
        let named = |row: &Row, why: String| -> Option<Named> {
            let relationship = row.int("relationship_id")?;
            Some(Named { relationship, who: who(relationship)?, why, record: Some(row.id) })
        };
        let on = |row: &Row, name: &str| row.day(name).map(|on| day::short(on, today)).unwrap_or_default();
        let mut trainings = of(Kind::Training)?;
        trainings.sort_by_key(|row| std::cmp::Reverse((row.day("day"), row.id)));
        let acceptances = of(Kind::Acceptance)?;
        let accepted: Vec<Named> = acceptances
            .iter()
            .filter(|row| row.str("state") == "agreed")
            .filter_map(|row| named(row, format!("since {}", on(row, "agreed_on"))))
            .collect();
        let taught: HashSet<Option<i64>> = trainings.iter().map(|row| row.int("relationship_id")).collect();
        let never = clients.iter().filter(|(id, _)| !taught.contains(&Some(*id)));
        let untaught = self.untaught(never, &acceptances)?;
        let mut seen = HashSet::new();
        // Who accepted the new version knows it; who accepted the old one and was never taught does not.
        let knowing: HashSet<Option<i64>> = acceptances
            .iter()
            .filter(|row| row.str("state") == "agreed" && row.int("rule_version") >= Some(version))
            .map(|row| row.int("relationship_id"))
            .collect();
        let knows_it = |training: &Row| knowing.contains(&training.int("relationship_id"));
        let reteach = trainings
            .iter()
            .filter(|training| seen.insert(training.int("relationship_id")))
            .filter_map(|training| {
                let why = match (training.str("understood"), training.day("repeat_on")) {
                    _ if training.int("rule_version").is_some_and(|taught| taught < version)
                        && !knows_it(training) =>
                    {
                        NOT_TOLD.to_owned()
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
            });
        let untold = acceptances.iter().filter(|row| {
            let is_old = row.str("state") == "agreed" && row.int("rule_version") < Some(version);
            is_old && !taught.contains(&row.int("relationship_id"))
        });
        let untold = untold.filter_map(|row| {
            let (relationship, why) = (row.int("relationship_id")?, NOT_TOLD.to_owned());
            Some(Named { relationship, who: who(relationship)?, why, record: None })
        });
        let reteach: Vec<Named> = reteach.chain(untold).collect();
        let mut standing = of(Kind::Exception)?;
        standing.retain(|row| row.day("ended_on").is_none());
        let exceptions = standing
            .iter()
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
                let by = if row.str("by") == "us" { "by us, " } else { "" };
                let answer = if row.str("answer") == "open" {
                    "to answer".to_owned()
                } else {
                    row.str("answer").to_owned()
                };
                named(row, format!("{} {by}{}; {answer}", on(row, "day"), row.str("what")))
            })
            .collect();
        let mut versions = of(Kind::RuleVersion)?;
        versions.reverse();
        // A withdrawn rule is taught to nobody any more.
        let (untaught, reteach) =
            if row.str("state") == "withdrawn" { (Vec::new(), Vec::new()) } else { (untaught, reteach) };
        Ok(Some(RuleDetail {
            versions,
            clients: clients.len(),
            accepted,
            untaught,
            reteach,
            exceptions,
            excepted: exception::apart(&standing),
            same_reason: self.same_reason(id)?,
            breaches,
            row,
        }))
    }

    /// Clients who were never taught a rule: those it is planned for first, by day; then the newest.
    fn untaught<'c>(
        &self,
        never: impl Iterator<Item = &'c (i64, String)>,
        acceptances: &[Row],
    ) -> Result<Vec<Named>, Rejection> {
        let today = self.today();
        let mut teach_by: HashMap<i64, NaiveDate> = HashMap::new();
        for row in acceptances.iter().rev() {
            if let (Some(id), Some(by)) = (row.int("relationship_id"), row.day("teach_by")) {
                teach_by.insert(id, by);
            }
        }
        let mut named = Vec::new();
        for (id, name) in never {
            let by = teach_by.get(id).copied();
            // A book that was just filled has taught nobody: what is on no page is not asked for.
            let since = if named.len() < EXPLAINED || by.is_some() {
                self.get(RecordId::new(Kind::Relationship, *id))?.and_then(|row| row.day("since"))
            } else {
                None
            };
            let days = since
                .map(|since| day::days_between(since, today))
                .filter(|days| (1..=PLAN_DAYS).contains(days));
            let new = days.map(|days| format!("client for {}", day::count_days(days)));
            let planned = by.map(|by| match day::days_between(by, today) {
                0 => "due today".to_owned(),
                late if late > 0 => format!("due since {}", day::short(by, today)),
                _ => format!("by {}", day::short(by, today)),
            });
            let why: Vec<String> = new.into_iter().chain(planned).collect();
            let why = if why.is_empty() { "never taught".to_owned() } else { why.join(", ") };
            named.push((by, Named { relationship: *id, who: short(name).to_owned(), why, record: None }));
        }
        named.sort_by_key(|(by, _)| (by.is_none(), *by));
        Ok(named.into_iter().map(|(_, named)| named).collect())
    }

    /// How many exceptions in force to a rule have the commonest of their reasons.
    pub fn same_reason(&self, rule: i64) -> Result<usize, Rejection> {
        let mut rows = self.rows(Kind::Exception, &[("rule_id", Value::Int(rule))])?;
        rows.retain(|row| row.day("ended_on").is_none());
        let mut clients: HashMap<String, HashSet<Option<i64>>> = HashMap::new();
        for row in &rows {
            let why = fold(row.str("why").lines().next().unwrap_or("").trim());
            clients.entry(why).or_default().insert(row.int("relationship_id"));
        }
        Ok(clients.into_values().map(|clients| clients.len()).max().unwrap_or(0))
    }

    fn year_ago(&self) -> NaiveDate {
        let today = self.today();
        today.checked_sub_months(Months::new(12)).unwrap_or(today)
    }
}
