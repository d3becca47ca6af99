//! Delimited text (CSV), record by record, with file lines that stay right.
//!
//! The csv crate swallows the rest of the file after one open quote and cannot say where it began;
//! here the damage stays with its own row and reading goes on with the next line.
//!
//! **Invariant:** no text of the file is skipped but blank lines.

use std::mem;

use super::read::{MAX_COLUMNS, MAX_FIELD};

/// After so many open quotes the rest of the file is one refused row: it is no such file.
const MAX_OPEN_QUOTES: usize = 1000;

/// What can part the cells of a line.
pub(super) const DELIMITERS: [u8; 3] = [b',', b';', b'\t'];

/// One record of the file.
#[derive(Debug, PartialEq)]
pub(super) struct Record {
    /// The line it begins on, from 1.
    pub(super) line: usize,
    /// Its cells; of a damaged one those before the damage.
    pub(super) cells: Vec<String>,
    /// Why it is not to be trusted.
    pub(super) damage: Option<String>,
}

/// The records of a text; a copy goes on from the same place.
#[derive(Clone)]
pub(super) struct Table<'a> {
    text: &'a str,
    delimiter: u8,
    at: usize,
    line: usize,
    open_quotes: usize,
    cells: Cells,
    /// Where the line that was looked at last ends.
    line_end: usize,
}

/// What becomes of the cells of a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Cells {
    Kept,
    /// Only whether there is anything: records are counted.
    Seen,
}

enum State {
    /// At the start of a cell or in one without quotes.
    Plain,
    Quoted,
    /// Behind the closing quote.
    Closed,
}

impl<'a> Table<'a> {
    /// The table of `text` with that delimiter.
    pub(super) fn parted_by(delimiter: u8, text: &'a str) -> Self {
        Self { text, delimiter, at: 0, line: 1, open_quotes: 0, cells: Cells::Kept, line_end: 0 }
    }

    /// Whether more than so many records follow; they are counted and not kept, and no further than that.
    pub(super) fn is_longer_than(&self, most: usize) -> bool {
        let rest = self.text.as_bytes().get(self.at..).unwrap_or_default();
        let lines = rest.split(|byte| *byte == b'\n').count();
        lines > most && Self { cells: Cells::Seen, ..self.clone() }.nth(most).is_some()
    }

    fn record(&mut self) -> Record {
        let (start, line) = (self.at, self.line);
        let mut record = Record { line, cells: Vec::new(), damage: None };
        let mut cell = Vec::new();
        let mut state = State::Plain;
        let mut quote_line = line;
        let bytes = self.text.as_bytes();
        loop {
            let byte = bytes.get(self.at).copied();
            self.at += usize::from(byte.is_some());
            self.line += usize::from(byte == Some(b'\n'));
            match (&state, byte) {
                (State::Quoted, Some(b'"')) if bytes.get(self.at) == Some(&b'"') => {
                    self.at += 1;
                    cell.push(b'"');
                }
                (State::Quoted, Some(b'"')) => state = State::Closed,
                (State::Plain | State::Closed, None | Some(b'\n')) => {
                    self.finish(&mut record, &mut cell, &state);
                    return record;
                }
                (_, Some(sign)) if sign == self.delimiter && !matches!(state, State::Quoted) => {
                    self.finish(&mut record, &mut cell, &state);
                    state = State::Plain;
                }
                (State::Plain, Some(b'"')) if cell.is_empty() => {
                    state = State::Quoted;
                    quote_line = self.line;
                }
                (State::Closed, Some(b'\r')) => {}
                (State::Plain, Some(sign)) => {
                    cell.push(sign);
                    self.plain(&mut cell);
                }
                (State::Quoted, Some(sign)) if cell.len() <= MAX_FIELD => cell.push(sign),
                // It may be closed further on, which would be read through the whole file for every such quote.
                (State::Quoted, Some(_)) => {
                    let most = MAX_FIELD >> 20;
                    let why = format!(
                        "the cell with a quotation mark on line {quote_line} is larger than {most} MiB, or \
                         the mark is left open"
                    );
                    return self.left(record, start, why);
                }
                // The text ended or text stands behind the closing quote: then that one closed nothing and
                // the quote before it was left open.
                (State::Quoted | State::Closed, _) => {
                    let why = format!("a quotation mark is left open on line {quote_line}");
                    return self.left(record, start, why);
                }
            }
        }
    }

    /// Takes the rest of a cell without quotes at once: a giant one costs no more than finding its end.
    fn plain(&mut self, cell: &mut Vec<u8>) {
        // Within a character of several bytes there is no slice: it goes on byte by byte.
        let Some(rest) = self.text.get(self.at..) else { return };
        if self.line_end < self.at {
            self.line_end = rest.find('\n').map_or(self.text.len(), |end| self.at + end);
        }
        let rest = rest.get(..self.line_end.saturating_sub(self.at)).unwrap_or("");
        let end = rest.find(char::from(self.delimiter)).unwrap_or(rest.len());
        cell.extend_from_slice(rest.get(..end).unwrap_or(rest).as_bytes());
        self.at += end;
    }

    /// Cells are cut at ASCII bytes only, so what was text stays text.
    fn finish(&self, record: &mut Record, cell: &mut Vec<u8>, state: &State) {
        if self.cells == Cells::Seen {
            // A row is blank when it has one cell and that is blank.
            let some = usize::from(!cell.trim_ascii().is_empty()) + 1;
            let cells = (record.cells.len() + some).min(2);
            record.cells.resize(cells, String::new());
            return cell.clear();
        }
        // A line of nothing but commas would take memory many times its size.
        if record.cells.len() >= MAX_COLUMNS {
            record.damage.get_or_insert_with(|| format!("it has more than {MAX_COLUMNS} columns"));
            return cell.clear();
        }
        let mut text = String::from_utf8(mem::take(cell)).unwrap_or_default();
        if matches!(state, State::Plain) && text.ends_with('\r') {
            text.pop();
        }
        record.cells.push(if text.contains("\r\n") { text.replace("\r\n", "\n") } else { text });
    }

    /// Gives up on a record with a quote that has no end; reading goes on with the line after its first.
    fn left(&mut self, mut record: Record, start: usize, why: String) -> Record {
        self.open_quotes += 1;
        record.damage = Some(why);
        let rest = self.text.get(start..).unwrap_or("");
        match rest.find('\n') {
            Some(end) if self.open_quotes < MAX_OPEN_QUOTES => self.at = start + end + 1,
            _ => self.at = self.text.len(),
        }
        self.line = record.line + 1;
        // One has gone back.
        self.line_end = 0;
        record
    }
}

impl Iterator for Table<'_> {
    type Item = Record;

    fn next(&mut self) -> Option<Record> {
        while self.at < self.text.len() {
            let record = self.record();
            let blank = record.damage.is_none() && record.cells.iter().all(|cell| cell.trim().is_empty());
            if !blank || record.cells.len() > 1 {
                return Some(record);
            }
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(text: &str) -> Vec<(usize, Vec<String>, Option<String>)> {
        parted(b',', text)
    }

    fn parted(delimiter: u8, text: &str) -> Vec<(usize, Vec<String>, Option<String>)> {
        Table::parted_by(delimiter, text).map(|record| (record.line, record.cells, record.damage)).collect()
    }

    #[test]
    fn lines_are_file_lines() {
        let rows = lines("a,b\r\n\"x\r\ny\",2\r\n\r\n3,\"he said \"\"no\"\"\"\r\n");
        assert_eq!(rows.iter().map(|row| row.0).collect::<Vec<_>>(), [1, 2, 5]);
        assert_eq!(rows[1].1, ["x\ny", "2"]);
        assert_eq!(rows[2].1, ["3", "he said \"no\""]);
    }

    #[test]
    fn an_open_quote_damages_its_own_row_only() {
        let rows = lines("a,b\n1,\"open\n2,3\n4,5");
        assert_eq!(rows[1].2.as_deref(), Some("a quotation mark is left open on line 2"));
        assert_eq!(rows[2].1, ["2", "3"]);
        assert_eq!(rows[3].1, ["4", "5"]);
        let closed_by_the_next = lines("a,b\n1,\"open\n2,\"three\"\n4,5");
        assert_eq!(closed_by_the_next.len(), 4);
        assert_eq!(closed_by_the_next[2].1, ["2", "three"]);
    }

    #[test]
    fn a_giant_cell_in_quotes_is_told_by_its_size() {
        let rows = lines(&format!("a,b\n1,\"{}\"\n2,3\n", "x".repeat(MAX_FIELD + 9)));
        let why = "the cell with a quotation mark on line 2 is larger than 1 MiB, or the mark is left open";
        assert_eq!(rows[1].2.as_deref(), Some(why));
        assert_eq!(rows[2].1, ["2", "3"]);
    }

    #[test]
    fn cells_are_parted_at_the_delimiter_only() {
        assert_eq!(parted(b';', "a;b;c\n1;2,5;3\n")[1].1, ["1", "2,5", "3"]);
        assert_eq!(parted(b'\t', "a\tb\n1\t2\n")[1].1, ["1", "2"]);
        assert_eq!(lines("a\n1\n")[1].1, ["1"]);
    }

    #[test]
    fn a_row_of_too_many_columns_is_damaged_alone() {
        let rows = lines(&("a,b\n".to_owned() + &",".repeat(MAX_COLUMNS) + "\n1,2\n"));
        assert_eq!(rows[1].2.as_deref(), Some("it has more than 1000 columns"));
        assert_eq!(rows[2].1, ["1", "2"]);
    }

    #[test]
    fn a_giant_cell_is_read_at_once() {
        let text = format!("é{},b\n{}\nüx,y\n", "x".repeat(32 << 20), ",".repeat(MAX_COLUMNS - 1));
        let begun = std::time::Instant::now();
        let rows = lines(&text);
        assert_eq!((rows[0].1[0].len(), rows[0].1[1].as_str()), ((32 << 20) + 2, "b"));
        assert_eq!((rows[1].1.len(), &rows[2].1), (MAX_COLUMNS, &vec!["üx".to_owned(), "y".to_owned()]));
        assert!(begun.elapsed().as_secs() < 5, "{:?}", begun.elapsed());
    }

    #[test]
    fn rows_are_counted_as_they_are_read() {
        for text in [
            "a,b\n1,2\n\n3,4",
            "a\n\n \nb\r\n\r\n",
            "a,\"b\nc\nd\"\n\n,\n",
            "a,b\n1,\"open\n2,3\n4,5",
            "",
            "\"x\"y,\n\n\n,",
        ] {
            let table = Table::parted_by(b',', text);
            let count = table.clone().count();
            let longer: Vec<bool> = (0..9).map(|most| table.is_longer_than(most)).collect();
            let wanted: Vec<bool> = (0..9).map(|most| count > most).collect();
            assert_eq!(longer, wanted, "{text:?}");
        }
    }

    #[test]
    fn a_row_of_empty_cells_is_a_row() {
        assert_eq!(lines("a,b\n,\n\n").len(), 2);
    }

    #[test]
    fn a_file_of_open_quotes_ends() {
        let text = "a,b\n".to_owned() + &"\"x\"y,\n".repeat(5000);
        assert_eq!(lines(&text).len(), 1 + MAX_OPEN_QUOTES);
    }
}
