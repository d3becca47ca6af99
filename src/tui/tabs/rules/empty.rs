//! What an empty list of rules says: what it is for, and the key that starts.
//!
//! **Invariant:** every key it names works there.

use crate::tui::{
    command::Command,
    tabs::State,
    theme::Role,
    widgets::{line::Line, text},
};

/// Why the list is empty and how to get out; `bare` when the book holds no rule at all.
pub(super) fn lines(state: &State, bare: bool) -> Vec<Line> {
    if !state.filter.is_empty() {
        return Vec::new();
    }
    if bare {
        return vec![
            Line::heading("The rulebook is empty."),
            Line::empty(),
            Line::plain(
                "A rule says how you work together: whom to call, how fast you answer, what you do not do.",
            ),
            Line::empty(),
            Line::role("Enter", Role::Key).with(
                "  starts with a rulebook of common rules; every sentence is yours to change",
                Role::Plain,
            ),
            Line::role(text::pad(&Command::Add.way(), 5), Role::Key)
                .with("  writes the first rule yourself", Role::Plain),
        ];
    }
    let words = match (state.view_id(), &state.whose) {
        ("to-teach", None) => {
            format!("Everybody was taught every rule. {} shows the rulebook.", Command::PreviousView.way())
        }
        ("exceptions", None) => {
            format!("No exception is in force. {} on a rule records one.", Command::Exception.way())
        }
        ("breaches", None) => {
            format!("No rule was broken. {} on a rule records a breach.", Command::Breach.way())
        }
        ("to-teach", Some(whose)) => {
            format!("{} was taught every rule. Esc shows whom else to teach.", whose.name)
        }
        ("exceptions", Some(whose)) => {
            format!("No exception is in force for {}. Esc shows those of all.", whose.name)
        }
        ("breaches", Some(whose)) => {
            format!("No rule was broken with {}. Esc shows those of all.", whose.name)
        }
        _ => format!("No rule is here. {} adds one.", Command::Add.way()),
    };
    vec![Line::plain(words)]
}
