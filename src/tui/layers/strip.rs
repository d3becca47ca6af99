//! The strip of a prefix key: the next keys, at once, without a time limit.
//!
//! **Invariant:** it shows every key it takes, and takes no other.

use ratatui::{
    crossterm::event::{KeyCode, KeyEvent},
    layout::Rect,
};

use super::{Layer, Pressed, Shape};
use crate::tui::{
    command::{Availability, Command, chord, strip_title},
    desk::At,
    effect::Effect,
    theme::Role,
    widgets::{footer::Hint, line::Line, pen::Pen, text},
};

/// One key of the strip.
pub type Entry = (&'static str, String, Command, Availability);

/// The strip.
#[derive(Debug)]
pub struct Strip {
    prefix: String,
    who: String,
    about: Option<String>,
    entries: Vec<Entry>,
}

impl Strip {
    /// The strip of a prefix, acting on somebody.
    #[must_use]
    pub fn new(prefix: &str, who: &str, mut entries: Vec<Entry>) -> Self {
        entries.sort_by_key(|(_, _, _, available)| *available != Availability::Yes);
        Self { prefix: prefix.to_owned(), who: who.to_owned(), about: None, entries }
    }

    /// The same, with a title that says what it is about: `hide until; still due Thu 19 Nov`.
    #[must_use]
    pub fn about(mut self, about: Option<String>) -> Self {
        self.about = about;
        self
    }

    /// What can be pressed, in lines of at most `cells`, and those that cannot, muted at the end.
    fn lines(&self, cells: u16) -> Vec<Line> {
        let mut lines = vec![Line::empty()];
        for (key, words, _, available) in &self.entries {
            let can = *available == Availability::Yes;
            let wide = text::width(key) + 1 + text::width(words);
            let used = lines.last().map_or(0, Line::width);
            if used > 0 && used + 3 + wide > cells.saturating_sub(2) {
                lines.push(Line::empty());
            }
            let Some(line) = lines.last_mut() else { continue };
            if !line.spans.is_empty() {
                line.push("   ", Role::Plain);
            }
            line.push(*key, if can { Role::Key } else { Role::Muted });
            line.push(format!(" {words}"), if can { Role::Plain } else { Role::Muted });
        }
        lines
    }
}

impl Layer for Strip {
    fn mode(&self) -> String {
        format!("{} ...", self.prefix)
    }

    fn shape(&self) -> Shape {
        Shape::Foot(u16::try_from(self.lines(80).len()).unwrap_or(1))
    }

    fn title(&self, _at: &At<'_>) -> (Line, Line) {
        let mut title = Line::role(&self.prefix, Role::Key).with(" ", Role::Plain);
        if let Some(about) = &self.about {
            title.push(about.as_str(), Role::Heading);
            return (title, Line::empty());
        }
        title.push(strip_title(&self.prefix), Role::Heading);
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
            return Pressed::Taken(vec![Effect::Close, Effect::Run(*command)]);
        }
        let words = format!("{} {name} means nothing. Press one of the keys shown, or Esc.", self.prefix);
        Pressed::Taken(Effect::warn(words))
    }

    fn draw(&mut self, pen: &mut Pen<'_>, area: Rect, _at: &At<'_>) {
        for (row, line) in (0..area.height).zip(self.lines(area.width)) {
            pen.line(area.x + 1, area.y + row, area.width.saturating_sub(2), &line);
        }
    }

    fn always(&self) -> Vec<Hint> {
        vec![Hint::new("Esc", "close")]
    }
}
