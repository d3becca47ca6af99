//! Goals and Expectations: one tab twice, grouped by what needs doing.
//!
//! **Invariant:** what may be done with an agreement is decided by its life; why not is said in words.

mod conflict;
pub(super) mod detail;
mod empty;
mod fall;
mod fits;
mod measures;
pub(super) mod rows;
pub(in crate::tui) mod verbs;

use self::empty::Has;
use super::{Loaded, Looked, State, Tab, TabId};
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
        theme::Role,
        widgets::{
            footer::Hint,
            line::Line,
            list::{Keep, Row},
            page::Page,
        },
    },
};

/// Times they asked that are shown of a client.
const TIMES: usize = 8;

/// The tab of one type of agreement.
#[derive(Debug)]
pub struct Agreements {
    id: TabId,
    kind: Kind,
    state: State,
    /// The agreement the verbs act on, the only marked one or the focused one; none on a client's row or in an
    /// empty list.
    detail: Option<AgreementDetail>,
    /// Whose rows the list was last narrowed to: a jump lands where they have some, once.
    landed: Option<RecordId>,
}

impl Agreements {
    /// The tab for goals or for expectations.
    #[must_use]
    pub fn new(id: TabId, kind: Kind) -> Self {
        let mut state = State::new(rows::LAYOUTS, 70);
        state.views = rows::views(kind, &[]);
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
        self.state.views = rows::views(self.kind, &lines);
        let whose = self.state.whose.as_ref().map(|whose| whose.id);
        if whose != self.landed {
            self.landed = whose;
            self.state.view = rows::landing(&self.state, &lines);
        }
        let has = match (lines.is_empty(), rows::has_any(&self.state, &lines, "all")) {
            (true, _) if at.book.is_empty()? => Has::NoClient,
            (true, _) => Has::None,
            (false, false) => Has::NoneOfTheirs,
            (false, true) => Has::Some,
        };
        let (items, total) = rows::items(self.kind, &self.state, lines, at)?;
        let empty = empty::lines(self.kind, &self.state, has);
        self.state.load(Loaded { items, total, empty, ..Loaded::default() }, keep.in_place());
        Ok(())
    }

    fn look(&mut self, at: &At<'_>) -> Result<(), Rejection> {
        let shown = self.detail_of(self.state.list.row(), at)?;
        let looked = match (&shown, self.state.list.row()) {
            (Some(detail), _) => Some(Looked {
                title: title(detail),
                peek: detail::peek(detail, at),
                page: detail::page(detail, at),
            }),
            (None, Some(client)) => Some(client_page(client, at)?),
            (None, None) => None,
        };
        self.detail =
            if self.state.chooses_another() { self.detail_of(self.state.chosen_row(), at)? } else { shown };
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
    /// The agreement of a row in full.
    fn detail_of(&self, row: Option<&Row>, at: &At<'_>) -> Result<Option<AgreementDetail>, Rejection> {
        let record = row.and_then(|row| row.record).filter(|id| id.kind == self.kind);
        Ok(record.map(|id| at.book.agreement(id)).transpose()?.flatten())
    }

    fn is(&self, state: &str) -> bool {
        self.detail.as_ref().is_some_and(|detail| detail.row.str("state") == state)
    }
}

fn title(detail: &AgreementDetail) -> Line {
    let tier = if detail.tier.is_empty() { String::new() } else { format!("  tier {}", detail.tier) };
    Line::heading(&detail.title).with(format!("  {}{tier}", detail.who), Role::Plain)
}

/// What is shown of a client on a row that is no agreement: how often they ask, and what was said each time.
fn client_page(client: &Row, at: &At<'_>) -> Result<Looked, Rejection> {
    let asked = client.relationship.map(|id| at.book.asked(id.id)).transpose()?.flatten();
    let mut lines = vec![Line::plain(&client.name)];
    if let Some(asked) = asked.filter(|asked| !asked.asked.is_empty()) {
        lines.push(Line::labelled("Asked", 10, &asked.often()));
        lines.push(Line::labelled("", 10, &asked.how_often.said()));
        lines.push(Line::labelled("By halves", 10, &asked.by_half_year()));
        for once in asked.asked.iter().take(TIMES) {
            lines.push(Line::labelled(&once.on.format("%-d %b").to_string(), 10, &once.said()));
        }
    } else if client.key.ends_with(fall::VIEW) {
        lines.push(Line::plain(fits::no_fall()));
    } else {
        lines.push(Line::plain(fits::no_talk()));
    }
    let mut page = Page::new(Line::plain(&client.who), Line::empty());
    for line in &lines {
        page.push(line.clone());
    }
    Ok(Looked { title: Line::heading(&client.who), peek: lines, page })
}

#[cfg(test)]
mod tests;
