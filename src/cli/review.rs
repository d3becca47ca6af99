//! The daily review, the weekly pass and the re-examination on the command line: at the desk, or card by card in plain text.
//!
//! **Invariant:** `--plain` draws no boxes and moves no cursor; what is refused is said and asked again; the end of
//! the input leaves safely.

mod again;
mod answers;
mod at_end;
pub(super) mod finished;
mod plain;

use clap::{Arg, ArgAction, ArgMatches, Command};

use super::session::Session;
use crate::domain::{rejection::Rejection, review::Pass};

/// How a pass is gone through.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Way {
    /// At the desk.
    AtTheDesk,
    /// On standard input and output.
    Plain,
}

/// `review`, with the records of finished passes below it.
pub(super) fn command(list: Command, show: Command) -> Command {
    let flag = |name: &'static str, help: &'static str| {
        Arg::new(name).long(name).action(ArgAction::SetTrue).help(help)
    };
    Command::new("review")
        .about("Goes through what stands for today, card by card; lists and shows finished passes")
        .arg(flag("plain", "Asks card by card on standard input, in plain lines"))
        .arg(flag("weekly", "The weekly pass: what waits, what wakes, meetings to prepare"))
        .args_conflicts_with_subcommands(true)
        .subcommand_required(false)
        .subcommands([list, show])
        .after_help(
            "Examples:\n  standing review\n  standing review --weekly\n  standing review --plain\n  standing review list\n  standing review show dr1",
        )
}

/// Whether a pass is meant, and not its records.
pub(super) fn opens(matches: &ArgMatches) -> bool {
    matches.subcommand().is_some_and(|(_, review)| review.subcommand().is_none())
}

/// The way and the pass that were typed.
pub(super) fn typed(matches: &ArgMatches) -> (Way, Pass) {
    let is = |name: &str| matches.subcommand().is_some_and(|(_, review)| review.get_flag(name));
    let way = if is("plain") { Way::Plain } else { Way::AtTheDesk };
    (way, if is("weekly") { Pass::Weekly } else { Pass::Daily })
}

/// Goes through a pass on standard input; gives the exit code.
pub(super) fn plain(session: &mut Session, pass: Pass) -> Result<u8, Rejection> {
    plain::run(session, pass)
}
