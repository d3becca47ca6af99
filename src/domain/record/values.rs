//! The values of one record, by the names of its fields.
//!
//! **Invariant:** unknown is `Null` or not there at all, and is never 0 or the empty text.

use std::{borrow::Cow, collections::BTreeMap};

use serde::{Deserialize, Serialize};

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
pub struct Fields(pub BTreeMap<Cow<'static, str>, Value>);

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

    /// These fields; their names need no copy.
    #[must_use]
    pub fn of<const N: usize>(fields: [(&'static str, Value); N]) -> Self {
        Self(fields.into_iter().map(|(name, value)| (Cow::Borrowed(name), value)).collect())
    }

    /// Sets one value.
    pub fn set(&mut self, name: &str, value: impl Into<Value>) {
        self.0.insert(Cow::Owned(name.to_owned()), value.into());
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
        self.0.iter().map(|(name, value)| (name.as_ref(), value))
    }

    /// Whether there is no value at all.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}
