//! Rules: the lines that part a screen, what is written into them, and the heavy stretch under what is active.
//!
//! **Invariant:** a message is shown whole: a longer one pushes its rule up.

use ratatui::layout::Rect;

use super::{line::Line, pen::Pen, text};
use crate::tui::theme::Role;

/// A rule over the whole width with a heavy stretch of `cells` from `from`.
pub fn plain(pen: &mut Pen<'_>, area: Rect, heavy: Option<(u16, u16)>) {
    pen.fill(area.x, area.y, area.width, "─", Role::Muted);
    if let Some((from, cells)) = heavy {
        let cells = cells.min(area.width.saturating_sub(from));
        pen.fill(area.x + from, area.y, cells, "━", Role::Heading);
    }
}

/// The heavy stretch alone, under the active view.
pub fn stretch(pen: &mut Pen<'_>, (x, y): (u16, u16), cells: u16) {
    pen.fill(x, y, cells, "━", Role::Heading);
}

/// A rule with words in it from column 3 and others that end three cells before its end.
pub fn titled(pen: &mut Pen<'_>, area: Rect, words: &Line, right: &str) {
    plain(pen, area, None);
    let room = area.width.saturating_sub(7);
    let mut end = area.x + 2;
    if !words.is_empty() && room > 0 {
        pen.text(area.x + 2, area.y, 1, " ", Role::Plain);
        end = pen.line(area.x + 3, area.y, room, words);
        pen.text(end, area.y, 1, " ", Role::Plain);
    }
    let cells = text::width(right);
    let start = area.right().saturating_sub(cells + 4);
    if !right.is_empty() && start > end + 2 {
        pen.text(start - 1, area.y, cells + 2, &format!(" {right} "), Role::Plain);
    }
}

/// What parts a message from the hints behind it.
pub const PART: &str = " · ";

/// The lines a message takes: one in the rule, more above the footer; a hint is never broken, it goes to a line
/// of its own.
#[must_use]
pub fn message_lines(words: &Line, cells: u16) -> Vec<Line> {
    let cells = cells.saturating_sub(7).max(10);
    let mut parts = vec![Line::empty()];
    for span in &words.spans {
        match parts.last_mut() {
            Some(part) if span.text != PART => part.push(span.text.as_str(), span.role),
            _ => parts.push(Line::empty()),
        }
    }
    let mut lines: Vec<Line> = Vec::new();
    for part in parts {
        match lines.last_mut().filter(|last| last.width() + text::width(PART) + part.width() <= cells) {
            Some(last) => {
                last.push(PART, Role::Plain);
                last.spans.extend(part.spans);
            }
            None => lines.extend(part.wrapped(cells)),
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use ratatui::buffer::Buffer;

    use super::*;
    use crate::tui::{testing::lines, theme::Theme};

    #[test]
    fn a_hint_is_never_broken() {
        let words = |keys: &[&str]| {
            let mut line = Line::plain("Snoozed the half-year meeting with Hartley to Mon 30 Nov");
            for key in keys {
                line.push(PART, Role::Plain);
                line.push(*key, Role::Key);
                line.push(" undo it all", Role::Plain);
            }
            line
        };
        for cells in 20..120 {
            let lines: Vec<String> =
                message_lines(&words(&["u", "U"]), cells).iter().map(Line::text).collect();
            for hint in ["u undo it all", "U undo it all"] {
                assert!(lines.iter().any(|line| line.contains(hint)), "{cells}: {lines:?}");
            }
            assert!(lines.iter().all(|line| !line.starts_with('·') && !line.ends_with('·')), "{lines:?}");
            assert!(
                lines.iter().all(|line| text::width(line) <= cells.saturating_sub(7).max(10)),
                "{lines:?}"
            );
        }
        assert_eq!(message_lines(&words(&["u"]), 100).len(), 1);
    }

    #[test]
    fn a_message_stands_in_its_rule() {
        let area = Rect::new(0, 0, 40, 1);
        let mut buffer = Buffer::empty(area);
        titled(
            &mut Pen::new(&mut buffer, Theme::default()),
            area,
            &Line::plain("Done: it · u undo"),
            "2 more",
        );
        assert_eq!(lines(&buffer)[0], "── Done: it · u undo ──────── 2 more ───");
    }
}
