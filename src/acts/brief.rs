//! The brief: one page to read before a call or a meeting, as data.
//!
//! **Invariant:** it is made from records alone; what is not known is said or left out, never guessed.

mod agreed;
mod around;

use std::borrow::Cow;

use chrono::NaiveDate;
use serde::Serialize;

use super::{Book, dossier::Dossier};
use crate::domain::{
    cadence::State,
    record::{Kind, RecordId, Row},
    records::meeting::is_ahead,
    rejection::Rejection,
};

/// One page about a relationship.
#[derive(Debug, Clone, Serialize)]
pub struct Brief {
    /// Whose.
    pub relationship: RecordId,
    /// Their name.
    pub name: String,
    /// Client, prospect, partner or helper.
    pub kind: String,
    /// Their tier, when they have one.
    pub tier: Option<String>,
    /// The day it was made.
    pub day: NaiveDate,
    /// What it says, in order.
    pub sections: Vec<Section>,
}

/// One heading and its lines.
#[derive(Debug, Clone, Serialize)]
pub struct Section {
    /// `People`, `Careful`.
    pub name: &'static str,
    /// Whether it may leave the desk.
    #[serde(skip)]
    pub reach: Reach,
    /// What stands under it.
    pub lines: Vec<BriefLine>,
}

/// How far a section may go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// Into a file or letter too.
    Anywhere,
    /// Sensitivities stay at the desk unless they are asked for (DECIDED, The journal).
    Desk,
}

/// One line: cells under each other, or beside each other.
#[derive(Debug, Clone, Default, Serialize)]
pub struct BriefLine {
    /// The record it is about, when it is about one.
    pub id: Option<RecordId>,
    /// What it says, part by part.
    pub cells: Vec<BriefCell>,
    /// Whether it belongs to the line above.
    pub under: Under,
}

/// Where a line stands.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Under {
    /// Under the heading.
    #[default]
    Heading,
    /// Under the line above.
    Line,
}

/// One part of a line.
#[derive(Debug, Clone, Serialize)]
pub struct BriefCell {
    /// How what it says stands, when that is judged.
    pub state: Option<State>,
    /// What it says.
    pub text: String,
}

impl BriefCell {
    /// What it says where no sign is drawn for how it stands.
    #[must_use]
    pub fn said(&self) -> Cow<'_, str> {
        match (self.state, self.text.as_str()) {
            (Some(State::Unknown), text) => Cow::Owned(format!("? {text}")),
            (Some(State::Good), "the rest") => Cow::Borrowed("the rest is good"),
            (_, text) => Cow::Borrowed(text),
        }
    }
}

impl BriefLine {
    /// A line of cells.
    pub(super) fn of<const N: usize>(cells: [String; N]) -> Self {
        let cells = cells.into_iter().map(|text| BriefCell { state: None, text }).collect();
        Self { id: None, cells, under: Under::Heading }
    }

    /// A line of one text.
    pub(super) fn text(text: impl Into<String>) -> Self {
        Self::of([text.into()])
    }

    /// The same line about a record.
    pub(super) fn about(mut self, id: RecordId) -> Self {
        self.id = Some(id);
        self
    }

    /// The same line under the one above.
    pub(super) fn under(mut self) -> Self {
        self.under = Under::Line;
        self
    }

    /// The same line with one more cell that is judged.
    pub(super) fn judged(mut self, state: State, text: impl Into<String>) -> Self {
        self.cells.push(BriefCell { state: Some(state), text: text.into() });
        self
    }

    /// The same line with one more cell.
    pub(super) fn with(mut self, text: impl Into<String>) -> Self {
        self.cells.push(BriefCell { state: None, text: text.into() });
        self
    }
}

/// What is said where nothing is recorded.
pub(super) const NONE: &str = "none";

/// What a brief is made from, section by section.
struct Page<'a> {
    book: &'a Book,
    dossier: Dossier,
    today: NaiveDate,
    sections: Vec<Section>,
}

impl Book {
    /// The brief of a relationship; `meeting` is named first when it is still ahead. None when the relationship is
    /// gone.
    pub fn brief(&self, relationship: i64, meeting: Option<RecordId>) -> Result<Option<Brief>, Rejection> {
        let Some(dossier) = self.dossier(relationship)? else { return Ok(None) };
        let row = dossier.relationship.clone();
        let today = self.today();
        let mut page = Page { book: self, dossier, today, sections: Vec::new() };
        page.fill(meeting)?;
        Ok(Some(Brief {
            relationship: row.id,
            name: row.str("name").to_owned(),
            kind: row.str("kind").to_owned(),
            tier: row.fields.text("tier").map(ToOwned::to_owned),
            day: today,
            sections: page.sections,
        }))
    }

    /// The meeting that a text names by its id, with the relationship it is with.
    pub fn meeting_named(&self, text: &str) -> Result<Option<Row>, Rejection> {
        let id = text.trim().parse::<RecordId>().ok().filter(|id| id.kind == Kind::Meeting);
        Ok(id.map(|id| self.get(id)).transpose()?.flatten())
    }
}

impl Page<'_> {
    fn fill(&mut self, meeting: Option<RecordId>) -> Result<(), Rejection> {
        let is_client = self.dossier.relationship.str("kind") == "client";
        let named = meeting.map(|id| self.book.get(id)).transpose()?.flatten();
        let named = named.filter(|row| is_ahead(row.str("state")));
        if let Some(row) = &named {
            let lines = self.meeting(row)?;
            self.put("Meeting", lines);
        }
        self.people();
        self.careful();
        self.stage()?;
        if is_client {
            self.standing();
        }
        self.contacts()?;
        self.promised();
        self.checklists();
        self.requests();
        self.life_events();
        self.goals(is_client)?;
        if is_client {
            self.yardstick()?;
            self.expectations()?;
            self.rules()?;
            self.exceptions();
        }
        let next = self.dossier.meetings.iter().find(|row| {
            row.day("day") >= Some(self.today) && Some(row.id) != named.as_ref().map(|row| row.id)
        });
        let mut lines = next.cloned().map(|row| self.meeting(&row)).transpose()?.unwrap_or_default();
        if lines.is_empty() && named.is_none() {
            lines.push(BriefLine::text("no meeting is planned"));
        }
        if self.dossier.relationship.str("kind") == "prospect" {
            lines.push(self.next_step());
        }
        self.put("Next", lines);
        Ok(())
    }

    /// Adds a section; without lines there is none.
    fn put(&mut self, name: &'static str, lines: Vec<BriefLine>) {
        if !lines.is_empty() {
            self.sections.push(Section { name, reach: Reach::Anywhere, lines });
        }
    }

    /// The same, and says so where there is nothing.
    fn put_or_none(&mut self, name: &'static str, mut lines: Vec<BriefLine>) {
        if lines.is_empty() {
            lines.push(BriefLine::text(NONE));
        }
        self.put(name, lines);
    }

    /// A day as it is said on the page.
    fn short(&self, on: NaiveDate) -> String {
        crate::domain::day::short(on, self.today)
    }
}

/// The first line of a long text.
fn first_line(text: &str) -> &str {
    text.lines().next().unwrap_or("")
}

#[cfg(test)]
mod tests;
