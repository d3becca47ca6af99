//! One line at the foot: a date, a reason, one of several words, a follow-up in quick words; what it was
//! understood as stands below it at every key.
//!
//! **Invariant:** an answer that does not fit, or whose act is refused, stays in the field with the reason below
//! it; one that is left is kept.

mod answered;
mod draw;
mod prefilled;
mod waits;
mod words;

use ratatui::{
    crossterm::event::{KeyCode, KeyEvent},
    layout::Rect,
};
use serde_json::Value;

pub use self::waits::Waits;
use self::{draw::CELLS, prefilled::Prefilled};
use super::{Kept, Layer, Pressed, Shape, form_slip::NAMED};
use crate::{
    domain::rejection::Rejection,
    tui::{
        command::chord,
        desk::At,
        effect::Effect,
        widgets::{
            field::{Field, Typed, printable},
            footer::Hint,
            line::Line,
            pen::Pen,
            text,
        },
    },
};

/// What is said below the field while it is typed: what was understood, or why it does not fit.
pub type Echo = Box<dyn Fn(&str, &At<'_>) -> Result<Vec<Line>, String>>;
/// What is done with the answer.
pub type Then = Box<dyn Fn(&str, &At<'_>) -> Result<Vec<Effect>, Rejection>>;

/// The question.
pub struct Ask {
    title: String,
    label: String,
    /// The words to choose from; none where any text is an answer.
    words: Vec<String>,
    chosen: usize,
    /// The word it began with.
    first: usize,
    start: String,
    field: Field,
    prefilled: Prefilled,
    /// What the answer brings along, said below the field before it is given.
    brings: Vec<String>,
    echo: Echo,
    then: Then,
    /// What Tab opens with what was typed.
    form: Option<Then>,
    /// The key of its slip, where the title and the row are not enough.
    key: Option<String>,
    refusal: Option<String>,
    /// Why what is typed does not fit; said below the field.
    unfit: Option<String>,
    /// The cells there were for it when it was drawn.
    cells: u16,
    waits: Waits,
    /// What Enter does, in a word for the footer.
    deed: &'static str,
    /// What a text that comes back from a slip does when something is typed.
    recalled: Prefilled,
    /// The answer the last key gave.
    given: Option<String>,
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
            first: 0,
            start: String::new(),
            field: Field::default(),
            prefilled: Prefilled::Kept,
            brings: Vec::new(),
            echo: Box::new(|_, _| Ok(Vec::new())),
            then: Box::new(then),
            form: None,
            key: None,
            refusal: None,
            unfit: None,
            cells: CELLS,
            waits: Waits::No,
            deed: "save",
            recalled: Prefilled::Kept,
            given: None,
        }
    }

    /// The same, where Enter saves nothing yet; the footer says this word.
    #[must_use]
    pub fn whose_enter(mut self, deed: &'static str) -> Self {
        self.deed = deed;
        self
    }

    /// The same, where what comes back from the last time gives way to the first letter typed: a path.
    #[must_use]
    pub fn replaced_when_typed(mut self) -> Self {
        self.recalled = Prefilled::Selected;
        self
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

    /// A whole line that is read as it is typed: quick add, a note; its slip is kept under `key`.
    pub fn line(
        title: &str,
        key: &str,
        understood: impl Fn(&str, &At<'_>) -> Vec<Line> + 'static,
        then: impl Fn(&str, &At<'_>) -> Result<Vec<Effect>, Rejection> + 'static,
    ) -> Self {
        let echo: Echo = Box::new(move |typed, at| Ok(understood(typed, at)));
        Self { echo, key: Some(key.to_owned()), ..Self::text(title, "", then) }
    }

    /// The same, with something said while it is typed: a date's echo.
    #[must_use]
    pub fn checked(
        mut self,
        check: impl Fn(&str, &At<'_>) -> Result<Option<String>, String> + 'static,
    ) -> Self {
        self.echo = Box::new(move |typed, at| Ok(check(typed, at)?.map(Line::heading).into_iter().collect()));
        self
    }

    /// The same, with what any answer brings along, a line each.
    #[must_use]
    pub fn showing(mut self, brings: Vec<String>) -> Self {
        self.brings = brings;
        self
    }

    /// The same, with a text to begin with.
    #[must_use]
    pub fn starting(mut self, start: &str) -> Self {
        match self.words.iter().position(|word| word == start) {
            Some(at) => self.first = at,
            None => start.clone_into(&mut self.start),
        }
        self.start_over();
        self
    }

    /// The text to begin with stands in the field.
    fn start_over(&mut self) {
        self.field.set(&self.start);
        self.chosen = self.first;
        self.prefilled = Prefilled::of(&self.start);
        self.refusal = None;
        self.unfit = None;
    }

    /// What stands in the field gives way, when nothing was done with it yet.
    fn give_way(&mut self) {
        if self.prefilled == Prefilled::Selected {
            self.field.set("");
        }
        self.prefilled = Prefilled::Kept;
    }

    /// The text has changed.
    fn typed(&mut self, at: &At<'_>) {
        self.refusal = None;
        let read = if self.words.is_empty() { (self.echo)(self.field.text(), at).err() } else { None };
        self.unfit = read.filter(|_| !self.field.is_empty());
    }

    /// The same, `Tab` opening a form with what was typed.
    #[must_use]
    pub fn with_form(
        mut self,
        form: impl Fn(&str, &At<'_>) -> Result<Vec<Effect>, Rejection> + 'static,
    ) -> Self {
        self.form = Some(Box::new(form));
        self
    }

    /// Whether it is a whole line, without a label.
    fn is_line(&self) -> bool {
        self.label.is_empty()
    }

    /// Whether something is typed, or a word chosen, that was not there at the start.
    fn differs(&self) -> bool {
        let typed = self.field.text();
        let turned = !self.words.is_empty() && self.chosen != self.first;
        turned || (!typed.trim().is_empty() && typed != self.start)
    }
}

impl Layer for Ask {
    fn mode(&self) -> String {
        "FIELD".into()
    }

    fn shape(&self) -> Shape {
        Shape::Foot(if self.is_line() { 6 } else { 1 + self.lines_below() })
    }

    fn title(&self, _at: &At<'_>) -> (Line, Line) {
        (Line::heading(&self.title), Line::empty())
    }

    fn key(&mut self, key: KeyEvent, at: &At<'_>) -> Pressed {
        self.waits = Waits::No;
        self.given = None;
        let choosing = !self.words.is_empty();
        match (key.code, chord::name(key).as_str()) {
            (KeyCode::Esc, _) => return Pressed::close(),
            (KeyCode::Enter, _) | (_, "Ctrl-S") => return self.submit(at),
            (_, "Ctrl-X") => {
                self.start_over();
                return Pressed::taken();
            }
            (_, "Ctrl-G") => {
                let field = if self.is_line() { self.title.clone() } else { self.label.clone() };
                return Pressed::Taken(vec![Effect::Edit { text: self.field.text().to_owned(), field }]);
            }
            (KeyCode::Left | KeyCode::Up | KeyCode::BackTab, _) if choosing => {
                self.chosen = self.chosen.saturating_sub(1);
                return Pressed::taken();
            }
            (KeyCode::Right | KeyCode::Down | KeyCode::Tab, _) if choosing => {
                self.chosen = (self.chosen + 1).min(self.fitting().len().saturating_sub(1));
                return Pressed::taken();
            }
            (KeyCode::Tab, _) => {
                let Some(form) = &self.form else { return Pressed::taken() };
                let done = form(self.field.text(), at);
                return self.finish(done);
            }
            _ => {}
        }
        if printable(key).is_some() {
            self.give_way();
        }
        match self.field.key(key) {
            Typed::Taken => {
                self.prefilled = Prefilled::Kept;
                self.typed(at);
                self.chosen = if choosing { 0 } else { self.chosen };
                Pressed::taken()
            }
            Typed::Passed => Pressed::Passed,
        }
    }

    fn paste(&mut self, pasted: &str, at: &At<'_>) -> Vec<Effect> {
        self.give_way();
        self.field.paste(pasted);
        self.typed(at);
        Vec::new()
    }

    fn draw(&mut self, pen: &mut Pen<'_>, area: Rect, at: &At<'_>) {
        self.draw_lines(pen, area, at);
    }

    fn hints(&self) -> Vec<Hint> {
        let mut hints = vec![Hint::new("Enter", if self.is_line() { "add" } else { self.deed })];
        if !self.words.is_empty() {
            hints.push(Hint::new("Left Right", "choose"));
            return hints;
        }
        if self.form.is_some() {
            hints.push(Hint::new("Tab", "as a form"));
        }
        hints.push(Hint::new("Ctrl-G", "editor"));
        hints
    }

    fn always(&self) -> Vec<Hint> {
        vec![Hint::new("Esc", if self.differs() { "keep as slip" } else { "close" })]
    }

    fn slip_key(&self, rows: &str) -> Option<String> {
        Some(self.key.clone().unwrap_or_else(|| format!("ask:{rows}:{}: {}", self.title, self.label)))
    }

    fn kept(&self, _at: &At<'_>) -> Option<Kept> {
        let typed = if self.words.is_empty() { None } else { self.answer() };
        let typed = typed.unwrap_or_else(|| self.field.text().to_owned());
        self.differs().then(|| Kept {
            title: format!("{}, {}", self.title, text::cut(typed.trim(), NAMED)),
            body: Value::String(typed),
        })
    }

    fn restore(&mut self, body: &Value) {
        let text = body.as_str().unwrap_or("");
        match self.words.iter().position(|word| word == text) {
            Some(at) => self.chosen = at,
            None => self.field.set(text),
        }
        self.prefilled = self.recalled;
    }

    fn waits(&self) -> bool {
        self.waits == Waits::Yes
    }

    fn given(&self) -> Option<String> {
        self.given.clone()
    }

    fn answer_again(&mut self, answer: &str, at: &At<'_>) -> Option<Pressed> {
        if self.is_line() {
            return None;
        }
        self.given = None;
        self.chosen = 0;
        self.prefilled = Prefilled::Kept;
        self.field.set(answer);
        self.typed(at);
        Some(self.submit(at))
    }

    fn refused(&mut self, why: &Rejection) {
        self.refusal = Some(why.message.clone());
    }

    fn edited(&mut self, text: &str) {
        self.field.set(text);
        self.prefilled = Prefilled::Kept;
        self.refusal = None;
        self.unfit = None;
    }
}

#[cfg(test)]
#[path = "ask_tests.rs"]
mod tests;
