//! Retention: who is gone, until when their records are kept, what holds them; and the purge.
//!
//! **Invariant:** nothing is purged that is held, nor before its day unless the client asked for it; a purge is never
//! taken back.

mod copies;

use chrono::{Months, NaiveDate};

use super::{Book, execute, name::short};
use crate::{
    domain::{
        action::{Action, Proof, Purging, Receipt},
        day,
        record::{Kind, RecordId, Row, Value},
        records::legal_hold,
        rejection::Rejection,
        retention::{Keeping, YearEnd, keeping, retain_until},
    },
    store::{Db, Erased, Tx},
};

pub use crate::store::Purged;
pub use copies::Copies;

/// One relationship that is gone, and whether its records may go too.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Purgeable {
    /// Which.
    pub relationship: RecordId,
    /// Its name.
    pub name: String,
    /// ended, not taken.
    pub stage: String,
    /// The day of the last entry in its records.
    pub last_entry: Option<NaiveDate>,
    /// The last day on which they must be kept.
    pub retain_until: Option<NaiveDate>,
    /// Whether they may go.
    pub keeping: Keeping,
    /// The legal hold that stands, with its reason.
    pub hold: Option<(RecordId, String)>,
}

impl Purgeable {
    /// Whether they may go, in words: `may be purged`, `kept until 31 Dec 2031`, `held: a suit`.
    #[must_use]
    pub fn said(&self) -> String {
        match (self.keeping, &self.hold) {
            (Keeping::Held, Some((_, why))) => format!("held: {why}"),
            (Keeping::Held, None) => "held".to_owned(),
            (Keeping::Until(until), _) => format!("kept until {}", day::long(until)),
            (Keeping::Free, _) => match self.retain_until {
                Some(until) => {
                    format!("may be purged since {}", day::long(day::add_days(until, 1).unwrap_or(until)))
                }
                None => "may be purged".to_owned(),
            },
        }
    }
}

/// What a purge came to, besides its receipt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PurgeDone {
    /// The receipt; there is no undo.
    pub receipt: Receipt,
    /// What was erased.
    pub purged: Purged,
    /// Whether the file was written anew; the reason when it was not.
    pub swept: Result<(), String>,
    /// Copies of the book, which still hold what was purged.
    pub copies: Copies,
}

/// Types whose entries are no records of the client: a hold that is lifted must not begin five more years.
const NO_ENTRY: &[Kind] =
    &[Kind::Snooze, Kind::Placement, Kind::LegalHold, Kind::Handover, Kind::Alias, Kind::HouseholdSplit];

impl Book {
    /// The relationships that are gone: those whose records may be purged first, then held ones, then by their day.
    pub fn purge_list(&self) -> Result<Vec<Purgeable>, Rejection> {
        let mut all = Vec::new();
        for row in self.rows(Kind::Relationship, &[])? {
            if is_gone(&row) {
                all.push(self.purgeable(&row)?);
            }
        }
        all.sort_by_key(|one| {
            let place = match one.keeping {
                Keeping::Free => 0,
                Keeping::Held => 1,
                Keeping::Until(_) => 2,
            };
            (place, one.retain_until, one.relationship)
        });
        Ok(all)
    }

    /// Until when the records of a relationship are kept, and what holds them.
    pub fn purgeable(&self, row: &Row) -> Result<Purgeable, Rejection> {
        let last_entry = last_entry(&self.db(), row.id.id)?;
        let (end, years) = (YearEnd::read(&self.setting("fiscal_year_end")?), self.setting("keep_years")?);
        let years = years.parse().unwrap_or(5);
        let retain_until = last_entry.and_then(|last| retain_until(last, end, years));
        let holds = self.of(Kind::LegalHold, row.id.id)?;
        let hold = holds.iter().find(|row| legal_hold::stands(row));
        Ok(Purgeable {
            relationship: row.id,
            name: row.str("name").to_owned(),
            stage: row.str("stage").to_owned(),
            last_entry,
            retain_until,
            keeping: keeping(retain_until, hold.is_some(), self.today()),
            hold: hold.map(|row| (row.id, row.str("reason").to_owned())),
        })
    }

    /// What holds the records of a relationship, where it is gone or under a hold.
    pub(super) fn kept_said(&self, row: &Row) -> Result<Option<String>, Rejection> {
        let is_held = self.of(Kind::LegalHold, row.id.id)?.iter().any(legal_hold::stands);
        if is_held || is_gone(row) { self.purgeable(row).map(|one| Some(one.said())) } else { Ok(None) }
    }

    /// Refuses a purge that may not be, before anybody is asked.
    pub fn may_purge(&self, asked: &Purging) -> Result<Row, Rejection> {
        let row = self
            .get(asked.relationship)?
            .filter(|row| row.id.kind == Kind::Relationship)
            .ok_or_else(|| Rejection::ambiguous(format!("There is no client {}.", asked.relationship)))?;
        if asked.reason.trim().is_empty() {
            return Err(Rejection::field(
                "reason",
                "A purge is kept with its reason. Type one that names nobody.",
            ));
        }
        let name = row.str("name");
        let state = self.purgeable(&row)?;
        if let (Keeping::Held, Some((hold, why))) = (state.keeping, &state.hold) {
            return Err(Rejection::rule(format!(
                "{name} is under legal hold {hold}: {why}. Nothing was purged. Lift the hold first, if you may."
            )));
        }
        let may_be_early = asked.asked_on.is_some() && row.str("kind") == "prospect";
        if !is_gone(&row) && !may_be_early {
            return Err(Rejection::rule(format!(
                "{name} is not ended. Nothing was purged. End the relationship first; its records are kept from then on."
            )));
        }
        if let (Keeping::Until(until), None) = (state.keeping, asked.asked_on) {
            return Err(Rejection::rule(format!(
                "The records of {name} are kept until {}. Nothing was purged. Only a request of the client to be \
                 erased goes before that: add the day they asked.",
                day::long(until)
            )));
        }
        if asked.asked_on.is_some_and(|on| on > self.today()) {
            return Err(Rejection::field(
                "asked_on",
                "They have not asked yet on that day. Type a day that has been.",
            ));
        }
        let words = crate::domain::filter::fold(&asked.reason);
        if words.contains(&crate::domain::filter::fold(short(name))) {
            let said = "The reason stays for ever. Say it without the name. Nothing was purged.";
            return Err(Rejection::field("reason", said));
        }
        Ok(row)
    }

    /// Purges everything of a relationship and of the persons who belong to nobody else: rows, journal, search, slips,
    /// kept files. It cannot be taken back.
    pub fn purge(&mut self, asked: &Purging) -> Result<PurgeDone, Rejection> {
        let row = self.may_purge(asked)?;
        let action = Action::Proof(Proof::Purge(asked.clone()));
        let mut reason = asked.reason.trim().to_owned();
        if let Some(on) = asked.asked_on {
            reason = format!("{reason} (erasure asked for on {})", day::long(on));
        }
        let meta = self.meta(execute::command(&action), Some(reason));
        let clock = self.clock().clone();
        let (purged, summary, op) = self.store_mut().purge(&meta, short, |tx| {
            let whose = whose(tx, row.id.id)?;
            execute::remove_all(tx, &clock, row.id, &whose.persons)?;
            Ok(whose)
        })?;
        let receipt = Receipt { op, summary, ids: Vec::new(), undo: false };
        let swept = self.sweep().map_err(|no| no.message);
        Ok(PurgeDone { receipt, purged, swept, copies: self.copies() })
    }

    /// Writes the file of the book anew, without what was purged.
    ///
    /// # Errors
    /// When another desk has the book open.
    pub fn sweep(&self) -> Result<(), Rejection> {
        self.store().sweep()
    }
}

/// The gone relationships whose records may go, the longest gone first, at most `limit`; without those that are held,
/// and those that were set aside. Only those gone for the years that records are kept are looked at.
pub(super) fn may_go(db: &Db<'_>, today: NaiveDate, limit: usize) -> Result<Vec<i64>, Rejection> {
    let end = YearEnd::read(&db.setting("fiscal_year_end")?);
    let years = db.setting("keep_years")?.parse().unwrap_or(5);
    let Some(until) = today.checked_sub_months(Months::new(years * 12)) else { return Ok(Vec::new()) };
    let mut free = Vec::new();
    db.gone_since(until, |relationship, since| {
        // The last entry is not before the day they went; whether it is later is asked of the journal.
        if since.is_some_and(|on| !is_free(Some(on), (end, years), today)) {
            return Ok(false);
        }
        if is_free(last_entry(db, relationship)?, (end, years), today) {
            free.push(relationship);
        }
        Ok(free.len() < limit)
    })?;
    Ok(free)
}

fn is_free(last: Option<NaiveDate>, (end, years): (YearEnd, u32), today: NaiveDate) -> bool {
    let until = last.and_then(|last| retain_until(last, end, years));
    keeping(until, false, today) == Keeping::Free
}

/// Whether nobody is managed here any more.
fn is_gone(row: &Row) -> bool {
    matches!(row.str("stage"), "ended" | "not taken")
}

/// The newest day on which a record of a relationship was written.
fn last_entry(db: &Db<'_>, relationship: i64) -> Result<Option<NaiveDate>, Rejection> {
    let kinds = Kind::ALL.iter().copied().filter(|kind| !NO_ENTRY.contains(kind));
    let mut last = None;
    for kind in kinds
        .filter(|kind| matches!(kind.spec().owner, Some("relationship_id" | "id")) && *kind != Kind::Person)
    {
        last = last.max(db.last_written(kind, relationship)?);
    }
    Ok(last)
}

/// The relationship with those merged into it, and its persons who belong nowhere else, with those merged into them.
fn whose(tx: &Tx<'_>, relationship: i64) -> Result<Erased, Rejection> {
    let mut whose = Erased { relationships: vec![relationship], persons: Vec::new() };
    for member in tx.of(Kind::Membership, relationship)? {
        let Some(person) = member.int("person_id") else { continue };
        let homes = tx.rows(Kind::Membership, &[("person_id", Value::Int(person))])?;
        let is_theirs = homes.iter().all(|home| home.int("relationship_id") == Some(relationship));
        if is_theirs && !whose.persons.contains(&person) {
            whose.persons.push(person);
        }
    }
    for alias in tx.rows(Kind::Alias, &[])? {
        let was = alias.str("was").parse::<RecordId>().ok();
        match (alias.int("relationship_id"), alias.int("person_id"), was) {
            (Some(of), _, Some(was)) if of == relationship => whose.relationships.push(was.id),
            (_, Some(of), Some(was)) if whose.persons.contains(&of) => whose.persons.push(was.id),
            _ => {}
        }
    }
    Ok(whose)
}
