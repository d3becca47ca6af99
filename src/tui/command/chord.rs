//! The names of keys as they are printed: `x`, `Space`, `Ctrl-S`, `Shift-Tab`, `PgDn`.
//!
//! **Invariant:** every key a terminal can send without a special protocol has exactly one name.

use ratatui::crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

/// The keys that have a name, in the spelling they are printed in.
const NAMED: [(&str, KeyCode); 17] = [
    ("Space", KeyCode::Char(' ')),
    ("Enter", KeyCode::Enter),
    ("Esc", KeyCode::Esc),
    ("Tab", KeyCode::Tab),
    ("Shift-Tab", KeyCode::BackTab),
    ("Backspace", KeyCode::Backspace),
    ("Delete", KeyCode::Delete),
    ("Insert", KeyCode::Insert),
    ("Up", KeyCode::Up),
    ("Down", KeyCode::Down),
    ("Left", KeyCode::Left),
    ("Right", KeyCode::Right),
    ("Home", KeyCode::Home),
    ("End", KeyCode::End),
    ("PgUp", KeyCode::PageUp),
    ("PgDn", KeyCode::PageDown),
    ("?key", KeyCode::Null),
];

/// The name of a pressed key.
#[must_use]
pub fn name(key: KeyEvent) -> String {
    let control = key.modifiers.contains(KeyModifiers::CONTROL);
    let named = NAMED.iter().find(|(_, code)| *code == key.code);
    let plain = match (key.code, named) {
        (_, Some((name, _))) => (*name).to_owned(),
        (KeyCode::Char(typed), _) if control => typed.to_ascii_uppercase().to_string(),
        (KeyCode::Char(typed), _) => typed.to_string(),
        (KeyCode::F(number), _) => format!("F{number}"),
        _ => "?key".into(),
    };
    if control { format!("Ctrl-{plain}") } else { plain }
}

/// The key a name stands for, letters of the name large or small; used for the keys of the user and key scripts.
#[must_use]
pub fn key(name: &str) -> Option<KeyEvent> {
    let control = name.get(..5).filter(|start| name.len() > 5 && start.eq_ignore_ascii_case("ctrl-"));
    if control.is_some() {
        let inner = key(&name.get(5..)?.to_lowercase())?;
        let has = matches!(inner.code, KeyCode::Char(letter) if letter == ' ' || letter.is_ascii_lowercase())
            || matches!(inner.code, KeyCode::Up | KeyCode::Down | KeyCode::Left | KeyCode::Right)
            || matches!(inner.code, KeyCode::Home | KeyCode::End);
        return has.then(|| KeyEvent::new(inner.code, KeyModifiers::CONTROL));
    }
    let mut characters = name.chars();
    let code = match (characters.next(), characters.next()) {
        (Some(typed), None) if !typed.is_control() && typed != ' ' => KeyCode::Char(typed),
        _ => named(name)?,
    };
    Some(KeyEvent::new(code, KeyModifiers::NONE))
}

fn named(name: &str) -> Option<KeyCode> {
    let number = name.strip_prefix(['f', 'F']).and_then(|number| number.parse().ok());
    if let Some(number) = number.filter(|number| (1..=12).contains(number)) {
        return Some(KeyCode::F(number));
    }
    let mut known = NAMED.iter().filter(|(_, code)| *code != KeyCode::Null);
    known.find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, code)| *code)
}

/// The key that arrives when one presses these keys that a terminal cannot tell apart.
#[must_use]
pub fn sent_as(name: &str) -> Option<&'static str> {
    let letter = name.to_ascii_lowercase();
    Some(match letter.strip_prefix("ctrl-")? {
        "i" => "Tab",
        "m" | "j" => "Enter",
        "h" => "Backspace",
        "[" => "Esc",
        _ => return None,
    })
}

/// Plain keys for a text: one for each character.
#[must_use]
pub fn typed(text: &str) -> Vec<KeyEvent> {
    text.chars().map(|typed| KeyEvent::new(KeyCode::Char(typed), KeyModifiers::NONE)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_read_in_large_and_small_letters_and_printed_in_one_way() {
        for (typed, printed) in [
            ("ctrl-s", "Ctrl-S"),
            ("CTRL-right", "Ctrl-Right"),
            ("pgdn", "PgDn"),
            ("f5", "F5"),
            ("F12", "F12"),
            ("f", "f"),
            ("G", "G"),
            ("space", "Space"),
            ("é", "é"),
            ("shift-tab", "Shift-Tab"),
        ] {
            assert_eq!(key(typed).map(name).as_deref(), Some(printed), "{typed}");
        }
    }

    #[test]
    fn what_no_terminal_sends_is_no_key() {
        for typed in ["", "Alt-x", "Ctrl-", "Ctrl-1", "Ctrl-é", "F13", "xx", "Hyper", "?key", "\u{7}"] {
            assert_eq!(key(typed), None, "{typed}");
        }
        assert_eq!(sent_as("Ctrl-I"), Some("Tab"));
        assert_eq!(sent_as("Ctrl-S"), None);
    }
}
