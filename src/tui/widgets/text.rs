//! Text by display width: measured, cut, padded and wrapped in whole graphemes.
//!
//! **Invariant:** no function here returns more cells than it was asked for, and none splits a grapheme; what
//! is measured is what `domain::safe` lets through, which is what the pen writes.

use ratatui::buffer::CellWidth;
use unicode_segmentation::UnicodeSegmentation;

use crate::domain::safe;

/// The cells one grapheme takes; what shows nothing takes none.
#[must_use]
pub fn grapheme_width(grapheme: &str) -> u16 {
    if grapheme.contains(char::is_control) {
        return 0;
    }
    grapheme.cell_width()
}

/// Whether every byte is a character of one cell: most text is, and needs no splitting into graphemes.
pub(super) fn is_plain(text: &str) -> bool {
    text.bytes().all(|byte| matches!(byte, b' '..=b'~'))
}

/// What is said of a text broader than any screen: a few such widths added up are still a number.
pub(super) const BROADEST: u16 = u16::MAX / 4;

/// The cells a text takes as it is shown, at most a quarter of what can be counted: what turns the order of letters is shown as a word.
#[must_use]
pub fn width(text: &str) -> u16 {
    if is_plain(text) {
        return u16::try_from(text.len()).map_or(BROADEST, |cells| cells.min(BROADEST));
    }
    let shown = safe::one_line(text);
    let cells =
        shown.graphemes(true).fold(0_u16, |sum, grapheme| sum.saturating_add(grapheme_width(grapheme)));
    cells.min(BROADEST)
}

/// As much of the text as fits into `cells`.
#[must_use]
pub fn take(text: &str, cells: u16) -> &str {
    if is_plain(text) {
        return text.get(..usize::from(cells)).unwrap_or(text);
    }
    let mut used = 0_u16;
    for (at, grapheme) in text.grapheme_indices(true) {
        used = used.saturating_add(grapheme_width(grapheme));
        if used > cells {
            return text.get(..at).unwrap_or(text);
        }
    }
    text
}

/// The text cut to `cells`, ending in `…` when something was left out.
#[must_use]
pub fn cut(text: &str, cells: u16) -> String {
    let shown = safe::one_line(text);
    let text: &str = &shown;
    if width(text) <= cells {
        return text.to_owned();
    }
    if cells == 0 {
        return String::new();
    }
    let mut kept = take(text, cells - 1).trim_end().to_owned();
    kept.push('…');
    kept
}

/// The text cut to `cells` and filled with spaces on the right.
#[must_use]
pub fn pad(text: &str, cells: u16) -> String {
    let mut kept = cut(text, cells);
    let missing = cells.saturating_sub(width(&kept));
    kept.extend(std::iter::repeat_n(' ', usize::from(missing)));
    kept
}

/// The text with a capital letter at its beginning.
#[must_use]
pub fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

/// The text in lines of at most `cells`, broken between words, a longer word within it.
#[must_use]
pub fn wrap(text: &str, cells: u16) -> Vec<String> {
    let (cells, shown) = (cells.max(1), safe::lines(text));
    let text: &str = &shown;
    let mut lines = Vec::new();
    for paragraph in text.split('\n') {
        let (mut line, mut used) = (String::new(), 0_u16);
        for (number, word) in paragraph.split(' ').enumerate() {
            let (gap, more) = (u16::from(number > 0), width(word));
            if used.saturating_add(gap).saturating_add(more) <= cells {
                line.extend((number > 0).then_some(' '));
                line.push_str(word);
                used += gap + more;
                continue;
            }
            if !line.trim().is_empty() {
                lines.push(line.trim_end().to_owned());
            }
            line.clear();
            let mut rest = word;
            // Cut from the front: a picture in letters is one word of a million.
            loop {
                let part = take(beginning(rest, cells), cells);
                if part.len() == rest.len() {
                    break;
                }
                let part = if part.is_empty() { first_grapheme(rest) } else { part };
                lines.push(part.to_owned());
                rest = rest.get(part.len()..).unwrap_or("");
            }
            line.push_str(rest);
            used = width(rest);
        }
        lines.push(line.trim_end().to_owned());
    }
    lines
}

/// More of a text than so many cells show, and not all of a giant one.
fn beginning(text: &str, cells: u16) -> &str {
    let end = text.char_indices().nth(usize::from(cells) * 4 + 64);
    end.and_then(|(at, _)| text.get(..at)).unwrap_or(text)
}

fn first_grapheme(text: &str) -> &str {
    text.graphemes(true).next().unwrap_or(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wide_names_take_two_cells_a_character() {
        assert_eq!(width("Tanaka 田中"), 11);
        assert_eq!(width("👩‍👩‍👧"), 2);
    }

    #[test]
    fn a_cut_never_splits_a_wide_character() {
        assert_eq!(cut("田中裕子", 5), "田中…");
        assert_eq!(width(&pad("田中裕子", 4)), 4);
        assert_eq!(cut("abc", 0), "");
    }

    #[test]
    fn a_sign_that_turns_the_order_takes_the_cells_of_its_word() {
        let name = "Nov\u{202e}ak \u{1b}[31m";
        assert_eq!(pad(name, 20), "Nov<RLO>ak ␛[31m    ");
        assert_eq!(
            (width(name), cut(name, 8), wrap(name, 10)),
            (16, "Nov<RLO…".into(), vec!["Nov<RLO>ak".to_owned(), "␛[31m".into()])
        );
    }

    #[test]
    fn wrapped_lines_fit_and_lose_no_word() {
        let text = "They asked why the market is up, and they are not: \"tell us.\"";
        for cells in 1..70 {
            let lines = wrap(text, cells);
            assert!(lines.iter().all(|line| width(line) <= cells), "{cells}: {lines:?}");
            let joined: String = lines.concat();
            assert_eq!(joined.replace(' ', ""), text.replace(' ', ""), "{cells}");
        }
        assert_eq!(wrap("one two, three", 8), ["one two,", "three"].map(String::from).to_vec());
    }

    #[test]
    fn a_word_of_a_million_letters_is_wrapped_at_once() {
        let begun = std::time::Instant::now();
        assert_eq!(wrap(&"x".repeat(1 << 20), 64).len(), 1 << 14);
        assert_eq!(wrap(&"é".repeat(1 << 16), 64).len(), 1 << 10);
        assert!(begun.elapsed().as_secs() < 5, "{:?}", begun.elapsed());
    }

    #[test]
    fn an_empty_paragraph_stays_a_line() {
        assert_eq!(wrap("a\n\nb", 10), ["a", "", "b"].map(String::from).to_vec());
    }
}
