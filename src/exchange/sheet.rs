//! Where the header row of a table is, and whose.
//!
//! LinkedIn writes notes above it, spreadsheets a line `sep=;`: the first lines are tried with each
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
    heads(text).find_map(|(above, head, table)| {
        let (format, mapping) = dialect_of(&dialects, &head)?;
        Some(Sheet { format: *format, mapping: mapping.clone(), head, table, above })
    })
}

/// The head in which most columns of this mapping are found; the first line when none are.
pub(super) fn mapped<'a>(text: &'a str, mapping: &Mapping) -> Sheet<'a> {
    let (above, head, table) = best(text, |head| mapping.found_in(head));
    Sheet { format: Format::Mapped, mapping: mapping.clone(), head, table, above }
}

/// The first of the heads that score highest; the first line when all score nothing.
pub(super) fn best(text: &str, score: impl Fn(&[String]) -> usize) -> (usize, Vec<String>, Table<'_>) {
    let mut best: Option<(usize, (usize, Vec<String>, Table<'_>))> = None;
    for found in heads(text) {
        let is = score(&found.1);
        if is > best.as_ref().map_or(0, |(most, _)| *most) {
            best = Some((is, found));
        }
    }
    best.map_or_else(|| first(text), |(_, found)| found)
}

/// The first line, parted at the sign it has most of.
pub(super) fn first(text: &str) -> (usize, Vec<String>, Table<'_>) {
    let mut table = Table::new(text);
    let head = table.next().map(|record| names(&record.cells)).unwrap_or_default();
    (0, head, table)
}

fn heads(text: &str) -> impl Iterator<Item = (usize, Vec<String>, Table<'_>)> {
    DELIMITERS.into_iter().flat_map(move |delimiter| {
        let mut table = Table::parted_by(delimiter, text);
        (0..MAX_ABOVE).map_while(move |above| {
            let record = table.next()?;
            Some((above, names(&record.cells), table.clone()))
        })
    })
}
