//! Documents on the command line: made, read, written to files, sent, signed; and their templates.
//!
//! **Invariant:** a file is whole or not there; what cannot be written is not recorded as made.

mod files;
mod scans;
mod whom;

use std::{collections::BTreeMap, path::Path};

use clap::{ArgMatches, Args, Command};
use serde_json::json;

use self::files::{FileArgs, Files, form_of};
use super::{
    agreements::args,
    left,
    output::{Answer, is_stdout, table},
    session::Session,
};
use crate::{
    acts::{Replace, left::Leaving},
    domain::{
        action::{Action, Paper, Sent, Signed},
        record::{Kind, RecordId, Row},
        rejection::Rejection,
    },
    letters::{
        compose::{self, Draft, Manuscript, Wanted},
        templates,
    },
};

#[derive(Debug, Clone, Args)]
struct MakeArgs {
    /// The template: charter, proposal, engagement, brief, agenda, terms, year, ending, ending-checklist, rolecard, conversation, a script, or your own
    #[arg(value_name = "TEMPLATE")]
    template: String,
    /// For whom
    #[arg(value_name = "CLIENT")]
    client: Vec<String>,
    /// In another language than theirs, as de
    #[arg(long, value_name = "LANGUAGE")]
    language: Option<String>,
    /// The meeting it is for; the next one when it is left
    #[arg(long, value_name = "MEETING")]
    meeting: Option<String>,
    /// What the template asks for, as fee="1 % a year"; what is not told stays a line to write on
    #[arg(long = "set", value_name = "NAME=TEXT")]
    set: Vec<String>,
    /// Shows it and keeps nothing
    #[arg(long)]
    preview: bool,
    #[command(flatten)]
    file: FileArgs,
}

#[derive(Debug, Clone, Args)]
struct OneArgs {
    /// Which, by its id
    #[arg(value_name = "DOCUMENT")]
    name: String,
}

#[derive(Debug, Clone, Args)]
struct WriteArgs {
    /// Which, by its id
    #[arg(value_name = "DOCUMENT")]
    name: String,
    /// The file as it was sent, when one was kept
    #[arg(long, conflicts_with = "eml")]
    sent: bool,
    #[command(flatten)]
    file: FileArgs,
}

#[derive(Debug, Clone, Args)]
struct SentArgs {
    /// Which, by its id
    #[arg(value_name = "DOCUMENT")]
    name: String,
    /// e-mail, letter, in-person, portal
    #[arg(long, value_name = "HOW")]
    how: String,
    /// To whom; its adults when it is left
    #[arg(long, value_name = "TEXT")]
    to: Option<String>,
    /// When; today when it is left
    #[arg(long, value_name = "DATE")]
    on: Option<String>,
}

#[derive(Debug, Clone, Args)]
struct SignedArgs {
    /// Which, by its id
    #[arg(value_name = "DOCUMENT")]
    name: String,
    /// Who signed, repeated for several; the only adult when nobody is named
    #[arg(long, value_name = "PERSON")]
    by: Vec<String>,
    /// When; today when it is left
    #[arg(long, value_name = "DATE")]
    on: Option<String>,
    /// Where the signed paper is
    #[arg(long, value_name = "TEXT")]
    evidence: Option<String>,
}

#[derive(Debug, Clone, Args)]
struct TemplateArgs {
    /// Which; without a name they are listed
    #[arg(value_name = "TEMPLATE")]
    name: Option<String>,
    /// In a language, as de
    #[arg(long, value_name = "LANGUAGE")]
    language: Option<String>,
}

/// The command of the noun; list and show are those of every record.
pub(super) fn command(list: Command, show: Command) -> Command {
    let one = |name: &'static str, about: &'static str, example: &str| {
        Command::new(name).about(about).after_help(format!("Examples:\n  {example}"))
    };
    Command::new("document")
        .about("Makes letters, charters and cards from the book; keeps what was sent and signed")
        .subcommand_required(true)
        .arg_required_else_help(true)
        .after_help(
            "Examples:\n  standing document make charter Hartley --out charter.pdf\n  standing document list --client Hartley",
        )
        .subcommands([
            MakeArgs::augment_args(one(
                "make",
                "Makes a document from a template and keeps it",
                "standing document make charter Hartley\n  standing document make terms Hartley --set from=\"0.9 %\" --set to=\"1 %\" --out terms.pdf --eml terms.eml",
            )),
            list,
            show,
            OneArgs::augment_args(one("text", "Prints what a document says, as Markdown", "standing document text d1")),
            WriteArgs::augment_args(one(
                "write",
                "Writes a document to a file again, or the file as it was sent",
                "standing document write d1 --out charter.pdf\n  standing document write d1 --sent --out sent.pdf",
            )),
            SentArgs::augment_args(one(
                "sent",
                "Notes that a document went to them; what it states is stated from then on",
                "standing document sent d1 --how e-mail\n  standing document sent d1 --how letter --to \"Ann and Robert Hartley\" --on \"12 nov\"",
            )),
            SignedArgs::augment_args(one(
                "signed",
                "Notes that they signed a document",
                "standing document signed d1 --by Ann --by Robert --evidence \"paper, folder 12\"",
            )),
            scans::AttachArgs::augment_args(one(
                "attach",
                "Attaches a scan of the signed paper to a document or an agreement; the book keeps the file",
                "standing document attach d1 charter-signed.pdf\n  standing document attach g7 letter.jpg",
            )),
            scans::ScanArgs::augment_args(one(
                "scan",
                "Names the scan attached to a document or an agreement, or writes it to a file",
                "standing document scan d1\n  standing document scan d1 --out signed.pdf",
            )),
            TemplateArgs::augment_args(one(
                "template",
                "Prints a template, to be edited in the folder documents beside the configuration; without a name lists them",
                "standing document template\n  standing document template charter > charter.md",
            )),
        ])
}

/// Runs one of the verbs.
pub(super) fn run(session: &mut Session, verb: &str, matches: &ArgMatches) -> Result<Answer, Rejection> {
    match verb {
        "make" => make(session, args(matches)?),
        "text" => {
            let typed: OneArgs = args(matches)?;
            let row = session.record(Kind::Document, &typed.name)?;
            Ok(Answer::new(row.str("text").trim_end(), json!({ "id": row.id, "text": row.str("text") })))
        }
        "write" => write(session, args(matches)?),
        "sent" => sent(session, args(matches)?),
        "signed" => signed(session, args(matches)?),
        "attach" => scans::attach(session, &args(matches)?),
        "scan" => scans::scan(session, &args(matches)?),
        _ => template(session, args(matches)?),
    }
}

fn make(session: &mut Session, typed: MakeArgs) -> Result<Answer, Rejection> {
    let client = whom::whose(session, &typed.template, &typed.client)?;
    let meeting = typed.meeting.as_deref().map(|name| session.record(Kind::Meeting, name)).transpose()?;
    let wanted = Wanted {
        template: typed.template,
        language: typed.language,
        meeting: meeting.map(|row| row.id),
        given: given(&typed.set)?,
    };
    let draft = compose::draft(session.book()?, client.id, &wanted)?;
    let blanks = match draft.unasked.as_slice() {
        [] => None,
        some => Some(format!("Left to write on: {}. --set fills it in.", some.join(", "))),
    };
    let noting = |answer: Answer| match &blanks {
        Some(blanks) => answer.noting(blanks.as_str()),
        None => answer,
    };
    if typed.preview {
        if let Some(out) = &typed.file.out {
            let bytes = manuscript_of(session, &draft)?.render(form_of(out)?)?;
            let leaving = Leaving::about(client, format!("draft of {}", draft.title));
            return put(session, out, bytes, (&leaving, typed.file.force)).map(noting);
        }
        return Ok(noting(Answer::new(
            draft.text.trim_end(),
            json!({ "title": draft.title, "text": draft.text }),
        )));
    }
    let manuscript = manuscript_of(session, &draft)?;
    let files = Files::of(session, &manuscript, client, &typed.file)?;
    files.write(typed.file.force)?;
    let receipt = match files.kept(session, &draft.action()) {
        Ok(receipt) => receipt,
        Err(no) => {
            files.take_away(typed.file.force);
            return Err(no);
        }
    };
    let id = receipt.ids.first().copied();
    let book = session.book()?;
    let left = files.left(book, client, &draft.title);
    if let Some(bytes) = files.to_stdout() {
        return Ok(noting(left::document(Answer::bytes(bytes), &left, book)));
    }
    let said = json!({
        "op": receipt.op, "summary": receipt.summary, "ids": receipt.ids, "undo": receipt.undo,
        "document": id, "title": draft.title, "text": draft.text, "files": files.names(),
    });
    if files.names().is_empty() {
        // The text is the answer, so that it can be piped; the receipt stands beside it.
        let receipt = Answer::receipt(&receipt);
        return Ok(noting(Answer::new(draft.text.trim_end(), said).noting(receipt.text)));
    }
    let text = format!("{}\nWrote {}", Answer::receipt(&receipt).text, files.names().join(", "));
    Ok(noting(left::document(Answer::new(text, said), &left, book)))
}

fn given(set: &[String]) -> Result<BTreeMap<String, String>, Rejection> {
    let mut given = BTreeMap::new();
    for text in set {
        let Some((name, value)) = text.split_once('=') else {
            return Err(Rejection::ambiguous(format!("{text} says no name. Type it as --set fee=\"1 %\".")));
        };
        given.insert(name.trim().to_owned(), value.trim().to_owned());
    }
    Ok(given)
}

fn manuscript_of(session: &mut Session, draft: &Draft) -> Result<Manuscript, Rejection> {
    Manuscript::new(session.book()?, (&draft.title, &draft.template.language, &draft.text))
}

fn put(
    session: &mut Session,
    out: &Path,
    bytes: Vec<u8>,
    (leaving, force): (&Leaving, bool),
) -> Result<Answer, Rejection> {
    let book = session.book()?;
    if is_stdout(out) {
        let left = book.left(leaving, std::iter::once(bytes.as_slice()));
        return Ok(left::document(Answer::bytes(bytes), &left, book));
    }
    let (count, replace) = (bytes.len(), if force { Replace::Yes } else { Replace::No });
    let left = book.hand_over(leaving, &[(out.to_owned(), bytes)], replace)?;
    let text = format!("Wrote {}, {count} bytes", out.display());
    Ok(left::document(Answer::new(text, json!({ "file": out, "bytes": count })), &left, book))
}

fn write(session: &mut Session, typed: WriteArgs) -> Result<Answer, Rejection> {
    let row = session.record(Kind::Document, &typed.name)?;
    if typed.sent {
        let Some(out) = &typed.file.out else {
            return Err(Rejection::ambiguous("Name the file with --out."));
        };
        let bytes = match session.book()?.sent_file(&row)? {
            Some(kept) => kept.bytes,
            None if row.day("sent_on").is_some() => row.str("text").as_bytes().to_vec(),
            None => return Err(Rejection::rule("This document was not sent.")),
        };
        let client = RecordId::new(Kind::Relationship, row.int("relationship_id").unwrap_or(0));
        let leaving = Leaving::about(client, format!("{} as it was sent", row.str("title")));
        return put(session, out, bytes, (&leaving, typed.file.force));
    }
    if typed.file.out.is_none() && typed.file.eml.is_none() {
        return Err(Rejection::ambiguous("Name the file with --out or --eml."));
    }
    let manuscript = Manuscript::of(session.book()?, &row)?;
    let client = RecordId::new(Kind::Relationship, row.int("relationship_id").unwrap_or(0));
    let files = Files::of(session, &manuscript, client, &typed.file)?;
    files.write(typed.file.force)?;
    let book = session.book()?;
    if book.only_read().is_none() {
        for (form, bytes) in &files.forms {
            compose::keep(book, row.id, *form, bytes)?;
        }
    }
    let left = files.left(book, client, row.str("title"));
    if let Some(bytes) = files.to_stdout() {
        return Ok(left::document(Answer::bytes(bytes), &left, book));
    }
    let names = files.names();
    let answer = Answer::new(format!("Wrote {}", names.join(", ")), json!({ "files": names }));
    Ok(left::document(answer, &left, book))
}

fn sent(session: &mut Session, typed: SentArgs) -> Result<Answer, Rejection> {
    let row = session.record(Kind::Document, &typed.name)?;
    let on = session.past(typed.on.as_deref())?;
    let how = typed.how.replace('-', " ").replace("e mail", "e-mail");
    let sent = Sent { document: row.id, on, how, to: typed.to, sha256: kept_of(&row) };
    session.act(&Action::Document(Paper::Send(sent)))
}

/// The file of a document that goes out: the PDF before the HTML page.
fn kept_of(row: &Row) -> Option<String> {
    row.fields.text("pdf_sha256").or(row.fields.text("html_sha256")).map(ToOwned::to_owned)
}

fn signed(session: &mut Session, typed: SignedArgs) -> Result<Answer, Rejection> {
    let row = session.record(Kind::Document, &typed.name)?;
    let whose = row.int("relationship_id").unwrap_or(0);
    let mut by = Vec::new();
    for name in &typed.by {
        by.push(session.person_of(whose, name)?);
    }
    let on = session.past(typed.on.as_deref())?;
    let signed = Signed { document: row.id, on, by, evidence: typed.evidence };
    session.act(&Action::Document(Paper::Sign(signed)))
}

fn template(session: &mut Session, typed: TemplateArgs) -> Result<Answer, Rejection> {
    let own = session.settings.documents();
    let own = own.as_deref();
    if let Some(name) = typed.name {
        let (text, from) = templates::text(&name, typed.language.as_deref(), own)?;
        return Ok(Answer::new(text.trim_end(), json!({ "name": name, "from": from, "text": text })));
    }
    let mut rows = Vec::new();
    let mut all = Vec::new();
    for name in templates::names(own) {
        let read = templates::template(&name, None, own)?;
        let asks: Vec<&str> = read.asks.iter().map(|ask| ask.name.as_str()).collect();
        all.push(json!({
            "name": name, "kind": read.kind, "about": read.about, "version": read.version, "asks": asks,
        }));
        rows.push(vec![name, read.kind.clone(), read.about.clone(), asks.join(" ")]);
    }
    let text = table(session.format, &["template", "kind", "about", "asks"], rows);
    Ok(Answer::new(text, json!({ "templates": all })))
}
