//! Asking before what cannot be undone: the name is typed, then Ctrl-S.
//!
//! **Invariant:** Enter does nothing; nothing happens until the name typed is the name asked for.

use ratatui::{
    crossterm::event::{KeyCode, KeyEvent},
    layout::Rect,
};

use super::{Layer, Pressed, Shape};
use crate::domain::safe;
use crate::tui::{
    command::{Command, chord},
    desk::At,
    effect::Effect,
    theme::Role,
    widgets::{
        field::{Field, Typed},
        footer::Hint,
        line::Line,
        list::Keys,
        pen::Pen,
    },
};

/// What is asked.
pub struct Confirm {
    title: String,
    of: String,
    lines: Vec<Line>,
    name: String,
    verb: String,
    field: Field,
    then: Box<dyn Fn() -> Vec<Effect>>,
}

impl std::fmt::Debug for Confirm {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Confirm")
            .field("title", &self.title)
            .field("name", &self.name)
            .finish_non_exhaustive()
    }
}

impl Confirm {
    /// Asks to do `verb` (`erase`) under `title` (`Erase for ever`), typing `name`.
    pub fn new(title: &str, verb: &str, name: &str, then: impl Fn() -> Vec<Effect> + 'static) -> Self {
        Self {
            title: title.to_owned(),
            of: String::new(),
            lines: Vec::new(),
            // As it is shown: nobody can type what the screen does not show.
            name: safe::one_line(name).into_owned(),
            verb: verb.to_owned(),
            field: Field::default(),
            then: Box::new(then),
        }
    }

    /// The same, saying what it is about after the title.
    #[must_use]
    pub fn about(mut self, of: &str) -> Self {
        of.clone_into(&mut self.of);
        self
    }

    /// The same, with one more line of what will be gone.
    #[must_use]
    pub fn line(mut self, line: impl Into<Line>) -> Self {
        self.lines.push(line.into());
        self
    }
}

impl Layer for Confirm {
    fn mode(&self) -> String {
        "FIELD".into()
    }

    fn shape(&self) -> Shape {
        Shape::Full
    }

    fn title(&self, _at: &At<'_>) -> (Line, Line) {
        let title = Line::heading(&self.title).with("   ", Role::Plain).with(&self.of, Role::Plain);
        (title, Line::empty())
    }

    fn key(&mut self, key: KeyEvent, _at: &At<'_>) -> Pressed {
        if key.code == KeyCode::Esc {
            return Pressed::close();
        }
        if chord::name(key) == "Ctrl-S" {
            if self.field.text().trim().eq_ignore_ascii_case(self.name.trim()) {
                let mut effects = vec![Effect::Close];
                effects.extend((self.then)());
                return Pressed::Taken(effects);
            }
            return Pressed::Taken(Effect::warn(format!(
                "Nothing was done. Type {}, then {}.",
                self.name,
                Command::Save.way()
            )));
        }
        match self.field.key(key) {
            Typed::Taken => Pressed::taken(),
            Typed::Passed if key.code == KeyCode::Enter => Pressed::taken(),
            Typed::Passed => Pressed::Passed,
        }
    }

    fn paste(&mut self, pasted: &str, _at: &At<'_>) -> Vec<Effect> {
        self.field.paste(pasted);
        Vec::new()
    }

    fn draw(&mut self, pen: &mut Pen<'_>, area: Rect, _at: &At<'_>) {
        let cells = area.width.saturating_sub(3);
        let mut y = area.y + 1;
        for line in self.lines.iter().flat_map(|line| line.wrapped(cells)) {
            pen.line(area.x + 2, y, cells, &line);
            y += 1;
        }
        y += 1;
        let y = y.min(area.bottom().saturating_sub(2));
        pen.text(area.x, y, 1, "▸", Role::Plain);
        let label = pen.text(area.x + 2, y, cells, "Type the name", Role::Heading) + 2;
        self.field.draw(pen, (label, y), area.right().saturating_sub(label + 1), Keys::Here);
        let help = Line::plain(format!("{}, then {}. Enter does nothing.", self.name, Command::Save.way()));
        let room = area.right().saturating_sub(label + 1);
        for (y, line) in (y + 1..area.bottom()).zip(help.wrapped(room)) {
            pen.line(label, y, room, &line);
        }
    }

    fn hints(&self) -> Vec<Hint> {
        vec![Hint::new("Ctrl-S", &self.verb)]
    }

    fn always(&self) -> Vec<Hint> {
        vec![Hint::new("Esc", "keep it")]
    }
}
