//! Records as tables on the command line: a file, a directory of them, or standard output.
//!
//! **Invariant:** all files are looked at before the first is written.

use std::path::{Path, PathBuf};

use clap::Args;
use serde_json::json;

use super::{Spreadsheet, replace};
use crate::{
    acts::{export_directory, left::Left},
    cli::{
        output::{Answer, is_stdout},
        session::Session,
    },
    domain::{record::Kind, rejection::Rejection},
    exchange::{
        export::leaving_tables,
        tables::{self, Sensitivities},
    },
};

#[derive(Debug, Clone, Args)]
pub(super) struct CsvArgs {
    /// Which records, as client or `follow_up`; repeatable, all when left
    #[arg(long = "table", value_name = "TABLE")]
    tables: Vec<String>,
    /// All of them, as when no table is named
    #[arg(long, conflicts_with = "tables")]
    all: bool,
    /// The directory to write to, made when it is not there; of one table also the file, or - for standard output
    #[arg(long, value_name = "DIR|FILE")]
    out: PathBuf,
    #[command(flatten)]
    spreadsheet: Spreadsheet,
    /// Writes what to be careful about, which stays in the book otherwise
    #[arg(long)]
    with_sensitivities: bool,
    /// Replaces files that are there
    #[arg(long)]
    force: bool,
}

/// A table that was written.
struct Written {
    file: PathBuf,
    kind: Kind,
    rows: usize,
}

impl CsvArgs {
    /// Writes the tables.
    pub(super) fn run(&self, session: &mut Session) -> Result<(Answer, Left), Rejection> {
        let mut kinds = Vec::new();
        for word in &self.tables {
            let kind = tables::kind_of(word).ok_or_else(|| {
                let known = tables::names().collect::<Vec<_>>().join(", ");
                Rejection::ambiguous(format!("There is no table {word}. Tables are: {known}."))
            })?;
            if !kinds.contains(&kind) {
                kinds.push(kind);
            }
        }
        if kinds.is_empty() {
            kinds.extend(Kind::ALL);
        }
        if is_stdout(&self.out) && kinds.len() > 1 {
            return Err(Rejection::ambiguous(
                "Standard output takes one table. Name it with --table, or name a directory for all of them.",
            ));
        }
        let careful = if self.with_sensitivities { Sensitivities::Told } else { Sensitivities::Kept };
        if let ([kind], true) = (kinds.as_slice(), is_stdout(&self.out)) {
            let book = session.book()?;
            let made = tables::table(book, *kind, self.spreadsheet.style(), careful)?;
            let leaving = leaving_tables(book, &[*kind], made.rows)?;
            let left = book.left(&leaving, std::iter::once(made.bytes.as_slice()));
            return Ok((Answer::bytes(made.bytes), left));
        }
        let files: Vec<PathBuf> = match kinds.as_slice() {
            [_] if !self.out.is_dir() => vec![self.out.clone()],
            kinds => kinds.iter().map(|kind| self.out.join(tables::file_name(*kind))).collect(),
        };
        self.refuse_to_replace(&files)?;
        if kinds.len() > 1 {
            private_directory(&self.out)?;
        }
        let book = session.book()?;
        let mut written = Vec::with_capacity(kinds.len());
        let mut bytes = Vec::with_capacity(kinds.len());
        for (kind, file) in kinds.iter().zip(files) {
            let table = tables::table(book, *kind, self.spreadsheet.style(), careful)?;
            bytes.push((file.clone(), table.bytes));
            written.push(Written { file, kind: *kind, rows: table.rows });
        }
        let leaving = leaving_tables(book, &kinds, written.iter().map(|table| table.rows).sum())?;
        let left = book.hand_over(&leaving, &bytes, replace(self.force))?;
        Ok((self.answer(&written), left))
    }

    /// All files are looked at before the first is written.
    fn refuse_to_replace(&self, files: &[PathBuf]) -> Result<(), Rejection> {
        match files.iter().find(|file| !self.force && file.exists()) {
            Some(file) => Err(Rejection::rule(format!(
                "{} is there already. Nothing was written; add --force to replace it.",
                file.display()
            ))),
            None => Ok(()),
        }
    }

    fn answer(&self, written: &[Written]) -> Answer {
        let records: usize = written.iter().map(|table| table.rows).sum();
        let text = match written {
            [one] => format!("Wrote {}: {} {}.", one.file.display(), one.rows, one.kind.spec().plural),
            many => format!("Wrote {} tables to {}: {records} records.", many.len(), self.out.display()),
        };
        let files: Vec<_> = written
            .iter()
            .map(|one| json!({ "file": one.file, "table": one.kind.spec().table, "records": one.rows }))
            .collect();
        Answer::new(text, json!({ "records": records, "files": files }))
    }
}

/// Makes the directory, private, when only its last part is missing.
fn private_directory(dir: &Path) -> Result<(), Rejection> {
    if dir.is_dir() {
        return Ok(());
    }
    if dir.exists() {
        return Err(Rejection::rule(format!(
            "{} is a file. Name a directory for the tables; nothing was written.",
            dir.display()
        )));
    }
    export_directory(dir)
}
