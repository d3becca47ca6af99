//! A line of text whose stretches say what they are for.
//!
//! **Invariant:** a `Line` knows roles and words, never colours or cells.

use unicode_segmentation::UnicodeSegmentation;

use super::text;
use crate::{domain::safe, tui::theme::Role};

/// A stretch of text with one role.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Span {
    /// Its words.
    pub text: String,
    /// What they are for.
    pub role: Role,
}

/// One line, or one paragraph that is wrapped where it is shown.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Line {
    /// Its stretches, left to right.
    pub spans: Vec<Span>,
    /// Cells the second and later lines are moved in when it is wrapped.
    pub hang: u16,
}

impl Line {
    /// A line of plain text.
    #[must_use]
    pub fn plain(text: impl Into<String>) -> Self {
        Self::role(text, Role::Plain)
    }

    /// A line with one role.
    #[must_use]
    pub fn role(text: impl Into<String>, role: Role) -> Self {
        Self { spans: vec![Span { text: text.into(), role }], hang: 0 }
    }

    /// A heading.
    #[must_use]
    pub fn heading(text: impl Into<String>) -> Self {
        Self::role(text, Role::Heading)
    }

    /// A muted line.
    #[must_use]
    pub fn muted(text: impl Into<String>) -> Self {
        Self::role(text, Role::Muted)
    }

    /// An empty line.
    #[must_use]
    pub fn empty() -> Self {
        Self::default()
    }

    /// A bold label of `cells` and the text after it; signs in the text are coloured, wrapped text hangs.
    #[must_use]
    pub fn labelled(label: &str, cells: u16, value: &str) -> Self {
        let mut line = Self::heading(text::pad(label, cells)).with(" ", Role::Plain);
        line.spans.extend(Self::signed(value).spans);
        line.hang = cells + 1;
        line
    }

    /// A text in which the signs carry their colours: `✓` good, `!` due, `✗` and its words alarm.
    ///
    /// The words of an alarm end at three spaces or at the next sign.
    #[must_use]
    pub fn signed(value: &str) -> Self {
        let mut line = Self::default();
        let mut rest = value;
        while let Some((at, sign)) = rest.char_indices().find(|&(at, sign)| is_sign(rest, at, sign)) {
            let (before, after) = rest.split_at(at);
            line.push(before, Role::Plain);
            if sign == '✗' {
                let end = alarm_end(after);
                line.push(after.get(..end).unwrap_or(after), Role::Alarm);
                rest = after.get(end..).unwrap_or("");
            } else {
                let (mark, later) = after.split_at(sign.len_utf8());
                line.push(mark, if sign == '✓' { Role::Good } else { Role::Due });
                rest = later;
            }
        }
        line.push(rest, Role::Plain);
        line
    }

    /// The same line with one more stretch.
    #[must_use]
    pub fn with(mut self, text: impl Into<String>, role: Role) -> Self {
        self.push(text, role);
        self
    }

    /// The same line, wrapped text moved in by `cells`.
    #[must_use]
    pub fn hanging(mut self, cells: u16) -> Self {
        self.hang = cells;
        self
    }

    /// Adds a stretch; an empty one is nothing.
    pub fn push(&mut self, text: impl Into<String>, role: Role) {
        let text = text.into();
        if !text.is_empty() {
            self.spans.push(Span { text, role });
        }
    }

    /// The cells it takes on one line.
    #[must_use]
    pub fn width(&self) -> u16 {
        self.spans
            .iter()
            .fold(0_u16, |sum, span| sum.saturating_add(text::width(&span.text)).min(text::BROADEST))
    }

    /// Whether it shows nothing.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.spans.iter().all(|span| span.text.trim().is_empty())
    }

    /// Its words without roles.
    #[must_use]
    pub fn text(&self) -> String {
        self.spans.iter().map(|span| span.text.as_str()).collect()
    }

    /// The same words, all in one role: a decided row, a ground.
    #[must_use]
    pub fn all(&self, role: Role) -> Self {
        Self { spans: vec![Span { text: self.text(), role }], hang: self.hang }
    }

    /// The line cut to `cells`, ending in `…` when something was left out.
    #[must_use]
    pub fn cut(&self, cells: u16) -> Self {
        if self.width() <= cells {
            return self.clone();
        }
        let mut left = cells.saturating_sub(1);
        let mut kept = Self { spans: Vec::new(), hang: self.hang };
        for span in &self.spans {
            // What is measured is what is shown: a sign that turns the order takes the cells of its word.
            let shown = safe::one_line(&span.text);
            let part = text::take(&shown, left);
            left -= text::width(part).min(left);
            kept.push(part, span.role);
            if part.len() < shown.len() {
                break;
            }
        }
        let role = kept.spans.last().map_or(Role::Plain, |span| span.role);
        if let Some(last) = kept.spans.last_mut() {
            last.text.truncate(last.text.trim_end().len());
        }
        if cells > 0 {
            kept.push("…", role);
        }
        kept
    }

    /// The line in lines of at most `cells`, later ones moved in by `hang`.
    #[must_use]
    pub fn wrapped(&self, cells: u16) -> Vec<Self> {
        if self.width() <= cells && !self.spans.iter().any(|span| span.text.contains('\n')) {
            return vec![self.clone()];
        }
        let hang = if self.hang + 8 > cells { 0 } else { self.hang };
        let words = self.text();
        let (head, tail) = match split_cells(&words, hang) {
            Some(split) if hang > 0 => split,
            _ => ("", words.as_str()),
        };
        let indent = " ".repeat(usize::from(hang));
        let lines = text::wrap(tail, cells.saturating_sub(hang));
        let mut roles = self.role_of_graphemes().into_iter().peekable();
        lines
            .iter()
            .enumerate()
            .map(|(number, line)| {
                let shown = if number == 0 { format!("{head}{line}") } else { line.clone() };
                let mut out = Self::default();
                if number > 0 {
                    out.push(indent.as_str(), Role::Plain);
                }
                for grapheme in shown.graphemes(true) {
                    // Spaces dropped at a break are skipped in the roles too.
                    while roles.peek().is_some_and(|(kept, _)| kept != grapheme) {
                        roles.next();
                    }
                    let role = roles.next().map_or(Role::Plain, |(_, role)| role);
                    match out.spans.last_mut() {
                        Some(last) if last.role == role => last.text.push_str(grapheme),
                        _ => out.push(grapheme, role),
                    }
                }
                out
            })
            .collect()
    }

    fn role_of_graphemes(&self) -> Vec<(String, Role)> {
        let mut all = Vec::new();
        for span in &self.spans {
            all.extend(span.text.graphemes(true).map(|grapheme| (grapheme.to_owned(), span.role)));
        }
        all
    }
}

fn split_cells(words: &str, cells: u16) -> Option<(&str, &str)> {
    let head = text::take(words, cells);
    (text::width(head) == cells).then(|| words.split_at(head.len()))
}

/// A sign stands at the start or after a space, and before a space.
fn is_sign(words: &str, at: usize, sign: char) -> bool {
    if !matches!(sign, '✓' | '!' | '✗') {
        return false;
    }
    let (before, after) = words.split_at(at);
    let after = after.get(sign.len_utf8()..).unwrap_or("");
    (before.is_empty() || before.ends_with(' ')) && (after.is_empty() || after.starts_with(' '))
}

fn alarm_end(words: &str) -> usize {
    let after = '✗'.len_utf8();
    let rest = words.get(after..).unwrap_or("");
    let spaces = rest.find("   ");
    let sign = rest.char_indices().find(|&(at, sign)| is_sign(rest, at, sign)).map(|(at, _)| at);
    let end = [spaces, sign].into_iter().flatten().min().unwrap_or(rest.len());
    after + end
}

impl From<&str> for Line {
    fn from(text: &str) -> Self {
        Self::plain(text)
    }
}

impl From<String> for Line {
    fn from(text: String) -> Self {
        Self::plain(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signs_carry_their_roles_and_words_after_them_stay_plain() {
        let line = Line::signed("✗ promise late   ! a rule   ✓ the rest");
        let roles: Vec<(String, Role)> = line.spans.iter().map(|s| (s.text.clone(), s.role)).collect();
        assert_eq!(roles[0], ("✗ promise late".into(), Role::Alarm));
        assert_eq!(roles[2], ("!".into(), Role::Due));
        assert_eq!(roles[4], ("✓".into(), Role::Good));
        assert_eq!(line.text(), "✗ promise late   ! a rule   ✓ the rest");
    }

    #[test]
    fn an_exclamation_in_a_word_is_no_sign() {
        assert_eq!(Line::signed("Done! Really").spans.len(), 1);
    }

    #[test]
    fn wrapped_labels_hang_under_their_text() {
        let lines = Line::labelled("Careful", 10, "Robert's brother lost his savings in 2008").wrapped(38);
        assert_eq!(lines[0].text(), "Careful    Robert's brother lost his");
        assert_eq!(lines[1].text(), "           savings in 2008");
        assert_eq!(lines[0].spans[0].role, Role::Heading);
    }

    #[test]
    fn a_line_is_cut_by_what_is_shown_of_it() {
        let line = Line::plain("Nov\u{202e}ak the long name");
        assert_eq!(line.cut(12).text(), "Nov<RLO>ak…");
        for cells in 0..30 {
            assert!(line.cut(cells).width() <= cells, "{cells}");
        }
    }
}
