//! Who stands on paper: those who sign, and whom they call for what.
//!
//! **Invariant:** nobody who died, and no firm that has ended, is anybody to call.

use serde_json::{Map, Value as Json, json};

use crate::{
    acts::Book,
    domain::{
        record::{Kind, RecordId},
        records::membership,
        rejection::Rejection,
    },
};

impl Book {
    /// The adults, the others, and whom to call besides us: the role card, then linked people who are not on it.
    pub(super) fn people_facts(
        &self,
        relationship: i64,
        all: &mut Map<String, Json>,
    ) -> Result<(), Rejection> {
        let (mut calls, named) = self.role_facts(relationship)?;
        let (mut adults, mut others) = (Vec::new(), Vec::new());
        for member in self.members(relationship)? {
            if member.person.day("died_on").is_some() {
                continue;
            }
            let told = json!({
                "name": member.person.str("name"),
                "given": member.person.str("given"),
                "role": member.role,
                "phone": member.phone,
                "email": member.email,
            });
            if membership::may_agree(&member.role) {
                adults.push(told);
                continue;
            }
            others.push(told);
            // A child of the house is nobody to call for something.
            if !membership::has_household_rights(&member.role) && !named.contains(&member.person.id) {
                let name = member.person.str("name");
                calls.push(call(&member.role, name, (&member.phone, &member.email, ""), false));
            }
        }
        all.insert("adults".into(), adults.into());
        all.insert("others".into(), others.into());
        all.insert("whom_to_call".into(), calls.into());
        Ok(())
    }

    /// The lines of the role card that can be called, those for an emergency first, and the persons they name.
    fn role_facts(&self, relationship: i64) -> Result<(Vec<Json>, Vec<RecordId>), Rejection> {
        let mut lines = self.role_card(relationship)?;
        lines.retain(|line| line.gone.is_none());
        lines.sort_by_key(|line| !line.in_emergency);
        let mut named = Vec::new();
        for line in &lines {
            let person = self.get(line.record)?.and_then(|row| row.int("person_id"));
            named.extend(person.map(|id| RecordId::new(Kind::Person, id)));
        }
        let calls = lines.iter().map(|line| {
            let ways = (&line.phone, &line.email, line.how.as_str());
            call(&line.topic, &line.whom, ways, line.in_emergency)
        });
        Ok((calls.collect(), named))
    }
}

/// Whom to call for what: `reach` is how, in one line.
fn call(what: &str, whom: &str, ways: (&Option<String>, &Option<String>, &str), in_emergency: bool) -> Json {
    let (phone, email, how) = ways;
    let reach: Vec<&str> = [phone.as_deref(), email.as_deref(), Some(how)]
        .into_iter()
        .flatten()
        .filter(|way| !way.trim().is_empty())
        .collect();
    json!({
        "for": what,
        "whom": whom,
        "phone": phone,
        "email": email,
        "how": how,
        "reach": reach.join(", "),
        "emergency": in_emergency,
    })
}
