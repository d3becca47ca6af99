//! What records are called where people read of them: the type, the title and the fields in words.
//!
//! **Invariant:** an id stands only where the record it names is gone from the book; JSON and columns never do.

use std::collections::HashMap;

use super::{Book, measured::measured};
use crate::domain::{
    day::{self, PartialDate},
    entry,
    record::{Field, Kind, RecordId, Row, Ty, Value},
    rejection::Rejection,
    title::title,
};

/// What a type is called in a sentence, where its noun on the command line is short or joined by a dash.
#[must_use]
pub fn noun(kind: Kind) -> &'static str {
    match kind {
        Kind::ContactPoint => "contact point",
        Kind::SpecialDate => "special date",
        Kind::LifeEvent => "life event",
        Kind::AgendaItem => "agenda item",
        Kind::Role => "line of a role card",
        Kind::GapAnswer => "answered gap",
        Kind::AgreementMeasure => "measure of a goal",
        Kind::AgreementEvent => "event",
        Kind::AgreementVersion => "agreed text",
        Kind::Party => "answer",
        Kind::RuleVersion => "text of a rule",
        Kind::ImportedProperty => "imported line",
        Kind::Alias => "former name",
        Kind::DistinctPair => "pair told apart",
        Kind::HouseholdSplit => "split",
        Kind::LegalHold => "legal hold",
        Kind::Handover => "file that left the book",
        kind => kind.spec().noun,
    }
}

/// What a record's type is called: of a relationship and a follow-up the kind they are of.
#[must_use]
pub fn noun_of(row: &Row) -> String {
    match (row.id.kind, row.fields.text("kind")) {
        (Kind::Relationship | Kind::FollowUp, Some(word)) => word.to_owned(),
        (kind, _) => noun(kind).to_owned(),
    }
}

/// Words for records and their fields; a record referred to is read once.
#[derive(Debug, Default)]
pub struct Called {
    rows: HashMap<RecordId, Option<Row>>,
    names: HashMap<RecordId, String>,
}

impl Called {
    /// Takes a record as it is given here, whatever the book holds: what a step removed keeps its name.
    pub fn know(&mut self, row: &Row) {
        self.rows.insert(row.id, Some(row.clone()));
    }

    /// What the record of an id is called; its id when it is gone.
    pub fn name(&mut self, book: &Book, id: RecordId) -> Result<String, Rejection> {
        if let Some(known) = self.names.get(&id) {
            return Ok(known.clone());
        }
        let named = matches!(id.kind, Kind::Relationship | Kind::Person) && !self.rows.contains_key(&id);
        let name = if named {
            // Who has a name of its own needs no more of the row than that.
            book.name_of(id)?.filter(|name| !name.is_empty()).unwrap_or_else(|| id.to_string())
        } else {
            match self.row(book, id)? {
                Some(row) => self.title(book, &row)?,
                None => id.to_string(),
            }
        };
        self.names.insert(id, name.clone());
        Ok(name)
    }

    /// The title of a record; one that has no text of its own is called after those it joins.
    pub fn title(&mut self, book: &Book, row: &Row) -> Result<String, Rejection> {
        let title = match row.id.kind {
            Kind::Share => {
                let contact = self.field(book, row, "interaction_id")?;
                row.int("minutes").map_or_else(
                    || format!("part of {contact}"),
                    |minutes| format!("{minutes} min of {contact}"),
                )
            }
            Kind::Participant => self.joined(book, row, "person_id", " in ", "interaction_id")?,
            Kind::Membership => self.joined(book, row, "person_id", ", ", "role")?,
            Kind::DistinctPair => self.joined(book, row, "first_id", " and ", "second_id")?,
            Kind::HouseholdSplit => self.joined(book, row, "relationship_id", " out of ", "from_id")?,
            Kind::AgreementMeasure => self.joined(book, row, "measure_id", " of ", "goal_id")?,
            Kind::Reading => self.joined(book, row, "measure_id", ": ", "value")?,
            Kind::AgreementEvent => self.joined(book, row, "agreement_id", ": ", "what")?,
            Kind::AgreementVersion => self.joined(book, row, "agreement_id", ", version ", "version")?,
            Kind::RuleVersion => self.joined(book, row, "rule_id", ", version ", "version")?,
            Kind::Party => {
                let said = self.joined(book, row, "person_id", " ", "answer")?;
                let event = row.int("event_id").map(|id| RecordId::new(Kind::AgreementEvent, id));
                let event = event.map_or(Ok(None), |id| self.row(book, id))?;
                match event {
                    Some(event) => format!("{said}: {}", self.field(book, &event, "agreement_id")?),
                    None => said,
                }
            }
            Kind::Snooze => {
                let item = row.str("item");
                match item.split('.').next().and_then(|source| source.parse().ok()) {
                    Some(source) => format!("{} ({item})", self.name(book, source)?),
                    None => item.to_owned(),
                }
            }
            // The lines of a postal address are all of it.
            Kind::ContactPoint => row.str("value").lines().collect::<Vec<_>>().join(", "),
            _ => title(row, |id| self.row(book, id))?,
        };
        let first = title.lines().next().unwrap_or("");
        Ok(if first.is_empty() { row.id.to_string() } else { first.to_owned() })
    }

    /// A field in words: references by name, what was measured in its unit; unknown is empty.
    pub fn value(&mut self, book: &Book, row: &Row, field: &Field) -> Result<String, Rejection> {
        let value = row.fields.get(field.name);
        match (field.ty, value) {
            (Ty::Ref(kind), Value::Int(id)) => self.name(book, RecordId::new(kind, *id)),
            (Ty::Number, Value::Int(number)) => {
                let measure = match row.int("measure_id") {
                    _ if row.id.kind == Kind::Measure => Some(row.clone()),
                    Some(id) => self.row(book, RecordId::new(Kind::Measure, id))?,
                    None => None,
                };
                Ok(measure.map_or_else(|| entry::show(field, value), |measure| measured(&measure, *number)))
            }
            (Ty::Count, Value::Int(id)) if field.name == "agreement_id" => {
                match Kind::of_noun(row.str("agreement")) {
                    Some(kind) => self.name(book, RecordId::new(kind, *id)),
                    None => Ok(id.to_string()),
                }
            }
            (Ty::PartialDate, Value::Text(text)) => {
                Ok(text.parse().map_or_else(|_| text.clone(), partial_date))
            }
            (_, Value::Text(text)) if row.id.kind == Kind::AgreementVersion && field.name == "terms" => {
                Ok(terms(row, text))
            }
            _ => Ok(entry::show(field, value)),
        }
    }

    /// A field as part of a sentence, with its label where the value alone says nothing; nothing when unknown.
    pub fn phrase(&mut self, book: &Book, row: &Row, field: &Field) -> Result<Option<String>, Rejection> {
        let said = self.value(book, row, field)?;
        if said.is_empty() {
            return Ok(None);
        }
        let label = field.label.to_lowercase();
        Ok(Some(match (field.name, field.ty) {
            ("day" | "time" | "agreement_id", _) => said,
            ("minutes" | "effort_minutes", _) => format!("{said} min"),
            (_, Ty::Flag) if said == "yes" => label,
            ("understood", _) | (_, Ty::Flag) => format!("{label}: {said}"),
            (_, Ty::Date | Ty::PartialDate | Ty::Time | Ty::Count | Ty::Number) => format!("{label} {said}"),
            _ => said,
        }))
    }

    fn row(&mut self, book: &Book, id: RecordId) -> Result<Option<Row>, Rejection> {
        if let Some(known) = self.rows.get(&id) {
            return Ok(known.clone());
        }
        let row = book.get(id)?;
        self.rows.insert(id, row.clone());
        Ok(row)
    }

    fn field(&mut self, book: &Book, row: &Row, name: &str) -> Result<String, Rejection> {
        row.id.kind.spec().field(name).map_or(Ok(String::new()), |field| self.value(book, row, field))
    }

    fn joined(
        &mut self,
        book: &Book,
        row: &Row,
        first: &str,
        by: &str,
        second: &str,
    ) -> Result<String, Rejection> {
        Ok(format!("{}{by}{}", self.field(book, row, first)?, self.field(book, row, second)?))
    }
}

/// A date whose year may be unknown: `14 Mar 1963`, `24 Dec`.
fn partial_date(date: PartialDate) -> String {
    let (day, month) = (date.day(), day::month_name(date.month()));
    date.year().map_or_else(|| format!("{day} {month}"), |year| format!("{day} {month} {year}"))
}

/// The terms of an agreed text with the labels of their fields; ids say nothing to a reader and are left out.
fn terms(row: &Row, json: &str) -> String {
    use serde_json::Value as Json;
    let Ok(terms) = serde_json::from_str::<serde_json::Map<String, Json>>(json) else {
        return String::new();
    };
    let kind = Kind::of_noun(row.str("agreement"));
    let label = |name: &str| {
        let field = kind.and_then(|kind| kind.spec().field(name));
        field.map_or_else(|| name.replace('_', " "), |field| field.label.to_lowercase())
    };
    let text = |value: &Json| value.as_str().map_or_else(|| value.to_string(), ToOwned::to_owned);
    let said = terms.iter().filter(|(name, _)| !name.ends_with("_id")).map(|(name, value)| match value {
        Json::Array(measures) => {
            let one = |measure: &Json| {
                let part = |name: &str| measure.get(name).map(text).unwrap_or_default();
                // Versions written before the whole was kept have name and target.
                if let Some(wanted) = measure.get("wanted").and_then(Json::as_str) {
                    return wanted.to_owned();
                }
                format!("{} {}", part("measure"), part("target")).trim_end().to_owned()
            };
            format!("{}: {}", label(name), measures.iter().map(one).collect::<Vec<_>>().join(", "))
        }
        value => format!("{}: {}", label(name), text(value)),
    });
    said.collect::<Vec<_>>().join("; ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        clock::Clock,
        domain::{
            action::{Action, Consent, ContactLog, NewMember},
            record::Fields,
        },
    };

    fn book() -> Book {
        let mut book = Book::memory(Clock::fixed("2026-11-23".parse().unwrap())).unwrap();
        let head = NewMember {
            fields: Fields::new().with("name", "Ann Hartley"),
            role: "head".to_owned(),
            phone: None,
            email: None,
        };
        let fields = Fields::new().with("name", "Hartley household");
        book.execute(&Action::AddHousehold { fields, members: vec![head], tags: Vec::new() }).unwrap();
        let goal = Fields::new().with("relationship_id", 1).with("statement", "Retire together");
        book.execute(&Action::Add { kind: Kind::Goal, fields: goal }).unwrap();
        let consent = Consent {
            by: vec![RecordId::new(Kind::Person, 1)],
            dissents: Vec::new(),
            on: book.today(),
            how: "meeting".to_owned(),
            evidence: None,
        };
        let agreements = vec![RecordId::new(Kind::Goal, 1)];
        book.execute(&Action::Agree { agreements, consent }).unwrap();
        let fields = Fields::new()
            .with("day", "2026-11-23")
            .with("channel", "call")
            .with("minutes", 14)
            .with("summary", "Asked about the page");
        book.execute(&Action::Log(Box::new(ContactLog {
            relationships: vec![RecordId::new(Kind::Relationship, 1)],
            participants: Vec::new(),
            fields,
            ..ContactLog::default()
        })))
        .unwrap();
        book
    }

    fn titles(book: &Book, kind: Kind) -> Vec<String> {
        let mut called = Called::default();
        book.rows(kind, &[]).unwrap().iter().map(|row| called.title(book, row).unwrap()).collect()
    }

    #[test]
    fn what_joins_others_is_called_after_them() {
        let book = book();
        assert_eq!(titles(&book, Kind::Share), ["14 min of Asked about the page"]);
        assert_eq!(titles(&book, Kind::Participant), ["Ann Hartley in Asked about the page"]);
        assert_eq!(titles(&book, Kind::Party), ["Ann Hartley agreed: Retire together"]);
        assert_eq!(titles(&book, Kind::Membership), ["Ann Hartley, head"]);
        assert_eq!(titles(&book, Kind::AgreementVersion), ["Retire together, version 1"]);
        assert!(titles(&book, Kind::AgreementEvent).contains(&"Retire together: agreed".to_owned()));
    }

    #[test]
    fn agreed_terms_are_read_in_words() {
        let book = book();
        let row = book.rows(Kind::AgreementVersion, &[]).unwrap().remove(0);
        let field = Kind::AgreementVersion.spec().field("terms").unwrap();
        let said = Called::default().value(&book, &row, field).unwrap();
        assert!(said.contains("Retire together") && !said.contains(['{', '"']), "{said}");
    }

    #[test]
    fn no_record_of_a_worked_book_is_called_by_an_id_or_by_json() {
        let book = book();
        let mut called = Called::default();
        for kind in Kind::ALL {
            for row in book.rows(*kind, &[]).unwrap() {
                let title = called.title(&book, &row).unwrap();
                assert!(title.parse::<RecordId>().is_err() && !title.contains('{'), "{}: {title}", row.id);
            }
        }
    }

    #[test]
    fn a_date_without_a_year_is_a_day_and_a_month() {
        assert!(partial_date("--12-24".parse().unwrap()).starts_with("24 Dec"));
        assert!(partial_date("1963-03-14".parse().unwrap()).ends_with(" 1963"));
    }
}
