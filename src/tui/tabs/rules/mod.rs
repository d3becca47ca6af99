//! The Rules tab: the rulebook, whom to teach, exceptions and breaches.
//!
//! **Invariant:** a rule's text changes only by a new version; the old one stays readable.

mod cases;
mod detail;
mod empty;
mod fits;
mod forms;
mod rows;
mod verbs;

use super::{Loaded, Looked, State, Tab, TabId};
use crate::{
    acts::rulebook::RuleDetail,
    domain::{record::Kind, rejection::Rejection},
    tui::{
        command::{Availability, Command},
        desk::At,
        effect::Effect,
        widgets::{
            footer::Hint,
            line::Line,
            list::{Keep, Row},
        },
    },
};

/// The tab.
#[derive(Debug)]
pub struct Rules {
    state: State,
    /// The rule of the row the verbs act on: the only marked one, or the focused one.
    detail: Option<RuleDetail>,
    /// Whether the book holds no rule at all.
    bare: bool,
}

impl Rules {
    /// The tab, not loaded.
    #[must_use]
    pub fn new() -> Self {
        let mut state = State::new(rows::RULEBOOK, 70);
        state.views = rows::views(&[], 0);
        Self { state, detail: None, bare: false }
    }

    /// What the verbs act on: a rule, an exception or a breach.
    fn kind(&self) -> Option<Kind> {
        self.state.chosen_row().and_then(|row| row.record).map(|id| id.kind)
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
        self.state.views = rows::views(&lines, rows::exceptions(at.book)?);
        self.state.list.set_layouts(rows::layouts(&self.state));
        let (items, total) = rows::items(&self.state, &lines, at)?;
        let empty = empty::lines(&self.state, self.bare);
        self.state.load(Loaded { items, total, empty, ..Loaded::default() }, keep.in_place());
        Ok(())
    }

    fn look(&mut self, at: &At<'_>) -> Result<(), Rejection> {
        let shown = rule_of(self.state.list.row(), at)?;
        let looked = shown.as_ref().map(|detail| Looked {
            title: Line::heading(detail.row.str("title")),
            peek: detail::peek(detail),
            page: detail::page(detail, at.today),
        });
        self.detail =
            if self.state.chooses_another() { rule_of(self.state.chosen_row(), at)? } else { shown };
        self.state.look(looked);
        Ok(())
    }

    fn available(&self, command: Command, at: &At<'_>) -> Availability {
        fits::available(self, command, at)
    }

    fn run(&mut self, command: Command, at: &At<'_>) -> Vec<Effect> {
        verbs::run(self, command, at)
    }

    fn word(&self, command: Command) -> Option<&'static str> {
        match (command, self.kind()) {
            (Command::Finish, Some(Kind::Breach)) => Some("answer"),
            (Command::Finish, Some(Kind::Exception)) => Some("end"),
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
        let in_force = self.detail.as_ref().is_some_and(|detail| detail.row.str("state") == "in force");
        if self.kind() == Some(Kind::Rule) && in_force {
            return vec![Hint::of(Command::Finish, "taught"), Hint::new("c c", "accepted")];
        }
        Vec::new()
    }
}

/// Asks which of those who know only an older text of a rule were told of the new one.
///
/// # Errors
/// When the rule is gone.
pub(in crate::tui) fn told(rule: i64, at: &At<'_>) -> Result<Vec<Effect>, Rejection> {
    let detail = at.book.rule(rule)?;
    Ok(detail.map_or_else(
        || Effect::warn("This rule is gone. Nothing was changed."),
        |detail| forms::tell(detail, at),
    ))
}

/// The rule a row is, or is about.
fn rule_of(row: Option<&Row>, at: &At<'_>) -> Result<Option<RuleDetail>, Rejection> {
    let rule = match row.and_then(|row| row.record) {
        Some(id) if id.kind == Kind::Rule => Some(id.id),
        Some(id) => at.book.get(id)?.and_then(|row| row.int("rule_id")),
        None => None,
    };
    Ok(rule.map(|id| at.book.rule(id)).transpose()?.flatten())
}

#[cfg(test)]
#[path = "tests.rs"]
mod tests;
