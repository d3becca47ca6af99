//! The documents of a client, the newest first: to read one, write it to a file, say that it was sent or signed.
//!
//! **Invariant:** it shows what is kept; nothing is made here.

use ratatui::{crossterm::event::KeyEvent, layout::Rect};

use super::{
    Layer, Pressed, Shape,
    document::DocumentPage,
    lists::{self, Listed},
};
use crate::{
    domain::{day, record::RecordId, rejection::Rejection},
    tui::{
        command::{Command, Scope},
        desk::At,
        effect::Effect,
        tabs::{Focus, verbs::document::choose},
        widgets::{
            footer::Hint,
            line::Line,
            list::{Item, Keep, Keys, List, Row, Words},
            pen::Pen,
            table::{Layout, words},
        },
    },
};

const LAYOUTS: &[Layout] =
    &[Layout { from: 0, columns: &[words(0, "made", 8), words(1, "document", 0), words(2, "", 34)] }];

/// The list.
#[derive(Debug)]
pub struct Documents {
    whose: RecordId,
    who: String,
    list: List,
}

impl Documents {
    /// The documents of a relationship.
    pub fn new(whose: RecordId, at: &At<'_>) -> Result<Self, Rejection> {
        let who = at.book.short_name(whose.id)?;
        let mut layer = Self { whose, who, list: List::new(LAYOUTS) };
        layer.refresh(Keep::Nothing, at)?;
        Ok(layer)
    }

    fn refresh(&mut self, keep: Keep, at: &At<'_>) -> Result<(), Rejection> {
        let rows = at.book.documents_of(self.whose.id)?.into_iter().map(|line| {
            let made = line.made_on.map(|on| day::short(on, at.today)).unwrap_or_default();
            let said = line.said();
            let cells = vec![Line::plain(made), Line::plain(line.called.as_str()), Line::plain(said)];
            Item::from(Row {
                key: line.id.to_string(),
                record: Some(line.id),
                relationship: Some(self.whose),
                words: Words { name: line.called, cells, ..Words::default() }.into(),
                ..Row::default()
            })
        });
        self.list.refresh(rows.collect(), keep);
        Ok(())
    }

    fn open(&self, at: &At<'_>) -> Pressed {
        let Some(id) = self.list.row().and_then(|row| row.record) else { return Pressed::taken() };
        let page = DocumentPage::kept(id, at);
        Pressed::Taken(page.map_or_else(|why| Effect::warn(why.message), Effect::open))
    }
}

impl Layer for Documents {
    fn mode(&self) -> String {
        "LIST".into()
    }

    fn shape(&self) -> Shape {
        Shape::Full
    }

    fn title(&self, _at: &At<'_>) -> (Line, Line) {
        let count = match self.list.len() {
            0 => Line::empty(),
            len => Line::plain(format!("{} of {len}", self.list.number())),
        };
        (Line::heading(format!("Documents   {}", self.who)), count)
    }

    fn key(&mut self, key: KeyEvent, at: &At<'_>) -> Pressed {
        match lists::key(&mut self.list, key) {
            Listed::Moved => Pressed::taken(),
            Listed::Opened => self.open(at),
            Listed::Left => Pressed::close(),
            Listed::Other(name) if name == "m" || name == "a" => {
                Pressed::Taken(choose(self.whose, at).unwrap_or_else(|why| Effect::warn(why.message)))
            }
            Listed::Other(_) => Pressed::Passed,
        }
    }

    fn scopes(&self) -> &'static [Scope] {
        &[Scope::Everywhere]
    }

    fn draw(&mut self, pen: &mut Pen<'_>, area: Rect, _at: &At<'_>) {
        if self.list.is_empty() {
            let said = format!("No document yet. {} makes one from a template.", Command::Letter.way());
            pen.line(area.x + 2, area.y, area.width.saturating_sub(3), &Line::plain(said));
            return;
        }
        self.list.draw(pen, area, Keys::Here);
    }

    fn focus(&self) -> Option<Focus> {
        let row = self.list.row()?;
        Some(Focus {
            keys: vec![row.key.clone()],
            records: row.record.into_iter().collect(),
            relationship: row.relationship,
            who: self.who.clone(),
            name: row.name.clone(),
            ..Focus::default()
        })
    }

    fn hints(&self) -> Vec<Hint> {
        let make = Hint::new("m", "make one");
        if self.list.is_empty() { vec![make] } else { vec![Hint::new("Enter", "read it"), make] }
    }

    fn always(&self) -> Vec<Hint> {
        vec![Hint::new("Esc", "back"), Hint::new("?", "help")]
    }

    fn list(&mut self) -> Option<&mut List> {
        Some(&mut self.list)
    }

    fn reload(&mut self, at: &At<'_>) {
        // What cannot be read again keeps its last rows; the list below says the rest.
        let _ = self.refresh(Keep::Nothing, at);
    }
}
