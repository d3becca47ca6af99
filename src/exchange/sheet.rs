//! Where the header row of a table is, and whose.
//!
//! `LinkedIn` writes notes above it, spreadsheets a line `sep=;`: the first lines are tried with each
//! delimiter until one is a head somebody knows.
//!
//! **Invariant:** what stands above the head is counted, so that it can be told.

use super::{
    columns::names,
    mapping::{Mapping, dialect_of, dialects},
    read::Format,
    table::{DELIMITERS, Table},
};

/// So many records are looked at for the header row.
const MAX_ABOVE: usize = 20;

/// A table whose head was found.
pub(super) struct Sheet<'a> {
    pub(super) format: Format,
    pub(super) mapping: Mapping,
    pub(super) head: Vec<String>,
    /// What stands below the head.
    pub(super) table: Table<'a>,
    /// How many records stand above it.
    pub(super) above: usize,
}

/// The head that a known program wrote.
pub(super) fn known(text: &str) -> Option<Sheet<'_>> {
    let dialects = dialects();
    records(text).find_map(|(above, cells, table)| {
        let head = names(&cells);
        let (format, mapping) = dialect_of(&dialects, &head)?;
        let mapping = match format {
            // Known by the names of their fields only: a table exported from them may name its columns otherwise.
            Format::Redtail | Format::Wealthbox | Format::Salesforce => mapping.completed(&head),
            _ => mapping.clone(),
        };
        Some(Sheet { format: *format, mapping, head, table, above })
    })
}

/// The head in which most columns of this mapping are found.
pub(super) fn mapped<'a>(text: &'a str, mapping: &Mapping) -> Sheet<'a> {
    let (above, head, table) = best(text, |head| mapping.found_in(head));
    Sheet { format: Format::Mapped, mapping: mapping.clone(), head, table, above }
}

/// A record that may be the head: how many stand above it, its names, and the table below it.
type Head<'a> = (usize, Vec<String>, Table<'a>);

/// The first of the heads that score highest, of equals the one with most columns that have a name.
pub(super) fn best(text: &str, score: impl Fn(&[String]) -> usize) -> Head<'_> {
    let mut best = ((0, 0), (0, Vec::new(), Table::parted_by(b',', text)));
    for (above, cells, table) in records(text) {
        let filled = cells.iter().filter(|cell| !cell.trim().is_empty()).count();
        let head = names(&cells);
        let is = (score(&head), filled);
        if is > best.0 {
            best = (is, (above, head, table));
        }
    }
    best.1
}

/// The first records of a text, with each delimiter.
fn records(text: &str) -> impl Iterator<Item = Head<'_>> {
    DELIMITERS.into_iter().flat_map(move |delimiter| {
        let mut table = Table::parted_by(delimiter, text);
        (0..MAX_ABOVE).map_while(move |above| {
            let record = table.next()?;
            // Half a head is none.
            let cells = if record.damage.is_none() { record.cells } else { Vec::new() };
            Some((above, cells, table.clone()))
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_delimiter_is_seen() {
        for (text, head) in [
            ("a;b;c\n1;2,5;3\n", &["a", "b", "c"][..]),
            ("a\tb\n1\t2\n", &["a", "b"]),
            ("a,b\n1,2\n", &["a", "b"]),
            ("a\n1\n", &["a"]),
            ("Clients, as of today\n\na;b;c\n1;2;3\n", &["a", "b", "c"]),
        ] {
            assert_eq!(best(text, |_| 0).1, head, "{text}");
        }
        for sign in [",", ";", "\t"] {
            let text = ["First Name", "Last Name", "Labels"].join(sign) + "\n";
            assert_eq!(known(&text).map(|found| found.format), Some(Format::GoogleCsv), "{sign:?}");
        }
    }

    #[test]
    fn a_head_is_looked_for_in_the_first_records_only() {
        let below = |lines: usize| "note\n".repeat(lines) + "First Name,Labels\n";
        assert_eq!(known(&below(MAX_ABOVE - 1)).map(|found| found.above), Some(MAX_ABOVE - 1));
        assert!(known(&below(MAX_ABOVE)).is_none());
    }
}
