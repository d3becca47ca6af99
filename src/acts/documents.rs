//! Documents: those of a relationship, the files that were kept of them, and what one is made from.
//!
//! **Invariant:** what was sent is read as it was sent; nothing here makes it anew.

mod agreed;
mod facts;
mod people;
mod scan;
mod talked;
mod year;

use chrono::NaiveDate;
use serde::Serialize;

pub use facts::Facts;
pub use scan::Scan;

use super::{Book, KeptFile};
use crate::domain::{
    mailing,
    record::{Kind, RecordId, Row, Value},
    records::{document, membership},
    rejection::Rejection,
};

/// One document in a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DocumentLine {
    /// Which.
    pub id: RecordId,
    /// What it is called: `charter v3`.
    pub called: String,
    /// charter, letter, card.
    pub kind: String,
    /// When it was made.
    pub made_on: Option<NaiveDate>,
    /// `signed 12 Nov, superseded 20 Nov`.
    pub standing: String,
    /// Whether it still holds.
    pub holds: bool,
    /// The life event since which is not decided: it says what was before.
    pub before: Option<String>,
}

impl DocumentLine {
    /// Where it stands in words, and what has come since: `signed 12 Nov, before the divorce`.
    #[must_use]
    pub fn said(&self) -> String {
        match &self.before {
            Some(event) if self.holds => format!("{}, before the {event}", self.standing),
            _ => self.standing.clone(),
        }
    }
}

impl Book {
    /// The documents of a relationship, the newest first.
    pub fn documents_of(&self, relationship: i64) -> Result<Vec<DocumentLine>, Rejection> {
        let rows = self.of(Kind::Document, relationship)?;
        if rows.is_empty() {
            return Ok(Vec::new());
        }
        let mut events = self.of(Kind::LifeEvent, relationship)?;
        events.retain(|row| row.day("decided_on").is_none());
        let mut lines: Vec<DocumentLine> = rows.iter().map(|row| self.document_line(row, &events)).collect();
        lines.reverse();
        Ok(lines)
    }

    fn document_line(&self, row: &Row, events: &[Row]) -> DocumentLine {
        let since = |event: &&Row| {
            document::is_lasting(row.str("kind"))
                && event.day("day").is_some_and(|on| Some(on) > row.day("made_on"))
        };
        DocumentLine {
            id: row.id,
            called: document::called(row),
            kind: row.str("kind").to_owned(),
            made_on: row.day("made_on"),
            standing: document::standing(row, self.today()),
            holds: row.day("superseded_on").is_none(),
            before: events.iter().find(since).map(|event| event.str("kind").to_owned()),
        }
    }

    /// The currency of the book.
    pub fn currency(&self) -> Result<String, Rejection> {
        self.db().setting("currency")
    }

    /// Keeps the bytes of a rendering and gives their hash; the same bytes are kept once.
    pub fn keep_file(&self, media: &str, bytes: &[u8]) -> Result<String, Rejection> {
        self.store().keep_file(media, bytes)
    }

    /// The SHA-256 of bytes.
    #[must_use]
    pub fn fingerprint(&self, bytes: &[u8]) -> String {
        crate::store::sha256(bytes)
    }

    /// The e-mail addresses of a relationship's adults; refused when they want none or have none.
    pub fn mail_to(&self, relationship: i64) -> Result<Vec<String>, Rejection> {
        let row = self.db().need(RecordId::new(Kind::Relationship, relationship))?;
        let name = row.str("name");
        if row.flag("no_email") {
            return Err(Rejection::rule(format!("{name} wants no e-mail. Nothing was written.")));
        }
        let mut to: Vec<String> = Vec::new();
        for member in self.members(relationship)? {
            let may = membership::may_agree(&member.role) && member.person.day("died_on").is_none();
            to.extend(member.email.filter(|email| may && !to.contains(email)));
        }
        if to.is_empty() {
            return Err(Rejection::rule(format!(
                "No e-mail address of {name} is recorded. Nothing was written."
            )));
        }
        Ok(to)
    }

    /// How a letter to a relationship begins.
    pub fn salutation(&self, relationship: i64) -> Result<String, Rejection> {
        let row = self.db().need(RecordId::new(Kind::Relationship, relationship))?;
        let members = self.db().members(relationship)?;
        let addressed = mailing::addressed(&members).unwrap_or_default();
        Ok(mailing::salutation(row.str("address_as"), &addressed))
    }

    /// The file of a hash, when the book keeps it.
    pub fn kept_file(&self, sha256: &str) -> Result<Option<KeptFile>, Rejection> {
        self.db().kept_file(sha256)
    }

    /// What was sent: the file when one was kept, else nothing; the text of the document is what was sent then.
    pub fn sent_file(&self, document: &Row) -> Result<Option<KeptFile>, Rejection> {
        document.fields.text("sent_sha256").map_or(Ok(None), |sha256| self.kept_file(sha256))
    }

    /// The document that stated an agreement last, and the version it states; none where its present text stands in
    /// one.
    pub fn stated_before(&self, agreement: &Row) -> Result<Option<(String, i64)>, Rejection> {
        if agreement.str("state") != "agreed" || agreement.day("stated_on").is_some() {
            return Ok(None);
        }
        let events = self.agreement_events(agreement.id)?;
        let stated = events.iter().find(|(event, _)| event.str("what") == "stated");
        Ok(stated.and_then(|(event, _)| Some((event.str("evidence").to_owned(), event.int("version")?))))
    }

    /// The documents in which an agreement is stated, the newest first.
    pub fn stated_in(&self, agreement: RecordId) -> Result<Vec<RecordId>, Rejection> {
        let equal = [
            ("agreement", Value::from(agreement.kind.spec().table)),
            ("agreement_id", Value::Int(agreement.id)),
            ("what", Value::from("stated")),
        ];
        let mut ids: Vec<i64> = self
            .rows(Kind::AgreementEvent, &equal)?
            .iter()
            .filter_map(|row| row.int("document_id"))
            .collect();
        ids.reverse();
        Ok(ids.into_iter().map(|id| RecordId::new(Kind::Document, id)).collect())
    }
}
