//! Somebody a row of a file may be: the same person, or two; and what a merge has left of a person's other names.
//!
//! **Invariant:** unanswered, both are kept; what was answered can be turned back to what was proposed.

use serde::Serialize;

use super::preview::{Outcome, PreviewRow};
use crate::domain::{
    card::{Card, Change, Doubt, Field, Point, PointKind, TwinOf},
    day::PartialDate,
    duplicate::{Traits, likeness},
    merge::further_name,
    record::Kind,
};

/// Somebody a row may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Known {
    /// A person of the book.
    Person(i64),
    /// The new person of an earlier line.
    Line(usize),
}

impl From<Known> for TwinOf {
    fn from(known: Known) -> Self {
        match known {
            Known::Person(id) => Self::Person(id),
            Known::Line(line) => Self::Line(line),
        }
    }
}

/// What the advisor said of a likeness.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Said {
    /// Nothing yet: both are kept.
    #[default]
    Nothing,
    /// They are two; it is remembered.
    Two,
}

/// A likeness for the advisor to decide; unanswered, both are kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PossibleDuplicate {
    /// Who it may be.
    pub of: Known,
    /// Their name.
    pub name: String,
    /// What is alike, a phrase.
    pub reason: String,
    /// What was said of it.
    pub said: Said,
    /// What the row knows beyond them.
    #[serde(skip)]
    pub changes: Vec<Change>,
}

impl PreviewRow {
    /// Says that the row is the person it looks like: its values are changes then. Gives what it was before;
    /// nothing where nobody is like it.
    pub fn is_the_same(&mut self) -> Option<Outcome> {
        let Outcome::New { card, possible_duplicate: Some(twin), .. } = &self.outcome else { return None };
        let mut changes = twin.changes.clone();
        let is_person = matches!(twin.of, Known::Person(_));
        // The book keeps its name, and this one as another: else the row is asked about each time.
        for change in changes.iter_mut().filter(|change| is_person && change.field == Field::FullName) {
            change.doubt = change.doubt.map(|_| Doubt::Called);
        }
        let outcome = match twin.of {
            Known::Person(person) if changes.is_empty() => Outcome::Same { person },
            Known::Person(person) => Outcome::Changed { person, changes },
            Known::Line(of_line) => Outcome::Joined { of_line, card: card.clone(), changes },
        };
        Some(std::mem::replace(&mut self.outcome, outcome))
    }

    /// Says that they are two, or nothing again; `false` where nobody is like it.
    pub fn say(&mut self, what: Said) -> bool {
        let Outcome::New { possible_duplicate: Some(twin), .. } = &mut self.outcome else { return false };
        twin.said = what;
        true
    }
}

/// What a person was called before, and the identifiers other programs gave.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Former {
    /// Names from before a merge.
    pub names: Vec<String>,
    /// Names from before they were renamed.
    pub earlier: Vec<String>,
    /// Former identifiers.
    pub uids: Vec<String>,
}

/// Whether the book keeps a value already, as a further one beside what stands in its field.
pub(super) fn is_further(held: &Card, former: &Former, change: &Change) -> bool {
    let column = match change.field {
        Field::FullName => return former.names.contains(&change.after),
        Field::Uid => return former.uids.contains(&change.after),
        Field::Prefix => "prefix",
        Field::Given => "given",
        Field::Middle => "middle",
        Field::Family => "family",
        Field::Suffix => "suffix",
        Field::Nickname => "nickname",
        Field::Organisation => "organisation",
        Field::Department => "department",
        Field::Title => "job_title",
        Field::Birthday => "birth_date",
        _ => return false,
    };
    let Some(field) = Kind::Person.spec().field(column) else { return false };
    let name = further_name(field);
    held.custom.iter().any(|own| own.label == name && own.value == change.after)
}

/// Why a row may be somebody of another spelling, when the rule for duplicates says so.
pub(super) fn why_alike(card: &Card, held: &Card) -> Option<String> {
    likeness(&traits(card), &traits(held)).map(|(_, reason)| reason)
}

fn traits(card: &Card) -> Traits {
    let name = &card.name;
    let mut traits = Traits::new(0, &card.full_name)
        .parts(&name.given, &name.family, &name.suffix, &card.nickname)
        .born(card.birthday.parse::<PartialDate>().ok());
    for point in &card.points {
        traits.add(point.kind, &point.value);
    }
    traits
}

/// What two people of one name must share to be one.
pub(super) fn sharing_key(point: &Point) -> Option<(PointKind, String)> {
    match point.kind {
        PointKind::Email => Some((PointKind::Email, point.key())),
        // The end of a number is the same with and without country and area codes' zeros.
        PointKind::Phone => {
            let digits: Vec<char> = point.key().chars().filter(char::is_ascii_digit).collect();
            let end = digits.get(digits.len().saturating_sub(8)..)?;
            (end.len() >= 5).then(|| (PointKind::Phone, end.iter().collect()))
        }
        PointKind::Address | PointKind::Url | PointKind::Im => None,
    }
}
