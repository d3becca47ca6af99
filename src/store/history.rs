//! Reads the journal: operations newest first, what one of them changed, how records stood on a day.
//!
//! **Invariant:** it reads only; what was erased reads as not there.

use std::fmt::Write as _;

use chrono::NaiveDate;
use rusqlite::{OptionalExtension, Row as SqlRow, params_from_iter, types::Value as SqlValue};

use super::{Db, journal::kind_of, trouble::Told};
use crate::domain::{
    record::{Fields, Kind, RecordId, Row, Spec, Value},
    rejection::Rejection,
};

/// One operation as the journal has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpRow {
    /// Its number.
    pub id: i64,
    /// The machine's instant, as RFC 3339.
    pub at: String,
    /// The day that was believed.
    pub day: NaiveDate,
    /// The act's name.
    pub command: String,
    /// What was done, in one line.
    pub summary: String,
    /// Why, when a reason was given.
    pub reason: Option<String>,
    /// The operation it takes back.
    pub undoes: Option<i64>,
    /// How many records it changed.
    pub changes: i64,
}

/// One change of one record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChangeRow {
    /// Which record.
    pub record: RecordId,
    /// The record before; nothing when it was made.
    pub before: Option<Row>,
    /// The record after; nothing when it was removed.
    pub after: Option<Row>,
}

/// Which operations are wanted.
#[derive(Debug, Clone, Default)]
pub struct OpQuery {
    /// Only those that touched this record, or anything of this relationship or person.
    pub about: Option<RecordId>,
    /// The ids that the record had before it was merged.
    pub formerly: Vec<RecordId>,
    /// Only those of this day or later.
    pub since: Option<NaiveDate>,
    /// Only those before this one; the cursor of the next page.
    pub before: Option<i64>,
    /// How many at most.
    pub limit: usize,
}

const OP: &str = "SELECT o.id, o.at, o.day, o.command, ifnull(o.summary, 'erased'), o.reason, o.undoes,
    (SELECT count(*) FROM (SELECT DISTINCT tbl, row_id FROM change WHERE op_id = o.id)) FROM op o";

impl Db<'_> {
    /// When the first step was written; none in a book that holds none.
    pub fn first_instant(&self) -> Result<Option<chrono::DateTime<chrono::Utc>>, Rejection> {
        let at: Option<String> =
            self.conn.query_row("SELECT at FROM op WHERE id = 1", [], |row| row.get(0)).optional().told()?;
        Ok(at.and_then(|at| at.parse().ok()))
    }
}

impl Db<'_> {
    /// Operations, newest first.
    pub fn ops(&self, query: &OpQuery) -> Result<Vec<OpRow>, Rejection> {
        let mut bound: Vec<SqlValue> = Vec::new();
        let mut wanted: Vec<String> = Vec::new();
        if let Some(record) = query.about {
            let mut parts = Vec::new();
            for record in std::iter::once(&record).chain(&query.formerly) {
                bound.push(SqlValue::Integer(record.id));
                parts.push(touching(*record, bound.len()));
            }
            wanted.push(format!("o.id IN ({})", parts.join(" UNION ")));
        }
        if let Some(since) = query.since {
            bound.push(SqlValue::Text(since.to_string()));
            wanted.push(format!("o.day >= ?{}", bound.len()));
        }
        if let Some(before) = query.before {
            bound.push(SqlValue::Integer(before));
            wanted.push(format!("o.id < ?{}", bound.len()));
        }
        let mut sql = OP.to_owned();
        if !wanted.is_empty() {
            let _ = write!(sql, " WHERE {}", wanted.join(" AND "));
        }
        bound.push(SqlValue::Integer(i64::try_from(query.limit).unwrap_or(i64::MAX)));
        let _ = write!(sql, " ORDER BY o.id DESC LIMIT ?{}", bound.len());
        let mut statement = self.conn.prepare_cached(&sql).told()?;
        let rows = statement.query_map(params_from_iter(bound), op_row).told()?;
        rows.collect::<Result<_, _>>().told()
    }

    /// How many operations there are.
    pub fn count_ops(&self) -> Result<i64, Rejection> {
        self.conn.prepare_cached("SELECT count(*) FROM op").told()?.query_row([], |row| row.get(0)).told()
    }

    /// One operation with its changes, in the order they were made.
    pub fn op(&self, id: i64) -> Result<Option<(OpRow, Vec<ChangeRow>)>, Rejection> {
        let sql = format!("{OP} WHERE o.id = ?1");
        let found = self.conn.prepare_cached(&sql).told()?.query_row([id], op_row).optional().told()?;
        let Some(op) = found else { return Ok(None) };
        let mut statement = self
            .conn
            .prepare_cached("SELECT tbl, row_id, before, after FROM change WHERE op_id = ?1 ORDER BY seq")
            .told()?;
        let rows = statement
            .query_map([id], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)))
            .told()?
            .collect::<rusqlite::Result<Vec<(String, i64, Option<String>, Option<String>)>>>()
            .told()?;
        let changes = rows.into_iter().filter_map(|(table, id, before, after)| {
            let kind = kind_of(&table)?;
            let read = |text: Option<String>| text.and_then(|text| row_of(kind, &text));
            Some(ChangeRow { record: RecordId::new(kind, id), before: read(before), after: read(after) })
        });
        Ok(Some((op, changes.collect())))
    }

    /// A record as the book knew it at the end of `day`.
    pub fn record_as_of(&self, id: RecordId, day: NaiveDate) -> Result<Option<Row>, Rejection> {
        let after: Option<Option<String>> = self
            .conn
            .prepare_cached(
                "SELECT c.after FROM change c JOIN op o ON o.id = c.op_id
                 WHERE c.tbl = ?1 AND c.row_id = ?2 AND o.day <= ?3 ORDER BY c.seq DESC LIMIT 1",
            )
            .told()?
            .query_row(rusqlite::params![id.kind.spec().table, id.id, day.to_string()], |row| row.get(0))
            .optional()
            .told()?;
        Ok(after.flatten().and_then(|text| row_of(id.kind, &text)))
    }

    /// The records of `kind` that belonged to `owner` at the end of `day`, by id.
    pub fn owned_as_of(&self, kind: Kind, owner: i64, day: NaiveDate) -> Result<Vec<Row>, Rejection> {
        self.rows_then(
            kind,
            "SELECT c.after FROM (SELECT DISTINCT row_id FROM change WHERE tbl = ?1 AND owner_id = ?2) r
             JOIN change c ON c.seq = (SELECT max(d.seq) FROM change d JOIN op o ON o.id = d.op_id
                                       WHERE d.tbl = ?1 AND d.row_id = r.row_id AND o.day <= ?3)
             WHERE c.owner_id = ?2 AND c.after IS NOT NULL ORDER BY c.row_id",
            (owner, day),
        )
    }

    /// The records of `kind` that belonged to nobody but the practice at the end of `day`, by id.
    pub fn unowned_as_of(&self, kind: Kind, day: NaiveDate) -> Result<Vec<Row>, Rejection> {
        self.rows_then(
            kind,
            "SELECT c.after FROM (SELECT DISTINCT row_id FROM change WHERE tbl = ?1 AND owner_id IS NULL AND ?2 = 0) r
             JOIN change c ON c.seq = (SELECT max(d.seq) FROM change d JOIN op o ON o.id = d.op_id
                                       WHERE d.tbl = ?1 AND d.row_id = r.row_id AND o.day <= ?3)
             WHERE c.owner_id IS NULL AND c.after IS NOT NULL ORDER BY c.row_id",
            (0, day),
        )
    }

    /// The records of one type that name a person, as they were at the end of `day`.
    pub fn of_person_as_of(&self, kind: Kind, person: i64, day: NaiveDate) -> Result<Vec<Row>, Rejection> {
        self.rows_then(
            kind,
            "SELECT c.after FROM (SELECT DISTINCT row_id FROM change WHERE tbl = ?1
                                  AND ?2 IN (after ->> '$.person_id', before ->> '$.person_id')) r
             JOIN change c ON c.seq = (SELECT max(d.seq) FROM change d JOIN op o ON o.id = d.op_id
                                       WHERE d.tbl = ?1 AND d.row_id = r.row_id AND o.day <= ?3)
             WHERE c.after ->> '$.person_id' = ?2 ORDER BY c.row_id",
            (person, day),
        )
    }

    /// The rows this query finds in the journal, of the table, whose they are and the day.
    fn rows_then(
        &self,
        kind: Kind,
        sql: &str,
        (whose, day): (i64, NaiveDate),
    ) -> Result<Vec<Row>, Rejection> {
        let mut statement = self.conn.prepare_cached(sql).told()?;
        let bound = rusqlite::params![kind.spec().table, whose, day.to_string()];
        let texts = statement.query_map(bound, |row| row.get::<_, String>(0)).told()?;
        let texts = texts.collect::<Result<Vec<_>, _>>().told()?;
        Ok(texts.iter().filter_map(|text| row_of(kind, text)).collect())
    }

    /// The newest day on which a record of a type that hangs on `owner` was written.
    pub fn last_written(&self, kind: Kind, owner: i64) -> Result<Option<NaiveDate>, Rejection> {
        let day: Option<String> = self
            .conn
            .prepare_cached(
                // That a card of the purge list was set aside is no record of theirs: it must not begin five more years.
                "SELECT max(o.day) FROM change c JOIN op o ON o.id = c.op_id WHERE c.tbl = ?1 AND c.owner_id = ?2
                   AND (c.tbl <> 'gap_answer' OR ifnull(ifnull(c.after, c.before) ->> '$.gap', '') NOT LIKE 'c%.purge')",
            )
            .told()?
            .query_row(rusqlite::params![kind.spec().table, owner], |row| row.get(0))
            .told()?;
        Ok(day.and_then(|day| day.parse().ok()))
    }

    /// The day a record was first written down, when the journal knows it.
    pub fn recorded_on(&self, id: RecordId, until: NaiveDate) -> Result<Option<NaiveDate>, Rejection> {
        let day: Option<String> = self
            .conn
            .prepare_cached(
                "SELECT o.day FROM change c JOIN op o ON o.id = c.op_id
                 WHERE c.tbl = ?1 AND c.row_id = ?2 AND o.day <= ?3 ORDER BY c.seq LIMIT 1",
            )
            .told()?
            .query_row(rusqlite::params![id.kind.spec().table, id.id, until.to_string()], |row| row.get(0))
            .optional()
            .told()?;
        Ok(day.and_then(|day| day.parse().ok()))
    }

    /// The day since which a rule is withdrawn, when the journal knows it.
    pub fn withdrawn_on(&self, rule: RecordId) -> Result<Option<NaiveDate>, Rejection> {
        let day: Option<String> = self
            .conn
            .prepare_cached(
                "SELECT o.day FROM change c JOIN op o ON o.id = c.op_id
                 WHERE c.tbl = ?1 AND c.row_id = ?2 AND c.after ->> '$.state' = 'withdrawn'
                   AND c.before ->> '$.state' IS NOT 'withdrawn' ORDER BY c.seq DESC LIMIT 1",
            )
            .told()?
            .query_row(rusqlite::params![rule.kind.spec().table, rule.id], |row| row.get(0))
            .optional()
            .told()?;
        Ok(day.and_then(|day| day.parse().ok()))
    }

    /// The journal as data: operations and changes, every column, in their order.
    pub fn journal_json(&self) -> Result<serde_json::Value, Rejection> {
        Ok(serde_json::json!({
            "op": self.table_json("SELECT * FROM op ORDER BY id")?,
            "change": self.table_json("SELECT * FROM change ORDER BY seq")?,
        }))
    }

    fn table_json(self, sql: &str) -> Result<Vec<serde_json::Value>, Rejection> {
        let mut statement = self.conn.prepare(sql).told()?;
        let names: Vec<String> = statement.column_names().map(ToOwned::to_owned).collect();
        let rows = statement
            .query_map([], |row| {
                let mut object = serde_json::Map::new();
                for (k, name) in names.iter().enumerate() {
                    object.insert(name.clone(), plain(row, k)?);
                }
                Ok(serde_json::Value::Object(object))
            })
            .told()?;
        rows.collect::<Result<_, _>>().told()
    }
}

/// A cell as it is: text stays text even when it looks like JSON.
fn plain(row: &SqlRow<'_>, k: usize) -> rusqlite::Result<serde_json::Value> {
    Ok(match row.get_ref(k)? {
        rusqlite::types::ValueRef::Integer(number) => number.into(),
        rusqlite::types::ValueRef::Text(text) => String::from_utf8_lossy(text).into_owned().into(),
        _ => serde_json::Value::Null,
    })
}

fn op_row(row: &SqlRow<'_>) -> rusqlite::Result<OpRow> {
    let day: String = row.get(2)?;
    Ok(OpRow {
        id: row.get(0)?,
        at: row.get(1)?,
        day: day.parse().unwrap_or_default(),
        command: row.get(3)?,
        summary: row.get(4)?,
        reason: row.get(5)?,
        undoes: row.get(6)?,
        changes: row.get(7)?,
    })
}

/// The operations that touched a record, or anything that hangs on a relationship or a person; `?1` is
/// its number. One lookup per table, each by an index of `change`.
fn touching(record: RecordId, place: usize) -> String {
    let hangs = |spec: &Spec| match (record.kind, spec.owner) {
        (Kind::Relationship, Some("relationship_id" | "id")) if spec.kind != Kind::Person => "= ?1",
        (Kind::Relationship, Some(_)) => "IN (SELECT person_id FROM membership WHERE relationship_id = ?1)",
        (Kind::Person, Some("person_id" | "id")) if spec.kind != Kind::Relationship => "= ?1",
        _ => "",
    };
    let mut parts = Vec::new();
    for kind in Kind::ALL {
        let spec = kind.spec();
        match hangs(spec) {
            "" if *kind == record.kind => {
                parts.push(format!("SELECT op_id FROM change WHERE tbl = '{}' AND row_id = ?1", spec.table));
            }
            "" => {}
            owner => parts
                .push(format!("SELECT op_id FROM change WHERE tbl = '{}' AND owner_id {owner}", spec.table)),
        }
    }
    parts.join(" UNION ").replace("?1", &format!("?{place}"))
}

/// A record from the journal's own writing of it; fields that came later are unknown.
fn row_of(kind: Kind, text: &str) -> Option<Row> {
    let object: serde_json::Map<String, serde_json::Value> = serde_json::from_str(text).ok()?;
    let mut fields = Fields::new();
    for field in kind.spec().fields {
        let value = match object.get(field.name) {
            Some(serde_json::Value::Number(number)) => number.as_i64().map_or(Value::Null, Value::Int),
            Some(serde_json::Value::String(text)) => Value::Text(text.clone()),
            _ => Value::Null,
        };
        fields.set(field.name, value);
    }
    let uid = object.get("uid").and_then(serde_json::Value::as_str).unwrap_or_default().to_owned();
    Some(Row { id: RecordId::new(kind, object.get("id")?.as_i64()?), uid, fields })
}
