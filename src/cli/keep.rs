//! Copies, checks, settings, the demo: what keeps the book and says how it is.
//!
//! **Invariant:** nothing takes the place of a book before the present one is kept.

use std::path::PathBuf;

use clap::Args;
use serde_json::{Value as Json, json};

use super::{
    journal,
    output::{Answer, FAILED, is_stdout, table, usage},
    session::{Opening, Session},
};
use crate::{
    acts::{
        BroughtBack, Difference, Restore, Restoring, backups::Also, restore::restore_over, salvage::Trouble,
    },
    config::{
        Set, Settings, Source,
        settings::{KNOWN, template},
    },
    domain::{
        action::Action,
        day,
        rejection::{Rejection, Why},
        settings::SETTINGS,
    },
    trace,
};

#[derive(Debug, Clone, Args)]
pub(super) struct Demo {
    /// Makes it anew
    #[arg(long)]
    pub(super) reset: bool,
    /// Prints where it is
    #[arg(long)]
    pub(super) path: bool,
}

#[derive(Debug, Clone, Args)]
pub(super) struct Backup {
    /// The file to write; beside the book, named after the time, when left
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

#[derive(Debug, Clone, Args)]
pub(super) struct RestoreArgs {
    /// The copy
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// Puts it in place; without it nothing is changed
    #[arg(long)]
    apply: bool,
    /// Puts it in place though it brings back clients whose records were purged
    #[arg(long, requires = "apply")]
    with_purged: bool,
}

#[derive(Debug, Clone, Args)]
pub(super) struct SetArgs {
    /// Which setting
    #[arg(value_name = "NAME")]
    name: Option<String>,
    /// Its value; back to the default when left
    #[arg(value_name = "VALUE", allow_negative_numbers = true)]
    value: Option<String>,
}

impl Backup {
    /// Writes a copy.
    pub(super) fn run(self, session: &mut Session) -> Result<Answer, Rejection> {
        session.opening = Opening::Needs;
        let book = session.book()?;
        if self.out.as_deref().is_some_and(is_stdout) {
            return Err(Rejection::ambiguous(
                "A copy is read back from its file before it counts. Name a file, not standard output.",
            ));
        }
        let (path, also) = book.back_up_now(self.out.as_deref())?;
        let (operations, head) = book.head()?;
        let text =
            format!("Copied to {}: {operations} operations, head {head}, read back whole.", path.display());
        let json =
            json!({ "file": path, "operations": operations, "head": head, "second_place": second(&also) });
        let answer = Answer::new(text, json);
        Ok(match also {
            Also::NotSet => answer,
            Also::Written(there) if there == path => answer,
            Also::Written(there) => {
                let text = format!("{}\nCopied to the second place too: {}.", answer.text, there.display());
                Answer { text, ..answer }
            }
            Also::AtHome(dir) => answer.noting(format!(
                "The second place, {}, is where the book lies and got no copy. [backup] also names another.",
                dir.display()
            )),
            Also::Away(dir) => answer.noting(format!(
                "The second place, {}, is not there just now and got no copy. Bring it, then run this again.",
                dir.display()
            )),
            // It was asked for and not done: a script must see it.
            Also::Failed(why) => {
                Answer { code: FAILED, ..answer }.noting(format!("The second place got no copy. {why}"))
            }
        })
    }
}

/// What became of the second place, for a program.
fn second(also: &Also) -> Json {
    match also {
        Also::NotSet => Json::Null,
        Also::Written(file) => json!({ "state": "copied", "file": file }),
        Also::AtHome(dir) => json!({ "state": "same place", "directory": dir }),
        Also::Away(dir) => json!({ "state": "not there", "directory": dir }),
        Also::Failed(why) => json!({ "state": "failed", "why": why }),
    }
}

/// `1 person`, `2 persons`.
pub(super) fn counted<N: std::fmt::Display + PartialEq + From<u8>>(count: N, noun: &str) -> String {
    if count == N::from(1) { format!("1 {noun}") } else { format!("{count} {noun}s") }
}

impl RestoreArgs {
    /// Previews a copy, or puts it in place.
    pub(super) fn run(self, session: &mut Session) -> Result<Answer, Rejection> {
        let how = match (self.apply, self.with_purged) {
            (false, _) => Restore::Preview,
            (true, false) => Restore::Apply,
            (true, true) => Restore::ApplyWithPurged,
        };
        session.unlock(&self.file)?;
        let told = match session.book() {
            Ok(book) => book.restore(&self.file, how)?,
            Err(no) => self.over(session, how, no)?,
        };
        if told.how == Restore::Apply {
            trace::note(trace::Event::Restored);
        }
        let lines = self.said(&told);
        let [relationships, persons, interactions] = told.holds;
        let steps = |known: Option<i64>| known.map_or(Json::Null, |steps| json!(steps));
        let difference = told.difference.as_ref();
        let counts = difference.map(|difference| {
            let each = difference.counts.iter().map(
                |(kind, here, there)| json!({ "kind": kind.spec().noun, "present": here, "copy": there }),
            );
            each.collect::<Vec<Json>>()
        });
        let json = json!({
            "file": self.file,
            "operations": told.copy.operations,
            "head": told.copy.head,
            "faults": told.copy.faults,
            "relationships": relationships,
            "persons": persons,
            "interactions": interactions,
            "present_operations": steps(told.present),
            "present_head": difference.map(|difference| &difference.head),
            "damage": told.damage,
            "lost_operations": steps(difference.map(|difference| difference.lost)),
            "only_in_copy": steps(difference.map(|difference| difference.only_there)),
            "counts": counts,
            "brings_back_purged": difference.map(|difference| purged_json(&difference.purged)),
            "applied": told.how == Restore::Apply,
            "kept": told.kept,
        });
        Ok(Answer::new(lines.join("\n"), json))
    }

    /// In the place of a book that is damaged or gone.
    fn over(&self, session: &Session, how: Restore, no: Rejection) -> Result<Restoring, Rejection> {
        let book = session.settings.book_path()?;
        match Trouble::of(book, session.settings.backup.value.also.as_deref()) {
            Some(trouble) => restore_over(book, &self.file, how, (&session.clock, &trouble.fault)),
            None => Err(no),
        }
    }

    fn said(&self, told: &Restoring) -> Vec<String> {
        let [relationships, persons, interactions] = told.holds;
        let mut lines = vec![
            format!(
                "{} holds {}, {}, {}.",
                self.file.display(),
                counted(relationships, "relationship"),
                counted(persons, "person"),
                counted(interactions, "interaction"),
            ),
            match told.copy.faults.first() {
                Some(fault) => format!("It is not whole: {fault}"),
                None => format!("{}.", journal::sentence(&told.copy)),
            },
        ];
        if let Some((day, summary)) = &told.newest {
            lines.push(format!("Its newest step is of {}: {summary}.", day::long(*day)));
        }
        if let Some(fault) = &told.damage {
            lines.push(format!("The present book cannot be worked with. {fault}"));
        }
        if let Some(difference) = &told.difference {
            lines.extend(difference_said(difference));
            lines.extend(purged_said(&difference.purged, told.how));
        }
        lines.push(match (told.how, &told.kept, told.present) {
            (Restore::Apply | Restore::ApplyWithPurged, Some(kept), _) => {
                format!("Restored. The book as it was is kept as {}.", kept.display())
            }
            (Restore::Apply | Restore::ApplyWithPurged, None, _) => {
                "Restored. There was no book to keep.".to_owned()
            }
            (Restore::Preview, _, Some(present)) => format!(
                "The present book has {}. Nothing was changed; add --apply to restore.",
                counted(present, "operation")
            ),
            (Restore::Preview, ..) => "Nothing was changed; add --apply to restore.".to_owned(),
        });
        lines
    }
}

/// Who was purged and comes back.
fn purged_said(purged: &[BroughtBack], how: Restore) -> Vec<String> {
    if purged.is_empty() {
        return Vec::new();
    }
    let mut lines = vec![format!(
        "{} what was purged from the present book:",
        if how == Restore::Preview { "It would bring back" } else { "It brought back" }
    )];
    let each =
        |back: &BroughtBack| format!("  {}  {}, purged {}", back.relationship, back.name, day::long(back.on));
    lines.extend(purged.iter().map(each));
    lines.push(match how {
        Restore::Preview => {
            "It is put in place only with --apply --with-purged; then purge them again.".to_owned()
        }
        _ => "Purge them again: standing purge, with the id, --reason and --replace-copies.".to_owned(),
    });
    lines
}

fn purged_json(purged: &[BroughtBack]) -> Json {
    let each =
        purged.iter().map(|back| json!({ "id": back.relationship, "name": back.name, "purged_on": back.on }));
    each.collect()
}

/// What restoring would take away and bring back.
fn difference_said(difference: &Difference) -> Vec<String> {
    let mut lines = Vec::new();
    if difference.lost == 0 && difference.only_there == 0 {
        lines.push(format!("It is the same as the present book, head {}.", difference.head));
        return lines;
    }
    if difference.lost > 0 {
        let here = if difference.lost == 1 { "is" } else { "are" };
        lines.push(format!(
            "{} of the present book {here} not in it and would be gone from the book:",
            counted(difference.lost, "operation")
        ));
        lines.extend(
            difference.only_here.iter().map(|(op, day, said)| format!("  {op}  {}  {said}", day::long(*day))),
        );
        let more = difference.lost - i64::try_from(difference.only_here.len()).unwrap_or(0);
        if more > 0 {
            lines.push(format!("  and {more} before these"));
        }
    }
    if difference.only_there > 0 {
        lines.push(format!(
            "It has {} that the present book has not.",
            counted(difference.only_there, "operation")
        ));
    }
    for (kind, here, there) in &difference.counts {
        lines.push(format!("  {:<22}{here} now, {there} then", kind.spec().plural));
    }
    if let (Some(here), Some(there)) = (difference.here_until, difference.there_until) {
        lines.push(format!(
            "The present book goes until {}, the copy until {}.",
            day::long(here),
            day::long(there)
        ));
    }
    lines.push(format!("The head of the present book is {}.", difference.head));
    lines
}

pub(super) fn file_text(settings: &Settings) -> String {
    match &settings.file {
        Some(file) if settings.file_found => file.display().to_string(),
        Some(file) => format!("{} (not there; defaults hold)", file.display()),
        None => "none (no home directory)".to_owned(),
    }
}

#[derive(Debug, Clone, Args)]
pub(super) struct ConfigArgs {
    /// Writes a configuration to begin with: every setting as a comment
    #[arg(long)]
    template: bool,
}

impl ConfigArgs {
    /// The settings in force: what each means, its default, and where it came from.
    pub(super) fn run(&self, session: &mut Session) -> Answer {
        if self.template {
            let text = template();
            return Answer::new(text.trim_end(), json!({ "template": text }));
        }
        let settings = &session.settings;
        let mut text = format!("configuration: {}\n", file_text(settings));
        let mut all: Vec<Json> = Vec::new();
        let mut tell = |name: &str, (value, from): (&str, &str), default: &str, doc: &str| {
            text.push_str(&format!("\n{name} = {value}  ({from})\n  {doc} Without it: {default}.\n"));
            all.push(json!({ "name": name, "value": value, "from": from, "default": default, "doc": doc }));
        };
        for known in KNOWN {
            if let Some((value, from)) = settings.said(known.name) {
                tell(known.name, (&value, &from.to_string()), known.default, known.doc);
            }
        }
        let (today, from) = (session.clock.today().to_string(), session.day_from.to_string());
        let doc = "The day the whole program believes it is; --today DATE or STANDING_TODAY, not the file.";
        tell("today", (&today, &from), "the day of the clock", doc);
        let state = settings.paths.as_ref().map(|paths| paths.state.clone());
        let json =
            json!({ "file": settings.file, "found": settings.file_found, "state": state, "settings": all });
        Answer::new(text.trim_end(), json)
    }
}

impl SetArgs {
    /// Sets a setting of the practice, or lists them.
    pub(super) fn run(self, session: &mut Session) -> Result<Answer, Rejection> {
        if let Some(name) = self.name {
            // No such setting, or a value it cannot have: what was typed could not be read.
            return session.act(&Action::Set { name, value: self.value }).map_err(|no| match no.why {
                Why::Rule => usage(no),
                _ => no,
            });
        }
        let mut rows = Vec::new();
        let mut documents = Vec::new();
        for known in SETTINGS {
            let value = Set { value: session.book()?.setting(known.name)?, from: Source::Default };
            documents.push(json!({ "name": known.name, "value": value.value, "default": known.default, "doc": known.doc }));
            rows.push(vec![known.name.to_owned(), value.value, known.doc.to_owned()]);
        }
        Ok(Answer::new(
            table(session.format, &["setting", "value", "what"], rows),
            json!({ "settings": documents }),
        ))
    }
}
