//! Goals and Expectations: one tab twice, grouped by what needs doing.
//!
//! **Invariant:** what may be done with an agreement is decided by its life; why not is said in words.

pub(super) mod detail;
mod fits;
mod measures;
pub(super) mod rows;
mod verbs;

use super::{State, Tab, TabId};
use crate::{
    acts::agreements::AgreementDetail,
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

/// The tab of one type of agreement.
#[derive(Debug)]
pub struct Agreements {
    id: TabId,
    kind: Kind,
    state: State,
    /// The focused agreement; none on a client's row or in an empty list.
    detail: Option<AgreementDetail>,
    /// Whose rows the list was last narrowed to: a jump lands where they have some, once.
    landed: Option<RecordId>,
}

impl Agreements {
    /// The tab for goals or for expectations.
    #[must_use]
    pub fn new(id: TabId, kind: Kind) -> Self {
        let mut state = State::new(rows::LAYOUTS, 70);
        state.views = rows::views(&[]);
        Self { id, kind, state, detail: None, landed: None }
    }
}

impl Tab for Agreements {
    fn id(&self) -> TabId {
        self.id
    }
    fn state(&self) -> &State {
        &self.state
    }
    fn state_mut(&mut self) -> &mut State {
        &mut self.state
    }

    fn load(&mut self, at: &At<'_>, keep: Keep) -> Result<(), Rejection> {
        let lines = at.book.agreement_lines(self.kind)?;
        self.state.views = rows::views(&lines);
        let whose = self.state.whose.as_ref().map(|whose| whose.id);
        if whose != self.landed {
            self.landed = whose;
            self.state.view = rows::landing(&self.state, &lines);
        }
        let any = !lines.is_empty();
        let theirs = rows::has_any(&self.state, &lines, "all");
        let (items, total) = rows::items(self.kind, &self.state, lines, at)?;
        self.state.total = total;
        self.state.empty = rows::empty(self.kind, &self.state, any, theirs);
        self.state.list.refresh(items, keep.in_place());
        Ok(())
    }

    fn look(&mut self, at: &At<'_>) -> Result<(), Rejection> {
        let record = self.state.list.row().and_then(|row| row.record).filter(|id| id.kind == self.kind);
        self.detail = record.map(|id| at.book.agreement(id)).transpose()?.flatten();
        let Some(detail) = &self.detail else {
            self.state.page = Page::default();
            self.state.peek.clear();
            self.state.peek_title = Line::empty();
            if let Some(row) = self.state.list.row() {
                self.state.peek_title = Line::heading(&row.who);
                self.state.peek = vec![Line::plain(&row.name), Line::plain(fits::NO_TALK)];
                let page = Page::new(Line::plain(&row.who), Line::empty());
                self.state.page.replace(page.line(row.name.clone()).gap().line(fits::NO_TALK));
            }
            return Ok(());
        };
        let tier = if detail.tier.is_empty() { String::new() } else { format!("  tier {}", detail.tier) };
        self.state.peek_title = Line::heading(&detail.title)
            .with(format!("  {}{tier}", detail.who), crate::tui::theme::Role::Plain);
        self.state.peek = detail::peek(detail, at);
        self.state.page.replace(detail::page(detail, at));
        Ok(())
    }

    fn available(&self, command: Command, at: &At<'_>) -> Availability {
        fits::available(self, command, at)
    }

    fn run(&mut self, command: Command, at: &At<'_>) -> Vec<Effect> {
        verbs::run(self, command, at)
    }

    fn word(&self, command: Command) -> Option<&'static str> {
        match command {
            Command::Finish if self.kind == Kind::Goal && self.is("agreed") => Some("achieved"),
            Command::Finish => Some("agreed"),
            Command::Edit if self.is("agreed") => Some("change"),
            Command::End => Some("retire"),
            _ => None,
        }
    }

    fn hints(&self) -> Vec<Hint> {
        if self.is("agreed") {
            return vec![Hint::new("c", "re-exam"), Hint::new("e", "change")];
        }
        Vec::new()
    }
}

impl Agreements {
    fn is(&self, state: &str) -> bool {
        self.detail.as_ref().is_some_and(|detail| detail.row.str("state") == state)
    }
}

#[cfg(test)]
#[path = "tests.rs"]
mod tests;
