//! A form: one full-height sheet, labels left, one field a line, a Save row that says what it waits for.
//!
//! **Invariant:** what is typed is lost by nothing: Esc, a refusal and the end of the program keep it.

use ratatui::{
    crossterm::event::{KeyCode, KeyEvent},
    layout::Rect,
};
use serde_json::Value;

use super::{
    Kept, Layer, Pressed, Shape,
    ask::Waits,
    form_field::{Editor, Entry, Prefilled},
    form_slip::Starts,
};
pub use super::{
    form_answers::{Answers, Tell, Told},
    form_field::{FormField, Gap, Kind, Need, Pick, Strange},
};
use crate::{
    domain::rejection::{Rejection, Why},
    tui::{
        command::chord,
        desk::At,
        effect::Effect,
        theme::Role,
        widgets::{
            field::{Typed, printable},
            footer::Hint,
            line::Line,
            pen::Pen,
            tops::Tops,
        },
    },
};

/// Reads one field: an echo to show below it (`Fri 27 Nov 2026, in 4 days`), or why it does not fit.
pub type Check = Box<dyn Fn(&FormField, &str, &At<'_>) -> Result<Option<String>, String>>;
/// Turns the answers into effects, usually `Effect::save(action)`; a refusal may name a field.
pub type Save = Box<dyn Fn(&Answers, &At<'_>) -> Result<Vec<Effect>, Rejection>>;

/// What a form is.
pub struct FormSpec {
    /// `New household`.
    pub title: String,
    /// What stands after it: `Hartley household`.
    pub of: String,
    /// Its slip's key: `form:client.add`, `form:client.edit:c12`.
    pub slip_key: String,
    /// Its fields, in order.
    pub fields: Vec<FormField>,
    /// Reads a field.
    pub check: Check,
    /// Makes the action.
    pub save: Save,
}

/// The open form.
pub struct Form {
    pub(super) title: String,
    pub(super) of: String,
    /// The picker whose record stands after the title in its place.
    pub(super) of_field: Option<&'static str>,
    slip_key: String,
    pub(super) entries: Vec<Entry>,
    pub(super) check: Check,
    save: Save,
    /// What saving does, in a word.
    pub(super) deed: &'static str,
    /// The field below which more is told than an echo, and what.
    pub(super) tell: Option<(&'static str, Tell)>,
    /// The field with the keys; one past the last is the Save row.
    pub(super) at: usize,
    /// The field it begins with.
    pub(super) begins: usize,
    pub(super) top: u16,
    pub(super) tops: Tops,
    /// Whether a question about it stands above it.
    waits: Waits,
    pub(super) starts: Starts,
    pub(super) told: Told,
}

impl std::fmt::Debug for Form {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Form").field("title", &self.title).field("at", &self.at).finish_non_exhaustive()
    }
}

impl Form {
    /// Opens a form.
    #[must_use]
    pub fn new(spec: FormSpec) -> Self {
        Self {
            title: spec.title,
            of: spec.of,
            of_field: None,
            slip_key: spec.slip_key,
            entries: spec.fields.into_iter().map(Entry::new).collect(),
            check: spec.check,
            save: spec.save,
            deed: "save",
            tell: None,
            at: 0,
            begins: 0,
            top: 0,
            tops: Tops::default(),
            waits: Waits::No,
            starts: Starts::default(),
            told: Told::default(),
        }
    }

    /// The same form over what stands in the book: text of a slip says what was changed meanwhile.
    #[must_use]
    pub fn of_the_book(mut self) -> Self {
        self.starts = Starts::InTheBook;
        self
    }

    /// The same form, what stands after its title being the record in this picker.
    #[must_use]
    pub fn of_picked(mut self, name: &'static str) -> Self {
        self.of_field = Some(name);
        self
    }

    /// The same form with the keys in this field: a single field to edit.
    #[must_use]
    pub fn at_field(mut self, name: &str) -> Self {
        self.at = self.entries.iter().position(|entry| entry.spec.name == name).unwrap_or(0);
        self
    }

    /// The same form with the keys behind what it was opened with: whose it is, or of what, is chosen already, and is
    /// not typed over by who begins to write.
    #[must_use]
    pub fn past_what_is_chosen(mut self) -> Self {
        let is_chosen = |entry: &Entry| entry.spec.picked.is_some();
        self.begins = self.entries.iter().position(|entry| !is_chosen(entry)).unwrap_or(0);
        self.at = self.begins;
        self
    }

    fn leave(&mut self, at: &At<'_>) {
        let Some(entry) = self.entries.get_mut(self.at) else { return };
        entry.leave(at);
        let typed = entry.text();
        if entry.error.is_none()
            && !typed.trim().is_empty()
            && let Err(why) = (self.check)(&entry.spec, typed.trim(), at)
        {
            entry.error = Some(why);
        }
    }

    fn go(&mut self, to: usize, at: &At<'_>) {
        self.tops.moved();
        self.leave(at);
        self.at = to.min(self.entries.len());
        if let Some(entry) = self.entries.get_mut(self.at) {
            entry.arrive();
        }
    }

    fn save(&mut self, at: &At<'_>) -> Pressed {
        let here = self.at;
        for number in 0..self.entries.len() {
            self.at = number;
            self.leave(at);
        }
        self.at = here;
        if let Some(first) = self.entries.iter().position(|entry| entry.error.is_some()) {
            self.at = first;
            let label = self.entries.get(first).map_or("", |entry| entry.spec.label.as_str());
            return Pressed::Taken(Effect::warn(format!("Not saved: {label} does not fit yet.")));
        }
        match (self.save)(&self.answers(), at) {
            Ok(effects) => {
                self.waits = Waits::of(&effects);
                Pressed::Taken(effects)
            }
            Err(why) => {
                self.refused(&why);
                Pressed::Taken(Effect::warn(why.message))
            }
        }
    }

    fn typed(&mut self, at: &At<'_>) {
        if let Some(entry) = self.entries.get_mut(self.at) {
            entry.error = None;
            entry.picked = None;
            entry.offer(at);
        }
    }

    /// Hands the text of the field with the keys to the editor.
    fn send_to_editor(&self) -> Pressed {
        Pressed::Taken(match self.entries.get(self.at) {
            Some(entry) => vec![Effect::Edit { text: entry.text(), field: entry.spec.label.clone() }],
            None => Effect::warn("Your editor takes the text of one field. Shift-Tab goes back to it."),
        })
    }

    /// Keys a field of many lines, a choice or a picker has a use for before the form has.
    fn field_first(&mut self, key: KeyEvent, at: &At<'_>) -> bool {
        let Some(entry) = self.entries.get_mut(self.at) else { return false };
        let turning = !entry.words().is_empty() || matches!(entry.spec.kind, Kind::Choice(_) | Kind::Flag);
        match key.code {
            KeyCode::Left if turning => entry.turn(-1),
            KeyCode::Right if turning => entry.turn(1),
            KeyCode::Up | KeyCode::Down if !entry.offered.is_empty() => {
                let count = entry.offered.len();
                entry.choices.key(key.code, count);
            }
            KeyCode::Enter if !entry.offered.is_empty() && entry.picked.is_none() => {
                let taken = entry.take_offer();
                if taken {
                    // What the form was opened with is chosen: who writes on does not type over it.
                    let after = self.entries.iter().skip(self.at + 1);
                    let chosen = after.take_while(|entry| entry.is_as_opened()).count();
                    self.go(self.at + 1 + chosen, at);
                }
                return taken;
            }
            KeyCode::Enter | KeyCode::Up | KeyCode::Down => {
                let Editor::Long(area) = &mut entry.editor else { return false };
                if area.at_edge(key.code) {
                    return false;
                }
                area.key(key);
            }
            _ => return false,
        }
        entry.error = None;
        true
    }
}

impl Layer for Form {
    fn mode(&self) -> String {
        "FIELD".into()
    }

    fn shape(&self) -> Shape {
        Shape::Full
    }

    fn title(&self, at: &At<'_>) -> (Line, Line) {
        let mut title = Line::heading(&self.title);
        let of = self.of();
        if !of.is_empty() {
            title.push(format!("   {of}"), Role::Plain);
        }
        (title, Line::plain(at.today.format("%a %-d %b %Y").to_string()))
    }

    fn key(&mut self, key: KeyEvent, at: &At<'_>) -> Pressed {
        self.tops.moved();
        self.waits = Waits::No;
        match chord::name(key).as_str() {
            "Esc" => return Pressed::close(),
            "Ctrl-S" => return self.save(at),
            "Ctrl-X" => {
                self.start_over();
                return Pressed::taken();
            }
            "Ctrl-G" => return self.send_to_editor(),
            _ => {}
        }
        if self.field_first(key, at) {
            return Pressed::taken();
        }
        match key.code {
            KeyCode::Enter if self.at == self.entries.len() => return self.save(at),
            KeyCode::Tab | KeyCode::Enter | KeyCode::Down => {
                self.go(self.at + 1, at);
                return Pressed::taken();
            }
            KeyCode::BackTab | KeyCode::Up => {
                self.go(self.at.saturating_sub(1), at);
                return Pressed::taken();
            }
            _ => {}
        }
        let Some(entry) = self.entries.get_mut(self.at) else {
            let typed = printable(key).is_some();
            let words = "Enter saves; Shift-Tab goes back to the last field.";
            return if typed { Pressed::Taken(Effect::warn(words)) } else { Pressed::Passed };
        };
        let before = entry.text();
        if printable(key).is_some() {
            entry.give_way();
        }
        let typed = match &mut entry.editor {
            Editor::Line(field) => field.key(key),
            Editor::Long(area) => area.key(key),
        };
        if typed == Typed::Passed {
            return Pressed::Passed;
        }
        entry.prefilled = Prefilled::Kept;
        if entry.text() != before {
            self.typed(at);
        }
        Pressed::taken()
    }

    fn paste(&mut self, pasted: &str, at: &At<'_>) -> Vec<Effect> {
        self.tops.moved();
        let Some(entry) = self.entries.get_mut(self.at) else {
            return Effect::warn("Pasted text needs a field. Press Shift-Tab until one has the keys.");
        };
        entry.give_way();
        entry.editor.paste(pasted);
        self.typed(at);
        Vec::new()
    }

    fn draw(&mut self, pen: &mut Pen<'_>, area: Rect, at: &At<'_>) {
        self.draw_sheet(pen, area, at);
    }

    fn hints(&self) -> Vec<Hint> {
        let mut hints = vec![
            Hint::new("Tab", "next"),
            Hint::new("Shift-Tab", "before"),
            Hint::new("Ctrl-S", self.deed).first(),
        ];
        let Some(entry) = self.entries.get(self.at) else {
            hints.remove(0);
            hints.insert(0, Hint::new("Enter", self.deed));
            return hints;
        };
        match &entry.spec.kind {
            Kind::Choice(_) | Kind::Flag => hints.insert(0, Hint::new("Left Right", "choose")),
            Kind::Pick(_) if !entry.offered.is_empty() => hints.insert(0, Hint::new("Down Enter", "choose")),
            Kind::Line | Kind::Long => hints.push(Hint::new("Ctrl-G", "editor")),
            _ => {}
        }
        hints
    }

    fn always(&self) -> Vec<Hint> {
        let differs = self.entries.iter().any(Entry::differs);
        vec![Hint::new("Esc", if differs { "keep as slip" } else { "close" })]
    }

    fn slip_key(&self, _rows: &str) -> Option<String> {
        Some(self.slip_key.clone())
    }

    fn kept(&self, _at: &At<'_>) -> Option<Kept> {
        self.slip()
    }

    fn waits(&self) -> bool {
        self.waits == Waits::Yes
    }

    fn has_field(&self, name: &str) -> bool {
        self.entries.iter().any(|entry| entry.spec.name == name)
    }

    fn restore(&mut self, body: &Value) {
        self.tops.moved();
        self.put_back(body);
    }

    fn refused(&mut self, why: &Rejection) {
        self.tops.moved();
        self.told = if why.why == Why::Stale { Told::Changed } else { Told::Nothing };
        let named = why.field.as_deref();
        let found = self.entries.iter().position(|entry| Some(entry.spec.name.as_str()) == named);
        if let Some(at) = found {
            self.at = at;
            if let Some(entry) = self.entries.get_mut(at) {
                entry.error = Some(why.message.clone());
            }
        } else if why.why == Why::Rule {
            self.at = self.entries.len();
        }
    }

    fn edited(&mut self, text: &str) {
        self.tops.moved();
        if let Some(entry) = self.entries.get_mut(self.at)
            && entry.text() != text
        {
            entry.set(text);
            // Another text names another row; it is looked for when the field is left.
            entry.picked = None;
            entry.offered.clear();
            entry.error = None;
        }
    }
}

#[cfg(test)]
#[path = "form_tests.rs"]
mod tests;
