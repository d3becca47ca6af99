//! Ways to reach somebody, and when two of them are one.
//!
//! **Invariant:** a postal address has parts, and its value is their line.

use serde::{Deserialize, Serialize};

/// The parts of a postal address.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Address {
    /// Post office box.
    pub po_box: String,
    /// Flat, floor, building.
    pub extended: String,
    /// Street and number; all of the address when its parts are unknown.
    pub street: String,
    /// Town.
    pub city: String,
    /// State, county or province.
    pub region: String,
    /// Postal code.
    pub code: String,
    /// Country.
    pub country: String,
}

impl Address {
    /// The parts in the order files keep them.
    #[must_use]
    pub fn parts(&self) -> [&str; 7] {
        [&self.po_box, &self.extended, &self.street, &self.city, &self.region, &self.code, &self.country]
    }

    /// The address on one line: `12 Elm Street, Portland, OR 97201, USA`.
    #[must_use]
    pub fn one_line(&self) -> String {
        let place = [self.region.as_str(), &self.code].map(str::trim);
        let place = place.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ");
        let lines = [&self.po_box, &self.street, &self.extended, &self.city, &place, &self.country];
        let filled = lines.iter().map(|part| part.trim()).filter(|part| !part.is_empty());
        filled.collect::<Vec<_>>().join(", ")
    }
}

/// How a point is used to reach somebody.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PointKind {
    /// A telephone or fax number.
    Phone,
    /// An e-mail address.
    Email,
    /// A postal address.
    Address,
    /// A web page.
    Url,
    /// An instant-messaging address.
    Im,
}

/// One way to reach somebody.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Point {
    /// What it is.
    pub kind: PointKind,
    /// `home`, `work`, `mobile`, or the user's own word; empty when unknown.
    #[serde(default)]
    pub label: String,
    /// The number or address; for a postal address its `Address::one_line`.
    pub value: String,
    /// Whether the file calls it the first choice of its kind.
    #[serde(default)]
    pub preferred: bool,
    /// The parts of a postal address; always there for one, never for another kind.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parts: Option<Address>,
}

impl Point {
    /// A point that is no postal address.
    #[must_use]
    pub fn new(kind: PointKind, label: &str, value: &str) -> Self {
        let value = value.trim().to_owned();
        Self { kind, label: label.to_owned(), value, preferred: false, parts: None }
    }

    /// A postal address.
    #[must_use]
    pub fn address(label: &str, parts: Address) -> Self {
        let value = parts.one_line();
        Self {
            kind: PointKind::Address,
            label: label.to_owned(),
            value,
            preferred: false,
            parts: Some(parts),
        }
    }

    /// The value without what people write differently: case, spaces, punctuation.
    #[must_use]
    pub fn key(&self) -> String {
        let text = self.value.trim();
        match self.kind {
            PointKind::Phone => phone_key(text),
            PointKind::Email => text.strip_prefix("mailto:").unwrap_or(text).to_lowercase(),
            PointKind::Url => text.trim_end_matches('/').to_lowercase(),
            PointKind::Im => text.to_lowercase(),
            PointKind::Address => {
                let signs = text.chars().filter(|sign| sign.is_alphanumeric());
                signs.flat_map(char::to_lowercase).collect()
            }
        }
    }
}

/// `+` and digits; `00` is read as `+`; text without digits stays as it is.
fn phone_key(text: &str) -> String {
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    if digits.is_empty() {
        return text.to_lowercase();
    }
    let bare = text.trim_start_matches(|sign: char| !sign.is_ascii_digit() && sign != '+');
    match digits.strip_prefix("00") {
        _ if bare.starts_with('+') => format!("+{digits}"),
        Some(rest) if !rest.is_empty() => format!("+{rest}"),
        _ => digits,
    }
}

/// Whether two phone keys can only be the same line, one written with its country and one without.
pub(super) fn same_line(one: &str, other: &str) -> bool {
    let (with, without) = match (one.strip_prefix('+'), other.strip_prefix('+')) {
        (Some(with), None) => (with, other),
        (None, Some(with)) => (with, one),
        _ => return one == other,
    };
    let local = without.trim_start_matches('0');
    local.len() >= 8 && with.ends_with(local)
}

const LABEL_WORDS: &str = " home work mobile main other fax pager video school assistant spouse partner child mother \
    father parent brother sister sibling friend relative manager referred by anniversary birthday death domestic ";

/// A label as the book keeps it: the usual words in small letters, the user's own words as written.
///
/// Reads Apple's `_$!<Spouse>!$_`, Google's `* Home`, and `cell` for `mobile`.
#[must_use]
pub fn label(text: &str) -> String {
    let text = text.trim();
    let bare = text.strip_prefix("* ").unwrap_or(text).trim();
    if let Some(built_in) = bare.strip_prefix("_$!<").and_then(|rest| rest.strip_suffix(">!$_")) {
        return label(&built_in.to_lowercase());
    }
    let lower = bare.to_lowercase();
    match lower.as_str() {
        "cell" => "mobile".to_owned(),
        _ if lower.split_whitespace().all(|word| LABEL_WORDS.contains(&format!(" {word} "))) => lower,
        _ => bare.to_owned(),
    }
}
