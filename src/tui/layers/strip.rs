//! The strip of a prefix key: the next keys, at once, without a time limit.
//!
//! **Invariant:** it shows every key that is there, those that cannot run with the reason; one that is only planned
//! is not shown, and says so when it is pressed.

use ratatui::{
    crossterm::event::{KeyCode, KeyEvent},
    layout::Rect,
};

use super::{Layer, Pressed, Shape};
use crate::domain::record::RecordId;
use crate::tui::{
    command::{Availability, Command, Scope, chord, keymap, strip_title},
    desk::At,
    effect::Effect,
    theme::Role,
    widgets::{footer::Hint, hits::What, line::Line, pen::Pen, text},
};

/// One key of the strip.
pub type Entry = (&'static str, String, Command, Availability);

/// What is said of a key that has no meaning where the keys are.
const ELSEWHERE: &str = "not for this row";

/// The strip.
#[derive(Debug)]
pub struct Strip {
    prefix: String,
    who: String,
    about: Option<String>,
    entries: Vec<Entry>,
    /// The saved views, each by the key that opens it.
    views: Vec<(String, RecordId)>,
    /// The columns of the window.
    columns: u16,
}

impl Strip {
    /// The strip of a prefix, acting on somebody, in a window of these columns.
    #[must_use]
    pub fn new(prefix: &str, who: &str, entries: Vec<Entry>, columns: u16) -> Self {
        Self {
            prefix: prefix.to_owned(),
            who: who.to_owned(),
            about: None,
            entries,
            views: Vec::new(),
            columns,
        }
    }

    /// The same, with a title that says what it is about: `hide until; still due Thu 19 Nov`.
    #[must_use]
    pub fn about(mut self, about: Option<String>) -> Self {
        self.about = about;
        self
    }

    /// The same, with the saved views, each by the key that opens it.
    #[must_use]
    pub fn views(mut self, views: Vec<(String, RecordId)>) -> Self {
        self.views = views;
        self
    }

    /// The saved view a key opens.
    fn view(&self, key: &str) -> Option<RecordId> {
        self.views.iter().find(|(known, _)| known == key).map(|(_, view)| *view)
    }

    /// What can be pressed, in lines of at most `cells`; below it what cannot, by its reason.
    fn lines(&self, cells: u16) -> Vec<Line> {
        let cells = cells.saturating_sub(2);
        let can = |entry: &&Entry| entry.3 == Availability::Yes;
        let mut lines = keys(self.entries.iter().filter(can), (Role::Key, Role::Plain), cells);
        let mut told: Vec<&str> = Vec::new();
        for (.., available) in &self.entries {
            let Some(why) = reason(available).filter(|why| !told.contains(why)) else { continue };
            told.push(why);
            let same = |entry: &&Entry| reason(&entry.3) == Some(why);
            let cannot = keys(self.entries.iter().filter(same), (Role::Key, Role::Muted), cells);
            let because = Line::role(format!("  {why}"), Role::Plain);
            match cannot.as_slice() {
                // On the line of its keys where there is room for it.
                [one] if one.width() + because.width() <= cells => {
                    let mut line = one.clone();
                    line.spans.extend(because.spans);
                    lines.push(line);
                }
                _ => {
                    lines.extend(cannot);
                    lines.extend(because.hanging(2).wrapped(cells));
                }
            }
        }
        lines
    }
}

/// Why a key of the strip cannot run.
fn reason(available: &Availability) -> Option<&str> {
    match available {
        Availability::Yes => None,
        Availability::No(why) => Some(why),
        Availability::Elsewhere => Some(ELSEWHERE),
    }
}

/// Keys with their words, in lines of at most `cells`.
fn keys<'a>(
    entries: impl Iterator<Item = &'a Entry>,
    (key_role, word_role): (Role, Role),
    cells: u16,
) -> Vec<Line> {
    let mut lines: Vec<Line> = Vec::new();
    for (key, words, ..) in entries {
        let wide = text::width(key) + 1 + text::width(words);
        match lines.last_mut().filter(|line| line.width() + 3 + wide <= cells) {
            Some(line) => line.push("   ", Role::Plain),
            None => lines.push(Line::empty()),
        }
        if let Some(line) = lines.last_mut() {
            line.push(*key, key_role);
            line.push(format!(" {words}"), word_role);
        }
    }
    lines
}

/// Notes the keys of a line for the mouse: each with the words behind it.
fn note(pen: &mut Pen<'_>, (mut x, y): (u16, u16), line: &Line) {
    let mut key: Option<&str> = None;
    for span in &line.spans {
        let width = text::width(&span.text);
        if span.role == Role::Key {
            key = Some(span.text.as_ref());
        }
        if let Some(name) = key.filter(|_| !span.text.trim().is_empty()) {
            pen.hits.note(Rect { x, y, width, height: 1 }, What::Key(name.to_owned()));
        }
        x += width;
    }
}

impl Layer for Strip {
    fn mode(&self) -> String {
        format!("{} ...", self.prefix)
    }

    fn measured(&mut self, columns: u16) {
        self.columns = columns;
    }

    fn shape(&self) -> Shape {
        Shape::Foot(u16::try_from(self.lines(self.columns).len()).unwrap_or(1))
    }

    fn title(&self, _at: &At<'_>) -> (Line, Line) {
        let mut title = Line::role(&self.prefix, Role::Key).with(" ", Role::Plain);
        if let Some(about) = &self.about {
            title.push(about.as_str(), Role::Heading);
            return (title, Line::empty());
        }
        let commands: Vec<Command> = self.entries.iter().map(|(_, _, command, _)| *command).collect();
        let usual = keymap::usual_prefix(&commands).unwrap_or("");
        title.push(strip_title(usual), Role::Heading);
        if !self.who.is_empty() {
            title.push(format!(", for {}", self.who), Role::Plain);
        }
        (title, Line::empty())
    }

    fn key(&mut self, key: KeyEvent, _at: &At<'_>) -> Pressed {
        if key.code == KeyCode::Esc {
            return Pressed::close();
        }
        let name = chord::name(key);
        if name == "Ctrl-C" {
            return Pressed::Taken(vec![Effect::Quit]);
        }
        if let Some((_, _, command, _)) = self.entries.iter().find(|(next, ..)| *next == name) {
            if let (Command::OpenView, Some(view)) = (command, self.view(&name)) {
                return Pressed::Taken(vec![Effect::Close, Effect::OpenSaved(view)]);
            }
            return Pressed::Taken(vec![Effect::Close, Effect::Run(*command)]);
        }
        let words = format!("{} {name} means nothing. Press one of the keys shown, or Esc.", self.prefix);
        Pressed::Taken(Effect::warn(words))
    }

    fn draw(&mut self, pen: &mut Pen<'_>, area: Rect, _at: &At<'_>) {
        for (row, line) in (0..area.height).zip(self.lines(area.width)) {
            pen.line(area.x + 1, area.y + row, area.width.saturating_sub(2), &line);
            note(pen, (area.x + 1, area.y + row), &line);
        }
    }

    fn reads(&self) -> &'static [Scope] {
        &[]
    }

    fn always(&self) -> Vec<Hint> {
        vec![Hint::new("Esc", "close")]
    }
}
