//! Merging two records, field by field on one screen: which value stays.
//!
//! **Invariant:** nothing is written before Ctrl-S, and both values are in view while one is chosen.

use std::collections::BTreeSet;

use ratatui::{crossterm::event::KeyEvent, layout::Rect};

use super::{
    Layer, Pressed, Shape,
    lists::{self, Listed},
};
use crate::{
    acts::duplicates::{Merging, MergingField},
    domain::{
        action::{Homes, Merge as Act},
        record::{Kind, RecordId},
        rejection::Rejection,
    },
    tui::{
        command::{Command, Scope},
        desk::{Action, At},
        effect::Effect,
        theme::Role,
        widgets::{
            footer::Hint,
            line::Line,
            list::{Item, Keep, List, Move, Row, Words},
            pen::Pen,
            table::{Layout, words},
            text::wrap,
        },
    },
};

const LAYOUTS: &[Layout] = &[
    Layout {
        from: 100,
        columns: &[words(0, "field", 16), words(1, "stays", 36), words(2, "goes", 36), words(3, "", 0)],
    },
    Layout { from: 0, columns: &[words(0, "field", 13), words(1, "stays", 29), words(2, "goes", 0)] },
];

/// The screen.
#[derive(Debug)]
pub struct Merge {
    merging: Merging,
    /// The fields in which the other's value stays.
    taken: BTreeSet<&'static str>,
    homes: Homes,
    list: List,
    width: u16,
}

impl Merge {
    /// Two records to be compared; both persons or both relationships.
    pub fn new(keep: RecordId, other: RecordId, at: &At<'_>) -> Result<Self, Rejection> {
        let merging = at.book.merging(keep, other)?;
        let list = List::new(LAYOUTS);
        let mut layer = Self { merging, taken: BTreeSet::new(), homes: Homes::Together, list, width: 80 };
        layer.refresh();
        Ok(layer)
    }

    fn refresh(&mut self) {
        let mut items: Vec<Item> =
            self.merging.fields.iter().map(|field| Item::from(self.row(field))).collect();
        if items.is_empty() {
            items.push(Item::Note(Line::plain("  They differ in no field.")));
        }
        items.push(Item::Gap);
        let mut said = Vec::new();
        if !self.merging.moves.is_empty() {
            said.push(format!("Moves along: {}.", self.merging.moves.join(", ")));
        }
        said.extend(self.merging.notes.iter().cloned());
        if self.homes == Homes::Apart {
            said.push("Their households stay two.".to_owned());
        }
        for note in said {
            let lines = wrap(&note, self.width.saturating_sub(6));
            items.extend(lines.into_iter().map(|line| Item::Note(Line::plain(format!("  {line}")))));
        }
        self.list.refresh(items, Keep::Nothing);
    }

    fn row(&self, field: &MergingField) -> Row {
        let is_taken = self.taken.contains(field.name);
        let (own, other) = (one_line(&field.own), one_line(&field.other));
        let tick = |is_on: bool, text: &str| format!("{} {text}", if is_on { "[x]" } else { "[ ]" });
        let cells = match field.stays {
            _ if field.open => {
                let beside = if field.further == "alias" {
                    "findable under both"
                } else {
                    "the other is kept beside it"
                };
                [tick(!is_taken, &own), tick(is_taken, &other), beside.to_owned()]
            }
            "both" => [format!("    {own}"), format!("    {other}"), "both stay".to_owned()],
            "other" => [format!("    {own}"), format!("    {other}"), "filled in".to_owned()],
            _ => [format!("    {own}"), format!("    {other}"), "stays as it is".to_owned()],
        };
        let cells = std::iter::once(Line::plain(field.label.to_lowercase()))
            .chain(cells.iter().map(|cell| Line::plain(cell.clone())));
        Row {
            key: field.name.to_owned(),
            words: Words { name: field.label.to_owned(), cells: cells.collect(), ..Words::default() }.into(),
            ..Row::default()
        }
    }

    fn turn(&mut self) -> Pressed {
        let key = self.list.row().map(|row| row.key.clone()).unwrap_or_default();
        let Some(field) = self.merging.fields.iter().find(|field| field.name == key) else {
            return Pressed::taken();
        };
        if !field.open {
            let why = match field.stays {
                "both" => "Both stay; there is nothing to choose",
                "other" => "Only one of the two knows it, or knows it better; it stays",
                _ => "This is always that of the one who is kept; x keeps the other one",
            };
            return Pressed::Taken(Effect::say(why));
        }
        if !self.taken.remove(field.name) {
            self.taken.insert(field.name);
        }
        self.refresh();
        self.list.go(Move::By(1));
        Pressed::taken()
    }

    /// Keeps the other one; what was chosen stays chosen.
    fn swap(&mut self, at: &At<'_>) -> Pressed {
        let open = |merging: &Merging| -> BTreeSet<&'static str> {
            merging.fields.iter().filter(|field| field.open).map(|field| field.name).collect()
        };
        match at.book.merging(self.merging.other.id, self.merging.keep.id) {
            Ok(merging) => {
                // A value that was chosen is that of the kept one now.
                let was_open = open(&self.merging);
                let chosen = std::mem::take(&mut self.taken);
                self.taken = open(&merging)
                    .into_iter()
                    .filter(|name| was_open.contains(name) && !chosen.is_empty() && !chosen.contains(name))
                    .collect();
                self.merging = merging;
                self.refresh();
                Pressed::taken()
            }
            Err(why) => Pressed::Taken(Effect::warn(why.message)),
        }
    }

    fn save(&self) -> Pressed {
        let act = Act {
            keep: self.merging.keep.id,
            other: self.merging.other.id,
            take: self.taken.iter().map(|name| (*name).to_owned()).collect(),
            homes: self.homes,
        };
        Pressed::Taken(Effect::save(Action::Merge(Box::new(act))))
    }

    fn is_of_persons(&self) -> bool {
        self.merging.keep.id.kind == Kind::Person
    }
}

fn one_line(text: &str) -> String {
    let mut lines = text.lines();
    let first = lines.next().unwrap_or("");
    if lines.next().is_some() { format!("{first} …") } else { first.to_owned() }
}

impl Layer for Merge {
    fn mode(&self) -> String {
        "LIST".into()
    }

    fn shape(&self) -> Shape {
        Shape::Full
    }

    fn title(&self, _at: &At<'_>) -> (Line, Line) {
        let (keep, other) = (&self.merging.keep, &self.merging.other);
        let who =
            format!("   {} {} stays, {} {} goes", keep.str("name"), keep.id, other.str("name"), other.id);
        (Line::heading("Merge").with(who, Role::Plain), Line::plain("nothing is written yet"))
    }

    fn key(&mut self, key: KeyEvent, at: &At<'_>) -> Pressed {
        match lists::key(&mut self.list, key) {
            Listed::Moved => Pressed::taken(),
            Listed::Left => Pressed::Taken(vec![Effect::Close, Effect::Say("Nothing was merged".into())]),
            Listed::Opened => Pressed::Passed,
            Listed::Other(name) => match name.as_str() {
                "Ctrl-S" => self.save(),
                "Space" => self.turn(),
                "x" => self.swap(at),
                "o" if self.is_of_persons() => {
                    self.homes = if self.homes == Homes::Together { Homes::Apart } else { Homes::Together };
                    self.refresh();
                    Pressed::taken()
                }
                _ => Pressed::Passed,
            },
        }
    }

    fn scopes(&self) -> &'static [Scope] {
        &[Scope::Everywhere]
    }

    fn draw(&mut self, pen: &mut Pen<'_>, area: Rect, _at: &At<'_>) {
        if self.width != area.width {
            self.width = area.width;
            self.refresh();
        }
        lists::draw(&mut self.list, pen, area);
        let said = format!("One step: {} takes the whole merge back.", Command::Undo.way());
        lists::say(pen, area, &lists::with_below(&said, &self.list));
    }

    fn hints(&self) -> Vec<Hint> {
        let mut hints = vec![
            Hint::new("Ctrl-S", "merge"),
            Hint::new("Space", "the other value"),
            Hint::new("x", "keep the other one"),
        ];
        if self.is_of_persons() {
            hints.push(Hint::new("o", "households"));
        }
        hints
    }

    fn always(&self) -> Vec<Hint> {
        vec![Hint::new("Esc", "merge nothing"), Hint::new("?", "help")]
    }

    fn list(&mut self) -> Option<&mut List> {
        Some(&mut self.list)
    }
}
