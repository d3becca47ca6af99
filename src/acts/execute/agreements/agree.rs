//! Agreeing: proposed, agreed, still right, changed with them into a new version.
//!
//! **Invariant:** each is an act with them: who, when and how; the old version stays readable.

use chrono::NaiveDate;

use crate::{
    acts::execute::{
        Act, Outcome,
        agreements::{
            not_ahead,
            targets::{NewAim, Targets},
        },
        checked, clip,
    },
    domain::{
        action::Consent,
        entry::Stage,
        record::{Fields, Kind, RecordId, Row, Value},
        records::expectation::{is_yardstick, names_yardstick},
        rejection::{Instead, Rejection},
    },
};

/// What of an agreement was changed besides its fields.
#[derive(Debug, Clone)]
pub(in crate::acts::execute) enum Besides {
    /// Nothing.
    Nothing,
    /// What measures it, with what is wanted of those that were aimed anew.
    Measures(Vec<NewAim>),
}

impl Act<'_, '_> {
    pub(in crate::acts::execute) fn propose(&self, ids: &[RecordId], on: NaiveDate) -> Outcome {
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

    pub(in crate::acts::execute) fn agree(&self, ids: &[RecordId], consent: &Consent) -> Outcome {
        let rows = self.alive(ids)?;
        for row in &rows {
            if row.str("state") == "agreed" {
                let called = self.called(row)?;
                let said = format!("{called} is agreed already. Still right with them? Reaffirm it.");
                return Err(Rejection::rule(said).instead(Instead::Reaffirm(row.id)));
            }
            self.agree_one(row, consent)?;
        }
        let dissent = self.dissent(consent)?;
        Ok((ids.to_vec(), format!("Agreed: {}{dissent}", self.called_all(&rows, "agreements")?)))
    }

    pub(in crate::acts::execute) fn agree_one(&self, row: &Row, consent: &Consent) -> Result<(), Rejection> {
        let relationship = row.int("relationship_id").unwrap_or(0);
        let parties = self.parties(relationship, consent)?;
        if row.id.kind == Kind::Expectation {
            self.one_yardstick(row)?;
        }
        let mut fields = Self::anchored(consent.on);
        fields.set("state", "agreed");
        fields.set("agreed_on", consent.on);
        fields.set("version", row.int("version").unwrap_or(0) + 1);
        // An acceptance that was retired with its rule lives again with it.
        fields.set("retired_on", Value::Null);
        fields.set("retired_reason", Value::Null);
        if row.id.kind == Kind::Acceptance
            && let Some(rule) = row.int("rule_id")
        {
            fields.set("rule_version", self.tx.need(RecordId::new(Kind::Rule, rule))?.int("version"));
        }
        self.spoken_about(row)?;
        self.tx.update(row.id, &fields)?;
        let row = self.tx.need(row.id)?;
        self.keep_version(&row, consent.on, Targets::Theirs)?;
        let event = self.event(&row, "agreed", consent.on, &Self::consent_fields(consent))?;
        self.keep_parties(event, relationship, &parties)
    }

    /// The yardstick is the measure of the expectation of topic success; at most one is in force.
    fn one_yardstick(&self, row: &Row) -> Result<(), Rejection> {
        if !names_yardstick(row) {
            return Ok(());
        }
        let others = self.tx.of(Kind::Expectation, row.int("relationship_id").unwrap_or(0))?;
        let standing = others.iter().find(|other| other.id != row.id && is_yardstick(other));
        match standing {
            Some(other) => Err(Rejection::rule(format!(
                "They have a yardstick already: {}. Change that one, or retire it first.",
                clip(other.str("title"))
            ))),
            None => Ok(()),
        }
    }

    pub(in crate::acts::execute) fn reaffirm(&self, ids: &[RecordId], consent: &Consent) -> Outcome {
        let rows = self.alive(ids)?;
        for row in &rows {
            self.must_be_agreed(row)?;
            Self::not_before_agreed(row, consent.on)?;
            let relationship = row.int("relationship_id").unwrap_or(0);
            let parties = self.parties(relationship, consent)?;
            self.spoken_about(row)?;
            // One that is recorded late does not take the date back; the latest counts.
            let last = row.day("anchored_on").map_or(consent.on, |last| last.max(consent.on));
            self.tx.update(row.id, &Self::anchored(last))?;
            let event = self.event(row, "reaffirmed", consent.on, &Self::consent_fields(consent))?;
            self.keep_parties(event, relationship, &parties)?;
        }
        let dissent = self.dissent(consent)?;
        Ok((ids.to_vec(), format!("Reaffirmed: {}{dissent}", self.called_all(&rows, "agreements")?)))
    }

    pub(in crate::acts::execute) fn change(
        &self,
        id: RecordId,
        fields: &Fields,
        consent: &Consent,
    ) -> Outcome {
        self.change_besides(id, fields, consent, &Besides::Nothing)
    }

    /// The same, where something of it that is no field was changed in this step already.
    pub(in crate::acts::execute) fn change_besides(
        &self,
        id: RecordId,
        fields: &Fields,
        consent: &Consent,
        besides: &Besides,
    ) -> Outcome {
        let rows = self.alive(&[id])?;
        let Some(row) = rows.first() else { return Err(Rejection::rule("No agreement was chosen.")) };
        self.must_be_agreed(row)?;
        let given = checked::checked(id.kind.spec(), fields, Stage::Change)?;
        let differs = given.iter().any(|(name, value)| row.fields.get(name) != value);
        let aims = match besides {
            Besides::Measures(aims) => aims.clone(),
            Besides::Nothing if differs => Vec::new(),
            Besides::Nothing => self.asked_anew(row)?,
        };
        if !differs && aims.is_empty() && matches!(besides, Besides::Nothing) {
            let said = "Nothing is different from what was agreed. Reaffirm it instead.";
            return Err(Rejection::rule(said).instead(Instead::Reaffirm(id)));
        }
        Self::not_before_agreed(row, consent.on)?;
        if given.0.contains_key("relationship_id")
            && given.get("relationship_id") != row.fields.get("relationship_id")
        {
            return Err(Rejection::field(
                "relationship_id",
                "It was agreed with them and stays theirs. Write a new one for the others.",
            ));
        }
        let relationship = row.int("relationship_id").unwrap_or(0);
        let parties = self.parties(relationship, consent)?;
        let mut whole = row.fields.clone();
        for (name, value) in given.iter() {
            whole.set(name, value.clone());
        }
        self.refers(id.kind, &given)?;
        (id.kind.spec().check)(&whole)?;
        self.spoken_about(row)?;
        let mut set = given;
        set.0.extend(Self::anchored(consent.on).0);
        set.set("version", row.int("version").unwrap_or(0) + 1);
        set.set("stated_on", Value::Null);
        set.set("stated_in", Value::Null);
        set.set("agreed_on", consent.on);
        self.tx.update(id, &set)?;
        let anew = self.tx.need(id)?;
        if id.kind == Kind::Expectation {
            self.one_yardstick(&anew)?;
        }
        self.outdate(&anew, anew.int("version"))?;
        self.keep_version(&anew, consent.on, Targets::Agreed(row, &aims))?;
        let row = anew;
        let event = self.event(&row, "changed", consent.on, &Self::consent_fields(consent))?;
        self.keep_parties(event, relationship, &parties)?;
        let version = row.int("version").unwrap_or(0);
        let past = if fields.get("target_date").is_null() { String::new() } else { self.said_past(&row) };
        let (called, dissent) = (self.called(&row)?, self.dissent(consent)?);
        Ok((vec![id], format!("Changed with them: {called}, now version {version}{past}{dissent}")))
    }
}
