//! What relationships, persons, meetings and gaps have beyond the common verbs.
//!
//! **Invariant:** a household with its first persons is one step.

use clap::{ArgMatches, Args, Command};

use super::{agreements::args, checklists, fields, output::Answer, session::Session};
use crate::domain::{
    action::{Action, NewMember},
    record::{Fields, Kind, RecordId},
    rejection::Rejection,
};

// The first persons and the tags of a new relationship. (A doc comment would become the command's own.)
#[derive(Debug, Clone, Args)]
pub(super) struct FirstMembers {
    /// The first person: head of the household
    #[arg(long, value_name = "PERSON")]
    head: Option<String>,
    /// The second person
    #[arg(long, value_name = "PERSON")]
    spouse: Option<String>,
    /// Telephone of the head
    #[arg(long, value_name = "NUMBER")]
    phone: Option<String>,
    /// E-mail of the head
    #[arg(long, value_name = "ADDRESS")]
    email: Option<String>,
    /// A tag, repeatable
    #[arg(long = "tag", value_name = "TAG")]
    tags: Vec<String>,
}

// Where a new person belongs.
#[derive(Debug, Clone, Args)]
pub(super) struct Belongs {
    /// The relationship the person belongs to
    #[arg(long, alias = "client", value_name = "CLIENT")]
    of: Option<String>,
    /// The role there: head, spouse, partner, child, parent, member, trusted-contact, attorney, ...
    #[arg(long, requires = "of", value_name = "ROLE")]
    role: Option<String>,
}

/// Adds a relationship with its first persons.
pub(super) fn add(session: &mut Session, matches: &ArgMatches) -> Result<Answer, Rejection> {
    let fields = fields::read_new(session, Kind::Relationship, matches)?;
    let typed: FirstMembers = args(matches)?;
    let person = |name: &String, role: &str| NewMember {
        fields: Fields::new().with("name", name.trim()),
        role: role.to_owned(),
        phone: None,
        email: None,
    };
    let mut members: Vec<NewMember> = typed.head.iter().map(|name| person(name, "head")).collect();
    members.extend(typed.spouse.iter().map(|name| person(name, "spouse")));
    match members.first_mut() {
        Some(first) => {
            first.phone.clone_from(&typed.phone);
            first.email.clone_from(&typed.email);
        }
        None if typed.phone.is_some() || typed.email.is_some() => {
            return Err(Rejection::ambiguous(
                "A telephone or e-mail belongs to a person. Name one with --head.",
            ));
        }
        None => {}
    }
    let tags = typed.tags.iter().map(|tag| tag.trim_start_matches('#').to_owned()).collect();
    let added = session.act(&Action::AddHousehold { fields, members, tags });
    added.map_err(|no| fields::missing(Kind::Relationship, no))
}

/// Adds a person, and where the person belongs, as one step.
pub(super) fn add_person(session: &mut Session, matches: &ArgMatches) -> Result<Answer, Rejection> {
    let fields = fields::read_new(session, Kind::Person, matches)?;
    let typed: Belongs = args(matches)?;
    let missing = |no| fields::missing(Kind::Person, no);
    let Some(of) = &typed.of else {
        return session.act(&Action::Add { kind: Kind::Person, fields }).map_err(missing);
    };
    let relationship = session.record(Kind::Relationship, of)?.id;
    let role =
        typed.role.as_deref().map(|role| session.named_field(Kind::Membership, "role", role)).transpose()?;
    let role = role.and_then(|role| role.text().map(str::to_owned)).unwrap_or_default();
    let member = NewMember { fields, role, phone: None, email: None };
    session.act(&Action::AddMember { relationship, member }).map_err(missing)
}

#[derive(Debug, Clone, Args)]
struct PromoteArgs {
    /// Which prospect
    #[arg(value_name = "NAME")]
    name: String,
    /// Their tier
    #[arg(long, value_name = "TIER")]
    tier: String,
    /// Since when; today when left
    #[arg(long, value_name = "DATE")]
    since: Option<String>,
    /// Starts this checklist with it, in the same step
    #[arg(long, value_name = "TEMPLATE")]
    checklist: Option<String>,
}

#[derive(Debug, Clone, Args)]
struct EndArgs {
    /// Which
    #[arg(value_name = "NAME")]
    name: String,
    /// Why
    #[arg(long, value_name = "TEXT")]
    reason: String,
    /// ending (as left) keeps promises and requests going, ended closes it; a prospect is not-taken
    #[arg(long, value_name = "ending|ended|not-taken")]
    stage: Option<String>,
    /// Starts this checklist with it, in the same step
    #[arg(long, value_name = "TEMPLATE")]
    checklist: Option<String>,
}

#[derive(Debug, Clone, Args)]
struct ResumeArgs {
    /// Which
    #[arg(value_name = "NAME")]
    name: String,
}

#[derive(Debug, Clone, Args)]
struct TagArgs {
    /// Which
    #[arg(required = true, value_name = "NAME")]
    names: Vec<String>,
    /// A tag to add, repeatable
    #[arg(long, value_name = "TAG", required_unless_present = "remove")]
    add: Vec<String>,
    /// A tag to remove, repeatable
    #[arg(long, value_name = "TAG")]
    remove: Vec<String>,
}

/// Adds the verbs to the noun.
pub(super) fn commands(noun: Command) -> Command {
    let promote = Command::new("promote")
        .about("Makes a prospect a client: tier, since, the default rules drafted")
        .after_help("Examples:\n  standing client promote Novak --tier B");
    let end = Command::new("end")
        .about("Ends a relationship, with a reason")
        .after_help("Examples:\n  standing client end Yates --reason \"moved abroad\" --stage ended");
    let resume = Command::new("resume")
        .about("Opens an ended relationship again")
        .after_help("Examples:\n  standing client resume Yates");
    let tag = Command::new("tag")
        .about("Adds and removes tags")
        .after_help("Examples:\n  standing client tag Hartley Okafor --add golf --remove sailing");
    noun.subcommands([
        PromoteArgs::augment_args(promote),
        EndArgs::augment_args(end),
        ResumeArgs::augment_args(resume),
        TagArgs::augment_args(tag),
    ])
}

/// Does an act, with a checklist in the same step; else says which one would fit.
fn with_checklist(
    session: &mut Session,
    act: Action,
    relationship: RecordId,
    checklist: Option<&str>,
    offered: &str,
) -> Result<Answer, Rejection> {
    match (checklist, offered) {
        (Some(name), _) => {
            let start = checklists::start(session, name, relationship, &[])?;
            session.act(&Action::Several { acts: vec![act, start] })
        }
        (None, "") => session.act(&act),
        (None, name) => {
            let way = format!("standing checklist start {name} {relationship} starts the checklist for it.");
            Ok(session.act(&act)?.noting(way))
        }
    }
}

/// Runs one of the verbs of relationships.
pub(super) fn run(session: &mut Session, verb: &str, matches: &ArgMatches) -> Result<Answer, Rejection> {
    let action = match verb {
        "promote" => {
            let typed: PromoteArgs = args(matches)?;
            let relationship = session.record(Kind::Relationship, &typed.name)?.id;
            let act = Action::Promote {
                relationship,
                tier: typed.tier,
                since: session.past(typed.since.as_deref())?,
            };
            return with_checklist(session, act, relationship, typed.checklist.as_deref(), "onboarding");
        }
        "end" => {
            let typed: EndArgs = args(matches)?;
            let row = session.record(Kind::Relationship, &typed.name)?;
            let usual = if row.str("kind") == "prospect" { "not taken" } else { "ending" };
            let stage = typed.stage.map_or_else(|| usual.to_owned(), |stage| stage.replace('-', " "));
            let offered = if stage == "ending" { "ending" } else { "" };
            let act = Action::End { relationship: row.id, reason: typed.reason, stage };
            return with_checklist(session, act, row.id, typed.checklist.as_deref(), offered);
        }
        "resume" => {
            let typed: ResumeArgs = args(matches)?;
            Action::Resume { relationship: session.record(Kind::Relationship, &typed.name)?.id }
        }
        "tag" => {
            let typed: TagArgs = args(matches)?;
            let relationships = session.records(Kind::Relationship, &typed.names)?;
            Action::Tag { relationships, add: typed.add, remove: typed.remove }
        }
        other => return Err(Rejection::ambiguous(format!("There is no verb {other}."))),
    };
    session.act(&action)
}

#[derive(Debug, Clone, Args)]
struct MeetingStateArgs {
    /// Which meeting
    #[arg(value_name = "MEETING")]
    name: String,
    /// offered, declined, no-answer, planned, prepared, moved, no-show; held is logged
    #[arg(value_name = "STATE")]
    state: String,
    /// The new day, of a meeting that is moved
    #[arg(long, value_name = "DATE")]
    on: Option<String>,
}

/// The verb that moves a meeting on.
pub(super) fn meeting_state() -> Command {
    let command = Command::new("state")
        .about("Moves a meeting on: planned, prepared, moved, declined")
        .after_help("Examples:\n  standing meeting state mt3 moved --on \"15 dec\"");
    MeetingStateArgs::augment_args(command)
}

/// Moves a meeting on.
pub(super) fn set_meeting_state(session: &mut Session, matches: &ArgMatches) -> Result<Answer, Rejection> {
    let typed: MeetingStateArgs = args(matches)?;
    let meeting = session.record(Kind::Meeting, &typed.name)?.id;
    let state = session.named_field(Kind::Meeting, "state", &typed.state)?;
    let state = state.text().unwrap_or("").to_owned();
    let day = typed.on.map(|on| session.day(&on)).transpose()?;
    session.act(&Action::MeetingState { meeting, state, day })
}

#[derive(Debug, Clone, Args)]
struct CloseArgs {
    /// Whose gap
    #[arg(value_name = "CLIENT")]
    name: String,
    /// Which, as goals, yardstick, rules
    #[arg(value_name = "GAP")]
    gap: String,
    /// Why it is not for them
    #[arg(long, value_name = "TEXT")]
    reason: String,
}

/// The verb that closes a gap.
pub(super) fn close_gap() -> Command {
    let command = Command::new("close")
        .about("Answers a gap: not for them, with a reason")
        .after_help("Examples:\n  standing gap close Hartley yardstick --reason \"they do not compare\"");
    CloseArgs::augment_args(command)
}

/// Closes a gap.
pub(super) fn answer_gap(session: &mut Session, matches: &ArgMatches) -> Result<Answer, Rejection> {
    let typed: CloseArgs = args(matches)?;
    let relationship = session.record(Kind::Relationship, &typed.name)?.id;
    session.act(&Action::CloseGap { relationship, gap: typed.gap, reason: typed.reason })
}
