//! The files a document is written to.
//!
//! **Invariant:** all of them are rendered before the first is written; of several either all stand or none.

use std::path::{Path, PathBuf};

use clap::Args;

use crate::{
    acts::{
        Book, Replace,
        left::{Leaving, Left},
        write_whole,
    },
    cli::{output::is_stdout, session::Session},
    domain::{
        action::{Action, Paper, Receipt},
        record::RecordId,
        rejection::Rejection,
    },
    letters::compose::{self, Form, Manuscript},
};

#[derive(Debug, Clone, Args)]
pub(super) struct FileArgs {
    /// Writes it to a private file: .pdf, .html or .md; - is standard output
    #[arg(long, value_name = "FILE")]
    pub(super) out: Option<PathBuf>,
    /// Writes a mail draft with the PDF attached, an .eml file for your mail program; nothing is sent
    #[arg(long, value_name = "FILE")]
    pub(super) eml: Option<PathBuf>,
    /// Replaces a file that is there
    #[arg(long)]
    pub(super) force: bool,
}

/// The files a document is written to, rendered before anything is written.
#[derive(Debug, Default)]
pub(super) struct Files {
    /// The form of each that the book keeps.
    pub(super) forms: Vec<(Form, Vec<u8>)>,
    files: Vec<(PathBuf, Vec<u8>)>,
}

impl Files {
    pub(super) fn of(
        session: &mut Session,
        manuscript: &Manuscript,
        client: RecordId,
        typed: &FileArgs,
    ) -> Result<Self, Rejection> {
        let mut all = Self::default();
        if let Some(out) = &typed.out {
            let form = form_of(out)?;
            let bytes = manuscript.render(form)?;
            all.files.push((out.clone(), bytes.clone()));
            all.forms.push((form, bytes));
        }
        if let Some(file) = &typed.eml {
            let pdf = match all.forms.iter().find(|(form, _)| *form == Form::Pdf) {
                Some((_, bytes)) => bytes.clone(),
                None => manuscript.render(Form::Pdf)?,
            };
            let draft = compose::mail(session.book()?, client.id, &manuscript.title, &pdf)?;
            all.files.push((file.clone(), draft));
            if !all.forms.iter().any(|(form, _)| *form == Form::Pdf) {
                all.forms.push((Form::Pdf, pdf));
            }
        }
        Ok(all)
    }

    pub(super) fn names(&self) -> Vec<String> {
        let files = self.files.iter().filter(|(file, _)| !is_stdout(file));
        files.map(|(file, _)| file.display().to_string()).collect()
    }

    pub(super) fn to_stdout(&self) -> Option<Vec<u8>> {
        self.files.iter().find(|(file, _)| is_stdout(file)).map(|(_, bytes)| bytes.clone())
    }

    pub(super) fn write(&self, force: bool) -> Result<(), Rejection> {
        let replace = if force { Replace::Yes } else { Replace::No };
        let mut written: Vec<&Path> = Vec::new();
        for (file, bytes) in self.files.iter().filter(|(file, _)| !is_stdout(file)) {
            if let Err(no) = write_whole(file, bytes, replace) {
                // What stood beside it is not left alone.
                if !force {
                    for file in written {
                        drop(std::fs::remove_file(file));
                    }
                }
                return Err(no);
            }
            written.push(file);
        }
        Ok(())
    }

    /// Keeps that they left the book; none did where nothing was written.
    pub(super) fn left(&self, book: &mut Book, client: RecordId, what: &str) -> Left {
        if self.files.is_empty() {
            return Left::Nobodys;
        }
        let how: Vec<String> = self.files.iter().map(|(file, _)| shown_form(file)).collect();
        let leaving = Leaving::about(client, format!("{what} as {}", how.join(" and ")));
        book.left(&leaving, self.files.iter().map(|(_, bytes)| bytes.as_slice()))
    }

    /// Removes the files of a document that was not kept; one that replaced another stays.
    pub(super) fn take_away(&self, force: bool) {
        if !force {
            for (file, _) in self.files.iter().filter(|(file, _)| !is_stdout(file)) {
                drop(std::fs::remove_file(file));
            }
        }
    }

    /// Does the act that makes the document, and keeps its renderings in the same step.
    pub(super) fn kept(&self, session: &mut Session, act: &Action) -> Result<Receipt, Rejection> {
        let mut act = act.clone();
        if let Action::Document(Paper::Make(made)) = &mut act {
            for (form, bytes) in &self.forms {
                if *form != Form::Markdown {
                    let sha256 = session.book()?.keep_file(form.media(), bytes)?;
                    made.renderings.push((form.ending().to_owned(), sha256));
                }
            }
        }
        session.book()?.execute(&act)
    }
}

/// `PDF`, `EML`: what the name of a file ends in.
fn shown_form(file: &Path) -> String {
    let ending = file.extension().map(|ending| ending.to_string_lossy().to_uppercase());
    ending.filter(|_| !is_stdout(file)).unwrap_or_else(|| "Markdown".to_owned())
}

pub(super) fn form_of(file: &Path) -> Result<Form, Rejection> {
    if is_stdout(file) {
        return Ok(Form::Markdown);
    }
    Form::of_file(file).ok_or_else(|| {
        Rejection::ambiguous(format!("End the name in .pdf, .html or .md, not as {}.", file.display()))
    })
}
