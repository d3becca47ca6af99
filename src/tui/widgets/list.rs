//! A list of rows under headings: cursor by key, marks, decided rows kept in place, only the slice shown drawn.
//!
//! **Invariant:** the cursor names a row by its key, so reload, filter, sort and resize never move it; it
//! stands on a row whenever there is one.

use std::{
    collections::{BTreeSet, HashSet},
    rc::Rc,
};

use ratatui::layout::Rect;

use super::{
    line::Line,
    list_draw::airy,
    list_keep::{in_their_places, with_decided},
    table::Layout,
    tops::Tops,
};
use crate::domain::record::RecordId;

pub use super::{
    list_moves::Move,
    list_row::{Row, RowState, Worded, Words},
};

/// One line of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Item {
    /// A group's name.
    Heading(Line),
    /// A row the cursor can stand on.
    Row(Rc<Row>),
    /// A line that only says something.
    Note(Line),
    /// The same in the columns of the rows.
    Told(Vec<Line>),
    /// Air between groups, shown where there is room.
    Gap,
}

impl From<Row> for Item {
    fn from(row: Row) -> Self {
        Self::Row(Rc::new(row))
    }
}

/// What happens to rows that are gone after a reload.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Keep {
    /// They stay greyed in their place: the user has just decided them.
    Decided,
    /// The same, and rows that went to another group stay greyed too: the lines keep their places.
    Places,
    /// They go: another view, filter, tab, or a refresh asked for.
    Nothing,
}

impl Keep {
    /// The same for a list whose groups say what a row needs: what changes its group was decided.
    #[must_use]
    pub fn in_place(self) -> Self {
        if self == Self::Decided { Self::Places } else { self }
    }
}

/// Whether the list has the keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Keys {
    /// The focused row is reversed.
    Here,
    /// The focused row keeps its `▸` only.
    Elsewhere,
}

/// The list.
#[derive(Debug, Default)]
pub struct List {
    pub(super) items: Vec<Item>,
    pub(super) layouts: &'static [Layout],
    cursor: Option<String>,
    pub(super) at: usize,
    pub(super) top: usize,
    pub(super) tops: Tops,
    pub(super) height: usize,
    pub(super) below: usize,
    pub(super) marks: BTreeSet<String>,
}

impl List {
    /// An empty list with these layouts.
    #[must_use]
    pub fn new(layouts: &'static [Layout]) -> Self {
        Self { layouts, ..Self::default() }
    }

    /// Other columns, as for another view of the same tab.
    pub fn set_layouts(&mut self, layouts: &'static [Layout]) {
        self.layouts = layouts;
    }

    /// Takes the rows as they are now; the cursor stays on its row, or where that row was.
    pub fn refresh(&mut self, items: Vec<Item>, keep: Keep) {
        let old = std::mem::replace(&mut self.items, items);
        match keep {
            Keep::Decided => self.items = with_decided(&old, std::mem::take(&mut self.items)),
            Keep::Places => self.items = in_their_places(old, std::mem::take(&mut self.items)),
            Keep::Nothing => {}
        }
        if !self.marks.is_empty() {
            let open = |row: &&Row| row.state == RowState::Open;
            let keys: HashSet<&str> = self.rows().filter(open).map(|row| row.key.as_str()).collect();
            let marks = self.marks.iter().filter(|key| keys.contains(key.as_str())).cloned().collect();
            self.marks = marks;
        }
        let wanted = self.cursor.as_deref();
        let found = self.items.iter().position(|item| key(item).is_some() && key(item) == wanted);
        self.at = found.unwrap_or(self.at.min(self.items.len().saturating_sub(1)));
        if found.is_none() {
            self.settle(1);
        }
        if self.row().is_some_and(|row| row.state == RowState::Decided) {
            self.step_to_undecided();
        }
        self.remember();
    }

    /// The rows, in order.
    pub fn rows(&self) -> impl Iterator<Item = &Row> {
        self.items.iter().filter_map(|item| match item {
            Item::Row(row) => Some(&**row),
            _ => None,
        })
    }

    /// How many rows there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.rows().count()
    }

    /// Whether there is no row.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rows().next().is_none()
    }

    /// The focused row.
    #[must_use]
    pub fn row(&self) -> Option<&Row> {
        match self.items.get(self.at) {
            Some(Item::Row(row)) => Some(&**row),
            _ => None,
        }
    }

    /// The relationships of the focused row and of the rows above and below it, where they have one.
    #[must_use]
    pub fn around(&self) -> Vec<i64> {
        let (above, below) = self.items.split_at(self.at.min(self.items.len()));
        let row = |item: &Item| match item {
            Item::Row(row) => row.relationship.map(|id| id.id),
            _ => None,
        };
        let above = above.iter().rev().find(|item| key(item).is_some()).and_then(row);
        let here = below.iter().filter(|item| key(item).is_some()).take(2).filter_map(row);
        above.into_iter().chain(here).collect()
    }

    /// The place of the focused row among the rows, from 1.
    #[must_use]
    pub fn number(&self) -> usize {
        self.items.iter().take(self.at + 1).filter(|item| key(item).is_some()).count()
    }

    /// The rows below the last one shown, as of the last drawing.
    #[must_use]
    pub fn below(&self) -> usize {
        self.below
    }

    /// Puts the cursor on the row with this key, when it is there.
    pub fn focus(&mut self, wanted: &str) -> bool {
        let found = self.items.iter().position(|item| key(item) == Some(wanted));
        if let Some(at) = found {
            self.at = at;
            self.remember();
        }
        found.is_some()
    }

    /// Puts the cursor on the row of this record, when it is there and not decided.
    pub fn focus_record(&mut self, record: RecordId) -> bool {
        let key = self
            .rows()
            .find(|row| row.record == Some(record) && row.state == RowState::Open)
            .map(|row| row.key.clone());
        key.is_some_and(|key| self.focus(&key))
    }

    /// Puts the cursor on the row with this key, or marks the rows with these; says whether all are there.
    pub fn choose(&mut self, wanted: &[String]) -> bool {
        let all = wanted.iter().all(|key| self.rows().any(|row| row.key == *key));
        let Some(first) = wanted.first().filter(|_| all) else { return false };
        self.marks.clear();
        if wanted.len() > 1 {
            self.marks.extend(wanted.iter().cloned());
        }
        self.focus(first)
    }

    /// Moves the cursor; says whether it now stands on another row.
    pub fn go(&mut self, to: Move) -> bool {
        let before = self.at;
        let screen = i32::try_from(self.height.max(2)).unwrap_or(2);
        match to {
            Move::By(rows) => self.step(rows),
            Move::Half(sign) => self.step(sign * (screen / 2).max(1)),
            Move::Screen(sign) => self.step(sign * (screen - 1).max(1)),
            Move::Top => {
                self.at = 0;
                self.settle(1);
            }
            Move::Bottom => {
                self.at = self.items.len().saturating_sub(1);
                self.settle(-1);
            }
            Move::Group(sign) => self.group(sign),
        }
        self.remember();
        self.at != before
    }

    /// Marks the focused row, or takes its mark away, and steps on.
    pub fn mark(&mut self) {
        if let Some(key) = self.row().map(|row| row.key.clone()) {
            if !self.marks.remove(&key) {
                self.marks.insert(key);
            }
            self.go(Move::By(1));
        }
    }

    /// Marks all shown rows, or takes all marks away when there is one.
    pub fn mark_all(&mut self) {
        if self.marks.is_empty() {
            self.marks =
                self.rows().filter(|row| row.state == RowState::Open).map(|row| row.key.clone()).collect();
        } else {
            self.marks.clear();
        }
    }

    /// How many rows are marked.
    #[must_use]
    pub fn marked(&self) -> usize {
        self.marks.len()
    }

    /// The keys of the marked rows.
    #[must_use]
    pub fn marked_keys(&self) -> Vec<String> {
        self.marks.iter().cloned().collect()
    }

    /// Takes all marks away.
    pub fn unmark(&mut self) {
        self.marks.clear();
    }

    /// What a verb acts on: the marked rows, or the focused one. One gesture, one undo step.
    #[must_use]
    pub fn chosen(&self) -> Vec<&Row> {
        if self.marks.is_empty() {
            return self.row().into_iter().collect();
        }
        self.rows().filter(|row| self.marks.contains(&row.key)).collect()
    }

    /// Puts the cursor on the row drawn at line `y` of `area`; for the mouse.
    pub fn click(&mut self, area: Rect, y: u16) -> bool {
        let names = u16::from(self.has_titles());
        let Some(line) = y.checked_sub(area.y + names) else { return false };
        let airy = airy(area);
        let shown = self.items.iter().enumerate().skip(self.top);
        let hit = shown.filter(|(_, item)| airy || !matches!(item, Item::Gap)).nth(usize::from(line));
        let Some((at, Item::Row(_))) = hit else { return false };
        self.at = at;
        self.remember();
        true
    }

    fn step(&mut self, rows: i32) {
        let direction = if rows < 0 { -1 } else { 1 };
        for _ in 0..rows.unsigned_abs() {
            let Some(next) = self.next_row(self.at, direction) else { break };
            self.at = next;
        }
    }

    fn next_row(&self, from: usize, direction: i32) -> Option<usize> {
        let is_row = |at: &usize| self.items.get(*at).and_then(key).is_some();
        if direction < 0 { (0..from).rev().find(is_row) } else { (from + 1..self.items.len()).find(is_row) }
    }

    /// Steps off a heading: first in `direction`, else the other way.
    fn settle(&mut self, direction: i32) {
        if self.row().is_none() {
            let found = self.next_row(self.at, direction).or_else(|| self.next_row(self.at, -direction));
            self.at = found.unwrap_or(0);
        }
    }

    fn step_to_undecided(&mut self) {
        let open =
            |at: &usize| matches!(self.items.get(*at), Some(Item::Row(row)) if row.state == RowState::Open);
        let next = (self.at..self.items.len()).find(open).or_else(|| (0..self.at).rev().find(open));
        self.at = next.unwrap_or(self.at);
    }

    fn group(&mut self, sign: i32) {
        let is_heading = |at: &usize| matches!(self.items.get(*at), Some(Item::Heading(_)));
        let heading = if sign < 0 {
            let own = (0..self.at).rev().find(is_heading).unwrap_or(0);
            (0..own).rev().find(is_heading)
        } else {
            (self.at + 1..self.items.len()).find(is_heading)
        };
        if let Some(next) = heading.and_then(|at| self.next_row(at, 1)) {
            self.at = next;
        }
    }

    fn remember(&mut self) {
        self.tops.moved();
        self.cursor = self.row().map(|row| row.key.clone());
    }
}

pub(super) fn key(item: &Item) -> Option<&str> {
    match item {
        Item::Row(row) => Some(&row.key),
        _ => None,
    }
}

#[cfg(test)]
#[path = "list_tests.rs"]
mod tests;
