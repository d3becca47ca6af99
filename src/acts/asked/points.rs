//! The talking points: sentences of the program, or the user's own in a file beside the configuration.
//!
//! **Invariant:** a file that cannot be read is named with its line, and the program's own sentences are said instead.

use std::{fs, path::Path};

use serde::Deserialize;
use toml::Spanned;

use crate::domain::{
    asked::{
        Correction,
        points::{Sentence, Values},
    },
    rejection::Rejection,
    safe,
};

/// The program's own.
pub const OURS: &str = include_str!("../../../assets/asked/points.toml");
/// What the user's own file is called.
pub const FILE: &str = "points.toml";
/// The longest file, in bytes.
const LONGEST: u64 = 1 << 18;

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Raw {
    say_first: Option<Vec<Spanned<String>>>,
    start: Option<Vec<Spanned<String>>>,
    flows: Option<Vec<Spanned<String>>>,
    blend: Option<Vec<Spanned<String>>>,
    success: Option<Vec<Spanned<String>>>,
    if_there_is_time: Option<Vec<Spanned<String>>>,
}

/// What can be said, as sentences with fields.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Points {
    say_first: Vec<Sentence>,
    start: Vec<Sentence>,
    flows: Vec<Sentence>,
    blend: Vec<Sentence>,
    success: Vec<Sentence>,
    if_there_is_time: Vec<Sentence>,
}

impl Points {
    /// The program's own.
    #[must_use]
    pub fn ours() -> Self {
        read(OURS, "the talking points of the program", &Self::default()).unwrap_or_default()
    }

    /// The sentence to read aloud; none when no field of it is known.
    pub(super) fn say_first(&self, values: &Values) -> Option<String> {
        let said: Vec<String> = self.say_first.iter().filter_map(|one| one.say(values)).collect();
        Some(said.join(" ")).filter(|said| !said.trim().is_empty())
    }

    /// The first sentence of a correction that has its values.
    pub(super) fn of(&self, correction: Correction, values: &Values) -> Option<String> {
        let sentences = match correction {
            Correction::Start => &self.start,
            Correction::Flows => &self.flows,
            Correction::Blend => &self.blend,
            Correction::Success => &self.success,
        };
        sentences.iter().find_map(|one| one.say(values))
    }

    /// What can be said besides.
    pub(super) fn if_there_is_time(&self, values: &Values) -> Vec<String> {
        self.if_there_is_time.iter().filter_map(|one| one.say(values)).collect()
    }
}

/// Reads talking points; `file` is how they are named when they cannot be read, and a list that is left out is
/// that of `others`.
///
/// # Errors
/// The file, the line, and what is wrong there.
pub fn read(text: &str, file: &str, others: &Points) -> Result<Points, Rejection> {
    let line = |byte: usize| text.bytes().take(byte).filter(|letter| *letter == b'\n').count() + 1;
    let no = |byte: usize, said: &str| {
        Rejection::ambiguous(format!("{file} line {}: {}.", line(byte), said.trim_end_matches('.')))
    };
    let raw: Raw = toml::from_str(text).map_err(|error| {
        no(error.span().map_or(0, |span| span.start), &error.message().replace('\n', " "))
    })?;
    let sentences = |given: Option<Vec<Spanned<String>>>, other: &[Sentence]| match given {
        None => Ok(other.to_vec()),
        Some(given) => given
            .iter()
            .map(|one| Sentence::read(one.get_ref()).map_err(|why| no(one.span().start, &why)))
            .collect::<Result<Vec<_>, _>>(),
    };
    Ok(Points {
        say_first: sentences(raw.say_first, &others.say_first)?,
        start: sentences(raw.start, &others.start)?,
        flows: sentences(raw.flows, &others.flows)?,
        blend: sentences(raw.blend, &others.blend)?,
        success: sentences(raw.success, &others.success)?,
        if_there_is_time: sentences(raw.if_there_is_time, &others.if_there_is_time)?,
    })
}

/// The text in use and how it is named: the user's own, else the program's.
///
/// # Errors
/// The user's own file is there and cannot be read.
pub fn text(own: Option<&Path>) -> Result<(String, String), Rejection> {
    let ours = || (OURS.to_owned(), "the talking points of the program".to_owned());
    let Some(path) = own else { return Ok(ours()) };
    let shown = path.display().to_string();
    match fs::metadata(path) {
        Ok(meta) if meta.len() > LONGEST => {
            Err(Rejection::ambiguous(format!("{shown} is too long for talking points.")))
        }
        Ok(_) => {
            let bytes = fs::read(path)
                .map_err(|error| Rejection::fault(format!("{shown} cannot be read: {error}.")))?;
            let text = safe::utf8(bytes)
                .map_err(|(line, said)| Rejection::ambiguous(format!("{shown} line {line}: {said}.")))?;
            // Still empty: a shell empties the file before `asked --template > FILE` can fill it.
            Ok(if text.trim().is_empty() { ours() } else { (text, shown) })
        }
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(ours()),
        Err(error) => Err(Rejection::fault(format!("{shown} cannot be read: {error}."))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_points_of_the_program_are_whole() {
        read(OURS, "ours", &Points::default()).unwrap();
        assert_ne!(Points::ours(), Points::default());
        for correction in Correction::ALL {
            assert!(!format!("{:?}", Points::ours().of(correction, &Values::new())).is_empty());
        }
    }

    #[test]
    fn what_is_wrong_is_said_with_file_and_line() {
        for (text, wanted) in [
            ("say_first = [\n  \"{goal}\",\n  \"{gaol}\",\n]\n", "x.toml line 3: there is no field {gaol}"),
            ("start = [\"[{since}\"]\n", "x.toml line 1: a [ is never closed."),
            ("\nsay_fist = []\n", "x.toml line 2: unknown field `say_fist`"),
            ("start = \"with us\"\n", "x.toml line 1: invalid type"),
            ("start = [", "x.toml line 1:"),
        ] {
            let no = read(text, "x.toml", &Points::ours()).unwrap_err().message;
            assert!(no.starts_with(wanted), "{text}: {no}");
        }
    }

    #[test]
    fn a_list_that_is_left_out_is_that_of_the_program() {
        let own = read("flows = [\"{flows} went out\"]", "x.toml", &Points::ours()).unwrap();
        let values = Values::from([("flows", "24,000 in May".to_owned()), ("since", "2017".to_owned())]);
        assert_eq!(own.of(Correction::Flows, &values).as_deref(), Some("24,000 in May went out"));
        assert_eq!(own.of(Correction::Start, &values).as_deref(), Some("with us since 2017"));
        assert_eq!(own.of(Correction::Blend, &values), None);
    }
}
