//! The whole book as data: what stands in it, and the journal of how it came to be so.
//!
//! **Invariant:** two books are equal when their `book` parts are; the journal is carried beside it.

use serde_json::{Map, Value as Json, json};

use super::{Book, Watch};
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
        self.store().reading(|| self.of_one_state(&Watch::default()))
    }

    fn of_one_state(&self, watch: &Watch) -> Result<Json, Rejection> {
        let (operations, head) = self.head()?;
        Ok(json!({
            "format": "standing",
            "version": FORMAT,
            "operations": operations,
            "head": head,
            "book": self.tables(watch)?,
            "journal": self.db().journal_json()?,
            "files": self.kept_json()?,
        }))
    }

    /// What was kept of documents, by hash: outside the journal, inside the book.
    fn kept_json(&self) -> Result<Vec<Json>, Rejection> {
        let mut files = Vec::new();
        for sha256 in self.db().kept_files()? {
            if let Some(file) = self.db().kept_file(&sha256)? {
                let hex = crate::store::hex(&file.bytes);
                files.push(json!({ "sha256": sha256, "media": file.media, "hex": hex }));
            }
        }
        Ok(files)
    }

    /// The same as the text of a file; characters that could move a cursor stand in it as escapes.
    pub fn export_text(&self) -> Result<String, Rejection> {
        self.export_text_watched(&Watch::default())
    }

    /// The same, given up when the one who waits asks for it.
    pub fn export_text_watched(&self, watch: &Watch) -> Result<String, Rejection> {
        let document = self.store().reading(|| self.of_one_state(watch))?;
        let mut text = Text { bytes: Vec::new(), watch };
        let written = serde_json::to_writer_pretty(&mut text, &document);
        watch.go_on()?;
        written
            .map_err(|error| Rejection::fault(format!("The book could not be written as JSON: {error}.")))?;
        text.bytes.push(b'\n');
        Ok(safe::in_json(&String::from_utf8_lossy(&text.bytes)).into_owned())
    }

    /// Takes a whole exported book into this one, which must hold nothing; it is this book's history then, not a
    /// step to take back. Returns how many operations and records came in.
    ///
    /// Refuses a document that is no export, that a newer program wrote, or that does not agree with itself.
    pub fn take_whole(&mut self, document: &Json) -> Result<Whole, Rejection> {
        let whole = Whole::of(document)?;
        let part = |name| document.get(name).unwrap_or(&Json::Null);
        let head = part("head").as_str().unwrap_or("");
        let files = kept_of(part("files"))?;
        self.store_mut().take_whole(part("book"), part("journal"), head)?;
        for (media, bytes) in files {
            self.keep_file(&media, &bytes)?;
        }
        Ok(whole)
    }

    /// Every record of every type, by table and id: what round trips and undo are compared on.
    pub fn export_book_only(&self) -> Result<Json, Rejection> {
        self.tables(&Watch::default())
    }

    fn tables(&self, watch: &Watch) -> Result<Json, Rejection> {
        let mut tables = Map::new();
        for kind in Kind::ALL {
            let rows = self.rows(*kind, &[])?;
            let each = rows.iter().map(|row| watch.go_on().map(|()| row_json(row)));
            let table = each.collect::<Result<Json, Rejection>>()?;
            tables.insert(kind.spec().table.to_owned(), table);
        }
        Ok(Json::Object(tables))
    }
}

/// Text that is written until one is asked to stop.
struct Text<'w> {
    bytes: Vec<u8>,
    watch: &'w Watch,
}

impl std::io::Write for Text<'_> {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.watch.go_on().map_err(|why| std::io::Error::other(why.message))?;
        self.bytes.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// The files of an export, each of the hash it names.
fn kept_of(files: &Json) -> Result<Vec<(String, Vec<u8>)>, Rejection> {
    let no = || {
        Rejection::rule(
            "The export does not agree with itself. A file of a document is not whole. Nothing was imported.",
        )
    };
    let mut all = Vec::new();
    for file in files.as_array().map_or(&[][..], Vec::as_slice) {
        let text = |name: &str| file.get(name).and_then(Json::as_str).ok_or_else(no);
        let digits: Option<Vec<u8>> = text("hex")?
            .chars()
            .map(|digit| digit.to_digit(16).and_then(|digit| u8::try_from(digit).ok()))
            .collect();
        let bytes: Vec<u8> = digits
            .ok_or_else(no)?
            .chunks(2)
            .map(|pair| pair.iter().fold(0_u8, |sum, digit| sum << 4 | digit))
            .collect();
        if crate::store::sha256(&bytes) != text("sha256")? {
            return Err(no());
        }
        all.push((text("media")?.to_owned(), bytes));
    }
    Ok(all)
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
    fn a_stopped_export_reads_no_further() {
        let mut book = Book::memory(Clock::fixed("2026-03-01".parse().unwrap())).unwrap();
        let fields = Fields::new().with("name", "Hartley household");
        book.execute(&Action::Add { kind: Kind::Relationship, fields }).unwrap();
        let watch = std::sync::Arc::new(Watch::default());
        assert_eq!(book.export_text_watched(&watch).unwrap(), book.export_text().unwrap());
        book.give_up_with(&watch).unwrap();
        assert_eq!(book.rows(Kind::Relationship, &[]).unwrap().len(), 1);
        watch.stop();
        assert!(book.export_text_watched(&watch).unwrap_err().message.starts_with("Stopped"));
        // A long question to the database is broken off in its middle, not at its end.
        let begun = std::time::Instant::now();
        assert!(book.store().counted_to(4_000_000_000).is_err());
        assert!(begun.elapsed().as_secs() < 30);
    }

    #[test]
    fn what_was_kept_of_documents_goes_along_and_an_altered_file_is_refused() {
        let clock = || Clock::fixed("2026-03-01".parse().unwrap());
        let mut book = Book::memory(clock()).unwrap();
        book.execute(&Action::Set { name: "practice".into(), value: Some("Alder".into()) }).unwrap();
        let sha256 = book.keep_file("application/pdf", b"%PDF-1\x00\xff").unwrap();
        let mut whole = book.export_json().unwrap();
        let mut other = Book::memory(clock()).unwrap();
        other.take_whole(&whole).unwrap();
        assert_eq!(other.kept_file(&sha256).unwrap(), book.kept_file(&sha256).unwrap());
        whole["files"][0]["hex"] = "00".into();
        let no = Book::memory(clock()).unwrap().take_whole(&whole).unwrap_err();
        assert!(no.message.contains("A file of a document is not whole."), "{no}");
    }

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
