//! Plain facts kept ready: the last real contact of each relationship, and what the queue asks by stretches.
//!
//! `ready_contact` holds the last real contact. `ready` holds, for each question of the queue, what it is
//! about, how often (`pace`) and since when (`day`), so that only what may be due is read.
//!
//! **Invariant:** after every op they equal what the records say; no due date is among them.

mod asks;
mod facts;
mod since;
#[cfg(test)]
mod tests;

use std::fmt::Write as _;

use rusqlite::{Connection, params};

use self::{
    asks::{Since, touched},
    facts::FACTS,
};
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

/// Recomputes the facts that the changes after `first` touch.
///
/// A relationship never contacted has no last contact: the thousands a file of contacts brings are passed over.
pub(super) fn refresh(conn: &Connection, first: i64) -> Result<(), Rejection> {
    let touched = touched(conn, first)?;
    for (relationship, touch) in &touched {
        if touch.moves_last_contact(|| has_contacts(conn, *relationship))? {
            conn.prepare_cached("DELETE FROM ready_contact WHERE relationship_id = ?1")
                .told()?
                .execute([relationship])
                .told()?;
            conn.prepare_cached(SET).told()?.execute([relationship]).told()?;
        }
    }
    for fact in FACTS.iter() {
        let concerned = || touched.iter().filter(|(_, touch)| touch.asks.holds(fact.asks));
        let there = list(concerned().filter(|(_, touch)| touch.since == Since::Before).map(|(id, _)| *id));
        if there.len() > EMPTY {
            conn.prepare_cached(
                "DELETE FROM ready WHERE what = ?2 AND relationship_id IN (SELECT value FROM json_each(?1))",
            )
            .told()?
            .execute(params![there, fact.what])
            .told()?;
        }
        let all = list(concerned().map(|(id, _)| *id));
        if all.len() > EMPTY {
            conn.prepare_cached(&fact.write).told()?.execute([all]).told()?;
        }
    }
    Ok(())
}

/// Writes all facts of the queue anew, as a book needs that comes from an older program.
pub(super) fn fill(conn: &Connection) -> Result<(), Rejection> {
    conn.execute_batch("DELETE FROM ready").told()?;
    let all: String =
        conn.query_row("SELECT json_group_array(id) FROM relationship", [], |row| row.get(0)).told()?;
    for fact in FACTS.iter() {
        conn.execute(&fact.write, [&all]).told()?;
    }
    Ok(())
}

/// Signs of a list with nothing in it.
const EMPTY: usize = 2;

/// The list as JSON.
fn list(ids: impl Iterator<Item = i64>) -> String {
    let mut text = "[".to_owned();
    for id in ids {
        let comma = if text.len() > 1 { "," } else { "" };
        let _ = write!(text, "{comma}{id}");
    }
    text.push(']');
    text
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
