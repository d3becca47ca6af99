//! The columns of a table no known program wrote: what each means, as proposed, before the preview.
//!
//! **Invariant:** nothing is read by a meaning that is not on the screen, and no column is left out unseen.

use std::path::PathBuf;

use ratatui::{crossterm::event::KeyEvent, layout::Rect};
use serde_json::{Map, Value};

use super::{
    Kept, Layer, Pressed, Shape,
    ask::Ask,
    choices::{Choice, Search, Sought},
    import::path_of,
    lists::{self, Listed},
};
use crate::{
    domain::rejection::Rejection,
    exchange::{
        propose::{Column, Proposal, choices, is_word},
        read::Choices,
    },
    tui::{
        command::Scope,
        desk::At,
        effect::{Effect, Paper},
        theme::Role,
        widgets::{
            footer::Hint,
            line::Line,
            list::{Item, Keep, Keys, List, Move, Row, Words},
            pen::Pen,
            rule,
            table::{Layout, words},
            text,
        },
        work::Job,
    },
};

const LAYOUTS: &[Layout] = &[
    Layout {
        from: 60,
        columns: &[words(0, "column", 22), words(1, "in the file", 0), words(2, "means", 22)],
    },
    Layout { from: 0, columns: &[words(0, "column", 14), words(2, "means", 0)] },
];

/// Lines of the list to choose a meaning from, its line of typing among them.
const PICKER: u16 = 9;

/// The screen.
#[derive(Debug)]
pub struct Mapping {
    path: PathBuf,
    proposal: Proposal,
    /// As it was proposed.
    first: Proposal,
    list: List,
    picker: Option<Search>,
}

impl Mapping {
    /// The columns of a file to be explained.
    #[must_use]
    pub fn new(path: PathBuf, proposal: Proposal) -> Self {
        let mut layer =
            Self { path, first: proposal.clone(), proposal, list: List::new(LAYOUTS), picker: None };
        layer.refresh();
        layer
    }

    fn refresh(&mut self) {
        let row = |(number, column): (usize, &Column)| {
            let samples = match (column.word.as_str(), column.samples.is_empty()) {
                ("sensitive", _) => Line::muted("not shown"),
                (_, true) => Line::muted("always empty"),
                _ => Line::plain(column.samples.join(" | ")),
            };
            let means = match column.word.as_str() {
                "skip" => Line::muted("skip: left out"),
                "custom" => Line::muted("custom: its own field"),
                word => Line::plain(word),
            };
            Item::from(Row {
                key: number.to_string(),
                words: Words {
                    name: column.name.clone(),
                    cells: vec![Line::plain(&column.name), samples, means],
                    ..Words::default()
                }
                .into(),
                ..Row::default()
            })
        };
        let items = self.proposal.columns.iter().enumerate().map(row).collect();
        self.list.refresh(items, Keep::Nothing);
    }

    /// The column under the cursor, with its place.
    fn column(&self) -> Option<(usize, &Column)> {
        let at = self.list.row()?.key.parse().ok()?;
        Some((at, self.proposal.columns.get(at)?))
    }

    fn give(&mut self, word: &str) {
        if let Some((at, _)) = self.column() {
            self.proposal.set(at, word);
        }
        self.refresh();
    }

    /// Leaves the column out, or takes it as it was proposed.
    fn turn(&mut self) {
        let Some((at, column)) = self.column() else { return };
        let proposed = self.first.columns.get(at).map_or("custom", |column| column.word.as_str());
        let back = if proposed == "skip" { "custom" } else { proposed };
        let word = if column.word == "skip" { back } else { "skip" }.to_owned();
        self.give(&word);
        self.list.go(Move::By(1));
    }

    /// The words that hold what is typed, those that begin with it first; last what is typed itself, when it is a word.
    fn offered(typed: &str) -> Vec<(String, &'static str)> {
        let typed = typed.trim().to_lowercase();
        let mut found: Vec<(String, &'static str)> = choices()
            .into_iter()
            .filter(|(word, what)| word.contains(&typed) || (typed.len() > 2 && what.contains(&typed)))
            .collect();
        found.sort_by_key(|(word, _)| (!word.starts_with(&typed), !word.contains(&typed)));
        if is_word(&typed) && !found.iter().any(|(word, _)| *word == typed) {
            found.push((typed, "as typed"));
        }
        found
    }

    fn pick(&mut self, key: KeyEvent) -> Pressed {
        let Some(search) = &self.picker else { return Pressed::taken() };
        let offered = Self::offered(search.text());
        let Some(search) = &mut self.picker else { return Pressed::taken() };
        match search.key(key, offered.len()) {
            Sought::Chosen(number) => {
                self.picker = None;
                if let Some((word, _)) = offered.get(number) {
                    self.give(word);
                    self.list.go(Move::By(1));
                }
                Pressed::taken()
            }
            Sought::Left => {
                self.picker = None;
                Pressed::taken()
            }
            Sought::Typed | Sought::Taken => Pressed::taken(),
            Sought::Passed => Pressed::Passed,
        }
    }

    /// On to the preview.
    fn read(&self) -> Pressed {
        if self.proposal.columns.iter().all(|column| matches!(column.word.as_str(), "skip" | "custom")) {
            return Pressed::Taken(Effect::warn(
                "No column is a name or an address yet. Choose what one of them means with Enter.",
            ));
        }
        match self.proposal.mapping() {
            Ok(map) => {
                let choices = Choices { map: Some(map), ..Choices::default() };
                Pressed::Taken(vec![Effect::Work(Job::Read { path: self.path.clone(), choices })])
            }
            Err(why) => Pressed::Taken(Effect::warn(why.message)),
        }
    }

    /// Asks where the mapping file is to stand.
    fn keep_as_file(&self) -> Pressed {
        let text = self.proposal.text();
        let start = self.path.with_extension("map.toml").display().to_string();
        let ask = Ask::text("Keep this as a mapping file", "File", move |typed, _| {
            if typed.is_empty() {
                return Err(Rejection::rule("Type where the file is to be, as ~/clients.map.toml."));
            }
            let paper = Paper::Mapping { file: path_of(typed), text: text.clone() };
            Ok(vec![Effect::Write(Box::new(paper))])
        });
        Pressed::Taken(Effect::open(ask.starting(&start)))
    }

    fn draw_picker(&mut self, pen: &mut Pen<'_>, area: Rect) {
        let Some((_, column)) = self.column() else { return };
        let title = Line::heading(format!("What is \u{201C}{}\u{201D}?", column.name));
        let typed = self.picker.as_ref().map(|search| search.text().to_owned()).unwrap_or_default();
        let offered = Self::offered(&typed);
        let count = format!("{} fields", offered.len());
        let lines = offered
            .iter()
            .map(|(word, what)| {
                let line = Line::plain(text::pad(word, 22)).with(" ", Role::Plain).with(*what, Role::Muted);
                Choice::Item(line, Line::empty())
            })
            .collect();
        rule::titled(pen, Rect { height: 1, ..area }, &title, "");
        let Some(search) = &mut self.picker else { return };
        search.draw_line(pen, Rect { y: area.y + 1, ..area }, (">", "type a few letters"), &count);
        let body = Rect { y: area.y + 2, height: area.height.saturating_sub(2), ..area };
        search.draw_list(pen, body, lines, "No field has these letters. Delete a few, or Esc.");
    }

    fn open_picker(&mut self) -> Pressed {
        self.picker = Some(Search::default());
        Pressed::taken()
    }
}

impl Layer for Mapping {
    fn mode(&self) -> String {
        if self.picker.is_some() { "FIELD" } else { "LIST" }.into()
    }

    fn shape(&self) -> Shape {
        Shape::Full
    }

    fn title(&self, _at: &At<'_>) -> (Line, Line) {
        let what = format!("   {}: what its columns mean", self.proposal.file);
        (Line::heading("Import").with(what, Role::Plain), Line::plain("nothing is written yet"))
    }

    fn key(&mut self, key: KeyEvent, _at: &At<'_>) -> Pressed {
        if self.picker.is_some() {
            return self.pick(key);
        }
        match lists::key(&mut self.list, key) {
            Listed::Moved => Pressed::taken(),
            Listed::Left if self.proposal == self.first => {
                Pressed::Taken(vec![Effect::Close, Effect::Say("Nothing was imported".into())])
            }
            Listed::Left => Pressed::close(),
            Listed::Opened => self.open_picker(),
            Listed::Other(name) => match name.as_str() {
                "Ctrl-S" => self.read(),
                "Ctrl-X" => {
                    self.proposal = self.first.clone();
                    self.refresh();
                    Pressed::Taken(Effect::say("All columns are as proposed again"))
                }
                "e" => self.open_picker(),
                "Space" => {
                    self.turn();
                    Pressed::taken()
                }
                "w" => self.keep_as_file(),
                _ => Pressed::Passed,
            },
        }
    }

    fn paste(&mut self, pasted: &str, _at: &At<'_>) -> Vec<Effect> {
        if let Some(search) = &mut self.picker {
            search.paste(pasted);
        }
        Vec::new()
    }

    fn scopes(&self) -> &'static [Scope] {
        if self.picker.is_some() { &[] } else { &[Scope::Everywhere] }
    }

    fn draw(&mut self, pen: &mut Pen<'_>, area: Rect, _at: &At<'_>) {
        let picker = if self.picker.is_some() { PICKER.min(area.height.saturating_sub(4)) } else { 0 };
        let foot = if picker > 0 { picker } else { 2 };
        let list = Rect { height: area.height.saturating_sub(foot), ..area };
        self.list.draw(pen, list, if picker > 0 { Keys::Elsewhere } else { Keys::Here });
        if picker > 0 {
            let area = Rect { y: area.bottom().saturating_sub(picker), height: picker, ..area };
            return self.draw_picker(pen, area);
        }
        let taken = self.proposal.columns.iter().filter(|column| column.word != "skip").count();
        let said = format!(
            "{taken} of {} columns are taken in.  w keeps this as a mapping file.",
            self.proposal.columns.len()
        );
        lists::say(pen, area, &lists::with_below(&said, &self.list));
    }

    fn hints(&self) -> Vec<Hint> {
        if self.picker.is_some() {
            return vec![Hint::new("Enter", "take it"), Hint::new("Up Down", "choose")];
        }
        vec![Hint::new("Ctrl-S", "preview"), Hint::new("Enter", "choose"), Hint::new("Space", "leave out")]
    }

    fn always(&self) -> Vec<Hint> {
        if self.picker.is_some() {
            return vec![Hint::new("Esc", "as it was")];
        }
        vec![Hint::new("Esc", "import nothing"), Hint::new("?", "help")]
    }

    fn slip_key(&self, _rows: &str) -> Option<String> {
        Some(format!("mapping:{}", self.proposal.file))
    }

    fn kept(&self, _at: &At<'_>) -> Option<Kept> {
        let pairs = self.proposal.columns.iter().zip(&self.first.columns);
        let changed: Map<String, Value> = pairs
            .filter(|(now, first)| now.word != first.word)
            .map(|(now, _)| (now.name.clone(), Value::String(now.word.clone())))
            .collect();
        (!changed.is_empty()).then(|| Kept {
            title: format!("Columns of {}, {} changed", self.proposal.file, changed.len()),
            body: Value::Object(changed),
        })
    }

    fn restore(&mut self, body: &Value) {
        for (name, word) in body.as_object().into_iter().flatten() {
            let at = self.proposal.columns.iter().position(|column| column.name == *name);
            if let (Some(at), Some(word)) = (at, word.as_str()) {
                self.proposal.set(at, word);
            }
        }
        self.refresh();
    }

    /// The import that follows closes it.
    fn waits(&self) -> bool {
        true
    }

    fn list(&mut self) -> Option<&mut List> {
        self.picker.is_none().then_some(&mut self.list)
    }
}

#[cfg(test)]
#[path = "mapping_tests.rs"]
mod tests;
