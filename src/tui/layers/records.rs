//! Records: every record of one client by type, or the tiers, or the settings of the practice; each is edited,
//! deleted or given a sibling where it stands.
//!
//! **Invariant:** it decides nothing: what may be edited or deleted the acts say, what is shown the book says.

mod adding;
mod pauses;
mod placed;
mod practice;
mod registers;
mod reopened;
mod rows;
#[cfg(test)]
mod tests;

use ratatui::{
    crossterm::event::{KeyCode, KeyEvent},
    layout::Rect,
};

use super::{
    Layer, Pressed, Shape,
    filter::Filter,
    lists::{self, Listed},
    record,
};
use crate::{
    domain::{
        record::{Kind, RecordId},
        rejection::Rejection,
    },
    tui::{
        command::{Availability, Command, Scope},
        desk::{Action, At},
        effect::Effect,
        tabs::{Focus, verbs::whole},
        theme::Role,
        widgets::{
            footer::Hint,
            line::Line,
            list::{Keys, List, Move, Row, Words},
            pen::Pen,
            table::{Layout, words},
        },
    },
};

/// Day or sort, name, state.
const LAYOUTS: &[Layout] = &[
    Layout { from: 100, columns: &[words(0, "", 15), words(1, "", 0), words(2, "", 38)] },
    Layout { from: 70, columns: &[words(0, "", 14), words(1, "", 0), words(2, "", 25)] },
    Layout { from: 0, columns: &[words(0, "", 9), words(1, "", 0), words(2, "", 18)] },
];
/// What the records are narrowed by.
const WORDS: &str = "words of the record, its state, or what it is: phone, reading, goal";
/// Records of a type read at once; `m` reads as many more.
const PAGE: usize = 60;

/// Whose records.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Of {
    /// Those of a relationship.
    Client(RecordId),
    /// The tiers in force.
    Tiers,
    /// The pauses of all.
    Pauses,
    /// The registers of the practice.
    Registers,
    /// The settings of the practice.
    Settings,
}

/// Whether the next row that is new is the one just asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Awaits {
    /// A record is being added; the cursor goes to it.
    New,
    /// Nothing; the cursor stays.
    Nothing,
}

/// Rows under one heading.
#[derive(Debug)]
struct Section {
    title: String,
    count: Option<usize>,
    rows: Vec<Row>,
    /// Records not read.
    left: usize,
}

/// The list.
#[derive(Debug)]
pub struct Records {
    of: Of,
    name: String,
    who: String,
    /// The types that come first.
    first: Vec<Kind>,
    list: List,
    words: String,
    all: usize,
    limit: usize,
    awaits: Awaits,
}

impl Records {
    /// The records of the client in focus: those of the section being read, or of the record in focus, come first
    /// and have the cursor.
    pub fn of_focus(client: RecordId, focus: Option<&Focus>, at: &At<'_>) -> Result<Self, Rejection> {
        let record =
            focus.and_then(|focus| focus.records.first().copied()).filter(|record| *record != client);
        let section = focus.map_or("", |focus| focus.section.as_str());
        let first = record.map_or_else(|| adding::of_section(section).to_vec(), |record| vec![record.kind]);
        Self::opened(Of::Client(client), first, record.map(|record| record.to_string()), at)
    }

    /// The records of a client, the cursor on one of them; what is older than the rows read is read too.
    pub fn at_record(client: RecordId, record: RecordId, at: &At<'_>) -> Result<Self, Rejection> {
        Self::opened(Of::Client(client), adding::heads(record.kind), Some(record.to_string()), at)
    }

    /// The tiers, or the settings.
    pub fn of_practice(of: Of, at: &At<'_>) -> Result<Self, Rejection> {
        Self::opened(of, Vec::new(), None, at)
    }

    fn opened(of: Of, first: Vec<Kind>, key: Option<String>, at: &At<'_>) -> Result<Self, Rejection> {
        let mut layer = Self {
            of,
            name: String::new(),
            who: String::new(),
            first,
            list: List::new(LAYOUTS),
            words: String::new(),
            all: 0,
            limit: PAGE,
            awaits: Awaits::Nothing,
        };
        layer.read(at)?;
        if let Some(key) = key {
            layer.find(&key, at)?;
        }
        Ok(layer)
    }

    /// Puts the cursor on a row, reading further back until it is there or everything is read.
    fn find(&mut self, key: &str, at: &At<'_>) -> Result<(), Rejection> {
        if !self.list.focus(key) {
            self.limit = usize::from(u16::MAX);
            self.read(at)?;
            if !self.list.focus(key) {
                self.limit = PAGE;
                self.read(at)?;
            }
        }
        Ok(())
    }

    fn read(&mut self, at: &At<'_>) -> Result<(), Rejection> {
        let sections = match self.of {
            Of::Client(id) => {
                let row = at.book.get(id)?;
                self.name = row.map(|row| row.str("name").to_owned()).unwrap_or_default();
                self.who = crate::acts::name::short(&self.name).to_owned();
                self.theirs(id, at)?
            }
            Of::Tiers => practice::tiers(at)?,
            Of::Pauses => pauses::all(at)?,
            Of::Registers => registers::all(at)?,
            Of::Settings => practice::settings(at)?,
        };
        self.show(sections);
        Ok(())
    }

    fn read_or_say(&mut self, at: &At<'_>) -> Pressed {
        match self.read(at) {
            Ok(()) => Pressed::taken(),
            Err(why) => Pressed::Taken(Effect::warn(why.message)),
        }
    }

    fn edit(&mut self, at: &At<'_>) -> Vec<Effect> {
        let Some(row) = self.list.row() else { return Effect::say("No record is chosen") };
        match row.record {
            Some(record) => match at.book.may_correct(record) {
                Ok(()) => record::edit(record, at),
                Err(why) => Effect::warn(why.message),
            },
            None if row.key.starts_with("none:") => self.add(at),
            None => practice::edit(&row.key, at),
        }
    }

    fn delete(&self) -> Vec<Effect> {
        let Some(row) = self.list.row() else { return Effect::say("No record is chosen") };
        match row.record {
            Some(record) => Effect::commit(Action::Delete { targets: vec![record] }),
            None if row.key.starts_with("none:") => {
                Effect::warn(format!("None of these is recorded. {} adds one.", Command::Add.way()))
            }
            None => practice::back(&row.key),
        }
    }

    fn add(&mut self, at: &At<'_>) -> Vec<Effect> {
        self.awaits = Awaits::New;
        match (self.of, self.list.row()) {
            (Of::Client(client), row) => adding::add(client, row, at),
            (Of::Pauses, _) => pauses::add(at),
            (Of::Registers, row) => registers::add(row, at),
            (Of::Tiers, _) => record::add(Kind::Tier, crate::domain::record::Fields::new(), at),
            (Of::Settings, _) => Effect::warn(
                "The settings are these; none can be added. Enter changes the one under the cursor.",
            ),
        }
    }

    fn done(&mut self, command: Command, at: &At<'_>) -> Option<Vec<Effect>> {
        Some(match command {
            Command::Edit | Command::Open => self.edit(at),
            Command::EditOutside => match self.list.row().and_then(|row| row.record) {
                Some(record) => match at.book.may_correct(record) {
                    Ok(()) => whole::edit_long(record, at),
                    Err(why) => Effect::warn(why.message),
                },
                None => self.edit(at),
            },
            Command::Finish if self.of == Of::Pauses => pauses::end(self.list.row(), at),
            Command::Finish if self.of == Of::Registers => registers::settle(self.list.row()),
            Command::MoveUp => self.shift(-1, at),
            Command::MoveDown => self.shift(1, at),
            Command::Delete => self.delete(),
            Command::Reopen => self.reopen(),
            Command::Add => self.add(at),
            Command::Filter => Effect::open(Filter::new(&self.words).by(WORDS)),
            Command::CopyRow => match self.list.row() {
                Some(row) => vec![Effect::Copy(row.name.clone()), Effect::Say("Copied the row".to_owned())],
                None => Effect::say("No record is chosen"),
            },
            Command::Top => {
                self.list.go(Move::Top);
                Vec::new()
            }
            _ => return None,
        })
    }
}

impl Layer for Records {
    fn mode(&self) -> String {
        "LIST".into()
    }

    fn shape(&self) -> Shape {
        Shape::Full
    }

    fn title(&self, _at: &At<'_>) -> (Line, Line) {
        let title = match self.of {
            Of::Client(_) => Line::plain("Records of ").with(&self.name, Role::Heading),
            Of::Pauses => Line::heading("Pauses").with("   nothing falls due in them", Role::Plain),
            Of::Registers => Line::heading("Registers").with("   what an examiner asks for", Role::Plain),
            Of::Tiers => Line::heading("Tiers").with("   cadence and hours of each", Role::Plain),
            Of::Settings => Line::heading("Practice settings").with("   kept in this book", Role::Plain),
        };
        (title, Line::plain(format!("{} of {}", self.list.number(), self.list.len())))
    }

    fn key(&mut self, key: KeyEvent, at: &At<'_>) -> Pressed {
        let name = match lists::key(&mut self.list, key) {
            Listed::Moved => return Pressed::taken(),
            Listed::Opened => return Pressed::Taken(self.edit(at)),
            Listed::Left if key.code == KeyCode::Esc && !self.words.is_empty() => {
                self.words.clear();
                return self.read_or_say(at);
            }
            Listed::Left => return Pressed::close(),
            Listed::Other(name) => name,
        };
        // What is typed into a form from here is begun here, not by the same key on the row below.
        match name.as_str() {
            "e" => Pressed::Taken(self.edit(at)),
            "a" => Pressed::Taken(self.add(at)),
            "D" => Pressed::Taken(self.delete()),
            "m" => {
                self.limit += PAGE;
                self.read_or_say(at)
            }
            "Tab" | "Shift-Tab" => {
                self.list.go(Move::Group(if name == "Tab" { 1 } else { -1 }));
                Pressed::taken()
            }
            _ => Pressed::Passed,
        }
    }

    fn narrow(&mut self, words: &str, at: &At<'_>) -> bool {
        words.clone_into(&mut self.words);
        // A book that cannot be read says so where it is read next.
        drop(self.read(at));
        true
    }

    fn counted(&self) -> Option<(usize, usize)> {
        Some((self.list.len(), self.all))
    }

    fn words(&self) -> &str {
        &self.words
    }

    fn scopes(&self) -> &'static [Scope] {
        &[Scope::Everywhere, Scope::List, Scope::Record]
    }

    fn available(&self, command: Command, at: &At<'_>) -> Availability {
        use Command as C;
        match command {
            C::Edit | C::Open | C::EditOutside | C::Delete | C::Add | C::Filter | C::CopyRow | C::Top => {
                Availability::Yes
            }
            C::Finish if matches!(self.of, Of::Pauses | Of::Registers) => Availability::Yes,
            C::MoveUp | C::MoveDown => self.may_move(),
            C::Reopen => self.may_reopen(at),
            _ => Availability::Elsewhere,
        }
    }

    fn run(&mut self, command: Command, at: &At<'_>) -> Option<Vec<Effect>> {
        self.done(command, at)
    }

    fn draw(&mut self, pen: &mut Pen<'_>, area: Rect, _at: &At<'_>) {
        if self.list.is_empty() {
            let cells = area.width.saturating_sub(3);
            for (y, line) in (area.y + 1..area.bottom()).zip(Line::plain(self.nothing()).wrapped(cells)) {
                pen.line(area.x + 2, y, cells, &line);
            }
            return;
        }
        self.list.draw(pen, area, Keys::Here);
    }

    fn focus(&self) -> Option<Focus> {
        let client = match self.of {
            Of::Client(id) => Some(id),
            Of::Tiers | Of::Pauses | Of::Registers | Of::Settings => None,
        };
        let row = self.list.row();
        Some(Focus {
            keys: row.map(|row| row.key.clone()).into_iter().collect(),
            records: row.and_then(|row| row.record).into_iter().collect(),
            relationship: client,
            relationships: client.into_iter().collect(),
            who: self.who.clone(),
            name: row.map(|row| row.name.clone()).unwrap_or_default(),
            ..Focus::default()
        })
    }

    fn list(&mut self) -> Option<&mut List> {
        Some(&mut self.list)
    }

    fn hints(&self) -> Vec<Hint> {
        let delete = if self.of == Of::Settings { "to its default" } else { "delete" };
        let mut hints = vec![Hint::new("Enter", "edit"), Hint::new("D", delete), Hint::new("/", "filter")];
        if self.of != Of::Settings {
            hints.insert(1, Hint::new("a", "add"));
        }
        match self.of {
            Of::Pauses => hints.insert(1, Hint::new("x", "end today")),
            Of::Registers => hints.insert(1, Hint::new("x", "settle")),
            _ => {}
        }
        if self.may_move() == Availability::Yes {
            hints.insert(1, Hint::new("J K", "move on the agenda"));
        }
        if matches!(self.of, Of::Client(_)) {
            hints.push(Hint::new("Tab", "next kind"));
        }
        hints
    }

    fn always(&self) -> Vec<Hint> {
        vec![Hint::new("Esc", "back"), Hint::new("?", "help")]
    }

    fn reload(&mut self, at: &At<'_>) {
        // A book that cannot be read says so where it is read next.
        drop(self.read(at));
    }
}
