//! Duplicates: persons who are probably the same, with the reason; each pair is merged or told apart.
//!
//! **Invariant:** nobody is merged here without the screen that shows what stays.

use ratatui::{crossterm::event::KeyEvent, layout::Rect};

use super::{
    Layer, Pressed, Shape,
    ask::Ask,
    lists::{self, Listed},
    merge::Merge,
};
use crate::{
    acts::duplicates::{Duplicate, is_doubtful},
    domain::{
        record::{Kind, RecordId},
        rejection::Rejection,
    },
    tui::{
        command::Scope,
        desk::{Action, At},
        effect::Effect,
        theme::Role,
        widgets::{
            footer::Hint,
            line::Line,
            list::{Item, Keep, List, Row, Words},
            pen::Pen,
            table::{Layout, words},
        },
    },
};

const LAYOUTS: &[Layout] = &[
    Layout { from: 100, columns: &[words(0, "who", 34), words(1, "and", 34), words(2, "why", 0)] },
    Layout { from: 0, columns: &[words(3, "who", 22), words(4, "and", 22), words(2, "why", 0)] },
];

/// The list of pairs.
#[derive(Debug)]
pub struct Duplicates {
    pairs: Vec<Duplicate>,
    list: List,
}

impl Duplicates {
    /// Everybody who looks like somebody else.
    pub fn new(at: &At<'_>) -> Result<Self, Rejection> {
        let mut layer = Self { pairs: Vec::new(), list: List::new(LAYOUTS) };
        layer.read(at)?;
        Ok(layer)
    }

    fn read(&mut self, at: &At<'_>) -> Result<(), Rejection> {
        self.pairs = at.book.duplicates()?;
        self.list.refresh(self.pairs.iter().map(|pair| Item::from(row(pair))).collect(), Keep::Nothing);
        Ok(())
    }

    fn pair(&self) -> Option<&Duplicate> {
        let key = &self.list.row()?.key;
        self.pairs.iter().find(|pair| key_of(pair) == *key)
    }

    fn open(&self, at: &At<'_>) -> Vec<Effect> {
        let Some(pair) = self.pair() else { return Vec::new() };
        match Merge::new(pair.keep, pair.other, at) {
            Ok(layer) => Effect::open(layer),
            Err(why) => Effect::warn(why.message),
        }
    }

    fn tell_apart(&self) -> Vec<Effect> {
        let Some(pair) = self.pair() else { return Vec::new() };
        Effect::commit(Action::TellApart { first: pair.keep, second: pair.other })
    }
}

fn key_of(pair: &Duplicate) -> String {
    format!("{} {}", pair.keep, pair.other)
}

fn row(pair: &Duplicate) -> Row {
    let whole = |name: &str, id: RecordId, home: &str| match home {
        "" => format!("{name} {id}"),
        home => format!("{name} {id}, {home}"),
    };
    let keep = whole(&pair.keep_name, pair.keep, &pair.keep_home);
    let other = whole(&pair.other_name, pair.other, &pair.other_home);
    let sign = if is_doubtful(pair.sureness) { "? " } else { "" };
    let why = format!("{sign}{}", pair.reason);
    let short = |name: &str, id: RecordId| Line::plain(format!("{name} {id}"));
    Row {
        key: key_of(pair),
        words: Words {
            name: pair.keep_name.clone(),
            cells: vec![
                Line::plain(keep),
                Line::plain(other),
                Line::signed(&why),
                short(&pair.keep_name, pair.keep),
                short(&pair.other_name, pair.other),
            ],
            ..Words::default()
        }
        .into(),
        ..Row::default()
    }
}

/// Asks for the record that is the same as this one.
#[must_use]
pub fn ask_other(keep: RecordId, name: &str) -> Vec<Effect> {
    let found = move |typed: &str, at: &At<'_>| at.book.named(keep.kind, typed);
    let noun = if keep.kind == Kind::Person { "Person" } else { "Client" };
    let ask = Ask::text(&format!("Merge {name} with another"), noun, move |typed, at| {
        Ok(Effect::open(Merge::new(keep, found(typed, at)?.id, at)?))
    });
    Effect::open(ask.checked(move |typed, at| match typed.trim() {
        "" => Ok(None),
        typed => match found(typed, at) {
            Ok(row) => Ok(Some(format!("{} {}", row.id, row.str("name")))),
            // Said on Enter: half a name fits many.
            Err(_) => Ok(None),
        },
    }))
}

/// Asks for two persons by id or name.
fn ask_two() -> Vec<Effect> {
    Effect::open(Ask::text("Merge two persons", "Who and who", |typed, at| {
        let two = typed.split_once(" and ").or_else(|| typed.trim().split_once(' '));
        let Some((keep, other)) = two else {
            return Err(Rejection::rule("Type two persons, as p3 p7 or Ann Hartley and Ann Brandt."));
        };
        let person = |text: &str| at.book.named(Kind::Person, text).map(|row| row.id);
        Ok(Effect::open(Merge::new(person(keep)?, person(other)?, at)?))
    }))
}

impl Layer for Duplicates {
    fn mode(&self) -> String {
        "LIST".into()
    }

    fn shape(&self) -> Shape {
        Shape::Full
    }

    fn title(&self, _at: &At<'_>) -> (Line, Line) {
        let count = match self.pairs.len() {
            0 => "   none left".to_owned(),
            1 => "   1 pair".to_owned(),
            many => format!("   {many} pairs, the surest first"),
        };
        (Line::heading("Duplicates").with(count, Role::Plain), Line::plain("nobody is merged by itself"))
    }

    fn key(&mut self, key: KeyEvent, at: &At<'_>) -> Pressed {
        match lists::key(&mut self.list, key) {
            Listed::Moved => Pressed::taken(),
            Listed::Opened => Pressed::Taken(self.open(at)),
            Listed::Left => Pressed::close(),
            Listed::Other(name) => match name.as_str() {
                "n" => Pressed::Taken(self.tell_apart()),
                "a" => Pressed::Taken(ask_two()),
                _ => Pressed::Passed,
            },
        }
    }

    fn scopes(&self) -> &'static [Scope] {
        &[Scope::Everywhere]
    }

    fn draw(&mut self, pen: &mut Pen<'_>, area: Rect, _at: &At<'_>) {
        if self.list.is_empty() {
            let words = "Nobody in the book looks like somebody else. a merges two persons you name.";
            pen.line(area.x + 2, area.y, area.width.saturating_sub(3), &Line::plain(words));
            return;
        }
        lists::draw(&mut self.list, pen, area);
        let said =
            self.pair().map_or_else(String::new, |pair| format!("{}: {}.", pair.sureness, pair.reason));
        lists::say(pen, area, &lists::with_below(&said, &self.list));
    }

    fn hints(&self) -> Vec<Hint> {
        if self.list.is_empty() {
            return vec![Hint::new("a", "merge two by name")];
        }
        vec![Hint::new("Enter", "merge"), Hint::new("n", "they are two"), Hint::new("a", "merge two by name")]
    }

    fn always(&self) -> Vec<Hint> {
        vec![Hint::new("Esc", "close"), Hint::new("?", "help")]
    }

    fn list(&mut self) -> Option<&mut List> {
        Some(&mut self.list)
    }

    fn reload(&mut self, at: &At<'_>) {
        let number = self.list.number();
        if self.read(at).is_ok() {
            lists::stand(&mut self.list, number);
        }
    }
}

#[cfg(test)]
#[path = "duplicates_tests.rs"]
mod tests;
