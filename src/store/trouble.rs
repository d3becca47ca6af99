//! Turns what SQLite says into what the user reads.
//!
//! **Invariant:** no message names a table, a column or SQL; each says what is safe.

use std::path::Path;

use rusqlite::{Error, ErrorCode, ffi};

use crate::domain::rejection::Rejection;

/// What is said of a file whose parts do not fit together.
const DAMAGED: &str = "The book is damaged or is no book. Nothing was changed. Keep the file; standing doctor says \
                       what can be done.";

/// How the refusal begins to write to a book that is known to be damaged.
const FOUND: &str = "Not saved: damage was found in the book";

/// Whether a refusal is that of a damaged file.
pub(crate) fn is_damage(no: &Rejection) -> bool {
    no.message == DAMAGED || no.message.starts_with(FOUND)
}

/// The refusal to write to a book that was found damaged.
pub(super) fn found(book: &Path) -> Rejection {
    Rejection::fault(format!(
        "{FOUND} {}, and a damaged book is never altered. standing doctor reads all of it and says what can be done.",
        book.display()
    ))
}

/// The refusal of a damaged file.
pub(super) fn damaged() -> Rejection {
    Rejection::fault(DAMAGED)
}

/// What is said when there is no room.
pub(super) const FULL: &str =
    "Not saved: the disk is full. The book is as it was. Free some space, then try again.";

/// The rejection for a failure of the database.
pub(crate) fn trouble(error: &Error) -> Rejection {
    let Error::SqliteFailure(failure, detail) = error else {
        // The engine's own words name columns and SQL.
        return Rejection::fault(
            "A record of the book holds what this program cannot read. Nothing was changed. Check the book; \
             if it is damaged, restore a copy.",
        );
    };
    let detail = detail.as_deref().unwrap_or("");
    match failure.code {
        ErrorCode::DiskFull => Rejection::fault(FULL),
        ErrorCode::ReadOnly => {
            Rejection::fault("Not saved: the book may only be read here. The book is as it was.")
        }
        ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked => {
            Rejection::fault("Not saved: another desk is writing to the book just now. Try again.")
        }
        ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase => Rejection::fault(DAMAGED),
        ErrorCode::CannotOpen => {
            Rejection::fault("The book could not be opened. Look at the path and its permissions.")
        }
        // A quota, a limit on the size of files, a stick pulled out: the engine has one word for them all.
        ErrorCode::SystemIoFailure if is_no_room(failure.extended_code) => Rejection::fault(
            "Not saved: nothing more could be written to the disk. The book is as it was. Free some space or look \
             at the disk, then try again.",
        ),
        ErrorCode::SystemIoFailure => Rejection::fault(
            "Not saved: the disk failed. The book is as it was. Look at the disk, then try again.",
        ),
        ErrorCode::ConstraintViolation => constraint(failure.extended_code, detail),
        ErrorCode::TooBig => Rejection::rule("The text is too long for the book. Nothing was changed."),
        _ if is_own(detail) => Rejection::fault(format!("The book refused: {detail}. Nothing was changed.")),
        _ => Rejection::fault(
            "The book lacks a part this program needs. Nothing was changed. Check the book, or restore a copy.",
        ),
    }
}

/// Whether a failure is one of writing, not of reading.
fn is_no_room(code: i32) -> bool {
    [ffi::SQLITE_IOERR_WRITE, ffi::SQLITE_IOERR_SHMSIZE, ffi::SQLITE_IOERR_TRUNCATE].contains(&code)
}

/// Whether these are words of the program's own functions, not the engine's.
fn is_own(detail: &str) -> bool {
    detail.contains("only by an act")
}

fn constraint(code: i32, detail: &str) -> Rejection {
    match code {
        ffi::SQLITE_CONSTRAINT_FOREIGNKEY => Rejection::rule(
            "Something else in the book refers to it, or it refers to what is gone. Nothing was changed.",
        ),
        ffi::SQLITE_CONSTRAINT_UNIQUE => Rejection::rule("The book has this already. Nothing was changed."),
        ffi::SQLITE_CONSTRAINT_NOTNULL => {
            let field = detail.rsplit('.').next().unwrap_or("").replace('_', " ");
            Rejection::rule(format!("{field} is missing. Nothing was changed."))
        }
        ffi::SQLITE_CONSTRAINT_TRIGGER => {
            Rejection::rule(format!("The book refused: {detail}. Nothing was changed."))
        }
        _ => Rejection::rule("A value does not fit the book. Nothing was changed."),
    }
}

/// Turns a database result into one the user can read.
pub(crate) trait Told<T> {
    /// The value, or the rejection in words.
    fn told(self) -> Result<T, Rejection>;
}

impl<T> Told<T> for rusqlite::Result<T> {
    fn told(self) -> Result<T, Rejection> {
        self.map_err(|error| trouble(&error))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::Store;

    #[test]
    fn no_message_names_a_table_a_column_or_sql() {
        let store = Store::memory().unwrap();
        for sql in [
            "SELECT 1 FROM relationship_x",
            "SELECT namex FROM relationship",
            "SELEC 1",
            "INSERT INTO tier(uid, name) VALUES ('u', 'A')",
            "INSERT INTO view_state(name, body) VALUES ('a', x'00')",
            "UPDATE op SET id = 1",
            "DELETE FROM relationship",
        ] {
            let no = match store.conn.prepare(sql).and_then(|mut statement| statement.execute([])) {
                Ok(_) => continue,
                Err(error) => trouble(&error).message,
            };
            for word in ["relationship", "namex", "SELEC", "view_state", "syntax", "sql", "."] {
                let inside = no.trim_end_matches('.').to_lowercase().replace(". ", " ");
                assert!(!inside.contains(&word.to_lowercase()), "{sql}: {no}");
            }
        }
        let wrong = store.conn.query_row("SELECT 'x'", [], |row| row.get::<_, i64>(0)).unwrap_err();
        assert!(!trouble(&wrong).message.contains("index"), "{}", trouble(&wrong).message);
    }
}
