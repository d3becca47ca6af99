//! What duplicates are looked for by, and where merged records went.
//!
//! **Invariant:** a former id or name leads to the record that was kept, never to one that is gone.

use std::collections::HashMap;

use rusqlite::OptionalExtension;

use super::{Db, rows::columns, rows::read, trouble::Told};
use crate::domain::{
    duplicate::{Apart, Traits},
    record::{Kind, RecordId, Row},
    rejection::Rejection,
};

/// The record that an alias belongs to; none of any other record.
pub(super) fn kept_of(row: &Row) -> Option<RecordId> {
    let of = |name: &str, kind: Kind| Some(RecordId::new(kind, row.int(name)?));
    match row.id.kind {
        Kind::Alias => of("person_id", Kind::Person).or_else(|| of("relationship_id", Kind::Relationship)),
        _ => None,
    }
}

impl Db<'_> {
    /// What is compared of every person of the book, by id: three questions, whatever its size.
    pub fn traits(&self) -> Result<Vec<Traits>, Rejection> {
        let mut statement = self
            .conn
            .prepare_cached(
                "SELECT id, name, ifnull(given,''), ifnull(family,''), ifnull(suffix,''), ifnull(nickname,''), birth_date
                 FROM person ORDER BY id",
            )
            .told()?;
        let mut people = Vec::new();
        let mut places = HashMap::new();
        let mut rows = statement.query([]).told()?;
        while let Some(row) = rows.next().told()? {
            let text = |k: usize| row.get_ref(k)?.as_str().map_err(rusqlite::Error::from);
            let id: i64 = row.get(0).told()?;
            let born: Option<String> = row.get(6).told()?;
            places.insert(id, people.len());
            people.push(
                Traits::new(id, text(1).told()?)
                    .parts(text(2).told()?, text(3).told()?, text(4).told()?, text(5).told()?)
                    .born(born.and_then(|born| born.parse().ok())),
            );
        }
        let mut statement = self
            .conn
            .prepare_cached(
                "SELECT person_id, kind, value FROM contact_point WHERE kind IN ('email', 'phone')",
            )
            .told()?;
        let mut rows = statement.query([]).told()?;
        while let Some(row) = rows.next().told()? {
            let person: i64 = row.get(0).told()?;
            let text = |k: usize| row.get_ref(k)?.as_str().map_err(rusqlite::Error::from);
            let (kind, value) = (text(1).told()?, text(2).told()?);
            if let Some(traits) = places.get(&person).and_then(|place| people.get_mut(*place)) {
                traits.add_word(kind, value);
            }
        }
        Ok(people)
    }

    /// The pairs of persons told apart.
    pub fn told_apart(&self) -> Result<Apart, Rejection> {
        let mut statement =
            self.conn.prepare_cached("SELECT first_id, second_id FROM distinct_pair").told()?;
        let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).told()?;
        rows.collect::<Result<_, _>>().told()
    }

    /// What the persons of the book were called before they were renamed, as the journal says.
    pub fn earlier_names(&self) -> Result<Vec<(i64, String)>, Rejection> {
        let mut statement = self
            .conn
            .prepare_cached(
                "SELECT DISTINCT c.row_id, json_extract(c.before, '$.name') FROM change c
                 JOIN person p ON p.id = c.row_id
                 WHERE c.tbl = 'person' AND c.kind = 'U' AND c.before IS NOT NULL
                   AND json_extract(c.before, '$.name') <> p.name",
            )
            .told()?;
        let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).told()?;
        rows.collect::<Result<_, _>>().told()
    }

    /// The record that the bearer of this id was merged into; none when it never was.
    pub fn kept_for(&self, was: RecordId) -> Result<Option<Row>, Rejection> {
        let spec = Kind::Alias.spec();
        let sql = format!("SELECT {} FROM alias WHERE was = ?1 ORDER BY id DESC LIMIT 1", columns(spec));
        let alias: Option<Row> = self
            .conn
            .prepare_cached(&sql)
            .told()?
            .query_row([was.to_string()], |row| read(row, spec))
            .optional()
            .told()?;
        alias.as_ref().and_then(kept_of).map_or(Ok(None), |kept| self.get(kept))
    }

    /// The former ids of a record.
    pub fn former_ids(&self, kept: RecordId) -> Result<Vec<RecordId>, Rejection> {
        let field = if kept.kind == Kind::Person { "person_id" } else { "relationship_id" };
        let rows = self.rows(Kind::Alias, &[(field, crate::domain::record::Value::Int(kept.id))])?;
        Ok(rows.iter().filter_map(|row| row.str("was").parse().ok()).collect())
    }

    /// The records of `kind` that were once called so, or had a name with this part in it.
    pub fn formerly(&self, kind: Kind, part: &str) -> Result<Vec<Row>, Rejection> {
        let mut found: Vec<Row> = Vec::new();
        for alias in self.named(Kind::Alias, part, 9)? {
            let kept = kept_of(&alias).filter(|kept| kept.kind == kind);
            let row = kept.map_or(Ok(None), |kept| self.get(kept))?;
            if let Some(row) = row.filter(|row| !found.iter().any(|known| known.id == row.id)) {
                found.push(row);
            }
        }
        Ok(found)
    }
}
