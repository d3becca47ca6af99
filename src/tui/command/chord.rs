//! The names of keys as they are printed: `x`, `Space`, `Ctrl-S`, `Shift-Tab`, `PgDn`.
//!
//! **Invariant:** every key a terminal can send without a special protocol has exactly one name.

use ratatui::crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

/// The name of a pressed key.
#[must_use]
pub fn name(key: KeyEvent) -> String {
    let control = key.modifiers.contains(KeyModifiers::CONTROL);
    let plain = match key.code {
        KeyCode::Char(' ') => "Space".to_owned(),
        KeyCode::Char(typed) if control => typed.to_ascii_uppercase().to_string(),
        KeyCode::Char(typed) => typed.to_string(),
        KeyCode::Enter => "Enter".into(),
        KeyCode::Esc => "Esc".into(),
        KeyCode::Tab => "Tab".into(),
        KeyCode::BackTab => "Shift-Tab".into(),
        KeyCode::Backspace => "Backspace".into(),
        KeyCode::Delete => "Delete".into(),
        KeyCode::Up => "Up".into(),
        KeyCode::Down => "Down".into(),
        KeyCode::Left => "Left".into(),
        KeyCode::Right => "Right".into(),
        KeyCode::Home => "Home".into(),
        KeyCode::End => "End".into(),
        KeyCode::PageUp => "PgUp".into(),
        KeyCode::PageDown => "PgDn".into(),
        KeyCode::F(number) => format!("F{number}"),
        _ => "?key".into(),
    };
    if control { format!("Ctrl-{plain}") } else { plain }
}

/// The key a name stands for; used by tests and key scripts.
#[must_use]
pub fn key(name: &str) -> Option<KeyEvent> {
    if let Some(rest) = name.strip_prefix("Ctrl-") {
        let inner = key(&rest.to_lowercase())?;
        return Some(KeyEvent::new(inner.code, KeyModifiers::CONTROL));
    }
    let code = match name {
        "Space" => KeyCode::Char(' '),
        "Enter" => KeyCode::Enter,
        "Esc" => KeyCode::Esc,
        "Tab" => KeyCode::Tab,
        "Shift-Tab" => KeyCode::BackTab,
        "Backspace" => KeyCode::Backspace,
        "Delete" => KeyCode::Delete,
        "Up" => KeyCode::Up,
        "Down" => KeyCode::Down,
        "Left" => KeyCode::Left,
        "Right" => KeyCode::Right,
        "Home" => KeyCode::Home,
        "End" => KeyCode::End,
        "PgUp" => KeyCode::PageUp,
        "PgDn" => KeyCode::PageDown,
        _ => {
            let mut characters = name.chars();
            match (characters.next(), characters.next()) {
                (Some(typed), None) => KeyCode::Char(typed),
                _ => return None,
            }
        }
    };
    Some(KeyEvent::new(code, KeyModifiers::NONE))
}

/// Plain keys for a text: one for each character.
#[must_use]
pub fn typed(text: &str) -> Vec<KeyEvent> {
    text.chars().map(|typed| KeyEvent::new(KeyCode::Char(typed), KeyModifiers::NONE)).collect()
}
