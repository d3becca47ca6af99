//! Turns what SQLite says into what the user reads.
//!
//! **Invariant:** no message names a table, a column or SQL; each says what is safe.

use rusqlite::{Error, ErrorCode, ffi};

use crate::domain::rejection::Rejection;

/// The rejection for a failure of the database.
pub(crate) fn trouble(error: &Error) -> Rejection {
    let Error::SqliteFailure(failure, detail) = error else {
        return Rejection::fault(format!("The book could not be read: {error}. Nothing was changed."));
    };
    let detail = detail.as_deref().unwrap_or("");
    match failure.code {
        ErrorCode::DiskFull => Rejection::fault(
            "Not saved: the disk is full. The book is as it was. Free some space, then try again.",
        ),
        ErrorCode::ReadOnly => {
            Rejection::fault("Not saved: the book may only be read here. The book is as it was.")
        }
        ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked => {
            Rejection::fault("Not saved: another desk is writing to the book just now. Try again.")
        }
        ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase => Rejection::fault(
            "The book is damaged or is no book. Nothing was changed. Keep the file and restore a backup.",
        ),
        ErrorCode::CannotOpen => {
            Rejection::fault("The book could not be opened. Look at the path and its permissions.")
        }
        ErrorCode::SystemIoFailure => Rejection::fault(
            "Not saved: the disk failed. The book is as it was. Look at the disk, then try again.",
        ),
        ErrorCode::ConstraintViolation => constraint(failure.extended_code, detail),
        _ => Rejection::fault(format!("The book refused: {detail}. Nothing was changed.")),
    }
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
        _ => Rejection::rule(format!("The book refused: {detail}. Nothing was changed.")),
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
