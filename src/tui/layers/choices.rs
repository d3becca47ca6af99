//! A short list to choose from under a text field: palette, find, pickers.
//!
//! **Invariant:** the chosen line is always among those drawn.

use ratatui::{crossterm::event::KeyCode, layout::Rect};

use crate::tui::{
    theme::Role,
    widgets::{line::Line, pen::Pen},
};

/// Which line is chosen and which is drawn first.
#[derive(Debug, Clone, Copy, Default)]
pub struct Choices {
    chosen: usize,
    top: usize,
}

/// One line to draw.
#[derive(Debug, Clone)]
pub enum Choice {
    /// Can be chosen: left words, right words.
    Item(Line, Line),
    /// Only says something.
    Words(Line),
}

impl Choices {
    /// Which item is chosen, from 0.
    #[must_use]
    pub fn chosen(self) -> usize {
        self.chosen
    }

    /// Back to the first.
    pub fn reset(&mut self) {
        *self = Self::default();
    }

    /// Moves by an arrow, page or end key among `count` items; says whether the key was one.
    pub fn key(&mut self, code: KeyCode, count: usize) -> bool {
        let last = count.saturating_sub(1);
        self.chosen = match code {
            KeyCode::Up => self.chosen.saturating_sub(1),
            KeyCode::Down => (self.chosen + 1).min(last),
            KeyCode::PageUp => self.chosen.saturating_sub(8),
            KeyCode::PageDown => (self.chosen + 8).min(last),
            _ => return false,
        };
        true
    }

    /// Draws the lines around the chosen one.
    pub fn draw(&mut self, pen: &mut Pen<'_>, area: Rect, lines: &[Choice]) {
        let height = usize::from(area.height);
        if height == 0 || area.width < 4 {
            return;
        }
        let items = lines.iter().enumerate().filter(|(_, line)| matches!(line, Choice::Item(..)));
        let at = items.map(|(at, _)| at).nth(self.chosen);
        if let Some(at) = at {
            let first = if self.chosen == 0 { 0 } else { at };
            self.top = self.top.min(first).max((at + 1).saturating_sub(height));
        }
        self.top = self.top.min(lines.len().saturating_sub(height));
        for (row, (number, line)) in (0..area.height).zip(lines.iter().enumerate().skip(self.top)) {
            let y = area.y + row;
            match line {
                Choice::Words(words) => {
                    pen.line(area.x + 1, y, area.width - 2, words);
                }
                Choice::Item(left, right) => {
                    let room = area.width.saturating_sub(4 + right.width());
                    pen.line(area.x + 2, y, room, left);
                    pen.line_right(area.right() - 1, y, area.width - 3, right);
                    if Some(number) == at {
                        pen.text(area.x, y, 1, "▸", Role::Plain);
                        pen.wash(Rect { y, height: 1, ..area }, Role::Focus);
                    }
                }
            }
        }
    }
}
