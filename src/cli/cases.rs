//! What exceptions, breaches, decisions and roles have beyond the common verbs: renewed, ended, answered, checked.
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
    /// Why, as it then stands in their charter
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

#[derive(Debug, Clone, Args)]
struct CheckArgs {
    /// Which decision
    #[arg(value_name = "DECISION")]
    name: String,
    /// What came of it
    #[arg(long, value_name = "TEXT")]
    outcome: String,
    /// What it taught
    #[arg(long, value_name = "TEXT")]
    learned: Option<String>,
}

#[derive(Debug, Clone, Args)]
struct LeaveArgs {
    /// Who: a person, a partner or a helper
    #[arg(value_name = "WHO")]
    who: String,
    /// Why
    #[arg(long, value_name = "TEXT")]
    reason: String,
}

/// Adds the verbs to the noun.
pub(super) fn commands(noun: Command, kind: Kind) -> Command {
    if kind == Kind::Breach {
        let answer = Command::new("answer").about("Answers a breach: what was done about it").after_help(
            "Examples:\n  standing breach answer b1 applied --note \"told them by telephone\"\n  standing breach answer b1 rule-changed",
        );
        return noun.subcommand(AnswerArgs::augment_args(answer));
    }
    if kind == Kind::Decision {
        let check = Command::new("check").about("Keeps what came of a decision, and what it taught").after_help(
            "Examples:\n  standing decision check dc1 --outcome \"it held\" --learned \"ask for the plan first\"",
        );
        return noun.subcommand(CheckArgs::augment_args(check));
    }
    if kind == Kind::Role {
        let leave = Command::new("leave")
            .about("Ends on every role card whom they call no more, and lists the clients to be told")
            .after_help("Examples:\n  standing role leave \"Dana Cole\" --reason \"she retires\"");
        return noun.subcommand(LeaveArgs::augment_args(leave));
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
        "check" => {
            let typed: CheckArgs = args(matches)?;
            let decision = session.record(Kind::Decision, &typed.name)?.id;
            Case::Checked { decision, outcome: typed.outcome, learned: typed.learned }
        }
        "leave" => {
            let typed: LeaveArgs = args(matches)?;
            let who = match session.record(Kind::Person, &typed.who) {
                Ok(person) => person.id,
                Err(_) => session.record(Kind::Relationship, &typed.who)?.id,
            };
            Case::Leave { who, reason: typed.reason }
        }
        other => return Err(Rejection::ambiguous(format!("There is no verb {other}."))),
    };
    session.act(&Action::Case(case))
}
