//! The one place that puts text into cells.
//!
//! **Invariant:** every text shown passes `domain::safe::one_line` and the theme's signs here; nothing else
//! in the program writes a cell.

use ratatui::{buffer::Buffer, layout::Rect, style::Style};

use super::{hits::Hits, line::Line, text};
use crate::{
    domain::safe,
    tui::theme::{Role, Theme},
};

/// Draws into a frame in the roles of a theme.
#[derive(Debug)]
pub struct Pen<'a> {
    buffer: &'a mut Buffer,
    theme: Theme,
    /// Where the terminal's cursor stands, when a field has it.
    pub cursor: Option<(u16, u16)>,
    /// What the mouse finds where.
    pub hits: Hits,
}

/// Which side a text stands on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Align {
    /// Words.
    #[default]
    Left,
    /// Numbers.
    Right,
}

impl<'a> Pen<'a> {
    /// A pen for this frame.
    pub fn new(buffer: &'a mut Buffer, theme: Theme) -> Self {
        Self { buffer, theme, cursor: None, hits: Hits::default() }
    }

    /// The theme it draws in.
    #[must_use]
    pub fn theme(&self) -> Theme {
        self.theme
    }

    /// Writes text from `(x, y)` in at most `cells`; returns the column after it.
    pub fn text(&mut self, x: u16, y: u16, cells: u16, words: &str, role: Role) -> u16 {
        let area = self.buffer.area;
        if y >= area.bottom() || x >= area.right() || y < area.y || x < area.x {
            return x;
        }
        let clean = safe::one_line(words);
        let shown = self.theme.signs(&clean);
        let cells = cells.min(area.right() - x);
        let kept = text::take(&shown, cells);
        let style: Style = self.theme.style(role);
        if !text::is_plain(kept) {
            let end = self.buffer.set_stringn(x, y, kept, usize::from(cells), style).0;
            // The second half of a wide character has the ground of the first.
            self.buffer.set_style(Rect { x, y, width: end.saturating_sub(x), height: 1 }, style);
            return end;
        }
        // Most text is plain: a byte a cell, and nothing to be split or measured.
        let mut at = x;
        for letter in kept.chars() {
            if let Some(cell) = self.buffer.cell_mut((at, y)) {
                cell.set_char(letter).set_style(style);
            }
            at += 1;
        }
        at
    }

    /// Writes a line from `(x, y)`, cut with `…` when it is longer than `cells`.
    pub fn line(&mut self, x: u16, y: u16, cells: u16, line: &Line) -> u16 {
        let end = x.saturating_add(cells);
        let mut at = x;
        for span in &line.cut(cells).spans {
            at = self.text(at, y, end.saturating_sub(at), &span.text, span.role);
        }
        at
    }

    /// Writes a line that ends before column `end`, as a whole or not at all.
    pub fn line_right(&mut self, end: u16, y: u16, room: u16, line: &Line) {
        let cells = line.width();
        if cells <= room && cells <= end {
            self.line(end - cells, y, cells, line);
        }
    }

    /// Fills a row of cells with one sign.
    pub fn fill(&mut self, x: u16, y: u16, cells: u16, sign: &str, role: Role) {
        let row = sign.repeat(usize::from(cells));
        self.text(x, y, cells, &row, role);
    }

    /// Gives every cell of the area one role and keeps its text: a focused row, a ground under a layer.
    pub fn wash(&mut self, area: Rect, role: Role) {
        let style = self.theme.style(role);
        for position in area.intersection(self.buffer.area).positions() {
            if let Some(cell) = self.buffer.cell_mut(position) {
                cell.set_style(Style::reset()).set_style(style);
            }
        }
    }

    /// Empties the area.
    pub fn clear(&mut self, area: Rect) {
        for position in area.intersection(self.buffer.area).positions() {
            if let Some(cell) = self.buffer.cell_mut(position) {
                cell.reset();
                cell.set_style(self.theme.style(Role::Plain));
            }
        }
    }

    /// The stroke between two panes.
    pub fn stroke(&mut self, x: u16, from: u16, to: u16) {
        for y in from..to {
            self.text(x, y, 1, "│", Role::Muted);
        }
    }
}
