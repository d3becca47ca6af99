//! The book: one open file, the clock, and what can be done with them.
//!
//! **Invariant:** every change goes through `execute`, `step` or `take_back`; each is one transaction.

use std::{
    collections::BTreeSet,
    path::{Path, PathBuf},
};

use chrono::{Datelike as _, NaiveDate};

use super::{Watch, execute, taken::told};
use crate::{
    clock::Clock,
    domain::{
        action::{Action, Proof, Receipt},
        backup_schedule::Backups,
        record::{Kind, RecordId, Row, Value},
        rejection::Rejection,
    },
    store::{Access, Db, Must, OpMeta, Slip, Step, Store, Taken, Verdict, Ways},
};

/// An open book with its clock.
#[derive(Debug)]
pub struct Book {
    store: Store,
    clock: Clock,
    seen: i64,
    days_off: u64,
    /// The days off of the configuration, for a book that is opened anew.
    holidays: BTreeSet<NaiveDate>,
    /// Where the user's own talking points lie.
    points: Option<PathBuf>,
    /// Where the user's own checklists lie.
    templates: Option<PathBuf>,
    /// Where the user's own templates of documents lie.
    document_templates: Option<PathBuf>,
    /// What is copied by itself; none for a book that is not the user's own.
    pub(super) backups: Option<Backups>,
}

impl Book {
    /// Opens the book at `path`, making it when it is not there; one that is marked as damaged is only read.
    pub fn open(path: &Path, clock: Clock) -> Result<Self, Rejection> {
        Ok(Self::started(Store::open_unless_marked(path)?, clock))
    }

    /// Opens a book that must be there already.
    pub fn open_existing(path: &Path, clock: Clock) -> Result<Self, Rejection> {
        Ok(Self::started(Store::open_existing_unless_marked(path)?, clock))
    }

    /// A book in memory, for tests and trials.
    pub fn memory(clock: Clock) -> Result<Self, Rejection> {
        Ok(Self::started(Store::memory()?, clock))
    }

    fn started(store: Store, clock: Clock) -> Self {
        let seen = store.data_version();
        Self {
            store,
            clock,
            seen,
            days_off: 0,
            holidays: BTreeSet::new(),
            points: None,
            templates: None,
            document_templates: None,
            backups: None,
        }
    }

    /// The day the desk believes it is.
    #[must_use]
    pub fn today(&self) -> NaiveDate {
        self.clock.today()
    }

    /// The clock.
    #[must_use]
    pub fn clock(&self) -> &Clock {
        &self.clock
    }

    /// Sets the day the desk believes it is; the demo replays its history so.
    pub fn set_clock(&mut self, clock: Clock) {
        self.clock = clock;
    }

    /// Tells it the days off that the configuration names, beside those of the practice.
    pub fn set_holidays(&mut self, days: &BTreeSet<NaiveDate>) -> Result<(), Rejection> {
        let number = |sum: u64, day: &NaiveDate| {
            sum.wrapping_mul(1_000_003).wrapping_add(u64::from(day.num_days_from_ce().unsigned_abs()))
        };
        self.days_off = days.iter().fold(0, number);
        self.holidays.clone_from(days);
        self.store.set_holidays(days)
    }

    /// The days off of the configuration as one number, the same for the same days.
    pub(super) fn days_off(&self) -> u64 {
        self.days_off
    }

    /// Where the user's own checklists lie.
    #[must_use]
    pub fn templates(&self) -> Option<&Path> {
        self.templates.as_deref()
    }

    /// Says where the user's own checklists lie.
    pub fn set_templates(&mut self, folder: Option<PathBuf>) {
        self.templates = folder;
    }

    /// Where the user's own templates of documents lie.
    #[must_use]
    pub fn document_templates(&self) -> Option<&Path> {
        self.document_templates.as_deref()
    }

    /// Says where the user's own templates of documents lie.
    pub fn set_document_templates(&mut self, folder: Option<PathBuf>) {
        self.document_templates = folder;
    }

    /// Where the user's own talking points lie.
    #[must_use]
    pub fn points(&self) -> Option<&Path> {
        self.points.as_deref()
    }

    /// Says where the user's own talking points lie.
    pub fn set_points(&mut self, file: Option<PathBuf>) {
        self.points = file;
    }

    /// Where the book lies, when it is a file.
    #[must_use]
    pub fn path(&self) -> Option<&Path> {
        self.store.path()
    }

    /// Why the book can be read and not changed, as a sentence; none when it can be changed.
    #[must_use]
    pub fn only_read(&self) -> Option<&'static str> {
        self.store.path()?;
        match self.store.access() {
            Access::Whole => None,
            Access::Reading => Some("This book may only be read here: look around; nothing can be saved."),
            Access::Damaged => Some(
                "Damage was found in this book: look around; nothing is saved. standing doctor says more.",
            ),
            Access::Full => Some("The disk is full: look around; nothing can be saved before there is room."),
        }
    }

    /// What may be done with its file.
    #[must_use]
    pub fn access(&self) -> Access {
        self.store.access()
    }

    /// Writes again to a book that was opened on a full disk, once there is room. Says whether it was opened anew just
    /// now: others may have written to it meanwhile.
    pub fn find_room(&mut self) -> bool {
        let found = self.store.find_room();
        if found {
            self.seen = self.store.data_version();
            // Without the days off of the configuration a plan is a day off at most; the next start reads them.
            let _ = self.store.set_holidays(&self.holidays);
        }
        found
    }

    /// The same as one says it: `~` is the home directory.
    #[must_use]
    pub fn path_said(&self) -> Option<String> {
        let home = std::env::var_os("HOME").filter(|home| !home.is_empty());
        self.path().map(|path| said(path, home.as_deref().map(Path::new)))
    }

    pub(super) fn db(&self) -> Db<'_> {
        self.store.db()
    }

    pub(super) fn store(&self) -> &Store {
        &self.store
    }

    pub(super) fn into_store(self) -> Store {
        self.store
    }

    pub(super) fn store_mut(&mut self) -> &mut Store {
        &mut self.store
    }

    /// Keeps little of the book in memory from now on, as the desk does; what reads much of it takes more meanwhile.
    pub fn live_small(&self) -> Result<(), Rejection> {
        self.store.live_small()
    }

    /// Asks several questions of one state of the book, sooner than one by one.
    pub fn reading<T>(&self, ask: impl FnOnce() -> Result<T, Rejection>) -> Result<T, Rejection> {
        self.store.reading(ask)
    }

    /// Does one act: one transaction, one op, one undo step.
    pub fn execute(&mut self, action: &Action) -> Result<Receipt, Rejection> {
        self.execute_watched(action, &Watch::default())
    }

    /// The same, for an act that takes long: it says how far it is, and once it is stopped nothing is written.
    pub fn execute_watched(&mut self, action: &Action, watch: &Watch) -> Result<Receipt, Rejection> {
        let meta = self.meta(execute::command(action), execute::reason(action));
        if matches!(action, Action::Import { .. }) {
            self.find_room();
            self.store.refuse_reading()?;
            self.back_up_before("before-import-")?;
        }
        let clock = &self.clock;
        let act = |store: &mut Store| store.act(&meta, |tx| execute::run(tx, (clock, watch), action));
        let done = match action {
            Action::Import { .. } => self.store.in_much_room(act),
            _ => act(&mut self.store),
        };
        let (ids, summary, op) = self.after_act(done)?;
        // What has left is not brought back.
        let undo = op != 0 && !matches!(action, Action::Proof(Proof::Left(_)));
        Ok(Receipt { op, summary, ids, undo })
    }

    /// Gives up any question of the book as soon as the work is to stop; for a book that is only read.
    ///
    /// # Errors
    /// When the database takes no such order.
    pub fn give_up_with(&mut self, watch: &std::sync::Arc<Watch>) -> Result<(), Rejection> {
        let watch = std::sync::Arc::clone(watch);
        self.store.give_up_when(move || watch.is_stopped())
    }

    /// Takes back the newest step, or puts the newest undo back; `None` when there is none.
    pub fn step(&mut self, step: Step) -> Result<Option<Receipt>, Rejection> {
        let word = if step == Step::Undo { "undo" } else { "redo" };
        let meta = self.meta(word, None);
        let done = self.store.step(step, &meta);
        Ok(self.after_act(done)?.map(|taken| told(&taken)))
    }

    /// Whether one step back takes back something that was done after an op.
    pub fn undoes_after(&self, op: i64) -> Result<bool, Rejection> {
        Ok(self.store.would_undo()?.is_some_and(|next| next > op))
    }

    /// Takes back one named op; of one that was an undo, the step it took back holds again.
    pub fn take_back(&mut self, op: i64) -> Result<Receipt, Rejection> {
        let meta = self.meta("undo", None);
        let done = self.store.take_back(op, &meta);
        Ok(told(&self.after_act(done)?))
    }

    /// What can be done about a step that cannot be taken back alone.
    pub fn ways_back(&self, op: i64) -> Result<Ways, Rejection> {
        self.store.ways_back(op)
    }

    /// Takes back those records of a step that nothing was done with since, as one step; the others are named.
    pub fn take_back_rest(&mut self, op: i64) -> Result<Receipt, Rejection> {
        let meta = self.meta("undo", None);
        let done = self.store.take_back_rest(op, &meta);
        self.after_act(done).map(undone)
    }

    /// Takes back a step with all later ones that build on it, the newest first, as one step.
    pub fn take_back_with_later(&mut self, op: i64) -> Result<Receipt, Rejection> {
        let meta = self.meta("undo", None);
        let done = self.store.take_back_with_later(op, &meta);
        self.after_act(done).map(undone)
    }

    /// Whether an op has been taken back and not put back.
    pub fn is_undone(&self, op: i64) -> Result<bool, Rejection> {
        self.store.is_undone(op)
    }

    pub(super) fn meta(&self, command: &str, reason: Option<String>) -> OpMeta {
        OpMeta {
            at: self.clock.instant(),
            day: self.clock.today(),
            command: command.to_owned(),
            reason,
            undoes: None,
        }
    }

    /// One record, when it is there.
    pub fn get(&self, id: RecordId) -> Result<Option<Row>, Rejection> {
        self.db().get(id)
    }

    /// The name of a relationship or person; none when it is gone.
    pub fn name_of(&self, id: RecordId) -> Result<Option<String>, Rejection> {
        self.db().name_of(id)
    }

    /// Records whose fields equal these values.
    pub fn rows(&self, kind: Kind, equal: &[(&str, Value)]) -> Result<Vec<Row>, Rejection> {
        self.db().rows(kind, equal)
    }

    /// Records of one relationship.
    pub fn of(&self, kind: Kind, relationship: i64) -> Result<Vec<Row>, Rejection> {
        self.db().of(kind, relationship)
    }

    /// Whether the book holds no relationship and no person.
    pub fn is_empty(&self) -> Result<bool, Rejection> {
        Ok(!self.db().any(Kind::Relationship)? && !self.db().any(Kind::Person)?)
    }

    /// Whether another instance has changed the book since the last time this was asked.
    pub fn has_changed(&mut self) -> bool {
        let now = self.store.data_version();
        let changed = now != self.seen;
        self.seen = now;
        changed
    }

    /// Checks chain, file and rows; see [`Verdict`].
    pub fn verify(&self, kept: Option<&str>) -> Result<Verdict, Rejection> {
        self.store.verify(kept)
    }

    /// The newest op and the hash of it.
    pub fn head(&self) -> Result<(i64, String), Rejection> {
        self.store.journal_head()
    }

    /// Writes a checked copy; beside the book, named after the day, when no file is named.
    pub fn backup(&self, out: Option<&Path>) -> Result<PathBuf, Rejection> {
        let target = match (out, self.store.path()) {
            (Some(out), _) => out.to_owned(),
            (None, Some(path)) => {
                let stamp = self.clock.instant().format("%Y%m%d-%H%M%S").to_string();
                crate::store::backup::beside(path, &stamp)
            }
            (None, None) => {
                return Err(Rejection::rule("A book in memory has no file to copy. Name one with --out."));
            }
        };
        self.store.copy_to(&target, Must::Agree)?;
        Ok(target)
    }

    /// Keeps a half-typed form.
    pub fn store_slip(&self, slip: &Slip) -> Result<(), Rejection> {
        self.store.keep_slip(slip)
    }

    /// Half-typed forms of the last 30 days, newest first.
    pub fn stored_slips(&self) -> Result<Vec<Slip>, Rejection> {
        self.store.slips(self.today())
    }

    /// Drops the slip of a form.
    pub fn forget_slip(&self, form: &str) -> Result<(), Rejection> {
        self.store.drop_slip(form, self.today())
    }

    /// What the desk keeps for itself under `name`.
    pub fn view_state(&self, name: &str) -> Result<Option<String>, Rejection> {
        self.store.view_state(name)
    }

    /// Keeps something of the desk's own under `name`.
    pub fn keep_view_state(&self, name: &str, body: &str) -> Result<(), Rejection> {
        self.store.keep_view_state(name, body)
    }
}

/// The receipt of an undo that says itself what it did.
fn undone(taken: Taken) -> Receipt {
    Receipt { op: taken.op, summary: taken.summary, ids: Vec::new(), undo: false }
}

fn said(path: &Path, home: Option<&Path>) -> String {
    match home.and_then(|home| path.strip_prefix(home).ok()) {
        Some(inside) => format!("~/{}", inside.display()),
        None => path.display().to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_in_the_home_directory_is_said_with_a_tilde() {
        let said = |path: &str| said(Path::new(path), Some(Path::new("/home/ann")));
        assert_eq!(said("/home/ann/.local/share/standing/book.db"), "~/.local/share/standing/book.db");
        assert_eq!(said("/home/anna/book.db"), "/home/anna/book.db");
    }
}
