//! Adding a record: what it knows by itself, what it may not be beside, and a household with its people.
//!
//! **Invariant:** a second of one name, one head or one rule is never taken in silence.

use chrono::Months;

use crate::{
    acts::{
        execute::{Act, Outcome, checked, count_of},
        name::{namesakes, told_apart},
    },
    domain::{
        action::NewMember,
        day,
        entry::{self, Stage},
        number,
        record::{Fields, Kind, RecordId, Row, Value},
        records::{exception, incident, life_event, meeting, relationship, rule},
        rejection::Rejection,
        repeat::Repeat,
    },
};

impl Act<'_, '_> {
    pub(in crate::acts::execute) fn add(&self, kind: Kind, fields: &Fields) -> Outcome {
        if kind.is_by_act() {
            return Err(Rejection::rule(format!("A {kind} is made by what is done, not added.")));
        }
        if kind == Kind::Relationship {
            return self.add_household(fields, &[], &[]);
        }
        if kind == Kind::Interaction {
            return self.add_interaction(fields);
        }
        if kind == Kind::AgreementMeasure {
            self.tie_stands(fields.int("goal_id"))?;
        }
        let id = self.put(kind, fields)?;
        let row = self.tx.need(id)?;
        let mut said = format!("Added {kind}: {}", self.called(&row)?);
        said.push_str(&self.said_past(&row));
        if let (Kind::LifeEvent, Some(by), None) = (kind, row.day("due_on"), row.day("decided_on")) {
            said.push_str(&format!("; look at it by {}", self.on(by)));
        }
        if kind == Kind::Exception {
            said.push_str(&self.worn(&row)?);
        }
        if kind == Kind::Meeting && meeting::is_ahead(row.str("state")) {
            said.push_str(&self.take_over(&row)?);
            said.push_str(&self.clash(&row)?);
        }
        Ok((vec![id], said))
    }

    /// What the receipt of an exception adds where it is the third to its rule, or one more (DECIDED, Agreements).
    fn worn(&self, made: &Row) -> Result<String, Rejection> {
        let mut same = self.tx.rows(Kind::Exception, &[("rule_id", made.fields.get("rule_id").clone())])?;
        same.retain(|row| row.day("ended_on").is_none());
        let many = i64::try_from(exception::apart(&same)).unwrap_or(0);
        let rule = made.int("rule_id").map(|id| self.tx.need(RecordId::new(Kind::Rule, id))).transpose()?;
        Ok(match rule.filter(|_| rule::is_worn(many)) {
            Some(rule) => format!("; {many} exceptions to {}: change the rule?", rule.str("title")),
            None => String::new(),
        })
    }

    /// Checks and inserts one record with what its type adds by itself.
    pub(in crate::acts::execute) fn put(&self, kind: Kind, fields: &Fields) -> Result<RecordId, Rejection> {
        let spec = kind.spec();
        let is_home_said = !fields.get("home").is_null();
        let mut fields = checked::checked(spec, fields, Stage::New)?;
        self.has_been(kind, &fields)?;
        self.complete(kind, &mut fields)?;
        if kind == Kind::Membership && !is_home_said && self.has_home(&fields)? {
            fields.set("home", false);
        }
        self.refers(kind, &fields)?;
        self.theirs(kind, &fields)?;
        (spec.check)(&fields)?;
        if let (Kind::Talk, Some(against)) = (kind, fields.int("against_id")) {
            self.contradictable(RecordId::new(Kind::Expectation, against))?;
        }
        self.unique(kind, &fields)?;
        let id = self.tx.insert(kind, &fields)?;
        if kind.is_agreement() {
            self.event(&self.tx.need(id)?, "drafted", self.today, &Fields::new())?;
        }
        if kind == Kind::Rule {
            self.keep_rule_version(id, &fields)?;
        }
        Ok(id)
    }

    /// What a record knows by itself when it is new.
    fn complete(&self, kind: Kind, fields: &mut Fields) -> Result<(), Rejection> {
        let today = self.today;
        match kind {
            Kind::Goal | Kind::Expectation | Kind::Acceptance => {
                fields.set("state", "draft");
                fields.set("version", 0);
                fields.set("deferrals", 0);
                fields.set("drafted_on", today);
                if kind != Kind::Acceptance {
                    fields.set("outcome", "open");
                }
            }
            Kind::Rule => {
                fields.set("state", "in force");
                fields.set("version", 1);
                fields.set("since", today);
            }
            Kind::FollowUp => {
                fields.set("state", "open");
                fields.set("moves", 0);
                if fields.get("asked_on").is_null() && fields.text("kind") != Some("task") {
                    fields.set("asked_on", today);
                }
                if !fields.get("repeat").is_null() {
                    fields.set("repeat_anchor", fields.day("due").unwrap_or(today));
                    canonical_repeat(fields);
                }
            }
            Kind::Meeting => {
                fields.set("state_on", today);
                meeting::may_reach(None, fields.text("state").unwrap_or("planned"))?;
            }
            Kind::Membership => self.one_head(fields, None)?,
            Kind::Breach => {
                self.kept_then(fields)?;
                if fields.text("answer") != Some("open") && fields.get("answered_on").is_null() {
                    fields.set("answered_on", today);
                }
            }
            Kind::Incident if fields.get("notify_by").is_null() => {
                fields.set("notify_by", fields.day("day").and_then(incident::notify_by));
            }
            Kind::Obligation => fields.set("anchor", fields.day("due")),
            Kind::LegalHold if fields.get("since").is_null() => fields.set("since", today),
            Kind::Reading => {
                let measure = self.parent(Kind::Measure, fields, "measure_id")?;
                fields.set("relationship_id", measure.int("relationship_id"));
                self.corrects(&measure, fields)?;
            }
            // What is read as yes or no wants a yes, where nothing else is said.
            Kind::Measure if fields.text("unit") == Some("yes/no") && fields.get("target").is_null() => {
                fields.set("target", number::SCALE);
            }
            Kind::AgendaItem => {
                let meeting = self.parent(Kind::Meeting, fields, "meeting_id")?;
                fields.set("relationship_id", meeting.int("relationship_id"));
            }
            Kind::AgreementMeasure => {
                let measure = self.parent(Kind::Measure, fields, "measure_id")?;
                fields.set("target", measure.int("target"));
            }
            Kind::Training => {
                let rule = self.rule_in_force(fields, "there is nothing to teach")?;
                fields.set("rule_version", rule.int("version"));
                if let (true, Some(months), Some(day)) =
                    (fields.get("repeat_on").is_null(), rule.int("reteach_months"), fields.day("day"))
                {
                    let months = Months::new(u32::try_from(months).unwrap_or(0));
                    fields.set("repeat_on", day.checked_add_months(months));
                }
            }
            Kind::Exception => {
                self.rule_in_force(fields, "there is nothing to make an exception from")?;
            }
            Kind::LifeEvent => {
                let wait = life_event::days_until_due(fields.text("kind").unwrap_or(""));
                if fields.get("due_on").is_null() {
                    fields.set("due_on", today.checked_add_signed(chrono::TimeDelta::days(wait)));
                }
            }
            _ => {}
        }
        Ok(())
    }

    /// A rule is broken while it is in force; what happened before it was withdrawn is written down later too.
    pub(super) fn kept_then(&self, fields: &Fields) -> Result<(), Rejection> {
        let rule = self.parent(Kind::Rule, fields, "rule_id")?;
        if rule.str("state") != "withdrawn" {
            return Ok(());
        }
        match (self.tx.withdrawn_on(rule.id)?, fields.day("day")) {
            (Some(withdrawn), Some(day)) if day < withdrawn => Ok(()),
            (Some(withdrawn), _) => {
                let on = day::long(withdrawn);
                let said =
                    format!("This rule was withdrawn on {on}; a breach of it happened before that day.");
                Err(Rejection::field("day", said))
            }
            (None, _) => {
                Err(Rejection::field("rule_id", "This rule is withdrawn; there is nothing to break."))
            }
        }
    }

    /// The rule that is named, unless it is withdrawn.
    pub(super) fn rule_in_force(&self, fields: &Fields, so: &str) -> Result<Row, Rejection> {
        let rule = self.parent(Kind::Rule, fields, "rule_id")?;
        if rule.str("state") == "withdrawn" {
            return Err(Rejection::field("rule_id", format!("This rule is withdrawn; {so}.")));
        }
        Ok(rule)
    }

    fn parent(&self, kind: Kind, fields: &Fields, name: &str) -> Result<Row, Rejection> {
        let id = fields.int(name).ok_or_else(|| Rejection::field(name, format!("Name the {kind}.")))?;
        self.tx.need(RecordId::new(kind, id))
    }

    /// One acceptance per relationship and rule, one membership per person and role: said in words.
    fn unique(&self, kind: Kind, fields: &Fields) -> Result<(), Rejection> {
        let keys: &[&str] = match kind {
            Kind::Acceptance => &["relationship_id", "rule_id"],
            Kind::Membership => &["relationship_id", "person_id"],
            Kind::Tag => &["relationship_id", "name"],
            Kind::Tier | Kind::Setting => &["name"],
            Kind::GapAnswer => &["relationship_id", "gap"],
            Kind::SavedView => &["tab", "name"],
            _ => return Ok(()),
        };
        let equal: Vec<(&str, Value)> = keys.iter().map(|key| (*key, fields.get(key).clone())).collect();
        if let Some(row) = self.tx.rows(kind, &equal)?.first() {
            return Err(Rejection::rule(format!(
                "The book has this {} already: {}.",
                kind.spec().noun,
                row.id
            )));
        }
        Ok(())
    }

    /// A household has one head; another is taken when the first has died.
    pub(in crate::acts::execute) fn one_head(
        &self,
        fields: &Fields,
        but: Option<RecordId>,
    ) -> Result<(), Rejection> {
        let (Some("head"), Some(of)) = (fields.text("role"), fields.int("relationship_id")) else {
            return Ok(());
        };
        for row in self.tx.of(Kind::Membership, of)? {
            let is_head = row.str("role") == "head" && Some(row.id) != but;
            let person = row.int("person_id").filter(|id| is_head && Some(*id) != fields.int("person_id"));
            let Some(person) = person else { continue };
            let person = self.tx.need(RecordId::new(Kind::Person, person))?;
            if person.day("died_on").is_none() {
                let (who, name) = (self.who(Some(of))?, person.str("name"));
                return Err(Rejection::field(
                    "role",
                    format!("{who} has a head already: {name}. Choose another role, or change theirs first."),
                ));
            }
        }
        Ok(())
    }

    /// A person has one home; letters and birthdays come there.
    fn has_home(&self, membership: &Fields) -> Result<bool, Rejection> {
        let person = membership.get("person_id").clone();
        Ok(self.tx.rows(Kind::Membership, &[("person_id", person)])?.iter().any(|row| row.flag("home")))
    }

    /// What happened is of today or before.
    pub(in crate::acts::execute) fn has_been(&self, kind: Kind, fields: &Fields) -> Result<(), Rejection> {
        let days = fields.iter().filter_map(|(name, value)| Some((kind.spec().field(name)?, value)));
        for (field, value) in days {
            entry::has_been(kind, field, value, self.today)?;
        }
        Ok(())
    }

    pub(in crate::acts::execute) fn add_household(
        &self,
        fields: &Fields,
        members: &[NewMember],
        tags: &[String],
    ) -> Outcome {
        let (id, beside) = self.put_relationship(fields)?;
        let mut ids = vec![id];
        for (k, member) in members.iter().enumerate() {
            ids.push(self.add_member(id, member, k == 0)?);
        }
        self.tag(&[id], tags, &[])?;
        let row = self.tx.need(id)?;
        let with = if members.is_empty() {
            String::new()
        } else {
            format!(", {}", count_of(members.len(), "person", "persons"))
        };
        Ok((ids, format!("Added {}: {}{with}{beside}", row.str("kind"), row.str("name"))))
    }

    /// Checks and inserts a relationship with what it knows by itself; gives what the receipt adds where others
    /// have its name.
    pub(in crate::acts::execute) fn put_relationship(
        &self,
        fields: &Fields,
    ) -> Result<(RecordId, String), Rejection> {
        let mut fields = checked::checked(Kind::Relationship.spec(), fields, Stage::New)?;
        let kind = fields.text("kind").unwrap_or("client").to_owned();
        if fields.get("stage").is_null() {
            fields.set("stage", relationship::first_stage(&kind));
        }
        if fields.get("since").is_null() && kind == "client" {
            fields.set("since", self.today);
        }
        fields.set("entered_on", self.today);
        self.known_tier(&fields)?;
        self.refers(Kind::Relationship, &fields)?;
        (Kind::Relationship.spec().check)(&fields)?;
        let others = namesakes(**self.tx, fields.text("name").unwrap_or(""), None)?;
        let id = self.tx.insert(Kind::Relationship, &fields)?;
        Ok((id, told_apart(&others).map(|told| format!("; {told}")).unwrap_or_default()))
    }

    pub(in crate::acts::execute) fn add_person(&self, of: RecordId, member: &NewMember) -> Outcome {
        let row = self.need(of, &[Kind::Relationship])?;
        let person = self.add_member(of, member, false)?;
        let name = member.fields.text("name").unwrap_or("");
        Ok((vec![person, of], format!("Added person: {name}, {}", self.called(&row)?)))
    }

    pub(in crate::acts::execute) fn add_member(
        &self,
        of: RecordId,
        member: &NewMember,
        first: bool,
    ) -> Result<RecordId, Rejection> {
        let person = self.put(Kind::Person, &member.fields)?;
        let role = match member.role.as_str() {
            "" if first => "head",
            "" => "member",
            role => role,
        };
        let membership =
            Fields::new().with("relationship_id", of.id).with("person_id", person.id).with("role", role);
        self.put(Kind::Membership, &membership)?;
        for (kind, value) in [("phone", &member.phone), ("email", &member.email)] {
            if let Some(value) = value.as_ref().filter(|value| !value.trim().is_empty()) {
                let point =
                    Fields::new().with("person_id", person.id).with("kind", kind).with("value", value.trim());
                self.put(Kind::ContactPoint, &point)?;
            }
        }
        Ok(person)
    }
}

/// Keeps a repeat in its own words; what comes once repeats nothing.
pub(super) fn canonical_repeat(fields: &mut Fields) {
    match fields.text("repeat").map(Repeat::parse) {
        Some(Ok(Repeat::Once)) => fields.set("repeat", Value::Null),
        Some(Ok(repeat)) => fields.set("repeat", repeat.to_string()),
        _ => {}
    }
}
