//! One line of text being typed.
//!
//! **Invariant:** every printable key is inserted; what is shown is cut by grapheme and always holds the cursor.

use ratatui::crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use tui_input::{Input, InputRequest};

use super::{pen::Pen, text};
use crate::{domain::safe, tui::theme::Role};

/// What a key did to a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Typed {
    /// The text or the cursor changed, or the key belongs to fields.
    Taken,
    /// The key is not a field's; whoever holds the field decides.
    Passed,
}

/// A one-line text field.
#[derive(Debug, Clone, Default)]
pub struct Field {
    input: Input,
}

impl Field {
    /// A field with a text, the cursor at its end.
    #[must_use]
    pub fn new(text: &str) -> Self {
        Self { input: Input::new(one_line(text)) }
    }

    /// Its text.
    #[must_use]
    pub fn text(&self) -> &str {
        self.input.value()
    }

    /// Another text, the cursor at its end.
    pub fn set(&mut self, text: &str) {
        self.input = Input::new(one_line(text));
    }

    /// Whether it is empty.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.input.value().is_empty()
    }

    /// Takes a key: printable ones are inserted, the readline keys move and delete.
    pub fn key(&mut self, key: KeyEvent) -> Typed {
        let Some(request) = request(key) else { return Typed::Passed };
        self.input.handle(request);
        Typed::Taken
    }

    /// Inserts pasted text; its line breaks become spaces.
    pub fn paste(&mut self, pasted: &str) {
        let pasted = one_line(pasted);
        let at = self.input.cursor();
        // At once: letter by letter every one would be counted anew for the next.
        let value = self.input.value();
        let split = value.char_indices().nth(at).map_or(value.len(), |(byte, _)| byte);
        let (before, after) = value.split_at_checked(split).unwrap_or((value, ""));
        let whole = format!("{before}{pasted}{after}");
        self.input = Input::new(whole).with_cursor(at + pasted.chars().count());
    }

    /// Draws the field in `cells`; with `here` it is reversed and the terminal's cursor stands in it.
    pub fn draw(&self, pen: &mut Pen<'_>, (x, y): (u16, u16), cells: u16, here: super::list::Keys) {
        let focused = here == super::list::Keys::Here;
        let role = if focused { Role::Focus } else { Role::Plain };
        let value = self.input.value();
        let before: String = value.chars().take(self.input.cursor()).collect();
        let before = text::width(&safe::one_line(&before));
        let clean = safe::one_line(value);
        if !focused {
            pen.text(x, y, cells, &text::cut(&clean, cells), role);
            return;
        }
        // The cursor needs a cell of its own after the text.
        let scroll = before.saturating_add(1).saturating_sub(cells);
        let (shown, skipped) = skip(&clean, scroll);
        pen.fill(x, y, cells, " ", role);
        pen.text(x, y, cells, shown, role);
        pen.cursor = Some((x + before.saturating_sub(skipped).min(cells.saturating_sub(1)), y));
    }
}

/// The rest of the text after at least `cells` cells, and how many were skipped: whole graphemes only.
fn skip(words: &str, cells: u16) -> (&str, u16) {
    let mut kept = text::take(words, cells);
    if text::width(kept) < cells {
        let next = text::take(words, cells.saturating_add(1));
        kept = next;
    }
    (words.get(kept.len()..).unwrap_or(""), text::width(kept))
}

/// Text without line breaks; tabs become spaces. Other characters are kept as they are.
fn one_line(text: &str) -> String {
    text.trim_end_matches(['\n', '\r']).replace("\r\n", " ").replace(['\n', '\r', '\t'], " ")
}

/// Whether the key types a character.
#[must_use]
pub fn printable(key: KeyEvent) -> Option<char> {
    match key.code {
        KeyCode::Char(typed) if !key.modifiers.intersects(KeyModifiers::CONTROL | KeyModifiers::ALT) => {
            Some(typed)
        }
        _ => None,
    }
}

fn request(key: KeyEvent) -> Option<InputRequest> {
    if let Some(typed) = printable(key) {
        return Some(InputRequest::InsertChar(typed));
    }
    let control = key.modifiers.contains(KeyModifiers::CONTROL);
    Some(match key.code {
        KeyCode::Char('a') if control => InputRequest::GoToStart,
        KeyCode::Char('e') if control => InputRequest::GoToEnd,
        KeyCode::Char('k') if control => InputRequest::DeleteTillEnd,
        KeyCode::Char('u') if control => InputRequest::DeleteFromStart,
        KeyCode::Char('w') if control => InputRequest::DeletePrevWord,
        KeyCode::Char('d') if control => InputRequest::DeleteNextChar,
        KeyCode::Char('b') if control => InputRequest::GoToPrevChar,
        KeyCode::Char('f') if control => InputRequest::GoToNextChar,
        KeyCode::Char('y') if control => InputRequest::Yank,
        KeyCode::Left if control => InputRequest::GoToPrevWord,
        KeyCode::Right if control => InputRequest::GoToNextWord,
        KeyCode::Left => InputRequest::GoToPrevChar,
        KeyCode::Right => InputRequest::GoToNextChar,
        KeyCode::Home => InputRequest::GoToStart,
        KeyCode::End => InputRequest::GoToEnd,
        KeyCode::Backspace => InputRequest::DeletePrevChar,
        KeyCode::Delete => InputRequest::DeleteNextChar,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use ratatui::{buffer::Buffer, layout::Rect};

    use super::*;
    use crate::tui::{testing::lines, theme::Theme, widgets::list::Keys};

    fn press(code: KeyCode, modifiers: KeyModifiers) -> KeyEvent {
        KeyEvent::new(code, modifiers)
    }

    #[test]
    fn every_printable_character_is_inserted() {
        let mut field = Field::default();
        let typed: String = (' '..='~').chain("äßéü田中한👩‍👩‍👧€¿".chars()).collect();
        for character in typed.chars() {
            assert_eq!(field.key(press(KeyCode::Char(character), KeyModifiers::NONE)), Typed::Taken);
        }
        assert_eq!(field.text(), typed);
    }

    #[test]
    fn readline_keys_edit() {
        let mut field = Field::new("call Ann today");
        field.key(press(KeyCode::Char('w'), KeyModifiers::CONTROL));
        assert_eq!(field.text(), "call Ann ");
        field.key(press(KeyCode::Char('a'), KeyModifiers::CONTROL));
        field.key(press(KeyCode::Char('k'), KeyModifiers::CONTROL));
        assert_eq!(field.text(), "");
    }

    #[test]
    fn the_cursor_is_always_inside_the_field() {
        let mut field = Field::new("");
        for character in "a long text with 田中裕子 and more, more, more".chars() {
            field.key(press(KeyCode::Char(character), KeyModifiers::NONE));
            for cells in [1_u16, 2, 7, 30] {
                let area = Rect::new(0, 0, 40, 1);
                let mut buffer = Buffer::empty(area);
                let mut pen = Pen::new(&mut buffer, Theme::default());
                field.draw(&mut pen, (3, 0), cells, Keys::Here);
                let (x, _) = pen.cursor.unwrap();
                assert!((3..3 + cells).contains(&x));
                assert!(!lines(&buffer)[0].is_empty());
            }
        }
    }

    #[test]
    fn pasted_lines_become_one() {
        let mut field = Field::new("a ");
        field.paste("one\ntwo\tthree\r\n");
        assert_eq!(field.text(), "a one two three");
    }
}
