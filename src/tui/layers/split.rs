//! Splitting a household: who moves out, which open follow-ups go along, what it was.
//!
//! **Invariant:** nothing is written before Ctrl-S; what is not ticked stays where it is.

use std::collections::BTreeSet;

use ratatui::{crossterm::event::KeyEvent, layout::Rect};

use super::{
    Layer, Pressed, Shape,
    ask::Ask,
    lists::{self, Listed},
};
use crate::{
    acts::dossier::Dossier,
    domain::{
        action::Split as Act,
        day,
        record::{Kind, RecordId},
        records::life_event::KINDS,
        rejection::Rejection,
    },
    tui::{
        command::{Command, Scope},
        desk::{Action, At},
        effect::Effect,
        theme::Role,
        widgets::{
            footer::Hint,
            line::Line,
            list::{Item, Keep, List, Move, Row, Words},
            pen::Pen,
            table::{Layout, words},
        },
    },
};

const LAYOUTS: &[Layout] =
    &[Layout { from: 0, columns: &[words(0, "", 4), words(1, "who or what", 40), words(2, "", 0)] }];

/// The screen.
#[derive(Debug)]
pub struct Split {
    from: Dossier,
    name: String,
    /// The persons and follow-ups that go.
    going: BTreeSet<RecordId>,
    why: usize,
    list: List,
}

/// Asks for the name of the new household, then shows the screen.
#[must_use]
pub fn ask(from: RecordId, name: &str) -> Vec<Effect> {
    let ask = Ask::text(&format!("Split {name}"), "Name of the new household", move |typed, at| {
        if typed.trim().is_empty() {
            return Err(Rejection::rule(
                "Type what the new household is called, as Robert Hartley household.",
            ));
        }
        Ok(Effect::open(Split::new(from, typed, at)?))
    });
    Effect::open(ask.whose_enter("go on"))
}

impl Split {
    /// A household to part.
    pub fn new(from: RecordId, name: &str, at: &At<'_>) -> Result<Self, Rejection> {
        let dossier = at.book.dossier_in_brief(from.id)?;
        let from = dossier.ok_or_else(|| Rejection::rule("This household is gone. Nothing was changed."))?;
        if from.members.len() < 2 {
            let name = from.relationship.str("name");
            return Err(Rejection::rule(format!("{name} has one person; there is nobody to move out.")));
        }
        let why = KINDS.iter().position(|kind| *kind == "divorce").unwrap_or(0);
        let list = List::new(LAYOUTS);
        let mut layer = Self { from, name: name.trim().to_owned(), going: BTreeSet::new(), why, list };
        layer.refresh(at);
        Ok(layer)
    }

    fn refresh(&mut self, at: &At<'_>) {
        let row = |id: RecordId, name: &str, more: String| {
            let tick = if self.going.contains(&id) { "[x]" } else { "[ ]" };
            let cells = vec![Line::plain(tick), Line::plain(name), Line::muted(more)];
            Item::from(Row {
                key: id.to_string(),
                record: Some(id),
                words: Words { name: name.to_owned(), cells, ..Words::default() }.into(),
                ..Row::default()
            })
        };
        let mut items = vec![Item::Heading(Line::heading("Who moves out"))];
        for member in &self.from.members {
            items.push(row(member.person.id, member.person.str("name"), member.role.clone()));
        }
        if !self.from.follow_ups.is_empty() {
            items.push(Item::Gap);
            items.push(Item::Heading(Line::heading("Which open follow-ups go along")));
            for follow_up in &self.from.follow_ups {
                let due = follow_up.day("due").map(|due| format!(", due {}", day::short(due, at.today)));
                let more = format!("{}{}", follow_up.str("kind"), due.unwrap_or_default());
                items.push(row(follow_up.id, follow_up.str("title"), more));
            }
        }
        items.push(Item::Gap);
        for note in [
            "Contacts, agreements and documents stay. The new household",
            "shows them as \u{201C}before the split\u{201D}.",
            "Both get a life event, to look at what was agreed.",
        ] {
            items.push(Item::Note(Line::plain(format!("  {note}"))));
        }
        self.list.refresh(items, Keep::Nothing);
    }

    fn why(&self) -> &'static str {
        KINDS.get(self.why).copied().unwrap_or("other")
    }

    fn turn(&mut self, at: &At<'_>) -> Pressed {
        let Some(id) = self.list.row().and_then(|row| row.record) else { return Pressed::taken() };
        if !self.going.remove(&id) {
            self.going.insert(id);
            // What was to be done for who goes is proposed to go along.
            if id.kind == Kind::Person {
                let theirs = self.from.follow_ups.iter().filter(|row| row.int("person_id") == Some(id.id));
                self.going.extend(theirs.map(|row| row.id));
            }
        }
        self.refresh(at);
        self.list.go(Move::By(1));
        Pressed::taken()
    }

    fn save(&self, at: &At<'_>) -> Pressed {
        let of = |kind: Kind| self.going.iter().copied().filter(|id| id.kind == kind).collect();
        let act = Act {
            from: self.from.relationship.id,
            name: self.name.clone(),
            persons: of(Kind::Person),
            follow_ups: of(Kind::FollowUp),
            on: at.today,
            why: self.why().to_owned(),
        };
        Pressed::Taken(Effect::save(Action::Split(Box::new(act))))
    }
}

impl Layer for Split {
    fn mode(&self) -> String {
        "LIST".into()
    }

    fn shape(&self) -> Shape {
        Shape::Full
    }

    fn title(&self, _at: &At<'_>) -> (Line, Line) {
        let what = format!("   {} out of {}, {}", self.name, self.from.relationship.str("name"), self.why());
        (Line::heading("Split").with(what, Role::Plain), Line::plain("nothing is written yet"))
    }

    fn key(&mut self, key: KeyEvent, at: &At<'_>) -> Pressed {
        match lists::key(&mut self.list, key) {
            Listed::Moved => Pressed::taken(),
            Listed::Left => Pressed::Taken(vec![Effect::Close, Effect::Say("Nothing was split".into())]),
            Listed::Opened => Pressed::Passed,
            Listed::Other(name) => match name.as_str() {
                "Ctrl-S" => self.save(at),
                "Space" => self.turn(at),
                "o" => {
                    self.why = (self.why + 1) % KINDS.len();
                    Pressed::taken()
                }
                _ => Pressed::Passed,
            },
        }
    }

    fn scopes(&self) -> &'static [Scope] {
        &[Scope::Everywhere]
    }

    fn draw(&mut self, pen: &mut Pen<'_>, area: Rect, _at: &At<'_>) {
        lists::draw(&mut self.list, pen, area);
        let said = format!("One step: {} takes the whole split back.", Command::Undo.way());
        lists::say(pen, area, &said);
    }

    fn hints(&self) -> Vec<Hint> {
        let going = self.going.iter().filter(|id| id.kind == Kind::Person).count();
        vec![
            Hint::new("Ctrl-S", format!("split, {going} move")),
            Hint::new("Space", "goes or stays"),
            Hint::new("o", "what it was"),
        ]
    }

    fn always(&self) -> Vec<Hint> {
        vec![Hint::new("Esc", "split nothing"), Hint::new("?", "help")]
    }

    fn list(&mut self) -> Option<&mut List> {
        Some(&mut self.list)
    }
}
