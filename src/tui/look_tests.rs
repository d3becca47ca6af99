//! Every tab and layer in ASCII and in every theme.

use ratatui::{Terminal, backend::TestBackend, buffer::Buffer};

use crate::tui::{
    app::App,
    testing::{desk, practice, press, reversed},
    theme::{Role, Signs, Theme, Wishes, palette},
};

/// Keys that open something, from a tab.
const PLACES: &[&str] = &[
    "", "?", ":", "f", "/", "a", "e", "i", "n", "b", "g", "s", "c", "d", ",", "y", "v", "r", "t", "w",
    "Enter", "z", "V",
];

fn buffer(app: &mut App, width: u16, height: u16) -> Buffer {
    let mut terminal = Terminal::new(TestBackend::new(width, height)).unwrap();
    // The frame itself: the second half of a wide character never reaches the terminal.
    terminal.draw(|frame| app.draw(frame)).unwrap().buffer.clone()
}

fn everywhere(theme: Theme, mut look: impl FnMut(&Buffer, &str)) {
    for tab in ["1", "2", "3", "4", "5", "6"] {
        let mut app = desk(practice());
        app.model.theme = theme;
        for keys in PLACES {
            press(&mut app, tab);
            buffer(&mut app, 80, 24);
            if !keys.is_empty() {
                press(&mut app, keys);
            }
            for (width, height) in [(80, 24), (120, 36)] {
                look(&buffer(&mut app, width, height), &format!("{tab} {keys} at {width}x{height}"));
            }
            press(&mut app, "Esc Esc Esc");
            assert!(app.model.layers.is_empty(), "{tab} {keys}");
        }
    }
}

fn theme(name: &str, signs: Signs) -> Theme {
    Theme::of(&Wishes { styles: palette::named(name).unwrap(), no_color: None, term: None, signs })
}

#[test]
fn with_ascii_no_sign_and_no_rule_is_drawn_anywhere() {
    everywhere(theme("terminal", Signs::Ascii), |buffer, place| {
        for cell in buffer.content() {
            // Letters of names stay; what is punctuation, an arrow, a rule or a sign does not.
            let drawn = cell.symbol().chars().find(|sign| matches!(sign, '\u{2010}'..='\u{2bff}' | '·'));
            assert!(drawn.is_none() || cell.symbol().contains('\u{200d}'), "{place}: {:?}", cell.symbol());
        }
    });
}

#[test]
fn a_theme_with_a_ground_of_its_own_leaves_no_cell_without_it() {
    for name in ["light", "high-contrast"] {
        let theme = theme(name, Signs::Drawn);
        let ground = theme.style(Role::Plain).bg.unwrap();
        everywhere(theme, |buffer, place| {
            for (at, cell) in buffer.content().iter().enumerate() {
                assert_eq!(cell.bg, ground, "{name}, {place}, cell {at} {:?}", cell.symbol());
            }
        });
    }
}

#[test]
fn one_place_is_reversed_in_every_theme() {
    for name in ["terminal", "dark"] {
        everywhere(theme(name, Signs::Drawn), |buffer, place| {
            let lines = reversed(buffer);
            assert!(lines <= 1, "{name}, {place}: {lines} lines");
        });
    }
}

#[test]
fn mono_has_no_colour_anywhere() {
    everywhere(theme("mono", Signs::Drawn), |buffer, place| {
        let plain = ratatui::style::Color::Reset;
        assert!(buffer.content().iter().all(|cell| cell.fg == plain && cell.bg == plain), "{place}");
    });
}
