//! A few words of a long text around what was looked for.
//!
//! **Invariant:** what it gives holds what was looked for, on one line.

use super::filter::fold;

/// The words of `text` around the first place that holds `wanted`, which is folded; about `width` characters,
/// with `…` where more stands. None when no line holds it.
pub fn around(text: &str, wanted: &str, width: usize) -> Option<String> {
    let line = text.lines().find(|line| fold(line).contains(wanted))?;
    let letters: Vec<char> = line.chars().collect();
    let long = wanted.chars().count();
    // A folded character may be two, so a window that is a little longer than the text is enough.
    let starts_at = |from: &usize| {
        let window: String = letters.iter().skip(*from).take(long.saturating_mul(2)).collect();
        fold(&window).starts_with(wanted)
    };
    let at = (0..letters.len()).find(starts_at).unwrap_or(0);
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
    }
}
