//! The agreements that may be due: drafts, proposals, and what was anchored long enough ago.
//!
//! **Invariant:** what cannot be due is not read: an index ends each stretch.

use std::{
    collections::BTreeSet,
    sync::{Arc, LazyLock},
};

use chrono::{Days, NaiveDate};
use rusqlite::OptionalExtension;

use super::{back, day, text};
use crate::{
    domain::{
        agreement::{Keeping, Life, WAIT_DAYS},
        record::{Kind, RecordId},
        rejection::Rejection,
    },
    store::{Db, trouble::Told},
};

/// Months forth and back again may end as many days later: a month has 28 to 31.
const UNLIKE_MONTHS: Days = Days::new(6);

/// An agreement's life facts.
#[derive(Debug, Clone)]
pub struct AgreementRow {
    /// Which agreement.
    pub id: RecordId,
    /// Whose.
    pub relationship: i64,
    /// Tier of the relationship.
    pub tier: Option<Arc<str>>,
    /// Where it is in its life.
    pub life: Life,
    /// When it was drafted.
    pub drafted_on: Option<NaiveDate>,
    /// When it was proposed.
    pub proposed_on: Option<NaiveDate>,
    /// When it was agreed.
    pub agreed_on: Option<NaiveDate>,
    /// Agreed, changed or reaffirmed, whichever is last.
    pub anchored_on: Option<NaiveDate>,
    /// Months between looks, when set.
    pub every_months: Option<i64>,
    /// Deferred until.
    pub deferred_until: Option<NaiveDate>,
    /// The meeting it is raised at.
    pub raised_at: Option<i64>,
    /// The day of that meeting, unless it was called off.
    pub meeting_on: Option<NaiveDate>,
    /// Whether it is raised at all.
    pub raised: bool,
    /// What its outcome says so far; acceptances have none and count as kept.
    pub keeping: Keeping,
}

/// The life columns of one agreement type, in the order `agreement_row` reads.
fn agreement_columns(kind: Kind, tier: &str) -> String {
    let outcome = if kind == Kind::Acceptance { "NULL" } else { "a.outcome" };
    format!(
        "a.id, a.relationship_id, {tier}, a.state, a.drafted_on, a.proposed_on, a.agreed_on, a.anchored_on,
         a.every_months, a.deferred_until,
         a.raised_meeting_id, a.raised_on IS NOT NULL, {outcome}"
    )
}

fn agreement_row(kind: Kind, row: &rusqlite::Row<'_>) -> rusqlite::Result<AgreementRow> {
    Ok(AgreementRow {
        id: RecordId::new(kind, row.get(0)?),
        relationship: row.get(1)?,
        tier: row.get_ref(2)?.as_str_or_null().map_err(rusqlite::Error::from)?.map(Arc::from),
        life: life(row, 3)?,
        drafted_on: day(row, 4)?,
        proposed_on: day(row, 5)?,
        agreed_on: day(row, 6)?,
        anchored_on: day(row, 7)?,
        every_months: row.get(8)?,
        deferred_until: day(row, 9)?,
        raised_at: row.get(10)?,
        meeting_on: None,
        raised: row.get(11)?,
        keeping: match text(row, 12)? {
            "not kept" => Keeping::NotKept,
            "at risk" => Keeping::AtRisk,
            _ => Keeping::Kept,
        },
    })
}

fn life(row: &rusqlite::Row<'_>, k: usize) -> rusqlite::Result<Life> {
    Ok(Life::of(text(row, k)?).unwrap_or(Life::Retired))
}

impl Db<'_> {
    /// The agreements of a relationship that are drafts, proposals or agreed.
    pub fn living_agreements(
        &self,
        relationship: i64,
        tier: Option<&Arc<str>>,
    ) -> Result<Vec<AgreementRow>, Rejection> {
        static LIVING: LazyLock<[(Kind, String); 3]> = LazyLock::new(|| {
            [Kind::Goal, Kind::Expectation, Kind::Acceptance].map(|kind| {
                let (columns, table) = (agreement_columns(kind, "NULL"), kind.spec().table);
                let sql = format!(
                    "SELECT {columns} FROM {table} a INDEXED BY {table}_of
                     WHERE a.relationship_id = ?1 AND a.state IN ('draft', 'proposed', 'agreed')"
                );
                (kind, sql)
            })
        });
        let mut all = Vec::new();
        for (kind, sql) in LIVING.iter() {
            let mut statement = self.conn.prepare_cached(sql).told()?;
            let mut rows = statement.query([relationship]).told()?;
            while let Some(row) = rows.next().told()? {
                let mut found = agreement_row(*kind, row).told()?;
                found.tier = tier.cloned();
                self.find_meeting(&mut found)?;
                all.push(found);
            }
        }
        Ok(all)
    }

    /// The relationships with an agreement that may be due by `until`: a draft or proposal that has waited, or one
    /// whose interval may be over. `reach` is the last day that may be moved back to `until`.
    pub fn with_agreements_near(
        &self,
        until: NaiveDate,
        reach: NaiveDate,
    ) -> Result<BTreeSet<i64>, Rejection> {
        let mut found = BTreeSet::new();
        for kind in [Kind::Goal, Kind::Expectation, Kind::Acceptance] {
            let what = kind.spec().table;
            for pace in self.paces(what)? {
                let since = match pace.parse() {
                    Ok(months) => {
                        let since = back(reach, months, 0);
                        since.checked_add_days(UNLIKE_MONTHS).unwrap_or(since)
                    }
                    Err(_) => back(until, 0, WAIT_DAYS.unsigned_abs()),
                };
                let sql = "SELECT relationship_id FROM ready WHERE what = ?1 AND pace = ?2 AND day <= ?3";
                let mut statement = self.conn.prepare_cached(sql).told()?;
                let rows = statement.query_map([what, &pace, &since.to_string()], |row| row.get(0)).told()?;
                for relationship in rows {
                    found.insert(relationship.told()?);
                }
            }
        }
        Ok(found)
    }

    /// Looks up the day of the meeting that an agreement is raised at; few are.
    fn find_meeting(&self, agreement: &mut AgreementRow) -> Result<(), Rejection> {
        if let Some(meeting) = agreement.raised_at {
            let sql = "SELECT day FROM meeting WHERE id = ?1 AND state IN ('offered', 'planned', 'prepared', 'held')";
            let mut statement = self.conn.prepare_cached(sql).told()?;
            agreement.meeting_on =
                statement.query_row([meeting], |row| day(row, 0)).optional().told()?.flatten();
        }
        Ok(())
    }

    /// All agreements of one type, or of one relationship, that are not retired unless asked for.
    pub fn agreements(&self, kind: Kind, only: Option<i64>) -> Result<Vec<AgreementRow>, Rejection> {
        let (columns, table) = (agreement_columns(kind, "r.tier"), kind.spec().table);
        let which = if only.is_some() { "a.relationship_id = ?1" } else { "?1 IS NULL" };
        let sql = format!(
            "SELECT {columns} FROM {table} a JOIN relationship r ON r.id = a.relationship_id WHERE {which}"
        );
        let mut statement = self.conn.prepare_cached(&sql).told()?;
        let rows = statement.query_map([only], |row| agreement_row(kind, row)).told()?;
        let mut rows: Vec<AgreementRow> = rows.collect::<Result<_, _>>().told()?;
        rows.iter_mut().try_for_each(|row| self.find_meeting(row))?;
        Ok(rows)
    }
}
