//! How a form looks.
//!
//! **Invariant:** the field with the keys is always in view with its echo or error, and the Save row always is.

use ratatui::layout::Rect;

use super::{
    form::Form,
    form_field::{Editor, Entry, Gap, Kind},
    why,
};
use crate::tui::{
    command::Command,
    desk::At,
    theme::Role,
    widgets::{line::Line, list::Keys, pen::Pen, text},
};

/// Lines a text of many lines takes at most.
const LONG: u16 = 6;
/// Rows a picker offers at once.
const OFFERED: usize = 5;

/// One line of the sheet before it is placed.
enum Row {
    Empty,
    /// A field's own lines: which, how many.
    Field(usize, u16),
    /// Words below a field.
    Below(Line),
    /// A row a picker offers, and whether it is chosen.
    Offer(Line, Keys),
}

impl Row {
    fn height(&self) -> u16 {
        if let Row::Field(_, lines) = self { *lines } else { 1 }
    }
}

impl Form {
    pub(super) fn draw_sheet(&mut self, pen: &mut Pen<'_>, area: Rect, at: &At<'_>) {
        if area.height < 4 || area.width < 20 {
            return;
        }
        let labels = self.entries.iter().map(|entry| text::width(&entry.spec.label)).max().unwrap_or(4);
        let labels = labels.clamp(10, 18).min(area.width / 3);
        let from = area.x + 2 + labels + 2;
        let cells = area.right().saturating_sub(from + 1);
        let body = Rect { y: area.y + 1, height: area.height.saturating_sub(3), ..area };
        let (rows, here) = self.rows(cells, LONG.min(body.height), at);
        self.top = match self.tops.of((body.width, body.height)) {
            Some(top) => u16::try_from(top).unwrap_or(self.top),
            None => self.scroll(&rows, here, body.height),
        };
        self.tops.keep((body.width, body.height), self.top.into());
        let mut y = i32::from(body.y) - i32::from(self.top);
        let mut hidden: Vec<String> = Vec::new();
        for row in &rows {
            let (start, end) = (y, y + i32::from(row.height()));
            y = end;
            let outside = start < i32::from(body.y) || end > i32::from(body.bottom());
            if let (Row::Field(number, _), true) = (row, start >= i32::from(body.bottom())) {
                hidden.extend(self.entries.get(*number).map(|entry| entry.spec.label.to_lowercase()));
            }
            if outside {
                continue;
            }
            let line = u16::try_from(start).unwrap_or(body.y);
            match row {
                Row::Empty => {}
                Row::Field(number, height) => {
                    let place = Rect { x: from, y: line, width: cells, height: *height };
                    self.draw_field(pen, (area, place), *number, at);
                }
                Row::Below(words) => {
                    pen.line(from, line, cells, words);
                }
                Row::Offer(words, chosen) => {
                    let sign = if *chosen == Keys::Here { "›" } else { " " };
                    let sign = if pen.theme().signs == crate::tui::theme::Signs::Ascii && sign == "›" {
                        ">"
                    } else {
                        sign
                    };
                    pen.text(from, line, 1, sign, Role::Key);
                    pen.line(from + 2, line, cells.saturating_sub(2), words);
                }
            }
        }
        self.draw_foot(pen, (area, from), &hidden, at);
    }

    /// The rows of the sheet, and which of them belong to the field with the keys.
    fn rows(&self, cells: u16, long_most: u16, at: &At<'_>) -> (Vec<Row>, (usize, usize)) {
        let mut rows = Vec::new();
        let mut here = (0, 0);
        for (number, entry) in self.entries.iter().enumerate() {
            if entry.spec.gap == Gap::Line && number > 0 {
                rows.push(Row::Empty);
            }
            let first = rows.len();
            let height = match &entry.editor {
                Editor::Long(long) => {
                    let least = if number == self.at { 3 } else { 1 };
                    long.height(cells).max(least).min(long_most)
                }
                Editor::Line(_) => 1,
            };
            rows.push(Row::Field(number, height));
            rows.extend(self.below(entry, number == self.at, cells, at));
            if number == self.at {
                here = (first, rows.len());
            }
        }
        if self.at >= self.entries.len() {
            here = (rows.len().saturating_sub(1), rows.len());
        }
        (rows, here)
    }

    /// What stands below a field: its error, else what it was understood as, what it offers.
    fn below(&self, entry: &Entry, here: bool, cells: u16, at: &At<'_>) -> Vec<Row> {
        if let Some(why) = &entry.error {
            return why::lines(why, cells).into_iter().map(Row::Below).collect();
        }
        if !here {
            return Vec::new();
        }
        let words = entry.words();
        if matches!(entry.spec.kind, Kind::Choice(_) | Kind::Flag) {
            let typed = entry.text().trim().to_lowercase();
            let mut line = Line::empty();
            for (number, word) in words.iter().enumerate() {
                line.push(if number > 0 { "   " } else { "" }, Role::Plain);
                let role = if word.to_lowercase() == typed { Role::Heading } else { Role::Plain };
                line.push(word, role);
            }
            return line.wrapped(cells).into_iter().map(Row::Below).collect();
        }
        if !entry.offered.is_empty() {
            let chosen = entry.choices.chosen();
            let skip = (chosen + 1).saturating_sub(OFFERED);
            let offer = |(number, pick): (usize, &super::form_field::Pick)| {
                let line = Line::plain(&pick.name).with("  ", Role::Plain).with(&pick.detail, Role::Muted);
                Row::Offer(line, if number == chosen { Keys::Here } else { Keys::Elsewhere })
            };
            return entry.offered.iter().enumerate().skip(skip).take(OFFERED).map(offer).collect();
        }
        let typed = entry.text();
        if typed.trim().is_empty() {
            return Vec::new();
        }
        if let Some((_, tell)) = self.tell.as_ref().filter(|(name, _)| *name == entry.spec.name) {
            let lines = tell(&self.answers(), at);
            return lines.iter().flat_map(|line| line.wrapped(cells)).map(Row::Below).collect();
        }
        match (self.check)(&entry.spec, typed.trim(), at) {
            Ok(Some(echo)) => vec![Row::Below(Line::heading(echo))],
            _ => Vec::new(),
        }
    }

    fn scroll(&self, rows: &[Row], here: (usize, usize), height: u16) -> u16 {
        let lines = |rows: &[Row]| rows.iter().map(Row::height).sum::<u16>();
        let start = lines(rows.get(..here.0).unwrap_or(&[]));
        let end = lines(rows.get(..here.1).unwrap_or(&[]));
        let total = lines(rows);
        let top = self.top.max(end.saturating_sub(height));
        top.min(start).min(total.saturating_sub(height))
    }

    fn draw_field(&self, pen: &mut Pen<'_>, (area, place): (Rect, Rect), number: usize, at: &At<'_>) {
        let Some(entry) = self.entries.get(number) else { return };
        let here = number == self.at;
        let keys = if here { Keys::Here } else { Keys::Elsewhere };
        if here {
            pen.text(area.x, place.y, 1, "▸", Role::Plain);
        }
        let room = place.x.saturating_sub(area.x + 3);
        pen.text(area.x + 2, place.y, room, &entry.spec.label, Role::Heading);
        match &entry.editor {
            Editor::Line(field) => field.draw(pen, (place.x, place.y), place.width, keys),
            Editor::Long(long) => long.draw(pen, place, keys),
        }
        let read = if here { None } else { self.read(entry, at) };
        let phrase = read.as_deref().unwrap_or(&entry.spec.doc);
        let role = if read.is_some() { Role::Heading } else { Role::Muted };
        // Who stands in an empty field is told what belongs there; what is typed needs the room.
        let typed = text::width(entry.text().lines().next().unwrap_or(""));
        if (!here || typed == 0) && !phrase.is_empty() && entry.error.is_none() {
            // The phrase stands clear of the text and the cursor: at a common column where there is room for both.
            let column = match typed {
                0 if here => 2,
                0 => 0,
                typed => (typed + 2).max(16),
            };
            let left = place.width.saturating_sub(column);
            if text::width(phrase) <= left {
                pen.text(place.x + column, place.y, left, phrase, role);
            }
        }
    }

    /// What a date was read as, once its field is left.
    fn read(&self, entry: &Entry, at: &At<'_>) -> Option<String> {
        let typed = entry.text();
        if !matches!(entry.spec.kind, Kind::Date) || typed.trim().is_empty() {
            return None;
        }
        (self.check)(&entry.spec, typed.trim(), at).ok().flatten()
    }

    /// The labels of the fields that do not fit. That with the keys is among them once another waits: a count that
    /// leaves out what is wrong would be a wrong count.
    fn wrong(&self, at: &At<'_>) -> Vec<&str> {
        let waits = self.entries.iter().any(|entry| entry.error.is_some());
        let fits = |number: usize, entry: &Entry| {
            entry.error.is_none() && !(waits && number == self.at && self.is_unfit(entry, at))
        };
        let entries = self.entries.iter().enumerate().filter(|(number, entry)| !fits(*number, entry));
        entries.map(|(_, entry)| entry.spec.label.as_str()).collect()
    }

    /// What saving does, as it stands in its row: `Save`.
    fn deed_row(&self) -> String {
        let mut letters = self.deed.chars();
        letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
    }

    /// The two pinned lines: what is hidden below, and the Save row with what it waits for.
    fn draw_foot(&self, pen: &mut Pen<'_>, (area, from): (Rect, u16), hidden: &[String], at: &At<'_>) {
        let cells = area.width.saturating_sub(3);
        if !hidden.is_empty() {
            let fields = if hidden.len() == 1 { "field" } else { "fields" };
            let words = format!("{} more {fields} below: {}", hidden.len(), hidden.join(", "));
            pen.line(area.x + 2, area.bottom() - 2, cells, &Line::muted(words));
        }
        let y = area.bottom() - 1;
        let here = self.at >= self.entries.len();
        if here {
            pen.text(area.x, y, 1, "▸", Role::Plain);
        }
        pen.text(area.x + 2, y, cells, &self.deed_row(), if here { Role::Focus } else { Role::Link });
        let wrong = self.wrong(at);
        let named =
            |labels: &[&str]| labels.iter().map(|label| format!("✗ {label}")).collect::<Vec<_>>().join(", ");
        let words = match wrong.as_slice() {
            [] if here => Line::plain("Enter saves"),
            [] => Line::plain(format!("or {} from any field", Command::Save.way())),
            [_] => Line::plain("waits for one field: ").with(named(&wrong), Role::Alarm),
            more => Line::plain(format!("waits for {} fields: ", more.len())).with(named(more), Role::Alarm),
        };
        pen.line(from, y, area.right().saturating_sub(from + 1), &words);
    }
}
