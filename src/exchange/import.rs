//! A file of contacts, from its path to the act that takes it in: one way for the desk and the command line.
//!
//! **Invariant:** only `import_file` writes to the book, and by one act.

pub use super::columns::LEFT_OUT;
use std::{
    fs::File,
    io::{self, Read as _},
    path::Path,
};

use super::{
    mapping::{MAX_MAP, Mapping},
    preview::{BookPerson, Former, Preview, PreviewRow, plan, preview},
    propose::{Proposal, propose, unknown},
    read::{Choices, MAX_FILE, is_whole_book, read_as, visible},
    readings::{self, Readings},
};
use crate::{
    acts::{Book, Contact, Watch},
    domain::{
        action::{Action, Receipt},
        rejection::Rejection,
    },
};

/// The largest export of a whole book read, in bytes.
pub const MAX_WHOLE: usize = 256 << 20;

/// So many bytes of a file are looked at to know such an export.
const SEEN: u64 = 400;

/// A file compared with the book.
#[derive(Debug, Clone, PartialEq)]
pub struct Incoming {
    /// The file's name, which new relationships carry as their source.
    pub source: String,
    /// What it would do; its ticks are the advisor's to change.
    pub preview: Preview,
}

impl Incoming {
    /// The act that takes in the rows `accept` takes; `None` when nothing is to be done.
    #[must_use]
    pub fn action(&self, accept: impl Fn(&PreviewRow) -> bool) -> Option<Action> {
        let steps = plan(&self.preview, accept);
        let (source, format) = (self.source.clone(), self.preview.format.to_string());
        (!steps.is_empty()).then_some(Action::Import { source, format, steps })
    }
}

impl From<Contact> for BookPerson {
    fn from(contact: Contact) -> Self {
        let former =
            Former { names: contact.former_names, earlier: contact.earlier_names, uids: contact.former_uids };
        Self { id: contact.person, card: contact.card, household: contact.household, former }
    }
}

/// Reads a file of at most 64 MiB and compares it with the book; nothing is written.
pub fn preview_file(book: &Book, path: &Path) -> Result<Incoming, Rejection> {
    preview_file_as(book, path, &Choices::default())
}

/// Reads a file as chosen and compares it with the book; nothing is written.
pub fn preview_file_as(book: &Book, path: &Path, choices: &Choices) -> Result<Incoming, Rejection> {
    compare(book, &name_of(path), &bytes_of(path, MAX_FILE)?, choices)
}

/// Reads a table of readings and compares it with the book; none when the file is no such table. Nothing is written.
pub fn readings_file(book: &Book, path: &Path, choices: &Choices) -> Result<Option<Readings>, Rejection> {
    readings::read(book, &name_of(path), &bytes_of(path, MAX_FILE)?, choices)
}

/// Compares bytes that came under that name with the book; nothing is written.
pub fn preview_bytes(book: &Book, source: &str, bytes: &[u8]) -> Result<Incoming, Rejection> {
    compare(book, source, bytes, &Choices::default())
}

/// A file that was opened.
#[derive(Debug)]
pub enum Opened {
    /// It was read and compared with the book.
    Compared(Incoming),
    /// It is a table of readings, compared with the book.
    Readings(Readings),
    /// It is a table whose columns have to be explained first.
    Unknown(Proposal),
}

/// Reads a file and compares it with the book, or proposes what its columns mean when no known program wrote it;
/// nothing is written. Stops when the watch says so.
pub fn open_file(book: &Book, path: &Path, choices: &Choices, watch: &Watch) -> Result<Opened, Rejection> {
    let (name, bytes) = (name_of(path), bytes_of(path, MAX_FILE)?);
    if let Some(found) = readings::read(book, &name, &bytes, choices)? {
        return Ok(Opened::Readings(found));
    }
    if choices.map.is_none()
        && let Some(proposal) = unknown(&bytes, &name)
    {
        return Ok(Opened::Unknown(proposal));
    }
    watched(book, &name, &bytes, choices, watch).map(Opened::Compared)
}

fn compare(book: &Book, source: &str, bytes: &[u8], choices: &Choices) -> Result<Incoming, Rejection> {
    watched(book, source, bytes, choices, &Watch::default())
}

fn watched(
    book: &Book,
    source: &str,
    bytes: &[u8],
    choices: &Choices,
    watch: &Watch,
) -> Result<Incoming, Rejection> {
    let reading = read_as(bytes, source, choices)?;
    watch.go_on()?;
    let persons: Vec<BookPerson> = book.book_persons()?.into_iter().map(BookPerson::from).collect();
    Ok(Incoming { source: source.to_owned(), preview: preview(&reading, &persons, watch)? })
}

/// Reads a mapping file of at most 1 MiB; what is wrong in it is refused with its line.
pub fn mapping_file(path: &Path) -> Result<Mapping, Rejection> {
    let name = name_of(path);
    let text = String::from_utf8(bytes_of(path, MAX_MAP)?).map_err(|_| {
        Rejection::rule(format!(
            "{name} is not text in UTF-8, as a mapping file must be. Nothing was imported."
        ))
    })?;
    Mapping::parse(&text, &name)
}

/// The export of a whole book in a file, when it is one, of at most 256 MiB; one that cannot be read is refused
/// with its line.
pub fn whole_book(path: &Path) -> Result<Option<serde_json::Value>, Rejection> {
    let mut head = Vec::new();
    // What cannot be read here is said when it is read as contacts.
    // A pipe is not opened: it would wait for its writer.
    if !std::fs::metadata(path).is_ok_and(|about| about.is_file()) {
        return Ok(None);
    }
    let Ok(file) = File::open(path) else { return Ok(None) };
    if file.take(SEEN).read_to_end(&mut head).is_err() || !is_whole_book(&String::from_utf8_lossy(&head)) {
        return Ok(None);
    }
    let bytes = bytes_of(path, MAX_WHOLE)?;
    serde_json::from_slice(&bytes).map(Some).map_err(|error| {
        let (name, line, column) = (visible(&name_of(path)), error.line(), error.column());
        // The reader has no other sign of it than its words.
        let why = if error.to_string().starts_with("recursion limit") {
            "it is nested more than 127 levels deep"
        } else {
            "it may be cut off"
        };
        Rejection::rule(format!(
            "{name}, line {line}, column {column}: the export of the whole book cannot be read; {why}. \
             Nothing was imported."
        ))
    })
}

/// Proposes a mapping file for a file; nothing is written.
pub fn propose_file(path: &Path) -> Result<String, Rejection> {
    propose(&bytes_of(path, MAX_FILE)?, &name_of(path))
}

fn name_of(path: &Path) -> String {
    path.file_name().map_or_else(|| path.display().to_string(), |name| name.to_string_lossy().into_owned())
}

fn bytes_of(path: &Path, most: usize) -> Result<Vec<u8>, Rejection> {
    bounded(path, most).map_err(|error| {
        let why = match error.kind() {
            io::ErrorKind::NotFound => "there is no such file".to_owned(),
            io::ErrorKind::PermissionDenied => "you may not read it".to_owned(),
            _ => error.to_string(),
        };
        Rejection::fault(format!("{} could not be read: {why}. Nothing was imported.", path.display()))
    })
}

/// Reads a file and takes in all its new and changed rows; no receipt when there is nothing to do.
pub fn import_file(book: &mut Book, path: &Path) -> Result<(Incoming, Option<Receipt>), Rejection> {
    let incoming = preview_file(book, path)?;
    let receipt = incoming.action(|_| true).map(|action| book.execute(&action)).transpose()?;
    Ok((incoming, receipt))
}

/// The bytes of a plain file, one more than is taken at most, so that `read` can tell it is too large.
fn bounded(path: &Path, limit: usize) -> io::Result<Vec<u8>> {
    let about = std::fs::metadata(path)?;
    if !about.is_file() {
        let what = if about.is_dir() { "it is a folder" } else { "it is a pipe or a device, not a file" };
        return Err(io::Error::other(what));
    }
    let most = u64::try_from(limit).unwrap_or(u64::MAX).saturating_add(1);
    if about.len() > most {
        return Err(io::Error::other(format!(
            "it has {} MiB and at most {} MiB are read; split it",
            about.len() >> 20,
            limit >> 20
        )));
    }
    let mut bytes = Vec::new();
    File::open(path)?.take(most).read_to_end(&mut bytes)?;
    Ok(bytes)
}
