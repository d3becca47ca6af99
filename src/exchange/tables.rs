//! The records of the book as tables: one CSV for each type, its columns in the order of the declaration.
//!
//! **Invariant:** a column is never left out because it is empty; sensitivities are, unless asked for (DECIDED).

use std::collections::HashSet;

use super::cells::{Csv, Style};
use crate::{
    acts::{Book, Watch},
    domain::{
        number,
        record::{Field, Kind, RecordId, Row, Ty, Value},
        rejection::Rejection,
    },
};

/// Whether what is kept to be careful about goes out too.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Sensitivities {
    /// It stays in the book.
    #[default]
    Kept,
    /// It goes out.
    Told,
}

/// One table.
#[derive(Debug)]
pub struct Table {
    /// Of which records.
    pub kind: Kind,
    /// How many.
    pub rows: usize,
    /// The file.
    pub bytes: Vec<u8>,
}

/// The name of the file that holds the records of a type.
#[must_use]
pub fn file_name(kind: Kind) -> String {
    format!("{}.csv", kind.spec().table)
}

/// The type of record a user's word names: its noun, its plural, or its table.
#[must_use]
pub fn kind_of(word: &str) -> Option<Kind> {
    let word = word.trim().to_lowercase();
    let plain = word.replace(['_', ' '], "-");
    Kind::of_noun(&plain).or_else(|| {
        Kind::ALL.iter().copied().find(|kind| kind.spec().plural == word || kind.spec().table == word)
    })
}

/// The names of all tables.
pub fn names() -> impl Iterator<Item = &'static str> {
    Kind::ALL.iter().map(|kind| kind.spec().table)
}

/// All records of a type: id, uid and every declared field; references as ids (`c12`), flags as yes and no, numbers
/// without thousands' signs, days as `2026-11-23`, unknown as nothing.
pub fn table(book: &Book, kind: Kind, style: Style, careful: Sensitivities) -> Result<Table, Rejection> {
    written(book, (kind, None), (style, careful), &Watch::default())
}

/// The same of these records alone, which are of one type, in the order of their ids; given up when the one who waits
/// asks for it.
pub fn table_of(
    book: &Book,
    records: &[RecordId],
    how: (Style, Sensitivities),
    watch: &Watch,
) -> Result<Table, Rejection> {
    let kind = records.first().map(|record| record.kind);
    let kind = kind.ok_or_else(|| Rejection::rule("There is no row to write. Nothing was written."))?;
    let only: HashSet<RecordId> = records.iter().copied().collect();
    written(book, (kind, Some(&only)), how, watch)
}

fn written(
    book: &Book,
    (kind, only): (Kind, Option<&HashSet<RecordId>>),
    (style, careful): (Style, Sensitivities),
    watch: &Watch,
) -> Result<Table, Rejection> {
    let fields: Vec<&Field> = kind
        .spec()
        .fields
        .iter()
        .filter(|field| careful == Sensitivities::Told || !is_careful(kind, field))
        .collect();
    let names = fields.iter().map(|field| field.name);
    let mut csv = Csv::new(["id", "uid"].into_iter().chain(names), style);
    let rows = book.rows(kind, &[])?;
    for row in rows.iter().filter(|row| only.is_none_or(|only| only.contains(&row.id))) {
        watch.go_on()?;
        let cells: Vec<String> = fields.iter().map(|field| cell(row, field)).collect();
        let id = row.id.to_string();
        csv.row([id.as_str(), &row.uid].into_iter().chain(cells.iter().map(String::as_str)));
    }
    let rows = only.map_or(rows.len(), HashSet::len);
    Ok(Table { kind, rows, bytes: csv.into_bytes() })
}

pub(super) fn is_careful(kind: Kind, field: &Field) -> bool {
    kind == Kind::Relationship && field.name == "sensitivities"
}

pub(super) fn cell(row: &Row, field: &Field) -> String {
    match (field.ty, row.fields.get(field.name)) {
        (_, Value::Null) => String::new(),
        (_, Value::Text(text)) => text.clone(),
        (Ty::Flag, Value::Int(flag)) => (if *flag == 1 { "yes" } else { "no" }).to_owned(),
        (Ty::Number, Value::Int(scaled)) => number::format(*scaled).replace(',', ""),
        (Ty::Ref(kind), Value::Int(id)) => RecordId::new(kind, *id).to_string(),
        (_, Value::Int(number)) => number.to_string(),
    }
}
