//! A contact as files bring it: neutral between formats, compared with the book value by value.
//!
//! Empty text means unknown. What differs between a card and the book is a list of [`Change`]s that
//! only ever add or replace what was ticked; nothing in the book is taken away because a file lacks it.
//!
//! **Invariant:** once every change of `diff(book, file)` is absorbed, `diff` finds nothing more.

use std::collections::HashSet;

pub use diff::{Answer, Change, Doubt, HouseholdChoice, ImportStep, TwinOf, diff};
pub use point::{Address, Point, PointKind, label};
use serde::{Deserialize, Serialize};

mod diff;
mod point;

/// The most values (numbers, addresses, notes, ...) one card may bring; more is a damaged file.
pub const MAX_VALUES: usize = 1000;

/// What a card describes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CardKind {
    /// A human.
    #[default]
    Individual,
    /// A firm.
    Org,
    /// A list of other cards.
    Group,
}

/// The parts of a personal name.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct NameParts {
    /// `Dr.`
    pub prefix: String,
    /// First name.
    pub given: String,
    /// Further names.
    pub middle: String,
    /// Last name.
    pub family: String,
    /// `Jr.`
    pub suffix: String,
}

/// A value with the word that says what it is: an event, a relation, a custom field.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Labelled {
    /// `anniversary`, `spouse`, or the name of a custom field.
    pub label: String,
    /// A day (`2001-06-15`, `--06-15`), a name, or any text.
    pub value: String,
}

impl Labelled {
    /// A labelled value, both trimmed.
    #[must_use]
    pub fn new(label: &str, value: &str) -> Self {
        Self { label: label.trim().to_owned(), value: value.trim().to_owned() }
    }
}

/// One contact of a file, or a person of the book in the same shape.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Card {
    /// What it describes; not compared with the book.
    pub kind: CardKind,
    /// The name as written; a settled card always has one.
    pub full_name: String,
    /// Its parts, as far as known.
    pub name: NameParts,
    /// What friends say.
    pub nickname: String,
    /// The firm.
    pub organisation: String,
    /// The department there.
    pub department: String,
    /// The job.
    pub title: String,
    /// `1963-03-14` or `--03-14`.
    pub birthday: String,
    /// Notes; any number of lines.
    pub notes: String,
    /// The identifier the other program gave it.
    pub uid: String,
    /// Further days: anniversary, death, the user's own.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub events: Vec<Labelled>,
    /// Ways to reach them.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub points: Vec<Point>,
    /// Labels or groups.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub categories: Vec<String>,
    /// Related people by name.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub related: Vec<Labelled>,
    /// The user's own fields.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub custom: Vec<Labelled>,
    /// vCard properties the desk has no field for: unfolded lines, given back on export as they came.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub extra: Vec<String>,
}

impl Card {
    /// Trims, fills the full name from the parts, the firm or an address, and drops values said twice; what
    /// only a firm names is that firm.
    ///
    /// Returns the reason, a phrase for the user, when nothing names the card or it brings too much.
    pub fn settled(mut self) -> Result<Self, String> {
        for (field, text) in self.texts_mut() {
            if field != Field::Notes && text.trim().len() != text.len() {
                *text = text.trim().to_owned();
            }
        }
        self.categories.iter_mut().for_each(|category| *category = category.trim().to_owned());
        self.categories.retain(|category| !category.is_empty());
        self.points.retain(|point| !point.value.is_empty());
        for event in self.events.iter_mut().filter(|event| event.label.is_empty()) {
            Field::Event.word().clone_into(&mut event.label);
        }
        let lists = [self.points.len(), self.categories.len(), self.events.len()];
        let more = [self.related.len(), self.custom.len(), self.extra.len()];
        let values: usize = lists.iter().chain(&more).sum();
        if values > MAX_VALUES {
            return Err(format!("it has {values} values; at most {MAX_VALUES} are taken"));
        }
        let mut seen = HashSet::new();
        self.points.retain(|point| seen.insert((point.kind, point.key())));
        drop_repeats(&mut self.categories);
        drop_repeats(&mut self.events);
        drop_repeats(&mut self.related);
        drop_repeats(&mut self.custom);
        let unnamed = [&self.full_name, &self.name.given, &self.name.family, &self.nickname];
        if self.kind == CardKind::Individual
            && !self.organisation.is_empty()
            && unnamed.iter().all(|name| name.is_empty())
        {
            self.kind = CardKind::Org;
        }
        if self.full_name.is_empty() {
            self.full_name = self.composed_name();
        }
        if self.full_name.is_empty() {
            return Err("name, company and e-mail are all empty".to_owned());
        }
        Ok(self)
    }

    /// The name from what else is known: parts, nickname, firm, e-mail; empty when nothing is.
    fn composed_name(&self) -> String {
        let NameParts { prefix, given, middle, family, suffix } = &self.name;
        let order = if is_family_first(family) {
            [prefix, family, given, middle, suffix]
        } else {
            [prefix, given, middle, family, suffix]
        };
        let filled = order.into_iter().map(|part| part.trim()).filter(|part| !part.is_empty());
        let name = filled.collect::<Vec<_>>().join(" ");
        let email = self.points.iter().find(|point| point.kind == PointKind::Email);
        let others = [self.nickname.as_str(), &self.organisation, email.map_or("", |email| &email.value)];
        std::iter::once(name.as_str()).chain(others).find(|name| !name.is_empty()).unwrap_or("").to_owned()
    }

    /// The plain texts, in the order of the preview.
    fn texts(&self) -> [(Field, &str); 13] {
        [
            (Field::FullName, &self.full_name),
            (Field::Prefix, &self.name.prefix),
            (Field::Given, &self.name.given),
            (Field::Middle, &self.name.middle),
            (Field::Family, &self.name.family),
            (Field::Suffix, &self.name.suffix),
            (Field::Nickname, &self.nickname),
            (Field::Organisation, &self.organisation),
            (Field::Department, &self.department),
            (Field::Title, &self.title),
            (Field::Birthday, &self.birthday),
            (Field::Notes, &self.notes),
            (Field::Uid, &self.uid),
        ]
    }

    /// The plain texts to be written, in the same order.
    fn texts_mut(&mut self) -> [(Field, &mut String); 13] {
        [
            (Field::FullName, &mut self.full_name),
            (Field::Prefix, &mut self.name.prefix),
            (Field::Given, &mut self.name.given),
            (Field::Middle, &mut self.name.middle),
            (Field::Family, &mut self.name.family),
            (Field::Suffix, &mut self.name.suffix),
            (Field::Nickname, &mut self.nickname),
            (Field::Organisation, &mut self.organisation),
            (Field::Department, &mut self.department),
            (Field::Title, &mut self.title),
            (Field::Birthday, &mut self.birthday),
            (Field::Notes, &mut self.notes),
            (Field::Uid, &mut self.uid),
        ]
    }

    /// The family name, or else the word of the full name that should be it.
    #[must_use]
    pub fn family_name(&self) -> &str {
        let family = before_comma(&self.name.family);
        if !family.is_empty() {
            return family;
        }
        let name = before_comma(&self.full_name);
        let mut words = name.split_whitespace();
        if is_family_first(name) {
            return words.next().unwrap_or("");
        }
        let is_family = |word: &&str| !SUFFIXES.contains(&word.trim_end_matches('.').to_lowercase().as_str());
        words.rfind(is_family).unwrap_or(name)
    }

    /// What a relationship made for this contact is called: the firm, the family's household, or, of somebody
    /// known by an e-mail address only, that address.
    #[must_use]
    pub fn home_name(&self) -> String {
        let nameless = self.points.iter().any(|point| point.value == self.full_name);
        match self.kind {
            CardKind::Org if !self.organisation.trim().is_empty() => self.organisation.clone(),
            CardKind::Org => self.full_name.clone(),
            _ if nameless => self.full_name.clone(),
            _ => format!("{} household", self.family_name()),
        }
    }

    /// Adds what `piece` holds: text takes the place of text, notes are appended, lists grow.
    pub fn absorb(&mut self, piece: &Card) {
        let mut piece = piece.clone();
        for ((field, old), (_, new)) in self.texts_mut().into_iter().zip(piece.texts_mut()) {
            if new.is_empty() || (field == Field::Notes && old.contains(new.trim())) {
                continue;
            }
            if field == Field::Notes && !old.is_empty() {
                old.push_str("\n\n");
                old.push_str(new);
            } else {
                *old = std::mem::take(new);
            }
        }
        for mut point in piece.points {
            let kind = point.kind;
            // The first choice of the book stays the first choice.
            point.preferred &= !self.points.iter().any(|mine| mine.kind == kind && mine.preferred);
            self.points.push(point);
        }
        self.events.append(&mut piece.events);
        self.categories.append(&mut piece.categories);
        self.related.append(&mut piece.related);
        self.custom.append(&mut piece.custom);
        self.extra.append(&mut piece.extra);
    }
}

/// What stands behind a family name and is none.
const SUFFIXES: &[&str] = &["jr", "sr", "ii", "iii", "iv", "md", "phd", "cfp", "cfp®", "cpa", "cfa", "esq"];

/// Chinese, Japanese and Korean names are written family first.
fn is_family_first(name: &str) -> bool {
    name.chars().any(|sign| matches!(sign, '\u{2E80}'..='\u{9FFF}' | '\u{AC00}'..='\u{D7AF}'))
}

/// The name without titles behind a comma; of `Hartley, Ann` the family.
fn before_comma(name: &str) -> &str {
    name.split(',').next().unwrap_or(name).trim()
}

fn drop_repeats<T: Clone + Eq + std::hash::Hash>(list: &mut Vec<T>) {
    let mut seen = HashSet::new();
    list.retain(|item| seen.insert(item.clone()));
}

/// Which part of a card a change concerns.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs, reason = "each is the card's field of that name")]
pub enum Field {
    FullName,
    Prefix,
    Given,
    Middle,
    Family,
    Suffix,
    Nickname,
    Organisation,
    Department,
    Title,
    Birthday,
    Notes,
    Uid,
    Event,
    Point(PointKind),
    Category,
    Related,
    Custom,
    Property,
}

impl Field {
    /// What the preview calls it when it has no label of its own.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::FullName => "name",
            Self::Prefix => "name prefix",
            Self::Given => "given name",
            Self::Middle => "middle name",
            Self::Family => "family name",
            Self::Suffix => "name suffix",
            Self::Nickname => "nickname",
            Self::Organisation => "company",
            Self::Department => "department",
            Self::Title => "title",
            Self::Birthday => "birthday",
            Self::Notes => "notes",
            Self::Uid => "identifier",
            Self::Event => "event",
            Self::Point(PointKind::Phone) => "telephone",
            Self::Point(PointKind::Email) => "e-mail",
            Self::Point(PointKind::Address) => "address",
            Self::Point(PointKind::Url) => "web page",
            Self::Point(PointKind::Im) => "chat",
            Self::Category => "label",
            Self::Related => "related",
            Self::Custom => "custom field",
            Self::Property => "other",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_card_without_any_name_is_refused() {
        let card = Card { notes: "who?".to_owned(), ..Card::default() };
        assert_eq!(card.settled().unwrap_err(), "name, company and e-mail are all empty");
    }

    #[test]
    fn the_full_name_comes_from_what_is_known() {
        let name = NameParts { given: "Ann".into(), family: "Hartley".into(), ..NameParts::default() };
        let person = Card { name, ..Card::default() };
        let firm = Card { organisation: "Acme".into(), ..Card::default() };
        let points = vec![Point::new(PointKind::Email, "", "x@example.com")];
        let mail = Card { points, ..Card::default() };
        let name = NameParts { given: "裕子".into(), family: "田中".into(), ..NameParts::default() };
        let tanaka = Card { name, ..Card::default() };
        let names = [person, firm, mail, tanaka].map(|card| card.settled().unwrap().full_name);
        assert_eq!(names, ["Ann Hartley", "Acme", "x@example.com", "田中 裕子"]);
    }

    #[test]
    fn what_only_a_firm_names_is_that_firm() {
        let firm = Card { organisation: "Acme".into(), ..Card::default() };
        assert_eq!(firm.clone().settled().unwrap().kind, CardKind::Org);
        for person in [
            Card { full_name: "Ann".into(), ..firm.clone() },
            Card { nickname: "Annie".into(), ..firm.clone() },
        ] {
            assert_eq!(person.settled().unwrap().kind, CardKind::Individual);
        }
        assert_eq!(Card { kind: CardKind::Group, ..firm }.settled().unwrap().kind, CardKind::Group);
    }

    #[test]
    fn a_home_is_called_by_the_family_the_firm_or_the_address() {
        let named = |full: &str, family: &str| {
            let name = NameParts { family: family.into(), ..NameParts::default() };
            Card { full_name: full.into(), name, ..Card::default() }.home_name()
        };
        for (full, family, home) in [
            ("Ann Hartley", "", "Hartley household"),
            ("Ann van Dyk", "van Dyk", "van Dyk household"),
            ("Ann Hartley, CFP®", "Hartley, CFP®", "Hartley household"),
            ("Robert Downey Jr.", "", "Downey household"),
            ("Hartley, Ann", "", "Hartley household"),
            ("田中 裕子", "", "田中 household"),
            ("Jr.", "", "Jr. household"),
        ] {
            assert_eq!(named(full, family), home, "{full}");
        }
        let points = vec![Point::new(PointKind::Email, "", "x@example.com")];
        assert_eq!(Card { points, ..Card::default() }.settled().unwrap().home_name(), "x@example.com");
        let firm = Card { organisation: "Hartley & Son".into(), ..Card::default() };
        assert_eq!(firm.settled().unwrap().home_name(), "Hartley & Son");
    }

    #[test]
    fn values_said_twice_are_kept_once() {
        let points = vec![
            Point::new(PointKind::Email, "home", "a@example.com"),
            Point::new(PointKind::Email, "work", "A@Example.com "),
        ];
        let card = Card { full_name: " A ".into(), points, ..Card::default() }.settled().unwrap();
        assert_eq!((card.full_name.as_str(), card.points.len()), ("A", 1));
    }

    #[test]
    fn too_many_values_are_refused() {
        let extra = (0..=MAX_VALUES).map(|n| format!("X-A:{n}")).collect();
        assert!(Card { full_name: "A".into(), extra, ..Card::default() }.settled().is_err());
    }

    #[test]
    fn usual_labels_are_small_and_own_labels_stay() {
        let labels =
            ["_$!<Spouse>!$_", "* Work", "Home Fax", "Ski Lodge", "CELL", "_$!<HomePage>!$_"].map(label);
        assert_eq!(labels, ["spouse", "work", "home fax", "Ski Lodge", "mobile", "homepage"]);
    }

    #[test]
    fn an_address_reads_on_one_line() {
        let address = Address {
            street: "12 Elm Street".into(),
            city: "Portland".into(),
            region: "OR".into(),
            code: "97201".into(),
            ..Address::default()
        };
        assert_eq!(address.one_line(), "12 Elm Street, Portland, OR 97201");
    }
}
