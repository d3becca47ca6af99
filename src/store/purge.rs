//! Purge: what may no longer be kept is erased from rows, journal, search, slips and kept files; the chain still holds.
//!
//! Of each erased change before, after and salt go and its hash stays, so that the op it is of still hashes to what it
//! did; of each op that touched them the words go and their hash stays (JOURNAL, Purge).
//!
//! **Invariant:** it is one op of one transaction; nothing in it names who was purged.

use rusqlite::{Connection, params};

use super::{
    Store, Tx, erased,
    journal::{OpMeta, Recording, payload_hash, row_json, write},
    ready, search,
    trouble::Told,
};
use crate::domain::{
    action::PURGE,
    filter::fold,
    record::{Kind, RecordId},
    rejection::Rejection,
};

/// Whose history is erased beside the rows that the act removes.
#[derive(Debug, Clone, Default)]
pub struct Erased {
    /// The relationship, and those that were merged into it.
    pub relationships: Vec<i64>,
    /// Its persons that are nobody else's, and those that were merged into them.
    pub persons: Vec<i64>,
}

/// What a purge came to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Purged {
    /// Records that are erased, those that were gone before among them.
    pub records: usize,
    /// Changes in the journal.
    pub changes: usize,
    /// Operations without words now.
    pub operations: usize,
    /// Kept files that went.
    pub files: usize,
    /// Records of others in which a name of theirs still stands, now or in their history.
    pub mentions: Vec<RecordId>,
}

/// The triggers that keep others from what a purge does.
const GUARDS: [&str; 3] = ["op_append_only_update", "change_append_only_update", "kept_file_is_not_deleted"];

/// A name of fewer letters stands in too many words to be looked for.
const SHORTEST_NAME: usize = 3;

impl Store {
    /// Runs `work`, which removes the rows, and erases all that the book knew of them, as one op. `short` gives the
    /// short form of a name, which is looked for too.
    pub fn purge(
        &mut self,
        meta: &OpMeta,
        short: fn(&str) -> &str,
        work: impl FnOnce(&Tx<'_>) -> Result<Erased, Rejection>,
    ) -> Result<(Purged, String, i64), Rejection> {
        self.find_room();
        self.refuse_reading()?;
        self.record()?;
        if matches!(self.recording, Recording::Together { .. }) {
            return Err(Rejection::rule(
                "A purge is done by itself, with nothing else. Nothing was changed.",
            ));
        }
        self.conn.execute_batch("PRAGMA secure_delete = ON").told()?;
        self.conn
            .execute_batch(
                "DROP TABLE IF EXISTS temp.erased;
                 CREATE TEMP TABLE erased(tbl TEXT NOT NULL, row_id INTEGER NOT NULL, PRIMARY KEY(tbl, row_id));",
            )
            .told()?;
        let transaction =
            self.conn.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate).told()?;
        let done = write(&transaction, &self.op, meta, |tx| {
            let whose = work(tx)?;
            let purged = erase(&transaction, tx.op, &whose, short)?;
            let said = erased::said(purged.records, purged.changes, purged.operations);
            Ok((purged, said))
        })?;
        ready::refresh(&transaction, done.last_seq)?;
        search::rebuild(&transaction)?;
        transaction.commit().told()?;
        self.conn.flush_prepared_statement_cache();
        Ok((done.value, done.summary, done.op))
    }

    /// Writes the file anew without what was erased, and empties the file of what is not written through yet.
    ///
    /// # Errors
    /// When another desk has the book open: then the bytes may still lie in it.
    pub fn sweep(&self) -> Result<(), Rejection> {
        self.before_writing()?;
        let again = || {
            Rejection::fault(
                "Purged, but another desk has the book open: the bytes may still lie in its file. Close it, then \
                 type: standing purge sweep.",
            )
        };
        self.conn.execute_batch("PRAGMA secure_delete = ON; VACUUM").map_err(|_| again())?;
        let busy: i64 =
            self.conn.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get(0)).told()?;
        if busy == 0 { Ok(()) } else { Err(again()) }
    }
}

/// Refuses to take back what was purged, in whole or in part.
pub(super) fn refuse_purged(conn: &Connection, op: i64) -> Result<(), Rejection> {
    let purged: bool = conn
        .prepare_cached("SELECT EXISTS (SELECT 1 FROM change WHERE op_id = ?1 AND purged_by IS NOT NULL)")
        .told()?
        .query_row([op], |row| row.get(0))
        .told()?;
    if purged {
        return Err(Rejection::rule(format!(
            "What op {op} did was purged for good; it cannot be taken back. Nothing was changed."
        )));
    }
    Ok(())
}

fn erase(conn: &Connection, op: i64, whose: &Erased, short: fn(&str) -> &str) -> Result<Purged, Rejection> {
    let guards = lift(conn)?;
    gather(conn, op, whose)?;
    let names = names(conn, short)?;
    let files = forget_files(conn)?;
    let changes = forget_changes(conn, op)?;
    let operations = forget_words(conn, op, &names)?;
    forget_beside(conn, whose, &names)?;
    let records: i64 = conn.query_row("SELECT count(*) FROM temp.erased", [], |row| row.get(0)).told()?;
    let mentions = mentions(conn, &names)?;
    conn.execute_batch("DELETE FROM temp.erased").told()?;
    conn.execute_batch(&guards).told()?;
    let records = usize::try_from(records).unwrap_or(0);
    Ok(Purged { records, changes, operations, files, mentions })
}

/// Takes the guards away for this transaction and gives the text that puts them back.
fn lift(conn: &Connection) -> Result<String, Rejection> {
    let mut back = String::new();
    for name in GUARDS {
        let sql: String = conn
            .query_row("SELECT sql FROM sqlite_schema WHERE type = 'trigger' AND name = ?1", [name], |row| {
                row.get(0)
            })
            .told()?;
        conn.execute_batch(&format!("DROP TRIGGER {name}")).told()?;
        back.push_str(&sql);
        back.push_str(";\n");
    }
    Ok(back)
}

/// Which records are erased: those this op removed, and those that were theirs and are gone already.
fn gather(conn: &Connection, op: i64, whose: &Erased) -> Result<(), Rejection> {
    conn.execute(
        "INSERT OR IGNORE INTO temp.erased SELECT tbl, row_id FROM main.change WHERE op_id = ?1 AND kind = 'D'",
        [op],
    )
    .told()?;
    gone(conn, "relationship", &whose.relationships)?;
    gone(conn, "person", &whose.persons)?;
    // Persons who were members once and are in the book no more, nor under another name.
    let mut statement = conn
        .prepare(
            "SELECT DISTINCT CAST(ifnull(c.after, c.before) ->> '$.person_id' AS INTEGER) FROM main.change c
             JOIN temp.erased e ON e.tbl = c.tbl AND e.row_id = c.row_id WHERE c.tbl = 'membership'",
        )
        .told()?;
    let persons: Vec<Option<i64>> =
        statement.query_map([], |row| row.get(0)).told()?.collect::<Result<_, _>>().told()?;
    let mut former = Vec::new();
    for person in persons.into_iter().flatten() {
        let stays: bool = conn
            .query_row(
                "SELECT EXISTS (SELECT 1 FROM person WHERE id = ?1)
                     OR EXISTS (SELECT 1 FROM alias WHERE was = 'p' || ?1)",
                [person],
                |row| row.get(0),
            )
            .told()?;
        if !stays {
            former.push(person);
        }
    }
    gone(conn, "person", &former)
}

/// Adds what hung on these relationships or persons and is in the book no more.
fn gone(conn: &Connection, owner: &str, ids: &[i64]) -> Result<(), Rejection> {
    let ids = serde_json::json!(ids).to_string();
    let column = format!("{owner}_id");
    for kind in Kind::ALL {
        let spec = kind.spec();
        let hangs = spec.owner == Some(&column) || (spec.table == owner && spec.owner == Some("id"));
        if hangs {
            let sql = format!(
                "INSERT OR IGNORE INTO temp.erased
                 SELECT DISTINCT c.tbl, c.row_id FROM main.change c
                 WHERE c.tbl = '{0}' AND c.owner_id IN (SELECT value FROM json_each(?1))
                   AND NOT EXISTS (SELECT 1 FROM {0} t WHERE t.id = c.row_id)",
                spec.table
            );
            conn.execute(&sql, [&ids]).told()?;
        }
    }
    Ok(())
}

/// Every name that an erased relationship or person had, whole and short, folded as they are searched for.
fn names(conn: &Connection, short: fn(&str) -> &str) -> Result<Vec<String>, Rejection> {
    let mut statement = conn
        .prepare(
            "SELECT DISTINCT ifnull(c.after, c.before) ->> '$.name', c.tbl FROM main.change c
             JOIN temp.erased e ON e.tbl = c.tbl AND e.row_id = c.row_id
             WHERE c.tbl IN ('relationship', 'person', 'alias')",
        )
        .told()?;
    let all: Vec<(Option<String>, String)> = statement
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))
        .told()?
        .collect::<Result<_, _>>()
        .told()?;
    let mut names = Vec::new();
    for (name, table) in &all {
        let Some(name) = name else { continue };
        let brief = if table == "relationship" { short(name) } else { name };
        for name in [name.as_str(), brief] {
            let name = fold(name.trim());
            if name.chars().count() >= SHORTEST_NAME && !names.contains(&name) {
                names.push(name);
            }
        }
    }
    Ok(names)
}

/// Kept files that only an erased document or an erased entry of an agreement names.
fn forget_files(conn: &Connection) -> Result<usize, Rejection> {
    let document = row_json(Kind::Document.spec(), "d");
    let event = row_json(Kind::AgreementEvent.spec(), "v");
    let sql = format!(
        "DELETE FROM kept_file WHERE sha256 IN (
           SELECT k.sha256 FROM kept_file k
           WHERE EXISTS (SELECT 1 FROM main.change c JOIN temp.erased e ON e.tbl = c.tbl AND e.row_id = c.row_id
                         WHERE c.tbl IN ('document', 'agreement_event')
                           AND (instr(c.before, k.sha256) OR instr(c.after, k.sha256)))
             AND NOT EXISTS (SELECT 1 FROM document d WHERE instr({document}, k.sha256))
             AND NOT EXISTS (SELECT 1 FROM agreement_event v WHERE instr({event}, k.sha256)))"
    );
    conn.execute(&sql, []).told()
}

/// Takes the text and the salt of every change of the erased records; what they hash to is kept instead.
fn forget_changes(conn: &Connection, op: i64) -> Result<usize, Rejection> {
    let mut statement = conn
        .prepare(
            "SELECT c.kind, c.tbl, c.row_id, c.before, c.after, c.salt, c.seq FROM main.change c
             JOIN temp.erased e ON e.tbl = c.tbl AND e.row_id = c.row_id WHERE c.purged_by IS NULL",
        )
        .told()?;
    let mut rows = statement.query([]).told()?;
    let mut hashes: Vec<(i64, String)> = Vec::new();
    while let Some(row) = rows.next().told()? {
        hashes.push((row.get(6).told()?, payload_hash(row).told()?));
    }
    drop(rows);
    let mut forget = conn
        .prepare(
            "UPDATE main.change SET before = NULL, after = NULL, salt = NULL, payload_hash = ?2, purged_by = ?3
             WHERE seq = ?1",
        )
        .told()?;
    for (seq, hash) in &hashes {
        forget.execute(params![seq, hash, op]).told()?;
    }
    Ok(hashes.len())
}

/// Takes the words of every op that touched the erased records, or names whom they were of. What went to many at once
/// keeps its words when no name is in them.
fn forget_words(conn: &Connection, op: i64, names: &[String]) -> Result<usize, Rejection> {
    let names = serde_json::json!(names).to_string();
    conn.execute(
        "UPDATE op SET summary = NULL, reason = NULL, text_salt = NULL
         WHERE summary IS NOT NULL AND command <> ?3
           AND ((command NOT IN ('import', 'mailing') AND id IN (SELECT op_id FROM main.change WHERE purged_by = ?1))
             OR EXISTS (SELECT 1 FROM json_each(?2) n
                        WHERE instr(folded(summary || ' ' || ifnull(reason, '')), n.value)))",
        params![op, names, PURGE],
    )
    .told()
}

/// Takes half-typed forms about them, and all that the desk keeps for itself.
fn forget_beside(conn: &Connection, whose: &Erased, names: &[String]) -> Result<(), Rejection> {
    let prefix = |kind: Kind, ids: &[i64]| -> Vec<String> {
        ids.iter().map(|id| RecordId::new(kind, *id).to_string()).collect()
    };
    let mut ids = prefix(Kind::Relationship, &whose.relationships);
    ids.extend(prefix(Kind::Person, &whose.persons));
    let (names, ids) = (serde_json::json!(names).to_string(), serde_json::json!(ids).to_string());
    conn.execute(
        "DELETE FROM slip WHERE
           EXISTS (SELECT 1 FROM json_each(?1) n WHERE instr(folded(title || ' ' || body || ' ' || form), n.value))
           OR EXISTS (SELECT 1 FROM json_each(?2) i WHERE form LIKE '%:' || i.value)",
        [names, ids],
    )
    .told()?;
    conn.execute_batch("DELETE FROM view_state").told()
}

/// The records of others that still name them, now or in what they were.
fn mentions(conn: &Connection, names: &[String]) -> Result<Vec<RecordId>, Rejection> {
    let names = serde_json::json!(names).to_string();
    let mut statement = conn
        .prepare(
            "SELECT DISTINCT c.tbl, c.row_id FROM main.change c
             WHERE c.purged_by IS NULL AND EXISTS (SELECT 1 FROM json_each(?1) n
               WHERE instr(folded(ifnull(c.before, '') || ifnull(c.after, '')), n.value))
             ORDER BY 1, 2",
        )
        .told()?;
    let rows = statement.query_map([names], |row| Ok((row.get::<_, String>(0)?, row.get(1)?))).told()?;
    let mut all = Vec::new();
    for row in rows {
        let (table, id) = row.told()?;
        if let Some(kind) = super::journal::kind_of(&table) {
            all.push(RecordId::new(kind, id));
        }
    }
    Ok(all)
}
