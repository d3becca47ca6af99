//! What a document is made from: everything a template may name, as data.
//!
//! **Invariant:** sensitivities are not among it (DECIDED, The journal); what is not known is empty, never guessed.

use std::collections::BTreeMap;

use serde_json::{Map, Value as Json, json};

use crate::{
    acts::{
        Book,
        asked::of_their_money,
        brief::{Brief, BriefLine, Reach, Under},
        name::short,
    },
    domain::{
        mailing,
        record::{Kind, RecordId, Row, Value},
        records::follow_up::is_finished,
        rejection::Rejection,
    },
};

/// What a document is made from.
#[derive(Debug, Clone)]
pub struct Facts {
    /// The language they like, when it is known.
    pub language: Option<String>,
    /// Everything, by name.
    pub all: Json,
}

/// Contacts that stand on a page about the last ones.
const CONTACTS: i64 = 6;

impl Book {
    /// What a document about a relationship is made from; `meeting` is the one it is for, else the next.
    pub fn document_facts(
        &self,
        relationship: i64,
        meeting: Option<RecordId>,
        given: &BTreeMap<String, String>,
    ) -> Result<Facts, Rejection> {
        self.reading(|| {
            let row = self.db().need(RecordId::new(Kind::Relationship, relationship))?;
            let language = row.fields.text("language").map(ToOwned::to_owned);
            let mut all = Map::new();
            all.insert("today".into(), json!(self.today()));
            let (name, phone) = (self.db().setting("practice")?, self.db().setting("practice_phone")?);
            all.insert("practice".into(), json!({ "name": name, "phone": phone }));
            all.insert("client".into(), self.client_facts(&row)?);
            self.people_facts(relationship, &mut all)?;
            self.agreed_facts(relationship, &mut all)?;
            self.talk_facts(relationship, &mut all)?;
            self.rule_facts(relationship, &mut all)?;
            self.open_facts(relationship, &mut all)?;
            self.meeting_facts(relationship, meeting, &mut all)?;
            self.year_facts(relationship, &mut all)?;
            let brief = self.brief(relationship, meeting)?;
            all.insert("brief".into(), brief.map_or(Json::Null, |brief| brief_facts(&brief)));
            all.insert("ending".into(), self.ending_facts()?);
            all.insert("given".into(), json!(given));
            Ok(Facts { language, all: Json::Object(all) })
        })
    }

    fn client_facts(&self, row: &Row) -> Result<Json, Rejection> {
        let members = self.db().members(row.id.id)?;
        let persons = mailing::addressed(&members).unwrap_or_default();
        let mut lines: Vec<String> = Vec::new();
        for person in &persons {
            let points = self.rows(Kind::ContactPoint, &[("person_id", Value::Int(person.id.id))])?;
            if let Some(point) = mailing::point(&points, mailing::By::Letter) {
                lines = point.str("value").split(", ").map(ToOwned::to_owned).collect();
                break;
            }
        }
        // With nobody of theirs in the book the household itself is written to.
        let (addressee, salutation) = match (persons.as_slice(), row.str("address_as").trim()) {
            ([], "") => (row.str("name").to_owned(), format!("Dear {}", row.str("name"))),
            ([], own) => (row.str("name").to_owned(), own.to_owned()),
            (some, own) => (mailing::addressee(some), mailing::salutation(own, some)),
        };
        let own = self.of(Kind::CustomField, row.id.id)?;
        let money = |name: &str| of_their_money(row, &own, name);
        Ok(json!({
            "id": row.id.to_string(),
            "name": row.str("name"),
            "money": { "start": money("start"), "flows": money("flows"), "blend": money("blend") },
            "short": short(row.str("name")),
            "kind": row.str("kind"),
            "tier": row.str("tier"),
            "stage": row.str("stage"),
            "since": row.day("since"),
            "addressee": addressee,
            "address_as": row.fields.text("address_as"),
            "salutation": salutation,
            "address": lines,
        }))
    }

    fn open_facts(&self, relationship: i64, all: &mut Map<String, Json>) -> Result<(), Rejection> {
        let equal = [("relationship_id", Value::Int(relationship)), ("finished_on", Value::Null)];
        let mut rows = self.rows(Kind::FollowUp, &equal)?;
        rows.retain(|row| !is_finished(row.str("state")));
        rows.sort_by_key(|row| (row.day("due").is_none(), row.day("due"), row.id));
        let of = |kind: &str, whose: &str| -> Json {
            let fit = rows.iter().filter(|row| row.str("kind") == kind && row.str("whose") == whose);
            // A day that has gone by is no day by which anything is promised.
            let late = |row: &Row| row.day("due").is_some_and(|due| due < self.today());
            fit.map(|row| json!({ "title": row.str("title"), "due": row.day("due"), "late": late(row) }))
                .collect()
        };
        let promises = json!({ "ours": of("promise", "ours"), "theirs": of("promise", "theirs") });
        all.insert("promises".into(), promises);
        all.insert("requests".into(), of("request", "ours"));
        let contacts = self.db().interactions_of(relationship, Some(self.today()), CONTACTS)?;
        let contacts: Vec<Json> = contacts
            .iter()
            .map(|row| {
                json!({
                    "day": row.day("day"),
                    "channel": row.str("channel"),
                    "summary": row.str("summary"),
                })
            })
            .collect();
        all.insert("contacts".into(), contacts.into());
        Ok(())
    }

    fn meeting_facts(
        &self,
        relationship: i64,
        named: Option<RecordId>,
        all: &mut Map<String, Json>,
    ) -> Result<(), Rejection> {
        let row = match named {
            Some(id) => Some(self.db().need(id)?),
            None => self.db().next_meeting(relationship, self.today())?,
        };
        let Some(row) = row else {
            all.insert("meeting".into(), Json::Null);
            return Ok(());
        };
        if row.int("relationship_id") != Some(relationship) {
            return Err(Rejection::field("meeting", "That meeting is with somebody else."));
        }
        let mut items = self.agenda(row.id)?;
        items.retain(|item| !item.flag("done"));
        let items: Vec<&str> = items.iter().map(|item| item.str("text")).collect();
        let begins = self.meeting_begins(&row);
        let told = json!({
            "title": row.str("title"),
            "day": begins.map(|(on, _)| on),
            "time": begins.and_then(|(_, time)| time).map(|time| time.format("%H:%M").to_string()),
            "minutes": row.int("minutes"),
            "place": row.fields.text("place"),
            "channel": row.str("channel"),
            "there": self.hour_there(&row),
            "agenda": items,
        });
        all.insert("meeting".into(), told);
        Ok(())
    }

    /// The steps of the checklist for an ending, as they are in force.
    fn ending_facts(&self) -> Result<Json, Rejection> {
        let template = self.template("ending")?;
        let steps: Vec<&str> = template.steps.iter().map(|step| step.title.as_str()).collect();
        Ok(json!({ "steps": steps }))
    }

    /// What a meeting's hour is in its own zone, when that is another.
    fn hour_there(&self, meeting: &Row) -> Option<String> {
        meeting.fields.text("time_zone")?;
        self.meeting_when(meeting).split_once(", ").map(|(_, there)| there.to_owned())
    }
}

/// The brief's sections but for those that stay at the desk.
fn brief_facts(brief: &Brief) -> Json {
    let sections = brief.sections.iter().filter(|section| section.reach == Reach::Anywhere);
    let line = |line: &BriefLine| -> String {
        let cells = line.cells.iter().map(|cell| cell.said().into_owned());
        let cells: Vec<String> = cells.filter(|cell| !cell.trim().is_empty()).collect();
        // A sentence that goes on ends behind what is added.
        let last = cells.len().saturating_sub(1);
        let part = |(number, cell): (usize, &String)| {
            let cell = if number < last { cell.trim_end_matches('.') } else { cell.as_str() };
            cell.to_owned()
        };
        cells.iter().enumerate().map(part).collect::<Vec<_>>().join(", ")
    };
    sections
        .map(|section| {
            let lines: Vec<Json> = section
                .lines
                .iter()
                .map(|one| {
                    let is_under = one.under == Under::Line;
                    json!({ "text": line(one), "under": is_under })
                })
                .collect();
            json!({ "name": section.name, "lines": lines })
        })
        .collect()
}
