//! Finding records and relationships by a text.
//!
//! **Invariant:** what is given holds the text; at most the newest 20,000 places are read, so that a key never waits.

use std::collections::HashSet;

use rusqlite::{OptionalExtension, params};

use super::{
    ALIAS, DOCUMENT, Hit, INDEXED, NOTE, PERSON, RELATIONSHIP, body_sql, record_of,
    sought::{Sought, dialled},
    text_of,
};
use crate::{
    domain::{
        filter::{fold, holds},
        record::{Kind, RecordId, Row},
        records::document,
        rejection::Rejection,
    },
    store::{Db, duplicates::kept_of, trouble::Told},
};

/// The newest records that are read where the index cannot answer, or does not answer alone.
const READ: usize = 20_000;

/// The most parts of a name that are asked for; more tell no more.
const PARTS: usize = 8;

/// The number of a type in the index of parts of names, and what to ask there for a text: three letters and three
/// letters, all of which a name with the text in it has. None where that index does not help.
pub(in crate::store) fn parts_of_names(kind: Kind, text: &str) -> Option<(i64, String)> {
    let number = match kind {
        Kind::Relationship => RELATIONSHIP,
        Kind::Person => PERSON,
        _ => return None,
    };
    // What is no letter to us may be a mark that the index leaves out. The text is folded, as the index is.
    let letters: Vec<char> = text.chars().collect();
    if letters.len() < 3 || !letters.iter().all(|c| c.is_alphanumeric() || (c.is_ascii() && !c.is_control()))
    {
        return None;
    }
    let parts = letters.windows(3).take(PARTS).map(|part| {
        let part: String = part.iter().collect();
        format!("\"{}\"", part.replace('"', "\"\""))
    });
    Some((number, parts.collect::<Vec<_>>().join(" AND ")))
}

/// The types in the index that have a name.
const NAMED: [i64; 3] = [RELATIONSHIP, PERSON, ALIAS];

/// The types in the index that are neither names nor whole documents.
const OTHERS: [i64; 13] = [3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 20, 21];

/// Whose the records found in the text index are, each type by its own way there; `found` gives their rows.
fn holding_sql(found: &str) -> String {
    let mut sql = format!(
        "WITH found(rowid) AS ({found}),
         hit AS MATERIALIZED (SELECT rowid % 32 AS number, rowid / 32 AS id FROM found)"
    );
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
                // What a document says stands in the agreements it states, and its rules are everybody's.
                Kind::Document => return None,
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
    /// Relationships and persons whose name has the text in it, whole names first, then by length; then those
    /// that hold it elsewhere, a telephone number however it is written.
    ///
    /// Beside them agreements, rules, talks and follow-ups that hold the text, newest first: one index has both.
    pub fn find_texts(&self, text: &str, limit: usize) -> Result<(Vec<Hit>, Vec<Hit>), Rejection> {
        let [found, others] = self.sorted_rows(&Sought::of(text), [&NAMED, &OTHERS], limit)?;
        let (mut names, mut agreements) = (Vec::new(), Vec::new());
        if self.may_be_named(text)? {
            for kind in [Kind::Relationship, Kind::Person] {
                self.add_named(kind, text, limit, &mut names)?;
            }
        }
        self.add_found(found, &mut names)?;
        if let Some(digits) = dialled(text) {
            self.add_found(self.text_rows(&Sought::of(&digits), &[PERSON], limit)?, &mut names)?;
        }
        names.truncate(limit);
        self.add_found(others, &mut agreements)?;
        Ok((names, agreements))
    }

    /// Whether a name may have the text in it, as far as the index of their parts says.
    fn may_be_named(&self, text: &str) -> Result<bool, Rejection> {
        let Some((_, parts)) = parts_of_names(Kind::Person, &fold(text)) else { return Ok(true) };
        let sql = "SELECT EXISTS(SELECT 1 FROM search_name WHERE search_name MATCH ?1)";
        self.conn.prepare_cached(sql).told()?.query_row([parts], |row| row.get(0)).told()
    }

    /// Records of one type that hold the text: in the title, then elsewhere, newest first.
    pub fn find_of(&self, kind: Kind, text: &str, limit: usize) -> Result<Vec<Hit>, Rejection> {
        if kind == Kind::Interaction {
            return self.find_notes(text, limit);
        }
        let mut hits = Vec::new();
        self.add_named(kind, text, limit, &mut hits)?;
        let Some((_, number, _)) = INDEXED.iter().find(|(indexed, ..)| *indexed == kind) else {
            return Ok(hits);
        };
        let sought = Sought::of(text);
        self.add_found(self.text_rows(&sought, &[*number], limit)?, &mut hits)?;
        if matches!(kind, Kind::Relationship | Kind::Person) {
            let mut formerly = Vec::new();
            self.add_found(self.text_rows(&sought, &[ALIAS], READ)?, &mut formerly)?;
            let is_new = |hit: &Hit| hit.record.kind == kind && hits.iter().all(|it| it.record != hit.record);
            formerly.retain(is_new);
            hits.append(&mut formerly);
        }
        hits.truncate(limit);
        Ok(hits)
    }

    /// Interactions whose summary or notes hold the text, newest first.
    pub fn find_notes(&self, text: &str, limit: usize) -> Result<Vec<Hit>, Rejection> {
        let mut hits = Vec::new();
        for id in self.note_rows(&Sought::in_notes(text), limit)? {
            hits.extend(self.hit(RecordId::new(Kind::Interaction, id))?);
        }
        Ok(hits)
    }

    /// Documents that say the text or are called so, the newest first.
    pub fn find_documents(&self, text: &str, limit: usize) -> Result<Vec<Hit>, Rejection> {
        let mut hits = Vec::new();
        self.add_found(self.text_rows(&Sought::of(text), &[DOCUMENT], limit)?, &mut hits)?;
        Ok(hits)
    }

    /// The relationships in whose records the text stands: their own words, their people's, notes, agreements
    /// and follow-ups.
    ///
    /// A rule is nobody's, so its text finds none.
    pub fn relationships_holding(&self, text: &str) -> Result<HashSet<i64>, Rejection> {
        let mut whose = HashSet::new();
        let mut ask = |sql: &str, bound: &str| -> Result<(), Rejection> {
            let mut statement = self.conn.prepare_cached(sql).told()?;
            let mut rows = statement.query([bound]).told()?;
            while let Some(row) = rows.next().told()? {
                whose.extend(row.get::<_, Option<i64>>(0).told()?);
            }
            Ok(())
        };
        // What was read is handed over as it was found.
        let listed = |rows: &[i64]| serde_json::json!(rows).to_string();
        match Sought::of(text) {
            Sought::Words(phrase) => {
                let newest = format!(
                    "SELECT rowid FROM search_text WHERE search_text MATCH ?1 ORDER BY rowid DESC LIMIT {READ}"
                );
                ask(&holding_sql(&newest), &phrase)?;
            }
            sought @ Sought::Signs { .. } => {
                let all: Vec<i64> = INDEXED.iter().map(|(_, number, _)| *number).collect();
                let rows = self.text_rows(&sought, &all, READ)?;
                ask(&holding_sql("SELECT value FROM json_each(?1)"), &listed(&rows))?;
            }
        }
        let of_notes = |found: &str| {
            format!(
                "SELECT DISTINCT s.relationship_id FROM ({found}) f JOIN share s ON s.interaction_id = f.id"
            )
        };
        match Sought::in_notes(text) {
            Sought::Words(phrase) => {
                let newest = format!(
                    "SELECT rowid AS id FROM search_note WHERE search_note MATCH ?1 ORDER BY rowid DESC LIMIT {READ}"
                );
                ask(&of_notes(&newest), &phrase)?;
            }
            sought @ Sought::Signs { .. } => {
                let rows = self.note_rows(&sought, READ)?;
                ask(&of_notes("SELECT value AS id FROM json_each(?1)"), &listed(&rows))?;
            }
        }
        Ok(whose)
    }

    /// The rows of the text index that hold what is sought, newest first, at most so many of each sort of numbers.
    fn sorted_rows(
        &self,
        sought: &Sought,
        sorts: [&[i64]; 2],
        limit: usize,
    ) -> Result<[Vec<i64>; 2], Rejection> {
        let Sought::Words(phrase) = sought else {
            let [first, second] = sorts;
            return Ok([self.text_rows(sought, first, limit)?, self.text_rows(sought, second, limit)?]);
        };
        let mut found = [Vec::new(), Vec::new()];
        let sql = "SELECT rowid FROM search_text WHERE search_text MATCH ?1 ORDER BY rowid DESC";
        let mut statement = self.conn.prepare_cached(sql).told()?;
        let mut rows = statement.query([phrase]).told()?;
        while let Some(row) = rows.next().told()? {
            let rowid: i64 = row.get(0).told()?;
            for (sort, found) in sorts.iter().zip(&mut found) {
                if found.len() < limit && sort.contains(&(rowid % 32)) {
                    found.push(rowid);
                }
            }
            if found.iter().all(|found| found.len() >= limit) {
                break;
            }
        }
        Ok(found)
    }

    /// The rows of the text index, of the types with these numbers, that hold what is sought; newest first.
    fn text_rows(&self, sought: &Sought, numbers: &[i64], limit: usize) -> Result<Vec<i64>, Rejection> {
        let wanted: Vec<String> = numbers.iter().map(ToString::to_string).collect();
        let sql = format!(
            "SELECT rowid FROM search_text WHERE search_text MATCH ?1 AND rowid % 32 IN ({})
             ORDER BY rowid DESC LIMIT ?2",
            wanted.join(",")
        );
        match sought {
            Sought::Words(phrase) => self.matching(&sql, phrase, limit),
            Sought::Signs { signs, near: Some(near) } => {
                let rows = self.matching(&sql, near, READ)?;
                self.verified(rows, signs, limit, |row| record_of(*row))
            }
            Sought::Signs { signs, near: None } => {
                let mut rows = Vec::new();
                for (kind, number, fields) in INDEXED.iter().filter(|(_, number, _)| numbers.contains(number))
                {
                    let found = self.holding_signs(*kind, fields, signs, limit)?;
                    rows.extend(found.into_iter().map(|id| id * 32 + number));
                }
                rows.sort_unstable_by(|one, other| other.cmp(one));
                rows.truncate(limit);
                Ok(rows)
            }
        }
    }

    /// The interactions that hold what is sought, newest first.
    fn note_rows(&self, sought: &Sought, limit: usize) -> Result<Vec<i64>, Rejection> {
        let sql = "SELECT rowid FROM search_note WHERE search_note MATCH ?1 ORDER BY rowid DESC LIMIT ?2";
        match sought {
            Sought::Words(phrase) => self.matching(sql, phrase, limit),
            Sought::Signs { signs, near: Some(near) } => {
                let rows = self.matching(sql, near, READ)?;
                self.verified(rows, signs, limit, |id| Some(RecordId::new(Kind::Interaction, *id)))
            }
            Sought::Signs { signs, near: None } => self.holding_signs(Kind::Interaction, NOTE, signs, limit),
        }
    }

    fn matching(&self, sql: &str, phrase: &str, limit: usize) -> Result<Vec<i64>, Rejection> {
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        let mut statement = self.conn.prepare_cached(sql).told()?;
        let rows = statement.query_map(params![phrase, limit], |row| row.get(0)).told()?;
        rows.collect::<Result<_, _>>().told()
    }

    /// Those whose text holds the folded signs: the index knows only the words between them.
    fn verified(
        &self,
        rows: Vec<i64>,
        signs: &str,
        limit: usize,
        record: impl Fn(&i64) -> Option<RecordId>,
    ) -> Result<Vec<i64>, Rejection> {
        let mut found = Vec::new();
        for row in rows {
            let Some(id) = record(&row) else { continue };
            let mut statement = self.conn.prepare_cached(text_of(id.kind)).told()?;
            let is_there = statement
                .query_row([id.id], |row| Ok(holds(row.get_ref(0)?.as_str().unwrap_or_default(), signs)))
                .optional()
                .told()?;
            if is_there == Some(true) {
                found.push(row);
                if found.len() >= limit {
                    break;
                }
            }
        }
        Ok(found)
    }

    /// The newest records of a type in whose text these folded signs stand.
    fn holding_signs(
        &self,
        kind: Kind,
        fields: &[&str],
        signs: &str,
        limit: usize,
    ) -> Result<Vec<i64>, Rejection> {
        let (body, table) = (body_sql(kind, fields), kind.spec().table);
        let sql = format!("SELECT id, {body} FROM {table} ORDER BY id DESC LIMIT {READ}");
        let mut statement = self.conn.prepare_cached(&sql).told()?;
        let mut rows = statement.query([]).told()?;
        let mut found = Vec::new();
        while found.len() < limit
            && let Some(row) = rows.next().told()?
        {
            if holds(row.get_ref(1).told()?.as_str().unwrap_or_default(), signs) {
                found.push(row.get(0).told()?);
            }
        }
        Ok(found)
    }

    fn add_named(&self, kind: Kind, text: &str, limit: usize, hits: &mut Vec<Hit>) -> Result<(), Rejection> {
        for row in self.named(kind, text, limit)? {
            hits.push(self.hit_of(row)?);
        }
        Ok(())
    }

    fn add_found(&self, rows: Vec<i64>, hits: &mut Vec<Hit>) -> Result<(), Rejection> {
        for record in rows.into_iter().filter_map(record_of) {
            let hit = self.hit(record)?;
            hits.extend(hit.filter(|hit| hits.iter().all(|known| known.record != hit.record)));
        }
        Ok(())
    }

    fn hit(&self, record: RecordId) -> Result<Option<Hit>, Rejection> {
        let Some(row) = self.get(record)? else { return Ok(None) };
        match kept_of(&row) {
            // Found by what it was called before; shown as what it is called now.
            Some(kept) => self.hit(kept),
            None => Ok(Some(self.hit_of(row)?)),
        }
    }

    fn hit_of(&self, row: Row) -> Result<Hit, Rejection> {
        let relationship = match row.id.kind {
            Kind::Relationship => Some(row.id.id),
            Kind::Person => self.home_of(row.id.id)?,
            _ => row.int("relationship_id"),
        };
        let day = row
            .fields
            .text(if row.id.kind == Kind::Document { "made_on" } else { "day" })
            .map(ToOwned::to_owned);
        let title = match row.id.kind {
            Kind::Document => document::called(&row),
            kind => row.str(kind.spec().title).to_owned(),
        };
        Ok(Hit { record: row.id, title, relationship, day, row })
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
