//! What was done for a client in one calendar year, on one page.
//!
//! **Invariant:** every figure counts records; minutes that are not known are said to be unknown, never 0.

use chrono::{Datelike as _, NaiveDate};
use serde::Serialize;

use super::{Book, dossier::Moment};
use crate::domain::{
    record::{Kind, RecordId, Row},
    rejection::Rejection,
};

/// Contacts of one client that are looked at.
const CONTACTS: i64 = 10_000;
/// Lines of a section on the page.
const LINES: usize = 12;

/// A year with a client.
#[derive(Debug, Clone, Serialize)]
pub struct Year {
    /// Whose.
    pub relationship: RecordId,
    /// Their name in full.
    pub name: String,
    /// Which year.
    pub year: i32,
    /// `11 contacts`, `10 real`, `186 minutes`, `1 without time`.
    pub figures: Vec<String>,
    /// What was done, by what it is; those without a line are left out.
    pub parts: Vec<Part>,
}

/// One kind of what was done.
#[derive(Debug, Clone, Serialize)]
pub struct Part {
    /// What it is.
    pub name: &'static str,
    /// How many there are in all.
    pub all: usize,
    /// The newest of them.
    pub lines: Vec<Told>,
}

/// One line.
#[derive(Debug, Clone, Serialize)]
pub struct Told {
    /// When.
    pub day: NaiveDate,
    /// The record.
    pub id: RecordId,
    /// What was done.
    pub text: String,
}

/// The parts in their order: a name, and whether a moment belongs to it.
type Belongs = fn(&Moment) -> bool;
const PARTS: &[(&str, Belongs)] = &[
    ("Contacts", |moment| moment.record.kind == Kind::Interaction),
    ("Done", |moment| moment.record.kind == Kind::FollowUp && moment.what == "done"),
    ("Agreed", |moment| moment.record.kind == Kind::AgreementEvent && moment.what != "raised"),
    ("Decided", |moment| moment.record.kind == Kind::Decision),
    ("Taught, said", |moment| matches!(moment.record.kind, Kind::Training | Kind::Talk)),
    ("Measured", |moment| moment.record.kind == Kind::Reading),
    ("Rules", |moment| matches!(moment.record.kind, Kind::Exception | Kind::Breach)),
    ("Their life", |moment| moment.record.kind == Kind::LifeEvent),
];

impl Book {
    /// What was done for a relationship in a year, this one when none is named; none when it is gone.
    pub fn year(&self, relationship: i64, year: Option<i32>) -> Result<Option<Year>, Rejection> {
        let id = RecordId::new(Kind::Relationship, relationship);
        let Some(row) = self.get(id)? else { return Ok(None) };
        let year = year.unwrap_or_else(|| self.today().year());
        let within = |on: NaiveDate| on.year() == year;
        let mut contacts = self.db().interactions_of(relationship, None, CONTACTS)?;
        contacts.retain(|contact| contact.day("day").is_some_and(within));
        let (moments, _) = self.timeline(relationship, CONTACTS)?;
        let mut parts = Vec::new();
        for (name, belongs) in PARTS {
            let fit: Vec<&Moment> =
                moments.iter().filter(|moment| within(moment.day) && belongs(moment)).collect();
            if !fit.is_empty() {
                let lines = fit.iter().take(LINES).map(|moment| told(moment)).collect();
                parts.push(Part { name, all: fit.len(), lines });
            }
        }
        Ok(Some(Year {
            relationship: id,
            name: row.str("name").to_owned(),
            year,
            figures: figures(&contacts),
            parts,
        }))
    }
}

impl Told {
    /// Its day as it is said beside others of its year.
    #[must_use]
    pub fn when(&self) -> String {
        self.day.format("%-d %b").to_string()
    }
}

fn told(moment: &Moment) -> Told {
    let text = match moment.record.kind {
        Kind::FollowUp => moment.text.clone(),
        _ => format!("{}: {}", moment.what, moment.text),
    };
    Told { day: moment.day, id: moment.record, text }
}

fn figures(contacts: &[Row]) -> Vec<String> {
    let real = contacts.iter().filter(|row| match row.str("channel") {
        "call" | "meeting" | "video" | "event" => row.flag("reached"),
        _ => row.str("direction") == "in" || row.flag("answered"),
    });
    let minutes: i64 = contacts.iter().filter_map(|row| row.int("minutes")).sum();
    let untimed = contacts.iter().filter(|row| row.int("minutes").is_none()).count();
    let mut said = vec![
        format!("{} contacts", contacts.len()),
        format!("{} real", real.count()),
        format!("{minutes} minutes"),
    ];
    if untimed > 0 {
        said.push(format!("{untimed} without time"));
    }
    said
}
