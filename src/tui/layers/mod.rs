//! What stands above a tab: strips, questions, forms, pages.
//!
//! **Invariant:** a layer changes nothing but itself; what it wants done it returns as effects.

pub mod again;
pub mod ask;
pub mod asked;
pub mod brief;
pub mod checklist;
pub mod choices;
pub mod confirm;
pub mod consent;
pub mod document;
pub mod documents;
pub mod duplicates;
mod examiner;
pub mod export;
pub mod filter;
pub mod find;
pub mod form;
pub mod form_answers;
pub mod form_draw;
pub mod form_field;
mod form_slip;
pub mod help;
pub mod history;
pub mod import;
mod lists;
pub mod log;
pub mod mailing;
pub mod mapping;
pub(in crate::tui) mod measure_input;
pub mod meeting_plan;
pub mod merge;
pub mod note;
pub mod open;
pub mod pair;
pub mod palette;
pub mod progress;
mod purge;
pub mod questions;
pub mod reader;
pub mod readings;
pub mod reason;
pub mod record;
pub mod record_all;
pub mod records;
pub mod review;
pub mod rows;
pub mod saved_views;
mod sheet;
pub mod slips;
pub mod split;
pub mod strip;
pub mod take_back;
#[cfg(test)]
mod testing;
mod why;
mod year;

use ratatui::{crossterm::event::KeyEvent, layout::Rect};

use super::{
    command::{Availability, Command, Scope, keymap},
    desk::At,
    effect::Effect,
    tabs::Focus,
    widgets::{footer::Hint, hits::Pointed, line::Line, list::List, pen::Pen},
};
use crate::domain::rejection::Rejection;

/// Where a layer stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// It rises from the foot: its rule, this many lines, and the footer; the row it acts on stays in view.
    Foot(u16),
    /// The same with a closing rule above the footer: palette, find.
    FootRuled(u16),
    /// It takes the whole screen: its title replaces the tabs.
    Full,
}

/// What was typed and not saved: what it is called when it is offered again, and the values.
#[derive(Debug, Clone, PartialEq)]
pub struct Kept {
    /// `New household, Marchetti`.
    pub title: String,
    /// The values, as the layer wants them back.
    pub body: serde_json::Value,
}

/// What became of a key.
#[derive(Debug)]
pub enum Pressed {
    /// The layer has no use for it; it is looked up as a command.
    Passed,
    /// The layer took it and wants this.
    Taken(Vec<Effect>),
}

impl Pressed {
    /// Taken, nothing more to do.
    #[must_use]
    pub fn taken() -> Self {
        Self::Taken(Vec::new())
    }

    /// Taken: close this layer, keep what was typed.
    #[must_use]
    pub fn close() -> Self {
        Self::Taken(vec![Effect::Close])
    }
}

/// When a layer is asked where it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Remember {
    /// After a key: only when it stands elsewhere than when it was asked last.
    Moved,
    /// On a way out, and when nothing was pressed for a while.
    Leaving,
}

/// One layer of the stack. Only the first five are needed; the others have defaults for layers that type
/// nothing.
pub trait Layer: std::fmt::Debug {
    /// The mode word: LIST, PAGE, CARD, FIELD or `g ...`.
    fn mode(&self) -> String;
    /// Is told the columns of the window before it is asked how many lines it takes.
    fn measured(&mut self, _columns: u16) {}
    /// Where it stands.
    fn shape(&self) -> Shape;
    /// The words in its rule (foot) or in the title line (full), and what stands at their right.
    fn title(&self, at: &At<'_>) -> (Line, Line);
    /// Takes a key, or passes it on. A layer with a text field takes every printable key.
    fn key(&mut self, key: KeyEvent, at: &At<'_>) -> Pressed;
    /// Draws itself into its own lines; the frame around it is drawn already.
    fn draw(&mut self, pen: &mut Pen<'_>, area: Rect, at: &At<'_>);

    /// Hints in order of worth.
    fn hints(&self) -> Vec<Hint> {
        Vec::new()
    }
    /// What is always true, at the right of the footer.
    fn always(&self) -> Vec<Hint> {
        vec![Hint::new("Esc", "close")]
    }
    /// Takes pasted text.
    fn paste(&mut self, _pasted: &str, _at: &At<'_>) -> Vec<Effect> {
        Vec::new()
    }
    /// Where keys it passes on are looked up; none for layers with a text field.
    fn scopes(&self) -> &'static [Scope] {
        &[]
    }
    /// What it reads its keys as, so that keys of the user's own reach it as those of the table.
    fn reads(&self) -> &'static [Scope] {
        if self.scopes().is_empty() { keymap::TYPED } else { keymap::LISTED }
    }
    /// Whether a command looked up in its scopes can run here.
    fn available(&self, _command: Command, _at: &At<'_>) -> Availability {
        Availability::Elsewhere
    }
    /// Runs a command looked up in its scopes; `None` leaves it to the desk (tabs, help, undo, quit).
    fn run(&mut self, _command: Command, _at: &At<'_>) -> Option<Vec<Effect>> {
        None
    }
    /// What the verbs act on here, when it is about a record.
    fn focus(&self) -> Option<Focus> {
        None
    }
    /// The list it shows, when it shows one: clicks and the wheel go there.
    fn list(&mut self) -> Option<&mut List> {
        None
    }
    /// Takes a click on what it drew.
    fn point(&mut self, pointed: Pointed, _at: &At<'_>) -> Pressed {
        lists::point(self.list(), pointed)
    }
    /// Takes the mouse's wheel, in lines.
    fn wheel(&mut self, lines: i32) {
        lists::wheel(self.list(), lines);
    }
    /// The key of its slip, when what is typed here is kept; `rows` are those it was begun on.
    fn slip_key(&self, _rows: &str) -> Option<String> {
        None
    }
    /// What was typed, when it differs from the start.
    fn kept(&self, _at: &At<'_>) -> Option<Kept> {
        None
    }
    /// Puts back what was kept.
    fn restore(&mut self, _body: &serde_json::Value) {}
    /// Whether it asks for this field, so that a refusal about it is told here.
    fn has_field(&self, _name: &str) -> bool {
        false
    }
    /// Whether it waits for the layer above it: what goes through there closes it too.
    fn waits(&self) -> bool {
        false
    }
    /// The answer its last key gave, when it was taken.
    fn given(&self) -> Option<String> {
        None
    }
    /// Answers as the user did before; `None` where it asks nothing that was answered so.
    fn answer_again(&mut self, _answer: &str, _at: &At<'_>) -> Option<Pressed> {
        None
    }
    /// Narrows what it lists to these words; says whether it lists anything.
    fn narrow(&mut self, _words: &str, _at: &At<'_>) -> bool {
        false
    }
    /// How many it lists of how many there are, when it lists anything.
    fn counted(&self) -> Option<(usize, usize)> {
        None
    }
    /// Whether it narrows the list below as it is typed; the count then stands in its rule.
    fn narrows(&self) -> bool {
        false
    }
    /// The words its rows are narrowed by; they stand in the foot rule with the count.
    #[expect(clippy::unnecessary_literal_bound, reason = "a layer that has words lends its own")]
    fn words(&self) -> &str {
        ""
    }
    /// Where it stands, to be remembered outside the journal: the name and the place.
    fn place(&mut self, _when: Remember) -> Option<(std::borrow::Cow<'static, str>, String)> {
        None
    }
    /// Whether it covers the tab for long: the tab is read again only when it is seen again.
    fn covers(&self) -> bool {
        false
    }
    /// What a strip above it says beside the key of a command, when it can say it exactly.
    fn strip_word(&self, _command: Command, _at: &At<'_>) -> Option<String> {
        None
    }
    /// Its action was refused; the text stays.
    fn refused(&mut self, _why: &Rejection) {}
    /// The editor came back.
    fn edited(&mut self, _text: &str) {}
    /// The book changed under it: read again.
    fn reload(&mut self, _at: &At<'_>) {}
}
