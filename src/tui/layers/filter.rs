//! The filter line at the foot: narrows the list as it is typed.
//!
//! **Invariant:** Enter keeps the filter, Esc clears it; the list above is always the filtered one.

use ratatui::{
    crossterm::event::{KeyCode, KeyEvent},
    layout::Rect,
};

use super::{Layer, Pressed, Shape};
use crate::domain::filter;
use crate::tui::{
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

/// The line.
#[derive(Debug)]
pub struct Filter {
    field: Field,
    help: &'static str,
}

/// What a list of records is narrowed by.
const LANGUAGE: &str = "words, or #tag  tier:A  stage:active  kind:promise  due:week  text:roth";

impl Filter {
    /// The line with the filter as it is.
    #[must_use]
    pub fn new(filter: &str) -> Self {
        Self { field: Field::new(filter), help: LANGUAGE }
    }

    /// The same for a list that is narrowed by something else; `help` says by what.
    #[must_use]
    pub fn by(mut self, help: &'static str) -> Self {
        self.help = help;
        self
    }

    /// What stands under the line: a term that cannot be read, else how to narrow.
    fn below(&self, at: &At<'_>) -> Line {
        if self.help == LANGUAGE {
            let read = filter::Filter::parse(self.field.text(), at.today, at.order);
            if let Some(term) = read.not_understood() {
                return Line::role(format!("{term} is not understood"), Role::Alarm);
            }
        }
        Line::muted(self.help)
    }

    fn changed(&self) -> Vec<Effect> {
        vec![Effect::Filter(self.field.text().to_owned())]
    }
}

impl Layer for Filter {
    fn mode(&self) -> String {
        "FIELD".into()
    }

    fn shape(&self) -> Shape {
        Shape::Foot(2)
    }

    fn title(&self, _at: &At<'_>) -> (Line, Line) {
        (Line::role("/", Role::Key).with(" ", Role::Plain).with("filter", Role::Heading), Line::empty())
    }

    fn key(&mut self, key: KeyEvent, _at: &At<'_>) -> Pressed {
        match key.code {
            KeyCode::Enter => Pressed::close(),
            KeyCode::Esc => Pressed::Taken(vec![Effect::Filter(String::new()), Effect::Close]),
            _ => match self.field.key(key) {
                Typed::Taken => Pressed::Taken(self.changed()),
                Typed::Passed => Pressed::Passed,
            },
        }
    }

    fn paste(&mut self, pasted: &str, _at: &At<'_>) -> Vec<Effect> {
        self.field.paste(pasted);
        self.changed()
    }

    fn draw(&mut self, pen: &mut Pen<'_>, area: Rect, at: &At<'_>) {
        pen.text(area.x + 1, area.y, 1, "/", Role::Key);
        self.field.draw(pen, (area.x + 3, area.y), area.width.saturating_sub(4), Keys::Here);
        pen.line(area.x + 3, area.y + 1, area.width.saturating_sub(4), &self.below(at));
    }

    fn hints(&self) -> Vec<Hint> {
        vec![Hint::new("Enter", "keep")]
    }

    fn always(&self) -> Vec<Hint> {
        vec![Hint::new("Esc", "clear")]
    }
}

#[cfg(test)]
mod tests {
    use crate::tui::testing::{desk, drawn, practice, press, typed};

    #[test]
    fn a_term_that_cannot_be_read_is_named_under_the_line() {
        let mut app = desk(practice());
        press(&mut app, "/");
        typed(&mut app, "due:31feb");
        let shown = drawn(&mut app, 80, 24);
        assert!(shown.iter().any(|line| line.contains("due:31feb is not understood")), "{shown:#?}");
    }
}
