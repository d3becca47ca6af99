//! Slips: what was typed and not saved; Enter opens its form again, `D` forgets it.
//!
//! **Invariant:** nothing is forgotten but by `D` here, which `u` takes back while the list is open, by saving, or
//! after thirty days.

use ratatui::{crossterm::event::KeyEvent, layout::Rect};

use super::{
    Layer, Pressed, Shape,
    asked::Asked,
    lists::{self, Listed},
    log::Log,
    note, record,
};
use crate::{
    domain::{
        day,
        record::{Fields, Kind, RecordId},
        rejection::Rejection,
    },
    tui::{
        command::{Command, Scope},
        desk::{At, Desk, Slip},
        effect::Effect,
        keeping::{is_offered, words_of},
        theme::Role,
        widgets::{
            footer::Hint,
            line::Line,
            list::{Item, Keep, Keys, List, Row, Words},
            pen::Pen,
            table::{Layout, words},
        },
    },
};

/// Lists of records in which a form is begun that can be begun anywhere.
const LISTS: [Command; 3] = [Command::Records, Command::Tiers, Command::Pauses];
const LAYOUTS: &[Layout] = &[Layout { from: 0, columns: &[words(0, "", 11), words(1, "", 0)] }];

/// The list of slips.
#[derive(Debug)]
pub struct Slips {
    list: List,
    all: Vec<Slip>,
    /// Those forgotten since the list was opened, the last one last: they can be put back.
    forgotten: Vec<Slip>,
}

impl Slips {
    /// All slips, the newest first.
    pub fn new(at: &At<'_>) -> Result<Self, Rejection> {
        let mut layer = Self { list: List::new(LAYOUTS), all: Vec::new(), forgotten: Vec::new() };
        layer.read(at)?;
        Ok(layer)
    }

    fn read(&mut self, at: &At<'_>) -> Result<(), Rejection> {
        self.all = Desk::slips(at.book)?;
        self.all.retain(is_offered);
        let items = self.all.iter().map(|slip| {
            Item::from(Row {
                key: slip.key.clone(),
                words: Words {
                    name: slip.title.clone(),
                    cells: vec![Line::plain(day::weekday_day(slip.day)), Line::plain(slip.title.as_str())],
                    ..Words::default()
                }
                .into(),
                ..Row::default()
            })
        });
        self.list.refresh(items.collect(), Keep::Nothing);
        Ok(())
    }

    fn chosen(&self) -> Option<&Slip> {
        let key = &self.list.row()?.key;
        self.all.iter().find(|slip| slip.key == *key)
    }
}

/// Opens what a slip was kept of; the text is put into it by the desk. What hangs on one record is opened for that
/// record, all else where it was begun.
fn open(slip: &Slip, at: &At<'_>) -> Vec<Effect> {
    let (kind, rest) = slip.key.split_once(':').unwrap_or_default();
    let client = rest.parse::<RecordId>();
    let opened = match (kind, client) {
        ("log", Ok(client)) => Some(match Log::new(client, None, at) {
            Ok(log) => Effect::open(log),
            Err(why) => Effect::warn(why.message),
        }),
        ("asked", Ok(client)) => Some(match Asked::new(client, at) {
            Ok(card) => Effect::open(card),
            Err(why) => Effect::warn(why.message),
        }),
        ("note", Ok(client)) => Some(note::open(client, at)),
        ("form", _) => of_form(rest, slip, at),
        _ => None,
    };
    let says = || words_of(&slip.body);
    match (opened.as_deref(), &slip.begun) {
        // What it was about is gone: the text can still be read, and the slip stays.
        (Some([Effect::Warn(why)]), _) => Effect::warn(format!("{why} The slip stays. It says: {}", says())),
        (Some(_), _) => std::iter::once(Effect::Close).chain(opened.into_iter().flatten()).collect(),
        (None, Some(_)) => vec![Effect::Resume(Box::new(slip.clone()))],
        (None, None) => {
            Effect::warn(format!("Open it where it was typed and the text is back. It says: {}", says()))
        }
    }
}

/// `client.add`, `goal.edit:g4`: the forms made from a record's declaration.
fn of_form(form: &str, slip: &Slip, at: &At<'_>) -> Option<Vec<Effect>> {
    if let Some((_, id)) = form.split_once(".edit:") {
        return id.parse::<RecordId>().ok().map(|id| record::edit(id, at));
    }
    // What was begun at a place may be a form of its own: it is begun there again.
    if slip.begun.as_ref().is_some_and(|begun| LISTS.iter().all(|list| list.spec().id != begun.command)) {
        return None;
    }
    let kind = Kind::of_noun(form.strip_suffix(".add")?)?;
    let mut preset = Fields::new();
    // What was picked stands in the slip by id; the rest is put back as text.
    for field in kind.spec().fields {
        let picked = slip.body.get(field.name).and_then(|kept| kept.get("picked")).and_then(|id| id.as_str());
        if let Some(id) = picked.and_then(|id| id.parse::<RecordId>().ok()) {
            preset.set(field.name, id.id);
        }
    }
    Some(record::add(kind, preset, at))
}

impl Layer for Slips {
    fn mode(&self) -> String {
        "LIST".into()
    }

    fn shape(&self) -> Shape {
        Shape::Full
    }

    fn title(&self, _at: &At<'_>) -> (Line, Line) {
        let count = self.all.len();
        let said =
            if count == 1 { "1 text not saved".to_owned() } else { format!("{count} texts not saved") };
        let title = Line::heading("Slips").with(format!("   {said}, kept for 30 days"), Role::Plain);
        (title, Line::empty())
    }

    fn key(&mut self, key: KeyEvent, at: &At<'_>) -> Pressed {
        let nothing = || Pressed::Taken(Effect::say("No slip is left"));
        match lists::key(&mut self.list, key) {
            Listed::Moved => Pressed::taken(),
            Listed::Left => Pressed::close(),
            Listed::Opened => self.chosen().map_or_else(nothing, |slip| Pressed::Taken(open(slip, at))),
            Listed::Other(name) if name == "D" => {
                let Some(slip) = self.chosen().cloned() else { return nothing() };
                let said = format!("Forgotten: {} · {} puts it back", slip.title, Command::Undo.way());
                let forget = Effect::Forget(slip.key.clone());
                self.forgotten.push(slip);
                Pressed::Taken(vec![forget, Effect::Reload, Effect::Say(said)])
            }
            Listed::Other(name) if name == "u" && !self.forgotten.is_empty() => {
                let Some(slip) = self.forgotten.pop() else { return nothing() };
                let said = format!("Back: {}", slip.title);
                Pressed::Taken(vec![Effect::Keep(Box::new(slip)), Effect::Reload, Effect::Say(said)])
            }
            Listed::Other(_) => Pressed::Passed,
        }
    }

    fn scopes(&self) -> &'static [Scope] {
        &[Scope::Everywhere]
    }

    fn draw(&mut self, pen: &mut Pen<'_>, area: Rect, _at: &At<'_>) {
        if self.all.is_empty() {
            pen.line(
                area.x + 2,
                area.y + 1,
                area.width.saturating_sub(3),
                &Line::plain("Nothing waits. What you type and leave with Esc is kept here."),
            );
            return;
        }
        self.list.draw(pen, area, Keys::Here);
    }

    fn hints(&self) -> Vec<Hint> {
        let mut hints =
            vec![Hint::new("Enter", "open again"), Hint::new("D", "forget"), Hint::new("j k", "move")];
        if !self.forgotten.is_empty() {
            hints.insert(0, Hint::new("u", "puts back"));
        }
        hints
    }

    fn list(&mut self) -> Option<&mut List> {
        Some(&mut self.list)
    }

    fn reload(&mut self, at: &At<'_>) {
        // A book that cannot be read says so where it is read next.
        drop(self.read(at));
    }
}

#[cfg(test)]
#[path = "slips_tests.rs"]
mod tests;
