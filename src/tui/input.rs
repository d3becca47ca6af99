//! Bytes of the terminal to keys.
//!
//! crossterm's own reader is not used: it waits on a second poll of its own, blocks inside a half-arrived
//! sequence, leaves bytes past the first thousand unread until the next key, and loops for ever on a terminal
//! that is gone.
//!
//! **Invariant:** every byte is used once; what is no key is dropped, what is half a key waits for the rest.

use ratatui::crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

use super::msg::{Mouse, Msg};

const PASTE_START: &[u8] = b"\x1b[200~";
const PASTE_END: &[u8] = b"\x1b[201~";

/// The most bytes of a paste that are kept: more than any field takes, so that it is refused there and never shortened
/// in silence.
const LONGEST_PASTE: usize = 2 << 20;

/// Collects bytes and gives out what they mean.
#[derive(Debug, Default)]
pub struct Decoder {
    bytes: Vec<u8>,
    /// So far the end of a paste was looked for.
    searched: usize,
}

/// What the first bytes are.
enum Step {
    /// Something happened; it took this many bytes.
    Got(Option<Msg>, usize),
    /// More bytes must come.
    Wait,
}

impl Decoder {
    /// Takes bytes as they arrive.
    pub fn feed(&mut self, bytes: &[u8]) {
        self.bytes.extend_from_slice(bytes);
    }

    /// The next thing that happened, when its bytes are complete.
    pub fn take(&mut self) -> Option<Msg> {
        while !self.bytes.is_empty() {
            let step = if self.bytes.starts_with(PASTE_START) { self.paste() } else { step(&self.bytes) };
            match step {
                Step::Wait => return None,
                Step::Got(found, used) => {
                    self.bytes.drain(..used.min(self.bytes.len()));
                    if found.is_some() {
                        return found;
                    }
                }
            }
        }
        None
    }

    /// A paste, once its end has come; the bytes that came before are not looked through again.
    fn paste(&mut self) -> Step {
        let from = self.searched.max(PASTE_START.len());
        let rest = self.bytes.get(from..).unwrap_or(&[]);
        let end = rest.windows(PASTE_END.len()).position(|window| window == PASTE_END);
        let Some(end) = end.map(|end| from + end) else {
            // The end itself may have come in part.
            let kept = self.bytes.len().saturating_sub(PASTE_END.len() - 1).max(PASTE_START.len());
            if kept > LONGEST_PASTE {
                self.bytes.drain(LONGEST_PASTE..kept);
            }
            self.searched = kept.min(LONGEST_PASTE);
            return Step::Wait;
        };
        self.searched = 0;
        let body = self.bytes.get(PASTE_START.len()..end).unwrap_or(&[]);
        Step::Got(Some(Msg::Paste(String::from_utf8_lossy(body).into_owned())), end + PASTE_END.len())
    }

    /// Nothing more waits at the terminal: a lone escape is the Esc key.
    pub fn rest(&mut self) -> Option<Msg> {
        let short = matches!(self.bytes.as_slice(), [0x1b] | [0x1b, b'[' | b'O']);
        if !short {
            return None;
        }
        self.bytes.remove(0);
        Some(key(KeyCode::Esc, KeyModifiers::NONE))
    }
}

fn key(code: KeyCode, modifiers: KeyModifiers) -> Msg {
    Msg::Key(KeyEvent::new(code, modifiers))
}

fn step(bytes: &[u8]) -> Step {
    let got = |code, used| Step::Got(Some(key(code, KeyModifiers::NONE)), used);
    match bytes {
        [0x1b, b'[', ..] => control_sequence(bytes),
        [] | [0x1b] | [0x1b, b'O'] => Step::Wait,
        [0x1b, b'O', last, ..] => match single_shift(*last) {
            Some(code) => got(code, 3),
            None => got(KeyCode::Esc, 1),
        },
        // Nothing needs Alt; Esc and a key pressed in one breath are two keys.
        [0x1b, ..] => got(KeyCode::Esc, 1),
        [b'\r' | b'\n', ..] => got(KeyCode::Enter, 1),
        [b'\t', ..] => got(KeyCode::Tab, 1),
        [0x7f | 0x08, ..] => got(KeyCode::Backspace, 1),
        [0, ..] => Step::Got(Some(key(KeyCode::Char(' '), KeyModifiers::CONTROL)), 1),
        [control @ 1..=0x1a, ..] => {
            let letter = char::from(control + b'a' - 1);
            Step::Got(Some(key(KeyCode::Char(letter), KeyModifiers::CONTROL)), 1)
        }
        [0x1c..=0x1f, ..] => Step::Got(None, 1),
        [first, ..] => character(bytes, *first),
    }
}

fn character(bytes: &[u8], first: u8) -> Step {
    let length = match first {
        0x00..=0x7f => 1,
        0xc2..=0xdf => 2,
        0xe0..=0xef => 3,
        0xf0..=0xf4 => 4,
        _ => return Step::Got(None, 1),
    };
    let part = bytes.get(..length.min(bytes.len())).unwrap_or(bytes);
    match std::str::from_utf8(part) {
        Ok(text) => {
            let typed = text.chars().next().filter(|typed| !typed.is_control());
            Step::Got(typed.map(|typed| key(KeyCode::Char(typed), KeyModifiers::NONE)), length)
        }
        Err(error) if error.error_len().is_none() => Step::Wait,
        Err(_) => Step::Got(None, 1),
    }
}

fn single_shift(last: u8) -> Option<KeyCode> {
    Some(match last {
        b'A' => KeyCode::Up,
        b'B' => KeyCode::Down,
        b'C' => KeyCode::Right,
        b'D' => KeyCode::Left,
        b'H' => KeyCode::Home,
        b'F' => KeyCode::End,
        b'M' => KeyCode::Enter,
        b'P'..=b'S' => KeyCode::F(last - b'P' + 1),
        _ => return None,
    })
}

fn control_sequence(bytes: &[u8]) -> Step {
    let body = bytes.get(2..).unwrap_or(&[]);
    let Some(length) = body.iter().position(|byte| !(0x20..=0x3f).contains(byte)) else {
        return Step::Wait;
    };
    let last = body.get(length).copied().unwrap_or(0);
    if !(0x40..=0x7e).contains(&last) {
        // Not a sequence after all: the escape was a key.
        return Step::Got(Some(key(KeyCode::Esc, KeyModifiers::NONE)), 1);
    }
    let words = std::str::from_utf8(body.get(..length).unwrap_or(&[])).unwrap_or("");
    Step::Got(sequence(words, last), 2 + length + 1)
}

fn sequence(words: &str, last: u8) -> Option<Msg> {
    if let Some(mouse) = words.strip_prefix('<') {
        return mouse_event(mouse, last);
    }
    let mut numbers = words.split(';').map(|word| word.parse::<u16>().unwrap_or(0));
    let first = numbers.next().unwrap_or(0);
    let bits = numbers.next().unwrap_or(1).saturating_sub(1);
    let mut modifiers = KeyModifiers::NONE;
    for (bit, modifier) in [(1, KeyModifiers::SHIFT), (2, KeyModifiers::ALT), (4, KeyModifiers::CONTROL)] {
        modifiers.set(modifier, bits & bit != 0);
    }
    let code = match last {
        b'Z' => KeyCode::BackTab,
        b'~' => match first {
            1 | 7 => KeyCode::Home,
            2 => KeyCode::Insert,
            3 => KeyCode::Delete,
            4 | 8 => KeyCode::End,
            5 => KeyCode::PageUp,
            6 => KeyCode::PageDown,
            number @ 11..=15 => KeyCode::F(u8::try_from(number - 10).unwrap_or(1)),
            number @ 17..=21 => KeyCode::F(u8::try_from(number - 11).unwrap_or(1)),
            23 => KeyCode::F(11),
            24 => KeyCode::F(12),
            _ => return None,
        },
        letter => single_shift(letter)?,
    };
    Some(key(code, modifiers))
}

/// A report of the form `button;column;line`, counted from 1.
fn mouse_event(words: &str, last: u8) -> Option<Msg> {
    let mut numbers = words.split(';').map(|word| word.parse::<u16>().unwrap_or(0));
    let (button, column, line) = (numbers.next()?, numbers.next()?, numbers.next()?);
    let (x, y) = (column.saturating_sub(1), line.saturating_sub(1));
    let mouse = match (button, last) {
        (0, b'M') => Mouse::Click(x, y),
        (64, _) => Mouse::WheelUp(x, y),
        (65, _) => Mouse::WheelDown(x, y),
        _ => return None,
    };
    Some(Msg::Mouse(mouse))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tui::command::chord;

    fn names(chunks: &[&[u8]]) -> Vec<String> {
        let mut decoder = Decoder::default();
        let mut out = Vec::new();
        let mut take = |message: Msg| {
            out.push(match message {
                Msg::Key(key) => chord::name(key),
                Msg::Paste(text) => format!("paste {text:?}"),
                other => format!("{other:?}"),
            });
        };
        for chunk in chunks {
            decoder.feed(chunk);
            while let Some(message) = decoder.take() {
                take(message);
            }
        }
        while let Some(message) = decoder.rest().or_else(|| decoder.take()) {
            take(message);
        }
        out
    }

    #[test]
    fn keys_are_read() {
        assert_eq!(
            names(&["jGé田\r\t\x7f\x13\x03".as_bytes()]),
            ["j", "G", "é", "田", "Enter", "Tab", "Backspace", "Ctrl-S", "Ctrl-C"]
        );
        assert_eq!(
            names(&[b"\x1b[A\x1bOB\x1b[Z\x1b[3~\x1b[5~\x1b[H\x1b[1;5C"]),
            ["Up", "Down", "Shift-Tab", "Delete", "PgUp", "Home", "Ctrl-Right"]
        );
    }

    #[test]
    fn a_lone_escape_is_a_key_and_so_is_one_before_another_key() {
        assert_eq!(names(&[b"\x1b"]), ["Esc"]);
        assert_eq!(names(&[b"\x1bq"]), ["Esc", "q"]);
        assert_eq!(names(&[b"\x1b\x1b"]), ["Esc", "Esc"]);
    }

    #[test]
    fn a_key_that_arrives_in_pieces_is_one_key() {
        assert_eq!(names(&[b"\xe7\x94", b"\xb0"]), ["田"]);
        assert_eq!(names(&[b"\x1b[1;", b"5C"]), ["Ctrl-Right"]);
    }

    #[test]
    fn a_paste_is_one_text_whatever_it_holds() {
        assert_eq!(
            names(&[b"a\x1b[200~one\ntwo \x1b[A q", b"\x1b[201", b"~b"]),
            ["a", "paste \"one\\ntwo \\u{1b}[A q\"", "b"]
        );
    }

    #[test]
    fn bytes_that_are_no_text_are_dropped() {
        assert_eq!(names(&[b"\xff\xfea\xc3(\x1c"]), ["a", "("]);
    }

    #[test]
    fn the_wheel_and_a_click_are_read() {
        assert_eq!(
            names(&[b"\x1b[<65;1;1M\x1b[<0;5;7M\x1b[<0;5;7m"]),
            ["Mouse(WheelDown(0, 0))", "Mouse(Click(4, 6))"]
        );
    }

    #[test]
    fn a_paste_without_end_takes_bounded_room_and_the_keys_after_it_are_read() {
        let mut decoder = Decoder::default();
        decoder.feed(PASTE_START);
        for _ in 0..8_000 {
            decoder.feed(&[b'x'; 4_096]);
            assert!(decoder.take().is_none());
        }
        assert!(decoder.bytes.len() <= LONGEST_PASTE + 4_096);
        decoder.feed(b"\x1b[20");
        assert!(decoder.take().is_none());
        decoder.feed(b"1~q");
        let Some(Msg::Paste(text)) = decoder.take() else { panic!("no paste") };
        assert!(text.len() > 1 << 20 && text.len() <= LONGEST_PASTE && text.bytes().all(|byte| byte == b'x'));
        assert!(matches!(decoder.take(), Some(Msg::Key(_))));
    }
}
