//! How a question at the foot looks.
//!
//! **Invariant:** why an answer does not fit is drawn whole, on as many lines as it needs.

use ratatui::layout::Rect;

use super::Ask;
use crate::tui::{
    desk::At,
    layers::why,
    theme::Role,
    widgets::{line::Line, list::Keys, pen::Pen, text},
};

/// Cells a reason below the field has before it was drawn once.
pub(super) const CELLS: u16 = 60;
impl Ask {
    /// The words to choose from, on as many lines as they need; each stands whole.
    pub(super) fn choices(&self) -> Vec<Line> {
        let fitting = self.fitting();
        let chosen = self.chosen.min(fitting.len().saturating_sub(1));
        let mut lines: Vec<Line> = Vec::new();
        for (at, word) in fitting.iter().enumerate() {
            let (sign, role) = if at == chosen { ("(x)", Role::Heading) } else { ("( )", Role::Plain) };
            let choice = format!("{sign} {word}");
            match lines.last_mut().filter(|line| line.width() + 3 + text::width(&choice) <= self.cells) {
                Some(line) => {
                    line.push("   ", Role::Plain);
                    line.push(choice, role);
                }
                None => lines.push(Line::role(choice, role)),
            }
        }
        if lines.is_empty() { vec![Line::role("✗ None of the words fits.", Role::Alarm)] } else { lines }
    }

    /// What stands below the field.
    fn below(&self, at: &At<'_>) -> Vec<Line> {
        let mut lines = Vec::new();
        if let Some(why) = &self.refusal {
            lines.extend(why::lines(why, self.cells));
        }
        lines.extend(self.brings.iter().map(|line| Line::plain(text::cut(line, self.cells))));
        match (self.echo)(self.field.text(), at) {
            _ if !self.words.is_empty() => lines.extend(self.choices()),
            // What was understood may name the same reason: once is enough.
            Ok(said) => {
                lines.extend(
                    said.into_iter().filter(|line| self.refusal.as_deref() != Some(line.text().trim())),
                );
            }
            Err(why) if self.refusal.is_none() && !self.field.is_empty() => lines.push(Line::muted(why)),
            Err(_) => {}
        }
        lines
    }

    /// How many lines stand below the field: a reason, or words to choose from, that need more of them get them.
    pub(super) fn lines_below(&self) -> u16 {
        let more = if self.words.is_empty() { 0 } else { self.choices().len().saturating_sub(1) };
        let why = self.refusal.as_deref().or(self.unfit.as_deref());
        why::room(why, self.cells) + u16::try_from(more + self.brings.len()).unwrap_or(0)
    }

    /// Draws the label, the field and what stands below it.
    pub(super) fn draw_lines(&mut self, pen: &mut Pen<'_>, area: Rect, at: &At<'_>) {
        let cells = area.width.saturating_sub(2);
        pen.text(area.x, area.y, 1, "▸", Role::Plain);
        let mut from = area.x + 2;
        if !self.is_line() {
            pen.text(from, area.y, cells / 2, &self.label, Role::Heading);
            from += text::width(&self.label).min(cells / 2) + 2;
        }
        let cells = area.right().saturating_sub(from + 1);
        self.cells = cells;
        self.field.draw(pen, (from, area.y), cells, Keys::Here);
        let lines = self.below(at);
        let wrapped = lines.iter().flat_map(|line| line.wrapped(cells));
        for (y, line) in (area.y + 1..area.bottom()).zip(wrapped) {
            pen.line(from, y, cells, &line);
        }
    }
}
