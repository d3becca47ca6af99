//! Full-text search: any text typed is a literal search.
//!
//! **Invariant:** after every op the index holds what the records say; it is outside the journal.

mod sought;

use std::{
    collections::{BTreeMap, HashMap, HashSet},
    sync::LazyLock,
};

use rusqlite::{Connection, OptionalExtension, params};

use self::sought::{READ, Sought, body_sql};
use super::{Db, duplicates::kept_of, journal::kind_of, trouble::Told};
use crate::domain::{
    filter::fold,
    record::{Kind, RecordId},
    rejection::Rejection,
};

/// The record types in the text index with their stable number; the row id there is `id * 32 + number`.
const INDEXED: &[(Kind, i64, &[&str])] = &[
    (Kind::Relationship, 1, &["name", "sensitivities", "mutual_benefit", "notes", "source"]),
    (Kind::Person, 2, &["name", "nickname", "organisation", "preferences", "notes"]),
    (Kind::Goal, 3, &["statement", "why", "area"]),
    (Kind::Expectation, 4, &["title", "their_words", "our_answer", "ruled_out"]),
    (Kind::Rule, 5, &["title", "text"]),
    (Kind::Talk, 6, &["compared_with", "figures", "said"]),
    (Kind::Exception, 7, &["what", "why"]),
    (Kind::Breach, 8, &["what", "answer_note"]),
    (Kind::FollowUp, 9, &["title", "notes", "reason"]),
    (Kind::Meeting, 10, &["title", "notes"]),
    (Kind::LifeEvent, 11, &["note", "outcome"]),
    (Kind::Measure, 12, &["name", "method"]),
    (Kind::Training, 13, &["note"]),
    (Kind::Alias, 14, &["name", "was"]),
];

/// The fields of an interaction in the index of notes.
const NOTE: &[&str] = &["summary", "notes"];

/// One find.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hit {
    /// What was found.
    pub record: RecordId,
    /// Its title or summary.
    pub title: String,
    /// Whose it is, when it is somebody's.
    pub relationship: Option<i64>,
    /// The day of an interaction.
    pub day: Option<String>,
}

/// Whether the index may hold a record already.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Indexed {
    /// It was there before these changes.
    Perhaps,
    /// The first of these changes added it.
    No,
}

/// Re-indexes what the changes after `first` touch.
///
/// In the order of the index: it writes out what it has gathered whenever a row comes before the last one.
pub(super) fn refresh(conn: &Connection, first: i64) -> Result<(), Rejection> {
    let mut touched: BTreeMap<(&str, i64), (Kind, i64, Indexed)> = BTreeMap::new();
    // NOT INDEXED: only the newest changes are read, by seq; an index would walk the whole journal.
    let mut statement = conn
        .prepare_cached("SELECT tbl, row_id, kind FROM change NOT INDEXED WHERE seq > ?1 ORDER BY seq")
        .told()?;
    let mut rows = statement.query([first]).told()?;
    while let Some(row) = rows.next().told()? {
        let Some(kind) = kind_of(row.get_ref(0).told()?.as_str().unwrap_or_default()) else { continue };
        let (id, change): (i64, String) = (row.get(1).told()?, row.get(2).told()?);
        let place = match INDEXED.iter().find(|(indexed, ..)| *indexed == kind) {
            Some((_, number, _)) => ("search_text", id * 32 + number),
            None if kind == Kind::Interaction => ("search_note", id),
            None => continue,
        };
        let held = if change == "I" { Indexed::No } else { Indexed::Perhaps };
        touched.entry(place).or_insert((kind, id, held));
    }
    for ((index, rowid), (kind, id, held)) in touched {
        if held == Indexed::Perhaps {
            let sql = format!("DELETE FROM {index} WHERE rowid = ?1");
            conn.prepare_cached(&sql).told()?.execute([rowid]).told()?;
        }
        let body: Option<String> =
            conn.prepare_cached(text_of(kind)).told()?.query_row([id], |row| row.get(0)).optional().told()?;
        if let Some(body) = body {
            let sql = format!("INSERT INTO {index}(rowid, body) VALUES (?1, ?2)");
            conn.prepare_cached(&sql).told()?.execute(params![rowid, body]).told()?;
        }
    }
    Ok(())
}

/// The question for the text of a record; written once, asked for every record touched.
fn text_of(kind: Kind) -> &'static str {
    static TEXTS: LazyLock<HashMap<Kind, String>> = LazyLock::new(|| {
        let text = |(kind, _, fields): &(Kind, i64, &[&str])| {
            (*kind, format!("SELECT {} FROM {} WHERE id = ?1", body_sql(fields), kind.spec().table))
        };
        INDEXED.iter().chain([&(Kind::Interaction, 0, NOTE)]).map(text).collect()
    });
    TEXTS.get(&kind).map_or("", String::as_str)
}

/// Whose the records found in the text index are, each type by its own way there.
fn holding_sql() -> String {
    let mut sql = "WITH hit AS MATERIALIZED (SELECT rowid % 32 AS number, rowid / 32 AS id FROM search_text
         WHERE search_text MATCH ?1 ORDER BY rowid DESC LIMIT 20000)"
        .to_owned();
    let ways: Vec<String> = INDEXED
        .iter()
        .filter_map(|(kind, number, _)| {
            let from = match kind {
                Kind::Relationship => "SELECT hit.id FROM hit".to_owned(),
                Kind::Person => {
                    "SELECT m.relationship_id FROM hit JOIN membership m ON m.person_id = hit.id".to_owned()
                }
                Kind::Alias => "SELECT ifnull(t.relationship_id, m.relationship_id) FROM hit JOIN alias t ON t.id = hit.id
                     LEFT JOIN membership m ON m.person_id = t.person_id"
                    .to_owned(),
                _ if kind.spec().owner == Some("relationship_id") => {
                    format!("SELECT t.relationship_id FROM hit JOIN {} t ON t.id = hit.id", kind.spec().table)
                }
                _ => return None,
            };
            Some(format!(" {from} WHERE hit.number = {number}"))
        })
        .collect();
    sql.push_str(&ways.join(" UNION"));
    sql
}

impl Db<'_> {
    /// Relationships and persons whose name has the text in it, whole names first, then by length.
    pub fn find_names(&self, text: &str, limit: usize) -> Result<Vec<Hit>, Rejection> {
        let mut hits = Vec::new();
        for kind in [Kind::Relationship, Kind::Person] {
            for row in self.named(kind, text, limit)? {
                let relationship = match kind {
                    Kind::Relationship => Some(row.id.id),
                    _ => self.home_of(row.id.id)?,
                };
                hits.push(Hit { title: row.str("name").to_owned(), record: row.id, relationship, day: None });
            }
        }
        let elsewhere = match Sought::of(text) {
            Sought::Words(phrase) => self.find_indexed(&phrase, limit, &[1, 2, 14])?,
            Sought::Signs(signs) => self.find_read(&signs, limit, &[1, 2, 14])?,
        };
        for hit in elsewhere {
            if !hits.iter().any(|known| known.record == hit.record) {
                hits.push(hit);
            }
        }
        hits.truncate(limit);
        Ok(hits)
    }

    /// Agreements, rules, talks and follow-ups that hold the text, newest first.
    pub fn find_agreements(&self, text: &str, limit: usize) -> Result<Vec<Hit>, Rejection> {
        const NUMBERS: [i64; 11] = [3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13];
        match Sought::of(text) {
            Sought::Words(phrase) => self.find_indexed(&phrase, limit, &NUMBERS),
            Sought::Signs(signs) => self.find_read(&signs, limit, &NUMBERS),
        }
    }

    /// Interactions whose summary or notes hold the text, newest first.
    ///
    /// Under three characters, and for text with other signs than letters and digits, only the newest 20,000
    /// are looked through.
    pub fn find_notes(&self, text: &str, limit: usize) -> Result<Vec<Hit>, Rejection> {
        let phrase = match Sought::in_notes(text) {
            Sought::Words(phrase) => phrase,
            Sought::Signs(signs) => {
                let found = self.holding_signs(Kind::Interaction, NOTE, &signs, limit)?;
                let hits = found.into_iter().map(|id| self.hit(RecordId::new(Kind::Interaction, id)));
                return Ok(hits.collect::<Result<Vec<_>, _>>()?.into_iter().flatten().collect());
            }
        };
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        let take = |row: &rusqlite::Row<'_>| {
            Ok(Hit {
                record: RecordId::new(Kind::Interaction, row.get(0)?),
                title: row.get(1)?,
                relationship: row.get(2)?,
                day: row.get(3)?,
            })
        };
        self.conn
            .prepare_cached(
                "SELECT i.id, i.summary, i.relationship_id, i.day FROM search_note f
                 JOIN interaction i ON i.id = f.rowid WHERE search_note MATCH ?1 ORDER BY f.rowid DESC LIMIT ?2",
            )
            .told()?
            .query_map(params![phrase, limit], take)
            .told()?
            .collect::<rusqlite::Result<_>>()
            .told()
    }

    /// The relationships in whose records the text stands: their own words, their people's, notes, agreements
    /// and follow-ups. At most the newest 20,000 places are looked at, so that a key never waits.
    ///
    /// A rule is nobody's, so its text finds none.
    pub fn relationships_holding(&self, text: &str) -> Result<HashSet<i64>, Rejection> {
        let mut found = HashSet::new();
        let ask = |sql: &str, bound: &str, found: &mut HashSet<i64>| -> Result<(), Rejection> {
            let mut statement = self.conn.prepare_cached(sql).told()?;
            let mut rows = statement.query([bound]).told()?;
            while let Some(row) = rows.next().told()? {
                found.extend(row.get::<_, Option<i64>>(0).told()?);
            }
            Ok(())
        };
        match Sought::of(text) {
            Sought::Words(phrase) => ask(&holding_sql(), &phrase, &mut found)?,
            Sought::Signs(signs) => {
                for (kind, _, fields) in INDEXED {
                    self.whose_signs(*kind, fields, &signs, &mut found)?;
                }
            }
        }
        match Sought::in_notes(text) {
            Sought::Words(phrase) => ask(
                "SELECT DISTINCT s.relationship_id FROM
                   (SELECT rowid AS id FROM search_note WHERE search_note MATCH ?1 ORDER BY rowid DESC LIMIT 20000) f
                 JOIN share s ON s.interaction_id = f.id",
                &phrase,
                &mut found,
            )?,
            Sought::Signs(signs) => self.whose_signs(Kind::Interaction, NOTE, &signs, &mut found)?,
        }
        Ok(found)
    }

    fn find_indexed(&self, phrase: &str, limit: usize, numbers: &[i64]) -> Result<Vec<Hit>, Rejection> {
        let wanted: Vec<String> = numbers.iter().map(ToString::to_string).collect();
        let sql = format!(
            "SELECT rowid FROM search_text WHERE search_text MATCH ?1 AND rowid % 32 IN ({})
             ORDER BY rowid DESC LIMIT ?2",
            wanted.join(",")
        );
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        let rowids: Vec<i64> = self
            .conn
            .prepare_cached(&sql)
            .told()?
            .query_map(params![phrase, limit], |row| row.get(0))
            .told()?
            .collect::<Result<_, _>>()
            .told()?;
        let mut hits = Vec::with_capacity(rowids.len());
        for rowid in rowids {
            let Some((kind, ..)) = INDEXED.iter().find(|(_, number, _)| *number == rowid % 32) else {
                continue;
            };
            hits.extend(self.hit(RecordId::new(*kind, rowid / 32))?);
        }
        Ok(hits)
    }

    /// Looks through the texts of these types themselves, newest first.
    fn find_read(&self, signs: &str, limit: usize, numbers: &[i64]) -> Result<Vec<Hit>, Rejection> {
        let mut hits = Vec::new();
        for (kind, number, fields) in INDEXED {
            if !numbers.contains(number) {
                continue;
            }
            for id in self.holding_signs(*kind, fields, signs, limit)? {
                hits.extend(self.hit(RecordId::new(*kind, id))?);
            }
        }
        hits.truncate(limit);
        Ok(hits)
    }

    /// The newest records of a type in whose text these folded signs stand.
    fn holding_signs(
        &self,
        kind: Kind,
        fields: &[&str],
        signs: &str,
        limit: usize,
    ) -> Result<Vec<i64>, Rejection> {
        let (body, table) = (body_sql(fields), kind.spec().table);
        let sql = format!("SELECT id, {body} FROM {table} ORDER BY id DESC LIMIT {READ}");
        let mut found = Vec::new();
        self.read_signs(&sql, signs, |id| {
            found.push(id);
            found.len() < limit
        })?;
        Ok(found)
    }

    /// Whose the records are in whose text these folded signs stand.
    fn whose_signs(
        &self,
        kind: Kind,
        fields: &[&str],
        signs: &str,
        whose: &mut HashSet<i64>,
    ) -> Result<(), Rejection> {
        let (body, table) = (body_sql(fields), kind.spec().table);
        let newest = format!("FROM (SELECT *, {body} AS body FROM {table} ORDER BY id DESC LIMIT {READ}) t");
        let sql = match kind {
            Kind::Relationship => format!("SELECT t.id, t.body {newest}"),
            Kind::Person => {
                format!("SELECT m.relationship_id, t.body {newest} JOIN membership m ON m.person_id = t.id")
            }
            Kind::Interaction => {
                format!("SELECT s.relationship_id, t.body {newest} JOIN share s ON s.interaction_id = t.id")
            }
            kind if kind.spec().owner == Some("relationship_id") => {
                format!("SELECT t.relationship_id, t.body {newest} WHERE t.relationship_id IS NOT NULL")
            }
            _ => return Ok(()),
        };
        self.read_signs(&sql, signs, |id| {
            whose.insert(id);
            true
        })
    }

    /// Gives the number of each row whose text holds the signs, until it is told that it is enough.
    fn read_signs(
        &self,
        sql: &str,
        signs: &str,
        mut goes_on: impl FnMut(i64) -> bool,
    ) -> Result<(), Rejection> {
        let mut statement = self.conn.prepare_cached(sql).told()?;
        let mut rows = statement.query([]).told()?;
        while let Some(row) = rows.next().told()? {
            let body = row.get_ref(1).told()?.as_str().unwrap_or_default();
            if fold(body).contains(signs) && !goes_on(row.get(0).told()?) {
                break;
            }
        }
        Ok(())
    }

    fn hit(&self, record: RecordId) -> Result<Option<Hit>, Rejection> {
        let Some(row) = self.get(record)? else { return Ok(None) };
        if let Some(kept) = kept_of(&row) {
            // Found by what it was called before; shown as what it is called now.
            return self.hit(kept);
        }
        let relationship = match record.kind {
            Kind::Relationship => Some(record.id),
            Kind::Person => self.home_of(record.id)?,
            _ => row.int("relationship_id"),
        };
        let day = row.fields.text("day").map(ToOwned::to_owned);
        Ok(Some(Hit { record, title: row.str(record.kind.spec().title).to_owned(), relationship, day }))
    }

    /// About how many records there are to look through: the highest ids, so that asking costs nothing.
    pub fn records(&self) -> Result<u64, Rejection> {
        let mut all = 0;
        for kind in INDEXED.iter().map(|(kind, ..)| *kind).chain([Kind::Interaction]) {
            let sql = format!("SELECT ifnull(max(id), 0) FROM {}", kind.spec().table);
            let highest: i64 =
                self.conn.prepare_cached(&sql).told()?.query_row([], |row| row.get(0)).told()?;
            all += u64::try_from(highest).unwrap_or(0);
        }
        Ok(all)
    }

    /// The relationship where a person is at home, else the first he belongs to.
    pub fn home_of(&self, person: i64) -> Result<Option<i64>, Rejection> {
        self.conn
            .prepare_cached(
                "SELECT relationship_id FROM membership WHERE person_id = ?1 ORDER BY home DESC, id LIMIT 1",
            )
            .told()?
            .query_row([person], |row| row.get(0))
            .optional()
            .told()
    }
}
