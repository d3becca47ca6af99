//! Brings a book to this program's schema.
//!
//! **Invariant:** a backup stands before the first step; each step is one transaction; the journal's
//! guards are made anew from the schema afterwards.

use std::path::Path;

use rusqlite::Connection;

use super::{Store, backup, journal, ready, trouble::Told};
use crate::domain::{record::Kind, rejection::Rejection};

/// The steps, in order; step k brings the book to version k + 1.
const STEPS: &[&str] = &[
    include_str!("../../assets/migrations/0001_book.sql"),
    include_str!("../../assets/migrations/0002_duplicates.sql"),
    include_str!("../../assets/migrations/0003_time.sql"),
    include_str!("../../assets/migrations/0004_daily_review.sql"),
    include_str!("../../assets/migrations/0005_reached_by.sql"),
    include_str!("../../assets/migrations/0006_names.sql"),
    include_str!("../../assets/migrations/0007_requests.sql"),
    include_str!("../../assets/migrations/0008_parts_of_names.sql"),
    include_str!("../../assets/migrations/0009_agenda.sql"),
    include_str!("../../assets/migrations/0010_ready.sql"),
    include_str!("../../assets/migrations/0011_folded_names.sql"),
    include_str!("../../assets/migrations/0012_documents.sql"),
    include_str!("../../assets/migrations/0013_goals.sql"),
    include_str!("../../assets/migrations/0014_contradictions.sql"),
    include_str!("../../assets/migrations/0015_decisions.sql"),
    include_str!("../../assets/migrations/0016_reexaminations.sql"),
    include_str!("../../assets/migrations/0017_evidence.sql"),
    include_str!("../../assets/migrations/0018_registers.sql"),
    include_str!("../../assets/migrations/0019_told.sql"),
];

/// The schema this program writes.
pub(super) fn newest() -> i64 {
    i64::try_from(STEPS.len()).unwrap_or(i64::MAX)
}

/// Refuses a book that a newer program wrote, naming both versions.
pub(super) fn refuse_newer(version: i64, path: Option<&Path>) -> Result<(), Rejection> {
    let known = newest();
    if version <= known {
        return Ok(());
    }
    let shown = path.map_or_else(|| "The book".to_owned(), |path| path.display().to_string());
    Err(Rejection::fault(format!(
        "{shown} was written by a newer standing: its schema is {version}, this program knows {known}. \
         The file was not touched. Use the newer program."
    )))
}

/// Refuses a database of another program: one with tables, but none of the journal.
pub(super) fn refuse_foreign(conn: &Connection, version: i64) -> Result<(), Rejection> {
    let (tables, journal): (i64, i64) = conn
        .query_row(
            "SELECT count(*), coalesce(sum(name = 'op'), 0) FROM sqlite_schema WHERE type = 'table'",
            [],
            |row| Ok((row.get(0)?, row.get(1)?)),
        )
        .told()?;
    let new = tables == 0 && version == 0;
    if new || (journal > 0 && version > 0) {
        return Ok(());
    }
    Err(Rejection::fault("This file is a database of another program. It was not touched."))
}

/// Runs the steps that are missing; nothing when there are none.
pub(super) fn migrate(store: &mut Store, version: i64) -> Result<(), Rejection> {
    if version == newest() {
        return Ok(());
    }
    if version > 0 {
        backup::before_migration(store, version)?;
    }
    let newest = STEPS.len();
    let from = usize::try_from(version).unwrap_or(0);
    if from == 0 {
        // A new book is made at once: its guards are written when all tables stand, not after each step anew.
        run(store, newest)?;
    } else {
        (from + 1..=newest).try_for_each(|to| run(store, to))?;
    }
    store.conn.flush_prepared_statement_cache();
    Ok(())
}

/// Whether a table is there yet: a later step may bring it.
fn stands(conn: &Connection, table: &str) -> Result<bool, Rejection> {
    conn.table_exists(None, table).told()
}

/// Runs the steps that are missing up to a schema in one transaction, and writes the guards of all tables there are
/// then.
fn run(store: &mut Store, to: usize) -> Result<(), Rejection> {
    store.conn.execute_batch("PRAGMA foreign_keys = OFF").told()?;
    let tx = store.conn.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate).told()?;
    // Another instance may have done it while this one waited for the lock.
    let now: i64 = tx.query_row("PRAGMA user_version", [], |row| row.get(0)).told()?;
    let steps = STEPS.get(usize::try_from(now).unwrap_or(0)..to).unwrap_or_default();
    if steps.is_empty() {
        drop(tx);
    } else {
        for step in steps {
            tx.execute_batch(step).told()?;
        }
        for kind in Kind::ALL {
            if stands(&tx, kind.spec().table)? {
                tx.execute_batch(&journal::guards(kind.spec())).told()?;
            }
        }
        if to == STEPS.len() {
            // What is kept ready is asked of the tables as this program knows them.
            ready::fill(&tx)?;
        }
        tx.pragma_update(None, "user_version", i64::try_from(to).unwrap_or(i64::MAX)).told()?;
        tx.commit().told()?;
    }
    store.conn.execute_batch("PRAGMA foreign_keys = ON").told()
}
