use ratatui::style::{Color, Modifier};

use super::*;
use crate::config;

fn wishes() -> Wishes {
    Wishes { styles: palette::DARK, no_color: None, term: None, signs: Signs::Drawn }
}

#[test]
fn no_color_takes_all_colour_away() {
    let theme = Theme::of(&Wishes { no_color: Some("1".into()), ..wishes() });
    for (role, _) in Role::ALL {
        assert_eq!((theme.style(role).fg, theme.style(role).bg), (None, None), "{role:?}");
    }
    let theme = Theme::of(&Wishes { no_color: Some(String::new()), ..wishes() });
    assert!(theme.style(Role::Alarm).fg.is_some(), "an empty NO_COLOR says nothing");
}

#[test]
fn dumb_terminal_gets_ascii_signs() {
    let theme = Theme::of(&Wishes { term: Some("dumb".into()), ..wishes() });
    assert_eq!(theme.signs("▸ ✓ good ✗ ─━"), "> + good x -=");
    assert_eq!(theme.signs("田中"), "田中");
}

/// The red, green and blue of a fixed colour of the 256: a cube of six steps, then greys.
fn rgb(colour: Color) -> [f64; 3] {
    let Color::Indexed(number) = colour else { panic!("{colour:?} is not one of the fixed colours") };
    assert!(number >= 16, "{number} is another colour in every terminal");
    let of = |step: u8| if step == 0 { 0.0 } else { 55.0 + 40.0 * f64::from(step) };
    if number >= 232 {
        return [8.0 + 10.0 * f64::from(number - 232); 3];
    }
    let cube = number - 16;
    [of(cube / 36), of(cube / 6 % 6), of(cube % 6)]
}

/// Contrast as in WCAG 2.1, definitions of relative luminance and contrast ratio.
fn contrast(one: Color, other: Color) -> f64 {
    let luminance = |colour| {
        let [r, g, b] = rgb(colour).map(|part| {
            let part = part / 255.0;
            if part <= 0.03928 { part / 12.92 } else { ((part + 0.055_f64) / 1.055).powf(2.4) }
        });
        0.0722f64.mul_add(b, 0.2126f64.mul_add(r, 0.7152 * g))
    };
    let (one, other) = (luminance(one) + 0.05, luminance(other) + 0.05);
    one.max(other) / one.min(other)
}

#[test]
fn every_word_of_a_theme_with_a_ground_can_be_read() {
    for (name, least) in [("light", 4.5), ("dark", 4.5), ("high-contrast", 7.0)] {
        let styles = palette::named(name).unwrap();
        for (role, style) in Role::ALL.iter().zip(styles) {
            let found = contrast(style.fg.unwrap(), style.bg.unwrap());
            assert!(found >= least, "{name}, {}: {found:.1} to 1", role.1);
            assert!(!style.add_modifier.contains(Modifier::DIM), "{name}: dimming takes contrast away");
        }
    }
}

#[test]
fn the_five_themes_are_five() {
    let all: Vec<Styles> = config::THEMES.iter().map(|name| palette::named(name).unwrap()).collect();
    for (number, styles) in all.iter().enumerate() {
        assert!(all.iter().skip(number + 1).all(|other| other != styles), "{}", config::THEMES[number]);
        assert!(styles[Role::Focus as usize].add_modifier.contains(Modifier::REVERSED));
        let told = |one: Role, other: Role| styles[one as usize] != styles[other as usize];
        assert!(
            told(Role::Heading, Role::Plain)
                && told(Role::Link, Role::Plain)
                && told(Role::Alarm, Role::Plain)
        );
    }
}

fn own(text: &str) -> Result<Styles, String> {
    let text = format!("[themes.mine]\n{text}");
    let settings = config::parse(&text, Path::new("c.toml"), None).map_err(|no| no.message)?;
    styles_of("mine", &settings.themes, Path::new("c.toml")).map_err(|no| no.message)
}

#[test]
fn a_theme_of_ones_own_says_what_it_says_and_keeps_the_rest() {
    let styles = own("plain = \"#e6e1d6 on #22201c\"\nalarm = \"bright-red bold\"\nkey = \"208\"\n").unwrap();
    let ground = Some(Color::Rgb(0x22, 0x20, 0x1c));
    assert!(styles.iter().all(|style| style.bg == ground));
    let alarm = styles[Role::Alarm as usize];
    assert_eq!((alarm.fg, alarm.add_modifier), (Some(Color::LightRed), Modifier::BOLD));
    assert_eq!(styles[Role::Key as usize].fg, Some(Color::Indexed(208)));
    assert_eq!(styles[Role::Focus as usize].add_modifier, Modifier::REVERSED);
    let styles = own("base = \"light\"\ndue = \"blue\"\n").unwrap();
    assert_eq!(styles[Role::Good as usize], palette::LIGHT[Role::Good as usize]);
}

#[test]
fn a_fault_in_a_theme_is_refused_at_its_line() {
    for (text, wanted) in [
        ("alarm = \"red\"\nalert = \"red\"", "c.toml line 3: there is no role alert; there are plain, focus"),
        ("alarm = \"reddish\"", "c.toml line 2: reddish is no colour"),
        ("alarm = \"#12345\"", "c.toml line 2: #12345 is no colour"),
        ("alarm = \"256\"", "c.toml line 2: 256 is no colour"),
        ("plain = \"red on\"", "c.toml line 2: \"red on\" names no colour after on"),
        ("focus = \"bold\"", "c.toml line 2: focus could not be seen"),
        ("base = \"blue\"", "c.toml line 2: base is a theme of the program"),
    ] {
        let said = own(text).unwrap_err();
        assert!(said.starts_with(wanted) && said.ends_with('.'), "{said}");
    }
}

#[test]
fn a_fault_in_a_theme_that_is_not_chosen_is_found_too() {
    let settings = config::parse("[themes.other]\nalarm = \"reddish\"\n", Path::new("c.toml"), None).unwrap();
    assert!(styles_of("dark", &settings.themes, Path::new("c.toml")).is_err());
}
