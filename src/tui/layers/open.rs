//! Which layers open from anywhere a client is in focus: log, note, brief, history, import.
//!
//! **Invariant:** a tab never opens these itself; a layer is registered here once for all places.

use super::{brief, history::History, import, log::Log, note, saved_views::SavedViews, slips};
use crate::tui::{
    command::{Availability, Command},
    desk::At,
    effect::Effect,
    tabs::Focus,
};

/// Whether a command opens one of these layers.
#[must_use]
pub fn opens(command: Command) -> bool {
    needs_client(command)
        || matches!(
            command,
            Command::Import
                | Command::Slips
                | Command::Demo
                | Command::History
                | Command::SavedViews
                | Command::OpenView
        )
}

fn needs_client(command: Command) -> bool {
    matches!(command, Command::Log | Command::Note | Command::Brief | Command::GoTimeline)
}

/// Whether it can open now.
#[must_use]
pub fn available(command: Command, focus: Option<&Focus>) -> Availability {
    let client = focus.and_then(|focus| focus.relationship);
    if needs_client(command) && client.is_none() {
        return Availability::no("This row belongs to no client. Choose one first: f finds any.");
    }
    Availability::Yes
}

/// Opens it. Each arm is one line.
#[must_use]
pub fn open(command: Command, focus: Option<&Focus>, at: &At<'_>) -> Vec<Effect> {
    let client = focus.and_then(|focus| focus.relationship);
    match (command, client) {
        (Command::Log, Some(client)) => opened(Log::new(client, focus, at)),
        (Command::Note, Some(client)) => note::open(client, at),
        (Command::Brief, Some(client)) => opened(brief::brief(client, focus, at)),
        (Command::GoTimeline, Some(client)) => opened(brief::timeline(client, focus, at)),
        (Command::History, _) => opened(History::new(focus, at)),
        (Command::Import, _) => import::ask(),
        (Command::Slips, _) => opened(slips::Slips::new(at)),
        (Command::SavedViews | Command::OpenView, _) => opened(SavedViews::new(at)),
        (Command::Demo, _) => Effect::say("Leave with q, then type: standing demo"),
        (other, _) => Effect::warn(format!("{} cannot be opened yet.", other.spec().title)),
    }
}

/// Puts a layer on top, or says why it could not be made.
fn opened<L: super::Layer + 'static>(made: Result<L, crate::domain::rejection::Rejection>) -> Vec<Effect> {
    match made {
        Ok(layer) => Effect::open(layer),
        Err(why) => Effect::warn(why.message),
    }
}

#[cfg(test)]
#[path = "open_tests.rs"]
mod tests;
