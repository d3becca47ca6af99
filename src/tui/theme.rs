//! The eight roles of style, as the terminal shows them, and the set of signs.
//!
//! **Invariant:** no screen names a colour; it names a `Role`, and only this file knows what that looks like.

mod own;
pub mod palette;

use std::{borrow::Cow, path::Path};

use ratatui::style::Style;

use crate::{config::OwnTheme, domain::rejection::Rejection};

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

impl Role {
    /// All roles; the name of each in a theme of the user's own.
    pub const ALL: [(Role, &'static str); 9] = [
        (Self::Plain, "plain"),
        (Self::Focus, "focus"),
        (Self::Heading, "heading"),
        (Self::Muted, "muted"),
        (Self::Alarm, "alarm"),
        (Self::Due, "due"),
        (Self::Good, "good"),
        (Self::Key, "key"),
        (Self::Link, "link"),
    ];
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

/// The style of each role, in the order of `Role::ALL`.
pub type Styles = [Style; 9];

/// A look: colours and signs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Theme {
    styles: Styles,
    /// Which signs.
    pub signs: Signs,
}

impl Default for Theme {
    fn default() -> Self {
        Self { styles: palette::TERMINAL, signs: Signs::Drawn }
    }
}

/// What the surroundings ask for, read once by whoever starts the program.
#[derive(Debug, Clone)]
pub struct Wishes {
    /// The styles of the theme that is chosen.
    pub styles: Styles,
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
        let styles = if dumb || colourless { palette::MONO } else { wishes.styles };
        Self { styles, signs: if dumb { Signs::Ascii } else { wishes.signs } }
    }

    /// The style of a role.
    #[must_use]
    pub fn style(self, role: Role) -> Style {
        self.styles.get(role as usize).copied().unwrap_or_default()
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

/// The styles of a theme by its name: one of the program's, or of the user's own. All of the user's are read, so
/// that a fault in one is found before it is needed.
///
/// # Errors
/// The first role, colour or word that is not known, with the file and the line.
pub fn styles_of(name: &str, own: &[OwnTheme], file: &Path) -> Result<Styles, Rejection> {
    let mut found = palette::named(name);
    for theme in own {
        let styles = own::read(theme, file)?;
        if theme.name == name {
            found = Some(styles);
        }
    }
    Ok(found.unwrap_or(palette::TERMINAL))
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
        '›' => '>',
        other => other,
    }
}

#[cfg(test)]
#[path = "theme_tests.rs"]
mod tests;
