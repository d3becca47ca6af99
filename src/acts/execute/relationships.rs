//! What happens to a relationship as a whole: tags, promotion, ending, resuming.
//!
//! **Invariant:** ending closes nothing silently: promises and requests go on, agreements are retired
//! "with the relationship" only when it has ended.

use chrono::NaiveDate;

use super::{Act, Outcome, agreements::given_reason, count_of};
use crate::{
    acts::queue::Source,
    domain::{
        record::{Fields, Kind, RecordId, Value},
        records::follow_up::falls_with_promotion,
        rejection::Rejection,
    },
    store::gaps,
};

impl Act<'_, '_> {
    pub(super) fn tag(&self, ids: &[RecordId], add: &[String], remove: &[String]) -> Outcome {
        let mut rows = Vec::new();
        let mut worn: Vec<String> = Vec::new();
        for id in ids {
            rows.push(self.need(*id, &[Kind::Relationship])?);
            let standing = self.tx.of(Kind::Tag, id.id)?;
            let mut named: Vec<&str> = standing.iter().map(|tag| tag.str("name")).collect();
            for name in add {
                let name = name.trim_start_matches('#');
                // A tag that is there, or is said twice, is one tag.
                if !named.contains(&name) {
                    self.put(Kind::Tag, &Fields::new().with("relationship_id", id.id).with("name", name))?;
                    named.push(name);
                }
            }
            for tag in &standing {
                if remove.iter().any(|name| name.trim_start_matches('#') == tag.str("name")) {
                    self.tx.delete(tag.id)?;
                }
            }
            worn.extend(standing.iter().map(|tag| tag.str("name").to_owned()));
        }
        let had = |name: &&String| worn.iter().any(|tag| tag == name.trim_start_matches('#'));
        if let Some(name) = remove.iter().find(|name| !had(name)) {
            let (name, whose) = (name.trim_start_matches('#'), self.called_all(&rows, "clients")?);
            let said = if rows.len() == 1 {
                format!("{whose} has no tag")
            } else {
                format!("None of {whose} has the tag")
            };
            return Err(Rejection::rule(format!("{said} #{name}. Nothing was changed.")));
        }
        let words: Vec<String> = add
            .iter()
            .map(|tag| format!("#{}", tag.trim_start_matches('#')))
            .chain(remove.iter().map(|tag| format!("-#{}", tag.trim_start_matches('#'))))
            .collect();
        Ok((ids.to_vec(), format!("Tagged {}: {}", self.called_all(&rows, "clients")?, words.join(" "))))
    }

    pub(super) fn close_gap(&self, id: RecordId, gap: &str, reason: &str) -> Outcome {
        let row = self.need(id, &[Kind::Relationship])?;
        // A day that was kept, as a birthday, is answered under the name of its item.
        if gaps::names().all(|name| name != gap) && Source::of_key(gap).is_none() {
            let known: Vec<&str> = gaps::names().collect();
            return Err(Rejection::ambiguous(format!(
                "There is no gap {gap}. The gaps: {}. Nothing was changed.",
                known.join(", ")
            )));
        }
        given_reason(reason)?;
        let fields = Fields::new()
            .with("relationship_id", id.id)
            .with("gap", gap)
            .with("reason", reason)
            .with("day", self.today);
        let closed = self.put(Kind::GapAnswer, &fields)?;
        let said = match Source::of_key(gap) {
            Some(Source::Tell { rule, version }) => {
                let rule = self.need(RecordId::new(Kind::Rule, rule), &[Kind::Rule])?;
                format!("Not told to {}: version {version} of {}", self.called(&row)?, rule.str("title"))
            }
            Some(Source::Purge(_)) => format!("Kept on: the records of {}", self.called(&row)?),
            _ => format!("Not for {}: {gap}", self.called(&row)?),
        };
        Ok((vec![closed, id], said))
    }

    pub(super) fn promote(&self, id: RecordId, tier: &str, since: NaiveDate) -> Outcome {
        let row = self.need(id, &[Kind::Relationship])?;
        if row.str("kind") != "prospect" {
            return Err(Rejection::rule(format!("{} is a {} already.", row.str("name"), row.str("kind"))));
        }
        if tier.trim().is_empty() {
            return Err(Rejection::field("tier", "A client has a tier. Type A, B, C or D."));
        }
        let fields = Fields::new()
            .with("kind", "client")
            .with("stage", "onboarding")
            .with("tier", tier)
            .with("since", since);
        self.known_tier(&fields)?;
        self.tx.update(id, &fields)?;
        let proposed = self.propose_default_rules(id)?;
        let planned = self.plan_teaching(id, since)?;
        let dropped = self.drop_prospect_follow_ups(id)?;
        let mut summary = format!("{} is a client, tier {tier}", row.str("name"));
        if proposed > 0 {
            summary.push_str(&format!("; {} drafted", count_of(proposed, "rule", "rules")));
        }
        if let Some(last) = planned.last() {
            summary.push_str(&format!(", taught by {}", self.on(*last)));
        }
        if !dropped.is_empty() {
            let count = count_of(dropped.len(), "follow-up", "follow-ups");
            summary.push_str(&format!("; {count} dropped: {}", dropped.join(", ")));
        }
        Ok((vec![id], summary))
    }

    pub(super) fn propose_default_rules(&self, id: RecordId) -> Result<usize, Rejection> {
        let standing = self.tx.of(Kind::Acceptance, id.id)?;
        let rules = self
            .tx
            .rows(Kind::Rule, &[("state", Value::from("in force")), ("default_for_new", Value::Int(1))])?;
        let mut proposed = 0;
        for rule in rules {
            if standing.iter().all(|row| row.int("rule_id") != Some(rule.id.id)) {
                self.put(
                    Kind::Acceptance,
                    &Fields::new().with("relationship_id", id.id).with("rule_id", rule.id.id),
                )?;
                proposed += 1;
            }
        }
        Ok(proposed)
    }

    /// Tasks and open requests of the time before are dropped, promises stay; gives what each was called.
    fn drop_prospect_follow_ups(&self, id: RecordId) -> Result<Vec<String>, Rejection> {
        let mut dropped = Vec::new();
        for row in self.tx.of(Kind::FollowUp, id.id)?.iter().filter(|row| falls_with_promotion(row)) {
            let fields = Fields::new()
                .with("state", "dropped")
                .with("finished_on", self.today)
                .with("reason", "became a client");
            self.tx.update(row.id, &fields)?;
            dropped.push(self.title(row)?);
        }
        Ok(dropped)
    }

    pub(super) fn end(&self, id: RecordId, reason: &str, stage: &str) -> Outcome {
        let row = self.need(id, &[Kind::Relationship])?;
        given_reason(reason)?;
        let fits = match row.str("kind") {
            "prospect" => stage == "not taken",
            _ => matches!(stage, "ending" | "ended"),
        };
        if !fits {
            return Err(Rejection::field("stage", format!("A {} is never {stage}.", row.str("kind"))));
        }
        if row.str("stage") == stage {
            return Err(Rejection::rule(format!("{} is {stage} already.", row.str("name"))));
        }
        let mut fields = Fields::new().with("stage", stage).with("end_reason", reason);
        if stage != "ending" {
            fields.set("ended_on", self.today);
        }
        self.tx.update(id, &fields)?;
        let mut retired = 0;
        if stage == "ended" {
            for kind in [Kind::Goal, Kind::Expectation, Kind::Acceptance] {
                for agreement in self.tx.of(kind, id.id)? {
                    if agreement.str("state") != "retired" {
                        self.retire_one(&agreement, "with the relationship")?;
                        retired += 1;
                    }
                }
            }
        }
        let open = self
            .tx
            .of(Kind::FollowUp, id.id)?
            .iter()
            .filter(|row| row.fields.get("finished_on").is_null())
            .count();
        let mut summary = match stage {
            "not taken" => format!("Not taken: {}", row.str("name")),
            "ending" => format!("Ending: {}", row.str("name")),
            _ => format!("Ended: {}", row.str("name")),
        };
        if retired > 0 {
            summary.push_str(&format!(", {} retired", count_of(retired, "agreement", "agreements")));
        }
        if open > 0 {
            summary.push_str(&format!(", {} still open", count_of(open, "follow-up", "follow-ups")));
        }
        if matches!(row.str("kind"), "partner" | "helper") {
            summary.push_str(&self.end_roles(id, row.str("name"))?);
        }
        Ok((vec![id], summary))
    }

    pub(super) fn resume(&self, id: RecordId) -> Outcome {
        let row = self.need(id, &[Kind::Relationship])?;
        let stage = match row.str("stage") {
            "ending" | "ended" => "active",
            "not taken" => "lead",
            _ => return Err(Rejection::rule(format!("{} has not ended.", row.str("name")))),
        };
        let mut fields =
            Fields::new().with("stage", stage).with("ended_on", Value::Null).with("end_reason", Value::Null);
        if row.str("stage") == "ended" {
            fields.set("since", self.today);
        }
        self.tx.update(id, &fields)?;
        Ok((vec![id], format!("Resumed: {}", row.str("name"))))
    }
}

#[cfg(test)]
mod tests {
    use crate::{
        domain::{action::Action, record::Kind},
        tui::testing::practice,
    };

    #[test]
    fn a_tag_said_twice_is_added_once() {
        let mut book = practice();
        let id = book.rows(Kind::Relationship, &[]).unwrap().remove(0).id;
        let add = ["boat", "#boat", "golf"].map(str::to_owned).to_vec();
        book.execute(&Action::Tag { relationships: vec![id], add, remove: vec![] }).unwrap();
        let tags = book.rows(Kind::Tag, &[("relationship_id", id.id.into())]).unwrap();
        let names: Vec<&str> = tags.iter().map(|tag| tag.str("name")).collect();
        assert_eq!(names, ["golf", "boat"]);
    }
}
