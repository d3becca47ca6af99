//! One property of a card: its head read, its value split and freed of escapes.
//!
//! **Invariant:** plain values are split here, to the byte; only old encodings go through calcard, which
//! folds blanks in lists.

use calcard::vcard::{VCard, VCardEntry, VCardParameterName as Param, VCardValue};

use super::lines::Line;
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
    "X-STANDING-FIELD",
    "UID",
];

/// Words of TYPE that say nothing about what a point is for.
const EMPTY_TYPES: &[&str] =
    &["pref", "internet", "voice", "text", "msg", "x400", "pcs", "dom", "intl", "parcel", "postal"];

/// One property, its head read.
pub(super) struct Property<'a> {
    pub(super) group: Option<String>,
    pub(super) name: String,
    head: &'a str,
    value: &'a str,
    /// Read by calcard; only when there are parameters.
    entry: Option<VCardEntry>,
    /// The label of its group (`item1.X-ABLabel`).
    pub(super) group_label: Option<&'a str>,
}

impl<'a> Property<'a> {
    pub(super) fn of(line: &'a Line) -> Result<Self, String> {
        let mut quoted = false;
        let colon = line.text.find(|sign| {
            quoted ^= sign == '"';
            sign == ':' && !quoted
        });
        let (head, value) = colon
            .or_else(|| line.text.find(':'))
            .and_then(|colon| Some((line.text.get(..colon)?, line.text.get(colon + 1..)?)))
            .ok_or_else(|| format!("line {} has no colon", line.number))?;
        let (name, params) = head.split_once(';').map_or((head, None), |(name, params)| (name, Some(params)));
        let (group, name) = name.split_once('.').map_or((None, name), |(group, name)| (Some(group), name));
        let name = name.trim().to_ascii_uppercase();
        let known = KNOWN.contains(&name.as_str());
        let entry = if params.is_some() && known { parse(&line.text) } else { None };
        let group = group.map(|group| group.trim().to_ascii_lowercase());
        Ok(Self { group, name, head, value, entry, group_label: None })
    }

    /// The group it labels, when it is a label.
    pub(super) fn as_group_label(&self) -> Option<(String, &'a str)> {
        let group = self.group.clone().filter(|_| self.name == "X-ABLABEL")?;
        Some((group, self.value))
    }

    /// The values: parts between semicolons, each a list between commas.
    pub(super) fn parts(&self) -> Vec<Vec<String>> {
        if !self.is_encoded() {
            return split(self.value, ';').iter().map(|part| split_text(part, ',')).collect();
        }
        let values = self.entry.as_ref().map(|entry| entry.values.as_slice()).unwrap_or_default();
        values
            .iter()
            .map(|value| match value {
                VCardValue::Component(list) => list.clone(),
                other => vec![other.as_text().unwrap_or("").to_owned()],
            })
            .collect()
    }

    /// The value as one text.
    pub(super) fn text(&self) -> String {
        let text = if self.is_encoded() {
            self.parts().into_iter().flatten().collect::<Vec<_>>().join(";")
        } else {
            unescape(self.value)
        };
        if text.contains('\r') { text.replace("\r\n", "\n").replace('\r', "\n") } else { text }
    }

    fn is_encoded(&self) -> bool {
        let head = self.head.to_ascii_uppercase();
        self.entry.is_some() && (head.contains("QUOTED-PRINTABLE") || head.contains("CHARSET"))
    }

    pub(super) fn params(&self, wanted: Param) -> impl Iterator<Item = &str> {
        let params = self.entry.as_ref().map(|entry| entry.params.as_slice()).unwrap_or_default();
        params.iter().filter(move |param| param.name == wanted).filter_map(|param| param.value.as_text())
    }

    fn types(&self) -> Vec<String> {
        // Some write TYPE="work,pref" as one word.
        let words = self.params(Param::Type).flat_map(|text| text.split(','));
        words.map(|word| word.trim().to_lowercase()).filter(|word| !word.is_empty()).collect()
    }

    /// 1 is the first choice.
    pub(super) fn rank(&self) -> Option<u32> {
        let params = self.entry.as_ref().map(|entry| entry.params.as_slice()).unwrap_or_default();
        let pref = params.iter().find(|param| param.name == Param::Pref);
        let rank =
            pref.map(|pref| pref.value.as_integer().and_then(|number| number.iana().copied()).unwrap_or(1));
        // Some write TYPE="work,pref" as one word, and calcard drops what it does not know in it.
        let words = self.head.split([';', ',', '=', '"']);
        rank.or_else(|| words.map(str::trim).any(|word| word.eq_ignore_ascii_case("pref")).then_some(1))
    }

    pub(super) fn label(&self) -> String {
        if let Some(own) = self.group_label {
            return label(&unescape(own));
        }
        let types = self.types();
        let words = types.iter().filter(|word| !EMPTY_TYPES.contains(&word.as_str()));
        let words = words.map(|word| if word == "cell" { "mobile" } else { word });
        label(&words.collect::<Vec<_>>().join(" "))
    }

    /// The first parts, each list joined by its own sign.
    pub(super) fn first_parts<const N: usize>(&self, signs: [&str; N]) -> [String; N] {
        let parts = self.parts();
        let mut index = 0;
        signs.map(|sign| {
            index += 1;
            parts.get(index - 1).map(|list| join(list, sign)).unwrap_or_default()
        })
    }

    /// The values of a list.
    pub(super) fn list(&self) -> Vec<String> {
        if self.is_encoded() {
            self.parts().into_iter().flatten().collect()
        } else {
            split_text(self.value, ',')
        }
    }
}

/// The property as calcard reads it: parameters, quoted-printable, character sets.
fn parse(line: &str) -> Option<VCardEntry> {
    let card = VCard::parse(format!("BEGIN:VCARD\nVERSION:2.1\n{line}\nEND:VCARD\n")).ok()?;
    card.entries.into_iter().nth(1)
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
fn unescape(text: &str) -> String {
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
