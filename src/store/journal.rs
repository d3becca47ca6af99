//! The journal: every change of every record, by triggers, sealed op by op into a hash chain.
//!
//! Two sets of triggers: guards in the file let nobody write outside an op, a stock shell neither; recorders
//! in the connection write the changes. `Store::act` alone opens an op, and makes the recorders first.
//!
//! **Invariant:** an op is one transaction: BEGIN IMMEDIATE, writes, the op row last, COMMIT; or one of a
//! stretch of ops that are one transaction together. On every other way out the transaction is rolled back
//! and no op is open.

mod digest;
mod together;

use std::{
    fmt::Write as _,
    ops::Deref,
    sync::atomic::{AtomicI64, Ordering},
};

use chrono::{DateTime, NaiveDate, Utc};
use rusqlite::{Connection, OptionalExtension, TransactionBehavior, params};
use sha2::{Digest, Sha256};

use self::digest::{feed, hex};
pub(super) use self::digest::{salt, text_hash, uid};

use super::{Db, Store, migrate, ready, search, trouble::Told};
use crate::domain::{
    record::{Kept, Kind, Spec},
    rejection::Rejection,
};

/// The hash before the first op.
pub(super) const ROOT: &str = "standing-journal-1";

/// What an op says of itself, besides its summary.
#[derive(Debug, Clone)]
pub struct OpMeta {
    /// The machine's instant.
    pub at: DateTime<Utc>,
    /// The day that was believed.
    pub day: NaiveDate,
    /// The act's name.
    pub command: String,
    /// Why, when a reason was given.
    pub reason: Option<String>,
    /// The op that this one takes back.
    pub undoes: Option<i64>,
}

/// An open op: reads and writes of one transaction.
#[derive(Debug)]
pub struct Tx<'c> {
    db: Db<'c>,
    /// The op's number.
    pub op: i64,
}

impl<'c> Deref for Tx<'c> {
    type Target = Db<'c>;
    fn deref(&self) -> &Db<'c> {
        &self.db
    }
}

/// Whether the triggers that write the journal stand in this connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Recording {
    /// Not yet: nothing was written.
    Off,
    /// They do.
    On,
    /// They do, and a stretch of acts that stand or fall together is open.
    Together {
        /// The newest change before the first of them.
        since: i64,
    },
}

/// Clears the current op on every way out.
pub(super) struct Open<'a>(pub(super) &'a AtomicI64);

impl Drop for Open<'_> {
    fn drop(&mut self) {
        self.0.store(0, Ordering::Relaxed);
    }
}

impl Store {
    /// Runs `work` as one op and seals it. The summary is what history will show.
    ///
    /// An op that changed nothing is not kept: it returns op 0.
    pub fn act<T>(
        &mut self,
        meta: &OpMeta,
        work: impl FnOnce(&Tx<'_>) -> Result<(T, String), Rejection>,
    ) -> Result<(T, String, i64), Rejection> {
        self.find_room();
        self.record()?;
        if matches!(self.recording, Recording::Together { .. }) {
            let done = write(&self.conn, &self.op, meta, work);
            if done.is_err() {
                // What stands together falls together: nothing of the stretch may be kept after this.
                self.let_go();
            }
            return done.map(|done| (done.value, done.summary, done.op));
        }
        let transaction = self.conn.transaction_with_behavior(TransactionBehavior::Immediate).told()?;
        let done = write(&transaction, &self.op, meta, work)?;
        if done.op != 0 {
            derive(&transaction, done.last_seq)?;
            transaction.commit().told()?;
        }
        Ok((done.value, done.summary, done.op))
    }

    /// Makes the triggers that write the journal, before the first op of this connection.
    pub(super) fn record(&mut self) -> Result<(), Rejection> {
        self.before_writing()?;
        if self.recording != Recording::Off {
            return Ok(());
        }
        // All or none: after a failure the next op makes them anew.
        let transaction = self.conn.transaction().told()?;
        for kind in Kind::ALL {
            transaction.execute_batch(&recorders(kind.spec())).told()?;
        }
        transaction.commit().told()?;
        self.recording = Recording::On;
        Ok(())
    }

    /// The newest op and its hash; 0 and the root before the first.
    pub fn journal_head(&self) -> Result<(i64, String), Rejection> {
        head(&self.conn).map(|(id, _, hash)| (id, hash))
    }
}

/// Brings what is kept beside the journal up to date with the changes after `first`.
fn derive(conn: &Connection, first: i64) -> Result<(), Rejection> {
    ready::refresh(conn, first)?;
    search::refresh(conn, first)
}

/// What an op came to.
pub(super) struct Written<T> {
    pub(super) value: T,
    pub(super) summary: String,
    /// Its number; 0 when nothing changed.
    pub(super) op: i64,
    /// The newest change before it.
    pub(super) last_seq: i64,
}

/// Writes and seals one op within a transaction of the caller's.
pub(super) fn write<T>(
    conn: &Connection,
    op: &AtomicI64,
    meta: &OpMeta,
    work: impl FnOnce(&Tx<'_>) -> Result<(T, String), Rejection>,
) -> Result<Written<T>, Rejection> {
    let _open = Open(op);
    let (last_op, last_seq, prev_hash) = head(conn)?;
    if highest_seq(conn, last_seq)? > last_seq {
        // Sealed into this op, what was written beside the journal would look as if the desk had done it.
        return Err(Rejection::fault(
            "The journal holds changes of no step: somebody else wrote to the book. Nothing was saved. \
             Check the book, and restore a copy from before.",
        ));
    }
    let id = last_op + 1;
    op.store(id, Ordering::Relaxed);
    let tx = Tx { db: Db { conn }, op: id };
    let (value, summary) = work(&tx)?;
    let seq = highest_seq(conn, last_seq)?;
    if seq == last_seq {
        return Ok(Written { value, summary, op: 0, last_seq });
    }
    seal(conn, meta, &summary, &Place { id, last_seq, seq, prev_hash })?;
    Ok(Written { value, summary, op: id, last_seq })
}

fn head(conn: &Connection) -> Result<(i64, i64, String), Rejection> {
    let newest = conn
        .prepare_cached("SELECT id, last_seq, hash FROM op ORDER BY id DESC LIMIT 1")
        .told()?
        .query_row([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
        .optional()
        .told()?;
    Ok(newest.unwrap_or_else(|| (0, 0, ROOT.to_owned())))
}

fn highest_seq(conn: &Connection, floor: i64) -> Result<i64, Rejection> {
    let seq: Option<i64> =
        conn.prepare_cached("SELECT max(seq) FROM change").told()?.query_row([], |row| row.get(0)).told()?;
    Ok(seq.unwrap_or(floor))
}

struct Place {
    id: i64,
    last_seq: i64,
    seq: i64,
    prev_hash: String,
}

fn seal(conn: &Connection, meta: &OpMeta, summary: &str, place: &Place) -> Result<(), Rejection> {
    let text_salt = salt();
    let op = Sealed {
        id: place.id,
        at: meta.at.to_rfc3339_opts(chrono::SecondsFormat::Millis, true),
        day: meta.day.to_string(),
        command: meta.command.clone(),
        schema_version: migrate::newest(),
        undoes: meta.undoes,
        last_seq: place.seq,
        prev_hash: place.prev_hash.clone(),
        text_hash: text_hash(&text_salt, summary, meta.reason.as_deref()),
    };
    let hash = op.hash(conn, place.last_seq)?;
    conn.prepare_cached(
        "INSERT INTO op(id, at, day, command, summary, reason, text_salt, text_hash, schema_version, undoes,
                        last_seq, prev_hash, hash) VALUES (?1,?2,?3,?4,?5,?6,?7,?8,?9,?10,?11,?12,?13)",
    )
    .told()?
    .execute(params![
        op.id,
        op.at,
        op.day,
        op.command,
        summary,
        meta.reason,
        text_salt,
        op.text_hash,
        op.schema_version,
        op.undoes,
        op.last_seq,
        op.prev_hash,
        hash
    ])
    .told()?;
    Ok(())
}

/// The hashed fields of an op.
pub(super) struct Sealed {
    pub(super) id: i64,
    pub(super) at: String,
    pub(super) day: String,
    pub(super) command: String,
    pub(super) schema_version: i64,
    pub(super) undoes: Option<i64>,
    pub(super) last_seq: i64,
    pub(super) prev_hash: String,
    pub(super) text_hash: String,
}

impl Sealed {
    /// SHA-256 over the previous hash, the length-prefixed fields and the hashes of all its changes,
    /// those after `first` up to its own `last_seq`.
    pub(super) fn hash(&self, conn: &Connection, first: i64) -> Result<String, Rejection> {
        let mut hasher = Sha256::new();
        let undoes = self.undoes.map(|id| id.to_string()).unwrap_or_default();
        for part in [
            "op",
            &self.prev_hash,
            &self.id.to_string(),
            &self.at,
            &self.day,
            &self.command,
            &self.schema_version.to_string(),
            &undoes,
            &self.last_seq.to_string(),
            &self.text_hash,
        ] {
            feed(&mut hasher, Some(part));
        }
        let mut statement = conn
            .prepare_cached(
                "SELECT kind, tbl, row_id, before, after, salt, iif(purged_by IS NULL, NULL, payload_hash) FROM change
                 WHERE seq > ?1 AND seq <= ?2 ORDER BY seq",
            )
            .told()?;
        let mut rows = statement.query([first, self.last_seq]).told()?;
        while let Some(row) = rows.next().told()? {
            // A kept hash stands for a text that was purged, and for no other.
            let kept: Option<String> = row.get(6).told()?;
            let payload = match kept {
                Some(hash) => hash,
                None => payload_hash(row).told()?,
            };
            feed(&mut hasher, Some(&payload));
        }
        Ok(hex(&hasher.finalize()))
    }
}

pub(super) fn payload_hash(row: &rusqlite::Row<'_>) -> rusqlite::Result<String> {
    let mut hasher = Sha256::new();
    let text = |k: usize| row.get_ref(k)?.as_str_or_null().map_err(rusqlite::Error::from);
    feed(&mut hasher, text(5)?);
    feed(&mut hasher, text(0)?);
    feed(&mut hasher, text(1)?);
    feed(&mut hasher, Some(&row.get::<_, i64>(2)?.to_string()));
    feed(&mut hasher, text(3)?);
    feed(&mut hasher, text(4)?);
    Ok(hex(&hasher.finalize()))
}

/// The row as JSON, as the journal and `verify` both write it; `row` is `NEW`, `OLD` or an alias.
pub(super) fn row_json(spec: &Spec, row: &str) -> String {
    let object = |first: String, kept: Kept| {
        let fields = spec.fields.iter().filter(|field| field.kept == kept);
        let fields: Vec<String> = fields.map(|field| format!("'{0}', {row}.{0}", field.name)).collect();
        let parts: Vec<String> =
            std::iter::once(first).filter(|first| !first.is_empty()).chain(fields).collect();
        (!parts.is_empty()).then(|| format!("json_object({})", parts.join(", ")))
    };
    let always = object(format!("'id', {row}.id, 'uid', {row}.uid"), Kept::Always).unwrap_or_default();
    match object(String::new(), Kept::OnceKnown) {
        // A patch leaves out what is unknown, so that rows written before the column was there read the same.
        Some(known) => format!("json_patch({always}, {known})"),
        None => always,
    }
}

/// What stands in the file for one record table: whoever writes it outside an op fails.
///
/// The triggers that write the journal are the connection's own (`recorders`): with them in the file every
/// start, of a command that only reads too, spent more time on reading them than on all the rest.
pub(super) fn guards(spec: &Spec) -> String {
    let table = spec.table;
    ["insert", "update", "delete"].iter().fold(String::new(), |mut sql, verb| {
        let _ = write!(
            sql,
            "DROP TRIGGER IF EXISTS {table}_journal_{verb};
             CREATE TRIGGER {table}_journal_{verb} BEFORE {verb} ON {table} BEGIN SELECT journal_op(); END;"
        );
        sql
    })
}

/// The triggers of one record table that write the journal, for the life of a connection.
fn recorders(spec: &Spec) -> String {
    let table = spec.table;
    let owner = |row: &str| spec.owner.map_or_else(|| "NULL".to_owned(), |column| format!("{row}.{column}"));
    let mut differs = "OLD.uid COLLATE BINARY IS NOT NEW.uid COLLATE BINARY".to_owned();
    for field in spec.fields {
        let _ = write!(differs, " OR OLD.{0} COLLATE BINARY IS NOT NEW.{0} COLLATE BINARY", field.name);
    }
    let (old, new) = (row_json(spec, "OLD"), row_json(spec, "NEW"));
    let record = |kind: char, row: &str, before: &str, after: &str| {
        format!(
            "INSERT INTO change(op_id, kind, tbl, row_id, owner_id, before, after, salt)
             VALUES (journal_op(), '{kind}', '{table}', {row}.id, {owner}, {before}, {after}, journal_salt());",
            owner = owner(row)
        )
    };
    format!(
        "CREATE TEMP TRIGGER {table}_recorder_insert AFTER INSERT ON main.{table} BEGIN {insert} END;
         CREATE TEMP TRIGGER {table}_recorder_update AFTER UPDATE ON main.{table} WHEN {differs} BEGIN {update} END;
         CREATE TEMP TRIGGER {table}_recorder_delete AFTER DELETE ON main.{table} BEGIN {delete} END;
         CREATE TEMP TRIGGER {table}_recorder_id BEFORE UPDATE OF id ON main.{table} WHEN OLD.id IS NOT NEW.id
         BEGIN SELECT RAISE(ABORT, 'an id never changes'); END;",
        insert = record('I', "NEW", "NULL", &new),
        update = record('U', "NEW", &old, &new),
        delete = record('D', "OLD", &old, "NULL"),
    )
}

/// The record type of a table.
pub(super) fn kind_of(table: &str) -> Option<Kind> {
    Kind::ALL.iter().copied().find(|kind| kind.spec().table == table)
}
