//! What obligations, incidents, complaints, holds and deliveries have beyond the common verbs: met, decided, answered,
//! lifted, given again.
//!
//! **Invariant:** none of them is settled without its evidence or its reason.

use clap::{ArgMatches, Args, Command};

use super::{agreements::args, output::Answer, session::Session};
use crate::{
    acts::deliveries::Again,
    domain::{
        action::{Action, Proof},
        record::Kind,
        rejection::Rejection,
    },
};

#[derive(Debug, Clone, Args)]
struct DoneArgs {
    /// Which obligation
    #[arg(value_name = "OBLIGATION")]
    name: String,
    /// What shows that it was met
    #[arg(long, value_name = "TEXT")]
    evidence: String,
    /// When it was met; today when left
    #[arg(long, value_name = "DATE")]
    on: Option<String>,
}

#[derive(Debug, Clone, Args)]
struct DecideArgs {
    /// Which incident
    #[arg(value_name = "INCIDENT")]
    name: String,
    /// told, no-notice-needed, notice-due
    #[arg(value_name = "DECISION")]
    decision: String,
    /// Why, or how they were told
    #[arg(long, value_name = "TEXT")]
    reason: String,
}

#[derive(Debug, Clone, Args)]
struct AnswerArgs {
    /// Which complaint
    #[arg(value_name = "COMPLAINT")]
    name: String,
    /// What was answered
    #[arg(value_name = "TEXT")]
    answer: String,
    /// When it was answered; today when left
    #[arg(long, value_name = "DATE")]
    on: Option<String>,
}

#[derive(Debug, Clone, Args)]
struct AgainArgs {
    /// brochure, privacy-notice
    #[arg(value_name = "PAPER")]
    paper: String,
    /// As it stands on the paper: March 2027
    #[arg(long, value_name = "TEXT")]
    version: String,
    /// When; today when left
    #[arg(long, value_name = "DATE")]
    on: Option<String>,
    /// e-mail, letter, meeting, portal; as each had it the last time when left
    #[arg(long, value_name = "HOW")]
    how: Option<String>,
}

#[derive(Debug, Clone, Args)]
struct LiftArgs {
    /// Which hold
    #[arg(value_name = "HOLD")]
    name: String,
    /// Why
    #[arg(long, value_name = "TEXT")]
    reason: String,
}

/// Adds the verb to the noun.
pub(super) fn commands(noun: Command, kind: Kind) -> Command {
    match kind {
        Kind::Incident => noun.subcommand(DecideArgs::augment_args(
            Command::new("decide")
                .about("Settles an incident: they were told, or need not be, and why")
                .after_help("Examples:\n  standing incident decide in1 told --reason \"by letter of 2 Nov\""),
        )),
        Kind::Complaint => noun.subcommand(AnswerArgs::augment_args(
            Command::new("answer")
                .about("Answers a complaint: what was said or done")
                .after_help("Examples:\n  standing complaint answer cm1 \"rang Ann; the fee is refunded\"\n  standing complaint answer cm1 \"rang Ann\" --on \"12 nov\""),
        )),
        Kind::Delivery => noun.subcommand(AgainArgs::augment_args(
            Command::new("again")
                .about("Gives a paper again to all to whom it is due, as one step: today names them")
                .after_help("Examples:\n  standing delivery again privacy-notice --version \"March 2027\"\n  standing delivery again brochure --version 2027 --how e-mail --on \"2 apr\""),
        )),
        Kind::LegalHold => noun.subcommand(LiftArgs::augment_args(
            Command::new("lift")
                .about("Lifts a legal hold; it stays readable")
                .after_help("Examples:\n  standing hold lift lh1 --reason \"the suit was settled\""),
        )),
        _ => noun.subcommand(DoneArgs::augment_args(
            Command::new("done")
                .about(
                    "Marks an obligation as met, with its evidence; one that comes again gets its next date",
                )
                .after_help("Examples:\n  standing obligation done ob1 --evidence \"receipt 4711\""),
        )),
    }
}

/// Runs the verb.
pub(super) fn run(session: &mut Session, verb: &str, matches: &ArgMatches) -> Result<Answer, Rejection> {
    if verb == "again" {
        return again(session, args(matches)?);
    }
    let proof = match verb {
        "done" => {
            let typed: DoneArgs = args(matches)?;
            let on = typed.on.as_deref().map(|on| session.past(Some(on))).transpose()?;
            let obligation = session.record(Kind::Obligation, &typed.name)?.id;
            Proof::Met { obligation, evidence: typed.evidence, on }
        }
        "decide" => {
            let typed: DecideArgs = args(matches)?;
            let decision = typed.decision.trim().to_lowercase().replace('-', " ");
            let incident = session.record(Kind::Incident, &typed.name)?.id;
            Proof::Decided { incident, decision, reason: typed.reason }
        }
        "answer" => {
            let typed: AnswerArgs = args(matches)?;
            let on = typed.on.as_deref().map(|on| session.past(Some(on))).transpose()?;
            let complaint = session.record(Kind::Complaint, &typed.name)?.id;
            Proof::Answered { complaint, answer: typed.answer, on }
        }
        "lift" => {
            let typed: LiftArgs = args(matches)?;
            Proof::Lifted { hold: session.record(Kind::LegalHold, &typed.name)?.id, reason: typed.reason }
        }
        other => return Err(Rejection::ambiguous(format!("There is no verb {other}."))),
    };
    session.act(&Action::Proof(proof))
}

fn again(session: &mut Session, typed: AgainArgs) -> Result<Answer, Rejection> {
    let paper = typed.paper.trim().to_lowercase().replace('-', " ");
    let on = typed.on.as_deref().map(|on| session.past(Some(on))).transpose()?;
    let again = Again { version: typed.version, on, how: typed.how };
    let act = session.book()?.give_again(&paper, &again)?;
    session.act(&act)
}
