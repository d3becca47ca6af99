//! The saved views of all tabs: opened, renamed, deleted.
//!
//! **Invariant:** every change here is an act of its own, so one `u` takes it back.

use ratatui::{crossterm::event::KeyEvent, layout::Rect};

use super::{
    Layer, Pressed, Shape,
    ask::Ask,
    lists::{self, Listed},
};
use crate::{
    domain::{
        record::{Fields, Kind, Row as Record},
        records::saved_view::TABS,
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
            list::{Item, Keep, Keys, List, Row, Words},
            pen::Pen,
            table::{Layout, words},
            text,
        },
    },
};

const LAYOUTS: &[Layout] = &[Layout { from: 0, columns: &[words(0, "", 24), words(1, "", 0)] }];

/// The list of saved views.
#[derive(Debug)]
pub struct SavedViews {
    list: List,
    views: Vec<Record>,
}

impl SavedViews {
    /// All saved views, tab by tab.
    pub fn new(at: &At<'_>) -> Result<Self, Rejection> {
        let mut layer = Self { list: List::new(LAYOUTS), views: Vec::new() };
        layer.read(at)?;
        Ok(layer)
    }

    fn read(&mut self, at: &At<'_>) -> Result<(), Rejection> {
        self.views = at.book.rows(Kind::SavedView, &[])?;
        self.views.sort_by_key(|row| (TABS.iter().position(|tab| *tab == row.str("tab")), row.id));
        let mut items = Vec::new();
        let mut tab = "";
        for row in &self.views {
            if row.str("tab") != tab {
                tab = row.str("tab");
                items.push(Item::Heading(Line::heading(text::capital(tab))));
            }
            items.push(Item::from(Row {
                key: row.id.to_string(),
                record: Some(row.id),
                words: Words {
                    name: row.str("name").to_owned(),
                    cells: vec![Line::plain(row.str("name")), Line::plain(row.str("query"))],
                    ..Words::default()
                }
                .into(),
                ..Row::default()
            }));
        }
        self.list.refresh(items, Keep::Nothing);
        Ok(())
    }

    fn chosen(&self) -> Option<&Record> {
        let id = self.list.row()?.record?;
        self.views.iter().find(|row| row.id == id)
    }
}

/// Asks for another name.
fn rename(row: &Record) -> Vec<Effect> {
    let id = row.id;
    let ask = Ask::text(&format!("Rename the view {}", row.str("name")), "Name", move |name, _| {
        if name.trim().is_empty() {
            return Err(Rejection::rule("Type a name for it. Esc leaves it as it is."));
        }
        let fields = Fields::new().with("name", name.trim());
        Ok(Effect::commit(Action::Edit { targets: vec![id], fields, seen: None }))
    });
    Effect::open(ask.starting(row.str("name")))
}

impl Layer for SavedViews {
    fn mode(&self) -> String {
        "LIST".into()
    }

    fn shape(&self) -> Shape {
        Shape::Full
    }

    fn title(&self, _at: &At<'_>) -> (Line, Line) {
        let said = match self.views.len() {
            0 => "none yet".to_owned(),
            count => match (Command::OpenView.keys().first(), Command::OpenView.keys().last()) {
                (Some(first), Some(last)) if first != last => {
                    format!("{count} in all tabs; {first} to {last} open those of a tab there")
                }
                (Some(first), _) => format!("{count} in all tabs; {first} opens the first of a tab there"),
                _ => format!("{count} in all tabs"),
            },
        };
        (Line::heading("Saved views").with(format!("   {said}"), Role::Plain), Line::empty())
    }

    fn key(&mut self, key: KeyEvent, _at: &At<'_>) -> Pressed {
        let listed = lists::key(&mut self.list, key);
        let Some(row) = self.chosen() else {
            return match listed {
                Listed::Left => Pressed::close(),
                Listed::Opened => Pressed::Taken(Effect::say("No view is saved yet")),
                Listed::Moved => Pressed::taken(),
                Listed::Other(_) => Pressed::Passed,
            };
        };
        match listed {
            Listed::Moved => Pressed::taken(),
            Listed::Left => Pressed::close(),
            Listed::Opened => Pressed::Taken(vec![Effect::Close, Effect::OpenSaved(row.id)]),
            Listed::Other(name) if name == "e" => Pressed::Taken(rename(row)),
            Listed::Other(name) if name == "D" => {
                Pressed::Taken(Effect::commit(Action::Delete { targets: vec![row.id] }))
            }
            Listed::Other(_) => Pressed::Passed,
        }
    }

    fn scopes(&self) -> &'static [Scope] {
        &[Scope::Everywhere]
    }

    fn draw(&mut self, pen: &mut Pen<'_>, area: Rect, _at: &At<'_>) {
        if self.views.is_empty() {
            let words = format!(
                "No view is saved yet. Narrow a list with {}, order it with {}, then {} keeps that.",
                Command::Filter.way(),
                Command::Sort.way(),
                Command::SaveView.way()
            );
            let lines = Line::plain(words).wrapped(area.width.saturating_sub(3));
            for (y, line) in (area.y + 1..area.bottom()).zip(&lines) {
                pen.line(area.x + 2, y, area.width.saturating_sub(3), line);
            }
            return;
        }
        self.list.draw(pen, area, Keys::Here);
    }

    fn hints(&self) -> Vec<Hint> {
        if self.views.is_empty() {
            return Vec::new();
        }
        vec![
            Hint::new("Enter", "open"),
            Hint::new("e", "rename"),
            Hint::new("D", "delete"),
            Hint::new("u", "undo"),
        ]
    }

    fn list(&mut self) -> Option<&mut List> {
        Some(&mut self.list)
    }

    fn reload(&mut self, at: &At<'_>) {
        // A book that cannot be read says so where it is read next.
        drop(self.read(at));
    }
}
