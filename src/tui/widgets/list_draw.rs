//! How a list looks.
//!
//! **Invariant:** only the slice that fits is drawn, and the cursor is in it.

use std::rc::Rc;

use ratatui::layout::Rect;

use super::{
    hits::What,
    line::Line,
    list::{Item, Keys, List, Row, RowState, key},
    pen::{Align, Pen},
    table::{self, Placed},
};
use crate::tui::theme::Role;

impl List {
    /// The rows that the next drawing into `area` can show, with a margin; for lists whose cells are made for
    /// those rows alone.
    pub fn in_view(&mut self, area: Rect) -> Vec<String> {
        self.height = usize::from(area.height.saturating_sub(u16::from(self.has_titles())));
        self.scroll(area);
        let shown = self.items.iter().skip(self.top).take(self.height.saturating_add(2));
        shown.filter_map(key).map(str::to_owned).collect()
    }

    /// Gives the focused row and those in view a chance to take the cells they did not have when the list was
    /// made; the others wait until they are seen.
    pub fn fill(&mut self, mut change: impl FnMut(&mut Row)) {
        let (cursor, view) = (self.at, self.top..self.top.saturating_add(self.height.max(1)));
        let (first, last) = (view.start.min(cursor), view.end.max(cursor + 1).min(self.items.len()));
        for (number, item) in self.items.iter_mut().enumerate().take(last).skip(first) {
            if let Item::Row(row) = item
                && (number == cursor || view.contains(&number))
            {
                change(Rc::make_mut(row));
            }
        }
    }

    /// Draws the slice that fits; the cursor is always in it.
    pub fn draw(&mut self, pen: &mut Pen<'_>, area: Rect, keys: Keys) {
        if area.width == 0 || area.height == 0 {
            return;
        }
        pen.hits.note(area, What::List);
        let indent = if area.width < 60 { 1 } else { 2 };
        let places = table::place(self.layouts, area.width, indent, &|cell| self.is_used(cell));
        let mut y = area.y;
        if self.has_titles() {
            titles(pen, area, &places);
            y += 1;
        }
        let airy = airy(area);
        self.height = usize::from(area.bottom().saturating_sub(y));
        self.scroll(area);
        let mut shown = 0;
        for (number, item) in self.items.iter().enumerate().skip(self.top) {
            if y >= area.bottom() {
                break;
            }
            shown = number + 1;
            match item {
                Item::Gap if !airy => continue,
                Item::Gap => {}
                Item::Heading(line) => {
                    pen.line(area.x + 1, y, area.width.saturating_sub(2), &heading(line));
                }
                Item::Note(line) => {
                    pen.line(area.x + indent, y, area.width.saturating_sub(indent + 1), line);
                }
                Item::Told(cells) => {
                    for placed in &places {
                        if let Some(cell) = cells.get(placed.column.cell) {
                            align(pen, Rect { y, height: 1, ..area }, placed, y, cell);
                        }
                    }
                }
                Item::Row(row) => {
                    let marked = self.marks.contains(&row.key);
                    let focused = number == self.at;
                    self::row(pen, Rect { y, height: 1, ..area }, &places, row, marked);
                    if focused {
                        pen.text(area.x, y, 1, "▸", Role::Plain);
                    }
                    if focused && keys == Keys::Here {
                        pen.wash(Rect { y, height: 1, ..area }, Role::Focus);
                    }
                }
            }
            y += 1;
        }
        self.below = self.items.iter().skip(shown).filter(|item| key(item).is_some()).count();
    }

    pub(super) fn has_titles(&self) -> bool {
        self.layouts.iter().any(|layout| layout.columns.iter().any(|column| !column.title.is_empty()))
    }

    fn is_used(&self, cell: usize) -> bool {
        self.rows().any(|row| row.cells.get(cell).is_some_and(|line| !line.is_empty()))
    }

    /// Moves the first shown line so that the cursor is in view, its group's name with it when possible.
    fn scroll(&mut self, area: Rect) {
        let size = (area.width, area.height);
        if let Some(top) = self.tops.of(size) {
            self.top = top;
            return;
        }
        let airy = airy(area);
        let height = self.height.max(1);
        let mut want = self.at;
        while want > 0 && self.items.get(want - 1).is_some_and(|item| matches!(item, Item::Heading(_))) {
            want -= 1;
        }
        if self.at < self.top || want < self.top {
            self.top = want.min(self.at);
        }
        let lines = |from: usize, to: usize| {
            self.items.iter().take(to + 1).skip(from).filter(|i| airy || !matches!(i, Item::Gap)).count()
        };
        let mut top = self.top.max(self.at.saturating_sub(height * 2));
        while top < self.at && lines(top, self.at) > height {
            top += 1;
        }
        let last = self.items.len().saturating_sub(1);
        while top > 0 && lines(top - 1, last) <= height {
            top -= 1;
        }
        self.top = top;
        self.tops.keep(size, top);
    }
}

/// Air between groups only where there is plenty.
pub(super) fn airy(area: Rect) -> bool {
    area.height >= 20
}

fn heading(line: &Line) -> Line {
    if line.spans.iter().all(|span| span.role == Role::Plain) {
        line.all(Role::Heading)
    } else {
        line.clone()
    }
}

fn titles(pen: &mut Pen<'_>, area: Rect, places: &[Placed]) {
    for placed in places {
        let name = Line::muted(placed.column.title);
        align(pen, area, placed, area.y, &name);
    }
}

fn row(pen: &mut Pen<'_>, area: Rect, places: &[Placed], row: &Row, marked: bool) {
    if marked {
        pen.text(area.x + 1, area.y, 1, "*", Role::Key);
    }
    for (number, placed) in places.iter().enumerate() {
        let Some(cell) = row.cells.get(placed.column.cell) else { continue };
        // What a row asked for stands last; decided, it says how, for a dimmed row is no word.
        if row.state == RowState::Decided && number > 0 && number + 1 == places.len() {
            let word = if row.decided.is_empty() { "decided" } else { row.decided.as_str() };
            align(pen, area, placed, area.y, &Line::muted(word));
        } else if row.state == RowState::Decided || placed.column.muted {
            align(pen, area, placed, area.y, &cell.all(Role::Muted));
        } else {
            align(pen, area, placed, area.y, cell);
        }
    }
}

fn align(pen: &mut Pen<'_>, area: Rect, placed: &Placed, y: u16, line: &Line) {
    let x = area.x + placed.x;
    let free = placed.width.saturating_sub(line.width());
    let shift = if placed.column.align == Align::Right { free } else { 0 };
    pen.line(x + shift, y, placed.width - shift, line);
}
