//! What a command answers, and how it is written: text for people, one JSON document for programs.
//!
//! **Invariant:** every text from outside passes `domain::safe` on its way out; stdout carries the
//! answer and nothing else; a closed pipe is no error.

use std::io::{self, IsTerminal as _, Write as _};

use comfy_table::{ContentArrangement, Table, presets};
use serde_json::{Value as Json, json};
use unicode_width::UnicodeWidthStr as _;

use super::instead;
use crate::domain::{
    action::Receipt,
    rejection::{Rejection, Why},
    safe,
};

/// Done.
pub(super) const DONE: u8 = 0;
/// A rule said no.
pub(super) const REFUSED: u8 = 1;
/// The command line could not be understood, or a name fits several.
pub(super) const USAGE: u8 = 2;
/// The book or the system failed.
pub(super) const FAILED: u8 = 3;

/// The exit code of a refusal.
pub(super) fn code(no: &Rejection) -> u8 {
    match no.why {
        Why::Rule | Why::Stale => REFUSED,
        Why::Ambiguous => USAGE,
        Why::Fault => FAILED,
    }
}

/// The same refusal as a fault of the command line: what was typed could not be read.
pub(super) fn usage(mut no: Rejection) -> Rejection {
    no.why = Why::Ambiguous;
    no
}

/// For people or for programs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    /// Lines and tables.
    Text,
    /// One JSON document.
    Json,
}

/// How tables are drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Rules {
    /// Blanks only: into a pipe.
    None,
    /// Lines of `-`.
    Ascii,
    /// Drawn lines.
    Drawn,
}

/// How answers are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Format {
    /// For whom.
    pub(super) shape: Shape,
    /// How tables are drawn.
    pub(super) rules: Rules,
}

impl Format {
    /// The format for stdout as it is.
    pub(super) fn of_stdout(shape: Shape, is_ascii: bool) -> Self {
        let rules = match (io::stdout().is_terminal(), is_ascii) {
            (false, _) => Rules::None,
            (true, true) => Rules::Ascii,
            (true, false) => Rules::Drawn,
        };
        Self { shape, rules }
    }

    /// A cell of a table: cut to `width` characters on a terminal, whole where a program or a page reads it.
    pub(super) fn cell(self, text: &str, width: usize) -> String {
        match self.rules {
            Rules::None => safe::one_line(text.trim()).into_owned(),
            Rules::Ascii | Rules::Drawn => clip(text, width),
        }
    }
}

/// What a command answers.
#[derive(Debug, Clone, Default)]
pub(super) struct Answer {
    /// For people; without the last line break.
    pub(super) text: String,
    /// For programs.
    pub(super) json: Json,
    /// Said beside the answer, on stderr.
    pub(super) notes: Vec<String>,
    /// Bytes to write as they are, instead of both.
    pub(super) bytes: Option<Vec<u8>>,
    /// The exit code.
    pub(super) code: u8,
}

impl Answer {
    /// An answer for people and for programs.
    pub(super) fn new(text: impl Into<String>, json: Json) -> Self {
        Self { text: text.into(), json, ..Self::default() }
    }

    /// Bytes that are written as they are.
    pub(super) fn bytes(bytes: Vec<u8>) -> Self {
        Self { bytes: Some(bytes), ..Self::default() }
    }

    /// The one line of a receipt.
    pub(super) fn receipt(receipt: &Receipt) -> Self {
        let summary = safe::one_line(&receipt.summary);
        let text = match receipt.op {
            0 => format!("no change  {summary}"),
            op => format!("op {op}  {summary}"),
        };
        Self::new(text, json!(receipt))
    }

    /// The same answer with a note for stderr.
    pub(super) fn noting(mut self, note: impl Into<String>) -> Self {
        self.notes.push(note.into());
        self
    }
}

/// A table whose cells are made safe; columns are two blanks apart, the last one not padded.
pub(super) fn table(format: Format, header: &[&str], rows: Vec<Vec<String>>) -> String {
    if format.rules == Rules::None {
        return plain_table(header, &rows);
    }
    let mut table = Table::new();
    table.set_content_arrangement(ContentArrangement::Disabled);
    table.load_style(match format.rules {
        Rules::Ascii => presets::ASCII_HORIZONTAL_ONLY,
        Rules::None | Rules::Drawn => presets::UTF8_HORIZONTAL_ONLY,
    });
    table.set_header(header.to_vec());
    for row in rows {
        table.add_row(row.iter().map(|cell| safe::one_line(cell).into_owned()).collect::<Vec<_>>());
    }
    let lines: Vec<String> = table.lines().map(|line| line.trim_end().to_owned()).collect();
    lines.join("\n")
}

/// The widest column of a table without lines; a longer cell pushes the rest of its own row only.
const WIDEST: usize = 100;

/// One line for each row, nothing cut.
fn plain_table(header: &[&str], rows: &[Vec<String>]) -> String {
    let head: Vec<String> = header.iter().map(|cell| (*cell).to_owned()).collect();
    let lines: Vec<Vec<String>> = std::iter::once(&head)
        .chain(rows)
        .map(|row| row.iter().map(|cell| safe::one_line(cell).into_owned()).collect())
        .collect();
    let width_of = |column: usize| {
        let cells = lines.iter().filter_map(|line| line.get(column));
        cells.map(|cell| cell.width()).filter(|width| *width <= WIDEST).max().unwrap_or(0)
    };
    let widths: Vec<usize> = (0..header.len()).map(width_of).collect();
    let mut out = String::new();
    for line in &lines {
        let mut text = String::new();
        for (cell, width) in line.iter().zip(&widths) {
            text.push_str(cell);
            text.extend(std::iter::repeat_n(' ', width.saturating_sub(cell.width()).saturating_add(2)));
        }
        out.push_str(text.trim_end());
        out.push('\n');
    }
    out.pop();
    out
}

/// Text with at most `width` characters on one line.
fn clip(text: &str, width: usize) -> String {
    // Cleaned first: what is not shown takes no room.
    let line = safe::one_line(text.lines().next().unwrap_or(""));
    if line.chars().count() <= width {
        return line.into_owned();
    }
    let cut: String = line.chars().take(width.saturating_sub(3)).collect();
    format!("{}...", cut.trim_end())
}

/// Writes an answer to stdout and its notes to stderr; gives the exit code.
pub(super) fn print(answer: &Answer, format: Format, layout: Layout) -> u8 {
    for note in &answer.notes {
        complain(&format!("{}\n", safe::one_line(&brief(note))));
    }
    let written = match (&answer.bytes, format.shape) {
        (Some(bytes), _) => write(bytes),
        (None, Shape::Json) => write(json_text(&answer.json, layout).as_bytes()),
        (None, Shape::Text) if answer.text.is_empty() => Ok(()),
        (None, Shape::Text) => write(format!("{}\n", safe::lines(&answer.text)).as_bytes()),
    };
    match written {
        Ok(()) => answer.code,
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => answer.code,
        Err(error) => {
            let why = error.to_string();
            let why = why.split(" (os error").next().unwrap_or_default();
            complain(&brief(&format!("The answer could not be written: {why}. What was done is saved.\n")));
            FAILED
        }
    }
}

/// Whether a file that was named stands for standard output.
pub(super) fn is_stdout(file: &std::path::Path) -> bool {
    file.as_os_str() == "-"
}

/// The longest line of a refusal or a note, and the longest word in it, in characters: what was typed may be
/// a whole book.
const LONGEST: (usize, usize) = (4_000, 400);

/// A line that says what was typed without repeating all of it, and without the numbers of the system.
pub(super) fn brief(line: &str) -> String {
    let line = without(without(line, " (os error ", ")"), " at path \"", "\"");
    let is_short = line.len() <= LONGEST.1;
    let words = line.split(' ').map(|word| if is_short { word.to_owned() } else { clip(word, LONGEST.1) });
    clip_words(&words.collect::<Vec<_>>().join(" "), LONGEST.0)
}

/// The text without the first part that begins and ends so.
fn without(text: impl AsRef<str>, begins: &str, ends: &str) -> String {
    let text = text.as_ref();
    let cut = text.split_once(begins).and_then(|(before, rest)| Some((before, rest.split_once(ends)?.1)));
    cut.map_or_else(|| text.to_owned(), |(before, after)| format!("{before}{after}"))
}

fn clip_words(text: &str, most: usize) -> String {
    if text.chars().count() <= most {
        return text.to_owned();
    }
    let cut: String = text.chars().take(most).collect();
    format!("{}...", cut.trim_end())
}

/// Says on stderr why not; gives the exit code.
pub(super) fn refuse(no: &Rejection, shape: Shape, line: Option<usize>) -> u8 {
    let message = brief(&no.message);
    let no = &Rejection { message, ..no.clone() };
    let at = line.map(|line| format!("line {line}: ")).unwrap_or_default();
    match shape {
        Shape::Text => {
            let how = no.instead.map(|instead| format!(" Type: {}", instead::command(instead)));
            let said = format!("{}{}", no.message, how.unwrap_or_default());
            complain(&format!("{at}{}\n", safe::one_line(&said)));
        }
        Shape::Json => {
            let mut error = json!(no);
            if let (Some(instead), Some(error)) = (no.instead, error.as_object_mut()) {
                error.insert("type".to_owned(), json!(instead::command(instead)));
            }
            let told = json!({ "error": error, "line": line });
            complain(&json_text(&told, Layout::OneLine));
        }
    }
    code(no)
}

/// Writes to stderr; when that is gone too there is nobody to tell.
pub(super) fn complain(text: &str) {
    let _ = io::stderr().lock().write_all(text.as_bytes());
}

/// Writes to stdout and waits until it is out.
pub(super) fn write(bytes: &[u8]) -> io::Result<()> {
    let mut out = io::stdout().lock();
    out.write_all(bytes)?;
    out.flush()
}

/// Whether JSON is spread over lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Layout {
    /// Spread: one document.
    Spread,
    /// One line: one of many documents.
    OneLine,
}

/// JSON whose texts cannot move a terminal's cursor.
pub(super) fn json_text(json: &Json, layout: Layout) -> String {
    let text = match layout {
        Layout::Spread => format!("{json:#}\n"),
        Layout::OneLine => format!("{json}\n"),
    };
    safe::in_json(&text).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_reads_back_as_it_was_and_moves_no_cursor() {
        let json = json!({ "name": "a\u{1b}[2J\u{9b}2J\u{202e}b\u{e0041}ß" });
        let text = json_text(&json, Layout::OneLine);
        assert!(!text.contains(['\u{1b}', '\u{9b}', '\u{202e}', '\u{e0041}']), "{text:?}");
        assert_eq!(serde_json::from_str::<Json>(&text).unwrap(), json);
    }

    #[test]
    fn a_refusal_repeats_no_book_and_no_numbers_of_the_system() {
        let said =
            brief(&format!("{} could not be read: No such file (os error 2). Look.", "x".repeat(9_000)));
        assert!(said.len() < 500 && said.ends_with("... could not be read: No such file. Look."), "{said}");
        assert!(brief(&"word ".repeat(9_000)).len() < 4_100);
        assert_eq!(brief("two  blanks stay."), "two  blanks stay.");
    }

    #[test]
    fn a_long_cell_pushes_only_its_own_row() {
        let format = Format { shape: Shape::Text, rules: Rules::None };
        let long = "x".repeat(500);
        let rows = vec![vec![long.clone(), "1".to_owned()], vec!["短い".to_owned(), "2".to_owned()]];
        let text = table(format, &["what", "n"], rows);
        assert_eq!(text, format!("what  n\n{long}  1\n短い  2"));
        assert_eq!(format.cell(&long, 60), long);
        let drawn = Format { rules: Rules::Drawn, ..format };
        assert_eq!(drawn.cell(&long, 60).chars().count(), 60);
    }

    #[test]
    fn a_piped_table_has_no_lines_and_no_control_characters() {
        let format = Format { shape: Shape::Text, rules: Rules::None };
        let rows = vec![
            vec!["c1".to_owned(), "Evil\u{1b}[2J\nname".to_owned()],
            vec!["c2".to_owned(), "山田".to_owned()],
        ];
        let text = table(format, &["id", "name"], rows);
        assert_eq!(text.lines().count(), 3);
        assert!(text.starts_with("id  name\n") && !text.contains('\u{1b}'), "{text:?}");
    }
}
