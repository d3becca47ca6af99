//! What was typed into a form, as its save reads it.
//!
//! **Invariant:** texts are trimmed, and a field that is not there reads as an empty one.

use super::{
    form::Form,
    form_field::{Entry, Kind},
};
use crate::{
    domain::record::RecordId,
    tui::{desk::At, widgets::line::Line},
};

/// Whether the last save was refused because another desk had changed the record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Told {
    /// It was, and the user was told what it is now.
    Changed,
    /// It was not.
    #[default]
    Nothing,
}

/// What stands below a field while it is typed, from all that is typed.
pub type Tell = Box<dyn Fn(&Answers, &At<'_>) -> Vec<Line>>;

impl Form {
    /// The same form, telling more below this field while it is typed.
    #[must_use]
    pub fn telling(mut self, name: &'static str, tell: Tell) -> Self {
        self.tell = Some((name, tell));
        self
    }

    /// The same form, where saving keeps nothing yet; the footer says these words.
    #[must_use]
    pub fn whose_save(mut self, deed: &'static str) -> Self {
        self.deed = deed;
        self
    }

    /// What stands after the title: the record picked where one says it, else what was given.
    pub(super) fn of(&self) -> String {
        let named = self.entries.iter().find(|entry| Some(entry.spec.name.as_str()) == self.of_field);
        match named {
            Some(entry) if entry.picked.is_some() => entry.text().trim().to_owned(),
            Some(_) => String::new(),
            None => self.of.clone(),
        }
    }

    /// What is typed now.
    #[must_use]
    pub fn answers(&self) -> Answers {
        let answer = |entry: &Entry| Answer {
            name: entry.spec.name.clone(),
            text: entry.text().trim().to_owned(),
            record: entry.picked,
            changed: entry.differs(),
        };
        Answers::new(self.entries.iter().map(answer).collect(), self.told)
    }

    /// Whether what is typed would be an error were the field left now.
    pub(super) fn is_unfit(&self, entry: &Entry, at: &At<'_>) -> bool {
        let typed = entry.text();
        match &entry.spec.kind {
            _ if typed.trim().is_empty() => false,
            Kind::Choice(_) | Kind::Flag => entry.words().is_empty(),
            Kind::Pick(_) => false,
            _ => (self.check)(&entry.spec, typed.trim(), at).is_err(),
        }
    }
}

/// The answer of one field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Answer {
    pub(super) name: String,
    pub(super) text: String,
    pub(super) record: Option<RecordId>,
    pub(super) changed: bool,
}

/// What was typed into a form.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Answers {
    fields: Vec<Answer>,
    told: Told,
}

impl Answers {
    /// The answers of all fields, in order.
    pub(super) fn new(fields: Vec<Answer>, told: Told) -> Self {
        Self { fields, told }
    }

    fn of(&self, name: &str) -> Option<&Answer> {
        self.fields.iter().find(|answer| answer.name == name)
    }

    /// The text of a field, trimmed; the empty text when it is empty or not there.
    #[must_use]
    pub fn text(&self, name: &str) -> &str {
        self.of(name).map_or("", |answer| answer.text.as_str())
    }

    /// The record a picker stands on.
    #[must_use]
    pub fn record(&self, name: &str) -> Option<RecordId> {
        self.of(name).and_then(|answer| answer.record)
    }

    /// Whether the field differs from its start: an edit writes only those.
    #[must_use]
    pub fn changed(&self, name: &str) -> bool {
        self.of(name).is_some_and(|answer| answer.changed)
    }

    /// What the user was told of the record before this save.
    #[must_use]
    pub fn told(&self) -> Told {
        self.told
    }

    /// Names and texts of all fields, in order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.fields.iter().map(|answer| (answer.name.as_str(), answer.text.as_str()))
    }
}
