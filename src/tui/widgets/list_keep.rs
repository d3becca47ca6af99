//! What becomes of the lines of a list when the book has changed under it.
//!
//! **Invariant:** a row that was just decided stays greyed where it stood; nothing above it moves.

use std::{
    collections::{HashMap, HashSet},
    rc::Rc,
};

use super::list::{Item, List, Move, Row, RowState, key};
use crate::domain::record::RecordId;

impl List {
    /// Says of the rows decided just now how; what was said of others before stays.
    pub fn say_decided(&mut self, word: &str) {
        for item in &mut self.items {
            if let Item::Row(row) = item
                && row.state == RowState::Decided
                && row.decided.is_empty()
            {
                word.clone_into(&mut Rc::make_mut(row).decided);
            }
        }
    }

    /// Lets the greyed rows go whose record is gone; the cursor stays on its row.
    pub fn forget(&mut self, is_gone: impl Fn(RecordId) -> bool) {
        let cursor = self.row().map(|row| row.key.clone());
        self.items.retain(|item| match item {
            Item::Row(row) if row.state == RowState::Decided => !row.record.is_some_and(&is_gone),
            _ => true,
        });
        if cursor.is_none_or(|cursor| !self.focus(&cursor)) {
            self.go(Move::Top);
        }
    }

    /// Takes all marks away but these.
    pub fn keep_marks(&mut self, keys: &[String]) {
        self.marks.retain(|key| keys.contains(key));
    }
}

/// The new items with the rows that are gone, greyed, each after the row it stood behind.
pub(super) fn with_decided(old: &[Item], new: Vec<Item>) -> Vec<Item> {
    let present: HashSet<&str> = new.iter().filter_map(key).collect();
    let mut behind: HashMap<Option<&str>, Vec<Rc<Row>>> = HashMap::new();
    let mut last = None;
    for item in old {
        let Item::Row(row) = item else { continue };
        if present.contains(row.key.as_str()) {
            last = Some(row.key.as_str());
        } else {
            behind.entry(last).or_default().push(greyed(Rc::clone(row)));
        }
    }
    if behind.is_empty() {
        return new;
    }
    let mut gone = behind.remove(&None).unwrap_or_default();
    let mut behind: HashMap<String, Vec<Rc<Row>>> =
        behind.into_iter().filter_map(|(key, rows)| Some((key?.to_owned(), rows))).collect();
    let mut merged = Vec::with_capacity(new.len() + gone.len());
    for item in new {
        let is_row = key(&item).is_some();
        if is_row {
            merged.extend(gone.drain(..).map(Item::Row));
        }
        let after = key(&item).and_then(|key| behind.remove(key));
        merged.push(item);
        merged.extend(after.into_iter().flatten().map(Item::Row));
    }
    merged.extend(gone.into_iter().map(Item::Row));
    merged
}

/// The old lines with the rows as they are now: what is gone or stands under another heading is greyed in
/// its place, what is new comes in behind the row it follows.
pub(super) fn in_their_places(old: Vec<Item>, new: Vec<Item>) -> Vec<Item> {
    if !old.iter().any(|item| key(item).is_some()) {
        return new;
    }
    let known: HashSet<String> = old.iter().filter_map(key).map(str::to_owned).collect();
    let mut now: HashMap<String, (String, Rc<Row>)> = HashMap::new();
    let mut fresh: Vec<(Option<String>, String, Rc<Row>)> = Vec::new();
    let mut headings: HashMap<String, Item> = HashMap::new();
    let (mut under, mut before) = (String::new(), None);
    for item in new {
        match item {
            Item::Heading(_) => {
                under = group(&item);
                headings.insert(under.clone(), item);
            }
            Item::Row(row) => {
                let behind = before.replace(row.key.clone());
                if known.contains(&row.key) {
                    now.insert(row.key.clone(), (under.clone(), row));
                } else {
                    fresh.push((behind, under.clone(), row));
                }
            }
            Item::Note(_) | Item::Told(_) | Item::Gap => {}
        }
    }
    under.clear();
    let mut lines: Vec<Item> = Vec::with_capacity(old.len() + fresh.len());
    for item in old {
        match item {
            Item::Row(row) => lines.push(Item::Row(match now.remove(&row.key) {
                Some((group, row)) if group == under => row,
                _ => greyed(row),
            })),
            Item::Heading(_) => {
                under = group(&item);
                // Where rows came in, the count behind the name is theirs too.
                let grown = fresh.iter().any(|(_, group, _)| *group == under);
                lines.push(headings.get(&under).filter(|_| grown).cloned().unwrap_or(item));
            }
            other => lines.push(other),
        }
    }
    for (behind, group, row) in fresh {
        begin(&mut lines, behind.as_deref(), &group, &headings);
        let at = place(&lines, behind.as_deref(), &group);
        lines.insert(at, Item::Row(row));
    }
    lines
}

/// Puts in the heading of a group that is new, behind the group of the row its first row follows.
fn begin(lines: &mut Vec<Item>, behind: Option<&str>, wanted: &str, headings: &HashMap<String, Item>) {
    let is_there = lines.iter().any(|item| matches!(item, Item::Heading(_)) && group(item) == wanted);
    let Some(heading) = headings.get(wanted).filter(|_| !is_there && !wanted.is_empty()) else { return };
    let follows = behind.and_then(|behind| lines.iter().position(|item| key(item) == Some(behind)));
    match follows {
        Some(row) => {
            let ends = |item: &Item| !matches!(item, Item::Row(_));
            let at = lines.iter().skip(row).position(ends).map_or(lines.len(), |ahead| row + ahead);
            lines.splice(at..at, [Item::Gap, heading.clone()]);
        }
        None => {
            lines.splice(0..0, [heading.clone(), Item::Gap]);
        }
    }
}

/// The row as one that was decided.
fn greyed(mut row: Rc<Row>) -> Rc<Row> {
    Rc::make_mut(&mut row).state = RowState::Decided;
    row
}

/// The name of a group: its heading without the count behind it.
fn group(heading: &Item) -> String {
    match heading {
        Item::Heading(line) => line.spans.first().map(|span| span.text.clone()).unwrap_or_default(),
        _ => String::new(),
    }
}

/// Where a new row comes in: behind the one it follows in its group, else first in its group, else at the top.
fn place(lines: &[Item], behind: Option<&str>, wanted: &str) -> usize {
    let of = |at: usize| lines.iter().take(at).rev().find(|item| matches!(item, Item::Heading(_))).map(group);
    let follows = behind.and_then(|behind| lines.iter().position(|item| key(item) == Some(behind)));
    let follows = follows.filter(|at| of(*at).unwrap_or_default() == wanted);
    let heads = || lines.iter().position(|item| matches!(item, Item::Heading(_)) && group(item) == wanted);
    follows.or_else(heads).map_or(0, |at| at + 1)
}
