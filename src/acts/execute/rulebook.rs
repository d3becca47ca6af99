//! The rulebook: versions of rules and their acceptance.
//!
//! **Invariant:** a new version leaves old acceptances valid unless it must be accepted again.

use super::{Act, Outcome, agreements::given_reason, count_of};
use crate::{
    acts::starter,
    domain::{
        action::Consent,
        record::{Fields, Kind, RecordId, Value},
        rejection::{Instead, Rejection},
    },
};

impl Act<'_, '_> {
    pub(super) fn keep_rule_version(&self, rule: RecordId, fields: &Fields) -> Result<(), Rejection> {
        let version = Fields::new()
            .with("rule_id", rule.id)
            .with("version", 1)
            .with("text", fields.get("text").clone())
            .with("since", self.today);
        self.tx.insert(Kind::RuleVersion, &version)?;
        Ok(())
    }

    pub(super) fn accept(&self, rules: &[RecordId], relationship: RecordId, consent: &Consent) -> Outcome {
        self.need(relationship, &[Kind::Relationship])?;
        let mut accepted = Vec::new();
        for id in rules {
            let rule = self.need(*id, &[Kind::Rule])?;
            if rule.str("state") != "in force" {
                return Err(Rejection::rule(format!(
                    "{} is {}; it cannot be accepted.",
                    rule.str("title"),
                    rule.str("state")
                )));
            }
            let equal = [("relationship_id", Value::Int(relationship.id)), ("rule_id", Value::Int(id.id))];
            let standing = self.tx.rows(Kind::Acceptance, &equal)?;
            let acceptance = match standing.first() {
                Some(row) => row.id,
                None => self.put(
                    Kind::Acceptance,
                    &Fields::new().with("relationship_id", relationship.id).with("rule_id", id.id),
                )?,
            };
            let row = self.tx.need(acceptance)?;
            if row.str("state") == "agreed" && row.int("rule_version") == rule.int("version") {
                let who = self.who(Some(relationship.id))?;
                return Err(Rejection::rule(format!("{who} accepted {} already.", rule.str("title"))));
            }
            self.agree_one(&row, consent)?;
            accepted.push(acceptance);
        }
        let who = self.who(Some(relationship.id))?;
        let what = match rules {
            [only] => self.tx.need(*only)?.str("title").to_owned(),
            many => count_of(many.len(), "rule", "rules"),
        };
        if accepted.is_empty() {
            return Err(Rejection::rule("No rule was named."));
        }
        Ok((accepted, format!("{who} accepted: {what}{}", self.dissent(consent)?)))
    }

    pub(super) fn reword(&self, id: RecordId, text: &str, why: Option<&str>, accept_again: bool) -> Outcome {
        let rule = self.need(id, &[Kind::Rule])?;
        if rule.str("state") == "withdrawn" {
            let said = "This rule is withdrawn; it stays readable. Write a new one. Nothing was changed.";
            return Err(Rejection::rule(said).instead(Instead::AddRule));
        }
        if text.trim().is_empty() {
            return Err(Rejection::field("text", "A rule needs its text."));
        }
        if rule.str("text") == text {
            return Err(Rejection::rule("The text is the same as before. Nothing was changed."));
        }
        let version = rule.int("version").unwrap_or(0) + 1;
        let kept = Fields::new()
            .with("rule_id", id.id)
            .with("version", version)
            .with("text", text)
            .with("since", self.today)
            .with("why", why.map(ToOwned::to_owned))
            .with("accept_again", accept_again);
        self.tx.insert(Kind::RuleVersion, &kept)?;
        let fields = Fields::new()
            .with("text", text)
            .with("version", version)
            .with("since", self.today)
            .with("state", "in force");
        self.tx.update(id, &fields)?;
        let accepted = self
            .tx
            .rows(Kind::Acceptance, &[("rule_id", Value::Int(id.id)), ("state", Value::from("agreed"))])?;
        if accept_again {
            for row in &accepted {
                self.tx.update(
                    row.id,
                    &Fields::new().with("state", "proposed").with("proposed_on", self.today),
                )?;
                self.event(
                    row,
                    "proposed",
                    self.today,
                    &Fields::new().with("reason", "the rule has a new text"),
                )?;
            }
        }
        // Who was taught the old text is told as well as who accepted it.
        let (count, must) = if accept_again {
            (accepted.len(), "must accept it again")
        } else {
            (self.tx.untold(id.id, version, usize::MAX)?.len(), "to be told")
        };
        let told = count_of(count, "client", "clients");
        Ok((vec![id], format!("New version {version} of {}; {told} {must}", rule.str("title"))))
    }

    pub(super) fn withdraw(&self, id: RecordId, reason: &str) -> Outcome {
        let rule = self.need(id, &[Kind::Rule])?;
        given_reason(reason)?;
        if rule.str("state") == "withdrawn" {
            return Err(Rejection::rule("This rule is withdrawn already."));
        }
        self.tx.update(id, &Fields::new().with("state", "withdrawn"))?;
        let accepted = self.tx.rows(Kind::Acceptance, &[("rule_id", Value::Int(id.id))])?;
        for row in accepted.iter().filter(|row| row.str("state") != "retired") {
            self.retire_one(row, reason)?;
        }
        Ok((vec![id], format!("Withdrew the rule {}", rule.str("title"))))
    }

    pub(super) fn start_rulebook(&self, own: &[Fields]) -> Outcome {
        if self.tx.any(Kind::Rule)? {
            let said = "The rulebook has rules already. Add one to them.";
            return Err(Rejection::rule(said).instead(Instead::AddRule));
        }
        let ours =
            if own.is_empty() { starter::rules(starter::OURS, "The starter rulebook")? } else { Vec::new() };
        let mut ids = Vec::new();
        for fields in own.iter().chain(&ours) {
            ids.push(self.put(Kind::Rule, fields)?);
        }
        let said = format!("Started the rulebook with {}", count_of(ids.len(), "rule", "rules"));
        Ok((ids, said))
    }
}
