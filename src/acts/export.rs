//! The whole book as data: what stands in it, and the journal of how it came to be so.
//!
//! **Invariant:** two books are equal when their `book` parts are; the journal is carried beside it.

use serde_json::{Map, Value as Json, json};

use super::Book;
use crate::domain::{
    record::{Kind, Row, Value},
    rejection::Rejection,
    safe,
};

/// The version of the document; it grows when a reader must be told.
const FORMAT: i64 = 1;

/// How much an export holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Whole {
    /// Operations of its journal.
    pub operations: usize,
    /// Records of all types.
    pub records: usize,
}

impl Whole {
    /// Counts what an export holds; refuses what is none, or of a newer form.
    pub fn of(document: &Json) -> Result<Self, Rejection> {
        let known = document.get("format").and_then(Json::as_str) == Some("standing");
        let version = document.get("version").and_then(Json::as_i64).filter(|_| known).unwrap_or(0);
        if version < 1 {
            return Err(Rejection::rule("It is no whole book of standing. Nothing was imported."));
        }
        if version > FORMAT {
            return Err(Rejection::rule(format!(
                "It was written by a newer standing: its form is {version}, this program knows {FORMAT}. \
                 Nothing was imported."
            )));
        }
        let rows = |rows: &Json| rows.as_array().map_or(0, Vec::len);
        let tables = document.get("book").and_then(Json::as_object);
        let records = tables.map_or(0, |tables| tables.values().map(rows).sum());
        let operations = document.pointer("/journal/op").map_or(0, rows);
        Ok(Self { operations, records })
    }
}

impl Book {
    /// The whole book with its journal.
    pub fn export_json(&self) -> Result<Json, Rejection> {
        // One state of it, though another desk may write meanwhile.
        self.store().reading(|| self.of_one_state())
    }

    fn of_one_state(&self) -> Result<Json, Rejection> {
        let (operations, head) = self.head()?;
        Ok(json!({
            "format": "standing",
            "version": FORMAT,
            "operations": operations,
            "head": head,
            "book": self.export_book_only()?,
            "journal": self.db().journal_json()?,
        }))
    }

    /// The same as the text of a file; characters that could move a cursor stand in it as escapes.
    pub fn export_text(&self) -> Result<String, Rejection> {
        Ok(safe::in_json(&format!("{:#}\n", self.export_json()?)).into_owned())
    }

    /// Takes a whole exported book into this one, which must hold nothing; it is this book's history then, not a
    /// step to take back. Returns how many operations and records came in.
    ///
    /// Refuses a document that is no export, that a newer program wrote, or that does not agree with itself.
    pub fn take_whole(&mut self, document: &Json) -> Result<Whole, Rejection> {
        let whole = Whole::of(document)?;
        let part = |name| document.get(name).unwrap_or(&Json::Null);
        let head = part("head").as_str().unwrap_or("");
        self.store_mut().take_whole(part("book"), part("journal"), head)?;
        Ok(whole)
    }

    /// Every record of every type, by table and id: what round trips and undo are compared on.
    pub fn export_book_only(&self) -> Result<Json, Rejection> {
        let mut tables = Map::new();
        for kind in Kind::ALL {
            let rows = self.rows(*kind, &[])?;
            tables.insert(kind.spec().table.to_owned(), rows.iter().map(row_json).collect());
        }
        Ok(Json::Object(tables))
    }
}

/// A row with its id, its uid and every declared field, unknown ones as null.
fn row_json(row: &Row) -> Json {
    let mut object = Map::new();
    object.insert("id".to_owned(), json!(row.id.id));
    object.insert("uid".to_owned(), json!(row.uid));
    for field in row.id.kind.spec().fields {
        let value = match row.fields.get(field.name) {
            Value::Null => Json::Null,
            Value::Int(number) => json!(number),
            Value::Text(text) => json!(text),
        };
        object.insert(field.name.to_owned(), value);
    }
    Json::Object(object)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        clock::Clock,
        domain::{action::Action, record::Fields},
        store::Step,
    };

    #[test]
    fn undo_gives_the_same_book_and_a_longer_journal() {
        let mut book = Book::memory(Clock::fixed("2026-03-01".parse().unwrap())).unwrap();
        let empty = book.export_book_only().unwrap();
        let fields = Fields::new().with("name", "Hartley household");
        book.execute(&Action::Add { kind: Kind::Relationship, fields }).unwrap();
        let full = book.export_book_only().unwrap();
        assert_ne!(empty, full);
        book.step(Step::Undo).unwrap();
        assert_eq!(book.export_book_only().unwrap(), empty);
        book.step(Step::Redo).unwrap();
        assert_eq!(book.export_book_only().unwrap(), full);
        let whole = book.export_json().unwrap();
        assert_eq!(whole["journal"]["op"].as_array().unwrap().len(), 3);
        assert_eq!(whole["book"]["relationship"][0]["name"], "Hartley household");
    }
}
