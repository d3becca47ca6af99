//! One row of the file, opened: all it says, field by field, beside what the book has.
//!
//! **Invariant:** no value is cut: what is too long for its column goes on in the next line, and every line can be
//! reached.

use ratatui::layout::Rect;

use super::{Import, group, twins::Twin};
use crate::{
    domain::card::{Answer, Card, Change, HouseholdChoice, diff},
    exchange::preview::{Outcome, PreviewRow},
    tui::{
        desk::At,
        effect::Effect,
        layers::Pressed,
        theme::Role,
        widgets::{
            line::Line,
            list::{Item, Keep, Keys, List, Move, Row, Words},
            pen::Pen,
            table::{Layout, words},
            text::wrap,
        },
    },
};

/// From so many cells on book and file stand side by side.
const WIDE: u16 = 60;
/// From so many the columns are wider.
const WIDER: u16 = 100;

/// Both sides of a changed row.
const BESIDE: &[Layout] = &[
    Layout {
        from: WIDER,
        columns: &[
            words(0, "field", 18),
            words(1, "in the book", 34),
            words(2, "in the file", 0),
            words(3, "", 3),
        ],
    },
    Layout {
        from: WIDE,
        columns: &[
            words(0, "field", 13),
            words(1, "in the book", 26),
            words(2, "in the file", 0),
            words(3, "", 3),
        ],
    },
    Layout { from: 0, columns: &[words(0, "field", 9), words(2, "book, then file", 0), words(3, "", 3)] },
];

/// What a row says alone.
const ALONE: &[Layout] = &[
    Layout { from: WIDE, columns: &[words(0, "field", 18), words(2, "in the file", 0)] },
    Layout { from: 0, columns: &[words(0, "field", 11), words(2, "in the file", 0)] },
];

/// The same of what the book holds already.
const HELD: &[Layout] = &[
    Layout { from: WIDE, columns: &[words(0, "field", 18), words(2, "in the book", 0)] },
    Layout { from: 0, columns: &[words(0, "field", 11), words(2, "in the book", 0)] },
];

/// The opened row.
#[derive(Debug)]
pub(super) struct Page {
    /// Its line in the file.
    pub(super) line: usize,
    pub(super) list: List,
}

/// One field as it is shown.
struct Field {
    label: String,
    book: String,
    file: String,
    tick: &'static str,
}

impl Page {
    /// The number of the field under the cursor, of a changed row.
    pub(super) fn field(&self) -> Option<usize> {
        let (field, _) = self.list.row()?.key.split_once(':')?;
        field.parse().ok()
    }

    /// To the next field, past the further lines of this one.
    pub(super) fn go_on(&mut self) {
        if let Some(field) = self.field() {
            self.list.focus(&format!("{}:0", field + 1));
        }
    }
}

impl Import {
    /// Opens the row under the cursor, on the field the cursor stands on.
    pub(super) fn open_page(&mut self, at: &At<'_>) -> Pressed {
        let Some((line, field)) = self.spot() else {
            return Pressed::Taken(Effect::say("This line is a note on the whole file"));
        };
        self.page = Some(Page { line, list: List::new(ALONE) });
        self.refresh_page(at);
        if let (Some(page), Some(field)) = (&mut self.page, field) {
            page.list.focus(&format!("{field}:0"));
        }
        Pressed::taken()
    }

    /// Back to the list, on the row that was open.
    pub(super) fn close_page(&mut self) -> Pressed {
        if let Some(page) = self.page.take() {
            let field = page.field().unwrap_or(0);
            let _ = self.list.focus(&format!("{}:{field}", page.line))
                || self.list.focus(&format!("{}:0", page.line))
                || self.list.focus(&page.line.to_string());
        }
        Pressed::taken()
    }

    /// The row before or after the open one, in the order of the list.
    pub(super) fn next_page(&mut self, by: i32, at: &At<'_>) -> Pressed {
        let here = self.line();
        self.close_page();
        while self.list.go(Move::By(by)) {
            if self.line() != here {
                break;
            }
        }
        // The first field of it, from whichever side one comes.
        if let Some(line) = self.line() {
            let _ = self.list.focus(&format!("{line}:0"));
        }
        self.open_page(at)
    }

    /// Builds the open page anew.
    pub(super) fn refresh_page(&mut self, at: &At<'_>) {
        let Some(line) = self.page.as_ref().map(|page| page.line) else { return };
        let Some(row) = self.incoming.preview.rows.iter().find(|row| row.line == line) else { return };
        let (layouts, fields) = self.fields(row, at);
        let items = items(layouts, &fields, self.width);
        if let Some(page) = &mut self.page {
            page.list.set_layouts(layouts);
            page.list.refresh(items, Keep::Nothing);
        }
    }

    fn fields(&self, row: &PreviewRow, at: &At<'_>) -> (&'static [Layout], Vec<Field>) {
        match &row.outcome {
            Outcome::New { card, .. } => {
                let mut fields = self.about(row, at);
                fields.extend(of_card(card));
                (ALONE, fields)
            }
            Outcome::Changed { changes, .. } | Outcome::Joined { changes, .. } => {
                (BESIDE, changes.iter().map(of_change).collect())
            }
            Outcome::Same { person } => {
                let held = at.book.card_of_person(*person).ok().flatten().unwrap_or_default();
                (HELD, of_card(&held))
            }
            Outcome::DuplicateInFile { of_line } => {
                let said = format!("line {of_line} says all of this already");
                (ALONE, vec![told("nothing to do", said)])
            }
            Outcome::Rejected { reason } => (ALONE, vec![told("rejected", format!("✗ {reason}"))]),
        }
    }

    /// What is decided of a new person beside the values: where they live, whom they are like.
    fn about(&self, row: &PreviewRow, at: &At<'_>) -> Vec<Field> {
        let Outcome::New { household, proposal, possible_duplicate, .. } = &row.outcome else {
            return Vec::new();
        };
        let mut about = Vec::new();
        if let Some(twin) = possible_duplicate {
            let said = match self.twin_of(row) {
                Some(Twin::Two) => format!("not {}; it is not asked again", twin.name),
                _ => format!("! {}: same person, or two? d decides; unanswered, both are kept", twin.reason),
            };
            about.push(told("like", said));
        }
        let why = proposal.map_or("", |proposal| proposal.by.words());
        let home = match household {
            HouseholdChoice::Own if proposal.is_some() => "their own; o: as proposed".to_owned(),
            HouseholdChoice::Own => "their own".to_owned(),
            HouseholdChoice::WithLine(with) => format!("with line {with}, {why}; o: their own"),
            HouseholdChoice::Existing(id) => {
                let home = at.book.short_name(*id).unwrap_or_default();
                format!("joins {home}, {why}; o: their own")
            }
        };
        about.push(told("household", home));
        about
    }

    /// What the open row comes to, in words.
    fn state(&self, row: &PreviewRow) -> String {
        let taken = self.is_taken(row);
        match &row.outcome {
            Outcome::New { .. } if taken => "new: is taken in [x]".to_owned(),
            Outcome::New { .. } => "new: is left out [ ]".to_owned(),
            Outcome::Changed { changes, .. } | Outcome::Joined { changes, .. } => {
                let ticked = changes.iter().filter(|change| change.answer == Answer::Take).count();
                format!("changed: {ticked} of {} ticked", changes.len())
            }
            Outcome::Same { .. } => "same: the book holds all of it".to_owned(),
            _ => group(row).to_owned(),
        }
    }

    pub(super) fn draw_page(&mut self, pen: &mut Pen<'_>, area: Rect) {
        let line = self.line();
        let row = self.incoming.preview.rows.iter().find(|row| Some(row.line) == line);
        let Some(row) = row else { return };
        let who = if row.who.is_empty() { "no name" } else { &row.who };
        let head = Line::heading(format!("Line {}  {who}", row.line));
        let state = Line::plain(self.state(row));
        let room = area.width.saturating_sub(3).saturating_sub(state.width());
        pen.line(area.x + 1, area.y, room, &head);
        pen.line_right(area.right().saturating_sub(1), area.y, area.width, &state);
        let remark = self.remark().unwrap_or_default();
        let Some(page) = &mut self.page else { return };
        let list = Rect { y: area.y + 2, height: area.height.saturating_sub(4), ..area };
        page.list.draw(pen, list, Keys::Here);
        let below = page.list.below();
        let more = if below > 0 { format!("{below} more below.  ") } else { String::new() };
        let foot = Line::role(format!("{more}{remark}"), Role::Plain);
        pen.line(area.x + 1, area.bottom().saturating_sub(1), area.width.saturating_sub(2), &foot);
    }
}

fn told(label: &str, file: String) -> Field {
    Field { label: label.to_owned(), book: String::new(), file, tick: "" }
}

/// All a card says.
fn of_card(card: &Card) -> Vec<Field> {
    let change = |change: Change| {
        let first = change.piece.points.iter().any(|point| point.preferred);
        let label = if first { format!("{}, first", change.label) } else { change.label };
        Field { label, book: String::new(), file: change.after, tick: "" }
    };
    diff(&Card::default(), card).into_iter().map(change).collect()
}

fn of_change(change: &Change) -> Field {
    let tick = if change.answer == Answer::Take { "[x]" } else { "[ ]" };
    let book = match (change.before.is_empty(), change.adds()) {
        (true, _) => "nothing".to_owned(),
        // What the file adds takes nothing away.
        (false, true) => format!("{} (stays)", change.before),
        (false, false) => change.before.clone(),
    };
    Field { label: change.label.clone(), book, file: change.after.clone(), tick }
}

/// The lines of the fields, each value wrapped into its column.
fn items(layouts: &[Layout], fields: &[Field], width: u16) -> Vec<Item> {
    let layout = layouts.iter().filter(|layout| layout.from <= width).max_by_key(|layout| layout.from);
    let columns = layout.map_or(&[][..], |layout| layout.columns);
    let fixed: u16 = columns.iter().map(|column| column.width + 1).sum();
    let rest = width.saturating_sub(fixed + 2).max(8);
    let cells = |cell: usize| columns.iter().find(|column| column.cell == cell).map(|column| column.width);
    let beside = cells(1);
    let mut items = Vec::new();
    for (number, field) in fields.iter().enumerate() {
        let labels = wrap(&field.label, cells(0).unwrap_or(9));
        let (book, file) = match beside {
            Some(cells) => (wrap(&field.book, cells), wrap(&field.file, rest)),
            None if field.book.is_empty() => (Vec::new(), wrap(&field.file, rest)),
            None => {
                let mut both = wrap(&field.book, rest);
                both.extend(wrap(&format!("-> {}", field.file), rest));
                (Vec::new(), both)
            }
        };
        let lines = labels.len().max(book.len()).max(file.len());
        for line in 0..lines {
            let part = |lines: &[String]| lines.get(line).cloned().unwrap_or_default();
            let tick = if line == 0 { field.tick } else { "" };
            let cells = [part(&labels), part(&book), part(&file), tick.to_owned()];
            items.push(Item::from(Row {
                key: format!("{number}:{line}"),
                words: Words {
                    name: field.label.clone(),
                    cells: cells.iter().map(|cell| Line::signed(cell)).collect(),
                    ..Words::default()
                }
                .into(),
                ..Row::default()
            }));
        }
    }
    items
}

#[cfg(test)]
mod tests;
