//! Import and export on the command line.
//!
//! **Invariant:** nothing is written without `--apply`, no file is replaced without `--force`; files are
//! private.

use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use serde_json::json;

use super::{
    output::Answer,
    session::{Opening, Session},
};
use crate::{
    acts::{Replace, write_whole},
    domain::rejection::Rejection,
};

#[derive(Debug, Clone, Args)]
pub(super) struct Import {
    /// The file: vCard, or CSV of Google Contacts
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// Writes it to the book, as one step
    #[arg(long)]
    apply: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum What {
    /// The whole book with its journal
    Json,
    /// Contacts as vCard 4.0
    Vcard,
}

#[derive(Debug, Clone, Args)]
pub(super) struct Export {
    /// What
    #[arg(value_enum, value_name = "WHAT")]
    what: What,
    /// The file to write
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
    /// Replaces a file that is there
    #[arg(long)]
    force: bool,
}

impl Import {
    /// Previews a file, or takes it in.
    pub(super) fn run(self, session: &mut Session) -> Result<Answer, Rejection> {
        let bytes = std::fs::read(&self.file).map_err(|error| {
            Rejection::fault(format!(
                "{} could not be read: {error}. Nothing was changed.",
                self.file.display()
            ))
        })?;
        let how = if self.apply { Apply::Yes } else { Apply::No };
        take_in(session, &self.file, &bytes, how)
    }
}

/// Whether an import is written or only previewed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Apply {
    Yes,
    No,
}

/// Seam: `exchange::read::read`, `preview::preview`, `preview::plan` and `Action::Import` go here.
fn take_in(_session: &mut Session, _file: &Path, _bytes: &[u8], _how: Apply) -> Result<Answer, Rejection> {
    Err(Rejection::fault("Import is not in this build yet. Nothing was changed."))
}

/// Seam: `exchange::vcard::write` of the persons of the book goes here; gives the text and how many.
fn contacts(_session: &mut Session) -> Result<(String, usize), Rejection> {
    Err(Rejection::fault("Export of contacts is not in this build yet."))
}

impl Export {
    /// Writes a file.
    pub(super) fn run(self, session: &mut Session) -> Result<Answer, Rejection> {
        session.opening = Opening::Needs;
        let (bytes, said) = match self.what {
            What::Json => {
                let book = session.book()?;
                let text = format!("{:#}\n", book.export_json()?);
                let operations = book.count_ops()?;
                (text.into_bytes(), format!("the whole book, {operations} operations"))
            }
            What::Vcard => {
                let (text, count) = contacts(session)?;
                (text.into_bytes(), format!("{count} contacts"))
            }
        };
        let replace = if self.force { Replace::Yes } else { Replace::No };
        write_whole(&self.out, &bytes, replace)?;
        let text = format!("Wrote {}: {said}, {} bytes.", self.out.display(), bytes.len());
        Ok(Answer::new(text, json!({ "file": self.out, "bytes": bytes.len() })))
    }
}
