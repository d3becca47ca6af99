//! Markdown that says what the book says.
//!
//! **Invariant:** no text of the book becomes a heading, link, image, table or HTML, and none moves a cursor.

use crate::domain::safe;

/// Signs that mean something in Markdown wherever they stand.
const SIGNS: &[char] = &['\\', '`', '*', '_', '[', ']', '<', '>', '|', '~', '#', '&'];

/// One line of text as it is to be read: signs of Markdown are kept as signs.
#[must_use]
pub fn text(words: &str) -> String {
    let shown = safe::one_line(words.trim());
    let mut out = String::with_capacity(shown.len() + 8);
    for (at, sign) in shown.char_indices() {
        if SIGNS.contains(&sign) && (sign != '&' || begins_a_sign(shown.get(at + 1..).unwrap_or(""))) {
            out.push('\\');
        }
        out.push(sign);
    }
    // A number or a stroke at the start would begin a list; a figure with a point in it does not.
    let digits = out.len() - out.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let mut rest = out.get(digits..).unwrap_or("").chars();
    match (rest.next(), rest.next()) {
        (Some('.' | ')'), None | Some(' ')) if digits > 0 => out.insert(digits, '\\'),
        (Some('-' | '+' | '='), _) if digits == 0 => out.insert(0, '\\'),
        _ => {}
    }
    out
}

/// Whether what follows an ampersand makes it the name of a sign, as `amp;` does.
fn begins_a_sign(rest: &str) -> bool {
    let name = rest.trim_start_matches(|c: char| c.is_ascii_alphanumeric() || c == '#');
    name.starts_with(';') && name.len() < rest.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_typed_is_read_and_never_obeyed() {
        for (typed, kept) in [
            ("Retire together", "Retire together"),
            ("# not a heading", "\\# not a heading"),
            ("- no item", "\\- no item"),
            ("2026. no list", "2026\\. no list"),
            ("97 % on 1 Nov", "97 % on 1 Nov"),
            ("60.000", "60.000"),
            ("60.", "60\\."),
            ("[a](javascript:x) <b>", "\\[a\\](javascript:x) \\<b\\>"),
            ("two\nlines", "two lines"),
            ("the S&P 500 &amp; &#x41;", "the S&P 500 \\&amp; \\&\\#x41;"),
        ] {
            assert_eq!(text(typed), kept);
        }
        assert!(!text("a\u{1b}[2J\u{202e}b").contains(['\u{1b}', '\u{202e}']));
    }
}
