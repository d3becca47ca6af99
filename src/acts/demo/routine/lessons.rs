//! The rules as they are taught to a household of the demo.
//!
//! **Invariant:** what is taught is a rule of the starter rulebook.

use chrono::NaiveDate;
use serde_json::{Map, Value, json};

use super::Teller;
use crate::acts::demo::script::RULES;

impl Teller<'_> {
    /// The rulebook is gone through with what they accept; whom to call, and in an emergency, by itself later.
    pub(super) fn explain(&mut self, on: NaiveDate) {
        let letters: usize = self.profile.key.bytes().map(usize::from).sum();
        // One or two for each rule were not there, or the hour was over.
        let missed = |number: usize| (letters + number * 7).is_multiple_of(61);
        let rules = RULES.iter().chain([&"fee"]).filter(|rule| !matches!(**rule, "whom" | "emergency"));
        let lessons: Vec<Value> = rules
            .enumerate()
            .filter(|(number, _)| !missed(*number))
            .map(|(_, rule)| {
                json!({ "act": "add", "kind": "training", "fields": {
                    "relationship_id": format!("@{}", self.profile.key), "rule_id": format!("@rule/{rule}"),
                    "day": on.to_string(), "how": "in a meeting", "understood": "yes" } })
            })
            .collect();
        self.script.add(on, "", json!({ "act": "several", "acts": lessons }));
    }

    /// Whom to call, and in an emergency, taught by telephone.
    pub(super) fn teach(&mut self, on: NaiveDate) {
        let taught = |rule: &str| {
            json!({ "follows": "training", "fields": { "rule_id": format!("@rule/{rule}"), "how": "by telephone",
                "understood": "yes" } })
        };
        let mut more = Map::new();
        more.insert("follows".to_owned(), json!([taught("whom"), taught("emergency")]));
        let minutes = self.chance.between(8, 18);
        let fields = json!({ "channel": "call", "direction": "out", "minutes": minutes, "nature": "management",
            "summary": "Went through whom to call, and for what" });
        self.log(on, "", fields, more);
    }
}
