//! Finds any record by its name or by text in it.
//!
//! **Invariant:** names come first, by closeness; then agreements and notes, newest first.

use super::{Book, name::short};
use crate::{
    domain::{
        day,
        record::{Kind, RecordId},
        rejection::Rejection,
    },
    store::Hit,
};

/// One record found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// Which record.
    pub record: RecordId,
    /// Whose it is.
    pub relationship: Option<i64>,
    /// Its name or summary.
    pub title: String,
    /// What it is: `client A`, `person`, `promise`.
    pub kind: String,
    /// What to know about it.
    pub detail: String,
}

/// What was found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FoundAll {
    /// The best first.
    pub hits: Vec<Found>,
    /// How many records there are to look through.
    pub of: u64,
}

impl Book {
    /// Records whose name or text holds `text`, literally; at most `limit` of each sort.
    pub fn find_all(&self, text: &str, limit: usize) -> Result<FoundAll, Rejection> {
        let text = text.trim();
        let of = self.db().records()?;
        if text.is_empty() {
            return Ok(FoundAll { hits: Vec::new(), of });
        }
        let db = self.db();
        let mut hits = db.find_names(text, limit)?;
        hits.extend(db.find_agreements(text, limit)?);
        hits.extend(db.find_notes(text, limit)?);
        let hits = hits.into_iter().map(|hit| self.told(hit)).collect::<Result<_, _>>()?;
        Ok(FoundAll { hits, of })
    }

    fn told(&self, hit: Hit) -> Result<Found, Rejection> {
        let whose = match hit.relationship {
            Some(id) => self.get(RecordId::new(Kind::Relationship, id))?,
            None => None,
        };
        let who = whose.as_ref().map(|row| short(row.str("name")).to_owned()).unwrap_or_default();
        let row = self.get(hit.record)?;
        let (kind, detail) = match (hit.record.kind, &row) {
            (Kind::Relationship, Some(row)) => {
                let kind = format!("{} {}", row.str("kind"), row.str("tier")).trim().to_owned();
                (kind, row.str("stage").to_owned())
            }
            (Kind::Person, Some(_)) => {
                ("person".to_owned(), if who.is_empty() { String::new() } else { format!("in {who}") })
            }
            (Kind::FollowUp, Some(row)) => {
                (row.str("kind").to_owned(), format!("{who}, {}", row.str("state")))
            }
            (Kind::Interaction, Some(row)) => {
                let on = row.day("day").map(|on| day::short(on, self.today())).unwrap_or_default();
                (row.str("channel").to_owned(), format!("{who}, {on}"))
            }
            (kind, Some(row)) if kind.is_agreement() => {
                (kind.spec().noun.to_owned(), format!("{who}, {}", row.str("state")))
            }
            (kind, _) => (kind.spec().noun.to_owned(), who),
        };
        Ok(Found { record: hit.record, relationship: hit.relationship, title: hit.title, kind, detail })
    }
}
