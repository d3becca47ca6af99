//! A short list to choose from under a text field: palette, help, find, pickers.
//!
//! **Invariant:** the chosen line is always among those drawn.

use ratatui::{
    crossterm::event::{KeyCode, KeyEvent},
    layout::Rect,
};
use serde_json::Value;

use super::{Kept, Pressed};
use crate::tui::{
    command::Command,
    effect::Effect,
    theme::Role,
    widgets::{
        field::{Field, Typed, printable},
        hits::{Pointed, What},
        line::Line,
        list::Keys,
        pen::Pen,
        text,
        tops::Tops,
    },
};

/// Which line is chosen and which is drawn first.
#[derive(Debug, Clone, Default)]
pub struct Choices {
    chosen: usize,
    top: usize,
    tops: Tops,
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
    pub fn chosen(&self) -> usize {
        self.chosen
    }

    /// Chooses this one.
    pub fn choose(&mut self, number: usize) {
        self.chosen = number;
        self.tops.moved();
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
        self.tops.moved();
        true
    }

    /// Draws the lines around the chosen one.
    pub fn draw(&mut self, pen: &mut Pen<'_>, area: Rect, lines: &[Choice]) {
        let height = usize::from(area.height);
        if height == 0 || area.width < 4 {
            return;
        }
        let size = (area.width, area.height);
        let items: Vec<usize> = (0_usize..)
            .zip(lines)
            .filter_map(|(at, line)| matches!(line, Choice::Item(..)).then_some(at))
            .collect();
        // A list that was read again may be shorter.
        self.chosen = self.chosen.min(items.len().saturating_sub(1));
        let at = items.get(self.chosen).copied();
        if let Some(at) = at {
            let first = if self.chosen == 0 { 0 } else { at };
            self.top = self.top.min(first).max((at + 1).saturating_sub(height));
        }
        self.top = self.tops.of(size).unwrap_or(self.top).min(lines.len().saturating_sub(height));
        self.tops.keep(size, self.top);
        for (row, (number, line)) in (0..area.height).zip(lines.iter().enumerate().skip(self.top)) {
            let y = area.y + row;
            match line {
                Choice::Words(words) => {
                    pen.line(area.x + 1, y, area.width - 2, words);
                }
                Choice::Item(left, right) => {
                    if let Some(item) = items.iter().position(|at| *at == number) {
                        pen.hits.note(Rect { y, height: 1, ..area }, What::Item(item));
                    }
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

/// What a key came to in a search.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sought {
    /// The text has changed, so another list is to be shown.
    Typed,
    /// This one of the list was taken.
    Chosen(usize),
    /// Nothing more is to be done.
    Taken,
    /// It is closed.
    Left,
    /// No key of a search.
    Passed,
}

/// How the keys of slips begin that hold what was looked for.
pub const SEARCH: &str = "search:";

/// Where the text of a search is from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Text {
    /// It was typed now.
    #[default]
    Typed,
    /// It is that of the last time: the first letter typed replaces it, any other key takes it on.
    Recalled,
}

/// A line of typing over the list of what fits it.
#[derive(Debug, Default)]
pub struct Search {
    field: Field,
    text: Text,
    choices: Choices,
}

impl Search {
    /// What is typed.
    #[must_use]
    pub fn text(&self) -> &str {
        self.field.text()
    }

    /// Which of the list is chosen, from 0.
    #[must_use]
    pub fn chosen(&self) -> usize {
        self.choices.chosen()
    }

    /// Takes a key over a list of `count`.
    pub fn key(&mut self, key: KeyEvent, count: usize) -> Sought {
        match key.code {
            KeyCode::Esc => return Sought::Left,
            KeyCode::Enter if count > 0 => return Sought::Chosen(self.choices.chosen()),
            KeyCode::Enter => return Sought::Taken,
            code if self.choices.key(code, count) => return Sought::Taken,
            _ => {}
        }
        if printable(key).is_some() {
            self.give_way();
        }
        match self.field.key(key) {
            Typed::Taken => {
                self.text = Text::Typed;
                self.choices.reset();
                Sought::Typed
            }
            Typed::Passed => Sought::Passed,
        }
    }

    /// Takes a key over a list of commands; the one taken runs where the keys were.
    pub fn command(&mut self, key: KeyEvent, shown: &[Command]) -> Pressed {
        match self.key(key, shown.len()) {
            Sought::Chosen(number) => match shown.get(number) {
                // It was found, so nothing of it is to be kept.
                Some(command) => Pressed::Taken(vec![Effect::Discard, Effect::Run(*command)]),
                None => Pressed::taken(),
            },
            Sought::Typed | Sought::Taken => Pressed::taken(),
            Sought::Left => Pressed::close(),
            Sought::Passed => Pressed::Passed,
        }
    }

    /// Takes a click on one of the list.
    pub fn point(&mut self, pointed: Pointed) -> Pressed {
        let Pointed::Item(number) = pointed else { return Pressed::Passed };
        self.choices.choose(number);
        Pressed::taken()
    }

    /// Takes the wheel over the list.
    pub fn wheel(&mut self, lines: i32) {
        let chosen = i32::try_from(self.choices.chosen).unwrap_or(i32::MAX).saturating_add(lines);
        self.choices.choose(usize::try_from(chosen).unwrap_or(0));
    }

    /// What is recalled gives way to what is typed.
    fn give_way(&mut self) {
        if self.text == Text::Recalled {
            self.field.set("");
        }
        self.text = Text::Typed;
    }

    /// What was typed, as a slip called by this name; nothing of an empty line.
    #[must_use]
    pub fn kept(&self, name: &str) -> Option<Kept> {
        let typed = self.text();
        (!typed.trim().is_empty()).then(|| Kept {
            title: format!("{name}: {}", typed.trim()),
            body: Value::String(typed.to_owned()),
        })
    }

    /// Puts back what was typed the last time.
    pub fn recall(&mut self, body: &Value) {
        self.field.set(body.as_str().unwrap_or(""));
        self.text = Text::Recalled;
        self.choices.reset();
    }

    /// Inserts pasted text.
    pub fn paste(&mut self, pasted: &str) {
        self.give_way();
        self.field.paste(pasted);
        self.choices.reset();
    }

    /// Draws the line: a sign, the text or what to type, the count at the right.
    pub fn draw_line(&self, pen: &mut Pen<'_>, area: Rect, (sign, empty): (&str, &str), count: &str) {
        pen.text(area.x + 1, area.y, 1, sign, Role::Key);
        let cells = area.width.saturating_sub(text::width(count) + 6);
        // The field has the cursor; what is reversed is the line chosen below it.
        self.field.draw(pen, (area.x + 3, area.y), cells, Keys::Here);
        pen.wash(Rect { x: area.x + 3, width: cells, height: 1, ..area }, Role::Plain);
        if self.field.is_empty() {
            pen.text(area.x + 3, area.y, cells, empty, Role::Muted);
        }
        pen.line_right(area.right().saturating_sub(1), area.y, area.width, &Line::muted(count));
    }

    /// Draws the list; where nothing fits, what to do about it.
    pub fn draw_list(&mut self, pen: &mut Pen<'_>, area: Rect, mut lines: Vec<Choice>, nothing: &str) {
        if lines.is_empty() {
            lines.push(Choice::Words(Line::plain(nothing)));
        }
        self.choices.draw(pen, area, &lines);
    }
}
