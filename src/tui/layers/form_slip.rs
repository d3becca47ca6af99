//! What a form keeps of what was typed, and how it is put back.
//!
//! **Invariant:** only what differs from its start is kept, with that start: text brought back never overwrites
//! what another desk wrote without a word.

use serde_json::{Map, Value, json};

use super::{Kept, form::Form, form_field::Entry};
use crate::tui::widgets::text;

/// Cells a slip's title gives to what was typed.
pub(super) const NAMED: u16 = 40;

/// Where the values come from that stand in a form at the start.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Starts {
    /// They are proposed.
    #[default]
    Proposed,
    /// They stand in the book, where another desk may change them.
    InTheBook,
}

impl Form {
    /// What was typed and differs from the start; nothing when nothing does.
    pub(super) fn slip(&self) -> Option<Kept> {
        let changed: Vec<&Entry> = self.entries.iter().filter(|entry| entry.differs()).collect();
        let first = changed.first()?;
        let mut body = Map::new();
        for entry in &changed {
            let picked = entry.picked.map(|record| record.to_string());
            let kept = json!({ "text": entry.text(), "picked": picked, "start": entry.spec.value });
            body.insert(entry.spec.name.clone(), kept);
        }
        let text = first.text();
        let words = text.trim().lines().next().unwrap_or("");
        let of = self.of();
        let name = if of.is_empty() { words } else { of.as_str() };
        let name = text::cut(name, NAMED);
        let title = if name.is_empty() { self.title.clone() } else { format!("{}, {name}", self.title) };
        Some(Kept { title, body: Value::Object(body) })
    }

    /// Empties the form to what it began with.
    pub(super) fn start_over(&mut self) {
        for entry in &mut self.entries {
            let value = entry.spec.value.clone();
            entry.set(&value);
            entry.picked = entry.spec.picked;
            entry.error = None;
            entry.offered.clear();
        }
        self.at = self.begins;
    }

    /// Puts what was typed back; a field whose value was changed in the book meanwhile says so.
    pub(super) fn put_back(&mut self, body: &Value) {
        let mut moved_on = None;
        for (number, entry) in self.entries.iter_mut().enumerate() {
            let Some(kept) = body.get(&entry.spec.name) else { continue };
            let text = |name: &str| kept.get(name).and_then(Value::as_str);
            entry.set(text("text").unwrap_or(""));
            entry.picked = text("picked").and_then(|id| id.parse().ok());
            entry.error = None;
            entry.arrive();
            let same = text("start").is_none_or(|start| start == entry.spec.value);
            if self.starts == Starts::InTheBook && !same && entry.differs() {
                entry.error = Some(entry.moved_on());
                moved_on = moved_on.or(Some(number));
            }
        }
        self.at = moved_on.unwrap_or(self.at);
    }
}
