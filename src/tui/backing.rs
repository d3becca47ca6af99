//! Copies of the book, the day's and one that is asked for, made behind the desk by a thread with a connection of its own.
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

use super::{app::App, effect::Whole, model::Tone, parting::Parting, work::knocked};
use crate::{
    acts::{
        Access, Book, Watch,
        backups::{Also, Backed, Today},
        mark::{self, Mark},
    },
    domain::{backup_schedule::Daily, rejection::Rejection},
    trace::{self, Event},
};

/// How long the way out waits for a copy that is nearly made.
const PATIENCE: Duration = Duration::from_secs(3);

/// What the day's copy comes to, once it has ended.
type Ended = Receiver<Result<Today, Rejection>>;

/// Why a copy is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Begun {
    /// It is the day's.
    ByItself,
    /// The user wants one: what became of it is said.
    ByTheUser,
}

/// A copy that is being made.
#[derive(Debug)]
pub(super) struct Backing {
    begun: Begun,
    watch: Arc<Watch>,
    ended: Ended,
    thread: JoinHandle<()>,
}

impl App {
    /// Begins the day's copy, when the book is the user's own and a file; what endangers the book is said meanwhile.
    pub(super) fn begin_backup(&mut self) {
        // Where nothing can be written no copy can be either, and that was said first of all.
        if self.backing.is_none() && self.book.backups().is_some() && self.book.access() == Access::Whole {
            self.start_copy(Begun::ByItself);
        }
    }

    /// Makes a copy now; one that is being made already is that copy.
    pub(super) fn back_up_now(&mut self) {
        if self.book.backups().is_none() {
            return self.model.refuse(
                "There are no copies of this book: the demo is made anew by standing demo --reset. Nothing was written.",
            );
        }
        match &mut self.backing {
            Some(backing) => backing.begun = Begun::ByTheUser,
            None => self.start_copy(Begun::ByTheUser),
        }
        if self.backing.is_some() {
            self.model.say("Backing up; work on meanwhile");
        }
    }

    fn start_copy(&mut self, begun: Begun) {
        let Some(Ok(knock)) = self.knock.as_ref().map(UnixStream::try_clone) else { return };
        let watch = Arc::new(Watch::calling(move || knocked(&knock)));
        // Without a thread there is no copy today; its age says so.
        if let Ok((ended, thread)) = self.start_backup(&watch, begun) {
            self.backing = Some(Backing { begun, watch, ended, thread });
        }
    }

    fn start_backup(&self, watch: &Arc<Watch>, begun: Begun) -> std::io::Result<(Ended, JoinHandle<()>)> {
        let (sender, ended) = channel();
        let path = self.book.path().map(std::path::Path::to_owned).unwrap_or_default();
        let (clock, plan, watch) = (self.clock.clone(), self.book.backups().cloned(), Arc::clone(watch));
        let thread = Builder::new().name("backup".into()).spawn(move || {
            let came = Book::open_existing(&path, clock).and_then(|mut book| {
                book.set_backups(plan);
                book.give_up_with(&watch)?;
                match begun {
                    Begun::ByItself => book.back_up_today(&watch),
                    Begun::ByTheUser => book.back_up_again(&watch),
                }
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
        let begun = backing.begun;
        self.backing = None;
        if begun == Begun::ByTheUser && matches!(came, Ok(Today::Standing)) {
            // He asked while it was found that there is one of today: he wants one of now.
            return self.start_copy(begun);
        }
        self.tell_backup(came, begun);
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

    fn tell_backup(&mut self, came: Result<Today, Rejection>, begun: Begun) {
        note(&came);
        if came.is_err() && matches!(self.model.parting, Parting::Warned(_)) {
            // What the next key loses is said until it comes; the age of the copies tells the rest.
            return;
        }
        match came {
            Ok(Today::Left | Today::Standing) => {}
            Ok(Today::Made(backed)) => {
                if let Also::Failed(why) = backed.also {
                    self.model.refuse(format!("Backed up; the second place has no copy: {why}"));
                } else if begun == Begun::ByTheUser {
                    self.model.say(said(&backed));
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

/// What a copy that was asked for came to, in one line.
fn said(backed: &Backed) -> String {
    let name = backed.path.file_name().unwrap_or_default().to_string_lossy();
    let also = match &backed.also {
        Also::Written(_) => ", in the second place too",
        Also::Away(_) => "; the second place is not there",
        Also::NotSet | Also::AtHome(_) | Also::Failed(_) => "",
    };
    let steps = if backed.operations == 1 { "step" } else { "steps" };
    format!("Backed up as backups/{name}, {} {steps}{also}", backed.operations)
}

/// Notes in the log what the day's copy came to, in the program's own words.
fn note(came: &Result<Today, Rejection>) {
    let no = |why| trace::note(Event::NotBackedUp { why });
    match came {
        Ok(Today::Left | Today::Standing) => {}
        Ok(Today::Made(backed) | Today::Behind(backed, _)) => {
            let second = match &backed.also {
                Also::NotSet => "not set",
                Also::AtHome(_) => "at home",
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
