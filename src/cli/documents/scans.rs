//! Scans on the command line: attached to a document or an agreement, and written to a file again.
//!
//! **Invariant:** what is written is what was attached, byte for byte.

use std::path::PathBuf;

use clap::Args;
use serde_json::json;

use crate::{
    acts::Replace,
    cli::{
        left,
        output::{Answer, is_stdout},
        session::Session,
    },
    domain::{
        record::{Kind, RecordId},
        rejection::Rejection,
    },
    exchange::export::leaving_rows,
};

#[derive(Debug, Clone, Args)]
pub(super) struct AttachArgs {
    /// To which document or agreement, by its id
    #[arg(value_name = "DOCUMENT")]
    name: String,
    /// The scan: any file up to 32 MiB
    #[arg(value_name = "FILE")]
    file: PathBuf,
}

#[derive(Debug, Clone, Args)]
pub(super) struct ScanArgs {
    /// Of which document or agreement, by its id
    #[arg(value_name = "DOCUMENT")]
    name: String,
    /// Writes it to a private file; - is standard output
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// Replaces a file that is there
    #[arg(long, requires = "out")]
    force: bool,
}

/// A document, or an agreement by its id: `g7`, `e3`, `a12`.
fn shown_by(session: &mut Session, name: &str) -> Result<RecordId, Rejection> {
    match name.trim().parse::<RecordId>() {
        Ok(id) if id.kind.is_agreement() => session.record(id.kind, name).map(|row| row.id),
        _ => session.record(Kind::Document, name).map(|row| row.id),
    }
}

pub(super) fn attach(session: &mut Session, typed: &AttachArgs) -> Result<Answer, Rejection> {
    let to = shown_by(session, &typed.name)?;
    let act = session.book()?.attaching(to, &typed.file)?;
    session.act(&act)
}

pub(super) fn scan(session: &mut Session, typed: &ScanArgs) -> Result<Answer, Rejection> {
    let of = shown_by(session, &typed.name)?;
    let book = session.book()?;
    let Some(scan) = book.scan_of(of)? else {
        return Err(Rejection::rule(format!(
            "No scan is attached to {of}. standing document attach {of} FILE attaches one."
        )));
    };
    let Some(out) = &typed.out else {
        let said = format!("{}, SHA-256 {}", scan.name, scan.sha256);
        return Ok(Answer::new(said, json!({ "of": of, "name": scan.name, "sha256": scan.sha256 })));
    };
    let bytes = book.scanned(of)?;
    let leaving = leaving_rows(book, &[of])?.called("scan as it was attached");
    if is_stdout(out) {
        let handed = book.left(&leaving, std::iter::once(bytes.as_slice()));
        return Ok(left::document(Answer::bytes(bytes), &handed, book));
    }
    let count = bytes.len();
    let replace = if typed.force { Replace::Yes } else { Replace::No };
    let handed = book.hand_over(&leaving, &[(out.clone(), bytes)], replace)?;
    let said = format!("Wrote {}, {count} bytes, as {} was attached", out.display(), scan.name);
    let answer = Answer::new(said, json!({ "file": out, "bytes": count, "sha256": scan.sha256 }));
    Ok(left::document(answer, &handed, book))
}
