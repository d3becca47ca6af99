//! What was agreed to be measured: the first and the last reading of the measure of every agreement in force.
//!
//! **Invariant:** a reading that was corrected is not read; target, unit and direction are those that were agreed.

use chrono::NaiveDate;

use super::{Db, trouble::Told};
use crate::domain::{
    course::{Aim, Direction, Read, months_of},
    number::Unit,
    record::Kind,
    rejection::Rejection,
};

/// A measure of an agreement in force with its first and its last reading.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MeasuredRow {
    /// The number of the agreement.
    pub agreement: i64,
    /// What it is read in.
    pub unit: Option<Unit>,
    /// What it is held against.
    pub aim: Aim,
    /// The first reading that stands.
    pub first: Option<Read>,
    /// The last one.
    pub last: Option<Read>,
}

/// A reading of `m` that stands, as its day and its value in one text; the order follows.
const STANDING: &str = "(SELECT d.day || d.value FROM reading d WHERE d.measure_id = m.id
   AND NOT EXISTS (SELECT 1 FROM reading n WHERE n.corrects_id = d.id) ORDER BY";

impl Db<'_> {
    /// The measures of all goals or all expectations in force, or of those of one relationship.
    pub fn measured(&self, kind: Kind, only: Option<i64>) -> Result<Vec<MeasuredRow>, Rejection> {
        let (from, target, by) = match kind {
            Kind::Goal => (
                "goal a JOIN agreement_measure t ON t.goal_id = a.id JOIN measure m ON m.id = t.measure_id",
                "t.target",
                "a.target_date",
            ),
            Kind::Expectation => {
                ("expectation a JOIN measure m ON m.id = a.measure_id", "a.agreed_target", "NULL")
            }
            _ => return Ok(Vec::new()),
        };
        let whose = if only.is_some() { "a.relationship_id = ?1" } else { "?1 IS NULL" };
        // As agreed, whatever the measure was given since for another agreement.
        let kept = |name: &str| {
            format!(
                "(SELECT json_extract(k.value, '$.{name}') FROM agreement_version v,
                    json_each(v.terms, '$.measures') k
                  WHERE v.agreement = '{}' AND v.agreement_id = a.id AND v.version = a.version
                    AND json_extract(k.value, '$.id') = m.id LIMIT 1)",
                kind.spec().table
            )
        };
        let (unit, direction) = (kept("unit"), kept("direction"));
        let sql = format!(
            "SELECT a.id, coalesce({unit}, m.unit), coalesce({direction}, m.direction), m.read_every,
               coalesce({target}, m.target), {by},
               {STANDING} d.day, d.id LIMIT 1), {STANDING} d.day DESC, d.id DESC LIMIT 1)
             FROM {from} WHERE {whose} AND a.state = 'agreed' ORDER BY a.id"
        );
        let mut statement = self.conn.prepare_cached(&sql).told()?;
        let rows = statement.query_map([only], measured_row).told()?;
        rows.collect::<Result<_, _>>().told()
    }
}

fn measured_row(row: &rusqlite::Row<'_>) -> rusqlite::Result<MeasuredRow> {
    let text = |k: usize| row.get::<_, Option<String>>(k).map(Option::unwrap_or_default);
    let aim = Aim {
        target: row.get(4)?,
        direction: Direction::of(&text(2)?),
        by: text(5)?.parse().ok(),
        every_months: months_of(&text(3)?),
    };
    Ok(MeasuredRow {
        agreement: row.get(0)?,
        unit: Unit::of(&text(1)?),
        aim,
        first: read(&text(6)?),
        last: read(&text(7)?),
    })
}

/// The day and the value of `2026-11-01970000`.
fn read(text: &str) -> Option<Read> {
    let (on, value) = text.split_at_checked(10)?;
    Some((on.parse::<NaiveDate>().ok()?, value.parse().ok()?))
}
