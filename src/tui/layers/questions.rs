//! Questions of the whole book: who was not spoken to, what was moved three times; each a sign away.
//!
//! **Invariant:** the answers are those of the records, word for word as the command line gives them.

use ratatui::{crossterm::event::KeyEvent, layout::Rect};

use super::{
    Layer, Pressed, Shape,
    find::target_of,
    lists::{self, Listed},
};
use crate::{
    acts::questions::{QUESTIONS, place_of, signed},
    domain::{
        record::{Kind, RecordId, Value},
        rejection::Rejection,
        safe,
    },
    tui::{
        command::Scope,
        desk::At,
        effect::Effect,
        tabs::{Focus, Whose},
        theme::Role,
        widgets::{
            footer::Hint,
            line::Line,
            list::{Item, Keep, Keys, List, Row, Words},
            pen::Pen,
            table::{Layout, words},
            text,
        },
    },
};

/// Cells of a row besides its words: the cursor, the tier.
const CUT: u16 = 6;

const LAYOUTS: &[Layout] = &[Layout { from: 0, columns: &[words(0, "", 2), words(1, "", 0)] }];

/// The list of questions, or the answers to one of them.
#[derive(Debug)]
pub struct Questions {
    list: List,
    /// The place of the question whose answers are shown.
    asked: Option<usize>,
}

impl Questions {
    /// The list of what can be asked.
    #[must_use]
    pub fn new() -> Self {
        let mut layer = Self { list: List::new(LAYOUTS), asked: None };
        layer.show_questions();
        layer
    }

    fn show_questions(&mut self) {
        let before = self.asked.take();
        let rows = signed().map(|(sign, question)| {
            let cells = vec![Line::plain(sign.to_string()), Line::plain(question.short)];
            let name = question.asked.to_owned();
            Item::from(Row {
                key: sign.to_string(),
                words: Words { name, cells, ..Words::default() }.into(),
                ..Row::default()
            })
        });
        self.list.refresh(rows.collect(), Keep::Nothing);
        lists::stand(&mut self.list, before.map_or(1, |place| place + 1));
    }

    /// Shows the answers to the question at this place.
    fn answer(&mut self, place: usize, at: &At<'_>) -> Result<(), Rejection> {
        let Some(question) = QUESTIONS.get(place) else { return Ok(()) };
        let mut items = Vec::new();
        for told in at.book.answers(question.field)?.unwrap_or_default() {
            let client = client_of(told.id, at)?;
            let tier = match client {
                Some(id) => at.book.get(id)?.map(|row| row.str("tier").to_owned()).unwrap_or_default(),
                None => String::new(),
            };
            let text = safe::one_line(&told.text);
            items.push(Item::from(Row {
                key: told.id.to_string(),
                record: Some(told.id),
                relationship: client,
                words: Words {
                    cells: vec![Line::plain(tier), Line::plain(&*text)],
                    who: text.to_string(),
                    name: text.to_string(),
                    ..Words::default()
                }
                .into(),
                ..Row::default()
            }));
        }
        self.list.refresh(items, Keep::Nothing);
        self.asked = Some(place);
        Ok(())
    }

    fn ask(&mut self, place: usize, at: &At<'_>) -> Pressed {
        match self.answer(place, at) {
            Ok(()) => Pressed::taken(),
            Err(why) => Pressed::Taken(Effect::warn(why.message)),
        }
    }

    fn open(&mut self, at: &At<'_>) -> Pressed {
        let Some(row) = self.list.row() else { return Pressed::taken() };
        let Some(record) = row.record else {
            let place = self.list.number().saturating_sub(1);
            return self.ask(place, at);
        };
        let whose = row.relationship.map(|id| Whose { id, name: row.who.clone() });
        Pressed::Taken(vec![Effect::Close, Effect::Go(target_of(record, whose))])
    }
}

impl Default for Questions {
    fn default() -> Self {
        Self::new()
    }
}

/// Whose the record is: its own, that of a follow-up, or where a person lives.
fn client_of(id: RecordId, at: &At<'_>) -> Result<Option<RecordId>, Rejection> {
    let whose = match id.kind {
        Kind::Relationship => return Ok(Some(id)),
        Kind::Person => {
            let equal = [("person_id", Value::Int(id.id))];
            at.book.rows(Kind::Membership, &equal)?.into_iter().find(|row| row.flag("home"))
        }
        _ => at.book.get(id)?,
    };
    let client = whose.and_then(|row| row.int("relationship_id"));
    Ok(client.map(|id| RecordId::new(Kind::Relationship, id)))
}

impl Layer for Questions {
    fn mode(&self) -> String {
        "LIST".into()
    }

    fn shape(&self) -> Shape {
        Shape::Full
    }

    fn title(&self, _at: &At<'_>) -> (Line, Line) {
        let asked = self.asked.and_then(|place| QUESTIONS.get(place));
        match asked {
            None => (Line::heading("Questions of the whole book"), Line::empty()),
            Some(question) => {
                let count = match self.list.len() {
                    0 => Line::empty(),
                    len => Line::plain(format!("{} of {len}", self.list.number())),
                };
                (Line::heading(question.short), count)
            }
        }
    }

    fn key(&mut self, key: KeyEvent, at: &At<'_>) -> Pressed {
        match lists::key(&mut self.list, key) {
            Listed::Moved => Pressed::taken(),
            Listed::Opened => self.open(at),
            Listed::Left if self.asked.is_some() => {
                self.show_questions();
                Pressed::taken()
            }
            Listed::Left => Pressed::close(),
            Listed::Other(name) => match place_of(&name).filter(|_| name.len() == 1) {
                Some(place) => self.ask(place, at),
                None => Pressed::Passed,
            },
        }
    }

    fn scopes(&self) -> &'static [Scope] {
        &[Scope::Everywhere]
    }

    fn draw(&mut self, pen: &mut Pen<'_>, area: Rect, _at: &At<'_>) {
        if self.list.is_empty() {
            let words = "Nothing in the book answers this.";
            pen.line(area.x + 2, area.y, area.width.saturating_sub(3), &Line::role(words, Role::Muted));
            return;
        }
        // What a line has no room for is read below the list, row by row: how an answer ends matters most.
        let room = area.width.saturating_sub(4);
        let row = self.list.row().filter(|_| self.asked.is_some());
        let whole = row.map(|row| row.name.clone()).filter(|name| text::width(name) + CUT > room);
        let whole = whole.map(|name| text::wrap(&name, room)).unwrap_or_default();
        let lines = u16::try_from(whole.len()).unwrap_or(0).min(area.height / 3);
        let below = if lines > 0 { lines + 1 } else { 0 };
        self.list.draw(pen, Rect { height: area.height - below, ..area }, Keys::Here);
        for (y, line) in (area.bottom() - lines..area.bottom()).zip(&whole) {
            pen.line(area.x + 2, y, room, &Line::plain(line.as_str()));
        }
    }

    fn focus(&self) -> Option<Focus> {
        lists::focus(&self.list)
    }

    fn hints(&self) -> Vec<Hint> {
        let last = signed().last().map_or('1', |(sign, _)| sign);
        let keys = format!("1 to {last}");
        match self.asked {
            None => vec![Hint::new(keys, "ask"), Hint::new("Enter", "ask"), Hint::new("j k", "move")],
            Some(_) => vec![Hint::new("Enter", "go there"), Hint::new(keys, "ask another")],
        }
    }

    fn always(&self) -> Vec<Hint> {
        vec![Hint::new("Esc", "back"), Hint::new("?", "help")]
    }

    fn list(&mut self) -> Option<&mut List> {
        Some(&mut self.list)
    }

    fn reload(&mut self, at: &At<'_>) {
        if let Some(place) = self.asked {
            let number = self.list.number();
            if self.answer(place, at).is_ok() {
                lists::stand(&mut self.list, number);
            }
        }
    }
}
