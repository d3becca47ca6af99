//! Work that can take longer than a frame: reading a large file, taking it in, an export. A thread of its own does it, on its
//! own connection to the book, while the desk goes on drawing.
//!
//! **Invariant:** work that is stopped has written nothing; what it came to is taken up by the desk and nobody else.

use std::{
    io::Write as _,
    os::unix::net::UnixStream,
    path::{Path, PathBuf},
    sync::{
        Arc,
        mpsc::{Receiver, TryRecvError, channel},
    },
    thread::{Builder, JoinHandle},
};

use super::{
    app::{App, at},
    desk::Action,
    effect::{Effect, Outside},
    layers::{export::Holds, import::Import, mapping::Mapping, progress::Progress},
};
use crate::{
    acts::{Book, Watch},
    domain::{action::Receipt, rejection::Rejection},
    exchange::{
        import::{Opened, open_file},
        read::Choices,
    },
};

/// A file below this size is read at once, in less time than one sees; in bytes.
const SMALL_FILE: u64 = 256 << 10;
/// An import of fewer people is taken in at once.
const FEW_STEPS: usize = 300;
/// What is exported of a book below this size is made at once; in bytes.
const SMALL_BOOK: u64 = 4 << 20;

/// What is to be done.
#[derive(Debug, Clone)]
pub enum Job {
    /// Reading a file and comparing it with the book.
    Read {
        /// The file.
        path: PathBuf,
        /// How it is read.
        choices: Choices,
    },
    /// Writing an import to the book.
    TakeIn(Box<Action>),
    /// Making what an export writes; the desk writes it.
    Export {
        /// The file it will be.
        file: PathBuf,
        /// What it holds.
        holds: Holds,
    },
}

/// What it came to.
#[derive(Debug)]
enum Ended {
    Read(PathBuf, Result<Opened, Rejection>),
    TakenIn(Result<Receipt, Rejection>),
    Made(PathBuf, Holds, Result<Vec<u8>, Rejection>),
}

/// Work that goes on.
#[derive(Debug)]
pub struct Work {
    watch: Arc<Watch>,
    ended: Receiver<Ended>,
    thread: JoinHandle<()>,
    writes: bool,
    /// What is said when it is stopped at once.
    stopped: &'static str,
}

impl Job {
    /// Whether it is done before one could stop it.
    fn is_small(&self, book: &Path) -> bool {
        let size = |path: &Path| std::fs::metadata(path).map_or(0, |about| about.len());
        match self {
            // What cannot be read is said at once.
            Self::Read { path, .. } => size(path) < SMALL_FILE,
            Self::TakeIn(action) => !is_long(action),
            Self::Export { .. } => size(book) < SMALL_BOOK,
        }
    }

    fn words(&self) -> String {
        let name = |path: &Path| {
            path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
        };
        match self {
            Self::Read { path, .. } => format!("Reading {}", name(path)),
            Self::TakeIn(_) => "Importing".to_owned(),
            Self::Export { file, .. } => format!("Exporting to {}", name(file)),
        }
    }

    /// What stands below while nothing can be counted.
    fn waiting(&self) -> &'static str {
        match self {
            Self::Export { .. } => "Reading the book ...",
            _ => "Reading the file ...",
        }
    }

    /// What is said when it is stopped before anything was written.
    fn stopped(&self) -> &'static str {
        match self {
            Self::Export { .. } => "Stopped; nothing was written",
            _ => "Stopped; nothing was imported",
        }
    }

    /// What it comes to when it breaks off.
    fn broken(self, why: Rejection) -> Ended {
        match self {
            Self::Read { path, .. } => Ended::Read(path, Err(why)),
            Self::TakeIn(_) => Ended::TakenIn(Err(why)),
            Self::Export { file, holds } => Ended::Made(file, holds, Err(why)),
        }
    }

    fn run(self, book: &mut Book, watch: &Watch) -> Ended {
        match self {
            Self::Read { path, choices } => {
                let opened = open_file(book, &path, &choices, watch);
                Ended::Read(path, opened)
            }
            Self::TakeIn(action) => Ended::TakenIn(book.execute_watched(&action, watch)),
            Self::Export { file, holds } => {
                let bytes = holds.bytes(book, watch);
                Ended::Made(file, holds, bytes)
            }
        }
    }
}

/// Whether an act takes long enough to be watched.
pub(super) fn is_long(action: &Action) -> bool {
    matches!(action, Action::Import { steps, .. } if steps.len() >= FEW_STEPS)
}

impl App {
    /// Begins a piece of work; a small one, or one on a book that is no file, is done at once.
    pub(super) fn begin_work(&mut self, mut job: Job) {
        if let Job::Read { choices, .. } = &mut job {
            choices.days = Some(self.model.order);
        }
        let alone = match (self.book.path(), &self.knock) {
            (Some(path), Some(knock)) if !job.is_small(path) => Some((path.to_owned(), knock.try_clone())),
            _ => None,
        };
        let Some((path, Ok(knock))) = alone else {
            let ended = job.run(&mut self.book, &Watch::default());
            return self.take_up(ended);
        };
        let (words, waiting) = (job.words(), job.waiting());
        let (stopped, writes) = (job.stopped(), matches!(job, Job::TakeIn(_)));
        let watch = Arc::new(Watch::calling(move || knocked(&knock)));
        match self.start(job, &path, &watch) {
            Ok((ended, thread)) => {
                self.work = Some(Work { watch: Arc::clone(&watch), ended, thread, writes, stopped });
                self.open(Box::new(Progress::new(&words, waiting, watch)));
            }
            Err(error) => {
                self.model.refuse(format!("The work could not be begun: {error}. Nothing was written."));
            }
        }
    }

    fn start(
        &self,
        job: Job,
        path: &Path,
        watch: &Arc<Watch>,
    ) -> std::io::Result<(Receiver<Ended>, JoinHandle<()>)> {
        let (sender, ended) = channel();
        let (path, clock, watch) = (path.to_owned(), self.clock.clone(), Arc::clone(watch));
        let thread = Builder::new().name("import".into()).spawn(move || {
            #[cfg(debug_assertions)]
            super::terminal::break_when_asked("work");
            let came = match (Book::open_existing(&path, clock), job) {
                (Ok(mut book), job) => {
                    // What only reads stops wherever it is; a book that takes no such order is read to the end.
                    if !matches!(job, Job::TakeIn(_)) {
                        let _ = book.give_up_with(&watch);
                    }
                    job.run(&mut book, &watch)
                }
                (Err(why), job) => job.broken(why),
            };
            // Who no longer waits does not need it.
            let _ = sender.send(came);
            watch.call();
        })?;
        Ok((ended, thread))
    }

    /// Takes up what the work came to, when it has ended.
    pub(super) fn look_at_work(&mut self) {
        let Some(work) = &self.work else { return };
        let ended = match work.ended.try_recv() {
            Ok(ended) => ended,
            Err(TryRecvError::Empty) => return,
            Err(TryRecvError::Disconnected) => {
                let why = Rejection::fault("The work broke off. The book is as it was.");
                if work.writes { Ended::TakenIn(Err(why)) } else { Ended::Read(PathBuf::new(), Err(why)) }
            }
        };
        self.put_work_away();
        self.take_up(ended);
    }

    /// Stops the work: reading is given up at once, writing as soon as nothing of it can be left in the book.
    pub(super) fn stop_work(&mut self) {
        let Some(work) = &self.work else { return };
        work.watch.stop();
        if !work.writes {
            let said = work.stopped;
            self.put_work_away();
            self.model.say(said);
        }
    }

    /// Waits for the work to stop: the desk is left.
    pub(super) fn end_work(&mut self) {
        if let Some(work) = self.work.take() {
            work.watch.stop();
            if work.writes {
                let _ = work.thread.join();
            }
        }
    }

    /// Leaves for the door, unless work writes to the book just now; what only reads is given up.
    pub(super) fn lock(&mut self) -> Option<Outside> {
        if self.work.as_ref().is_some_and(|work| work.writes) {
            self.model.refuse("Something is being written just now. Lock the book when it is done.");
            return None;
        }
        if self.book.path().is_none() {
            self.model.refuse("This book is in memory only; there is nothing to lock.");
            return None;
        }
        self.stop_work();
        self.part(Outside::Lock)
    }

    /// Its line goes from the foot.
    fn put_work_away(&mut self) {
        self.work = None;
        self.discard();
    }

    fn take_up(&mut self, ended: Ended) {
        match ended {
            Ended::Read(path, Ok(opened)) => {
                let at = at(&self.book, &self.clock, self.model.today, self.model.order);
                let layer = match opened {
                    Opened::Compared(incoming) => Effect::open(Import::new(incoming, &at)),
                    Opened::Readings(found) => crate::tui::layers::readings::take(found),
                    Opened::Unknown(proposal) => Effect::open(Mapping::new(path, proposal)),
                };
                self.apply(layer);
            }
            Ended::Read(_, Err(why)) => {
                if let Some(layer) = self.model.layers.last_mut() {
                    layer.refused(&why);
                }
                self.model.refuse(why.message);
            }
            Ended::Made(file, holds, bytes) => self.made(&file, &holds, bytes),
            Ended::TakenIn(result) => {
                self.book.has_changed();
                self.saved(result.map(super::desk::done));
            }
        }
    }
}

/// Writes the byte that ends the wait; when there are many already, one more is not needed.
pub(super) fn knocked(mut knock: &UnixStream) {
    let _ = knock.write(&[1]);
}

#[cfg(test)]
#[path = "work_tests.rs"]
mod tests;
