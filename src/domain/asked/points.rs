//! Sentences with fields in braces and parts in brackets: `We agreed[ on {agreed_on}] to judge by {yardstick}.`
//!
//! A part in brackets is left out when one of its fields has no value; a whole sentence likewise.
//!
//! **Invariant:** a sentence is said only with a value for every field it names; none is put in its place.

use std::collections::BTreeMap;

/// The fields a sentence may name.
pub const FIELDS: &[&str] = &[
    "name",
    "goal",
    "success",
    "yardstick",
    "agreed_on",
    "document",
    "value",
    "read_on",
    "distance",
    "compared_with",
    "period",
    "figures",
    "begins",
    "since",
    "came_in",
    "all_along",
    "start",
    "flows",
    "blend",
];

/// What is known of the fields.
pub type Values = BTreeMap<&'static str, String>;

/// One part of a sentence.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Part {
    Words(String),
    Field(&'static str),
    /// Left out when one of its fields has no value.
    Maybe(Vec<Part>),
}

/// A sentence that was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sentence(Vec<Part>);

impl Sentence {
    /// Reads a sentence.
    ///
    /// # Errors
    /// What is wrong with it, without a full stop.
    pub fn read(text: &str) -> Result<Self, String> {
        let mut rest = text;
        Ok(Self(read_parts(&mut rest, 0)?))
    }

    /// The sentence with its values; none when a field outside of brackets has none.
    #[must_use]
    pub fn say(&self, values: &Values) -> Option<String> {
        say(&self.0, values)
    }
}

/// Brackets in brackets at most.
const DEEPEST: usize = 8;

fn read_parts(rest: &mut &str, depth: usize) -> Result<Vec<Part>, String> {
    let mut parts = Vec::new();
    loop {
        let at = rest.find(['{', '}', '[', ']']).unwrap_or(rest.len());
        let (words, from) = rest.split_at(at);
        if !words.is_empty() {
            parts.push(Part::Words(words.to_owned()));
        }
        let Some(sign) = from.chars().next() else {
            *rest = "";
            return if depth == 0 { Ok(parts) } else { Err("a [ is never closed".to_owned()) };
        };
        *rest = from.get(1..).unwrap_or("");
        match (sign, depth) {
            ('{', _) => parts.push(read_field(rest)?),
            ('[', DEEPEST..) => return Err("brackets stand too deep in brackets".to_owned()),
            ('[', _) => parts.push(Part::Maybe(read_parts(rest, depth + 1)?)),
            (']', 0) => return Err("a ] was never opened".to_owned()),
            (']', _) => return Ok(parts),
            _ => return Err("a } was never opened".to_owned()),
        }
    }
}

fn read_field(rest: &mut &str) -> Result<Part, String> {
    let (name, after) = rest.split_once('}').ok_or("a { is never closed")?;
    let Some(known) = FIELDS.iter().find(|known| **known == name.trim()) else {
        return Err(format!("there is no field {{{name}}}; there are: {}", FIELDS.join(", ")));
    };
    *rest = after;
    Ok(Part::Field(known))
}

fn say(parts: &[Part], values: &Values) -> Option<String> {
    let mut said = String::new();
    for part in parts {
        match part {
            Part::Words(words) => said.push_str(words),
            Part::Field(name) => said.push_str(values.get(name).filter(|value| !value.is_empty())?),
            Part::Maybe(parts) => said.push_str(&say(parts, values).unwrap_or_default()),
        }
    }
    Some(said)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_without_a_value_is_left_out_and_a_sentence_likewise() {
        let text = "We agreed[ on {agreed_on}] to judge by {yardstick}[; it was {value}[, {distance}]].";
        let sentence = Sentence::read(text).unwrap();
        let mut values = Values::new();
        assert_eq!(sentence.say(&values), None);
        values.insert("yardstick", "plan funded".to_owned());
        assert_eq!(sentence.say(&values).as_deref(), Some("We agreed to judge by plan funded."));
        values.insert("value", "97 %".to_owned());
        values.insert("agreed_on", String::new());
        assert_eq!(sentence.say(&values).as_deref(), Some("We agreed to judge by plan funded; it was 97 %."));
        values.insert("distance", "2 points ahead".to_owned());
        let said = sentence.say(&values).unwrap();
        assert_eq!(said, "We agreed to judge by plan funded; it was 97 %, 2 points ahead.");
    }

    #[test]
    fn what_is_wrong_with_a_sentence_is_said() {
        for (text, wanted) in [
            ("{yardstik}", "no field {yardstik}"),
            ("{value", "{ is never closed"),
            ("a [b", "[ is never closed"),
            ("a ] b", "] was never opened"),
            ("a } b", "} was never opened"),
            ("[[[[[[[[[[[[", "too deep"),
        ] {
            let no = Sentence::read(text).unwrap_err();
            assert!(no.contains(wanted), "{text}: {no}");
        }
    }

    #[test]
    fn values_are_said_as_they_are() {
        let values = Values::from([("name", "{value} [x]".to_owned())]);
        assert_eq!(Sentence::read("{name}").unwrap().say(&values).as_deref(), Some("{value} [x]"));
    }
}
