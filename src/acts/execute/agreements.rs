//! The shared life of goals, expectations and acceptances: one set of events for all three.
//!
//! **Invariant:** a date moves only by an act with them, with who, when and how (DECIDED, Agreements).

use chrono::NaiveDate;

use super::{Act, Outcome, clip};
use crate::domain::{
    action::Consent,
    agreement::{self, Agreeing, Life},
    day,
    entry::{self, Stage},
    record::{Fields, Kind, RecordId, Row, Value},
    records::{agreement_event::HOWS, expectation, goal, membership},
    rejection::{Instead, Rejection},
};

/// The three agreement types.
const AGREEMENTS: &[Kind] = &[Kind::Goal, Kind::Expectation, Kind::Acceptance];

impl Act<'_, '_> {
    /// The agreements named, all alive, all of one relationship.
    fn alive(&self, ids: &[RecordId]) -> Result<Vec<Row>, Rejection> {
        let mut rows: Vec<Row> = Vec::new();
        for id in ids {
            let row = self.need(*id, AGREEMENTS)?;
            if row.str("state") == "retired" {
                return Err(Rejection::rule(format!(
                    "{} is retired. Write a new one instead.",
                    self.called(&row)?
                )));
            }
            if let Some(first) = rows.first()
                && first.int("relationship_id") != row.int("relationship_id")
            {
                return Err(Rejection::rule(
                    "These belong to different relationships; agree with one at a time.",
                ));
            }
            rows.push(row);
        }
        if rows.is_empty() {
            return Err(Rejection::rule("No agreement was chosen."));
        }
        Ok(rows)
    }

    /// Adds an event of an agreement and gives its id.
    pub(super) fn event(
        &self,
        row: &Row,
        what: &str,
        on: NaiveDate,
        more: &Fields,
    ) -> Result<RecordId, Rejection> {
        let mut fields = more.clone();
        fields.set("relationship_id", row.int("relationship_id"));
        fields.set("agreement", row.id.kind.spec().table);
        fields.set("agreement_id", row.id.id);
        fields.set("version", row.int("version"));
        fields.set("what", what);
        fields.set("day", on);
        self.tx.insert(Kind::AgreementEvent, &fields)
    }

    fn consent_fields(consent: &Consent) -> Fields {
        Fields::new().with("how", consent.how.as_str()).with("evidence", consent.evidence.clone())
    }

    /// Adult members of the relationship, by membership.
    fn adults(&self, relationship: i64) -> Result<Vec<RecordId>, Rejection> {
        let mut adults = Vec::new();
        for row in self.tx.of(Kind::Membership, relationship)? {
            let Some(id) = row.int("person_id").map(|id| RecordId::new(Kind::Person, id)) else { continue };
            let alive = self.tx.get(id)?.is_some_and(|person| person.day("died_on").is_none());
            if alive && membership::may_agree(row.str("role")) {
                adults.push(id);
            }
        }
        Ok(adults)
    }

    /// Who agreed, when and how, checked; the adults named or all of them.
    fn parties(
        &self,
        relationship: i64,
        consent: &Consent,
    ) -> Result<Vec<(RecordId, &'static str)>, Rejection> {
        let adults = self.adults(relationship)?;
        let by: Vec<RecordId> = if consent.by.is_empty() {
            adults.iter().copied().filter(|id| !consent.dissents.contains(id)).collect()
        } else {
            consent.by.clone()
        };
        for id in by.iter().chain(&consent.dissents) {
            let person = self.need(*id, &[Kind::Person])?;
            if !adults.contains(id) {
                let name = person.str("name");
                return Err(Rejection::field(
                    "by",
                    format!("{name} is no adult member of this household and cannot agree."),
                ));
            }
        }
        let agreeing = Agreeing { life: Life::Draft, adults: by.len(), on: consent.on, how: &consent.how };
        agreement::may_agree(&agreeing, self.today)?;
        if !HOWS.contains(&consent.how.as_str()) {
            return Err(Rejection::field("how", format!("{} is none of: {}.", consent.how, HOWS.join(", "))));
        }
        Ok(adults
            .into_iter()
            .map(|id| {
                let answer = if by.contains(&id) {
                    "agreed"
                } else if consent.dissents.contains(&id) {
                    "dissents"
                } else {
                    "not asked"
                };
                (id, answer)
            })
            .collect())
    }

    fn keep_parties(
        &self,
        event: RecordId,
        relationship: i64,
        parties: &[(RecordId, &str)],
    ) -> Result<(), Rejection> {
        for (person, answer) in parties {
            let fields = Fields::new()
                .with("relationship_id", relationship)
                .with("event_id", event.id)
                .with("person_id", person.id)
                .with("answer", *answer);
            self.tx.insert(Kind::Party, &fields)?;
        }
        Ok(())
    }

    /// Freezes the terms of the current version, its measures' targets among them.
    fn keep_version(&self, row: &Row, on: NaiveDate) -> Result<(), Rejection> {
        let mut terms = serde_json::Map::new();
        for field in entry::typed(row.id.kind) {
            let value = row.fields.get(field.name);
            if !value.is_null() && field.name != "relationship_id" {
                terms.insert(field.name.to_owned(), serde_json::json!(entry::show(field, value)));
            }
        }
        if row.id.kind == Kind::Goal {
            let mut targets = Vec::new();
            for tie in self.tx.rows(Kind::AgreementMeasure, &[("goal_id", Value::Int(row.id.id))])? {
                let Some(id) = tie.int("measure_id") else { continue };
                let measure = self.tx.need(RecordId::new(Kind::Measure, id))?;
                let target = measure.int("target").map(crate::domain::number::format);
                self.tx.update(tie.id, &Fields::new().with("target", measure.int("target")))?;
                targets.push(serde_json::json!({ "measure": measure.str("name"), "target": target }));
            }
            if !targets.is_empty() {
                terms.insert("measures".to_owned(), targets.into());
            }
        }
        if row.id.kind == Kind::Acceptance
            && let Some(rule) = row.int("rule_id")
        {
            let rule = self.tx.need(RecordId::new(Kind::Rule, rule))?;
            terms.insert("rule".to_owned(), serde_json::json!(rule.str("title")));
            terms.insert("text".to_owned(), serde_json::json!(rule.str("text")));
        }
        let fields = Fields::new()
            .with("relationship_id", row.int("relationship_id"))
            .with("agreement", row.id.kind.spec().table)
            .with("agreement_id", row.id.id)
            .with("version", row.int("version"))
            .with("day", on)
            .with("terms", serde_json::Value::Object(terms).to_string());
        self.tx.insert(Kind::AgreementVersion, &fields)?;
        Ok(())
    }

    /// What an act with them sets: the anchor, no deferral, off the agenda.
    fn anchored(on: NaiveDate) -> Fields {
        Fields::new()
            .with("anchored_on", on)
            .with("deferrals", 0)
            .with("deferred_until", Value::Null)
            .with("raised_on", Value::Null)
            .with("raised_meeting_id", Value::Null)
    }

    pub(super) fn propose(&self, ids: &[RecordId], on: NaiveDate) -> Outcome {
        let rows = self.alive(ids)?;
        not_ahead(on, self.today)?;
        for row in &rows {
            if row.str("state") != "draft" {
                return Err(Rejection::rule(format!(
                    "{} is {} already.",
                    self.called(row)?,
                    row.str("state")
                )));
            }
            self.tx.update(row.id, &Fields::new().with("state", "proposed").with("proposed_on", on))?;
            self.event(row, "proposed", on, &Fields::new())?;
        }
        Ok((ids.to_vec(), format!("Proposed: {}", self.called_all(&rows, "agreements")?)))
    }

    pub(super) fn agree(&self, ids: &[RecordId], consent: &Consent) -> Outcome {
        let rows = self.alive(ids)?;
        for row in &rows {
            if row.str("state") == "agreed" {
                let called = self.called(row)?;
                let said = format!("{called} is agreed already. Still right with them? Reaffirm it.");
                return Err(Rejection::rule(said).instead(Instead::Reaffirm(row.id)));
            }
            self.agree_one(row, consent)?;
        }
        Ok((ids.to_vec(), format!("Agreed: {}", self.called_all(&rows, "agreements")?)))
    }

    pub(super) fn agree_one(&self, row: &Row, consent: &Consent) -> Result<(), Rejection> {
        let relationship = row.int("relationship_id").unwrap_or(0);
        let parties = self.parties(relationship, consent)?;
        if row.id.kind == Kind::Expectation {
            self.one_yardstick(row)?;
        }
        let mut fields = Self::anchored(consent.on);
        fields.set("state", "agreed");
        fields.set("agreed_on", consent.on);
        fields.set("version", row.int("version").unwrap_or(0) + 1);
        if row.id.kind == Kind::Acceptance
            && let Some(rule) = row.int("rule_id")
        {
            fields.set("rule_version", self.tx.need(RecordId::new(Kind::Rule, rule))?.int("version"));
        }
        self.tx.update(row.id, &fields)?;
        let row = self.tx.need(row.id)?;
        self.keep_version(&row, consent.on)?;
        let event = self.event(&row, "agreed", consent.on, &Self::consent_fields(consent))?;
        self.keep_parties(event, relationship, &parties)
    }

    /// The yardstick is the measure of the expectation of topic success; at most one is in force.
    fn one_yardstick(&self, row: &Row) -> Result<(), Rejection> {
        if row.str("topic") != "success" || row.int("measure_id").is_none() {
            return Ok(());
        }
        let others = self.tx.of(Kind::Expectation, row.int("relationship_id").unwrap_or(0))?;
        let standing = others.iter().find(|other| {
            other.id != row.id
                && other.str("topic") == "success"
                && other.str("state") == "agreed"
                && other.int("measure_id").is_some()
        });
        match standing {
            Some(other) => Err(Rejection::rule(format!(
                "They have a yardstick already: {}. Change that one, or retire it first.",
                clip(other.str("title"))
            ))),
            None => Ok(()),
        }
    }

    pub(super) fn reaffirm(&self, ids: &[RecordId], consent: &Consent) -> Outcome {
        let rows = self.alive(ids)?;
        for row in &rows {
            self.must_be_agreed(row)?;
            let relationship = row.int("relationship_id").unwrap_or(0);
            let parties = self.parties(relationship, consent)?;
            self.tx.update(row.id, &Self::anchored(consent.on))?;
            let event = self.event(row, "reaffirmed", consent.on, &Self::consent_fields(consent))?;
            self.keep_parties(event, relationship, &parties)?;
        }
        Ok((ids.to_vec(), format!("Reaffirmed: {}", self.called_all(&rows, "agreements")?)))
    }

    fn must_be_agreed(&self, row: &Row) -> Result<(), Rejection> {
        if row.str("state") == "agreed" {
            return Ok(());
        }
        let said = format!("{} is not agreed yet. Agree it first.", self.called(row)?);
        Err(Rejection::rule(said).instead(Instead::Agree(row.id)))
    }

    pub(super) fn change(&self, id: RecordId, fields: &Fields, consent: &Consent) -> Outcome {
        let rows = self.alive(&[id])?;
        let Some(row) = rows.first() else { return Err(Rejection::rule("No agreement was chosen.")) };
        self.must_be_agreed(row)?;
        let given = super::checked::checked(id.kind.spec(), fields, Stage::Change)?;
        if !given.iter().any(|(name, value)| row.fields.get(name) != value) {
            let said = "Nothing is different from what was agreed. Reaffirm it instead.";
            return Err(Rejection::rule(said).instead(Instead::Reaffirm(id)));
        }
        let relationship = row.int("relationship_id").unwrap_or(0);
        let parties = self.parties(relationship, consent)?;
        let mut whole = row.fields.clone();
        for (name, value) in given.iter() {
            whole.set(name, value.clone());
        }
        (id.kind.spec().check)(&whole)?;
        let mut set = given;
        set.0.extend(Self::anchored(consent.on).0);
        set.set("version", row.int("version").unwrap_or(0) + 1);
        set.set("stated_on", Value::Null);
        set.set("agreed_on", consent.on);
        self.tx.update(id, &set)?;
        let row = self.tx.need(id)?;
        if id.kind == Kind::Expectation {
            self.one_yardstick(&row)?;
        }
        self.keep_version(&row, consent.on)?;
        let event = self.event(&row, "changed", consent.on, &Self::consent_fields(consent))?;
        self.keep_parties(event, relationship, &parties)?;
        let version = row.int("version").unwrap_or(0);
        Ok((vec![id], format!("Changed with them: {}, now version {version}", self.called(&row)?)))
    }

    pub(super) fn defer(&self, ids: &[RecordId], until: NaiveDate, reason: &str) -> Outcome {
        let rows = self.alive(ids)?;
        for row in &rows {
            let deferrals = row.int("deferrals").unwrap_or(0);
            agreement::may_defer(u32::try_from(deferrals).unwrap_or(u32::MAX), until, reason, self.today)?;
            self.tx.update(
                row.id,
                &Fields::new().with("deferrals", deferrals + 1).with("deferred_until", until),
            )?;
            self.event(
                row,
                "deferred",
                self.today,
                &Fields::new().with("reason", reason).with("until", until),
            )?;
        }
        let what = self.called_all(&rows, "agreements")?;
        Ok((ids.to_vec(), format!("Deferred to {}: {what}", day::weekday_day(until))))
    }

    pub(super) fn raise(&self, ids: &[RecordId], meeting: Option<RecordId>) -> Outcome {
        let rows = self.alive(ids)?;
        let relationship = rows.first().and_then(|row| row.int("relationship_id")).unwrap_or(0);
        let meeting = match meeting {
            Some(id) => self.need(id, &[Kind::Meeting])?,
            None => self.tx.next_meeting(relationship, self.today)?.ok_or_else(|| {
                let plan = Instead::Plan(RecordId::new(Kind::Relationship, relationship));
                Rejection::rule("No meeting with them is planned. Plan one first, then raise it.")
                    .instead(plan)
            })?,
        };
        if meeting.int("relationship_id") != Some(relationship) {
            return Err(Rejection::rule("That meeting is with somebody else."));
        }
        for row in &rows {
            let text = self.called(row)?;
            self.tx.update(
                row.id,
                &Fields::new().with("raised_on", self.today).with("raised_meeting_id", meeting.id.id),
            )?;
            let reference = match row.id.kind {
                Kind::Goal => "goal_id",
                Kind::Expectation => "expectation_id",
                _ => "acceptance_id",
            };
            let item = Fields::new()
                .with("relationship_id", relationship)
                .with("meeting_id", meeting.id.id)
                .with("text", format!("Look again: {}", text.split(", ").next().unwrap_or(&text)))
                .with(reference, row.id.id);
            self.tx.insert(Kind::AgendaItem, &item)?;
            self.event(row, "raised", self.today, &Fields::new().with("meeting_id", meeting.id.id))?;
        }
        let day = meeting.day("day").map(day::weekday_day).unwrap_or_default();
        let what = self.called_all(&rows, "agreements")?;
        Ok((ids.to_vec(), format!("Raised for the meeting of {day}: {what}")))
    }

    pub(super) fn state(&self, ids: &[RecordId], document: &str, on: NaiveDate) -> Outcome {
        let rows = self.alive(ids)?;
        not_ahead(on, self.today)?;
        for row in &rows {
            self.tx.update(row.id, &Fields::new().with("stated_on", on).with("stated_in", document))?;
            self.event(row, "stated", on, &Fields::new().with("evidence", document))?;
        }
        Ok((ids.to_vec(), format!("Stated in {}: {}", clip(document), self.called_all(&rows, "agreements")?)))
    }

    pub(super) fn retire(&self, ids: &[RecordId], reason: &str) -> Outcome {
        let rows = self.alive(ids)?;
        given_reason(reason)?;
        for row in &rows {
            self.retire_one(row, reason)?;
        }
        Ok((ids.to_vec(), format!("Retired: {}", self.called_all(&rows, "agreements")?)))
    }

    pub(super) fn retire_one(&self, row: &Row, reason: &str) -> Result<(), Rejection> {
        let fields = Fields::new()
            .with("state", "retired")
            .with("retired_on", self.today)
            .with("retired_reason", reason);
        self.tx.update(row.id, &fields)?;
        self.event(row, "retired", self.today, &Fields::new().with("reason", reason))?;
        Ok(())
    }

    pub(super) fn judge(&self, id: RecordId, outcome: &str, learned: Option<&str>) -> Outcome {
        let row = self.need(id, &[Kind::Goal, Kind::Expectation])?;
        let words = if id.kind == Kind::Goal { goal::OUTCOMES } else { expectation::OUTCOMES };
        if !words.contains(&outcome) {
            return Err(Rejection::field("outcome", format!("{outcome} is none of: {}.", words.join(", "))));
        }
        if id.kind == Kind::Expectation && row.str("state") != "agreed" {
            let said = "Only what was agreed can be kept or not. Agree it first.";
            return Err(Rejection::rule(said).instead(Instead::Agree(id)));
        }
        let mut fields = Fields::new().with("outcome", outcome).with("outcome_on", self.today);
        if let Some(learned) = learned {
            fields.set("learned", learned);
        }
        self.tx.update(id, &fields)?;
        self.event(&row, "judged", self.today, &Fields::new().with("reason", outcome))?;
        // A goal that is no longer open has done its work; an expectation lives on, kept or not.
        if id.kind == Kind::Goal && outcome != "open" && row.str("state") != "retired" {
            self.retire_one(&self.tx.need(id)?, outcome)?;
        }
        Ok((vec![id], format!("{} is {outcome}", self.called(&row)?)))
    }
}

/// A reason is asked for and kept.
pub(super) fn given_reason(reason: &str) -> Result<(), Rejection> {
    if reason.trim().is_empty() {
        return Err(Rejection::field("reason", "A reason is kept with it. Type one."));
    }
    Ok(())
}

/// What happened is not in the future.
pub(super) fn not_ahead(on: NaiveDate, today: NaiveDate) -> Result<(), Rejection> {
    if on > today {
        return Err(Rejection::field(
            "on",
            format!("{} is still to come. Type a day that has been.", day::long(on)),
        ));
    }
    Ok(())
}
