//! Promises of ours with the days they were due on, for the measure of those kept on the day.
//!
//! **Invariant:** only the promises that were put off are looked up in the journal, each by an index.

use chrono::NaiveDate;

use super::{Db, trouble::Told};
use crate::domain::{
    promise::{Before, End, Promised},
    rejection::Rejection,
};

impl Db<'_> {
    /// The promises of ours that may have been due between two days.
    pub fn promises_between(&self, from: NaiveDate, until: NaiveDate) -> Result<Vec<Promised>, Rejection> {
        let sql = "SELECT id, due, finished_on, state, moves FROM follow_up
                    WHERE due BETWEEN ?1 AND ?2 AND kind = 'promise' AND whose = 'ours'
                   UNION SELECT id, due, finished_on, state, moves FROM follow_up
                    WHERE finished_on IS NULL AND due > ?2 AND kind = 'promise' AND whose = 'ours' AND moves > 0
                   UNION SELECT id, due, finished_on, state, moves FROM follow_up
                    WHERE finished_on >= ?1 AND kind = 'promise' AND whose = 'ours' AND moves > 0
                   ORDER BY id";
        let mut statement = self.conn.prepare_cached(sql).told()?;
        let rows = statement
            .query_map([from.to_string(), until.to_string()], |row| {
                let day = |at| row.get::<_, Option<String>>(at);
                Ok((
                    row.get::<_, i64>(0)?,
                    day(1)?,
                    day(2)?,
                    row.get::<_, String>(3)?,
                    row.get::<_, Option<i64>>(4)?,
                ))
            })
            .told()?
            .collect::<Result<Vec<_>, _>>()
            .told()?;
        let read = |text: Option<String>| text.and_then(|text| text.parse::<NaiveDate>().ok());
        let mut all = Vec::new();
        for (id, due, finished, state, moves) in rows {
            let Some(due) = read(due) else { continue };
            let before = if moves.unwrap_or(0) > 0 { self.due_before(id)? } else { Vec::new() };
            let end = match state.as_str() {
                "done" => End::Done,
                "declined" | "dropped" => End::LetGo,
                _ => End::Open,
            };
            all.push(Promised { due, before, finished: read(finished), end });
        }
        Ok(all)
    }

    /// The days a follow-up was due on before, as the journal has them, the first one first.
    fn due_before(&self, id: i64) -> Result<Vec<Before>, Rejection> {
        let sql = "SELECT o.day, json_extract(c.before, '$.due'), json_extract(c.after, '$.due')
                   FROM change c JOIN op o ON o.id = c.op_id
                   WHERE c.tbl = 'follow_up' AND c.row_id = ?1 ORDER BY c.seq";
        let mut statement = self.conn.prepare_cached(sql).told()?;
        let rows = statement
            .query_map([id], |row| {
                Ok((
                    row.get::<_, String>(0)?,
                    row.get::<_, Option<String>>(1)?,
                    row.get::<_, Option<String>>(2)?,
                ))
            })
            .told()?
            .collect::<Result<Vec<_>, _>>()
            .told()?;
        let (mut all, mut since) = (Vec::new(), None);
        for (day, before, after) in rows {
            let Ok(day) = day.parse::<NaiveDate>() else { continue };
            if before == after {
                continue;
            }
            if let Some(due) = before.and_then(|due| due.parse().ok()) {
                all.push(Before { due, since, until: day });
            }
            since = Some(day);
        }
        Ok(all)
    }
}
