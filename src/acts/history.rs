//! History: what was done, newest first; one step field by field; a record or a file as it stood that day.
//!
//! **Invariant:** as of a day is what the book knew at the end of that day (DECIDED, As of D).

use std::collections::HashMap;

use chrono::{DateTime, NaiveDate, Utc};
use serde::Serialize;

use super::{
    Book,
    called::{self, Called},
};
use crate::{
    domain::{
        record::{Field, Kind, RecordId, Row, Ty, Value},
        rejection::Rejection,
    },
    store::{ChangeRow, OpQuery, OpRow},
};

/// Which lines of the history are wanted.
#[derive(Debug, Clone, Default)]
pub struct HistoryQuery {
    /// Only what touched this record, or anything of this relationship or person.
    pub about: Option<RecordId>,
    /// Only this day and later.
    pub since: Option<NaiveDate>,
    /// Only steps before this one: the cursor of the next page.
    pub before: Option<i64>,
    /// How many at most; 0 is 50.
    pub limit: usize,
}

/// One step of the history.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct HistoryLine {
    /// The op.
    pub op: i64,
    /// The machine's instant.
    pub at: DateTime<Utc>,
    /// The day that was believed.
    pub day: NaiveDate,
    /// The act's name.
    pub command: String,
    /// What was done.
    pub summary: String,
    /// Why, when a reason was given.
    pub reason: Option<String>,
    /// How many records it changed.
    pub changes: i64,
    /// Whether it was taken back, and not put back.
    pub undone: bool,
    /// Whether the clock was set by hand when it was recorded.
    pub clock_set: bool,
    /// The op it takes back.
    pub undoes: Option<i64>,
}

/// What a step did to one record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum What {
    /// It made it.
    Added,
    /// It changed it.
    Changed,
    /// It removed it.
    Removed,
}

/// One field that a step changed.
#[derive(Debug, Clone)]
pub struct ChangedField {
    /// The field.
    pub field: &'static Field,
    /// What it was, as the book keeps it.
    pub was: Value,
    /// What it became, as the book keeps it.
    pub became: Value,
    /// Before, in words; empty is unknown.
    pub before: String,
    /// After, in words; empty is unknown.
    pub after: String,
}

/// One record that a step changed.
#[derive(Debug, Clone)]
pub struct ChangedRecord {
    /// Which.
    pub record: RecordId,
    /// What it is called by its type: `promise`, `life event`.
    pub noun: String,
    /// Its title, as it was then.
    pub title: String,
    /// What was done to it.
    pub what: What,
    /// The fields that differ.
    pub fields: Vec<ChangedField>,
    /// All that is known of a record that was added or removed, in words.
    pub summary: String,
}

/// One line of what a step changed, as a person reads it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChangedLine {
    /// The record and, of a changed one, the field.
    pub record: String,
    /// Before.
    pub before: String,
    /// After.
    pub after: String,
}

/// What stands where there is nothing.
const NOTHING: &str = "none";

impl ChangedRecord {
    /// What was done to the record: one line, or one for each field of a changed one.
    #[must_use]
    pub fn lines(&self) -> Vec<ChangedLine> {
        let name = format!("{} {}, {}", self.noun, self.record, self.title);
        let told = if self.summary.is_empty() { "there" } else { self.summary.as_str() };
        let line = |record: String, before: &str, after: &str| {
            let known = |text: &str| if text.is_empty() { NOTHING } else { text }.to_owned();
            ChangedLine { record, before: known(before), after: known(after) }
        };
        match self.what {
            What::Added => vec![line(name, "", told)],
            What::Removed => vec![line(name, told, "")],
            What::Changed => {
                let fields = self.fields.iter().enumerate();
                let said = fields.map(|(number, changed)| {
                    let label = changed.field.label.to_lowercase();
                    // Its title is told once; every line says whose field it is.
                    let whose =
                        if number == 0 { name.clone() } else { format!("{} {}", self.noun, self.record) };
                    line(format!("{whose}: {label}"), &changed.before, &changed.after)
                });
                said.collect()
            }
        }
    }
}

/// One step with what it changed.
#[derive(Debug, Clone)]
pub struct OpDetail {
    /// The step.
    pub line: HistoryLine,
    /// What it changed, record by record.
    pub records: Vec<ChangedRecord>,
}

/// A record, and of a relationship or a person everything that hangs on it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WholeFile {
    /// The record itself.
    pub head: Row,
    /// What hangs on it, by type in their order, then by id.
    pub parts: Vec<Row>,
}

impl Book {
    /// Steps, newest first.
    pub fn history(&self, query: &HistoryQuery) -> Result<Vec<HistoryLine>, Rejection> {
        let wanted = OpQuery {
            about: query.about,
            formerly: query.about.map_or(Ok(Vec::new()), |about| self.db().former_ids(about))?,
            since: query.since,
            before: query.before,
            limit: if query.limit == 0 { 50 } else { query.limit },
        };
        self.db().ops(&wanted)?.into_iter().map(|op| self.line(op)).collect()
    }

    /// How many steps the journal holds.
    pub fn count_ops(&self) -> Result<i64, Rejection> {
        self.db().count_ops()
    }

    /// One step, field by field.
    pub fn op(&self, id: i64) -> Result<OpDetail, Rejection> {
        let (op, changes) =
            self.db().op(id)?.ok_or_else(|| Rejection::ambiguous(format!("There is no op {id}.")))?;
        let mut called = Called::default();
        // What is referred to is called as this step left it, or as it was before it went.
        for row in changes.iter().filter_map(|change| change.after.as_ref().or(change.before.as_ref())) {
            called.know(row);
        }
        let changes = as_a_whole(changes);
        let records = changes.iter().map(|change| changed(self, &mut called, change));
        Ok(OpDetail { line: self.line(op)?, records: records.collect::<Result<_, _>>()? })
    }

    fn line(&self, op: OpRow) -> Result<HistoryLine, Rejection> {
        let at = op.at.parse::<DateTime<Utc>>().unwrap_or_default();
        Ok(HistoryLine {
            undone: self.is_undone(op.id)?,
            clock_set: self.clock().day_of(at) != op.day,
            op: op.id,
            at,
            day: op.day,
            command: op.command,
            summary: op.summary,
            reason: op.reason,
            changes: op.changes,
            undoes: op.undoes,
        })
    }

    /// A record with what hangs on it, as it stands now.
    pub fn whole_file(&self, id: RecordId) -> Result<WholeFile, Rejection> {
        let head = self.get(id)?.ok_or_else(|| gone(id))?;
        let parts = hanging(
            &head,
            |kind, owner| self.rows(kind, &[(kind.spec().owner.unwrap_or("id"), Value::Int(owner))]),
            |person| self.get(person),
            |kind, person| self.rows(kind, &[("person_id", Value::Int(person))]),
        )?;
        Ok(WholeFile { head, parts })
    }

    /// A record with what hangs on it, as the book knew it at the end of `day`.
    pub fn as_of(&self, id: RecordId, day: NaiveDate) -> Result<WholeFile, Rejection> {
        let db = self.db();
        let head = db.record_as_of(id, day)?.ok_or_else(|| {
            let day = crate::domain::day::long(day);
            Rejection::rule(format!("The book did not know {} {id} on {day}.", id.kind))
        })?;
        let parts = hanging(
            &head,
            |kind, owner| db.owned_as_of(kind, owner, day),
            |person| db.record_as_of(person, day),
            |kind, person| db.of_person_as_of(kind, person, day),
        )?;
        Ok(WholeFile { head, parts })
    }

    /// The day a record was first written down, when that is another than the day it speaks of.
    pub fn recorded_later(&self, row: &Row, until: NaiveDate) -> Result<Option<NaiveDate>, Rejection> {
        let Some(own) = row.day("day") else { return Ok(None) };
        Ok(self.db().recorded_on(row.id, until)?.filter(|recorded| *recorded != own))
    }
}

fn gone(id: RecordId) -> Rejection {
    Rejection::ambiguous(format!("There is no {} {id}.", id.kind))
}

/// What hangs on a relationship (its members with what is theirs among it), on a person, or on an agreement.
fn hanging(
    head: &Row,
    owned: impl Fn(Kind, i64) -> Result<Vec<Row>, Rejection>,
    get: impl Fn(RecordId) -> Result<Option<Row>, Rejection>,
    of_person: impl Fn(Kind, i64) -> Result<Vec<Row>, Rejection>,
) -> Result<Vec<Row>, Rejection> {
    let id = head.id;
    let column = match id.kind {
        kind if kind.is_agreement() => return of_agreement(head, owned),
        Kind::Relationship => "relationship_id",
        Kind::Person => "person_id",
        _ => return Ok(Vec::new()),
    };
    let mut members: Vec<i64> = if id.kind == Kind::Person { vec![id.id] } else { Vec::new() };
    let mut parts = Vec::new();
    if id.kind == Kind::Relationship {
        for member in owned(Kind::Membership, id.id)? {
            let Some(person) = member.int("person_id").filter(|person| !members.contains(person)) else {
                continue;
            };
            members.push(person);
            parts.extend(get(RecordId::new(Kind::Person, person))?);
        }
    }
    for kind in Kind::ALL {
        match kind.spec().owner {
            Some("relationship_id") if column == "relationship_id" => {
                parts.extend(owned(*kind, id.id)?);
                for person in members.iter().filter(|_| *kind == Kind::CustomField) {
                    parts.extend(of_person(*kind, *person)?);
                }
            }
            Some("person_id") => {
                for person in &members {
                    parts.extend(owned(*kind, *person)?);
                }
            }
            // Fields of their own hang on a relationship or on a person; so does where a person belongs.
            Some("relationship_id") if matches!(kind, Kind::CustomField | Kind::Membership) => {
                for person in &members {
                    parts.extend(of_person(*kind, *person)?);
                }
            }
            _ => {}
        }
    }
    Ok(parts)
}

/// What was said and agreed about an agreement: its measures, its versions, its events with who said what.
fn of_agreement(
    head: &Row,
    owned: impl Fn(Kind, i64) -> Result<Vec<Row>, Rejection>,
) -> Result<Vec<Row>, Rejection> {
    let (id, whose) = (head.id, head.int("relationship_id").unwrap_or(0));
    let is_of =
        |row: &Row| row.str("agreement") == id.kind.spec().table && row.int("agreement_id") == Some(id.id);
    let mut parts = Vec::new();
    if id.kind == Kind::Goal {
        parts.extend(owned(Kind::AgreementMeasure, whose)?);
        parts.retain(|row| row.int("goal_id") == Some(id.id));
    }
    for kind in [Kind::AgreementVersion, Kind::AgreementEvent] {
        parts.extend(owned(kind, whose)?.into_iter().filter(is_of));
    }
    let events: Vec<i64> =
        parts.iter().filter(|row| row.id.kind == Kind::AgreementEvent).map(|row| row.id.id).collect();
    let mut parties = owned(Kind::Party, whose)?;
    parties.retain(|row| row.int("event_id").is_some_and(|event| events.contains(&event)));
    parts.append(&mut parties);
    Ok(parts)
}

/// The changes of a step record by record, as they were before the whole of it and after; what it both made
/// and removed is none.
fn as_a_whole(changes: Vec<ChangeRow>) -> Vec<ChangeRow> {
    let mut whole: Vec<ChangeRow> = Vec::with_capacity(changes.len());
    let mut places: HashMap<RecordId, usize> = HashMap::new();
    for change in changes {
        let place = *places.entry(change.record).or_insert(whole.len());
        match whole.get_mut(place) {
            Some(first) => first.after = change.after,
            None => whole.push(change),
        }
    }
    whole.retain(|change| change.before.is_some() || change.after.is_some());
    whole
}

fn changed(book: &Book, called: &mut Called, change: &ChangeRow) -> Result<ChangedRecord, Rejection> {
    let spec = change.record.kind.spec();
    let what = match (&change.before, &change.after) {
        (None, Some(_)) => What::Added,
        (Some(_), None) => What::Removed,
        _ => What::Changed,
    };
    let told = change.after.as_ref().or(change.before.as_ref());
    let title = told.map_or(Ok(String::new()), |row| called.title(book, row))?;
    let noun = told.map_or_else(|| called::noun(change.record.kind).to_owned(), called::noun_of);
    let (mut summary, mut whose) = (Vec::new(), None);
    let mut fields = Vec::new();
    for field in spec.fields {
        let side = |row: Option<&Row>| row.map_or(Value::Null, |row| row.fields.get(field.name).clone());
        let (was, became) = (side(change.before.as_ref()), side(change.after.as_ref()));
        if was == became {
            continue;
        }
        let is_count_of_none =
            field.ty == Ty::Count && told.is_some_and(|row| row.int(field.name) == Some(0));
        if let (Some(row), true) = (told, what != What::Changed && !is_count_of_none) {
            let phrase = called.phrase(book, row, field)?;
            let phrase = phrase.filter(|phrase| !title.contains(phrase.as_str()) && *phrase != noun);
            // Whose it is is known most often, and comes last.
            if field.name == "relationship_id" { whose = phrase } else { summary.extend(phrase) }
        }
        let mut words =
            |row: &Option<Row>| row.as_ref().map_or(Ok(String::new()), |row| called.value(book, row, field));
        let (before, after) = (words(&change.before)?, words(&change.after)?);
        fields.push(ChangedField { field, was, became, before, after });
    }
    summary.extend(whose);
    Ok(ChangedRecord { record: change.record, noun, title, what, fields, summary: summary.join(", ") })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        clock::Clock,
        domain::{action::Action, record::Fields},
    };

    fn book() -> Book {
        let mut book = Book::memory(Clock::fixed("2026-03-01".parse().unwrap())).unwrap();
        let fields = Fields::new().with("name", "Hartley household").with("tier", "A");
        book.execute(&Action::Add { kind: Kind::Relationship, fields }).unwrap();
        book
    }

    fn client() -> RecordId {
        RecordId::new(Kind::Relationship, 1)
    }

    fn on(book: &mut Book, day: &str, tier: &str) {
        book.set_clock(Clock::fixed(day.parse().unwrap()));
        let fields = Fields::new().with("tier", tier);
        book.execute(&Action::Edit { targets: vec![client()], fields, seen: None }).unwrap();
    }

    #[test]
    fn a_record_is_shown_as_it_stood_at_the_end_of_a_day() {
        let mut book = book();
        on(&mut book, "2026-04-01", "B");
        on(&mut book, "2026-05-01", "C");
        let tier =
            |day: &str| book.as_of(client(), day.parse().unwrap()).unwrap().head.str("tier").to_owned();
        assert_eq!([tier("2026-03-31"), tier("2026-04-01"), tier("2026-06-01")], ["A", "B", "C"]);
        assert!(book.as_of(client(), "2026-02-28".parse().unwrap()).is_err());
    }

    #[test]
    fn a_file_of_a_day_holds_what_hung_on_it_then() {
        let mut book = book();
        book.set_clock(Clock::fixed("2026-04-01".parse().unwrap()));
        let goal = Fields::new().with("relationship_id", 1).with("statement", "Retire together");
        book.execute(&Action::Add { kind: Kind::Goal, fields: goal }).unwrap();
        let goals = |day: &str| {
            let parts = book.as_of(client(), day.parse().unwrap()).unwrap().parts;
            parts.iter().filter(|row| row.id.kind == Kind::Goal).count()
        };
        assert_eq!((goals("2026-03-15"), goals("2026-04-01")), (0, 1));
        assert_eq!(
            book.whole_file(client()).unwrap().parts.iter().filter(|row| row.id.kind == Kind::Goal).count(),
            1
        );
    }

    #[test]
    fn history_is_newest_first_and_pages_by_its_cursor() {
        let mut book = book();
        on(&mut book, "2026-04-01", "B");
        on(&mut book, "2026-05-01", "C");
        let first = book.history(&HistoryQuery { limit: 2, ..HistoryQuery::default() }).unwrap();
        assert_eq!(first.iter().map(|line| line.op).collect::<Vec<_>>(), [3, 2]);
        let rest = book.history(&HistoryQuery { before: Some(2), ..HistoryQuery::default() }).unwrap();
        assert_eq!(rest.iter().map(|line| line.op).collect::<Vec<_>>(), [1]);
        let since = HistoryQuery { since: "2026-04-15".parse().ok(), ..HistoryQuery::default() };
        assert_eq!(book.history(&since).unwrap().len(), 1);
    }

    #[test]
    fn history_of_one_client_leaves_others_out_and_marks_what_was_undone() {
        let mut book = book();
        let other = Fields::new().with("name", "Okafor household");
        book.execute(&Action::Add { kind: Kind::Relationship, fields: other }).unwrap();
        book.step(crate::store::Step::Undo).unwrap();
        let about = |id| HistoryQuery {
            about: Some(RecordId::new(Kind::Relationship, id)),
            ..HistoryQuery::default()
        };
        assert_eq!(book.history(&about(1)).unwrap().len(), 1);
        let lines = book.history(&about(2)).unwrap();
        assert_eq!(lines.iter().map(|line| line.undone).collect::<Vec<_>>(), [false, true]);
        assert!(lines.iter().all(|line| line.clock_set));
    }

    #[test]
    fn a_step_tells_its_fields_before_and_after() {
        let mut book = book();
        on(&mut book, "2026-04-01", "B");
        let detail = book.op(2).unwrap();
        let record = &detail.records[0];
        assert_eq!((record.what, record.title.as_str()), (What::Changed, "Hartley household"));
        assert_eq!(record.fields.len(), 1);
        assert_eq!((record.fields[0].before.as_str(), record.fields[0].after.as_str()), ("A", "B"));
        assert!(book.op(9).is_err());
    }

    #[test]
    fn a_step_is_told_in_names_and_words() {
        let mut book = book();
        let item = Fields::new()
            .with("relationship_id", 1)
            .with("title", "Roth figures")
            .with("kind", "promise")
            .with("due", "2026-03-06");
        book.execute(&Action::Add { kind: Kind::FollowUp, fields: item }).unwrap();
        let item = vec![RecordId::new(Kind::FollowUp, 1)];
        book.execute(&Action::Delete { targets: item }).unwrap();
        let line = |book: &Book, op| book.op(op).unwrap().records[0].lines()[0].clone();
        let added = line(&book, 2);
        assert_eq!((added.record.as_str(), added.before.as_str()), ("promise f1, Roth figures", "none"));
        assert!(
            added.after.starts_with("ours, due Fri 6 Mar 2026") && added.after.ends_with("Hartley household"),
            "{}",
            added.after
        );
        let removed = line(&book, 3);
        assert_eq!((removed.before, removed.after), (added.after, "none".to_owned()));
        on(&mut book, "2026-04-01", "B");
        assert_eq!(line(&book, 4).record, "client c1, Hartley household: tier");
    }
}
