//! Full-text search: any text typed is a literal search.
//!
//! **Invariant:** after every op the index holds what the records say; it is outside the journal.

mod find;
mod sought;
#[cfg(test)]
mod tests;

use std::{
    collections::{BTreeMap, HashMap},
    sync::LazyLock,
};

use rusqlite::{Connection, OptionalExtension, params};

use super::{journal::kind_of, trouble::Told};
use crate::domain::{
    filter::fold,
    record::{Kind, RecordId, Row},
    rejection::Rejection,
};
pub(super) use find::parts_of_names;

/// The record types in the text index with their stable number; the row id there is `id * 32 + number`.
const INDEXED: &[(Kind, i64, &[&str])] = &[
    (Kind::Relationship, RELATIONSHIP, &["name", "sensitivities", "mutual_benefit", "notes", "source"]),
    (Kind::Person, PERSON, &["name", "nickname", "organisation", "preferences", "notes"]),
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
    (Kind::Decision, 20, &["question", "choice", "reason", "outcome", "learned"]),
    (Kind::Role, 21, &["topic", "note"]),
    (Kind::Document, DOCUMENT, &["title", "text"]),
    (Kind::Vendor, 23, &["name", "what_for", "client_data", "note"]),
    (Kind::Access, 24, &["who", "what", "why"]),
    (Kind::Incident, 25, &["title", "what_data", "note", "reason"]),
    (Kind::Complaint, 26, &["what", "words", "answer"]),
    (Kind::Obligation, 27, &["title", "required_by", "note", "evidence"]),
    (Kind::Alias, ALIAS, &["name", "was"]),
];

const RELATIONSHIP: i64 = 1;
const PERSON: i64 = 2;
const ALIAS: i64 = 14;
const DOCUMENT: i64 = 22;

/// How a person is reached, found with the person: each value, and a number without what is between its digits.
const POINTS: &str = "ifnull((SELECT group_concat(c.value || CASE c.kind WHEN 'phone' THEN char(10) ||
      replace(replace(replace(replace(replace(c.value, ' ', ''), '-', ''), '(', ''), ')', ''), '.', '') ELSE '' END,
      char(10)) FROM contact_point c WHERE c.person_id = person.id), '')";

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
    /// All of it, as it was read.
    pub row: Row,
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
        .prepare_cached(
            "SELECT tbl, row_id, kind, owner_id,
                    CASE WHEN tbl = 'contact_point' AND kind = 'U' THEN json_extract(before, '$.person_id') END
             FROM change NOT INDEXED WHERE seq > ?1 ORDER BY seq",
        )
        .told()?;
    let mut rows = statement.query([first]).told()?;
    while let Some(row) = rows.next().told()? {
        let Some(kind) = kind_of(row.get_ref(0).told()?.as_str().unwrap_or_default()) else { continue };
        let (id, change): (i64, String) = (row.get(1).told()?, row.get(2).told()?);
        if kind == Kind::ContactPoint {
            // It stands in the text of whose it is, and no more in that of whose it was.
            let whose: [Option<i64>; 2] = [row.get(3).told()?, row.get(4).told()?];
            for person in whose.into_iter().flatten() {
                let place = ("search_text", person * 32 + PERSON);
                touched.entry(place).or_insert((Kind::Person, person, Indexed::Perhaps));
            }
            continue;
        }
        let place = match INDEXED.iter().find(|(indexed, ..)| *indexed == kind) {
            Some((_, number, _)) => ("search_text", id * 32 + number),
            None if kind == Kind::Interaction => ("search_note", id),
            None => continue,
        };
        let held = if change == "I" { Indexed::No } else { Indexed::Perhaps };
        touched.entry(place).or_insert((kind, id, held));
    }
    for ((index, rowid), (kind, id, held)) in touched {
        let by_part = matches!(kind, Kind::Relationship | Kind::Person).then_some("search_name");
        if held == Indexed::Perhaps {
            for index in std::iter::once(index).chain(by_part) {
                let sql = format!("DELETE FROM {index} WHERE rowid = ?1");
                conn.prepare_cached(&sql).told()?.execute([rowid]).told()?;
            }
        }
        let body: Option<String> =
            conn.prepare_cached(text_of(kind)).told()?.query_row([id], |row| row.get(0)).optional().told()?;
        let Some(body) = body else { continue };
        let put = |index: &str, text: &str| -> Result<(), Rejection> {
            let sql = format!("INSERT INTO {index}(rowid, body) VALUES (?1, ?2)");
            conn.prepare_cached(&sql).told()?.execute(params![rowid, text]).told()?;
            Ok(())
        };
        put(index, &body)?;
        if let Some(index) = by_part {
            // The name is the first line of the text.
            put(index, &fold(body.lines().next().unwrap_or_default()))?;
        }
    }
    Ok(())
}

/// Makes the whole index anew: what was erased leaves no word in it.
pub(super) fn rebuild(conn: &Connection) -> Result<(), Rejection> {
    for index in ["search_text", "search_note", "search_name"] {
        conn.execute_batch(&format!("INSERT INTO {index}({index}) VALUES ('delete-all')")).told()?;
    }
    refresh(conn, 0)
}

/// The question for the text of a record; written once, asked for every record touched.
fn text_of(kind: Kind) -> &'static str {
    static TEXTS: LazyLock<HashMap<Kind, String>> = LazyLock::new(|| {
        let text = |(kind, _, fields): &(Kind, i64, &[&str])| {
            (*kind, format!("SELECT {} FROM {} WHERE id = ?1", body_sql(*kind, fields), kind.spec().table))
        };
        INDEXED.iter().chain([&(Kind::Interaction, 0, NOTE)]).map(text).collect()
    });
    TEXTS.get(&kind).map_or("", String::as_str)
}

/// All the text of a record of a type, one field a line.
fn body_sql(kind: Kind, fields: &[&str]) -> String {
    let mut texts: Vec<String> = Vec::new();
    if kind == Kind::Document {
        // What it is called: charter v3.
        texts.push("kind || ' v' || version".to_owned());
    }
    texts.extend(fields.iter().map(|field| format!("ifnull({field},'')")));
    if kind == Kind::Person {
        texts.push(POINTS.to_owned());
    }
    texts.join(" || char(10) || ")
}

/// The record of a row of the text index.
fn record_of(rowid: i64) -> Option<RecordId> {
    let (kind, ..) = INDEXED.iter().find(|(_, number, _)| *number == rowid % 32)?;
    Some(RecordId::new(*kind, rowid / 32))
}
