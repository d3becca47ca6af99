//! The questions of the queue asked of every record: slow, plain, and what the quick ones are held against.
//!
//! **Invariant:** nothing here reads what is kept ready, but for the last real contact.

use chrono::NaiveDate;
use rusqlite::{Connection, Row as SqlRow};

use super::{BornRow, ContactRow, DatedRow, MANAGED, day};
use crate::store::{Db, gaps::Lacking};

fn all<T>(
    conn: &Connection,
    sql: &str,
    bound: impl rusqlite::Params,
    read: impl FnMut(&SqlRow<'_>) -> rusqlite::Result<T>,
) -> Vec<T> {
    let mut statement = conn.prepare_cached(sql).unwrap();
    statement.query_map(bound, read).unwrap().map(Result::unwrap).collect()
}

fn dated(row: &SqlRow<'_>, unknown: NaiveDate) -> rusqlite::Result<DatedRow> {
    Ok(DatedRow {
        id: row.get(0)?,
        relationship: row.get(1)?,
        tier: row.get(2)?,
        day: day(row, 3)?.unwrap_or(unknown),
        about: row.get(4)?,
    })
}

impl Db<'_> {
    pub(crate) fn scan_contacts(&self) -> Vec<ContactRow> {
        let sql = format!("SELECT r.id FROM relationship r WHERE r.kind = 'client' AND {MANAGED}");
        let ids: Vec<i64> = all(self.conn, &sql, [], |row| row.get(0));
        ids.into_iter().filter_map(|id| self.contact(id).unwrap()).collect()
    }

    pub(crate) fn scan_trainings(&self, until: NaiveDate) -> Vec<DatedRow> {
        let sql = format!(
            "SELECT t.id, t.relationship_id, r.tier,
                    CASE WHEN t.understood = 'yes' THEN t.repeat_on ELSE ifnull(t.repeat_on, date(t.day, '+30 days')) END AS again,
                    t.rule_id
             FROM training t JOIN relationship r ON r.id = t.relationship_id JOIN rule u ON u.id = t.rule_id
             WHERE again <= ?1 AND {MANAGED} AND u.state = 'in force'
               AND NOT EXISTS (SELECT 1 FROM training n WHERE n.relationship_id = t.relationship_id
                               AND n.rule_id = t.rule_id AND (n.day > t.day OR (n.day = t.day AND n.id > t.id)))
             UNION ALL SELECT a.id, a.relationship_id, r.tier, a.teach_by, a.rule_id
             FROM acceptance a JOIN relationship r ON r.id = a.relationship_id JOIN rule u ON u.id = a.rule_id
             WHERE a.teach_by <= ?1 AND a.state <> 'retired' AND {MANAGED} AND u.state = 'in force'
               AND NOT EXISTS (SELECT 1 FROM training t WHERE t.relationship_id = a.relationship_id
                               AND t.rule_id = a.rule_id)"
        );
        all(self.conn, &sql, [until.to_string()], |row| dated(row, until))
    }

    pub(crate) fn scan_talks(&self, until: NaiveDate) -> Vec<DatedRow> {
        let sql = format!(
            "SELECT k.id, k.relationship_id, r.tier, k.reinforce_on, NULL
             FROM talk k JOIN relationship r ON r.id = k.relationship_id
             WHERE k.reinforce_on <= ?1 AND {MANAGED}
               AND NOT EXISTS (SELECT 1 FROM talk n WHERE n.relationship_id = k.relationship_id
                               AND n.compared_with = k.compared_with
                               AND (n.day > k.day OR (n.day = k.day AND n.id > k.id)))"
        );
        all(self.conn, &sql, [until.to_string()], |row| dated(row, until))
    }

    pub(crate) fn scan_measures(&self) -> Vec<(DatedRow, String)> {
        let sql = format!(
            "SELECT m.id, m.relationship_id, r.tier, (SELECT max(day) FROM reading d WHERE d.measure_id = m.id), NULL,
                    m.read_every
             FROM measure m JOIN relationship r ON r.id = m.relationship_id
             WHERE m.read_every IS NOT NULL AND {MANAGED}"
        );
        all(self.conn, &sql, [], |row| Ok((dated(row, NaiveDate::MIN)?, row.get(5)?)))
    }

    pub(crate) fn scan_special_dates(&self) -> Vec<(i64, BornRow, bool)> {
        let sql = format!(
            "SELECT d.id, p.id, min(r.id), r.tier, d.day, ifnull(d.yearly, 0) FROM special_date d
             JOIN person p ON p.id = d.person_id
             JOIN membership m ON m.person_id = p.id AND m.home = 1 JOIN relationship r ON r.id = m.relationship_id
             WHERE p.died_on IS NULL AND r.kind = 'client' AND {MANAGED} GROUP BY d.id"
        );
        all(self.conn, &sql, [], |row| {
            let (person, relationship) = (row.get(1)?, row.get(2)?);
            let born = BornRow { person, relationship, tier: row.get(3)?, birth_date: row.get(4)? };
            Ok((row.get(0)?, born, row.get(5)?))
        })
    }

    pub(crate) fn scan_prospects(&self, today: NaiveDate) -> Vec<DatedRow> {
        let sql =
            "SELECT r.id, r.id, r.tier, max(ifnull(c.last_contact_on, ''), ifnull(r.entered_on, '')), NULL
             FROM relationship r LEFT JOIN ready_contact c ON c.relationship_id = r.id
             WHERE r.kind = 'prospect' AND r.stage <> 'not taken'
               AND NOT EXISTS (SELECT 1 FROM follow_up f
                               WHERE f.relationship_id = r.id AND f.finished_on IS NULL)
               AND NOT EXISTS (SELECT 1 FROM meeting m WHERE m.relationship_id = r.id
                               AND m.state IN ('offered','planned','prepared') AND m.day >= ?1)";
        all(self.conn, sql, [today.to_string()], |row| dated(row, today))
    }

    pub(crate) fn scan_gaps(&self) -> Vec<Lacking> {
        let sql = format!(
            "SELECT r.id, r.tier FROM relationship r WHERE r.kind = 'client' AND {MANAGED}
             ORDER BY r.tier IS NULL, r.tier, r.id"
        );
        let clients: Vec<(i64, Option<String>)> =
            all(self.conn, &sql, [], |row| Ok((row.get(0)?, row.get(1)?)));
        let lacking = clients.into_iter().map(|(id, tier)| (id, tier, self.gaps_of(id).unwrap()));
        lacking.filter(|(.., lacks)| !lacks.is_empty()).collect()
    }
}
