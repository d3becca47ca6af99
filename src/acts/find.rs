//! Finding by text, and the few facts of the practice that others ask for by name.
//!
//! **Invariant:** names first by closeness, then what was noted and agreed, newest first.

use std::collections::HashSet;

use super::Book;
use crate::{
    clock::Zone,
    domain::{
        day::Calendar,
        filter::Filter,
        quick_add::Names,
        record::{Kind, RecordId, Row},
        rejection::Rejection,
    },
    store::Hit,
};

/// The types that are called by name, the commonest first.
const SPOKEN_OF: &[Kind] = &[
    Kind::Relationship,
    Kind::Person,
    Kind::Goal,
    Kind::Expectation,
    Kind::Rule,
    Kind::FollowUp,
    Kind::Meeting,
    Kind::Measure,
    Kind::Interaction,
    Kind::Talk,
    Kind::Exception,
    Kind::Breach,
    Kind::LifeEvent,
    Kind::Decision,
    Kind::Role,
    Kind::Document,
    Kind::Vendor,
    Kind::Access,
    Kind::Incident,
    Kind::Complaint,
    Kind::Obligation,
];

/// What was found, by where it was found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Found {
    /// Relationships and persons.
    pub names: Vec<Hit>,
    /// Goals, expectations, rules, talks, follow-ups and the like.
    pub agreements: Vec<Hit>,
    /// Interactions.
    pub notes: Vec<Hit>,
    /// Documents that were kept.
    pub documents: Vec<Hit>,
}

/// Where the texts of a filter stand, whoever's row is asked.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Holding {
    found: Vec<(String, HashSet<i64>)>,
}

impl Holding {
    /// Whether the text stands in a record of this relationship.
    #[must_use]
    pub fn holds(&self, relationship: i64, text: &str) -> bool {
        self.found.iter().any(|(known, whose)| known == text && whose.contains(&relationship))
    }
}

impl Book {
    /// What holds `text`, at most `limit` of each.
    pub fn find_sorted(&self, text: &str, limit: usize) -> Result<Found, Rejection> {
        let (names, agreements) = self.db().find_texts(text, limit)?;
        let (notes, documents) = (self.db().find_notes(text, limit)?, self.db().find_documents(text, limit)?);
        Ok(Found { names, agreements, notes, documents })
    }

    /// The relationships that each `text:` of a filter is found with, in their notes, agreements and all else.
    pub fn holding(&self, filter: &Filter) -> Result<Holding, Rejection> {
        let mut found = Vec::new();
        for text in filter.full_texts() {
            found.push((text.to_owned(), self.db().relationships_holding(text)?));
        }
        Ok(Holding { found })
    }

    /// The record that `text` names, of whatever type: by id, else by the first type that has the name.
    pub fn anything(&self, text: &str) -> Result<Row, Rejection> {
        if let Ok(id) = text.trim().parse::<RecordId>() {
            return self
                .get_kept(id)?
                .ok_or_else(|| Rejection::ambiguous(format!("There is no {} {id}.", id.kind)));
        }
        if text.trim().is_empty() {
            return Err(Rejection::ambiguous("Name a record: its id or part of its name."));
        }
        for kind in SPOKEN_OF {
            if !self.db().named(*kind, text.trim(), 1)?.is_empty() {
                return self.named(*kind, text);
            }
        }
        for kind in [Kind::Relationship, Kind::Person] {
            if let [only] = self.db().formerly(kind, text.trim())?.as_slice() {
                return Ok(only.clone());
            }
        }
        Err(Rejection::ambiguous(format!("Nothing in the book is named {}.", text.trim())))
    }

    /// The working days and holidays of the practice.
    pub fn calendar(&self) -> Result<Calendar, Rejection> {
        self.db().calendar()
    }

    /// The time zone a text names, by its own name.
    #[must_use]
    pub fn zone_named(&self, typed: &str) -> Option<&'static str> {
        Zone::named(typed).map(|zone| zone.name())
    }

    /// The value of a setting of the practice, or its default.
    pub fn setting(&self, name: &str) -> Result<String, Rejection> {
        self.db().setting(name)
    }

    /// The names a line of quick add can mention: relationships, and their members under their id.
    pub fn names(&self) -> Result<Names, Rejection> {
        let (mut names, mut members) = (Vec::new(), Vec::new());
        for row in self.rows(Kind::Relationship, &[])? {
            names.push((row.id.id, row.str("name").to_owned()));
        }
        let persons: std::collections::HashMap<i64, String> = self
            .rows(Kind::Person, &[])?
            .into_iter()
            .map(|row| (row.id.id, row.str("name").to_owned()))
            .collect();
        for row in self.rows(Kind::Membership, &[])? {
            let name = row.int("person_id").and_then(|id| persons.get(&id));
            if let (Some(relationship), Some(name)) = (row.int("relationship_id"), name) {
                members.push((relationship, name.clone()));
            }
        }
        Ok(Names::new(names, members))
    }
}
