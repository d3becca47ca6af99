//! Verify: the chain is whole, and the book equals what the journal says.
//!
//! **Invariant:** it reads only.

use rusqlite::OptionalExtension;

use super::{
    Store,
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
        let mut faults = self.file_faults()?;
        let (operations, head, found) = self.walk(kept, &mut faults)?;
        if let Some(kept) = kept
            && !found
        {
            faults.push(format!("The head {kept} is not in the chain: the newest operations were cut off."));
        }
        for kind in Kind::ALL {
            self.compare(*kind, &mut faults)?;
        }
        faults.truncate(50);
        Ok(Verdict { operations, head, faults })
    }

    fn file_faults(&self) -> Result<Vec<String>, Rejection> {
        let mut faults = Vec::new();
        let sound: String = self.conn.query_row("PRAGMA integrity_check(1)", [], |row| row.get(0)).told()?;
        if sound != "ok" {
            faults.push(format!("The file is damaged: {sound}."));
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
}
