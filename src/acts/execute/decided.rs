//! What came of a decision, by when a client is taught, and who is called no more.
//!
//! **Invariant:** nobody leaves a role card in silence: each client whose card named them gets a follow-up.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::{Act, Outcome, agreements::given_reason, count_of};
use crate::domain::{
    day,
    record::{Fields, Kind, RecordId, Row, Value},
    records::{relationship, role, rule},
    rejection::Rejection,
};

/// Days in which clients are told that somebody is called no more.
const TELL_WITHIN: i64 = 7;

impl Act<'_, '_> {
    pub(super) fn checked(&self, id: RecordId, outcome: &str, learned: Option<&str>) -> Outcome {
        let row = self.need(id, &[Kind::Decision])?;
        if let Some(on) = row.day("outcome_on") {
            let said = format!(
                "What came of it was written down on {}. Add a decision that corrects it. Nothing was changed.",
                day::long(on)
            );
            return Err(Rejection::rule(said));
        }
        if outcome.trim().is_empty() {
            return Err(Rejection::field("outcome", "Say in a few words what came of it."));
        }
        let learned = learned.map(str::trim).filter(|learned| !learned.is_empty());
        let fields = Fields::new()
            .with("outcome", outcome.trim())
            .with("outcome_on", self.today)
            .with("learned", learned.map(ToOwned::to_owned));
        self.tx.update(id, &fields)?;
        Ok((vec![id], format!("Checked the decision: {}", self.called(&row)?)))
    }

    pub(super) fn plan(&self, id: RecordId) -> Outcome {
        let row = self.need(id, &[Kind::Relationship])?;
        let name = row.str("name");
        if row.str("kind") != "client" || !relationship::is_managed(row.str("stage")) {
            return Err(Rejection::rule(format!(
                "Rules are taught to clients; {name} is no client you manage. Nothing was changed."
            )));
        }
        let drafted = self.propose_default_rules(id)?;
        let start = row.day("since").unwrap_or(self.today).max(self.today);
        let planned = self.plan_teaching(id, start)?;
        let (Some(first), Some(last)) = (planned.first(), planned.last()) else {
            return Err(Rejection::rule(format!(
                "{name} was taught every rule for new clients, or it is planned already. Nothing was changed."
            )));
        };
        let drafts = if drafted > 0 {
            format!(", {} drafted", count_of(drafted, "rule", "rules"))
        } else {
            String::new()
        };
        let many = count_of(planned.len(), "rule", "rules");
        let (first, last) = (self.on(*first), self.on(*last));
        Ok((
            vec![id],
            format!("Planned for {}: {many} to teach, {first} to {last}{drafts}", self.called(&row)?),
        ))
    }

    /// Sets by when each rule is taught that a client has before him and was never taught; the days, in their order.
    pub(super) fn plan_teaching(&self, id: RecordId, start: NaiveDate) -> Result<Vec<NaiveDate>, Rejection> {
        let taught = self.tx.of(Kind::Training, id.id)?;
        let mut open: Vec<(Row, Row)> = Vec::new();
        for acceptance in self.tx.of(Kind::Acceptance, id.id)? {
            let rule = acceptance.int("rule_id");
            let is_taught = taught.iter().any(|training| training.int("rule_id") == rule);
            if is_taught || acceptance.str("state") == "retired" || acceptance.day("teach_by").is_some() {
                continue;
            }
            let rule = self.tx.need(RecordId::new(Kind::Rule, rule.unwrap_or(0)))?;
            if rule.str("state") == "in force" && rule.flag("default_for_new") {
                open.push((acceptance, rule));
            }
        }
        let topics: Vec<&str> = open.iter().map(|(_, rule)| rule.str("topic")).collect();
        let mut days = rule::plan(&topics, start);
        for ((acceptance, _), by) in open.iter().zip(&days) {
            self.tx.update(acceptance.id, &Fields::new().with("teach_by", *by))?;
        }
        days.sort_unstable();
        Ok(days)
    }

    pub(super) fn leave(&self, who: RecordId, reason: &str) -> Outcome {
        let row = self.need(who, &[Kind::Person, Kind::Relationship])?;
        given_reason(reason)?;
        let told = self.end_roles(who, row.str("name"))?;
        if told.is_empty() {
            return Err(Rejection::rule(format!(
                "{} stands on no role card. Nothing was changed.",
                row.str("name")
            )));
        }
        Ok((vec![who], format!("{} is called no more{told}", row.str("name"))))
    }

    /// Ends every line of a role card that names a person, partner or helper, with a follow-up for each client; gives
    /// what the receipt adds: `; 2 clients to be told: Hartley, Ruiz`.
    pub(super) fn end_roles(&self, who: RecordId, name: &str) -> Result<String, Rejection> {
        let field = if who.kind == Kind::Person { "person_id" } else { "partner_id" };
        let mut cards: BTreeMap<i64, Vec<String>> = BTreeMap::new();
        for line in self.tx.rows(Kind::Role, &[(field, Value::Int(who.id))])? {
            if !role::holds(&line, self.today) {
                continue;
            }
            self.tx.update(line.id, &Fields::new().with("ended_on", self.today))?;
            let topics = cards.entry(line.int("relationship_id").unwrap_or(0)).or_default();
            topics.push(line.str("topic").to_owned());
        }
        let mut told = Vec::new();
        for (client, topics) in &cards {
            let short = self.who(Some(*client))?;
            let title =
                format!("Tell them: {name} is called no more for {}; name another", topics.join(", "));
            let fields = Fields::new()
                .with("title", title)
                .with("relationship_id", *client)
                .with("kind", "task")
                .with("due", day::add_days(self.today, TELL_WITHIN));
            self.put(Kind::FollowUp, &fields)?;
            told.push(short);
        }
        Ok(match told.len() {
            0 => String::new(),
            many => format!("; {} to be told: {}", count_of(many, "client", "clients"), told.join(", ")),
        })
    }
}
