//! Many commands from standard input, each its own step.
//!
//! **Invariant:** a receipt is written, and flushed, only after its step is durable; nothing runs after
//! the first failure unless asked to go on.

use std::io::BufRead as _;

use clap::{Args, Command, parser::ValueSource};

use super::{
    args,
    output::{self, Layout, Shape},
    session::{Input, Session},
    words,
};
use crate::domain::rejection::Rejection;

/// Commands that are no line of a batch.
const NOT_HERE: &[&str] = &["batch", "demo", "completions", "man", "keys"];

#[derive(Debug, Clone, Args)]
pub(super) struct Batch {
    /// Goes on after a line that failed; the exit code is that of the first one
    #[arg(long)]
    keep_going: bool,
}

impl Batch {
    /// Runs the lines; gives the exit code.
    pub(super) fn run(self, session: &mut Session) -> u8 {
        session.input = Input::Commands;
        if session.secrets.fd == Some(0) {
            // A line of a file could be read as both.
            let no = Rejection::ambiguous(
                "Commands come from standard input here. Give the passphrase on another descriptor: --passphrase-fd 3.",
            );
            return output::refuse(&no, session.format.shape, None);
        }
        let mut command = args::command().no_binary_name(true);
        let mut first_failure = output::DONE;
        let mut input = std::io::stdin().lock();
        let mut bytes = Vec::new();
        for number in 1.. {
            bytes.clear();
            let line = match input.read_until(b'\n', &mut bytes) {
                Ok(0) => break,
                Ok(_) => std::str::from_utf8(&bytes)
                    .map_err(|_| Rejection::ambiguous("The line is not UTF-8 text.")),
                Err(error) => Err(Rejection::fault(format!("Standard input could not be read: {error}."))),
            };
            let code = match line.and_then(|line| one(session, &mut command, line)) {
                Ok(code) => code,
                Err(no) => {
                    session.look_at_damage(&no);
                    output::refuse(&no, session.format.shape, Some(number))
                }
            };
            if code != output::DONE && first_failure == output::DONE {
                first_failure = code;
            }
            if code != output::DONE && !self.keep_going {
                break;
            }
        }
        first_failure
    }
}

/// Runs one line; gives its exit code.
fn one(session: &mut Session, command: &mut Command, line: &str) -> Result<u8, Rejection> {
    let mut words = words::split(line)?;
    if words.first().is_some_and(|word| word == "standing") {
        words.remove(0);
    }
    let Some(name) = words.first() else { return Ok(output::DONE) };
    if NOT_HERE.contains(&name.as_str()) {
        return Err(Rejection::ambiguous(format!("{name} is no line of a batch.")));
    }
    let matches = command.try_get_matches_from_mut(&words).map_err(|error| super::misread(&error))?;
    for global in ["book", "config", "today", "passphrase-fd", "json", "ascii", "color"] {
        if matches.value_source(&global.replace('-', "_")) == Some(ValueSource::CommandLine) {
            return Err(Rejection::ambiguous(format!(
                "--{global} holds for the whole batch; give it to batch itself."
            )));
        }
    }
    let answer = super::answer(session, &matches)?;
    let layout = if session.format.shape == Shape::Json { Layout::OneLine } else { Layout::Spread };
    Ok(output::print(&answer, session.format, layout))
}
