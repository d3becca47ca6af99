//! What a purge took out of the journal, and whether one says so: nobody else may take anything.
//!
//! A hash that is kept in the place of a text proves nothing by itself: whoever writes to the file could put it beside
//! another text. So it is believed only of a change without text, that names the purge that took it, and each purge
//! says in its own words, which are sealed, how much it took.
//!
//! **Invariant:** what is gone is gone by a purge that counted it; what is not gone is held against its hash.

use rusqlite::{Connection, params};

use super::trouble::Told;
use crate::domain::{action::PURGE, rejection::Rejection};

/// What a purge says of itself.
pub(super) fn said(records: usize, changes: usize, operations: usize) -> String {
    format!("Purged {records} records for good: {changes} changes, and the words of {operations} operations")
}

/// What a purge said it took: changes, and the words of operations; none of one that did not say.
fn counted(said: &str) -> Option<(i64, i64)> {
    let (_, counts) = said.split_once(" for good: ")?;
    let (changes, operations) = counts.split_once(" changes, and the words of ")?;
    Some((changes.parse().ok()?, operations.strip_suffix(" operations")?.parse().ok()?))
}

/// What is gone without a purge that says so, in words.
pub(super) fn faults(conn: &Connection) -> Result<Vec<String>, Rejection> {
    let mut faults = Vec::new();
    for op in ids(
        conn,
        "SELECT DISTINCT c.op_id FROM change c LEFT JOIN op p ON p.id = c.purged_by AND p.command = ?1 AND p.id >= c.op_id
         WHERE CASE WHEN c.purged_by IS NULL THEN c.payload_hash IS NOT NULL OR c.salt IS NULL
               ELSE p.id IS NULL OR coalesce(c.before, c.after, c.salt) IS NOT NULL END
         ORDER BY 1 LIMIT 10",
    )? {
        faults.push(format!("A change of op {op} was altered or erased, and no purge did it."));
    }
    for op in ids(
        conn,
        "SELECT o.id FROM op o WHERE (o.summary IS NULL OR o.text_salt IS NULL)
           AND (coalesce(o.summary, o.reason, o.text_salt) IS NOT NULL
             OR o.command = ?1 OR NOT EXISTS (SELECT 1 FROM op p WHERE p.command = ?1 AND p.id > o.id))
         ORDER BY 1 LIMIT 10",
    )? {
        faults.push(format!("The words of op {op} were altered or erased, and no purge did it."));
    }
    counts(conn, &mut faults)?;
    Ok(faults)
}

/// Every purge against what it said it took: as many changes, and all together as many words.
fn counts(conn: &Connection, faults: &mut Vec<String>) -> Result<(), Rejection> {
    let mut statement = conn
        .prepare(
            "SELECT p.id, p.summary, (SELECT count(*) FROM change c WHERE c.purged_by = p.id)
             FROM op p WHERE p.command = ?1 ORDER BY p.id",
        )
        .told()?;
    let rows = statement
        .query_map([PURGE], |row| {
            Ok((row.get::<_, i64>(0)?, row.get::<_, Option<String>>(1)?, row.get::<_, i64>(2)?))
        })
        .told()?;
    // Of a purge that did not say how many, the words cannot be counted.
    let mut words = Some(0);
    for row in rows {
        let (op, summary, taken) = row.told()?;
        let told = counted(summary.as_deref().unwrap_or_default());
        if told.is_some_and(|(changes, _)| changes != taken) {
            faults.push(format!(
                "Op {op} purged another number of changes than are gone: some were erased by hand."
            ));
        }
        words = words.zip(told).map(|(all, (_, operations))| all + operations);
    }
    let gone: i64 = conn
        .query_row("SELECT count(*) FROM op WHERE summary IS NULL", params![], |row| row.get(0))
        .told()?;
    if words.is_some_and(|words| words != gone) && gone > 0 {
        faults.push(
            "More operations have lost their words than were purged: some were erased by hand.".to_owned(),
        );
    }
    Ok(())
}

fn ids(conn: &Connection, sql: &str) -> Result<Vec<i64>, Rejection> {
    let mut statement = conn.prepare(sql).told()?;
    let ids = statement.query_map([PURGE], |row| row.get(0)).told()?;
    ids.collect::<Result<_, _>>().told()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        domain::record::{Fields, Kind, RecordId},
        store::{Store, purge::Erased, testing::meta},
    };

    const OPEN: &str = "DROP TRIGGER op_append_only_update; DROP TRIGGER change_append_only_update;";

    /// Three clients, the second of them purged.
    fn purged() -> Store {
        let mut store = Store::memory().unwrap();
        for name in ["Hartley", "Okafor", "Lindqvist"] {
            let fields = Fields::new().with("name", name).with("kind", "client");
            store
                .act(&meta(), |tx| Ok((tx.insert(Kind::Relationship, &fields)?, format!("Added {name}"))))
                .unwrap();
        }
        let mut purge = meta();
        PURGE.clone_into(&mut purge.command);
        purge.reason = Some("asked to be erased".to_owned());
        store
            .purge(
                &purge,
                |name| name,
                |tx| {
                    tx.delete(RecordId::new(Kind::Relationship, 2))?;
                    Ok(Erased { relationships: vec![2], persons: vec![] })
                },
            )
            .unwrap();
        assert_eq!(store.verify(None).unwrap().faults, Vec::<String>::new());
        store
    }

    fn tampered(sql: &str) -> Vec<String> {
        let store = purged();
        store.conn.execute_batch(&format!("{OPEN} {sql}")).unwrap();
        store.verify(None).unwrap().faults
    }

    #[test]
    fn what_a_purge_said_is_read_again() {
        assert_eq!(counted(&said(12, 48, 20)), Some((48, 20)));
        assert_eq!(counted("Purged 12 records for good"), None);
    }

    #[test]
    fn words_put_in_the_place_of_others_without_a_salt_are_named() {
        let faults =
            tampered("UPDATE op SET text_salt = NULL, summary = 'Paid Eve', reason = 'lied' WHERE id = 1");
        assert_eq!(faults, ["The words of op 1 were altered or erased, and no purge did it."]);
    }

    #[test]
    fn words_taken_by_hand_are_counted() {
        let faults = tampered("UPDATE op SET text_salt = NULL, summary = NULL, reason = NULL WHERE id = 1");
        assert_eq!(
            faults,
            ["More operations have lost their words than were purged: some were erased by hand."]
        );
        let later = tampered("UPDATE op SET text_salt = NULL, summary = NULL, reason = NULL WHERE id = 4");
        assert!(later.iter().any(|fault| fault.contains("words")), "{later:?}");
    }

    #[test]
    fn a_hash_kept_beside_another_text_is_not_believed() {
        let store = purged();
        let hash: String = store
            .conn
            .query_row(
                "SELECT kind, tbl, row_id, before, after, salt FROM change WHERE seq = 1",
                [],
                crate::store::journal::payload_hash,
            )
            .unwrap();
        let forged = "UPDATE change SET payload_hash = '{hash}', after = replace(after, 'Hartley', 'FORGED') WHERE seq = 1;
             DROP TRIGGER relationship_journal_update; DROP TRIGGER relationship_recorder_update;
             UPDATE relationship SET name = 'FORGED' WHERE id = 1;";
        store.conn.execute_batch(&format!("{OPEN} {}", forged.replace("{hash}", &hash))).unwrap();
        let faults = store.verify(None).unwrap().faults;
        assert!(faults.contains(&"Op 1 or one of its changes was altered.".to_owned()), "{faults:?}");
        assert!(faults.iter().any(|fault| fault.contains("no purge did it")), "{faults:?}");
        let named = tampered(&forged.replace("{hash}", &hash).replace("after =", "purged_by = 4, after ="));
        assert!(!named.is_empty());
    }

    #[test]
    fn a_change_erased_by_hand_is_counted_though_it_names_a_purge() {
        let store = purged();
        let sql = "SELECT kind, tbl, row_id, before, after, salt FROM change WHERE seq = 3";
        let hash: String = store.conn.query_row(sql, [], crate::store::journal::payload_hash).unwrap();
        store
            .conn
            .execute_batch(&format!(
                "{OPEN} UPDATE change SET payload_hash = '{hash}', purged_by = 4, before = NULL, after = NULL, salt = NULL
                 WHERE seq = 3;"
            ))
            .unwrap();
        let faults = store.verify(None).unwrap().faults;
        assert!(faults.iter().any(|fault| fault.contains("another number of changes")), "{faults:?}");
    }

    #[test]
    fn an_erased_change_that_names_no_purge_is_named() {
        let faults = tampered(
            "UPDATE change SET payload_hash = 'x', purged_by = 1, before = NULL, after = NULL, salt = NULL WHERE seq = 3",
        );
        assert!(
            faults
                .iter()
                .any(|fault| fault == "A change of op 3 was altered or erased, and no purge did it.")
        );
    }
}
