//! Reading and writing records of any type by their declaration.
//!
//! **Invariant:** column names come from `Spec` declarations only, values are always bound.

use std::{borrow::Cow, collections::HashMap, fmt::Write as _, sync::LazyLock};

use rusqlite::{
    Connection, OptionalExtension, Row as SqlRow, ToSql, params_from_iter,
    types::{ToSqlOutput, ValueRef},
};

use super::{
    journal::{Tx, uid},
    search::parts_of_names,
    trouble::Told,
};
use crate::domain::{
    filter::fold,
    record::{Fields, Kind, RecordId, Row, Spec, Value},
    rejection::Rejection,
};

/// What can be read of a book.
#[derive(Debug, Clone, Copy)]
pub struct Db<'c> {
    pub(super) conn: &'c Connection,
}

impl Db<'_> {
    /// The record, when it is there.
    pub fn get(&self, id: RecordId) -> Result<Option<Row>, Rejection> {
        let spec = id.kind.spec();
        let mut statement = self.conn.prepare_cached(select_one(id.kind)).told()?;
        statement.query_row([id.id], |row| read(row, spec)).optional().told()
    }

    /// The name of a relationship or person; none when it is gone.
    pub fn name_of(&self, id: RecordId) -> Result<Option<String>, Rejection> {
        let sql = match id.kind {
            Kind::Relationship => "SELECT name FROM relationship WHERE id = ?1",
            Kind::Person => "SELECT name FROM person WHERE id = ?1",
            _ => return Ok(None),
        };
        self.conn.prepare_cached(sql).told()?.query_row([id.id], |row| row.get(0)).optional().told()
    }

    /// The record, or the rejection that it is not there.
    pub fn need(&self, id: RecordId) -> Result<Row, Rejection> {
        self.get(id)?
            .ok_or_else(|| Rejection::rule(format!("There is no {} {id}. Nothing was changed.", id.kind)))
    }

    /// The records whose fields equal these values, by id.
    pub fn rows(&self, kind: Kind, equal: &[(&str, Value)]) -> Result<Vec<Row>, Rejection> {
        let spec = kind.spec();
        let mut sql = format!("SELECT {} FROM {}", columns(spec), spec.table);
        let mut bound = Vec::with_capacity(equal.len());
        for (name, value) in equal {
            let Some(field) = spec.field(name) else { continue };
            sql.push_str(if bound.is_empty() { " WHERE " } else { " AND " });
            let _ = write!(sql, "{} IS ?{}", field.name, bound.len() + 1);
            bound.push(bind(value));
        }
        sql.push_str(" ORDER BY id");
        let mut statement = self.conn.prepare_cached(&sql).told()?;
        let rows = statement.query_map(params_from_iter(bound), |row| read(row, spec)).told()?;
        rows.collect::<Result<_, _>>().told()
    }

    /// The records of a relationship, by id.
    pub fn of(&self, kind: Kind, relationship: i64) -> Result<Vec<Row>, Rejection> {
        self.rows(kind, &[("relationship_id", Value::Int(relationship))])
    }

    /// How many records of a type there are.
    pub fn count(&self, kind: Kind) -> Result<i64, Rejection> {
        let sql = format!("SELECT count(*) FROM {}", kind.spec().table);
        self.conn.prepare_cached(&sql).told()?.query_row([], |row| row.get(0)).told()
    }

    /// Whether there is any record of a type.
    pub fn any(&self, kind: Kind) -> Result<bool, Rejection> {
        let sql = format!("SELECT EXISTS(SELECT 1 FROM {})", kind.spec().table);
        self.conn.prepare_cached(&sql).told()?.query_row([], |row| row.get(0)).told()
    }

    /// The records whose title contains `part`, whole names first, at most `limit`; case and diacritics are ignored,
    /// but a name written as it was typed goes before one that only folds to it.
    pub fn named(&self, kind: Kind, part: &str, limit: usize) -> Result<Vec<Row>, Rejection> {
        let spec = kind.spec();
        let wanted = fold(part);
        let parts = parts_of_names(kind, &wanted);
        let sql = named_sql(spec, parts.as_ref().map(|(number, _)| *number));
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        let mut statement = self.conn.prepare_cached(&sql).told()?;
        let bound = rusqlite::params![wanted, part, limit, parts.map(|(_, parts)| parts)];
        let rows = statement.query_map(bound, |row| read(row, spec)).told()?;
        rows.collect::<Result<_, _>>().told()
    }
}

/// The question for the records with a text in their title. The inner one needs titles and ids only; which names
/// may have it in them an index of their parts says, else an index holds all of them: no row is read but those found.
fn named_sql(spec: &Spec, number: Option<i64>) -> String {
    let among = match number {
        Some(number) => format!(
            "id IN (SELECT rowid / 32 FROM search_name WHERE search_name MATCH ?4 AND rowid % 32 = {number}) AND"
        ),
        None => "?4 IS NULL AND".to_owned(),
    };
    // A name that folds to the text is no longer than it, so it goes first among the rest.
    let order = format!("lower({title}) <> lower(?2), length({title}), id", title = spec.title);
    format!(
        "SELECT {} FROM {table} WHERE id IN (
           SELECT id FROM {table} WHERE {among} holds({title}, ?1) ORDER BY {order} LIMIT ?3)
         ORDER BY {order}",
        columns(spec),
        table = spec.table,
        title = spec.title,
    )
}

impl Tx<'_> {
    /// Adds a record and gives its id. Missing fields are unknown.
    pub fn insert(&self, kind: Kind, fields: &Fields) -> Result<RecordId, Rejection> {
        let uid = uid();
        self.insert_as(kind, &uid, fields)
    }

    /// Adds a record under a uid it had elsewhere.
    pub fn insert_as(&self, kind: Kind, uid: &str, fields: &Fields) -> Result<RecordId, Rejection> {
        let spec = kind.spec();
        let named: Vec<_> = spec.fields.iter().filter(|field| !fields.get(field.name).is_null()).collect();
        let mut sql = format!("INSERT INTO {}(uid", spec.table);
        for field in &named {
            let _ = write!(sql, ", {}", field.name);
        }
        sql.push_str(") VALUES (?1");
        for k in 0..named.len() {
            let _ = write!(sql, ", ?{}", k + 2);
        }
        sql.push(')');
        let mut statement = self.conn.prepare_cached(&sql).told()?;
        statement.raw_bind_parameter(1, uid).told()?;
        for (k, field) in named.iter().enumerate() {
            statement.raw_bind_parameter(k + 2, Given(fields.get(field.name))).told()?;
        }
        statement.raw_execute().told()?;
        Ok(RecordId::new(kind, self.conn.last_insert_rowid()))
    }

    /// Sets fields of a record.
    pub fn update(&self, id: RecordId, fields: &Fields) -> Result<(), Rejection> {
        let spec = id.kind.spec();
        let named: Vec<_> = spec.fields.iter().filter(|field| fields.0.contains_key(field.name)).collect();
        if named.is_empty() {
            return Ok(());
        }
        let mut sql = format!("UPDATE {} SET ", spec.table);
        for (k, field) in named.iter().enumerate() {
            let comma = if k > 0 { ", " } else { "" };
            let _ = write!(sql, "{comma}{} = ?{}", field.name, k + 2);
        }
        sql.push_str(" WHERE id = ?1");
        let values = std::iter::once(rusqlite::types::Value::Integer(id.id))
            .chain(named.iter().map(|field| bind(fields.get(field.name))));
        let changed = self.conn.prepare_cached(&sql).told()?.execute(params_from_iter(values)).told()?;
        if changed == 0 {
            return Err(Rejection::rule(format!("There is no {} {id}. Nothing was changed.", id.kind)));
        }
        Ok(())
    }

    /// Removes one record; what refers to it must have gone before.
    pub fn delete(&self, id: RecordId) -> Result<(), Rejection> {
        let sql = format!("DELETE FROM {} WHERE id = ?1", id.kind.spec().table);
        self.conn.prepare_cached(&sql).told()?.execute([id.id]).told()?;
        Ok(())
    }
}

/// The question for one record of a type, by its id; written once, asked thousands of times an act.
fn select_one(kind: Kind) -> &'static str {
    static TEXTS: LazyLock<HashMap<Kind, String>> = LazyLock::new(|| {
        let text = |spec: &Spec| format!("SELECT {} FROM {} WHERE id = ?1", columns(spec), spec.table);
        Kind::ALL.iter().map(|kind| (*kind, text(kind.spec()))).collect()
    });
    TEXTS.get(&kind).map_or("", String::as_str)
}

pub(super) fn columns(spec: &Spec) -> String {
    let mut sql = String::from("id, uid");
    for field in spec.fields {
        let _ = write!(sql, ", {}", field.name);
    }
    sql
}

pub(super) fn read(row: &SqlRow<'_>, spec: &Spec) -> rusqlite::Result<Row> {
    let mut fields = Fields::new();
    for (k, field) in spec.fields.iter().enumerate() {
        fields.0.insert(Cow::Borrowed(field.name), value(row.get_ref(k + 2)?));
    }
    Ok(Row { id: RecordId::new(spec.kind, row.get(0)?), uid: row.get(1)?, fields })
}

fn value(cell: ValueRef<'_>) -> Value {
    match cell {
        ValueRef::Integer(number) => Value::Int(number),
        ValueRef::Text(text) => Value::Text(String::from_utf8_lossy(text).into_owned()),
        // STRICT tables hold no reals and no blobs.
        _ => Value::Null,
    }
}

/// A value as it is bound: not copied on the way.
pub(super) struct Given<'a>(pub(super) &'a Value);

impl ToSql for Given<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match self.0 {
            Value::Null => ValueRef::Null,
            Value::Int(number) => ValueRef::Integer(*number),
            Value::Text(text) => ValueRef::Text(text.as_bytes()),
        }))
    }
}

pub(super) fn bind(value: &Value) -> rusqlite::types::Value {
    match value {
        Value::Null => rusqlite::types::Value::Null,
        Value::Int(number) => rusqlite::types::Value::Integer(*number),
        Value::Text(text) => rusqlite::types::Value::Text(text.clone()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::{Store, testing::meta};

    fn plan(kind: Kind, part: &str) -> String {
        let store = Store::memory().unwrap();
        let parts = parts_of_names(kind, part);
        let sql = named_sql(kind.spec(), parts.as_ref().map(|(number, _)| *number));
        let mut statement = store.db().conn.prepare(&format!("EXPLAIN QUERY PLAN {sql}")).unwrap();
        let bound = rusqlite::params!["a", "a", 5, parts.map(|(_, parts)| parts)];
        let plan = statement.query_map(bound, |row| row.get::<_, String>(3)).unwrap();
        plan.collect::<Result<Vec<_>, _>>().unwrap().join("\n")
    }

    #[test]
    fn a_name_is_looked_for_in_the_names_alone() {
        for (kind, index) in [(Kind::Relationship, "relationship_name"), (Kind::Person, "person_name")] {
            let plan = plan(kind, "a");
            assert!(plan.contains(&format!("USING COVERING INDEX {index}")), "{plan}");
        }
    }

    #[test]
    fn a_part_of_a_name_reads_no_name_but_those_that_may_have_it() {
        for kind in [Kind::Relationship, Kind::Person] {
            let plan = plan(kind, "art");
            assert!(plan.contains("search_name VIRTUAL TABLE") && !plan.contains("SCAN person"), "{plan}");
            assert!(!plan.contains("SCAN relationship"), "{plan}");
        }
    }

    #[test]
    fn a_part_of_a_name_is_found_whatever_signs_it_has() {
        let mut store = Store::memory().unwrap();
        let meta = meta();
        let names = [
            "José \"Pepe\" Núñez",
            "O'Hartley-Smith",
            "Straße 7 GmbH",
            "Zoe\u{301} Ng",
            "山田 太郎 様",
            "a_b%c",
            "Łukasz Żak",
            "Søren Ny",
        ];
        store
            .act(&meta, |tx| {
                names.iter().try_for_each(|name| {
                    tx.insert(Kind::Person, &Fields::new().with("name", *name)).map(drop)
                })?;
                Ok(((), "Added".to_owned()))
            })
            .unwrap();
        for name in names {
            let letters: Vec<char> = name.chars().collect();
            for from in 0..letters.len() {
                for to in from + 1..=letters.len() {
                    let part: String = letters[from..to].iter().collect();
                    let found = store.db().named(Kind::Person, &part, 9).unwrap();
                    assert!(found.iter().any(|row| row.str("name") == name), "{part:?} of {name:?}");
                }
            }
        }
        for (typed, name) in
            [("nunez", names[0]), ("STRASSE 7", names[2]), ("lukasz z", "Łukasz Żak"), ("soren", "Søren Ny")]
        {
            let found = store.db().named(Kind::Person, typed, 9).unwrap();
            assert!(found.iter().any(|row| row.str("name") == name), "{typed}");
        }
        assert!(store.db().named(Kind::Person, "art%ey", 9).unwrap().is_empty());
        assert_eq!(store.db().named(Kind::Person, "HARTLEY-s", 9).unwrap().len(), 1);
    }
}
