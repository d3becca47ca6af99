//! Any number of lines of text being typed.
//!
//! **Invariant:** every printable key is inserted, `Enter` is a new line, and one Backspace takes one grapheme.

use ratatui::{
    crossterm::event::{KeyCode, KeyEvent, KeyModifiers},
    layout::Rect,
};
use ratatui_textarea::{CursorMove, TextArea};
use unicode_segmentation::UnicodeSegmentation;

use super::{
    field::{Typed, printable},
    list::Keys,
    pen::Pen,
    text,
};
use crate::{domain::safe, tui::theme::Role};

/// A multi-line text field.
#[derive(Debug, Clone, Default)]
pub struct Area {
    input: TextArea<'static>,
}

/// One shown line: its text, the row it belongs to and its first character within that row.
struct Shown {
    text: String,
    row: usize,
    from: usize,
}

impl Area {
    /// A field with a text, the cursor at its end.
    #[must_use]
    pub fn new(words: &str) -> Self {
        let lines = words.replace("\r\n", "\n").split('\n').map(str::to_owned).collect();
        let mut input = TextArea::new(lines);
        input.move_cursor(CursorMove::Bottom);
        input.move_cursor(CursorMove::End);
        Self { input }
    }

    /// Its text.
    #[must_use]
    pub fn text(&self) -> String {
        self.input.lines().join("\n")
    }

    /// Inserts pasted text.
    pub fn paste(&mut self, pasted: &str) {
        self.input.insert_str(pasted.replace("\r\n", "\n").replace('\r', "\n"));
    }

    /// Takes a key.
    pub fn key(&mut self, key: KeyEvent) -> Typed {
        if let Some(typed) = printable(key) {
            self.input.insert_char(typed);
            return Typed::Taken;
        }
        let control = key.modifiers.contains(KeyModifiers::CONTROL);
        match key.code {
            KeyCode::Enter => self.input.insert_newline(),
            KeyCode::Backspace => self.delete_before(),
            KeyCode::Delete => self.delete_after(),
            KeyCode::Char('d') if control => self.delete_after(),
            KeyCode::Char('a') if control => self.input.move_cursor(CursorMove::Head),
            KeyCode::Char('e') if control => self.input.move_cursor(CursorMove::End),
            KeyCode::Char('k') if control => drop(self.input.delete_line_by_end()),
            KeyCode::Char('u') if control => drop(self.input.delete_line_by_head()),
            KeyCode::Char('w') if control => drop(self.input.delete_word()),
            KeyCode::Left if control => self.input.move_cursor(CursorMove::WordBack),
            KeyCode::Right if control => self.input.move_cursor(CursorMove::WordForward),
            KeyCode::Left => self.repeat(self.before(), CursorMove::Back),
            KeyCode::Right => self.repeat(self.after(), CursorMove::Forward),
            KeyCode::Up => self.input.move_cursor(CursorMove::Up),
            KeyCode::Down => self.input.move_cursor(CursorMove::Down),
            KeyCode::Home => self.input.move_cursor(CursorMove::Head),
            KeyCode::End => self.input.move_cursor(CursorMove::End),
            _ => return Typed::Passed,
        }
        Typed::Taken
    }

    /// Whether the cursor stands in the first or last line, where Up and Down leave the field.
    #[must_use]
    pub fn at_edge(&self, code: KeyCode) -> bool {
        let row = self.input.cursor().0;
        match code {
            KeyCode::Up => row == 0,
            KeyCode::Down => row + 1 >= self.input.lines().len(),
            _ => false,
        }
    }

    /// The lines it takes at a width.
    #[must_use]
    pub fn height(&self, cells: u16) -> u16 {
        u16::try_from(self.shown(cells).len()).unwrap_or(u16::MAX)
    }

    /// Draws the part around the cursor.
    pub fn draw(&self, pen: &mut Pen<'_>, area: Rect, keys: Keys) {
        let focused = keys == Keys::Here;
        let role = if focused { Role::Focus } else { Role::Plain };
        let lines = self.shown(area.width);
        let (line, column) = self.place(&lines);
        let height = usize::from(area.height.max(1));
        let top = if focused { (line + 1).saturating_sub(height) } else { 0 };
        for (row, shown) in (0..area.height).zip(lines.iter().skip(top)) {
            if focused {
                pen.fill(area.x, area.y + row, area.width, " ", role);
            }
            pen.text(area.x, area.y + row, area.width, &shown.text, role);
        }
        if focused {
            let y = area.y + u16::try_from(line - top).unwrap_or(0);
            pen.cursor = Some((area.x + column.min(area.width.saturating_sub(1)), y));
        }
    }

    /// The text as it is shown: long lines broken at spaces, never within a grapheme.
    fn shown(&self, cells: u16) -> Vec<Shown> {
        // One cell is kept free so that the cursor has room after the last character.
        let room = cells.saturating_sub(1).max(2);
        let mut out = Vec::new();
        for (row, line) in self.input.lines().iter().enumerate() {
            let mut rest = line.as_str();
            let mut from = 0;
            loop {
                let part = text::take(rest, room);
                let whole = part.len() == rest.len() || part.is_empty();
                let kept = match part.rfind(' ') {
                    Some(space) if !whole => rest.get(..=space).unwrap_or(part),
                    _ if whole => rest,
                    _ => part,
                };
                out.push(Shown { text: safe::one_line(kept).into_owned(), row, from });
                from += kept.chars().count();
                rest = rest.get(kept.len()..).unwrap_or("");
                if rest.is_empty() {
                    break;
                }
            }
        }
        out
    }

    fn place(&self, lines: &[Shown]) -> (usize, u16) {
        let cursor = self.input.cursor();
        let (row, column) = (cursor.0, cursor.1);
        let found = lines.iter().rposition(|line| line.row == row && line.from <= column).unwrap_or(0);
        let before: String = lines
            .get(found)
            .map(|line| line.text.chars().take(column - line.from.min(column)).collect())
            .unwrap_or_default();
        (found, text::width(&before))
    }

    fn current(&self) -> (&str, usize) {
        let cursor = self.input.cursor();
        let line = self.input.lines().get(cursor.0).map_or("", String::as_str);
        let bytes = line.char_indices().nth(cursor.1).map_or(line.len(), |(at, _)| at);
        (line, bytes)
    }

    /// Characters of the grapheme before the cursor; 1 at the start of a line.
    fn before(&self) -> usize {
        let (line, at) = self.current();
        let grapheme = line.get(..at).and_then(|text| text.graphemes(true).next_back());
        grapheme.map_or(1, |grapheme| grapheme.chars().count())
    }

    fn after(&self) -> usize {
        let (line, at) = self.current();
        let grapheme = line.get(at..).and_then(|text| text.graphemes(true).next());
        grapheme.map_or(1, |grapheme| grapheme.chars().count())
    }

    fn repeat(&mut self, times: usize, to: CursorMove) {
        for _ in 0..times {
            self.input.move_cursor(to);
        }
    }

    // The editor deletes by character, which would leave half an emoji.
    fn delete_before(&mut self) {
        for _ in 0..self.before() {
            self.input.delete_char();
        }
    }

    fn delete_after(&mut self) {
        for _ in 0..self.after() {
            self.input.delete_next_char();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn press(code: KeyCode) -> KeyEvent {
        KeyEvent::new(code, KeyModifiers::NONE)
    }

    #[test]
    fn every_printable_character_is_inserted_and_enter_is_a_new_line() {
        let mut area = Area::default();
        for character in ' '..='~' {
            area.key(press(KeyCode::Char(character)));
        }
        area.key(press(KeyCode::Enter));
        area.key(press(KeyCode::Char('é')));
        let typed: String = (' '..='~').collect();
        assert_eq!(area.text(), format!("{typed}\né"));
    }

    #[test]
    fn one_backspace_takes_a_whole_family() {
        let mut area = Area::new("a👩‍👩‍👧");
        area.key(press(KeyCode::Backspace));
        assert_eq!(area.text(), "a");
    }

    #[test]
    fn long_lines_are_shown_whole() {
        let words = "He asked why the market is up and they are not, and what we said in May.";
        let area = Area::new(words);
        for cells in 4..40 {
            let joined: String = area.shown(cells).iter().map(|line| line.text.as_str()).collect();
            assert_eq!(joined, words);
            assert!(area.shown(cells).iter().all(|line| text::width(&line.text) < cells));
        }
    }
}
