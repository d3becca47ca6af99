//! What is done with a document: made from the book, kept as a file, sent, signed.
//!
//! **Invariant:** the text comes with the act that makes it and is never given again.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::super::{record::RecordId, records::document::Stated};

/// One act on a document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "paper", rename_all = "snake_case")]
pub enum Paper {
    /// It is made.
    Make(Box<Made>),
    /// A rendering of it is kept.
    Keep(Filed),
    /// It went to them.
    Send(Sent),
    /// They signed it.
    Sign(Signed),
    /// A scan shows what was signed or agreed.
    Attach(Attached),
}

/// A document as it is made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Made {
    /// For whom.
    pub relationship: RecordId,
    /// charter, letter, card: see `records::document::KINDS`.
    pub kind: String,
    /// What it is called.
    pub title: String,
    /// The language of its text.
    pub language: Option<String>,
    /// The template it was made from.
    pub template: String,
    /// The version of that template.
    pub template_version: Option<String>,
    /// What it says, as Markdown.
    pub text: String,
    /// The agreements it states, each with the version that was read.
    pub states: Vec<Stated>,
    /// Renderings whose bytes the book keeps already: `pdf` or `html`, and the SHA-256.
    #[serde(default)]
    pub renderings: Vec<(String, String)>,
}

/// A rendering whose bytes the book keeps.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Filed {
    /// Of which document.
    pub document: RecordId,
    /// `pdf` or `html`.
    pub form: String,
    /// The SHA-256 of its bytes.
    pub sha256: String,
}

/// A document that went out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sent {
    /// Which.
    pub document: RecordId,
    /// When.
    pub on: NaiveDate,
    /// How: see `records::document::WAYS`.
    pub how: String,
    /// To whom; the addressee when it is left.
    pub to: Option<String>,
    /// The SHA-256 of the file that went out; of the text when there is none.
    pub sha256: Option<String>,
}

/// A document that was signed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Signed {
    /// Which.
    pub document: RecordId,
    /// When.
    pub on: NaiveDate,
    /// Who signed; the only adult when nobody is named.
    pub by: Vec<RecordId>,
    /// Where the signed paper is.
    pub evidence: Option<String>,
}

/// A scan of what was signed or agreed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attached {
    /// To which document or agreement.
    pub to: RecordId,
    /// What its file is called.
    pub name: String,
    /// The SHA-256 of its bytes, which the book keeps already.
    pub sha256: String,
    /// When it was attached.
    pub on: NaiveDate,
}

impl Paper {
    /// Its name in the journal.
    #[must_use]
    pub fn command(&self) -> &'static str {
        match self {
            Self::Make(_) => "make_document",
            Self::Keep(_) => "keep_document",
            Self::Send(_) => "send_document",
            Self::Sign(_) => "sign_document",
            Self::Attach(_) => "attach_scan",
        }
    }
}
