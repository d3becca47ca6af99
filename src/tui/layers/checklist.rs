//! A checklist before it is started: its steps with their days, each to be left out.
//!
//! **Invariant:** nothing is written before Ctrl-S; what is not ticked is not made.

use std::collections::BTreeSet;

use ratatui::{crossterm::event::KeyEvent, layout::Rect};

use super::{
    Layer, Pressed, Shape,
    lists::{self, Listed},
};
use crate::{
    domain::{action::ChecklistStep, checklist::Template, day, record::RecordId, rejection::Rejection},
    tui::{
        command::{Command, Scope},
        desk::{Action, At},
        effect::Effect,
        theme::Role,
        widgets::{
            footer::Hint,
            line::Line,
            list::{Item, Keep, List, Move, Row, Words},
            pen::Pen,
            table::{Layout, words},
            text,
        },
    },
};

const LAYOUTS: &[Layout] = &[
    Layout {
        from: 100,
        columns: &[words(0, "", 4), words(1, "due", 16), words(2, "step", 0), words(3, "", 16)],
    },
    Layout { from: 0, columns: &[words(0, "", 4), words(1, "due", 16), words(2, "step", 0)] },
];

/// The screen.
#[derive(Debug)]
pub struct Preview {
    whose: RecordId,
    who: String,
    template: Template,
    steps: Vec<ChecklistStep>,
    /// The steps that are left out.
    out: BTreeSet<u32>,
    /// What is done in the same step, before it.
    first: Option<Action>,
    list: List,
}

impl Preview {
    /// The steps of a template as they would be for a relationship from today on.
    ///
    /// # Errors
    /// When the template cannot be read, or there is none of that name.
    pub fn new(name: &str, whose: RecordId, first: Option<Action>, at: &At<'_>) -> Result<Self, Rejection> {
        let template = at.book.template(name)?;
        let steps = template.dated(at.today, &at.book.practice()?.calendar);
        let who = at.book.short_name(whose.id)?;
        let list = List::new(LAYOUTS);
        let mut layer = Self { whose, who, template, steps, out: BTreeSet::new(), first, list };
        layer.refresh();
        Ok(layer)
    }

    fn refresh(&mut self) {
        let items = self.steps.iter().map(|step| {
            let tick = if self.out.contains(&step.step) { "[ ]" } else { "[x]" };
            let minutes = step.minutes.map(|minutes| format!(", {minutes} min")).unwrap_or_default();
            let whose = if step.whose == "theirs" { "by them" } else { step.kind.as_str() };
            Item::from(Row {
                key: step.step.to_string(),
                words: Words {
                    name: step.title.clone(),
                    cells: vec![
                        Line::plain(tick),
                        Line::plain(day::long(step.due)),
                        Line::plain(step.title.as_str()),
                        Line::muted(format!("{whose}{minutes}")),
                    ],
                    ..Words::default()
                }
                .into(),
                ..Row::default()
            })
        });
        self.list.refresh(items.collect(), Keep::Nothing);
    }

    fn turn(&mut self) -> Pressed {
        let step = self.list.row().and_then(|row| row.key.parse::<u32>().ok());
        let Some(step) = step else { return Pressed::taken() };
        if !self.out.remove(&step) {
            self.out.insert(step);
        }
        self.refresh();
        self.list.go(Move::By(1));
        Pressed::taken()
    }

    fn save(&self) -> Pressed {
        let steps = self.steps.iter().filter(|step| !self.out.contains(&step.step)).cloned().collect();
        let start = Action::StartChecklist {
            relationship: self.whose,
            template: self.template.name.clone(),
            title: self.template.title.clone(),
            steps,
        };
        Pressed::Taken(Effect::save(match &self.first {
            Some(first) => Action::Several { acts: vec![first.clone(), start] },
            None => start,
        }))
    }
}

impl Layer for Preview {
    fn mode(&self) -> String {
        "LIST".into()
    }

    fn shape(&self) -> Shape {
        Shape::Full
    }

    fn title(&self, _at: &At<'_>) -> (Line, Line) {
        let what = format!("   {} with {}", self.template.title, self.who);
        (Line::heading("Checklist").with(what, Role::Plain), Line::plain("nothing is written yet"))
    }

    fn key(&mut self, key: KeyEvent, _at: &At<'_>) -> Pressed {
        match lists::key(&mut self.list, key) {
            Listed::Moved => Pressed::taken(),
            Listed::Left => Pressed::Taken(vec![Effect::Close, Effect::Say("Nothing was started".into())]),
            Listed::Opened => Pressed::taken(),
            Listed::Other(name) => match name.as_str() {
                "Ctrl-S" => self.save(),
                "Space" => self.turn(),
                _ => Pressed::Passed,
            },
        }
    }

    fn scopes(&self) -> &'static [Scope] {
        &[Scope::Everywhere]
    }

    fn draw(&mut self, pen: &mut Pen<'_>, area: Rect, _at: &At<'_>) {
        lists::draw(&mut self.list, pen, area);
        let said = format!(
            "{}. One step: {} takes all of it back.",
            text::capital(&self.template.about),
            Command::Undo.way()
        );
        lists::say(pen, area, &said);
    }

    fn hints(&self) -> Vec<Hint> {
        let ticked = self.steps.len().saturating_sub(self.out.len());
        vec![Hint::new("Ctrl-S", format!("start, {ticked} steps")), Hint::new("Space", "in or out")]
    }

    fn always(&self) -> Vec<Hint> {
        vec![Hint::new("Esc", "start nothing"), Hint::new("?", "help")]
    }

    fn list(&mut self) -> Option<&mut List> {
        Some(&mut self.list)
    }
}
