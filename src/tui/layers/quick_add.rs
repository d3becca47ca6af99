//! Quick add: one line, and below it what was understood, at every key.
//!
//! **Invariant:** the parsing is a function given to it; the layer knows no grammar.

use ratatui::{
    crossterm::event::{KeyCode, KeyEvent},
    layout::Rect,
};

use super::{Layer, Pressed, Shape};
use crate::{
    domain::rejection::Rejection,
    tui::{
        command::chord,
        desk::{At, Slip},
        effect::Effect,
        theme::Role,
        widgets::{
            field::{Field, Typed},
            footer::Hint,
            line::Line,
            list::Keys,
            pen::Pen,
        },
    },
};

/// What a line was understood as: up to five lines, labels bold.
pub type Understood = Box<dyn Fn(&str, &At<'_>) -> Vec<Line>>;
/// What is done with the line.
pub type Then = Box<dyn Fn(&str, &At<'_>) -> Result<Vec<Effect>, Rejection>>;

/// The line.
pub struct QuickAdd {
    title: String,
    slip_key: String,
    field: Field,
    understood: Understood,
    then: Then,
    form: Option<Then>,
    refusal: Option<String>,
}

impl std::fmt::Debug for QuickAdd {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("QuickAdd").field("title", &self.title).finish_non_exhaustive()
    }
}

impl QuickAdd {
    /// A line called `title`; its slip is kept under `slip_key`.
    pub fn new(
        title: &str,
        slip_key: &str,
        understood: impl Fn(&str, &At<'_>) -> Vec<Line> + 'static,
        then: impl Fn(&str, &At<'_>) -> Result<Vec<Effect>, Rejection> + 'static,
    ) -> Self {
        Self {
            title: title.to_owned(),
            slip_key: slip_key.to_owned(),
            field: Field::default(),
            understood: Box::new(understood),
            then: Box::new(then),
            form: None,
            refusal: None,
        }
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

    fn finish(&mut self, done: Result<Vec<Effect>, Rejection>) -> Pressed {
        match done {
            Ok(effects) => Pressed::Taken(effects),
            Err(why) => {
                self.refusal = Some(why.message);
                Pressed::taken()
            }
        }
    }
}

impl Layer for QuickAdd {
    fn mode(&self) -> String {
        "FIELD".into()
    }

    fn shape(&self) -> Shape {
        Shape::Foot(6)
    }

    fn title(&self, _at: &At<'_>) -> (Line, Line) {
        (Line::heading(&self.title), Line::empty())
    }

    fn key(&mut self, key: KeyEvent, at: &At<'_>) -> Pressed {
        match (key.code, chord::name(key).as_str()) {
            (KeyCode::Esc, _) => return Pressed::close(),
            (KeyCode::Enter, _) | (_, "Ctrl-S") => {
                if self.field.text().trim().is_empty() {
                    return Pressed::taken();
                }
                let done = (self.then)(self.field.text(), at);
                return self.finish(done);
            }
            (KeyCode::Tab, _) => {
                let Some(form) = &self.form else { return Pressed::taken() };
                let done = form(self.field.text(), at).map(|mut effects| {
                    effects.insert(0, Effect::Discard);
                    effects
                });
                return self.finish(done);
            }
            (_, "Ctrl-G") => return Pressed::Taken(vec![Effect::Edit(self.field.text().to_owned())]),
            _ => {}
        }
        match self.field.key(key) {
            Typed::Taken => {
                self.refusal = None;
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
        pen.text(area.x, area.y, 1, "▸", Role::Plain);
        self.field.draw(pen, (area.x + 2, area.y), area.width.saturating_sub(3), Keys::Here);
        let mut lines = (self.understood)(self.field.text(), at);
        if let Some(why) = &self.refusal {
            lines.insert(0, Line::role(format!("✗ {why}"), Role::Alarm));
        }
        let cells = area.width.saturating_sub(3);
        let wrapped = lines.iter().flat_map(|line| line.wrapped(cells));
        for (y, line) in (area.y + 1..area.bottom()).zip(wrapped) {
            pen.line(area.x + 2, y, cells, &line);
        }
    }

    fn hints(&self) -> Vec<Hint> {
        let mut hints = vec![Hint::new("Enter", "add")];
        if self.form.is_some() {
            hints.push(Hint::new("Tab", "as a form"));
        }
        hints.push(Hint::new("Ctrl-G", "editor"));
        hints
    }

    fn always(&self) -> Vec<Hint> {
        vec![Hint::new("Esc", if self.field.is_empty() { "close" } else { "keep as slip" })]
    }

    fn slip_key(&self) -> Option<String> {
        Some(self.slip_key.clone())
    }

    fn slip(&self, at: &At<'_>) -> Option<Slip> {
        let typed = self.field.text();
        (!typed.trim().is_empty()).then(|| Slip {
            key: self.slip_key.clone(),
            title: format!("{}, {}", self.title, typed.trim()),
            day: at.today,
            body: serde_json::Value::String(typed.to_owned()),
        })
    }

    fn restore(&mut self, slip: &Slip) {
        self.field.set(slip.body.as_str().unwrap_or(""));
    }

    fn refused(&mut self, why: &Rejection) {
        self.refusal = Some(why.message.clone());
    }

    fn edited(&mut self, text: &str) {
        self.field.set(text);
    }
}
