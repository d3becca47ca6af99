//! Two fields at the foot: a day, and why. What is asked together stands together.
//!
//! **Invariant:** nothing is saved before both fit; an answer that does not fit stays, with the reason below it.

use chrono::NaiveDate;
use ratatui::{
    crossterm::event::{KeyCode, KeyEvent},
    layout::Rect,
};
use serde_json::{Value, json};

use super::{Kept, Layer, Pressed, Shape, form_slip::NAMED, why};
use crate::{
    domain::{day, rejection::Rejection},
    tui::{
        command::chord,
        desk::{Action, At},
        effect::Effect,
        theme::Role,
        widgets::{
            field::{Field, Typed, printable},
            footer::Hint,
            line::Line,
            list::Keys,
            pen::Pen,
            text,
        },
    },
};

/// What is done with the day and the reason.
pub type Then = Box<dyn Fn(NaiveDate, String) -> Action>;

/// Cells a reason below the fields has before it was drawn once.
const CELLS: u16 = 60;
/// Cells of the day's field.
const DAY: u16 = 18;

/// Which field has the keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    Day,
    Why,
}

/// Whether the proposed day gives way to the first letter typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Proposed {
    /// It does, until a key moves in it.
    Selected,
    /// It stays.
    Kept,
}

/// The two fields.
pub struct Pair {
    title: String,
    labels: (&'static str, &'static str),
    start: String,
    day: Field,
    why: Field,
    part: Part,
    proposed: Proposed,
    refusal: Option<(Part, String)>,
    cells: u16,
    then: Then,
}

impl std::fmt::Debug for Pair {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Pair")
            .field("title", &self.title)
            .field("labels", &self.labels)
            .finish_non_exhaustive()
    }
}

impl Pair {
    /// Asks for a day, beginning with a proposed one, and why.
    #[must_use]
    pub fn new(
        title: &str,
        labels: (&'static str, &'static str),
        start: &str,
        then: impl Fn(NaiveDate, String) -> Action + 'static,
    ) -> Self {
        Self {
            title: title.to_owned(),
            labels,
            start: start.to_owned(),
            day: Field::new(start),
            why: Field::default(),
            part: Part::Day,
            proposed: if start.is_empty() { Proposed::Kept } else { Proposed::Selected },
            refusal: None,
            cells: CELLS,
            then: Box::new(then),
        }
    }

    fn read(&self, at: &At<'_>) -> Result<NaiveDate, Rejection> {
        let typed = self.day.text().trim();
        if typed.is_empty() {
            return Err(Rejection::rule("Type a day: +3mo, 31 may, end of quarter."));
        }
        let on = day::parse_day(typed, at.today, at.order)?;
        if on <= at.today {
            let said = day::echo(on, at.today);
            return Err(Rejection::rule(format!("{said}, is not to come. Type a later day.")));
        }
        Ok(on)
    }

    fn save(&mut self, at: &At<'_>) -> Pressed {
        let on = match self.read(at) {
            Ok(on) => on,
            Err(no) => return self.refuse(Part::Day, no.message),
        };
        let why = self.why.text().trim();
        if why.is_empty() {
            return self.refuse(Part::Why, "A few words are enough; the reason is kept.".to_owned());
        }
        Pressed::Taken(Effect::save((self.then)(on, why.to_owned())))
    }

    fn refuse(&mut self, part: Part, why: String) -> Pressed {
        self.part = part;
        self.refusal = Some((part, why));
        Pressed::taken()
    }

    /// From one field to the other; a day that does not fit says so as it is left.
    fn go(&mut self, part: Part, at: &At<'_>) -> Pressed {
        self.refusal = match self.read(at) {
            Err(no) if self.part == Part::Day && part == Part::Why => Some((Part::Day, no.message)),
            _ => None,
        };
        self.part = part;
        Pressed::taken()
    }

    fn start_over(&mut self) {
        self.day.set(&self.start);
        self.why.set("");
        self.part = Part::Day;
        self.proposed = if self.start.is_empty() { Proposed::Kept } else { Proposed::Selected };
        self.refusal = None;
    }

    fn differs(&self) -> bool {
        self.day.text() != self.start || !self.why.text().trim().is_empty()
    }

    fn give_way(&mut self) {
        if self.part == Part::Day && self.proposed == Proposed::Selected {
            self.day.set("");
        }
        if self.part == Part::Day {
            self.proposed = Proposed::Kept;
        }
        self.refusal = None;
    }

    /// What stands beside the day: what it was understood as.
    fn echo(&self, at: &At<'_>) -> Line {
        match self.read(at) {
            Ok(on) => Line::heading(day::echo(on, at.today)),
            Err(no) => Line::muted(no.message),
        }
    }
}

impl Layer for Pair {
    fn mode(&self) -> String {
        "FIELD".into()
    }

    fn shape(&self) -> Shape {
        let why = self.refusal.as_ref().map(|(_, why)| why.as_str());
        Shape::Foot(2 + why::room(why, self.cells))
    }

    fn title(&self, _at: &At<'_>) -> (Line, Line) {
        (Line::heading(&self.title), Line::empty())
    }

    fn key(&mut self, key: KeyEvent, at: &At<'_>) -> Pressed {
        match (key.code, chord::name(key).as_str()) {
            (KeyCode::Esc, _) => return Pressed::close(),
            (_, "Ctrl-S") => return self.save(at),
            (_, "Ctrl-X") => {
                self.start_over();
                return Pressed::taken();
            }
            (KeyCode::Enter, _) if self.part == Part::Why => return self.save(at),
            (KeyCode::Enter, _) => {
                return match self.read(at) {
                    Ok(_) => self.go(Part::Why, at),
                    Err(no) => self.refuse(Part::Day, no.message),
                };
            }
            (KeyCode::Tab | KeyCode::Down, _) => return self.go(Part::Why, at),
            (KeyCode::BackTab | KeyCode::Up, _) => return self.go(Part::Day, at),
            _ => {}
        }
        if printable(key).is_some() {
            self.give_way();
        }
        let field = if self.part == Part::Day { &mut self.day } else { &mut self.why };
        match field.key(key) {
            Typed::Taken => {
                if self.part == Part::Day {
                    self.proposed = Proposed::Kept;
                }
                self.refusal = None;
                Pressed::taken()
            }
            Typed::Passed => Pressed::Passed,
        }
    }

    fn paste(&mut self, pasted: &str, _at: &At<'_>) -> Vec<Effect> {
        self.give_way();
        if self.part == Part::Day {
            self.day.paste(pasted);
        } else {
            self.why.paste(pasted);
        }
        Vec::new()
    }

    fn draw(&mut self, pen: &mut Pen<'_>, area: Rect, at: &At<'_>) {
        let label = text::width(self.labels.0).max(text::width(self.labels.1));
        let from = area.x + 2 + label + 2;
        let cells = area.right().saturating_sub(from + 1);
        self.cells = cells;
        let keys = |part| if self.part == part { Keys::Here } else { Keys::Elsewhere };
        let here = if self.part == Part::Day { area.y } else { area.y + 1 };
        pen.text(area.x, here, 1, "▸", Role::Plain);
        pen.text(area.x + 2, area.y, label, self.labels.0, Role::Heading);
        let day = DAY.max(text::width(self.day.text()) + 1).min(cells);
        self.day.draw(pen, (from, area.y), day, keys(Part::Day));
        let beside = cells.saturating_sub(day + 2);
        pen.line(from + day + 2, area.y, beside, &self.echo(at).cut(beside));
        pen.text(area.x + 2, area.y + 1, label, self.labels.1, Role::Heading);
        self.why.draw(pen, (from, area.y + 1), cells, keys(Part::Why));
        if let Some((_, why)) = &self.refusal {
            for (y, line) in (area.y + 2..area.bottom()).zip(why::lines(why, cells)) {
                pen.line(from, y, cells, &line);
            }
        }
    }

    fn hints(&self) -> Vec<Hint> {
        match self.part {
            Part::Day => vec![Hint::new("Enter", "go on"), Hint::new("Tab", "next")],
            Part::Why => vec![Hint::new("Enter", "save"), Hint::new("Shift-Tab", "the day")],
        }
    }

    fn always(&self) -> Vec<Hint> {
        vec![Hint::new("Esc", if self.differs() { "keep as slip" } else { "close" })]
    }

    fn slip_key(&self, rows: &str) -> Option<String> {
        Some(format!("pair:{rows}:{}", self.title))
    }

    fn kept(&self, _at: &At<'_>) -> Option<Kept> {
        self.differs().then(|| Kept {
            title: format!("{}, {}", self.title, text::cut(self.why.text().trim(), NAMED)),
            body: json!({ "day": self.day.text(), "why": self.why.text() }),
        })
    }

    fn restore(&mut self, body: &Value) {
        let text = |name: &str| body.get(name).and_then(Value::as_str);
        if let Some(day) = text("day") {
            self.day.set(day);
            self.proposed = Proposed::Kept;
        }
        self.why.set(text("why").unwrap_or(""));
    }

    fn refused(&mut self, why: &Rejection) {
        let part = if why.field.as_deref() == Some("until") { Part::Day } else { Part::Why };
        self.refusal = Some((part, why.message.clone()));
        self.part = part;
    }

    fn edited(&mut self, text: &str) {
        self.why.set(text);
        self.refusal = None;
    }
}

#[cfg(test)]
#[path = "pair_tests.rs"]
mod tests;
