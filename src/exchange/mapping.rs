//! What the columns of a file mean, as a table of names and words.
//!
//! One form for both: the dialects of known programs are mapping files that come with this program
//! (`assets/dialects`), and the advisor's own file has the same shape.
//!
//! **Invariant:** every word of a mapping is a field; whatever else stands in it is refused with its line.

use std::{borrow::Cow, collections::BTreeMap};

use serde::Deserialize;
use toml::Spanned;

use super::{
    day::DayOrder,
    field::{FIELDS, Field, Many},
    read::{Format, excerpt, listed, visible},
};
use crate::domain::rejection::Rejection;

/// The largest mapping file read, in bytes.
pub const MAX_MAP: usize = 1 << 20;

/// Of a name in a message so many signs are shown, and so many columns of a file.
const SIGNS: usize = 60;
const MOST: usize = 60;

/// The tables of known programs, in the order they are tried.
const DIALECTS: &[(Format, &str)] = &[
    (Format::GoogleCsv, include_str!("../../assets/dialects/google.toml")),
    (Format::Outlook, include_str!("../../assets/dialects/outlook.toml")),
    (Format::Linkedin, include_str!("../../assets/dialects/linkedin.toml")),
    (Format::Slant, include_str!("../../assets/dialects/slant.toml")),
    (Format::Redtail, include_str!("../../assets/dialects/redtail.toml")),
    (Format::Wealthbox, include_str!("../../assets/dialects/wealthbox.toml")),
    (Format::Salesforce, include_str!("../../assets/dialects/salesforce.toml")),
];

const SYNONYMS: &str = include_str!("../../assets/dialects/synonyms.toml");

/// The file as written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Raw {
    /// Of each of these lists one column must be there for the file to be of this dialect.
    #[serde(default)]
    known_by: Vec<Vec<String>>,
    separator: Option<Spanned<String>>,
    dates: Option<Spanned<String>>,
    columns: BTreeMap<Spanned<String>, Spanned<String>>,
}

/// One line of a mapping.
#[derive(Debug, Clone, PartialEq)]
struct Entry {
    line: usize,
    column: Column,
    /// A word of `Field::parse`, with `#` where the column has one.
    word: String,
}

/// A column's name, where `#` stands for any number.
#[derive(Debug, Clone, PartialEq)]
struct Column {
    name: String,
    words: Vec<String>,
}

/// What the columns of a file mean.
#[derive(Debug, Clone, PartialEq)]
pub struct Mapping {
    file: String,
    known_by: Vec<Vec<Column>>,
    separator: Option<String>,
    order: Option<DayOrder>,
    entries: Vec<Entry>,
}

impl Mapping {
    /// Reads a mapping file; what is wrong in it is refused with `file` and the line.
    pub fn parse(text: &str, file: &str) -> Result<Self, Rejection> {
        let file = visible(file);
        let refuse = |at: usize, what: String| {
            let line = text.get(..at).unwrap_or(text).matches('\n').count() + 1;
            Rejection::rule(format!("{file}, line {line}: {what} Nothing was imported."))
        };
        let text_without_mark = text.strip_prefix('\u{FEFF}').unwrap_or(text);
        let raw: Raw = toml::from_str(text_without_mark).map_err(|error| {
            let what = error.message().lines().next().unwrap_or("").trim_end_matches('.').to_owned();
            refuse(error.span().map_or(0, |span| span.start), format!("{}.", visible(&what)))
        })?;
        let order = match &raw.dates {
            None => None,
            Some(word) => Some(DayOrder::parse(word.get_ref()).ok_or_else(|| {
                let word = excerpt(word.get_ref(), SIGNS);
                let at = raw.dates.as_ref().map_or(0, |word| word.span().start);
                refuse(
                    at,
                    format!("dates is \u{201C}{word}\u{201D}; it can be \"day first\" or \"month first\"."),
                )
            })?),
        };
        if let Some(empty) = raw.separator.as_ref().filter(|sign| sign.get_ref().is_empty()) {
            return Err(refuse(empty.span().start, "separator is empty.".to_owned()));
        }
        let mut entries: Vec<(usize, Entry)> = Vec::with_capacity(raw.columns.len());
        for (name, word) in raw.columns {
            let at = word.span().start;
            let (name, word) = (name.into_inner(), word.into_inner());
            if Field::parse(&word.replace('#', "1")).is_none() {
                let known = FIELDS.iter().map(|(list, _)| *list).collect::<Vec<_>>().join(", ");
                let word = excerpt(&word, SIGNS);
                return Err(refuse(
                    at,
                    format!("there is no field \u{201C}{word}\u{201D}. Fields are: {known}."),
                ));
            }
            let line = text_without_mark.get(..at).unwrap_or("").matches('\n').count() + 1;
            entries.push((at, Entry { line, column: Column::of(&name), word }));
        }
        if entries.is_empty() {
            return Err(refuse(0, "it names no column.".to_owned()));
        }
        entries.sort_by_key(|(at, _)| *at);
        let entries = entries.into_iter().map(|(_, entry)| entry).collect();
        let known_by = raw.known_by.iter().map(|list| list.iter().map(|name| Column::of(name)).collect());
        let separator = raw.separator.map(Spanned::into_inner);
        Ok(Self { file, known_by: known_by.collect(), separator, order, entries })
    }

    /// What parts several values of one cell, when the mapping says it.
    pub(super) fn separator(&self) -> Option<&str> {
        self.separator.as_deref()
    }

    /// The order of day and month, when the mapping says it.
    pub(super) fn order(&self) -> Option<DayOrder> {
        self.order
    }

    /// The word for a column; the same name goes before a like one.
    pub(super) fn word_of(&self, name: &str) -> Option<Cow<'_, str>> {
        if let Some(entry) = self.entries.iter().find(|entry| entry.column.name == name) {
            return Some(Cow::Borrowed(&entry.word));
        }
        let words = words(name);
        self.entries.iter().find_map(|entry| match entry.column.like(&words)? {
            "" => Some(Cow::Borrowed(entry.word.as_str())),
            number => Some(Cow::Owned(entry.word.replace('#', number))),
        })
    }

    /// This mapping, and for columns it does not name what reaches a person and the birthday by their usual names.
    pub(super) fn completed(&self, head: &[String]) -> Self {
        let usual = synonyms();
        let mut mapping = self.clone();
        for name in head.iter().filter(|name| self.word_of(name).is_none()) {
            let words = usual.iter().filter_map(|usual| usual.word_of(name));
            let Some(word) = words.map(Cow::into_owned).next() else { continue };
            let is_free = match Field::parse(&word) {
                Some(Field::Many(Many::Email | Many::Phone, ..)) => true,
                Some(Field::Birthday) => {
                    !head.iter().any(|name| mapping.word_of(name).is_some_and(|taken| taken == word))
                }
                _ => false,
            };
            if is_free {
                mapping.entries.push(Entry { line: 0, column: Column::of(name), word });
            }
        }
        mapping
    }

    /// How many of the mapping's lines find a column in this head.
    pub(super) fn found_in(&self, head: &[String]) -> usize {
        let names = split(head);
        self.entries.iter().filter(|entry| entry.column.is_among(&names)).count()
    }

    /// Refuses a mapping that names a column the file does not have.
    pub(super) fn check(&self, head: &[String], file: &str) -> Result<(), Rejection> {
        let names = split(head);
        let Some(entry) = self.entries.iter().find(|entry| !entry.column.is_among(&names)) else {
            return Ok(());
        };
        let has = listed(head.iter().map(|name| excerpt(name, SIGNS)), MOST);
        let (map, line, name) = (&self.file, entry.line, excerpt(&entry.column.name, SIGNS));
        Err(Rejection::rule(format!(
            "{map}, line {line}: {file} has no column \u{201C}{name}\u{201D}. Its columns are: {has}. \
             Nothing was imported."
        )))
    }

    /// Whether a head is of this dialect.
    fn knows(&self, names: &[(&str, Vec<String>)]) -> bool {
        !self.known_by.is_empty()
            && self.known_by.iter().all(|list| list.iter().any(|column| column.is_among(names)))
    }
}

fn split(head: &[String]) -> Vec<(&str, Vec<String>)> {
    head.iter().map(|name| (name.as_str(), words(name))).collect()
}

impl Column {
    fn of(name: &str) -> Self {
        let number = |word: &str| if word == NUMBER { "#".to_owned() } else { word.to_owned() };
        let words =
            words(&name.replace('#', &format!(" {NUMBER} "))).iter().map(|word| number(word)).collect();
        Self { name: name.trim().to_owned(), words }
    }

    /// The number in the place of `#`, empty without one; `None` when the names are not alike.
    fn like<'a>(&self, words: &'a [String]) -> Option<&'a str> {
        let mut number = "";
        if self.words.len() != words.len() || words.is_empty() {
            return None;
        }
        for (mine, theirs) in self.words.iter().zip(words) {
            match mine.as_str() {
                "#" if theirs.bytes().all(|sign| sign.is_ascii_digit()) => number = theirs,
                word if word == theirs => {}
                _ => return None,
            }
        }
        Some(number)
    }

    fn is_among(&self, names: &[(&str, Vec<String>)]) -> bool {
        names.iter().any(|(name, words)| *name == self.name || self.like(words).is_some())
    }
}

/// Stands for `#` while a name is taken apart, for there it would be lost among the signs.
const NUMBER: &str = "\u{E000}";

/// A name without what programs write differently: case, and the signs between words.
pub(super) fn words(name: &str) -> Vec<String> {
    let signs = |sign: char| !sign.is_alphanumeric() && sign != '\u{E000}';
    name.split(signs).filter(|word| !word.is_empty()).map(str::to_lowercase).collect()
}

/// The known programs' tables; one that could not be read would be missing here, which a test forbids.
pub(super) fn dialects() -> Vec<(Format, Mapping)> {
    let read = |(format, text): &(Format, &str)| Some((*format, Mapping::parse(text, "").ok()?));
    DIALECTS.iter().filter_map(read).collect()
}

/// Whose head this is.
pub(super) fn dialect_of<'a>(
    dialects: &'a [(Format, Mapping)],
    head: &[String],
) -> Option<&'a (Format, Mapping)> {
    let names = split(head);
    dialects.iter().find(|(_, mapping)| mapping.knows(&names))
}

/// Usual names of columns, then those of all dialects, for proposals.
pub(super) fn synonyms() -> Vec<Mapping> {
    let usual = Mapping::parse(SYNONYMS, "").ok();
    usual.into_iter().chain(dialects().into_iter().map(|(_, mapping)| mapping)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_dialect_is_read() {
        for (format, text) in DIALECTS {
            let mapping = Mapping::parse(text, "x").unwrap();
            assert!(mapping.known_by.len() > 1, "{format}");
        }
        assert_eq!(synonyms().len(), DIALECTS.len() + 1);
    }

    #[test]
    fn mistakes_are_named_with_file_and_line() {
        for (text, part) in [
            (
                "[columns]\n\"A\" = \"name\"\n\"B\" = \"emial\"\n",
                "m.toml, line 3: there is no field \u{201C}emial\u{201D}. Fields are: name, given",
            ),
            ("[columns]\nA = name\n", "m.toml, line 2: "),
            ("[columns]\nA = 3\n", "m.toml, line 2: "),
            ("[columns]\nA = \"name\"\nA = \"name\"\n", "m.toml, line 3: duplicate key"),
            ("\nfoo = 1\n[columns]\nA = \"name\"\n", "m.toml, line 2: unknown field `foo`"),
            ("dates = \"american\"\n[columns]\nA = \"name\"\n", "m.toml, line 1: dates is"),
            ("separator = \"\"\n[columns]\nA = \"name\"\n", "m.toml, line 1: separator is empty."),
            ("[columns]\n", "it names no column."),
            ("", "m.toml, line 1: "),
        ] {
            let message = Mapping::parse(text, "m.toml").unwrap_err().message;
            assert!(message.contains(part) && message.ends_with(". Nothing was imported."), "{message}");
        }
    }

    #[test]
    fn a_dialect_known_by_its_fields_takes_the_usual_names_of_what_reaches_a_person() {
        let head = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
        let (_, wealthbox) = dialects().into_iter().find(|(format, _)| *format == Format::Wealthbox).unwrap();
        let named = ["First Name", "Home Email", "Mobile Phone", "Date of Birth", "Tax Bracket"];
        let mapping = wealthbox.completed(&head(&named));
        let found = named.map(|name| mapping.word_of(name).map(Cow::into_owned));
        let words = ["given", "email.home", "phone.mobile", "birthday"];
        assert_eq!(found[..4].iter().flatten().collect::<Vec<_>>(), words);
        assert_eq!(found[4], None);
        let two = wealthbox.completed(&head(&["birth_date", "Date of Birth"]));
        assert_eq!(two.word_of("Date of Birth"), None);
    }

    #[test]
    fn a_column_is_found_by_its_name_or_a_like_one() {
        let text = "[columns]\n\"Phone # - Value\" = \"phone.#\"\n\"first_name\" = \"given\"\n\"First Name\" = \"nickname\"\n\"Account #\" = \"custom\"\n";
        let mapping = Mapping::parse(text, "m").unwrap();
        for (name, word) in [
            ("Phone 12 - Value", Some("phone.12")),
            ("phones 1 value", None),
            ("phone[3].value", Some("phone.3")),
            ("First Name", Some("nickname")),
            ("FIRST NAME", Some("given")),
            ("Account #", Some("custom")),
            ("", None),
            ("?!", None),
        ] {
            assert_eq!(mapping.word_of(name).as_deref(), word, "{name}");
        }
    }
}
