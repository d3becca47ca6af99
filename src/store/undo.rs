//! Undo and redo: an op taken back is a new op; nothing is erased.
//!
//! **Invariant:** undo is refused whole when a row has moved on since, or a later row refers to it.

mod rows;
mod ways;

use std::collections::HashSet;

use rusqlite::{Connection, OptionalExtension, params};

use super::{
    Db, Store, Tx,
    journal::{OpMeta, kind_of},
    purge,
    trouble::Told,
};
use crate::domain::{
    action::LEFT,
    record::{Kind, RecordId, Spec, Ty, Value},
    rejection::{Instead, Rejection, Why},
};
use rows::{current, insert_json, update_json};
pub use ways::Ways;

/// Which way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// The newest op that is neither an undo nor undone.
    Undo,
    /// The newest undo not followed by an ordinary op.
    Redo,
}

/// An op that was taken back or put back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Taken {
    /// The new op.
    pub op: i64,
    /// The ordinary op it takes back or puts back.
    pub of: i64,
    /// That op's summary.
    pub summary: String,
    /// Whether that op is taken back now, or holds again.
    pub way: Step,
}

struct Change {
    kind: String,
    table: String,
    row: i64,
    before: Option<String>,
    after: Option<String>,
}

impl Store {
    /// Takes back or puts back one step; `None` when there is none.
    pub fn step(&mut self, step: Step, meta: &OpMeta) -> Result<Option<Taken>, Rejection> {
        let Some(target) = candidate(&self.conn, step)? else { return Ok(None) };
        self.take_back(target, meta).map(Some)
    }

    /// The op that one step back would take back; none when there is none.
    pub fn would_undo(&self) -> Result<Option<i64>, Rejection> {
        candidate(&self.conn, Step::Undo)
    }

    /// Takes back the op `target` by a new op; where it cannot go alone, the refusal says so.
    pub fn take_back(&mut self, target: i64, meta: &OpMeta) -> Result<Taken, Rejection> {
        self.take_back_alone(target, meta).map_err(|no| {
            // An erased step and one that is gone already have no other way.
            let alone = no.instead == Some(Instead::TakeBack(0));
            if alone { no.instead(Instead::TakeBack(target)) } else { no }
        })
    }

    fn take_back_alone(&mut self, target: i64, meta: &OpMeta) -> Result<Taken, Rejection> {
        let (of, way) = ordinary(&self.conn, target)?;
        let summary = summary_of(&self.conn, of)?
            .ok_or_else(|| Rejection::ambiguous(format!("There is no op {target}. Nothing was changed.")))?;
        refuse_left(&self.conn, of)?;
        let mut meta = meta.clone();
        meta.undoes = Some(target);
        let (command, word) = match way {
            Step::Undo => ("undo", "Undid"),
            Step::Redo => ("redo", "Redid"),
        };
        command.clone_into(&mut meta.command);
        let said = format!("{word}: {summary}");
        let done = self.act(&meta, |tx| {
            reverse(tx, target)?;
            Ok(((), said.clone()))
        });
        match done {
            Ok(((), _, op)) => Ok(Taken { op, of, summary, way }),
            // COMMIT only says that something refers to something; what it is, is looked up here.
            Err(no) if no.why == Why::Rule => Err(left_hanging(&self.conn, target)?.unwrap_or(no)),
            Err(no) => Err(no),
        }
    }

    /// Whether an op has been taken back and not put back.
    pub fn is_undone(&self, op: i64) -> Result<bool, Rejection> {
        is_undone(&self.conn, op)
    }
}

fn is_undone(conn: &Connection, op: i64) -> Result<bool, Rejection> {
    let mut current = op;
    let mut undone = false;
    while let Some(by) = undone_by(conn, current)? {
        undone = !undone;
        current = by;
    }
    Ok(undone)
}

/// Walks back from the newest op, over what only left the book; an undo cancels the op it names, unless cancelled itself.
fn candidate(conn: &Connection, step: Step) -> Result<Option<i64>, Rejection> {
    let mut cancelled = HashSet::new();
    let mut statement = conn.prepare_cached("SELECT id, undoes, command FROM op ORDER BY id DESC").told()?;
    let mut rows = statement.query([]).told()?;
    while let Some(row) = rows.next().told()? {
        let (id, undoes): (i64, Option<i64>) = (row.get(0).told()?, row.get(1).told()?);
        let command: String = row.get(2).told()?;
        let stands = !cancelled.contains(&id);
        if command == LEFT {
            continue;
        }
        match undoes {
            Some(target) if stands => {
                if step == Step::Redo && command != "redo" {
                    return Ok(Some(id));
                }
                cancelled.insert(target);
                cancelled.extend(ways::others(&command));
            }
            None if step == Step::Redo && stands => return Ok(None),
            None if stands => return Ok(Some(id)),
            _ => {}
        }
    }
    Ok(None)
}

/// The ordinary op at the end of a chain of undos, and what becomes of it when the first one is taken back.
fn ordinary(conn: &Connection, mut op: i64) -> Result<(i64, Step), Rejection> {
    let mut way = Step::Undo;
    loop {
        let undoes: Option<Option<i64>> = conn
            .prepare_cached("SELECT undoes FROM op WHERE id = ?1")
            .told()?
            .query_row([op], |row| row.get(0))
            .optional()
            .told()?;
        match undoes.flatten() {
            Some(next) => {
                op = next;
                way = if way == Step::Undo { Step::Redo } else { Step::Undo };
            }
            None => return Ok((op, way)),
        }
    }
}

/// Refuses to take back that a file left the book: it is out, whatever the book says.
fn refuse_left(conn: &Connection, op: i64) -> Result<(), Rejection> {
    let sql = "SELECT command = ?2 FROM op WHERE id = ?1";
    let mut statement = conn.prepare_cached(sql).told()?;
    let is_left: Option<bool> = statement.query_row(params![op, LEFT], |row| row.get(0)).optional().told()?;
    if is_left == Some(true) {
        return Err(Rejection::rule(
            "What left the book is out, and undo does not reach it. The entry stays. Nothing was changed.",
        ));
    }
    Ok(())
}

fn summary_of(conn: &Connection, op: i64) -> Result<Option<String>, Rejection> {
    conn.prepare_cached("SELECT ifnull(summary, 'erased') FROM op WHERE id = ?1")
        .told()?
        .query_row([op], |row| row.get(0))
        .optional()
        .told()
}

/// The newest op that took this one back, alone or with others.
fn undone_by(conn: &Connection, op: i64) -> Result<Option<i64>, Rejection> {
    let alone: Option<i64> = conn
        .prepare_cached("SELECT max(id) FROM op WHERE undoes = ?1")
        .told()?
        .query_row([op], |row| row.get(0))
        .told()?;
    Ok(alone.max(ways::undone_with(conn, op)?))
}

fn reverse(tx: &Tx<'_>, op: i64) -> Result<(), Rejection> {
    let conn = tx.conn;
    if is_undone(conn, op)? {
        return Err(Rejection::rule(format!("Op {op} is taken back already. Nothing was changed.")));
    }
    purge::refuse_purged(conn, op).map_err(|no| no.instead(ALONE))?;
    conn.execute_batch("PRAGMA defer_foreign_keys = ON").told()?;
    for change in &changes_of(conn, op)? {
        let Some(kind) = kind_of(&change.table) else {
            return Err(Rejection::rule(format!("Op {op} cannot be taken back. Nothing was changed.")));
        };
        reverse_one(conn, kind.spec(), change)?;
    }
    Ok(())
}

/// The changes of an op, the last first.
fn changes_of(conn: &Connection, op: i64) -> Result<Vec<Change>, Rejection> {
    let mut statement = conn
        .prepare_cached(
            "SELECT kind, tbl, row_id, before, after FROM change WHERE op_id = ?1 ORDER BY seq DESC",
        )
        .told()?;
    let rows = statement.query_map([op], |row| {
        Ok(Change {
            kind: row.get(0)?,
            table: row.get(1)?,
            row: row.get(2)?,
            before: row.get(3)?,
            after: row.get(4)?,
        })
    });
    rows.told()?.collect::<Result<_, _>>().told()
}

fn reverse_one(conn: &Connection, spec: &Spec, change: &Change) -> Result<(), Rejection> {
    let now = current(conn, spec, change.row)?;
    if now != change.after {
        return Err(moved_on(conn, spec, change));
    }
    let done = match (change.kind.as_str(), &change.before) {
        ("I", _) => conn
            .prepare_cached(&format!("DELETE FROM {} WHERE id = ?1", spec.table))
            .told()?
            .execute([change.row]),
        ("D", Some(before)) => conn.prepare_cached(&insert_json(spec)).told()?.execute([before]),
        ("U", Some(before)) => {
            conn.prepare_cached(&update_json(spec)).told()?.execute(params![before, change.row])
        }
        _ => return Err(Rejection::rule("This step's text was erased; it cannot be taken back.")),
    };
    // Foreign keys are deferred: a row that would be left hanging is told by COMMIT.
    done.told().map(|_| ())
}

/// The refusal for a record that is not as the step left it, with the step that changed it last.
fn moved_on(conn: &Connection, spec: &Spec, change: &Change) -> Rejection {
    let record = RecordId::new(spec.kind, change.row);
    let title = change.after.as_deref().and_then(|after| title_in(conn, spec, after));
    let last: Option<(i64, String)> = conn
        .prepare_cached(
            "SELECT id, ifnull(summary, 'erased') FROM op
             WHERE id = (SELECT max(op_id) FROM change WHERE tbl = ?1 AND row_id = ?2)",
        )
        .and_then(|mut statement| {
            statement
                .query_row(params![spec.table, change.row], |row| Ok((row.get(0)?, row.get(1)?)))
                .optional()
        })
        .ok()
        .flatten();
    let (by, first) = match last {
        Some((op, summary)) => (format!(" by op {op} ({summary})"), format!("op {op}")),
        None => (String::new(), "the later step".to_owned()),
    };
    Rejection::stale(format!(
        "{} was changed again{by}. Nothing was taken back; take back {first} first.",
        said(record, title.as_deref())
    ))
    .instead(ALONE)
}

/// `follow-up f1 (Call)`.
fn said(record: RecordId, title: Option<&str>) -> String {
    let noun = record.kind.spec().noun;
    match title.map(str::trim).filter(|title| !title.is_empty()) {
        Some(title) => format!("{noun} {record} ({title})"),
        None => format!("{noun} {record}"),
    }
}

/// The title of a record as the journal wrote it; of one that joins others, what these are called.
fn title_in(conn: &Connection, spec: &Spec, json: &str) -> Option<String> {
    type Fields = serde_json::Map<String, serde_json::Value>;
    let own = |spec: &Spec, row: &Fields| {
        let titled = spec.field(spec.title).is_some_and(|field| !matches!(field.ty, Ty::Ref(_)));
        Some(row.get(spec.title).filter(|_| titled)?.as_str()?.lines().next()?.to_owned())
    };
    let row: Fields = serde_json::from_str(json).ok()?;
    if let Some(title) = own(spec, &row) {
        return Some(title);
    }
    let refers = spec.fields.iter().filter_map(|field| match field.ty {
        Ty::Ref(to) => Some((to.spec(), row.get(field.name)?.as_i64()?)),
        _ => None,
    });
    let names = refers.filter_map(|(spec, id)| {
        let json = current(conn, spec, id).ok().flatten()?;
        own(spec, &serde_json::from_str(&json).ok()?)
    });
    let names: Vec<String> = names.filter(|name| !name.is_empty()).take(2).collect();
    (!names.is_empty()).then(|| names.join(", "))
}

/// That the step cannot go alone; which step it is, is put in where it is known.
const ALONE: Instead = Instead::TakeBack(0);

/// Records named in a refusal; more are counted.
const NAMED: usize = 3;

/// Why an op cannot be taken back when that would leave a reference hanging; none when nothing would hang.
fn left_hanging(conn: &Connection, op: i64) -> Result<Option<Rejection>, Rejection> {
    let changes = changes_of(conn, op)?;
    let db = Db { conn };
    let holding = holding(db, &changes)?;
    if holding.is_empty() { missing(db, &changes) } else { held_by(db, &holding).map(Some) }
}

/// The records of the changes of one sort.
fn records(changes: &[Change], sort: &str) -> HashSet<RecordId> {
    let fit = changes.iter().filter(|change| change.kind == sort);
    fit.filter_map(|change| Some(RecordId::new(kind_of(&change.table)?, change.row))).collect()
}

/// Who refers to what these changes made, without being made by them.
fn holding(db: Db<'_>, changes: &[Change]) -> Result<Vec<RecordId>, Rejection> {
    let made = records(changes, "I");
    let mut found: Vec<RecordId> = Vec::new();
    for record in &made {
        found.extend(referring(db, *record)?.into_iter().filter(|id| !made.contains(id)));
    }
    found.sort_unstable();
    found.dedup();
    Ok(found)
}

/// The records that refer to one.
fn referring(db: Db<'_>, record: RecordId) -> Result<Vec<RecordId>, Rejection> {
    let mut found = Vec::new();
    for other in Kind::ALL {
        for field in other.spec().fields.iter().filter(|field| field.ty == Ty::Ref(record.kind)) {
            let rows = db.rows(*other, &[(field.name, Value::Int(record.id))])?;
            found.extend(rows.into_iter().map(|row| row.id).filter(|id| *id != record));
        }
    }
    Ok(found)
}

/// The refusal for a removed record that belongs to one which is gone itself by now.
fn missing(db: Db<'_>, changes: &[Change]) -> Result<Option<Rejection>, Rejection> {
    let removed = records(changes, "D");
    for change in changes.iter().filter(|change| change.kind == "D") {
        let (Some(kind), Some(before)) = (kind_of(&change.table), change.before.as_deref()) else { continue };
        let fields: serde_json::Map<String, serde_json::Value> =
            serde_json::from_str(before).unwrap_or_default();
        for field in kind.spec().fields {
            let id = fields.get(field.name).and_then(serde_json::Value::as_i64);
            let (Ty::Ref(to), Some(id)) = (field.ty, id) else { continue };
            let needed = RecordId::new(to, id);
            if !removed.contains(&needed) && db.get(needed)?.is_none() {
                let record =
                    said(RecordId::new(kind, change.row), title_in(db.conn, kind.spec(), before).as_deref());
                return Ok(Some(Rejection::rule(format!(
                    "{record} belongs to the {to} {needed}, which is gone. Nothing was taken back; take back the step that removed it first."
                ))
                .instead(ALONE)));
            }
        }
    }
    Ok(None)
}

/// `follow-up f1 (Call) refers to it. ...`, with the first few of those that do.
fn held_by(db: Db<'_>, holding: &[RecordId]) -> Result<Rejection, Rejection> {
    // Who took part in a contact says no more than the contact.
    let is_joint = |id: &RecordId| matches!(id.kind, Kind::Share | Kind::Participant | Kind::Party);
    let whole: Vec<RecordId> = holding.iter().copied().filter(|id| !is_joint(id)).collect();
    let holding = if whole.is_empty() { holding } else { whole.as_slice() };
    let mut named = Vec::new();
    for id in holding.iter().take(NAMED) {
        let json = current(db.conn, id.kind.spec(), id.id)?;
        named.push(said(*id, json.and_then(|json| title_in(db.conn, id.kind.spec(), &json)).as_deref()));
    }
    let more = holding.len().saturating_sub(NAMED);
    if more > 0 {
        named.push(format!("{more} more"));
    }
    let who = match named.split_last() {
        Some((last, first)) if !first.is_empty() => format!("{} and {last} refer", first.join(", ")),
        _ => format!("{} refers", named.concat()),
    };
    let said = format!("{who} to it. Nothing was taken back; take back what came later first.");
    Ok(Rejection::rule(said).instead(ALONE))
}
