//! What is said and kept when the program stops because of a fault of its own.
//!
//! **Invariant:** no text of the book is printed or kept: words made at the time of the crash may hold some; and it is
//! told once.

use std::{
    panic,
    path::PathBuf,
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    thread,
};

use super::output;
use crate::{config::Paths, trace};

/// Whether the desk runs, which tells of a fault itself once the terminal is given back.
static DESK_TELLS: AtomicBool = AtomicBool::new(false);

/// The report of the fault that ended the program, the first one when more followed from it.
static REPORT: Mutex<Option<PathBuf>> = Mutex::new(None);

/// Makes a crash leave a report and say where it is. The terminal is given back by whoever took it.
#[cfg_attr(debug_assertions, expect(clippy::panic, reason = "the tests make it crash"))]
pub fn install() {
    let state = Paths::of_user().map(|paths| paths.state);
    // Whoever asks for the way into a fault is a developer and wants all of it.
    let before = std::env::var_os("RUST_BACKTRACE").is_some().then(panic::take_hook);
    panic::set_hook(Box::new(move |info| {
        let report = state.as_ref().and_then(|state| trace::report(state, info).ok());
        if let Some(before) = &before {
            before(info);
        }
        // The desk goes on when only a worker broke off, and says so itself.
        if thread::current().name() != Some("main") {
            return;
        }
        if DESK_TELLS.load(Ordering::Relaxed) {
            let mut first = REPORT.lock().unwrap_or_else(PoisonError::into_inner);
            *first = first.take().or(report);
        } else {
            output::complain(&said(report));
        }
    }));
    #[cfg(debug_assertions)]
    if let Some(words) = std::env::var_os("STANDING_TEST_CRASH") {
        // For the tests of all this; a release has no such door.
        panic::panic_any(words.to_string_lossy().into_owned());
    }
}

/// While it lives the desk tells of a fault itself; one that goes on past the desk is told when this is dropped.
#[derive(Debug)]
pub struct DeskTells(());

/// Leaves it to the desk to tell of a fault.
#[must_use]
pub fn leave_to_desk() -> DeskTells {
    DESK_TELLS.store(true, Ordering::Relaxed);
    DeskTells(())
}

impl Drop for DeskTells {
    fn drop(&mut self) {
        DESK_TELLS.store(false, Ordering::Relaxed);
        if thread::panicking() {
            output::complain(&said(report()));
        }
    }
}

fn report() -> Option<PathBuf> {
    REPORT.lock().unwrap_or_else(PoisonError::into_inner).take()
}

/// Where the report of the fault that ended the desk is, as sentences.
#[must_use]
pub fn report_said() -> String {
    where_it_is(report())
}

fn where_it_is(report: Option<PathBuf>) -> String {
    match report {
        Some(report) => format!(
            "A report without any text of your book is in {}. Read it before you show it to anybody.",
            report.display()
        ),
        None => "No report could be written.".to_owned(),
    }
}

fn said(report: Option<PathBuf>) -> String {
    format!(
        "standing stopped because of a fault of its own. What was saved is in the book; what was being typed is \
         offered at the next start.\n{}\n",
        where_it_is(report)
    )
}
