//! A full-screen page about a client: the brief, the timeline.
//!
//! **Invariant:** its keys act on that client and never on the row it was opened from.

use ratatui::{crossterm::event::KeyEvent, layout::Rect};

use super::{Layer, Pressed, Shape, open::open, record};
use crate::{
    domain::{record::RecordId, rejection::Rejection},
    tui::{
        command::{Availability, Command, Scope},
        desk::At,
        effect::Effect,
        tabs::{Focus, verbs},
        widgets::{footer::Hint, line::Line, list::Move, page::Page, pen::Pen},
    },
};

/// Makes the page of a client, opened from a row.
pub type Made = fn(RecordId, Option<&Focus>, &At<'_>) -> Result<Page, Rejection>;

/// The page.
#[derive(Debug)]
pub struct Reader {
    client: RecordId,
    who: String,
    /// The row it was opened from: a meeting that is logged from here is that meeting.
    row: Option<Focus>,
    made: Made,
    page: Page,
}

impl Reader {
    /// A page about a client, opened from a row.
    pub fn new(client: RecordId, row: Option<&Focus>, made: Made, at: &At<'_>) -> Result<Self, Rejection> {
        let who = at.book.short_name(client.id)?;
        Ok(Self { client, who, row: row.cloned(), made, page: made(client, row, at)? })
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

    fn available(&self, command: Command, at: &At<'_>) -> Availability {
        match command {
            Command::Edit | Command::PageAdd | Command::CopyPage => Availability::Yes,
            _ if page_move(command).is_some() => Availability::Yes,
            Command::PageOpen => {
                Availability::no("Nothing more is to be opened on this page. Esc goes back.")
            }
            Command::PageZoom => Availability::no("This page has the whole screen. Esc goes back."),
            Command::PageFilter => Availability::no(format!(
                "This page is not narrowed. {} finds any record.",
                Command::Find.way()
            )),
            _ => verbs::available(command, self.focus().as_ref(), at),
        }
    }

    fn run(&mut self, command: Command, at: &At<'_>) -> Option<Vec<Effect>> {
        if let Some(to) = page_move(command) {
            self.page.go(to);
            return Some(Vec::new());
        }
        match command {
            Command::CopyPage => {
                let words = "Copied the page".to_owned();
                Some(vec![Effect::Copy(self.page.text()), Effect::Say(words)])
            }
            Command::Edit => Some(record::edit(self.client, at)),
            Command::PageAdd => Some(verbs::run(Command::AddTask, self.focus().as_ref(), at)),
            Command::Log => Some(open(command, self.row.as_ref().or(self.focus().as_ref()), at)),
            _ if command.spec().scope == Scope::Record || command.spec().scope == Scope::Palette => {
                let focus = self.focus();
                let can = verbs::available(command, focus.as_ref(), at) == Availability::Yes;
                can.then(|| verbs::run(command, focus.as_ref(), at))
            }
            _ => None,
        }
    }

    fn focus(&self) -> Option<Focus> {
        Some(Focus {
            keys: vec![self.client.to_string()],
            records: vec![self.client],
            relationship: Some(self.client),
            who: self.who.clone(),
            name: self.who.clone(),
            ..Focus::default()
        })
    }

    fn reload(&mut self, at: &At<'_>) {
        // A client that is gone keeps the last page; the list below says the rest.
        if let Ok(page) = (self.made)(self.client, self.row.as_ref(), at) {
            self.page.replace(page);
        }
    }

    fn wheel(&mut self, lines: i32) {
        self.page.go(Move::By(lines));
    }

    fn hints(&self) -> Vec<Hint> {
        vec![
            Hint::new("i", "log"),
            Hint::new("Q", "they asked"),
            Hint::new("c g", "re-examine"),
            Hint::new("Tab", "section"),
            Hint::new("j k", "scroll").first(),
        ]
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
