//! A file of contacts, from its path to the act that takes it in: one way for the desk and the command line.
//!
//! **Invariant:** only `import_file` writes to the book, and by one act.

use std::{
    fs::File,
    io::{self, Read as _},
    path::Path,
};

use super::{
    mapping::{MAX_MAP, Mapping},
    preview::{BookPerson, Preview, PreviewRow, plan, preview},
    propose::propose,
    read::{Choices, MAX_FILE, read_as},
};
use crate::{
    acts::{Book, Contact},
    domain::{
        action::{Action, Receipt},
        rejection::Rejection,
    },
};

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
        Self { id: contact.person, card: contact.card, household: contact.household }
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

/// Compares bytes that came under that name with the book; nothing is written.
pub fn preview_bytes(book: &Book, source: &str, bytes: &[u8]) -> Result<Incoming, Rejection> {
    compare(book, source, bytes, &Choices::default())
}

fn compare(book: &Book, source: &str, bytes: &[u8], choices: &Choices) -> Result<Incoming, Rejection> {
    let reading = read_as(bytes, source, choices)?;
    let persons: Vec<BookPerson> = book.book_persons()?.into_iter().map(BookPerson::from).collect();
    Ok(Incoming { source: source.to_owned(), preview: preview(&reading, &persons) })
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

/// Proposes a mapping file for a file; nothing is written.
pub fn propose_file(path: &Path) -> Result<String, Rejection> {
    propose(&bytes_of(path, MAX_FILE)?, &name_of(path))
}

fn name_of(path: &Path) -> String {
    path.file_name().map_or_else(|| path.display().to_string(), |name| name.to_string_lossy().into_owned())
}

fn bytes_of(path: &Path, most: usize) -> Result<Vec<u8>, Rejection> {
    bounded(path, most).map_err(|error| {
        let why = if error.kind() == io::ErrorKind::NotFound {
            "there is no such file".to_owned()
        } else {
            error.to_string()
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
        return Err(io::Error::other("it is not a file"));
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
