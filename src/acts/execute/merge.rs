//! Makes one of two records: field by field, with everything that referred to the other.
//!
//! **Invariant:** nothing that one of the two had is gone afterwards but what both had, and one step of undo gives
//! all of it back (DECIDED, Merge).

mod fields;
mod references;

use super::{Act, Outcome, count_of};
use crate::{
    acts::name::short,
    domain::{
        action::{Homes, Merge},
        duplicate::pair,
        merge::can_take_in,
        record::{Fields, Kind, RecordId, Row, Value},
        records::membership::has_household_rights,
        rejection::Rejection,
    },
};

impl Act<'_, '_> {
    pub(super) fn merge(&self, merge: &Merge) -> Outcome {
        let (keep, other) = (self.one_of_two(merge.keep)?, self.one_of_two(merge.other)?);
        if keep.id == other.id {
            return Err(Rejection::rule(format!("{} is one record already. Name two.", keep.str("name"))));
        }
        if keep.id.kind != other.id.kind {
            return Err(Rejection::rule(format!(
                "{} is a {} and {} is a {}; only two of one sort are merged. Nothing was changed.",
                keep.id, keep.id.kind, other.id, other.id.kind
            )));
        }
        self.tx.defer_references()?;
        match keep.id.kind {
            Kind::Person => self.merge_persons(&keep, &other, merge),
            _ => self.merge_relationships(&keep, &other, &merge.take),
        }
    }

    fn one_of_two(&self, id: RecordId) -> Result<Row, Rejection> {
        match self.need(id, &[Kind::Person, Kind::Relationship]) {
            Err(no) if matches!(id.kind, Kind::Person | Kind::Relationship) => {
                let kept = self.tx.kept_for(id)?.ok_or(no)?;
                Err(Rejection::stale(format!(
                    "{id} was merged into {} {} already. Nothing was changed.",
                    kept.id,
                    kept.str("name")
                )))
            }
            found => found,
        }
    }

    fn merge_persons(&self, keep: &Row, other: &Row, merge: &Merge) -> Outcome {
        let homes = match merge.homes {
            Homes::Together => self.homes_of_two(keep.id, other.id)?,
            Homes::Apart => None,
        };
        let moved = self.merge_one(keep, other, &merge.take)?;
        let mut ids = vec![keep.id];
        let mut along = String::new();
        if let Some((kept, gone)) = homes
            && self.is_within(gone.id, kept.id)?
        {
            // Merging the persons has changed what the two homes say of them.
            let (kept, gone) = (self.tx.need(kept.id)?, self.tx.need(gone.id)?);
            self.merge_one(&kept, &gone, &[])?;
            ids.push(kept.id);
            along = format!("; {} with {}", gone.str("name"), kept.str("name"));
        }
        Ok((ids, format!("{}{along}", said(keep, other, moved))))
    }

    /// The homes of two persons, when they are two that could become one.
    fn homes_of_two(&self, keep: RecordId, other: RecordId) -> Result<Option<(Row, Row)>, Rejection> {
        let home = |person: RecordId| -> Result<Option<Row>, Rejection> {
            let memberships = self.tx.rows(Kind::Membership, &[("person_id", Value::Int(person.id))])?;
            let home = memberships
                .iter()
                .find(|row| row.flag("home") && has_household_rights(row.str("role")))
                .and_then(|row| row.int("relationship_id"));
            home.map_or(Ok(None), |id| self.tx.get(RecordId::new(Kind::Relationship, id)))
        };
        let (Some(kept), Some(gone)) = (home(keep)?, home(other)?) else { return Ok(None) };
        let fits = kept.id != gone.id && can_take_in(kept.str("kind"), gone.str("kind"));
        Ok(fits.then_some((kept, gone)))
    }

    /// Whether everybody in a relationship is in the other one too.
    fn is_within(&self, inner: RecordId, outer: RecordId) -> Result<bool, Rejection> {
        let persons = |of: RecordId| -> Result<Vec<Option<i64>>, Rejection> {
            Ok(self.tx.of(Kind::Membership, of.id)?.iter().map(|row| row.int("person_id")).collect())
        };
        let outer = persons(outer)?;
        Ok(persons(inner)?.iter().all(|person| outer.contains(person)))
    }

    fn merge_relationships(&self, keep: &Row, other: &Row, take: &[String]) -> Outcome {
        if !can_take_in(keep.str("kind"), other.str("kind")) {
            return Err(Rejection::rule(format!(
                "{} is a {} and {} a {}: what was agreed has no place there. Keep {} instead. Nothing was changed.",
                keep.str("name"),
                keep.str("kind"),
                other.str("name"),
                other.str("kind"),
                other.id
            )));
        }
        let moved = self.merge_one(keep, other, take)?;
        Ok((vec![keep.id], said(keep, other, moved)))
    }

    /// Fields, references, alias; says how many records moved along.
    fn merge_one(&self, keep: &Row, other: &Row, take: &[String]) -> Result<usize, Rejection> {
        self.join_fields(keep, other, take)?;
        let moved = self.move_references(other.id, keep.id)?;
        self.tx.delete(other.id)?;
        Ok(moved)
    }

    pub(super) fn tell_apart(&self, first: RecordId, second: RecordId) -> Outcome {
        let (first, second) = (self.need(first, &[Kind::Person])?, self.need(second, &[Kind::Person])?);
        if first.id == second.id {
            return Err(Rejection::rule(format!("{} is one person. Name two.", first.str("name"))));
        }
        let said = format!(
            "Told apart: {} {} and {} {}",
            first.str("name"),
            first.id,
            second.str("name"),
            second.id
        );
        let (one, other) = pair(first.id.id, second.id.id);
        let equal = [("first_id", Value::Int(one)), ("second_id", Value::Int(other))];
        if let Some(row) = self.tx.rows(Kind::DistinctPair, &equal)?.first() {
            // Said again is said once; op 0 tells that nothing had to be changed.
            return Ok((vec![row.id], format!("{said} already")));
        }
        self.keep_apart(one, other)?;
        Ok((vec![first.id, second.id], said))
    }

    pub(super) fn keep_apart(&self, one: i64, other: i64) -> Result<RecordId, Rejection> {
        let (one, other) = pair(one, other);
        let fields = Fields::new().with("first_id", one).with("second_id", other).with("day", self.today);
        (Kind::DistinctPair.spec().check)(&fields)?;
        self.tx.insert(Kind::DistinctPair, &fields)
    }
}

fn said(keep: &Row, other: &Row, moved: usize) -> String {
    format!(
        "Merged {} {} into {} {}, {} moved",
        short(other.str("name")),
        other.id,
        short(keep.str("name")),
        keep.id,
        count_of(moved, "record", "records")
    )
}
