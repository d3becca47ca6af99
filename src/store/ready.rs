//! Plain facts kept ready: the last real contact of each relationship.
//!
//! **Invariant:** after every op they equal what the records say; no due date is among them.

use rusqlite::Connection;

use super::trouble::Told;
use crate::domain::rejection::Rejection;

/// What counts as real contact (DECIDED, Real contact): two-way by call, meeting, video or event with a
/// member present; or written, when they wrote or answered. `i` is the interaction.
const REAL: &str = "((i.channel IN ('call','meeting','video','event') AND i.reached = 1
        AND (NOT EXISTS (SELECT 1 FROM participant p WHERE p.interaction_id = i.id)
             OR EXISTS (SELECT 1 FROM participant p JOIN membership m
                        ON m.person_id = p.person_id AND m.relationship_id = s.relationship_id
                        WHERE p.interaction_id = i.id
                          AND m.role NOT IN ('trusted contact','attorney','accountant'))))
     OR (i.channel IN ('e-mail','letter','text') AND (i.direction = 'in' OR i.answered = 1)))";

/// Recomputes the facts that the changes after `first` touch.
///
/// A relationship never contacted has none: the thousands a file of contacts brings are passed over.
pub(super) fn refresh(conn: &Connection, first: i64) -> Result<(), Rejection> {
    // NOT INDEXED: only the newest changes are read, by seq; an index would walk the whole journal.
    let touched: Vec<i64> = conn
        .prepare_cached(
            "SELECT id FROM (
               SELECT owner_id AS id FROM change NOT INDEXED WHERE seq > ?1 AND owner_id IS NOT NULL
                 AND tbl IN ('share','participant','membership')
               UNION SELECT s.relationship_id FROM change c NOT INDEXED JOIN share s ON s.interaction_id = c.row_id
               WHERE c.seq > ?1 AND c.tbl = 'interaction' AND c.kind = 'U'
               UNION SELECT row_id FROM change NOT INDEXED WHERE seq > ?1 AND tbl = 'relationship' AND kind = 'D') AS touched
             WHERE EXISTS(SELECT 1 FROM share s WHERE s.relationship_id = touched.id)
                OR EXISTS(SELECT 1 FROM ready_contact r WHERE r.relationship_id = touched.id)",
        )
        .told()?
        .query_map([first], |row| row.get(0))
        .told()?
        .collect::<Result<_, _>>()
        .told()?;
    if touched.is_empty() {
        return Ok(());
    }
    let set = format!(
        "INSERT INTO ready_contact(relationship_id, last_contact_on, last_interaction_id)
         SELECT s.relationship_id, i.day, i.id FROM share s JOIN interaction i ON i.id = s.interaction_id
         WHERE s.relationship_id = ?1 AND {REAL} ORDER BY i.day DESC, i.id DESC LIMIT 1"
    );
    for relationship in touched {
        conn.prepare_cached("DELETE FROM ready_contact WHERE relationship_id = ?1")
            .told()?
            .execute([relationship])
            .told()?;
        conn.prepare_cached(&set).told()?.execute([relationship]).told()?;
    }
    Ok(())
}
