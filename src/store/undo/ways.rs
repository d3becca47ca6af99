//! What can be done where a step cannot be taken back alone: the rest of it, or all that came to build on it.
//!
//! **Invariant:** what is shown beforehand and what is done come from the same questions; a record goes back
//! whole or stays whole, and either way is one step.

use std::collections::{BTreeSet, HashMap, HashSet};

use rusqlite::{Connection, params};

use super::{
    Change, Step, Taken, changes_of, current, insert_json, is_undone, ordinary, referring, reverse_one, said,
    summary_of, title_in, update_json,
};
use crate::{
    domain::{
        record::{Kind, RecordId, Ty, Value},
        rejection::Rejection,
    },
    store::{
        Db, Store,
        journal::{OpMeta, kind_of},
        trouble::Told,
    },
};

/// How the command of an op begins that takes back several; the numbers of the others follow.
pub(super) const WITH: &str = "undo_with:";

/// A step that cannot be taken back alone, and what can be done about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ways {
    /// The step, and what it did.
    pub op: (i64, String),
    /// The later steps that build on it and stand, newest first, with what they did.
    pub later: Vec<(i64, String)>,
    /// How many of its records can go back as they are.
    pub back: usize,
    /// The records that would stay, in words.
    pub stays: Vec<String>,
    /// Of the persons who would stay those who would belong to no household then, in words.
    pub homeless: Vec<String>,
}

impl Ways {
    /// Who would belong to no household once the rest is taken back, a clause; nothing when nobody would.
    #[must_use]
    pub fn loss(&self) -> Option<String> {
        without_household(&self.homeless)
    }
}

impl Store {
    /// What can be done about a step that cannot be taken back alone.
    pub fn ways_back(&self, op: i64) -> Result<Ways, Rejection> {
        let summary = summary_of(&self.conn, op)?
            .ok_or_else(|| Rejection::ambiguous(format!("There is no op {op}. Nothing was changed.")))?;
        let mut later = Vec::new();
        for id in building_on(&self.conn, op)?.into_iter().rev().filter(|id| *id != op) {
            if ordinary(&self.conn, id)?.0 == id && !is_undone(&self.conn, id)? {
                later.push((id, summary_of(&self.conn, id)?.unwrap_or_default()));
            }
        }
        let rest = rest_of(&self.conn, op)?;
        Ok(Ways {
            op: (op, summary),
            later,
            back: rest.back.len(),
            stays: rest.stays,
            homeless: rest.homeless,
        })
    }

    /// Takes back those records of a step that nothing was done with since; the others stay and are named.
    pub fn take_back_rest(&mut self, target: i64, meta: &OpMeta) -> Result<Taken, Rejection> {
        let summary = self.standing(target)?;
        let meta = OpMeta { undoes: Some(target), command: "undo".to_owned(), ..meta.clone() };
        let ((), said, op) = self.act(&meta, |tx| {
            tx.conn.execute_batch("PRAGMA defer_foreign_keys = ON").told()?;
            let rest = rest_of(tx.conn, target)?;
            if rest.back.is_empty() {
                return Err(Rejection::rule(
                    "Every record of this step was changed or built on since. Nothing was taken back.",
                ));
            }
            for net in &rest.back {
                net.take_back(tx.conn)?;
            }
            let lost = without_household(&rest.homeless).map_or(String::new(), |lost| format!("; {lost}"));
            Ok(((), format!("Undid the rest of: {summary}; {}{lost}", stay(&rest.stays))))
        })?;
        Ok(Taken { op, of: target, summary: said, way: Step::Undo })
    }

    /// Takes back a step with all later ones that build on it, the newest first, as one step.
    pub fn take_back_with_later(&mut self, target: i64, meta: &OpMeta) -> Result<Taken, Rejection> {
        let summary = self.standing(target)?;
        let all = building_on(&self.conn, target)?;
        let told = self.ways_back(target)?.later;
        let others: Vec<String> = all.iter().filter(|op| **op != target).map(ToString::to_string).collect();
        let command =
            if others.is_empty() { "undo".to_owned() } else { format!("{WITH}{}", others.join(",")) };
        let meta = OpMeta { undoes: Some(target), command, ..meta.clone() };
        let ((), said, op) = self.act(&meta, |tx| {
            tx.conn.execute_batch("PRAGMA defer_foreign_keys = ON").told()?;
            for op in all.iter().rev() {
                for change in &changes_of(tx.conn, *op)? {
                    let Some(kind) = kind_of(&change.table) else {
                        return Err(Rejection::rule(format!(
                            "Op {op} cannot be taken back. Nothing was changed."
                        )));
                    };
                    reverse_one(tx.conn, kind.spec(), change)?;
                }
            }
            Ok(((), format!("Undid: {summary}{}", with(&told))))
        })?;
        Ok(Taken { op, of: target, summary: said, way: Step::Undo })
    }

    /// What a step did that stands and is no undo itself.
    fn standing(&self, op: i64) -> Result<String, Rejection> {
        if is_undone(&self.conn, op)? {
            return Err(Rejection::rule(format!("Op {op} is taken back already. Nothing was changed.")));
        }
        super::refuse_left(&self.conn, op)?;
        summary_of(&self.conn, op)?
            .ok_or_else(|| Rejection::ambiguous(format!("There is no op {op}. Nothing was changed.")))
    }
}

/// The ops that such a command takes back besides the one it undoes.
pub(super) fn others(command: &str) -> impl Iterator<Item = i64> + '_ {
    command.strip_prefix(WITH).unwrap_or("").split(',').filter_map(|op| op.parse().ok())
}

/// The newest op that took this one back together with an earlier one; it touched the same records.
pub(super) fn undone_with(conn: &Connection, op: i64) -> Result<Option<i64>, Rejection> {
    conn.prepare_cached(
        "SELECT max(o.id) FROM change c
         JOIN change d ON d.tbl = c.tbl AND d.row_id = c.row_id AND d.op_id > ?1
         JOIN op o ON o.id = d.op_id
         WHERE c.seq = (SELECT min(seq) FROM change WHERE op_id = ?1)
           AND o.command GLOB 'undo_with:*'
           AND instr(',' || substr(o.command, 11) || ',', ',' || ?1 || ',') > 0",
    )
    .told()?
    .query_row([op], |row| row.get(0))
    .told()
}

/// `, with 2 later steps: op 14, op 12`.
fn with(later: &[(i64, String)]) -> String {
    let ops: Vec<String> = later.iter().map(|(op, _)| format!("op {op}")).collect();
    match ops.len() {
        0 => String::new(),
        1 => format!(", with a later step: {}", ops.concat()),
        many => format!(", with {many} later steps: {}", ops.join(", ")),
    }
}

/// Records named in a receipt; more are counted.
const NAMED: usize = 3;

/// `person p3 (Ann) belongs to no household then`.
fn without_household(homeless: &[String]) -> Option<String> {
    let more = homeless.len().saturating_sub(NAMED);
    let named = homeless.iter().take(NAMED).cloned().collect::<Vec<_>>().join(", ");
    match (homeless.len(), more) {
        (0, _) => None,
        (1, _) => Some(format!("{named} belongs to no household then")),
        (_, 0) => Some(format!("{named} belong to no household then")),
        _ => Some(format!("{named} and {more} more belong to no household then")),
    }
}

/// `1 record stays: person p3 (Ann)`.
fn stay(stays: &[String]) -> String {
    let more = stays.len().saturating_sub(NAMED);
    let mut named: Vec<String> = stays.iter().take(NAMED).cloned().collect();
    if more > 0 {
        named.push(format!("{more} more"));
    }
    match stays.len() {
        0 => "nothing stays".to_owned(),
        1 => format!("1 record stays: {}", named.concat()),
        many => format!("{many} records stay: {}", named.join(", ")),
    }
}

/// A step and all ops after it that touched its records, refer to what it made or removed what it needs, and
/// so on; oldest first.
fn building_on(conn: &Connection, target: i64) -> Result<BTreeSet<i64>, Rejection> {
    let mut found = BTreeSet::from([target]);
    let mut open = vec![target];
    while let Some(op) = open.pop() {
        for change in changes_of(conn, op)? {
            let Some(kind) = kind_of(&change.table) else { continue };
            let record = RecordId::new(kind, change.row);
            let mut touched = vec![record];
            if change.kind == "I" {
                touched.extend(referring(Db { conn }, record)?);
            }
            // What it refers to matters only where it is gone by now.
            for needed in needed(kind, change.before.as_deref()) {
                if (Db { conn }).get(needed)?.is_none() {
                    touched.push(needed);
                }
            }
            for record in touched {
                for later in touching(conn, record, op)? {
                    if found.insert(later) {
                        open.push(later);
                    }
                }
            }
        }
    }
    Ok(found)
}

/// The ops after `op` that changed a record.
fn touching(conn: &Connection, record: RecordId, op: i64) -> Result<Vec<i64>, Rejection> {
    let mut statement = conn
        .prepare_cached("SELECT DISTINCT op_id FROM change WHERE tbl = ?1 AND row_id = ?2 AND op_id > ?3")
        .told()?;
    let ops =
        statement.query_map(params![record.kind.spec().table, record.id, op], |row| row.get(0)).told()?;
    ops.collect::<Result<_, _>>().told()
}

/// The records that a record as the journal wrote it refers to.
fn needed(kind: Kind, json: Option<&str>) -> Vec<RecordId> {
    let row: serde_json::Map<String, serde_json::Value> =
        json.and_then(|json| serde_json::from_str(json).ok()).unwrap_or_default();
    let refers = kind.spec().fields.iter().filter_map(|field| match field.ty {
        Ty::Ref(to) => Some(RecordId::new(to, row.get(field.name)?.as_i64()?)),
        _ => None,
    });
    refers.collect()
}

/// What a step did to one record, as a whole.
struct Net {
    record: RecordId,
    before: Option<String>,
    after: Option<String>,
}

impl Net {
    fn take_back(&self, conn: &Connection) -> Result<(), Rejection> {
        let spec = self.record.kind.spec();
        let done = match (&self.before, &self.after) {
            (None, _) => conn
                .prepare_cached(&format!("DELETE FROM {} WHERE id = ?1", spec.table))
                .told()?
                .execute([self.record.id]),
            (Some(before), None) => conn.prepare_cached(&insert_json(spec)).told()?.execute([before]),
            (Some(before), Some(_)) => {
                conn.prepare_cached(&update_json(spec)).told()?.execute(params![before, self.record.id])
            }
        };
        done.told().map(|_| ())
    }
}

/// The records of a step that can go back, and those that stay.
struct Rest {
    back: Vec<Net>,
    stays: Vec<String>,
    homeless: Vec<String>,
}

fn rest_of(conn: &Connection, op: i64) -> Result<Rest, Rejection> {
    let all = nets(changes_of(conn, op)?);
    let mut staying: HashSet<RecordId> = HashSet::new();
    for net in &all {
        if current(conn, net.record.kind.spec(), net.record.id)? != net.after {
            staying.insert(net.record);
        }
    }
    let made: HashSet<RecordId> =
        all.iter().filter(|net| net.before.is_none()).map(|net| net.record).collect();
    let removed: HashSet<RecordId> =
        all.iter().filter(|net| net.after.is_none()).map(|net| net.record).collect();
    let mut links: HashMap<RecordId, Vec<RecordId>> = HashMap::new();
    for net in &all {
        let refers = if net.before.is_none() {
            referring(Db { conn }, net.record)?
        } else {
            let mut gone = needed(net.record.kind, net.before.as_deref());
            let there = |id: &RecordId| Db { conn }.get(*id).map(|row| row.is_some());
            let known = gone.iter().map(there).collect::<Result<Vec<_>, _>>()?;
            let mut known = known.into_iter();
            gone.retain(|_| known.next() == Some(false));
            gone
        };
        links.insert(net.record, refers);
    }
    loop {
        let count = staying.len();
        for net in all.iter().filter(|net| !staying.contains(&net.record)).collect::<Vec<_>>() {
            // What was made stays for whoever refers to it and stays; what was there stays away from what is gone.
            let leaves = |other: &RecordId| {
                let same_way = if net.before.is_none() { &made } else { &removed };
                same_way.contains(other) && !staying.contains(other)
            };
            if !links.get(&net.record).is_none_or(|others| others.iter().all(leaves)) {
                staying.insert(net.record);
            }
        }
        if staying.len() == count {
            break;
        }
    }
    let (stay, back): (Vec<Net>, Vec<Net>) = all.into_iter().partition(|net| staying.contains(&net.record));
    let named = |net: &Net| {
        let json = net.after.as_deref().or(net.before.as_deref());
        said(net.record, json.and_then(|json| title_in(conn, net.record.kind.spec(), json)).as_deref())
    };
    let homeless = homeless(conn, &back)?;
    Ok(Rest { homeless, stays: stay.iter().map(named).collect(), back })
}

/// The persons who stay and whose last membership goes with these.
fn homeless(conn: &Connection, back: &[Net]) -> Result<Vec<String>, Rejection> {
    let db = Db { conn };
    let made = |net: &&Net| net.before.is_none();
    let going: HashSet<RecordId> = back.iter().filter(made).map(|net| net.record).collect();
    let mut told = Vec::new();
    let mut seen = HashSet::new();
    for net in back.iter().filter(made).filter(|net| net.record.kind == Kind::Membership) {
        for person in needed(Kind::Membership, net.after.as_deref()) {
            if person.kind != Kind::Person || going.contains(&person) || !seen.insert(person) {
                continue;
            }
            let all = db.rows(Kind::Membership, &[("person_id", Value::Int(person.id))])?;
            if all.iter().all(|row| going.contains(&row.id)) {
                let row = db.get(person)?;
                told.push(said(person, row.as_ref().map(|row| row.str("name"))));
            }
        }
    }
    Ok(told)
}

/// The changes of a step, which come last first, record by record; what it both made and removed is none.
fn nets(changes: Vec<Change>) -> Vec<Net> {
    let mut all: Vec<Net> = Vec::new();
    let mut places: HashMap<RecordId, usize> = HashMap::new();
    for change in changes {
        let Some(kind) = kind_of(&change.table) else { continue };
        let record = RecordId::new(kind, change.row);
        let place = *places.entry(record).or_insert(all.len());
        match all.get_mut(place) {
            Some(net) => net.before = change.before,
            None => all.push(Net { record, before: change.before, after: change.after }),
        }
    }
    all.retain(|net| net.before != net.after);
    all
}

#[cfg(test)]
#[path = "ways_tests.rs"]
mod tests;
