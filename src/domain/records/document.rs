//! A document made from the book: a letter, a charter, a card; what it said, and what became of it.
//!
//! **Invariant:** its text is never edited; it is sent, signed and superseded, each with its day.

use std::fmt;

use super::prelude::*;
use crate::domain::{
    day,
    record::{RecordId, Row},
};

/// The kinds of document.
pub const KINDS: &[&str] = &[
    "proposal",
    "charter",
    "engagement letter",
    "brief",
    "agenda",
    "terms change",
    "year letter",
    "ending letter",
    "role card",
    "conversation card",
    "script",
    "letter",
];

/// The ways a document goes to them.
pub const WAYS: &[&str] = &["e-mail", "letter", "in person", "portal"];

/// Whether a document of this kind holds until the next one of its kind: a letter or an agenda is of its day.
#[must_use]
pub fn is_lasting(kind: &str) -> bool {
    matches!(kind, "proposal" | "charter" | "engagement letter" | "role card" | "conversation card")
}

/// What a version of a document is called: `charter v3`.
#[must_use]
pub fn called(document: &Row) -> String {
    let kind = document.str("kind");
    match document.int("version") {
        Some(version) if is_lasting(kind) => format!("{kind} v{version}"),
        _ => document.str("title").to_owned(),
    }
}

/// An agreement with the version that a document states.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Stated {
    /// Which.
    pub agreement: RecordId,
    /// Which text of it.
    pub version: i64,
}

impl fmt::Display for Stated {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.agreement, self.version)
    }
}

/// What a document states, as it is stored: `g7.2 e3.1`.
#[must_use]
pub fn states_text(all: &[Stated]) -> String {
    all.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ")
}

/// What a document states, read back; what cannot be read is left out.
#[must_use]
pub fn states_of(document: &Row) -> Vec<Stated> {
    let read = |word: &str| {
        let (id, version) = word.split_once('.')?;
        Some(Stated { agreement: id.parse().ok()?, version: version.parse().ok()? })
    };
    document.str("states").split_whitespace().filter_map(read).collect()
}

/// Whether a document no longer says what is agreed once an agreement has another text, or none.
#[must_use]
pub fn is_outdone(document: &Row, agreement: RecordId, version: Option<i64>) -> bool {
    states_of(document).iter().any(|stated| stated.agreement == agreement && Some(stated.version) != version)
}

/// Whether a document was sent or signed.
#[must_use]
pub fn is_out(document: &Row) -> bool {
    document.day("sent_on").is_some() || document.day("signed_on").is_some()
}

/// Whether the newer document takes the place of the older: of one kind that lasts, and at least as far on its way.
///
/// A draft takes the place of a draft only; what was sent or signed holds until another is.
#[must_use]
pub fn replaces(newer: &Row, older: &Row) -> bool {
    newer.id > older.id
        && newer.str("kind") == older.str("kind")
        && newer.str("template") == older.str("template")
        && is_lasting(newer.str("kind"))
        && older.fields.get("superseded_by_id").is_null()
        && (is_out(newer) || !is_out(older))
}

/// Where a document stands, in words: `signed 12 Nov`, `sent`, `draft`, and whether it still holds.
#[must_use]
pub fn standing(document: &Row, today: chrono::NaiveDate) -> String {
    let on = |name: &str| document.day(name).map(|on| day::short(on, today));
    let mut said = match (on("signed_on"), on("sent_on")) {
        (Some(on), _) => format!("signed {on}"),
        (None, Some(on)) => format!("sent {on}"),
        (None, None) => "not sent".to_owned(),
    };
    if let Some(on) = on("superseded_on") {
        said.push_str(&format!(", superseded {on}"));
    }
    said
}

/// Whether something may have happened to a document on a day: not before it was made, not in the future.
pub fn may_happen(document: &Row, on: chrono::NaiveDate, today: chrono::NaiveDate) -> Result<(), Rejection> {
    day::has_been(on, today)?;
    match document.day("made_on") {
        Some(made) if on < made => Err(Rejection::field(
            "on",
            format!("It was made on {}; that is later. Nothing was changed.", day::long(made)),
        )),
        _ => Ok(()),
    }
}

/// Whether a scan may be attached: to a document that has none yet, or to an agreement that was agreed.
pub fn may_be_attached(row: &Row) -> Result<(), Rejection> {
    if row.id.kind == Kind::Document {
        return match row.fields.text("scan_name") {
            None => Ok(()),
            Some(name) => Err(Rejection::rule(format!(
                "The scan {name} is attached to it already and is kept as it is. Nothing was changed."
            ))),
        };
    }
    if !row.id.kind.is_agreement() {
        return Err(Rejection::rule(
            "A scan belongs to a document, a goal, an expectation or an accepted rule. Nothing was attached.",
        ));
    }
    match row.day("agreed_on") {
        Some(_) => Ok(()),
        None => {
            Err(Rejection::rule("It is not agreed yet, so there is nothing to show. Nothing was attached."))
        }
    }
}

/// The declaration of a document.
pub const SPEC: Spec = Spec {
    kind: Kind::Document,
    table: "document",
    noun: "document",
    plural: "documents",
    prefix: "d",
    owner: Some("relationship_id"),
    title: "title",
    fields: &[
        field("relationship_id", "Whose", Ty::Ref(Kind::Relationship), "made for whom").by_act(),
        field("kind", "Kind", Ty::Choice(KINDS), "charter, letter, card").by_act(),
        field("version", "Version", Ty::Count, "counts those of its kind made for them").by_act(),
        field("title", "Title", Ty::Line, "what it is called").by_act(),
        field("language", "Language", Ty::Line, "of its text").by_act(),
        field("template", "Template", Ty::Line, "what it was made from").by_act(),
        field("template_version", "Template's version", Ty::Line, "of that template").by_act(),
        field("text", "Text", Ty::Long, "what it says, as Markdown").by_act(),
        field("text_sha256", "SHA-256 of the text", Ty::Line, "its fingerprint").by_act(),
        field("html_sha256", "SHA-256 of the HTML", Ty::Line, "of the page that was kept").by_act(),
        field("pdf_sha256", "SHA-256 of the PDF", Ty::Line, "of the pages that were kept").by_act(),
        field("states", "States", Ty::Line, "which agreements, each with its version").by_act(),
        field("made_on", "Made", Ty::Date, "when").by_act(),
        field("sent_on", "Sent", Ty::Date, "when it went to them").by_act(),
        field("sent_how", "Sent by", Ty::Choice(WAYS), "e-mail, letter, in person").by_act(),
        field("sent_to", "Sent to", Ty::Line, "to whom").by_act(),
        field("sent_sha256", "SHA-256 of what was sent", Ty::Line, "the file that went out").by_act(),
        field("signed_on", "Signed", Ty::Date, "when").by_act(),
        field("signed_by", "Signed by", Ty::Line, "who").by_act(),
        field("evidence", "Evidence", Ty::Line, "where the signed paper is").by_act(),
        field("scan_name", "Scan", Ty::Line, "what the file of the signed paper is called").by_act().added(),
        field("scan_sha256", "SHA-256 of the scan", Ty::Line, "of the file that is kept").by_act().added(),
        field("superseded_on", "Superseded", Ty::Date, "when it ceased to hold").by_act(),
        field("superseded_by_id", "Superseded by", Ty::Ref(Kind::Document), "what holds instead").by_act(),
    ],
    check: sound,
};

#[cfg(test)]
mod tests {
    use super::*;

    fn document(id: i64, fields: Fields) -> Row {
        let mut whole = Fields::new().with("kind", "charter").with("template", "charter");
        whole.0.extend(fields.0);
        let fields = whole;
        Row { id: RecordId::new(Kind::Document, id), uid: String::new(), fields }
    }

    #[test]
    fn what_a_document_states_reads_back() {
        let stated = |id: &str, version| Stated { agreement: id.parse().unwrap(), version };
        let all = [stated("g7", 2), stated("a5", 1)];
        assert_eq!(states_text(&all), "g7.2 a5.1");
        let row = document(1, Fields::new().with("states", "g7.2 a5.1 ? g.1 x9"));
        assert_eq!(states_of(&row), all);
    }

    #[test]
    fn a_document_is_outdone_by_another_version_of_what_it_states_and_by_none() {
        let row = document(1, Fields::new().with("states", "g7.2 e3.1"));
        let goal = "g7".parse().unwrap();
        assert!(!is_outdone(&row, goal, Some(2)));
        assert!(is_outdone(&row, goal, Some(3)) && is_outdone(&row, goal, None));
        assert!(!is_outdone(&row, "g8".parse().unwrap(), None));
    }

    #[test]
    fn a_draft_takes_the_place_of_a_draft_and_not_of_what_was_signed() {
        let draft = |id| document(id, Fields::new());
        let signed = |id| document(id, Fields::new().with("signed_on", "2026-11-01"));
        assert!(replaces(&draft(2), &draft(1)) && !replaces(&draft(1), &draft(2)));
        assert!(!replaces(&draft(2), &signed(1)));
        assert!(replaces(&signed(2), &signed(1)) && replaces(&signed(2), &draft(1)));
        let letter = |id| document(id, Fields::new().with("kind", "letter"));
        assert!(!replaces(&letter(2), &letter(1)), "a letter is of its day");
    }

    #[test]
    fn nothing_happens_to_a_document_before_it_was_made_or_in_the_future() {
        let d = |text: &str| text.parse::<chrono::NaiveDate>().unwrap();
        let row = document(1, Fields::new().with("made_on", "2026-11-20"));
        let may = |on: &str| may_happen(&row, d(on), d("2026-11-23")).map_err(|no| no.message);
        assert_eq!(may("2026-11-20"), Ok(()));
        assert!(may("2026-11-24").unwrap_err().starts_with("Tue 24 Nov 2026 is still to come."));
        assert!(may("2026-11-19").unwrap_err().starts_with("It was made on Fri 20 Nov 2026"));
    }

    #[test]
    fn where_a_document_stands_is_said_in_words() {
        let today = "2026-11-23".parse().unwrap();
        let said = |fields: Fields| standing(&document(1, fields), today);
        assert_eq!(said(Fields::new()), "not sent");
        let signed = Fields::new().with("sent_on", "2026-11-01").with("signed_on", "2026-11-12");
        assert_eq!(said(signed.clone()), "signed 12 Nov");
        assert_eq!(said(signed.with("superseded_on", "2026-11-20")), "signed 12 Nov, superseded 20 Nov");
    }
}
