//! The meetings of the year, proposed by tier: each can be unticked before they are offered as one step.
//!
//! **Invariant:** nothing is offered that is not ticked here.

use std::collections::BTreeSet;

use chrono::{Datelike, NaiveDate};
use ratatui::{crossterm::event::KeyEvent, layout::Rect};

use super::{
    Layer, Pressed, Shape,
    lists::{self, Listed},
};
use crate::{
    acts::meeting_plan::{MeetingPlan, Proposed, offer},
    domain::{day, record::RecordId, rejection::Rejection},
    tui::{
        command::{Command, Scope},
        desk::At,
        effect::Effect,
        frame,
        tabs::View,
        widgets::{
            footer::Hint,
            hits::Pointed,
            line::Line,
            list::{Item, Keep, List, Move, Row, Words},
            pen::Pen,
            table::{Layout, words},
        },
    },
};

const LAYOUTS: &[Layout] = &[Layout {
    from: 0,
    columns: &[words(0, "", 4), words(1, "day", 12), words(2, "with", 0), words(3, "tier", 5)],
}];

/// The screen.
#[derive(Debug)]
pub struct PlanMeetings {
    plan: MeetingPlan,
    left: BTreeSet<(RecordId, NaiveDate)>,
    tiers: Vec<String>,
    views: Vec<View>,
    view: usize,
    list: List,
}

impl PlanMeetings {
    /// The plan of the twelve months from today on.
    pub fn new(at: &At<'_>) -> Result<Self, Rejection> {
        let plan = at.book.meeting_plan(None, at.today)?;
        if plan.meetings.is_empty() {
            return Err(Rejection::rule(nothing(&plan)));
        }
        let mut tiers: Vec<String> = plan.meetings.iter().map(|one| one.tier.clone()).collect();
        tiers.sort();
        tiers.dedup();
        let count = |tier: Option<&str>| {
            let of = |one: &&Proposed| tier.is_none_or(|tier| tier == one.tier);
            u64::try_from(plan.meetings.iter().filter(of).count()).ok()
        };
        let mut views = vec![View::new("all", "All", count(None))];
        views.extend(tiers.iter().map(|tier| View::new("tier", format!("Tier {tier}"), count(Some(tier)))));
        let mut layer = Self { left: BTreeSet::new(), tiers, views, view: 0, list: List::new(LAYOUTS), plan };
        layer.refresh();
        Ok(layer)
    }

    fn tier(&self) -> Option<&str> {
        self.view.checked_sub(1).and_then(|view| self.tiers.get(view)).map(String::as_str)
    }

    /// The meetings of the tier on the screen.
    fn shown(&self) -> impl Iterator<Item = &Proposed> {
        let tier = self.tier();
        self.plan.meetings.iter().filter(move |one| tier.is_none_or(|tier| tier == one.tier))
    }

    fn is_ticked(&self, one: &Proposed) -> bool {
        !self.left.contains(&(one.relationship, one.day))
    }

    fn ticked(&self) -> usize {
        self.shown().filter(|one| self.is_ticked(one)).count()
    }

    fn refresh(&mut self) {
        let (mut items, mut month) = (Vec::new(), None);
        for one in self.shown() {
            let here = (one.day.year(), one.day.month());
            if month != Some(here) {
                if month.is_some() {
                    items.push(Item::Gap);
                }
                month = Some(here);
                items.push(Item::Heading(Line::heading(one.day.format("%B %Y").to_string())));
            }
            let sign = if self.is_ticked(one) { "[x]" } else { "[ ]" };
            let cells = [sign.to_owned(), day::weekday_day(one.day), one.who.clone(), one.tier.clone()];
            items.push(Item::from(Row {
                key: format!("{} {}", one.relationship, one.day),
                words: Words {
                    name: format!("{}, {}", one.who, day::weekday_day(one.day)),
                    cells: cells.iter().map(|cell| Line::plain(cell.as_str())).collect(),
                    ..Words::default()
                }
                .into(),
                ..Row::default()
            }));
        }
        self.list.refresh(items, Keep::Nothing);
    }

    fn tick(&mut self) -> Pressed {
        let key = self.list.row().and_then(|row| {
            let (who, on) = row.key.split_once(' ')?;
            Some((who.parse::<RecordId>().ok()?, on.parse::<NaiveDate>().ok()?))
        });
        if let Some(key) = key {
            if !self.left.remove(&key) {
                self.left.insert(key);
            }
            self.refresh();
            self.list.go(Move::By(1));
        }
        Pressed::taken()
    }

    fn turn(&mut self, by: usize) -> Pressed {
        self.view = (self.view + by) % self.views.len().max(1);
        self.refresh();
        self.list.go(Move::Top);
        Pressed::taken()
    }

    fn save(&self) -> Pressed {
        match offer(self.shown().filter(|one| self.is_ticked(one))) {
            Some(action) => Pressed::Taken(Effect::save(action)),
            None => Pressed::Taken(Effect::warn("Nothing is ticked, so nothing is offered. Esc leaves.")),
        }
    }
}

/// Why there is nothing to plan, and what to do.
#[must_use]
pub fn nothing(plan: &MeetingPlan) -> String {
    match plan.without_months.as_slice() {
        [] => "Every client has the meetings of the next twelve months. Nothing is to be planned.".to_owned(),
        tiers => format!(
            "No meeting months yet: tier {}. Set them in {}, as 3 9.",
            tiers.join(", "),
            Command::Tiers.way()
        ),
    }
}

impl Layer for PlanMeetings {
    fn mode(&self) -> String {
        "LIST".into()
    }

    fn shape(&self) -> Shape {
        Shape::Full
    }

    fn title(&self, _at: &At<'_>) -> (Line, Line) {
        (Line::heading("The meetings of the year"), Line::plain("nothing is offered yet"))
    }

    fn key(&mut self, key: KeyEvent, _at: &At<'_>) -> Pressed {
        let views = self.views.len().max(1);
        match lists::key(&mut self.list, key) {
            Listed::Moved => Pressed::taken(),
            Listed::Left => Pressed::Taken(vec![Effect::Close, Effect::Say("No meeting was offered".into())]),
            Listed::Opened => Pressed::Passed,
            Listed::Other(name) => match name.as_str() {
                "Ctrl-S" => self.save(),
                ">" | "Tab" => self.turn(1),
                "<" | "Shift-Tab" => self.turn(views - 1),
                "Space" => self.tick(),
                _ => Pressed::Passed,
            },
        }
    }

    fn scopes(&self) -> &'static [Scope] {
        &[Scope::Everywhere]
    }

    fn draw(&mut self, pen: &mut Pen<'_>, area: Rect, _at: &At<'_>) {
        frame::views(pen, Rect { height: 2, ..area }, &self.views, self.view);
        lists::draw(&mut self.list, pen, lists::under_views(area));
        let said = format!("One step: {} takes all of them back.", Command::Undo.way());
        if !self.plan.without_months.is_empty() {
            let tiers = self.plan.without_months.join(", ");
            let line = Rect { height: area.height.saturating_sub(1), ..area };
            lists::say(pen, line, &format!("No meeting months yet: tier {tiers}."));
        }
        lists::say(pen, area, &lists::with_below(&said, &self.list));
    }

    fn hints(&self) -> Vec<Hint> {
        vec![
            Hint::new("Ctrl-S", format!("offer {}", self.ticked())),
            Hint::new("Space", "tick"),
            Hint::new("< >", "tier"),
        ]
    }

    fn always(&self) -> Vec<Hint> {
        vec![Hint::new("Esc", "offer none"), Hint::new("?", "help")]
    }

    fn point(&mut self, pointed: Pointed, _at: &At<'_>) -> Pressed {
        match pointed.views_on((self.view, self.views.len())) {
            Some(by) => self.turn(by),
            None => lists::point(self.list(), pointed),
        }
    }

    fn list(&mut self) -> Option<&mut List> {
        Some(&mut self.list)
    }
}

#[cfg(test)]
#[path = "meeting_plan_tests.rs"]
mod tests;
