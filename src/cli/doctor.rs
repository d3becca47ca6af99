//! The doctor: how the book, its file, its copies and its place are, in plain words; and what can be saved.
//!
//! **Invariant:** it changes nothing of the book; what it saves is a new file, what it finds a mark beside it.

use std::path::{Path, PathBuf};

use clap::Args;
use serde_json::{Map, Value as Json, json};

use super::{
    damaged::salvaged_said,
    journal, keep,
    output::{Answer, DONE, FAILED},
    session::{Opening, Session},
};
use crate::{
    acts::{
        Health,
        backups::{State, copies_of, newest_good},
        lock, mark,
        salvage::{Trouble, salvage_into},
    },
    config::paths::{self, Paths},
    domain::{day, rejection::Rejection},
    trace,
};

#[derive(Debug, Clone, Args)]
pub(super) struct Doctor {
    /// Saves what can be read of the book into a new one; the book is only read
    #[arg(long, value_name = "FILE")]
    salvage: Option<PathBuf>,
}

/// What is told, line by line.
#[derive(Debug, Default)]
struct Told {
    rows: Vec<(&'static str, String)>,
    advice: Vec<String>,
    json: Map<String, Json>,
    code: u8,
}

impl Told {
    fn row(&mut self, name: &'static str, value: impl Into<String>) {
        self.rows.push((name, value.into()));
    }

    fn answer(mut self) -> Answer {
        let mut text: Vec<String> =
            self.rows.iter().map(|(name, value)| format!("{name:<15}{value}")).collect();
        text.extend(self.advice.iter().cloned());
        self.json.insert("advice".to_owned(), json!(self.advice));
        Answer { code: self.code, ..Answer::new(text.join("\n"), Json::Object(self.json)) }
    }
}

impl Doctor {
    /// Explains, or saves.
    pub(super) fn run(self, session: &mut Session) -> Result<Answer, Rejection> {
        match &self.salvage {
            Some(into) => salvage(session, into),
            None => explain(session),
        }
    }
}

fn salvage(session: &mut Session, into: &Path) -> Result<Answer, Rejection> {
    let book = session.settings.book_path()?.to_owned();
    session.unlock_all(&book)?;
    let book = book.as_path();
    if !book.exists() {
        return Err(Rejection::fault(format!("There is no book at {}. Look at the path.", book.display())));
    }
    let saved = salvage_into(book, into, &session.clock)?;
    trace::note(trace::Event::Salvaged { steps: saved.steps, whole: saved.is_whole() });
    let mut said = salvaged_said(&saved, into);
    said.push(format!("The book was only read. standing --book {} opens what was saved.", into.display()));
    let kinds: Vec<Json> = saved
        .kinds
        .iter()
        .map(|kind| json!({ "kind": kind.kind.spec().noun, "kept": kind.kept, "lost": kind.lost, "older": kind.older }))
        .collect();
    let json = json!({
        "file": into,
        "whole": saved.is_whole(),
        "steps": saved.steps,
        "steps_known": saved.steps_known,
        "until": saved.until.map(|day| day.to_string()),
        "records": kinds,
        "files": saved.files.0,
        "files_lost": saved.files.1,
        "head": saved.head,
    });
    Ok(Answer::new(said.join("\n"), json))
}

fn explain(session: &mut Session) -> Result<Answer, Rejection> {
    let settings = session.settings.clone();
    let path = settings.book_path()?.to_owned();
    let also = settings.backup.value.also.clone();
    let mut told = Told { code: DONE, ..Told::default() };
    told.row("program", format!("standing {}", env!("CARGO_PKG_VERSION")));
    told.row("configuration", keep::file_text(&settings));
    told.row("book", path.display().to_string());
    told.json = Map::from_iter([
        ("version".to_owned(), json!(env!("CARGO_PKG_VERSION"))),
        ("book".to_owned(), json!(path)),
        ("exists".to_owned(), json!(path.exists())),
    ]);
    // What is enciphered shows no damage before its key is known.
    session.unlock_all(&path)?;
    if let Some(trouble) = Trouble::of(&path, also.as_deref()) {
        if path.exists() {
            // A desk may open on it all the same; it says at each start what was found here.
            mark::mark(&path, &trouble.fault, &session.clock);
        }
        in_trouble(&mut told, &trouble);
    } else if path.exists() {
        // A book that is sound again is opened as any other.
        let had = mark::look_again(&path);
        session.opening = Opening::Needs;
        let book = session.book()?;
        let (health, state) = (book.health()?, book.backup_state()?);
        of_file(&mut told, &health);
        let locked = session.book()?.is_locked();
        of_lock(&mut told, locked, &path);
        let plain = if locked { lock::plain_copies(&path, also.as_deref()) } else { Vec::new() };
        of_plain_copies(&mut told, &plain);
        if let Some(state) = state {
            let good = newest_good(&path, also.as_deref());
            of_copies(&mut told, &state, good.map(|(copy, steps)| (copy.path, steps)), &plain);
            if let Some(newest) = &state.newest {
                behind(&mut told, newest.path.as_path(), session.book()?.steps_only_in(&newest.path));
            }
        }
        if let Some(had) = had.filter(|_| mark::Mark::of(&path).is_none()) {
            told.advice.push(format!(
                "Damage had been found in the book on {}. All of it was read now and is sound; it can be written to again.",
                day::long(session.clock.day_of(had.found))
            ));
        }
        of_kept(&mut told, &path, also.as_deref());
    } else {
        told.advice.push("There is no book yet; the first record makes it.".to_owned());
    }
    for name in paths::not_used() {
        told.advice.push(format!("{name} is a relative path, which is not used: the usual directory is."));
    }
    if let Some(paths) = &settings.paths {
        of_program(&mut told, paths);
    }
    Ok(told.answer())
}

/// A book that cannot be worked with.
fn in_trouble(told: &mut Told, trouble: &Trouble) {
    told.code = FAILED;
    told.row("integrity", trouble.fault.clone());
    told.json.insert("faults".to_owned(), json!([trouble.fault]));
    let copy = trouble.copy.as_ref().map(|(copy, _)| copy.path.clone());
    told.json.insert("last_backup".to_owned(), json!(copy));
    told.advice.extend(trouble.said().into_iter().skip(1));
    if let Some(copy) = copy {
        told.advice.push(format!(
            "standing restore {} shows what it would change; with --apply it is put in place, and the damaged file is \
             kept beside it.",
            copy.display()
        ));
    }
    told.advice
        .push("standing doctor --salvage FILE saves what can be read of the book into a new one.".to_owned());
}

fn of_file(told: &mut Told, health: &Health) {
    let wide = |mode: Option<u32>| mode.is_some_and(|mode| mode & 0o077 != 0);
    let mode = |mode: Option<u32>| mode.map_or_else(|| "unknown".to_owned(), |mode| format!("{mode:04o}"));
    if wide(health.file_mode) || wide(health.directory_mode) {
        told.advice.push("Others on this machine can read the book or its directory. Narrow it: chmod 600 the file, chmod 700 the directory.".to_owned());
    }
    told.row("SQLite", health.engine.clone());
    told.row("schema", health.schema.to_string());
    told.row(
        "permissions",
        format!("file {}, directory {}", mode(health.file_mode), mode(health.directory_mode)),
    );
    told.row("size", format!("{} KiB", health.bytes.div_ceil(1024)));
    let integrity = match health.verdict.faults.first() {
        None => journal::sentence(&health.verdict),
        Some(fault) => {
            told.code = FAILED;
            told.advice.push(
                "Keep the file as it is and restore the newest good copy: standing restore FILE.".to_owned(),
            );
            fault.clone()
        }
    };
    told.row("integrity", integrity);
    for (name, value) in [
        ("sqlite", json!(health.engine)),
        ("schema", json!(health.schema)),
        ("file_mode", json!(health.file_mode.map(|mode| format!("{mode:04o}")))),
        ("directory_mode", json!(health.directory_mode.map(|mode| format!("{mode:04o}")))),
        ("operations", json!(health.verdict.operations)),
        ("head", json!(health.verdict.head)),
        ("faults", json!(health.verdict.faults)),
    ] {
        told.json.insert(name.to_owned(), value);
    }
}

/// Whether the book is encrypted at rest.
fn of_lock(told: &mut Told, locked: bool, book: &Path) {
    told.row(
        "lock",
        if locked {
            format!("locked, key in {}", lock::key_file(book).display())
        } else {
            "none: whoever has the file can read it".to_owned()
        },
    );
    told.json.insert("locked".to_owned(), json!(locked));
}

/// Copies from before the lock, which anybody can read.
fn of_plain_copies(told: &mut Told, plain: &[PathBuf]) {
    told.json.insert("plain_copies".to_owned(), json!(plain));
    if plain.is_empty() {
        return;
    }
    told.row("plain copies", format!("{}, not locked as the book is", plain.len()));
    let names: Vec<String> = plain.iter().map(|path| format!("  {}", path.display())).collect();
    told.advice.push(format!(
        "Whoever finds a plain copy can read it. Make a locked one with standing backup, then delete:\n{}",
        names.join("\n")
    ));
}

fn of_copies(told: &mut Told, state: &State, good: Option<(PathBuf, i64)>, plain: &[PathBuf]) {
    let newest = state.newest.as_ref().map(|copy| copy.path.clone());
    let said = match (&newest, &good) {
        (None, _) => "none".to_owned(),
        (Some(newest), Some((good, steps))) if newest == good => {
            let plain = if plain.contains(newest) { ", not locked" } else { "" };
            let said = state.newest_said();
            format!("{}, {said}{plain}, {steps} operations, read back whole", newest.display())
        }
        (Some(newest), Some((good, _))) => {
            told.code = FAILED;
            format!(
                "{} does not read back whole; the newest good one is {}",
                newest.display(),
                good.display()
            )
        }
        (Some(newest), None) => {
            told.code = FAILED;
            format!("{} does not read back whole, and no other does", newest.display())
        }
    };
    told.row("last backup", said);
    told.row("backups kept", state.count.to_string());
    told.row("second place", state.second_said());
    told.json.insert("last_backup".to_owned(), json!(newest));
    told.json.insert("last_good_backup".to_owned(), json!(good.map(|(good, _)| good)));
    told.json.insert("backups".to_owned(), json!(state.count));
    told.json.insert("second_place".to_owned(), json!(state.second_said()));
    told.json.insert("place".to_owned(), json!(state.place));
    told.advice.extend(state.warning.clone());
    told.advice.extend(state.place.clone());
    if state.newest.is_none() && state.warning.is_none() {
        told.advice.push("Make a copy now: standing backup. It takes about a second.".to_owned());
    }
}

/// A book that has fewer steps than its own copy: its log was lost, or an older file was put in its place.
fn behind(told: &mut Told, copy: &Path, steps: i64) {
    told.json.insert("only_in_backup".to_owned(), json!(steps));
    if steps > 0 {
        told.advice.push(format!(
            "The backup {} has {} that this book has not: its log may be lost, or an older file was put in its place. \
             standing restore FILE shows what they are.",
            copy.display(),
            keep::counted(steps, "operation")
        ));
    }
}

/// What was kept of the book as it was: before a restore, damaged, not agreeing with its journal.
fn of_kept(told: &mut Told, book: &Path, also: Option<&Path>) {
    let kept = copies_of(book, also).into_iter().find(|copy| copy.sort == crate::acts::backups::Sort::Kept);
    if let Some(kept) = kept {
        told.row("kept aside", format!("{}, of {}", kept.path.display(), day::long(kept.made.date_naive())));
    }
}

/// Where the program notes what it does, and what it left when it stopped by a fault.
fn of_program(told: &mut Told, paths: &Paths) {
    let file = trace::file(&paths.state);
    told.row("log", if file.exists() { file.display().to_string() } else { "nothing is noted".to_owned() });
    let reports = trace::reports(&paths.state);
    let said = match reports.first() {
        None => "none".to_owned(),
        Some(newest) => {
            format!("{}, newest {}; read it before you show it to anybody", reports.len(), newest.display())
        }
    };
    told.row("crash reports", said);
    told.json.insert("log".to_owned(), json!(file.exists().then_some(file)));
    told.json.insert("crash_reports".to_owned(), json!(reports));
}
