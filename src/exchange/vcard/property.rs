//! One property of a card: its head read, its value split and freed of escapes.
//!
//! **Invariant:** only a property that has a field is taken apart; every other stays the line it is.

use std::borrow::Cow;

use super::{lines::Line, params::Params};
use crate::domain::card::label;

/// Properties that have a field; every other is kept as it came.
const KNOWN: &[&str] = &[
    "KIND",
    "X-ABSHOWAS",
    "X-ADDRESSBOOKSERVER-KIND",
    "FN",
    "N",
    "NICKNAME",
    "ORG",
    "TITLE",
    "BDAY",
    "ANNIVERSARY",
    "DEATHDATE",
    "X-ABDATE",
    "TEL",
    "EMAIL",
    "ADR",
    "URL",
    "IMPP",
    "NOTE",
    "CATEGORIES",
    "RELATED",
    "X-ABRELATEDNAMES",
    "X-ABLABEL",
    "X-ANDROID-CUSTOM",
    "X-STANDING-FIELD",
    "UID",
];

/// Related people and anniversaries as programs before vCard 4.0 called them, with our label.
const NAMED: &[(&str, &str)] = &[
    ("X-SPOUSE", "spouse"),
    ("X-EVOLUTION-SPOUSE", "spouse"),
    ("X-MS-SPOUSE", "spouse"),
    ("X-KADDRESSBOOK-X-SPOUSESNAME", "spouse"),
    ("X-MS-CHILD", "child"),
    ("X-MANAGER", "manager"),
    ("X-EVOLUTION-MANAGER", "manager"),
    ("X-MS-MANAGER", "manager"),
    ("X-KADDRESSBOOK-X-MANAGERSNAME", "manager"),
    ("X-ASSISTANT", "assistant"),
    ("X-EVOLUTION-ASSISTANT", "assistant"),
    ("X-MS-ASSISTANT", "assistant"),
    ("X-KADDRESSBOOK-X-ASSISTANTSNAME", "assistant"),
    ("X-ANNIVERSARY", ANNIVERSARY),
    ("X-EVOLUTION-ANNIVERSARY", ANNIVERSARY),
    ("X-MS-ANNIVERSARY", ANNIVERSARY),
    ("X-KADDRESSBOOK-X-ANNIVERSARY", ANNIVERSARY),
];

/// The label of a wedding day.
pub(super) const ANNIVERSARY: &str = "anniversary";

/// Words of TYPE that say nothing about what a point is for.
const EMPTY_TYPES: &[&str] =
    &["pref", "internet", "voice", "text", "msg", "x400", "pcs", "dom", "intl", "parcel", "postal"];

/// What a comma between the parts of a value is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Commas {
    /// It parts the values of a list (vCard 3.0 and 4.0).
    Part,
    /// It is text like any other (vCard 2.1).
    Text,
}

/// One property, its head read.
pub(super) struct Property<'a> {
    pub(super) group: Option<String>,
    pub(super) name: String,
    /// None are read of a property without a field.
    pub(super) params: Params,
    /// Freed of old encodings, with its escapes.
    value: Cow<'a, str>,
    commas: Commas,
    /// The label of its group (`item1.X-ABLabel`).
    pub(super) group_label: Option<String>,
}

impl<'a> Property<'a> {
    pub(super) fn of(line: &'a Line, commas: Commas) -> Result<Self, String> {
        let (head, value) = halves(&line.text).ok_or_else(|| format!("line {} has no colon", line.number))?;
        let (name, params) = head.split_once(';').unwrap_or((head, ""));
        let (group, name) = name.split_once('.').map_or((None, name), |(group, name)| (Some(group), name));
        let name = name.trim().to_ascii_uppercase();
        let group = group.map(|group| group.trim().to_ascii_lowercase());
        let params = if is_known(&name) { Params::of(params) } else { Params::default() };
        let value = params.decoded(value);
        Ok(Self { group, name, params, value, commas, group_label: None })
    }

    /// The group it labels, when it is a label.
    pub(super) fn as_group_label(&self) -> Option<(String, String)> {
        let group = self.group.clone().filter(|_| self.name == "X-ABLABEL")?;
        Some((group, self.text()))
    }

    /// What an older program says by the property's name: `spouse`, `anniversary`.
    pub(super) fn old_label(&self) -> Option<&'static str> {
        old_label(&self.name)
    }

    /// The values: parts between semicolons, each a list between commas.
    pub(super) fn parts(&self) -> Vec<Vec<String>> {
        let list = |part: &&str| match self.commas {
            Commas::Part => split_text(part, ','),
            Commas::Text => vec![unescape(part)],
        };
        split(&self.value, ';').iter().map(list).collect()
    }

    /// The value as one text.
    pub(super) fn text(&self) -> String {
        let text = unescape(&self.value);
        if text.contains('\r') { text.replace("\r\n", "\n").replace('\r', "\n") } else { text }
    }

    fn types(&self) -> impl Iterator<Item = String> {
        // Some write TYPE="work,pref" as one word.
        let words = self.params.all("TYPE").flat_map(|text| text.split(','));
        words.map(|word| word.trim().to_lowercase()).filter(|word| !word.is_empty())
    }

    /// 1 is the first choice.
    pub(super) fn rank(&self) -> Option<u32> {
        let rank = self.params.all("PREF").next().map(|rank| rank.parse().unwrap_or(1));
        rank.or_else(|| self.types().any(|word| word == "pref").then_some(1))
    }

    pub(super) fn label(&self) -> String {
        if let Some(own) = &self.group_label {
            return label(own);
        }
        let types: Vec<String> = self.types().collect();
        let words = types.iter().filter(|word| !EMPTY_TYPES.contains(&word.as_str()));
        let words = words.map(|word| if word == "cell" { "mobile" } else { word });
        label(&words.collect::<Vec<_>>().join(" "))
    }

    /// The first parts, each list joined by its own sign.
    pub(super) fn first_parts<const N: usize>(&self, signs: [&str; N]) -> [String; N] {
        let mut parts = self.parts().into_iter();
        signs.map(|sign| parts.next().map(|list| join(&list, sign)).unwrap_or_default())
    }

    /// The values of a list.
    pub(super) fn list(&self) -> Vec<String> {
        split_text(&self.value, ',')
    }
}

/// What stands before and behind the colon of a line.
pub(super) fn halves(line: &str) -> Option<(&str, &str)> {
    let mut quoted = false;
    let colon = line.find(|sign| {
        quoted ^= sign == '"';
        sign == ':' && !quoted
    });
    let colon = colon.or_else(|| line.find(':'))?;
    Some((line.get(..colon)?, line.get(colon + 1..)?))
}

/// Whether a property of this name has a field.
pub(super) fn is_known(name: &str) -> bool {
    KNOWN.contains(&name) || old_label(name).is_some()
}

fn old_label(name: &str) -> Option<&'static str> {
    NAMED.iter().find(|(known, _)| *known == name).map(|(_, label)| *label)
}

pub(super) fn join(list: &[String], sign: &str) -> String {
    let filled = list.iter().map(|item| item.trim()).filter(|item| !item.is_empty());
    filled.collect::<Vec<_>>().join(sign)
}

/// The pieces between separators that are not escaped, still escaped.
fn split(text: &str, separator: char) -> Vec<&str> {
    let mut escaped = false;
    text.split(|sign| {
        let cut = sign == separator && !escaped;
        escaped = sign == '\\' && !escaped;
        cut
    })
    .collect()
}

fn split_text(text: &str, separator: char) -> Vec<String> {
    split(text, separator).into_iter().map(unescape).collect()
}

/// Text without its escapes; an unknown escape is the sign itself.
pub(super) fn unescape(text: &str) -> String {
    if !text.contains('\\') {
        return text.to_owned();
    }
    let mut plain = String::with_capacity(text.len());
    let mut signs = text.chars();
    while let Some(sign) = signs.next() {
        match (sign, if sign == '\\' { signs.next() } else { None }) {
            ('\\', Some('n' | 'N')) => plain.push('\n'),
            ('\\', Some(other)) => plain.push(other),
            _ => plain.push(sign),
        }
    }
    plain
}
