//! A few words of a long text around what was looked for.
//!
//! **Invariant:** what it gives holds what was looked for, on one line.

use super::filter::{fold_char, holds};

/// The words of `text` around the first place that holds `wanted`, which is folded; about `width` characters,
/// with `…` where more stands. None when no line holds it.
pub fn around(text: &str, wanted: &str, width: usize) -> Option<String> {
    let (line, at) = text.lines().find_map(|line| Some((line, place(line, wanted)?)))?;
    let letters: Vec<char> = line.chars().collect();
    let long = wanted.chars().count();
    let before = width.saturating_sub(long) / 3;
    let mut from = if letters.len() <= width { 0 } else { at.saturating_sub(before) };
    // Begins with a whole word where one begins near.
    if from > 0
        && let Some(blank) = (from..at).find(|k| letters.get(*k).is_some_and(|c| c.is_whitespace()))
    {
        from = blank.saturating_add(1);
    }
    let shown: String = letters.iter().skip(from).take(width.max(long)).collect();
    let head = if from > 0 { "…" } else { "" };
    let tail = if from.saturating_add(width.max(long)) < letters.len() { "…" } else { "" };
    Some(format!("{head}{}{tail}", shown.trim()))
}

/// The character of `line` at which the folded text begins; the line is folded once, whatever its length.
fn place(line: &str, wanted: &str) -> Option<usize> {
    if !holds(line, wanted) {
        return None;
    }
    let mut folded = String::with_capacity(line.len());
    let mut starts = Vec::with_capacity(line.len());
    for c in line.chars() {
        starts.push(folded.len());
        fold_char(c, &mut folded);
    }
    let at = folded.find(wanted)?;
    // A character may fold to two, or to none; the last that begins there or before has it.
    Some(starts.partition_point(|start| *start <= at).saturating_sub(1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_around_what_was_found_are_given() {
        let text = "First line.\nShe moves to Lyón in the autumn, and comes back when the grapes are in.";
        assert_eq!(around(text, "lyon", 30).as_deref(), Some("…to Lyón in the autumn, and com…"));
        assert_eq!(around("pays 50% now", "50%", 40).as_deref(), Some("pays 50% now"));
        assert_eq!(around("Straße ß", "ß", 40), None);
        assert_eq!(around("Straße", "ss", 40).as_deref(), Some("Straße"));
        assert_eq!(around(text, "paris", 30), None);
        let marked = "the mu\u{308}ller's book and all of the others that were there";
        assert_eq!(around(marked, "ller's", 20).as_deref(), Some("…mu\u{308}ller's book and a…"));
    }

    #[test]
    fn a_very_long_line_takes_no_time_of_its_own() {
        let line = format!("{} é needle's end", "straw ".repeat(200_000));
        let since = std::time::Instant::now();
        assert!(around(&line, "needle's", 40).unwrap().contains("needle's end"));
        // It took minutes when each place was folded by itself.
        assert!(since.elapsed().as_secs() < 20, "{:?}", since.elapsed());
    }
}
