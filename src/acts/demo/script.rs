//! The script: what was done on which day, as actions whose records are named by keys (`@hartley/roth`).
//!
//! Days are written for the pinned demo day, Mon 23 Nov 2026, and moved by whole weeks for another one.
//!
//! **Invariant:** steps play in the order of their days; a key names a record only after its step played.

use std::collections::HashMap;

use chrono::{Datelike, NaiveDate, TimeDelta, Weekday};
use serde_json::{Map, Value, json};

use super::{
    cast, crowd,
    papers::{Ordered, Scribe, ordered},
};
use crate::{
    acts::Book,
    clock::Clock,
    domain::{
        action::{Action, Paper},
        record::{Kind, RecordId},
        rejection::Rejection,
    },
};

/// The Monday the script is written for.
pub(super) const PINNED: NaiveDate = match NaiveDate::from_ymd_opt(2026, 11, 23) {
    Some(day) => day,
    None => NaiveDate::MIN,
};

/// The keys of the starter rulebook's rules, in its order.
pub(super) const RULES: &[&str] = &[
    "whom",
    "emergency",
    "calls",
    "e-mail",
    "scope",
    "tax",
    "meetings",
    "agenda",
    "orders",
    "hours",
    "papers",
    "billed",
    "one",
];

/// One act on one day.
#[derive(Debug)]
pub(super) struct Step {
    on: NaiveDate,
    /// Keys for the records of the receipt, in its order; `-` for one that needs none.
    names: Vec<String>,
    action: Value,
}

/// All steps.
#[derive(Debug, Default)]
pub(super) struct Script {
    steps: Vec<Step>,
}

/// The whole story: the practice, the cast, and everybody else.
pub(super) fn whole(demo_day: NaiveDate) -> Result<Script, Rejection> {
    let mut script = Script::default();
    cast::tell(&mut script, demo_day.year())?;
    crowd::tell(&mut script)?;
    Ok(script)
}

/// The day so many days before the pinned one; after it when negative.
pub(super) fn back(days: i64) -> NaiveDate {
    PINNED.checked_sub_signed(TimeDelta::days(days)).unwrap_or(PINNED)
}

/// The working day on or before a day; the practice is closed at Christmas and on the great holidays.
pub(super) fn workday(mut day: NaiveDate) -> NaiveDate {
    while is_closed(day) {
        day = day.pred_opt().unwrap_or(NaiveDate::MIN);
    }
    day
}

/// The working day on or after a day.
pub(super) fn next_workday(mut day: NaiveDate) -> NaiveDate {
    while is_closed(day) {
        day = day.succ_opt().unwrap_or(NaiveDate::MAX);
    }
    day
}

fn is_closed(day: NaiveDate) -> bool {
    let thanksgiving = NaiveDate::from_weekday_of_month_opt(day.year(), 11, Weekday::Thu, 4);
    matches!(day.weekday(), Weekday::Sat | Weekday::Sun)
        || matches!((day.month(), day.day()), (12, 24..=26) | (1, 1) | (7, 4))
        || thanksgiving == Some(day)
}

impl Script {
    /// Adds a step; `names` are keys separated by blanks.
    pub(super) fn add(&mut self, on: NaiveDate, names: &str, action: Value) {
        let names = names.split_whitespace().map(ToOwned::to_owned).collect();
        self.steps.push(Step { on, names, action });
    }

    /// Adds a step that adds one record to a relationship.
    pub(super) fn record(&mut self, on: NaiveDate, name: &str, kind: &str, of: &str, mut fields: Value) {
        if let Some(fields) = fields.as_object_mut() {
            fields.insert("relationship_id".to_owned(), json!(format!("@{of}")));
        }
        self.add(on, name, json!({ "act": "add", "kind": kind, "fields": fields }));
    }

    /// Plays all steps into the book, moved to `demo_day`; documents are written by `scribe`.
    pub(super) fn play(
        mut self,
        book: &mut Book,
        demo_day: NaiveDate,
        scribe: Scribe,
    ) -> Result<(), Rejection> {
        self.steps.sort_by_key(|step| step.on);
        let mut stage = Stage { shift: demo_day.signed_duration_since(PINNED), ids: HashMap::new() };
        for step in self.steps {
            let today = stage.moved(step.on);
            if book.today() != today || !book.clock().is_fixed() {
                book.set_clock(Clock::fixed(today));
            }
            let told = |no: &str| about(step.on, &step.names, no);
            let mut action = match stage.said(step.action).map_err(|no| told(&no))? {
                Said::Act(action) => *action,
                Said::Paper(ordered) => {
                    let made = scribe(book, &ordered).map_err(|no| told(&no.message))?;
                    Action::Document(Paper::Make(Box::new(made)))
                }
            };
            with_everybody(book, &mut action)?;
            let receipt = book.execute(&action).map_err(|no| about(step.on, &step.names, &no.message))?;
            let made = match action {
                // What comes again lives on in its next occurrence.
                Action::Done { .. } if !step.names.is_empty() => successors(book, &receipt.ids)?,
                _ => receipt.ids,
            };
            for (name, id) in step.names.into_iter().zip(made) {
                stage.ids.insert(name, id);
            }
        }
        book.set_clock(Clock::fixed(demo_day));
        Ok(())
    }
}

/// Where a step does not say who agreed, all the adults of that day did.
fn with_everybody(book: &Book, action: &mut Action) -> Result<(), Rejection> {
    let (whose, consent) = match action {
        Action::Agree { agreements, consent } | Action::Reaffirm { agreements, consent } => {
            (agreements.first().copied(), consent)
        }
        Action::Change { agreement, consent, .. } => (Some(*agreement), consent),
        Action::Accept { relationship, consent, .. } => (Some(*relationship), consent),
        Action::Document(Paper::Sign(signed)) if signed.by.is_empty() => {
            let document = book.get(signed.document)?;
            let whose = document.and_then(|row| row.int("relationship_id"));
            let adults = whose.map_or(Ok(Vec::new()), |id| book.adults(id))?;
            signed.by = adults.iter().map(|person| person.id).collect();
            return Ok(());
        }
        _ => return Ok(()),
    };
    let Some(id) = whose.filter(|_| consent.by.is_empty()) else { return Ok(()) };
    let relationship = match id.kind {
        Kind::Relationship => Some(id.id),
        _ => book.get(id)?.and_then(|row| row.int("relationship_id")),
    };
    let adults = relationship.map_or(Ok(Vec::new()), |id| book.adults(id))?;
    consent.by = adults.iter().map(|person| person.id).filter(|id| !consent.dissents.contains(id)).collect();
    Ok(())
}

/// The next occurrences of what was done.
fn successors(book: &Book, done: &[RecordId]) -> Result<Vec<RecordId>, Rejection> {
    let mut found = Vec::new();
    for id in done {
        found.extend(book.rows(Kind::FollowUp, &[("again_of", id.id.into())])?.iter().map(|row| row.id));
    }
    Ok(found)
}

fn about(on: NaiveDate, names: &[String], message: &str) -> Rejection {
    Rejection::fault(format!("The demo stops on {on} ({}): {message}", names.join(" ")))
}

/// What a step says is to be done.
enum Said {
    Act(Box<Action>),
    /// A document is to be written first.
    Paper(Ordered),
}

/// Where a value stands: fields take numbers for references and flags.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    Fields,
    Elsewhere,
}

/// The records made so far and how far the days are moved.
struct Stage {
    shift: TimeDelta,
    ids: HashMap<String, RecordId>,
}

impl Stage {
    fn moved(&self, day: NaiveDate) -> NaiveDate {
        day.checked_add_signed(self.shift).unwrap_or(day)
    }

    fn said(&self, mut value: Value) -> Result<Said, String> {
        self.settle(&mut value, "", Place::Elsewhere)?;
        if let Some(ordered) = ordered(&value) {
            return ordered.map(Said::Paper);
        }
        serde_json::from_value(value)
            .map(|action| Said::Act(Box::new(action)))
            .map_err(|error| error.to_string())
    }

    /// Puts ids for keys, moved days for days, and stored numbers for flags and measured values.
    fn settle(&self, value: &mut Value, name: &str, place: Place) -> Result<(), String> {
        match value {
            Value::Object(map) => {
                let place = if name == "fields" { Place::Fields } else { place };
                map.iter_mut().try_for_each(|(name, value)| self.settle(value, name, place))
            }
            Value::Array(items) => items.iter_mut().try_for_each(|item| self.settle(item, name, place)),
            Value::String(text) => {
                if let Some(settled) = self.text(text, name, place)? {
                    *value = settled;
                }
                Ok(())
            }
            Value::Bool(flag) if place == Place::Fields => {
                *value = json!(i64::from(*flag));
                Ok(())
            }
            Value::Number(number) if place == Place::Fields && matches!(name, "value" | "target") => {
                let scaled = crate::domain::number::parse(&number.to_string()).map_err(|no| no.message)?;
                *value = json!(scaled);
                Ok(())
            }
            _ => Ok(()),
        }
    }

    fn text(&self, text: &str, name: &str, place: Place) -> Result<Option<Value>, String> {
        if let Some(key) = text.strip_prefix('@') {
            let (key, item) = key.split_once('.').map_or((key, None), |(key, item)| (key, Some(item)));
            let id = self.ids.get(key).ok_or_else(|| format!("nothing is called {key} yet"))?;
            return Ok(Some(match item {
                Some(item) => json!(format!("{id}.{item}")),
                None if place == Place::Fields && name.ends_with("_id") => json!(id.id),
                None => json!(id.to_string()),
            }));
        }
        if text.len() == 10
            && let Ok(day) = text.parse::<NaiveDate>()
        {
            return Ok(Some(json!(self.moved(day).to_string())));
        }
        Ok(None)
    }
}

/// A contact as a step's action; `more` may hold participants, settles, follows and the meeting.
pub(super) fn contact(with: &str, fields: Value, more: Map<String, Value>) -> Value {
    let mut action = json!({
        "act": "log",
        "relationships": [format!("@{with}")],
        "participants": [],
        "fields": fields,
        "minutes_split": [],
        "settles": [],
        "follows": [],
    });
    if let Some(map) = action.as_object_mut() {
        map.extend(more);
    }
    action
}

/// A consent of a step on its own day.
pub(super) fn consent(on: NaiveDate, how: &str) -> Value {
    json!({ "by": [], "dissents": [], "on": on.to_string(), "how": how })
}
