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
    day,
    record::{Fields, Kind, RecordId, Row, Value},
    records::follow_up::{self, is_finished},
    rejection::Rejection,
};

impl Act<'_, '_> {
    fn open_items(&self, ids: &[RecordId]) -> Result<Vec<Row>, Rejection> {
        let mut rows = Vec::new();
        for id in ids {
            let row = self.need(*id, &[Kind::FollowUp])?;
            if is_finished(row.str("state")) {
                return Err(Rejection::rule(format!(
                    "{} is {} already.",
                    self.called(&row)?,
                    row.str("state")
                )));
            }
            rows.push(row);
        }
        if rows.is_empty() {
            return Err(Rejection::rule("No follow-up was chosen."));
        }
        Ok(rows)
    }

    pub(super) fn snooze(&self, items: &[String], until: NaiveDate) -> Outcome {
        if until <= self.today {
            return Err(Rejection::field("until", "A snooze hides it until a later day. Type one."));
        }
        let mut ids = Vec::new();
        let mut called = String::new();
        for item in items {
            match item.parse::<RecordId>() {
                Ok(id) if id.kind == Kind::FollowUp => {
                    for row in self.open_items(&[id])? {
                        // Hiding past the due date is a move (PRODUCT, Words).
                        let moves = follow_up::moves_to(&row, until);
                        if follow_up::is_third(&row, until) {
                            return Err(self.asks_third(&row, moves)?);
                        }
                        self.tx
                            .update(id, &Fields::new().with("snoozed_until", until).with("moves", moves))?;
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

    fn snooze_derived(&self, item: &str, until: NaiveDate) -> Result<RecordId, Rejection> {
        let (source, _) = item
            .split_once('.')
            .ok_or_else(|| Rejection::ambiguous(format!("{item} names no item of the queue.")))?;
        let source: RecordId = source
            .parse()
            .map_err(|()| Rejection::ambiguous(format!("{item} names no item of the queue.")))?;
        let row = self.tx.need(source)?;
        if let Some(on) = queue::derived(self.tx, item, self.today)?.and_then(|seed| seed.on)
            && on > self.today
            && on >= until
            && self.tx.rows(Kind::Snooze, &[("item", Value::from(item))])?.is_empty()
        {
            let (called, on) = (self.called_item(item)?, day::long(on));
            return Err(Rejection::field(
                "until",
                format!(
                    "{item}, {called}, comes only on {on}; a snooze before would do nothing. Nothing was changed."
                ),
            ));
        }
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

    pub(super) fn reschedule(&self, ids: &[RecordId], due: NaiveDate, reason: Option<&str>) -> Outcome {
        let rows = self.open_items(ids)?;
        for row in &rows {
            let moves = follow_up::moves_to(row, due);
            if follow_up::is_third(row, due) && reason.is_none_or(|reason| reason.trim().is_empty()) {
                return Err(self.asks_third(row, moves)?);
            }
            let mut fields =
                Fields::new().with("due", due).with("moves", moves).with("snoozed_until", Value::Null);
            if let Some(reason) = reason {
                fields.set("reason", reason);
            }
            self.tx.update(row.id, &fields)?;
        }
        Ok((ids.to_vec(), format!("Moved to {}: {}", self.on(due), self.called_all(&rows, "follow-ups")?)))
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

    /// A day in a receipt: with its year when it is another than today's.
    fn on(&self, on: NaiveDate) -> String {
        use chrono::Datelike as _;
        if on.year() == self.today.year() { day::weekday_day(on) } else { day::long(on) }
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
            _ => called,
        })
    }
}
