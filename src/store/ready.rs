//! Plain facts kept ready: the last real contact of each relationship.
//!
//! **Invariant:** after every op they equal what the records say; no due date is among them.

use std::collections::BTreeMap;

use rusqlite::Connection;

use super::trouble::Told;
use crate::domain::rejection::Rejection;

/// Sets the last real contact of relationship ?1, when there is one.
///
/// What counts is `domain::cadence::is_real_contact` in SQL; a test holds the two together.
const SET: &str = "INSERT INTO ready_contact(relationship_id, last_contact_on, last_interaction_id)
     SELECT s.relationship_id, i.day, i.id FROM share s JOIN interaction i ON i.id = s.interaction_id
     WHERE s.relationship_id = ?1
       AND ((i.channel IN ('call','meeting','video','event') AND i.reached = 1)
            OR (i.channel IN ('e-mail','letter','text') AND (i.direction = 'in' OR i.answered = 1)))
       AND (NOT EXISTS (SELECT 1 FROM participant p WHERE p.interaction_id = i.id)
            OR EXISTS (SELECT 1 FROM participant p JOIN membership m
                       ON m.person_id = p.person_id AND m.relationship_id = s.relationship_id
                       WHERE p.interaction_id = i.id
                         AND m.role NOT IN ('trusted contact','attorney','accountant')))
     ORDER BY i.day DESC, i.id DESC LIMIT 1";

/// Why a relationship's facts may have moved.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Touch {
    /// Only who belongs to it.
    Members,
    /// A contact, or the relationship itself.
    Contact,
}

/// Recomputes the facts that the changes after `first` touch.
///
/// A relationship never contacted has none: the thousands a file of contacts brings are passed over.
pub(super) fn refresh(conn: &Connection, first: i64) -> Result<(), Rejection> {
    for (relationship, touch) in touched(conn, first)? {
        if touch == Touch::Members && !has_contacts(conn, relationship)? {
            continue;
        }
        conn.prepare_cached("DELETE FROM ready_contact WHERE relationship_id = ?1")
            .told()?
            .execute([relationship])
            .told()?;
        conn.prepare_cached(SET).told()?.execute([relationship]).told()?;
    }
    Ok(())
}

fn touched(conn: &Connection, first: i64) -> Result<BTreeMap<i64, Touch>, Rejection> {
    let mut found: BTreeMap<i64, Touch> = BTreeMap::new();
    let mut edited = Vec::new();
    // NOT INDEXED: only the newest changes are read, by seq; an index would walk the whole journal.
    let mut statement = conn
        .prepare_cached(
            "SELECT tbl, kind, row_id, owner_id, before ->> '$.relationship_id' FROM change NOT INDEXED
             WHERE seq > ?1 AND tbl IN ('share','participant','membership','interaction','relationship')",
        )
        .told()?;
    let mut rows = statement.query([first]).told()?;
    while let Some(row) = rows.next().told()? {
        let text = |k: usize| row.get_ref(k)?.as_str().map_err(rusqlite::Error::from);
        let (table, kind): (&str, &str) = (text(0).told()?, text(1).told()?);
        let (id, owner): (i64, Option<i64>) = (row.get(2).told()?, row.get(3).told()?);
        // What has moved is missed where it was.
        let left: Option<i64> = if kind == "U" { row.get(4).told()? } else { None };
        let (relationships, touch) = match (table, kind) {
            ("share" | "participant", _) => ([owner, left], Touch::Contact),
            ("membership", _) => ([owner, left], Touch::Members),
            ("relationship", "D") => ([Some(id), None], Touch::Contact),
            ("interaction", "U") => {
                edited.push(id);
                continue;
            }
            _ => continue,
        };
        for relationship in relationships.into_iter().flatten() {
            let known = found.entry(relationship).or_insert(touch);
            *known = touch.max(*known);
        }
    }
    for interaction in edited {
        let mut of =
            conn.prepare_cached("SELECT relationship_id FROM share WHERE interaction_id = ?1").told()?;
        let shares = of.query_map([interaction], |row| row.get(0)).told()?;
        for relationship in shares {
            found.insert(relationship.told()?, Touch::Contact);
        }
    }
    Ok(found)
}

/// Whether a relationship has a contact, or had one that is still written down.
fn has_contacts(conn: &Connection, relationship: i64) -> Result<bool, Rejection> {
    conn.prepare_cached(
        "SELECT EXISTS(SELECT 1 FROM share WHERE relationship_id = ?1)
             OR EXISTS(SELECT 1 FROM ready_contact WHERE relationship_id = ?1)",
    )
    .told()?
    .query_row([relationship], |row| row.get(0))
    .told()
}
