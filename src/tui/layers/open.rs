//! Which layers open from anywhere a client is in focus: log, note, brief, history, import.
//!
//! **Invariant:** a tab never opens these itself; a layer is registered here once for all places.

use super::{brief, duplicates, history::History, import, log::Log, merge::Merge, note, slips, split};
use crate::domain::record::RecordId;
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
            Command::Import | Command::Slips | Command::Demo | Command::History | Command::Duplicates
        )
}

fn needs_client(command: Command) -> bool {
    matches!(
        command,
        Command::Log | Command::Note | Command::Brief | Command::GoTimeline | Command::Merge | Command::Split
    )
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
        (Command::Merge, Some(client)) => merge(client, focus, at),
        (Command::Split, Some(client)) => split::ask(client, &named(focus)),
        (Command::Duplicates, _) => opened(duplicates::Duplicates::new(at)),
        (Command::History, _) => opened(History::new(focus, at)),
        (Command::Import, _) => import::ask(),
        (Command::Slips, _) => opened(slips::Slips::new(at)),
        (Command::Demo, _) => Effect::say("Leave with q, then type: standing demo"),
        (other, _) => Effect::warn(format!("{} cannot be opened yet.", other.spec().title)),
    }
}

/// Two marked clients are the two; of one the other is asked for.
fn merge(client: RecordId, focus: Option<&Focus>, at: &At<'_>) -> Vec<Effect> {
    match focus.map(|focus| focus.relationships.as_slice()) {
        Some([keep, other]) => opened(Merge::new(*keep, *other, at)),
        Some([_, _, _, ..]) => Effect::warn("Only two clients are merged at a time. Mark two, or none."),
        _ => duplicates::ask_other(client, &named(focus)),
    }
}

fn named(focus: Option<&Focus>) -> String {
    focus.map(|focus| focus.who.clone()).unwrap_or_default()
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
