//! Verify: the chain is whole, and the book equals what the journal says.
//!
//! **Invariant:** it reads only.

use rusqlite::OptionalExtension;

use super::{
    Store,
    damage::{self, Thoroughly},
    erased,
    journal::{ROOT, Sealed, row_json, text_hash},
    trouble::Told,
};
use crate::domain::{record::Kind, rejection::Rejection};

/// What `verify` found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verdict {
    /// Operations read.
    pub operations: i64,
    /// The hash of the newest one.
    pub head: String,
    /// What is wrong, in words; empty when all is well.
    pub faults: Vec<String>,
}

fn verdict(operations: i64, head: String, mut faults: Vec<String>) -> Verdict {
    faults.truncate(50);
    Verdict { operations, head, faults }
}

struct Link {
    sealed: Sealed,
    summary: Option<String>,
    reason: Option<String>,
    text_salt: Option<String>,
    hash: String,
}

impl Store {
    /// Checks the file, the chain and every row. With `kept` a head that was written down earlier, or
    /// its beginning, must be found in the chain: a tail cut with care shows only so.
    pub fn verify(&self, kept: Option<&str>) -> Result<Verdict, Rejection> {
        // One state of the book: what another desk writes meanwhile is neither cut off nor altered.
        self.reading(|| self.verified(kept))
    }

    fn verified(&self, kept: Option<&str>) -> Result<Verdict, Rejection> {
        let mut faults = self.file_faults()?;
        let is_damaged = !faults.is_empty();
        match self.held_against_journal(kept, &mut faults) {
            Ok((operations, head)) => Ok(verdict(operations, head, faults)),
            // What cannot be read to the end has its fault named already.
            Err(_) if is_damaged => {
                faults.push("The rest of it could not be read to the end.".to_owned());
                let (operations, head) = self.journal_head().unwrap_or((0, ROOT.to_owned()));
                Ok(verdict(operations, head, faults))
            }
            Err(no) => Err(no),
        }
    }

    fn held_against_journal(
        &self,
        kept: Option<&str>,
        faults: &mut Vec<String>,
    ) -> Result<(i64, String), Rejection> {
        let (operations, head, found) = self.walk(kept, faults)?;
        if let Some(kept) = kept
            && !found
        {
            faults.push(format!("The head {kept} is not in the chain: the newest operations were cut off."));
        }
        self.placed(faults)?;
        faults.extend(erased::faults(&self.conn)?);
        for kind in Kind::ALL {
            self.follow(*kind, faults)?;
            self.compare(*kind, faults)?;
        }
        self.kept_faults(faults)?;
        Ok((operations, head))
    }

    /// What is wrong with the file itself, in words.
    pub(super) fn file_faults(&self) -> Result<Vec<String>, Rejection> {
        let mut faults = Vec::new();
        if let Some(fault) = damage::damage_of(&self.conn, Thoroughly::Yes)? {
            return Ok(vec![fault]);
        }
        let hanging: Option<String> =
            self.conn.query_row("PRAGMA foreign_key_check", [], |row| row.get(0)).optional().told()?;
        if let Some(table) = hanging {
            faults.push(format!("A row of {table} refers to one that is gone."));
        }
        Ok(faults)
    }

    fn walk(&self, kept: Option<&str>, faults: &mut Vec<String>) -> Result<(i64, String, bool), Rejection> {
        let mut statement = self
            .conn
            .prepare(
                "SELECT id, at, day, command, schema_version, undoes, last_seq, prev_hash, text_hash,
                        summary, reason, text_salt, hash FROM op ORDER BY id",
            )
            .told()?;
        let links = statement
            .query_map([], |row| {
                Ok(Link {
                    sealed: Sealed {
                        id: row.get(0)?,
                        at: row.get(1)?,
                        day: row.get(2)?,
                        command: row.get(3)?,
                        schema_version: row.get(4)?,
                        undoes: row.get(5)?,
                        last_seq: row.get(6)?,
                        prev_hash: row.get(7)?,
                        text_hash: row.get(8)?,
                    },
                    summary: row.get(9)?,
                    reason: row.get(10)?,
                    text_salt: row.get(11)?,
                    hash: row.get(12)?,
                })
            })
            .told()?;
        let is_kept = |hash: &str| {
            kept.is_some_and(|kept| !kept.is_empty() && hash.starts_with(&kept.to_ascii_lowercase()))
        };
        let (mut count, mut seq, mut head, mut found) = (0, 0, ROOT.to_owned(), is_kept(ROOT));
        for link in links {
            let link = link.told()?;
            let id = link.sealed.id;
            count += 1;
            if id != count || link.sealed.prev_hash != head {
                faults.push(format!(
                    "Op {id} does not follow the one before it: operations were moved or removed."
                ));
            }
            if let (Some(salt), Some(summary)) = (&link.text_salt, &link.summary)
                && text_hash(salt, summary, link.reason.as_deref()) != link.sealed.text_hash
            {
                faults.push(format!("The words of op {id} were altered."));
            }
            if link.sealed.hash(&self.conn, seq)? != link.hash {
                faults.push(format!("Op {id} or one of its changes was altered."));
            }
            found |= is_kept(&link.hash);
            // A wrong link is named once; those after it are judged by what they say themselves.
            count = id;
            seq = link.sealed.last_seq;
            head = link.hash;
        }
        let beyond: i64 = self
            .conn
            .query_row("SELECT count(*) FROM change WHERE seq > ?1", [seq], |row| row.get(0))
            .told()?;
        if beyond > 0 {
            faults.push(format!("{beyond} changes belong to no operation: operations were cut off."));
        }
        Ok((count, head, found))
    }

    /// Every change against the operation it says it is of: that is what history and undo go by, and no hash
    /// holds it.
    fn placed(&self, faults: &mut Vec<String>) -> Result<(), Rejection> {
        let strayed = "SELECT DISTINCT c.op_id FROM change c LEFT JOIN op o ON o.id = c.op_id
             WHERE o.id IS NULL OR c.seq > o.last_seq
                OR c.seq <= ifnull((SELECT p.last_seq FROM op p WHERE p.id < o.id ORDER BY p.id DESC LIMIT 1), 0)
             ORDER BY 1 LIMIT 10";
        for id in self.ids(strayed)? {
            faults.push(format!("A change that says it is of op {id} is of another one, or of none."));
        }
        Ok(())
    }

    /// Every change against the one before it of the same record, and whose it says it is: a record altered
    /// beside the journal and then edited by an honest desk shows only so.
    fn follow(&self, kind: Kind, faults: &mut Vec<String>) -> Result<(), Rejection> {
        let spec = kind.spec();
        let leaps = format!(
            "SELECT DISTINCT row_id FROM (
               SELECT row_id, before, purged_by, lag(after) OVER w AS said, lag(purged_by) OVER w AS erased
               FROM change WHERE tbl = '{}' WINDOW w AS (PARTITION BY row_id ORDER BY seq))
             WHERE before IS NOT said AND purged_by IS NULL AND erased IS NULL LIMIT 10",
            spec.table
        );
        for id in self.ids(&leaps)? {
            faults.push(format!(
                "{} {}{id} was altered beside the journal between two operations.",
                spec.noun, spec.prefix
            ));
        }
        let Some(owner) = spec.owner else { return Ok(()) };
        let strange = format!(
            "SELECT DISTINCT row_id FROM change WHERE tbl = '{}' AND purged_by IS NULL
               AND owner_id IS NOT ifnull(after, before) ->> '$.{owner}' LIMIT 10",
            spec.table
        );
        for id in self.ids(&strange)? {
            faults.push(format!(
                "A change of {} {}{id} is kept under another owner than it says.",
                spec.noun, spec.prefix
            ));
        }
        Ok(())
    }

    /// Every row against the last change of it, and the highest id ever given out.
    fn compare(&self, kind: Kind, faults: &mut Vec<String>) -> Result<(), Rejection> {
        let spec = kind.spec();
        let (table, now) = (spec.table, row_json(spec, "t"));
        let said = format!(
            "(SELECT c.after FROM change c WHERE c.tbl = '{table}' AND c.row_id = t.id ORDER BY c.seq DESC LIMIT 1)"
        );
        let altered = format!("SELECT id FROM {table} t WHERE {now} IS NOT {said} LIMIT 10");
        for id in self.ids(&altered)? {
            faults.push(format!("{} {}{id} is not what the journal says.", spec.noun, spec.prefix));
        }
        let gone = format!(
            "SELECT row_id FROM change c WHERE tbl = '{table}' AND after IS NOT NULL
               AND seq = (SELECT max(seq) FROM change d WHERE d.tbl = c.tbl AND d.row_id = c.row_id)
               AND NOT EXISTS (SELECT 1 FROM {table} t WHERE t.id = c.row_id) LIMIT 10"
        );
        for id in self.ids(&gone)? {
            faults.push(format!(
                "{} {}{id} stands in the journal and is gone from the book.",
                spec.noun, spec.prefix
            ));
        }
        let highest = format!(
            "SELECT seq FROM sqlite_sequence WHERE name = '{table}'
               AND seq IS NOT ifnull((SELECT max(row_id) FROM change WHERE tbl = '{table}'), 0)"
        );
        if self.ids(&highest)?.first().is_some_and(|seq| *seq > 0) {
            faults.push(format!(
                "The journal does not know all {} there were: operations were cut off.",
                spec.plural
            ));
        }
        Ok(())
    }

    fn ids(&self, sql: &str) -> Result<Vec<i64>, Rejection> {
        let mut statement = self.conn.prepare(sql).told()?;
        let ids = statement.query_map([], |row| row.get(0)).told()?;
        ids.collect::<Result<_, _>>().told()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        domain::record::{Fields, RecordId},
        store::OpMeta,
    };

    fn meta() -> OpMeta {
        OpMeta {
            at: "2026-11-23T09:00:00Z".parse().unwrap(),
            day: "2026-11-23".parse().unwrap(),
            command: "add".to_owned(),
            reason: None,
            undoes: None,
        }
    }

    fn book_of(names: &[&str]) -> Store {
        let mut store = Store::memory().unwrap();
        for name in names {
            let fields = Fields::new().with("name", *name).with("kind", "client");
            store
                .act(&meta(), |tx| Ok((tx.insert(Kind::Relationship, &fields)?, format!("Added {name}"))))
                .unwrap();
        }
        store
    }

    fn tamper(store: &Store, sql: &str) -> Vec<String> {
        store.conn.execute_batch(sql).unwrap();
        store.verify(None).unwrap().faults
    }

    #[test]
    fn a_good_book_equals_its_journal() {
        let verdict = book_of(&["Hartley", "Okafor"]).verify(None).unwrap();
        assert_eq!((verdict.operations, verdict.faults), (2, vec![]));
    }

    #[test]
    fn a_write_outside_an_op_fails() {
        let store = book_of(&["Hartley"]);
        let error = store.conn.execute("UPDATE relationship SET name = 'X'", []).unwrap_err();
        assert!(error.to_string().contains("only by an act"), "{error}");
    }

    #[test]
    fn an_altered_row_is_named() {
        let store = book_of(&["Hartley", "Okafor"]);
        let faults = tamper(
            &store,
            "DROP TRIGGER relationship_journal_update; DROP TRIGGER relationship_recorder_update;
             UPDATE relationship SET name='X' WHERE id=2",
        );
        assert_eq!(faults, ["client c2 is not what the journal says."]);
    }

    #[test]
    fn an_altered_change_is_named() {
        let store = book_of(&["Hartley"]);
        let faults = tamper(
            &store,
            "DROP TRIGGER change_append_only_update; UPDATE change SET after = replace(after,'Hartley','X')",
        );
        assert!(faults.contains(&"Op 1 or one of its changes was altered.".to_owned()), "{faults:?}");
    }

    #[test]
    fn altered_words_of_an_op_are_named() {
        let store = book_of(&["Hartley"]);
        let faults = tamper(&store, "DROP TRIGGER op_append_only_update; UPDATE op SET summary = 'Added X'");
        assert_eq!(faults, ["The words of op 1 were altered."]);
    }

    #[test]
    fn reordered_ops_are_named() {
        let store = book_of(&["Hartley", "Okafor"]);
        let faults = tamper(
            &store,
            "DROP TRIGGER op_append_only_update; UPDATE op SET id = 9 WHERE id = 1; UPDATE op SET id = 1 WHERE id = 2;
             UPDATE op SET id = 2 WHERE id = 9",
        );
        assert!(faults.iter().any(|fault| fault.contains("does not follow the one before it")), "{faults:?}");
    }

    #[test]
    fn a_tail_cut_with_care_is_found_by_a_kept_head() {
        let store = book_of(&["Hartley", "Okafor"]);
        let (_, head) = store.journal_head().unwrap();
        store
            .conn
            .execute_batch(
                "DROP TRIGGER op_append_only_delete; DROP TRIGGER change_append_only_delete;
                 DROP TRIGGER relationship_journal_delete; DROP TRIGGER relationship_recorder_delete;
                 DELETE FROM op WHERE id = 2; DELETE FROM change WHERE op_id = 2; DELETE FROM relationship WHERE id = 2;
                 UPDATE sqlite_sequence SET seq = 1 WHERE name = 'relationship'",
            )
            .unwrap();
        assert!(store.verify(None).unwrap().faults.is_empty());
        let faults = store.verify(Some(&head)).unwrap().faults;
        assert!(faults.len() == 1 && faults[0].contains("cut off"), "{faults:?}");
    }

    #[test]
    fn a_record_only_differing_in_case_is_journaled() {
        let mut store = book_of(&["Hartley"]);
        let id = RecordId::new(Kind::Relationship, 1);
        let ((), _, op) = store
            .act(&meta(), |tx| Ok((tx.update(id, &Fields::new().with("name", "hartley"))?, String::new())))
            .unwrap();
        assert_eq!(op, 2);
        assert!(store.verify(None).unwrap().faults.is_empty());
    }

    #[test]
    fn an_act_that_changes_nothing_leaves_no_op() {
        let mut store = book_of(&["Hartley"]);
        let id = RecordId::new(Kind::Relationship, 1);
        let ((), _, op) = store
            .act(&meta(), |tx| Ok((tx.update(id, &Fields::new().with("name", "Hartley"))?, String::new())))
            .unwrap();
        assert_eq!(op, 0);
        assert_eq!(store.verify(None).unwrap().operations, 1);
    }

    /// A book in a file, and a program of somebody else on it that brings a `journal_op()` of its own.
    #[expect(clippy::disallowed_methods, reason = "the test is that other program")]
    fn with_a_stranger(names: &[&str]) -> (tempfile::TempDir, Store, rusqlite::Connection) {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("book.db");
        let mut store = Store::open(&file).unwrap();
        for name in names {
            let fields = Fields::new().with("name", *name).with("kind", "client");
            store
                .act(&meta(), |tx| Ok((tx.insert(Kind::Relationship, &fields)?, format!("Added {name}"))))
                .unwrap();
        }
        let stranger = rusqlite::Connection::open(&file).unwrap();
        let flags = rusqlite::functions::FunctionFlags::SQLITE_UTF8;
        stranger.create_scalar_function("journal_op", 0, flags, |_| Ok(1_i64)).unwrap();
        (dir, store, stranger)
    }

    #[test]
    fn what_a_stranger_with_a_journal_op_of_his_own_writes_is_named() {
        let (_dir, store, stranger) = with_a_stranger(&["Hartley", "Okafor", "Lindqvist"]);
        stranger
            .execute_batch(
                "UPDATE relationship SET name = 'X' WHERE id = 1; DELETE FROM relationship WHERE id = 2;
                 INSERT INTO relationship(uid, name, kind) VALUES ('u', 'Forged', 'client');",
            )
            .unwrap();
        let faults = store.verify(None).unwrap().faults;
        for said in [
            "client c1 is not what the journal says.",
            "client c2 stands in the journal and is gone from the book.",
            "client c4 is not what the journal says.",
        ] {
            assert!(faults.iter().any(|fault| fault == said), "{said}: {faults:?}");
        }
    }

    #[test]
    fn an_honest_edit_does_not_hide_what_a_stranger_wrote_before() {
        let (_dir, mut store, stranger) = with_a_stranger(&["Hartley", "Okafor"]);
        stranger.execute("UPDATE relationship SET name = 'X' WHERE id = 1", []).unwrap();
        let id = RecordId::new(Kind::Relationship, 1);
        let stage = Fields::new().with("stage", "active");
        store.act(&meta(), |tx| Ok((tx.update(id, &stage)?, "Edited X".to_owned()))).unwrap();
        assert_eq!(
            store.verify(None).unwrap().faults,
            ["client c1 was altered beside the journal between two operations."]
        );
    }

    #[test]
    fn a_change_forged_beside_the_chain_is_sealed_into_no_op() {
        let (_dir, mut store, stranger) = with_a_stranger(&["Hartley"]);
        stranger
            .execute_batch(
                "INSERT INTO change(op_id, kind, tbl, row_id, owner_id, before, after, salt)
                 SELECT 2, 'U', tbl, row_id, owner_id, after, replace(after, 'Hartley', 'X'), salt FROM change;
                 UPDATE relationship SET name = 'X';",
            )
            .unwrap();
        let fields = Fields::new().with("name", "Okafor").with("kind", "client");
        let no = store
            .act(&meta(), |tx| Ok((tx.insert(Kind::Relationship, &fields)?, "Added Okafor".to_owned())))
            .unwrap_err();
        assert!(
            no.why == crate::domain::rejection::Why::Fault && no.message.contains("Nothing was saved"),
            "{no}"
        );
        assert!(
            store.verify(None).unwrap().faults.iter().any(|fault| fault.contains("belong to no operation"))
        );
    }

    #[test]
    fn a_change_moved_to_another_op_or_another_owner_is_named() {
        let moved = tamper(
            &book_of(&["Hartley", "Okafor"]),
            "DROP TRIGGER change_append_only_update; UPDATE change SET op_id = 1 WHERE op_id = 2",
        );
        assert_eq!(moved, ["A change that says it is of op 1 is of another one, or of none."]);
        let hidden = tamper(
            &book_of(&["Hartley", "Okafor"]),
            "DROP TRIGGER change_append_only_update; UPDATE change SET owner_id = 1 WHERE row_id = 2",
        );
        assert_eq!(hidden, ["A change of client c2 is kept under another owner than it says."]);
    }

    #[test]
    fn what_another_desk_writes_meanwhile_is_no_fault() {
        let (_dir, mut store, other) = with_a_stranger(&["Hartley"]);
        let reader = Store::open(store.path().unwrap()).unwrap();
        drop(other);
        let faults = reader.reading(|| {
            let before = reader.verify(None)?;
            let fields = Fields::new().with("name", "Okafor").with("kind", "client");
            store.act(&meta(), |tx| {
                Ok((tx.insert(Kind::Relationship, &fields)?, "Added Okafor".to_owned()))
            })?;
            assert_eq!(reader.verify(None)?, before);
            Ok(before.faults)
        });
        assert_eq!(faults.unwrap(), Vec::<String>::new());
        assert_eq!(reader.verify(None).unwrap().operations, 2);
    }
}
