//! What a document may say of the talks in which they compared.
//!
//! **Invariant:** talks of one day on one comparison are one talk, whoever it was held with.

use serde_json::{Map, Value as Json, json};

use crate::{
    acts::{Book, asked::yardstick},
    domain::{asked::least, records::talk::understood, rejection::Rejection},
};

impl Book {
    /// The talks, the newest first, and what was ruled out in one and in no agreement.
    ///
    /// What the agreements rule out must be among `all` already.
    pub(super) fn talk_facts(&self, relationship: i64, all: &mut Map<String, Json>) -> Result<(), Rejection> {
        let times = self.heard_asking(relationship)?;
        let agreed = all.get("ruled_out").and_then(Json::as_array);
        let mut known: Vec<String> =
            agreed.into_iter().flatten().filter_map(Json::as_str).map(yardstick).collect();
        let mut only_told: Vec<&str> = Vec::new();
        for time in times.iter().filter(|time| time.rules_out) {
            let name = yardstick(&time.with);
            if !name.is_empty() && !known.contains(&name) {
                known.push(name);
                only_told.push(&time.with);
            }
        }
        let told: Vec<Json> = times
            .iter()
            .map(|time| {
                let people: Vec<Json> = time
                    .understood
                    .iter()
                    .filter(|one| !one.who.is_empty())
                    .map(|one| json!({ "name": one.who, "understood": understood(&one.how) }))
                    .collect();
                json!({
                    "day": time.on,
                    "with": time.with,
                    "period": time.period,
                    "figures": time.figures,
                    "said": time.said.join(" "),
                    "understood": least(&time.understood),
                    "people": people,
                    "again": time.again,
                })
            })
            .collect();
        let only_told = Json::from(only_told);
        all.insert("ruled_out_in_talks".into(), only_told);
        all.insert("talks".into(), told.into());
        Ok(())
    }
}
