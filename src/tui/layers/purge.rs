//! The purge list: who is gone, until when their records are kept, what holds them; each is held or purged one by one.
//!
//! **Invariant:** nothing is purged without its reason and the name typed; a purge cannot be undone, and it says so.

use ratatui::{crossterm::event::KeyEvent, layout::Rect};

use super::{
    Layer, Pressed, Shape,
    ask::Ask,
    confirm::Confirm,
    lists::{self, Listed},
    record,
};
use crate::{
    acts::purge::Purgeable,
    domain::{
        action::Purging,
        day,
        record::{Fields, Kind},
        rejection::Rejection,
        retention::Keeping,
    },
    tui::{
        command::Scope,
        desk::At,
        effect::Effect,
        tabs::{Focus, verbs::duty},
        theme::Role,
        widgets::{
            footer::Hint,
            line::Line,
            list::{Item, Keep, List, Row, Words},
            pen::Pen,
            table::{Layout, words},
        },
    },
};

const LAYOUTS: &[Layout] = &[
    Layout { from: 100, columns: &[words(0, "who", 36), words(1, "last entry", 16), words(2, "", 0)] },
    Layout { from: 0, columns: &[words(0, "who", 26), words(2, "", 0)] },
];

/// The list.
#[derive(Debug)]
pub(super) struct PurgeList {
    all: Vec<Purgeable>,
    /// How many years, as the practice set it.
    years: String,
    list: List,
}

impl PurgeList {
    /// All that are gone.
    ///
    /// # Errors
    /// When the book cannot be read.
    pub(super) fn new(at: &At<'_>) -> Result<Self, Rejection> {
        let mut layer = Self { all: Vec::new(), years: String::new(), list: List::new(LAYOUTS) };
        layer.read(at)?;
        Ok(layer)
    }

    fn read(&mut self, at: &At<'_>) -> Result<(), Rejection> {
        self.all = at.book.purge_list()?;
        self.years = at.book.setting("keep_years")?;
        self.list.refresh(self.all.iter().map(|one| Item::from(row(one, at))).collect(), Keep::Nothing);
        Ok(())
    }

    fn one(&self) -> Option<&Purgeable> {
        let key = &self.list.row()?.key;
        self.all.iter().find(|one| one.relationship.to_string() == *key)
    }

    /// Holds it, or lifts the hold.
    fn hold(&self, at: &At<'_>) -> Vec<Effect> {
        match self.one() {
            Some(Purgeable { hold: Some((hold, why)), .. }) => duty::settle(*hold, why),
            Some(one) => {
                let preset =
                    Fields::new().with("relationship_id", one.relationship.id).with("since", at.today);
                record::add(Kind::LegalHold, preset, at)
            }
            None => Effect::say("Nobody is chosen"),
        }
    }

    /// Asks why, then for the name.
    fn purge(&self) -> Vec<Effect> {
        let Some(one) = self.one() else { return Effect::say("Nobody is chosen") };
        match (one.keeping, &one.hold) {
            (Keeping::Held, Some((hold, why))) => {
                return Effect::warn(format!(
                    "{} is under legal hold {hold}: {why}. Nothing was purged. H lifts the hold, if you may.",
                    one.name
                ));
            }
            (Keeping::Until(until), _) => {
                return Effect::warn(format!(
                    "The records of {} are kept until {}. Nothing was purged. Where they asked to be erased, type: \
                     standing purge {} --erasure-request DATE --reason \"...\".",
                    one.name,
                    day::long(until),
                    one.relationship
                ));
            }
            _ => {}
        }
        let (relationship, name) = (one.relationship, one.name.clone());
        let ask = Ask::text(&format!("Purge {name} for good"), "Why, naming nobody", move |typed, at| {
            let asked = Purging { relationship, reason: typed.trim().to_owned(), asked_on: None };
            at.book.may_purge(&asked)?;
            let confirm = Confirm::new("Purge for good", "purge", &name, move || {
                vec![Effect::Purge(Box::new(asked.clone()))]
            });
            Ok(Effect::open(
                confirm
                    .about(&name)
                    .line("Every record of theirs goes: contacts, agreements, documents, slips, what the history says.")
                    .line("The hashes stay, so that the rest of the history can still be checked.")
                    .line("It cannot be undone, and copies made before still hold it."),
            ))
        });
        Effect::open(ask)
    }
}

fn row(one: &Purgeable, at: &At<'_>) -> Row {
    let sign = match one.keeping {
        Keeping::Free => "! ",
        Keeping::Held | Keeping::Until(_) => "",
    };
    Row {
        key: one.relationship.to_string(),
        record: Some(one.relationship),
        relationship: Some(one.relationship),
        words: Words {
            name: one.name.clone(),
            who: one.name.clone(),
            cells: vec![
                Line::plain(format!("{} {}", one.name, one.relationship)),
                Line::plain(one.last_entry.map(|on| day::short(on, at.today)).unwrap_or_default()),
                Line::signed(&format!("{sign}{}", one.said())),
            ],
            ..Words::default()
        }
        .into(),
        ..Row::default()
    }
}

impl Layer for PurgeList {
    fn mode(&self) -> String {
        "LIST".into()
    }

    fn shape(&self) -> Shape {
        Shape::Full
    }

    fn title(&self, _at: &At<'_>) -> (Line, Line) {
        let free = self.all.iter().filter(|one| one.keeping == Keeping::Free).count();
        let said = match free {
            0 => "   nothing may go today".to_owned(),
            1 => "   1 may go".to_owned(),
            many => format!("   {many} may go"),
        };
        (Line::heading("Purge list").with(said, Role::Plain), Line::plain("nothing goes by itself"))
    }

    fn key(&mut self, key: KeyEvent, at: &At<'_>) -> Pressed {
        match lists::key(&mut self.list, key) {
            Listed::Moved => Pressed::taken(),
            Listed::Opened => Pressed::Taken(self.purge()),
            Listed::Left => Pressed::close(),
            Listed::Other(name) => match name.as_str() {
                "H" => Pressed::Taken(self.hold(at)),
                _ => Pressed::Passed,
            },
        }
    }

    fn scopes(&self) -> &'static [Scope] {
        &[Scope::Everywhere]
    }

    fn draw(&mut self, pen: &mut Pen<'_>, area: Rect, _at: &At<'_>) {
        if self.list.is_empty() {
            let words = "Nobody has ended, so every record is kept.";
            pen.line(area.x + 2, area.y, area.width.saturating_sub(3), &Line::plain(words));
            return;
        }
        lists::draw(&mut self.list, pen, area);
        let said = format!("Kept {} years from the end of the fiscal year of the last entry.", self.years);
        lists::say(pen, area, &lists::with_below(&said, &self.list));
    }

    fn hints(&self) -> Vec<Hint> {
        if self.list.is_empty() {
            return Vec::new();
        }
        vec![Hint::new("Enter", "purge, asked first"), Hint::new("H", "hold, or lift it")]
    }

    fn always(&self) -> Vec<Hint> {
        vec![Hint::new("Esc", "close"), Hint::new("?", "help")]
    }

    fn focus(&self) -> Option<Focus> {
        lists::focus(&self.list)
    }

    fn list(&mut self) -> Option<&mut List> {
        Some(&mut self.list)
    }

    fn reload(&mut self, at: &At<'_>) {
        let number = self.list.number();
        if self.read(at).is_ok() {
            lists::stand(&mut self.list, number);
        }
    }
}

#[cfg(test)]
#[path = "purge_tests.rs"]
mod tests;
