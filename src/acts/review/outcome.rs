//! What came of a card, in the words of the end: done, raised, decided, moved, waiting, today, logged.
//!
//! **Invariant:** it is told from the records as they are, so what another desk decided is told too.

use chrono::NaiveDate;

use crate::{
    acts::{Book, agreements::first_name, name::dissent_said, queue::Source},
    domain::{
        day,
        record::{Kind, RecordId, Row, Value},
        rejection::Rejection,
        review::{Card, Group},
    },
};

/// What was done with a card; the order of the end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verb {
    /// Kept, agreed, taught, prepared, closed.
    Done,
    /// By a contact.
    Logged,
    /// Put on the agenda of a meeting.
    Raised,
    /// A request.
    Decided,
    /// Hidden, put off, deferred.
    Moved,
    /// Still right, with them.
    Reaffirmed,
    /// Agreed for the first time, or a new version of a rule accepted.
    Agreed,
    /// A new version, agreed with them.
    Changed,
    /// Put off with a reason.
    Deferred,
    /// With its outcome.
    Retired,
    /// Departures from a rule that were made for them meanwhile.
    Excepted,
    /// On somebody.
    Waiting,
    /// Stays for today, at its end.
    Today,
    /// Dropped or declined.
    LetGo,
}

impl Verb {
    /// Its word at the end.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::Logged => "logged",
            Self::Raised => "raised",
            Self::Decided => "decided",
            Self::Moved => "moved",
            Self::Reaffirmed => "as agreed",
            Self::Agreed => "agreed",
            Self::Changed => "changed",
            Self::Deferred => "put off",
            Self::Retired => "retired",
            Self::Excepted => "excepted",
            Self::Waiting => "waiting",
            Self::Today => "today",
            Self::LetGo => "let go",
        }
    }
}

impl Book {
    /// What came of a settled card: the verb, and who and what in a few words.
    pub fn outcome(&self, card: &Card) -> Result<(Verb, String), Rejection> {
        let today = self.today();
        if let Some(agreement) = card.agreement() {
            return self.outcome_of_agreement(card, agreement);
        }
        let Some(source) = Source::of_key(&card.key) else { return Ok((Verb::Done, card.called())) };
        if card.group == Group::Agreements
            && let Source::Agreements(client) = source
            && let Some(said) = self.agreed_outcome(card, client)?
        {
            return Ok(said);
        }
        let row = self.get(source.record())?;
        if let (Source::FollowUp(_), Some(row)) = (source, &row) {
            return Ok(self.follow_up_outcome(card, row));
        }
        if let (Source::Meeting(_), Some(row)) = (source, &row) {
            return Ok(meeting_outcome(card, row));
        }
        if let Some(until) = self.db().snoozed(today)?.get(&card.key) {
            let times = self.rows(Kind::Snooze, &[("item", Value::from(card.key.as_str()))])?;
            let times = times.first().and_then(|row| row.int("times")).unwrap_or(1);
            return Ok((Verb::Moved, format!("{} to {}{}", card.who, said(*until, today), again(times))));
        }
        Ok(match source {
            Source::Contact(client) => match self.db().last_contact(client)? {
                Some((on, _)) if on == today => (Verb::Logged, card.who.clone()),
                _ if is_last(self, card)? => (Verb::Today, card.who.clone()),
                _ => (Verb::Done, card.called()),
            },
            Source::Expires(_) => (Verb::Done, exception_said(card, row.as_ref(), today)),
            _ if is_last(self, card)? => (Verb::Today, card.called()),
            _ => (Verb::Done, card.called()),
        })
    }

    /// What came of one agreement, by the newest event of its life.
    fn outcome_of_agreement(&self, card: &Card, id: RecordId) -> Result<(Verb, String), Rejection> {
        let today = self.today();
        let title = card.title.clone();
        let Some(row) = self.get(id)? else { return Ok((Verb::LetGo, title)) };
        let newest =
            self.agreement_events(id)?.into_iter().map(|(event, _)| event).max_by_key(|event| event.id);
        let Some(event) = newest else { return Ok((Verb::Done, title)) };
        let but = self.dissent_of(event.id)?;
        Ok(match event.str("what") {
            "reaffirmed" => (Verb::Reaffirmed, format!("{title}{but}")),
            "agreed" => (Verb::Agreed, format!("{title}{but}")),
            "changed" => {
                let (title, version) = (self.agreement_title(&row)?, row.int("version").unwrap_or(0));
                (Verb::Changed, format!("{title}, version {version}{but}"))
            }
            "deferred" => {
                let until =
                    event.day("until").map(|on| format!(" to {}", said(on, today))).unwrap_or_default();
                (Verb::Deferred, format!("{title}{until}: {}", event.str("reason")))
            }
            "raised" => {
                let on = event.int("meeting_id").map(|id| RecordId::new(Kind::Meeting, id));
                let on = on.map_or(Ok(None), |id| self.get(id))?.and_then(|row| row.day("day"));
                let on = on.map(|on| format!(", at the meeting of {}", said(on, today))).unwrap_or_default();
                (Verb::Raised, format!("{title}{on}"))
            }
            "retired" => {
                let learned =
                    row.fields.text("learned").map(|learned| format!(": {learned}")).unwrap_or_default();
                (Verb::Retired, format!("{title}, {}{learned}", event.str("reason")))
            }
            _ => (Verb::Done, title),
        })
    }

    /// Who did not agree to it: ` (Robert does not agree)`.
    fn dissent_of(&self, event: RecordId) -> Result<String, Rejection> {
        let mut names = Vec::new();
        for party in self.rows(Kind::Party, &[("event_id", Value::Int(event.id))])? {
            let person = party.int("person_id").filter(|_| party.str("answer") == "dissents");
            let person = person.map(|id| self.get(RecordId::new(Kind::Person, id))).transpose()?.flatten();
            names.extend(person.map(|row| first_name(&row)));
        }
        let said = dissent_said(&names);
        Ok(said.strip_prefix("; ").map(|said| format!(" ({said})")).unwrap_or_default())
    }

    /// The exceptions that were made for a household after an op and still stand.
    pub(super) fn excepted_since(&self, client: i64, op: i64) -> Result<Vec<String>, Rejection> {
        let mut said = Vec::new();
        for id in self.db().since(op)?.records.iter().filter(|id| id.kind == Kind::Exception) {
            let row = self.get(*id)?.filter(|row| row.int("relationship_id") == Some(client));
            if let Some(row) = row
                && !self.db().was_written(*id, op)?
            {
                said.push(row.str("what").to_owned());
            }
        }
        Ok(said)
    }

    fn agreed_outcome(&self, card: &Card, client: i64) -> Result<Option<(Verb, String)>, Rejection> {
        let today = self.today();
        let before = card.print.split('|').next().unwrap_or("").split(';');
        let ids: Vec<RecordId> = before.filter_map(|part| part.split(':').next()?.parse().ok()).collect();
        let Some(first) = ids.first() else { return Ok(None) };
        let Some(row) = self.get(*first)? else { return Ok(None) };
        let what = counted(&ids);
        if row.day("raised_on") == Some(today) {
            let on = row.int("raised_meeting_id").map(|id| RecordId::new(Kind::Meeting, id));
            let on = on.map_or(Ok(None), |id| self.get(id))?.and_then(|row| row.day("day"));
            let on = on.map(|on| format!(", at the meeting of {}", said(on, today))).unwrap_or_default();
            return Ok(Some((Verb::Raised, format!("{}: {what}{on}", card.who))));
        }
        if let Some(until) = row.day("deferred_until").filter(|until| *until > today) {
            let times = row.int("deferrals").unwrap_or(1);
            let to = format!("{}: {what} to {}{}", card.who, said(until, today), again(times));
            return Ok(Some((Verb::Moved, to)));
        }
        if self.db().snoozed(today)?.contains_key(&format!("c{client}.reexam")) {
            return Ok(None);
        }
        if is_last(self, card)? {
            return Ok(Some((Verb::Today, format!("{}: {what}", card.who))));
        }
        let verb = if row.str("state") == "retired" { Verb::LetGo } else { Verb::Done };
        Ok(Some((verb, format!("{}: {what}", card.who))))
    }

    fn follow_up_outcome(&self, card: &Card, row: &Row) -> (Verb, String) {
        let today = self.today();
        let to = |on: NaiveDate| {
            format!("{} to {}{}", card.who_or_title(), said(on, today), again(row.int("moves").unwrap_or(0)))
        };
        let told = if row.flag("told") { ", told" } else { "" };
        match (row.str("state"), row.str("decision")) {
            ("done", _) => (Verb::Done, card.called()),
            ("declined", "decline") => (Verb::Decided, format!("{}: declined{told}", card.who_or_title())),
            ("declined" | "dropped", _) => (Verb::LetGo, card.called()),
            ("back burner", _) => {
                let until = row.day("back_burner_until").map(|on| said(on, today)).unwrap_or_default();
                (Verb::Decided, format!("{}: back burner until {until}{told}", card.who_or_title()))
            }
            ("waiting", _) => {
                (Verb::Waiting, format!("{} on {}", card.who_or_title(), row.str("waiting_on")))
            }
            (_, decision) if row.day("decided_on") == Some(today) && row.day("snoozed_until").is_none() => {
                let due = row.day("due").map(|on| said(on, today)).unwrap_or_default();
                let how = if decision == "schedule" { "scheduled" } else { "by" };
                (Verb::Decided, format!("{}: {how} {due}{told}", card.who_or_title()))
            }
            _ => match (row.day("snoozed_until").filter(|until| *until > today), row.day("due")) {
                (Some(until), _) => (Verb::Moved, to(until)),
                _ if is_last(self, card).unwrap_or(false) => (Verb::Today, card.who_or_title().to_owned()),
                (None, Some(due)) => (Verb::Moved, to(due)),
                (None, None) => (Verb::Done, card.called()),
            },
        }
    }
}

impl Card {
    /// Whose it is; without a client what it is called.
    #[must_use]
    pub fn who_or_title(&self) -> &str {
        if self.who.is_empty() { &self.title } else { &self.who }
    }
}

fn meeting_outcome(card: &Card, row: &Row) -> (Verb, String) {
    match row.str("state") {
        "prepared" => (Verb::Done, format!("{}: meeting prepared", card.who)),
        "held" => (Verb::Logged, format!("{}: meeting", card.who)),
        "moved" => (Verb::Moved, format!("{}: meeting", card.who)),
        state => (Verb::Done, format!("{}: meeting, {state}", card.who)),
    }
}

fn exception_said(card: &Card, row: Option<&Row>, today: NaiveDate) -> String {
    let what = row.map(|row| row.str("what").to_owned()).unwrap_or_default();
    match row.and_then(|row| row.day("until")).filter(|until| *until > today) {
        _ if row.is_some_and(|row| row.day("ended_on").is_some()) => format!("{}: {what}, ended", card.who),
        Some(until) => format!("{}: {what}, renewed until {}", card.who, said(until, today)),
        None => card.called(),
    }
}

/// Whether the row was put to the end of today's list.
fn is_last(book: &Book, card: &Card) -> Result<bool, Rejection> {
    Ok(book.db().placed(book.today())?.contains(&card.key))
}

fn counted(ids: &[RecordId]) -> String {
    let kinds: Vec<Kind> = ids.iter().map(|id| id.kind).collect();
    let one = |kind: Kind, one: &str, many: &str| match kinds.iter().filter(|known| **known == kind).count() {
        0 => None,
        1 => Some(format!("1 {one}")),
        count => Some(format!("{count} {many}")),
    };
    let all = [
        one(Kind::Goal, "goal", "goals"),
        one(Kind::Expectation, "expectation", "expectations"),
        one(Kind::Acceptance, "rule", "rules"),
    ];
    all.into_iter().flatten().collect::<Vec<_>>().join(", ")
}

fn said(on: NaiveDate, today: NaiveDate) -> String {
    use chrono::Datelike as _;
    if on.year() == today.year() { day::weekday_day(on) } else { day::long(on) }
}

/// `, for the second time`.
fn again(times: i64) -> String {
    match u32::try_from(times) {
        Ok(2) => ", for the second time".to_owned(),
        Ok(3) => ", for the third time".to_owned(),
        Ok(times) if times > 3 => format!(", for the {} time", day::ordinal(times)),
        _ => String::new(),
    }
}
