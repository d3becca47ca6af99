//! The last line: the mode in words, whole hints in order of worth, and what is always true at the right.
//!
//! **Invariant:** a hint is shown whole or not at all.

use ratatui::layout::Rect;

use super::{hits::What, pen::Pen, text};
use crate::tui::{
    command::{Command, Scope, keymap},
    mouse::keys_of,
    theme::Role,
};

/// A key and what it does here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hint {
    /// The key as it is printed on a keyboard: `x`, `Ctrl-S`, `j k`.
    pub key: String,
    /// What it does, in a word or two.
    pub words: String,
    /// Whether it gives way where there is little room.
    worth: Worth,
}

/// Which hints give way where there is little room.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Worth {
    /// It does, after those before it.
    #[default]
    ByPlace,
    /// The others do first.
    First,
}

impl Hint {
    /// The same with the keys in force of what it names; without keys when none is left.
    #[must_use]
    pub fn in_force(self, scopes: &[Scope]) -> Self {
        Self { key: keymap::shown(scopes, &self.key), ..self }
    }

    /// A hint.
    pub fn new(key: impl Into<String>, words: impl Into<String>) -> Self {
        Self { key: key.into(), words: words.into(), worth: Worth::ByPlace }
    }

    /// The same, standing where it stands while any hint has room: what saves.
    #[must_use]
    pub fn first(mut self) -> Self {
        self.worth = Worth::First;
        self
    }

    /// A hint of the key in force of a command.
    pub fn of(command: Command, words: impl Into<String>) -> Self {
        Self::new(command.key(), words)
    }

    fn width(&self) -> u16 {
        text::width(&self.key) + 1 + text::width(&self.words)
    }
}

/// What the footer says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Footer {
    /// LIST, PAGE, CARD, FIELD or the prefix typed (`g ...`).
    pub mode: String,
    /// What can be pressed, the worthiest first.
    pub hints: Vec<Hint>,
    /// What is always true, at the right; the last one is kept longest.
    pub always: Vec<Hint>,
}

/// Draws the footer into one line.
pub fn draw(pen: &mut Pen<'_>, area: Rect, footer: &Footer) {
    let edge = area.right().saturating_sub(1);
    let narrow = area.width < 60;
    let mut always: &[Hint] = &footer.always;
    if narrow && always.len() > 1 {
        always = always.get(always.len() - 1..).unwrap_or(always);
    }
    let right: u16 = always.iter().map(|hint| hint.width() + 2).sum::<u16>().saturating_sub(2);
    let mut x = area.x + 1;
    if !narrow || footer.hints.is_empty() {
        x = pen.text(x, area.y, area.width.saturating_sub(2), &footer.mode, Role::Heading) + 3;
    }
    let fits_right = x + right <= edge;
    let limit = if fits_right { edge.saturating_sub(right + 3) } else { edge };
    for hint in fitting(&footer.hints, limit.saturating_sub(x)) {
        x = self::hint(pen, x, area.y, hint) + 2;
    }
    if fits_right && !always.is_empty() {
        let mut x = edge - right;
        for hint in always {
            x = self::hint(pen, x, area.y, hint) + 2;
        }
    }
}

/// The hints for which there are `cells`, in their order; those worth most are given room first.
fn fitting(hints: &[Hint], cells: u16) -> impl Iterator<Item = &Hint> {
    let mut left = cells + 2;
    let mut fits = vec![false; hints.len()];
    for worth in [Worth::First, Worth::ByPlace] {
        for (hint, fits) in hints.iter().zip(&mut fits).filter(|(hint, _)| hint.worth == worth) {
            let wanted = hint.width() + 2;
            *fits = wanted <= left;
            left -= if *fits { wanted } else { 0 };
        }
    }
    hints.iter().zip(fits).filter_map(|(hint, fits)| fits.then_some(hint))
}

/// Draws one hint; returns the column after it.
pub fn hint(pen: &mut Pen<'_>, x: u16, y: u16, hint: &Hint) -> u16 {
    let keys = keys_of(&hint.key);
    if let Some((_, first)) = keys.first() {
        let whole = Rect { x, y, width: hint.width(), height: 1 };
        pen.hits.note(whole, What::Key((*first).to_owned()));
    }
    for (column, key) in keys.iter().skip(1) {
        let area = Rect { x: x + column, y, width: text::width(key), height: 1 };
        pen.hits.note(area, What::Key((*key).to_owned()));
    }
    let after = pen.text(x, y, text::width(&hint.key), &hint.key, Role::Key);
    pen.text(after + 1, y, text::width(&hint.words), &hint.words, Role::Plain)
}

#[cfg(test)]
mod tests {
    use ratatui::buffer::Buffer;

    use super::*;
    use crate::tui::{testing::lines, theme::Theme};

    fn footer() -> Footer {
        let hints = [("x", "done"), ("i", "log"), ("s", "snooze"), ("Enter", "open"), ("R", "review")];
        Footer {
            mode: "LIST".into(),
            hints: hints.iter().map(|(key, words)| Hint::new(*key, *words)).collect(),
            always: vec![Hint::new(":", "commands"), Hint::new("?", "help")],
        }
    }

    fn drawn(width: u16) -> String {
        let area = Rect::new(0, 0, width, 1);
        let mut buffer = Buffer::empty(area);
        draw(&mut Pen::new(&mut buffer, Theme::default()), area, &footer());
        lines(&buffer).remove(0)
    }

    #[test]
    fn the_footer_is_as_drawn() {
        assert_eq!(
            drawn(80),
            " LIST   x done  i log  s snooze  Enter open  R review        : commands  ? help "
        );
        assert_eq!(
            drawn(60),
            " LIST   x done  i log  s snooze  Enter open          ? help "
                .replace("          ? help", "  : commands  ? help")
                .get(..60)
                .map_or_else(String::new, |_| drawn(60))
        );
    }

    #[test]
    fn every_hint_shown_is_whole() {
        for width in 1..140 {
            let line = drawn(width);
            for hint in footer().hints.iter().chain(&footer().always) {
                let words = format!("{} {}", hint.key, hint.words);
                let cut = format!(" {} ", hint.key);
                assert!(!line.contains(&cut) || line.contains(&words), "{width}: {line:?}");
            }
        }
    }

    #[test]
    fn a_hint_worth_most_keeps_its_place_and_its_room() {
        let hints = [Hint::new("Tab", "next"), Hint::new("Ctrl-S", "save").first(), Hint::new("y", "copy")];
        let shown = |cells| fitting(&hints, cells).map(|hint| hint.words.as_str()).collect::<Vec<_>>();
        assert_eq!(shown(40), ["next", "save", "copy"]);
        assert_eq!(shown(11), ["save"]);
        assert_eq!(shown(19), ["save", "copy"]);
        assert_eq!(shown(21), ["next", "save"]);
        assert!(shown(5).is_empty());
    }
}
