//! What a file is that is no book: so that nobody is told his export is damaged.
//!
//! **Invariant:** only the beginning of the file is read; nothing is written.

use std::path::Path;

use super::{files, lock};
use crate::domain::rejection::Rejection;

/// How every file of this database engine begins.
const BOOK: &[u8] = b"SQLite format 3\0";

/// What is said of a file that has no known beginning.
const OVERWRITTEN: &str = "no database, or one whose beginning was overwritten; a backup may be restored";

/// Beginnings by which other files are known, after blanks and a byte order mark.
const KNOWN: [(&[u8], &str); 15] = [
    (b"{", "a JSON file, perhaps an export"),
    (b"[", "a JSON file"),
    (b"BEGIN:VCARD", "a vCard file, which is imported"),
    (b"BEGIN:VCALENDAR", "a calendar file"),
    (b"PK\x03\x04", "a ZIP archive"),
    (b"\x1f\x8b", "a gzip archive; unpack it first"),
    (b"%PDF", "a PDF document"),
    (b"\x89PNG", "a picture (PNG)"),
    (b"\xff\xd8\xff", "a picture (JPEG)"),
    (b"GIF8", "a picture (GIF)"),
    (b"\x7fELF", "a program"),
    (b"7z\xbc\xaf", "a 7-Zip archive"),
    (b"\xfd7zXZ", "an XZ archive; unpack it first"),
    (b"\x28\xb5\x2f\xfd", "a Zstandard archive; unpack it first"),
    (b"\xd0\xcf\x11\xe0", "a document of an office program"),
];

/// The refusal of a file that cannot be a book, because it is something else, is empty or not there.
pub(super) fn refusal(path: &Path) -> Option<Rejection> {
    let shown = path.display();
    if path.is_dir() {
        return Some(Rejection::fault(format!("This is not a standing book: {shown} is a directory.")));
    }
    if !path.exists() {
        return Some(Rejection::fault(format!("There is no file {shown}. Look at the path.")));
    }
    match files::beginning(path, 512) {
        Ok(start) if start.starts_with(BOOK) || lock::is_locked(path) => None,
        Ok(start) if what(&start) == OVERWRITTEN && lock::key_file(path).exists() => {
            Some(Rejection::fault(format!(
                "The beginning of {shown} was overwritten, and its key file {} cannot be used. Nothing was touched. \
                 Put the key file of any copy of this book in its place: then what can be done is offered.",
                lock::key_file(path).display()
            )))
        }
        Ok(start) => Some(Rejection::fault(format!(
            "This is not a standing book: {shown} is {}. It was not touched.",
            what(&start)
        ))),
        Err(error) => Some(Rejection::fault(format!("{shown} could not be read: {error}."))),
    }
}

/// How a file begins that is no book by its beginning.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Beginning {
    /// As nothing that is known: it may have been a book.
    Unknown,
    /// As something else, which is named.
    Known(&'static str),
}

/// How a file begins that does not begin as a book; none for a book, and for what cannot be told.
pub(super) fn beginning_of(path: &Path) -> Option<Beginning> {
    let start = files::beginning(path, 512).ok()?;
    // The key of what was locked is needed first; `refusal` says so.
    if start.starts_with(BOOK) || lock::is_locked(path) || lock::key_file(path).exists() {
        return None;
    }
    match what(&start) {
        // No book is shorter than a page.
        OVERWRITTEN if std::fs::metadata(path).is_ok_and(|about| about.len() >= 4096) => {
            Some(Beginning::Unknown)
        }
        what => Some(Beginning::Known(what)),
    }
}

/// The same for a file that was to be opened and is there; an empty one becomes a book.
pub(super) fn explained(path: &Path, no: Rejection) -> Rejection {
    let empty = std::fs::metadata(path).is_ok_and(|about| about.len() == 0);
    if empty || !path.is_file() { no } else { refusal(path).unwrap_or(no) }
}

fn what(start: &[u8]) -> &'static str {
    let bare = start.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(start).trim_ascii_start();
    if bare.is_empty() && start.iter().all(u8::is_ascii_whitespace) {
        return "empty";
    }
    let known = KNOWN
        .iter()
        .find(|(sign, _)| bare.get(..sign.len()).is_some_and(|begins| begins.eq_ignore_ascii_case(sign)));
    match known {
        Some((_, what)) => what,
        None if !start.contains(&0)
            && String::from_utf8_lossy(start).chars().filter(|c| *c == '\u{fffd}').count() < 2 =>
        {
            "a text file"
        }
        None => OVERWRITTEN,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_is_no_book_is_called_what_it_is() {
        let dir = tempfile::tempdir().unwrap();
        let said = |bytes: &[u8]| {
            let file = dir.path().join("file");
            std::fs::write(&file, bytes).unwrap();
            refusal(&file).map(|no| no.message).unwrap_or_default()
        };
        for (bytes, word) in [
            (b"\xEF\xBB\xBF {\"book\": {}}".as_slice(), "a JSON file"),
            (b"begin:vcard\r\n", "a vCard file"),
            (b"PK\x03\x04\x00\x00", "a ZIP archive"),
            (b"Name,E-mail\n", "a text file"),
            ("Müller\n".as_bytes(), "a text file"),
            (b"\x00\x01\x02\x00", "no database"),
            (b"", "is empty"),
        ] {
            assert!(said(bytes).contains(word), "{word}: {}", said(bytes));
        }
        assert_eq!(said(b"SQLite format 3\0rest"), "");
        assert!(refusal(dir.path()).unwrap().message.contains("directory"));
        assert!(refusal(&dir.path().join("none")).unwrap().message.contains("There is no file"));
    }
}
