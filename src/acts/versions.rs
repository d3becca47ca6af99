//! The texts of agreements that were agreed, one after the other: what changed, and which was in force on a day.
//!
//! **Invariant:** one mechanism for goals, expectations and acceptances; a text that was agreed is never changed
//! by reading it.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::{Book, name::short};
use crate::domain::{
    record::{Kind, RecordId, Row, Value},
    rejection::Rejection,
    word_diff::{Fate, Run, plain, word_diff},
};

/// What one field of an agreed text became.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// The field's label.
    pub label: String,
    /// Its words: kept, struck, added.
    pub runs: Vec<Run>,
}

impl Difference {
    /// What it was: `By: Thu 1 Jun 2028`.
    #[must_use]
    pub fn was(&self) -> String {
        self.side(Fate::Struck)
    }

    /// What it is since: `By: Fri 1 Jun 2029`.
    #[must_use]
    pub fn is_now(&self) -> String {
        self.side(Fate::Added)
    }

    fn side(&self, fate: Fate) -> String {
        let runs = self.runs.iter().filter(|run| run.fate == Fate::Kept || run.fate == fate);
        let words = runs.map(|run| run.words.as_str()).collect::<Vec<_>>().join(" ");
        format!("{}: {}", self.label, if words.is_empty() { "nothing" } else { &words })
    }

    /// It in plain text: `by: [-2028-] {+2029+}`.
    #[must_use]
    pub fn said(&self) -> String {
        format!("{}: {}", self.label.to_lowercase(), plain(&self.runs))
    }
}

/// One agreed text.
#[derive(Debug, Clone)]
pub struct Version {
    /// Its number.
    pub number: i64,
    /// Since when.
    pub day: NaiveDate,
    /// Who agreed and who did not, in words.
    pub by: String,
    /// What is different from the version before.
    pub changed: Vec<Difference>,
    /// Every field as agreed.
    pub terms: BTreeMap<String, String>,
}

impl Version {
    /// Its terms by label, in the order of the form.
    #[must_use]
    pub fn said(&self, kind: Kind) -> Vec<(String, String)> {
        let mut terms: Vec<(&String, &String)> = self.terms.iter().collect();
        let place = |name: &str| kind.spec().fields.iter().position(|field| field.name == name);
        terms.sort_by_key(|(name, _)| place(name).unwrap_or(usize::MAX));
        terms.into_iter().map(|(name, value)| (label(kind, name), value.clone())).collect()
    }
}

/// An agreement that was in force on a day.
#[derive(Debug, Clone)]
pub struct InForce {
    /// Which.
    pub id: RecordId,
    /// Whose.
    pub relationship: i64,
    /// Their short name.
    pub who: String,
    /// Its title as it was agreed then.
    pub title: String,
    /// The version in force.
    pub version: i64,
    /// Since when that one.
    pub since: NaiveDate,
    /// Its terms by label.
    pub terms: Vec<(String, String)>,
}

impl Book {
    /// The agreed texts of an agreement, newest first.
    pub(super) fn versions(&self, id: RecordId, events: &[(Row, String)]) -> Result<Vec<Version>, Rejection> {
        let equal = [("agreement", Value::from(id.kind.spec().table)), ("agreement_id", Value::Int(id.id))];
        let mut versions: Vec<Version> = Vec::new();
        for row in self.db().rows(Kind::AgreementVersion, &equal)? {
            let number = row.int("version").unwrap_or(0);
            let terms = read_terms(row.str("terms"));
            let changed =
                versions.last().map(|before| differences(id.kind, &before.terms, &terms)).unwrap_or_default();
            let event = events.iter().find(|(event, _)| {
                matches!(event.str("what"), "agreed" | "changed") && event.int("version") == Some(number)
            });
            versions.push(Version {
                number,
                day: row.day("day").unwrap_or_default(),
                by: event.map(|(_, by)| by.clone()).unwrap_or_default(),
                changed,
                terms,
            });
        }
        versions.reverse();
        Ok(versions)
    }

    /// The agreements of one type that were in force on a day, by their dates: agreed on that day or before, and
    /// not retired by then; each with the text of that day. Of one relationship where one is named.
    pub fn in_force(&self, kind: Kind, on: NaiveDate, only: Option<i64>) -> Result<Vec<InForce>, Rejection> {
        let mut equal = vec![("agreement", Value::from(kind.spec().table))];
        equal.extend(only.map(|id| ("relationship_id", Value::Int(id))));
        let mut newest: BTreeMap<i64, Row> = BTreeMap::new();
        for row in self.db().rows(Kind::AgreementVersion, &equal)? {
            let (Some(id), Some(since)) = (row.int("agreement_id"), row.day("day")) else { continue };
            let is_newer =
                |known: &Row| (known.day("day"), known.int("version")) <= (Some(since), row.int("version"));
            if since <= on && newest.get(&id).is_none_or(is_newer) {
                newest.insert(id, row);
            }
        }
        let mut found = Vec::new();
        for (id, version) in newest {
            let Some(row) = self.get(RecordId::new(kind, id))? else { continue };
            if row.str("state") == "retired" && row.day("retired_on").is_some_and(|retired| retired <= on) {
                continue;
            }
            found.push(self.in_force_line(&row, &version)?);
        }
        found.sort_by(|a, b| a.who.cmp(&b.who).then(a.id.cmp(&b.id)));
        Ok(found)
    }

    fn in_force_line(&self, row: &Row, version: &Row) -> Result<InForce, Rejection> {
        let kind = row.id.kind;
        let terms = read_terms(version.str("terms"));
        let title = if kind == Kind::Acceptance { "rule" } else { kind.spec().title };
        let title = match terms.get(title) {
            Some(title) => title.clone(),
            None => self.agreement_title(row)?,
        };
        let relationship = row.int("relationship_id").unwrap_or(0);
        let whose = self.get(RecordId::new(Kind::Relationship, relationship))?;
        let (number, since) = (version.int("version").unwrap_or(0), version.day("day").unwrap_or_default());
        let text = Version { number, day: since, by: String::new(), changed: Vec::new(), terms };
        Ok(InForce {
            id: row.id,
            relationship,
            who: whose.map(|row| short(row.str("name")).to_owned()).unwrap_or_default(),
            title,
            version: number,
            since,
            terms: text.said(kind),
        })
    }
}

/// The terms of a version as text by field; what it was measured by as one text.
fn read_terms(json: &str) -> BTreeMap<String, String> {
    let map: BTreeMap<String, serde_json::Value> = serde_json::from_str(json).unwrap_or_default();
    let mut terms: BTreeMap<String, String> = map
        .into_iter()
        .map(|(name, value)| {
            let text = match value {
                serde_json::Value::String(text) => text,
                serde_json::Value::Array(measures) if name == MEASURES => {
                    measures.iter().map(measure_said).collect::<Vec<_>>().join("; ")
                }
                other => other.to_string(),
            };
            (name, text)
        })
        .collect();
    if terms.contains_key(MEASURES) {
        // The measure is said by its name and target, not by its number.
        terms.remove("measure_id");
    }
    terms
}

/// Where the terms keep the measures.
const MEASURES: &str = "measures";

/// `plan funded, 95 % or more`; of versions written before the whole was kept, name and target.
fn measure_said(measure: &serde_json::Value) -> String {
    let text = |name: &str| measure.get(name).and_then(serde_json::Value::as_str);
    match (text("wanted"), text("target")) {
        (Some(wanted), _) => wanted.to_owned(),
        (None, Some(target)) => format!("{}, {target}", text("measure").unwrap_or_default()),
        (None, None) => text("measure").unwrap_or_default().to_owned(),
    }
}

fn label(kind: Kind, name: &str) -> String {
    match (kind.spec().field(name), name) {
        (Some(field), _) => field.label.to_owned(),
        (None, MEASURES) => "Measured by".to_owned(),
        (None, "rule") => "Rule".to_owned(),
        (None, "text") => "Text".to_owned(),
        (None, other) => other.to_owned(),
    }
}

/// What is different between two agreed texts, in the field's own labels.
fn differences(
    kind: Kind,
    before: &BTreeMap<String, String>,
    after: &BTreeMap<String, String>,
) -> Vec<Difference> {
    let mut names: Vec<&String> = before.keys().chain(after.keys()).collect();
    let place = |name: &str| kind.spec().fields.iter().position(|field| field.name == name);
    names.sort_by_key(|name| (place(name).unwrap_or(usize::MAX), *name));
    names.dedup();
    // What an expectation was measured by was kept as a number at first; that is no change of words.
    let was_kept = |terms: &BTreeMap<String, String>| terms.contains_key(MEASURES);
    let same_way = kind != Kind::Expectation || was_kept(before) == was_kept(after);
    names
        .into_iter()
        .filter(|name| before.get(*name) != after.get(*name))
        .filter(|name| same_way || !matches!(name.as_str(), MEASURES | "measure_id"))
        .map(|name| {
            let said = |terms: &BTreeMap<String, String>| terms.get(name).cloned().unwrap_or_default();
            Difference { label: label(kind, name), runs: word_diff(&said(before), &said(after)) }
        })
        .collect()
}
