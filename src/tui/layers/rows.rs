//! The rows behind a figure: a list on the whole screen, Enter goes to one of them.
//!
//! **Invariant:** it holds as many rows as the figure it was opened from said.

use ratatui::{crossterm::event::KeyEvent, layout::Rect};

use super::{Layer, Pressed, Shape};
use crate::tui::{
    command::chord,
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
        if let Some(to) = Move::of_key(key) {
            self.list.go(to);
            return Pressed::taken();
        }
        let to = match chord::name(key).as_str() {
            "Tab" => Move::Group(1),
            "Shift-Tab" => Move::Group(-1),
            "Esc" | "q" | "h" | "Left" | "Backspace" | "Ctrl-O" => return Pressed::close(),
            "Ctrl-C" => return Pressed::Taken(vec![Effect::Quit]),
            "Enter" | "l" | "Right" => {
                let Some(record) = self.list.row().and_then(|row| row.record) else {
                    return Pressed::taken();
                };
                return Pressed::Taken(vec![Effect::Close, Effect::Go(Target::tab(self.tab).record(record))]);
            }
            name => {
                return Pressed::Taken(Effect::warn(format!(
                    "{name} has no meaning here. Enter opens the row, Esc goes back."
                )));
            }
        };
        self.list.go(to);
        Pressed::taken()
    }

    fn draw(&mut self, pen: &mut Pen<'_>, area: Rect, _at: &At<'_>) {
        self.list.draw(pen, area, Keys::Here);
    }

    fn focus(&self) -> Option<Focus> {
        let row = self.list.row()?;
        Some(Focus {
            keys: vec![row.key.clone()],
            records: row.record.into_iter().collect(),
            relationship: row.relationship,
            who: row.who.clone(),
            name: row.name.clone(),
            ..Focus::default()
        })
    }

    fn wheel(&mut self, lines: i32) {
        self.list.go(Move::By(lines));
    }

    fn hints(&self) -> Vec<Hint> {
        vec![Hint::new("Enter", "go there"), Hint::new("j k", "move"), Hint::new("Tab", "next group")]
    }

    fn always(&self) -> Vec<Hint> {
        vec![Hint::new("Esc", "back")]
    }
}
