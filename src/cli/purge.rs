//! Retention on the command line: what may be purged, what is held, and the purge.
//!
//! **Invariant:** nothing is purged without a yes: typed at the question, or given as `--yes`.

use std::{
    io::{BufRead as _, IsTerminal as _},
    path::PathBuf,
};

use clap::Args;
use serde_json::json;

use super::{
    output::{Answer, DONE, FAILED, complain, table},
    session::{Input, Opening, Session},
};
use crate::{
    acts::purge::{Copies, PurgeDone, Purgeable},
    domain::{action::Purging, day, record::Kind, rejection::Rejection, retention::Keeping},
};

#[derive(Debug, Clone, Args)]
pub(super) struct Purge {
    /// Whose records; or list, for what may go and what is held; or sweep, to write the file anew after a purge
    #[arg(value_name = "CLIENT", default_value = "list")]
    name: String,
    /// Why; it stays readable for ever, so it names nobody
    #[arg(long, value_name = "TEXT")]
    reason: Option<String>,
    /// The day the client asked to be erased; then it may be before the records are free
    #[arg(long, value_name = "DATE")]
    erasure_request: Option<String>,
    /// Does not ask again
    #[arg(long)]
    yes: bool,
    /// Makes a fresh copy and removes the older ones, here and in the second place, which hold what was purged; also with sweep
    #[arg(long)]
    replace_copies: bool,
    /// Lists also those that must be kept still
    #[arg(long)]
    all: bool,
}

impl Purge {
    /// Lists, or purges.
    pub(super) fn run(self, session: &mut Session) -> Result<Answer, Rejection> {
        session.opening = if self.name == "list" { Opening::Reads } else { Opening::Needs };
        match self.name.as_str() {
            "list" => self.list(session),
            "sweep" => self.sweep(session),
            _ => self.purge(session),
        }
    }

    fn sweep(&self, session: &mut Session) -> Result<Answer, Rejection> {
        session.book()?.sweep()?;
        let mut lines = vec!["The file was written anew; nothing that was purged lies in it.".to_owned()];
        let copies = session.book()?.copies();
        let (fresh, code) =
            if self.replace_copies { replaced(session, &copies, &mut lines)? } else { (None, DONE) };
        let json = json!({ "swept": true, "fresh_copy": fresh });
        Ok(Answer { code, ..Answer::new(lines.join("\n"), json) })
    }

    fn list(&self, session: &mut Session) -> Result<Answer, Rejection> {
        let found = session.book()?.purge_list()?;
        let (shown, later): (Vec<Purgeable>, Vec<Purgeable>) =
            found.into_iter().partition(|one| self.all || !matches!(one.keeping, Keeping::Until(_)));
        let said = |on: Option<chrono::NaiveDate>| on.map(day::long).unwrap_or_default();
        let rows = shown.iter().map(|one| {
            vec![
                one.relationship.to_string(),
                session.format.cell(&one.name, 40),
                one.stage.clone(),
                said(one.last_entry),
                said(one.retain_until),
                session.format.cell(&one.said(), 60),
            ]
        });
        let text = match shown.len() {
            0 => "Nothing may be purged, and nothing that is over is held.".to_owned(),
            _ => table(
                session.format,
                &["id", "name", "stage", "last entry", "keep until", "what holds"],
                rows.collect(),
            ),
        };
        let records: Vec<_> = shown
            .iter()
            .map(|one| {
                json!({
                    "id": one.relationship, "name": one.name, "stage": one.stage, "last_entry": one.last_entry,
                    "retain_until": one.retain_until, "may_be_purged": one.keeping == Keeping::Free,
                    "hold": one.hold.as_ref().map(|(id, why)| json!({ "id": id, "reason": why })),
                })
            })
            .collect();
        let answer = Answer::new(text, json!({ "count": records.len(), "records": records }));
        Ok(match later.len() {
            0 => answer,
            many => answer.noting(format!("{many} must be kept still and are left out; --all shows them.")),
        })
    }

    fn purge(&self, session: &mut Session) -> Result<Answer, Rejection> {
        let relationship = session.record(Kind::Relationship, &self.name)?.id;
        let Some(reason) = self.reason.clone() else {
            return Err(Rejection::ambiguous(
                "A purge is kept with its reason. Add --reason \"...\", in words that name nobody.",
            ));
        };
        let asked_on = self.erasure_request.as_deref().map(|on| session.past(Some(on))).transpose()?;
        let asked = Purging { relationship, reason, asked_on };
        let row = session.book()?.may_purge(&asked)?;
        if !self.yes && !confirmed(session, row.str("name"))? {
            return Err(Rejection::rule("Nothing was purged."));
        }
        let done = session.book()?.purge(&asked)?;
        self.told(session, done)
    }

    fn told(&self, session: &mut Session, done: PurgeDone) -> Result<Answer, Rejection> {
        let purged = &done.purged;
        let mut lines = vec![
            format!("op {}  {}", done.receipt.op, done.receipt.summary),
            format!(
                "{} entries of the journal and the words of {} operations were erased; their hashes stay, and the \
                 chain still verifies. It cannot be undone.",
                purged.changes, purged.operations
            ),
        ];
        if let Err(why) = &done.swept {
            lines.push(why.clone());
        }
        if !purged.mentions.is_empty() {
            let ids: Vec<String> = purged.mentions.iter().take(20).map(ToString::to_string).collect();
            lines.push(format!(
                "A name of theirs still stands in {} records of others, now or in their history: {}. Read them.",
                purged.mentions.len(),
                ids.join(", ")
            ));
        }
        let (mut fresh, mut code) = (None, DONE);
        if self.replace_copies {
            (fresh, code) = replaced(session, &done.copies, &mut lines)?;
        } else if !done.copies.is_empty() {
            if !done.copies.files.is_empty() {
                lines.push(format!(
                    "These copies still hold what was purged: {}. standing purge sweep --replace-copies replaces them \
                     by a fresh one; look wherever else copies lie.",
                    names(&done.copies.files)
                ));
            }
            lines.extend(done.copies.by_hand());
        }
        let json = json!({
            "op": done.receipt.op, "summary": done.receipt.summary, "records": purged.records, "changes": purged.changes,
            "operations": purged.operations, "files": purged.files, "mentions": purged.mentions,
            "swept": done.swept.is_ok(), "copies": done.copies.files,
            "copies_unknown": done.copies.unknown, "second_place_away": done.copies.away, "fresh_copy": fresh, "undo": false,
        });
        Ok(Answer { code, ..Answer::new(lines.join("\n"), json) })
    }
}

fn names(files: &[PathBuf]) -> String {
    files.iter().map(|file| file.display().to_string()).collect::<Vec<_>>().join(", ")
}

/// Replaces the copies by a fresh one; gives where that lies, and the exit code: what was purged is purged whatever
/// becomes of the copies.
fn replaced(
    session: &mut Session,
    copies: &Copies,
    lines: &mut Vec<String>,
) -> Result<(Option<PathBuf>, u8), Rejection> {
    let (mut fresh, mut code) = (None, DONE);
    if !copies.files.is_empty() {
        match session.book()?.replace_copies(copies) {
            Ok(made) => {
                lines.push(format!(
                    "{} older copies were removed; the fresh one is {}.",
                    copies.files.len(),
                    made.display()
                ));
                fresh = Some(made);
            }
            Err(no) => {
                lines.push(no.message);
                code = FAILED;
            }
        }
    }
    lines.extend(copies.by_hand());
    Ok((fresh, code))
}

/// Asks on the terminal; anything but yes is no.
fn confirmed(session: &Session, name: &str) -> Result<bool, Rejection> {
    let stdin = std::io::stdin();
    if session.input == Input::Commands || !stdin.is_terminal() {
        return Err(Rejection::rule(format!(
            "A purge cannot be undone: everything of {name} goes, in the book and in its history. Nothing was \
             purged. To do it without being asked, add --yes."
        )));
    }
    complain(&format!(
        "Everything of {name} goes for good: records, history, documents, slips. It cannot be undone.\n\
         Type yes to purge; anything else keeps it: "
    ));
    let mut line = String::new();
    stdin
        .lock()
        .read_line(&mut line)
        .map_err(|error| Rejection::fault(format!("Nothing was read: {error}. Nothing was purged.")))?;
    Ok(line.trim().eq_ignore_ascii_case("yes"))
}
