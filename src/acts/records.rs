//! Every record of one relationship, each type under its name, in the few words one knows it by.
//!
//! **Invariant:** it reads one relationship's rows by index and tells at most `limit` of a type; nothing in it
//! grows with the book.

use super::{
    Book,
    dossier::{measured, wanted},
    execute,
    queue::shown,
};
use crate::domain::{
    day::{self, PartialDate},
    record::{Kind, RecordId, Row, Ty, Value},
    records::follow_up::{falls_with_promotion, is_finished},
    rejection::Rejection,
    title::title,
};

/// The types a relationship has records of, in the order they are told.
pub const OF_RELATIONSHIP: &[Kind] = &[
    Kind::Relationship,
    Kind::Person,
    Kind::Interaction,
    Kind::Meeting,
    Kind::FollowUp,
    Kind::Goal,
    Kind::Expectation,
    Kind::Acceptance,
    Kind::Measure,
    Kind::Talk,
    Kind::Training,
    Kind::Exception,
    Kind::Breach,
    Kind::LifeEvent,
    Kind::Decision,
    Kind::Role,
    Kind::Delivery,
    Kind::Complaint,
    Kind::Obligation,
    Kind::Incident,
    Kind::LegalHold,
    Kind::Tag,
    Kind::CustomField,
    Kind::GapAnswer,
];

/// Where a record is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// By itself.
    Own,
    /// Under the record it belongs to: a telephone number under its person.
    Under,
}

/// One record in a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordLine {
    /// Which record.
    pub record: RecordId,
    /// By itself, or under another.
    pub place: Place,
    /// Its day, or what it is where it has none: `phone`, `head`.
    pub when: String,
    /// What it is called.
    pub name: String,
    /// Its state and what else to know.
    pub detail: String,
}

/// The records of one type.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordGroup {
    /// Which type.
    pub kind: Kind,
    /// Those told, with what belongs to them.
    pub lines: Vec<RecordLine>,
    /// How many of the type there are.
    pub all: usize,
    /// How many of them are not told.
    pub left: usize,
}

/// What stands in the three columns: the field of the first, and those of the last. The name is the title's.
const TOLD: &[(Kind, &str, &[&str])] = &[
    (Kind::Relationship, "since", &["kind", "tier", "stage"]),
    (Kind::Person, "", &["birth_date", "died_on", "organisation"]),
    (Kind::Membership, "", &["home"]),
    (Kind::ContactPoint, "kind", &["label", "preferred", "do_not_use"]),
    (Kind::SpecialDate, "", &["day", "yearly"]),
    (Kind::CustomField, "", &["value"]),
    (Kind::Interaction, "day", &["channel", "direction", "minutes"]),
    (Kind::Meeting, "day", &["state", "time"]),
    (Kind::AgendaItem, "", &["done"]),
    (Kind::FollowUp, "due", &["kind", "state"]),
    (Kind::Goal, "target_date", &["state"]),
    (Kind::Expectation, "", &["state", "topic"]),
    (Kind::Acceptance, "", &["state"]),
    (Kind::AgreementMeasure, "", &[]),
    (Kind::Measure, "", &[]),
    (Kind::Reading, "day", &["source"]),
    (Kind::Talk, "day", &["understood"]),
    (Kind::Training, "day", &["understood"]),
    (Kind::Exception, "day", &["until"]),
    (Kind::Breach, "day", &["by", "answer"]),
    (Kind::LifeEvent, "day", &["kind", "outcome"]),
    (Kind::Decision, "day", &["kind", "answer", "outcome"]),
    (Kind::Role, "since", &["person_id", "partner_id", "ended_on"]),
    (Kind::GapAnswer, "day", &["reason"]),
    (Kind::Delivery, "day", &["version", "how"]),
    (Kind::Complaint, "day", &["answer_by", "answer"]),
    (Kind::Obligation, "due", &["required_by", "evidence"]),
    (Kind::Incident, "day", &["notify_by", "decision"]),
    (Kind::LegalHold, "since", &["lifted_on"]),
    (Kind::Vendor, "since", &["client_data", "notice_hours"]),
    (Kind::Access, "since", &["what", "checked_on", "ended_on"]),
];

impl Book {
    /// The follow-ups of a prospect that are dropped when it becomes a client; shown before it does.
    pub fn falls_with_promotion(&self, prospect: RecordId) -> Result<Vec<Row>, Rejection> {
        let mut rows = self.of(Kind::FollowUp, prospect.id)?;
        rows.retain(falls_with_promotion);
        Ok(rows)
    }

    /// All records of a relationship by type, at most `limit` of each, the newest first; none when it is gone.
    pub fn records_of(&self, relationship: i64, limit: usize) -> Result<Vec<RecordGroup>, Rejection> {
        let id = RecordId::new(Kind::Relationship, relationship);
        let Some(whole) = self.get(id)? else { return Ok(Vec::new()) };
        let mut groups = Vec::new();
        for kind in OF_RELATIONSHIP {
            let (rows, all) = match kind {
                Kind::Relationship => (vec![whole.clone()], 1),
                Kind::Person => {
                    let rows: Vec<Row> =
                        self.db().members(relationship)?.into_iter().map(|(_, person)| person).collect();
                    let all = rows.len();
                    (rows, all)
                }
                Kind::Interaction => {
                    let most = i64::try_from(limit).unwrap_or(i64::MAX);
                    let all = usize::try_from(self.db().interaction_count(relationship, None)?).unwrap_or(0);
                    (self.db().interactions_of(relationship, None, most)?, all)
                }
                kind => {
                    let mut rows = self.of(*kind, relationship)?;
                    in_order(*kind, &mut rows);
                    let all = rows.len();
                    (rows, all)
                }
            };
            let left = all.saturating_sub(limit);
            let mut lines = Vec::new();
            for row in rows.iter().take(limit) {
                lines.push(self.record_line(row, Place::Own)?);
                for part in self.record_parts(row, relationship, limit)? {
                    lines.push(self.record_line(&part, Place::Under)?);
                }
            }
            groups.push(RecordGroup { kind: *kind, lines, all, left });
        }
        Ok(groups)
    }

    /// What belongs to a record and is told under it.
    fn record_parts(&self, row: &Row, relationship: i64, limit: usize) -> Result<Vec<Row>, Rejection> {
        let of = |kind: Kind, field: &str| self.rows(kind, &[(field, Value::Int(row.id.id))]);
        let mut parts = Vec::new();
        match row.id.kind {
            Kind::Person => {
                let here = ("relationship_id", Value::Int(relationship));
                parts = self.rows(Kind::Membership, &[here, ("person_id", Value::Int(row.id.id))])?;
                for kind in [Kind::ContactPoint, Kind::SpecialDate, Kind::CustomField] {
                    parts.extend(of(kind, "person_id")?);
                }
            }
            Kind::Meeting => parts = self.agenda(row.id)?,
            Kind::Goal => parts = of(Kind::AgreementMeasure, "goal_id")?,
            Kind::Measure => {
                parts = of(Kind::Reading, "measure_id")?;
                in_order(Kind::Reading, &mut parts);
                parts.truncate(limit);
            }
            _ => {}
        }
        Ok(parts)
    }

    fn record_line(&self, row: &Row, place: Place) -> Result<RecordLine, Rejection> {
        let kind = row.id.kind;
        let (when, fields) = TOLD
            .iter()
            .find(|(known, ..)| *known == kind)
            .map_or(("", &[][..]), |(_, when, fields)| (*when, *fields));
        let when = match (row.day(when), kind) {
            (Some(on), _) => day::short(on, self.today()),
            (None, Kind::ContactPoint) => shown(row, when),
            (None, Kind::CustomField | Kind::AgendaItem | Kind::AgreementMeasure)
                if place == Place::Under =>
            {
                match kind {
                    Kind::CustomField => "field",
                    Kind::AgendaItem => "agenda",
                    _ => "measure",
                }
                .to_owned()
            }
            (None, Kind::Membership) => "role".to_owned(),
            (None, Kind::SpecialDate) => "date".to_owned(),
            _ => String::new(),
        };
        let mut said: Vec<String> =
            fields.iter().map(|name| self.record_said(row, name)).filter(|said| !said.is_empty()).collect();
        if kind == Kind::Measure {
            let name = row.str("name");
            said.push(wanted(row).strip_prefix(name).unwrap_or("").trim_start_matches(", ").to_owned());
        }
        Ok(RecordLine { record: row.id, place, when, name: self.title(row)?, detail: said.join(", ") })
    }

    /// A field in the last column: a flag by its name, minutes as such, an end as one.
    fn record_said(&self, row: &Row, name: &str) -> String {
        let Some(field) = row.id.kind.spec().field(name) else { return String::new() };
        let text = shown(row, name);
        match (field.ty, name) {
            (Ty::Flag, _) if row.flag(name) => field.label.to_lowercase(),
            (Ty::Flag, _) => String::new(),
            _ if text.is_empty() => text,
            (Ty::PartialDate, "birth_date") => {
                match text.parse::<PartialDate>().ok().and_then(PartialDate::year) {
                    Some(year) => format!("born {year}"),
                    None => String::new(),
                }
            }
            (Ty::PartialDate, _) => {
                let full = text.parse::<PartialDate>().ok().and_then(PartialDate::full);
                full.map_or(text, |on| day::short(on, self.today()))
            }
            (Ty::Date, "until") => {
                row.day(name).map(|on| format!("until {}", day::short(on, self.today()))).unwrap_or_default()
            }
            (Ty::Date, "died_on") => "died".to_owned(),
            (_, "minutes") => format!("{text} min"),
            (_, "tier") => format!("tier {text}"),
            (Ty::Long, _) => text.lines().next().unwrap_or("").to_owned(),
            _ => text,
        }
    }

    /// What a record is called; a reading by what it reads, as it stands below its measure.
    pub fn title(&self, row: &Row) -> Result<String, Rejection> {
        if let (Kind::Reading, Some(measure), Some(value)) =
            (row.id.kind, row.int("measure_id"), row.int("value"))
            && let Some(measure) = self.get(RecordId::new(Kind::Measure, measure))?
        {
            return Ok(measured(&measure, value));
        }
        title(row, |id| self.get(id))
    }

    /// Refuses what an edit of this record would be refused for whatever is typed: it is only replaced by now.
    pub fn may_correct(&self, id: RecordId) -> Result<(), Rejection> {
        self.get(id)?.map_or(Ok(()), |row| execute::may_correct(&row, self.today()))
    }
}

/// What asks for something first, then the newest first; what has no day stays in its order.
fn in_order(kind: Kind, rows: &mut [Row]) {
    use std::cmp::Reverse;
    if kind == Kind::FollowUp {
        rows.sort_by_key(|row| {
            let finished = row.day("finished_on").filter(|_| is_finished(row.str("state")));
            (
                is_finished(row.str("state")),
                Reverse(finished),
                row.day("due").is_none(),
                row.day("due"),
                row.id,
            )
        });
    } else if kind.spec().field("day").is_some() {
        rows.sort_by_key(|row| Reverse((row.day("day"), row.id)));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{action::Action, record::Fields};

    fn added(book: &mut Book, kind: Kind, fields: Fields) -> RecordId {
        book.execute(&Action::Add { kind, fields }).unwrap().ids[0]
    }

    fn group(book: &Book, kind: Kind, limit: usize) -> RecordGroup {
        book.records_of(1, limit).unwrap().into_iter().find(|group| group.kind == kind).unwrap()
    }

    #[test]
    fn what_belongs_to_a_record_is_told_under_it() {
        let mut book = crate::tui::testing::practice();
        let wedding = Fields::new().with("person_id", 1).with("label", "wedding day").with("day", "--06-14");
        added(&mut book, Kind::SpecialDate, wedding);
        let lines = group(&book, Kind::Person, 60).lines;
        let told: Vec<_> =
            lines.iter().map(|line| (line.place, line.when.as_str(), line.name.as_str())).collect();
        assert_eq!(
            told,
            [
                (Place::Own, "", "Ann Hartley"),
                (Place::Under, "role", "head"),
                (Place::Under, "phone", "503 555 0142"),
                (Place::Under, "date", "wedding day"),
            ]
        );
    }

    #[test]
    fn contacts_are_the_newest_and_no_more_than_asked_for() {
        let mut book = crate::tui::testing::practice();
        for on in ["2026-11-01", "2026-11-20", "2026-11-10"] {
            let call = Fields::new()
                .with("relationship_id", 1)
                .with("day", on)
                .with("summary", format!("call of {on}"));
            added(&mut book, Kind::Interaction, call);
        }
        let two = group(&book, Kind::Interaction, 2);
        let names: Vec<&str> = two.lines.iter().map(|line| line.name.as_str()).collect();
        assert_eq!(names, ["call of 2026-11-20", "call of 2026-11-10"]);
        assert_eq!((two.all, two.left), (3, 1));
    }

    #[test]
    fn a_reading_is_called_by_what_it_reads_and_a_measure_of_a_goal_by_the_measure() {
        let mut book = crate::tui::testing::practice();
        let of = || Fields::new().with("relationship_id", 1);
        let measure =
            added(&mut book, Kind::Measure, of().with("name", "plan funded").with("target", 950_000));
        let goal = added(&mut book, Kind::Goal, of().with("statement", "A cabin by the lake"));
        let tie = of().with("goal_id", goal.id).with("measure_id", measure.id);
        added(&mut book, Kind::AgreementMeasure, tie);
        let reading =
            Fields::new().with("measure_id", measure.id).with("value", 970_000).with("day", "2026-11-01");
        added(&mut book, Kind::Reading, reading);
        let goals = group(&book, Kind::Goal, 60).lines;
        assert_eq!((goals[1].when.as_str(), goals[1].name.as_str()), ("measure", "plan funded"));
        let measures = group(&book, Kind::Measure, 60).lines;
        assert_eq!((measures[1].when.as_str(), measures[1].place), ("1 Nov", Place::Under));
        assert!(!measures[1].name.starts_with("rd"), "{measures:?}");
    }

    #[test]
    fn the_records_of_what_is_gone_are_none() {
        assert!(crate::tui::testing::practice().records_of(99, 60).unwrap().is_empty());
    }
}
