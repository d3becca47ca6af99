//! Words and figures of the book as a template writes them in its own language.
//!
//! **Invariant:** what a template has no word for stands as it is in the book.

use std::collections::BTreeMap;

use serde::Deserialize;

/// How a template writes numbers.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
pub(super) enum Numbers {
    /// As the book does.
    #[default]
    #[serde(rename = "1,000.5")]
    Comma,
    /// As on the continent.
    #[serde(rename = "1.000,5")]
    Point,
}

/// A word or figure of the book in the language of a template: `charter v3` keeps its version, `Look again: ...` what
/// comes after.
pub(super) fn worded(words: &BTreeMap<String, String>, numbers: Numbers, text: &str) -> String {
    if let Some(word) = words.get(text) {
        return word.clone();
    }
    if let Some((name, version)) = text.rsplit_once(" v")
        && !version.is_empty()
        && version.bytes().all(|sign| sign.is_ascii_digit())
        && let Some(name) = words.get(name)
    {
        return format!("{name} v{version}");
    }
    if let Some((begins, rest)) = text.split_once(": ")
        && let Some(begins) = words.get(begins)
    {
        return format!("{begins}: {rest}");
    }
    if numbers == Numbers::Point && is_figure(text) { pointed(text) } else { text.to_owned() }
}

/// Whether a text is a figure with its unit: `60,000`, `97.5 %`, `EUR 1,200`.
fn is_figure(text: &str) -> bool {
    text.split_whitespace().filter(|word| word.contains(|sign: char| sign.is_ascii_digit())).count() == 1
        && text.split_whitespace().count() <= 2
}

/// A figure with points between thousands and a comma before its parts.
fn pointed(text: &str) -> String {
    let swap = |sign: char| match sign {
        ',' => '.',
        '.' => ',',
        other => other,
    };
    text.chars().map(swap).collect()
}

/// With a capital at its beginning; the rest stays as it is.
pub(super) fn capital(text: &str) -> String {
    let mut rest = text.chars();
    rest.next().map_or_else(String::new, |first| first.to_uppercase().chain(rest).collect())
}

/// With a full stop at its end, where none of its kind is.
pub(super) fn sentence(text: &str) -> String {
    let text = text.trim();
    let inside = text.trim_end_matches(['"', '”', '“', '’', '\'', ')', '»', '«', '」']);
    let is_ended = inside.is_empty() || inside.ends_with(['.', '!', '?', '…', '。', '！', '？']);
    if is_ended { text.to_owned() } else { format!("{text}.") }
}

/// A name without the English article before it, as it stands in another language: of `the S&P 500` the rest.
pub(super) fn bare(name: &str) -> &str {
    let name = name.trim();
    match name.get(..4) {
        Some(article) if article.eq_ignore_ascii_case("the ") => name.get(4..).unwrap_or(name).trim_start(),
        _ => name,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_template_has_a_word_for_is_said_in_it_and_all_else_stays() {
        let words: BTreeMap<String, String> =
            [("charter", "Vereinbarung"), ("Look again", "Wieder ansehen"), ("yes", "ja")]
                .map(|(word, german)| (word.to_owned(), german.to_owned()))
                .into();
        for (text, german) in [
            ("yes", "ja"),
            ("charter v3", "Vereinbarung v3"),
            ("charter view", "charter view"),
            ("paper v3", "paper v3"),
            ("Look again: a home, 1,000", "Wieder ansehen: a home, 1,000"),
            ("60,000", "60.000"),
            ("97.5 %", "97,5 %"),
            ("EUR 1,200.50", "EUR 1.200,50"),
            ("taxes, wills", "taxes, wills"),
            ("Form 1,040 and 2,000", "Form 1,040 and 2,000"),
            ("", ""),
        ] {
            assert_eq!(worded(&words, Numbers::Point, text), german);
        }
        assert_eq!(worded(&words, Numbers::Comma, "60,000"), "60,000");
    }

    #[test]
    fn a_sentence_is_ended_once_and_begins_with_a_capital() {
        assert_eq!((sentence("she asked"), sentence("Why?")), ("she asked.".into(), "Why?".into()));
        assert_eq!((sentence("\"So it is.\""), sentence(" ")), ("\"So it is.\"".into(), String::new()));
        assert_eq!((capital("wills, IRS"), capital("ünser")), ("Wills, IRS".into(), "Ünser".into()));
        assert_eq!(["the Nasdaq", "Theta", "gold", "the"].map(bare), ["Nasdaq", "Theta", "gold", "the"]);
    }
}
