//! What a record is: a kind, an id, and the values of its declared fields.
//!
//! Every record type declares its fields once (`domain/records/`), and the store's SQL, the forms,
//! the CLI's flags, `show`, the export and the schema test all read that declaration.
//!
//! **Invariant:** a `Fields` map only ever holds names its `Spec` declares; `Spec::check` is the one
//! gate for text that comes from outside.

use std::{collections::BTreeMap, fmt, str::FromStr};

use serde::{Deserialize, Serialize};

use super::{records, rejection::Rejection};

/// The value of one field as the book stores it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Value {
    /// Unknown; never shown as 0.
    Null,
    /// A number, a flag (0 or 1), a reference, or ten-thousandths of a measured number.
    Int(i64),
    /// Text, a civil date (`YYYY-MM-DD`), or the word of a choice.
    Text(String),
}

impl Value {
    /// The text, when it is one.
    #[must_use]
    pub fn text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The number, when it is one.
    #[must_use]
    pub fn int(&self) -> Option<i64> {
        match self {
            Self::Int(number) => Some(*number),
            _ => None,
        }
    }

    /// Whether nothing is known.
    #[must_use]
    pub fn is_null(&self) -> bool {
        matches!(self, Self::Null)
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}
impl From<String> for Value {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}
impl From<i64> for Value {
    fn from(number: i64) -> Self {
        Self::Int(number)
    }
}
impl From<bool> for Value {
    fn from(flag: bool) -> Self {
        Self::Int(i64::from(flag))
    }
}
impl From<chrono::NaiveDate> for Value {
    fn from(day: chrono::NaiveDate) -> Self {
        Self::Text(day.to_string())
    }
}
impl<T: Into<Value>> From<Option<T>> for Value {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Into::into)
    }
}

/// Named values of one record; the names are field names of its `Spec`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Fields(pub BTreeMap<String, Value>);

impl Fields {
    /// No values.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The same fields with one more value; for building literals.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.set(name, value);
        self
    }

    /// Sets one value.
    pub fn set(&mut self, name: &str, value: impl Into<Value>) {
        self.0.insert(name.to_owned(), value.into());
    }

    /// The value of `name`; `Null` when it is not there.
    #[must_use]
    pub fn get(&self, name: &str) -> &Value {
        self.0.get(name).unwrap_or(&Value::Null)
    }

    /// The text of `name`, when it has one.
    #[must_use]
    pub fn text(&self, name: &str) -> Option<&str> {
        self.get(name).text()
    }

    /// The number of `name`, when it has one.
    #[must_use]
    pub fn int(&self, name: &str) -> Option<i64> {
        self.get(name).int()
    }

    /// The flag of `name`; unknown is false.
    #[must_use]
    pub fn flag(&self, name: &str) -> bool {
        self.int(name) == Some(1)
    }

    /// The civil date of `name`, when it has one.
    #[must_use]
    pub fn day(&self, name: &str) -> Option<chrono::NaiveDate> {
        self.text(name)?.parse().ok()
    }

    /// Names and values, by name.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Value)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value))
    }

    /// Whether there is no value at all.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// A record as it stands in the book.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Row {
    /// Its id; the kind is part of it.
    pub id: RecordId,
    /// `UUIDv7`, the same in every copy of the book.
    pub uid: String,
    /// All declared fields, unknown ones as `Null`.
    pub fields: Fields,
}

impl Row {
    /// The text of a field, or the empty text.
    #[must_use]
    pub fn str(&self, name: &str) -> &str {
        self.fields.text(name).unwrap_or("")
    }
    /// The number of a field, when known.
    #[must_use]
    pub fn int(&self, name: &str) -> Option<i64> {
        self.fields.int(name)
    }
    /// The civil date of a field, when known.
    #[must_use]
    pub fn day(&self, name: &str) -> Option<chrono::NaiveDate> {
        self.fields.day(name)
    }
    /// The flag of a field; unknown is false.
    #[must_use]
    pub fn flag(&self, name: &str) -> bool {
        self.fields.flag(name)
    }
}

/// Names one record: `c12` is relationship 12, `f40` follow-up 40.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RecordId {
    /// Which record type.
    pub kind: Kind,
    /// Its number within the type.
    pub id: i64,
}

impl RecordId {
    /// The record `id` of `kind`.
    #[must_use]
    pub fn new(kind: Kind, id: i64) -> Self {
        Self { kind, id }
    }
}

impl fmt::Display for RecordId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.kind.spec().prefix, self.id)
    }
}

impl FromStr for RecordId {
    type Err = ();
    fn from_str(text: &str) -> Result<Self, ()> {
        let split = text.find(|c: char| c.is_ascii_digit()).ok_or(())?;
        let (prefix, number) = text.split_at(split);
        let kind = Kind::ALL.iter().copied().find(|kind| kind.spec().prefix == prefix).ok_or(())?;
        let id = number.parse().map_err(|_| ())?;
        Ok(Self { kind, id })
    }
}

impl Serialize for RecordId {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}
impl<'de> Deserialize<'de> for RecordId {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(|()| serde::de::Error::custom(format!("{text} names no record")))
    }
}

/// How a field is read, checked and shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ty {
    /// One line of text.
    Line,
    /// Any number of lines.
    Long,
    /// A civil date.
    Date,
    /// A date whose year may be unknown: `1963-03-14` or `--03-14`.
    PartialDate,
    /// A wall time `HH:MM`.
    Time,
    /// A whole number, zero or more.
    Count,
    /// A measured number, stored in ten-thousandths.
    Number,
    /// Yes or no.
    Flag,
    /// One of these words.
    Choice(&'static [&'static str]),
    /// A reference to a record.
    Ref(Kind),
}

/// Who sets a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Set {
    /// The user must.
    Required,
    /// The user may.
    Optional,
    /// Only an act of the desk (agreeing, finishing, moving); shown, never in a form.
    ByAct,
}

/// One declared field.
#[derive(Debug, Clone, Copy)]
pub struct Field {
    /// Column, JSON key and (with `-` for `_`) CLI flag.
    pub name: &'static str,
    /// What a form calls it.
    pub label: &'static str,
    /// How it is read and shown.
    pub ty: Ty,
    /// Who sets it.
    pub set: Set,
    /// The value a new record gets when none is given.
    pub default: Option<&'static str>,
    /// One phrase of help, shown beside the field and in `--help`.
    pub doc: &'static str,
}

/// Declares a field that may be left empty.
#[must_use]
pub const fn field(name: &'static str, label: &'static str, ty: Ty, doc: &'static str) -> Field {
    Field { name, label, ty, set: Set::Optional, default: None, doc }
}

impl Field {
    /// The same field, required.
    #[must_use]
    pub const fn required(mut self) -> Self {
        self.set = Set::Required;
        self
    }
    /// The same field, set by acts only.
    #[must_use]
    pub const fn by_act(mut self) -> Self {
        self.set = Set::ByAct;
        self
    }
    /// The same field with a value for new records.
    #[must_use]
    pub const fn or(mut self, default: &'static str) -> Self {
        self.default = Some(default);
        self
    }
}

/// The declaration of one record type.
#[derive(Debug)]
pub struct Spec {
    /// Which record type.
    pub kind: Kind,
    /// Its table.
    pub table: &'static str,
    /// What the user calls one; also the CLI noun.
    pub noun: &'static str,
    /// What the user calls many.
    pub plural: &'static str,
    /// The letters before the number of an id.
    pub prefix: &'static str,
    /// The column that says whose it is (`relationship_id`, `person_id`), for the journal.
    pub owner: Option<&'static str>,
    /// The field that names the record in lists.
    pub title: &'static str,
    /// All fields, in the order of the form.
    pub fields: &'static [Field],
    /// Checks that span fields; text is the reason, in the user's words.
    pub check: fn(&Fields) -> Result<(), Rejection>,
}

impl Spec {
    /// The declaration of `name`.
    #[must_use]
    pub fn field(&self, name: &str) -> Option<&'static Field> {
        self.fields.iter().find(|field| field.name == name)
    }
}

macro_rules! kinds {
    ($($kind:ident => $module:ident),+ $(,)?) => {
        /// The record types of the book.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        #[allow(missing_docs, reason = "each is documented by the header of its own file in records/")]
        pub enum Kind { $($kind),+ }

        impl Kind {
            /// All record types; parents stand before what refers to them.
            pub const ALL: &'static [Kind] = &[$(Kind::$kind),+];

            /// Its declaration.
            #[must_use]
            pub fn spec(self) -> &'static Spec {
                match self { $(Kind::$kind => &records::$module::SPEC),+ }
            }
        }
    };
}

kinds! {
    Tier => tier,
    Setting => setting,
    SavedView => saved_view,
    Relationship => relationship,
    Person => person,
    Membership => membership,
    ContactPoint => contact_point,
    SpecialDate => special_date,
    Tag => tag,
    CustomField => custom_field,
    ImportedProperty => imported_property,
    Meeting => meeting,
    Interaction => interaction,
    Share => share,
    Participant => participant,
    Measure => measure,
    Reading => reading,
    Goal => goal,
    Expectation => expectation,
    Rule => rule,
    RuleVersion => rule_version,
    Acceptance => acceptance,
    AgreementMeasure => agreement_measure,
    AgreementVersion => agreement_version,
    AgreementEvent => agreement_event,
    Party => party,
    Talk => talk,
    Training => training,
    Exception => exception,
    Breach => breach,
    LifeEvent => life_event,
    FollowUp => follow_up,
    AgendaItem => agenda_item,
    Snooze => snooze,
    GapAnswer => gap_answer,
    Placement => placement,
}

impl Kind {
    /// The record type a user's noun names (`client`, `follow-up`, `rule`).
    #[must_use]
    pub fn of_noun(noun: &str) -> Option<Kind> {
        let wanted = noun.replace('-', "");
        Kind::ALL.iter().copied().find(|kind| kind.spec().noun.replace('-', "") == wanted)
    }

    /// Whether it shares the life of agreements.
    #[must_use]
    pub fn is_agreement(self) -> bool {
        matches!(self, Kind::Goal | Kind::Expectation | Kind::Acceptance)
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.spec().noun)
    }
}
