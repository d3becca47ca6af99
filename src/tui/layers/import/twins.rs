//! "Same person, or two?": the answer to a likeness in the preview of an import.
//!
//! **Invariant:** `d` goes round: nothing said, the same, two; what was proposed comes back unchanged.

use super::Import;
use crate::{
    exchange::{
        import::Incoming,
        preview::{Outcome, PreviewRow, Said},
    },
    tui::{desk::At, effect::Effect, layers::Pressed, tabs::View},
};

/// The views of a preview in their order, with what they hold.
pub(super) fn views(incoming: &Incoming) -> Vec<View> {
    let counts = incoming.preview.counts;
    let view = |id, name: &str, count: usize| View::new(id, name, u64::try_from(count).ok());
    let mut views = vec![
        view("all", "All", counts.read),
        view("new", "New", counts.new),
        view("changed", "Changed", counts.changed),
        view("same", "Same", counts.same),
        view("rejected", "Rejected", counts.rejected),
    ];
    let notes = incoming.preview.notes.len();
    if notes > 0 {
        views.push(view("notes", "Notes", notes));
    }
    views
}

/// What was said of a row's likeness.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Twin {
    /// Nothing yet.
    Open,
    /// They are one.
    Same,
    /// They are two.
    Two,
}

impl Import {
    /// The line of the file under the cursor.
    pub(super) fn line(&self) -> Option<usize> {
        self.spot().map(|(line, _)| line)
    }

    /// The line of the file under the cursor, and of a changed row the field.
    pub(super) fn spot(&self) -> Option<(usize, Option<usize>)> {
        if let Some(page) = &self.page {
            return Some((page.line, page.field()));
        }
        let key = &self.list.row()?.key;
        let (line, field) = key.split_once(':').unwrap_or((key.as_str(), ""));
        Some((line.parse().ok()?, field.parse().ok()))
    }

    /// What was said of a line; nothing where nobody is like it.
    pub(super) fn twin_of(&self, row: &PreviewRow) -> Option<Twin> {
        if self.decided.contains_key(&row.line) {
            return Some(Twin::Same);
        }
        match &row.outcome {
            Outcome::New { possible_duplicate: Some(twin), .. } => {
                Some(if twin.said == Said::Two { Twin::Two } else { Twin::Open })
            }
            _ => None,
        }
    }

    /// Whether the row under the cursor looks like somebody known.
    pub(super) fn is_like_somebody(&self) -> bool {
        let line = self.line();
        let row = self.incoming.preview.rows.iter().find(|row| Some(row.line) == line);
        row.is_some_and(|row| self.twin_of(row).is_some())
    }

    /// How many likenesses nothing was said of.
    pub(super) fn open_twins(&self) -> usize {
        let rows = self.incoming.preview.rows.iter();
        rows.filter(|row| self.twin_of(row) == Some(Twin::Open)).count()
    }

    /// Says something of a line; `false` where nobody is like it.
    pub(super) fn say(&mut self, line: usize, what: Twin) -> bool {
        let rows = &mut self.incoming.preview.rows;
        let Ok(place) = rows.binary_search_by_key(&line, |row| row.line) else { return false };
        let Some(row) = rows.get_mut(place) else { return false };
        if let Some(before) = self.decided.remove(&line) {
            row.outcome = before;
        }
        let said = match what {
            Twin::Same => match row.is_the_same() {
                Some(before) => self.decided.insert(line, before).is_none(),
                None => false,
            },
            Twin::Two => row.say(Said::Two),
            Twin::Open => row.say(Said::Nothing),
        };
        self.incoming.preview.recount();
        let (view, views) = (self.views.get(self.view).map(|view| view.id), views(&self.incoming));
        self.view = views.iter().position(|known| Some(known.id) == view).unwrap_or(0);
        self.views = views;
        said
    }

    /// The next answer for the row under the cursor.
    pub(super) fn decide(&mut self, at: &At<'_>) -> Pressed {
        let Some(line) = self.line() else { return Pressed::taken() };
        let row = self.incoming.preview.rows.iter().find(|row| row.line == line);
        let next = match row.and_then(|row| self.twin_of(row)) {
            None => return Pressed::Taken(Effect::say("Nobody known is like this row")),
            Some(Twin::Open) => Twin::Same,
            Some(Twin::Same) => Twin::Two,
            Some(Twin::Two) => Twin::Open,
        };
        self.say(line, next);
        self.refresh(at);
        let _ = self.list.focus(&line.to_string()) || self.list.focus(&format!("{line}:0"));
        Pressed::Taken(Effect::say(match next {
            Twin::Same => "The same person: the ticked values are taken. d again: two persons",
            Twin::Two => "Two persons: both are kept, and it is not asked again",
            Twin::Open => "Nothing said: both are kept",
        }))
    }
}
