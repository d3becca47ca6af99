//! Import on the command line.
//!
//! **Invariant:** nothing is written without `--apply`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use serde_json::{Value as Json, json};

use super::{
    output::{Answer, REFUSED, Shape},
    session::{Opening, Session},
};
use crate::{
    acts::Whole,
    domain::{
        card::{Answer as Tick, Change, Doubt, HouseholdChoice},
        rejection::Rejection,
    },
    exchange::{
        import::{self, Incoming, LEFT_OUT},
        preview::{Outcome, PreviewRow},
        read::{Choices, Format, Sensitive},
        readings::Readings,
    },
};

#[derive(Debug, Clone, Args)]
pub(super) struct Import {
    /// The file: vCard, or CSV of a known program, or any CSV with --map; or a whole book of `export json`
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// What the file must be; known by its content when left
    #[arg(long, value_enum, value_name = "FORMAT")]
    format: Option<FormatWord>,
    /// What the columns mean, by a mapping file
    #[arg(long, value_name = "MAP", conflicts_with = "format")]
    map: Option<PathBuf>,
    /// Prints a mapping file for this file, with sample values, to change and use
    #[arg(long, conflicts_with_all = ["map", "format", "apply", "with_sensitive"])]
    propose_map: bool,
    /// Takes the last four signs of tax, passport and licence numbers, which are left out otherwise
    #[arg(long)]
    with_sensitive: bool,
    /// Writes it to the book, as one step
    #[arg(long)]
    apply: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum FormatWord {
    /// vCard 2.1, 3.0 or 4.0
    Vcard,
    /// CSV of Google Contacts
    GoogleCsv,
    /// CSV of Outlook for Windows or outlook.com
    Outlook,
    /// Connections.csv of its data download
    Linkedin,
    /// CSV of Slant
    Slant,
    /// CSV with the field names of Redtail
    Redtail,
    /// CSV with the field names of Wealthbox
    Wealthbox,
    /// CSV with the field names of Salesforce
    Salesforce,
    /// CSV of readings: measure, day, value; client and source where they are known
    Readings,
}

impl FormatWord {
    /// The format of contacts it names.
    fn format(self) -> Option<Format> {
        Some(match self {
            Self::Vcard => Format::Vcard,
            Self::GoogleCsv => Format::GoogleCsv,
            Self::Outlook => Format::Outlook,
            Self::Linkedin => Format::Linkedin,
            Self::Slant => Format::Slant,
            Self::Redtail => Format::Redtail,
            Self::Wealthbox => Format::Wealthbox,
            Self::Salesforce => Format::Salesforce,
            Self::Readings => return None,
        })
    }
}

impl Import {
    /// Previews a file, or takes it in.
    pub(super) fn run(self, session: &mut Session) -> Result<Answer, Rejection> {
        if self.propose_map {
            let text = import::propose_file(&self.file)?;
            return Ok(Answer::new(text.trim_end().to_owned(), json!({ "file": self.file, "map": text })));
        }
        if !self.apply {
            // A look writes nothing: no book either, where one was named.
            session.opening = Opening::Reads;
        }
        if let Some(document) = import::whole_book(&self.file)? {
            return self.take_whole(session, &document);
        }
        let map = self.map.as_deref().map(import::mapping_file).transpose()?;
        let sensitive = if self.with_sensitive { Sensitive::LastFour } else { Sensitive::LeaveOut };
        let choices = Choices { map, sensitive, days: Some(session.order()) };
        let trial = session.trial()?;
        let book = match &trial {
            Some(book) => book,
            None => session.book()?,
        };
        let is_wanted = self.format.is_none_or(|word| word == FormatWord::Readings);
        if is_wanted && let Some(found) = import::readings_file(book, &self.file, &choices)? {
            return readings(session, &found, if self.apply { Apply::Yes } else { Apply::No });
        }
        if self.format == Some(FormatWord::Readings) {
            return Err(Rejection::rule(format!(
                "{} is no table of readings: its header row names measure, day and value, and client where several \
                 have a measure of that name. Nothing was imported.",
                self.file.display()
            )));
        }
        let incoming = import::preview_file_as(book, &self.file, &choices)?;
        let named = self.format.and_then(FormatWord::format);
        let is = incoming.preview.format;
        if let Some(named) = named.filter(|named| *named != is) {
            return Err(Rejection::rule(format!(
                "{} is {is}, not {named}. Nothing was imported.",
                incoming.source
            )));
        }
        take_in(session, &incoming, if self.apply { Apply::Yes } else { Apply::No })
    }
}

impl Import {
    /// Tells what the export of a whole book holds; with --apply it becomes this book.
    fn take_whole(&self, session: &mut Session, document: &Json) -> Result<Answer, Rejection> {
        if self.map.is_some() || self.format.is_some() || self.with_sensitive {
            return Err(Rejection::rule(
                "This is a whole book; --map, --format and --with-sensitive are for contacts. Nothing was imported.",
            ));
        }
        let whole = if self.apply {
            // A refused one leaves no empty book behind.
            if let Some(mut trial) = session.trial()? {
                trial.take_whole(document)?;
            }
            session.book()?.take_whole(document)?
        } else {
            Whole::of(document)?
        };
        let Whole { operations, records } = whole;
        let counted =
            |count: usize, noun: &str| format!("{count} {noun}{}", if count == 1 { "" } else { "s" });
        let text = format!(
            "{}: a whole book, {}, {}.",
            self.file.display(),
            counted(operations, "operation"),
            counted(records, "record")
        );
        let json = json!({
            "file": self.file, "format": "standing", "operations": operations, "records": records, "applied": self.apply
        });
        Ok(if self.apply {
            Answer::new(format!("{text} It is this book now, with its history."), json)
        } else {
            Answer::new(text, json)
                .noting("Nothing is written yet; --apply makes it this book, which must be new.".to_owned())
        })
    }
}

/// Whether an import is written or only previewed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Apply {
    Yes,
    No,
}

/// Tells a file row by row with counts that add up; with `Apply::Yes` it is written as one op.
fn take_in(session: &mut Session, incoming: &Incoming, how: Apply) -> Result<Answer, Rejection> {
    let source = &incoming.source;
    let counts = &incoming.preview.counts;
    let mut lines = vec![format!(
        "{source}: {} read = {} new, {} changed, {} same, {} rejected.",
        counts.read, counts.new, counts.changed, counts.same, counts.rejected
    )];
    lines.extend(incoming.preview.notes.iter().map(|note| {
        let more = if note.starts_with(LEFT_OUT) {
            " With --with-sensitive their last four signs are taken."
        } else {
            ""
        };
        format!("{note}{more}")
    }));
    for row in &incoming.preview.rows {
        lines.extend(said(row));
    }
    // Ten thousand rows are told in words or as JSON, not both.
    let in_json = session.format.shape == Shape::Json;
    let mut json = if in_json { preview_json(incoming, how) } else { Json::Null };
    let all_rejected = counts.all_rejected();
    if how == Apply::No {
        let note = match all_rejected {
            Some(said) => format!("{said} There is nothing to import."),
            None => "Nothing is written yet; --apply writes it.".to_owned(),
        };
        return Ok(Answer::new(lines.join("\n"), json).noting(note));
    }
    if let Some(said) = all_rejected {
        if let Some(object) = json.as_object_mut() {
            object.insert("applied".to_owned(), json!(false));
        }
        let answer = Answer::new(lines.join("\n"), json);
        return Ok(Answer { code: REFUSED, ..answer.noting(format!("{said} Nothing was written.")) });
    }
    match incoming.action(|_| true) {
        Some(action) => {
            let receipt = session.book()?.execute(&action)?;
            lines.push(format!("op {}  {}", receipt.op, receipt.summary));
            if let Some(object) = json.as_object_mut() {
                object.insert("op".to_owned(), json!(receipt.op));
            }
        }
        None if counts.changed > 0 => {
            lines.push("Nothing was written: where the file differs, the book keeps its own.".to_owned());
        }
        None => lines.push("Nothing was written: the book holds all the rest already.".to_owned()),
    }
    Ok(Answer::new(lines.join("\n"), json))
}

/// Tells a file of readings row by row; with `Apply::Yes` it is written as one op.
fn readings(session: &mut Session, found: &Readings, how: Apply) -> Result<Answer, Rejection> {
    let counts = found.counts();
    let mut lines = vec![format!("{}: {counts}.", found.source)];
    lines.extend(found.said());
    let action = found.action();
    let mut json = json!({
        "file": found.source, "format": "readings", "counts": counts, "rows": found.rows, "applied": false, "op": null,
    });
    let nothing = action.is_none();
    match (action, how) {
        (Some(_), Apply::No) => {
            let answer = Answer::new(lines.join("\n"), json);
            return Ok(answer.noting("Nothing is written yet; --apply writes it.".to_owned()));
        }
        (Some(action), Apply::Yes) => {
            let receipt = session.book()?.execute(&action)?;
            lines.push(format!("op {}  {}", receipt.op, receipt.summary));
            if let Some(object) = json.as_object_mut() {
                object.insert("applied".to_owned(), json!(true));
                object.insert("op".to_owned(), json!(receipt.op));
            }
        }
        (None, _) => lines.push("There is nothing to import.".to_owned()),
    }
    let answer = Answer::new(lines.join("\n"), json);
    let refused = nothing && how == Apply::Yes && counts.rejected > 0;
    Ok(if refused { Answer { code: REFUSED, ..answer } } else { answer })
}

/// A preview as JSON; the op is not known yet.
fn preview_json(incoming: &Incoming, how: Apply) -> Json {
    let (source, preview) = (&incoming.source, &incoming.preview);
    let counts = &preview.counts;
    json!({
        "file": source, "format": preview.format, "read": counts.read, "new": counts.new, "changed": counts.changed, "same": counts.same,
        "rejected": counts.rejected, "notes": preview.notes, "applied": how == Apply::Yes, "op": null,
        "rows": preview.rows.iter().map(row_json).collect::<Vec<_>>(),
    })
}

/// The lines of one row of a preview; what is the same says nothing.
fn said(row: &PreviewRow) -> Vec<String> {
    let head = format!("line {}  {}", row.line, row.who).trim_end().to_owned();
    match &row.outcome {
        Outcome::New { possible_duplicate, household, proposal, .. } => {
            let by = proposal.map_or("", |proposal| proposal.by.words());
            let home = match household {
                HouseholdChoice::Own => String::new(),
                HouseholdChoice::WithLine(line) => format!(", in one household with line {line} {by}"),
                HouseholdChoice::Existing(id) => format!(", in the household c{id} {by}"),
            };
            let like =
                possible_duplicate.as_ref().map(|like| format!("; perhaps {}: {}", like.name, like.reason));
            vec![format!("{head}: new{home}{}", like.unwrap_or_default())]
        }
        Outcome::Changed { changes, .. } | Outcome::Joined { changes, .. } => changes
            .iter()
            .map(|change| {
                let [before, after] = [&change.before, &change.after].map(|text| text.replace('\n', " / "));
                let what = match (before.is_empty(), change.adds()) {
                    (true, _) => format!("adds {} {after}", change.label),
                    (false, true) => format!("adds {} {after} beside {before}", change.label),
                    (false, false) => format!("{} from {before} to {after}", change.label),
                };
                let left = match change.doubt {
                    Some(doubt) if change.answer == Tick::Leave => {
                        format!("; the book keeps its own: {}", doubt.words())
                    }
                    _ => String::new(),
                };
                format!("{head}: {what}{left}")
            })
            .collect(),
        Outcome::Rejected { reason } => vec![format!("{head}: rejected, {reason}")],
        Outcome::Same { .. } | Outcome::DuplicateInFile { .. } => Vec::new(),
    }
}

/// A row of a preview for programs.
fn row_json(row: &PreviewRow) -> Json {
    let (what, changes, reason) = match &row.outcome {
        Outcome::New { .. } => ("new", Vec::new(), None),
        Outcome::Changed { changes, .. } | Outcome::Joined { changes, .. } => {
            let told = |change: &Change| {
                json!({
                    "label": change.label, "before": change.before, "after": change.after,
                    "adds": change.adds(), "taken": change.answer == Tick::Take,
                    "why_left": change.doubt.map(Doubt::words)
                })
            };
            ("changed", changes.iter().map(told).collect(), None)
        }
        Outcome::Same { .. } | Outcome::DuplicateInFile { .. } => ("same", Vec::new(), None),
        Outcome::Rejected { reason } => ("rejected", Vec::new(), Some(reason)),
    };
    json!({ "line": row.line, "who": row.who, "what": what, "changes": changes, "reason": reason })
}
