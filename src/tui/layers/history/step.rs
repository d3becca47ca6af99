//! All that one step of the history changed, on a page of its own.
//!
//! **Invariant:** nothing of it is cut: every changed field is there, before and after, in whole.

use ratatui::{crossterm::event::KeyEvent, layout::Rect};

use crate::{
    acts::history::{ChangedRecord, OpDetail},
    domain::day,
    tui::{
        command::{Scope, chord},
        desk::At,
        layers::{Layer, Pressed, Shape},
        theme::Role,
        widgets::{footer::Hint, line::Line, list::Move, page::Page, pen::Pen},
    },
};

/// Cells of the words before what was and what became.
const LABEL: u16 = 8;

/// The page.
#[derive(Debug)]
pub(super) struct Step {
    title: String,
    when: String,
    page: Page,
}

impl Step {
    /// The page of a step.
    pub(super) fn new(detail: &OpDetail) -> Self {
        let line = &detail.line;
        let mut page = Page::new(Line::empty(), Line::empty()).line(line.summary.as_str());
        if let Some(reason) = &line.reason {
            page.push(Line::plain(format!("Reason: {}.", reason.trim_end_matches('.'))));
        }
        for changed in detail.records.iter().flat_map(ChangedRecord::lines) {
            page = page.gap().heading(&changed.record);
            page.push(side("before", &changed.before));
            page.push(side("after", &changed.after));
        }
        Self { title: format!("History > op {}   all it changed", line.op), when: day::long(line.day), page }
    }
}

/// What stood on one side of the step, under its word.
fn side(word: &str, text: &str) -> Line {
    let pad = usize::from(LABEL);
    Line::role(format!("{word:<pad$}"), Role::Muted).with(text, Role::Plain).hanging(LABEL)
}

impl Layer for Step {
    fn mode(&self) -> String {
        "PAGE".into()
    }

    fn shape(&self) -> Shape {
        Shape::Full
    }

    fn title(&self, _at: &At<'_>) -> (Line, Line) {
        (Line::heading(&self.title), Line::plain(&self.when))
    }

    fn key(&mut self, key: KeyEvent, _at: &At<'_>) -> Pressed {
        if let Some(to) = Move::of_key(key) {
            self.page.go(to);
            return Pressed::taken();
        }
        match chord::name(key).as_str() {
            "Esc" | "q" | "h" | "Left" | "z" | "Backspace" => Pressed::close(),
            _ => Pressed::Passed,
        }
    }

    fn scopes(&self) -> &'static [Scope] {
        &[Scope::Everywhere]
    }

    fn draw(&mut self, pen: &mut Pen<'_>, area: Rect, _at: &At<'_>) {
        let inner = Rect { x: area.x + 1, width: area.width.saturating_sub(1), ..area };
        self.page.draw(pen, inner);
    }

    fn wheel(&mut self, lines: i32) {
        self.page.go(Move::By(lines));
    }

    fn hints(&self) -> Vec<Hint> {
        vec![Hint::new("j k", "scroll")]
    }

    fn always(&self) -> Vec<Hint> {
        vec![Hint::new("Esc", "back"), Hint::new("?", "help")]
    }
}
