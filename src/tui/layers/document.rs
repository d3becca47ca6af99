//! A document on the screen: a draft before it is kept, or one that is kept.
//!
//! **Invariant:** a draft is shown to the letter as it would be kept; its lines come from the same blocks as the PDF.

use ratatui::{crossterm::event::KeyEvent, layout::Rect};

use super::{Layer, Pressed, Shape, reader::page_move};
use crate::{
    domain::{
        record::{Kind, RecordId, Row, Value},
        records::document,
        rejection::Rejection,
    },
    letters::{
        blocks::{Block, Face, Span, blocks},
        compose::Draft,
    },
    tui::{
        command::{Availability, Command, Scope, chord},
        desk::At,
        effect::Effect,
        tabs::verbs::{document::deed, document_asks},
        theme::Role,
        widgets::{footer::Hint, line::Line, list::Move, page::Page, pen::Pen},
    },
};

/// What is shown.
#[derive(Debug)]
pub enum Shown {
    /// Not kept yet.
    Draft(Box<Draft>),
    /// Kept.
    Kept(Box<Row>),
}

/// The page.
#[derive(Debug)]
pub struct DocumentPage {
    shown: Shown,
    page: Page,
}

impl DocumentPage {
    /// The page of a draft or a kept document.
    pub fn new(shown: Shown, at: &At<'_>) -> Result<Self, Rejection> {
        let page = page_of(&shown, at);
        Ok(Self { shown, page })
    }

    /// The page of a kept document by its id; refused when it is gone.
    pub fn kept(id: RecordId, at: &At<'_>) -> Result<Self, Rejection> {
        let row = at.book.get(id)?;
        let row = row.ok_or_else(|| Rejection::rule("This document is gone from the book."))?;
        Self::new(Shown::Kept(Box::new(row)), at)
    }

    /// The draft, where its template asks for something.
    fn asking(&self) -> Option<&Draft> {
        match &self.shown {
            Shown::Draft(draft) if !draft.template.asks.is_empty() => Some(draft),
            _ => None,
        }
    }

    fn keep(&self) -> Pressed {
        match &self.shown {
            Shown::Draft(draft) => Pressed::Taken(Effect::commit(draft.action())),
            Shown::Kept(_) => Pressed::Taken(Effect::say("It is kept already")),
        }
    }

    fn go_on(&self, at: &At<'_>) -> Pressed {
        match &self.shown {
            Shown::Draft(_) => Pressed::Taken(Effect::say("It is not kept yet: Ctrl-S keeps it")),
            Shown::Kept(row) => {
                Pressed::Taken(deed(row.id, at).unwrap_or_else(|why| Effect::warn(why.message)))
            }
        }
    }
}

fn page_of(shown: &Shown, at: &At<'_>) -> Page {
    let (title, aside, text) = match shown {
        Shown::Draft(draft) => (draft.title.as_str(), "not kept yet".to_owned(), draft.text.as_str()),
        Shown::Kept(row) => (row.str("title"), document::standing(row, at.today), row.str("text")),
    };
    let mut page =
        Page::new(Line::heading("Document").with(format!("   {title}"), Role::Plain), Line::plain(aside));
    if let Shown::Draft(draft) = shown
        && !draft.unasked.is_empty()
    {
        page.push(Line::signed(&format!("! left to write on: {}", draft.unasked.join(", "))).hanging(2));
        page.push(Line::empty());
    }
    if let Shown::Kept(row) = shown
        && let Some(scan) = row.fields.text("scan_name")
    {
        page.push(Line::labelled("Scan", 6, scan));
        page.push(Line::empty());
    }
    let all = blocks(text);
    let mut in_list = false;
    for block in &all {
        // Items stand close; what follows them does not.
        let is_item = matches!(block, Block::Item { .. });
        if in_list && !is_item {
            page.push(Line::empty());
        }
        in_list = is_item;
        put(&mut page, block);
    }
    page
}

fn put(page: &mut Page, block: &Block) {
    match block {
        Block::Heading(1, spans) => {
            page.push(Line::heading(crate::letters::blocks::said(spans)));
            page.push(Line::empty());
        }
        Block::Heading(_, spans) => {
            *page = std::mem::take(page).heading(&crate::letters::blocks::said(spans));
        }
        Block::Paragraph(spans) => {
            lines(page, "", spans, 0);
            page.push(Line::empty());
        }
        Block::Quote(spans) => {
            lines(page, "  ", spans, 2);
            page.push(Line::empty());
        }
        Block::Item { depth, marker, spans } => {
            let indent = usize::from(*depth) * 2;
            let marker = match marker.as_str() {
                "•" => "-",
                "" => " ",
                number => number,
            };
            let begin = format!("{}{marker} ", " ".repeat(indent));
            let hang = u16::try_from(begin.chars().count()).unwrap_or(2);
            lines(page, &begin, spans, hang);
        }
        Block::Table(rows) => {
            for row in rows.iter().filter(|row| !row.iter().all(Vec::is_empty)) {
                let cells: Vec<String> = row.iter().map(|cell| crate::letters::blocks::said(cell)).collect();
                page.push(Line::plain(cells.join("   ")).hanging(2));
            }
            page.push(Line::empty());
        }
        Block::Rule => page.push(Line::empty()),
    }
}

/// Text with its faces, a line for each break in it.
fn lines(page: &mut Page, begin: &str, spans: &[Span], hang: u16) {
    let mut line = Line::plain(begin);
    for span in spans {
        let role = if span.face == Face::Bold { Role::Heading } else { Role::Plain };
        for (number, part) in span.text.split('\n').enumerate() {
            if number > 0 {
                let next = Line::plain(" ".repeat(usize::from(hang)));
                page.push(std::mem::replace(&mut line, next).hanging(hang));
            }
            line.push(part, role);
        }
    }
    page.push(line.hanging(hang));
}

impl Layer for DocumentPage {
    fn mode(&self) -> String {
        "PAGE".into()
    }

    fn shape(&self) -> Shape {
        Shape::Full
    }

    fn title(&self, _at: &At<'_>) -> (Line, Line) {
        (self.page.title.clone(), self.page.aside.clone())
    }

    fn key(&mut self, key: KeyEvent, at: &At<'_>) -> Pressed {
        match chord::name(key).as_str() {
            "Ctrl-S" => self.keep(),
            "Enter" => self.go_on(at),
            "e" => match self.asking() {
                Some(draft) => Pressed::Taken(document_asks::again(draft)),
                None => Pressed::Passed,
            },
            _ => Pressed::Passed,
        }
    }

    fn draw(&mut self, pen: &mut Pen<'_>, area: Rect, _at: &At<'_>) {
        let inner = Rect { x: area.x + 1, width: area.width.saturating_sub(1), ..area };
        self.page.draw(pen, inner);
    }

    fn scopes(&self) -> &'static [Scope] {
        &[Scope::Everywhere, Scope::Page]
    }

    fn available(&self, command: Command, _at: &At<'_>) -> Availability {
        if command == Command::CopyPage || page_move(command).is_some() {
            return Availability::Yes;
        }
        Availability::Elsewhere
    }

    fn run(&mut self, command: Command, _at: &At<'_>) -> Option<Vec<Effect>> {
        if let Some(to) = page_move(command) {
            self.page.go(to);
            return Some(Vec::new());
        }
        None
    }

    fn reload(&mut self, at: &At<'_>) {
        let kept = match &self.shown {
            // A draft that was kept is the newest document of that text.
            Shown::Draft(draft) => {
                let equal = [
                    ("relationship_id", Value::Int(draft.relationship.id)),
                    ("text", Value::from(draft.text.as_str())),
                    ("made_on", Value::from(at.today)),
                ];
                at.book.rows(Kind::Document, &equal).ok().and_then(|rows| rows.into_iter().last())
            }
            Shown::Kept(row) => at.book.get(row.id).ok().flatten(),
        };
        if let Some(row) = kept {
            self.shown = Shown::Kept(Box::new(row));
            let page = page_of(&self.shown, at);
            self.page.replace(page);
        }
    }

    fn wheel(&mut self, lines: i32) {
        self.page.go(Move::By(lines));
    }

    fn hints(&self) -> Vec<Hint> {
        match &self.shown {
            Shown::Draft(_) => {
                let mut hints = vec![Hint::new("Ctrl-S", "keep it"), Hint::new("j k", "scroll")];
                if self.asking().is_some() {
                    hints.insert(1, Hint::new("e", "fill in"));
                }
                hints
            }
            Shown::Kept(_) => {
                vec![Hint::new("Enter", "file, sent, signed, scan"), Hint::new("j k", "scroll")]
            }
        }
    }

    fn always(&self) -> Vec<Hint> {
        vec![Hint::new("Esc", "back"), Hint::new("?", "help")]
    }
}

#[cfg(test)]
#[path = "document_tests.rs"]
mod tests;
