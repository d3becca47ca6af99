//! What a document may say of agreements: goals, expectations, yardstick, rules, exceptions, with dates and names.
//!
//! **Invariant:** what is not agreed is never among what is.

use chrono::NaiveDate;
use serde_json::{Map, Value as Json, json};

use crate::{
    acts::{
        Book,
        agreements::first_name,
        asked::yardstick as same_yardstick,
        measured::{is_met, measured, wanted},
        queue::facts_of,
    },
    domain::{
        agreement::next_reexamination,
        number::Unit,
        record::{Kind, RecordId, Row, Value},
        records::{exception, expectation::is_yardstick},
        rejection::Rejection,
    },
};

impl Book {
    /// Goals, expectations, yardstick, what was ruled out, and the next day to look at it again.
    pub(super) fn agreed_facts(
        &self,
        relationship: i64,
        all: &mut Map<String, Json>,
    ) -> Result<(), Rejection> {
        let mut next: Option<NaiveDate> = None;
        let practice = self.practice()?;
        for kind in [Kind::Goal, Kind::Expectation, Kind::Acceptance] {
            for row in self.db().agreements(kind, Some(relationship))? {
                let facts = facts_of(&row, &practice);
                let again = facts.agreed_on.and_then(|anchor| {
                    next_reexamination(anchor, facts.reaffirmed_on, facts.months, &practice.calendar)
                });
                if row.life.word() == "agreed" {
                    next = [next, again].into_iter().flatten().min();
                }
            }
        }
        let (mut goals, mut open_goals) = (Vec::new(), Vec::new());
        for row in self.of(Kind::Goal, relationship)? {
            match row.str("state") {
                "agreed" => goals.push(self.goal_facts(&row)?),
                "draft" | "proposed" => open_goals.push(self.goal_facts(&row)?),
                _ => {}
            }
        }
        let (mut expectations, mut open_expectations, mut ruled_out) =
            (Vec::new(), Vec::new(), Vec::<String>::new());
        let mut yardstick = Json::Null;
        for row in self.of(Kind::Expectation, relationship)? {
            let told = self.expectation_facts(&row)?;
            match row.str("state") {
                "agreed" => {
                    for name in row.str("ruled_out").split([',', ';']).map(str::trim) {
                        let is_there = |known: &String| same_yardstick(known) == same_yardstick(name);
                        if !name.is_empty() && !ruled_out.iter().any(is_there) {
                            ruled_out.push(name.to_owned());
                        }
                    }
                    if is_yardstick(&row) {
                        yardstick = told.clone();
                    }
                    expectations.push(told);
                }
                "draft" | "proposed" => open_expectations.push(told),
                _ => {}
            }
        }
        for (name, facts) in [
            ("goals", Json::from(goals)),
            ("open_goals", open_goals.into()),
            ("expectations", expectations.into()),
            ("open_expectations", open_expectations.into()),
            ("yardstick", yardstick),
            ("ruled_out", ruled_out.into()),
            ("look_again", json!(next)),
        ] {
            all.insert(name.to_owned(), facts);
        }
        Ok(())
    }

    fn goal_facts(&self, row: &Row) -> Result<Json, Rejection> {
        let mut measures = Vec::new();
        for measure in self.agreed_measures(row)? {
            measures.push(self.measure_facts(&measure)?);
        }
        let mut told = self.life_facts(row)?;
        for (name, value) in [
            ("statement", json!(row.str("statement"))),
            ("why", json!(row.str("why"))),
            ("area", json!(row.str("area"))),
            ("owner", json!(row.str("owner"))),
            ("by", json!(row.day("target_date"))),
            ("measures", measures.into()),
        ] {
            told.insert(name.to_owned(), value);
        }
        Ok(Json::Object(told))
    }

    fn expectation_facts(&self, row: &Row) -> Result<Json, Rejection> {
        let measure = self.agreed_measures(row)?.first().map(|held| self.measure_facts(held)).transpose()?;
        let mut told = self.life_facts(row)?;
        for (name, value) in [
            ("title", json!(row.str("title"))),
            ("topic", json!(row.str("topic"))),
            ("their_words", json!(row.str("their_words"))),
            ("our_answer", json!(row.str("our_answer"))),
            ("ruled_out", json!(row.str("ruled_out"))),
            ("outcome", json!(row.str("outcome"))),
            ("measure", json!(measure)),
        ] {
            told.insert(name.to_owned(), value);
        }
        Ok(Json::Object(told))
    }

    /// When it was agreed, how, by whom, and in which document it stands.
    fn life_facts(&self, row: &Row) -> Result<Map<String, Json>, Rejection> {
        let events = self.agreement_events(row.id)?;
        let agreed = events.iter().find(|(event, _)| matches!(event.str("what"), "agreed" | "changed"));
        let (mut who_agreed, mut dissents) = (Vec::new(), Vec::new());
        if let Some((event, _)) = agreed {
            for party in self.rows(Kind::Party, &[("event_id", Value::Int(event.id.id))])? {
                let person = self.get(RecordId::new(Kind::Person, party.int("person_id").unwrap_or(0)))?;
                let name = person.map(|row| first_name(&row)).unwrap_or_default();
                match party.str("answer") {
                    "agreed" => who_agreed.push(name),
                    "dissents" => dissents.push(name),
                    _ => {}
                }
            }
        }
        let mut told = Map::new();
        for (name, value) in [
            ("who_agreed", json!(who_agreed)),
            ("dissents", json!(dissents)),
            ("id", json!(row.id.to_string())),
            ("state", json!(row.str("state"))),
            ("version", json!(row.int("version"))),
            ("agreed_on", json!(row.day("agreed_on"))),
            ("looked_at", json!(row.day("anchored_on"))),
            ("agreed_how", json!(agreed.map(|(event, _)| event.str("how")))),
            ("agreed_by", json!(agreed.map(|(_, by)| by))),
            ("stated_in", json!(row.fields.text("stated_in").filter(|_| row.day("stated_on").is_some()))),
            ("stated_on", json!(row.day("stated_on"))),
        ] {
            told.insert(name.to_owned(), value);
        }
        Ok(told)
    }

    /// A measure as it was agreed: what is wanted, and where it stands.
    fn measure_facts(&self, measure: &Row) -> Result<Json, Rejection> {
        let last = self.db().last_reading(measure.id.id)?;
        let value = last.as_ref().and_then(|row| row.int("value"));
        // Yes or no is not more or less than anything.
        let direction = match (measure.str("unit") == Unit::YesNo.word(), measure.str("direction")) {
            (true, _) => "",
            (_, "") => "at least",
            (_, other) => other,
        };
        Ok(json!({
            "name": measure.str("name"),
            "wanted": wanted(measure),
            "direction": direction,
            "target": measure.int("target").map(|target| measured(measure, target)),
            "method": measure.str("method"),
            "source": measure.str("source"),
            "every": measure.str("read_every"),
            "now": value.map(|value| measured(measure, value)),
            "on": last.as_ref().and_then(|row| row.day("day")),
            "met": value.and_then(|value| is_met(measure, value)),
        }))
    }

    /// Rules accepted and rules in force, with the exceptions from them.
    pub(super) fn rule_facts(&self, relationship: i64, all: &mut Map<String, Json>) -> Result<(), Rejection> {
        let (mut accepted, mut offered) = (Vec::new(), Vec::new());
        let mut seen = Vec::new();
        for row in self.of(Kind::Acceptance, relationship)? {
            let rule = row.int("rule_id").map(|id| self.get(RecordId::new(Kind::Rule, id))).transpose()?;
            let Some(rule) = rule.flatten().filter(|_| row.str("state") != "retired") else { continue };
            let text = self.accepted_text(&row, &rule)?;
            let life = self.life_facts(&row)?;
            let told = json!({
                "id": row.id.to_string(),
                "dissents": life.get("dissents"),
                "title": rule.str("title"),
                "topic": rule.str("topic"),
                "text": text,
                "version": row.int("rule_version").or(rule.int("version")),
                "agreed_on": row.day("agreed_on"),
            });
            if row.str("state") == "agreed" {
                seen.push(rule.id);
                accepted.push(told);
            }
        }
        for rule in self.rows(Kind::Rule, &[("state", Value::from("in force"))])? {
            if !seen.contains(&rule.id) && rule.flag("default_for_new") {
                offered.push(json!({
                    "title": rule.str("title"),
                    "topic": rule.str("topic"),
                    "text": rule.str("text"),
                    "version": rule.int("version"),
                }));
            }
        }
        let today = self.today();
        let mut exceptions = Vec::new();
        for row in self.of(Kind::Exception, relationship)? {
            let ended = row.day("ended_on").is_some_and(|on| on <= today)
                || row.day("until").is_some_and(|until| until < today);
            if ended {
                continue;
            }
            let rule = row.int("rule_id").map(|id| self.get(RecordId::new(Kind::Rule, id))).transpose()?;
            exceptions.push(json!({
                "what": row.str("what"),
                "why": exception::reason(row.str("why")),
                "until": row.day("until"),
                "day": row.day("day"),
                "rule": rule.flatten().map(|rule| rule.str("title").to_owned()),
            }));
        }
        all.insert("rules".into(), accepted.into());
        all.insert("offered_rules".into(), offered.into());
        all.insert("exceptions".into(), exceptions.into());
        Ok(())
    }

    /// The text of a rule that was accepted: that of the version they know.
    fn accepted_text(&self, acceptance: &Row, rule: &Row) -> Result<String, Rejection> {
        let known = acceptance.int("rule_version");
        if known.is_none() || known == rule.int("version") {
            return Ok(rule.str("text").to_owned());
        }
        let equal = [("rule_id", Value::Int(rule.id.id)), ("version", Value::from(known))];
        let old = self.rows(Kind::RuleVersion, &equal)?;
        Ok(old.first().map_or(rule.str("text"), |row| row.str("text")).to_owned())
    }
}
