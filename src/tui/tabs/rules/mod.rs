//! The Rules tab: the rulebook, whom to teach, exceptions and breaches.
//!
//! **Invariant:** a rule's text changes only by a new version; the old one stays readable.

mod detail;
mod rows;
mod verbs;

use super::{State, Tab, TabId};
use crate::{
    acts::rulebook::RuleDetail,
    domain::{
        record::{Kind, RecordId},
        rejection::Rejection,
    },
    tui::{
        command::{Availability, Command},
        desk::At,
        effect::Effect,
        widgets::{footer::Hint, line::Line, list::Keep, page::Page},
    },
};

/// The tab.
#[derive(Debug)]
pub struct Rules {
    state: State,
    /// The rule of the focused row.
    detail: Option<RuleDetail>,
    /// Whether the book holds no rule at all.
    bare: bool,
}

impl Rules {
    /// The tab, not loaded.
    #[must_use]
    pub fn new() -> Self {
        let mut state = State::new(rows::RULEBOOK, 70);
        state.views = rows::views(&[]);
        Self { state, detail: None, bare: false }
    }

    /// What kind of row the cursor stands on: a rule, an exception or a breach.
    fn kind(&self) -> Option<Kind> {
        self.state.list.row().and_then(|row| row.record).map(|id| id.kind)
    }

    fn relationship(&self) -> Option<RecordId> {
        self.state.list.row().and_then(|row| row.relationship)
    }
}

impl Default for Rules {
    fn default() -> Self {
        Self::new()
    }
}

impl Tab for Rules {
    fn id(&self) -> TabId {
        TabId::Rules
    }
    fn state(&self) -> &State {
        &self.state
    }
    fn state_mut(&mut self) -> &mut State {
        &mut self.state
    }

    fn load(&mut self, at: &At<'_>, keep: Keep) -> Result<(), Rejection> {
        let lines = at.book.rule_lines()?;
        self.bare = lines.is_empty();
        self.state.views = rows::views(&lines);
        self.state.list.set_layouts(rows::layouts(&self.state));
        let (items, total) = rows::items(&self.state, &lines, at)?;
        self.state.total = total;
        self.state.empty = rows::empty(&self.state, self.bare);
        self.state.list.refresh(items, keep.in_place());
        Ok(())
    }

    fn look(&mut self, at: &At<'_>) -> Result<(), Rejection> {
        let record = self.state.list.row().and_then(|row| row.record);
        let rule = match record {
            Some(id) if id.kind == Kind::Rule => Some(id.id),
            Some(id) => at.book.get(id)?.and_then(|row| row.int("rule_id")),
            None => None,
        };
        self.detail = rule.map(|id| at.book.rule(id)).transpose()?.flatten();
        let Some(detail) = &self.detail else {
            self.state.page = Page::default();
            self.state.peek.clear();
            self.state.peek_title = Line::empty();
            return Ok(());
        };
        self.state.peek_title = Line::heading(detail.row.str("title"));
        self.state.peek = detail::peek(detail);
        self.state.page.replace(detail::page(detail, at.today));
        Ok(())
    }

    fn available(&self, command: Command, at: &At<'_>) -> Availability {
        verbs::available(self, command, at)
    }

    fn run(&mut self, command: Command, at: &At<'_>) -> Vec<Effect> {
        verbs::run(self, command, at)
    }

    fn word(&self, command: Command) -> Option<&'static str> {
        match (command, self.kind()) {
            (Command::Finish, Some(Kind::Breach)) => Some("answer"),
            (Command::Finish, _) => Some("taught"),
            (Command::Edit, Some(Kind::Rule)) => Some("reword"),
            (Command::AgreementReaffirm, _) => Some("accepted by a client"),
            (Command::AgreementChange, _) => Some("reworded"),
            (Command::End, Some(Kind::Exception)) => Some("end the exception"),
            (Command::End, _) => Some("withdraw"),
            (Command::Open, _) if self.bare => Some("start the rulebook"),
            _ => None,
        }
    }

    fn hints(&self) -> Vec<Hint> {
        if self.bare {
            return vec![Hint::new("Enter", "start the rulebook"), Hint::new("a", "add a rule")];
        }
        Vec::new()
    }
}

#[cfg(test)]
#[path = "tests.rs"]
mod tests;
