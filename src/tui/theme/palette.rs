//! The five themes of the program.
//!
//! Terminal and mono keep the terminal's own ground. Light, dark and high contrast bring their own, in the fixed
//! part of the 256 colours, whose values are the same in every terminal.
//!
//! **Invariant:** in the themes with a ground of their own every word has a contrast of at least 4.5 to 1 to it (of
//! 7 to 1 in high contrast), as WCAG 2.1 asks; a test computes it.

use ratatui::style::{Color, Modifier, Style};

use super::Styles;

const NONE: Style = Style::new();
const BOLD: Style = NONE.add_modifier(Modifier::BOLD);
const DIM: Style = NONE.add_modifier(Modifier::DIM);
const REVERSED: Style = NONE.add_modifier(Modifier::REVERSED);
const UNDERLINED: Style = NONE.add_modifier(Modifier::UNDERLINED);

/// The terminal's own sixteen colours.
pub const TERMINAL: Styles = [
    NONE,
    REVERSED,
    BOLD,
    DIM,
    BOLD.fg(Color::Red),
    NONE.fg(Color::Yellow),
    NONE.fg(Color::Green),
    BOLD,
    UNDERLINED,
];

/// No colour.
pub const MONO: Styles = [NONE, REVERSED, BOLD, DIM, BOLD, NONE, NONE, BOLD, UNDERLINED];

/// Dark on light.
pub const LIGHT: Styles =
    grounded(Ground { back: 255, plain: 235, muted: 241, alarm: 124, due: 94, good: 22 });

/// Light on dark.
pub const DARK: Styles =
    grounded(Ground { back: 235, plain: 252, muted: 247, alarm: 210, due: 221, good: 114 });

/// As far apart as can be, nothing dimmed.
pub const HIGH_CONTRAST: Styles =
    grounded(Ground { back: 16, plain: 231, muted: 231, alarm: 210, due: 226, good: 46 });

/// The theme of this name; none for a name that is not the program's.
#[must_use]
pub fn named(name: &str) -> Option<Styles> {
    Some(match name {
        "terminal" => TERMINAL,
        "light" => LIGHT,
        "dark" => DARK,
        "high-contrast" => HIGH_CONTRAST,
        "mono" => MONO,
        _ => return None,
    })
}

/// The colours of a theme with a ground of its own, by their numbers among the 256.
struct Ground {
    back: u8,
    plain: u8,
    muted: u8,
    alarm: u8,
    due: u8,
    good: u8,
}

const fn grounded(colours: Ground) -> Styles {
    let ground = NONE.bg(Color::Indexed(colours.back));
    let plain = ground.fg(Color::Indexed(colours.plain));
    [
        plain,
        plain.add_modifier(Modifier::REVERSED),
        plain.add_modifier(Modifier::BOLD),
        ground.fg(Color::Indexed(colours.muted)),
        ground.fg(Color::Indexed(colours.alarm)).add_modifier(Modifier::BOLD),
        ground.fg(Color::Indexed(colours.due)),
        ground.fg(Color::Indexed(colours.good)),
        plain.add_modifier(Modifier::BOLD),
        plain.add_modifier(Modifier::UNDERLINED),
    ]
}
