//! Scans: any file that shows what was signed or agreed, kept by its SHA-256 and read later as it was.
//!
//! **Invariant:** a scan is kept whole or not at all, and one that is kept is never replaced.

use std::{fs, path::Path};

use crate::{
    acts::Book,
    domain::{
        action::{Action, Attached, Paper},
        record::{Kind, RecordId, Row, Value},
        records::document::may_be_attached,
        rejection::Rejection,
        safe,
    },
};

/// The largest scan, in bytes.
const LARGEST: u64 = 32 << 20;

/// A scan that the book keeps.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scan {
    /// What its file was called.
    pub name: String,
    /// The SHA-256 of its bytes.
    pub sha256: String,
}

impl Book {
    /// Reads a file, keeps its bytes, and gives the act that attaches it to a document or an agreement.
    ///
    /// Refused before anything is kept where it cannot be attached, is no file, is empty or larger than 32 MiB.
    pub fn attaching(&self, to: RecordId, file: &Path) -> Result<Action, Rejection> {
        may_be_attached(&self.db().need(to)?)?;
        let shown = file.display();
        let no = |error: std::io::Error| {
            Rejection::fault(format!("{shown} cannot be read: {error}. Nothing was attached."))
        };
        let meta = fs::metadata(file).map_err(no)?;
        if !meta.is_file() {
            return Err(Rejection::rule(format!("{shown} is no file. Nothing was attached.")));
        }
        if meta.len() > LARGEST {
            return Err(Rejection::rule(format!("{shown} is larger than 32 MiB. Nothing was attached.")));
        }
        let bytes = fs::read(file).map_err(no)?;
        if bytes.is_empty() {
            return Err(Rejection::rule(format!("{shown} is empty. Nothing was attached.")));
        }
        let name = file.file_name().unwrap_or_default().to_string_lossy();
        let name = safe::one_line(&name).trim().to_owned();
        let sha256 = self.keep_file(media(&name), &bytes)?;
        Ok(Action::Document(Paper::Attach(Attached { to, name, sha256, on: self.today() })))
    }

    /// The scan attached to a document or an agreement, the newest; none where there is none.
    pub fn scan_of(&self, record: RecordId) -> Result<Option<Scan>, Rejection> {
        if record.kind == Kind::Document {
            return Ok(scan(&self.db().need(record)?));
        }
        let equal = [
            ("agreement", Value::from(record.kind.spec().table)),
            ("agreement_id", Value::Int(record.id)),
            ("what", Value::from("attached")),
        ];
        Ok(self.rows(Kind::AgreementEvent, &equal)?.iter().rev().find_map(scan))
    }

    /// The bytes of the scan attached to a record.
    pub fn scanned(&self, record: RecordId) -> Result<Vec<u8>, Rejection> {
        let found = match self.scan_of(record)? {
            Some(scan) => self.kept_file(&scan.sha256)?,
            None => return Err(Rejection::rule(format!("No scan is attached to {record}."))),
        };
        let gone =
            || Rejection::fault("The scan is no longer in the book. standing verify says what is missing.");
        found.map(|file| file.bytes).ok_or_else(gone)
    }
}

fn scan(row: &Row) -> Option<Scan> {
    let text = |name: &str| row.fields.text(name).map(ToOwned::to_owned);
    Some(Scan { name: text("scan_name")?, sha256: text("scan_sha256")? })
}

/// The media type of a file by the end of its name.
fn media(name: &str) -> &'static str {
    let ending = name.rsplit_once('.').map(|(_, ending)| ending.to_lowercase());
    match ending.as_deref() {
        Some("pdf") => "application/pdf",
        Some("png") => "image/png",
        Some("jpg" | "jpeg") => "image/jpeg",
        Some("tif" | "tiff") => "image/tiff",
        Some("heic") => "image/heic",
        Some("txt" | "md") => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}
