//! Undo, redo, history, verify.
//!
//! **Invariant:** a step taken back is a new step; nothing is erased.

use std::path::PathBuf;

use clap::Args;
use serde_json::{Value as Json, json};

use super::{
    fields::at_least_one,
    output::{Answer, FAILED, table},
    records::value_json,
    session::{Opening, Session},
};
use crate::{
    acts::{Book, ChangedRecord, HistoryLine, HistoryQuery, OpDetail, Step, Verdict},
    domain::{
        day,
        record::Value,
        rejection::{Instead, Rejection},
    },
};

#[derive(Debug, Clone, Args)]
pub(super) struct Undo {
    /// Which step, as o57; the newest when left
    #[arg(value_name = "OP", allow_negative_numbers = true)]
    op: Option<String>,
    /// Only the records that nothing was done with since; the others stay and are named
    #[arg(long, conflicts_with = "with_later")]
    rest: bool,
    /// Together with all later steps that build on it, the newest first, as one step
    #[arg(long)]
    with_later: bool,
}

#[derive(Debug, Clone, Args)]
pub(super) struct History {
    /// Of which record or relationship, or which step, as o57; of the whole book when left
    #[arg(value_name = "NAME")]
    name: Option<String>,
    /// From this day on
    #[arg(long, value_name = "DATE")]
    since: Option<String>,
    /// How many steps
    #[arg(long, value_name = "NUMBER", default_value_t = 50, allow_negative_numbers = true, value_parser = at_least_one::<usize>)]
    limit: usize,
    /// Only steps before this one: the next page
    #[arg(long, value_name = "OP")]
    before: Option<String>,
}

#[derive(Debug, Clone, Args)]
pub(super) struct Verify {
    /// The file to check; the book when left
    #[arg(value_name = "FILE")]
    file: Option<PathBuf>,
    /// Prints today's head, to be kept; with one kept earlier, or its beginning, that one must be found
    #[arg(long, value_name = "HASH", num_args = 0..=1, default_missing_value = "")]
    head: Option<String>,
    /// The head that was kept earlier, or its beginning, or the line as it was printed: a tail cut off since is found by it
    #[arg(long, value_name = "HEAD", num_args = 1..=4, conflicts_with = "head")]
    since: Vec<String>,
}

/// What verify prints as the head of a book without operations.
const EMPTY_HEAD: &str = "standing-journal-1";

/// The number of an op as typed: `o57` or `57`.
fn op_number(text: &str) -> Result<i64, Rejection> {
    let digits = text.strip_prefix('o').unwrap_or(text);
    let number = digits.parse().ok().filter(|number| *number > 0);
    number.ok_or_else(|| {
        Rejection::ambiguous(format!("{text} is no step. Type one as o57; history lists them."))
    })
}

impl Undo {
    /// Takes back a step.
    pub(super) fn run(self, session: &mut Session) -> Result<Answer, Rejection> {
        let op = self.op.as_deref().map(op_number).transpose()?;
        let done = match (op, self.rest || self.with_later) {
            (None, true) => {
                return Err(Rejection::ambiguous("Name the step, as o57; history lists them."));
            }
            (None, false) => step(session, Step::Undo),
            (Some(op), false) => session.book()?.take_back(op).map(|done| Answer::receipt(&done)),
            (Some(op), true) if self.rest => {
                session.book()?.take_back_rest(op).map(|done| Answer::receipt(&done))
            }
            (Some(op), true) => session.book()?.take_back_with_later(op).map(|done| Answer::receipt(&done)),
        };
        done.map_err(|no| with_ways(session, no))
    }
}

/// A refusal with what each of the other ways would take back.
fn with_ways(session: &mut Session, mut no: Rejection) -> Rejection {
    let Some(Instead::TakeBack(op)) = no.instead else { return no };
    let Ok(ways) = session.book().and_then(|book| book.ways_back(op)) else { return no };
    no.instead = None;
    if !ways.later.is_empty() {
        let ops: Vec<String> = ways.later.iter().map(|(op, _)| format!("o{op}")).collect();
        let ops = in_words(&ops);
        let later = format!(" To take back {ops} too: standing undo o{op} --with-later.");
        no.message.push_str(&later);
    }
    if ways.back > 0 {
        let (records, stay) = (ways.back, ways.stays.len());
        let noun = if records == 1 { "record" } else { "records" };
        let stay = match ways.stays.as_slice() {
            [one] => format!("leave {one} as it is"),
            _ => format!("leave the other {stay} as they are"),
        };
        let loss = ways.loss().map_or_else(String::new, |loss| format!(" ({loss})"));
        no.message.push_str(&format!(
            " To take back {records} {noun} of it and {stay}{loss}: standing undo o{op} --rest."
        ));
    }
    no
}

/// `o3, o4 and o7`.
fn in_words(ops: &[String]) -> String {
    match ops.split_last() {
        Some((last, first)) if !first.is_empty() => format!("{} and {last}", first.join(", ")),
        _ => ops.concat(),
    }
}

/// Takes back or puts back the newest step.
pub(super) fn step(session: &mut Session, step: Step) -> Result<Answer, Rejection> {
    let word = if step == Step::Undo { "undo" } else { "redo" };
    let receipt = session.book()?.step(step)?;
    receipt
        .map(|receipt| Answer::receipt(&receipt))
        .ok_or_else(|| Rejection::rule(format!("There is nothing to {word}.")))
}

impl History {
    /// Lists steps, or tells one of them field by field.
    pub(super) fn run(self, session: &mut Session) -> Result<Answer, Rejection> {
        let since = self.since.as_deref().map(|since| session.past(Some(since))).transpose()?;
        let before = self.before.as_deref().map(op_number).transpose()?;
        let is_op = |name: &str| name.strip_prefix('o').is_some_and(|digits| digits.parse::<i64>().is_ok());
        if let Some(op) = self.name.as_deref().filter(|name| is_op(name)) {
            return detail(session, op_number(op)?);
        }
        let about = self.name.as_deref().map(|name| session.book()?.anything(name)).transpose()?;
        let query = HistoryQuery { about: about.map(|row| row.id), since, before, limit: self.limit };
        let lines = session.book()?.history(&query)?;
        let rows = lines.iter().map(line_cells).collect();
        let text = match lines.len() {
            0 => "No steps.".to_owned(),
            _ => table(session.format, &["op", "day", "what", "changed", ""], rows),
        };
        let full = lines.len() == self.limit;
        let next = lines.last().filter(|line| full && line.op > 1).map(|line| line.op);
        let answer = Answer::new(text, json!({ "history": lines, "next": next }));
        Ok(match next {
            Some(op) => answer.noting(format!("More: --before o{op}")),
            None => answer,
        })
    }
}

fn line_cells(line: &HistoryLine) -> Vec<String> {
    let records = if line.changes == 1 { "1 record".to_owned() } else { format!("{} records", line.changes) };
    let mut marks: Vec<String> = Vec::new();
    if line.undone {
        marks.push("undone".to_owned());
    }
    if line.clock_set {
        marks.push("recorded with the clock set".to_owned());
    }
    marks.extend(line.reason.iter().map(|reason| format!("because: {reason}")));
    vec![format!("o{}", line.op), day::long(line.day), line.summary.clone(), records, marks.join(", ")]
}

/// One step, field by field.
pub(super) fn detail(session: &mut Session, op: i64) -> Result<Answer, Rejection> {
    let detail: OpDetail = session.book()?.op(op)?;
    let mut head = format!("op {op}  {}\n{}", detail.line.summary, day::long(detail.line.day));
    if detail.line.undone {
        head.push_str(", undone");
    }
    if detail.line.clock_set {
        head.push_str(", recorded with the clock set");
    }
    if let Some(reason) = &detail.line.reason {
        head.push_str(", because: ");
        head.push_str(reason);
    }
    let lines = detail.records.iter().flat_map(ChangedRecord::lines);
    let cell = |text: &str, width| session.format.cell(text, width);
    let rows = lines.map(|line| vec![cell(&line.record, 48), cell(&line.before, 40), cell(&line.after, 60)]);
    let text = format!("{head}\n{}", table(session.format, &["record", "before", "after"], rows.collect()));
    Ok(Answer::new(text, detail_json(&detail)))
}

/// A step for programs: its line, and each record with its fields before and after as a RECORD has them.
fn detail_json(detail: &OpDetail) -> Json {
    let record = |record: &ChangedRecord| {
        let fields = record.fields.iter().map(|changed| {
            let side = |value: &Value| value_json(changed.field, value);
            json!({
                "field": changed.field.name,
                "label": changed.field.label,
                "before": side(&changed.was),
                "after": side(&changed.became),
            })
        });
        json!({
            "record": record.record,
            "noun": record.record.kind.spec().noun,
            "title": record.title,
            "what": record.what,
            "fields": fields.collect::<Vec<_>>(),
        })
    };
    let mut document = json!(detail.line);
    if let Some(object) = document.as_object_mut() {
        object.insert("records".to_owned(), detail.records.iter().map(record).collect());
    }
    document
}

impl Verify {
    /// Checks the book, or a file.
    pub(super) fn run(mut self, session: &mut Session) -> Result<Answer, Rejection> {
        let since = self.since_typed()?;
        let kept = since.as_deref().or(self.head.as_deref().map(head_of_line));
        if self.head.as_deref() == Some("") {
            return self.today(session);
        }
        if let Some(no) = kept.and_then(no_head) {
            return Err(no);
        }
        session.opening = Opening::Needs;
        let verdict: Verdict = match &self.file {
            Some(file) => {
                session.unlock(file)?;
                Book::verify_file(file, kept)?
            }
            None => session.book()?.verify_and_mark(kept)?,
        };
        let is_good = verdict.faults.is_empty();
        let text = if is_good { sentence(&verdict) } else { verdict.faults.join("\n") };
        let json = json!({
            "operations": verdict.operations,
            "head": verdict.head,
            "good": is_good,
            "faults": verdict.faults,
        });
        let mut answer = Answer::new(text, json);
        if !is_good {
            answer.code = FAILED;
        }
        Ok(answer)
    }
}

impl Verify {
    /// The head that was typed: the line as it was printed may be three words, and the file may stand behind it.
    fn since_typed(&mut self) -> Result<Option<String>, Rejection> {
        let typed = std::mem::take(&mut self.since);
        let taken = match typed.as_slice() {
            [] => return Ok(None),
            [day, count, _, ..] if is_day(day) && is_count(count) => 3,
            _ => 1,
        };
        let (line, behind) = typed.split_at(taken.min(typed.len()));
        match behind {
            [] => {}
            [file] if self.file.is_none() => self.file = Some(file.into()),
            _ => {
                return Err(Rejection::ambiguous(
                    "Type one head, or the line that verify --head printed, and at most one file.",
                ));
            }
        }
        Ok(Some(head_of_line(&line.join(" ")).to_owned()))
    }

    /// Today's head with its day: a line to be kept where nobody who can write the book can write.
    fn today(&self, session: &mut Session) -> Result<Answer, Rejection> {
        if self.file.is_some() {
            return Err(Rejection::ambiguous(
                "The head that is printed is that of the book. Leave the file.",
            ));
        }
        session.opening = Opening::Needs;
        let (operations, head) = session.book()?.head()?;
        let today = session.today();
        let text = format!("{today}  {operations}  {head}");
        let json = json!({ "day": today, "operations": operations, "head": head });
        let brief = head.get(..16).unwrap_or(&head);
        Ok(Answer::new(text, json).noting(format!(
            "Keep this line outside of this machine: on paper, in a mail to yourself. Later: standing verify --since {brief}"
        )))
    }
}

fn is_day(word: &str) -> bool {
    word.parse::<chrono::NaiveDate>().is_ok()
}

fn is_count(word: &str) -> bool {
    !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_digit())
}

/// The head in a line as `verify --head` prints it (day, operations, head); what is no such line is as it was typed.
fn head_of_line(text: &str) -> &str {
    let mut words = text.split_whitespace();
    match (words.next(), words.next(), words.next(), words.next()) {
        (Some(day), Some(count), Some(head), None) if is_day(day) && is_count(count) => head,
        _ => text.trim(),
    }
}

/// The refusal of what can be no head: so short a beginning fits a wrong chain too.
fn no_head(text: &str) -> Option<Rejection> {
    let is_head = (6..=64).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_hexdigit());
    (!is_head && text != EMPTY_HEAD).then(|| {
        Rejection::ambiguous(
            "That is no head. Type the line that verify --head printed, or at least the first 6 characters of its head.",
        )
    })
}

/// What a good book says of itself.
pub(super) fn sentence(verdict: &Verdict) -> String {
    let operations = if verdict.operations == 1 { "operation" } else { "operations" };
    format!("{} {operations}, head {}, book equals journal", verdict.operations, verdict.head)
}
