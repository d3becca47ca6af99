//! Copies, checks, settings, the demo: what keeps the book and says how it is.
//!
//! **Invariant:** nothing takes the place of a book before the present one is kept.

use std::path::PathBuf;

use clap::Args;
use serde_json::{Value as Json, json};

use super::{
    journal,
    output::{Answer, DONE, FAILED, is_stdout, table, usage},
    session::{Opening, Session},
};
use crate::{
    acts::{Restore, lock},
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
        let path = book.backup(self.out.as_deref())?;
        let (operations, head) = book.head()?;
        let text =
            format!("Copied to {}: {operations} operations, head {head}, read back whole.", path.display());
        Ok(Answer::new(text, json!({ "file": path, "operations": operations, "head": head })))
    }
}

/// `1 person`, `2 persons`.
fn counted<N: std::fmt::Display + PartialEq + From<u8>>(count: N, noun: &str) -> String {
    if count == N::from(1) { format!("1 {noun}") } else { format!("{count} {noun}s") }
}

impl RestoreArgs {
    /// Previews a copy, or puts it in place.
    pub(super) fn run(self, session: &mut Session) -> Result<Answer, Rejection> {
        let how = if self.apply { Restore::Apply } else { Restore::Preview };
        session.unlock(&self.file)?;
        let told = session.book()?.restore(&self.file, how)?;
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
        lines.push(match &told.kept {
            Some(kept) => format!("Restored. The book as it was is kept as {}.", kept.display()),
            None => format!(
                "The present book has {}. Nothing was changed; add --apply to restore.",
                counted(told.present, "operation")
            ),
        });
        let json = json!({
            "file": self.file,
            "operations": told.copy.operations,
            "head": told.copy.head,
            "faults": told.copy.faults,
            "relationships": relationships,
            "persons": persons,
            "interactions": interactions,
            "present_operations": told.present,
            "applied": told.kept.is_some(),
            "kept": told.kept,
        });
        Ok(Answer::new(lines.join("\n"), json))
    }
}

/// Explains the state of the book.
pub(super) fn doctor(session: &mut Session) -> Result<Answer, Rejection> {
    let settings = session.settings.clone();
    let mut rows: Vec<(&str, String)> = vec![("program", format!("standing {}", env!("CARGO_PKG_VERSION")))];
    let path = settings.book_path()?.to_owned();
    let mut advice = Vec::new();
    let mut code = DONE;
    rows.push(("configuration", file_text(&settings)));
    rows.push(("book", path.display().to_string()));
    let mut json = json!({ "version": env!("CARGO_PKG_VERSION"), "book": path, "exists": path.exists() });
    if path.exists() {
        let health = session.book()?.health()?;
        let wide = |mode: Option<u32>| mode.is_some_and(|mode| mode & 0o077 != 0);
        let mode =
            |mode: Option<u32>| mode.map_or_else(|| "unknown".to_owned(), |mode| format!("{mode:04o}"));
        if wide(health.file_mode) || wide(health.directory_mode) {
            advice.push("Others on this machine can read the book or its directory. Narrow it: chmod 600 the file, chmod 700 the directory.".to_owned());
        }
        rows.push(("SQLite", health.engine.clone()));
        rows.push(("schema", health.schema.to_string()));
        rows.push((
            "permissions",
            format!("file {}, directory {}", mode(health.file_mode), mode(health.directory_mode)),
        ));
        let locked = session.book()?.is_locked();
        rows.push((
            "lock",
            if locked {
                format!("locked, key in {}", lock::key_file(&path).display())
            } else {
                "none: whoever has the file can read it".to_owned()
            },
        ));
        rows.push(("size", format!("{} KiB", health.bytes.div_ceil(1024))));
        let integrity = match health.verdict.faults.first() {
            None => journal::sentence(&health.verdict),
            Some(fault) => {
                code = FAILED;
                advice.push(
                    "Keep the file as it is and restore the newest good copy: standing restore FILE."
                        .to_owned(),
                );
                fault.clone()
            }
        };
        rows.push(("integrity", integrity));
        let days = health
            .last_backup
            .as_ref()
            .map(|(_, made)| session.clock.instant().signed_duration_since(*made).num_days().max(0));
        rows.push((
            "last backup",
            match (&health.last_backup, days) {
                (Some((file, _)), Some(days)) => format!("{}, {}", file.display(), ago(days)),
                _ => "none beside the book".to_owned(),
            },
        ));
        if days.is_none_or(|days| days > 7) {
            advice.push("Make a copy now: standing backup. It takes about a second.".to_owned());
        }
        if let Some(object) = json.as_object_mut() {
            object.extend([
                ("sqlite".to_owned(), json!(health.engine)),
                ("schema".to_owned(), json!(health.schema)),
                ("locked".to_owned(), json!(locked)),
                ("file_mode".to_owned(), json!(health.file_mode.map(|mode| format!("{mode:04o}")))),
                ("directory_mode".to_owned(), json!(health.directory_mode.map(|mode| format!("{mode:04o}")))),
                ("operations".to_owned(), json!(health.verdict.operations)),
                ("head".to_owned(), json!(health.verdict.head)),
                ("faults".to_owned(), json!(health.verdict.faults)),
                ("last_backup".to_owned(), json!(health.last_backup.map(|(file, _)| file))),
            ]);
        }
    } else {
        advice.push("There is no book yet; the first record makes it.".to_owned());
    }
    let mut text: Vec<String> = rows.iter().map(|(name, value)| format!("{name:<15}{value}")).collect();
    text.extend(advice.iter().cloned());
    if let Some(object) = json.as_object_mut() {
        object.insert("advice".to_owned(), json!(advice));
    }
    Ok(Answer { code, ..Answer::new(text.join("\n"), json) })
}

fn ago(days: i64) -> String {
    match days {
        0 => "made today".to_owned(),
        days => format!("{} old", day::count_days(days)),
    }
}

fn file_text(settings: &Settings) -> String {
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
