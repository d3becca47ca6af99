//! The shared life of goals, expectations and acceptances: one set of events for all three.
//!
//! **Invariant:** a date moves only by an act with them, with who, when and how (DECIDED, Agreements).

mod against;
pub(super) mod agree;
mod close;
mod later;
pub(super) mod targets;

use chrono::NaiveDate;

use self::targets::Targets;
use super::Act;
use crate::acts::name::{adults, dissent_said, listed};
use crate::domain::{
    action::Consent,
    agreement::{self, Agreeing, Life},
    day, entry,
    record::{Fields, Kind, RecordId, Row, Value},
    records::agreement_event::HOWS,
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

    /// Who agreed, when and how, checked; the adults named, or the only one.
    fn parties(
        &self,
        relationship: i64,
        consent: &Consent,
    ) -> Result<Vec<(RecordId, &'static str)>, Rejection> {
        let standing = adults(**self.tx, relationship)?;
        let adults: Vec<RecordId> = standing.iter().map(|person| person.id).collect();
        let by = match (consent.by.as_slice(), adults.as_slice()) {
            ([], [only]) if !consent.dissents.contains(only) => vec![*only],
            // Who was not asked is never taken as agreed.
            ([], [_, _, ..]) => {
                let names: Vec<&str> = standing.iter().map(|person| person.str("name")).collect();
                let said = format!("Say who agreed: {}. Nothing was changed.", listed(&names, "or"));
                return Err(Rejection::field("by", said));
            }
            (named, _) => named.to_vec(),
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
            if by.contains(id) && consent.dissents.contains(id) {
                let name = person.str("name");
                return Err(Rejection::field("by", format!("{name} either agrees or dissents, not both.")));
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

    /// Who does not agree, for the receipt: `; Robert Hartley does not agree`.
    pub(super) fn dissent(&self, consent: &Consent) -> Result<String, Rejection> {
        let mut names = Vec::new();
        for id in &consent.dissents {
            names.push(self.need(*id, &[Kind::Person])?.str("name").to_owned());
        }
        Ok(dissent_said(&names))
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
    fn keep_version(&self, row: &Row, on: NaiveDate, targets: Targets<'_>) -> Result<(), Rejection> {
        let mut terms = serde_json::Map::new();
        for field in entry::typed(row.id.kind) {
            let value = row.fields.get(field.name);
            if !value.is_null() && field.name != "relationship_id" {
                terms.insert(field.name.to_owned(), serde_json::json!(entry::show(field, value)));
            }
        }
        let measures = self.freeze_targets(row, targets)?;
        if !measures.is_empty() {
            terms.insert("measures".to_owned(), measures.into());
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

    /// What was agreed is looked at again on that day or later.
    fn not_before_agreed(row: &Row, on: NaiveDate) -> Result<(), Rejection> {
        match row.day("agreed_on") {
            Some(agreed) if on < agreed => Err(Rejection::field(
                "on",
                format!("It was agreed on {}; they look at it again after that.", day::long(agreed)),
            )),
            _ => Ok(()),
        }
    }

    fn must_be_agreed(&self, row: &Row) -> Result<(), Rejection> {
        if row.str("state") == "agreed" {
            return Ok(());
        }
        let said = format!("{} is not agreed yet. Agree it first.", self.called(row)?);
        Err(Rejection::rule(said).instead(Instead::Agree(row.id)))
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
    day::has_been(on, today)
}
