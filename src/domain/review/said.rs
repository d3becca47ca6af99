//! What is typed at an agreement that is looked at again with them, beside the answers of every pass.
//!
//! **Invariant:** total: every line is one of these, another answer, or a refusal in the user's words.

use chrono::NaiveDate;

use crate::domain::{
    day::{self, DayOrder},
    rejection::Rejection,
};

/// What is typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Said {
    /// Still right, or agreed: with those who sit there.
    Right,
    /// Who sits there.
    With(Sitting),
    /// Changed: the field when another than the main text is meant, and its new words.
    Change(Option<String>, String),
    /// Retired: what became of it, or why, and what was learned.
    Retire(String, Option<String>),
    /// A value of its measure: which measure where it has several, the value, the day when it is not today.
    Reading(Option<String>, String, Option<NaiveDate>),
    /// An exception from the rule: what is allowed, until when, why.
    Exception(String, Option<NaiveDate>, String),
}

/// Who sits there and how it is said.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sitting {
    /// Who agrees.
    pub by: Vec<String>,
    /// Who was asked and does not agree.
    pub dissents: Vec<String>,
    /// Meeting, call and the like.
    pub how: String,
    /// On which day, when it is not today.
    pub on: Option<NaiveDate>,
}

/// Reads a line; none when it is an answer of every pass.
pub fn parse(line: &str, today: NaiveDate, order: DayOrder) -> Result<Option<Said>, Rejection> {
    let line = line.trim();
    let (verb, rest) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
    let rest = rest.trim();
    Ok(match (verb.to_lowercase().as_str(), rest) {
        ("reaffirm" | "agree" | "agreed" | "yes" | "x" | "done", "") => Some(Said::Right),
        ("with", _) => Some(with(rest, today, order)?),
        ("change" | "changed" | "e", "") => {
            return Err(Rejection::ambiguous("Say the new words, as: change We retire in June 2029."));
        }
        ("change" | "changed" | "e", _) => {
            let named =
                rest.split_once(": ").filter(|(field, words)| is_field(field) && !words.trim().is_empty());
            Some(match named {
                Some((field, words)) => Said::Change(Some(field.trim().to_owned()), words.trim().to_owned()),
                None => Said::Change(None, rest.to_owned()),
            })
        }
        ("retire", "") => {
            let said = "Say what became of it and what was learned, as: retire achieved: the plan held.";
            return Err(Rejection::ambiguous(said));
        }
        ("retire", _) => {
            let rest = rest.strip_prefix("because ").unwrap_or(rest);
            let (what, learned) =
                rest.split_once(": ").map_or((rest, None), |(what, learned)| (what, Some(learned)));
            let learned = learned.map(str::trim).filter(|learned| !learned.is_empty());
            Some(Said::Retire(what.trim_end_matches(':').trim().to_owned(), learned.map(ToOwned::to_owned)))
        }
        ("reading" | "read", "") => return Err(Rejection::ambiguous(NO_READING)),
        ("reading" | "read", _) => Some(reading(rest, today, order)?),
        ("exception" | "except", _) => Some(exception(rest, today, order)?),
        _ => None,
    })
}

/// How a reading is typed.
const NO_READING: &str =
    "Say the value, as: reading 97 on 1 nov, or of one of several: reading Savings: 12000.";

/// `97`, `97 on 1 nov`, `Savings: 12,000 on 1 nov`.
fn reading(rest: &str, today: NaiveDate, order: DayOrder) -> Result<Said, Rejection> {
    let (value, on) = match rest.rsplit_once(" on ") {
        Some((value, on)) => (value, Some(day::parse_day_that_was(on.trim(), today, order)?)),
        None => (rest, None),
    };
    let (named, value) =
        value.split_once(": ").map_or((None, value), |(named, value)| (Some(named.trim().to_owned()), value));
    match value.trim() {
        value if value.is_empty() || value.starts_with("on ") => Err(Rejection::ambiguous(NO_READING)),
        value => Ok(Said::Reading(named, value.to_owned(), on)),
    }
}

/// `no fee in May until 31 may because she is ill`.
fn exception(rest: &str, today: NaiveDate, order: DayOrder) -> Result<Said, Rejection> {
    let wrong = || {
        Rejection::ambiguous(
            "Say what is allowed, until when and why, as: exception no fee in May until 31 may because she is ill.",
        )
    };
    let (what, why) = rest.split_once(" because ").ok_or_else(wrong)?;
    let (what, until) = match what.rsplit_once(" until ") {
        Some((what, until)) => (what, Some(day::parse_day(until.trim(), today, order)?)),
        None => (what, None),
    };
    let (what, why) = (what.trim(), why.trim());
    if what.is_empty() || why.is_empty() {
        return Err(wrong());
    }
    Ok(Said::Exception(what.to_owned(), until, why.to_owned()))
}

/// A field is named by one or two words; a sentence with a colon is none.
fn is_field(words: &str) -> bool {
    let words = words.trim();
    !words.is_empty() && words.split_whitespace().count() <= 2
}

/// `Ann, Robert how meeting on 12 nov`; who was asked and does not agree stands behind `not`.
fn with(rest: &str, today: NaiveDate, order: DayOrder) -> Result<Said, Rejection> {
    let wrong =
        || Rejection::ambiguous("Say who sits there and how, as: with Ann, Robert how meeting on 12 nov.");
    let (by, how) = rest.split_once(" how ").ok_or_else(wrong)?;
    let (how, on) = match how.split_once(" on ") {
        Some((how, on)) => (how, Some(day::parse_day_that_was(on.trim(), today, order)?)),
        None => (how, None),
    };
    let by = by.strip_prefix("by ").unwrap_or(by);
    let names = by.split([',', '&']).flat_map(|part| part.split(" and "));
    let (mut by, mut dissents) = (Vec::new(), Vec::new());
    for name in names.map(str::trim).filter(|name| !name.is_empty()) {
        match name.strip_prefix("not ") {
            Some(name) => dissents.push(name.trim().to_owned()),
            None => by.push(name.to_owned()),
        }
    }
    if by.is_empty() || how.trim().is_empty() {
        Err(wrong())
    } else {
        Ok(Said::With(Sitting { by, dissents, how: how.trim().to_owned(), on }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(line: &str) -> Result<Option<Said>, Rejection> {
        parse(line, "2026-11-23".parse().unwrap(), DayOrder::DayFirst)
    }

    #[test]
    fn what_is_said_of_an_agreement_is_read_as_it_is_written() {
        let words = |text: &str| text.to_owned();
        let both = vec![words("Ann"), words("Robert")];
        let on = "2026-11-12".parse().ok();
        let with = |by: &[String], dissents: &[String], how: &str, on| {
            let (by, dissents) = (by.to_vec(), dissents.to_vec());
            Some(Said::With(Sitting { by, dissents, how: how.into(), on }))
        };
        for (line, wanted) in [
            ("reaffirm", Some(Said::Right)),
            ("YES", Some(Said::Right)),
            ("with Ann, Robert how meeting", with(&both, &[], "meeting", None)),
            ("with Ann and Robert how call on 12 nov", with(&both, &[], "call", on)),
            ("with Ann, not Robert how call", with(&both[..1], &both[1..], "call", None)),
            ("reading 97 %", Some(Said::Reading(None, words("97 %"), None))),
            (
                "reading Savings: 12,000 on 12 nov",
                Some(Said::Reading(Some(words("Savings")), words("12,000"), on)),
            ),
            (
                "exception no fee in May until 1 dec because she is ill",
                Some(Said::Exception(words("no fee in May"), "2026-12-01".parse().ok(), words("she is ill"))),
            ),
            ("change We stop in 2029", Some(Said::Change(None, words("We stop in 2029")))),
            ("change by: 2029-06-30", Some(Said::Change(Some(words("by")), words("2029-06-30")))),
            (
                "change What we said that day: it holds",
                Some(Said::Change(None, words("What we said that day: it holds"))),
            ),
            ("retire achieved: it held", Some(Said::Retire(words("achieved"), Some(words("it held"))))),
            ("retire because they moved", Some(Said::Retire(words("they moved"), None))),
            ("reaffirm by Ann how call", None),
            ("later 30 days they are away", None),
            ("next", None),
        ] {
            assert_eq!(read(line), Ok(wanted), "{line}");
        }
        for line in [
            "with",
            "with Ann",
            "change",
            "retire",
            "reading",
            "reading on 1 nov",
            "exception",
            "exception x",
        ] {
            assert!(read(line).is_err(), "{line}");
        }
    }
}
