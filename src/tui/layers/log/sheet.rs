//! The lines of the log sheet: what they hold, where they go, how each is drawn.
//!
//! **Invariant:** the line with the keys is in view, and only its place is reversed.

use ratatui::layout::Rect;

use super::Log;
use crate::tui::{
    layers::sheet::{self, Lies},
    theme::Role,
    widgets::{line::Line, list::Keys, pen::Pen, text},
};

/// The column of labels and that of what they name.
const LABELS: u16 = 2;
pub(super) const FROM: u16 = 13;
/// One line of the sheet before it is placed.
pub(super) struct Row {
    pub(super) label: &'static str,
    pub(super) what: What,
}

pub(super) enum What {
    /// Air, left out where there is no room.
    Gap,
    Words(Line),
    /// What Save will do, under the labels.
    Deed(String),
    /// Words that have the keys.
    Here(Line),
    /// Words side by side; the one with the keys is reversed.
    Pieces(Vec<Piece>),
    /// The field with the keys, after a word.
    Field(&'static str),
    /// The notes with the keys, so many lines high.
    Notes(u16),
}

pub(super) struct Piece {
    pub(super) words: String,
    pub(super) keys: Keys,
    /// Cells of air before it.
    pub(super) air: u16,
    pub(super) typed: Typed,
}

/// Whether text is typed in a piece.
#[derive(PartialEq, Eq)]
pub(super) enum Typed {
    No,
    Yes,
}

impl Row {
    pub(super) fn lies(&self) -> Lies {
        match self.what {
            What::Gap => Lies::Air,
            What::Notes(lines) => Lies::Keys(lines),
            _ if self.is_here() => Lies::Keys(1),
            _ => Lies::Lines(1),
        }
    }

    /// Whether the first of its words is a field with the keys.
    pub(super) fn begins_here(&self) -> bool {
        let What::Pieces(pieces) = &self.what else { return false };
        pieces.first().is_some_and(|piece| piece.keys == Keys::Here && piece.typed == Typed::Yes)
    }

    pub(super) fn is_here(&self) -> bool {
        match &self.what {
            What::Here(_) | What::Field(_) | What::Notes(_) => true,
            What::Pieces(pieces) => pieces.iter().any(|piece| piece.keys == Keys::Here),
            _ => false,
        }
    }
}

pub(super) fn row(label: &'static str, what: What) -> Row {
    Row { label, what }
}

impl Log {
    /// Draws the rows that are in view.
    pub(super) fn place(&mut self, pen: &mut Pen<'_>, body: Rect, rows: Vec<Row>) {
        for (y, row) in sheet::lay(rows, body, (&mut self.top, &mut self.tops), Row::lies) {
            self.draw_row(pen, body, y, &row);
        }
    }

    pub(super) fn draw_row(&self, pen: &mut Pen<'_>, area: Rect, y: u16, row: &Row) {
        let from = area.x + FROM;
        let cells = area.width.saturating_sub(FROM + 1);
        if row.is_here() {
            pen.text(area.x, y, 1, "▸", Role::Plain);
        }
        let role = if row.label == "Save" && !row.is_here() { Role::Link } else { Role::Heading };
        pen.text(area.x + LABELS, y, area.width.saturating_sub(LABELS), row.label, role);
        match &row.what {
            What::Gap => {}
            What::Words(line) => {
                pen.line(from, y, cells, line);
            }
            What::Deed(words) => {
                let from = area.x + LABELS + 2;
                pen.line(from, y, area.width.saturating_sub(LABELS + 3), &Line::plain(words.as_str()));
            }
            What::Here(line) => {
                pen.fill(from, y, cells, " ", Role::Focus);
                pen.line(from, y, cells, &line.clone().all(Role::Focus));
            }
            What::Field(word) => {
                let skip = text::width(word);
                pen.text(from, y, cells, word, Role::Plain);
                self.editor.draw(pen, (from + skip, y), cells.saturating_sub(skip), Keys::Here);
            }
            What::Notes(height) => {
                let place = Rect { x: from, y, width: cells, height: *height };
                for line in 0..*height {
                    pen.fill(from, y + line, cells, " ", Role::Focus);
                }
                self.notes.draw(pen, place, Keys::Here);
            }
            What::Pieces(pieces) => {
                let mut x = from;
                for piece in pieces {
                    x += piece.air;
                    let room = (from + cells).saturating_sub(x);
                    if piece.typed == Typed::Yes && piece.keys == Keys::Here {
                        let field = FIELD.min(room);
                        self.editor.draw(pen, (x, y), field, Keys::Here);
                        if self.editor.is_empty() {
                            // What holds while nothing is typed; the cursor stands before it.
                            pen.text(x + 1, y, field.saturating_sub(1), &piece.words, Role::Focus);
                        }
                        x += field;
                        continue;
                    }
                    let role = if piece.keys == Keys::Here { Role::Focus } else { Role::Plain };
                    x = pen.text(x, y, room, &piece.words, role);
                }
            }
        }
    }
}

/// Cells of a field among words.
pub(super) const FIELD: u16 = 22;

pub(super) fn piece(words: String, here: bool, air: u16) -> Piece {
    Piece { words, keys: if here { Keys::Here } else { Keys::Elsewhere }, air, typed: Typed::No }
}

/// Words side by side, on as many lines as they need; the first of a line has no air before it.
pub(super) fn lines_of(label: &'static str, pieces: Vec<Piece>, cells: u16) -> Vec<Row> {
    let mut lines: Vec<Vec<Piece>> = vec![Vec::new()];
    let mut used = 0;
    for mut piece in pieces {
        let typing = piece.typed == Typed::Yes && piece.keys == Keys::Here;
        let width = if typing { FIELD } else { text::width(&piece.words) };
        if used > 0 && used + piece.air + width > cells {
            lines.push(Vec::new());
            used = 0;
        }
        if used == 0 {
            piece.air = 0;
        }
        used += piece.air + width;
        if let Some(line) = lines.last_mut() {
            line.push(piece);
        }
    }
    let label = |number: usize| if number == 0 { label } else { "" };
    lines.into_iter().enumerate().map(|(number, pieces)| row(label(number), What::Pieces(pieces))).collect()
}
