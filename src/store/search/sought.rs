//! How a text is looked for: in the index where it is made of words, else in the texts themselves.
//!
//! **Invariant:** either way it is literal; no sign of it is an operator.

use crate::domain::filter::fold;

/// All the text of a record of a type, one field a line.
pub(super) fn body_sql(fields: &[&str]) -> String {
    let texts: Vec<String> = fields.iter().map(|field| format!("ifnull({field},'')")).collect();
    texts.join(" || char(10) || ")
}

/// The newest records of a type that are read where the index cannot answer.
pub(super) const READ: usize = 20_000;

/// How a text is looked for, always literally.
pub(super) enum Sought {
    /// Words: the index has them where they stand in their order, the last as a beginning.
    Words(String),
    /// Other signs are in it, which the index does not hold: the texts themselves are read. Folded.
    Signs(String),
}

impl Sought {
    pub(super) fn of(text: &str) -> Self {
        let is_word = |c: char| c.is_alphanumeric() || c.is_whitespace();
        if !text.chars().all(is_word) || !text.chars().any(char::is_alphanumeric) {
            return Self::Signs(fold(text));
        }
        let star = if text.ends_with(char::is_alphanumeric) { "*" } else { "" };
        Self::Words(format!("\"{text}\"{star}"))
    }

    /// The same for notes: an index of text under three characters would hold nearly every one.
    pub(super) fn in_notes(text: &str) -> Self {
        if text.chars().count() > 2 { Self::of(text) } else { Self::Signs(fold(text)) }
    }
}
