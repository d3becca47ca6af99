//! Export on the command line: whole book, contacts, tables, mailing lists.
//!
//! **Invariant:** files are private and no file is replaced without `--force`; a mailing is logged with its list, and
//! what left is kept.

mod tables;

use std::path::{Path, PathBuf};

use clap::{Args, Subcommand, ValueEnum};
use serde_json::json;

use self::tables::CsvArgs;
use super::{
    left,
    output::{Answer, is_stdout},
    session::{Opening, Session},
};
use crate::{
    acts::{
        Book, Replace, Watch,
        left::{Leaving, Left},
    },
    domain::{filter::Filter, mailing::By, record::Kind, rejection::Rejection},
    exchange::{
        calendar::calendar,
        cells::{Cells, Mark, Style},
        examiner,
        export::{leaving_contacts, leaving_due, leaving_whole, vcards},
        mailing,
        tables::Sensitivities,
    },
};

#[derive(Debug, Clone, Args)]
pub(super) struct Export {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Clone, Subcommand)]
enum What {
    /// Writes the whole book with its journal, without loss; `standing import` takes it into a new book
    #[command(after_help = "Examples:\n  standing export json --out book.json")]
    Json(Out),
    /// Writes contacts as vCard 4.0, with all that came in
    #[command(after_help = "Examples:\n  standing export vcard --out contacts.vcf")]
    Vcard(Out),
    /// Writes what is due and the meetings ahead as an iCalendar file, by title and client
    #[command(after_help = "Examples:\n  standing export ics --out due.ics")]
    Ics(Out),
    /// Writes records as tables, a CSV file for each type
    #[command(
        after_help = "Examples:\n  standing export csv --out tables\n  standing export csv --table client --out clients.csv\n  standing export csv --table interaction --excel --out contacts.csv"
    )]
    Csv(CsvArgs),
    /// Writes one client's whole file for an examiner, as the book knew it on a day: text, tables, documents, journal
    #[command(
        after_help = "Examples:\n  standing export file Hartley --out hartley\n  standing export file Hartley --as-of 2026-03-31 --out hartley-march"
    )]
    File(FileArgs),
    /// Writes a mailing list of clients as CSV, without those who want no mail; it is logged with each of them
    #[command(
        after_help = "Examples:\n  standing export mailmerge --out letters.csv\n  standing export mailmerge tier:A \"#golf\" --by email --what \"Autumn letter\" --out autumn.csv"
    )]
    Mailmerge(MailmergeArgs),
}

#[derive(Debug, Clone, Args)]
struct Out {
    /// The file to write; - is standard output
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
    /// Replaces a file that is there
    #[arg(long)]
    force: bool,
}

#[derive(Debug, Clone, Copy, Args)]
struct Spreadsheet {
    /// Leaves cells that look like formulas as they are; else an apostrophe keeps a spreadsheet from running them
    #[arg(long)]
    raw_cells: bool,
    /// Begins with the mark by which Excel knows UTF-8
    #[arg(long)]
    excel: bool,
}

impl Spreadsheet {
    fn style(self) -> Style {
        Style {
            cells: if self.raw_cells { Cells::Raw } else { Cells::Harmless },
            mark: if self.excel { Mark::Utf8 } else { Mark::None },
        }
    }
}

#[derive(Debug, Clone, Args)]
struct FileArgs {
    /// Whose file
    #[arg(value_name = "CLIENT")]
    name: String,
    /// As the book knew it at the end of that day; today when left
    #[arg(long, value_name = "DATE")]
    as_of: Option<String>,
    /// The directory to write to, made when it is not there
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    /// Writes what to be careful about, which stays in the book otherwise
    #[arg(long)]
    with_sensitivities: bool,
    /// Replaces files that are there
    #[arg(long)]
    force: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum ByWord {
    /// One to a household, with its postal address
    Letter,
    /// One to each e-mail address of a household
    Email,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum View {
    Clients,
    Prospects,
    Partners,
    Helpers,
    Ended,
}

impl View {
    fn word(self) -> &'static str {
        match self {
            Self::Clients => "clients",
            Self::Prospects => "prospects",
            Self::Partners => "partners",
            Self::Helpers => "helpers",
            Self::Ended => "ended",
        }
    }
}

#[derive(Debug, Clone, Args)]
struct MailmergeArgs {
    /// Words, #tag, tier:A, stage:, due:, text:, as in the desk; all clients when left
    #[arg(value_name = "FILTER")]
    filter: Vec<String>,
    /// Which list of the desk the filter narrows
    #[arg(long, value_enum, default_value = "clients", value_name = "VIEW")]
    view: View,
    /// How it is sent
    #[arg(long, value_enum, default_value = "letter", value_name = "HOW")]
    by: ByWord,
    /// What the mailing is, as it stands in the timelines; the name of the file when left
    #[arg(long, value_name = "TEXT")]
    what: Option<String>,
    /// The file to write; - is standard output
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
    #[command(flatten)]
    spreadsheet: Spreadsheet,
    /// Replaces a file that is there
    #[arg(long)]
    force: bool,
}

impl Export {
    /// Writes what was asked for.
    pub(super) fn run(self, session: &mut Session) -> Result<Answer, Rejection> {
        session.opening = Opening::Needs;
        let (answer, left) = match self.what {
            What::Json(out) => {
                let book = session.book()?;
                let text = book.export_text()?;
                let said = format!("the whole book, {} operations", book.count_ops()?);
                let leaving = leaving_whole(book)?;
                out.write(book, text, (&leaving, &said))
            }
            What::Vcard(out) => {
                let book = session.book()?;
                let text = vcards(book)?;
                let count = text.lines().filter(|line| *line == "BEGIN:VCARD").count();
                let leaving = leaving_contacts(book)?;
                out.write(book, text, (&leaving, &format!("{count} contacts")))
            }
            What::Ics(out) => {
                let book = session.book()?;
                let (text, events) = calendar(book, &Watch::default())?;
                let said = if events == 1 { "1 event".to_owned() } else { format!("{events} events") };
                let leaving = leaving_due(book)?;
                out.write(book, text, (&leaving, &said))
            }
            What::Csv(asked) => asked.run(session),
            What::File(asked) => asked.run(session),
            What::Mailmerge(asked) => asked.run(session),
        }?;
        Ok(left::export(answer, &left, session.book()?))
    }
}

fn replace(force: bool) -> Replace {
    if force { Replace::Yes } else { Replace::No }
}

impl Out {
    fn write(
        &self,
        book: &mut Book,
        text: String,
        (leaving, said): (&Leaving, &str),
    ) -> Result<(Answer, Left), Rejection> {
        let bytes = text.into_bytes();
        let count = bytes.len();
        if is_stdout(&self.out) {
            let left = book.left(leaving, std::iter::once(bytes.as_slice()));
            return Ok((Answer::bytes(bytes), left));
        }
        let left = book.hand_over(leaving, &[(self.out.clone(), bytes)], replace(self.force))?;
        let text = format!("Wrote {}: {said}, {count} bytes.", self.out.display());
        Ok((Answer::new(text, json!({ "file": self.out, "bytes": count })), left))
    }
}

impl FileArgs {
    fn run(&self, session: &mut Session) -> Result<(Answer, Left), Rejection> {
        let client = session.record(Kind::Relationship, &self.name)?.id;
        let as_of = session.past(self.as_of.as_deref())?;
        if is_stdout(&self.out) || self.out.is_file() {
            return Err(Rejection::ambiguous(
                "It is many files. Name a directory for them; nothing was written.",
            ));
        }
        let careful = if self.with_sensitivities { Sensitivities::Told } else { Sensitivities::Kept };
        let book = session.book()?;
        let file = examiner::made(book, client, as_of, careful)?;
        let left = examiner::write(book, &file, &self.out, replace(self.force))?;
        let text = format!(
            "Wrote {} files to {}: {} records, {} operations. INDEX.txt names each with its SHA-256.",
            file.files(),
            self.out.display(),
            file.records,
            file.operations,
        );
        let json = json!({
            "directory": self.out, "client": client, "as_of": as_of, "files": file.names().collect::<Vec<_>>(),
            "records": file.records, "operations": file.operations, "sha256": file.sha256(),
            "op": left.receipt().map(|receipt| receipt.op),
            "summary": left.receipt().map(|receipt| &receipt.summary),
        });
        Ok((Answer::new(text, json), left))
    }
}

impl MailmergeArgs {
    fn run(&self, session: &mut Session) -> Result<(Answer, Left), Rejection> {
        let filter = Filter::parse(&self.filter.join(" "), session.today(), session.order()).whole()?;
        let to_stdout = is_stdout(&self.out);
        if !self.force && !to_stdout && self.out.exists() {
            return Err(Rejection::rule(format!(
                "{} is there already. Nothing was written; add --force to replace it.",
                self.out.display()
            )));
        }
        let by = match self.by {
            ByWord::Letter => By::Letter,
            ByWord::Email => By::Email,
        };
        let book = session.book()?;
        let asked = book.shown(self.view.word(), &filter)?;
        if asked.is_empty() {
            return Err(Rejection::rule("Nobody fits this filter. Nothing was written."));
        }
        let list = book.mailing(&asked, by)?;
        let out = (!to_stdout).then_some(self.out.as_path());
        let stem =
            out.and_then(Path::file_stem).map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
        let what = self.what.clone().unwrap_or(if to_stdout { "mailing list".to_owned() } else { stem });
        let style = self.spreadsheet.style();
        let (receipt, handed) = match out {
            Some(out) => mailing::write(book, &list, &what, (out, style, replace(self.force)))?,
            None => mailing::log(book, &list, &what, style)?,
        };
        let (rows, households, left) = (list.rows.len(), list.households(), list.left_out.len());
        if to_stdout {
            let mut answer = Answer::bytes(mailing::csv(&list, style));
            answer.notes.extend(list.told());
            return Ok((answer.noting(format!("op {}  {}", receipt.op, receipt.summary)), handed));
        }
        let mut lines = vec![format!(
            "Wrote {}: {rows} of a mailing to {households} of {}, {left} left out.",
            self.out.display(),
            households + left
        )];
        lines.extend(list.told());
        lines.push(format!("op {}  {}", receipt.op, receipt.summary));
        let left_out: Vec<_> = list
            .left_out
            .iter()
            .map(|left| json!({ "id": left.relationship, "client": left.client, "why": left.why, "words": left.why.words() }))
            .collect();
        let json = json!({
            "file": self.out, "rows": rows, "households": households, "left_out": left_out, "op": receipt.op,
            "summary": receipt.summary,
        });
        Ok((Answer::new(lines.join("\n"), json), handed))
    }
}
