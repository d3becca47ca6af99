//! The rows behind a figure: a list on the whole screen, Enter goes to one of them.
//!
//! **Invariant:** it holds as many rows as the figure it was opened from said.

use ratatui::{crossterm::event::KeyEvent, layout::Rect};

use super::{
    Layer, Pressed, Shape,
    lists::{self, Listed},
};
use crate::tui::{
    command::Scope,
    desk::At,
    effect::Effect,
    tabs::{Focus, TabId, Target},
    widgets::{
        footer::Hint,
        line::Line,
        list::{Item, Keep, Keys, List, Move},
        pen::Pen,
        table::{Layout, words},
    },
};

const LAYOUTS: &[Layout] = &[
    Layout { from: 58, columns: &[words(0, "", 16), words(1, "", 4), words(2, "", 0)] },
    Layout { from: 0, columns: &[words(0, "", 12), words(2, "", 0)] },
];

/// The rows.
#[derive(Debug)]
pub struct Rows {
    title: Line,
    list: List,
    tab: TabId,
}

impl Rows {
    /// Rows under a title; Enter shows the focused one in `tab`. Cells: who, tier, why.
    #[must_use]
    pub fn new(title: Line, items: Vec<Item>, tab: TabId) -> Self {
        let mut list = List::new(LAYOUTS);
        list.refresh(items, Keep::Nothing);
        Self { title, list, tab }
    }

    fn open(&self) -> Pressed {
        match self.list.row().and_then(|row| row.record) {
            Some(record) => {
                Pressed::Taken(vec![Effect::Close, Effect::Go(Target::tab(self.tab).record(record))])
            }
            None => Pressed::Taken(Effect::say("Nothing more is to be opened here")),
        }
    }
}

impl Layer for Rows {
    fn mode(&self) -> String {
        "LIST".into()
    }

    fn shape(&self) -> Shape {
        Shape::Full
    }

    fn title(&self, _at: &At<'_>) -> (Line, Line) {
        (self.title.clone(), Line::plain(format!("{} of {}", self.list.number(), self.list.len())))
    }

    fn key(&mut self, key: KeyEvent, _at: &At<'_>) -> Pressed {
        let to = match lists::key(&mut self.list, key) {
            Listed::Moved => return Pressed::taken(),
            Listed::Opened => return self.open(),
            Listed::Left => return Pressed::close(),
            Listed::Other(name) => match name.as_str() {
                "Tab" => Move::Group(1),
                "Shift-Tab" => Move::Group(-1),
                _ => return Pressed::Passed,
            },
        };
        self.list.go(to);
        Pressed::taken()
    }

    fn scopes(&self) -> &'static [Scope] {
        &[Scope::Everywhere]
    }

    fn draw(&mut self, pen: &mut Pen<'_>, area: Rect, _at: &At<'_>) {
        self.list.draw(pen, area, Keys::Here);
    }

    fn focus(&self) -> Option<Focus> {
        lists::focus(&self.list)
    }

    fn list(&mut self) -> Option<&mut List> {
        Some(&mut self.list)
    }

    fn hints(&self) -> Vec<Hint> {
        vec![Hint::new("Enter", "go there"), Hint::new("j k", "move"), Hint::new("Tab", "next group")]
    }

    fn always(&self) -> Vec<Hint> {
        vec![Hint::new("Esc", "back"), Hint::new("?", "help")]
    }
}
