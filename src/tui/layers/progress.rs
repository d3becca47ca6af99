//! Work that goes on: what it is, how far it is, and the key that stops it.
//!
//! **Invariant:** while it stands no other key does anything but quit.

use std::sync::Arc;

use ratatui::{
    crossterm::event::{KeyCode, KeyEvent},
    layout::Rect,
};

use super::{Layer, Pressed, Shape, find::grouped};
use crate::{
    acts::Watch,
    tui::{
        command::chord,
        desk::At,
        effect::Effect,
        theme::Role,
        widgets::{footer::Hint, line::Line, pen::Pen, rule},
    },
};

/// The line at the foot.
#[derive(Debug)]
pub struct Progress {
    what: String,
    waiting: &'static str,
    watch: Arc<Watch>,
}

impl Progress {
    /// Shows this work, and what is said while nothing of it can be counted.
    #[must_use]
    pub fn new(what: &str, waiting: &'static str, watch: Arc<Watch>) -> Self {
        Self { what: what.to_owned(), waiting, watch }
    }

    fn said(&self) -> String {
        let (done, of) = self.watch.progress();
        let number = |count: usize| grouped(u64::try_from(count).unwrap_or(u64::MAX));
        match of {
            _ if self.watch.is_stopped() => "Stopping; nothing is written ...".to_owned(),
            0 => self.waiting.to_owned(),
            _ if done == of => format!("{} of {}, almost done ...", number(done), number(of)),
            _ => format!("{} of {}", number(done), number(of)),
        }
    }
}

impl Layer for Progress {
    fn mode(&self) -> String {
        "CARD".into()
    }

    fn shape(&self) -> Shape {
        Shape::Foot(4)
    }

    fn title(&self, _at: &At<'_>) -> (Line, Line) {
        (Line::heading(&self.what), Line::empty())
    }

    fn key(&mut self, key: KeyEvent, _at: &At<'_>) -> Pressed {
        match (key.code, chord::name(key).as_str()) {
            (KeyCode::Esc | KeyCode::Char('q'), _) => Pressed::Taken(vec![Effect::Stop]),
            (_, "Ctrl-C" | "Ctrl-Z" | "Ctrl-L") => Pressed::Passed,
            _ => Pressed::taken(),
        }
    }

    fn draw(&mut self, pen: &mut Pen<'_>, area: Rect, _at: &At<'_>) {
        let (done, of) = self.watch.progress();
        let cells = usize::from(area.width.saturating_sub(4));
        let part = (done * cells).checked_div(of).unwrap_or(0);
        let line = Rect { x: area.x + 2, y: area.y, width: area.width.saturating_sub(4), height: 1 };
        let heavy = u16::try_from(part).unwrap_or(0);
        rule::plain(pen, line, (heavy > 0).then_some((0, heavy)));
        pen.line(area.x + 2, area.y + 1, area.width.saturating_sub(4), &Line::role(self.said(), Role::Plain));
    }

    fn hints(&self) -> Vec<Hint> {
        Vec::new()
    }

    fn always(&self) -> Vec<Hint> {
        vec![Hint::new("Esc", "stop, write nothing")]
    }
}
