//! The day's copy of the book, made behind the desk by a thread with a connection of its own.
//!
//! **Invariant:** the desk never waits for it while it is open; on the way out it waits a moment, then stops it.

use std::{
    os::unix::net::UnixStream,
    sync::{
        Arc,
        mpsc::{Receiver, RecvTimeoutError, TryRecvError, channel},
    },
    thread::{Builder, JoinHandle},
    time::Duration,
};

use super::{app::App, effect::Whole, model::Tone, work::knocked};
use crate::{
    acts::{
        Book, Watch,
        backups::{Also, Today},
        mark::{self, Mark},
    },
    domain::{backup_schedule::Daily, rejection::Rejection},
    trace::{self, Event},
};

/// How long the way out waits for a copy that is nearly made.
const PATIENCE: Duration = Duration::from_secs(3);

/// What the day's copy comes to, once it has ended.
type Ended = Receiver<Result<Today, Rejection>>;

/// A copy that is being made.
#[derive(Debug)]
pub(super) struct Backing {
    watch: Arc<Watch>,
    ended: Ended,
    thread: JoinHandle<()>,
}

impl App {
    /// Begins the day's copy, when the book is the user's own and a file; what endangers the book is said meanwhile.
    pub(super) fn begin_backup(&mut self) {
        if self.backing.is_some() || self.book.backups().is_none() {
            return;
        }
        let Some(Ok(knock)) = self.knock.as_ref().map(UnixStream::try_clone) else { return };
        let watch = Arc::new(Watch::calling(move || knocked(&knock)));
        // Without a thread there is no copy today; its age says so.
        if let Ok((ended, thread)) = self.start_backup(&watch) {
            self.backing = Some(Backing { watch, ended, thread });
        }
    }

    fn start_backup(&self, watch: &Arc<Watch>) -> std::io::Result<(Ended, JoinHandle<()>)> {
        let (sender, ended) = channel();
        let path = self.book.path().map(std::path::Path::to_owned).unwrap_or_default();
        let (clock, plan, watch) = (self.clock.clone(), self.book.backups().cloned(), Arc::clone(watch));
        let thread = Builder::new().name("backup".into()).spawn(move || {
            let came = Book::open_existing(&path, clock).and_then(|mut book| {
                book.set_backups(plan);
                book.give_up_with(&watch)?;
                book.back_up_today(&watch)
            });
            // Who no longer waits does not need it.
            let _ = sender.send(came);
            watch.call();
        })?;
        Ok((ended, thread))
    }

    /// Takes up what the day's copy came to, when it has ended.
    pub(super) fn look_at_backup(&mut self) {
        let Some(backing) = &self.backing else { return };
        let came = match backing.ended.try_recv() {
            Ok(came) => came,
            Err(TryRecvError::Empty) => return,
            Err(TryRecvError::Disconnected) => {
                Err(Rejection::fault("The backup broke off. The book is as it was."))
            }
        };
        self.backing = None;
        self.tell_backup(came);
    }

    /// Takes up that what was just asked of the book met damage: the mark stays when the message is gone.
    pub(super) fn look_at_damage(&mut self) {
        let Some(message) = &self.model.message else { return };
        if self.model.whole == Whole::Damaged || message.tone != Tone::Refused {
            return;
        }
        let no = Rejection::fault(message.words.clone());
        if let Some(path) = self.own_path()
            && mark::mark_by(&path, &no, &self.clock)
        {
            self.model.whole = Whole::Damaged;
            self.book.found_damaged();
        }
    }

    /// Where the user's own book lies.
    fn own_path(&self) -> Option<std::path::PathBuf> {
        self.book.backups().and(self.book.path()).map(std::path::Path::to_owned)
    }

    /// Waits a moment for the copy, for the desk is left and the terminal given back; then stops it.
    pub(super) fn end_backup(&mut self) {
        let Some(backing) = self.backing.take() else { return };
        match backing.ended.recv_timeout(PATIENCE) {
            Ok(came) => note(&came),
            Err(RecvTimeoutError::Timeout) => backing.watch.stop(),
            Err(RecvTimeoutError::Disconnected) => {}
        }
        let _ = backing.thread.join();
    }

    fn tell_backup(&mut self, came: Result<Today, Rejection>) {
        note(&came);
        match came {
            Ok(Today::Left | Today::Standing) => {}
            Ok(Today::Made(backed)) => {
                if let Also::Failed(why) = backed.also {
                    self.model.refuse(format!("Backed up; the second place has no copy: {why}"));
                }
            }
            Ok(Today::Behind(_, older)) => self.model.refuse(format!(
                "The backup {} holds steps that this book has not. Nothing was removed; standing restore shows them.",
                older.display()
            )),
            Ok(Today::Unproved(kept, fault)) => {
                self.model.whole = Whole::Damaged;
                self.model.refuse(format!(
                "The book does not agree with its journal: {fault} It is kept as {}; standing doctor says more.",
                kept.display()
            ));
            }
            Ok(Today::Damaged(fault)) => {
                self.model.whole = Whole::Damaged;
                // From here on nothing is written to it; what is typed is refused with its reason.
                self.book.found_damaged();
                self.model.refuse(format!(
                    "{fault} The desk only reads it now. Leave, then standing doctor says what can be done.",
                ));
            }
            Err(why) => self.model.refuse(format!("There is no backup of today: {}", why.message)),
        }
    }

    /// Says at the start what the user should know first: what he is told, else a place that endangers the book, else
    /// that its copies are old where none is made by itself.
    pub(super) fn say_at_start(&mut self, first: Option<&str>) {
        let mark = self.own_path().as_deref().and_then(Mark::of);
        if mark.is_some() {
            self.model.whole = Whole::Damaged;
        }
        let first = first.map(str::to_owned).or_else(|| mark.map(|mark| mark.said(&self.clock)));
        let first = first.as_deref();
        if let Some(first) = first {
            // What waits to be typed on is not hidden by it.
            let waits = self.model.message.as_ref().filter(|message| message.tone == Tone::Said);
            let waits = waits.map(|message| format!("{}. ", message.words.replace(" · ", "; ")));
            return self.model.refuse(format!("{}{first}", waits.unwrap_or_default()));
        }
        if self.model.message.is_some() {
            return;
        }
        let left = self.book.backups().is_some_and(|plan| plan.daily == Daily::Left);
        if let Ok(Some(state)) = self.book.backup_state()
            && let Some(warning) = state.place.or(state.warning.filter(|_| left))
        {
            self.model.refuse(warning);
        }
    }
}

/// Notes in the log what the day's copy came to, in the program's own words.
fn note(came: &Result<Today, Rejection>) {
    let no = |why| trace::note(Event::NotBackedUp { why });
    match came {
        Ok(Today::Left | Today::Standing) => {}
        Ok(Today::Made(backed) | Today::Behind(backed, _)) => {
            let second = match &backed.also {
                Also::NotSet => "not set",
                Also::Away(_) => "away",
                Also::Written(_) => "written",
                Also::Failed(_) => "failed",
            };
            trace::note(Event::BackedUp { steps: backed.operations, pruned: backed.pruned, second });
        }
        Ok(Today::Unproved(..)) => no("the book does not agree with its journal"),
        Ok(Today::Damaged(_)) => trace::note(Event::Damaged),
        Err(_) => no("it failed or was stopped"),
    }
}

#[cfg(test)]
#[path = "backing_tests.rs"]
mod tests;
