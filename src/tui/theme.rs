//! The eight roles of style, as the terminal shows them, and the set of signs.
//!
//! **Invariant:** no screen names a colour; it names a `Role`, and only this file knows what that looks like.

use std::borrow::Cow;

use ratatui::style::{Color, Modifier, Style};

/// What a stretch of text is for; the legend of the screens.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash)]
pub enum Role {
    /// The terminal's own colours.
    #[default]
    Plain,
    /// The place the keys go: one row or one field of the whole screen.
    Focus,
    /// Group names, labels, the active tab.
    Heading,
    /// Rules, column names, done rows; never the only bearer of anything needed.
    Muted,
    /// Late and broken: the words themselves.
    Alarm,
    /// The sign `!`.
    Due,
    /// The sign `✓`.
    Good,
    /// A key in a hint.
    Key,
    /// What opens on Enter.
    Link,
}

/// How many colours are used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Colours {
    /// The sixteen of the terminal.
    #[default]
    Sixteen,
    /// The sixteen, and nothing dimmed.
    HighContrast,
    /// None: bold, dim and reversed only.
    Mono,
}

/// Which signs are drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Signs {
    /// `─ ━ │ ▸ ✓ ✗ ●`.
    #[default]
    Drawn,
    /// `- = | > + x *`.
    Ascii,
}

/// A look: colours and signs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Theme {
    /// How many colours.
    pub colours: Colours,
    /// Which signs.
    pub signs: Signs,
}

/// What the surroundings ask for, read once by whoever starts the program.
#[derive(Debug, Clone, Default)]
pub struct Wishes {
    /// The theme's name in the configuration (`terminal`, `light`, `dark`, `high contrast`, `mono`).
    pub theme: Option<String>,
    /// `NO_COLOR`, when set; any text but the empty one counts (<https://no-color.org>).
    pub no_color: Option<String>,
    /// `TERM`.
    pub term: Option<String>,
    /// `--ascii` was given.
    pub signs: Signs,
}

impl Theme {
    /// The look for these wishes; a dumb terminal gets neither colour nor drawn signs.
    #[must_use]
    pub fn of(wishes: &Wishes) -> Self {
        let dumb = wishes.term.as_deref() == Some("dumb");
        let colourless = wishes.no_color.as_deref().is_some_and(|text| !text.is_empty());
        let colours = match wishes.theme.as_deref() {
            _ if dumb || colourless => Colours::Mono,
            Some("mono") => Colours::Mono,
            Some("high contrast" | "high-contrast") => Colours::HighContrast,
            _ => Colours::Sixteen,
        };
        Self { colours, signs: if dumb { Signs::Ascii } else { wishes.signs } }
    }

    /// The style of a role.
    #[must_use]
    pub fn style(self, role: Role) -> Style {
        let plain = Style::new();
        match role {
            Role::Plain => plain,
            Role::Focus => plain.add_modifier(Modifier::REVERSED),
            Role::Heading | Role::Key => plain.add_modifier(Modifier::BOLD),
            Role::Muted if self.colours == Colours::HighContrast => plain,
            Role::Muted => plain.add_modifier(Modifier::DIM),
            Role::Alarm if self.colours == Colours::Mono => plain.add_modifier(Modifier::BOLD),
            Role::Alarm => plain.fg(Color::Red).add_modifier(Modifier::BOLD),
            Role::Due | Role::Good if self.colours == Colours::Mono => plain,
            Role::Due => plain.fg(Color::Yellow),
            Role::Good => plain.fg(Color::Green),
            Role::Link => plain.add_modifier(Modifier::UNDERLINED),
        }
    }

    /// The text with its signs as this theme draws them.
    #[must_use]
    pub fn signs(self, text: &str) -> Cow<'_, str> {
        if self.signs == Signs::Drawn || text.is_ascii() {
            return Cow::Borrowed(text);
        }
        Cow::Owned(text.chars().map(ascii).collect())
    }
}

/// The ASCII stand-in of a sign; other characters are themselves (a name stays a name).
fn ascii(sign: char) -> char {
    match sign {
        '─' => '-',
        '┼' | '└' => '+',
        '━' => '=',
        '│' => '|',
        '▸' => '>',
        '✓' => '+',
        '✗' => 'x',
        '●' => '*',
        '╌' => '.',
        '·' => ';',
        '…' => '~',
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_color_takes_all_colour_away() {
        let theme = Theme::of(&Wishes { no_color: Some("1".into()), ..Wishes::default() });
        for role in [Role::Alarm, Role::Due, Role::Good] {
            assert_eq!(theme.style(role).fg, None);
        }
    }

    #[test]
    fn dumb_terminal_gets_ascii_signs() {
        let theme = Theme::of(&Wishes { term: Some("dumb".into()), ..Wishes::default() });
        assert_eq!(theme.signs("▸ ✓ good ✗ ─━"), "> + good x -=");
        assert_eq!(theme.signs("田中"), "田中");
    }
}
