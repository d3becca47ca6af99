//! The rulebook's own verbs: accept, reword, withdraw, start.
//!
//! **Invariant:** a rule's text changes only by a new version.

use clap::{ArgMatches, Args, Command};
use serde_json::json;

use super::{
    agreements::{ConsentArgs, args},
    output::Answer,
    session::Session,
};
use crate::{
    acts::starter::starter_text,
    domain::{
        action::{Action, Case},
        record::Kind,
        rejection::Rejection,
    },
};

#[derive(Debug, Clone, Args)]
struct AcceptArgs {
    /// Which rules, by id or by a unique part of the name
    #[arg(required = true, value_name = "RULE")]
    rules: Vec<String>,
    /// Who accepts
    #[arg(long, alias = "of", value_name = "CLIENT")]
    client: String,
    #[command(flatten)]
    consent: ConsentArgs,
}

#[derive(Debug, Clone, Args)]
struct RewordArgs {
    /// Which rule
    #[arg(value_name = "RULE")]
    rule: String,
    /// The new text; - reads standard input
    #[arg(long, value_name = "TEXT")]
    text: String,
    /// Why it changes
    #[arg(long, value_name = "TEXT")]
    why: Option<String>,
    /// Those who accepted the old text must accept it again
    #[arg(long)]
    accept_again: bool,
}

#[derive(Debug, Clone, Args)]
struct WithdrawArgs {
    /// Which rule
    #[arg(value_name = "RULE")]
    rule: String,
    /// Why
    #[arg(long, value_name = "TEXT")]
    reason: String,
}

#[derive(Debug, Clone, Args)]
struct PlanArgs {
    /// Whom
    #[arg(long, alias = "of", value_name = "CLIENT")]
    client: String,
}

/// Adds the verbs to the noun.
pub(super) fn commands(noun: Command) -> Command {
    let accept = Command::new("accept")
        .about("Records that a relationship accepts rules")
        .after_help("Examples:\n  standing rule accept r5 --client Hartley --by Ann --how meeting");
    let reword =
        Command::new("reword").about("Gives a rule a new text; the old one stays readable").after_help(
            "Examples:\n  standing rule reword r5 --text \"Call us first, by telephone.\" --why \"clearer\"",
        );
    let withdraw = Command::new("withdraw")
        .about("Takes a rule out of force")
        .after_help("Examples:\n  standing rule withdraw r5 --reason \"nobody needs it\"");
    let start = Command::new("start")
        .about("Puts the rules of the starter rulebook into an empty rulebook")
        .after_help("Examples:\n  standing rule start");
    let plan = Command::new("plan")
        .about("Plans by when a client is taught which rule, over the first 100 days")
        .after_help("Examples:\n  standing rule plan --client Brandt");
    let template = Command::new("template")
        .about("Prints the starter rulebook, to be edited as rulebook/starter.toml beside the configuration")
        .after_help("Examples:\n  standing rule template");
    noun.subcommands([
        PlanArgs::augment_args(plan),
        template,
        AcceptArgs::augment_args(accept),
        RewordArgs::augment_args(reword),
        WithdrawArgs::augment_args(withdraw),
        start,
    ])
}

/// Runs one of the verbs.
pub(super) fn run(session: &mut Session, verb: &str, matches: &ArgMatches) -> Result<Answer, Rejection> {
    let action = match verb {
        "accept" => {
            let typed: AcceptArgs = args(matches)?;
            let rules = session.records(Kind::Rule, &typed.rules)?;
            let relationship = session.record(Kind::Relationship, &typed.client)?.id;
            let consent = typed.consent.read(session, relationship.id)?;
            Action::Accept { rules, relationship, consent }
        }
        "reword" => {
            let typed: RewordArgs = args(matches)?;
            let rule = session.record(Kind::Rule, &typed.rule)?.id;
            let text = session.text(&typed.text)?;
            Action::Reword(crate::domain::action::Reworded {
                rule,
                text,
                why: typed.why,
                accept_again: typed.accept_again,
            })
        }
        "withdraw" => {
            let typed: WithdrawArgs = args(matches)?;
            Action::Withdraw { rule: session.record(Kind::Rule, &typed.rule)?.id, reason: typed.reason }
        }
        "plan" => {
            let typed: PlanArgs = args(matches)?;
            let relationship = session.record(Kind::Relationship, &typed.client)?.id;
            Action::Case(Case::Plan { relationship })
        }
        "template" => {
            let (text, from) = starter_text(session.settings.checklists().as_deref())?;
            return Ok(Answer::new(text.trim_end(), json!({ "from": from, "text": text })));
        }
        "start" => session.book()?.start_rulebook()?,
        other => return Err(Rejection::ambiguous(format!("There is no verb {other}."))),
    };
    session.act(&action)
}
