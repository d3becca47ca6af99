//! Rows as CSV (RFC 4180, UTF-8) that a spreadsheet opens and does not obey.
//!
//! A cell that a spreadsheet would run (it begins with `=`, `+`, `-`, `@`, a tab or a line end) gets an apostrophe
//! before it. A telephone number, a negative number and a day without year begin with `+` or `-` too and hold nothing
//! but digits and the signs between them: there is nothing to run in them and they stay as they are.
//!
//! What speaks to a terminal, turns text round, hides in it or floods it goes out as the screen has it, raw cells too: the
//! whole book as JSON is the export that keeps it.
//!
//! **Invariant:** unless asked for, no cell goes out that a spreadsheet takes for a formula.

use crate::domain::safe;

/// What becomes of cells that look like formulas.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Cells {
    /// They get an apostrophe before them.
    #[default]
    Harmless,
    /// They go out as they stand in the book, for programs that are no spreadsheet.
    Raw,
}

/// How a file of CSV begins.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Mark {
    /// With its head.
    #[default]
    None,
    /// With the mark by which Excel knows UTF-8.
    Utf8,
}

/// How a table goes out.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Style {
    /// Its cells.
    pub cells: Cells,
    /// Its beginning.
    pub mark: Mark,
}

/// A table being written.
#[derive(Debug)]
pub(super) struct Csv {
    text: String,
    style: Style,
}

impl Csv {
    /// A table with this head; the head is written as it is, for its names are the program's own.
    pub(super) fn new<'a>(head: impl IntoIterator<Item = &'a str>, style: Style) -> Self {
        let mut csv = Self { text: String::new(), style: Style { cells: Cells::Raw, ..style } };
        if style.mark == Mark::Utf8 {
            csv.text.push('\u{FEFF}');
        }
        csv.row(head);
        csv.style = style;
        csv
    }

    /// Adds a row.
    pub(super) fn row<'a>(&mut self, cells: impl IntoIterator<Item = &'a str>) {
        for (number, cell) in cells.into_iter().enumerate() {
            if number > 0 {
                self.text.push(',');
            }
            self.cell(cell);
        }
        self.text.push_str("\r\n");
    }

    fn cell(&mut self, cell: &str) {
        let cell = safe::in_file(cell);
        let cell = cell.as_ref();
        let guarded = self.style.cells == Cells::Harmless && is_formula(cell);
        let quoted = cell.contains(['"', ',', ';', '\r', '\n', '\t']) || cell.trim().len() != cell.len();
        if quoted {
            self.text.push('"');
        }
        if guarded {
            self.text.push('\'');
        }
        if quoted {
            self.text.push_str(&cell.replace('"', "\"\""));
            self.text.push('"');
        } else {
            self.text.push_str(cell);
        }
    }

    /// The bytes of the file.
    pub(super) fn into_bytes(self) -> Vec<u8> {
        self.text.into_bytes()
    }
}

/// Whether a spreadsheet could take the cell for a formula.
///
/// The wide signs count in the Excel of East Asia; blanks before the sign are skipped by some programs.
fn is_formula(cell: &str) -> bool {
    if cell.starts_with(['\t', '\r', '\n']) {
        return true;
    }
    let mut signs = cell.trim_start().chars();
    match signs.next() {
        Some('=' | '@' | '＝' | '＠') => true,
        Some('+' | '-' | '＋' | '－') => {
            !signs.all(|sign| sign.is_ascii_digit() || matches!(sign, ' ' | '-' | '(' | ')' | '.' | '/'))
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(cells: &[&str], style: Style) -> String {
        let mut csv = Csv::new(["a"], style);
        csv.row(cells.iter().copied());
        String::from_utf8(csv.into_bytes()).unwrap()
    }

    #[test]
    fn what_a_spreadsheet_would_run_gets_an_apostrophe() {
        for cell in [
            "=1+1",
            "=cmd|' /C calc'!A0",
            "+cmd|' /C calc'!A0",
            "-2+3+cmd|' /C calc'!A0",
            "@SUM(A1)",
            "\t=1",
            "\r=1",
            "\n=1",
            "  =1",
            "+A1",
            "-A1",
            "+1*2",
            "＝1",
            "＠x",
            "--",
        ] {
            let out = line(&[cell], Style::default());
            let body = out.strip_prefix("a\r\n").unwrap();
            let is_guarded = body.starts_with('\'') || body.starts_with("\"'");
            assert_eq!(is_guarded, cell != "--", "{cell:?} became {body:?}");
            let raw = line(&[cell], Style { cells: Cells::Raw, ..Style::default() });
            assert!(!raw.contains('\'') || cell.contains('\''), "{raw:?}");
        }
    }

    #[test]
    fn a_telephone_a_negative_number_and_a_day_without_year_stay() {
        for cell in ["+1 (503) 555-0142", "+35386.555/0199", "-1200.50", "--02-29", "Ann", "a=b", "'x", ""] {
            assert_eq!(line(&[cell], Style::default()), format!("a\r\n{cell}\r\n"));
        }
    }

    #[test]
    fn signs_of_the_format_are_quoted() {
        assert_eq!(
            line(&["a,b", "c\"d", "e\nf", " g", "h;i"], Style::default()),
            "a\r\n\"a,b\",\"c\"\"d\",\"e\nf\",\" g\",\"h;i\"\r\n"
        );
    }

    #[test]
    fn excel_is_told_that_it_is_utf_8() {
        assert!(line(&["é"], Style { mark: Mark::Utf8, ..Style::default() }).starts_with("\u{FEFF}a\r\n"));
    }
}
