//! The verbs of open follow-ups: snooze, reschedule, wait, decide, stakes, place; how they end is in `finish`.
//!
//! **Invariant:** a snooze keeps the due date, a new due date clears the snooze.

mod decide;
mod finish;
mod third;

use chrono::NaiveDate;

use super::{Act, Outcome, clip};
use crate::acts::{name::short, queue};
use crate::domain::{
    action::Later,
    day,
    record::{Fields, Kind, RecordId, Row, Value},
    records::follow_up::{self, is_finished},
    rejection::{Moved, Rejection},
};

impl Act<'_, '_> {
    /// A follow-up that must still be open.
    pub(super) fn open_item(&self, id: RecordId) -> Result<Row, Rejection> {
        let row = self.need(id, &[Kind::FollowUp])?;
        if is_finished(row.str("state")) {
            let called = self.called(&row)?;
            return Err(Rejection::rule(format!("{called} is {} already.", row.str("state"))));
        }
        Ok(row)
    }

    fn open_items(&self, ids: &[RecordId]) -> Result<Vec<Row>, Rejection> {
        let mut rows = Vec::new();
        for id in ids {
            rows.push(self.open_item(*id)?);
        }
        if rows.is_empty() {
            return Err(Rejection::rule("No follow-up was chosen."));
        }
        Ok(rows)
    }

    pub(super) fn snooze(&self, items: &[String], until: NaiveDate, reason: Option<&str>) -> Outcome {
        if until <= self.today {
            return Err(Rejection::field("until", "A snooze hides it until a later day. Type one."));
        }
        self.not_too_soon(items, until)?;
        let mut ids = Vec::new();
        let mut called = String::new();
        for item in items {
            match item.parse::<RecordId>() {
                Ok(id) if id.kind == Kind::FollowUp => {
                    for row in self.open_items(&[id])? {
                        // Hiding past the due date is a move (PRODUCT, Words).
                        let crosses = row.day("due").is_some_and(|due| until > due);
                        let moves = follow_up::moves_to(&row, until);
                        if follow_up::is_third(&row, until) && said_nothing(reason) {
                            return Err(self.asks_third(&row, (until, Moved::Hidden))?);
                        }
                        let mut fields = Fields::new().with("snoozed_until", until).with("moves", moves);
                        if let Some(reason) = reason.filter(|_| crosses) {
                            fields.set("reason", reason);
                        }
                        self.tx.update(id, &fields)?;
                        called = self.called(&row)?;
                    }
                    ids.push(id);
                }
                _ => {
                    called = self.called_item(item)?;
                    ids.push(self.snooze_derived(item, until)?);
                }
            }
        }
        let on = self.on(until);
        let said = match items.len() {
            1 => format!("Snoozed to {on}: {called}"),
            many => format!("Snoozed {many} follow-ups to {on}"),
        };
        Ok((ids, said))
    }

    /// A snooze of what comes later by itself would do nothing; one that is snoozed may come sooner again.
    fn not_too_soon(&self, items: &[String], until: NaiveDate) -> Result<(), Rejection> {
        let mut asked = Vec::new();
        for item in items.iter().filter(|item| item.contains('.')) {
            // The gaps of a client wait for their turn, not for a day.
            let gaps = matches!(queue::Source::of_key(item), Some(queue::Source::Gaps(_)));
            if !gaps && self.tx.rows(Kind::Snooze, &[("item", Value::from(item.as_str()))])?.is_empty() {
                asked.push(item.as_str());
            }
        }
        let Some((item, on)) = queue::comes_later(self.tx, &asked, self.today, until)? else { return Ok(()) };
        let (called, on) = (self.called_item(item)?, day::long(on));
        Err(Rejection::field(
            "until",
            format!(
                "{item}, {called}, comes only on {on}; a snooze before would do nothing. Nothing was changed."
            ),
        ))
    }

    fn snooze_derived(&self, item: &str, until: NaiveDate) -> Result<RecordId, Rejection> {
        let (source, _) = item
            .split_once('.')
            .ok_or_else(|| Rejection::ambiguous(format!("{item} names no item of the queue.")))?;
        let source: RecordId = source
            .parse()
            .map_err(|()| Rejection::ambiguous(format!("{item} names no item of the queue.")))?;
        let row = self.tx.need(source)?;
        let whose =
            if source.kind == Kind::Relationship { Some(source.id) } else { row.int("relationship_id") };
        let old = self.tx.rows(Kind::Snooze, &[("item", Value::from(item))])?;
        if let Some(old) = old.first() {
            let times = old.int("times").unwrap_or(0) + 1;
            self.tx.update(old.id, &Fields::new().with("until", until).with("times", times))?;
            Ok(old.id)
        } else {
            let fields = Fields::new()
                .with("relationship_id", whose)
                .with("item", item)
                .with("until", until)
                .with("times", 1);
            self.tx.insert(Kind::Snooze, &fields)
        }
    }

    pub(super) fn reschedule(
        &self,
        ids: &[RecordId],
        due: NaiveDate,
        reason: Option<&str>,
        later: Later,
    ) -> Outcome {
        let rows = self.open_items(ids)?;
        self.is_ahead(due)?;
        for row in &rows {
            let moves = follow_up::moves_to(row, due);
            if follow_up::is_third(row, due) && said_nothing(reason) {
                return Err(self.asks_third(row, (due, Moved::Due))?);
            }
            let mut fields =
                Fields::new().with("due", due).with("moves", moves).with("snoozed_until", Value::Null);
            if let Some(reason) = reason {
                fields.set("reason", reason);
            }
            if later == Later::Move {
                fields.0.extend(self.count_anew(row, due)?.0);
            }
            self.tx.update(row.id, &fields)?;
        }
        let along = if later == Later::Move { ", and all later ones" } else { "" };
        let what = self.called_all(&rows, "follow-ups")?;
        Ok((ids.to_vec(), format!("Moved to {}{along}: {what}", self.on(due))))
    }

    /// Refuses to move a due date into the past, where it would be late at once.
    pub(super) fn is_ahead(&self, due: NaiveDate) -> Result<(), Rejection> {
        if due >= self.today {
            return Ok(());
        }
        let said = format!("{} is past. Type today or a day to come; nothing was moved.", self.on(due));
        Err(Rejection::field("due", said))
    }

    pub(super) fn wait(&self, ids: &[RecordId], on_whom: &str, ask_again: Option<NaiveDate>) -> Outcome {
        let rows = self.open_items(ids)?;
        if on_whom.trim().is_empty() {
            return Err(Rejection::field("on_whom", "Say on whom it waits."));
        }
        if ask_again.is_some_and(|on| on <= self.today) {
            return Err(Rejection::field("ask_again_on", "Ask again on a day to come. Nothing was changed."));
        }
        for row in &rows {
            let fields = Fields::new()
                .with("state", "waiting")
                .with("waiting_on", on_whom.trim())
                .with("waiting_since", self.today)
                .with("ask_again_on", ask_again)
                .with("snoozed_until", Value::Null);
            self.tx.update(row.id, &fields)?;
        }
        let again = ask_again.map(|on| format!(", ask again {}", self.on(on))).unwrap_or_default();
        let what = self.called_all(&rows, "follow-ups")?;
        Ok((ids.to_vec(), format!("Waiting on {}: {what}{again}", clip(on_whom))))
    }

    pub(super) fn small(&self, ids: &[RecordId], small: bool) -> Outcome {
        let rows = self.open_items(ids)?;
        for row in &rows {
            self.tx.update(row.id, &Fields::new().with("small", small))?;
        }
        let called = self.called_all(&rows, "follow-ups")?;
        Ok((
            ids.to_vec(),
            if small { format!("In the batch: {called}") } else { format!("Out of the batch: {called}") },
        ))
    }

    pub(super) fn stakes(&self, ids: &[RecordId], stakes: &str) -> Outcome {
        if !follow_up::STAKES.contains(&stakes) {
            return Err(Rejection::field("stakes", format!("{stakes} is none of: high, normal, low.")));
        }
        let rows = self.open_items(ids)?;
        for row in &rows {
            self.tx.update(row.id, &Fields::new().with("stakes", stakes))?;
        }
        Ok((ids.to_vec(), format!("Stakes {stakes}: {}", self.called_all(&rows, "follow-ups")?)))
    }

    pub(super) fn place(&self, item: &str, order: &[String], reason: Option<&str>) -> Outcome {
        let kept = queue::kept(item, order)
            .ok_or_else(|| Rejection::rule("The row that moved is not in the list."))?;
        let mut last = -1;
        for old in self.tx.rows(Kind::Placement, &[("day", Value::from(self.today))])? {
            last = last.max(old.int("place").unwrap_or(0));
            if queue::item_of(old.str("item")) == item {
                self.tx.delete(old.id)?;
            }
        }
        let fields = Fields::new()
            .with("day", self.today)
            .with("item", kept)
            .with("place", last + 1)
            .with("reason", reason.map(ToOwned::to_owned));
        let id = self.tx.insert(Kind::Placement, &fields)?;
        Ok((vec![id], format!("Placed for today: {}", self.called_item(item)?)))
    }

    /// What an item of the queue is called: a stored one by its title, a derived one by what it comes from.
    fn called_item(&self, item: &str) -> Result<String, Rejection> {
        if let Ok(id) = item.parse::<RecordId>() {
            return self.called(&self.tx.need(id)?);
        }
        let Some((source, about)) = item.split_once('.') else { return Ok(item.to_owned()) };
        let Ok(source) = source.parse::<RecordId>() else { return Ok(item.to_owned()) };
        let called = self.called(&self.tx.need(source)?)?;
        Ok(match about {
            "contact" => format!("the contact with {}", short(&called)),
            "reexam" => format!("the agreements with {}", short(&called)),
            "next" => format!("the next step for {}", short(&called)),
            "gaps" => format!("the gaps of {}", short(&called)),
            "purge" => "the purge list".to_owned(),
            _ => called,
        })
    }
}

/// Whether no reason was given.
fn said_nothing(reason: Option<&str>) -> bool {
    reason.is_none_or(|reason| reason.trim().is_empty())
}
