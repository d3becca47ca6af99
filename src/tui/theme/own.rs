//! Themes of the user's own: a look for each role, in words.
//!
//! A look is a colour, `on` and a ground, and any of bold, dim, italic, underlined, reversed: `red bold`,
//! `#ffffff on #202020`, `reversed`. A colour is one of the sixteen by name, a number to 255, or `#rrggbb`. What
//! `plain` says of colour and ground holds for every role that says nothing else of them. `base` names a theme of
//! the program from which the roles come that are not named.
//!
//! **Invariant:** the focus can be seen in every theme: it is reversed or has a ground of its own.

use std::path::Path;

use ratatui::style::{Color, Modifier, Style};

use super::{Role, Styles, palette};
use crate::{
    config::{OwnRole, OwnTheme, THEMES, refused},
    domain::rejection::Rejection,
};

const NAMES: [(&str, Color); 16] = [
    ("black", Color::Black),
    ("red", Color::Red),
    ("green", Color::Green),
    ("yellow", Color::Yellow),
    ("blue", Color::Blue),
    ("magenta", Color::Magenta),
    ("cyan", Color::Cyan),
    ("white", Color::Gray),
    ("bright-black", Color::DarkGray),
    ("bright-red", Color::LightRed),
    ("bright-green", Color::LightGreen),
    ("bright-yellow", Color::LightYellow),
    ("bright-blue", Color::LightBlue),
    ("bright-magenta", Color::LightMagenta),
    ("bright-cyan", Color::LightCyan),
    ("bright-white", Color::White),
];

const MANNERS: [(&str, Modifier); 5] = [
    ("bold", Modifier::BOLD),
    ("dim", Modifier::DIM),
    ("italic", Modifier::ITALIC),
    ("underlined", Modifier::UNDERLINED),
    ("reversed", Modifier::REVERSED),
];

/// The styles of a theme of the user's own.
pub(super) fn read(own: &OwnTheme, file: &Path) -> Result<Styles, Rejection> {
    let mut styles = base(own, file)?;
    let mut said: Vec<(Role, Style, usize)> = Vec::new();
    for entry in own.roles.iter().filter(|entry| entry.role != "base") {
        let Some((role, _)) = Role::ALL.iter().find(|(_, name)| *name == entry.role) else {
            let names: Vec<&str> = Role::ALL.iter().map(|(_, name)| *name).collect();
            let words = format!("there is no role {}; there are {}, and base", entry.role, names.join(", "));
            return Err(refused(file, entry.line, &words));
        };
        let style = look(&entry.look).map_err(|words| refused(file, entry.line, &words))?;
        said.push((*role, style, entry.line));
    }
    // The ground is that of `plain` for all that say nothing else.
    if let Some((_, plain, _)) = said.iter().find(|(role, ..)| *role == Role::Plain) {
        for style in &mut styles {
            *style = Style { fg: plain.fg.or(style.fg), bg: plain.bg.or(style.bg), ..*style };
        }
    }
    let ground =
        said.iter().find(|(role, ..)| *role == Role::Plain).map_or(Style::new(), |(_, style, _)| *style);
    for (role, style, line) in &said {
        let colours = Style { fg: style.fg.or(ground.fg), bg: style.bg.or(ground.bg), ..*style };
        if *role == Role::Focus && style.bg.is_none() && !style.add_modifier.contains(Modifier::REVERSED) {
            let words = "focus could not be seen; write reversed, or a colour on a ground";
            return Err(refused(file, *line, words));
        }
        if let Some(place) = styles.get_mut(*role as usize) {
            *place = colours;
        }
    }
    Ok(styles)
}

/// The theme it begins from: the one `base` names, else the terminal's.
fn base(own: &OwnTheme, file: &Path) -> Result<Styles, Rejection> {
    let Some(OwnRole { look, line, .. }) = own.roles.iter().find(|entry| entry.role == "base") else {
        return Ok(palette::TERMINAL);
    };
    palette::named(look.trim()).ok_or_else(|| {
        let words = format!("base is a theme of the program ({}), not {look}", THEMES.join(", "));
        refused(file, *line, &words)
    })
}

/// A look as typed.
fn look(typed: &str) -> Result<Style, String> {
    let mut style = Style::new();
    let mut words = typed.split_whitespace();
    while let Some(word) = words.next() {
        let lower = word.to_ascii_lowercase();
        if let Some((_, manner)) = MANNERS.iter().find(|(name, _)| *name == lower) {
            style = style.add_modifier(*manner);
        } else if lower == "on" {
            let ground = words.next().ok_or_else(|| format!("{typed:?} names no colour after on"))?;
            style = style.bg(colour(ground)?);
        } else {
            style = style.fg(colour(&lower)?);
        }
    }
    Ok(style)
}

fn colour(word: &str) -> Result<Color, String> {
    let lower = word.to_ascii_lowercase();
    let by_name = NAMES.iter().find(|(name, _)| *name == lower).map(|(_, colour)| *colour);
    let by_number = lower.parse::<u8>().ok().map(Color::Indexed);
    let by_value = lower
        .strip_prefix('#')
        .filter(|digits| digits.len() == 6)
        .and_then(|digits| u32::from_str_radix(digits, 16).ok())
        .map(Color::from_u32);
    by_name.or(by_number).or(by_value).ok_or_else(|| {
        format!(
            "{word} is no colour; colours are red, bright-red and the like, 0 to 255, #rrggbb, and words are bold, \
             dim, italic, underlined, reversed, on"
        )
    })
}
