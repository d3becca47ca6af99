//! What stands ready beside what the records say.
//!
//! **Invariant:** looking changes nothing.

use rusqlite::Connection;

use crate::store::Store;

impl Store {
    /// The facts that are kept, and the same made anew from the records alone.
    pub(crate) fn ready_and_anew(&mut self) -> (Vec<String>, Vec<String>) {
        let transaction = self.conn.transaction().unwrap();
        let kept = rows(&transaction);
        let ids: Vec<i64> = transaction
            .prepare("SELECT id FROM relationship")
            .unwrap()
            .query_map([], |row| row.get(0))
            .unwrap()
            .map(Result::unwrap)
            .collect();
        transaction.execute_batch("DELETE FROM ready_contact").unwrap();
        for id in ids {
            transaction.execute(super::SET, [id]).unwrap();
        }
        super::fill(&transaction).unwrap();
        (kept, rows(&transaction))
    }
}

fn rows(conn: &Connection) -> Vec<String> {
    let sql = "SELECT what || ' ' || pace || ' ' || day || ' c' || relationship_id || ' ' || id FROM ready
               UNION ALL SELECT 'last ' || ifnull(last_contact_on, '-') || ' c' || relationship_id || ' ' || last_interaction_id
               FROM ready_contact ORDER BY 1";
    let mut statement = conn.prepare(sql).unwrap();
    statement.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect()
}
