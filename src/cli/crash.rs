//! What is said and kept when the program stops because of a fault of its own.
//!
//! **Invariant:** no text of the book is printed or kept: words made at the time of the crash may hold some.

use std::{panic, path::PathBuf};

use super::output;
use crate::{config::Paths, trace};

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
        if std::thread::current().name() == Some("main") {
            output::complain(&said(report));
        }
    }));
    #[cfg(debug_assertions)]
    if let Some(words) = std::env::var_os("STANDING_TEST_CRASH") {
        // For the tests of all this; a release has no such door.
        panic::panic_any(words.to_string_lossy().into_owned());
    }
}

fn said(report: Option<PathBuf>) -> String {
    let told = "standing stopped because of a fault of its own. What was saved is in the book; what was being typed \
                is offered at the next start.";
    match report {
        Some(report) => format!(
            "{told}\nA report without any text of your book is in {}. Read it before you show it to anybody.\n",
            report.display()
        ),
        None => format!("{told}\nNo report could be written.\n"),
    }
}
