//! A document made from a template and the facts of a relationship: shown first, kept when it is said so.
//!
//! **Invariant:** what is shown is what is kept, to the letter; its renderings come from that text alone.

use std::{collections::BTreeMap, path::Path};

use super::{
    eml, html, pdf,
    template::{Template, language_code},
    templates,
};
use crate::{
    acts::Book,
    domain::{
        action::{Action, Filed, Made, Paper},
        record::{Kind, RecordId, Row},
        records::document::Stated,
        rejection::Rejection,
        safe,
    },
};

/// What is to be made.
#[derive(Debug, Clone, Default)]
pub struct Wanted {
    /// The template's name.
    pub template: String,
    /// The language, when another than theirs is wanted.
    pub language: Option<String>,
    /// The meeting it is for, when it is for one.
    pub meeting: Option<RecordId>,
    /// What the template asks for.
    pub given: BTreeMap<String, String>,
}

/// A document that is not kept yet.
#[derive(Debug, Clone)]
pub struct Draft {
    /// For whom.
    pub relationship: RecordId,
    /// What it is made from.
    pub template: Template,
    /// What it is called.
    pub title: String,
    /// What it says, as Markdown.
    pub text: String,
    /// The agreements it states.
    pub states: Vec<Stated>,
    /// What it was told.
    pub given: BTreeMap<String, String>,
    /// What the template asks for and was not told.
    pub unasked: Vec<String>,
}

impl Draft {
    /// The act that keeps it.
    #[must_use]
    pub fn action(&self) -> Action {
        Action::Document(Paper::Make(Box::new(self.made())))
    }

    /// It as it is made, with no rendering yet.
    #[must_use]
    pub fn made(&self) -> Made {
        Made {
            relationship: self.relationship,
            kind: self.template.kind.clone(),
            title: self.title.clone(),
            language: Some(self.template.language.clone()),
            template: self.template.name.clone(),
            template_version: Some(self.template.version.clone()),
            text: self.text.clone(),
            states: self.states.clone(),
            renderings: Vec::new(),
        }
    }
}

/// Makes a draft for a relationship.
pub fn draft(book: &Book, relationship: i64, wanted: &Wanted) -> Result<Draft, Rejection> {
    let facts = book.document_facts(relationship, wanted.meeting, &wanted.given)?;
    let language = wanted.language.as_deref().or(facts.language.as_deref());
    let template = templates::template(&wanted.template, language, book.document_templates())?;
    known(&template, &wanted.given)?;
    let mut all = facts.all;
    // What is asked for and was not told is there, and empty.
    if let Some(given) = all.get_mut("given").and_then(serde_json::Value::as_object_mut) {
        for ask in &template.asks {
            given.entry(ask.name.clone()).or_insert_with(|| serde_json::Value::String(String::new()));
        }
    }
    let text = template.fill(&all)?;
    let states = book.stateable(relationship, &template.states)?;
    let states = states.into_iter().map(|(agreement, version)| Stated { agreement, version }).collect();
    let name = all.pointer("/client/name").and_then(serde_json::Value::as_str).unwrap_or_default();
    let unasked = template.asks.iter().filter(|ask| !wanted.given.contains_key(&ask.name));
    Ok(Draft {
        relationship: RecordId::new(Kind::Relationship, relationship),
        title: format!("{}, {name}", template.title),
        unasked: unasked.map(|ask| ask.label.clone()).collect(),
        text,
        states,
        given: wanted.given.clone(),
        template,
    })
}

/// What was told must be asked for.
fn known(template: &Template, given: &BTreeMap<String, String>) -> Result<(), Rejection> {
    let asks: Vec<&str> = template.asks.iter().map(|ask| ask.name.as_str()).collect();
    match given.keys().find(|name| !asks.contains(&name.as_str())) {
        None => Ok(()),
        Some(name) if asks.is_empty() => Err(Rejection::ambiguous(format!(
            "The template {} asks for nothing, not for {name}.",
            template.name
        ))),
        Some(name) => {
            let asks = asks.join(", ");
            Err(Rejection::ambiguous(format!("{name} is none of what the template asks for: {asks}.")))
        }
    }
}

/// The forms a document has outside the book.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// Its text.
    Markdown,
    /// One page for a browser.
    Html,
    /// Pages of paper.
    Pdf,
}

impl Form {
    /// The form a file's ending names.
    #[must_use]
    pub fn of_file(file: &Path) -> Option<Self> {
        match file.extension()?.to_str()?.to_lowercase().as_str() {
            "md" | "markdown" => Some(Self::Markdown),
            "html" | "htm" => Some(Self::Html),
            "pdf" => Some(Self::Pdf),
            _ => None,
        }
    }

    /// Its ending, which is its name too.
    #[must_use]
    pub fn ending(self) -> &'static str {
        match self {
            Self::Markdown => "md",
            Self::Html => "html",
            Self::Pdf => "pdf",
        }
    }

    /// Its media type.
    #[must_use]
    pub fn media(self) -> &'static str {
        match self {
            Self::Markdown => "text/markdown; charset=utf-8",
            Self::Html => "text/html; charset=utf-8",
            Self::Pdf => "application/pdf",
        }
    }
}

/// A kept document in a form: the file that was kept of it, else made from its text.
pub fn rendered(book: &Book, document: RecordId, form: Form) -> Result<Vec<u8>, Rejection> {
    let row = need(book, document)?;
    let kept = match form {
        Form::Markdown => None,
        Form::Html => row.fields.text("html_sha256"),
        Form::Pdf => row.fields.text("pdf_sha256"),
    };
    match kept.map(|sha256| book.kept_file(sha256)).transpose()?.flatten() {
        Some(file) => Ok(file.bytes),
        None => Manuscript::of(book, &row)?.render(form),
    }
}

/// A mail draft with a kept document attached.
pub fn mailed(book: &Book, document: RecordId) -> Result<Vec<u8>, Rejection> {
    let row = need(book, document)?;
    let pdf = rendered(book, document, Form::Pdf)?;
    mail(book, row.int("relationship_id").unwrap_or(0), row.str("title"), &pdf)
}

/// Keeps a rendering of a document in the book, when none of its form is kept yet.
pub fn keep(book: &mut Book, document: RecordId, form: Form, bytes: &[u8]) -> Result<(), Rejection> {
    let field = match form {
        Form::Markdown => return Ok(()),
        Form::Html => "html_sha256",
        Form::Pdf => "pdf_sha256",
    };
    // The one that was kept first stays: it may have gone out.
    if need(book, document)?.fields.text(field).is_none() {
        let sha256 = book.keep_file(form.media(), bytes)?;
        let filed = Filed { document, form: form.ending().to_owned(), sha256 };
        book.execute(&Action::Document(Paper::Keep(filed)))?;
    }
    Ok(())
}

fn need(book: &Book, document: RecordId) -> Result<Row, Rejection> {
    book.get(document)?.ok_or_else(|| Rejection::rule("This document is gone from the book."))
}

/// A mail draft to a relationship with a PDF attached, as the bytes of an .eml file.
///
/// Refused for those who want no e-mail, or have no address.
pub fn mail(book: &Book, relationship: i64, title: &str, bytes: &[u8]) -> Result<Vec<u8>, Rejection> {
    let to = book.mail_to(relationship)?;
    let title = safe::one_line(title);
    let title = title.as_ref();
    let text = safe::lines(&format!("{},\n\n{title}\n", book.salutation(relationship)?)).into_owned();
    let name = format!("{title}.pdf");
    let attached = (name.as_str(), Form::Pdf.media(), bytes);
    let boundary = format!("standing-{}", book.fingerprint(bytes));
    Ok(eml::eml(&eml::Draft { to: &to, subject: title, text: &text, attached }, &boundary))
}

/// Everything a rendering is made from; it can go to another thread.
#[derive(Debug, Clone)]
pub struct Manuscript {
    /// What it is called.
    pub title: String,
    /// The language of its text.
    pub language: String,
    /// Its text.
    pub text: String,
    /// The paper it is printed on.
    pub paper: pdf::Paper,
}

impl Manuscript {
    /// That of a kept document.
    pub fn of(book: &Book, document: &Row) -> Result<Self, Rejection> {
        Self::new(book, (document.str("title"), document.str("language"), document.str("text")))
    }

    /// That of a title, a language and a text; dollars are printed on US letter, all else on A4.
    pub fn new(book: &Book, (title, language, text): (&str, &str, &str)) -> Result<Self, Rejection> {
        let is_american = book.currency()? == "USD";
        let paper = if is_american { pdf::LETTER } else { pdf::A4 };
        let language = if language.is_empty() { "en" } else { language };
        // What is printed, mailed and opened elsewhere is as harmless as what is shown here.
        let (title, text) = (safe::one_line(title).into_owned(), safe::lines(text).into_owned());
        Ok(Self { title, language: language_code(language), text, paper })
    }

    /// The bytes of a form.
    pub fn render(&self, form: Form) -> Result<Vec<u8>, Rejection> {
        match form {
            Form::Markdown => Ok(self.text.clone().into_bytes()),
            Form::Html => Ok(html::page(&self.title, &self.language, &self.text).into_bytes()),
            Form::Pdf => {
                let mut fonts = pdf::Fonts::new(pdf::system_folders(), &self.language)?;
                let sheet = pdf::Sheet { title: &self.title, language: &self.language, paper: self.paper };
                pdf::document(&sheet, &self.text, &mut fonts)
            }
        }
    }
}
