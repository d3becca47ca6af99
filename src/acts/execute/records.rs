//! Adding, editing and deleting records of any type.
//!
//! **Invariant:** an agreement that was agreed is retired, never deleted; a version is never edited.

use chrono::Months;

use super::{Act, Outcome, by_kind, checked::checked, count_of};
use crate::domain::{
    action::NewMember,
    entry::Stage,
    record::{Fields, Kind, RecordId, Row, Set, Ty, Value},
    records::{life_event, relationship},
    rejection::{Instead, Rejection},
};

/// Types that only acts write.
const BY_ACT: &[Kind] = &[
    Kind::Share,
    Kind::Participant,
    Kind::RuleVersion,
    Kind::AgreementVersion,
    Kind::AgreementEvent,
    Kind::Party,
    Kind::Snooze,
    Kind::Placement,
    Kind::ImportedProperty,
];

/// Types whose rows are corrected by a new row after the day they were made.
const CORRECTED: &[Kind] = &[Kind::Reading, Kind::Talk];

impl Act<'_, '_> {
    pub(super) fn add(&self, kind: Kind, fields: &Fields) -> Outcome {
        if BY_ACT.contains(&kind) {
            return Err(Rejection::rule(format!("A {kind} is made by what is done, not added.")));
        }
        if kind == Kind::Relationship {
            return self.add_household(fields, &[], &[]);
        }
        if kind == Kind::Interaction {
            return self.add_interaction(fields);
        }
        let id = self.put(kind, fields)?;
        let row = self.tx.need(id)?;
        Ok((vec![id], format!("Added {kind}: {}", self.called(&row)?)))
    }

    /// Checks and inserts one record with what its type adds by itself.
    pub(super) fn put(&self, kind: Kind, fields: &Fields) -> Result<RecordId, Rejection> {
        let spec = kind.spec();
        let mut fields = checked(spec, fields, Stage::New)?;
        self.complete(kind, &mut fields)?;
        self.refers(kind, &fields)?;
        (spec.check)(&fields)?;
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
                }
            }
            Kind::Meeting => fields.set("state_on", today),
            Kind::Reading => {
                let measure = self.parent(Kind::Measure, fields, "measure_id")?;
                fields.set("relationship_id", measure.int("relationship_id"));
                if fields.day("day").is_some_and(|day| day > today) {
                    return Err(Rejection::field("day", "A reading is of today or before."));
                }
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
                let rule = self.parent(Kind::Rule, fields, "rule_id")?;
                if rule.str("state") == "withdrawn" {
                    return Err(Rejection::field(
                        "rule_id",
                        "This rule is withdrawn; there is nothing to teach.",
                    ));
                }
                fields.set("rule_version", rule.int("version"));
                if let (true, Some(months), Some(day)) =
                    (fields.get("repeat_on").is_null(), rule.int("reteach_months"), fields.day("day"))
                {
                    let months = Months::new(u32::try_from(months).unwrap_or(0));
                    fields.set("repeat_on", day.checked_add_months(months));
                }
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

    fn parent(&self, kind: Kind, fields: &Fields, name: &str) -> Result<Row, Rejection> {
        let id = fields.int(name).ok_or_else(|| Rejection::field(name, format!("Name the {kind}.")))?;
        self.tx.need(RecordId::new(kind, id))
    }

    /// Every reference names a record that is there.
    fn refers(&self, kind: Kind, fields: &Fields) -> Result<(), Rejection> {
        for field in kind.spec().fields {
            if let (Ty::Ref(to), Some(id)) = (field.ty, fields.int(field.name))
                && self.tx.get(RecordId::new(to, id))?.is_none()
            {
                let id = RecordId::new(to, id);
                return Err(Rejection::field(
                    field.name,
                    format!("There is no {to} {id}. Nothing was changed."),
                ));
            }
        }
        Ok(())
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

    pub(super) fn add_household(&self, fields: &Fields, members: &[NewMember], tags: &[String]) -> Outcome {
        let mut fields = checked(Kind::Relationship.spec(), fields, Stage::New)?;
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
        let id = self.tx.insert(Kind::Relationship, &fields)?;
        let mut ids = vec![id];
        for (k, member) in members.iter().enumerate() {
            ids.push(self.add_member(id, member, k == 0)?);
        }
        self.tag(&[id], tags, &[])?;
        let name = fields.text("name").unwrap_or("");
        let with = if members.is_empty() {
            String::new()
        } else {
            format!(", {}", count_of(members.len(), "person", "persons"))
        };
        Ok((ids, format!("Added {kind}: {name}{with}")))
    }

    pub(super) fn add_person(&self, of: RecordId, member: &NewMember) -> Outcome {
        let row = self.need(of, &[Kind::Relationship])?;
        let person = self.add_member(of, member, false)?;
        let name = member.fields.text("name").unwrap_or("");
        Ok((vec![person, of], format!("Added person: {name}, {}", self.called(&row)?)))
    }

    pub(super) fn add_member(
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

    /// A tier must be one the book has; none at all is allowed.
    pub(super) fn known_tier(&self, fields: &Fields) -> Result<(), Rejection> {
        let Some(tier) = fields.text("tier") else { return Ok(()) };
        let tiers = self.tx.tiers()?;
        if tiers.iter().any(|known| known.name == tier) {
            return Ok(());
        }
        let known: Vec<&str> = tiers.iter().map(|tier| tier.name.as_str()).collect();
        Err(Rejection::field("tier", format!("There is no tier {tier}. The tiers: {}.", known.join(", "))))
    }

    pub(super) fn edit(&self, targets: &[RecordId], fields: &Fields, seen: Option<&Fields>) -> Outcome {
        let Some(first) = targets.first() else { return Err(Rejection::rule("Nothing was chosen to edit.")) };
        let kind = first.kind;
        if BY_ACT.contains(&kind) {
            return Err(Rejection::rule(format!("A {kind} is never edited.")));
        }
        let given = checked(kind.spec(), fields, Stage::Change)?;
        let mut rows = Vec::new();
        for id in targets {
            let row = self.need(*id, &[kind])?;
            self.may_edit(&row, &given)?;
            if let Some(seen) = seen {
                unmoved(&row, seen, &given)?;
            }
            let mut whole = row.fields.clone();
            for (name, value) in given.iter() {
                whole.set(name, value.clone());
            }
            if kind == Kind::Relationship {
                self.known_tier(&whole)?;
            }
            self.refers(kind, &given)?;
            (kind.spec().check)(&whole)?;
            self.tx.update(*id, &given)?;
            rows.push(self.tx.need(*id)?);
        }
        let what: Vec<&str> =
            given.iter().filter_map(|(name, _)| kind.spec().field(name)).map(|field| field.label).collect();
        let called = self.called_all(&rows, kind.spec().plural)?;
        Ok((targets.to_vec(), format!("Edited {called}: {}", what.join(", ").to_lowercase())))
    }

    /// Agreed terms change by `Change`, a rule's text by `Reword`, readings and talks by a new row.
    fn may_edit(&self, row: &Row, given: &Fields) -> Result<(), Rejection> {
        let kind = row.id.kind;
        let made = row.day("day").is_some_and(|day| day < self.today);
        if CORRECTED.contains(&kind) && made {
            let noun = kind.spec().noun;
            return Err(Rejection::rule(format!(
                "A {noun} is not edited after its day. Record a new one; the old one stays."
            )));
        }
        if kind.is_agreement() && row.str("state") == "agreed" {
            let terms =
                given.iter().any(|(name, value)| name != "every_months" && row.fields.get(name) != value);
            if terms {
                let said = "This was agreed with them; its words do not change here. Change it with them: the old version stays readable.";
                return Err(Rejection::rule(said).instead(Instead::Change(row.id)));
            }
        }
        if kind == Kind::Rule && given.0.contains_key("text") && given.get("text") != row.fields.get("text") {
            let said = "A rule's text changes by a new version; the old one stays readable.";
            return Err(Rejection::rule(said).instead(Instead::Reword(row.id)));
        }
        Ok(())
    }

    pub(super) fn delete(&self, targets: &[RecordId]) -> Outcome {
        let mut rows = Vec::new();
        for id in targets {
            rows.push(self.tx.need(*id)?);
        }
        let Some(first) = rows.first() else { return Err(Rejection::rule("Nothing was chosen to delete.")) };
        let said = match rows.as_slice() {
            [only] => format!("{}: {}", first.id.kind, self.called(only)?),
            many => by_kind(many),
        };
        self.tx.defer_references()?;
        for row in &rows {
            self.may_delete(row)?;
            self.remove(row.id)?;
        }
        Ok((targets.to_vec(), format!("Deleted {said}")))
    }

    fn may_delete(&self, row: &Row) -> Result<(), Rejection> {
        match row.id.kind {
            kind if kind.is_agreement() && was_agreed(row) => Err(Rejection::rule(
                "This was agreed with them; it is retired, never deleted. Nothing was changed.",
            )
            .instead(Instead::Retire(row.id))),
            kind if BY_ACT.contains(&kind) => Err(Rejection::rule(format!("A {kind} is never deleted."))),
            Kind::Relationship => {
                for kind in [Kind::Goal, Kind::Expectation, Kind::Acceptance] {
                    if self.tx.of(kind, row.id.id)?.iter().any(was_agreed) {
                        let said = "Something was agreed with them; a relationship is ended, not deleted. Nothing was changed.";
                        return Err(Rejection::rule(said).instead(Instead::End(row.id)));
                    }
                }
                Ok(())
            }
            Kind::Measure => {
                let frozen =
                    self.tx.rows(Kind::AgreementMeasure, &[("measure_id", Value::Int(row.id.id))])?;
                let judged = self.tx.rows(Kind::Expectation, &[("measure_id", Value::Int(row.id.id))])?;
                for tie in frozen {
                    if let Some(goal) = tie.int("goal_id")
                        && self.tx.get(RecordId::new(Kind::Goal, goal))?.as_ref().is_some_and(was_agreed)
                    {
                        return Err(Rejection::rule(
                            "An agreed goal names this measure; it cannot be deleted.",
                        ));
                    }
                }
                if judged.iter().any(was_agreed) {
                    return Err(Rejection::rule(
                        "An agreed expectation names this measure; it cannot be deleted.",
                    ));
                }
                Ok(())
            }
            Kind::Rule => {
                let accepted = self.tx.rows(Kind::Acceptance, &[("rule_id", Value::Int(row.id.id))])?;
                if accepted.iter().any(was_agreed) {
                    let said = "Clients accepted this rule; it is withdrawn, not deleted.";
                    return Err(Rejection::rule(said).instead(Instead::Withdraw(row.id)));
                }
                Ok(())
            }
            _ => Ok(()),
        }
    }

    /// Removes a record and, first, what cannot be without it; other references to it become unknown.
    pub(super) fn remove(&self, id: RecordId) -> Result<(), Rejection> {
        for kind in Kind::ALL.iter().rev() {
            for field in kind.spec().fields {
                if field.ty != Ty::Ref(id.kind) {
                    continue;
                }
                for row in self.tx.rows(*kind, &[(field.name, Value::Int(id.id))])? {
                    if row.id == id || self.tx.get(row.id)?.is_none() {
                        continue;
                    }
                    if hangs_on(field.set, field.name) {
                        self.remove(row.id)?;
                    } else {
                        self.tx.update(row.id, &Fields::new().with(field.name, Value::Null))?;
                    }
                }
            }
        }
        if id.kind.is_agreement() {
            let word = Value::from(id.kind.spec().table);
            for kind in [Kind::AgreementEvent, Kind::AgreementVersion] {
                for row in
                    self.tx.rows(kind, &[("agreement", word.clone()), ("agreement_id", Value::Int(id.id))])?
                {
                    self.remove(row.id)?;
                }
            }
        }
        self.tx.delete(id)
    }

    pub(super) fn set(&self, name: &str, value: Option<&str>) -> Outcome {
        let known = crate::domain::settings::check(name, value)?;
        let old = self.tx.rows(Kind::Setting, &[("name", Value::from(name))])?;
        let id = match (old.first(), known) {
            (Some(row), Some(value)) => {
                self.tx.update(row.id, &Fields::new().with("value", value))?;
                vec![row.id]
            }
            (None, Some(value)) => {
                vec![self.tx.insert(Kind::Setting, &Fields::new().with("name", name).with("value", value))?]
            }
            (Some(row), None) => {
                self.tx.delete(row.id)?;
                vec![]
            }
            (None, None) => vec![],
        };
        let said = value.map_or_else(|| "back to its default".to_owned(), |value| format!("to {value}"));
        Ok((id, format!("Set {name} {said}")))
    }
}

/// Whether a row cannot be without what this field names.
fn hangs_on(set: Set, name: &str) -> bool {
    set == Set::Required || name == "relationship_id" || (name == "person_id" && set != Set::Optional)
}

fn was_agreed(row: &Row) -> bool {
    row.int("version").unwrap_or(0) > 0
}

/// Refuses an edit of a field whose value is not the one the user saw.
fn unmoved(row: &Row, seen: &Fields, given: &Fields) -> Result<(), Rejection> {
    for (name, value) in seen.iter() {
        let Some(field) = row.id.kind.spec().field(name) else { continue };
        if given.0.contains_key(name)
            && row.fields.get(name) != value
            && row.fields.get(name) != given.get(name)
        {
            let now = crate::domain::entry::show(field, row.fields.get(name));
            let now = if now.is_empty() { "empty".to_owned() } else { now };
            let why = Rejection::stale(format!(
                "{} of {} was changed meanwhile; it is now {now}. Your text is kept; look, then save again.",
                field.label, row.id
            ));
            return Err(Rejection { field: Some(name.to_owned()), ..why });
        }
    }
    Ok(())
}
