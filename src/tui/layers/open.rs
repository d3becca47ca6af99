//! Which layers open from anywhere a client is in focus: log, note, brief, records, history, import.
//!
//! **Invariant:** a tab never opens these itself; a layer is registered here once for all places.

use super::{
    asked::Asked,
    brief, duplicates, examiner,
    history::History,
    import,
    log::Log,
    mailing::MailingList,
    meeting_plan::PlanMeetings,
    merge::Merge,
    note, purge,
    questions::Questions,
    records::{Of, Records},
    review::Review,
    saved_views::SavedViews,
    slips, split, year,
};
use crate::domain::{record::RecordId, review::Pass};
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
                | Command::Tiers
                | Command::Pauses
                | Command::Registers
                | Command::PurgeList
                | Command::PracticeSettings
                | Command::Duplicates
                | Command::Questions
                | Command::Review
                | Command::WeeklyPass
                | Command::SavedViews
                | Command::OpenView
                | Command::PlanMeetings
        )
}

fn needs_client(command: Command) -> bool {
    use Command as C;
    matches!(
        command,
        C::Log
            | C::Note
            | C::Brief
            | C::TheyAsked
            | C::GoTimeline
            | C::GoYear
            | C::Records
            | C::Merge
            | C::Split
            | C::Reexamine
            | C::Examiner
    )
}

/// Whether it can open now.
#[must_use]
pub fn available(command: Command, focus: Option<&Focus>) -> Availability {
    match command {
        // Two marked clients are the two that are one.
        Command::Merge if focus.is_some_and(|focus| !focus.relationships.is_empty()) => Availability::Yes,
        _ if needs_client(command) => one_client(focus),
        _ => Availability::Yes,
    }
}

/// Why a partner or helper is not asked about: they judge by no yardstick that was agreed.
fn no_yardstick_with(client: RecordId, at: &At<'_>) -> Option<String> {
    let row = at.book.get(client).ok().flatten()?;
    let kind = row.str("kind");
    matches!(kind, "partner" | "helper")
        .then(|| format!("{} is a {kind}: a yardstick is agreed with clients.", row.str("name")))
}

/// Whether what is chosen is one client's: a sheet or a page is about one.
#[must_use]
pub fn one_client(focus: Option<&Focus>) -> Availability {
    match focus {
        Some(focus) if focus.relationships.len() > 1 => Availability::no(format!(
            "This is done with one client at a time. {} clears the marks.",
            Command::MarkAll.way()
        )),
        Some(focus) if focus.relationship.is_some() => Availability::Yes,
        _ => Availability::no(format!(
            "This row belongs to no client. Choose one first: {} finds any.",
            Command::Find.way()
        )),
    }
}

/// Opens it. Each arm is one line.
#[must_use]
pub fn open(command: Command, focus: Option<&Focus>, at: &At<'_>) -> Vec<Effect> {
    let client = focus.and_then(|focus| focus.relationship);
    match (command, client) {
        (Command::Log, Some(client)) => opened(Log::new(client, focus, at)),
        (Command::Note, Some(client)) => note::open(client, at),
        (Command::Brief, Some(client)) => opened(brief::brief(client, focus, at)),
        (Command::TheyAsked, Some(client)) => match no_yardstick_with(client, at) {
            Some(why) => Effect::warn(why),
            None => opened(Asked::new(client, at)),
        },
        (Command::GoTimeline, Some(client)) => opened(brief::timeline(client, focus, at)),
        (Command::GoYear, Some(client)) => opened(year::year(client, focus, at)),
        (Command::Records, Some(client)) => opened(Records::of_focus(client, focus, at)),
        (Command::Tiers, _) => opened(Records::of_practice(Of::Tiers, at)),
        (Command::Pauses, _) => opened(Records::of_practice(Of::Pauses, at)),
        (Command::Registers, _) => opened(Records::of_practice(Of::Registers, at)),
        (Command::PurgeList, _) => opened(purge::PurgeList::new(at)),
        (Command::Examiner, Some(client)) => {
            examiner::ask(client, at).unwrap_or_else(|why| Effect::warn(why.message))
        }
        (Command::PracticeSettings, _) => opened(Records::of_practice(Of::Settings, at)),
        (Command::Merge, Some(client)) => merge(client, focus, at),
        (Command::Split, Some(client)) => split::ask(client, &named(focus)),
        (Command::PlanMeetings, _) => opened(PlanMeetings::new(at)),
        (Command::Duplicates, _) => opened(duplicates::Duplicates::new(at)),
        (Command::Questions, _) => Effect::open(Questions::new()),
        (Command::Reexamine, Some(client)) => opened(Review::new(Pass::Reexamination(client.id), at)),
        (Command::Review, _) => opened(Review::new(Pass::Daily, at)),
        (Command::WeeklyPass, _) => opened(Review::new(Pass::Weekly, at)),
        (Command::History, _) => opened(History::new(focus, at)),
        (Command::Import, _) => import::ask(),
        (Command::Slips, _) => opened(slips::Slips::new(at)),
        (Command::SavedViews | Command::OpenView, _) => opened(SavedViews::new(at)),
        (Command::Demo, _) => demo(at),
        (other, _) => Effect::warn(format!("{} cannot be opened yet.", other.spec().title)),
    }
}

/// Opens a pass, at its card when it was begun.
#[must_use]
pub fn pass(pass: Pass, at: &At<'_>) -> Vec<Effect> {
    opened(Review::new(pass, at))
}

/// Leaves for the demo book, unless this is it.
fn demo(at: &At<'_>) -> Vec<Effect> {
    match crate::acts::demo::day_of(at.book) {
        Ok(None) => vec![Effect::Demo],
        Ok(Some(_)) => Effect::say(format!(
            "This is the demo book; {} leaves it, and your own book is as it was",
            Command::Close.way()
        )),
        Err(why) => Effect::warn(why.message),
    }
}

/// Opens the mailing list of these relationships.
#[must_use]
pub fn mailing(relationships: &[i64], at: &At<'_>) -> Vec<Effect> {
    opened(MailingList::new(relationships, at))
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
