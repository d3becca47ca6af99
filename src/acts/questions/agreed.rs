//! Questions about what was agreed: emergencies, re-examinations, exceptions, advice, lessons.
//!
//! **Invariant:** an answer is of the records alone; a client who ended is asked about no more.

use std::collections::{BTreeMap, BTreeSet};

use super::{Told, line};
use crate::{
    acts::{Book, decided::asked_and, name::short},
    domain::{
        filter::fold,
        record::{Kind, RecordId, Row, Value},
        records::{exception, rule::is_worn, vendor},
        rejection::Rejection,
    },
};

/// What the title of a rule says that is about emergencies; where none says so, all on whom to call are meant.
const EMERGENCY: &str = "emergency";

impl Book {
    pub(super) fn never_told_of_emergencies(&self) -> Result<Vec<Told>, Rejection> {
        let rules = self.rows(Kind::Rule, &[("topic", Value::from("whom to call"))])?;
        let named = |row: &Row| fold(row.str("title")).contains(EMERGENCY);
        let any = rules.iter().any(named);
        let mut taught = BTreeSet::new();
        for rule in rules.iter().filter(|rule| !any || named(rule)) {
            let trainings = self.rows(Kind::Training, &[("rule_id", Value::Int(rule.id.id))])?;
            taught.extend(trainings.iter().filter_map(|row| row.int("relationship_id")));
        }
        let never = self.managed()?.into_iter().filter(|row| !taught.contains(&row.id.id));
        Ok(never.map(|row| line(&row, short(row.str("name")).to_owned())).collect())
    }

    pub(super) fn past_re_examination(&self) -> Result<Vec<Told>, Rejection> {
        let managed: BTreeSet<i64> = self.managed()?.iter().map(|row| row.id.id).collect();
        let mut told = Vec::new();
        for kind in [Kind::Goal, Kind::Expectation, Kind::Acceptance] {
            for one in self.agreement_lines(kind)? {
                let is_due = one.state == "agreed" && one.look.is_due && managed.contains(&one.relationship);
                if let Some(due) = one.look.due_on.filter(|_| is_due) {
                    told.push((due, Told { id: one.id, text: format!("{}: {}, {due}", one.who, one.title) }));
                }
            }
        }
        told.sort_by(|a, b| a.0.cmp(&b.0).then(a.1.id.cmp(&b.1.id)));
        Ok(told.into_iter().map(|(_, told)| told).collect())
    }

    /// Three exceptions to one rule propose changing the rule (DECIDED, Agreements).
    pub(super) fn worn_rules(&self) -> Result<Vec<Told>, Rejection> {
        let mut of_rules: BTreeMap<i64, Vec<Row>> = BTreeMap::new();
        for row in self.rows(Kind::Exception, &[])? {
            of_rules.entry(row.int("rule_id").unwrap_or(0)).or_default().push(row);
        }
        let count = |rows: Vec<Row>| i64::try_from(exception::apart(&rows)).unwrap_or(0);
        let mut worn: Vec<(i64, i64)> =
            of_rules.into_iter().map(|(rule, rows)| (rule, count(rows))).collect();
        worn.retain(|(_, count)| is_worn(*count));
        worn.sort_by_key(|(rule, count)| (std::cmp::Reverse(*count), *rule));
        let mut told = Vec::new();
        for (rule, count) in worn {
            let Some(rule) = self.get(RecordId::new(Kind::Rule, rule))? else { continue };
            if rule.str("state") == "in force" {
                told.push(line(&rule, format!("{}, {count} exceptions", rule.str("title"))));
            }
        }
        Ok(told)
    }

    pub(super) fn who_deviated(&self) -> Result<Vec<Told>, Rejection> {
        Ok(self.deviations()?.into_iter().map(|(id, text)| Told { id, text }).collect())
    }

    /// Vendors that hold client data today, and no contract says that they must tell of a breach.
    pub(super) fn without_clause(&self) -> Result<Vec<Told>, Rejection> {
        let mut rows = self.rows(Kind::Vendor, &[])?;
        rows.retain(vendor::lacks_clause);
        let said = |row: &Row| line(row, format!("{}: {}", row.str("name"), row.str("client_data")));
        Ok(rows.iter().map(said).collect())
    }

    pub(super) fn what_was_learned(&self) -> Result<Vec<Told>, Rejection> {
        let told = self.lessons()?.into_iter().map(|lesson| {
            let who = if lesson.who.is_empty() { "the practice" } else { &lesson.who };
            Told { id: lesson.record, text: format!("{who}, {}", asked_and(&lesson.about, &lesson.learned)) }
        });
        Ok(told.collect())
    }
}
