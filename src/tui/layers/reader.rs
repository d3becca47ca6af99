//! A full-screen page to read: a brief, a report, a long text.
//!
//! **Invariant:** it shows a page and moves in it; it changes nothing.

use ratatui::{crossterm::event::KeyEvent, layout::Rect};

use super::{Layer, Pressed, Shape};
use crate::tui::{
    command::{Availability, Command, Scope},
    desk::At,
    effect::Effect,
    tabs::Focus,
    widgets::{footer::Hint, line::Line, list::Move, page::Page, pen::Pen},
};

/// The page.
#[derive(Debug)]
pub struct Reader {
    page: Page,
    focus: Option<Focus>,
}

impl Reader {
    /// A page to read, about somebody.
    #[must_use]
    pub fn new(page: Page, focus: Option<Focus>) -> Self {
        Self { page, focus }
    }
}

impl Layer for Reader {
    fn mode(&self) -> String {
        "PAGE".into()
    }

    fn shape(&self) -> Shape {
        Shape::Full
    }

    fn title(&self, _at: &At<'_>) -> (Line, Line) {
        (self.page.title.clone(), self.page.aside.clone())
    }

    fn key(&mut self, _key: KeyEvent, _at: &At<'_>) -> Pressed {
        Pressed::Passed
    }

    fn draw(&mut self, pen: &mut Pen<'_>, area: Rect, _at: &At<'_>) {
        let inner = Rect { x: area.x + 1, width: area.width.saturating_sub(1), ..area };
        self.page.draw(pen, inner);
    }

    fn scopes(&self) -> &'static [Scope] {
        &[Scope::Everywhere, Scope::Page, Scope::Record]
    }

    fn available(&self, command: Command) -> Availability {
        match command.spec().scope {
            Scope::Page => Availability::Yes,
            _ => Availability::Elsewhere,
        }
    }

    fn run(&mut self, command: Command, _at: &At<'_>) -> Option<Vec<Effect>> {
        let to = page_move(command)?;
        self.page.go(to);
        Some(Vec::new())
    }

    fn focus(&self) -> Option<Focus> {
        self.focus.clone()
    }

    fn wheel(&mut self, lines: i32) {
        self.page.go(Move::By(lines));
    }

    fn hints(&self) -> Vec<Hint> {
        vec![Hint::new("j k", "scroll"), Hint::new("Tab", "section"), Hint::new("i", "log")]
    }

    fn always(&self) -> Vec<Hint> {
        vec![Hint::new("Esc", "back"), Hint::new("?", "help")]
    }
}

/// How a page command moves a page; for every layer that shows one.
#[must_use]
pub fn page_move(command: Command) -> Option<Move> {
    use Command as C;
    Some(match command {
        C::PageNext => Move::By(1),
        C::PageBefore => Move::By(-1),
        C::PageHalfDown => Move::Half(1),
        C::PageHalfUp => Move::Half(-1),
        C::PageScreenDown => Move::Screen(1),
        C::PageScreenUp => Move::Screen(-1),
        C::PageTop => Move::Top,
        C::PageBottom => Move::Bottom,
        C::PageSection => Move::Group(1),
        C::PageSectionBefore => Move::Group(-1),
        _ => return None,
    })
}
