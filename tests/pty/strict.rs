//! The plainest terminal there is: a cell holds what was last written to it and nothing else.
//!
//! **Invariant:** half a wide character that was written over leaves nothing in its other cell, where kinder
//! terminals put a blank; what looks right here looks right everywhere.

/// The cells, and where the next character goes.
#[derive(Debug, Default)]
pub(crate) struct Strict {
    cells: Vec<Vec<String>>,
    at: (usize, usize),
    /// A sequence, or a character of several bytes, that is not whole yet.
    rest: Vec<u8>,
}

impl Strict {
    pub(crate) fn new(columns: u16, rows: u16) -> Self {
        let mut new = Self::default();
        new.resize(columns, rows);
        new
    }

    pub(crate) fn resize(&mut self, columns: u16, rows: u16) {
        self.cells = vec![vec![" ".to_owned(); usize::from(columns)]; usize::from(rows)];
    }

    pub(crate) fn lines(&self) -> Vec<String> {
        self.cells.iter().map(|line| line.concat().trim_end().to_owned()).collect()
    }

    pub(crate) fn process(&mut self, bytes: &[u8]) {
        self.rest.extend_from_slice(bytes);
        let bytes = std::mem::take(&mut self.rest);
        let whole = match std::str::from_utf8(&bytes) {
            Ok(text) => text,
            Err(error) => std::str::from_utf8(&bytes[..error.valid_up_to()]).unwrap(),
        };
        let mut text = whole;
        while let Some(letter) = text.chars().next() {
            text = if letter == '\u{1b}' {
                let Some(end) = sequence(text) else { break };
                self.control(&text[..end]);
                &text[end..]
            } else {
                self.put(letter);
                &text[letter.len_utf8()..]
            };
        }
        let used = whole.len() - text.len();
        self.rest = bytes[used..].to_vec();
    }

    fn control(&mut self, sequence: &str) {
        let words = sequence.strip_prefix("\u{1b}[").unwrap_or("");
        if let Some(place) = words.strip_suffix('H') {
            let mut numbers = place.split(';').map(|word| word.parse::<usize>().unwrap_or(1).max(1) - 1);
            let row = numbers.next().unwrap_or(0);
            self.at = (numbers.next().unwrap_or(0), row);
        } else if words.ends_with('J') {
            for cell in self.cells.iter_mut().flatten() {
                " ".clone_into(cell);
            }
        }
    }

    fn put(&mut self, letter: char) {
        let (x, y) = self.at;
        let wide = letter >= '\u{2e80}';
        if let Some(line) = self.cells.get_mut(y).filter(|line| x < line.len()) {
            line[x] = letter.to_string();
            if wide && x + 1 < line.len() {
                line[x + 1].clear();
            }
        }
        self.at.0 += if wide { 2 } else { 1 };
    }
}

/// Where a sequence ends; none when more of it must come.
fn sequence(text: &str) -> Option<usize> {
    if !text.starts_with("\u{1b}[") {
        return (text.len() > 1).then_some(2);
    }
    text.char_indices().skip(2).find(|(_, letter)| ('@'..='~').contains(letter)).map(|(at, _)| at + 1)
}
