//! What the decision of a card changes, as a line of text that is compared with itself.
//!
//! **Invariant:** a contact that settles nothing, a note, or a reworded title leaves the print as it was.

use std::collections::HashMap;

use chrono::NaiveDate;

use crate::{
    acts::{Book, queue::Source},
    domain::{
        record::{Kind, RecordId, Row, Value},
        rejection::Rejection,
        review::Card,
    },
};

/// What of an entry of a register settling it changes.
const DUTY: &[&str] = &["due", "met_on", "notify_by", "decision", "answer_by", "answered_on"];
/// What of a vendor or of access.
const SAFEGUARD: &[&str] = &["client_data", "notice_hours", "checked_on", "ended_on"];
/// What of a follow-up a decision changes.
const FOLLOW_UP: &[&str] = &[
    "state",
    "due",
    "snoozed_until",
    "waiting_on",
    "waiting_since",
    "ask_again_on",
    "back_burner_until",
    "decision",
    "decided_on",
    "finished_on",
];
/// What of an agreement a decision changes.
const AGREEMENT: &[&str] =
    &["state", "proposed_on", "agreed_on", "anchored_on", "version", "deferred_until", "raised_meeting_id"];
/// What a row that is gone looks like.
const GONE: &str = "gone";

/// What prints are made of besides the row itself, read once for all cards.
pub(super) struct Prints<'a> {
    book: &'a Book,
    snoozed: HashMap<String, NaiveDate>,
    last: HashMap<String, i64>,
    answered: Vec<String>,
}

impl<'a> Prints<'a> {
    pub(super) fn read(book: &'a Book) -> Result<Self, Rejection> {
        let today = book.today();
        let placed = book.rows(Kind::Placement, &[("day", Value::from(today))])?;
        // At the end of the list a row stands before none.
        let last = placed.iter().filter(|row| !row.str("item").contains(' '));
        let last = last.map(|row| (row.str("item").to_owned(), row.int("place").unwrap_or(0))).collect();
        Ok(Self { book, snoozed: book.db().snoozed(today)?, last, answered: book.db().answered()? })
    }

    /// The print of an item when the pass begins; `agreements` are those that are its card.
    pub(super) fn first(&self, source: Source, agreements: &[RecordId]) -> Result<String, Rejection> {
        let own = match source {
            Source::Agreements(_) => self.agreements(agreements)?.join(";"),
            source => self.own(source)?,
        };
        Ok(self.with_place(source, &own))
    }

    /// The print of one agreement: what a decision changes of it, how it stands, and the newest event of its life.
    pub(super) fn of_agreement(&self, id: RecordId) -> Result<String, Rejection> {
        let of = [("agreement", Value::from(id.kind.spec().table)), ("agreement_id", Value::Int(id.id))];
        Ok(format!("{},{}", self.fields(id, AGREEMENT)?, self.newest(Kind::AgreementEvent, &of)?))
    }

    /// The print of a card as it is now.
    pub(super) fn now(&self, card: &Card) -> Result<String, Rejection> {
        if let Some(agreement) = card.agreement() {
            return self.of_agreement(agreement);
        }
        let Some(source) = Source::of_key(&card.key) else { return Ok(GONE.to_owned()) };
        let own = match source {
            Source::Agreements(_) => self.agreements_now(card)?,
            source => self.own(source)?,
        };
        Ok(self.with_place(source, &own))
    }

    fn with_place(&self, source: Source, own: &str) -> String {
        let key = source.key();
        let hidden = self.snoozed.get(&key).map(ToString::to_string).unwrap_or_default();
        let last = self.last.get(&key).map(ToString::to_string).unwrap_or_default();
        let answered = if self.answered.contains(&key) { "answered" } else { "" };
        format!("{own}|{hidden}|{last}|{answered}")
    }

    fn agreements(&self, ids: &[RecordId]) -> Result<Vec<String>, Rejection> {
        ids.iter().map(|id| Ok(format!("{id}:{}", self.fields(*id, AGREEMENT)?))).collect()
    }

    /// As long as one of the agreements is as it was the card is not settled.
    fn agreements_now(&self, card: &Card) -> Result<String, Rejection> {
        let first = card.print.split('|').next().unwrap_or("");
        let parts: Vec<&str> = first.split(';').collect();
        let ids: Vec<RecordId> =
            parts.iter().filter_map(|part| part.split(':').next()?.parse().ok()).collect();
        let now = self.agreements(&ids)?;
        let same = now.iter().any(|now| parts.contains(&now.as_str()));
        Ok(if same { first.to_owned() } else { now.join(";") })
    }

    fn own(&self, source: Source) -> Result<String, Rejection> {
        let id = source.record();
        Ok(match source {
            Source::FollowUp(_) => self.fields(id, FOLLOW_UP)?,
            Source::Meeting(_) => self.fields(id, &["state", "day", "time", "state_on"])?,
            Source::Expires(_) => self.fields(id, &["until", "ended_on"])?,
            Source::Breach(_) => self.fields(id, &["answer", "answered_on"])?,
            Source::Duty(_) => self.fields(id, DUTY)?,
            Source::Decision(_) => self.fields(id, &["outcome_on", "check_on", "answer"])?,
            Source::LifeEvent(_) => self.fields(id, &["decided_on", "due_on"])?,
            Source::Birthday { .. } | Source::Age { .. } => self.fields(id, &["died_on"])?,
            Source::Special { .. } => self.fields(id, &["day"])?,
            Source::Agreements(_) => String::new(),
            Source::Contact(client) => {
                let last = self.book.db().last_contact(client)?.map(|(on, _)| on.to_string());
                format!("{},{}", self.fields(id, &["stage"])?, last.unwrap_or_default())
            }
            Source::Teach { rule, relationship } => {
                let of = [("relationship_id", Value::Int(relationship)), ("rule_id", Value::Int(rule))];
                self.newest(Kind::Training, &of)?
            }
            Source::Reinforce(_) => match self.book.get(id)? {
                None => GONE.to_owned(),
                Some(row) => {
                    let of = [("relationship_id", row.fields.get("relationship_id").clone())];
                    format!("{},{}", value(&row, "reinforce_on"), self.newest(Kind::Talk, &of)?)
                }
            },
            Source::Reading(measure) => self.newest(Kind::Reading, &[("measure_id", Value::Int(measure))])?,
            Source::NextStep(client) => {
                let of = [("relationship_id", Value::Int(client))];
                let steps = (self.newest(Kind::FollowUp, &of)?, self.newest(Kind::Meeting, &of)?);
                format!("{},{},{}", self.fields(id, &["stage"])?, steps.0, steps.1)
            }
            Source::Gaps(client) => self.book.db().gaps_of(client)?.join(","),
            // Telling one of several leaves the card; the last of them settles it.
            Source::Tell { rule, version } => {
                let left = self.book.db().untold(rule, version, 1)?;
                format!("{},{}", self.fields(id, &["state", "version"])?, left.len())
            }
            Source::Purge(_) => {
                let first = self.book.may_go_first()?;
                first.map(|first| first.to_string()).unwrap_or_default()
            }
            Source::Safeguard(of) if of.kind == Kind::Delivery => {
                let what = self.book.get(id)?.map(|row| row.fields.get("what").clone());
                self.newest(Kind::Delivery, &[("what", what.unwrap_or(Value::Null))])?
            }
            Source::Safeguard(_) => self.fields(id, SAFEGUARD)?,
        })
    }

    fn fields(&self, id: RecordId, names: &[&str]) -> Result<String, Rejection> {
        let Some(row) = self.book.get(id)? else { return Ok(GONE.to_owned()) };
        Ok(names.iter().map(|name| value(&row, name)).collect::<Vec<_>>().join(","))
    }

    /// The newest record of these; what is deleted gives way to the one before.
    fn newest(&self, kind: Kind, of: &[(&str, Value)]) -> Result<String, Rejection> {
        let newest = self.book.rows(kind, of)?.iter().map(|row| row.id.id).max();
        Ok(newest.map(|id| id.to_string()).unwrap_or_default())
    }
}

/// A value in a print: without the signs that part it.
fn value(row: &Row, name: &str) -> String {
    match row.fields.get(name) {
        Value::Null => String::new(),
        Value::Int(number) => number.to_string(),
        Value::Text(text) => text.replace([',', ';', '|', ':'], " "),
    }
}
