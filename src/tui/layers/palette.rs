//! The palette: every command by name, those that cannot run under "Not now" with the reason.
//!
//! **Invariant:** it lists the registry and nothing else; choosing runs the command as its key would.

use nucleo_matcher::{
    Config, Matcher, Utf32Str,
    pattern::{CaseMatching, Normalization, Pattern},
};
use ratatui::{crossterm::event::KeyEvent, layout::Rect};
use serde_json::Value;

use super::{
    Kept, Layer, Pressed, Shape,
    choices::{Choice, SEARCH, Search},
};
use crate::tui::{
    command::{Availability, Command},
    desk::At,
    effect::Effect,
    tabs::Focus,
    theme::Role,
    widgets::{footer::Hint, hits::Pointed, line::Line, pen::Pen, text},
};

/// The palette.
#[derive(Debug)]
pub struct Palette {
    entries: Vec<(Command, Availability)>,
    focus: Option<Focus>,
    search: Search,
}

/// What an empty book is begun with.
const BEGIN: [Command; 3] = [Command::AddClient, Command::Import, Command::Demo];

/// What is said where no command fits.
pub(super) const NOTHING: &str = "No command has these letters. Delete a few, or Esc.";

/// The entries that fit what is typed, the best first; those that can run before those that cannot.
#[must_use]
pub fn matching(entries: &[(Command, Availability)], typed: &str) -> Vec<(Command, Availability)> {
    let mut matcher = Matcher::new(Config::DEFAULT);
    let pattern = Pattern::parse(typed, CaseMatching::Ignore, Normalization::Smart);
    let mut buffer = Vec::new();
    let mut scored: Vec<(u32, &(Command, Availability))> = entries
        .iter()
        .filter(|(_, available)| !typed.trim().is_empty() || *available == Availability::Yes)
        .filter_map(|entry| {
            let spec = entry.0.spec();
            let name =
                pattern.score(Utf32Str::new(spec.title, &mut buffer), &mut matcher).map(|score| score * 2);
            let id = pattern.score(Utf32Str::new(spec.id, &mut buffer), &mut matcher).map(|score| score * 2);
            let key = (spec.command.keys().contains(&typed.trim())).then_some(1000);
            // In the help text only whole words count: letters strewn over a sentence fit everything.
            let words = typed.trim().to_lowercase();
            let doc = (words.len() > 2 && spec.doc.to_lowercase().contains(&words)).then_some(1);
            name.max(id).max(key).max(doc).map(|score| (score, entry))
        })
        .collect();
    scored.sort_by_key(|(score, entry)| (entry.1 != Availability::Yes, std::cmp::Reverse(*score)));
    scored.into_iter().map(|(_, entry)| entry.clone()).collect()
}

/// Whether a sentence fits between the name and the key.
fn fits(words: &str, command: Command, width: u16, name: u16) -> bool {
    text::width(words) + name + text::width(command.key()) + 6 <= width
}

impl Palette {
    /// A palette of these commands, acting on the focused row.
    #[must_use]
    pub fn new(entries: Vec<(Command, Availability)>, focus: Option<Focus>) -> Self {
        Self { entries, focus, search: Search::default() }
    }

    /// The same for an empty book: what fills it stands first, and no row has the focus.
    #[must_use]
    pub fn of_an_empty_book(mut self) -> Self {
        let place =
            |command: Command| BEGIN.iter().position(|known| *known == command).unwrap_or(BEGIN.len());
        self.entries.sort_by_key(|(command, _)| place(*command));
        self.focus = None;
        self
    }

    fn shown(&self) -> Vec<(Command, Availability)> {
        matching(&self.entries, self.search.text())
    }
}

impl Layer for Palette {
    fn mode(&self) -> String {
        "FIELD".into()
    }

    fn shape(&self) -> Shape {
        Shape::FootRuled(11)
    }

    fn title(&self, _at: &At<'_>) -> (Line, Line) {
        let Some(focus) = &self.focus else { return (Line::heading("commands"), Line::empty()) };
        if focus.keys.len() > 1 {
            let rows = format!("{} marked rows", focus.keys.len());
            return (Line::muted("acts on ").with(rows, Role::Plain), Line::empty());
        }
        let what = match (focus.who.as_str(), focus.name.as_str()) {
            (who, "") => who.to_owned(),
            ("", name) => name.to_owned(),
            (who, name) if who == name => who.to_owned(),
            (who, name) => format!("{who}, {name}"),
        };
        (Line::muted("acts on ").with(what, Role::Plain), Line::empty())
    }

    fn key(&mut self, key: KeyEvent, _at: &At<'_>) -> Pressed {
        let shown: Vec<Command> = self.shown().into_iter().map(|(command, _)| command).collect();
        self.search.command(key, &shown)
    }

    fn paste(&mut self, pasted: &str, _at: &At<'_>) -> Vec<Effect> {
        self.search.paste(pasted);
        Vec::new()
    }

    fn draw(&mut self, pen: &mut Pen<'_>, area: Rect, _at: &At<'_>) {
        let shown = self.shown();
        let count = format!("{} of {} commands", shown.len(), self.entries.len());
        self.search.draw_line(pen, area, (":", ""), &count);
        let mut lines = Vec::new();
        let mut not_now = false;
        for (command, available) in &shown {
            let spec = command.spec();
            let name = if area.width < 60 { 26 } else { 34 };
            let mut line = Line::plain(text::pad(spec.title, name)).with(" ", Role::Plain);
            match available {
                // A sentence is shown whole or not at all.
                Availability::Yes if fits(spec.doc, spec.command, area.width, name) => {
                    line.push(spec.doc, Role::Muted);
                }
                Availability::Yes => {}
                _ if !not_now => {
                    not_now = true;
                    lines.push(Choice::Words(Line::empty()));
                    lines.push(Choice::Words(Line::heading("Not now")));
                }
                _ => {}
            }
            if let Availability::No(why) = available {
                line = line.all(Role::Muted).with(why, Role::Plain);
            } else if *available == Availability::Elsewhere {
                line = line.all(Role::Muted).with("not for this row", Role::Plain);
            }
            lines.push(Choice::Item(line, Line::role(command.key(), Role::Key)));
        }
        let body = Rect { y: area.y + 1, height: area.height.saturating_sub(1), ..area };
        self.search.draw_list(pen, body, lines, NOTHING);
    }

    fn point(&mut self, pointed: Pointed, _at: &At<'_>) -> Pressed {
        self.search.point(pointed)
    }

    fn wheel(&mut self, lines: i32) {
        self.search.wheel(lines);
    }

    fn hints(&self) -> Vec<Hint> {
        vec![Hint::new("Enter", "run"), Hint::new("Up Down", "choose")]
    }

    fn slip_key(&self, _rows: &str) -> Option<String> {
        Some(format!("{SEARCH}commands"))
    }

    fn kept(&self, _at: &At<'_>) -> Option<Kept> {
        self.search.kept("Commands")
    }

    fn restore(&mut self, body: &Value) {
        self.search.recall(body);
    }
}
