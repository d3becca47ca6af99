//! How a text is looked for: in the index where it is made of words, else in the texts themselves.
//!
//! **Invariant:** either way it is literal; no sign of it is an operator.

use crate::domain::filter::fold;

/// Letters and digits that are worth asking the index for; fewer stand nearly everywhere.
const TELLING: usize = 3;

/// How a text is looked for, always literally.
pub(super) enum Sought {
    /// Words: the index has them where they stand in their order, the last as a beginning.
    Words(String),
    /// Other signs are in it, which the index does not hold: the texts themselves are read.
    Signs {
        /// The text, folded.
        signs: String,
        /// What the index is asked for first: every text with the signs in it has these words too.
        near: Option<String>,
    },
}

impl Sought {
    pub(super) fn of(text: &str) -> Self {
        let is_word = |c: char| c.is_alphanumeric() || c.is_whitespace();
        if !text.chars().all(is_word) || !text.chars().any(char::is_alphanumeric) {
            return Self::Signs { signs: fold(text), near: near(text) };
        }
        let star = if text.ends_with(char::is_alphanumeric) { "*" } else { "" };
        Self::Words(format!("\"{text}\"{star}"))
    }

    /// The same for notes: an index of text under three characters would hold nearly every one.
    pub(super) fn in_notes(text: &str) -> Self {
        if text.chars().count() >= TELLING {
            Self::of(text)
        } else {
            Self::Signs { signs: fold(text), near: None }
        }
    }
}

/// The words between the signs, in their order: not the first when the text begins with it, for it may be the
/// end of a longer one; the last as a beginning. None when that tells too little.
fn near(text: &str) -> Option<String> {
    // What is no letter to us may be part of one to the index: a mark above it.
    let is_plain = |c: char| c.is_alphanumeric() || c.is_ascii() || matches!(c, '‘' | '’' | '“' | '”');
    if !text.chars().all(is_plain) {
        return None;
    }
    let starts_within = usize::from(text.starts_with(char::is_alphanumeric));
    let words: Vec<&str> = text
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .skip(starts_within)
        .collect();
    let letters: usize = words.iter().map(|word| word.chars().count()).sum();
    let star = if text.ends_with(char::is_alphanumeric) { "*" } else { "" };
    (letters >= TELLING).then(|| format!("\"{}\"{star}", words.join(" ")))
}

/// The digits of a text that is written as a telephone number is; none of any other.
pub(super) fn dialled(text: &str) -> Option<String> {
    let is_of_number = |c: char| c.is_ascii_digit() || c.is_whitespace() || "+-().".contains(c);
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    (text.chars().all(is_of_number) && digits.len() >= TELLING && digits.len() < text.len()).then_some(digits)
}
