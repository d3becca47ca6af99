//! What an empty list of goals or expectations says: what it is for, why nothing is there, the key that helps.
//!
//! **Invariant:** every key it names works there.

use crate::{
    domain::record::Kind,
    tui::{command::Command, tabs::State, theme::Role, widgets::line::Line},
};

/// How much there is besides the empty list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Has {
    /// Nobody is in the book to agree anything with.
    NoClient,
    /// No agreement of this type is in the book.
    None,
    /// Some are, but none of the client the list is narrowed to.
    NoneOfTheirs,
    /// Some that the list could show.
    Some,
}

/// Why a list is empty and how to get out.
pub(super) fn lines(kind: Kind, state: &State, has: Has) -> Vec<Line> {
    let (noun, plural) = (kind.spec().noun, kind.spec().plural);
    if !state.filter.is_empty() {
        return Vec::new();
    }
    let (before, next) = (Command::PreviousView.way(), Command::NextView.way());
    let said = match (&state.whose, has, state.view_id()) {
        (_, Has::NoClient | Has::None, _) if state.whose.is_none() => return start(kind, has),
        (Some(whose), Has::Some, "retired") => {
            format!("No {noun} of {} was retired. {before} shows all of theirs.", whose.name)
        }
        (Some(whose), Has::Some, "needs-you") => {
            format!("No {noun} of {} needs you today. {next} shows all of theirs.", whose.name)
        }
        (Some(whose), ..) => {
            format!(
                "{} has no {plural} here. {} adds one, Esc shows those of all.",
                whose.name,
                Command::Add.way()
            )
        }
        (None, _, "retired") => format!("No {noun} was retired yet. {before} shows the others."),
        (None, _, "fall") => {
            "Nothing is agreed with anybody for a fall of the market: an expectation of that topic says what is done."
                .to_owned()
        }
        (None, _, "needs-you") => format!("No {noun} needs you today. {next} shows all of them."),
        (None, ..) => format!("No {noun} is in force. {} adds one.", Command::Add.way()),
    };
    vec![Line::plain(said)]
}

/// What the tab is for and how it starts.
fn start(kind: Kind, has: Has) -> Vec<Line> {
    let (noun, plural) = (kind.spec().noun, kind.spec().plural);
    let what_for = match kind {
        Kind::Goal => {
            "A goal is what a client wants, in a sentence: by when, measured by what, agreed with whom. Here you see \
             which to propose, to agree, and to look at again with them."
        }
        _ => {
            "An expectation is what a client expects of you: what they said, what you answered, what it is judged \
             by. Here you see which to agree, which are not kept, and who never had the talk about yardsticks."
        }
    };
    let key = |key: String, words: String| Line::role(key, Role::Key).with(format!("  {words}"), Role::Plain);
    let first = match has {
        Has::NoClient => Line::role(Command::TabClients.way(), Role::Key)
            .with(", then ", Role::Plain)
            .with(Command::Add.way(), Role::Key)
            .with(format!("  adds the first client; then come their {plural}"), Role::Plain),
        _ => key(Command::Add.way(), format!("adds the first {noun}")),
    };
    vec![
        Line::heading(format!("The book has no {plural} yet.")),
        Line::empty(),
        Line::plain(what_for),
        Line::empty(),
        first,
    ]
}
