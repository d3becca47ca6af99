//! One field of a form: its declaration, what is typed, what is said below it.
//!
//! **Invariant:** every kind of field is a text that takes every printable key; kinds differ in what is
//! suggested and in how the text is read.

use super::choices::Choices;
use crate::{
    domain::record::RecordId,
    tui::{
        desk::At,
        widgets::{area::Area, field::Field},
    },
};

/// One row a picker offers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pick {
    /// The record it stands for.
    pub record: RecordId,
    /// Its name; what stands in the field once it is chosen.
    pub name: String,
    /// What tells it from others of that name.
    pub detail: String,
}

/// Finds the rows of a picker for what is typed.
pub type Source = Box<dyn Fn(&str, &At<'_>) -> Vec<Pick>>;

/// How a field is typed.
pub enum Kind {
    /// One line.
    Line,
    /// Any number of lines.
    Long,
    /// A date as people type it; the form's check echoes it.
    Date,
    /// A number.
    Number,
    /// One of these words.
    Choice(Vec<String>),
    /// Yes or no.
    Flag,
    /// A record, found by typing.
    Pick(Source),
}

impl std::fmt::Debug for Kind {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Line => "Line",
            Self::Long => "Long",
            Self::Date => "Date",
            Self::Number => "Number",
            Self::Choice(_) => "Choice",
            Self::Flag => "Flag",
            Self::Pick(_) => "Pick",
        })
    }
}

/// Whether a field must be filled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Need {
    /// It must.
    Required,
    /// It may.
    Optional,
}

/// The declaration of one field.
#[derive(Debug)]
pub struct FormField {
    /// Its name in the answers.
    pub name: String,
    /// What the form calls it.
    pub label: String,
    /// How it is typed.
    pub kind: Kind,
    /// Whether it must be filled.
    pub need: Need,
    /// A phrase beside the field.
    pub doc: String,
    /// What stands in it at the start.
    pub value: String,
    /// The record a picker starts with.
    pub picked: Option<RecordId>,
    /// Whether an empty line stands above it.
    pub gap: Gap,
    /// Whether a picker takes other words too.
    pub strange: Strange,
}

/// Whether words that name no row of a picker are an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Strange {
    /// They are not: a row is to be chosen.
    #[default]
    Refused,
    /// They are, as they were typed.
    Taken,
}

/// Whether what stands in a choice or a picker gives way to the first letter typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Prefilled {
    /// It does, until a key moves in it.
    Selected,
    /// It stays.
    Kept,
}

/// Air above a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Gap {
    /// None.
    #[default]
    None,
    /// One line.
    Line,
}

impl FormField {
    /// An optional, empty field.
    #[must_use]
    pub fn new(name: &str, label: &str, kind: Kind) -> Self {
        Self {
            name: name.to_owned(),
            label: label.to_owned(),
            kind,
            need: Need::Optional,
            doc: String::new(),
            value: String::new(),
            picked: None,
            gap: Gap::None,
            strange: Strange::Refused,
        }
    }
    /// The same, required.
    #[must_use]
    pub fn required(mut self) -> Self {
        self.need = Need::Required;
        self
    }
    /// The same, with a phrase beside it.
    #[must_use]
    pub fn doc(mut self, doc: &str) -> Self {
        doc.clone_into(&mut self.doc);
        self
    }
    /// The same, starting with a text.
    #[must_use]
    pub fn value(mut self, value: &str) -> Self {
        value.clone_into(&mut self.value);
        self
    }
    /// The same picker, starting with a record.
    #[must_use]
    pub fn picked(mut self, record: RecordId, name: &str) -> Self {
        self.picked = Some(record);
        self.value(name)
    }
    /// The same picker, taking words that name no row.
    #[must_use]
    pub fn or_any_words(mut self) -> Self {
        self.strange = Strange::Taken;
        self
    }
    /// The same, with an empty line above.
    #[must_use]
    pub fn after_gap(mut self) -> Self {
        self.gap = Gap::Line;
        self
    }
}

/// What is typed in a field.
#[derive(Debug)]
pub(super) enum Editor {
    Line(Field),
    Long(Box<Area>),
}

impl Editor {
    pub(super) fn new(kind: &Kind, text: &str) -> Self {
        match kind {
            Kind::Long => Self::Long(Box::new(Area::new(text))),
            _ => Self::Line(Field::new(text)),
        }
    }

    pub(super) fn text(&self) -> String {
        match self {
            Self::Line(field) => field.text().to_owned(),
            Self::Long(area) => area.text(),
        }
    }

    pub(super) fn paste(&mut self, pasted: &str) {
        match self {
            Self::Line(field) => field.paste(pasted),
            Self::Long(area) => area.paste(pasted),
        }
    }
}

/// A field of the open form.
#[derive(Debug)]
pub(super) struct Entry {
    pub(super) spec: FormField,
    pub(super) editor: Editor,
    pub(super) picked: Option<RecordId>,
    pub(super) error: Option<String>,
    pub(super) choices: Choices,
    pub(super) offered: Vec<Pick>,
    pub(super) prefilled: Prefilled,
}

impl Entry {
    pub(super) fn new(spec: FormField) -> Self {
        let editor = Editor::new(&spec.kind, &spec.value);
        let picked = spec.picked;
        let mut entry = Self {
            spec,
            editor,
            picked,
            error: None,
            choices: Choices::default(),
            offered: Vec::new(),
            prefilled: Prefilled::Kept,
        };
        entry.arrive();
        entry
    }

    /// The keys come to the field: a word or row that was chosen gives way to the first letter typed. What was only
    /// typed is gone on with.
    pub(super) fn arrive(&mut self) {
        let chosen = match &self.spec.kind {
            Kind::Pick(_) => self.picked.is_some(),
            _ => self.is_a_word(),
        };
        self.prefilled = if chosen { Prefilled::Selected } else { Prefilled::Kept };
    }

    /// What was chosen gives way, when nothing was done with it yet.
    pub(super) fn give_way(&mut self) {
        if self.prefilled == Prefilled::Selected {
            self.set("");
        }
        self.prefilled = Prefilled::Kept;
    }

    /// The words of a choice; none where any text is typed.
    fn all_words(&self) -> Vec<String> {
        match &self.spec.kind {
            Kind::Choice(words) => words.clone(),
            Kind::Flag => vec!["yes".into(), "no".into()],
            _ => Vec::new(),
        }
    }

    /// Whether the text is one of the words of a choice.
    fn is_a_word(&self) -> bool {
        let typed = self.text().trim().to_lowercase();
        self.all_words().iter().any(|word| word.to_lowercase() == typed)
    }

    pub(super) fn text(&self) -> String {
        self.editor.text()
    }

    pub(super) fn set(&mut self, text: &str) {
        self.editor = Editor::new(&self.spec.kind, text);
    }

    pub(super) fn differs(&self) -> bool {
        self.text().trim_end() != self.spec.value.trim_end() || self.picked != self.spec.picked
    }

    /// Whether it holds the record it was opened with.
    pub(super) fn is_as_opened(&self) -> bool {
        self.picked.is_some() && self.picked == self.spec.picked
    }

    /// The words a choice offers for what is typed; all of them when it is one of them already.
    pub(super) fn words(&self) -> Vec<String> {
        let all = self.all_words();
        if self.is_a_word() {
            return all;
        }
        let typed = self.text().trim().to_lowercase();
        all.into_iter().filter(|word| word.to_lowercase().starts_with(&typed)).collect()
    }

    /// Asks the picker's source again.
    pub(super) fn offer(&mut self, at: &At<'_>) {
        if let Kind::Pick(source) = &self.spec.kind {
            let typed = self.editor.text();
            self.offered = source(typed.trim(), at);
            self.choices.reset();
        }
    }

    /// Steps a choice to the next or previous word.
    pub(super) fn turn(&mut self, by: isize) {
        let words = self.all_words();
        let typed = self.text().trim().to_lowercase();
        let at = words.iter().position(|word| word.to_lowercase() == typed);
        let count = words.len().max(1).cast_signed();
        let next = match at {
            Some(at) => (at.cast_signed() + by).rem_euclid(count),
            None if by < 0 => count - 1,
            None => 0,
        };
        if let Some(word) = words.get(next.unsigned_abs()) {
            self.set(word);
            self.arrive();
        }
    }

    /// Takes the offered row that is chosen.
    pub(super) fn take_offer(&mut self) -> bool {
        let chosen = self.offered.get(self.choices.chosen()).cloned();
        let Some(pick) = chosen else { return false };
        self.set(&pick.name);
        self.picked = Some(pick.record);
        self.offered.clear();
        self.arrive();
        true
    }

    /// What is said of a field whose value was changed after this text was typed.
    pub(super) fn moved_on(&self) -> String {
        let now = self.spec.value.trim();
        let now = if now.is_empty() { "empty" } else { now };
        format!("It was changed meanwhile; it is now {now}. Your text is kept; look, then save.")
    }

    /// Reads the field when it is left: a unique word or row is completed, what does not fit is an error.
    pub(super) fn leave(&mut self, at: &At<'_>) {
        self.error = None;
        let typed = self.text().trim().to_owned();
        if typed.is_empty() {
            self.picked = None;
            self.offered.clear();
            if self.spec.need == Need::Required {
                self.error = Some("This one is needed.".into());
            }
            return;
        }
        match &self.spec.kind {
            Kind::Choice(_) | Kind::Flag => {
                let fitting = self.words();
                let exact = fitting.iter().find(|word| word.to_lowercase() == typed.to_lowercase());
                match (exact.cloned(), fitting.as_slice()) {
                    (Some(word), _) => self.set(&word),
                    (None, [word]) => {
                        let word = word.clone();
                        self.set(&word);
                    }
                    (None, some) => {
                        let words = if some.is_empty() { self.all_words() } else { some.to_vec() };
                        let words = words.join(", ");
                        self.error = Some(format!("Choose one of the words with Left and Right: {words}."));
                    }
                }
            }
            Kind::Pick(_) if self.picked.is_none() => {
                // Text of a slip or out of the editor was not looked up while it was typed.
                if self.offered.is_empty() {
                    self.offer(at);
                }
                let same = |pick: &&Pick| pick.name.to_lowercase() == typed.to_lowercase();
                let any_words = self.spec.strange == Strange::Taken;
                let one =
                    (self.offered.len() == 1 && !any_words) || self.offered.iter().filter(same).count() == 1;
                if let Some(at) = self.offered.iter().position(|pick| same(&pick)) {
                    self.offered.swap(0, at);
                    self.choices.reset();
                }
                let taken = one && self.take_offer();
                if !taken && !any_words {
                    self.error = Some("Choose a row with Down and Enter, or empty the field.".into());
                }
            }
            _ => {}
        }
        self.offered.clear();
    }
}
