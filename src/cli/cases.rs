//! What exceptions and breaches have beyond the common verbs: renewed, ended, answered.
//!
//! **Invariant:** none of them goes without its reason, and each says what was done in words of its own.

use clap::{ArgMatches, Args, Command};

use super::{agreements::args, output::Answer, session::Session};
use crate::domain::{
    action::{Action, Case},
    record::Kind,
    rejection::Rejection,
};

#[derive(Debug, Clone, Args)]
struct RenewArgs {
    /// Which exception
    #[arg(value_name = "EXCEPTION")]
    name: String,
    /// Until when it holds on
    #[arg(long, alias = "to", value_name = "DATE")]
    until: String,
    /// Why
    #[arg(long, value_name = "TEXT")]
    reason: String,
}

#[derive(Debug, Clone, Args)]
struct EndArgs {
    /// Which exception
    #[arg(value_name = "EXCEPTION")]
    name: String,
    /// Why
    #[arg(long, value_name = "TEXT")]
    reason: String,
}

#[derive(Debug, Clone, Args)]
struct AnswerArgs {
    /// Which breach
    #[arg(value_name = "BREACH")]
    name: String,
    /// applied, exception, rule-changed
    #[arg(value_name = "ANSWER")]
    answer: String,
    /// What was said or done, and to whom
    #[arg(long, value_name = "TEXT")]
    note: Option<String>,
}

/// Adds the verbs to the noun.
pub(super) fn commands(noun: Command, kind: Kind) -> Command {
    if kind == Kind::Breach {
        let answer = Command::new("answer").about("Answers a breach: what was done about it").after_help(
            "Examples:\n  standing breach answer b1 applied --note \"told them by telephone\"\n  standing breach answer b1 rule-changed",
        );
        return noun.subcommand(AnswerArgs::augment_args(answer));
    }
    let renew = Command::new("renew")
        .about("Lets an exception hold on until another day; the first reason stays readable")
        .after_help(
            "Examples:\n  standing exception renew x1 --until \"31 may\" --reason \"she is back in May\"",
        );
    let end = Command::new("end")
        .about("Ends an exception today")
        .after_help("Examples:\n  standing exception end x1 --reason \"they pay the full fee again\"");
    noun.subcommands([RenewArgs::augment_args(renew), EndArgs::augment_args(end)])
}

/// Runs one of the verbs.
pub(super) fn run(session: &mut Session, verb: &str, matches: &ArgMatches) -> Result<Answer, Rejection> {
    let case = match verb {
        "renew" => {
            let typed: RenewArgs = args(matches)?;
            let exception = session.record(Kind::Exception, &typed.name)?.id;
            Case::Renew { exception, until: session.day(&typed.until)?, reason: typed.reason }
        }
        "end" => {
            let typed: EndArgs = args(matches)?;
            Case::End { exception: session.record(Kind::Exception, &typed.name)?.id, reason: typed.reason }
        }
        "answer" => {
            let typed: AnswerArgs = args(matches)?;
            let breach = session.record(Kind::Breach, &typed.name)?.id;
            let answer = typed.answer.trim().to_lowercase().replace('-', " ");
            Case::Answer { breach, answer, note: typed.note }
        }
        other => return Err(Rejection::ambiguous(format!("There is no verb {other}."))),
    };
    session.act(&Action::Case(case))
}
