//! Cuts a line into words as a shell does: quotes, backslashes, nothing else.
//!
//! **Invariant:** nothing is expanded; a quote left open is refused, not guessed.

use crate::domain::rejection::Rejection;

/// The words of a line; a line that begins with `#` has none.
pub(super) fn split(line: &str) -> Result<Vec<String>, Rejection> {
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    // A file of commands may begin with a byte order mark.
    let line = line.trim_start_matches('\u{feff}');
    let mut letters = line.trim_end_matches(['\n', '\r']).chars();
    if line.trim_start().starts_with('#') {
        return Ok(words);
    }
    while let Some(c) = letters.next() {
        match c {
            '\'' | '"' => quoted(c, &mut letters, word.get_or_insert_default())?,
            '\\' => match letters.next() {
                Some(next) => word.get_or_insert_default().push(next),
                None => return Err(Rejection::ambiguous("The line ends in a backslash.")),
            },
            c if c.is_whitespace() => words.extend(word.take()),
            c => word.get_or_insert_default().push(c),
        }
    }
    words.extend(word);
    Ok(words)
}

/// Takes letters up to the closing quote; between double quotes a backslash keeps `"` and itself.
fn quoted(quote: char, letters: &mut impl Iterator<Item = char>, word: &mut String) -> Result<(), Rejection> {
    while let Some(c) = letters.next() {
        match c {
            c if c == quote => return Ok(()),
            '\\' if quote == '"' => match letters.next() {
                Some(next @ ('"' | '\\' | '$' | '`')) => word.push(next),
                Some('n') => word.push('\n'),
                Some(next) => word.extend(['\\', next]),
                None => break,
            },
            c => word.push(c),
        }
    }
    Err(Rejection::ambiguous(format!("A {quote} is not closed.")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotes_keep_blanks_and_one_another() {
        let words = split(r#"log 'Ann''s' --summary "She said \"no\"" a\ b ''"#).unwrap();
        assert_eq!(words, ["log", "Anns", "--summary", "She said \"no\"", "a b", ""]);
    }

    #[test]
    fn a_quote_left_open_is_refused() {
        assert!(split("add \"Call Rivera").is_err());
        assert!(split("add 'Call Rivera").is_err());
        assert!(split("add \\").is_err());
    }

    #[test]
    fn blank_lines_and_remarks_have_no_words() {
        assert!(split("   \n").unwrap().is_empty());
        assert!(split("# nothing\n").unwrap().is_empty());
        assert_eq!(split("\u{feff}redo\r\n").unwrap(), ["redo"]);
        assert_eq!(split("client list #golf").unwrap(), ["client", "list", "#golf"]);
    }
}
