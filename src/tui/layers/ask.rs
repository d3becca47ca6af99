//! One question at the foot: a date, a reason, one of several words.
//!
//! **Invariant:** an answer that does not fit stays in the field with the reason beside it.

use ratatui::{
    crossterm::event::{KeyCode, KeyEvent},
    layout::Rect,
};

use super::{Layer, Pressed, Shape};
use crate::{
    domain::rejection::Rejection,
    tui::{
        desk::At,
        effect::Effect,
        theme::Role,
        widgets::{
            field::{Field, Typed},
            footer::Hint,
            line::Line,
            list::Keys,
            pen::Pen,
            text,
        },
    },
};

/// What is said below the field while it is typed: an echo, or why it does not fit.
pub type Check = Box<dyn Fn(&str, &At<'_>) -> Result<Option<String>, String>>;
/// What is done with the answer.
pub type Then = Box<dyn Fn(&str, &At<'_>) -> Result<Vec<Effect>, Rejection>>;

/// The question.
pub struct Ask {
    title: String,
    label: String,
    words: Vec<String>,
    chosen: usize,
    field: Field,
    check: Check,
    then: Then,
    refusal: Option<String>,
}

impl std::fmt::Debug for Ask {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Ask").field("title", &self.title).field("label", &self.label).finish_non_exhaustive()
    }
}

impl Ask {
    /// A question with a text for an answer: a reason, a name, a date with its echo.
    pub fn text(
        title: &str,
        label: &str,
        then: impl Fn(&str, &At<'_>) -> Result<Vec<Effect>, Rejection> + 'static,
    ) -> Self {
        Self {
            title: title.to_owned(),
            label: label.to_owned(),
            words: Vec::new(),
            chosen: 0,
            field: Field::default(),
            check: Box::new(|_, _| Ok(None)),
            then: Box::new(then),
            refusal: None,
        }
    }

    /// A question answered by one of these words: Left and Right choose, typing narrows.
    pub fn choice(
        title: &str,
        label: &str,
        words: &[&str],
        then: impl Fn(&str, &At<'_>) -> Result<Vec<Effect>, Rejection> + 'static,
    ) -> Self {
        let words = words.iter().map(|word| (*word).to_owned()).collect();
        Self { words, ..Self::text(title, label, then) }
    }

    /// The same, with something said while it is typed: a date's echo.
    #[must_use]
    pub fn checked(
        mut self,
        check: impl Fn(&str, &At<'_>) -> Result<Option<String>, String> + 'static,
    ) -> Self {
        self.check = Box::new(check);
        self
    }

    /// The same, with a text to begin with.
    #[must_use]
    pub fn starting(mut self, start: &str) -> Self {
        self.field.set(start);
        if let Some(at) = self.words.iter().position(|word| word == start) {
            self.chosen = at;
            self.field.set("");
        }
        self
    }

    /// The words that fit what is typed.
    fn fitting(&self) -> Vec<&str> {
        let typed = self.field.text().trim().to_lowercase();
        let fits = |word: &&String| word.to_lowercase().starts_with(&typed);
        self.words.iter().filter(fits).map(String::as_str).collect()
    }

    fn answer(&self) -> Option<String> {
        if self.words.is_empty() {
            return Some(self.field.text().trim().to_owned());
        }
        let fitting = self.fitting();
        fitting.get(self.chosen.min(fitting.len().saturating_sub(1))).map(|word| (*word).to_owned())
    }

    fn submit(&mut self, at: &At<'_>) -> Pressed {
        let Some(answer) = self.answer() else {
            self.refusal = Some("None of the words fits. Delete, and choose one.".into());
            return Pressed::taken();
        };
        if let Err(why) = (self.check)(&answer, at) {
            self.refusal = Some(why);
            return Pressed::taken();
        }
        match (self.then)(&answer, at) {
            Ok(mut effects) => {
                effects.insert(0, Effect::Discard);
                Pressed::Taken(effects)
            }
            Err(why) => {
                self.refusal = Some(why.message);
                Pressed::taken()
            }
        }
    }
}

impl Layer for Ask {
    fn mode(&self) -> String {
        "FIELD".into()
    }

    fn shape(&self) -> Shape {
        Shape::Foot(2)
    }

    fn title(&self, _at: &At<'_>) -> (Line, Line) {
        (Line::heading(&self.title), Line::empty())
    }

    fn key(&mut self, key: KeyEvent, at: &At<'_>) -> Pressed {
        match key.code {
            KeyCode::Esc => return Pressed::close(),
            KeyCode::Enter => return self.submit(at),
            KeyCode::Char('s') if key.modifiers == ratatui::crossterm::event::KeyModifiers::CONTROL => {
                return self.submit(at);
            }
            KeyCode::Left | KeyCode::Up | KeyCode::BackTab if !self.words.is_empty() => {
                self.chosen = self.chosen.saturating_sub(1);
                return Pressed::taken();
            }
            KeyCode::Right | KeyCode::Down | KeyCode::Tab if !self.words.is_empty() => {
                self.chosen = (self.chosen + 1).min(self.fitting().len().saturating_sub(1));
                return Pressed::taken();
            }
            _ => {}
        }
        match self.field.key(key) {
            Typed::Taken => {
                self.refusal = None;
                if !self.words.is_empty() {
                    self.chosen = 0;
                }
                Pressed::taken()
            }
            Typed::Passed => Pressed::Passed,
        }
    }

    fn paste(&mut self, pasted: &str, _at: &At<'_>) -> Vec<Effect> {
        self.field.paste(pasted);
        Vec::new()
    }

    fn draw(&mut self, pen: &mut Pen<'_>, area: Rect, at: &At<'_>) {
        let cells = area.width.saturating_sub(2);
        let from = area.x + 2 + text::width(&self.label).min(cells / 2) + 2;
        pen.text(area.x, area.y, 1, "▸", Role::Plain);
        pen.text(area.x + 2, area.y, cells / 2, &self.label, Role::Heading);
        self.field.draw(pen, (from, area.y), area.right().saturating_sub(from + 1), Keys::Here);
        let below = match (&self.refusal, (self.check)(self.field.text(), at)) {
            (Some(why), _) => Line::role(format!("✗ {why}"), Role::Alarm),
            (None, _) if !self.words.is_empty() => self.choices(),
            (None, Ok(Some(echo))) => Line::heading(echo),
            (None, Err(why)) if !self.field.is_empty() => Line::muted(why),
            _ => Line::empty(),
        };
        pen.line(from, area.y + 1, area.right().saturating_sub(from + 1), &below);
    }

    fn hints(&self) -> Vec<Hint> {
        let mut hints = vec![Hint::new("Enter", "save")];
        if !self.words.is_empty() {
            hints.push(Hint::new("Left Right", "choose"));
        }
        hints
    }
}

impl Ask {
    fn choices(&self) -> Line {
        let fitting = self.fitting();
        let chosen = self.chosen.min(fitting.len().saturating_sub(1));
        let mut line = Line::empty();
        for (at, word) in fitting.iter().enumerate() {
            if at > 0 {
                line.push("   ", Role::Plain);
            }
            let sign = if at == chosen { "(x) " } else { "( ) " };
            line.push(format!("{sign}{word}"), if at == chosen { Role::Heading } else { Role::Plain });
        }
        if fitting.is_empty() { Line::role("✗ None of the words fits.", Role::Alarm) } else { line }
    }
}
